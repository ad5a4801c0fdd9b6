//! How far the meeting that is being held has come: each item of its agenda as a stretch of a line, in proportion to
//! its planned minutes. The list of meetings does not say it, so the room itself is asked.

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::ids::{MeetingId, Timestamp};
use nghisu_protocol::meetings::{MeetingSummary, MeetingView};
use nghisu_protocol::room::Room;
use nghisu_protocol::room::state::{ItemStatus, Stage};

use crate::conduct::agenda::minutes_spent;
use crate::link;
use crate::tr;
use crate::ui::{Fetch, Load};

/// What an item without planned minutes counts as.
const UNPLANNED: u32 = 15;

/// An item on the line.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Stretch {
    /// Its length beside the others.
    minutes: u32,
    /// How much of it has passed, from 0 to 1.
    passed: f64,
    /// Whether it is being discussed.
    is_current: bool,
}

/// The items that are held, in order. What was withdrawn or put off is no part of the way.
fn stretches(room: &Room, now: Timestamp) -> Vec<Stretch> {
    let held = room
        .agenda()
        .into_iter()
        .filter(|(_, item)| !matches!(item.status, ItemStatus::Withdrawn | ItemStatus::Postponed));
    held.map(|(id, item)| {
        let minutes = if item.minutes == 0 {
            UNPLANNED
        } else {
            item.minutes
        };
        let is_current = room.current_item == Some(id);
        let passed = match item.status {
            ItemStatus::Done => 1.0,
            _ if is_current => (minutes_spent(item, now.0) as f64 / f64::from(minutes)).min(1.0),
            _ => 0.0,
        };
        Stretch {
            minutes,
            passed,
            is_current,
        }
    })
    .collect()
}

/// Whole minutes until a meeting begins, within the hour before it.
pub fn minutes_until(starts: Timestamp, now: Timestamp) -> Option<i64> {
    let minutes = (starts.0 - now.0 + 59_999) / 60_000;
    (1..=60).contains(&minutes).then_some(minutes)
}

/// The room of the meeting in the list that is being held, asked again with each answer of the list. What was known
/// stays until the next answer.
pub fn held_room(all: Fetch<Vec<MeetingSummary>>) -> Signal<Option<Room>> {
    let held = RwSignal::new(None::<Room>);
    Effect::new(move |_| {
        let open = all.state.with(|state| match state {
            Load::Ready(all) => all
                .iter()
                .find(|meeting| meeting.stage == Stage::Open)
                .map(|meeting| meeting.id),
            Load::Waiting | Load::Failed(_) => None,
        });
        let Some(open) = open else { return };
        spawn_local(async move {
            if let Ok(view) = link::get::<MeetingView>(&format!("/meetings/{open}")).await {
                let _ = held.try_set(Some(view.room));
            }
        });
    });
    held.into()
}

/// The line, and the item that is being discussed in words.
#[component]
pub fn HowFar(
    /// Which meeting.
    meeting: MeetingId,
    /// The tablet's clock.
    now: Signal<Timestamp>,
    /// The room that is being held, once it is known.
    held: Signal<Option<Room>>,
) -> impl IntoView {
    view! {
        <div class="how-far">
            {move || held.with(|room| {
                let room = room.as_ref().filter(|room| room.meeting == meeting)?;
                let all = stretches(room, now.get());
                let done = all.iter().filter(|stretch| stretch.passed >= 1.0 && !stretch.is_current).count();
                let count = room.items.len();
                let current = room.current_item.and_then(|id| Some((room.number_of(id)?, room.items.get(&id)?.title.clone())));
                Some(view! {
                    <div class="stretches" aria-hidden="true">
                        {all.into_iter().map(|Stretch { minutes, passed, is_current }| {
                            let is_done = !is_current && passed >= 1.0;
                            view! {
                                <i class:current=is_current class:done=is_done style:flex-grow=minutes.to_string()>
                                    {is_current.then(|| view! { <b style:width=format!("{:.0}%", passed * 100.0)></b> })}
                                </i>
                            }
                        }).collect_view()}
                    </div>
                    <p>
                        {match current {
                            Some((number, title)) => view! {
                                <b>{tr!("item-open-of", { "number" => number, "count" => count })}</b>
                                " · "
                                <span lang="vi">{title}</span>
                            }.into_any(),
                            None => view! { <b>{tr!("items-done-of", { "done" => done, "count" => count })}</b> }.into_any(),
                        }}
                    </p>
                })
            })}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nghisu_protocol::ids::{ItemId, Uuid};
    use nghisu_protocol::room::state::Item;

    fn item(position: u64, minutes: u32, status: ItemStatus) -> (ItemId, Item) {
        let item = Item {
            title: format!("Nội dung {position}"),
            position,
            presenter: None,
            presenting_body: String::new(),
            minutes,
            is_closed_session: false,
            status,
            opened_at: (status == ItemStatus::Open).then_some(Timestamp(0)),
            spent_ms: 0,
            course: String::new(),
            votes: Vec::new(),
            conclusions: Vec::new(),
        };
        (ItemId(Uuid::from_u128(u128::from(position))), item)
    }

    #[test]
    fn each_item_that_is_held_is_a_stretch_of_its_planned_minutes() {
        let mut room = Room::new(MeetingId(Uuid::from_u128(1)));
        room.items.extend([
            item(1, 40, ItemStatus::Done),
            item(2, 20, ItemStatus::Open),
            item(3, 30, ItemStatus::Withdrawn),
            item(4, 30, ItemStatus::Postponed),
            item(5, 0, ItemStatus::Pending),
        ]);
        room.current_item = Some(ItemId(Uuid::from_u128(2)));
        let seen = |now: i64| -> Vec<(u32, f64, bool)> {
            stretches(&room, Timestamp(now))
                .into_iter()
                .map(|stretch| (stretch.minutes, stretch.passed, stretch.is_current))
                .collect()
        };
        let (done, coming) = ((40, 1.0, false), (UNPLANNED, 0.0, false));
        assert_eq!(seen(5 * 60_000), [done, (20, 0.25, true), coming]);
        assert_eq!(
            seen(90 * 60_000),
            [done, (20, 1.0, true), coming],
            "over its time"
        );
    }

    #[test]
    fn the_hour_before_a_meeting_is_counted_in_whole_minutes() {
        let starts = Timestamp(1_797_382_800_000);
        let before = |seconds: i64| minutes_until(starts, Timestamp(starts.0 - seconds * 1000));
        assert_eq!(before(12 * 60), Some(12));
        assert_eq!(
            before(11 * 60 + 1),
            Some(12),
            "a minute that has begun counts"
        );
        assert_eq!(before(3601), None);
        assert_eq!(before(0), None);
        assert_eq!(before(-60), None);
    }
}
