//! PDFium, the library that reads and draws PDF files: fetched once, checked, its licences kept beside it.
//!
//! Source: the manylinux wheel of `pypdfium2` on PyPI, which carries PDFium built without V8 and XFA
//! (BSD-3-Clause and Apache-2.0). Wheel and library are pinned by SHA-256; nothing else is ever loaded. The
//! server finds the library by `NGHISU_PDFIUM`, beside its own executable, or in `target/pdfium/`.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use crate::lock;
use crate::paths::Paths;
use crate::process;
use crate::report::{self, Missing};

/// The variable by which the server and the tests find the library: the path of the file itself.
pub(crate) const VARIABLE: &str = "NGHISU_PDFIUM";

/// The release of pypdfium2, and the Chromium build number of the PDFium in it.
const WHEEL_VERSION: &str = "5.15.2";
const BUILD: &str = "8149";
const WHEEL_SHA256: &str = "dc31aea5b0fb9fefc9b537a65f4113980b2c40798445736a7e6565bc85161e37";
const LIBRARY_SHA256: &str = "c76dc0f7839644bfa7c3e3107a6068df714e339c861bb7d4519907b821d427f9";
const LIBRARY: &str = "libpdfium.so";

/// Makes sure that the library stands in `target/pdfium/` and gives back its path.
pub(crate) fn prepare(paths: &Paths) -> Result<PathBuf> {
    if let Some(own) = env::var_os(VARIABLE).filter(|path| !path.is_empty()) {
        let own = PathBuf::from(own);
        if !own.is_file() {
            return Err(Missing::new(
                format!("{VARIABLE} names {}, which is no file.", own.display()),
                format!("unset {VARIABLE}, or name a libpdfium.so of build {BUILD} or later"),
            )
            .into());
        }
        return Ok(own);
    }
    let place = paths.pdfium();
    let library = place.join(LIBRARY);
    if is_the_pinned_library(&library) {
        return Ok(library);
    }
    let _guard = lock::acquire(paths, "pdfium")?;
    let cached = paths.cache.join("pdfium").join(BUILD);
    if !is_the_pinned_library(&cached.join(LIBRARY)) {
        fetch(&cached)?;
    }
    copy_directory(&cached, &place)?;
    Ok(library)
}

/// Downloads the wheel, checks it, and puts library and licences into `place`, all at once.
fn fetch(place: &Path) -> Result<()> {
    if cfg!(not(all(target_os = "linux", target_arch = "x86_64"))) {
        return Err(Missing::new(
            "PDFium is fetched for Linux on x86-64 only.".to_owned(),
            format!("set {VARIABLE} to a libpdfium of build {BUILD} for this machine"),
        )
        .into());
    }
    report::step(format!(
        "Fetching PDFium {BUILD} (pypdfium2 {WHEEL_VERSION} from PyPI)"
    ));
    if !process::succeeds(process::command("python3").args(["-m", "pip", "--version"])) {
        return Err(Missing::new(
            "PDFium comes as a Python wheel, and there is no pip to fetch it with.",
            "sudo apt-get install -y python3-pip",
        )
        .into());
    }
    let parent = place.parent().context("a cache entry has a parent")?;
    fs::create_dir_all(parent)?;
    let work = tempfile::Builder::new()
        .prefix("fetching-")
        .tempdir_in(parent)?;
    process::run(
        process::command("python3")
            .args([
                "-m",
                "pip",
                "download",
                "--quiet",
                "--disable-pip-version-check",
            ])
            .args(["--no-deps", "--only-binary=:all:"])
            .args([
                "--platform",
                "manylinux_2_17_x86_64",
                "--python-version",
                "3.11",
            ])
            .args(["--implementation", "py", "--abi", "none", "-d"])
            .arg(work.path())
            .arg(format!("pypdfium2=={WHEEL_VERSION}")),
    )
    .map_err(|error| {
        Missing::new(
            format!("pip could not download pypdfium2 {WHEEL_VERSION} ({error})."),
            format!(
                "check the network and the proxy, or set {VARIABLE} to a libpdfium.so that you have"
            ),
        )
    })?;
    let wheel = fs::read_dir(work.path())?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.extension().is_some_and(|extension| extension == "whl"))
        .context("pip downloaded no wheel")?;
    expect_sha256(&wheel, WHEEL_SHA256)?;

    let unpacked = work.path().join("unpacked");
    process::run(
        process::command("python3")
            .args(["-m", "zipfile", "-e"])
            .arg(&wheel)
            .arg(&unpacked),
    )?;
    let raw = unpacked.join("pypdfium2_raw");
    expect_sha256(&raw.join(LIBRARY), LIBRARY_SHA256)?;

    let complete = work.path().join("complete");
    fs::create_dir_all(&complete)?;
    fs::copy(raw.join(LIBRARY), complete.join(LIBRARY))?;
    fs::copy(raw.join("version.json"), complete.join("version.json"))?;
    let licences = fs::read_dir(&unpacked)?
        .filter_map(|entry| Some(entry.ok()?.path().join("licenses")))
        .find(|path| path.is_dir())
        .context("the wheel carries no licences")?;
    copy_directory(&licences, &complete.join("licenses"))?;
    if place.exists() {
        fs::remove_dir_all(place)?;
    }
    fs::rename(&complete, place)?;
    Ok(())
}

fn is_the_pinned_library(path: &Path) -> bool {
    sha256(path).is_ok_and(|found| found == LIBRARY_SHA256)
}

fn expect_sha256(path: &Path, expected: &str) -> Result<()> {
    let found = sha256(path)?;
    if found != expected {
        bail!(
            "{} is not the pinned file: SHA-256 is {found}, expected {expected}",
            path.display()
        );
    }
    Ok(())
}

fn sha256(path: &Path) -> Result<String> {
    let bytes = fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
    Ok(hex::encode(Sha256::digest(bytes)))
}

/// Copies files one by one through a rename, so that a program that has the old library open keeps it.
fn copy_directory(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_directory(&entry.path(), &target)?;
        } else {
            let partial = to.join(format!(".{}.part", entry.file_name().to_string_lossy()));
            fs::copy(entry.path(), &partial)?;
            fs::rename(&partial, &target)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_file_is_not_taken_for_the_pinned_library() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join(LIBRARY);
        fs::write(&path, b"not PDFium").expect("written");
        assert!(!is_the_pinned_library(&path));
        let message = expect_sha256(&path, LIBRARY_SHA256)
            .expect_err("refused")
            .to_string();
        assert!(message.contains(LIBRARY_SHA256), "{message}");
    }
}
