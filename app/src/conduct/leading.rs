//! What stands in the place of the follow switch while this person leads: how many tablets have seen the page, or that
//! none does without a connection.

use leptos::prelude::*;

use crate::link::socket::Connection;
use crate::meeting::room::RoomStore;
use crate::tr;

/// See the module.
#[component]
pub fn LeadingWord(
    /// The room.
    room: RoomStore,
) -> impl IntoView {
    let is_lost = move || room.connection.get() == Connection::Lost;
    view! {
        <span class="leading-word" class:lost=is_lost role="status">
            {move || if is_lost() {
                view! { <strong>{tr!("room-leading-lost")}</strong> }.into_any()
            } else {
                view! {
                    <span class="said">
                        <strong>{tr!("room-leading")}</strong>
                        <span>{move || room.presence.with(|presence| {
                            tr!("room-seen", { "seen" => presence.seen, "all" => presence.following })
                        })}</span>
                    </span>
                }
                .into_any()
            }}
        </span>
    }
}
