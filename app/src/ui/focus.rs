//! Where a keyboard goes on when what had the focus is no longer there: a button that gave way to what it opened; and
//! whether a keyboard is used at all.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

const TOUCHED: &str = "data-touched";

/// Follows, as long as the page lives, whether it is touched or typed into: the root carries `data-touched` from a touch
/// to the next key. What scrolls or is a place to begin takes the focus after a touch too, and shows it to a keyboard only.
pub fn tell_hand_from_keys() {
    let root = || document().document_element();
    let _ = window_event_listener(ev::pointerdown, move |_| {
        if let Some(root) = root() {
            let _ = root.set_attribute(TOUCHED, "");
        }
    });
    let _ = window_event_listener(ev::keydown, move |_| {
        if let Some(root) = root() {
            let _ = root.remove_attribute(TOUCHED);
        }
    });
}

/// Gives the focus to what a selector names inside of an element, in the next frame, unless something else has it.
pub fn take_up(within: Option<&Element>, selector: &'static str) {
    let Some(within) = within.cloned() else {
        return;
    };
    request_animation_frame(move || {
        let has_focus = document()
            .active_element()
            .is_some_and(|active| active.tag_name() != "BODY");
        let found = within.query_selector(selector).ok().flatten();
        if !has_focus
            && let Some(found) = found.as_ref().and_then(|one| one.dyn_ref::<HtmlElement>())
        {
            let _ = found.focus();
        }
    });
}
