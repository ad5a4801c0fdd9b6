//! `cargo xtask dist`: what is handed to an office, as one directory and one archive.
//!
//! The binary carries the client; PDFium stands beside it, where the server looks for it, with its licences
//! and those of the fonts.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::assembly::files_below;
use crate::paths::Paths;
use crate::process;
use crate::report;
use crate::wasm::{self, Route};
use crate::{client, pdfium, run};

/// Builds everything as it is shipped and packs it into `target/dist`.
pub(crate) fn run(paths: &Paths, route: Route) -> Result<()> {
    let library = pdfium::prepare(paths)?;
    let toolchain = wasm::prepare(paths, route)?;
    client::build(paths, &toolchain, true)?;
    run::build_server(paths, true)?;

    let name = format!(
        "nghisu-{}-linux-{}",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::ARCH
    );
    let place = paths.root.join("target/dist");
    let directory = place.join(&name);
    if directory.exists() {
        fs::remove_dir_all(&directory)?;
    }
    fs::create_dir_all(&directory)?;
    fs::copy(paths.server_binary(true), directory.join("nghisu"))
        .context("cargo left no binary")?;
    fs::copy(&library, directory.join("libpdfium.so"))?;
    let licences = directory.join("licenses");
    copy(
        &paths.pdfium().join("licenses"),
        &licences.join("pdfium"),
        |_| true,
    )?;
    copy(
        &paths.root.join("assets/fonts"),
        &licences.join("fonts"),
        |path| path.ends_with(".txt"),
    )?;

    let archive = place.join(format!("{name}.tar.gz"));
    process::run(
        process::command("tar")
            .current_dir(&place)
            .args(["--owner=0", "--group=0", "-czf"])
            .arg(&archive)
            .arg(&name),
    )?;
    report::step(format!(
        "{} ({} MiB)",
        archive.display(),
        fs::metadata(&archive)?.len() / (1024 * 1024)
    ));
    Ok(())
}

fn copy(from: &Path, to: &Path, wanted: impl Fn(&str) -> bool) -> Result<()> {
    for path in files_below(from)?.into_iter().filter(|path| wanted(path)) {
        let target = to.join(&path);
        fs::create_dir_all(target.parent().context("a file has a directory")?)?;
        fs::copy(from.join(&path), target)?;
    }
    Ok(())
}
