//! The room on this tablet: the folded state as signals, the socket that feeds it, the outbox that empties into it.
//!
//! [`RoomStore`] is what every screen of a meeting reads and acts through. It decides no right: it asks
//! [`Room::allows`](nghisu_protocol::room::Room::allows) only to hide what the server would refuse.

mod hearing;
mod sending;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use futures_channel::oneshot;
use leptos::prelude::*;
use nghisu_protocol::annotation::note::SealedNote;
use nghisu_protocol::annotation::{AnnotationCommand, Annotations};
use nghisu_protocol::ids::{CommandId, ItemId, MeetingId, PersonId, Timestamp, Uuid, VersionId};
use nghisu_protocol::room::state::{Presented, Stage};
use nghisu_protocol::room::{Act, Rejection, Room, RoomCommand, Standing, Viewer};
use nghisu_protocol::socket::{ClientMessage, Command, CommandEnvelope, Outcome};
use wasm_bindgen_futures::spawn_local;

pub use self::hearing::OutcomeEar;
use self::hearing::{Answers, Ear};
use self::sending::NoteSending;
pub use self::sending::{NoteDoor, Sent};
use super::api;
use crate::link::outbox::{Outbox, Waiting};
use crate::link::shelf::Shelf;
use crate::link::socket::{Connection, Socket};
use crate::viewer::images::Images;

/// Who is here and what they see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Presence {
    /// People with an open socket.
    pub here: BTreeSet<PersonId>,
    /// Tablets that show the presented page.
    pub seen: u32,
    /// Tablets that follow and are not hidden.
    pub following: u32,
    /// Tablets that are hidden.
    pub away: u32,
}

/// Why an act came to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// The room refused it.
    By(Rejection),
    /// There is no connection.
    Offline,
}

/// The room of one meeting. Copy it freely; it lives as long as the screen that opened it.
#[derive(Clone, Copy)]
pub struct RoomStore {
    /// Which meeting.
    pub meeting: MeetingId,
    /// The folded state; nothing before the first snapshot.
    pub room: RwSignal<Option<Room>>,
    /// As whom the tablet is signed in.
    pub viewer: RwSignal<Option<Viewer>>,
    /// How the connection stands.
    pub connection: RwSignal<Connection>,
    /// Who is here.
    pub presence: RwSignal<Presence>,
    /// The shared annotations of the versions that are watched.
    pub annotations: RwSignal<BTreeMap<VersionId, Annotations>>,
    /// How many things wait for the server, without those that it would not take.
    pub waiting: RwSignal<usize>,
    /// How many private notes the server would not take in this visit. They stay on the tablet.
    pub passed_over: RwSignal<usize>,
    /// Whether the tablet keeps what waits: what could not be kept is gone when the page is.
    pub keeps_what_waits: RwSignal<bool>,
    /// Whether this tablet follows the lead.
    pub is_following: RwSignal<bool>,
    /// Whether a secretary acts in the chair's place.
    pub acts_for_chair: RwSignal<bool>,
    /// Milliseconds that the server's clock is ahead of the tablet's.
    pub ahead: RwSignal<i64>,
    /// Counts changes of uploads, so that lists of them are fetched anew.
    pub uploads: RwSignal<u32>,
    /// Counts what happened to passes, so that who keeps the door asks anew who is in.
    pub passes: RwSignal<u32>,
    /// Who last wrote the course of each item, as far as this tablet heard it.
    pub writers: RwSignal<BTreeMap<ItemId, PersonId>>,
    inner: StoredValue<Rc<Inner>, LocalStorage>,
}

/// What no screen looks at: the connection, and what goes out and comes in through it.
struct Inner {
    store: RefCell<Option<RoomStore>>,
    meeting: MeetingId,
    socket: RefCell<Option<Socket>>,
    was_lost: Cell<bool>,
    outbox: RefCell<Outbox>,
    shelf: RefCell<Option<Shelf>>,
    answers: Answers,
    notes: NoteSending,
    painted: Painted,
    watched: RefCell<BTreeSet<VersionId>>,
    images: RefCell<Option<Rc<Images>>>,
    /// Whether the server is being asked why a connection failed.
    is_asking_why: Cell<bool>,
}

/// What this tablet shows, as far as the server is told.
#[derive(Default)]
struct Painted {
    place: Cell<Option<Presented>>,
    /// When it was last told, in milliseconds of the tablet's clock.
    told_at: Cell<f64>,
}

impl RoomStore {
    /// Opens a meeting's room: connects and goes on until the owner is cleaned up.
    pub fn open(meeting: MeetingId, shelf: Option<Shelf>) -> Self {
        let inner = Rc::new(Inner {
            store: RefCell::new(None),
            meeting,
            socket: RefCell::new(None),
            outbox: RefCell::default(),
            shelf: RefCell::new(shelf),
            was_lost: Cell::new(false),
            answers: Answers::default(),
            notes: NoteSending::default(),
            painted: Painted::default(),
            watched: RefCell::default(),
            images: RefCell::new(None),
            is_asking_why: Cell::new(false),
        });
        let store = Self {
            meeting,
            room: RwSignal::new(None),
            viewer: RwSignal::new(None),
            connection: RwSignal::new(Connection::Connecting),
            presence: RwSignal::new(Presence::default()),
            annotations: RwSignal::new(BTreeMap::new()),
            waiting: RwSignal::new(0),
            passed_over: RwSignal::new(0),
            keeps_what_waits: RwSignal::new(true),
            is_following: RwSignal::new(true),
            acts_for_chair: RwSignal::new(false),
            ahead: RwSignal::new(0),
            uploads: RwSignal::new(0),
            passes: RwSignal::new(0),
            writers: RwSignal::new(BTreeMap::new()),
            inner: StoredValue::new_local(inner.clone()),
        };
        *inner.store.borrow_mut() = Some(store);
        let weak = Rc::downgrade(&inner);
        *inner.images.borrow_mut() = Some(Images::new(Rc::new(move |message| {
            weak.upgrade().is_some_and(|inner| inner.say(message))
        })));
        let ear = Rc::new(Ear(Rc::downgrade(&inner)));
        let starting = inner.clone();
        spawn_local(async move {
            let shelf = starting.shelf.borrow().clone();
            if let Some(shelf) = shelf {
                match shelf.waiting().await {
                    Ok(waiting) => {
                        let mut outbox = starting.outbox.borrow_mut();
                        // What was made before the shelf had opened stands behind what had waited longer.
                        let newer = std::mem::replace(&mut *outbox, Outbox::new(waiting));
                        newer.into_waiting().into_iter().for_each(|one| {
                            outbox.put(one);
                        });
                    }
                    Err(error) => web_sys::console::warn_1(&error.to_string().into()),
                }
                starting.count();
            }
            if starting.store.borrow().is_some() {
                let socket = Socket::open(&format!("/api/v1/meetings/{meeting}/socket"), ear);
                *starting.socket.borrow_mut() = Some(socket);
            }
        });
        let closing = store.inner;
        on_cleanup(move || {
            // Clean-ups run before the owner's values are let go.
            let _ = closing.try_with_value(|inner| {
                *inner.store.borrow_mut() = None;
                *inner.socket.borrow_mut() = None;
            });
        });
        store
    }

    /// The page images.
    pub fn images(&self) -> Rc<Images> {
        self.inner.with_value(|inner| {
            inner
                .images
                .borrow()
                .clone()
                .expect("the images are made with the store")
        })
    }

    /// Whether an attempt to connect has failed. It is tried again and again; what is said about it does not come and go
    /// with each attempt.
    pub fn was_refused(self) -> Memo<bool> {
        Memo::new(move |before: Option<&bool>| {
            before.copied().unwrap_or_default() || self.connection.get() == Connection::Lost
        })
    }

    /// Connects now, for a person who does not want to wait for the next attempt.
    pub fn try_again(&self) {
        let _ = self.inner.try_with_value(|inner| {
            if let Some(socket) = &*inner.socket.borrow() {
                socket.try_now();
            }
        });
    }

    /// Whether the tablet is connected now.
    pub fn is_connected(&self) -> bool {
        self.connection.get() == Connection::Connected
    }

    /// What this person is in the meeting.
    pub fn standing(&self) -> Standing {
        self.with(|room, viewer| room.standing(viewer))
            .unwrap_or(Standing::Outsider)
    }

    /// Whether this person may do something here.
    pub fn may(&self, act: Act) -> bool {
        self.with(|room, viewer| room.allows(viewer, act))
            .unwrap_or(false)
    }

    /// Whether this person leads the pages now.
    pub fn is_leading(&self) -> bool {
        self.with(|room, viewer| {
            room.lead
                .as_ref()
                .is_some_and(|lead| lead.person == viewer.person)
        })
        .unwrap_or(false)
    }

    /// Whether the meeting takes a break. Tracked.
    pub fn is_resting(&self) -> bool {
        self.room
            .with(|room| room.as_ref().is_some_and(|room| room.break_until.is_some()))
    }

    /// Whether the items' numbers are theirs: a guest has only some of the items, and counts to none. Tracked.
    pub fn knows_numbers(&self) -> bool {
        self.standing() != Standing::Guest
    }

    /// Whether the meeting was called off. Tracked.
    pub fn is_called_off(&self) -> bool {
        self.room.with(|room| {
            room.as_ref()
                .is_some_and(|room| room.stage == Stage::Cancelled)
        })
    }

    /// Whether the meeting was ended. Tracked.
    pub fn has_ended(&self) -> bool {
        let ended = |stage| {
            matches!(
                stage,
                Stage::Closed | Stage::Minutes | Stage::Signed | Stage::Archived
            )
        };
        self.room
            .with(|room| room.as_ref().is_some_and(|room| ended(room.stage)))
    }

    /// Reads room and viewer together, where both are there.
    pub fn with<T>(&self, read: impl FnOnce(&Room, &Viewer) -> T) -> Option<T> {
        self.viewer.with(|viewer| {
            self.room
                .with(|room| Some(read(room.as_ref()?, viewer.as_ref()?)))
        })
    }

    /// The server's time now.
    pub fn now(&self) -> Timestamp {
        Timestamp(js_sys::Date::now() as i64 + self.ahead.try_get_untracked().unwrap_or(0))
    }

    /// Whether the room's screen is still there.
    pub fn is_entered(&self) -> bool {
        self.inner.try_get_value().is_some()
    }

    /// Does something in the room, now: an act that cannot be sent is refused, not kept for later. What is undone once
    /// the room was left has no socket any more and goes over REST.
    pub async fn act(&self, command: RoomCommand) -> Result<u64, Refused> {
        let on_behalf_of = self.on_behalf_of(&command);
        let envelope = CommandEnvelope {
            id: CommandId(Uuid::now_v7()),
            on_behalf_of,
            command: Command::Room { room: command },
        };
        let Some(inner) = self.inner.try_get_value() else {
            return match api::command(self.meeting, &envelope).await {
                Ok(Outcome::Accepted { seq }) => Ok(seq),
                Ok(Outcome::Rejected { reason }) => Err(Refused::By(reason)),
                Err(_) => Err(Refused::Offline),
            };
        };
        let (answer, answered) = oneshot::channel();
        inner.answers.live.borrow_mut().insert(envelope.id, answer);
        if !inner.say(&ClientMessage::Command(envelope.clone())) {
            inner.answers.live.borrow_mut().remove(&envelope.id);
            return Err(Refused::Offline);
        }
        match answered.await {
            Ok(Outcome::Accepted { seq }) => Ok(seq),
            Ok(Outcome::Rejected { reason }) => Err(Refused::By(reason)),
            Err(_) => Err(Refused::Offline),
        }
    }

    /// Shows a place to those who follow. Only the latest counts, so nothing waits for an answer.
    pub fn present(&self, place: Presented) {
        let command = RoomCommand::Present { place };
        let envelope = CommandEnvelope {
            id: CommandId(Uuid::now_v7()),
            on_behalf_of: self.on_behalf_of(&command),
            command: Command::Room { room: command },
        };
        self.inner
            .with_value(|inner| inner.say(&ClientMessage::Command(envelope)));
    }

    /// Keeps the course of an item until the server has it; a later text of the same item takes its place. The
    /// answer comes when it comes, through lost connections too; none comes for a text that was replaced.
    pub fn keep_course(&self, item: ItemId, text: String) -> oneshot::Receiver<Outcome> {
        let command = RoomCommand::RecordCourse { item, text };
        let envelope = CommandEnvelope {
            id: CommandId(Uuid::now_v7()),
            on_behalf_of: self.on_behalf_of(&command),
            command: Command::Room { room: command },
        };
        let (answer, answered) = oneshot::channel();
        let inner = self.inner.get_value();
        let replaced = inner.outbox.borrow_mut().take_courses(self.meeting, item);
        for one in replaced {
            if let Waiting::Command { envelope, .. } = &one {
                inner.answers.kept.borrow_mut().remove(&envelope.id);
            }
            inner.forget(Some(one));
        }
        inner.answers.kept.borrow_mut().insert(envelope.id, answer);
        inner.put_command(envelope);
        answered
    }

    /// The course of an item that still waits for the server.
    pub fn waiting_course(&self, item: ItemId) -> Option<String> {
        self.inner
            .with_value(|inner| inner.outbox.borrow().course(self.meeting, item))
    }

    /// Shares, withdraws or opens an annotation: kept until the server has it. What becomes of it is told to whoever
    /// [listens](Self::tell_outcomes_to), for the answer may come in another visit.
    pub fn annotate(&self, version: VersionId, annotations: AnnotationCommand) {
        let envelope = CommandEnvelope {
            id: CommandId(Uuid::now_v7()),
            on_behalf_of: None,
            command: Command::Annotations {
                version,
                annotations,
            },
        };
        self.inner.get_value().put_command(envelope);
    }

    /// Says who hears what became of commands for which nobody waits: annotations, and everything that was made before
    /// a reload.
    pub fn tell_outcomes_to(&self, ear: OutcomeEar) {
        self.inner
            .with_value(|inner| *inner.answers.ear.borrow_mut() = Some(ear));
    }

    /// Keeps a private note until the server has it.
    pub fn keep_note(&self, note: SealedNote) {
        let Some(inner) = self.inner.try_get_value() else {
            return;
        };
        // Another body of a note that was refused is another question.
        inner.notes.passed_over.borrow_mut().remove(&note.id);
        inner.put(Waiting::Note { note });
        inner.send_notes();
    }

    /// How many private notes are on this tablet alone.
    pub fn notes_here(&self) -> usize {
        let notes = self.waiting_notes();
        notes.iter().filter(|note| note.envelope.is_some()).count()
    }

    /// Says how notes are sent. Without that they stay on the tablet, and wait for nothing.
    pub fn send_notes_with(&self, door: NoteDoor) {
        let inner = self.inner.get_value();
        *inner.notes.door.borrow_mut() = Some(door);
        inner.send_notes();
    }

    /// The annotation commands that wait, so that they can be shown before the server has them.
    pub fn waiting_annotations(&self) -> Vec<(VersionId, AnnotationCommand)> {
        let waiting = self.inner.try_with_value(|inner| {
            let outbox = inner.outbox.borrow();
            let commands =
                outbox
                    .commands(self.meeting)
                    .filter_map(|envelope| match &envelope.command {
                        Command::Annotations {
                            version,
                            annotations,
                        } => Some((*version, annotations.clone())),
                        Command::Room { .. } => None,
                    });
            commands.collect()
        });
        waiting.unwrap_or_default()
    }

    /// The notes that wait.
    pub fn waiting_notes(&self) -> Vec<SealedNote> {
        let waiting = self
            .inner
            .try_with_value(|inner| inner.outbox.borrow().notes().cloned().collect());
        waiting.unwrap_or_default()
    }

    /// Follows a version's shared annotations.
    pub fn watch(&self, version: VersionId) {
        let inner = self.inner.get_value();
        if inner.watched.borrow_mut().insert(version) {
            inner.say(&ClientMessage::WatchAnnotations {
                version,
                since: None,
            });
        }
    }

    /// Says what the tablet shows, at most four times a second; the last one is never lost.
    pub fn painted(&self, place: Option<Presented>) {
        let inner = self.inner.get_value();
        if inner.painted.place.replace(place) == place {
            return;
        }
        let now = js_sys::Date::now();
        let wait = 250.0 - (now - inner.painted.told_at.get());
        let tell = move |inner: &Inner| {
            inner.painted.told_at.set(js_sys::Date::now());
            inner.say(&ClientMessage::Painted {
                place: inner.painted.place.get(),
            });
        };
        if wait <= 0.0 {
            tell(&inner);
        } else {
            let weak = Rc::downgrade(&inner);
            set_timeout(
                move || {
                    if let Some(inner) = weak.upgrade()
                        && inner.painted.told_at.get() <= now
                    {
                        tell(&inner);
                    }
                },
                std::time::Duration::from_millis(wait as u64),
            );
        }
    }

    /// Follows the lead, or reads on one's own.
    pub fn follow(&self, is_following: bool) {
        self.is_following.set(is_following);
        self.inner
            .with_value(|inner| inner.say(&ClientMessage::Follow { is_following }));
    }

    /// The chair, where a secretary acts in their place. Pages are led in one's own name: led in the chair's, the
    /// chair's own tablet would take itself for the leader and follow nobody.
    fn on_behalf_of(&self, command: &RoomCommand) -> Option<PersonId> {
        let acts_for_chair = self.acts_for_chair.try_get_untracked().unwrap_or(false);
        if command.act() != Act::Conduct || !acts_for_chair {
            return None;
        }
        untrack(|| {
            self.with(|room, viewer| {
                (
                    room.standing(viewer),
                    room.presiding.or(room.chair),
                    viewer.person,
                )
            })
        })
        .and_then(|(standing, chair, me)| {
            chair.filter(|chair| standing == Standing::Secretary && *chair != me)
        })
    }
}

impl Inner {
    fn store(&self) -> Option<RoomStore> {
        *self.store.borrow()
    }

    fn say(&self, message: &ClientMessage) -> bool {
        self.socket
            .borrow()
            .as_ref()
            .is_some_and(|socket| socket.say(message))
    }

    fn count(&self) {
        if let Some(store) = self.store() {
            let passed_over = self.notes.passed_over.borrow().len();
            let waiting = {
                let outbox = self.outbox.borrow();
                let staying = match *self.notes.door.borrow() {
                    Some(_) => passed_over,
                    None => outbox.notes().count(),
                };
                outbox.len() - staying
            };
            store.waiting.set(waiting);
            if store.passed_over.get_untracked() != passed_over {
                store.passed_over.set(passed_over);
            }
        }
    }
}
