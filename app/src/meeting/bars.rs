//! What stands around the page in the room: top bar, strips, the follow switch, the way back, what comes after.

use leptos::prelude::*;
use leptos_router::components::A;
use nghisu_protocol::ids::PersonId;
use nghisu_protocol::room::Act;
use nghisu_protocol::room::state::{Presented, Stage};

use super::room::RoomStore;
use crate::conduct::leading::LeadingWord;
use crate::conduct::record::model::{WayOn, way_on};
use crate::identity::store::use_session;
use crate::link::socket::Connection;
use crate::pass::in_room::{LeaveVisit, wiped_at};
use crate::ui::Icon;
use crate::viewer::store::ViewerStore;
use crate::{icon, tr};

/// What the leader shows, and who leads.
pub fn presented(room: RoomStore) -> Option<(Presented, PersonId)> {
    room.room.with(|room| {
        let lead = room.as_ref()?.lead.as_ref()?;
        Some((lead.presented()?, lead.person))
    })
}

/// Hours and minutes at +07:00.
pub fn time_of_day(milliseconds: i64) -> String {
    let minutes = (milliseconds.div_euclid(60_000) + 7 * 60).rem_euclid(24 * 60);
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

#[component]
pub(super) fn TopBar(
    room: RoomStore,
    now: Signal<i64>,
    /// Whether this person keeps the record, and can turn to it.
    keeps_record: Memo<bool>,
    on_record: Callback<()>,
    on_agenda: Callback<()>,
    #[prop(into)] agenda_is_open: Signal<bool>,
) -> impl IntoView {
    let current = Memo::new(move |_| {
        room.room.with(|room| {
            let room = room.as_ref()?;
            let id = room.current_item?;
            let all = room.items.len();
            Some((room.number_of(id)?, all, room.items.get(&id)?.title.clone()))
        })
    });
    let is_resting = Memo::new(move |_| room.is_resting());
    let about = Memo::new(move |_| {
        room.room.with(|room| {
            room.as_ref()
                .map(|room| (room.details.title.clone(), room.stage))
        })
    });
    let is_lost = move || room.connection.get() != Connection::Connected;
    let is_limited = untrack(|| use_session().is_limited());
    view! {
        <header class="room-top">
            <div class="lead">
                {(!is_limited).then(|| view! {
                    <A href="/" attr:class="back" attr:aria-label=move || tr!("room-leave")>
                        <Icon of=icon!("chevron-left")/>
                    </A>
                })}
                <button
                    type="button"
                    class="agenda-button"
                    aria-expanded=move || if agenda_is_open.get() { "true" } else { "false" }
                    on:click=move |_| on_agenda.run(())
                >
                    <Icon of=icon!("list")/>
                    <span>{move || tr!("room-agenda")}</span>
                </button>
            </div>
            <h1>
                {move || match (current.get(), about.get()) {
                    (Some((number, all, title)), _) => view! {
                        <span class="eye">
                            {if room.knows_numbers() {
                                tr!("room-item-of", { "number" => number, "all" => all })
                            } else {
                                tr!("room-your-item")
                            }}
                            {if is_resting.get() {
                                view! { <span class="rest">{tr!("more-break")}</span> }.into_any()
                            } else {
                                view! { <span class="live">{tr!("item-open")}</span> }.into_any()
                            }}
                        </span>
                        <span class="name" lang="vi" title=title.clone()>{title.clone()}</span>
                    }.into_any(),
                    (None, Some((title, stage))) => view! {
                        <span class="eye">{stage_word(stage)}</span>
                        <span class="name" lang="vi" title=title.clone()>{title.clone()}</span>
                    }.into_any(),
                    (None, None) => ().into_any(),
                }}
            </h1>
            <Show when=move || keeps_record.get()>
                <button type="button" class="bar-button to-record" on:click=move |_| on_record.run(())>
                    <Icon of=icon!("pen-line")/>
                    <span>{move || tr!("record-write")}</span>
                </button>
            </Show>
            {is_limited.then(|| view! { <LeaveVisit room class="bar-button to-leave"/> })}
            <span class="connection" class:offline=is_lost>
                {move || if is_lost() {
                    view! { <Icon of=icon!("wifi-off") small=true/> }
                } else {
                    view! { <Icon of=icon!("wifi") small=true/> }
                }}
                <span class="said">{move || if is_lost() { tr!("offline") } else { tr!("connected") }}</span>
            </span>
            <time class="clock">{move || time_of_day(now.get())}</time>
        </header>
    }
}

/// The word of a stage.
pub fn stage_word(stage: Stage) -> String {
    match stage {
        Stage::Draft => tr!("stage-draft"),
        Stage::Published => tr!("stage-published"),
        Stage::Open => tr!("stage-open"),
        Stage::Closed => tr!("stage-closed"),
        Stage::Minutes => tr!("stage-minutes"),
        Stage::Signed => tr!("stage-signed"),
        Stage::Archived => tr!("stage-archived"),
        Stage::Cancelled => tr!("stage-cancelled"),
    }
}

/// Amber while there is no connection, green for three seconds once it is back. It lies over the page's blank
/// margin, so that nothing moves.
#[component]
pub fn RoomStrip(
    /// The room.
    room: RoomStore,
    /// Whether the record is kept here: what is written waits on this tablet, what is done does not.
    #[prop(optional)]
    keeps_record: bool,
) -> impl IntoView {
    // Whoever conducts is told that this waits, and that reading does not.
    let conducts = Memo::new(move |_| {
        let is_on = room.room.with(|room| {
            room.as_ref()
                .is_some_and(|room| matches!(room.stage, Stage::Published | Stage::Open))
        });
        is_on && room.may(Act::Conduct)
    });
    let lost = move || {
        if keeps_record {
            tr!("connection-lost-record")
        } else if conducts.get() {
            tr!("connection-lost-conduct")
        } else {
            tr!("connection-lost")
        }
    };
    let is_back = RwSignal::new(None::<usize>);
    let before = StoredValue::new(None::<usize>);
    Effect::new(move |_| match room.connection.get() {
        Connection::Lost => before.set_value(Some(room.waiting.get_untracked())),
        Connection::Connected => {
            if let Some(waiting) = before.get_value() {
                before.set_value(None);
                is_back.set(Some(waiting));
                set_timeout(
                    move || {
                        let _ = is_back.try_set(None);
                    },
                    std::time::Duration::from_secs(3),
                );
            }
        }
        Connection::Connecting | Connection::Ended(_) => {}
    });
    // What was made meanwhile counts too.
    Effect::new(move |_| {
        let waiting = room.waiting.get();
        if before.get_value().is_some() {
            before.set_value(Some(waiting));
        }
    });
    view! {
        <div class="room-strip" role="status" aria-live="polite">
            {move || match (room.connection.get(), is_back.get()) {
                (Connection::Lost, _) => Some(view! {
                    <div class="strip"><Icon of=icon!("cloud-off") small=true/>{lost}</div>
                }.into_any()),
                (_, Some(0)) => Some(view! {
                    <div class="strip valid"><Icon of=icon!("wifi") small=true/>{tr!("connection-back")}</div>
                }.into_any()),
                (_, Some(waiting)) => Some(view! {
                    <div class="strip valid"><Icon of=icon!("wifi") small=true/>{tr!("connection-back-sent", { "count" => waiting })}</div>
                }.into_any()),
                _ => None,
            }}
        </div>
    }
}

/// Until when the meeting pauses, while it does. Like the strip of the connection it lies over the page's blank margin.
#[component]
pub fn BreakBanner(
    /// The room.
    room: RoomStore,
    /// The server's time.
    now: Signal<i64>,
) -> impl IntoView {
    let until = Memo::new(move |_| {
        room.room
            .with(|room| room.as_ref().and_then(|room| room.break_until))
    });
    move || {
        until
            .get()
            .filter(|until| until.0 > now.get())
            .map(|until| {
                view! {
                    <div class="strip break-banner" role="status">
                        <Icon of=icon!("pause") small=true/>
                        <span>{tr!("room-break-until", { "time" => time_of_day(until.0) })}</span>
                    </div>
                }
            })
    }
}

/// What the follow switch's place holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Follows {
    /// This person leads.
    Leads,
    /// They read another page than the one that is presented, which is this one.
    Elsewhere(u32),
    /// They may choose.
    Chooses,
    /// Nobody presents: there is nothing to follow.
    Nobody,
}

/// Follow the lead, or read on one's own; after one has left the page that is shown, the way back to it; while leading,
/// how many tablets have seen the page.
#[component]
pub(super) fn FollowSwitch(
    room: RoomStore,
    viewer: ViewerStore,
    lead: Memo<Option<(Presented, PersonId)>>,
) -> impl IntoView {
    let follows = Memo::new(move |_| {
        if room.is_leading() {
            return Follows::Leads;
        }
        let Some(lead) = lead.get() else {
            return Follows::Nobody;
        };
        let shown = Some(lead).filter(|_| !room.is_following.get());
        let here = viewer.place.get();
        match shown {
            Some((place, _))
                if here.map(|here| (here.version, here.page))
                    != Some((place.version, place.page)) =>
            {
                Follows::Elsewhere(place.page)
            }
            _ => Follows::Chooses,
        }
    });
    // When the page that is shown was last known, by the server's clock; nothing while it is known.
    let lost_at = Memo::new(move |before: Option<&Option<i64>>| {
        let is_lost = match room.connection.get() {
            Connection::Lost => true,
            Connection::Connecting => before.is_some_and(Option::is_some),
            Connection::Connected | Connection::Ended(_) => false,
        };
        let now = || Some(room.now().0);
        is_lost
            .then(|| before.copied().flatten().or_else(now))
            .flatten()
    });
    move || match follows.get() {
        Follows::Leads => view! { <LeadingWord room/> }.into_any(),
        Follows::Elsewhere(page) => view! { <BackPill room page lost_at/> }.into_any(),
        Follows::Chooses => view! {
            <div
                class="follow"
                role="radiogroup"
                aria-label=move || tr!("room-follow-label")
            >
                <button
                    type="button"
                    role="radio"
                    class="go"
                    aria-checked=move || if room.is_following.get() { "true" } else { "false" }
                    on:click=move |_| room.follow(true)
                >
                    <Icon of=icon!("footprints")/>
                    <span>{move || tr!("room-follow")}</span>
                </button>
                <button
                    type="button"
                    role="radio"
                    aria-checked=move || if room.is_following.get() { "false" } else { "true" }
                    on:click=move |_| room.follow(false)
                >
                    <span>{move || tr!("room-own")}</span>
                </button>
            </div>
        }
        .into_any(),
        Follows::Nobody => view! { <NobodyPresents/> }.into_any(),
    }
}

/// While nobody presents. It takes the room that the switch will need, so that nothing moves when somebody does.
#[component]
fn NobodyPresents() -> impl IntoView {
    view! {
        <p class="follow idle">
            <span class="keeps" aria-hidden="true">
                <span><Icon of=icon!("footprints")/><span>{move || tr!("room-follow")}</span></span>
                <span>{move || tr!("room-own")}</span>
            </span>
            <span class="said">
                <b>{move || tr!("room-nobody-presents")}</b>
                " "
                <span>{move || tr!("room-reads-alone")}</span>
            </span>
        </p>
    }
}

/// The way back to the page that is shown, after one has left it.
#[component]
fn BackPill(room: RoomStore, page: u32, lost_at: Memo<Option<i64>>) -> impl IntoView {
    view! {
        <button type="button" class="back-pill" on:click=move |_| room.follow(true)>
            <Icon of=icon!("undo-2")/>
            <span class="said">{move || match lost_at.get() {
                Some(at) => view! {
                    <span class="kept">{tr!("room-back-to-last", { "page" => page })}</span>
                    " "
                    <span class="kept when">{tr!("room-back-last-at", { "time" => time_of_day(at) })}</span>
                }
                .into_any(),
                None => tr!("room-back-to-page", { "page" => page }).into_any(),
            }}</span>
        </button>
    }
}

/// After the meeting: where this person goes on.
#[component]
pub(super) fn Afterwards(room: RoomStore) -> impl IntoView {
    let meeting = room.meeting;
    let is_limited = untrack(|| use_session().is_limited());
    let after = Memo::new(move |_| {
        room.with(|room, viewer| {
            let was_sent_back = room.stage == Stage::Closed && room.minutes.sent_back.is_some();
            Some((way_on(room, viewer)?, room.stage, was_sent_back))
        })
        .flatten()
    });
    move || {
        after.get().map(|(way, stage, was_sent_back)| {
            let to = |address: &str, label: String, class: &'static str| {
                view! { <A href=format!("/meetings/{meeting}/{address}") attr:class=class>{label}</A> }
                    .into_any()
            };
            view! {
                <div class="afterwards" role="status">
                    {match way {
                        WayOn::Sign => view! { <Icon of=icon!("hourglass")/> },
                        _ => view! { <Icon of=icon!("check")/> },
                    }}
                    <span>{stage_word(stage)}</span>
                    {match way {
                        // Nothing of what comes after is for a session that reaches the room alone.
                        _ if is_limited => view! { <span class="follows">{wiped_at(room)}</span> }.into_any(),
                        WayOn::Write if was_sent_back => to("minutes", tr!("duty-mend-act"), "button small"),
                        WayOn::Write => to("minutes", tr!("way-write"), "button small"),
                        // The one thing that waits for this person.
                        WayOn::Sign => to("sign", tr!("way-sign"), "button primary"),
                        WayOn::Read => to("minutes", tr!("way-read"), "button small"),
                        WayOn::Wait => view! { <span class="follows">{tr!("way-wait")}</span> }.into_any(),
                        WayOn::Over => view! { <span class="follows">{tr!("way-over")}</span> }.into_any(),
                    }}
                </div>
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::time_of_day;

    #[test]
    fn times_are_shown_at_plus_seven() {
        assert_eq!(time_of_day(0), "07:00");
        assert_eq!(time_of_day(1_797_385_620_000), "08:47");
    }
}
