//! How far the meeting that is being held has come: each item of its agenda as a stretch of a line, in proportion to
//! its planned minutes.

use leptos::prelude::*;
use nghisu_protocol::ids::Timestamp;
use nghisu_protocol::meetings::{ItemProgress, Progress};
use nghisu_protocol::room::state::ItemStatus;

use crate::conduct::agenda::whole_minutes;
use crate::tr;

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

fn stretch(item: &ItemProgress, now: Timestamp) -> Stretch {
    let minutes = if item.minutes == 0 {
        UNPLANNED
    } else {
        item.minutes
    };
    let spent = whole_minutes(item.status, item.spent_ms, item.opened_at, now.0);
    let is_current = item.status == ItemStatus::Open;
    let passed = match item.status {
        ItemStatus::Done => 1.0,
        _ if is_current => (spent as f64 / f64::from(minutes)).min(1.0),
        _ => 0.0,
    };
    Stretch {
        minutes,
        passed,
        is_current,
    }
}

/// Whole minutes until a meeting begins, within the hour before it.
pub fn minutes_until(starts: Timestamp, now: Timestamp) -> Option<i64> {
    let minutes = (starts.0 - now.0 + 59_999) / 60_000;
    (1..=60).contains(&minutes).then_some(minutes)
}

/// The line, and the item that is being discussed in words.
#[component]
pub fn HowFar(
    /// How far the meeting is.
    progress: Progress,
    /// Items that the reader sees.
    count: u32,
    /// The tablet's clock.
    now: Signal<Timestamp>,
) -> impl IntoView {
    let Progress { items, current } = progress;
    let done = items
        .iter()
        .filter(|item| item.status == ItemStatus::Done)
        .count();
    view! {
        <div class="how-far">
            <div class="stretches" aria-hidden="true">
                {move || items.iter().map(|item| {
                    let Stretch { minutes, passed, is_current } = stretch(item, now.get());
                    let is_done = !is_current && passed >= 1.0;
                    view! {
                        <i class:current=is_current class:done=is_done style:flex-grow=minutes.to_string()>
                            {is_current.then(|| view! { <b style:width=format!("{:.0}%", passed * 100.0)></b> })}
                        </i>
                    }
                }).collect_view()}
            </div>
            <p>
                {move || match current.clone() {
                    Some(current) => view! {
                        <b>{tr!("item-open-of", { "number" => current.number, "count" => count })}</b>
                        " · "
                        <span lang="vi">{current.title}</span>
                    }.into_any(),
                    None => view! { <b>{tr!("items-done-of", { "done" => done, "count" => count })}</b> }.into_any(),
                }}
            </p>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_item_is_a_stretch_of_its_planned_minutes() {
        let seen = |status, minutes, now: i64| {
            let item = ItemProgress {
                minutes,
                status,
                spent_ms: 0,
                opened_at: Some(Timestamp(0)),
            };
            let Stretch {
                minutes,
                passed,
                is_current,
            } = stretch(&item, Timestamp(now * 60_000));
            (minutes, passed, is_current)
        };
        assert_eq!(seen(ItemStatus::Done, 40, 5), (40, 1.0, false));
        assert_eq!(seen(ItemStatus::Pending, 0, 5), (UNPLANNED, 0.0, false));
        assert_eq!(seen(ItemStatus::Open, 20, 5), (20, 0.25, true));
        assert_eq!(
            seen(ItemStatus::Open, 20, 90),
            (20, 1.0, true),
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
