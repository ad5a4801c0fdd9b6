//! `wasm-opt`, which makes the shipped client smaller; developers' builds do without it.
//!
//! It comes from npm's `binaryen`, pinned in `xtask/wasm-opt/package-lock.json`. Debian's binaryen 108 is too
//! old for what the compiler writes and breaks the file without a word, so an installed one is never used.

use std::fs;

use anyhow::{Context, Result};

use crate::paths::Paths;
use crate::process;
use crate::report;
use crate::{lock, node};

/// What the compiler uses, and every browser that we support knows. A part does not say it itself; more than this
/// would let the tool write what browsers do not read yet.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// A smaller module that does the same; `name` is said beside the sizes.
pub(crate) fn shrink(paths: &Paths, name: &str, wasm: &[u8]) -> Result<Vec<u8>> {
    let tool = install(paths)?;
    let work = tempfile::tempdir()?;
    let (before, after) = (
        work.path().join("before.wasm"),
        work.path().join("after.wasm"),
    );
    fs::write(&before, wasm)?;
    process::run(
        process::command("node")
            .arg(tool)
            .arg("-Oz")
            .args(FEATURES)
            .arg("-o")
            .arg(&after)
            .arg(&before),
    )
    .context("wasm-opt failed")?;
    let smaller = fs::read(&after)?;
    report::detail(format!(
        "wasm-opt, {name}: {} KiB to {} KiB",
        wasm.len() / 1024,
        smaller.len() / 1024
    ));
    Ok(smaller)
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
