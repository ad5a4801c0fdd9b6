//! Tells the server where the built client lies, so that it can be embedded.
//!
//! `NGHISU_CLIENT_DIST` names the folder; without it, `target/client/dist` of the workspace. The
//! folder may be missing: the server then builds without a client and says so when asked for one.

use std::{env, path::PathBuf};

fn main() {
    println!("cargo::rerun-if-env-changed=NGHISU_CLIENT_DIST");
    let folder = env::var_os("NGHISU_CLIENT_DIST").map_or_else(
        || {
            PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"))
                .join("../target/client/dist")
        },
        PathBuf::from,
    );
    println!("cargo::rerun-if-changed={}", folder.display());
    println!("cargo::rustc-env=NGHISU_CLIENT_DIST={}", folder.display());
}
