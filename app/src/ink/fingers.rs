//! Whether fingers draw on the page, or move it.
//!
//! Whoever has no pen could write nothing if fingers only moved pages; whoever has one must not draw with a hand that
//! rests. So fingers draw as long as this tablet has seen no pen, and what somebody chose outranks that. Choice and
//! pen are remembered on the tablet.

use leptos::prelude::*;

const CHOICE: &str = "nghisu-finger-draws";
const PEN: &str = "nghisu-pen-seen";

/// See the module. Copy it freely.
#[derive(Clone, Copy)]
pub struct Fingers {
    /// Whether they draw now.
    pub draw: RwSignal<bool>,
    has_seen_pen: StoredValue<bool>,
}

impl Fingers {
    /// As they were left on this tablet.
    pub fn remembered() -> Self {
        let draw = may_draw(recall(CHOICE).as_deref(), recall(PEN).is_some());
        Self {
            draw: RwSignal::new(draw),
            has_seen_pen: StoredValue::new(false),
        }
    }

    /// Takes the wish of whoever holds the tablet.
    pub fn choose(self, draw: bool) {
        self.draw.set(draw);
        remember(CHOICE, if draw { YES } else { NO });
    }

    /// Whether a pen has drawn in this room.
    pub fn has_seen_pen(self) -> bool {
        self.has_seen_pen.get_value()
    }

    /// A pen draws: the first time in a room, fingers draw no more until somebody wants them to.
    pub fn see_pen(self) {
        if !self.has_seen_pen.get_value() {
            self.has_seen_pen.set_value(true);
            self.draw.set(false);
            remember(PEN, YES);
        }
    }
}

const YES: &str = "yes";
const NO: &str = "no";

/// Whether fingers draw, by what was chosen and whether a pen was ever seen.
fn may_draw(choice: Option<&str>, has_seen_pen: bool) -> bool {
    match choice {
        Some(YES) => true,
        Some(NO) => false,
        _ => !has_seen_pen,
    }
}

fn recall(key: &str) -> Option<String> {
    let storage = window().local_storage().ok().flatten()?;
    storage.get_item(key).ok().flatten()
}

fn remember(key: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(key, value);
    }
}

#[cfg(test)]
mod tests {
    use super::may_draw;

    #[test]
    fn fingers_draw_until_a_pen_is_seen_and_a_choice_outranks_both() {
        assert!(may_draw(None, false));
        assert!(!may_draw(None, true));
        assert!(may_draw(Some("yes"), true));
        assert!(!may_draw(Some("no"), false));
    }
}
