//! The room before anything of it is known: its bars and its desk stand where they will stand, so that nothing jumps when
//! the meeting comes, and the way out is there from the beginning.

use leptos::prelude::*;
use leptos_router::components::A;

use super::screen::wide;
use crate::identity::store::use_session;
use crate::link::{Connection, use_link};
use crate::pass::in_room::VisitLine;
use crate::ui::{Button, Icon, LinkButton, Size, Spinner};
use crate::viewer::first_page;
use crate::{icon, move_tr, tr};

/// Why a room is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Empty {
    /// The meeting is on its way: grey bars stand for its words.
    Waits,
    /// It could not be fetched: the bar says whether the way to the server or the server itself is missing.
    Failed,
    /// The server closed it to this tablet; the connection is as it was.
    Closed,
}

/// The empty room. What stands on its desk are the children.
#[component]
pub(super) fn RoomFrame(
    /// Why it is empty.
    #[prop(into)]
    why: Signal<Empty>,
    /// What stands on the desk.
    children: Children,
) -> impl IntoView {
    let is_wide = wide();
    let is_limited = untrack(|| use_session().is_limited());
    // Where the first page lies already, it says whether the agenda will be open.
    let has_agenda = first_page::begins_beside_the_agenda().unwrap_or(true);
    let is_waiting = Memo::new(move |_| why.get() == Empty::Waits);
    let is_cut = Memo::new(move |_| use_link().connection.get() == Connection::Offline);
    // Where nothing is on its way there is no agenda to keep a place for.
    let is_open = move || is_wide.get() && has_agenda && is_waiting.get();
    view! {
        <div
            class="room waits"
            class:closed=move || !is_open()
            class:portrait=move || !is_wide.get()
            class:visit=is_limited
        >
            <header class="room-top">
                <div class="lead">
                    {(!is_limited).then(|| view! {
                        <A href="/" attr:class="back" attr:aria-label=move || tr!("room-leave")>
                            <Icon of=icon!("chevron-left")/>
                        </A>
                    })}
                </div>
                <Show when=move || is_waiting.get()>
                    <div class="bones title" aria-hidden="true"><i></i><i></i></div>
                </Show>
                <Show when=move || why.get() == Empty::Failed>
                    <span class="connection offline">
                        {move || if is_cut.get() {
                            view! { <Icon of=icon!("wifi-off") small=true/> }
                        } else {
                            view! { <Icon of=icon!("server") small=true/> }
                        }}
                        <span class="said">{move || if is_cut.get() { tr!("offline") } else { tr!("server-silent") }}</span>
                    </span>
                </Show>
            </header>
            {is_limited.then(|| view! { <VisitLine/> })}
            <Show when=is_open>
                <div class="agenda-panel" aria-hidden="true">
                    <Show when=move || is_waiting.get()>
                        <div class="bones items">{(0..12).map(|_| view! { <i></i> }).collect_view()}</div>
                    </Show>
                </div>
            </Show>
            <main class="desk-place"><div class="desk-holder">{children()}</div></main>
            <Show when=move || is_waiting.get()>
                <div class="room-bar" aria-hidden="true">
                    <div class="bones">{(0..4).map(|_| view! { <i></i> }).collect_view()}</div>
                </div>
            </Show>
        </div>
    }
}

/// A paper that is on its way, unless its first page lies there already; after five seconds a strip below the bar says
/// what is waited for, with the ways out.
#[component]
pub(super) fn PaperWaits(
    /// Tries again.
    on_retry: Callback<()>,
) -> impl IntoView {
    let is_read = first_page::begins_beside_the_agenda().is_some();
    let is_limited = untrack(|| use_session().is_limited());
    view! {
        <div class="paper-waits" role="status" aria-busy="true">
            <span class="words-only">{move || tr!("loading")}</span>
            <div class="skeleton in-paper" aria-hidden="true">{(0..9).map(|_| view! { <i></i> }).collect_view()}</div>
            <div class="late">
                <Spinner/>
                <span class="said">{move || if is_read { tr!("room-waits-reading") } else { tr!("room-waits-long") }}</span>
                <span class="ways">
                    <Button label=move_tr!("retry") size=Size::Small on_press=on_retry/>
                    {(!is_limited).then(|| view! { <LinkButton href="/".to_owned() label=move_tr!("not-found-way") size=Size::Small/> })}
                </span>
            </div>
        </div>
    }
}
