//! `/meetings/new/from`: which meeting a new one is to begin with.

use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_query_map;
use nghisu_protocol::ids::MeetingId;
use nghisu_protocol::meetings::MeetingSummary;
use nghisu_protocol::text::rank;

use crate::link::{self, ApiError};
use crate::meeting::calendar::{StageChip, day_first};
use crate::meeting::model::{Day, UNTITLED, is_prepared_by_reader};
use crate::ui::{EmptyState, Fetch, Loaded, Screen, Shape, TextField, is_cut_off};
use crate::{icon, move_tr, tr};

async fn meetings() -> Result<Vec<MeetingSummary>, ApiError> {
    link::get("/meetings").await
}

/// See the module.
#[component]
pub fn ChooseScreen() -> impl IntoView {
    let query = use_query_map();
    let into = Memo::new(move |_| {
        let id = query.with(|query| query.get("into"));
        id.and_then(|id| id.parse::<MeetingId>().ok())
    });
    let all = Fetch::new(meetings);
    let back = match into.get_untracked() {
        Some(into) => format!("/meetings/{into}/edit"),
        None => "/".to_owned(),
    };
    view! {
        <Screen title=move_tr!("copy-choose") back=back>
            <div class="scroll copying">
                <Loaded of=all failed=move_tr!("copy-choose-failed") shape=Shape::Rows view=move |all| {
                    view! { <Meetings all into=into.get_untracked()/> }.into_any()
                }/>
            </div>
        </Screen>
    }
}

#[component]
fn Meetings(all: Vec<MeetingSummary>, into: Option<MeetingId>) -> impl IntoView {
    let mut own: Vec<MeetingSummary> = all
        .into_iter()
        .filter(is_prepared_by_reader)
        .filter(|meeting| Some(meeting.id) != into && meeting.title != UNTITLED)
        .collect();
    own.sort_by_key(|meeting| std::cmp::Reverse((meeting.starts_at, meeting.id)));
    if own.is_empty() {
        return view! {
            <div class="card"><EmptyState icon=icon!("calendar-days") title=move_tr!("copy-none")/></div>
        }
        .into_any();
    }
    let search = RwSignal::new(String::new());
    let own = StoredValue::new(own);
    let shown = Memo::new(move |_| {
        let words = search.get();
        own.with_value(|own| {
            let found = own
                .iter()
                .filter(|meeting| rank(&words, &meeting.title).is_some());
            found.cloned().collect::<Vec<_>>()
        })
    });
    view! {
        <div class="copy-choose">
            <TextField label=move_tr!("copy-search") quiet_label=true placeholder=move_tr!("copy-search") value=search kind="search" icon=icon!("search") focus=true/>
            <Show when=is_cut_off><p class="t-second">{move || tr!("copy-cut-off")}</p></Show>
            {move || if shown.with(Vec::is_empty) {
                view! { <div class="card"><EmptyState icon=icon!("search") title=move_tr!("copy-search-none")/></div> }.into_any()
            } else {
                view! {
                    <div class="card rows">
                        {shown.get().into_iter().map(|meeting| view! { <MeetingLine meeting into/> }).collect_view()}
                    </div>
                }.into_any()
            }}
        </div>
    }
    .into_any()
}

#[component]
fn MeetingLine(meeting: MeetingSummary, into: Option<MeetingId>) -> impl IntoView {
    let way = match into {
        Some(into) => format!("/meetings/{}/copy?into={into}", meeting.id),
        None => format!("/meetings/{}/copy", meeting.id),
    };
    let day = meeting.starts_at.map(Day::of);
    let MeetingSummary {
        title,
        stage,
        place,
        ..
    } = meeting;
    let second = move || {
        let parts = [
            day.map(day_first),
            Some(place.clone()).filter(|place| !place.is_empty()),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    };
    let is_cut = Memo::new(|_| is_cut_off());
    let words = StoredValue::new((title, second));
    let what = move || {
        let (title, second) = words.get_value();
        view! {
            <span class="what">
                <span class="title" lang="vi">{title}</span>
                <span class="second">{second}</span>
            </span>
            <StageChip stage/>
        }
    };
    // The copy is made by the server: without a way there the row leads nowhere, and looks like it.
    move || {
        if is_cut.get() {
            view! { <span class="row cut" aria-disabled="true">{what()}</span> }.into_any()
        } else {
            view! { <A href=way.clone() attr:class="row">{what()}</A> }.into_any()
        }
    }
}
