//! An office to be measured: the shipped server on a temporary directory, filled with the demonstration.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tempfile::TempDir;

use crate::process::{self, Running};
use crate::{pdfium, report, run};

/// Who may make tokens for everybody, see `assets/demo/office.json`.
const ADMINISTRATOR: &str = "Lý Quốc Toản";

/// A running server; it is stopped and its data removed when this is dropped.
pub(super) struct Office {
    program: PathBuf,
    library: PathBuf,
    listen: SocketAddr,
    pub(super) url: String,
    // The server is stopped before its files go.
    server: Option<Running>,
    data: TempDir,
}

impl Office {
    /// Starts a server on a free port and fills it.
    pub(super) fn open(program: &Path, library: &Path, papers: &Path) -> Result<Self> {
        let data = tempfile::Builder::new().prefix("nghisu-bench-").tempdir()?;
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
            .local_addr()?
            .port();
        let mut office = Self {
            program: program.to_owned(),
            library: library.to_owned(),
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
            url: format!("http://localhost:{port}"),
            server: None,
            data,
        };
        office.restart()?;
        report::detail("filling the demonstration office");
        let mut demo = office.command("demo");
        demo.args(["--url", &office.url])
            .args(["--public-url", &office.url])
            .arg("--documents")
            .arg(papers)
            .stdout(Stdio::null());
        process::run(&mut demo).context("the demonstration office cannot be filled")?;
        Ok(office)
    }

    /// Stops the server where it runs, starts it, and tells how long it took until it was ready.
    pub(super) fn restart(&mut self) -> Result<Duration> {
        self.stop();
        let mut serve = self.command("serve");
        serve
            .env(pdfium::VARIABLE, &self.library)
            .env("NGHISU_LOG", "warn")
            .args(["--listen", &self.listen.to_string()])
            .args(["--public-url", &self.url])
            .process_group(0);
        let began = Instant::now();
        let mut server = Running::start(&mut serve)?;
        run::await_ready(&mut server, self.listen)?;
        let taken = began.elapsed();
        self.server = Some(server);
        Ok(taken)
    }

    /// Stops the server; its data stay.
    pub(super) fn stop(&mut self) {
        self.server = None;
    }

    /// The directory of its data, and of what is to vanish with it.
    pub(super) fn data(&self) -> &Path {
        self.data.path()
    }

    /// A service token of the administrator.
    pub(super) fn token(&self) -> Result<String> {
        let mut token = self.command("token");
        token.args(["create", "--person", ADMINISTRATOR, "--name", "bench"]);
        Ok(process::output(&mut token)?.trim().to_owned())
    }

    /// A command of the server's own, on the same data.
    fn command(&self, word: &str) -> Command {
        let mut command = process::command(&self.program);
        command.env("NGHISU_DATA", self.data.path()).arg(word);
        command
    }
}
