//! Where things stand: the one place that knows the directories of a build.
//!
//! Compiled Rust goes where cargo puts it (`target/`, or `CARGO_TARGET_DIR`). The products that other
//! programs look for by path, the client and PDFium, always stand in `target/` of the clone, so that the
//! server's embedding and the tests find them without knowing of `CARGO_TARGET_DIR`. What is dear to fetch
//! and the same for every clone is kept in the user's cache directory.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The directories of one build.
#[derive(Debug, Clone)]
pub(crate) struct Paths {
    /// The clone: where the workspace's `Cargo.toml` stands.
    pub(crate) root: PathBuf,
    /// Where cargo puts what it compiles for this machine.
    pub(crate) cargo_target: PathBuf,
    /// What is fetched or prepared once for all clones of one user.
    pub(crate) cache: PathBuf,
}

impl Paths {
    /// Reads them from the environment that cargo gives to `cargo xtask`.
    pub(crate) fn find() -> Result<Self> {
        let manifest = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = manifest
            .parent()
            .context("xtask's manifest has no directory above it")?
            .to_path_buf();
        let cargo_target = match env::var_os("CARGO_TARGET_DIR") {
            // Cargo reads a relative path from the directory that it was started in; so does this.
            Some(dir) if !dir.is_empty() => env::current_dir()?.join(dir),
            _ => root.join("target"),
        };
        let cache = env::var_os("XDG_CACHE_HOME")
            .filter(|dir| !dir.is_empty())
            .map(PathBuf::from)
            .or_else(|| env::var_os("HOME").map(|home| Path::new(&home).join(".cache")))
            .context("neither XDG_CACHE_HOME nor HOME is set: there is no cache directory")?
            .join("nghisu");
        Ok(Self {
            root,
            cargo_target,
            cache,
        })
    }

    /// Where the wasm build keeps its artefacts: a directory of its own, because it may be compiled by
    /// another compiler than the server, and two compilers in one directory undo each other's work.
    pub(crate) fn wasm_target(&self) -> PathBuf {
        self.cargo_target.join("wasm")
    }

    /// The built client, laid out as the server serves it.
    pub(crate) fn client_dist(&self) -> PathBuf {
        self.root.join("target/client/dist")
    }

    /// The PDFium library with its licences.
    pub(crate) fn pdfium(&self) -> PathBuf {
        self.root.join("target/pdfium")
    }

    /// The server's binary as cargo leaves it.
    pub(crate) fn server_binary(&self, release: bool) -> PathBuf {
        self.cargo_target
            .join(if release { "release" } else { "debug" })
            .join("nghisu")
    }
}
