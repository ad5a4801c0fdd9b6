//! `cargo xtask`: the project's only build driver.
//!
//! It prepares what a build needs (a compiler for WebAssembly, PDFium), builds the client and the server in
//! the right order, and runs them or all their tests. Nothing else in the repository builds anything.

mod assembly;
mod bench;
mod client;
mod counts;
mod debian;
mod dist;
mod journeys;
mod lock;
mod node;
mod parts;
mod paths;
mod pdfium;
mod postgres;
mod process;
mod python;
mod report;
mod run;
mod shots;
mod test;
mod tidy;
mod wasm;
mod wasm_opt;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::paths::Paths;
use crate::wasm::Route;

/// Builds, runs and tests Nghị Sự.
///
/// Everything that is missing is prepared on the way, with visible progress; what cannot be prepared is
/// named in one sentence together with the command that helps.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
struct Cli {
    /// Where the client's compiler comes from.
    #[arg(
        long,
        global = true,
        env = "WASM_TARGET_ROUTE",
        value_enum,
        default_value_t = Route::Auto
    )]
    wasm_target_route: Route,
    #[command(subcommand)]
    command: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Prepares and builds everything, then serves an office on this machine.
    #[command(
        after_help = "The data directory is made on the first start. Ctrl-C stops the server."
    )]
    Run(run::Options),
    /// Runs everything that has to hold: format, rules, lints, documentation, tests, browser journeys.
    #[command(
        after_help = "As root it installs the Debian packages that it needs; otherwise it names them. \
        The last line counts tests, with each step that has no tests of its own as one."
    )]
    Test(test::Options),
    /// Takes pictures of every screen in its states into target/shots.
    Shots(shots::Options),
    /// Measures what is shipped, beside its targets and beside other ways of showing a PDF.
    #[command(
        after_help = "Figures are only as good as the machine is quiet; a missed target is told and is no failure."
    )]
    Bench(bench::Options),
    /// Builds the tablet client into target/client/dist.
    Client(client::Options),
    /// Prepares the compiler for the client and says which one it is.
    Wasm,
    /// Fetches PDFium into target/pdfium and says where the library is.
    Pdfium,
    /// Builds what is shipped and packs it into target/dist.
    Dist,
}

fn main() -> ExitCode {
    match perform(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        // The table and its last line have told it; that line stays the last.
        Err(error) if error.is::<test::Failed>() => ExitCode::FAILURE,
        Err(error) => {
            report::line(format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn perform(cli: Cli) -> Result<()> {
    process::hand_on_signals()?;
    let paths = Paths::find()?;
    match cli.command {
        Task::Run(options) => run::run(&paths, cli.wasm_target_route, &options),
        Task::Test(options) => test::run(&paths, cli.wasm_target_route, &options),
        Task::Shots(options) => shots::run(&paths, cli.wasm_target_route, &options),
        Task::Bench(options) => bench::run(&paths, cli.wasm_target_route, &options),
        Task::Dist => dist::run(&paths, cli.wasm_target_route),
        Task::Client(options) => {
            let toolchain = wasm::prepare(&paths, cli.wasm_target_route)?;
            client::run(&paths, &toolchain, options)
        }
        Task::Wasm => {
            let toolchain = wasm::prepare(&paths, cli.wasm_target_route)?;
            report::step(format!(
                "{} compiles for {}",
                toolchain.describe()?,
                wasm::TARGET
            ));
            Ok(())
        }
        Task::Pdfium => {
            let library = pdfium::prepare(&paths)?;
            report::step(format!("PDFium: {}", library.display()));
            Ok(())
        }
    }
}
