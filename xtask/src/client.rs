//! The tablet client: compiled to WebAssembly, given its JavaScript, and laid out as the server serves it.
//!
//! wasm-bindgen is linked in as a library of the very version that the client uses; an installed
//! `wasm-bindgen` of another version would refuse the file. `target/client/dist` is written anew only when
//! something in it changes, so that the server, which embeds it, is not rebuilt for nothing.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, anyhow};
use clap::Args;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::assembly::{self, Bindings, Sources};
use crate::parts::{self, Parts};
use crate::paths::Paths;
use crate::process;
use crate::report;
use crate::wasm::{self, Toolchain};
use crate::wasm_opt;

const PACKAGE: &str = "nghisu-app";
/// The source of what lays the client out: a changed layout is written anew.
const LAYOUT: [&str; 4] = [
    include_str!("assembly.rs"),
    include_str!("client.rs"),
    include_str!("parts.rs"),
    include_str!("wasm_opt.rs"),
];

/// How the client is built.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Options {
    /// The client as it is shipped: optimised for size, compressed as far as brotli goes.
    #[arg(long)]
    pub(crate) release: bool,
    /// Only checks that the client compiles; writes nothing.
    #[arg(long, conflicts_with_all = ["lint", "release"])]
    pub(crate) check: bool,
    /// Only runs clippy over the client as it is compiled for the browser.
    #[arg(long, conflicts_with = "release")]
    pub(crate) lint: bool,
}

/// What a build left behind, by which the next one knows that nothing changed.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Stamp {
    inputs: String,
    build: String,
}

/// Does what the options ask for.
pub(crate) fn run(paths: &Paths, toolchain: &Toolchain, options: Options) -> Result<()> {
    if options.check {
        return process::run(toolchain.cargo(paths, "check").args([
            "-p",
            PACKAGE,
            "--target",
            wasm::TARGET,
        ]));
    }
    if options.lint {
        return lint(paths, toolchain);
    }
    build(paths, toolchain, options.release)
}

/// Clippy with warnings as errors, for the target that the client really runs on.
pub(crate) fn lint(paths: &Paths, toolchain: &Toolchain) -> Result<()> {
    process::run(toolchain.cargo(paths, "clippy").args([
        "-p",
        PACKAGE,
        "--target",
        wasm::TARGET,
        "--",
        "-D",
        "warnings",
    ]))
}

/// Builds the client and lays it out in `target/client/dist`.
pub(crate) fn build(paths: &Paths, toolchain: &Toolchain, release: bool) -> Result<()> {
    let profile = if release { "wasm-release" } else { "wasm-dev" };
    report::step(format!(
        "Building the client ({profile}, {})",
        toolchain.describe()?
    ));
    // One crate type, whatever the manifest lists for tests: no rlib is linked for nothing.
    process::run(
        toolchain
            .cargo(paths, "rustc")
            .args(["-p", PACKAGE, "--lib", "--crate-type", "cdylib"])
            .args(["--target", wasm::TARGET, "--profile", profile])
            // By its relocations the module is taken apart.
            .args(["--", "-C", "link-arg=--emit-relocs"]),
    )
    .context("the client does not compile")?;

    let compiled = paths
        .wasm_target()
        .join(wasm::TARGET)
        .join(profile)
        .join("nghisu_app.wasm");
    let wasm =
        fs::read(&compiled).with_context(|| format!("cargo left no {}", compiled.display()))?;
    let sources = Sources::read(&paths.root)?;
    let dist = paths.client_dist();
    let stamp_path = dist.with_file_name("stamp.json");
    let inputs = fingerprint(&wasm, &sources, release);
    if let Some(stamp) = read_stamp(&stamp_path)
        && stamp.inputs == inputs
        && dist.join("build.json").is_file()
    {
        report::detail(format!("client {} is up to date", stamp.build));
        return Ok(());
    }

    let started = Instant::now();
    let bindings = bind(paths, &wasm, release)?;
    let quality = if release { 11 } else { 5 };
    let build = assembly::write(&sources, &bindings, quality, &dist)?;
    let stamp = Stamp {
        inputs,
        build: build.id.clone(),
    };
    fs::write(&stamp_path, serde_json::to_vec(&stamp)?)?;
    report::detail(format!(
        "client {}: {} files, wasm {} KiB, {} KiB compressed, in {}",
        build.id,
        build.files.len(),
        build.wasm_bytes / 1024,
        build.wasm_compressed_bytes / 1024,
        report::time(started.elapsed()),
    ));
    Ok(())
}

/// Takes the module apart, runs wasm-bindgen on what every start needs, and for a release wasm-opt on all of it.
fn bind(paths: &Paths, wasm: &[u8], release: bool) -> Result<Bindings> {
    let Parts {
        main,
        loader,
        mut modules,
        needs,
    } = parts::split(wasm)?;
    let work = tempfile::tempdir()?;
    let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
    bindgen
        .input_bytes("app", main)
        .omit_default_module_path(true)
        .typescript(false)
        .remove_producers_section(true)
        // The parts find functions of the main module by the linker's exports and names.
        .keep_lld_exports(true)
        .demangle(false)
        // Names make a developer's stack traces readable and a shipped file half as large again.
        .remove_name_section(release)
        .web(true)
        .and_then(|bindgen| bindgen.generate(work.path()))
        .map_err(|error| anyhow!("wasm-bindgen: {error:#}"))?;
    let mut wasm = fs::read(work.path().join("app_bg.wasm"))?;
    if release {
        wasm = wasm_opt::shrink(paths, "app", &wasm)?;
        for (name, module) in &mut modules {
            *module = wasm_opt::shrink(paths, name, module)?;
        }
    }
    Ok(Bindings {
        js: fs::read_to_string(work.path().join("app.js"))?,
        wasm,
        loader,
        modules,
        needs,
        snippets: read_snippets(&work.path().join("snippets"))?,
    })
}

/// The small JavaScript files that crates bring along, by their path below `snippets/`.
fn read_snippets(directory: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    if !directory.is_dir() {
        return Ok(Vec::new());
    }
    assembly::files_below(directory)?
        .into_iter()
        .map(|path| Ok((path.clone(), fs::read(directory.join(&path))?)))
        .collect()
}

/// One hash over everything that the layout depends on, the layout itself included.
fn fingerprint(wasm: &[u8], sources: &Sources, release: bool) -> String {
    let mut hash = Sha256::new();
    hash.update([u8::from(release)]);
    for text in LAYOUT {
        hash.update(Sha256::digest(text));
    }
    hash.update(Sha256::digest(wasm));
    for (path, bytes) in sources.all() {
        hash.update(path);
        hash.update([0]);
        hash.update(Sha256::digest(bytes));
    }
    hex::encode(hash.finalize())
}

fn read_stamp(path: &PathBuf) -> Option<Stamp> {
    serde_json::from_slice(&fs::read(path).ok()?).ok()
}
