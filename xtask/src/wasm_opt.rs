//! `wasm-opt`, which makes the shipped client smaller; developers' builds do without it.
//!
//! It comes from npm's `binaryen`, pinned in `xtask/wasm-opt/package-lock.json`. Debian's binaryen 108 is too
//! old for what the compiler writes and breaks the file without a word, so an installed one is never used.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::paths::Paths;
use crate::process;
use crate::report;
use crate::{lock, node};

/// Replaces the file by a smaller one that does the same.
pub(crate) fn shrink(paths: &Paths, wasm: &Path) -> Result<()> {
    let tool = install(paths)?;
    let before = fs::metadata(wasm)?.len();
    let smaller = wasm.with_extension("opt.wasm");
    process::run(
        process::command("node")
            .arg(tool)
            .arg("-Oz")
            .arg("-o")
            .arg(&smaller)
            .arg(wasm),
    )
    .context("wasm-opt failed")?;
    fs::rename(&smaller, wasm)?;
    report::detail(format!(
        "wasm-opt: {} KiB to {} KiB",
        before / 1024,
        fs::metadata(wasm)?.len() / 1024
    ));
    Ok(())
}

fn install(paths: &Paths) -> Result<std::path::PathBuf> {
    let _guard = lock::acquire(paths, "wasm-opt")?;
    let sources = paths.root.join("xtask/wasm-opt");
    let place = paths.cache.join("wasm-opt");
    fs::create_dir_all(&place)?;
    for name in ["package.json", "package-lock.json"] {
        fs::copy(sources.join(name), place.join(name))?;
    }
    node::install(&place)?;
    Ok(place.join("node_modules/binaryen/bin/wasm-opt"))
}
