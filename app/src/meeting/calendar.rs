//! `/`: the person's meetings: what matters now in one card, what comes by day, what is over.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::components::A;
use leptos_router::hooks::use_navigate;
use nghisu_protocol::ids::{MeetingId, Timestamp};
use nghisu_protocol::meetings::MeetingSummary;
use nghisu_protocol::people::Role;
use nghisu_protocol::room::Standing;
use nghisu_protocol::room::state::Stage;

use super::call_off::{DeleteDraft, Draft};
use super::how_far::{HowFar, minutes_until};
use super::model::{Calendar, Day, UNTITLED, address, hours, is_prepared_by_reader, time_of};
use crate::identity::store::use_session;
use crate::link::{self, ApiError};
use crate::ui::{
    ButtonKind, Chip, EmptyState, Fetch, Icon, LinkButton, Loaded, Menu, MenuItem, Screen, Shape,
    Size, Tone,
};
use crate::waiting::screen::WaitingCard;
use crate::{icon, move_tr, tr};

/// Meetings that are over, shown at first.
const PAST_AT_FIRST: usize = 8;

async fn meetings() -> Result<Vec<MeetingSummary>, ApiError> {
    link::get("/meetings").await
}

/// `/`: my meetings.
#[component]
pub fn MeetingsScreen() -> impl IntoView {
    let all = Fetch::new(meetings);
    let deletes = RwSignal::new(None::<Draft>);
    let now = RwSignal::new(tablet_time());
    let tick = set_interval_with_handle(
        move || {
            let _ = now.try_set(tablet_time());
            all.look_again();
        },
        std::time::Duration::from_secs(60),
    );
    on_cleanup(move || {
        if let Ok(tick) = tick {
            tick.clear();
        }
    });
    view! {
        <Screen title=move_tr!("meetings")>
            <div class="scroll">
                <WaitingCard/>
                <Loaded of=all failed=move_tr!("calendar-failed") shape=Shape::Rows view=move |all| {
                    let calendar = Memo::new(move |_| Calendar::at(now.get(), all.clone()));
                    view! { <CalendarView calendar now deletes/> }.into_any()
                }/>
            </div>
        </Screen>
        <DeleteDraft draft=deletes is_leaving=RwSignal::new(false) on_deleted=Callback::from(move || all.refresh())/>
    }
}

fn tablet_time() -> Timestamp {
    Timestamp(js_sys::Date::now() as i64)
}

#[component]
fn CalendarView(
    #[prop(into)] calendar: Signal<Calendar>,
    #[prop(into)] now: Signal<Timestamp>,
    deletes: RwSignal<Option<Draft>>,
) -> impl IntoView {
    let session = use_session();
    let may_create = move || session.has_role(Role::Secretary);
    let shows_all_past = RwSignal::new(false);
    move || {
        let Calendar {
            now: card,
            today,
            coming,
            past,
        } = calendar.get();
        if card.is_none() && today.is_empty() && coming.is_empty() && past.is_empty() {
            return view! {
                <div class="card">
                    <EmptyState icon=icon!("calendar-days") title=move_tr!("meetings-empty")>
                        {may_create().then(|| view! {
                            <LinkButton
                                href="/meetings/new".to_owned()
                                label=move_tr!("meeting-create")
                                icon=icon!("plus")
                                kind=ButtonKind::Primary
                                online=true
                            />
                        })}
                    </EmptyState>
                </div>
            }
            .into_any();
        }
        let day = Day::of(now.get());
        let has_past = !past.is_empty();
        let none_today = card.is_none() && today.is_empty();
        view! {
            <div class="calendar" class:beside=has_past>
                <div class="main">
                    <section class="part">
                        <header class="part-head">
                            <h2 class="t-section">{tr!("today")}</h2>
                            <span class="t-second">{long_day(day)}</span>
                            {may_create().then(|| view! {
                                <span class="end">
                                    <LinkButton
                                        href="/meetings/new".to_owned()
                                        label=move_tr!("meeting-create")
                                        icon=icon!("plus")
                                        size=Size::Small
                                        online=true
                                    />
                                </span>
                            })}
                        </header>
                        {card.map(|meeting| view! { <NowCard meeting now/> })}
                        {none_today.then(|| view! { <p class="card quiet">{tr!("today-none")}</p> })}
                        {(!today.is_empty()).then(|| view! {
                            <div class="card rows">
                                {today.into_iter().map(|meeting| view! { <MeetingRow meeting is_today=true deletes/> }).collect_view()}
                            </div>
                        })}
                    </section>
                    {(!coming.is_empty()).then(|| view! {
                        <section class="part">
                            <header class="part-head"><h2 class="t-section">{tr!("coming")}</h2></header>
                            <div class="card rows">
                                {coming
                                    .into_iter()
                                    .flat_map(|day| day.meetings)
                                    .map(|meeting| view! { <MeetingRow meeting deletes/> })
                                    .collect_view()}
                            </div>
                        </section>
                    })}
                </div>
                {has_past.then(|| {
                    let count = past.len();
                    let shown = if shows_all_past.get() { count } else { PAST_AT_FIRST };
                    view! {
                        <section class="part past">
                            <header class="part-head"><h2 class="t-section">{tr!("past")}</h2></header>
                            <div class="card rows">
                                {past.into_iter().take(shown).map(|meeting| view! { <MeetingRow meeting deletes/> }).collect_view()}
                                {(count > shown).then(|| view! {
                                    <button type="button" class="button text wide" on:click=move |_| shows_all_past.set(true)>
                                        {tr!("past-more", { "count" => count - shown })}
                                    </button>
                                })}
                            </div>
                        </section>
                    }
                })}
            </div>
        }
        .into_any()
    }
}

/// The meeting that matters now.
#[component]
fn NowCard(meeting: MeetingSummary, now: Signal<Timestamp>) -> impl IntoView {
    let MeetingSummary {
        id,
        stage,
        place,
        starts_at,
        ends_at,
        chair_name,
        standing,
        items,
        documents,
        pages,
        progress,
        ..
    } = meeting.clone();
    let is_draft = stage == Stage::Draft && is_prepared_by_reader(&meeting);
    let way = address(&meeting);
    let is_open = stage == Stage::Open;
    view! {
        <article class="card now-card">
            <div class="when">
                <p class="t-clock">{starts_at.map(|starts| hours(starts, ends_at))}</p>
                {move || match starts_at.and_then(|starts| minutes_until(starts, now.get())) {
                    _ if is_open => view! { <Chip label=move_tr!("stage-open") tone=Tone::Live dot=true/> }.into_any(),
                    Some(minutes) if stage == Stage::Published => {
                        view! { <Chip label=move_tr!("starts-in", { "minutes" => minutes }) tone=Tone::Info/> }.into_any()
                    }
                    _ => view! { <StageChip stage/> }.into_any(),
                }}
            </div>
            <h3 class="t-section" lang="vi">{shown_title(&meeting.title)}</h3>
            <ul class="facts">
                {(!place.is_empty()).then(|| view! {
                    <li><Icon of=icon!("map-pin") small=true/><span lang="vi">{place}</span></li>
                })}
                {(!chair_name.is_empty()).then(|| view! {
                    <li>
                        <Icon of=icon!("user-round") small=true/>
                        <span>{move || tr!("chaired-by")} " " <span lang="vi">{chair_name}</span></span>
                    </li>
                })}
                <li><Icon of=icon!("id-card") small=true/><span>{move || standing_word(standing)}</span></li>
            </ul>
            {progress.map(|progress| view! { <HowFar progress count=items now/> })}
            <div class="act">
                <p class="onboard">
                    <Icon of=icon!("file-text") small=true/>
                    <span>{move || tr!("papers-count", { "count" => documents, "pages" => pages })}</span>
                </p>
                <div class="ways">
                    {if is_draft {
                        view! { <LinkButton href=way label=move_tr!("meeting-go-on") icon=icon!("pencil") kind=ButtonKind::Primary/> }
                    } else {
                        view! { <LinkButton href=way label=move_tr!("enter-room") icon=icon!("door-open") kind=ButtonKind::Primary/> }
                    }}
                    {(is_prepared_by_reader(&meeting) && !is_draft).then(|| view! {
                        <LinkButton href=format!("/meetings/{id}/edit") label=move_tr!("meeting-edit") size=Size::Big online=true/>
                    })}
                </div>
            </div>
        </article>
    }
}

/// A meeting in a row of 72.
#[component]
fn MeetingRow(
    meeting: MeetingSummary,
    /// It stands below the day of today: its hour leads.
    #[prop(optional)]
    is_today: bool,
    /// The draft that somebody wants to delete.
    deletes: RwSignal<Option<Draft>>,
) -> impl IntoView {
    let way = address(&meeting);
    let is_prepared = is_prepared_by_reader(&meeting);
    let MeetingSummary {
        id,
        title,
        stage,
        place,
        starts_at,
        ends_at,
        called_off,
        ..
    } = meeting;
    let day = starts_at.map(Day::of);
    let time = starts_at.map(|starts| hours(starts, ends_at));
    let name = shown_title(&title);
    let named = name.clone();
    let is_named = !title.is_empty() && title != UNTITLED;
    let may_copy = is_prepared && is_named && use_session().has_role(Role::Secretary);
    // Drafts without a name are told apart by when they were made.
    let made = (!is_named).then(|| made_at(id)).flatten();
    let second = move || {
        let made = made.map(
            |at| tr!("meeting-made-at", { "time" => time_of(at), "date" => Day::of(at).short() }),
        );
        let place = Some(place.clone()).filter(|place| !place.is_empty());
        // The hours of a meeting that is not held are no appointment.
        let time = time.clone().and_then(|time| match stage {
            Stage::Cancelled => Some(tr!("called-off-was", { "when" => time })),
            _ => (!is_today).then_some(time),
        });
        let parts = [made, time, place];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    };
    view! {
        <div class="meeting-line">
            <A href=way attr:class=if stage == Stage::Cancelled { "row meeting-row off" } else { "row meeting-row" }>
                <span class="day">
                    {match day {
                        Some(_) if is_today => view! {
                            <b class="hour">{starts_at.map(time_of)}</b>
                            {ends_at.map(|ends| view! {
                                <span class="until">{move || tr!("hour-until", { "time" => time_of(ends) })}</span>
                            })}
                        }.into_any(),
                        Some(day) => view! {
                            <b>{day.short()}</b>
                            <span class="weekday">{move || weekday(day)}</span>
                        }.into_any(),
                        None => view! { <span class="weekday">{move || tr!("no-day")}</span> }.into_any(),
                    }}
                </span>
                <span class="what">
                    <span class="title" lang="vi">{name}</span>
                    <span class="second" lang=made.is_none().then_some("vi")>{second}</span>
                    {called_off.map(|reason| view! {
                        <span class="second">{move || tr!("called-off-why")} " " <span lang="vi">{reason}</span></span>
                    })}
                </span>
                {(stage != Stage::Published).then(|| view! { <StageChip stage/> })}
            </A>
            {(may_copy || is_prepared && stage == Stage::Draft).then(|| view! { <RowMenu id stage name=named may_copy deletes/> })}
        </div>
    }
}

/// When a meeting was made, as its id tells (UUID version 7); nothing for an id that carries no time.
fn made_at(meeting: MeetingId) -> Option<Timestamp> {
    let (seconds, nanoseconds) = meeting.0.get_timestamp()?.to_unix();
    let seconds = i64::try_from(seconds).ok()?;
    Some(Timestamp(
        seconds * 1_000 + i64::from(nanoseconds / 1_000_000),
    ))
}

/// What else a secretary does with a meeting of the list.
#[component]
fn RowMenu(
    id: MeetingId,
    stage: Stage,
    name: String,
    may_copy: bool,
    deletes: RwSignal<Option<Draft>>,
) -> impl IntoView {
    let navigate = use_navigate();
    let go = Callback::new(move |way: String| navigate(&way, NavigateOptions::default()));
    let is_ahead = matches!(stage, Stage::Draft | Stage::Published);
    let draft = (stage == Stage::Draft).then(|| Draft {
        meeting: id,
        title: name.clone(),
    });
    view! {
        <Menu class="icon-button bare" label=move_tr!("meeting-more") button=move || view! {
            <Icon of=icon!("ellipsis")/>
            <span class="words-only">{tr!("meeting-more-for", { "title" => name.clone() })}</span>
        }>
            {is_ahead.then(|| view! {
                <MenuItem label=move_tr!("meeting-edit") icon=icon!("pencil") on_press=Callback::from(move || go.run(format!("/meetings/{id}/edit")))/>
            })}
            {may_copy.then(|| view! {
                <MenuItem label=move_tr!("copy-meeting") icon=icon!("copy") on_press=Callback::from(move || go.run(format!("/meetings/{id}/copy")))/>
            })}
            {draft.clone().map(|draft| view! {
                <MenuItem label=move_tr!("call-off-draft") icon=icon!("trash-2") danger=true on_press=Callback::from(move || deletes.set(Some(draft.clone())))/>
            })}
        </Menu>
    }
}

/// Where a meeting stands, in a pill.
#[component]
pub fn StageChip(
    /// Where it stands.
    stage: Stage,
) -> impl IntoView {
    let tone = match stage {
        Stage::Open => Tone::Live,
        Stage::Published => Tone::Info,
        Stage::Minutes => Tone::Warn,
        Stage::Signed | Stage::Archived => Tone::Valid,
        Stage::Draft | Stage::Closed | Stage::Cancelled => Tone::Plain,
    };
    view! { <Chip label=Signal::derive(move || stage_word(stage)) tone=tone/> }
}

/// Where a meeting stands, in words.
fn stage_word(stage: Stage) -> String {
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

fn standing_word(standing: Standing) -> String {
    match standing {
        Standing::Chair => tr!("you-chair"),
        Standing::Secretary => tr!("you-secretary"),
        Standing::Delegate => tr!("you-delegate"),
        Standing::Guest => tr!("you-guest"),
        Standing::Clerk => tr!("you-clerk"),
        Standing::Outsider => tr!("you-outsider"),
    }
}

/// A name as lists show it: a meeting without one says so in the reader's language.
pub fn shown_title(title: &str) -> String {
    if title.is_empty() || title == UNTITLED {
        tr!("meeting-untitled")
    } else {
        title.to_owned()
    }
}

/// `thứ Tư, 16/12/2026`.
pub fn long_day(day: Day) -> String {
    tr!("day-long", { "weekday" => weekday(day), "date" => day.written() })
}

/// `Thứ Tư, 16/12/2026`: the same where a line begins with it.
pub fn day_first(day: Day) -> String {
    let said = long_day(day);
    let mut letters = said.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

fn weekday(day: Day) -> String {
    match day.weekday() {
        0 => tr!("weekday-monday"),
        1 => tr!("weekday-tuesday"),
        2 => tr!("weekday-wednesday"),
        3 => tr!("weekday-thursday"),
        4 => tr!("weekday-friday"),
        5 => tr!("weekday-saturday"),
        _ => tr!("weekday-sunday"),
    }
}

#[cfg(test)]
mod tests {
    use nghisu_protocol::ids::Uuid;

    use super::*;

    #[test]
    fn a_meeting_was_made_when_its_id_was() {
        // The first six bytes of version 7 are milliseconds since 1970.
        let id = Uuid::from_u128(0x019a_b14c_3d07_7000_8000_0000_0000_0001);
        assert_eq!(made_at(MeetingId(id)), Some(Timestamp(0x019a_b14c_3d07)));
        let random = Uuid::from_u128(0x8e23_8d87_09f6_4b57_bdff_0dc9_91ed_1f1f);
        assert_eq!(made_at(MeetingId(random)), None);
    }
}
