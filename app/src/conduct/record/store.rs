//! What the record's screen holds: a desk for each item, with the words that are being written there. It outlives the
//! views, so that neither another item nor the papers nor a lost connection takes a half-written sentence away.

use std::collections::HashMap;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::ids::{ConclusionId, ItemId, PersonId, Timestamp};
use nghisu_protocol::room::state::{Item, Stage};
use nghisu_protocol::room::{Rejection, Room};
use nghisu_protocol::socket::Outcome;

use super::counted::Counted;
use super::draft::{Draft, Heard};
use super::model::{Assignment, PeopleFilter};
use crate::conduct::acts::{Acts, say_refused};
use crate::meeting::room::{Refused, RoomStore};

/// Typing rests this long before it is sent.
const REST: Duration = Duration::from_millis(800);
/// The same while letters are being composed: half a letter is nobody's word. Some keyboards compose a word until the
/// next space, so it is sent in the end all the same.
const COMPOSING_REST: Duration = Duration::from_secs(4);

/// How saving goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saving {
    /// Nothing was written yet.
    Idle,
    /// Being written, or on its way.
    Busy,
    /// Kept since then.
    At(Timestamp),
    /// Kept on this tablet until the network is back.
    Waits,
    /// Somebody else's words wait for a choice.
    Beside,
    /// Refused, with the reason in words.
    Refused(String),
}

/// One item's desk. Copy it freely.
#[derive(Clone, Copy)]
pub struct ItemDesk {
    /// Which item.
    pub item: ItemId,
    /// What the field of the course holds.
    pub course: RwSignal<String>,
    /// How saving goes.
    pub saving: RwSignal<Saving>,
    /// What somebody else wrote meanwhile, and who.
    pub theirs: RwSignal<Option<(Option<PersonId>, String)>>,
    /// Whether the field has the focus.
    pub is_focused: StoredValue<bool>,
    /// Whether letters are being composed in it (Telex, VNI).
    pub is_composing: StoredValue<bool>,
    /// The vote that is being entered.
    pub vote: VoteForm,
    /// The conclusion that is being worded.
    pub conclusion: ConclusionForm,
    room: RoomStore,
    draft: StoredValue<Draft>,
    turn: StoredValue<u64>,
}

/// A hand vote as it is entered.
#[derive(Clone, Copy)]
pub struct VoteForm {
    /// Whether it is open.
    pub is_open: RwSignal<bool>,
    /// What is voted on.
    pub subject: RwSignal<String>,
    /// Approving, rejecting, abstaining hands, as typed.
    pub hands: [RwSignal<String>; 3],
}

/// A conclusion as it is worded.
#[derive(Clone, Copy)]
pub struct ConclusionForm {
    /// In free words, not as a task.
    pub is_free: RwSignal<bool>,
    /// The free words.
    pub text: RwSignal<String>,
    /// The stated conclusion whose words are being changed.
    pub changes: RwSignal<Option<ConclusionId>>,
    /// The unit in charge.
    pub lead: RwSignal<String>,
    /// The units that work with it.
    pub with: RwSignal<Vec<String>>,
    /// What is to be done.
    pub task: RwSignal<String>,
    /// Before which day.
    pub before: RwSignal<String>,
}

impl VoteForm {
    fn new() -> Self {
        Self {
            is_open: RwSignal::new(false),
            subject: RwSignal::new(String::new()),
            hands: [(); 3].map(|()| RwSignal::new(String::new())),
        }
    }

    /// The three numbers; what is no number counts nobody.
    pub fn counted(self) -> [u32; 3] {
        self.hands
            .map(|hand| hand.with(|typed| typed.trim().parse().unwrap_or(0)))
    }

    /// Empties it.
    pub fn clear(self) {
        self.is_open.set(false);
        self.subject.set(String::new());
        for hand in self.hands {
            hand.set(String::new());
        }
    }
}

impl ConclusionForm {
    fn new() -> Self {
        Self {
            is_free: RwSignal::new(false),
            text: RwSignal::new(String::new()),
            changes: RwSignal::new(None),
            lead: RwSignal::new(String::new()),
            with: RwSignal::new(Vec::new()),
            task: RwSignal::new(String::new()),
            before: RwSignal::new(String::new()),
        }
    }

    /// The task as it stands.
    pub fn assignment(self) -> Assignment {
        Assignment {
            lead: self.lead.get(),
            with: self.with.get(),
            task: self.task.get(),
            before: self.before.get(),
        }
    }

    /// The words of the conclusion, once there is something to state.
    pub fn words(self) -> Option<String> {
        if self.is_free.get() {
            let text = self.text.get().trim().to_owned();
            return (!text.is_empty()).then_some(text);
        }
        let assignment = self.assignment();
        assignment.is_complete().then(|| assignment.sentence())
    }

    /// Empties it.
    pub fn clear(self) {
        self.changes.set(None);
        self.with.set(Vec::new());
        for words in [self.text, self.lead, self.task, self.before] {
            words.set(String::new());
        }
    }
}

impl ItemDesk {
    fn new(room: RoomStore, item: ItemId) -> Self {
        let course = move |room: &Room| room.items.get(&item).map(|item| item.course.clone());
        let server = room
            .room
            .with_untracked(|room| room.as_ref().and_then(course))
            .unwrap_or_default();
        let waiting = room.waiting_course(item);
        let draft = Draft::new(&server, waiting.as_deref());
        let desk = Self {
            item,
            course: RwSignal::new(draft.text().to_owned()),
            saving: RwSignal::new(Saving::Idle),
            theirs: RwSignal::new(None),
            is_focused: StoredValue::new(false),
            is_composing: StoredValue::new(false),
            vote: VoteForm::new(),
            conclusion: ConclusionForm::new(),
            room,
            draft: StoredValue::new(draft),
            turn: StoredValue::new(0),
        };
        let said = Memo::new(move |_| room.room.with(|room| room.as_ref().and_then(course)));
        Effect::new(move |_| {
            if let Some(said) = said.get() {
                desk.hear(&said);
            }
        });
        Effect::new(move |before: Option<()>| {
            let typed = desk.course.get();
            if before.is_some() {
                desk.typed(&typed);
            }
        });
        // A connection that comes or goes changes what can be said about saving.
        Effect::new(move |_| {
            room.connection.track();
            desk.show();
        });
        desk.send();
        desk
    }

    /// Sends what is new, now.
    pub fn send(self) {
        let Some(text) = self.draft.try_with_value(Draft::due).flatten() else {
            self.show();
            return;
        };
        self.draft.update_value(|draft| draft.sent(text.clone()));
        let answer = self.room.keep_course(self.item, text.clone());
        self.show();
        spawn_local(async move {
            let Ok(outcome) = answer.await else { return };
            let why = match outcome {
                Outcome::Accepted { .. } => None,
                Outcome::Rejected {
                    reason: Rejection::NothingToDo,
                } => None,
                Outcome::Rejected { reason } => Some(reason),
            };
            match why {
                None => {
                    let _ = self.saving.try_set(Saving::At(self.room.now()));
                }
                Some(reason) => {
                    let _ = self.draft.try_update_value(|draft| draft.refused(&text));
                    let said = say_refused(Refused::By(reason));
                    let _ = self.saving.try_set(Saving::Refused(said));
                    return;
                }
            }
            self.show();
        });
    }

    /// The field was left.
    pub fn left(self) {
        self.is_focused.set_value(false);
        let taken = self.draft.try_update_value(Draft::left).flatten();
        self.take(taken);
        self.send();
    }

    /// Stays with what is written here.
    pub fn keep_mine(self) {
        self.draft.update_value(Draft::keep_mine);
        self.send();
    }

    /// Takes what somebody else wrote.
    pub fn take_theirs(self) {
        let text = self.draft.try_update_value(Draft::take_theirs);
        self.take(text);
        self.send();
    }

    /// Keeps both.
    pub fn join(self) {
        let text = self.draft.try_update_value(Draft::join);
        self.take(text);
        self.send();
    }

    fn take(self, text: Option<String>) {
        if let Some(text) = text {
            self.course.set(text);
        }
    }

    /// The letters that were being composed stand.
    pub fn composed(self) {
        self.is_composing.set_value(false);
        let text = self.course.get_untracked();
        self.typed(&text);
    }

    fn typed(self, text: &str) {
        let text = in_composed_letters(text);
        let turn = self.turn.get_value() + 1;
        self.turn.set_value(turn);
        self.draft.update_value(|draft| draft.typed(&text));
        self.show();
        let rest = if self.is_composing.get_value() {
            COMPOSING_REST
        } else {
            REST
        };
        set_timeout(
            move || {
                if self.turn.try_get_value() == Some(turn) {
                    self.send();
                }
            },
            rest,
        );
    }

    fn hear(self, said: &str) {
        let is_focused = self.is_focused.get_value();
        let heard = self
            .draft
            .try_update_value(|draft| draft.heard(said, is_focused));
        match heard {
            Some(Heard::Taken(text)) => self.course.set(text),
            Some(Heard::Kept) => {
                self.saving.set(Saving::At(self.room.now()));
                self.show();
            }
            Some(Heard::Nothing) => {}
            Some(Heard::Beside) | None => self.show(),
        }
    }

    /// Brings what is shown in line with the draft.
    fn show(self) {
        let writer = self
            .room
            .writers
            .with_untracked(|writers| writers.get(&self.item).copied());
        let found = self.draft.try_with_value(|draft| {
            let theirs = draft.theirs().map(|text| (writer, text.to_owned()));
            (theirs, draft.is_unsaved())
        });
        let Some((theirs, is_unsaved)) = found else {
            return;
        };
        let is_connected =
            self.room.connection.get_untracked() == crate::link::socket::Connection::Connected;
        let saving = match (&theirs, is_unsaved, is_connected) {
            (Some(_), ..) => Saving::Beside,
            (None, true, true) => Saving::Busy,
            (None, true, false) => Saving::Waits,
            (None, false, _) => match self.saving.get_untracked() {
                Saving::Busy | Saving::Waits | Saving::Beside if is_connected => {
                    Saving::At(self.room.now())
                }
                // Typed back to what the server has: nothing was saved by that.
                Saving::Busy | Saving::Waits | Saving::Beside => Saving::Idle,
                other => other,
            },
        };
        if self.theirs.with_untracked(|shown| *shown != theirs) {
            self.theirs.set(theirs);
        }
        if self.saving.with_untracked(|shown| *shown != saving) {
            self.saving.set(saving);
        }
    }
}

/// The letters composed (NFC), as the server keeps them: what is compared must be written alike.
fn in_composed_letters(text: &str) -> String {
    js_sys::JsString::from(text)
        .normalize("NFC")
        .as_string()
        .unwrap_or_else(|| text.to_owned())
}

/// The record of a meeting. Copy it freely; it lives as long as the room's screen.
#[derive(Clone, Copy)]
pub struct Records {
    /// The room.
    pub room: RoomStore,
    /// Acts with undo.
    pub acts: Acts,
    /// The item whose record is shown; the one being discussed until another was chosen.
    pub chosen: RwSignal<Option<ItemId>>,
    /// Which people are listed.
    pub filter: RwSignal<PeopleFilter>,
    /// Who was there.
    pub counted: Counted,
    desks: StoredValue<HashMap<ItemId, ItemDesk>>,
    owner: StoredValue<Owner>,
}

impl Records {
    /// Opens the record. Call in the room's component.
    pub fn new(room: RoomStore) -> Self {
        let records = Self {
            room,
            acts: Acts::new(room),
            chosen: RwSignal::new(None),
            filter: RwSignal::new(PeopleFilter::All),
            counted: Counted::new(room),
            desks: StoredValue::new(HashMap::new()),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
        };
        // What is being written leaves the tablet before the tablet is put away.
        let hidden = window_event_listener(leptos::ev::visibilitychange, move |_| {
            if document().hidden() {
                records.send_all();
            }
        });
        on_cleanup(move || hidden.remove());
        records
    }

    /// The desk of an item.
    pub fn desk(self, item: ItemId) -> ItemDesk {
        if let Some(desk) = self.desks.with_value(|desks| desks.get(&item).copied()) {
            return desk;
        }
        let desk = self
            .owner
            .with_value(|owner| owner.with(|| ItemDesk::new(self.room, item)));
        self.desks.update_value(|desks| {
            desks.insert(item, desk);
        });
        desk
    }

    /// The item whose record is shown: the chosen one, else the one being discussed, else the first.
    pub fn shown(self) -> Option<ItemId> {
        let chosen = self.chosen.get();
        self.room.room.with(|room| {
            let room = room.as_ref()?;
            let is_there = |item: &ItemId| room.items.contains_key(item);
            let first = || room.agenda().first().map(|(id, _)| *id);
            chosen.filter(is_there).or(room.current_item).or_else(first)
        })
    }

    /// Reads an item of the room.
    pub fn item<T>(self, item: ItemId, read: impl FnOnce(&Item) -> T) -> Option<T> {
        self.room.room.with(|room| {
            room.as_ref()
                .and_then(|room| room.items.get(&item))
                .map(read)
        })
    }

    /// Whether the record may be written now.
    pub fn is_open(self) -> bool {
        self.room
            .room
            .with(|room| room.as_ref().is_some_and(|room| room.stage == Stage::Open))
    }

    fn send_all(self) {
        let desks: Vec<ItemDesk> = self
            .desks
            .with_value(|desks| desks.values().copied().collect());
        desks.into_iter().for_each(ItemDesk::send);
    }
}
