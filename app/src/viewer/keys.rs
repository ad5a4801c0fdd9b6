//! What the keys of a keyboard, and of a presenter's remote control, do to the pages.
//!
//! A remote control types `PageDown` and `PageUp`, whatever was touched last: these two turn pages wherever the focus
//! is, as long as nobody writes and nothing lies over the page. The other keys belong to the control that has the focus,
//! and to the pages where none has.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use super::desk::Desk;
use super::store::ViewerStore;

/// How far an arrow scrolls, in CSS pixels.
const LINE: f64 = 120.0;

/// What a key asks of the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Forward,
    Back,
    Down,
    Up,
    First,
    Last,
    Nearer,
    Farther,
    Whole,
}

impl Asked {
    /// By the key's name (UI Events, `KeyboardEvent.key`).
    fn by(key: &str) -> Option<Self> {
        Some(match key {
            "PageDown" | "ArrowRight" | " " => Self::Forward,
            "PageUp" | "ArrowLeft" => Self::Back,
            "ArrowDown" => Self::Down,
            "ArrowUp" => Self::Up,
            "Home" => Self::First,
            "End" => Self::Last,
            "+" | "=" => Self::Nearer,
            "-" => Self::Farther,
            "0" => Self::Whole,
            _ => return None,
        })
    }

    fn of(self, desk: &Desk) {
        match self {
            Self::Forward => desk.forward(),
            Self::Back => desk.back(),
            Self::Down => desk.scroll(LINE),
            Self::Up => desk.scroll(-LINE),
            Self::First => desk.turn_to(1),
            Self::Last => desk.turn_to(u32::MAX),
            Self::Nearer => desk.zoom(1.25),
            Self::Farther => desk.zoom(0.8),
            Self::Whole => desk.zoom_out(),
        }
    }
}

/// What has the focus when a key is pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Focus {
    /// The pages themselves, or nothing.
    Pages,
    /// Something else that is operated by keys.
    Control,
    /// A field in which somebody writes or chooses, or whatever lies over the page.
    Elsewhere,
}

/// Whether a key means the pages.
fn reaches(key: &str, focus: Focus) -> bool {
    match focus {
        Focus::Pages => true,
        Focus::Control => matches!(key, "PageDown" | "PageUp"),
        Focus::Elsewhere => false,
    }
}

/// Turns pages by keys as long as the component that calls it is there; `desk` is the element of its pages.
pub(super) fn turn_by_keys(store: ViewerStore, desk: impl Fn() -> Option<HtmlElement> + 'static) {
    let keys = window_event_listener(leptos::ev::keydown, move |event| {
        // With these the browser's own keys are meant: Alt and an arrow go back a screen, not a page.
        if event.default_prevented() || event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let key = event.key();
        let Some(asked) = Asked::by(&key) else { return };
        let Some(root) = desk() else { return };
        if reaches(&key, focus(&event, &root))
            && let Some(desk) = store.desk()
        {
            event.prevent_default();
            asked.of(&desk);
        }
    });
    on_cleanup(move || keys.remove());
}

fn focus(event: &KeyboardEvent, root: &HtmlElement) -> Focus {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlElement>().ok());
    let Some(target) = target else {
        return Focus::Pages;
    };
    let is_field = matches!(
        target.closest("input, textarea, select, [contenteditable], [role=menu], [role=listbox]"),
        Ok(Some(_))
    );
    if is_field || is_covered(root) {
        return Focus::Elsewhere;
    }
    if root.contains(Some(&target)) || document().body().is_some_and(|body| body == target) {
        Focus::Pages
    } else {
        Focus::Control
    }
}

/// Whether a dialog is open in which the pages do not lie.
fn is_covered(root: &HtmlElement) -> bool {
    let Ok(dialogs) = document().query_selector_all("dialog[open]") else {
        return false;
    };
    (0..dialogs.length())
        .filter_map(|index| dialogs.get(index))
        .any(|dialog| !dialog.contains(Some(root)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remote_control_turns_pages_wherever_the_focus_is_but_where_somebody_writes() {
        for key in ["PageDown", "PageUp"] {
            assert!(reaches(key, Focus::Pages));
            assert!(reaches(key, Focus::Control));
            assert!(!reaches(key, Focus::Elsewhere));
        }
    }

    #[test]
    fn the_other_keys_belong_to_the_control_that_has_the_focus() {
        for key in ["ArrowRight", "ArrowLeft", " ", "Home", "End", "+", "-", "0"] {
            assert!(Asked::by(key).is_some());
            assert!(reaches(key, Focus::Pages));
            assert!(!reaches(key, Focus::Control));
        }
        assert_eq!(Asked::by("Enter"), None);
    }
}
