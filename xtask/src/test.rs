//! `cargo xtask test`: everything that has to hold before a change is taken in.
//!
//! The steps run in the order below, all of them even after a failure, so that one run tells everything; a
//! step whose foundation broke is named as failed without being tried. The last line of output counts tests,
//! with each step that has no tests of its own (formatting, lints, documentation) as one.

use std::env;
use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};

use crate::counts::{self, Counts, Stream};
use crate::paths::Paths;
use crate::postgres::{self, Cluster};
use crate::process;
use crate::report;
use crate::wasm::{self, Route};
use crate::{client, journeys, pdfium, python, run, tidy};

/// Which steps are run.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Only these steps; may be given several times.
    #[arg(long, value_enum, value_name = "STEP")]
    only: Vec<Step>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Step {
    /// The source is formatted.
    Fmt,
    /// The rules of the repository hold.
    Tidy,
    /// The client compiles for the browser.
    Wasm,
    /// Clippy has no complaint.
    Clippy,
    /// The documentation builds without warnings.
    Docs,
    /// All Rust tests pass, the stores' on SQLite and PostgreSQL.
    Rust,
    /// People's paths through the product pass in a browser.
    Journeys,
}

const ALL: [Step; 7] = [
    Step::Fmt,
    Step::Tidy,
    Step::Wasm,
    Step::Clippy,
    Step::Docs,
    Step::Rust,
    Step::Journeys,
];

/// The programs of others that tests ask for their judgement, and the Debian packages that bring them.
const JUDGES: [(&str, &str); 3] = [
    ("pdfsig", "poppler-utils"),
    ("qpdf", "qpdf"),
    ("psql", "postgresql-client"),
];

/// How one step ended.
#[derive(Debug)]
struct Ended {
    step: Step,
    counts: Counts,
    spent: Duration,
}

/// What steps hand on to later ones.
#[derive(Debug)]
struct Session<'a> {
    paths: &'a Paths,
    route: Route,
    /// Whether the client was built in this run.
    has_client: bool,
    /// Whether the server's binary was built in this run, by the tests.
    has_server: bool,
}

/// Runs the steps, shows what each took, and fails when anything failed.
pub(crate) fn run(paths: &Paths, route: Route, options: &Options) -> Result<()> {
    // The server embeds this directory; where it is missing, cargo would look for it in every build.
    fs::create_dir_all(paths.client_dist())?;
    let mut session = Session {
        paths,
        route,
        has_client: false,
        has_server: false,
    };
    let mut ended = Vec::new();
    for step in ALL {
        if !options.only.is_empty() && !options.only.contains(&step) {
            continue;
        }
        report::step(format!("{}: {}", step.name(), step.fact()));
        let started = Instant::now();
        let counts = session.perform(step).unwrap_or_else(|error| {
            report::line(format!("error: {error:#}"));
            Counts {
                passed: 0,
                failed: 1,
            }
        });
        let spent = started.elapsed();
        let word = if counts.failed == 0 {
            "passed"
        } else {
            "FAILED"
        };
        report::detail(format!(
            "{} {word} after {}",
            step.name(),
            report::time(spent)
        ));
        ended.push(Ended {
            step,
            counts,
            spent,
        });
        if process::is_stopping() {
            bail!("stopped");
        }
    }
    conclude(&ended)
}

fn conclude(ended: &[Ended]) -> Result<()> {
    report::line("");
    let mut total = Counts::default();
    for Ended {
        step,
        counts,
        spent,
    } in ended
    {
        total += *counts;
        report::line(format!(
            "{:<10} {:>12}   {} passed, {} failed",
            step.name(),
            report::time(*spent),
            counts.passed,
            counts.failed
        ));
    }
    report::line(format!("{} passed, {} failed", total.passed, total.failed));
    if total.failed > 0 {
        let names: Vec<_> = ended
            .iter()
            .filter(|step| step.counts.failed > 0)
            .map(|step| step.step.name())
            .collect();
        return Err(Failed(names.join(", ")).into());
    }
    Ok(())
}

/// Some steps failed, and everything about it has been said already.
#[derive(Debug)]
pub(crate) struct Failed(String);

impl std::fmt::Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "failed: {}", self.0)
    }
}

impl std::error::Error for Failed {}

impl Step {
    fn name(self) -> &'static str {
        match self {
            Self::Fmt => "fmt",
            Self::Tidy => "tidy",
            Self::Wasm => "wasm",
            Self::Clippy => "clippy",
            Self::Docs => "docs",
            Self::Rust => "rust",
            Self::Journeys => "journeys",
        }
    }

    fn fact(self) -> &'static str {
        match self {
            Self::Fmt => "the source is formatted",
            Self::Tidy => "the rules of the repository hold",
            Self::Wasm => "the client compiles for the browser",
            Self::Clippy => "the lints have no complaint",
            Self::Docs => "the documentation builds without warnings",
            Self::Rust => "all Rust tests pass",
            Self::Journeys => "people's paths pass in a browser",
        }
    }
}

impl Session<'_> {
    fn perform(&mut self, step: Step) -> Result<Counts> {
        match step {
            Step::Fmt => check(self.cargo().args(["fmt", "--all", "--check"])),
            Step::Tidy => self.check_rules(),
            Step::Wasm => self.build_client(),
            Step::Clippy => check(self.cargo().args([
                "clippy",
                "--workspace",
                "--all-targets",
                "--",
                "-D",
                "warnings",
            ])),
            Step::Docs => check(
                self.cargo()
                    .args(["doc", "--workspace", "--no-deps"])
                    .env("RUSTDOCFLAGS", "-D warnings"),
            ),
            Step::Rust => self.run_rust_tests(),
            Step::Journeys => self.run_journeys(),
        }
    }

    /// The rules of the repository, and those of `deny.toml` where cargo-deny is installed to read them.
    fn check_rules(&self) -> Result<Counts> {
        let mut counts = tidy::run(&self.paths.root)?;
        if process::succeeds(process::cargo().args(["deny", "--version"])) {
            counts += check(self.cargo().args([
                "deny",
                "--offline",
                "check",
                "licenses",
                "bans",
                "sources",
            ]))?;
        } else {
            report::detail(
                "cargo-deny is not installed: licences and sources are not checked here",
            );
        }
        Ok(counts)
    }

    fn cargo(&self) -> Command {
        let mut cargo = process::cargo();
        cargo.current_dir(&self.paths.root);
        cargo
    }

    fn build_client(&mut self) -> Result<Counts> {
        let toolchain = wasm::prepare(self.paths, self.route)?;
        client::build(self.paths, &toolchain, false)?;
        self.has_client = true;
        Ok(Counts {
            passed: 1,
            failed: 0,
        })
    }

    /// Runs the tests of every crate: with nextest where it is installed, which is faster, else with cargo.
    fn run_rust_tests(&mut self) -> Result<Counts> {
        journeys::ensure_programs(&JUDGES, "Judging PDF files independently")?;
        let library = pdfium::prepare(self.paths)?;
        let pyhanko = python::prepare(self.paths)?;
        let cluster = Cluster::start()?;
        let with_parts = |command: &mut Command| {
            command
                .env(pdfium::VARIABLE, &library)
                .env(python::VARIABLE, &pyhanko)
                .env(postgres::VARIABLE, cluster.url());
        };
        let has_nextest = process::succeeds(process::cargo().args(["nextest", "--version"]));
        let mut counts = Counts::default();
        if has_nextest {
            let mut nextest = self.cargo();
            with_parts(&mut nextest);
            nextest.args(["nextest", "run", "--workspace", "--no-fail-fast"]);
            counts += counts::run(&mut nextest, Stream::Error)?.1;
        }
        let mut test = self.cargo();
        with_parts(&mut test);
        test.args(["test", "--workspace", "--no-fail-fast"]);
        if has_nextest {
            // The examples in the documentation, which nextest leaves out.
            test.arg("--doc");
        }
        counts += counts::run(&mut test, Stream::Output)?.1;
        self.has_server = self.paths.server_binary(false).is_file();
        Ok(counts)
    }

    fn run_journeys(&mut self) -> Result<Counts> {
        if !self.has_client {
            self.build_client()?;
        }
        if !self.has_server {
            run::build_server(self.paths, false)?;
        }
        let mut playwright = journeys::playwright(self.paths, "journeys")?;
        // Playwright runs TypeScript without reading its types.
        let mut counts = check(&mut journeys::types(self.paths))?;
        journeys::ensure_programs(&JUDGES, "Judging PDF files independently")?;
        let cluster = Cluster::start()?;
        playwright
            .env(pdfium::VARIABLE, pdfium::prepare(self.paths)?)
            .env(python::VARIABLE, python::prepare(self.paths)?)
            .env(run::PAPERS, run::prepare_papers(self.paths)?)
            .env(postgres::VARIABLE, cluster.url());
        if env::var_os("CI").is_none() {
            playwright.env(
                "FORCE_COLOR",
                if report::is_colourful() { "1" } else { "0" },
            );
        }
        counts += counts::run(&mut playwright, Stream::Output)?.1;
        Ok(counts)
    }
}

/// Runs a command that has no tests of its own, and counts it as one.
fn check(command: &mut Command) -> Result<Counts> {
    process::run(command)?;
    Ok(Counts {
        passed: 1,
        failed: 0,
    })
}
