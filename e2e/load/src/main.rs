//! `nghisu-load`: what a full meeting does to a server, and what the house costs beside its bare parts.
//!
//! Each subcommand measures one thing and writes its figures as JSON, one array, on standard output; progress goes
//! to standard error. Tablets come in through the public API and real sockets only. Everything runs on one machine,
//! so the simulated tablets take their share of its cores: the figures hold with that load, not without it.

mod api;
mod bare;
mod fanout;
mod office;
mod rasters;
mod signatures;
mod tablet;
mod turns;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, Parser, Subcommand};
use nghisu_load::Figure;

/// Measures a running server, and parts of the product beside bare ones.
#[derive(Debug, Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Lets a presenter turn pages and measures until each tablet has the event and the sharp page.
    Turns(turns::Options),
    /// Sends one event to many sockets, beside a loop that does nothing else.
    Fanout(fanout::Options),
    /// Draws pages through the worker pool, beside PDFium without a house around it.
    Rasters(rasters::Options),
    /// Prepares and embeds signatures on minutes.
    Signatures(signatures::Options),
    /// Opens the demonstration's meeting and shows the first page of a document, for a browser to look at.
    Stage(office::StageOptions),
    /// The loop that `fanout` compares with; writes its port on standard output.
    #[command(hide = true)]
    BareLoop,
    /// The drawing that `rasters` compares with.
    #[command(hide = true)]
    BareRasters(bare::RasterOptions),
}

/// Where the server is, and as whom the load comes in.
#[derive(Debug, Clone, Args)]
struct Door {
    /// Address of a running server with the demonstration office, as http://localhost:PORT
    #[arg(long)]
    url: String,
    /// An administrator's service token, as `nghisu token create` prints it
    #[arg(long, env = "NGHISU_LOAD_TOKEN", hide_env_values = true)]
    token: String,
    /// Seconds to wait for a quiet machine before each measurement
    #[arg(long, default_value_t = 120)]
    quiet_within: u64,
}

/// PDFium and the program that becomes a page worker.
#[derive(Debug, Clone, Args)]
struct Drawing {
    /// PDFium's library
    #[arg(long, env = "NGHISU_PDFIUM")]
    pdfium: PathBuf,
}

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::BareLoop => return bare::broadcast(),
        Command::BareRasters(options) => return bare::rasters(&options),
        _ => {}
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let figures = runtime.block_on(async {
        match command {
            Command::Turns(options) => turns::measure(&options).await,
            Command::Fanout(options) => fanout::measure(&options).await,
            Command::Rasters(options) => rasters::measure(&options).await,
            Command::Signatures(options) => signatures::measure(&options),
            Command::Stage(options) => {
                let staged = office::stage(&options).await?;
                writeln!(std::io::stdout(), "{}", serde_json::to_string(&staged)?)?;
                std::process::exit(0);
            }
            Command::BareLoop | Command::BareRasters(_) => unreachable!("run above"),
        }
    })?;
    write(&figures)
}

fn write(figures: &[Figure]) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    serde_json::to_writer(&mut out, figures).context("the figures cannot be written")?;
    writeln!(out)?;
    Ok(())
}

/// Tells whoever watches where things stand.
fn say(line: impl std::fmt::Display) {
    // A closed standard error is no reason to stop measuring.
    let _ = writeln!(std::io::stderr(), "{line}");
}
