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
    /// Measures server and load generator as developers build them: quick to build, and slower than what is shipped.
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

/// Measures, prints the table, and writes it as JSON. Fails when something could not be measured; a target that is
/// missed is told, and is no failure of the measuring.
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
    match all.iter().filter(|one| one.failure.is_some()).count() {
        0 => Ok(()),
        count => bail!("{count} of {} parts could not be measured", all.len()),
    }
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
