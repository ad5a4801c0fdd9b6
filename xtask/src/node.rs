//! Node's packages: exactly those of a lock file, installed again only when the lock changed.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::debian;
use crate::process;
use crate::report::{self, Missing};

/// The oldest Node.js that the browser tests run on.
const OLDEST_MAJOR: u32 = 20;

/// Makes `node_modules` of a directory what its `package-lock.json` says.
pub(crate) fn install(directory: &Path) -> Result<()> {
    expect_node()?;
    let lock = directory.join("package-lock.json");
    let wanted = hex::encode(Sha256::digest(
        fs::read(&lock).with_context(|| format!("{} cannot be read", lock.display()))?,
    ));
    let stamp = directory.join("node_modules/.installed-lock");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    report::detail(format!("npm ci in {}", directory.display()));
    process::run(
        process::command("npm")
            .current_dir(directory)
            .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
            // The browser is Debian's; Playwright must not fetch one of its own.
            .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"),
    )
    .map_err(|error| {
        Missing::new(
            format!(
                "The packages of {} could not be installed ({error}).",
                directory.display()
            ),
            format!(
                "`npm ci` in {}, with access to the npm registry",
                directory.display()
            ),
        )
    })?;
    fs::write(&stamp, wanted)?;
    Ok(())
}

/// Makes sure that a current Node.js with npm is there.
fn expect_node() -> Result<()> {
    if version().is_none() || !process::succeeds(process::command("npm").arg("--version")) {
        debian::ensure(&["nodejs", "npm"], "The browser's tools")?;
    }
    match version() {
        Some(major) if major >= OLDEST_MAJOR => Ok(()),
        found => Err(Missing::new(
            format!(
                "Node.js {OLDEST_MAJOR} or later is needed, {}.",
                found.map_or_else(
                    || "and there is none".to_owned(),
                    |major| format!("and this one is {major}")
                )
            ),
            "install a current Node.js with npm",
        )
        .into()),
    }
}

fn version() -> Option<u32> {
    let shown = process::output(process::command("node").arg("--version")).ok()?;
    shown
        .trim()
        .strip_prefix('v')?
        .split('.')
        .next()?
        .parse()
        .ok()
}
