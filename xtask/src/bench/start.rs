//! How long a start takes: the server on an office that exists, and `xtask run` when nothing has changed.
//!
//! Both are timed from the start of the process until `/readyz` answers 200.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::os::unix::process::CommandExt;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::Result;

use super::{Figure, Target, office::Office};
use crate::process::{self, Running};
use crate::run;

/// Starts of the server that are timed; the slowest counts.
const STARTS: usize = 9;
/// Starts of `xtask run`. The first is not counted: it may still find something to build.
const RUNS: usize = 4;

const SERVER_MS: f64 = 300.0;
const RUN_MS: f64 = 5_000.0;

/// Two rows, of the slowest start each.
pub(super) fn measure(office: &mut Office, release: bool) -> Result<Vec<Figure>> {
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        starts.push(office.restart()?);
    }
    office.stop();
    let mut runs = Vec::new();
    for _ in 0..RUNS {
        runs.push(again(office, release)?);
    }
    Ok(vec![
        figure("server up on an office that exists", &starts, SERVER_MS),
        figure("xtask run again, nothing changed", &runs[1..], RUN_MS),
    ])
}

/// Starts this program's `run` on the office's data and stops it when the server is ready.
fn again(office: &Office, release: bool) -> Result<Duration> {
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
        .local_addr()?
        .port();
    let mut command = process::command(std::env::current_exe()?);
    command
        .args(["run", "--empty", "--port", &port.to_string()])
        .arg("--data")
        .arg(office.data())
        .stdout(Stdio::null())
        .process_group(0);
    if release {
        command.arg("--release");
    }
    let began = Instant::now();
    let mut running = Running::start(&mut command)?;
    run::await_ready(&mut running, SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
    Ok(began.elapsed())
}

fn figure(name: &str, samples: &[Duration], limit: f64) -> Figure {
    let mut sorted: Vec<f64> = samples
        .iter()
        .map(|time| time.as_secs_f64() * 1_000.0)
        .collect();
    sorted.sort_by(f64::total_cmp);
    Figure {
        name: name.to_owned(),
        measure: "max".to_owned(),
        value: sorted.last().copied().unwrap_or_default(),
        unit: "ms".to_owned(),
        samples: sorted.len(),
        target: Some(Target::AtMost(limit)),
        details: BTreeMap::from([
            (
                "min_ms".to_owned(),
                sorted.first().copied().unwrap_or_default(),
            ),
            ("p50_ms".to_owned(), sorted[sorted.len() / 2]),
        ]),
    }
}
