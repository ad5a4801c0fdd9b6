//! The door of a meeting: passes, the sessions that they open, and substitutes who are in no directory.

mod passes;
mod sessions;
mod substitutes;
mod tablets;

use std::sync::Arc;

use nghisu_protocol::{
    door::{IssuedPass, PASS_MS},
    ids::PersonId,
    people::{Me, Role},
    room::{RoomCommand, Viewer, state::Room},
    socket::{Command, Outcome},
};
use nghisu_server::{clock::Clock, live::room::documents};
use serde_json::json;

use crate::{
    client::{Answer, Client},
    databases::fresh_postgres_database,
    rooms::{self, FIRST, MEETING, VERSION, in_room},
    support::{NOW, Office, TestApp},
    tablet::{Tablet, connect},
};

const MINUTE: i64 = 60_000;
const DOOR: &str = "/api/v1/meetings/0198c000-0000-7000-8000-000000000064/door";

/// A meeting whose secretary and chair have signed in with passkeys: the official chairs it, a delegate takes part, the
/// guest is invited to the second item. The first has a paper.
struct Doorway {
    app: TestApp,
    office: Office,
    delegate: Client,
}

impl Doorway {
    /// Announced.
    async fn announced() -> Self {
        Self::announced_in(TestApp::start().await).await
    }

    /// On SQLite and on PostgreSQL.
    async fn on_both() -> [Self; 2] {
        let url = fresh_postgres_database().await;
        let other = TestApp::start_with(Clock::fixed(NOW), Some(url)).await;
        [Self::announced().await, Self::announced_in(other).await]
    }

    async fn announced_in(app: TestApp) -> Self {
        assert_eq!(DOOR, format!("/api/v1/meetings/{MEETING}/door"));
        let office = app.office().await;
        let admin = &office.administrator;
        let delegate = app
            .member(admin, "Nguyễn Thị Hòa", office.unit, &[Role::Official])
            .await;
        let doorway = Self {
            app,
            office,
            delegate,
        };
        let people = [
            &doorway.office.official,
            &doorway.delegate,
            &doorway.office.guest,
        ];
        let [chair, delegate, guest] = people.map(|client| client.id);
        for command in rooms::draft(chair, delegate, guest) {
            doorway.accept(command).await;
        }
        let secretary = Viewer::of(doorway.office.secretary.id);
        let rooms = doorway.app.server.state().rooms.clone();
        rooms
            .record(MEETING, secretary.person, None, move |room, _| {
                documents::add(
                    room,
                    &secretary,
                    rooms::DOCUMENT,
                    FIRST,
                    "Tờ trình",
                    rooms::version(VERSION),
                )
            })
            .await
            .unwrap();
        doorway.accept(RoomCommand::Publish {}).await;
        doorway
    }

    /// The secretary gives a command; it must be accepted.
    async fn accept(&self, command: RoomCommand) {
        let outcome = self.command(&self.office.secretary, command.clone()).await;
        assert!(
            matches!(outcome, Outcome::Accepted { .. }),
            "{command:?}: {outcome:?}"
        );
    }

    /// Somebody gives a command over REST.
    async fn command(&self, who: &Client, command: RoomCommand) -> Outcome {
        self.send(who, Command::Room { room: command }).await
    }

    async fn send(&self, who: &Client, command: Command) -> Outcome {
        let envelope = match command {
            Command::Room { room } => in_room(room),
            other => rooms::envelope(other),
        };
        who.post(&format!("/api/v1/meetings/{MEETING}/commands"), &envelope)
            .await
            .ok()
    }

    /// The meeting as its log has it.
    async fn room(&self) -> Arc<Room> {
        let state = self.app.server.state();
        state.rooms.read(MEETING).await.unwrap()
    }

    /// Somebody gives a person a pass.
    async fn give(&self, by: &Client, person: PersonId) -> Answer {
        by.post(&format!("{DOOR}/passes"), &json!({ "person": person }))
            .await
    }

    /// The secretary does.
    async fn pass_for(&self, person: PersonId) -> IssuedPass {
        self.give(&self.office.secretary, person).await.ok()
    }

    /// Somebody takes a pass back.
    async fn take_back(&self, by: &Client, pass: &IssuedPass) -> Answer {
        by.delete(&format!("{DOOR}/passes/{}", pass.pass)).await
    }

    /// A device on which a person came in by a pass, and the pass.
    async fn let_in(&self, person: PersonId) -> (Client, IssuedPass) {
        let pass = self.pass_for(person).await;
        assert_eq!(pass.expires_at.0, self.app.clock.now().0 + PASS_MS);
        let mut device = self.app.stranger();
        let me: Me = come_in(&device, &pass.code).await.ok();
        assert_eq!((me.id, me.meeting), (person, Some(MEETING)));
        device.id = me.id;
        (device, pass)
    }

    /// The socket of somebody who is in by a cookie.
    async fn socket(&self, who: &Client) -> Tablet {
        let cookie = who.cookie().expect("a session has a cookie");
        let headers = [("Cookie", cookie.as_str()), ("Origin", &self.app.url)];
        connect(&self.app, &headers)
            .await
            .unwrap()
            .joined(None)
            .await
    }
}

/// Uses a pass on a device.
async fn come_in(device: &Client, code: &str) -> Answer {
    device
        .post("/api/v1/door/use", &json!({ "code": code }))
        .await
}

/// Asks what a code is good for.
async fn find(device: &Client, code: &str) -> Answer {
    device
        .post("/api/v1/door/code", &json!({ "code": code }))
        .await
}
