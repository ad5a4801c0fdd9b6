//! pyHanko, one of the independent judges of our signatures: a Python environment of its own in the cache.
//!
//! What is in it stands in `e2e/requirements.txt`, every version pinned; a changed file makes a new one.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::debian;
use crate::lock;
use crate::paths::Paths;
use crate::process;
use crate::report::{self, Missing};

/// The variable in which the signature tests find pyHanko's program.
pub(crate) const VARIABLE: &str = "NGHISU_PYHANKO";

/// Makes sure that pyHanko is there and gives back the path of its program.
pub(crate) fn prepare(paths: &Paths) -> Result<PathBuf> {
    let requirements = paths.root.join("e2e/requirements.txt");
    let wanted = fs::read(&requirements)
        .with_context(|| format!("{} cannot be read", requirements.display()))?;
    let name = hex::encode(Sha256::digest(wanted));
    let place = paths.cache.join("pyhanko").join(&name[..16]);
    let program = place.join("bin/pyhanko");
    let complete = place.join("complete");
    if complete.exists() && process::succeeds(process::command(&program).arg("--version")) {
        return Ok(program);
    }
    let _guard = lock::acquire(paths, "pyhanko")?;
    if complete.exists() && process::succeeds(process::command(&program).arg("--version")) {
        return Ok(program);
    }
    report::detail("installing pyHanko from PyPI");
    if !process::succeeds(process::command("python3").args(["-c", "import ensurepip, venv"])) {
        debian::ensure(&["python3-venv"], "Judging signatures with pyHanko")?;
    }
    process::run(
        process::command("python3")
            .args(["-m", "venv", "--clear"])
            .arg(&place),
    )
    .context("a Python environment cannot be made")?;
    process::run(
        process::command(place.join("bin/python"))
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
            ])
            .args(["--only-binary=:all:", "-r"])
            .arg(&requirements),
    )
    .map_err(|error| {
        Missing::new(
            format!("pyHanko could not be installed ({error})."),
            "access to PyPI: `python3 -m pip download pyhanko` shows what is in the way",
        )
    })?;
    fs::write(complete, "")?;
    Ok(program)
}
