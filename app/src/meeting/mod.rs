//! Meetings: the calendar of the person, and the room of each.

pub mod api;
pub mod room;
pub mod screen;

use leptos::prelude::*;

use crate::move_tr;
use crate::ui::{EmptyState, Screen};

/// `/`: my meetings.
#[component]
pub fn MeetingsScreen() -> impl IntoView {
    view! {
        <Screen title=move_tr!("meetings")>
            <div class="scroll">
                <EmptyState icon=crate::icon!("calendar-days") title=move_tr!("meetings-empty")/>
            </div>
        </Screen>
    }
}
