//! How long an answer is waited for. A call that never settles would leave its screen waiting for ever: neither would it
//! ask again by itself, nor would another press be heard.

use std::time::Duration;

use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use web_sys::{AbortController, AbortSignal};

/// After this the call is given up, as if there were no way to the server. Far longer than anything the server does
/// before it answers; files of any size travel without it.
const LONGEST: Duration = Duration::from_mins(2);

/// The time of one call; over with it.
pub(super) struct Limit {
    controller: Option<AbortController>,
    timer: Option<TimeoutHandle>,
}

impl Limit {
    /// Begins now.
    pub(super) fn begins() -> Self {
        let controller = AbortController::new().ok();
        let timer = controller.clone().and_then(|controller| {
            set_timeout_with_handle(move || controller.abort(), LONGEST).ok()
        });
        Self { controller, timer }
    }

    /// Tells the browser when to give the call up.
    pub(super) fn signal(&self) -> Option<AbortSignal> {
        self.controller.as_ref().map(AbortController::signal)
    }
}

impl Drop for Limit {
    fn drop(&mut self) {
        if let Some(timer) = &self.timer {
            timer.clear();
        }
    }
}
