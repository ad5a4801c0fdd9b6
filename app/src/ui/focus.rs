//! Where a keyboard goes on when what had the focus is no longer there: a button that gave way to what it opened.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

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
