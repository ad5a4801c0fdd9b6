//! Questions to the server of which the answer to the last one counts: whatever comes back to an earlier one is old.

use leptos::prelude::*;

/// Counts what is asked. Copy it freely.
#[derive(Clone, Copy)]
pub struct Asking {
    turn: StoredValue<u64>,
    is_on: RwSignal<bool>,
}

impl Asking {
    /// Nothing is asked yet. Call in a component.
    pub fn new() -> Self {
        Self {
            turn: StoredValue::new(0),
            is_on: RwSignal::new(false),
        }
    }

    /// Something is asked: its number. Nothing where the screen has gone.
    pub fn begin(self) -> Option<u64> {
        let turn = self.turn.try_get_value()? + 1;
        self.turn.set_value(turn);
        let _ = self.is_on.try_set(true);
        Some(turn)
    }

    /// Whether it is what was asked last, and the screen is still there.
    pub fn is_last(self, turn: u64) -> bool {
        self.turn.try_get_value() == Some(turn)
    }

    /// Its answer is here. Tells whether it counts, see [`is_last`](Self::is_last).
    pub fn answered(self, turn: u64) -> bool {
        let is_last = self.is_last(turn);
        if is_last {
            let _ = self.is_on.try_set(false);
        }
        is_last
    }

    /// What is on its way counts no more: something newer is known, or it is no longer wanted.
    pub fn forget(self) {
        if let Some(turn) = self.begin() {
            self.answered(turn);
        }
    }

    /// Whether an answer is awaited.
    pub fn is_on(self) -> Signal<bool> {
        self.is_on.into()
    }

    /// Whether an answer is awaited now.
    pub fn is_on_now(self) -> bool {
        self.is_on.try_get_untracked() == Some(true)
    }
}

impl Default for Asking {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_answer_to_the_last_question_counts() {
        let owner = Owner::new();
        owner.set();
        let asking = Asking::new();
        let first = asking.begin().unwrap();
        let second = asking.begin().unwrap();
        assert!(!asking.answered(first));
        assert!(asking.is_on_now(), "the second is still awaited");
        assert!(asking.answered(second));
        assert!(!asking.is_on_now());
        let third = asking.begin().unwrap();
        asking.forget();
        assert!(!asking.is_on_now());
        assert!(!asking.answered(third));
        owner.cleanup();
        assert_eq!(asking.begin(), None);
        assert!(!asking.is_last(third));
    }
}
