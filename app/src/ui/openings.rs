//! What is asked of the server from a sheet and answered later closes that sheet, and none that was opened meanwhile.

use leptos::prelude::*;

/// The openings of a sheet, told apart. Copy it freely.
pub struct Openings<T: Send + Sync + 'static> {
    /// Whether it is open, or what it is about; its default is a closed sheet.
    what: RwSignal<T>,
    /// How often it was opened, closed or put on something else.
    turn: Memo<u64>,
}

impl<T: Send + Sync + 'static> Clone for Openings<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Openings<T> {}

impl<T: Default + Send + Sync + 'static> Openings<T> {
    /// Of the sheet that is open while this says so. Call in a component.
    pub fn of(what: RwSignal<T>) -> Self {
        let turn = Memo::new(move |before: Option<&u64>| {
            what.track();
            before.map_or(0, |before| before + 1)
        });
        Self { what, turn }
    }

    /// Tells later whether the sheet is still open as it is now: not once it was closed or is about something else.
    pub fn still(self) -> impl Fn() -> bool + use<T> {
        let turn = self.turn.try_get_untracked();
        move || turn.is_some() && self.turn.try_get_untracked() == turn
    }

    /// Closes the sheet later, if it is still open as it is now.
    pub fn closer(self) -> impl FnOnce() + use<T> {
        let still = self.still();
        move || {
            if still() {
                let _ = self.what.try_set(T::default());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_closes_the_sheet_in_which_it_was_asked() {
        let owner = Owner::new();
        owner.set();
        let about = RwSignal::new(None::<u8>);
        let openings = Openings::of(about);
        about.set(Some(1));
        let close = openings.closer();
        close();
        assert_eq!(about.get_untracked(), None);
    }

    #[test]
    fn an_answer_closes_no_sheet_that_was_opened_meanwhile() {
        let owner = Owner::new();
        owner.set();
        let about = RwSignal::new(Some(1_u8));
        let openings = Openings::of(about);
        let close = openings.closer();
        about.set(None);
        about.set(Some(2));
        close();
        assert_eq!(about.get_untracked(), Some(2), "it is about another");
        let close = openings.closer();
        about.set(None);
        about.set(Some(2));
        close();
        assert_eq!(about.get_untracked(), Some(2), "it was opened anew");
    }

    #[test]
    fn a_form_that_has_gone_closes_nothing() {
        let owner = Owner::new();
        owner.set();
        let open = RwSignal::new(true);
        let form = owner.child();
        let openings = form.with(|| Openings::of(open));
        let close = openings.closer();
        form.cleanup();
        close();
        assert!(open.get_untracked());
    }
}
