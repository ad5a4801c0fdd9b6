//! The states that every screen has: loading, empty, failed, not found. Each says what is, why, and the way out;
//! codes stand only in the details.

use std::time::Duration;

use leptos::prelude::*;

use super::button::{Button, ButtonKind, LinkButton};
use super::icon::{Icon, Svg};
use crate::link::{ApiError, Connection};
use crate::{move_tr, tr};

/// What the content will look like, so that nothing jumps when it comes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Shape {
    /// Headings with text.
    #[default]
    Text,
    /// Rows of a list: a mark and two lines each.
    Rows,
    /// A page of paper on its desk.
    Paper,
}

impl Shape {
    fn class(self) -> &'static str {
        match self {
            Self::Text => "skeleton",
            Self::Rows => "skeleton in-rows",
            Self::Paper => "skeleton in-paper",
        }
    }
}

/// Goes back to where this screen was opened from.
fn leave() {
    if let Ok(history) = window().history() {
        let _ = history.back();
    }
}

/// Grey lines where content will be. Unseen for the first 300 ms (most answers are there by then); after five
/// seconds it says so in words and offers to try again.
#[component]
pub fn Skeleton(
    /// Lines.
    #[prop(default = 9)]
    lines: usize,
    /// What will stand here.
    #[prop(optional)]
    shape: Shape,
    /// Offers to ask again after five seconds.
    #[prop(optional, into)]
    on_retry: Option<Callback<()>>,
    /// Offers the way back after five seconds, where nothing else on the screen does.
    #[prop(optional)]
    may_leave: bool,
) -> impl IntoView {
    view! {
        <div role="status" aria-busy="true">
            <span class="words-only">{move || tr!("loading")}</span>
            <div class=shape.class() aria-hidden="true">{(0..lines).map(|_| view! { <i></i> }).collect_view()}</div>
            <div class="late">
                <span>{move || tr!("loading-long")}</span>
                {on_retry.map(|retry| view! { <Button label=move_tr!("retry") on_press=retry/> })}
                {may_leave.then(|| view! { <Button label=move_tr!("cancel") kind=ButtonKind::Text on_press=leave/> })}
            </div>
        </div>
    }
}

/// Nothing here yet: one sentence and, as children, one action.
#[component]
pub fn EmptyState(
    /// Icon of what is missing.
    icon: Svg,
    /// The sentence.
    #[prop(into)]
    title: Signal<String>,
    /// More, if the sentence does not say it.
    #[prop(optional, into)]
    why: Option<Signal<String>>,
    /// One action.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="state">
            <Icon of=icon large=true/>
            <div>
                <p class="title">{move || sentences(&title.get())}</p>
                {why.map(|why| view! { <p class="why">{move || why.get()}</p> })}
            </div>
            {children.map(|children| view! { <div class="ways">{children()}</div> })}
        </div>
    }
}

/// Sentences, each kept together where the width allows: a line breaks between two before it breaks within one.
fn sentences(said: &str) -> impl IntoView + use<> {
    said.split_inclusive(". ")
        .map(|sentence| view! { <span>{sentence.trim_end().to_owned()}</span> " " })
        .collect_view()
}

/// How often what failed for want of a connection is asked again while there is one.
const ASKING_AGAIN: Duration = Duration::from_secs(5);
/// For how long *Thử lại* shows that it was pressed, unless an answer takes its place before.
const TRYING: Duration = Duration::from_secs(3);

/// What is done by itself about something that failed for want of a connection.
#[derive(Clone, Copy, Default)]
pub enum Again {
    /// Nothing: what failed was an act, and only a hand does it again.
    #[default]
    ByHand,
    /// It is asked again as soon as there is a way; not while an answer is awaited, which this tells.
    Asks(Signal<bool>),
    /// The screen's own connection is tried again in its own time.
    OwnWay,
}

/// Something failed: what, why, the way out.
#[component]
pub fn ErrorState(
    /// What the server or the network said.
    error: ApiError,
    /// What failed, in the words of the screen.
    #[prop(into)]
    title: Signal<String>,
    /// Tries again.
    #[prop(optional, into)]
    on_retry: Option<Callback<()>>,
    /// What is done about it without a hand.
    #[prop(optional)]
    again: Again,
    /// Nothing else stands on the screen: trying again is its primary act.
    #[prop(optional)]
    alone: bool,
    /// Another way, beside that.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let kind = if alone {
        ButtonKind::Primary
    } else {
        ButtonKind::Secondary
    };
    let code = error.code().to_owned();
    let offline = error.is_offline();
    let said = error.clone();
    let busy = RwSignal::new(false);
    if let (true, Some(retry), Again::Asks(is_asking)) = (offline, on_retry, again) {
        let ask = move || {
            if is_asking.try_get_untracked() == Some(false) {
                retry.run(());
            }
        };
        let connection = crate::link::use_link().connection;
        Effect::new(move |before: Option<Connection>| {
            let now = connection.get();
            if before == Some(Connection::Offline) && now != Connection::Offline {
                ask();
            }
            now
        });
        // The way may have come back before this was shown.
        let clock = set_interval_with_handle(
            move || {
                if connection.get_untracked() != Connection::Offline {
                    ask();
                }
            },
            ASKING_AGAIN,
        );
        on_cleanup(move || {
            clock.iter().for_each(IntervalHandle::clear);
        });
    }
    // Where there is a way, neither the words nor the sign say that there is none: it is the server that is silent.
    let is_silent = Memo::new(move |_| {
        offline
            && on_retry.is_some()
            && !matches!(again, Again::ByHand)
            && crate::link::use_link().connection.get() != Connection::Offline
    });
    let why = move || {
        if is_silent.get() {
            tr!("asking-again")
        } else {
            said.say()
        }
    };
    let press = move |retry: Callback<()>| {
        busy.set(true);
        set_timeout(
            move || {
                let _ = busy.try_set(false);
            },
            TRYING,
        );
        retry.run(());
    };
    view! {
        <div class="state" role="alert">
            {move || match (offline, is_silent.get()) {
                (true, true) => view! { <Icon of=crate::icon!("server") large=true/> },
                (true, false) => view! { <Icon of=crate::icon!("wifi-off") large=true/> },
                (false, _) => view! { <Icon of=crate::icon!("triangle-alert") large=true/> },
            }}
            <div>
                <p class="title">{move || title.get()}</p>
                <p class="why">{why}</p>
            </div>
            <div class="ways">
                {on_retry.map(|retry| view! {
                    <Button label=move_tr!("retry") kind icon=crate::icon!("rotate-ccw") busy repeats=true on_press=Callback::from(move || press(retry))/>
                })}
                {children.map(|children| children())}
            </div>
            <details class="details">
                <summary><Icon of=crate::icon!("chevron-right") small=true/>{move || tr!("technical-details")}</summary>
                <code>{code}</code>
            </details>
        </div>
    }
}

/// An address that leads nowhere.
#[component]
pub fn NotFound() -> impl IntoView {
    view! {
        <div class="state page">
            <Icon of=crate::icon!("map-pin") large=true/>
            <div>
                <p class="title">{move || tr!("not-found-title")}</p>
                <p class="why">{move || tr!("not-found-why")}</p>
            </div>
            <div class="ways">
                <LinkButton href="/".to_owned() label=move_tr!("not-found-way") kind=ButtonKind::Primary/>
            </div>
        </div>
    }
}
