//! The browser journeys in `e2e/`: Playwright with an installed Chromium against the built server.
//!
//! Playwright's own browsers are never downloaded. The tests find the server, PDFium, pyHanko and a PostgreSQL
//! cluster by variables, because each test starts servers of its own on databases of their own.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::paths::Paths;
use crate::process;
use crate::{debian, node};

/// The variable in which the journeys find the server's binary.
const SERVER: &str = "NGHISU_SERVER";
/// The variable in which the journeys find the browser; one that is set already is kept.
const CHROMIUM: &str = "NGHISU_CHROMIUM";

/// `playwright test` for one project of `playwright.config.ts`, packages and browser prepared.
pub(crate) fn playwright(paths: &Paths, project: &str) -> Result<Command> {
    let place = paths.root.join("e2e");
    node::install(&place)?;
    let mut command = process::command("npx");
    command
        .current_dir(&place)
        .env(CHROMIUM, chromium()?)
        .env(SERVER, paths.server_binary(false))
        .args(["--no-install", "playwright", "test", "--project", project]);
    Ok(command)
}

/// The type check of the journeys' TypeScript; [`playwright`] has installed what it needs.
pub(crate) fn types(paths: &Paths) -> Command {
    let mut command = process::command("npx");
    command
        .current_dir(paths.root.join("e2e"))
        .args(["--no-install", "tsc", "--noEmit"]);
    command
}

/// The browser's program, installed first where we may.
fn chromium() -> Result<PathBuf> {
    if let Some(own) = env::var_os(CHROMIUM).filter(|path| !path.is_empty()) {
        return Ok(own.into());
    }
    if let Some(found) = find_program("chromium") {
        return Ok(found);
    }
    debian::ensure(&["chromium"], "Testing in a browser")?;
    Ok(find_program("chromium").unwrap_or_else(|| PathBuf::from("/usr/bin/chromium")))
}

/// Installs the Debian packages whose programs are not there yet.
pub(crate) fn ensure_programs(programs: &[(&str, &str)], purpose: &str) -> Result<()> {
    let packages: Vec<&str> = programs
        .iter()
        .filter(|(program, _)| find_program(program).is_none())
        .map(|&(_, package)| package)
        .collect();
    if packages.is_empty() {
        return Ok(());
    }
    debian::ensure(&packages, purpose)
}

fn find_program(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|directory| directory.join(name))
        .find(|candidate| is_program(candidate))
}

fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata()
        .is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}
