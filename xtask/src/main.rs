//! `cargo xtask`: the project's only build driver.
//!
//! It prepares what a build needs (a compiler for WebAssembly, PDFium), builds the client and the server in
//! the right order, and runs them or all their tests. Nothing else in the repository builds anything.

mod assembly;
mod client;
mod debian;
mod lock;
mod node;
mod paths;
mod pdfium;
mod process;
mod report;
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
    /// Builds the tablet client into target/client/dist.
    Client(client::Options),
    /// Prepares the compiler for the client and says which one it is.
    Wasm,
    /// Fetches PDFium into target/pdfium and prints the path of the library.
    Pdfium,
}

fn main() -> ExitCode {
    match perform(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
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
