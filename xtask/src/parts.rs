//! The parts of the client that tablets load when a screen first needs them.
//!
//! `app/src/parts.rs` names them. The compiled module is taken apart along its relocations, before wasm-bindgen sees
//! it: what every start needs stays in the main module, what only one part needs goes into a file of its own, and what
//! some parts share into others. A small script knows which files a part is made of.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow};

/// The script's name as the main module imports it, before names carry hashes.
pub(crate) const LOADER: &str = "./parts.js";
/// The main script's name as the loader imports it.
pub(crate) const MAIN: &str = "./app.js";

/// A module taken apart.
#[derive(Debug)]
pub(crate) struct Parts {
    /// What wasm-bindgen goes on with.
    pub(crate) main: Vec<u8>,
    /// The script that loads parts.
    pub(crate) loader: String,
    /// The other modules, by file name.
    pub(crate) modules: Vec<(String, Vec<u8>)>,
    /// Each part's modules, by file name.
    pub(crate) needs: BTreeMap<String, Vec<String>>,
}

/// Takes a linked module apart; it must carry its relocations (`--emit-relocs`).
pub(crate) fn split(wasm: &[u8]) -> Result<Parts> {
    let work = tempfile::tempdir()?;
    let main = work.path().join("main.wasm");
    let mut options = wasm_split_cli_support::Options::new(wasm);
    options.output_dir = work.path();
    options.main_out_path = &main;
    options.link_name = LOADER;
    options.main_module = MAIN;
    let split = wasm_split_cli_support::transform(options)
        .map_err(|error| anyhow!("{error:#}"))
        .context("the client cannot be taken apart")?;
    let mut modules = split
        .split_modules
        .iter()
        .map(|path| Ok((name_of(path)?, fs::read(path)?)))
        .collect::<Result<Vec<_>>>()?;
    modules.sort();
    let needs = split.prefetch_map.into_iter().map(|(part, stems)| {
        let files = stems.iter().map(|stem| format!("{stem}.wasm"));
        (part, files.collect())
    });
    let needs = needs.collect();
    Ok(Parts {
        main: fs::read(&main)?,
        loader: fs::read_to_string(work.path().join(LOADER))?,
        modules,
        needs,
    })
}

fn name_of(path: &Path) -> Result<String> {
    let name = path.file_name().and_then(|name| name.to_str());
    Ok(name.context("a module has a name")?.to_owned())
}
