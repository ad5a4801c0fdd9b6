//! A person's own page.

use leptos::prelude::*;

use crate::move_tr;
use crate::ui::{Screen, frame::Preferences};

/// `/me`.
#[component]
pub fn MeScreen() -> impl IntoView {
    view! {
        <Screen title=move_tr!("my-page")>
            <div class="scroll"><div class="card"><Preferences/></div></div>
        </Screen>
    }
}
