//! The test application: a real server on a loopback port with a data directory of its own.

use std::path::{Path, PathBuf};

use nghisu_protocol::{
    ids::{PersonId, Timestamp, UnitId},
    people::{IssuedActivation, Person, PersonPlan, PositionPlan, Role, RoleGrant, Unit},
};
use nghisu_server::{
    clock::{Clock, Random},
    config::Config,
    identity::Actor,
    server::Server,
};
use serde_json::json;
use tempfile::TempDir;

use crate::client::Client;

/// 08:47 on 16/12/2026 at +07:00.
pub(crate) const NOW: Timestamp = Timestamp(1_797_385_620_000);

/// A running server. It stops with the test's runtime; its files go with the value.
pub(crate) struct TestApp {
    pub(crate) url: String,
    pub(crate) clock: Clock,
    pub(crate) server: Server,
    data: TempDir,
}

impl TestApp {
    /// A server on SQLite, its clock standing at [`NOW`].
    pub(crate) async fn start() -> Self {
        Self::start_with(Clock::fixed(NOW), None).await
    }

    /// A server with a clock and a database of the test's own choice.
    pub(crate) async fn start_with(clock: Clock, database_url: Option<String>) -> Self {
        Self::start_as(clock, |config| config.database_url = database_url).await
    }

    /// A server with page workers, which takes and shows papers.
    pub(crate) async fn start_with_papers() -> Self {
        Self::start_as(Clock::fixed(NOW), with_papers).await
    }

    pub(crate) async fn start_as(clock: Clock, configure: impl FnOnce(&mut Config)) -> Self {
        let data = tempfile::tempdir().unwrap();
        let mut config = Config::local(data.path().to_owned());
        configure(&mut config);
        let server = Server::start(config, clock.clone(), Random::system())
            .await
            .unwrap();
        let url = server.state().config.origin();
        Self {
            url,
            clock,
            server,
            data,
        }
    }

    /// As after a restart: the same data, the same address, everything else anew.
    pub(crate) async fn restarted(self) -> Self {
        let Self {
            url,
            clock,
            server,
            data,
        } = self;
        let config = server.state().config.clone();
        server.state().rooms.stop_all().await;
        server.handle().stop(false).await;
        server.wait().await.unwrap();
        let server = Server::start(config, clock.clone(), Random::system())
            .await
            .unwrap();
        Self {
            url,
            clock,
            server,
            data,
        }
    }

    /// The data directory.
    pub(crate) fn data(&self) -> &Path {
        self.data.path()
    }

    /// The address of a path.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// Somebody whom the server does not know.
    pub(crate) fn stranger(&self) -> Client {
        Client::stranger(&self.url)
    }

    /// An administrator of the whole tree, made as `nghisu person create-administrator` makes one.
    pub(crate) async fn administrator(&self) -> Client {
        let identity = &self.server.state().into_inner().identity;
        let person = identity
            .create_person(
                &Actor::terminal(),
                plan(
                    "Lý Quốc Toản",
                    vec![],
                    vec![grant(Role::Administrator, None)],
                ),
            )
            .await
            .unwrap();
        let issued = identity
            .issue_activation(&Actor::terminal(), person.id)
            .await
            .unwrap();
        let mut client = self.stranger();
        client.activate(&issued.code).await;
        client
    }

    /// A unit below another.
    pub(crate) async fn unit(&self, by: &Client, name: &str, parent: Option<UnitId>) -> UnitId {
        let unit: Unit = by
            .post("/api/v1/units", &json!({ "name": name, "parent": parent }))
            .await
            .ok();
        unit.id
    }

    /// A person with a position and roles, who has activated an own browser.
    pub(crate) async fn member(
        &self,
        by: &Client,
        name: &str,
        unit: UnitId,
        roles: &[Role],
    ) -> Client {
        let id = self.invite(by, name, unit, roles).await;
        let mut client = self.stranger();
        client.activate(&self.code(by, id).await).await;
        client
    }

    /// A person with a position and roles, who has not come in yet.
    pub(crate) async fn invite(
        &self,
        by: &Client,
        name: &str,
        unit: UnitId,
        roles: &[Role],
    ) -> PersonId {
        let positions = vec![PositionPlan {
            unit,
            title: "Chuyên viên".to_owned(),
            precedence: 100,
            valid_from: None,
            valid_to: None,
        }];
        let grants = roles.iter().map(|role| grant(*role, Some(unit))).collect();
        let person: Person = by
            .post("/api/v1/people", &plan(name, positions, grants))
            .await
            .ok();
        person.id
    }

    /// A new activation code for a person.
    pub(crate) async fn code(&self, by: &Client, person: PersonId) -> String {
        let issued: IssuedActivation = by
            .post(&format!("/api/v1/people/{person}/activation"), &json!(null))
            .await
            .ok();
        issued.code
    }

    /// An office of one unit with an administrator, a secretary, a clerk and two officials.
    pub(crate) async fn office(&self) -> Office {
        let administrator = self.administrator().await;
        let unit = self
            .unit(&administrator, "UBND tỉnh Thanh Giang", None)
            .await;
        let by = &administrator;
        Office {
            unit,
            secretary: self
                .member(by, "Trịnh Thu Uyên", unit, &[Role::Secretary])
                .await,
            clerk: self.member(by, "Bùi Thị Lụa", unit, &[Role::Clerk]).await,
            official: self
                .member(by, "Đoàn Minh Triết", unit, &[Role::Official])
                .await,
            guest: self
                .member(by, "Nguyễn Hoàng Bảo Khánh Vy", unit, &[])
                .await,
            administrator,
        }
    }
}

/// Gives a server page workers.
pub(crate) fn with_papers(config: &mut Config) {
    config.pdfium = Some(library());
    config.page_worker = env!("CARGO_BIN_EXE_nghisu").into();
}

/// People of every kind, signed in.
pub(crate) struct Office {
    pub(crate) unit: UnitId,
    pub(crate) administrator: Client,
    pub(crate) secretary: Client,
    pub(crate) clerk: Client,
    pub(crate) official: Client,
    /// Somebody without any role.
    pub(crate) guest: Client,
}

pub(crate) fn plan(name: &str, positions: Vec<PositionPlan>, grants: Vec<RoleGrant>) -> PersonPlan {
    PersonPlan {
        name: name.to_owned(),
        email: None,
        phone: None,
        positions,
        grants,
    }
}

pub(crate) fn grant(role: Role, unit: Option<UnitId>) -> RoleGrant {
    RoleGrant { role, unit }
}

/// PDFium's library: named by the environment, or where the build driver puts it.
pub(crate) fn library() -> PathBuf {
    let path = std::env::var_os("NGHISU_PDFIUM").map_or_else(
        || {
            let own = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it");
            PathBuf::from(own).join("../target/pdfium/libpdfium.so")
        },
        PathBuf::from,
    );
    assert!(
        path.is_file(),
        "PDFium's library is not at {}: name it in NGHISU_PDFIUM, or let `cargo xtask test` fetch it",
        path.display()
    );
    path
}
