//! What the room does with what it hears: folds entries, settles commands, takes images, and lets go of everything when
//! it hears that it is not, or no longer, for this person.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::{Rc, Weak};

use futures_channel::oneshot;
use leptos::prelude::*;
use nghisu_protocol::annotation::Annotations;
use nghisu_protocol::ids::{CommandId, PersonId};
use nghisu_protocol::log::{Entry, Header};
use nghisu_protocol::room::{FOLD_VERSION, RoomEvent};
use nghisu_protocol::socket::{
    ClientMessage, Command, Outcome, PROTOCOL_VERSION, ServerMessage, close,
};
use nghisu_protocol::stream::StreamId;

use wasm_bindgen_futures::spawn_local;

use super::super::api;
use super::{Inner, Presence, RoomStore};
use crate::link::images::Arrived;
use crate::link::outbox::Waiting;
use crate::link::socket::{Connection, Listener};

/// Hears what became of a command that had been kept until the server had it.
pub type OutcomeEar = Rc<dyn Fn(&Command, Outcome)>;

/// Who waits for what becomes of commands.
#[derive(Default)]
pub(super) struct Answers {
    /// A lost connection ends the waiting.
    pub(super) live: RefCell<HashMap<CommandId, oneshot::Sender<Outcome>>>,
    /// The same for what is kept until the server has it: a lost connection does not end the waiting.
    pub(super) kept: RefCell<HashMap<CommandId, oneshot::Sender<Outcome>>>,
    /// Who hears what became of commands for which nobody waits.
    pub(super) ear: RefCell<Option<OutcomeEar>>,
}

impl Inner {
    pub(super) fn heard(self: &Rc<Self>, message: ServerMessage) {
        let Some(store) = self.store() else { return };
        match message {
            ServerMessage::Welcome {
                viewer,
                now,
                build: _,
            } => {
                store.viewer.set(Some(viewer));
                store.ahead.set(now.0 - js_sys::Date::now() as i64);
                let watched: Vec<_> = self.watched.borrow().iter().copied().collect();
                for version in watched {
                    let since = store
                        .annotations
                        .with_untracked(|all| all.get(&version).map(|annotations| annotations.seq));
                    self.say(&ClientMessage::WatchAnnotations { version, since });
                }
                self.say(&ClientMessage::Follow {
                    is_following: store.is_following.get_untracked(),
                });
                self.say(&ClientMessage::Painted {
                    place: self.painted.place.get(),
                });
                self.empty_outbox();
                if let Some(images) = self.images.borrow().clone() {
                    images.ask_again();
                }
            }
            ServerMessage::Snapshot { room } => store.room.set(Some(*room)),
            ServerMessage::AnnotationSnapshot { annotations } => {
                store.annotations.update(|all| {
                    all.insert(annotations.version, annotations);
                });
            }
            ServerMessage::Entries {
                stream: StreamId::Room(_),
                entries,
            } => {
                let mut is_broken = store.room.with_untracked(Option::is_none);
                store.hear_beside_the_fold(&entries);
                store.room.update(|room| {
                    if let Some(room) = room {
                        let new = entries
                            .iter()
                            .filter(|entry| entry.seq().is_none_or(|seq| seq > room.seq));
                        let new: Vec<_> = new.collect();
                        is_broken = new.into_iter().any(|entry| room.apply(entry).is_err());
                    }
                });
                if is_broken {
                    self.say(&ClientMessage::Resync {});
                }
            }
            ServerMessage::Entries {
                stream: StreamId::Annotations(version),
                entries,
            } => {
                let mut is_broken = false;
                store.annotations.update(|all| {
                    let annotations = all
                        .entry(version)
                        .or_insert_with(|| Annotations::new(version));
                    for entry in &entries {
                        if entry.seq().is_none_or(|seq| seq > annotations.seq) {
                            is_broken |= annotations.apply(entry).is_err();
                        }
                    }
                });
                if is_broken {
                    self.say(&ClientMessage::WatchAnnotations {
                        version,
                        since: None,
                    });
                }
            }
            ServerMessage::Entries {
                stream: StreamId::Person(_),
                ..
            } => {}
            ServerMessage::Digest { seq, digest } => {
                let differs = store.room.with_untracked(|room| {
                    room.as_ref()
                        .is_some_and(|room| room.seq == seq && room.digest() != digest)
                });
                if differs {
                    web_sys::console::warn_1(&"the folded state differs from the server's".into());
                    self.say(&ClientMessage::Resync {});
                }
            }
            ServerMessage::Outcome { id, outcome } => {
                let settled = self.outbox.borrow_mut().settle(id);
                let answer = self.answers.live.borrow_mut().remove(&id);
                let answer = answer.or_else(|| self.answers.kept.borrow_mut().remove(&id));
                // Whoever asked may have gone, with their view or with the page before a reload.
                let unheard = match answer {
                    Some(answer) => answer.send(outcome).err(),
                    None => Some(outcome),
                };
                let ear = self.answers.ear.borrow().clone();
                if let (Some(ear), Some(outcome), Some(Waiting::Command { envelope, .. })) =
                    (ear, unheard, &settled)
                {
                    ear(&envelope.command, outcome);
                }
                self.forget(settled);
            }
            ServerMessage::PageRefused { request, code } => {
                if let Some(images) = self.images.borrow().clone() {
                    images.refuse(request, code);
                }
            }
            ServerMessage::Presence {
                here,
                seen,
                following,
                away,
            } => {
                let here = here.into_iter().collect();
                store.presence.set(Presence {
                    here,
                    seen,
                    following,
                    away,
                });
            }
            ServerMessage::UploadChanged { .. } => store.uploads.update(|count| *count += 1),
            ServerMessage::Pong { now, .. } => store.ahead.set(now.0 - js_sys::Date::now() as i64),
            ServerMessage::Fault { code, detail } => {
                web_sys::console::warn_1(
                    &format!("the server found a fault: {code}: {detail}").into(),
                );
            }
        }
    }
}

impl Inner {
    /// Asks over REST why a connection failed: the answer to a WebSocket's handshake is told to no script.
    fn ask_why(self: &Rc<Self>) {
        if self.is_asking_why.replace(true) {
            return;
        }
        let this = self.clone();
        spawn_local(async move {
            let answer = api::may_enter(this.meeting).await;
            this.is_asking_why.set(false);
            let code = match answer {
                Err(error) if error.is_signed_out() => close::SIGNED_OUT,
                Err(error) if error.is_not_for_them() => close::NOT_INVITED,
                Ok(()) | Err(_) => return,
            };
            let Some(store) = this.store() else { return };
            *this.socket.borrow_mut() = None;
            store.connection.set(Connection::Ended(code));
            this.let_go(store, code);
        });
    }

    /// Lets go of the room where it is closed to this person. What they made themselves stays on the tablet's shelf.
    fn let_go(&self, store: RoomStore, code: u16) {
        if !matches!(code, close::SIGNED_OUT | close::NOT_INVITED) {
            return;
        }
        store.room.set(None);
        store.annotations.set(BTreeMap::new());
        store.presence.set(Presence::default());
        store.writers.set(BTreeMap::new());
        self.outbox.take();
        self.answers.kept.borrow_mut().clear();
        self.watched.borrow_mut().clear();
        self.painted.place.set(None);
        self.count();
        if let Some(images) = self.images.borrow().clone() {
            images.forget_all_but(|_| false);
        }
    }
}

impl RoomStore {
    /// Takes from entries what the folded state does not hold: who wrote which item's course, and that something happened
    /// to a pass.
    fn hear_beside_the_fold(self, entries: &[Entry]) {
        let mut courses = Vec::new();
        let mut passes = 0;
        for (actor, event) in entries.iter().filter_map(told) {
            match event {
                RoomEvent::CourseRecorded { item, .. } => courses.push((item, actor)),
                RoomEvent::PassGiven { .. }
                | RoomEvent::PassUsed { .. }
                | RoomEvent::PassTakenBack { .. } => passes += 1,
                _ => {}
            }
        }
        if !courses.is_empty() {
            self.writers.update(|writers| writers.extend(courses));
        }
        if passes > 0 {
            self.passes.update(|count| *count += passes);
        }
    }
}

/// Who did what, where an entry tells.
fn told(entry: &Entry) -> Option<(PersonId, RoomEvent)> {
    let Entry::Full { header, payload } = entry else {
        return None;
    };
    let header: Header = serde_json::from_str(header).ok()?;
    let event = RoomEvent::read(&header.kind, header.version, payload.as_bytes()).ok()?;
    Some((header.actor, event))
}

/// The socket's listener; weak, so that the room owns the socket and not the other way round.
pub(super) struct Ear(pub(super) Weak<Inner>);

impl Listener for Ear {
    fn hello(&self) -> ClientMessage {
        let store = self.0.upgrade().and_then(|inner| inner.store());
        let since = store.and_then(|store| {
            store
                .room
                .with_untracked(|room| room.as_ref().map(|room| room.seq))
        });
        ClientMessage::Hello {
            protocol: PROTOCOL_VERSION,
            fold: FOLD_VERSION,
            build: crate::build(),
            since,
            annotations: BTreeMap::new(),
        }
    }

    fn heard(&self, message: ServerMessage) {
        if let Some(inner) = self.0.upgrade() {
            inner.heard(message);
        }
    }

    fn image(&self, image: Arrived) {
        let images = self
            .0
            .upgrade()
            .and_then(|inner| inner.images.borrow().clone());
        if let Some(images) = images {
            images.take(image);
        }
    }

    fn failed(&self) {
        if let Some(inner) = self.0.upgrade() {
            inner.ask_why();
        }
    }

    fn connection(&self, connection: Connection) {
        let Some(inner) = self.0.upgrade() else {
            return;
        };
        let Some(store) = inner.store() else { return };
        // "Connecting" again after a loss stays a loss for the person who looks.
        let shown = match connection {
            Connection::Connecting if inner.was_lost.get() => Connection::Lost,
            other => other,
        };
        inner.was_lost.set(matches!(shown, Connection::Lost));
        if store.connection.get_untracked() != shown {
            store.connection.set(shown);
        }
        if connection != Connection::Connected {
            inner.outbox.borrow_mut().close();
        }
        if let Connection::Ended(code) = connection {
            inner.let_go(store, code);
        }
        if matches!(connection, Connection::Lost | Connection::Ended(_)) {
            // Nobody knows what became of acts that were on their way; the entries will tell.
            inner.answers.live.borrow_mut().clear();
        }
    }
}
