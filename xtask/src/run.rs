//! `cargo xtask run`: from a fresh clone to a running office.
//!
//! Prepares what is missing, builds client and server, and serves from a data directory. The first start fills
//! the demonstration office into it. A second start with nothing changed only asks cargo twice whether that is
//! so. The server stops when this program is asked to.

use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::paths::Paths;
use crate::process::{self, Running};
use crate::report::{self, Missing};
use crate::wasm::{self, Route};
use crate::{client, pdfium};

/// The variable in which walks and journeys find the demonstration's papers.
pub(crate) const PAPERS: &str = "NGHISU_PAPERS";

/// A new database is made and its tables with it; a slow disk may take its time.
const START_LIMIT: Duration = Duration::from_secs(60);

/// What the demonstration keeps in the data directory, see `nghisu demo`: absent where it was never begun.
const MARK: &str = "demonstration";
const BEGUN: &str = "begun\n";
const FILLED: &str = "filled";
/// The embedded database; a data directory that has one is no longer new.
const DATABASE: &str = "nghisu.db";

/// How the demonstration's office is called, and who helps its people.
pub(crate) const OFFICE: [(&str, &str); 2] = [
    ("NGHISU_OFFICE_NAME", "UBND tỉnh Thanh Giang"),
    ("NGHISU_SUPPORT", "Trung tâm Thông tin, máy lẻ 116"),
];

/// What is run, and where.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Runs what is shipped: client and server optimised.
    #[arg(long)]
    release: bool,
    /// The port on this machine's own address.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Where the server keeps everything; made on the first start.
    #[arg(long, default_value = "data", value_name = "DIR")]
    data: PathBuf,
    /// Leaves a new office empty; `nghisu person create-administrator` lets the first person in.
    #[arg(long)]
    empty: bool,
}

/// Builds everything and serves until it is stopped.
pub(crate) fn run(paths: &Paths, route: Route, options: &Options) -> Result<()> {
    let started = Instant::now();
    expect_free(options.port)?;
    let library = pdfium::prepare(paths)?;
    let toolchain = wasm::prepare(paths, route)?;
    client::build(paths, &toolchain, options.release)?;
    build_server(paths, options.release)?;

    let address = format!("http://localhost:{}", options.port);
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, options.port));
    let data = paths.root.join(&options.data);
    fs::create_dir_all(&data).with_context(|| format!("{} cannot be made", data.display()))?;
    let papers = if wants_filling(&data) && !options.empty {
        let papers = prepare_papers(paths)?;
        begin_filling(&data)?;
        Some(papers)
    } else {
        None
    };
    let mut serve = process::command(paths.server_binary(options.release));
    serve
        .current_dir(&paths.root)
        .env(pdfium::VARIABLE, library)
        .arg("serve")
        .arg("--data")
        .arg(&data)
        .args(["--listen", &listen.to_string()])
        .args(["--public-url", &address])
        // A group of its own: it is this program that Ctrl-C reaches, and this program that stops the server.
        .process_group(0);
    if !options.empty {
        // The demonstration's office, as its screens and passkey dialogs name it; a variable that is set wins.
        for (variable, value) in OFFICE {
            if std::env::var_os(variable).is_none() {
                serve.env(variable, value);
            }
        }
    }
    report::step(format!("Starting the server on {address}"));
    let mut server = Running::start(&mut serve)?;
    await_ready(&mut server, listen)?;
    if let Some(papers) = papers {
        fill(paths, options.release, &data, &address, &papers)?;
    }
    report::step(format!(
        "Ready after {}: {address} (Ctrl-C stops it)",
        report::time(started.elapsed())
    ));
    let status = server.wait()?;
    if status.success() || process::is_stopping() {
        report::step("The server has stopped");
        return Ok(());
    }
    bail!("the server ended with {}", process::outcome(status))
}

/// Whether the data directory is new, or its filling was cut short.
fn wants_filling(data: &Path) -> bool {
    match fs::read_to_string(data.join(MARK)) {
        Ok(word) => word.trim() != FILLED,
        Err(_) => !data.join(DATABASE).exists(),
    }
}

/// Notes that the directory is to be filled, before the server makes its database: a start that is cut short anywhere from
/// here on is taken up by the next one. The filling leaves alone what is there.
fn begin_filling(data: &Path) -> Result<()> {
    let mark = data.join(MARK);
    fs::write(&mark, BEGUN).with_context(|| format!("{} cannot be written", mark.display()))
}

/// The demonstration's papers, typeset once and kept beside what is built.
pub(crate) fn prepare_papers(paths: &Paths) -> Result<PathBuf> {
    let papers = paths.cargo_target.join("demo-documents");
    let done = papers.join("complete");
    if !done.exists() {
        report::step("Typesetting the demonstration's papers (some minutes, once)");
        process::run(typesetter(paths).arg(&papers))
            .context("the demonstration's papers cannot be typeset")?;
        fs::write(&done, "").with_context(|| format!("{} cannot be written", done.display()))?;
    }
    Ok(papers)
}

/// The program that typesets the papers. Tests of the whole workspace have built it already; for itself alone it asks
/// for fewer features of its dependencies, so that they would be compiled anew.
fn typesetter(paths: &Paths) -> Command {
    let built = paths.cargo_target.join("debug/demo-documents");
    let mut typesetter = if built.is_file() {
        process::command(built)
    } else {
        let mut cargo = process::cargo();
        cargo.args([
            "run",
            "-p",
            "nghisu-typeset",
            "--bin",
            "demo-documents",
            "--",
        ]);
        cargo
    };
    typesetter.current_dir(&paths.root);
    typesetter
}

/// Fills the demonstration office through the public API of the server that runs.
fn fill(paths: &Paths, release: bool, data: &Path, address: &str, papers: &Path) -> Result<()> {
    report::step("Filling the demonstration office");
    let mut demo = process::command(paths.server_binary(release));
    demo.current_dir(&paths.root)
        .arg("demo")
        .arg("--data")
        .arg(data)
        .args(["--url", address])
        .args(["--public-url", address])
        .arg("--documents")
        .arg(papers);
    process::run(&mut demo).context("the demonstration office cannot be filled")
}

/// Builds the server, which embeds the client that was built before.
pub(crate) fn build_server(paths: &Paths, release: bool) -> Result<()> {
    report::step("Building the server");
    // The server embeds the directory as it is; one that is missing would be looked for in every build.
    fs::create_dir_all(paths.client_dist())?;
    let mut build = process::cargo();
    build
        .current_dir(&paths.root)
        .args(["build", "-p", "nghisu-server", "--bin", "nghisu"]);
    if release {
        build.arg("--release");
    }
    process::run(&mut build).context("the server does not compile")
}

fn expect_free(port: u16) -> Result<()> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => Ok(()),
        Err(error) => Err(Missing::new(
            format!("Port {port} cannot be used: {error}."),
            format!(
                "cargo xtask run --port {}",
                if port < 65_000 { port + 1 } else { 8080 }
            ),
        )
        .into()),
    }
}

pub(crate) fn await_ready(server: &mut Running, address: SocketAddr) -> Result<()> {
    let started = Instant::now();
    while !is_ready(address) {
        if let Some(status) = server.has_ended()? {
            bail!(
                "the server ended with {} while it was starting",
                process::outcome(status)
            );
        }
        if started.elapsed() > START_LIMIT {
            bail!("the server was not ready after {} s", START_LIMIT.as_secs());
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    Ok(())
}

/// Whether `/readyz` answers 200. One line of HTTP needs no client.
fn is_ready(address: SocketAddr) -> bool {
    let answer = || -> Option<bool> {
        let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1)).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(2))).ok()?;
        write!(
            stream,
            "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        )
        .ok()?;
        let mut start = [0; 12];
        stream.read_exact(&mut start).ok()?;
        Some(&start == b"HTTP/1.1 200")
    };
    answer().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_that_is_cut_before_the_office_is_filled_is_taken_up_by_the_next() {
        let data = std::env::temp_dir().join(format!("nghisu-run-{}", std::process::id()));
        fs::create_dir_all(&data).unwrap();
        assert!(wants_filling(&data), "it is new");
        begin_filling(&data).unwrap();
        fs::write(data.join(DATABASE), "").unwrap();
        assert!(
            wants_filling(&data),
            "the server was stopped, or the filling"
        );
        fs::write(data.join(MARK), "filled\n").unwrap();
        assert!(!wants_filling(&data), "it was filled");
        fs::remove_file(data.join(MARK)).unwrap();
        assert!(!wants_filling(&data), "it is an office of its own");
        fs::remove_dir_all(&data).unwrap();
    }
}
