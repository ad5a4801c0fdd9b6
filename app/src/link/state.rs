//! Whether there is a way to the server, as the whole client sees it.

use std::cell::Cell;
use std::time::Duration;

use leptos::prelude::*;

/// How the way to the server is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connection {
    /// Open.
    Online,
    /// Closed: what is on the tablet stays readable.
    Offline,
    /// Open again since less than three seconds.
    Back,
}

/// The link's state. Copy it freely; take it with [`use_link`].
#[derive(Clone, Copy, Debug)]
pub struct Link {
    /// How the way to the server is.
    pub connection: RwSignal<Connection>,
    /// Grows by one with every answer "nobody is signed in".
    pub signed_out: RwSignal<u64>,
}

thread_local! {
    static LINK: Cell<Option<Link>> = const { Cell::new(None) };
}

impl Link {
    /// Provides the link and listens to the browser. Call once, in the root's owner.
    pub fn provide() -> Self {
        let online = window().navigator().on_line();
        let link = Self {
            connection: RwSignal::new(if online {
                Connection::Online
            } else {
                Connection::Offline
            }),
            signed_out: RwSignal::new(0),
        };
        LINK.set(Some(link));
        // The root lives as long as the page, and so do its listeners.
        let _ = window_event_listener(leptos::ev::online, |_| report(true));
        let _ = window_event_listener(leptos::ev::offline, |_| report(false));
        link
    }
}

/// The link, anywhere: it needs no reactive owner.
pub fn use_link() -> Link {
    LINK.get().expect("`Link::provide` runs before any view")
}

/// Notes that the server was reached, or was not.
pub(crate) fn report(reached: bool) {
    let Some(Link { connection, .. }) = LINK.get() else {
        return;
    };
    match (connection.get_untracked(), reached) {
        (Connection::Online | Connection::Back, false) => connection.set(Connection::Offline),
        (Connection::Offline, true) => {
            connection.set(Connection::Back);
            set_timeout(
                move || {
                    if connection.get_untracked() == Connection::Back {
                        connection.set(Connection::Online);
                    }
                },
                Duration::from_secs(3),
            );
        }
        (Connection::Offline, false) | (Connection::Online | Connection::Back, true) => {}
    }
}

/// Notes that the server knows nobody in this browser.
pub(crate) fn report_signed_out() {
    if let Some(link) = LINK.get() {
        link.signed_out.update(|times| *times += 1);
    }
}
