//! The sheet in which a typed note is written or changed.
//!
//! It says who will see the note that is open, which is not always who sees the next stroke. What was typed and not
//! saved is never dropped without the way back: a hand on the ground beside the sheet closes it.

use leptos::prelude::*;
use nghisu_protocol::annotation::{Annotation, MAX_TEXT, Mark, Sharing};
use nghisu_protocol::ids::{AnnotationId, Uuid};

use super::model::{Deed, Placed, Visibility};
use super::note_place::NotePlace;
use super::shown::Shown;
use super::store::InkStore;
use crate::ui::{Button, ButtonKind, DialogAbout, TextArea, Toasts, use_toasts};
use crate::{icon, move_tr, tr};

/// The note that is being written.
#[derive(Clone, Copy)]
struct Draft {
    store: InkStore,
    /// Where.
    editing: RwSignal<Option<NotePlace>>,
    /// What is typed.
    text: RwSignal<String>,
    /// The note as it stood when it was opened.
    opened: RwSignal<Option<Shown>>,
    toasts: Toasts,
}

impl Draft {
    /// The note as it stands now, where it is not a new one.
    fn existing(self) -> Option<Shown> {
        let place = self.editing.get()?;
        let id = place.existing?;
        self.store
            .on_page(place.version, place.page)
            .into_iter()
            .find(|shown| shown.annotation.id == id)
    }

    /// Who will see it.
    fn visibility(self) -> Visibility {
        let known = self.existing().or_else(|| self.opened.get());
        known.map_or_else(|| self.store.visibility.get(), |shown| shown.visibility)
    }

    /// Begins with what the note says, or with what was put aside.
    fn begin(self) {
        let existing = self.existing();
        let said = existing.as_ref().map(words).unwrap_or_default();
        self.opened.set(existing);
        let put_aside = self.store.put_aside.try_update_value(Option::take);
        self.text.set(put_aside.flatten().unwrap_or(said));
    }

    fn keep(self) {
        let Some(place) = self.editing.get_untracked() else {
            return;
        };
        let (existing, visibility) = untrack(|| (self.existing(), self.visibility()));
        let mark = Mark::Text {
            at: place.at,
            text: self.text.get_untracked().trim().to_owned(),
        };
        let written = |id| Placed {
            version: place.version,
            annotation: Annotation {
                id,
                page: place.page,
                mark: mark.clone(),
            },
            visibility,
        };
        let new = || AnnotationId(Uuid::now_v7());
        match existing {
            Some(before) if before.annotation.mark == mark => {}
            Some(before) => {
                // What others see never changes its words: another one takes its place.
                let id = match visibility {
                    Visibility::Private => before.annotation.id,
                    Visibility::Shared(_) => new(),
                };
                self.store.act(Deed::Changed {
                    before: before.placed(place.version),
                    after: written(id),
                });
            }
            None => self.store.act(Deed::Drew(written(new()))),
        }
        self.editing.set(None);
    }

    fn erase(self) {
        if let (Some(place), Some(shown)) =
            (self.editing.get_untracked(), untrack(|| self.existing()))
        {
            self.store.act(Deed::Erased(shown.placed(place.version)));
        }
        self.editing.set(None);
    }

    /// The sheet was closed without saving: says so where something was typed, and offers it once more.
    fn put_aside(self) {
        let Some(place) = self.editing.get_untracked() else {
            return;
        };
        let typed = self.text.get_untracked();
        let said = self.opened.get_untracked().as_ref().map(words);
        if !typed.trim().is_empty() && said.as_deref() != Some(typed.trim()) {
            offer_again(self.store, self.editing, self.toasts, place, typed);
        }
        self.editing.set(None);
    }
}

/// Offers a note that was closed without saving.
fn offer_again(
    store: InkStore,
    editing: RwSignal<Option<NotePlace>>,
    toasts: Toasts,
    place: NotePlace,
    typed: String,
) {
    toasts.undo(tr!("notes-not-saved"), move || {
        match editing.try_get_untracked() {
            // Another note is being written, and keeps the sheet.
            Some(Some(_)) => offer_again(store, editing, toasts, place, typed.clone()),
            Some(None) => {
                store.put_aside.set_value(Some(typed.clone()));
                editing.set(Some(place));
            }
            None => toasts.say(tr!("notes-not-reopened")),
        }
    });
}

fn words(shown: &Shown) -> String {
    match &shown.annotation.mark {
        Mark::Text { text, .. } => text.clone(),
        Mark::Ink { .. } | Mark::Highlight { .. } => String::new(),
    }
}

/// The sheet. It is open while there is a note to be written.
#[component]
pub fn NoteEditor(
    /// The annotations.
    store: InkStore,
    /// The note being written.
    editing: RwSignal<Option<NotePlace>>,
) -> impl IntoView {
    let draft = Draft {
        store,
        editing,
        text: RwSignal::new(String::new()),
        opened: RwSignal::new(None),
        toasts: use_toasts(),
    };
    let is_unfit = Memo::new(move |_| {
        draft
            .text
            .with(|text| text.trim().is_empty() || text.trim().chars().count() > MAX_TEXT)
    });
    let has_existing =
        move || editing.with(|place| place.is_some_and(|place| place.existing.is_some()));
    view! {
        <DialogAbout
            about=editing
            title=move_tr!("notes-write")
            on_open=move |_| draft.begin()
            on_close=move || draft.put_aside()
            foot=move || view! {
                <Show when=has_existing>
                    <Button label=move_tr!("remove") kind=ButtonKind::Danger icon=icon!("trash-2") on_press=move || draft.erase()/>
                </Show>
                <Button
                    label=move_tr!("save")
                    kind=ButtonKind::Primary
                    disabled=Signal::derive(move || is_unfit.get())
                    on_press=move || draft.keep()
                />
            }
        >
            <TextArea label=move_tr!("notes-text") value=draft.text rows=5 most=MAX_TEXT focus=true/>
            <p class="t-small c-2">{move || match draft.visibility() {
                Visibility::Private if store.stays_here => tr!("visit-notes-here"),
                Visibility::Private => tr!("notes-only-me"),
                Visibility::Shared(Sharing::Secretary) => tr!("notes-to-secretary"),
                Visibility::Shared(Sharing::Meeting) => tr!("notes-to-meeting"),
            }}</p>
        </DialogAbout>
    }
}
