//! `/archive` and `/archive/:id`: search on top, the list, and beside it what was chosen; in portrait one after the
//! other.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use leptos_router::hooks::use_params_map;
use nghisu_protocol::archive::ArchiveEntry;
use nghisu_protocol::ids::MeetingId;
use nghisu_protocol::room::state::Stage;
use wasm_bindgen::JsCast;

use super::api;
use super::detail::{Detail, Opened};
use super::facets::{FacetChips, Facets};
use super::model::{pieces, years};
use super::verdict::{Judged, verdict_sign};
use crate::dates::{self, Local};
use crate::link::ApiError;
use crate::meeting::screen::wide;
use crate::ui::{
    Again, Asking, Button, EmptyState, ErrorState, Load, Screen, Shape, Skeleton, StatusWord,
    TextField, is_cut_off,
};
use crate::{icon, move_tr, tr};

/// What the archive's screens share. Copy it freely.
#[derive(Clone, Copy)]
pub struct ArchiveStore {
    /// What the search found.
    pub found: RwSignal<Load<Vec<ArchiveEntry>>>,
    /// What the search found and the facets leave.
    listed: Memo<Load<Vec<ArchiveEntry>>>,
    /// Verdicts of checks that were made since the screen was opened.
    pub verdicts: RwSignal<BTreeMap<MeetingId, Judged>>,
    query: RwSignal<String>,
    year: RwSignal<String>,
    years: RwSignal<Vec<i64>>,
    facets: RwSignal<Facets>,
    asking: Asking,
}

impl ArchiveStore {
    fn open() -> Self {
        let found = RwSignal::new(Load::Waiting);
        let verdicts = RwSignal::new(BTreeMap::new());
        let facets = RwSignal::new(Facets::default());
        let store = Self {
            found,
            listed: Memo::new(move |_| {
                found.with(|found| {
                    verdicts.with(|verdicts| facets.with(|facets| listed(found, verdicts, facets)))
                })
            }),
            verdicts,
            query: RwSignal::new(String::new()),
            year: RwSignal::new(String::new()),
            years: RwSignal::new(Vec::new()),
            facets,
            asking: Asking::new(),
        };
        provide_context(store);
        Effect::new(move |before: Option<()>| {
            store.query.track();
            store.year.track();
            let turn = store.asking.begin();
            // Typing is not interrupted by its own answers: a search begins when the hand rests.
            let wait = if before.is_some() { 250 } else { 0 };
            set_timeout(
                move || turn.into_iter().for_each(|turn| store.search(turn)),
                std::time::Duration::from_millis(wait),
            );
        });
        store
    }

    /// Asks again.
    pub fn refresh(self) {
        if let Some(turn) = self.asking.begin() {
            self.search(turn);
        }
    }

    fn search(self, turn: u64) {
        if !self.asking.is_last(turn) {
            return;
        }
        let (query, year) = (self.query.get_untracked(), self.year.get_untracked());
        spawn_local(async move {
            let is_all = query.trim().is_empty() && year.is_empty();
            let answer: Result<Vec<ArchiveEntry>, ApiError> = api::search(query, year).await;
            if !self.asking.answered(turn) {
                return;
            }
            match answer {
                Ok(list) => {
                    if is_all {
                        self.years.set(years(&list));
                    }
                    self.found.set(Load::Ready(list));
                }
                Err(error) => self.found.set(Load::Failed(error)),
            }
        });
    }

    /// Whether something narrows the list.
    fn is_narrowed(self) -> bool {
        !self.query.with(|query| query.trim().is_empty())
            || !self.year.with(String::is_empty)
            || self.facets.with(|facets| *facets != Facets::default())
    }

    /// Takes off whatever narrows the list.
    fn widen(self) {
        self.query.set(String::new());
        self.year.set(String::new());
        self.facets.set(Facets::default());
    }

    /// The chosen entry, if the search found it.
    pub fn entry(self, meeting: MeetingId) -> Option<ArchiveEntry> {
        self.found.with(|found| match found {
            Load::Ready(list) => list.iter().find(|entry| entry.meeting == meeting).cloned(),
            Load::Waiting | Load::Failed(_) => None,
        })
    }
}

/// What the search found and the facets leave.
fn listed(
    found: &Load<Vec<ArchiveEntry>>,
    verdicts: &BTreeMap<MeetingId, Judged>,
    facets: &Facets,
) -> Load<Vec<ArchiveEntry>> {
    match found {
        Load::Ready(list) => {
            let list = list.iter();
            let verdict =
                |entry: &ArchiveEntry| verdicts.get(&entry.meeting).map(|judged| judged.verdict);
            let is_left = |entry: &&ArchiveEntry| facets.admit(entry, verdict(entry));
            Load::Ready(list.filter(is_left).cloned().collect())
        }
        Load::Waiting => Load::Waiting,
        Load::Failed(error) => Load::Failed(error.clone()),
    }
}

/// The archive, in any view of it.
pub fn use_archive() -> ArchiveStore {
    expect_context()
}

/// `/archive` and `/archive/:id`.
#[component]
pub fn ArchiveScreen() -> impl IntoView {
    let store = ArchiveStore::open();
    let params = use_params_map();
    let chosen = Memo::new(move |_| {
        params
            .with(|params| params.get("id"))
            .and_then(|id| id.parse::<MeetingId>().ok())
    });
    let is_wide = wide();
    // Side by side the first of the list is shown until another is chosen.
    let shown = Memo::new(move |_| {
        chosen.get().or_else(|| {
            store.listed.with(|listed| match listed {
                Load::Ready(list) if is_wide.get() => list.first().map(|entry| entry.meeting),
                _ => None,
            })
        })
    });
    let opened = Memo::new(move |_| shown.get().map(Opened::new));
    let keys = window_event_listener(leptos::ev::keydown, move |event| {
        let types = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
            .is_some_and(|element| {
                matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
            });
        if event.key() == "/" && !types {
            let field = document()
                .query_selector(".archive-search input")
                .ok()
                .flatten();
            if let Some(field) =
                field.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok())
            {
                event.prevent_default();
                let _ = field.focus();
            }
        }
    });
    on_cleanup(move || keys.remove());
    move || {
        let is_alone = !is_wide.get() && chosen.get().is_some();
        let waits = Memo::new(move |_| store.listed.with(|listed| *listed == Load::Waiting));
        let detail = move || {
            match opened.get() {
            Some(opened) => view! { <Detail opened/> }.into_any(),
            // The shape of what comes.
            None if waits.get() => view! {
                <div class="detail-waits" aria-hidden="true">
                    <div class="archive-head"><div class="skeleton"><i></i><i></i><i></i></div></div>
                    <div class="archive-part"><div class="skeleton"><i></i><i></i><i></i><i></i></div></div>
                </div>
            }
            .into_any(),
            None => ().into_any(),
        }
        };
        if is_alone {
            view! {
                <Screen title=move_tr!("archive") back="/archive".to_owned()>
                    <div class="fill archive alone"><div class="archive-detail">{detail}</div></div>
                </Screen>
            }
            .into_any()
        } else {
            view! {
                <Screen title=move_tr!("archive")>
                    <Search/>
                    <div class="fill archive" class:wide=is_wide>
                        <div class="archive-list"><Found shown/></div>
                        {move || is_wide.get().then(|| view! { <div class="archive-detail">{detail}</div> })}
                    </div>
                </Screen>
            }
            .into_any()
        }
    }
}

#[component]
fn Search() -> impl IntoView {
    let store = use_archive();
    let count = move || {
        store.listed.with(|listed| match listed {
            Load::Ready(list) => Some(tr!("archive-count", { "count" => list.len() })),
            Load::Waiting | Load::Failed(_) => None,
        })
    };
    let found = Signal::derive(move || match store.found.get() {
        Load::Ready(list) => list,
        Load::Waiting | Load::Failed(_) => Vec::new(),
    });
    view! {
        <div class="archive-search" role="search">
            <div class="line">
                <TextField
                    label=move_tr!("archive-search")
                    value=store.query
                    kind="search"
                    icon=icon!("search")
                    placeholder=move_tr!("archive-search")
                    quiet_label=true
                    disabled=Signal::derive(is_cut_off)
                />
                <span class="hint t-second">
                    <span role="status">{count}</span>
                    <kbd aria-hidden="true">"/"</kbd>
                </span>
            </div>
            <FacetChips found verdicts=store.verdicts years=store.years year=store.year facets=store.facets/>
        </div>
    }
}

#[component]
fn Found(shown: Memo<Option<MeetingId>>) -> impl IntoView {
    let store = use_archive();
    let again = Callback::from(move || store.refresh());
    move || {
        match store.listed.get() {
        Load::Waiting => view! { <Skeleton shape=Shape::Rows on_retry=again/> }.into_any(),
        Load::Failed(error) => view! { <ErrorState error=error title=move_tr!("archive-failed") on_retry=again again=Again::Asks(store.asking.is_on())/> }.into_any(),
        Load::Ready(list) if list.is_empty() && store.is_narrowed() => view! {
            <EmptyState icon=icon!("search") title=move_tr!("archive-none-found")>
                <Button label=move_tr!("archive-all") on_press=Callback::from(move || store.widen())/>
            </EmptyState>
        }
        .into_any(),
        Load::Ready(list) if list.is_empty() => {
            view! { <EmptyState icon=icon!("archive") title=move_tr!("archive-empty")/> }.into_any()
        }
        Load::Ready(list) => view! {
            <ul class="rows">
                {list.into_iter().map(|entry| view! { <Row entry shown/> }).collect_view()}
            </ul>
        }
        .into_any(),
    }
    }
}

/// Words with what the search found in them marked.
fn marked(query: RwSignal<String>, words: String) -> impl IntoView {
    move || {
        let pieces = query.with(|query| pieces(query, &words)).into_iter();
        pieces
            .map(|(piece, is_found)| {
                if is_found {
                    view! { <mark>{piece}</mark> }.into_any()
                } else {
                    piece.into_any()
                }
            })
            .collect_view()
    }
}

#[component]
fn Row(entry: ArchiveEntry, shown: Memo<Option<MeetingId>>) -> impl IntoView {
    let store = use_archive();
    let meeting = entry.meeting;
    let held_on = entry.held_at.map(|at| Local::of(at.0).date());
    let codes: Vec<String> = [entry.dossier_code.clone(), entry.number.clone()]
        .into_iter()
        .filter(|code| !code.is_empty())
        .collect();
    let codes = codes.join(" · ");
    let is_apart = held_on.is_some() && !codes.is_empty();
    view! {
        <li>
            <A href=format!("/archive/{meeting}") attr:class="archive-row" attr:aria-current=move || (shown.get() == Some(meeting)).then_some("true")>
                // The day is not searched for, so nothing is marked in it.
                <span class="t-second">{held_on} {is_apart.then_some(" · ")} {marked(store.query, codes)}</span>
                <span class="t-strong" lang="vi">{marked(store.query, entry.title.clone())}</span>
                {(!entry.unit_name.is_empty()).then(|| view! { <span class="t-second" lang="vi">{entry.unit_name.clone()}</span> })}
                {move || match store.verdicts.with(|verdicts| verdicts.get(&meeting).copied()) {
                    Some(Judged { verdict, at }) => {
                        let (icon, tone, word) = verdict_sign(verdict);
                        view! {
                            <span class="judged">
                                <StatusWord label=word icon=icon tone=tone/>
                                <span class="t-second">{move || tr!("archive-checked", { "when" => dates::said(at.0, dates::now()) })}</span>
                            </span>
                        }
                        .into_any()
                    }
                    None if entry.stage == Stage::Archived => view! { <StatusWord label=move_tr!("stage-archived") icon=icon!("archive")/> }.into_any(),
                    None => view! { <StatusWord label=move_tr!("stage-signed") icon=icon!("signature")/> }.into_any(),
                }}
            </A>
        </li>
    }
}
