//! The compiler for the client: makes `cargo build --target wasm32-unknown-unknown` work.
//!
//! Two routes, chosen by `WASM_TARGET_ROUTE` (`auto`, `rustup`, `debian`):
//!
//! * **rustup** adds the target to the active toolchain. On most machines nothing else is needed.
//! * **debian** is for machines without rustup's download host. Debian's `rustc-web` (a current compiler that
//!   Debian keeps for its browsers) brings no standard library for wasm32, but `rust-web-src` carries its
//!   source with everything vendored; `std` is built from it once, offline. The result is a sysroot in the
//!   user's cache, named after compiler and source, so that nothing outside the cache is written and an
//!   upgraded compiler gets a new one.
//!
//! Compiler and source must be of one version, and the linker of the compiler's LLVM version: Debian moves
//! both on in stable releases, so both are read from the machine and never written down here.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use clap::ValueEnum;
use sha2::{Digest, Sha256};

use crate::paths::Paths;
use crate::process;
use crate::report::{self, Missing};
use crate::{debian, lock};

/// The target triple of the client.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

const PURPOSE: &str = "The client's compiler";
const RUSTC: &str = "/usr/bin/rustc";
const CARGO: &str = "/usr/bin/cargo";
/// The workspace's `rust-version`: an older `rustc-web` cannot build the client.
const OLDEST_MINOR: u32 = 95;
/// rustup retries for minutes when its host is unreachable; a machine that can reach it needs seconds.
const RUSTUP_LIMIT: Duration = Duration::from_secs(300);

/// Where the compiler for the client comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Route {
    /// rustup if that works, else Debian.
    Auto,
    /// `rustup target add` on the active toolchain.
    Rustup,
    /// Debian's rustc-web, with std built once from Debian's source.
    Debian,
}

/// A compiler that was seen to produce WebAssembly.
#[derive(Debug, Clone)]
pub(crate) enum Toolchain {
    /// The active toolchain, as `cargo` finds it.
    Active,
    /// Debian's compiler with a sysroot of our own.
    Debian { sysroot: PathBuf, linker: PathBuf },
}

/// Views of Leptos keep their types out of each other: without this every screen's type holds those of all that it
/// shows, and the module is more than twice as large and slow to compile.
const ERASED: &str = r#""--cfg", "erase_components""#;

/// How Debian's `std` is built for the client, which travels over office networks: small before fast.
const STD_PROFILE: &str = "[profile.release]\ndebug = false\nopt-level = \"s\"\n";
/// The shipped client is optimised as one whole, for which the linker reads bitcode, `std`'s too.
const STD_FLAGS: &str = "-C embed-bitcode=yes";

impl Toolchain {
    /// `cargo` of this toolchain, its target directory set; the caller adds `--target` through [`TARGET`].
    pub(crate) fn cargo(&self, paths: &Paths, subcommand: &str) -> Command {
        let mut command = match self {
            Self::Active => {
                let mut command = process::cargo();
                command
                    .arg(subcommand)
                    .arg("--config")
                    .arg(config("rustflags", &format!("[{ERASED}]")));
                command
            }
            Self::Debian { sysroot, linker } => {
                let mut command = debian_command(CARGO);
                command
                    .arg(subcommand)
                    .arg("--config")
                    .arg(config("linker", &toml_string(linker)))
                    .arg("--config")
                    .arg(config(
                        "rustflags",
                        &format!("[\"--sysroot\", {}, {ERASED}]", toml_string(sysroot)),
                    ));
                command
            }
        };
        command
            .current_dir(&paths.root)
            .env("CARGO_TARGET_DIR", paths.wasm_target());
        command
    }

    /// The compiler's name and version, as `rustc -V` says it.
    pub(crate) fn describe(&self) -> Result<String> {
        let rustc = match self {
            Self::Active => "rustc",
            Self::Debian { .. } => RUSTC,
        };
        Ok(process::output(process::command(rustc).arg("-V"))?
            .trim()
            .to_owned())
    }
}

/// Prepares the compiler by the given route; quick when it is prepared already.
pub(crate) fn prepare(paths: &Paths, route: Route) -> Result<Toolchain> {
    match route {
        Route::Rustup => by_rustup().map_err(|reason| {
            Missing::new(
                format!("rustup could not add {TARGET}: {reason:#}."),
                format!("`rustup target add {TARGET}` with access to rustup's downloads, or WASM_TARGET_ROUTE=debian on a Debian machine"),
            )
            .into()
        }),
        Route::Debian => by_debian(paths),
        Route::Auto => match by_rustup() {
            Ok(toolchain) => Ok(toolchain),
            Err(reason) => {
                report::detail(format!("rustup cannot help here ({reason:#}); taking Debian's compiler"));
                by_debian(paths)
            }
        },
    }
}

fn by_rustup() -> Result<Toolchain> {
    if probe(&mut process::command("rustc")).is_ok() {
        return Ok(Toolchain::Active);
    }
    if !process::succeeds(process::command("rustup").arg("--version")) {
        bail!("there is no rustup, and the installed rustc knows no {TARGET}");
    }
    report::step(format!("rustup target add {TARGET}"));
    let mut adding =
        process::Running::start(process::command("rustup").args(["target", "add", TARGET]))?;
    let started = Instant::now();
    let status = loop {
        if let Some(status) = adding.has_ended()? {
            break status;
        }
        if started.elapsed() > RUSTUP_LIMIT {
            bail!("no answer within {}", report::time(RUSTUP_LIMIT));
        }
        std::thread::sleep(Duration::from_millis(100));
    };
    if !status.success() {
        bail!("it ended with {}", process::outcome(status));
    }
    probe(&mut process::command("rustc"))?;
    Ok(Toolchain::Active)
}

fn by_debian(paths: &Paths) -> Result<Toolchain> {
    // Several clones may prepare at the same time; the second one finds the work done.
    let _guard = lock::acquire(paths, "wasm")?;
    if !debian::is_debian() {
        return Err(Missing::new(
            format!("{TARGET} could not be added by rustup, and this machine is not a Debian."),
            format!("`rustup target add {TARGET}`"),
        )
        .into());
    }
    debian::ensure(&["rustc-web", "cargo-web", "rust-web-src"], PURPOSE)?;
    let version = process::output(debian_command(RUSTC).arg("-vV"))?;
    let llvm = llvm_major(&version)
        .with_context(|| format!("`rustc -vV` names no LLVM version:\n{version}"))?;
    if minor(&version).is_none_or(|minor| minor < OLDEST_MINOR) {
        return Err(Missing::new(
            format!(
                "Debian's rustc-web is too old for the client ({}).",
                version.lines().next().unwrap_or_default()
            ),
            "sudo apt-get update && sudo apt-get install -y rustc-web cargo-web rust-web-src",
        )
        .into());
    }
    debian::ensure(&[&format!("lld-{llvm}"), "rust-web-clippy"], PURPOSE)?;
    let linker = PathBuf::from(format!("/usr/lib/llvm-{llvm}/bin/wasm-ld"));

    let source = debian::version("rust-web-src").context("rust-web-src was installed just now")?;
    let mut stamp = Sha256::new();
    stamp.update(&version);
    stamp.update(&source);
    stamp.update(STD_PROFILE);
    stamp.update(STD_FLAGS);
    let name = &hex::encode(stamp.finalize())[..16];
    let sysroot = paths.cache.join("wasm-sysroot").join(name);
    let toolchain = Toolchain::Debian {
        sysroot: sysroot.clone(),
        linker: linker.clone(),
    };
    if sysroot.exists() && probe(&mut debian_rustc(&sysroot, &linker)).is_ok() {
        return Ok(toolchain);
    }

    report::step(format!(
        "Building std for {TARGET} with {} (once, about a minute)",
        version.lines().next().unwrap_or_default()
    ));
    let started = Instant::now();
    build_std(&sysroot)?;
    probe(&mut debian_rustc(&sysroot, &linker)).map_err(|reason| {
        anyhow!("std for {TARGET} was built, but a first program does not link: {reason:#}")
    })?;
    report::detail(format!("built in {}", report::time(started.elapsed())));
    Ok(toolchain)
}

/// Builds `std` from Debian's vendored source and puts its libraries into `sysroot`, all at once.
fn build_std(sysroot: &Path) -> Result<()> {
    let parent = sysroot.parent().context("a sysroot has a parent")?;
    fs::create_dir_all(parent)?;
    let work = tempfile::Builder::new()
        .prefix("building-")
        .tempdir_in(parent)?;
    let base = process::output(debian_command(RUSTC).args(["--print", "sysroot"]))?;
    let library = Path::new(base.trim()).join("lib/rustlib/src/rust/library");

    let package = work.path().join("package");
    fs::create_dir_all(package.join("src"))?;
    fs::write(package.join("src/lib.rs"), "")?;
    fs::write(
        package.join("Cargo.toml"),
        "[package]\nname = \"stdprobe\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\
         [workspace]\n"
            .to_owned()
            + STD_PROFILE,
    )?;
    let built = work.path().join("target");
    let mut build = debian_command(CARGO);
    build
        .current_dir(&package)
        .env("CARGO_HOME", work.path().join("home"))
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", STD_FLAGS)
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env_remove("CARGO_BUILD_TARGET_DIR")
        .env_remove("CARGO_TARGET_DIR")
        .args(["build", "--release", "--offline", "--target", TARGET])
        .args(["-Z", "build-std=std,panic_abort,test"])
        .arg("--target-dir")
        .arg(&built)
        .args(["--config", "source.crates-io.replace-with=\"vendored\""])
        .arg("--config")
        .arg(format!(
            "source.vendored.directory={}",
            toml_string(&library.join("vendor"))
        ));
    process::run(&mut build)
        .with_context(|| format!("std for {TARGET} could not be built from Debian's source"))?;

    let complete = work.path().join("sysroot");
    let libraries = complete.join("lib/rustlib").join(TARGET).join("lib");
    fs::create_dir_all(&libraries)?;
    for entry in fs::read_dir(built.join(TARGET).join("release/deps"))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.ends_with(".rlib") && !name.starts_with("libstdprobe") {
            fs::copy(&path, libraries.join(name.as_ref()))?;
        }
    }
    if sysroot.exists() {
        fs::remove_dir_all(sysroot)?;
    }
    fs::rename(&complete, sysroot)?;
    Ok(())
}

/// Compiles and links a small library: the only proof that a toolchain is complete.
fn probe(rustc: &mut Command) -> Result<()> {
    let work = tempfile::tempdir()?;
    let source = work.path().join("probe.rs");
    let result = work.path().join("probe.wasm");
    fs::write(
        &source,
        "#[unsafe(no_mangle)] pub extern \"C\" fn f(n: usize) -> usize \
         { std::hint::black_box(vec![1u8; n]).len() }\n",
    )?;
    rustc
        .args(["--target", TARGET, "--crate-type", "cdylib"])
        .args(["--edition", "2024", "-O", "-o"])
        .arg(&result)
        .arg(&source);
    process::output(rustc)?;
    if !fs::read(&result)?.starts_with(b"\0asm") {
        bail!("the linker wrote no WebAssembly");
    }
    Ok(())
}

fn debian_rustc(sysroot: &Path, linker: &Path) -> Command {
    let mut rustc = debian_command(RUSTC);
    rustc.arg("--sysroot").arg(sysroot).arg("-C").arg({
        let mut option = std::ffi::OsString::from("linker=");
        option.push(linker);
        option
    });
    rustc
}

/// A program of Debian's toolchain: rustup's variables and its place in `PATH` must not reach it, or its
/// cargo starts another toolchain's compiler.
fn debian_command(program: &str) -> Command {
    let mut command = process::command(program);
    let mut directories = vec![PathBuf::from("/usr/bin"), PathBuf::from("/bin")];
    if let Some(path) = std::env::var_os("PATH") {
        directories.extend(std::env::split_paths(&path));
    }
    if let Ok(path) = std::env::join_paths(directories) {
        command.env("PATH", path);
    }
    command
        .env("RUSTC", RUSTC)
        .env("RUSTDOC", "/usr/bin/rustdoc")
        .env_remove("RUSTUP_TOOLCHAIN")
        .env_remove("LD_LIBRARY_PATH");
    command
}

fn config(key: &str, value: &str) -> String {
    format!("target.{TARGET}.{key}={value}")
}

fn toml_string(path: &Path) -> String {
    format!(
        "\"{}\"",
        path.to_string_lossy()
            .replace('\\', "\\\\")
            .replace('"', "\\\"")
    )
}

/// The major version in the line `LLVM version: 22.1.8`.
fn llvm_major(version: &str) -> Option<u32> {
    field(version, "LLVM version: ")?
        .split('.')
        .next()?
        .parse()
        .ok()
}

/// The minor version in the line `release: 1.96.0`.
fn minor(version: &str) -> Option<u32> {
    field(version, "release: ")?.split('.').nth(1)?.parse().ok()
}

fn field<'a>(version: &'a str, name: &str) -> Option<&'a str> {
    version.lines().find_map(|line| line.strip_prefix(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    const VERSION: &str = "rustc 1.96.0 (ac68faa20 2026-05-25) (built from a source tarball)\n\
        binary: rustc\nhost: x86_64-unknown-linux-gnu\nrelease: 1.96.0\nLLVM version: 22.1.8\n";

    #[test]
    fn the_linker_is_that_of_the_compilers_llvm() {
        assert_eq!(llvm_major(VERSION), Some(22));
        assert_eq!(llvm_major("release: 1.96.0\n"), None);
    }

    #[test]
    fn the_compilers_age_is_read_from_its_release() {
        assert_eq!(minor(VERSION), Some(96));
        assert_eq!(minor("release: nightly\n"), None);
    }

    #[test]
    fn a_path_with_quotes_stays_one_toml_string() {
        assert_eq!(toml_string(Path::new("/a \"b\"\\c")), r#""/a \"b\"\\c""#);
    }
}
