//! What stands in the room of a session that a pass opened: the line that says what it is, and the way out of it. It sees
//! to it that the session ends on the device when it is over, also where the server cannot be reached.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::model::{Visit, over_at};
use super::visit::room_tablet;
use crate::dates::{self, Local};
use crate::identity::store::use_session;
use crate::link;
use crate::meeting::room::RoomStore;
use crate::ui::{Confirm, Icon, use_toasts};
use crate::{icon, tr};

/// How often it is looked whether the session is over.
const LOOKING: Duration = Duration::from_secs(15);

/// Ends the session on this device when it is over by the clock. Call in the room's component.
pub fn end_in_time(room: RoomStore) {
    let look = set_interval_with_handle(
        move || {
            let over = untrack(|| room.room.with(|room| room.as_ref().and_then(over_at)));
            let is_over = over.is_some_and(|over| room.now().0 >= over);
            let is_past = Visit::remembered().is_some_and(|visit| visit.is_past(dates::now()));
            if is_over || is_past {
                link::report_signed_out();
            }
        },
        LOOKING,
    );
    on_cleanup(move || look.iter().for_each(IntervalHandle::clear));
}

/// When this device wipes itself, in words, once the meeting has ended.
pub fn wiped_at(room: RoomStore) -> Option<String> {
    let over = room.room.with(|room| room.as_ref().and_then(over_at))?;
    Some(tr!("visit-wiped-at", { "time" => Local::of(over).time() }))
}

/// Who is in by a pass, and that this is gone at the end.
#[component]
pub fn VisitLine(
    /// The room, once it is there.
    #[prop(optional)]
    room: Option<RoomStore>,
) -> impl IntoView {
    let session = use_session();
    let tablet = room_tablet();
    view! {
        <p class="visit-line">
            <Icon of=icon!("key-square") small=true/>
            <span>
                <b lang="vi">{move || session.name()}</b>
                " · "
                {move || match (room.and_then(wiped_at), tablet.clone()) {
                    (Some(wiped), _) => wiped,
                    (None, Some(tablet)) => tr!("visit-line-tablet", { "tablet" => tablet }),
                    (None, None) => tr!("visit-line"),
                }}
            </span>
        </p>
    }
}

/// The way out, which is asked about once: it ends the session, and wipes.
#[component]
pub fn LeaveVisit(
    /// The room.
    room: RoomStore,
    /// How it is drawn: a button's classes.
    class: &'static str,
) -> impl IntoView {
    let session = use_session();
    let toasts = use_toasts();
    let asks = RwSignal::new(false);
    let lost = RwSignal::new((0, 0));
    let follows = Signal::derive(move || {
        let (notes, waiting) = lost.get();
        let mut said = vec![if room_tablet().is_some() {
            tr!("visit-leave-follows-tablet")
        } else {
            tr!("visit-leave-follows")
        }];
        if notes > 0 {
            said.push(tr!("visit-leave-notes", { "count" => notes }));
        }
        if waiting > 0 {
            said.push(tr!("visit-leave-waiting", { "count" => waiting }));
        }
        said.join(" ")
    });
    let leave = Callback::from(move || {
        spawn_local(async move {
            if let Err(error) = session.leave().await {
                toasts.say(error.say());
            }
        });
    });
    let is_cut = move || crate::ui::is_cut_off();
    view! {
        <button
            type="button"
            class=class
            aria-disabled=move || is_cut().then_some("true")
            title=move || is_cut().then(|| tr!("needs-connection"))
            on:click=move |_| {
                if untrack(is_cut) {
                    toasts.say(tr!("visit-leave-offline"));
                } else {
                    lost.set((room.notes_here(), room.waiting.get_untracked()));
                    asks.set(true);
                }
            }
        >
            <Icon of=icon!("log-out")/>
            <span>{move || tr!("visit-leave")}</span>
        </button>
        <Confirm
            open=asks
            title=crate::move_tr!("visit-leave-title")
            follows
            act=crate::move_tr!("visit-leave")
            on_yes=leave
        />
    }
}
