//! `nghisu serve`: runs the server until it is told to stop.

use anyhow::Context as _;

use crate::{
    clock::{Clock, Random},
    config::{Config, Settings},
    server::Server,
};

/// Run the server
///
/// Starts with nothing but a data directory: the database is made on the first start, and
/// `nghisu person create-administrator` (with the same --data) prints the first activation code.
/// SIGTERM and Ctrl-C end it cleanly.
#[derive(Debug, clap::Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    settings: Settings,
}

impl Serve {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let config = Config::load(self.settings)?;
        super::block_on(async move {
            let server = Server::start(config, Clock::system(), Random::system()).await?;
            let handle = server.handle();
            let state = server.state();
            tokio::spawn(async move {
                match stop_signal().await {
                    Ok(name) => tracing::info!("{name} received, stopping"),
                    Err(error) => tracing::error!(%error, "signals cannot be awaited"),
                }
                // Tablets are told that the server goes away before its connections are waited for.
                state.rooms.stop_all().await;
                handle.stop(true).await;
            });
            server.wait().await.context("the server stopped")
        })
    }
}

async fn stop_signal() -> std::io::Result<&'static str> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(tokio::select! {
        _ = terminate.recv() => "SIGTERM",
        _ = interrupt.recv() => "SIGINT",
    })
}
