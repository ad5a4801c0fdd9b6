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

/// When something was asked of the server: an answer tells of the way there only if the way was not lost meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    losses: u64,
}

thread_local! {
    static LOSSES: Cell<u64> = const { Cell::new(0) };
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

impl Asked {
    /// Something is asked now.
    pub(crate) fn now() -> Self {
        Self {
            losses: LOSSES.get(),
        }
    }

    /// Notes that the server answered it. What was on its way when the way was lost says nothing of the way now.
    pub(crate) fn is_answered(self) {
        if self == Self::now() {
            report(true);
        }
    }
}

/// Notes that the server was reached, or was not.
pub(crate) fn report(reached: bool) {
    if !reached {
        LOSSES.set(LOSSES.get() + 1);
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_to_what_was_asked_before_the_loss_opens_nothing() {
        let owner = Owner::new();
        owner.set();
        let link = Link {
            connection: RwSignal::new(Connection::Online),
            signed_out: RwSignal::new(0),
        };
        LINK.set(Some(link));
        let before = Asked::now();
        report(false);
        before.is_answered();
        assert_eq!(link.connection.get_untracked(), Connection::Offline);
        // Nor does it, while another one fails, say that there is a way.
        let second = Asked::now();
        report(false);
        second.is_answered();
        assert_eq!(link.connection.get_untracked(), Connection::Offline);
    }
}
