//! How what waits leaves the tablet: kept on the shelf first, sent, forgotten once the server has it.
//!
//! Commands go over the socket, in order. Notes go one after the other through their own door; one that the server will
//! never take is passed over for this visit, so that it holds up none behind it, and stays on the tablet.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use nghisu_protocol::annotation::note::SealedNote;
use nghisu_protocol::ids::AnnotationId;
use nghisu_protocol::socket::{ClientMessage, CommandEnvelope};
use wasm_bindgen_futures::spawn_local;

use super::Inner;
use crate::link::ApiError;
use crate::link::outbox::Waiting;

/// How long after a failure notes are tried again, where nothing else brings it about.
const AGAIN: Duration = Duration::from_secs(15);

/// What became of a note that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// The server keeps it.
    Kept,
    /// Not now: there is no connection, the server has a fault, nobody is signed in.
    Later,
    /// The server will not take it, today or tomorrow.
    Refused,
}

impl Sent {
    /// What an answer means for the note.
    pub fn of(answer: Result<(), ApiError>) -> Self {
        match answer {
            Ok(()) => Self::Kept,
            // Signed out (401), too slow (408), too early (425), too many (429): the note is not at fault.
            Err(ApiError::Refused {
                status: 401 | 408 | 425 | 429 | 500..,
                ..
            }) => Self::Later,
            Err(ApiError::Refused { .. }) => Self::Refused,
            // A proxy that says no (too large a body) says it about this note.
            Err(ApiError::Unreadable(what)) if what.starts_with("http_4") => Self::Refused,
            Err(ApiError::Offline | ApiError::Faulty(_) | ApiError::Unreadable(_)) => Self::Later,
        }
    }
}

/// Sends a sealed note.
pub type NoteDoor = Rc<dyn Fn(SealedNote) -> Pin<Box<dyn Future<Output = Sent>>>>;

/// How private notes leave the tablet.
#[derive(Default)]
pub(super) struct NoteSending {
    /// What is done with a note that is due: set by the notes' own door.
    pub(super) door: RefCell<Option<NoteDoor>>,
    /// Notes that the server refused in this visit: they do not stand in the way of those behind them.
    pub(super) passed_over: RefCell<BTreeSet<AnnotationId>>,
    is_sending: Cell<bool>,
    /// Whether notes that could not be sent will be tried again by themselves.
    is_due_later: Cell<bool>,
}

impl Inner {
    /// Keeps one until the server has it. Whether it may leave now; else it leaves with the others that wait.
    pub(super) fn put(self: &Rc<Self>, one: Waiting) -> bool {
        let may_leave = self.outbox.borrow_mut().put(one.clone());
        self.count();
        if let Some(shelf) = self.shelf.borrow().clone() {
            let this = self.clone();
            spawn_local(async move {
                if let Err(error) = shelf.keep_waiting(js_sys::Date::now(), &one).await {
                    web_sys::console::warn_1(&error.to_string().into());
                    if let Some(store) = this.store() {
                        store.keeps_what_waits.set(false);
                    }
                }
            });
        }
        may_leave
    }

    /// Keeps a command, and sends it unless others wait before it.
    pub(super) fn put_command(self: &Rc<Self>, envelope: CommandEnvelope) {
        let may_leave = self.put(Waiting::Command {
            meeting: self.meeting,
            envelope: envelope.clone(),
        });
        if may_leave {
            self.say(&ClientMessage::Command(envelope));
        }
    }

    pub(super) fn forget(self: &Rc<Self>, one: Option<Waiting>) {
        self.count();
        if let (Some(one), Some(shelf)) = (one, self.shelf.borrow().clone()) {
            spawn_local(async move {
                if let Err(error) = shelf.forget_waiting(&one).await {
                    web_sys::console::warn_1(&error.to_string().into());
                }
            });
        }
    }

    /// Sends the notes that wait, one after the other.
    pub(super) fn send_notes(self: &Rc<Self>) {
        let Some(door) = self.notes.door.borrow().clone() else {
            return;
        };
        if self.notes.is_sending.replace(true) {
            return;
        }
        let this = self.clone();
        spawn_local(async move {
            while let Some(note) = this.next_note() {
                match door(note.clone()).await {
                    Sent::Kept => {
                        let settled = this.outbox.borrow_mut().settle_note(&note);
                        this.forget(settled);
                    }
                    Sent::Refused => {
                        this.notes.passed_over.borrow_mut().insert(note.id);
                        this.count();
                    }
                    Sent::Later => {
                        this.send_notes_later();
                        break;
                    }
                }
            }
            this.notes.is_sending.set(false);
        });
    }

    fn next_note(&self) -> Option<SealedNote> {
        let passed_over = self.notes.passed_over.borrow();
        let outbox = self.outbox.borrow();
        let mut due = outbox
            .notes()
            .filter(|note| !passed_over.contains(&note.id));
        due.next().cloned()
    }

    fn send_notes_later(self: &Rc<Self>) {
        if self.notes.is_due_later.replace(true) {
            return;
        }
        let weak = Rc::downgrade(self);
        set_timeout(
            move || {
                let Some(inner) = weak.upgrade() else { return };
                inner.notes.is_due_later.set(false);
                if inner.store().is_some() {
                    inner.send_notes();
                }
            },
            AGAIN,
        );
    }

    /// Everything that waits is sent again: ids make it arrive once. What is made from now on leaves at once.
    pub(super) fn empty_outbox(self: &Rc<Self>) {
        self.outbox.borrow_mut().open();
        let commands: Vec<_> = self
            .outbox
            .borrow()
            .commands(self.meeting)
            .cloned()
            .collect();
        for envelope in commands {
            self.say(&ClientMessage::Command(envelope));
        }
        self.send_notes();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_given_up_only_where_the_server_says_no_to_the_note_itself() {
        let refused = |status| {
            Sent::of(Err(ApiError::from_answer(
                status,
                r#"{"code":"x","message":{"vi":"","en":""}}"#,
            )))
        };
        assert_eq!(Sent::of(Ok(())), Sent::Kept);
        for status in [404, 403, 422, 413] {
            assert_eq!(refused(status), Sent::Refused, "{status}");
        }
        for status in [401, 429, 500, 503, 507] {
            assert_eq!(refused(status), Sent::Later, "{status}");
        }
        assert_eq!(Sent::of(Err(ApiError::from_answer(500, ""))), Sent::Later);
        assert_eq!(Sent::of(Err(ApiError::Offline)), Sent::Later);
        assert_eq!(
            Sent::of(Err(ApiError::from_answer(413, "<html>"))),
            Sent::Refused
        );
        // The page of a network's door, in place of the server's word.
        let page = ApiError::Unreadable("expected value at line 1".into());
        assert_eq!(Sent::of(Err(page)), Sent::Later);
    }
}
