//! The agenda as the room shows it: where each item stands, its papers, what is new.

use leptos::html;
use leptos::prelude::*;
use nghisu_protocol::ids::{DocumentId, ItemId, Timestamp, VersionId};
use nghisu_protocol::room::state::{Item, ItemStatus, Room};

use super::acts::Acts;
use super::items::ItemMenu;
use crate::identity::store::use_session;
use crate::ink::store::InkStore;
use crate::meeting::api;
use crate::meeting::invitation::answer::{Cannot, OwnAnswer};
use crate::meeting::newer::NewerVersion;
use crate::meeting::room::RoomStore;
use crate::printable::sheet::PrintButton;
use crate::ui::frame::TextSizeLine;
use crate::ui::{ButtonKind, Icon};
use crate::viewer::near::bring_into_sight;
use crate::{icon, tr};

/// A paper on the agenda.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Which document.
    pub document: DocumentId,
    /// Its title.
    pub title: String,
    /// The version in force.
    pub version: VersionId,
    /// Which version that is, from 1.
    pub number: usize,
    /// The version before, where there is one.
    pub before: Option<VersionId>,
    /// Why it was replaced.
    pub reason: String,
    /// When the version in force was added.
    pub added_at: Timestamp,
    /// Added after publishing.
    pub is_late: bool,
    /// Signatures on the file.
    pub signatures: u32,
}

/// A row of the agenda.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Which item.
    pub id: ItemId,
    /// Its number, from 1.
    pub number: usize,
    /// The item, without what is recorded of it.
    pub item: Item,
    /// Its papers.
    pub papers: Vec<Paper>,
    /// Whether it is being discussed.
    pub is_current: bool,
}

/// The agenda's rows in order.
pub fn rows(room: &Room) -> Vec<Row> {
    let papers = |item: ItemId| {
        let papers = room
            .documents_of(item)
            .into_iter()
            .filter_map(|(id, document)| {
                let current = document.current()?;
                let count = document.versions.len();
                Some(Paper {
                    document: id,
                    title: document.title.clone(),
                    version: current.id,
                    number: count,
                    before: count
                        .checked_sub(2)
                        .map(|index| document.versions[index].id),
                    reason: current.reason.clone(),
                    added_at: current.added_at,
                    is_late: document.is_late,
                    signatures: current.signatures,
                })
            });
        papers.collect()
    };
    room.agenda()
        .into_iter()
        .zip(1..)
        .map(|((id, item), number)| Row {
            id,
            number,
            // Words that are being recorded change nothing of what an agenda shows.
            item: Item {
                course: String::new(),
                votes: Vec::new(),
                conclusions: Vec::new(),
                ..item.clone()
            },
            papers: papers(id),
            is_current: room.current_item == Some(id),
        })
        .collect()
}

/// Minutes of discussion so far, whole.
pub fn minutes_spent(item: &Item, now_ms: i64) -> i64 {
    whole_minutes(item.status, item.spent_ms, item.opened_at, now_ms)
}

/// The same of an item of which only that much is known.
pub fn whole_minutes(
    status: ItemStatus,
    spent_ms: i64,
    opened_at: Option<Timestamp>,
    now_ms: i64,
) -> i64 {
    let open = match (status, opened_at) {
        (ItemStatus::Open, Some(opened)) => (now_ms - opened.0).max(0),
        _ => 0,
    };
    (spent_ms + open) / 60_000
}

/// The word of a status.
pub fn status_word(status: ItemStatus) -> String {
    match status {
        ItemStatus::Pending => tr!("item-pending"),
        ItemStatus::Open => tr!("item-open"),
        ItemStatus::Done => tr!("item-done"),
        ItemStatus::Postponed => tr!("item-postponed"),
        ItemStatus::Withdrawn => tr!("item-withdrawn"),
    }
}

/// The same where the meeting may be over: what was waiting then is not dealt with any more.
pub fn status_word_in(room: RoomStore, status: ItemStatus) -> String {
    if status == ItemStatus::Open && room.is_resting() {
        tr!("more-break")
    } else if status == ItemStatus::Pending && room.has_ended() {
        tr!("item-not-reached")
    } else {
        status_word(status)
    }
}

/// The agenda.
#[component]
pub fn AgendaList(
    /// The room.
    room: RoomStore,
    /// The annotations, for the sign of one's own notes.
    ink: InkStore,
    /// The version on the desk.
    #[prop(into)]
    shown: Signal<Option<VersionId>>,
    /// A clock that ticks once a minute or more often.
    #[prop(into)]
    now: Signal<i64>,
    /// Opens a paper.
    #[prop(into)]
    on_open: Callback<VersionId>,
    /// What whoever conducts does with an item.
    acts: Acts,
    /// Why the reader cannot come, as far as it is written.
    cannot: Cannot,
) -> impl IntoView {
    let all = Memo::new(move |_| {
        room.room
            .with(|room| room.as_ref().map(rows).unwrap_or_default())
    });
    // Of a long agenda only the row that changed is drawn anew.
    let order =
        Memo::new(move |_| all.with(|all| all.iter().map(|row| row.id).collect::<Vec<_>>()));
    let row = move |id: ItemId| {
        let row = Memo::new(move |_| all.with(|all| all.iter().find(|row| row.id == id).cloned()));
        move || {
            row.get()
                .map(|row| view! { <AgendaRow row ink shown now on_open acts/> })
        }
    };
    // Of a long agenda one sees the item that is being discussed, and the next one when it is opened.
    let current = Memo::new(move |_| room.room.with(|room| room.as_ref()?.current_item));
    let list = NodeRef::<html::Ol>::new();
    Effect::new(move |_| {
        let Some(list) = list.get().filter(|_| current.get().is_some()) else {
            return;
        };
        // It is laid out only after it was shown.
        request_animation_frame(move || {
            bring_into_sight(&list, ".current", ".agenda-panel, .body");
        });
    });
    let is_limited = untrack(|| use_session().is_limited());
    view! {
        <OwnAnswer room acts cannot/>
        <ol class="agenda" node_ref=list aria-label=move || tr!("room-agenda")>
            <For each=move || order.get() key=|id| *id let:id>{row(id)}</For>
        </ol>
        <div class="agenda-foot">
            {(!is_limited).then(|| view! { <PrintButton meeting=room.meeting kind=ButtonKind::Text/> })}
            <TextSizeLine/>
        </div>
    }
}

#[component]
fn AgendaRow(
    row: Row,
    ink: InkStore,
    shown: Signal<Option<VersionId>>,
    now: Signal<i64>,
    on_open: Callback<VersionId>,
    acts: Acts,
) -> impl IntoView {
    let Row {
        id,
        item,
        papers,
        is_current,
        number,
        ..
    } = row;
    let status = item.status;
    let planned = item.minutes;
    let body = item.presenting_body.clone();
    let is_closed_session = item.is_closed_session;
    let title = item.title.clone();
    let time = move || match (status, planned) {
        (ItemStatus::Open, 0) => {
            tr!("item-minutes", { "minutes" => minutes_spent(&item, now.get()) })
        }
        (ItemStatus::Open, planned) => {
            tr!("item-minutes-of", { "spent" => minutes_spent(&item, now.get()), "planned" => planned })
        }
        (_, 0) => String::new(),
        (_, planned) => tr!("item-minutes", { "minutes" => planned }),
    };
    view! {
        <li class="agenda-item" class:current=is_current aria-current=is_current.then_some("step")>
            <span class="number">{move || acts.room.knows_numbers().then_some(number)}</span>
            <div class="about">
                <p class="status">
                    <span class:live=move || status == ItemStatus::Open && !acts.room.is_resting()>{move || status_word_in(acts.room, status)}</span>
                    <span>{time}</span>
                </p>
                <h3 lang="vi">{title}</h3>
                {(!body.is_empty()).then(|| view! { <p class="body" lang="vi">{body}</p> })}
                {is_closed_session.then(|| view! { <p class="body">{move || tr!("item-closed-session")}</p> })}
            </div>
            <ItemMenu acts item=id number conducts=true/>
            {papers.into_iter().map(|paper| view! { <PaperRow room=acts.room paper ink shown on_open/> }).collect_view()}
        </li>
    }
}

#[component]
fn PaperRow(
    room: RoomStore,
    paper: Paper,
    ink: InkStore,
    shown: Signal<Option<VersionId>>,
    on_open: Callback<VersionId>,
) -> impl IntoView {
    let Paper {
        title,
        version,
        number,
        before,
        reason,
        added_at,
        is_late,
        signatures,
        ..
    } = paper;
    // Who reads the version before has this paper on the desk all the same.
    let is_shown = move || {
        let shown = shown.get();
        shown == Some(version) || (before.is_some() && shown == before)
    };
    // The sign of one's own notes stands there before the paper was opened.
    ink.load(version, async move { api::notes(version).await.ok() });
    let has_notes = Memo::new(move |_| {
        ink.has_notes(version) || before.is_some_and(|before| ink.has_notes(before))
    });
    view! {
        <div class="paper" class:shown=is_shown>
            <button type="button" class="open" aria-current=move || is_shown().then_some("true") on:click=move |_| on_open.run(version)>
                <Icon of=icon!("file-text")/>
                <span class="what">
                    <span class="title" lang="vi">{title}</span>
                    {move || has_notes.get().then(|| view! {
                        <span class="fact"><Icon of=icon!("pencil") small=true/>{tr!("paper-my-notes")}</span>
                    })}
                    {(signatures > 0).then(|| view! {
                        <span class="fact"><Icon of=icon!("badge-check") small=true/>{move || tr!("paper-signatures", { "count" => signatures })}</span>
                    })}
                    {is_late.then(|| view! { <span class="fact">{move || tr!("paper-late")}</span> })}
                </span>
            </button>
            {before.map(|before| view! { <NewerVersion room version before number reason added_at ink shown on_open/> })}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_adds_up_over_reopenings() {
        let item = Item {
            title: String::new(),
            position: 0,
            presenter: None,
            presenting_body: String::new(),
            minutes: 40,
            is_closed_session: false,
            status: ItemStatus::Open,
            opened_at: Some(Timestamp(600_000)),
            spent_ms: 5 * 60_000,
            course: String::new(),
            votes: Vec::new(),
            conclusions: Vec::new(),
        };
        assert_eq!(minutes_spent(&item, 600_000 + 3 * 60_000 + 59_000), 8);
        let done = Item {
            status: ItemStatus::Done,
            ..item
        };
        assert_eq!(minutes_spent(&done, 9_999_999), 5);
    }
}
