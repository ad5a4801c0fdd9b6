//! `/meetings/:id/copy`: another meeting like this one. What is new about it is shown before it is made; who could not
//! come along is named afterwards.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map, use_query_map};
use nghisu_protocol::ids::{MeetingId, Uuid};
use nghisu_protocol::meetings::{CopiedMeeting, CopyPlan, LeftOut, LeftOutReason, MeetingView};
use nghisu_protocol::people::Role;
use nghisu_protocol::room::state::{ItemStatus, Room};
use nghisu_protocol::room::{Act, Viewer};

use super::model::{Next, Pace, next};
use crate::identity::store::use_session;
use crate::link::{self, ApiError};
use crate::meeting::calendar::day_first;
use crate::meeting::model::{Day, hours, moment, time_of};
use crate::ui::{
    Banner, Button, ButtonKind, DateField, EmptyState, Fetch, Icon, LinkButton, Loaded, NotFound,
    Screen, TextArea, TextField, Tone, is_cut_off, use_toasts,
};
use crate::{dates, icon, move_tr, tr};

async fn meeting(id: MeetingId) -> Result<MeetingView, ApiError> {
    link::get(&format!("/meetings/{id}")).await
}

async fn copy(from: MeetingId, plan: &CopyPlan) -> Result<CopiedMeeting, ApiError> {
    link::post(&format!("/meetings/{from}/copies"), plan).await
}

/// The screen.
#[component]
pub fn CopyScreen() -> impl IntoView {
    let params = use_params_map();
    let query = use_query_map();
    let from = Memo::new(move |_| {
        let id = params.with(|params| params.get("id"));
        id.and_then(|id| id.parse::<MeetingId>().ok())
    });
    move || match from.get() {
        None => view! { <NotFound/> }.into_any(),
        Some(from) => {
            let into = query.with_untracked(|query| query.get("into"));
            let into = into.and_then(|id| id.parse::<MeetingId>().ok());
            view! { <CopyOf from into/> }.into_any()
        }
    }
}

#[component]
fn CopyOf(from: MeetingId, into: Option<MeetingId>) -> impl IntoView {
    let source = Fetch::new(move || meeting(from));
    // One id for all tries, so that an answer that was lost makes no second meeting.
    let meeting = into.unwrap_or_else(|| MeetingId(Uuid::now_v7()));
    let back = match into {
        Some(into) => format!("/meetings/{into}/edit"),
        None => "/".to_owned(),
    };
    let done = RwSignal::new(None::<CopiedMeeting>);
    let back_to = back.clone();
    view! {
        <Screen title=move_tr!("copy-meeting") back=back>
            {move || match (done.get(), source.ready()) {
                (Some(copied), _) => view! { <Done copied/> }.into_any(),
                (None, Some(view)) => {
                    view! { <CopyForm room=view.room meeting back=back_to.clone() done/> }.into_any()
                }
                (None, None) => view! {
                    <div class="scroll copying">
                        <Loaded of=source failed=move_tr!("copy-failed") view=|_: MeetingView| ().into_any()/>
                    </div>
                }
                .into_any(),
            }}
        </Screen>
    }
}

#[component]
fn CopyForm(
    room: Room,
    meeting: MeetingId,
    back: String,
    done: RwSignal<Option<CopiedMeeting>>,
) -> impl IntoView {
    let session = use_session();
    let may = session.person_id().is_some_and(|person| {
        let viewer = Viewer {
            person,
            is_secretary: session.has_role(Role::Secretary),
            ..Viewer::of(person)
        };
        room.allows(&viewer, Act::Copy)
    });
    if !may {
        return view! {
            <div class="scroll">
                <EmptyState icon=icon!("lock") title=move_tr!("copy-not-yours")>
                    <LinkButton href="/".to_owned() label=move_tr!("not-found-way")/>
                </EmptyState>
            </div>
        }
        .into_any();
    }
    let details = &room.details;
    let now = nghisu_protocol::ids::Timestamp(dates::now());
    let Next {
        title: name,
        is_renamed,
        starts_at,
        ends_at,
        pace,
    } = next(&details.title, details.starts_at, details.ends_at, now);
    let title = RwSignal::new(name);
    let date = RwSignal::new(starts_at.map(|at| Day::of(at).iso()).unwrap_or_default());
    let starts = RwSignal::new(starts_at.map(time_of).unwrap_or_default());
    let ends = RwSignal::new(ends_at.map(time_of).unwrap_or_default());
    let busy = RwSignal::new(false);
    let toasts = use_toasts();
    let navigate = use_navigate();
    let tidy_hours = Callback::new(move |_: String| {
        for field in [starts, ends] {
            if let Some(hour) = dates::read_hour(&field.get_untracked()) {
                field.set(hour);
            }
        }
    });
    let at = move |hour: RwSignal<String>| {
        let hour = dates::read_hour(&hour.get())?;
        moment(&date.get(), &hour)
    };
    let is_backwards = Signal::derive(
        move || matches!((at(starts), at(ends)), (Some(starts), Some(ends)) if ends <= starts),
    );
    let hour_error = move |field: RwSignal<String>| {
        let typed = field.get();
        let is_bad = typed.trim().len() > 3 && dates::read_hour(&typed).is_none();
        is_bad.then(|| tr!("form-hour-bad"))
    };
    let ends_error = Signal::derive(move || {
        hour_error(ends).or_else(|| is_backwards.get().then(|| tr!("form-ends-bad")))
    });
    let starts_error = Signal::derive(move || hour_error(starts));
    let cannot = Signal::derive(move || {
        let length = title.with(|title| title.trim().chars().count());
        length == 0 || length > 300 || is_backwards.get()
    });
    let suggested = starts_at.map(Day::of);
    let weekday = Signal::derive(move || {
        let day = Day::from_iso(&date.get());
        match (day.map(day_first), pace) {
            (None, _) => tr!("copy-no-day"),
            (Some(said), _) if day != suggested => tr!("copy-day", { "day" => said }),
            (Some(day), Pace::Week) => tr!("copy-day-week", { "day" => day }),
            (Some(day), Pace::Months(_)) => tr!("copy-day-month", { "day" => day }),
        }
    });
    let old_title = details.title.clone();
    let renamed = Signal::derive(move || {
        if is_renamed {
            tr!("copy-renamed", { "old" => old_title.clone() })
        } else {
            tr!("copy-same-name")
        }
    });
    let from = room.meeting;
    let make = {
        let navigate = navigate.clone();
        move || {
            let plan = CopyPlan {
                meeting,
                title: title.get_untracked().trim().to_owned(),
                starts_at: untrack(|| at(starts)),
                ends_at: untrack(|| at(starts).and(at(ends))),
            };
            busy.set(true);
            let navigate = navigate.clone();
            spawn_local(async move {
                let answer = copy(from, &plan).await;
                let _ = busy.try_set(false);
                match answer {
                    Ok(copied) if copied.left_out.is_empty() => {
                        toasts.say(tr!("did-copy"));
                        go(&navigate, meeting);
                    }
                    Ok(copied) => {
                        let _ = done.try_set(Some(copied));
                    }
                    // An earlier try was heard, and its answer lost.
                    Err(error) if was_made(&error) => go(&navigate, meeting),
                    Err(error) => toasts.say(error.say()),
                }
            });
        }
    };
    let cancel = move || navigate(&back, NavigateOptions::default());
    view! {
        <div class="scroll">
            <div class="copy-form">
                <Source room=room.clone()/>
                <section class="card copy-new" aria-label=move || tr!("copy-new")>
                    <h2 class="t-section">{move || tr!("copy-new")}</h2>
                    <TextArea label=move_tr!("form-title") value=title rows=2 most=300 help=renamed focus=true/>
                    <div class="when">
                        <DateField label=move_tr!("form-date") value=date help=weekday/>
                        <div class="two">
                            <TextField label=move_tr!("form-starts") value=starts inputmode="numeric" error=starts_error on_change=tidy_hours/>
                            <TextField label=move_tr!("form-ends") value=ends inputmode="numeric" error=ends_error on_change=tidy_hours/>
                        </div>
                    </div>
                </section>
                <Comes room=room.clone()/>
            </div>
        </div>
        <footer class="foot">
            {move || if is_cut_off() {
                view! { <p class="grow t-second-strong c-warn">{tr!("copy-foot-cut-off")}</p> }
            } else {
                view! { <p class="grow t-second">{tr!("copy-foot")}</p> }
            }}
            <Button label=move_tr!("cancel") on_press=Callback::from(cancel)/>
            <Button label=move_tr!("copy-make") kind=ButtonKind::Primary online=true disabled=cannot busy on_press=Callback::from(make)/>
        </footer>
    }
    .into_any()
}

fn go(navigate: &impl Fn(&str, NavigateOptions), meeting: MeetingId) {
    let instead = NavigateOptions {
        replace: true,
        ..NavigateOptions::default()
    };
    navigate(&format!("/meetings/{meeting}/edit"), instead);
}

fn was_made(error: &ApiError) -> bool {
    let reason = error.detail("reason").and_then(|reason| reason.as_str());
    error.code() == "room_refused" && reason == Some("meeting_exists")
}

/// The meeting that is copied.
#[component]
fn Source(room: Room) -> impl IntoView {
    let details = room.details;
    let second: Vec<String> = [
        details.starts_at.map(|at| day_first(Day::of(at))),
        details.starts_at.map(|at| hours(at, details.ends_at)),
        Some(details.place).filter(|place| !place.is_empty()),
    ]
    .into_iter()
    .flatten()
    .collect();
    view! {
        <p class="copy-source">
            <Icon of=icon!("copy")/>
            <span>
                <span class="t-second">{move || tr!("copy-from")}</span>
                <b lang="vi">{details.title}</b>
                <span class="t-second" lang="vi">{second.join(" · ")}</span>
            </span>
        </p>
    }
}

/// What comes along, and what stays behind.
#[component]
fn Comes(room: Room) -> impl IntoView {
    let people = room.participants.len();
    let name = |id| {
        let who = room.participants.get(&id);
        who.map(|who| who.name.clone()).unwrap_or_default()
    };
    let chair = room.chair.map(name);
    let secretaries: Vec<String> = room.secretaries.iter().map(|id| name(*id)).collect();
    let items: Vec<String> = room
        .agenda()
        .into_iter()
        .filter(|(_, item)| item.status != ItemStatus::Withdrawn)
        .map(|(_, item)| item.title.clone())
        .collect();
    let count = items.len();
    view! {
        <section class="card copy-comes" aria-label=move || tr!("copy-comes")>
            <h2 class="t-item">{move || tr!("copy-comes")}</h2>
            <dl>
                {chair.map(|chair| view! { <div><dt>{move || tr!("form-chair")}</dt><dd lang="vi">{chair}</dd></div> })}
                <div><dt>{move || tr!("form-secretaries")}</dt><dd lang="vi">{secretaries.join(", ")}</dd></div>
                <div><dt>{move || tr!("tab-people")}</dt><dd>{move || tr!("people-count", { "count" => people })}</dd></div>
                <div>
                    <dt>{move || tr!("tab-agenda")}</dt>
                    <dd>
                        {move || tr!("items-count", { "count" => count })}
                        <ol lang="vi">{items.into_iter().map(|title| view! { <li>{title}</li> }).collect_view()}</ol>
                    </dd>
                </div>
            </dl>
            <p class="t-second stays"><Icon of=icon!("info") small=true/><span>{move || tr!("copy-stays")}</span></p>
        </section>
    }
}

/// The copy is there, and somebody is not in it.
#[component]
fn Done(copied: CopiedMeeting) -> impl IntoView {
    let CopiedMeeting { meeting, left_out } = copied;
    let count = left_out.len();
    // For whom a substitute came is invited again: nobody is missing in their place.
    let is_missing = left_out
        .iter()
        .any(|left| left.reason != LeftOutReason::Substitute);
    view! {
        <div class="scroll">
            <div class="copy-form" role="status">
                <Banner tone=Tone::Valid icon=icon!("circle-check")>{move || tr!("did-copy")}</Banner>
                <section class="card copy-left">
                    <h2 class="t-item">{move || tr!("copy-left-out", { "count" => count })}</h2>
                    <ul>{left_out.into_iter().map(|left| view! { <Left left/> }).collect_view()}</ul>
                    {is_missing.then(|| view! { <p class="t-second">{move || tr!("copy-left-out-help")}</p> })}
                </section>
            </div>
        </div>
        <footer class="foot">
            <span class="grow"></span>
            <LinkButton href=format!("/meetings/{meeting}/edit") label=move_tr!("meeting-go-on") icon=icon!("pencil") kind=ButtonKind::Primary/>
        </footer>
    }
}

#[component]
fn Left(left: LeftOut) -> impl IntoView {
    let reason = left.reason;
    view! {
        <li>
            <p lang="vi"><b>{left.name}</b>{(!left.position.is_empty()).then(|| format!(", {}", left.position))}</p>
            <p class="t-second">{move || match reason {
                LeftOutReason::Left => tr!("copy-left"),
                LeftOutReason::PositionEnded => tr!("copy-position-ended"),
                LeftOutReason::Substitute => tr!("copy-substitute"),
            }}</p>
        </li>
    }
}
