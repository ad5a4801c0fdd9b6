//! `cargo xtask bench`: what the product promises about speed and size, measured, target beside value.
//!
//! It builds what is shipped, fills an office of its own in a temporary directory, and lets `nghisu-load` and a real
//! browser measure it. Nothing of this belongs to `cargo xtask test`: figures depend on the machine, and are only as
//! good as that machine is quiet. The table names the machine, the samples and the command of each figure; the same
//! goes to `target/bench/<date>.json`.

mod office;
mod size;
mod start;
mod table;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use self::office::Office;
use crate::paths::Paths;
use crate::wasm::{self, Route};
use crate::{client, journeys, node, pdfium, process, report, run};

/// What is measured.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Only these parts; may be given several times.
    #[arg(long, value_enum, value_name = "PART")]
    only: Vec<Part>,
    /// Measures what was built before, as it is.
    #[arg(long)]
    no_build: bool,
    /// Measures server and load generator as developers build them: quick to build, and slower than what is shipped, and
    /// held to the same targets.
    #[arg(long)]
    dev: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Bytes of the client.
    Size,
    /// The server and `xtask run`, started again.
    Start,
    /// Pages through the worker pool beside bare PDFium.
    Rasters,
    /// Prepare and embed a signature.
    Signatures,
    /// A presenter turns pages for fifty tablets.
    Turns,
    /// One event to two hundred sockets.
    Fanout,
    /// First page and page turn in a real browser, beside pdf.js and PDFium in WASM.
    Browser,
}

const ALL: [Part; 7] = [
    Part::Size,
    Part::Start,
    Part::Rasters,
    Part::Signatures,
    Part::Turns,
    Part::Fanout,
    Part::Browser,
];

/// One row of the table, as `nghisu-load` and the browser's part write it.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Figure {
    name: String,
    measure: String,
    value: f64,
    unit: String,
    samples: usize,
    target: Option<Target>,
    details: BTreeMap<String, f64>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Target {
    AtMost(f64),
    AtLeast(f64),
}

impl Figure {
    /// Whether the target is reached; nothing where nothing was promised.
    fn is_ok(&self) -> Option<bool> {
        self.target.map(|target| match target {
            Target::AtMost(limit) => self.value <= limit,
            Target::AtLeast(limit) => self.value >= limit,
        })
    }
}

/// The figures of one part, with the command that made them, or why there are none.
#[derive(Debug, Serialize)]
struct Measured {
    command: String,
    figures: Vec<Figure>,
    failure: Option<String>,
    seconds: f64,
}

/// Measures, prints the table, and writes it as JSON. Fails as [`verdict`] says.
pub(crate) fn run(paths: &Paths, route: Route, options: &Options) -> Result<()> {
    let library = pdfium::prepare(paths)?;
    if !options.no_build {
        let toolchain = wasm::prepare(paths, route)?;
        client::build(paths, &toolchain, true)?;
        build(paths, !options.dev)?;
    }
    let papers = run::prepare_papers(paths)?;
    let bench = Bench {
        paths,
        library,
        papers,
        release: !options.dev,
    };
    let mut all = Vec::new();
    for part in ALL {
        if !options.only.is_empty() && !options.only.contains(&part) {
            continue;
        }
        report::step(format!("Measuring: {}", part.name()));
        all.push(bench.measure(part));
        if process::is_stopping() {
            bail!("stopped");
        }
    }
    let place = table::write(paths, bench.release, &all)?;
    table::print(bench.release, &all);
    report::line(format!("\nwritten to {}", place.display()));
    verdict(&all)
}

/// Fails when something could not be measured or a target was missed, and names each.
fn verdict(all: &[Measured]) -> Result<()> {
    let unmeasured = all.iter().filter_map(|part| part.failure.as_ref());
    let mut faults: Vec<String> = unmeasured
        .map(|failure| format!("not measured: {failure}"))
        .collect();
    let figures = all.iter().flat_map(|part| &part.figures);
    faults.extend(
        figures
            .filter(|figure| figure.is_ok() == Some(false))
            .map(|figure| format!("missed: {}", table::against_target(figure))),
    );
    if faults.is_empty() {
        return Ok(());
    }
    bail!(
        "the product does not keep what it promises, or it could not be measured:\n  {}",
        faults.join("\n  ")
    )
}

/// Server and load generator, in one build, so that both share what they depend on.
fn build(paths: &Paths, release: bool) -> Result<()> {
    report::step("Building server and load generator");
    fs::create_dir_all(paths.client_dist())?;
    let mut build = process::cargo();
    build
        .current_dir(&paths.root)
        .arg("build")
        .args(["-p", "nghisu-server", "--bin", "nghisu"])
        .args(["-p", "nghisu-load", "--bin", "nghisu-load"]);
    if release {
        build.arg("--release");
    }
    process::run(&mut build).context("server and load generator do not compile")
}

impl Part {
    fn name(self) -> &'static str {
        match self {
            Self::Size => "size of the client",
            Self::Start => "a start on what exists",
            Self::Rasters => "rasters beside bare PDFium",
            Self::Signatures => "signatures",
            Self::Turns => "page turns on fifty tablets",
            Self::Fanout => "one event to two hundred sockets",
            Self::Browser => "a real browser beside pdf.js and PDFium in WASM",
        }
    }
}

struct Bench<'a> {
    paths: &'a Paths,
    library: PathBuf,
    papers: PathBuf,
    release: bool,
}

impl Bench<'_> {
    fn measure(&self, part: Part) -> Measured {
        let began = Instant::now();
        let mut command = String::new();
        let figures = self.figures(part, &mut command);
        let (figures, failure) = match figures {
            Ok(figures) => (figures, None),
            Err(error) => {
                report::line(format!("error: {error:#}"));
                (Vec::new(), Some(format!("{}: {error:#}", part.name())))
            }
        };
        Measured {
            command,
            figures,
            failure,
            seconds: began.elapsed().as_secs_f64(),
        }
    }

    fn figures(&self, part: Part, shown: &mut String) -> Result<Vec<Figure>> {
        match part {
            Part::Size => {
                "cargo xtask client --release".clone_into(shown);
                size::measure(&self.paths.client_dist())
            }
            Part::Start => {
                "nghisu serve; cargo xtask run".clone_into(shown);
                let mut office = Office::open(&self.server(), &self.library, &self.papers)?;
                start::measure(&mut office, self.release)
            }
            Part::Rasters => {
                let mut load = self.load("rasters");
                load.arg("--server")
                    .arg(self.server())
                    .arg("--documents")
                    .arg(&self.papers);
                read(&mut load, shown)
            }
            Part::Signatures => read(&mut self.load("signatures"), shown),
            Part::Turns | Part::Fanout => {
                let office = Office::open(&self.server(), &self.library, &self.papers)?;
                let word = if part == Part::Turns {
                    "turns"
                } else {
                    "fanout"
                };
                let mut load = self.load(word);
                load.args(["--url", &office.url])
                    .env("NGHISU_LOAD_TOKEN", office.token()?);
                read(&mut load, shown)
            }
            Part::Browser => self.browse(shown),
        }
    }

    fn server(&self) -> PathBuf {
        self.paths.server_binary(self.release)
    }

    fn generator(&self) -> PathBuf {
        self.server().with_file_name("nghisu-load")
    }

    fn load(&self, word: &str) -> Command {
        let mut load = process::command(self.generator());
        load.current_dir(&self.paths.root)
            .env(pdfium::VARIABLE, &self.library)
            .arg(word);
        load
    }

    fn browse(&self, shown: &mut String) -> Result<Vec<Figure>> {
        let place = self.paths.root.join("e2e/bench");
        node::install(&place)?;
        let office = Office::open(&self.server(), &self.library, &self.papers)?;
        let results = office.data().join("figures.json");
        let mut playwright = journeys::playwright(self.paths, "bench")?;
        playwright
            .env("NGHISU_SERVER", self.server())
            .env("NGHISU_LOAD", self.generator())
            .env("NGHISU_LOAD_TOKEN", office.token()?)
            .env("NGHISU_BENCH_URL", &office.url)
            .env("NGHISU_BENCH_DATA", office.data())
            .env("NGHISU_BENCH_PAPERS", &self.papers)
            .env("NGHISU_BENCH_RESULTS", &results);
        "npx playwright test --project bench".clone_into(shown);
        process::run(&mut playwright)?;
        let text = fs::read(&results).context("the browser's part wrote no figures")?;
        Ok(serde_json::from_slice(&text)?)
    }
}

/// Runs a measurement that writes its figures on standard output.
fn read(command: &mut Command, shown: &mut String) -> Result<Vec<Figure>> {
    let words: Vec<_> = std::iter::once("nghisu-load".to_owned())
        .chain(
            command
                .get_args()
                .map(|word| word.to_string_lossy().into_owned()),
        )
        .collect();
    *shown = words.join(" ");
    let text = process::output(command.stderr(Stdio::inherit()))?;
    serde_json::from_str(&text).context("the figures cannot be read")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(name: &str, value: f64, target: Option<Target>) -> Figure {
        Figure {
            name: name.to_owned(),
            measure: "p99".to_owned(),
            value,
            unit: "ms".to_owned(),
            samples: 50,
            target,
            details: BTreeMap::new(),
        }
    }

    fn part(figures: Vec<Figure>, failure: Option<&str>) -> Measured {
        Measured {
            command: String::new(),
            figures,
            failure: failure.map(str::to_owned),
            seconds: 1.0,
        }
    }

    #[test]
    fn a_missed_target_fails_the_bench_and_is_named_with_value_and_target() {
        let good = || {
            part(
                vec![
                    figure("turn", 20.0, Some(Target::AtMost(25.0))),
                    figure("pages", 9.0, None),
                ],
                None,
            )
        };
        assert!(verdict(&[good()]).is_ok());

        let slow = part(
            vec![
                figure("start", 312.0, Some(Target::AtMost(300.0))),
                figure("hits", 0.85, Some(Target::AtLeast(0.9))),
                figure("broken", f64::NAN, Some(Target::AtMost(1.0))),
            ],
            None,
        );
        let told = verdict(&[good(), slow]).unwrap_err().to_string();
        for part in [
            "missed: start: p99 312 ms, target ≤ 300",
            "missed: hits: p99 0.85 ms, target ≥ 0.9",
            "missed: broken",
        ] {
            assert!(told.contains(part), "{part} is missing in: {told}");
        }
        assert!(!told.contains("turn"), "{told}");
    }

    #[test]
    fn a_part_that_could_not_be_measured_fails_the_bench_and_is_named() {
        let unmeasured = part(Vec::new(), Some("signatures: no server"));
        let told = verdict(&[unmeasured]).unwrap_err().to_string();
        assert!(
            told.contains("not measured: signatures: no server"),
            "{told}"
        );
    }
}
