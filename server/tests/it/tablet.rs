//! A meeting's people with tablets: real sockets, and the same fold as the product's own tablets.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use futures_util::{SinkExt as _, StreamExt as _};
use nghisu_protocol::{
    annotation::Annotations,
    ids::{PersonId, TokenId, VersionId},
    people::Role,
    room::{FOLD_VERSION, Room, RoomCommand, Viewer},
    socket::{ClientMessage, CommandEnvelope, Outcome, PROTOCOL_VERSION, ServerMessage},
    stream::StreamId,
};
use nghisu_server::identity::Actor;
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{self, Message, client::IntoClientRequest as _, http::StatusCode},
};

use crate::{
    client::Client,
    rooms::{self, FIRST, MEETING, VERSION, in_room},
    support::{TestApp, grant},
};

/// Nothing in these tests takes longer than this, unless it never comes.
const PATIENCE: Duration = Duration::from_secs(20);

/// Somebody with a service token.
pub(crate) struct Guest {
    pub(crate) viewer: Viewer,
    pub(crate) secret: String,
    pub(crate) token: TokenId,
    pub(crate) client: Client,
}

/// A published meeting: a chair, a delegate, a guest of the second item, a document on the first.
pub(crate) struct Hall {
    pub(crate) app: TestApp,
    pub(crate) secretary: Guest,
    pub(crate) chair: Guest,
    pub(crate) delegate: Guest,
    pub(crate) guest: Guest,
    pub(crate) stranger: Guest,
}

impl Hall {
    pub(crate) async fn published() -> Self {
        Self::published_in(TestApp::start().await).await
    }

    pub(crate) async fn published_in(app: TestApp) -> Self {
        let hall = Self {
            secretary: guest(&app, "Đặng Thị Ngọc Hường", Some(Role::Secretary)).await,
            chair: guest(&app, "Lê Quang Thiệu", None).await,
            delegate: guest(&app, "Nguyễn Thị Hòa", None).await,
            guest: guest(&app, "Trần Văn Bình", None).await,
            stranger: guest(&app, "Phạm Thu Hà", None).await,
            app,
        };
        let [chair, delegate, guest] =
            [&hall.chair, &hall.delegate, &hall.guest].map(|who| who.viewer.person);
        for command in rooms::draft(chair, delegate, guest) {
            hall.accept(&hall.secretary, command).await;
        }
        let secretary = hall.secretary.viewer.clone();
        let rooms = hall.app.server.state().rooms.clone();
        rooms
            .record(MEETING, secretary.person, None, move |room, _| {
                nghisu_server::live::room::documents::add(
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
        hall.accept(&hall.secretary, RoomCommand::Publish {}).await;
        hall
    }

    /// The same, in session.
    pub(crate) async fn open() -> Self {
        let hall = Self::published().await;
        hall.accept(&hall.secretary, RoomCommand::Open {}).await;
        hall
    }

    /// The same, on a server with a page worker.
    pub(crate) async fn open_with_papers() -> Self {
        let hall = Self::published_in(TestApp::start_with_papers().await).await;
        hall.accept(&hall.secretary, RoomCommand::Open {}).await;
        hall
    }

    /// Gives a command over REST; it must be accepted.
    pub(crate) async fn accept(&self, who: &Guest, command: RoomCommand) -> u64 {
        match self.send(who, &in_room(command.clone())).await {
            Outcome::Accepted { seq } => seq,
            Outcome::Rejected { reason } => panic!("{command:?} was refused: {reason}"),
        }
    }

    /// Gives a command over REST.
    pub(crate) async fn send(&self, who: &Guest, envelope: &CommandEnvelope) -> Outcome {
        who.client
            .post(&format!("/api/v1/meetings/{MEETING}/commands"), envelope)
            .await
            .ok()
    }

    /// The committed state.
    pub(crate) async fn room(&self) -> std::sync::Arc<Room> {
        self.app.server.state().rooms.read(MEETING).await.unwrap()
    }

    /// What the server says that somebody may see.
    pub(crate) async fn view_of(&self, who: &Guest) -> Room {
        self.room().await.view_for(&who.viewer)
    }

    /// A tablet that has joined from nothing.
    pub(crate) async fn tablet(&self, who: &Guest) -> Tablet {
        self.returning(who, None).await
    }

    /// A tablet that comes back with what it has folded.
    pub(crate) async fn returning(&self, who: &Guest, room: Option<Room>) -> Tablet {
        self.connect(who).await.unwrap().joined(room).await
    }

    /// A tablet that has joined from nothing, coming in with these headers.
    pub(crate) async fn tablet_as(&self, headers: &[(&'static str, &str)]) -> Tablet {
        self.connect_as(headers).await.unwrap().joined(None).await
    }

    /// An open socket that has said nothing yet, or the status with which it was refused.
    pub(crate) async fn connect(&self, who: &Guest) -> Result<Tablet, StatusCode> {
        self.connect_as(&[("Authorization", &format!("Bearer {}", who.secret))])
            .await
    }

    pub(crate) async fn connect_as(
        &self,
        headers: &[(&'static str, &str)],
    ) -> Result<Tablet, StatusCode> {
        connect(&self.app, headers).await
    }
}

/// An open socket of the meeting that has said nothing yet, or the status with which it was refused.
pub(crate) async fn connect(
    app: &TestApp,
    headers: &[(&'static str, &str)],
) -> Result<Tablet, StatusCode> {
    let url = format!("{}/api/v1/meetings/{MEETING}/socket", app.url).replacen("http", "ws", 1);
    let mut request = url.into_client_request().unwrap();
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().unwrap());
    }
    match connect_async(request).await {
        Ok((socket, _)) => Ok(Tablet {
            socket,
            room: None,
            annotations: BTreeMap::new(),
            image_bytes: 0,
        }),
        Err(tungstenite::Error::Http(answer)) => Err(answer.status()),
        Err(error) => panic!("{error}"),
    }
}

/// Somebody of the directory with a service token.
pub(crate) async fn guest(app: &TestApp, name: &str, role: Option<Role>) -> Guest {
    let terminal = Actor::terminal();
    let identity = &app.server.state().into_inner().identity;
    let grants = role.into_iter().map(|role| grant(role, None)).collect();
    let person = identity
        .create_person(&terminal, crate::support::plan(name, vec![], grants))
        .await
        .unwrap();
    let issued = identity
        .issue_token(
            &terminal,
            person.id,
            serde_json::from_value(serde_json::json!({ "name": "test", "expires_at": null }))
                .unwrap(),
        )
        .await
        .unwrap();
    Guest {
        viewer: Viewer {
            is_secretary: role == Some(Role::Secretary),
            ..Viewer::of(person.id)
        },
        client: Client::program(&app.url, &issued.secret),
        token: issued.id,
        secret: issued.secret,
    }
}

/// A tablet: a socket, and what it has folded.
pub(crate) struct Tablet {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    pub(crate) room: Option<Room>,
    pub(crate) annotations: BTreeMap<VersionId, Annotations>,
    /// Bytes of images that have come.
    pub(crate) image_bytes: usize,
}

impl Tablet {
    pub(crate) async fn hello(&mut self, since: Option<u64>) {
        self.say(&ClientMessage::Hello {
            protocol: PROTOCOL_VERSION,
            fold: FOLD_VERSION,
            build: "test".into(),
            since,
            annotations: BTreeMap::new(),
        })
        .await;
    }

    /// Says hello with what the tablet has folded, and waits for what is new to it.
    pub(crate) async fn joined(mut self, room: Option<Room>) -> Self {
        let since = room.as_ref().map(|room| room.seq);
        self.room = room;
        self.hello(since).await;
        self.until(|message| matches!(message, ServerMessage::Welcome { .. }))
            .await;
        self.until(|message| {
            matches!(
                message,
                ServerMessage::Snapshot { .. } | ServerMessage::Entries { .. }
            )
        })
        .await;
        self
    }

    pub(crate) async fn say(&mut self, message: &ClientMessage) {
        self.say_raw(Message::text(serde_json::to_string(message).unwrap()))
            .await;
    }

    pub(crate) async fn say_raw(&mut self, message: Message) {
        self.socket.send(message).await.unwrap();
    }

    /// Sends a text frame above the limit, as far as the server takes it.
    pub(crate) async fn say_too_much(&mut self) {
        let text = "x".repeat(nghisu_protocol::socket::MAX_TEXT_FRAME + 1_000);
        let _refused = self.socket.send(Message::text(text)).await;
    }

    /// The next message, folded in; `Err` is the code with which the socket was closed.
    pub(crate) async fn next(&mut self) -> Result<ServerMessage, Option<u16>> {
        loop {
            let message = timeout(PATIENCE, self.socket.next())
                .await
                .expect("the server says nothing");
            match message {
                Some(Ok(Message::Text(text))) => {
                    let message = serde_json::from_str(&text).unwrap();
                    self.fold(&message);
                    return Ok(message);
                }
                Some(Ok(Message::Close(frame))) => {
                    return Err(frame.map(|frame| frame.code.into()));
                }
                Some(Ok(Message::Binary(frame))) => self.image_bytes += frame.len(),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(None),
            }
        }
    }

    /// The next message of a kind.
    pub(crate) async fn until(
        &mut self,
        is_wanted: impl Fn(&ServerMessage) -> bool,
    ) -> ServerMessage {
        loop {
            let message = self.next().await.expect("the socket was closed");
            if is_wanted(&message) {
                return message;
            }
        }
    }

    /// Reads on until the room has so many entries.
    pub(crate) async fn until_seq(&mut self, seq: u64) -> &Room {
        while self.room.as_ref().is_none_or(|room| room.seq < seq) {
            self.next().await.expect("the socket was closed");
        }
        self.room()
    }

    /// Sends a command and waits for its outcome.
    pub(crate) async fn command(&mut self, envelope: CommandEnvelope) -> Outcome {
        let own = envelope.id;
        self.say(&ClientMessage::Command(envelope)).await;
        let message = self
            .until(|message| matches!(message, ServerMessage::Outcome { id, .. } if *id == own))
            .await;
        match message {
            ServerMessage::Outcome { outcome, .. } => outcome,
            other => panic!("{other:?}"),
        }
    }

    /// Reads to the end; the code with which the socket was closed.
    pub(crate) async fn closed(&mut self) -> Option<u16> {
        loop {
            if let Err(code) = self.next().await {
                return code;
            }
        }
    }

    /// Holds that an act closes the socket with this code, at once; answers what the act did.
    pub(crate) async fn is_closed_by<T>(&mut self, code: u16, act: impl Future<Output = T>) -> T {
        let done = act.await;
        let since = Instant::now();
        assert_eq!(self.closed().await, Some(code));
        // The rule says a second; a busy machine adds its own. What is only found by asking for a sign of life comes
        // after twenty.
        assert!(since.elapsed() < Duration::from_secs(5));
        done
    }

    /// Holds that the server still answers here.
    pub(crate) async fn is_answered(&mut self) {
        self.say(&ClientMessage::Ping { token: 7 }).await;
        self.until(|message| matches!(message, ServerMessage::Pong { token: 7, .. }))
            .await;
    }

    #[track_caller]
    pub(crate) fn room(&self) -> &Room {
        self.room.as_ref().expect("the tablet has a room")
    }

    fn fold(&mut self, message: &ServerMessage) {
        match message {
            ServerMessage::Snapshot { room } => self.room = Some((**room).clone()),
            ServerMessage::AnnotationSnapshot { annotations } => {
                self.annotations
                    .insert(annotations.version, annotations.clone());
            }
            ServerMessage::Entries { stream, entries } => match stream {
                StreamId::Room(_) => {
                    let room = self.room.as_mut().expect("entries follow a state");
                    for entry in entries {
                        room.apply(entry).unwrap();
                    }
                }
                StreamId::Annotations(version) => {
                    let annotations = self.annotations.get_mut(version).unwrap();
                    for entry in entries {
                        annotations.apply(entry).unwrap();
                    }
                }
                StreamId::Person(_) => panic!("a room's socket tells of nobody's own stream"),
            },
            // Rule EV-9, with every digest that comes.
            ServerMessage::Digest { seq, digest } => {
                assert_eq!(self.room().seq, *seq);
                assert_eq!(self.room().digest(), *digest);
            }
            _ => {}
        }
    }
}

/// How many of these people are here.
pub(crate) fn here(message: &ServerMessage, people: &[PersonId]) -> bool {
    matches!(message, ServerMessage::Presence { here, .. }
        if people.iter().all(|person| here.contains(person)))
}
