//! What the minutes' editor knows: what the server has, what is typed, and how saving goes.
//!
//! What is typed is on the tablet's own shelf within a moment and on the server a second after the last key. A
//! field is written to from outside only where its words really differ, and never while letters are being composed
//! (the fields see to that).

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::ids::{ItemId, MeetingId, Timestamp};
use nghisu_protocol::minutes::{MinutesText, MinutesView, Redraft};

use super::api;
use super::limits::Excess;
use super::model::{Clash, Kept, Part, Words, is_old, merge, paragraphs, text_of, words_of};
use crate::link::shelf::Shelf;
use crate::link::{ApiError, Connection, use_link};
use crate::tr;
use crate::ui::{Asking, Toasts, use_toasts};

/// How long after the last key a draft is sent.
const AFTER_LAST_KEY: Duration = Duration::from_secs(1);
/// How long after a failure it is sent again.
const AFTER_FAILURE: Duration = Duration::from_secs(10);

/// How saving goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saving {
    /// Nothing was changed.
    Unchanged,
    /// Typed, or on its way.
    UnderWay,
    /// Kept by the server since then.
    At(Timestamp),
    /// Kept on this tablet only; it goes out by itself.
    OnTablet,
    /// Refused, and why.
    Refused(String),
}

/// Both texts of a conflict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// What the other person saved.
    pub view: MinutesView,
    /// The fields that both changed.
    pub clashes: Vec<Clash>,
}

/// What was typed last: whoever waits for the answer to an earlier text sends it on, where the screen was left meanwhile.
type Latest = Rc<RefCell<Option<MinutesText>>>;

/// The minutes' editor. Copy it freely.
#[derive(Clone, Copy)]
pub struct MinutesStore {
    /// Of which meeting.
    pub meeting: MeetingId,
    /// What the server has; its words may be older than what is typed.
    pub view: RwSignal<Option<MinutesView>>,
    /// Why there is nothing to show.
    pub failed: RwSignal<Option<ApiError>>,
    /// How saving goes.
    pub saving: RwSignal<Saving>,
    /// Fields that two people changed.
    pub conflict: RwSignal<Option<Conflict>>,
    fields: RwSignal<BTreeMap<Part, RwSignal<String>>>,
    /// The words that the server has, as this tablet knows them.
    base: StoredValue<MinutesText>,
    shelf: StoredValue<Option<Shelf>, LocalStorage>,
    owner: StoredValue<Owner>,
    toasts: Toasts,
    turn: StoredValue<u64>,
    asking: Asking,
    is_flying: StoredValue<bool>,
    latest: StoredValue<Latest, LocalStorage>,
}

impl MinutesStore {
    /// The editor of a meeting's minutes. Call in a component.
    pub fn open(meeting: MeetingId, shelf: Option<Shelf>) -> Self {
        let store = Self {
            meeting,
            view: RwSignal::new(None),
            failed: RwSignal::new(None),
            saving: RwSignal::new(Saving::Unchanged),
            conflict: RwSignal::new(None),
            fields: RwSignal::new(BTreeMap::new()),
            base: StoredValue::new(MinutesText::default()),
            shelf: StoredValue::new_local(shelf),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
            toasts: use_toasts(),
            turn: StoredValue::new(0),
            asking: Asking::new(),
            is_flying: StoredValue::new(false),
            latest: StoredValue::new_local(Latest::default()),
        };
        provide_context(store);
        store.load();
        Effect::new(move |_| {
            let Some(text) = store.typed() else { return };
            store
                .latest
                .with_value(|latest| latest.replace(Some(text.clone())));
            if text != store.base.get_value() {
                store.touched(text);
            } else if !store.is_flying.get_value()
                && store.saving.get_untracked() == Saving::UnderWay
            {
                // Typed back, or theirs was taken: the server has it already.
                let at = untrack(|| store.saved_at());
                store.saving.set(at.map_or(Saving::Unchanged, Saving::At));
                store.forget_on_tablet();
            }
        });
        // Back on the net: what waited goes out at once.
        let link = use_link();
        Effect::new(move |_| {
            if link.connection.get() != Connection::Offline
                && store.saving.get_untracked() == Saving::OnTablet
            {
                store.save();
            }
        });
        on_cleanup(move || store.leave());
        store
    }

    /// Asks the server for everything. Why that failed before is said until the answer is there.
    pub fn load(self) {
        let Some(turn) = self.asking.begin() else {
            return;
        };
        spawn_local(async move {
            let answer = api::view(self.meeting).await;
            if !self.asking.answered(turn) {
                return;
            }
            match answer {
                Ok(view) => self.take(view).await,
                Err(error) => {
                    let _ = self.failed.try_set(Some(error));
                }
            }
        });
    }

    /// Whether an answer is awaited.
    pub fn is_asking(self) -> Signal<bool> {
        self.asking.is_on()
    }

    /// The field of a part; there are fields once the minutes are there.
    pub fn field(self, part: Part) -> RwSignal<String> {
        self.fields
            .with_untracked(|fields| fields.get(&part).copied())
            .unwrap_or_default()
    }

    /// What is wrong with the words of a part, as the field says it.
    pub fn excess(self, part: Part) -> Signal<Option<String>> {
        let field = self.field(part);
        Signal::derive(move || field.with(|typed| Excess::of(part, typed)).map(Excess::say))
    }

    /// Whether the words can be changed now.
    pub fn may_edit(self) -> bool {
        self.view
            .with(|view| view.as_ref().is_some_and(|view| view.may_edit))
    }

    fn items(self) -> Vec<ItemId> {
        self.view.with_untracked(|view| {
            view.as_ref()
                .map(|view| view.facts.items.iter().map(|item| item.item).collect())
                .unwrap_or_default()
        })
    }

    /// What is typed, followed by the running effect; nothing while the text cannot be changed.
    fn typed(self) -> Option<MinutesText> {
        let words = self.fields.try_with(|fields| -> Words {
            fields
                .iter()
                .filter_map(|(part, field)| Some((*part, field.try_get()?)))
                .collect()
        })?;
        let may_edit = self
            .view
            .try_with(|view| view.as_ref().is_some_and(|view| view.may_edit))?;
        (may_edit && !words.is_empty()).then(|| text_of(&words, &self.items()))
    }

    fn typed_now(self) -> Option<MinutesText> {
        untrack(|| self.typed())
    }

    /// Takes what the server has, and joins it with what is typed, or waited on the tablet. What is older than what is
    /// known is dropped: it was asked before something was saved.
    async fn take(self, view: MinutesView) {
        let items: Vec<ItemId> = view.facts.items.iter().map(|item| item.item).collect();
        let (text, revision) = (view.text.clone(), view.revision);
        let words = words_of(&text, &items);
        let kept = self.kept().await.filter(|_| view.may_edit);
        let known = self
            .view
            .try_with_untracked(|view| view.as_ref().map(|view| view.revision));
        let (Some(known), Some(is_saving)) = (known, self.is_flying.try_get_value()) else {
            return;
        };
        if is_old(known, is_saving, revision) {
            return;
        }
        let kept = self.unsaved().filter(|_| view.may_edit).or(kept);
        // Compared by what the fields make of it, so that taking a text never looks like typing.
        self.base.set_value(text_of(&words, &items));
        let Some(owner) = self.owner.try_get_value() else {
            return;
        };
        // The form on screen is tied to its fields: one that is there stays, with new words.
        let mut fields = self.fields.get_untracked();
        owner.with(|| {
            for (part, said) in &words {
                fields
                    .entry(*part)
                    .or_insert_with(|| RwSignal::new(said.clone()));
            }
        });
        self.fields.set(fields);
        self.show(&words);
        self.saving
            .set(view.saved_at.map_or(Saving::Unchanged, Saving::At));
        self.view.set(Some(view.clone()));
        let Some(kept) = kept else { return };
        let mine = words_of(&kept.text, &items);
        if kept.revision == revision {
            self.show(&mine);
        } else {
            self.join(&words_of(&kept.base, &items), &mine, view);
        }
    }

    /// What is typed and not saved.
    fn unsaved(self) -> Option<Kept> {
        let (text, base) = (self.typed_now()?, self.base.try_get_value()?);
        let revision = self.revision();
        (text != base).then_some(Kept {
            revision,
            base,
            text,
        })
    }

    /// Writes words into the fields, only where they differ.
    fn show(self, words: &Words) {
        for (part, said) in words {
            let field = self.field(*part);
            if field.with_untracked(|typed| paragraphs(typed) != paragraphs(said)) {
                field.set(said.clone());
            }
        }
    }

    /// Joins what was typed with what somebody else saved in between.
    fn join(self, base: &Words, mine: &Words, view: MinutesView) {
        let items = self.items();
        let theirs = words_of(&view.text, &items);
        let (merged, clashes) = merge(base, mine, &theirs);
        self.base.set_value(text_of(&theirs, &items));
        self.view.set(Some(view.clone()));
        self.show(&merged);
        if clashes.is_empty() {
            self.toasts.say(tr!("minutes-joined"));
            self.save();
        } else {
            self.conflict.set(Some(Conflict { view, clashes }));
        }
    }

    /// Decides a conflict: for each clash whether theirs is taken. What was typed since stays.
    pub fn decide(self, takes_theirs: &[Part]) {
        let Some(conflict) = self.conflict.get_untracked() else {
            return;
        };
        self.conflict.set(None);
        for clash in conflict.clashes {
            if takes_theirs.contains(&clash.part) {
                self.field(clash.part).set(clash.theirs);
            }
        }
        self.save();
    }

    fn key(self) -> String {
        format!("minutes-draft/{}", self.meeting)
    }

    async fn kept(self) -> Option<Kept> {
        let shelf = self.shelf.try_get_value().flatten()?;
        let json = shelf.fact(&self.key()).await.ok().flatten()?;
        serde_json::from_str(&json).ok()
    }

    fn keep_on_tablet(self, text: &MinutesText) {
        let kept = Kept {
            revision: self.revision(),
            base: self.base.get_value(),
            text: text.clone(),
        };
        let (Some(shelf), Ok(json)) = (
            self.shelf.try_get_value().flatten(),
            serde_json::to_string(&kept),
        ) else {
            return;
        };
        let key = self.key();
        spawn_local(async move {
            if let Err(error) = shelf.keep_fact(&key, &json).await {
                web_sys::console::warn_1(&error.to_string().into());
            }
        });
    }

    fn forget_on_tablet(self) {
        let Some(shelf) = self.shelf.try_get_value().flatten() else {
            return;
        };
        let key = self.key();
        spawn_local(async move {
            // What stays there is the same text; the next opening finds it equal and drops it.
            let _ = shelf.forget_fact(&key).await;
        });
    }

    fn saved_at(self) -> Option<Timestamp> {
        self.view
            .with(|view| view.as_ref().and_then(|view| view.saved_at))
    }

    /// The revision that the tablet has.
    pub fn revision(self) -> u64 {
        let revision = self
            .view
            .try_with_untracked(|view| view.as_ref().map(|view| view.revision));
        revision.flatten().unwrap_or_default()
    }

    fn touched(self, text: MinutesText) {
        self.saving.set(Saving::UnderWay);
        // While a conflict is open the shelf keeps the draft with what it went out from, so that a reload asks again.
        if self.conflict.with_untracked(Option::is_none) {
            self.keep_on_tablet(&text);
        }
        self.save_in(AFTER_LAST_KEY);
    }

    fn save_in(self, wait: Duration) {
        let Some(turn) = self.turn.try_get_value() else {
            return;
        };
        self.turn.set_value(turn + 1);
        set_timeout(
            move || {
                if self.turn.try_get_value() == Some(turn + 1) {
                    self.save();
                }
            },
            wait,
        );
    }

    /// Sends what is typed, unless it is there already or on its way.
    pub fn save(self) {
        let is_due = self
            .typed_now()
            .is_some_and(|text| Some(text) != self.base.try_get_value());
        if is_due && self.is_flying.try_get_value() == Some(false) {
            spawn_local(async move {
                self.saved().await;
            });
        }
    }

    /// Sends what is typed as the screen goes. Nothing of the store is left when the answer comes, so everything is
    /// taken along now. While an earlier text is on its way, whoever waits for that answer sends this one on; what is in
    /// conflict waits on the shelf for the next opening.
    fn leave(self) {
        let has_conflict = self.conflict.with_untracked(Option::is_some);
        let is_free = self.is_flying.try_get_value() == Some(false) && !has_conflict;
        let Some(text) = self
            .typed_now()
            .filter(|text| is_free && self.base.try_with_value(|base| base != text) == Some(true))
        else {
            return;
        };
        let (meeting, revision, key) = (self.meeting, self.revision(), self.key());
        let shelf = self.shelf.try_get_value().flatten();
        spawn_local(async move {
            if api::save(meeting, revision, text.clone()).await.is_ok() {
                forget_kept(shelf, &key, &[text]).await;
            }
        });
    }

    /// Sends what is typed and tells whether the server has it all.
    pub async fn saved(self) -> bool {
        let Some(text) = self.typed_now() else {
            return true;
        };
        if self.base.try_get_value().as_ref() == Some(&text) {
            return true;
        }
        if self.conflict.with_untracked(Option::is_some)
            || self.is_flying.try_get_value() != Some(false)
        {
            return false;
        }
        let Some(revision) = self
            .view
            .with_untracked(|view| view.as_ref().map(|view| view.revision))
        else {
            return false;
        };
        let (latest, shelf) = (self.latest.get_value(), self.shelf.get_value());
        self.is_flying.set_value(true);
        let answer = api::save(self.meeting, revision, text.clone()).await;
        if self.is_flying.try_set_value(false).is_some() {
            // The screen was left meanwhile: the server has the text, or the shelf.
            let newer = latest.take();
            if let (Ok(view), Some(newer)) = (&answer, newer) {
                let is_there = newer == text
                    || api::save(self.meeting, view.revision, newer.clone())
                        .await
                        .is_ok();
                if is_there {
                    forget_kept(shelf, &self.key(), &[text, newer]).await;
                }
            }
            return answer.is_ok();
        }
        match answer {
            Ok(view) => {
                self.base.set_value(text.clone());
                let at = view.saved_at.unwrap_or(Timestamp(crate::dates::now()));
                self.view.set(Some(view));
                if self.typed_now().as_ref() == Some(&text) {
                    self.forget_on_tablet();
                    self.saving.set(Saving::At(at));
                    true
                } else {
                    self.save_in(AFTER_LAST_KEY);
                    false
                }
            }
            Err(error) => {
                self.not_saved(error, &text);
                false
            }
        }
    }

    fn not_saved(self, error: ApiError, text: &MinutesText) {
        let theirs = error
            .detail("view")
            .filter(|_| error.code() == "minutes_conflict")
            .and_then(|view| serde_json::from_value::<MinutesView>(view.clone()).ok());
        if let Some(theirs) = theirs {
            let items = self.items();
            let base = words_of(&self.base.get_value(), &items);
            self.join(&base, &words_of(text, &items), theirs);
        } else if error.is_offline() {
            self.saving.set(Saving::OnTablet);
            self.save_in(AFTER_FAILURE);
        } else {
            // Submitted or reopened in between: what is there now says what can be done.
            if error.code() == "minutes_state" {
                self.load();
            }
            self.saving.set(Saving::Refused(error.say()));
        }
    }

    /// Takes an answer of the server that replaces the words: after redrafting, submitting, sending back.
    pub fn replace(self, view: MinutesView) {
        if !self.is_open() {
            return;
        }
        let items: Vec<ItemId> = view.facts.items.iter().map(|item| item.item).collect();
        let words = words_of(&view.text, &items);
        self.base.set_value(text_of(&words, &items));
        self.view.set(Some(view.clone()));
        self.show(&words);
        self.forget_on_tablet();
        self.saving
            .set(view.saved_at.map_or(Saving::Unchanged, Saving::At));
    }

    /// How many signatures the submitted minutes have.
    pub fn signatures(self) -> Signal<usize> {
        Signal::derive(move || {
            self.view
                .with(|view| view.as_ref().map_or(0, |view| view.signed.len()))
        })
    }

    /// Takes what the log says now where the draft is behind, but for the parts that keep their own words; where it
    /// takes none, all of them do.
    pub async fn catch_up(self, own: Vec<Part>, takes_any: bool) {
        if !takes_any {
            self.redraft(Redraft::Nothing).await;
            return;
        }
        let own: Vec<(Part, String)> = own
            .into_iter()
            .map(|part| (part, self.field(part).get_untracked()))
            .collect();
        if self.redraft(Redraft::Changed).await {
            for (part, words) in own {
                self.field(part).set(words);
            }
        }
    }

    /// Takes the items' words from the log again, as far as they are wanted, with a way back. Tells whether they are in
    /// the form.
    pub async fn redraft(self, take: Redraft) -> bool {
        let toasts = self.toasts;
        let is_saved = self.saved().await;
        if !self.is_open() {
            return false;
        }
        if !is_saved {
            toasts.say(tr!("minutes-save-first"));
            return false;
        }
        let before = self.base.get_value();
        match api::redraft(self.meeting, self.revision(), take).await {
            Ok(view) => {
                let redrafted = view.revision;
                self.replace(view);
                if take == Redraft::Nothing {
                    toasts.say(tr!("minutes-behind-kept"));
                } else {
                    toasts.undo(tr!("minutes-redrafted"), move || {
                        self.take_back(&before, redrafted);
                    });
                }
                self.is_open()
            }
            Err(error) => {
                toasts.say(error.say());
                false
            }
        }
    }

    /// Gives back the words of before a redraft: to the form, or, once that was left, to the server, unless somebody has
    /// written since.
    fn take_back(self, before: &MinutesText, redrafted: u64) {
        if self.is_open() {
            let items = self.items();
            self.show(&words_of(before, &items));
            return;
        }
        let (meeting, before, toasts) = (self.meeting, before.clone(), self.toasts);
        spawn_local(async move {
            match api::save(meeting, redrafted, before).await {
                Ok(_) => toasts.say(tr!("minutes-redraft-undone")),
                Err(error) => toasts.say(error.say()),
            }
        });
    }

    /// Whether its screen is still there: what comes back from the server may find it gone.
    fn is_open(self) -> bool {
        self.view.try_with_untracked(|_| ()).is_some()
    }
}

/// Takes texts that the server has, or had, off the shelf. Another opening may have typed on meanwhile: its words stay.
async fn forget_kept(shelf: Option<Shelf>, key: &str, texts: &[MinutesText]) {
    let Some(shelf) = shelf else { return };
    let kept = shelf.fact(key).await.ok().flatten();
    let kept = kept.and_then(|json| serde_json::from_str::<Kept>(&json).ok());
    if kept.is_some_and(|kept| texts.contains(&kept.text)) {
        let _ = shelf.forget_fact(key).await;
    }
}

/// The editor, in any view of it.
pub fn use_minutes() -> MinutesStore {
    expect_context()
}
