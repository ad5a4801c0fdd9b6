//! Typed notes as cards in the margin of their page, and the list of everything on a document.

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::annotation::{Mark, Rect, Sharing};
use nghisu_protocol::ids::{AnnotationId, VersionId};
use nghisu_protocol::room::state::Presented;

use super::afterwards;
use super::model::{Deed, Visibility};
use super::note_place::{NotePlace, free_place};
use super::shown::Shown;
use super::store::InkStore;
use crate::ui::{Button, Dialog, Icon, Place, Size, Toasts, use_toasts};
use crate::viewer::store::ViewerStore;
use crate::{icon, move_tr, tr};

/// The cards of typed notes in the margin of the page on the desk.
#[component]
pub fn NoteCards(
    /// The annotations.
    store: InkStore,
    /// The viewer.
    viewer: ViewerStore,
    /// The note being written.
    editing: RwSignal<Option<NotePlace>>,
) -> impl IntoView {
    let cards = Memo::new(move |_| {
        let place = viewer.place.get()?;
        let notes: Vec<Shown> = store
            .on_page(place.version, place.page)
            .into_iter()
            .filter(|shown| matches!(shown.annotation.mark, Mark::Text { .. }))
            .collect();
        Some((place.version, place.page, notes))
    });
    // Where the desk has no margin wide enough, a card lies folded beside the text until it is touched.
    let unfolded = RwSignal::new(None::<AnnotationId>);
    let leaf = Memo::new(move |_| viewer.place.get().map(|place| (place.version, place.page)));
    Effect::new(move |_| {
        leaf.track();
        unfolded.set(None);
    });
    view! {
        <ol class="note-cards" aria-label=move || tr!("notes-on-page")>
            {move || cards.get().map(|(version, page, notes)| {
                notes.into_iter().map(|shown| view! { <NoteCard version page shown editing unfolded/> }).collect_view()
            })}
        </ol>
    }
}

#[component]
fn NoteCard(
    version: VersionId,
    page: u32,
    shown: Shown,
    editing: RwSignal<Option<NotePlace>>,
    unfolded: RwSignal<Option<AnnotationId>>,
) -> impl IntoView {
    let Mark::Text { at, text } = shown.annotation.mark.clone() else {
        return ().into_any();
    };
    let id = shown.annotation.id;
    let is_mine = shown.author.is_none();
    let visibility = shown.visibility;
    let is_shared = visibility != Visibility::Private;
    let author = shown.author.map(|(_, name)| name);
    // Vietnamese call each other by the last word of the name.
    let given = author
        .as_deref()
        .and_then(|name| name.split_whitespace().last())
        .map(str::to_owned);
    let name = author.clone();
    let of_whom = move || name.clone().map(|name| tr!("notes-of", { "name" => name }));
    let is_open = move || unfolded.get() == Some(id);
    view! {
        <li class:open=is_open>
            <button
                type="button"
                class="note-tab"
                class:shared=is_shared
                aria-label=of_whom
                aria-expanded=move || if is_open() { "true" } else { "false" }
                on:click=move |_| unfolded.update(|open| *open = (*open != Some(id)).then_some(id))
            >
                {if is_shared {
                    view! { <Icon of=icon!("eye") small=true/> }
                } else {
                    view! { <Icon of=icon!("sticky-note") small=true/> }
                }}
                <span lang="vi">{move || given.clone().unwrap_or_else(|| if is_shared { seen_by(visibility) } else { tr!("notes-mine") })}</span>
            </button>
            <button
                type="button"
                class="note-card"
                class:shared=is_shared
                disabled=!is_mine
                on:click=move |_| editing.set(Some(NotePlace { version, page, at, existing: Some(id) }))
            >
                {is_shared.then(|| view! {
                    <span class="who">
                        <Icon of=icon!("eye") small=true/>
                        {move || seen_by(visibility)}
                    </span>
                })}
                {author.map(|name| view! { <span class="author" lang="vi">{name}</span> })}
                <span class="text" lang="vi">{text}</span>
            </button>
        </li>
    }
    .into_any()
}

fn seen_by(visibility: Visibility) -> String {
    match visibility {
        Visibility::Private => tr!("ink-private"),
        Visibility::Shared(Sharing::Secretary) => tr!("notes-secretary-sees"),
        Visibility::Shared(Sharing::Meeting) => tr!("notes-meeting-sees"),
    }
}

/// Begins a note on the page that is read, for whoever has no hand to point with: it stands where nothing else does.
fn begin_note(store: InkStore, viewer: ViewerStore, editing: RwSignal<Option<NotePlace>>) {
    let Some(Presented { version, page, y }) = viewer.here() else {
        return;
    };
    let taken: Vec<_> = untrack(|| store.on_page(version, page))
        .into_iter()
        .filter_map(|shown| match shown.annotation.mark {
            Mark::Text { at, .. } => Some(at),
            Mark::Ink { .. } | Mark::Highlight { .. } => None,
        })
        .collect();
    let size = untrack(|| viewer.page_size(page));
    editing.set(Some(NotePlace {
        version,
        page,
        at: free_place(size, y, &taken),
        existing: None,
    }));
}

/// Alt+N begins a note wherever the focus is, unless something lies over the page: no input method composes with Alt,
/// and no browser has the key for itself.
pub fn begin_notes_by_key(
    store: InkStore,
    viewer: ViewerStore,
    editing: RwSignal<Option<NotePlace>>,
) {
    let keys = window_event_listener(leptos::ev::keydown, move |event| {
        // By its place on the keyboard: with Alt held a Mac types another letter there.
        let is_key = event.code() == "KeyN"
            && event.alt_key()
            && !(event.ctrl_key() || event.meta_key() || event.shift_key());
        let is_covered = || matches!(document().query_selector("dialog[open]"), Ok(Some(_)));
        if is_key && !event.repeat() && !is_covered() {
            event.prevent_default();
            begin_note(store, viewer, editing);
        }
    });
    on_cleanup(move || keys.remove());
}

/// Everything that one wrote or sees on the document, page by page; a touch goes there.
#[component]
pub fn NotesSheet(
    /// The annotations.
    store: InkStore,
    /// The viewer.
    viewer: ViewerStore,
    /// The note being written.
    editing: RwSignal<Option<NotePlace>>,
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let rows = move || {
        let version = viewer.version.get()?;
        let mut all = store.on_version(version);
        all.sort_by_key(|shown| {
            (
                shown.annotation.page,
                -highest(&shown.annotation.mark),
                shown.annotation.id,
            )
        });
        Some((version, all))
    };
    view! {
        <Dialog open title=move_tr!("notes-title") place=Place::RightNarrow>
            <Show when=move || !store.keeps_everything()>
                <p class="banner warn"><Icon of=icon!("triangle-alert")/><span>{move || tr!("notes-not-kept")}</span></p>
            </Show>
            {move || {
                let count = store.room.passed_over.get();
                (count > 0).then(|| view! {
                    <p class="banner warn"><Icon of=icon!("triangle-alert")/><span>{tr!("notes-passed-over", { "count" => count })}</span></p>
                })
            }}
            <div class="note-add">
                <Button
                    label=move_tr!("notes-add")
                    icon=icon!("plus")
                    disabled=Signal::derive(move || viewer.place.with(Option::is_none))
                    on_press=move || {
                        open.set(false);
                        begin_note(store, viewer, editing);
                    }
                />
                <span class="t-small c-2 by-key">{move || tr!("notes-add-key")}</span>
            </div>
            {move || match rows() {
                Some((version, all)) if !all.is_empty() => view! {
                    <ol class="note-list">
                        {all.into_iter().map(|shown| view! { <NoteRow store viewer version shown open/> }).collect_view()}
                    </ol>
                }.into_any(),
                _ => view! { <p class="empty">{tr!("notes-none")}</p> }.into_any(),
            }}
            {move || {
                let closed = store.closed.with(|closed| closed.len());
                (closed > 0).then(|| view! { <p class="t-small c-2">{tr!("notes-closed", { "count" => closed })}</p> })
            }}
            <p class="t-small c-2 note-key-word">{move || if store.stays_here { tr!("visit-notes-here") } else { tr!("notes-key-on-tablet") }}</p>
        </Dialog>
    }
}

#[component]
fn NoteRow(
    store: InkStore,
    viewer: ViewerStore,
    version: VersionId,
    shown: Shown,
    open: RwSignal<bool>,
) -> impl IntoView {
    let toasts = use_toasts();
    let page = shown.annotation.page;
    let is_mine = shown.author.is_none();
    let visibility = shown.visibility;
    let what = match &shown.annotation.mark {
        Mark::Ink { .. } => tr!("notes-ink"),
        Mark::Highlight { quote, .. } if quote.is_empty() => tr!("notes-highlight"),
        Mark::Highlight { quote, .. } => format!("“{quote}”"),
        Mark::Text { text, .. } => text.clone(),
    };
    let author = shown.author.as_ref().map(|(_, name)| name.clone());
    let shown = StoredValue::new(shown);
    let share = move |sharing: Option<Sharing>| {
        let deed = store.open_to(version, &shown.get_value(), sharing);
        if let Some(deed) = deed.filter(|_| sharing == Some(Sharing::Meeting)) {
            offer_to_take_back(store, toasts, deed);
        }
    };
    let go = move |_| {
        if let Some(desk) = viewer.desk() {
            desk.turn_to(page);
        }
        open.set(false);
    };
    view! {
        <li class:shared=visibility != Visibility::Private>
            <button type="button" class="where" on:click=go>
                <span class="page">{tr!("viewer-page", { "page" => page })}</span>
                {author.map(|name| view! { <span class="author" lang="vi">{name}</span> })}
                <span class="text" lang="vi">{what}</span>
                {if visibility == Visibility::Private {
                    view! { <span class="who alone"><Icon of=icon!("lock") small=true/>{seen_by(visibility)}</span> }
                } else {
                    view! { <span class="who"><Icon of=icon!("eye") small=true/>{seen_by(visibility)}</span> }
                }}
            </button>
            {move || (is_mine && store.may_share.get()).then(|| match visibility {
                Visibility::Private => view! {
                    <Button size=Size::Small label=move_tr!("ink-secretary") icon=icon!("send") on_press=move || share(Some(Sharing::Secretary))/>
                }.into_any(),
                Visibility::Shared(Sharing::Secretary) => view! {
                    <Button size=Size::Small label=move_tr!("ink-meeting") icon=icon!("users-round") on_press=move || share(Some(Sharing::Meeting))/>
                    <Button size=Size::Small label=move_tr!("notes-stop-sharing") on_press=move || share(None)/>
                }.into_any(),
                Visibility::Shared(Sharing::Meeting) => view! {
                    <Button size=Size::Small label=move_tr!("notes-stop-sharing") on_press=move || share(None)/>
                }.into_any(),
            })}
        </li>
    }
}

/// Says that an annotation is shared now, and offers the way back: of this one, whatever else is done meanwhile, and
/// also once the room was left.
fn offer_to_take_back(store: InkStore, toasts: Toasts, deed: Deed) {
    let meeting = store.room.meeting;
    let person = store
        .room
        .viewer
        .with_untracked(|viewer| viewer.as_ref().map(|viewer| viewer.person));
    toasts.undo(tr!("notes-shared"), move || {
        let inverse = deed.inverse();
        if store.room.is_entered() {
            store.act(inverse);
            return;
        }
        let (Deed::Opened { after, .. }, Some(person)) = (inverse, person) else {
            return;
        };
        spawn_local(async move {
            match afterwards::take_back(meeting, person, &after).await {
                Ok(()) => toasts.say(tr!("notes-taken-back")),
                Err(error) => {
                    web_sys::console::warn_1(&error.to_string().into());
                    toasts.say(tr!("notes-not-taken-back"));
                }
            }
        });
    });
}

/// The highest point of a mark, to order what stands on one page.
fn highest(mark: &Mark) -> i32 {
    match mark {
        Mark::Ink { strokes, .. } => strokes
            .iter()
            .flat_map(|stroke| &stroke.points)
            .map(|point| point.1)
            .max()
            .unwrap_or(0),
        Mark::Highlight { rects, .. } => {
            rects.iter().map(|Rect(_, high)| high.1).max().unwrap_or(0)
        }
        Mark::Text { at, .. } => at.1,
    }
}
