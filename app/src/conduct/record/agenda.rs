//! The agenda with its clock: what time it is, when the meeting is expected to end, how long this item takes.

use leptos::html;
use leptos::prelude::*;
use nghisu_protocol::ids::ItemId;
use nghisu_protocol::room::state::{ItemStatus, Stage};

use super::model::expected_end;
use super::store::Records;
use crate::conduct::agenda::{minutes_spent, rows, status_word_in};
use crate::conduct::items::ItemMenu;
use crate::meeting::bars::time_of_day;
use crate::tr;
use crate::ui::Progress;
use crate::ui::frame::TextSizeLine;
use crate::viewer::near::bring_into_sight;

/// A row as the column shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    id: ItemId,
    number: usize,
    title: String,
    status: ItemStatus,
    minutes: u32,
    is_closed_session: bool,
}

/// The column.
#[component]
pub(super) fn AgendaColumn(
    records: Records,
    now: Signal<i64>,
    shown: Memo<Option<ItemId>>,
    conducts: Signal<bool>,
    /// Whether it stands on the screen.
    is_seen: Memo<bool>,
    on_item: Callback<ItemId>,
) -> impl IntoView {
    let room = records.room;
    // Compared by what is shown, so that words that are being recorded draw nothing here anew.
    let lines = Memo::new(move |_| {
        room.room.with(|room| {
            let rows = room.as_ref().map(rows).unwrap_or_default();
            let line = |row: crate::conduct::agenda::Row| Line {
                id: row.id,
                number: row.number,
                title: row.item.title,
                status: row.item.status,
                minutes: row.item.minutes,
                is_closed_session: row.item.is_closed_session,
            };
            rows.into_iter().map(line).collect::<Vec<_>>()
        })
    });
    let spent = move |item: ItemId| records.item(item, |item| minutes_spent(item, now.get()));
    let time = move |line: &Line| match (line.status, line.minutes) {
        (ItemStatus::Open | ItemStatus::Done, planned) => {
            let spent = spent(line.id).unwrap_or_default();
            if planned == 0 {
                tr!("item-minutes", { "minutes" => spent })
            } else {
                tr!("item-minutes-of", { "spent" => spent, "planned" => planned })
            }
        }
        (_, 0) => String::new(),
        (_, planned) => tr!("item-minutes", { "minutes" => planned }),
    };
    let has_begun = Memo::new(move |_| {
        room.room
            .with(|room| room.as_ref().is_some_and(|room| room.opened_at.is_some()))
    });
    // Of a long agenda one sees the item that is being discussed, and the next one when it is opened.
    let current = Memo::new(move |_| room.room.with(|room| room.as_ref()?.current_item));
    let list = NodeRef::<html::Ol>::new();
    Effect::new(move |_| {
        let is_due = is_seen.get() && current.get().is_some();
        let Some(list) = list.get().filter(|_| is_due) else {
            return;
        };
        // It is laid out only after it was shown.
        request_animation_frame(move || bring_into_sight(&list, ".current", ".record-agenda"));
    });
    view! {
        <AgendaClock records now/>
        <ol class="record-agenda" node_ref=list>
            {move || lines.get().into_iter().map(|line| {
                let (id, number, status) = (line.id, line.number, line.status);
                // Before the opening the first item is shown, and nobody has come to it yet.
                let is_shown = move || {
                    let is_marked = records.chosen.get().is_some() || has_begun.get();
                    is_marked && shown.get() == Some(id)
                };
                let (title, is_closed_session) = (line.title.clone(), line.is_closed_session);
                let fact = line.clone();
                view! {
                    <li class:current=status == ItemStatus::Open class:shown=is_shown class:gone=status == ItemStatus::Withdrawn>
                        <button type="button" class="choose" aria-current=move || is_shown().then_some("true") on:click=move |_| on_item.run(id)>
                            <span class="number">{number}</span>
                            <span class="about">
                                <span class="status">
                                    <span class:live=move || status == ItemStatus::Open && !records.room.is_resting()>{move || status_word_in(records.room, status)}</span>
                                    {move || {
                                        let time = time(&fact);
                                        (!time.is_empty()).then(|| format!(" · {time}"))
                                    }}
                                </span>
                                <span class="title" lang="vi">{title}</span>
                                {is_closed_session.then(|| view! { <span class="body">{move || tr!("item-closed-session")}</span> })}
                            </span>
                        </button>
                        <ItemMenu acts=records.acts item=id number conducts/>
                    </li>
                }
            }).collect_view()}
        </ol>
        <TextSizeLine/>
    }
}

#[component]
fn AgendaClock(records: Records, now: Signal<i64>) -> impl IntoView {
    let room = records.room;
    let end = Memo::new(move |_| {
        let now = now.get();
        room.room
            .with(|room| room.as_ref().and_then(|room| expected_end(room, now)))
    });
    let starts = Memo::new(move |_| {
        room.room.with(|room| {
            let room = room.as_ref()?;
            let is_before = matches!(room.stage, Stage::Draft | Stage::Published);
            room.details.starts_at.filter(|_| is_before)
        })
    });
    let current = Memo::new(move |_| {
        let now = now.get();
        room.room.with(|room| {
            let room = room.as_ref()?;
            let id = room.current_item?;
            let item = room.items.get(&id)?;
            Some((room.number_of(id)?, minutes_spent(item, now), item.minutes))
        })
    });
    view! {
        <div class="agenda-clock">
            <div class="hours">
                <time class="t-clock">{move || time_of_day(now.get())}</time>
                {move || match (starts.get(), end.get()) {
                    (Some(starts), _) => Some(view! { <p>{tr!("clock-starts")}<b>{time_of_day(starts.0)}</b></p> }),
                    (None, Some(end)) => Some(view! { <p>{tr!("clock-ends")}<b>{time_of_day(end)}</b></p> }),
                    (None, None) => None,
                }}
            </div>
            {move || current.get().map(|(number, spent, planned)| {
                let is_over = planned > 0 && spent > i64::from(planned);
                let share = if planned == 0 { 0.0 } else { spent as f64 / f64::from(planned) };
                view! {
                    <div class="spent" class:over=is_over>
                        <Progress share label=Signal::derive(move || tr!("room-item", { "number" => number }))/>
                        <p>
                            <span>{tr!("room-item", { "number" => number })}</span>
                            <span>{match (planned, is_over) {
                                (0, _) => tr!("item-minutes", { "minutes" => spent }),
                                (_, false) => tr!("item-minutes-of", { "spent" => spent, "planned" => planned }),
                                (_, true) => tr!("item-minutes-over", { "spent" => spent, "over" => spent - i64::from(planned) }),
                            }}</span>
                        </p>
                    </div>
                }
            })}
        </div>
    }
}
