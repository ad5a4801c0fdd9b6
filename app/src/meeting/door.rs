//! The door of a meeting's screens (room, minutes, signing): which meeting the address names, and the shelf of whoever
//! is signed in. It decides nothing about who may come in; the screens behind it ask the server.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_params_map;
use nghisu_protocol::ids::MeetingId;

use crate::identity::store::use_session;
use crate::link::shelf::Shelf;
use crate::ui::{NotFound, Shape, Skeleton};

/// Opens the tablet's shelf, then the screen; a browser that keeps nothing goes on without a shelf.
#[component]
pub fn MeetingDoor(
    /// The screen behind the door.
    opens: fn(MeetingId, Option<Shelf>) -> AnyView,
) -> impl IntoView {
    let params = use_params_map();
    let meeting = Memo::new(move |_| {
        params
            .with(|params| params.get("id"))
            .and_then(|id| id.parse::<MeetingId>().ok())
    });
    let shelf = person_shelf();
    move || match (meeting.get(), shelf.get()) {
        (None, _) => view! { <NotFound/> }.into_any(),
        (Some(_), None) => view! { <Skeleton shape=Shape::Paper may_leave=true/> }.into_any(),
        (Some(meeting), Some(shelf)) => opens(meeting, shelf),
    }
}

/// The shelf of the person who is signed in, once it is known whether there is one.
fn person_shelf() -> RwSignal<Option<Option<Shelf>>, LocalStorage> {
    let session = use_session();
    let shelf = RwSignal::new_local(None::<Option<Shelf>>);
    spawn_local(async move {
        let person = untrack(|| session.shelf()).unwrap_or_default();
        let opened = Shelf::open(&person).await;
        if let Err(error) = &opened {
            web_sys::console::warn_1(&error.to_string().into());
        }
        shelf.try_set(Some(opened.ok()));
    });
    shelf
}
