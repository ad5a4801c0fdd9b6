//! The table, and the same as JSON.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;
use serde::Serialize;

use super::{Figure, Measured, Target};
use crate::paths::Paths;
use crate::process;
use crate::report;

/// The machine that the figures belong to.
#[derive(Debug, Serialize)]
struct Machine {
    processor: String,
    cores: usize,
    memory_gib: u64,
    kernel: String,
}

#[derive(Serialize)]
struct Written<'a> {
    date: &'a str,
    commit: String,
    /// Whether server and load generator were optimised.
    is_release: bool,
    machine: Machine,
    parts: &'a [Measured],
}

impl Machine {
    fn here() -> Self {
        let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
        let value = |text: &str, name: &str| {
            text.lines()
                .find(|line| line.starts_with(name))
                .and_then(|line| line.split_once(':'))
                .map(|(_, value)| value.trim().to_owned())
        };
        let kibibytes: u64 = value(&memory, "MemTotal")
            .and_then(|text| text.split_whitespace().next()?.parse().ok())
            .unwrap_or(0);
        Self {
            processor: value(&cpu, "model name").unwrap_or_else(|| "unknown".to_owned()),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            memory_gib: kibibytes.div_ceil(1024 * 1024),
            kernel: fs::read_to_string("/proc/sys/kernel/osrelease")
                .map_or_else(|_| "unknown".to_owned(), |text| text.trim().to_owned()),
        }
    }
}

/// Writes everything to `target/bench/<date>.json`.
pub(super) fn write(paths: &Paths, is_release: bool, parts: &[Measured]) -> Result<PathBuf> {
    let date = process::output(process::command("date").args(["-u", "+%Y-%m-%dT%H%M%SZ"]))?;
    let date = date.trim();
    let commit = process::output(
        process::command("git")
            .current_dir(&paths.root)
            .args(["describe", "--always", "--dirty"]),
    );
    let place = paths.root.join("target/bench");
    fs::create_dir_all(&place)?;
    let file = place.join(format!("{date}.json"));
    let written = Written {
        date,
        commit: commit.map_or_else(|_| "unknown".to_owned(), |text| text.trim().to_owned()),
        is_release,
        machine: Machine::here(),
        parts,
    };
    fs::write(&file, serde_json::to_vec_pretty(&written)?)?;
    Ok(file)
}

/// Prints the machine, each part's command, and each figure with its target.
pub(super) fn print(is_release: bool, parts: &[Measured]) {
    let machine = Machine::here();
    report::line(format!(
        "\n{} × {}, {} GiB, Linux {}",
        machine.cores, machine.processor, machine.memory_gib, machine.kernel
    ));
    if !is_release {
        report::line("server and load generator are not optimised: what is shipped is faster");
    }
    let rows: Vec<_> = parts.iter().map(|part| rows(&part.figures)).collect();
    let width = |column: usize| {
        let cells = rows.iter().flatten().map(|row| row[column].chars().count());
        cells.max().unwrap_or(0)
    };
    let [name, value, target, verdict] = [0, 1, 2, 3].map(width);
    for (part, rows) in parts.iter().zip(&rows) {
        report::line(format!("\n$ {}   ({:.0} s)", part.command, part.seconds));
        for [a, b, c, d, e] in rows {
            report::line(format!(
                "  {a:name$}  {b:>value$}  {c:>target$}  {d:verdict$}  {e}"
            ));
        }
        if let Some(failure) = &part.failure {
            report::line(format!("  NOT MEASURED: {failure}"));
        }
    }
    let missed = parts
        .iter()
        .flat_map(|part| &part.figures)
        .filter(|figure| figure.is_ok() == Some(false));
    report::line(format!("\n{} targets missed", missed.count()));
}

/// A figure in one line: its name, its value, its target.
pub(super) fn against_target(figure: &Figure) -> String {
    format!(
        "{}: {}, target {}",
        figure.name,
        value_of(figure),
        target_of(figure)
    )
}

fn value_of(figure: &Figure) -> String {
    let value = number(figure.value);
    format!("{} {value} {}", figure.measure, figure.unit)
        .trim_end()
        .to_owned()
}

fn target_of(figure: &Figure) -> String {
    match figure.target {
        Some(Target::AtMost(limit)) => format!("≤ {}", number(limit)),
        Some(Target::AtLeast(limit)) => format!("≥ {}", number(limit)),
        None => String::new(),
    }
}

fn rows(figures: &[Figure]) -> Vec<[String; 5]> {
    let row = |figure: &Figure| {
        let verdict = match figure.is_ok() {
            Some(true) => "ok",
            Some(false) => "MISSED",
            None => "",
        };
        let details: Vec<_> = figure
            .details
            .iter()
            .map(|(name, value)| format!("{name} {}", number(*value)))
            .collect();
        [
            figure.name.clone(),
            value_of(figure),
            target_of(figure),
            verdict.to_owned(),
            format!("n={}  {}", figure.samples, details.join("  ")),
        ]
    };
    figures.iter().map(row).collect()
}

/// Three digits that count.
fn number(value: f64) -> String {
    let text = match value.abs() {
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    };
    match text.trim_end_matches('0').trim_end_matches('.') {
        _ if !text.contains('.') => text,
        short => short.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_above_its_target_is_missed() {
        let figure = |value, target| Figure {
            name: "turn".to_owned(),
            measure: "p99".to_owned(),
            value,
            unit: "ms".to_owned(),
            samples: 50,
            target,
            details: [("p50".to_owned(), 3.0)].into(),
        };
        let rows = rows(&[
            figure(25.04, Some(Target::AtMost(25.0))),
            figure(0.91, Some(Target::AtLeast(0.9))),
            figure(120.0, None),
        ]);
        let shown: Vec<_> = rows.iter().map(|row| row[1..4].join("|")).collect();
        assert_eq!(
            shown,
            [
                "p99 25 ms|≤ 25|MISSED",
                "p99 0.91 ms|≥ 0.9|ok",
                "p99 120 ms||"
            ]
        );
        assert_eq!(rows[0][4], "n=50  p50 3");
    }
}
