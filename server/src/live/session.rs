//! One tablet's socket: the handshake, what it says, what it is sent, and when it is closed.
//!
//! The rules are in the protocol's `SPEC.md`: HS for the handshake and commands, PG for pages, PR for
//! presence, ER for errors. A socket decides nothing: it reads messages, asks the room, and sends in
//! the order that `outgoing` gives. It waits for its own tablet alone, never for another.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path, Payload},
};
use actix_ws::{CloseCode, CloseReason, Closed, Session};
use futures_util::{
    FutureExt as _, StreamExt as _,
    future::{AbortHandle, Abortable, BoxFuture, LocalBoxFuture},
    stream::FuturesUnordered,
};
use nghisu_protocol::{
    error::{ErrorBody, ErrorCode},
    frame::PageImage,
    ids::MeetingId,
    room::{Act, FOLD_VERSION, Room, Viewer, state::Presented},
    socket::{ClientMessage, MAX_TEXT_FRAME, PROTOCOL_VERSION, Priority, ServerMessage, close},
};
use tokio::{
    sync::broadcast,
    time::{Instant, interval, timeout},
};

use super::{
    LiveError, Membership, ToTablet,
    ahead::Ahead,
    members::write,
    outgoing::{Queue, RequestKey},
    wire::{Heard, Incoming, receive, send},
};
use crate::{
    documents::UploadMoved,
    http::{
        client,
        error::ApiError,
        guard::from_own_pages,
        route::{Access, Endpoint, Limited, routes},
    },
    identity::{Actor, RightsChanged},
    pages::EncodedImage,
    server::AppState,
};

/// How long a tablet may take to say hello (rule HS-1).
const HELLO: Duration = Duration::from_secs(10);
/// After how long a silent tablet has gone.
const SILENCE: Duration = Duration::from_secs(60);
/// How long the last words may take.
const FAREWELL: Duration = Duration::from_secs(2);
/// Control messages that wait before the room's own queue is left to fill (rule ER-3).
const BACKLOG: usize = 64;
/// Images that a socket remembers as given, so that none is pushed twice.
const REMEMBERED: usize = 1_024;

/// The routes of this file.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    routes![Access::SignedIn, Limited::Meeting => socket]
}

/// The live socket of a meeting (WebSocket). Its messages are described in `server/protocol/SPEC.md`.
#[utoipa::path(
    get,
    path = "/api/v1/meetings/{id}/socket",
    tag = "meetings",
    params(("id" = MeetingId, Path, description = "The meeting")),
    responses(
        (status = 101, description = "The socket is open"),
        (status = 400, body = ErrorBody),
        (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody),
    )
)]
async fn socket(
    state: Data<AppState>,
    actor: Actor,
    meeting: Path<MeetingId>,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, ApiError> {
    from_own_pages(&state, &request).await?;
    // From here on nothing that is taken away is missed.
    let changes = state.identity.changes();
    let room = state.rooms.read_for(*meeting, &actor.viewer()).await?;
    let viewer = actor.viewer().within(&room);
    let (response, session, messages) =
        actix_ws::handle(&request, body).map_err(|_| ApiError::new(ErrorCode::RequestMalformed))?;
    let messages = messages
        .max_frame_size(MAX_TEXT_FRAME)
        .aggregate_continuations()
        .max_continuation_size(MAX_TEXT_FRAME);
    let socket = Socket {
        state,
        actor,
        viewer,
        meeting: *meeting,
        queue: Queue::new(),
        making: FuturesUnordered::new(),
        aborts: HashMap::new(),
        rung: None,
        is_following: true,
        pushed: 0,
        ahead: Ahead::default(),
        given: HashSet::new(),
        room: None,
    };
    actix_web::rt::spawn(Box::pin(socket.run(session, messages, changes)));
    Ok(response)
}

/// An image that was made, or was given up.
type Made = Option<(RequestKey, PageImage, Result<Arc<EncodedImage>, ErrorCode>)>;

struct Socket {
    state: Data<AppState>,
    actor: Actor,
    viewer: Viewer,
    meeting: MeetingId,
    queue: Queue,
    making: FuturesUnordered<BoxFuture<'static, Made>>,
    aborts: HashMap<RequestKey, AbortHandle>,
    /// The long edge of the whole page that was last asked for to be read.
    rung: Option<u16>,
    is_following: bool,
    pushed: u32,
    ahead: Ahead,
    given: HashSet<PageImage>,
    /// The state by which what waits was last looked through.
    room: Option<Arc<Room>>,
}

/// How a socket ends.
enum Ending {
    /// The tablet has gone by itself.
    Gone,
    /// It is closed with a code.
    Close(u16),
    /// It broke the contract (rule ER-1).
    Fault(String),
}

impl Socket {
    async fn run(
        mut self,
        session: Session,
        mut incoming: Incoming,
        changes: broadcast::Receiver<RightsChanged>,
    ) {
        let ending = self.talk(&session, &mut incoming, changes).await;
        for abort in self.aborts.values() {
            abort.abort();
        }
        // A tablet that takes nothing any more must not hold this up.
        let _ = timeout(FAREWELL, farewell(session, ending)).await;
    }

    async fn talk(
        &mut self,
        session: &Session,
        incoming: &mut Incoming,
        mut changes: broadcast::Receiver<RightsChanged>,
    ) -> Ending {
        let mut membership = match self.greet(session, incoming).await {
            Ok(membership) => membership,
            Err(ending) => return ending,
        };
        // The session may have ended between the handshake and the first message.
        if let Some(ending) = self.unwelcome().await {
            return ending;
        }
        let mut moves = self.state.documents.moves();
        let mut heartbeat = interval(self.state.config.heartbeat);
        let mut heard = Instant::now();
        let mut sending: Option<LocalBoxFuture<'static, Result<(), Closed>>> = None;
        loop {
            self.withdraw(&membership);
            if sending.is_none()
                && let Some(next) = self.queue.next()
            {
                sending = Some(send(session.clone(), next));
            }
            tokio::select! {
                biased;
                code = &mut membership.closed => {
                    return Ending::Close(code.unwrap_or(close::GOING_AWAY));
                }
                change = changes.recv() => {
                    let concerns = match change {
                        Ok(change) => change.person == self.viewer.person,
                        Err(broadcast::error::RecvError::Lagged(_)) => true,
                        Err(broadcast::error::RecvError::Closed) => {
                            return Ending::Close(close::GOING_AWAY);
                        }
                    };
                    if concerns && let Some(ending) = self.unwelcome().await {
                        return ending;
                    }
                }
                moved = moves.recv() => self.moved(&membership, moved.ok()),
                sent = async {
                    match sending.as_mut() {
                        Some(sending) => sending.await,
                        None => std::future::pending().await,
                    }
                } => {
                    sending = None;
                    if sent.is_err() {
                        return Ending::Gone;
                    }
                }
                message = membership.messages.recv(), if self.queue.backlog() < BACKLOG => {
                    match message {
                        Some(ToTablet::Text(text)) => self.queue.say(text),
                        Some(ToTablet::Refused(text)) => {
                            self.queue.say(text);
                            self.note("command", ErrorCode::PermissionDenied).await;
                        }
                        Some(ToTablet::Shown { place, pages }) => {
                            self.ahead.turned(place, pages);
                        }
                        None => return Ending::Close(close::GOING_AWAY),
                    }
                }
                (place, pages) = self.ahead.due() => self.push_next(place, pages),
                Some(made) = self.making.next(), if !self.making.is_empty() => {
                    self.made(&membership, made);
                }
                message = receive(incoming), if self.queue.is_listening() => {
                    heard = Instant::now();
                    if let Err(ending) = self.heard(&membership, message).await {
                        return ending;
                    }
                }
                _ = heartbeat.tick() => {
                    if heard.elapsed() > SILENCE {
                        return Ending::Gone;
                    }
                    // Nobody tells that the time of a session or a token is over. Where it cannot be looked up, the
                    // meeting stays on the screen, and the next heartbeat asks again.
                    if let Ok(false) = self.state.identity.is_still_welcome(&self.actor).await {
                        return Ending::Close(close::SIGNED_OUT);
                    }
                    let mut session = session.clone();
                    if sending.is_none() {
                        sending = Some(async move { session.ping(b"").await }.boxed_local());
                    }
                }
            }
        }
    }

    /// Rules HS-1, HS-2, HS-4: hello, welcome, and what the tablet misses.
    async fn greet(
        &mut self,
        session: &Session,
        incoming: &mut Incoming,
    ) -> Result<Membership, Ending> {
        let hello = timeout(HELLO, async {
            loop {
                match receive(incoming).await {
                    Heard::Text(text) => return Ok(text),
                    Heard::Nothing | Heard::Ping(_) => {}
                    Heard::Gone => return Err(Ending::Gone),
                    Heard::Fault(detail) => return Err(Ending::Fault(detail)),
                }
            }
        })
        .await
        .map_err(|_| Ending::Fault("no hello within 10 seconds".to_owned()))??;
        let ClientMessage::Hello {
            protocol,
            fold,
            build: _,
            since,
            annotations,
        } = read(&hello)?
        else {
            return Err(Ending::Fault("the first message is hello".to_owned()));
        };
        if protocol != PROTOCOL_VERSION || fold != FOLD_VERSION {
            return Err(Ending::Close(close::OTHER_VERSION));
        }
        let welcome = write(&ServerMessage::Welcome {
            build: client::build(),
            now: self.state.clock.now(),
            viewer: self.viewer.clone(),
        });
        let mut session = session.clone();
        session.text(&*welcome).await.map_err(|_| Ending::Gone)?;
        self.state
            .rooms
            .join(self.meeting, self.viewer.clone(), since, annotations)
            .await
            .map_err(|_| Ending::Close(close::GOING_AWAY))
    }

    /// Tells whoever prepares the meeting that an upload has moved on. One that was missed among too
    /// many is told as well: the tablet then fetches them all.
    fn moved(&mut self, membership: &Membership, moved: Option<UploadMoved>) {
        let concerns = moved.is_none_or(|moved| moved.meeting == self.meeting)
            && membership
                .room()
                .is_some_and(|room| room.allows(&self.viewer, Act::Prepare));
        if concerns {
            self.queue.say(write(&ServerMessage::UploadChanged {
                item: moved.and_then(|moved| moved.item),
            }));
        }
    }

    /// How the socket ends when it is no longer welcome. Where that cannot be looked up, the tablet is to come in anew,
    /// not to believe that it was signed out.
    async fn unwelcome(&self) -> Option<Ending> {
        match self.state.identity.is_still_welcome(&self.actor).await {
            Ok(true) => None,
            Ok(false) => Some(Ending::Close(close::SIGNED_OUT)),
            Err(error) => {
                tracing::error!(%error, "a socket's session cannot be looked up");
                Some(Ending::Close(close::GOING_AWAY))
            }
        }
    }

    async fn heard(&mut self, membership: &Membership, heard: Heard) -> Result<(), Ending> {
        let text = match heard {
            Heard::Text(text) => text,
            Heard::Nothing => return Ok(()),
            Heard::Ping(token) => {
                self.queue.pong(token);
                return Ok(());
            }
            Heard::Gone => return Err(Ending::Gone),
            Heard::Fault(detail) => return Err(Ending::Fault(detail)),
        };
        self.said(membership, read(&text)?)
            .await
            .map_err(|error| match error {
                Said::Twice => Ending::Fault("hello is said once".to_owned()),
                Said::Failed(error) => {
                    tracing::error!(%error, "a tablet's message could not be handed on");
                    Ending::Close(close::GOING_AWAY)
                }
            })
    }

    async fn said(&mut self, membership: &Membership, message: ClientMessage) -> Result<(), Said> {
        match message {
            ClientMessage::Hello { .. } => return Err(Said::Twice),
            ClientMessage::Command(envelope) => membership.command(envelope).await?,
            ClientMessage::WatchAnnotations { version, since } => {
                membership.watch(version, since).await?;
            }
            ClientMessage::UnwatchAnnotations { version } => membership.unwatch(version).await?,
            ClientMessage::Painted { place } => membership.painted(place).await?,
            ClientMessage::Follow { is_following } => {
                self.is_following = is_following;
                membership.follow(is_following).await?;
            }
            ClientMessage::Resync {} => membership.resync().await?,
            ClientMessage::Page {
                request,
                image,
                priority,
            } => self.asked(membership, request, image, priority).await,
            ClientMessage::CancelPage { request } => self.cancel(RequestKey::Asked(request)),
            ClientMessage::Credit { bytes } => self.queue.credit(bytes),
            ClientMessage::Ping { token } => self.queue.say(write(&ServerMessage::Pong {
                token,
                now: self.state.clock.now(),
            })),
        }
        Ok(())
    }

    /// Notes in the audit table that this person asked for what is not theirs.
    async fn note(&self, method: &str, code: ErrorCode) {
        let path = format!("/api/v1/meetings/{}/socket", self.meeting);
        let identity = &self.state.identity;
        identity.refused(&self.actor, method, &path, code).await;
    }

    /// Rules PG-1, PG-6, PG-8.
    async fn asked(
        &mut self,
        membership: &Membership,
        request: u32,
        image: PageImage,
        priority: Priority,
    ) {
        let code = if !image.is_on_the_ladder() {
            ErrorCode::ImageNotOffered
        } else if !self.may_see(membership, image) {
            self.note("page", ErrorCode::VersionUnknown).await;
            ErrorCode::VersionUnknown
        } else if !self.queue.has_room_for(&image) {
            ErrorCode::TooManyAttempts
        } else {
            if image.tile.is_none() && matches!(priority, Priority::Visible | Priority::Next) {
                self.rung = Some(image.long_edge);
            }
            let key = RequestKey::Asked(request);
            if self.queue.expect(key, image, priority) {
                self.make(key, image, priority);
                return;
            }
            ErrorCode::RequestMalformed
        };
        self.refuse(request, code);
    }

    /// Rule PG-7: the page after the shown one, before it is turned.
    fn push_next(&mut self, place: Presented, pages: u32) {
        let Some(long_edge) = self.rung else { return };
        let next = PageImage {
            version: place.version,
            page: place.page + 1,
            long_edge,
            tile: None,
        };
        let is_wanted = self.is_following
            && place.page < pages
            && !self.given.contains(&next)
            && self.queue.has_room_for(&next);
        if is_wanted {
            let key = RequestKey::Pushed(self.pushed);
            self.pushed = self.pushed.wrapping_add(1);
            if self.queue.expect(key, next, Priority::Next) {
                self.make(key, next, Priority::Next);
            }
        }
    }

    fn make(&mut self, key: RequestKey, image: PageImage, priority: Priority) {
        if self.given.len() >= REMEMBERED {
            self.given.clear();
        }
        self.given.insert(image);
        let pages = self.state.documents.pages().clone();
        let making = async move { pages.image(image, priority).await };
        let (abort, registration) = AbortHandle::new_pair();
        self.aborts.insert(key, abort);
        self.making.push(
            Abortable::new(making, registration)
                .map(move |made| made.ok().map(|made| (key, image, made)))
                .boxed(),
        );
    }

    fn made(&mut self, membership: &Membership, made: Made) {
        // Cancelled ones have been forgotten already.
        let Some((key, image, made)) = made else {
            return;
        };
        self.aborts.remove(&key);
        // Rights may have changed while it was made.
        let made = made.and_then(|made| {
            if self.may_see(membership, image) {
                Ok(made)
            } else {
                Err(ErrorCode::VersionUnknown)
            }
        });
        match made {
            Ok(made) => self.queue.ready(key, made),
            Err(code) => {
                self.given.remove(&image);
                self.queue.forget(key);
                if let RequestKey::Asked(request) = key {
                    self.refuse(request, code);
                }
            }
        }
    }

    /// Rule PG-6, for what was asked for while it might be seen and was not sent yet.
    fn withdraw(&mut self, membership: &Membership) {
        let room = membership.room();
        if room.as_ref().map(Arc::as_ptr) == self.room.as_ref().map(Arc::as_ptr) {
            return;
        }
        let withdrawn = self
            .queue
            .withdrawn(|image| self.may_see(membership, *image));
        for (key, image) in withdrawn {
            self.given.remove(&image);
            self.cancel(key);
            if let RequestKey::Asked(request) = key {
                self.refuse(request, ErrorCode::VersionUnknown);
            }
        }
        self.room = room;
    }

    fn cancel(&mut self, key: RequestKey) {
        if let Some(abort) = self.aborts.remove(&key) {
            abort.abort();
        }
        self.queue.forget(key);
    }

    fn refuse(&mut self, request: u32, code: ErrorCode) {
        self.queue.say(write(&ServerMessage::PageRefused {
            request,
            code: code.as_str().to_owned(),
        }));
    }

    fn may_see(&self, membership: &Membership, image: PageImage) -> bool {
        membership.room().is_some_and(|room| {
            room.version(image.version)
                .is_some_and(|(_, document, _)| room.shows_item(&self.viewer, document.item))
        })
    }
}

/// Why a message was not taken.
enum Said {
    Twice,
    Failed(LiveError),
}

impl From<LiveError> for Said {
    fn from(error: LiveError) -> Self {
        Self::Failed(error)
    }
}

fn read(text: &str) -> Result<ClientMessage, Ending> {
    serde_json::from_str(text).map_err(|error| Ending::Fault(error.to_string()))
}

async fn farewell(mut session: Session, ending: Ending) {
    let code = match ending {
        Ending::Gone => {
            let _ = session.close(None).await;
            return;
        }
        Ending::Close(code) => code,
        Ending::Fault(detail) => {
            tracing::debug!(%detail, "a tablet broke the contract");
            let fault: Arc<str> = write(&ServerMessage::Fault {
                code: ErrorCode::ContractBroken.as_str().to_owned(),
                detail,
            });
            if session.text(&*fault).await.is_err() {
                return;
            }
            close::FAULT
        }
    };
    let reason = CloseReason {
        code: CloseCode::from(code),
        description: None,
    };
    // Whoever has gone needs no reason.
    let _ = session.close(Some(reason)).await;
}
