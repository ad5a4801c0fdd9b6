//! The command line: one file per command, all of them with a help worth reading.
//!
//! Commands print for people on standard output; the server itself only logs (standard error).

use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Parser, Subcommand};

use crate::{
    clock::{Clock, Random},
    config::{self, Config},
    db::Db,
    identity::Identity,
};

mod backup;
mod demo;
mod person;
mod serve;
mod token;
mod trust;
mod verify;

/// Nghị Sự: a paperless meeting room for public offices.
#[derive(Debug, Parser)]
#[command(
    name = "nghisu",
    version,
    propagate_version = true,
    after_help = "Every option can also be set by a variable (NGHISU_…) or in the TOML file that --config \
                  names; a flag wins over a variable, a variable over the file."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Serve(Box<serve::Serve>),
    Demo(Box<demo::Demo>),
    Person(Box<person::Person>),
    Token(Box<token::Token>),
    Verify(verify::Verify),
    Trust(Box<trust::Trust>),
    Backup(Box<backup::Backup>),
    /// Draw pages for the server that started this process
    #[command(hide = true)]
    RenderWorker,
}

/// The word with which the server starts itself as a page worker. People have no use for it.
pub(crate) const PAGE_WORKER: &str = "render-worker";

/// Runs the command that the arguments name.
#[must_use]
pub fn main() -> ExitCode {
    // First of all, before a thread or a file is opened: a page worker locks itself in.
    if std::env::args_os()
        .nth(1)
        .is_some_and(|word| word == PAGE_WORKER)
    {
        return nghisu_render::worker_main();
    }
    let arguments = Arguments::parse();
    if let Command::RenderWorker = arguments.command {
        // It confines itself: no runtime, no thread and no log may be opened before.
        return nghisu_render::worker_main();
    }
    tracing_subscriber::fmt()
        .with_env_filter(
            // One that is wrong is named with all other settings; nothing is logged before.
            config::log_filter().unwrap_or_default(),
        )
        .with_writer(std::io::stderr)
        .init();
    let result = match arguments.command {
        Command::Serve(serve) => serve.run(),
        Command::Demo(demo) => demo.run(),
        Command::Person(person) => person.run(),
        Command::Token(token) => token.run(),
        Command::Verify(verify) => return verify.run(),
        Command::Trust(trust) => trust.run(),
        Command::Backup(backup) => backup.run(),
        Command::RenderWorker => Ok(()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            use std::io::Write as _;
            // Standard error is where a person at the terminal looks; the log may go elsewhere.
            let _ = writeln!(std::io::stderr(), "nghisu: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The runtime that commands and the server share.
pub(crate) fn block_on<T>(future: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(future)
}

/// Opens people and doors for a command, beside a server that may be running on the same data.
pub(crate) async fn open_identity(config: &Config) -> anyhow::Result<Identity> {
    crate::server::prepare_data(&config.data)?;
    let db = Db::open(&config.data, config.database_url.as_deref())
        .await
        .with_context(|| crate::server::unopened(config))?;
    Identity::open(config.clone(), db, Clock::system(), Random::system())
}
