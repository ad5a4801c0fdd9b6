//! `/waiting`, and the card of the same things beside the calendar.

use leptos::prelude::*;

use super::model::{Due, Duty, count};
use super::store::use_waiting;
use crate::dates::{self, Local};
use crate::meeting::bars::time_of_day;
use crate::meeting::invitation::answer::AnswerFromOutside;
use crate::ui::{
    Again, ButtonKind, EmptyState, ErrorState, Icon, LinkButton, Load, Screen, Shape, Skeleton, Svg,
};
use crate::{icon, move_tr, tr};

/// `/waiting`.
#[component]
pub fn WaitingScreen() -> impl IntoView {
    let waiting = use_waiting();
    waiting.refresh();
    let again = Callback::from(move || waiting.refresh());
    view! {
        <Screen title=move_tr!("waiting")>
            <div class="scroll">
                {move || match waiting.state.get() {
                    Load::Waiting => view! { <Skeleton shape=Shape::Rows on_retry=again/> }.into_any(),
                    Load::Failed(error) => view! { <ErrorState error=error title=move_tr!("waiting-failed") on_retry=again again=Again::Asks(waiting.is_asking())/> }.into_any(),
                    Load::Ready(list) if list.is_empty() => view! {
                        <div class="card"><EmptyState icon=icon!("inbox") title=move_tr!("waiting-nothing")/></div>
                    }
                    .into_any(),
                    Load::Ready(list) => {
                        // Apart from what waits for an act, which alone is counted.
                        let (to_know, dues): (Vec<Due>, Vec<Due>) =
                            list.into_iter().partition(|due| due.duty == Duty::CalledOff);
                        view! {
                            {(!dues.is_empty()).then(|| view! { <Dues list=dues/> })}
                            {(!to_know.is_empty()).then(|| view! {
                                <section class="to-know">
                                    <h2 class="t-section">{move || tr!("waiting-to-know")}</h2>
                                    <Dues list=to_know/>
                                </section>
                            })}
                        }
                        .into_any()
                    }
                }}
            </div>
        </Screen>
    }
}

/// *Chờ tôi* beside the calendar; nothing while nothing waits.
#[component]
pub fn WaitingCard() -> impl IntoView {
    let waiting = use_waiting();
    move || match waiting.state.get() {
        // The calendar itself says what was called off.
        Load::Ready(mut list) if count(&list) > 0 => {
            list.retain(|due| due.duty != Duty::CalledOff);
            Some(view! {
                <section class="part waiting-part">
                    <header class="part-head">
                        <h2 class="t-section">{move || tr!("waiting")}</h2>
                        <span class="t-second">{tr!("waiting-count", { "count" => list.len() })}</span>
                    </header>
                    <Dues list/>
                </section>
            })
        }
        _ => None,
    }
}

#[component]
fn Dues(list: Vec<Due>) -> impl IntoView {
    view! {
        <ul class="card rows dues">
            {list.into_iter().map(|due| view! { <DueCard due/> }).collect_view()}
        </ul>
    }
}

#[component]
fn DueCard(due: Due) -> impl IntoView {
    let waiting = use_waiting();
    let (icon, word, act): (Svg, Signal<String>, Signal<String>) = match due.duty {
        Duty::Answer => (
            icon!("mail-question-mark"),
            move_tr!("duty-answer"),
            move_tr!("duty-answer-act"),
        ),
        Duty::Sign => (
            icon!("signature"),
            move_tr!("duty-sign"),
            move_tr!("duty-sign-act"),
        ),
        Duty::Mend => (
            icon!("undo-2"),
            move_tr!("duty-mend"),
            move_tr!("duty-mend-act"),
        ),
        Duty::Write => (
            icon!("file-text"),
            move_tr!("duty-write"),
            move_tr!("write-minutes"),
        ),
        Duty::CalledOff => (
            icon!("ban"),
            move_tr!("duty-called-off"),
            move_tr!("duty-called-off-act"),
        ),
    };
    view! {
        <li class="due" class:off=due.duty == Duty::CalledOff>
            <p class="duty"><Icon of=icon small=true/>{move || word.get()}</p>
            <h3 class="t-strong" lang="vi">{due.title.clone()}</h3>
            {due.starts_at.map(|at| view! { <p class="t-second">{move || match due.duty {
                Duty::Answer => {
                    let when = dates::said(at.0, dates::now());
                    match due.ends_at {
                        Some(end) => tr!("duty-answer-when", { "when" => when, "end" => time_of_day(end.0) }),
                        None => when,
                    }
                }
                Duty::CalledOff => tr!("called-off-was", { "when" => dates::said(at.0, dates::now()) }),
                _ => tr!("held-on", { "date" => Local::of(at.0).date() }),
            }}</p> })}
            {(!due.place.is_empty()).then(|| view! { <p class="t-second" lang="vi">{due.place.clone()}</p> })}
            {due.reason.clone().map(|reason| view! {
                <p class="t-second">
                    {move || if due.duty == Duty::CalledOff { tr!("called-off-why") } else { tr!("duty-mend-why") }}
                    " " <span lang="vi">{reason}</span>
                </p>
            })}
            {(due.duty == Duty::Answer).then(|| view! {
                <AnswerFromOutside meeting=due.meeting on_answered=Callback::from(move || waiting.refresh())/>
            })}
            // A meeting may be kept on the tablet; minutes never are.
            <LinkButton href=due.address() label=act kind=if due.duty == Duty::Answer { ButtonKind::Text } else { ButtonKind::Secondary } wide=true online=due.duty != Duty::Answer/>
        </li>
    }
}
