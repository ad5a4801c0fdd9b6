//! One preparation at a time: clones of one user share a cache, and a half-made entry must not be seen.

use std::fs::{self, File, TryLockError};

use anyhow::{Context, Result};

use crate::paths::Paths;
use crate::report;

/// Waits for the right to prepare `what` in the cache; the right ends with the returned file.
pub(crate) fn acquire(paths: &Paths, what: &str) -> Result<File> {
    fs::create_dir_all(&paths.cache)
        .with_context(|| format!("{} cannot be written", paths.cache.display()))?;
    let path = paths.cache.join(format!("{what}.lock"));
    let file =
        File::create(&path).with_context(|| format!("{} cannot be written", path.display()))?;
    if let Err(TryLockError::WouldBlock) = file.try_lock() {
        report::detail(format!("waiting: another clone prepares {what}"));
        file.lock()
            .with_context(|| format!("{} cannot be locked", path.display()))?;
    }
    Ok(file)
}
