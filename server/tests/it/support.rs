//! The test application: a real server on a loopback port with a data directory of its own.

use nghisu_protocol::ids::Timestamp;
use nghisu_server::{
    clock::{Clock, Random},
    config::Config,
    server::Server,
};
use tempfile::TempDir;

/// 08:47 on 16/12/2026 at +07:00.
pub(crate) const NOW: Timestamp = Timestamp(1_797_385_620_000);

/// A running server. It stops with the test's runtime; its files go with the value.
pub(crate) struct TestApp {
    pub(crate) url: String,
    #[expect(
        dead_code,
        reason = "the clock is moved by the tests of codes and sessions"
    )]
    pub(crate) clock: Clock,
    pub(crate) server: Server,
    _data: TempDir,
}

impl TestApp {
    /// A server on SQLite, its clock standing at [`NOW`].
    pub(crate) async fn start() -> Self {
        Self::start_with(Clock::fixed(NOW), None).await
    }

    /// A server with a clock and a database of the test's own choice.
    pub(crate) async fn start_with(clock: Clock, database_url: Option<String>) -> Self {
        let data = tempfile::tempdir().unwrap();
        let mut config = Config::local(data.path().to_owned());
        config.database_url = database_url;
        let server = Server::start(config, clock.clone(), Random::system())
            .await
            .unwrap();
        let url = server.state().config.origin();
        Self {
            url,
            clock,
            server,
            _data: data,
        }
    }

    /// The address of a path.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }
}
