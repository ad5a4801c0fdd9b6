//! `/archive` and `/archive/:id`: search on top, the list, and beside it what was chosen; in portrait one after the
//! other.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use leptos_router::hooks::use_params_map;
use nghisu_protocol::archive::{ArchiveEntry, Verdict};
use nghisu_protocol::ids::MeetingId;
use nghisu_protocol::room::state::Stage;
use wasm_bindgen::JsCast;

use super::api;
use super::detail::{Detail, Opened};
use super::model::years;
use crate::dates::Local;
use crate::link::ApiError;
use crate::meeting::screen::wide;
use crate::ui::{
    EmptyState, ErrorState, Icon, Load, Screen, Skeleton, StatusWord, Svg, TextField, Tone,
};
use crate::{icon, move_tr, tr};

/// What the archive's screens share. Copy it freely.
#[derive(Clone, Copy)]
pub struct ArchiveStore {
    /// What the search found.
    pub found: RwSignal<Load<Vec<ArchiveEntry>>>,
    /// Verdicts of checks that were made since the screen was opened.
    pub verdicts: RwSignal<BTreeMap<MeetingId, Verdict>>,
    query: RwSignal<String>,
    year: RwSignal<String>,
    years: RwSignal<Vec<i64>>,
    turn: StoredValue<u64>,
}

impl ArchiveStore {
    fn open() -> Self {
        let store = Self {
            found: RwSignal::new(Load::Waiting),
            verdicts: RwSignal::new(BTreeMap::new()),
            query: RwSignal::new(String::new()),
            year: RwSignal::new(String::new()),
            years: RwSignal::new(Vec::new()),
            turn: StoredValue::new(0),
        };
        provide_context(store);
        Effect::new(move |before: Option<()>| {
            store.query.track();
            store.year.track();
            let turn = store.next_turn();
            // Typing is not interrupted by its own answers: a search begins when the hand rests.
            let wait = if before.is_some() { 250 } else { 0 };
            set_timeout(
                move || store.search(turn),
                std::time::Duration::from_millis(wait),
            );
        });
        store
    }

    fn next_turn(self) -> u64 {
        self.turn.update_value(|turn| *turn += 1);
        self.turn.get_value()
    }

    /// Asks again.
    pub fn refresh(self) {
        let turn = self.next_turn();
        self.search(turn);
    }

    fn search(self, turn: u64) {
        if self.turn.try_get_value() != Some(turn) {
            return;
        }
        let (query, year) = (self.query.get_untracked(), self.year.get_untracked());
        spawn_local(async move {
            let is_all = query.trim().is_empty() && year.is_empty();
            let answer: Result<Vec<ArchiveEntry>, ApiError> = api::search(query, year).await;
            if self.turn.try_get_value() != Some(turn) {
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

    /// The chosen entry, if the search found it.
    pub fn entry(self, meeting: MeetingId) -> Option<ArchiveEntry> {
        self.found.with(|found| match found {
            Load::Ready(list) => list.iter().find(|entry| entry.meeting == meeting).cloned(),
            Load::Waiting | Load::Failed(_) => None,
        })
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
            store.found.with(|found| match found {
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
        let detail = move || opened.get().map(|opened| view! { <Detail opened/> });
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
        store.found.with(|found| match found {
            Load::Ready(list) => Some(tr!("archive-count", { "count" => list.len() })),
            Load::Waiting | Load::Failed(_) => None,
        })
    };
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
                />
                <span class="hint t-second">
                    <span role="status">{count}</span>
                    <kbd aria-hidden="true">"/"</kbd>
                </span>
            </div>
            {move || {
                let years = store.years.get();
                (years.len() > 1).then(|| view! {
                    <div class="chips" role="group" aria-label=tr!("archive-year")>
                        {years
                            .into_iter()
                            .map(|year| {
                                let is_on = move || store.year.get() == year.to_string();
                                view! {
                                    <button type="button" class="filter" aria-pressed=move || if is_on() { "true" } else { "false" } on:click=move |_| {
                                        let year = year.to_string();
                                        store.year.update(|chosen| *chosen = if *chosen == year { String::new() } else { year });
                                    }>
                                        {tr!("archive-in-year", { "year" => year.to_string() })}
                                        {move || is_on().then(|| view! { <Icon of=icon!("x") small=true/> })}
                                    </button>
                                }
                            })
                            .collect_view()}
                    </div>
                })
            }}
        </div>
    }
}

#[component]
fn Found(shown: Memo<Option<MeetingId>>) -> impl IntoView {
    let store = use_archive();
    let again = Callback::from(move || store.refresh());
    let searches = move || !store.query.with(|query| query.trim().is_empty());
    move || match store.found.get() {
        Load::Waiting => view! { <Skeleton on_retry=again/> }.into_any(),
        Load::Failed(error) => view! { <ErrorState error=error on_retry=again/> }.into_any(),
        Load::Ready(list) if list.is_empty() => {
            let title = if searches() {
                move_tr!("archive-none-found")
            } else {
                move_tr!("archive-empty")
            };
            view! { <EmptyState icon=icon!("archive") title=title/> }.into_any()
        }
        Load::Ready(list) => view! {
            <ul class="rows">
                {list.into_iter().map(|entry| view! { <Row entry shown/> }).collect_view()}
            </ul>
        }
        .into_any(),
    }
}

/// Icon, tone and word of a verdict.
pub fn verdict_sign(verdict: Verdict) -> (Svg, Tone, Signal<String>) {
    match verdict {
        Verdict::Valid => (
            icon!("shield-check"),
            Tone::Valid,
            move_tr!("verdict-valid"),
        ),
        Verdict::Invalid => (icon!("shield-x"), Tone::Live, move_tr!("verdict-invalid")),
        Verdict::Undecided => (
            icon!("shield-question-mark"),
            Tone::Warn,
            move_tr!("verdict-undecided"),
        ),
    }
}

#[component]
fn Row(entry: ArchiveEntry, shown: Memo<Option<MeetingId>>) -> impl IntoView {
    let store = use_archive();
    let meeting = entry.meeting;
    let facts = [
        entry.held_at.map(|at| Local::of(at.0).date()),
        (!entry.dossier_code.is_empty()).then(|| entry.dossier_code.clone()),
        Some(entry.number.clone()),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(" · ");
    view! {
        <li>
            <A href=format!("/archive/{meeting}") attr:class="archive-row" attr:aria-current=move || (shown.get() == Some(meeting)).then_some("true")>
                <span class="t-second">{facts}</span>
                <span class="t-strong" lang="vi">{entry.title.clone()}</span>
                {(!entry.unit_name.is_empty()).then(|| view! { <span class="t-second" lang="vi">{entry.unit_name.clone()}</span> })}
                {move || match store.verdicts.with(|verdicts| verdicts.get(&meeting).copied()) {
                    Some(verdict) => {
                        let (icon, tone, word) = verdict_sign(verdict);
                        view! { <StatusWord label=word icon=icon tone=tone/> }.into_any()
                    }
                    None if entry.stage == Stage::Archived => view! { <StatusWord label=move_tr!("stage-archived") icon=icon!("archive")/> }.into_any(),
                    None => view! { <StatusWord label=move_tr!("stage-signed") icon=icon!("signature")/> }.into_any(),
                }}
            </A>
        </li>
    }
}
