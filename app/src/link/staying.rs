//! Asks the browser not to clear what this tablet keeps when it runs short of room (Storage Standard, 4.3).
//!
//! Keys and what waits to be sent exist here alone. A browser that declines keeps them all the same, as long as it has
//! room; nothing depends on its answer.

use std::cell::Cell;

use leptos::prelude::window;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;

thread_local! {
    static IS_ASKED: Cell<bool> = const { Cell::new(false) };
}

/// Asks once a visit, as soon as something is kept that exists nowhere else.
pub(super) fn ask_to_stay() {
    if IS_ASKED.replace(true) {
        return;
    }
    if let Ok(asked) = window().navigator().storage().persist() {
        spawn_local(async move {
            let _ = JsFuture::from(asked).await;
        });
    }
}
