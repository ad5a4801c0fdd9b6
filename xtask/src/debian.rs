//! Packages of Debian: which are there, and installing the rest when we may.
//!
//! Never runs `sudo`: without the rights it says which command a person with rights has to run.

use std::path::Path;
use std::sync::OnceLock;

use anyhow::{Context, Result};

use crate::process;
use crate::report::{self, Missing};

/// Makes sure that these packages are installed; `purpose` completes the sentence "… is needed for …".
pub(crate) fn ensure(packages: &[&str], purpose: &str) -> Result<()> {
    let missing: Vec<&str> = packages
        .iter()
        .copied()
        .filter(|package| !is_installed(package))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names = missing.join(" ");
    if !is_debian() {
        return Err(Missing::new(
            format!("{purpose} needs what Debian calls {names}, and this machine is not a Debian."),
            "install the same programs by this system's own means",
        )
        .into());
    }
    let by_hand = format!("sudo apt-get update && sudo apt-get install -y {names}");
    if !rustix::process::geteuid().is_root() {
        return Err(Missing::new(
            format!("{purpose} needs the Debian packages {names}, which only root can install."),
            by_hand,
        )
        .into());
    }
    update_lists()?;
    report::detail(format!("installing Debian packages: {names}"));
    let mut install = process::command("apt-get");
    install
        .args(["install", "-y", "-qq", "--no-install-recommends"])
        .args(&missing)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdout(std::process::Stdio::null());
    process::run(&mut install).map_err(|error| {
        anyhow::Error::new(Missing::new(
            format!("{purpose} needs the Debian packages {names}, and they could not be installed ({error})."),
            by_hand,
        ))
    })
}

/// Whether dpkg has this package unpacked and configured.
pub(crate) fn is_installed(package: &str) -> bool {
    version(package).is_some()
}

/// The installed version of a package.
pub(crate) fn version(package: &str) -> Option<String> {
    let shown = process::output(process::command("dpkg-query").args([
        "-W",
        "-f=${db:Status-Abbrev} ${Version}",
        package,
    ]))
    .ok()?;
    let version = shown.strip_prefix("ii ")?.trim();
    Some(version.to_owned())
}

/// Whether this machine installs its programs with apt.
pub(crate) fn is_debian() -> bool {
    Path::new("/etc/debian_version").exists()
}

/// `apt-get update`, at most once in a run: on a new machine the lists are empty, later they grow stale.
fn update_lists() -> Result<()> {
    static DONE: OnceLock<()> = OnceLock::new();
    if DONE.get().is_some() {
        return Ok(());
    }
    report::detail("reading Debian's package lists");
    process::run(process::command("apt-get").args(["update", "-qq"]))
        .context("Debian's package lists cannot be read")?;
    DONE.get_or_init(|| ());
    Ok(())
}
