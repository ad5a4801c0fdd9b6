//! The strip under the top bar: amber while there is no connection, green for three seconds once it is back.
//! Never a dialog: reading and writing go on.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::icon::Icon;
use crate::link::{Connection, use_link};
use crate::tr;

/// The strip, empty while all is well.
#[component]
pub fn Strips(
    /// Nothing is on board yet: it is said only that the connection is lost.
    #[prop(optional)]
    nothing_on_board: bool,
) -> impl IntoView {
    let link = use_link();
    let path = use_location().pathname;
    let lost = move || {
        // Here what is written is kept and sent later; anywhere else nothing is.
        let writes = path.with(|path| path.ends_with("/edit") || path.ends_with("/minutes"));
        // Nothing is changed in the archive.
        let is_archive = path.with(|path| path.starts_with("/archive"));
        // The plan of a copy is made here; the copy is made by the server.
        let copies = path.with(|path| path.ends_with("/copy"));
        let signs = path.with(|path| path.ends_with("/sign"));
        if nothing_on_board {
            tr!("offline")
        } else if signs {
            tr!("connection-lost-signing")
        } else if writes {
            tr!("connection-lost-writing")
        } else if is_archive {
            tr!("connection-lost-archive")
        } else if copies {
            tr!("connection-lost-copy")
        } else {
            tr!("connection-lost-reading")
        }
    };
    view! {
        <div role="status" aria-live="polite">
            {move || match link.connection.get() {
                Connection::Online => None,
                Connection::Offline => Some(view! {
                    <div class="strip"><Icon of=crate::icon!("wifi-off") small=true/>{lost()}</div>
                }.into_any()),
                Connection::Back => Some(view! {
                    <div class="strip valid"><Icon of=crate::icon!("wifi") small=true/>{tr!("connection-back")}</div>
                }.into_any()),
            }}
        </div>
    }
}
