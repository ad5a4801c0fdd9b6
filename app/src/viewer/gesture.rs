//! What fingers, pen and mouse mean on the desk. Pure: positions and times come in, meanings go out.

use super::model::Size;

/// How far a finger may slip and still tap, in CSS pixels.
pub const TAP_TOLERANCE: f64 = 10.0;
/// Contacts wider than this many CSS pixels are palms. Safari tells a fingertip's width as 40 to 50.
const PALM: i32 = 64;
/// The longest tap, in milliseconds.
const TAP_TIME: f64 = 500.0;
/// The part of the desk's width, at each edge, where a tap turns.
const EDGE: f64 = 0.18;

/// Whether a contact of this size is a resting hand.
pub fn is_palm(width: i32, height: i32) -> bool {
    width > PALM || height > PALM
}

/// One contact.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Contact {
    id: i32,
    x: f64,
    y: f64,
}

/// What a movement means.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Meaning {
    /// Nothing yet.
    Nothing,
    /// The sheet moves by this much.
    Pan {
        /// To the right.
        dx: f64,
        /// Down.
        dy: f64,
    },
    /// The page follows the finger sideways; `way` is the whole way since the contact began.
    Swipe {
        /// To the right.
        way: f64,
    },
    /// The sheet grows by a factor around a point, and moves.
    Pinch {
        /// Growth since the last movement.
        factor: f64,
        /// The point between the fingers.
        at: (f64, f64),
        /// Movement of that point to the right.
        dx: f64,
        /// Movement of that point down.
        dy: f64,
    },
}

/// What the end of a contact means.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Ending {
    /// Nothing, or not yet: another contact remains.
    Nothing,
    /// A tap at the left edge.
    TapBack,
    /// A tap at the right edge.
    TapForward,
    /// A tap in the middle.
    TapCentre,
    /// The sheet was let go with this speed, in pixels a millisecond.
    LetGo {
        /// To the right.
        vx: f64,
        /// Down.
        vy: f64,
    },
    /// The swiping page was let go.
    SwipeEnd {
        /// The whole way to the right.
        way: f64,
        /// Speed to the right, pixels a millisecond.
        speed: f64,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Mode {
    #[default]
    Undecided,
    Pan,
    Swipe,
    Pinch,
}

/// The contacts and what they have meant so far.
#[derive(Debug, Default)]
pub struct Gesture {
    contacts: Vec<Contact>,
    mode: Mode,
    start: (f64, f64),
    began: f64,
    last: (f64, f64, f64),
    speed: (f64, f64),
}

impl Gesture {
    /// Whether anything touches the desk and has moved.
    pub fn is_moving(&self) -> bool {
        !self.contacts.is_empty() && self.mode != Mode::Undecided
    }

    /// Whether anything touches the desk.
    pub fn is_touched(&self) -> bool {
        !self.contacts.is_empty()
    }

    /// A contact begins; `now` in milliseconds.
    pub fn down(&mut self, id: i32, x: f64, y: f64, now: f64) {
        self.contacts.retain(|contact| contact.id != id);
        if self.contacts.len() >= 2 {
            return;
        }
        self.contacts.push(Contact { id, x, y });
        if self.contacts.len() == 1 {
            self.mode = Mode::Undecided;
            self.start = (x, y);
            self.began = now;
            self.speed = (0.0, 0.0);
            self.last = (x, y, now);
        } else {
            self.mode = Mode::Pinch;
        }
    }

    /// A contact moves. `pans_sideways` says whether the sheet is wider than the desk, so that a sideways drag
    /// pans and does not swipe.
    pub fn moved(&mut self, id: i32, x: f64, y: f64, now: f64, pans_sideways: bool) -> Meaning {
        let Some(index) = self.contacts.iter().position(|contact| contact.id == id) else {
            return Meaning::Nothing;
        };
        let before = self.contacts.clone();
        self.contacts[index] = Contact { id, x, y };
        if self.mode == Mode::Pinch {
            return pinch(&before, &self.contacts);
        }
        if self.mode == Mode::Undecided {
            let (way_x, way_y) = (x - self.start.0, y - self.start.1);
            if way_x.hypot(way_y) < TAP_TOLERANCE {
                return Meaning::Nothing;
            }
            let is_sideways = way_x.abs() > way_y.abs() * 1.3;
            self.mode = if is_sideways && !pans_sideways {
                Mode::Swipe
            } else {
                Mode::Pan
            };
        }
        let elapsed = (now - self.last.2).max(1.0);
        let (dx, dy) = (x - self.last.0, y - self.last.1);
        let blend = |old: f64, new: f64| old * 0.6 + new * 0.4;
        self.speed = (
            blend(self.speed.0, dx / elapsed),
            blend(self.speed.1, dy / elapsed),
        );
        self.last = (x, y, now);
        match self.mode {
            Mode::Swipe => Meaning::Swipe {
                way: x - self.start.0,
            },
            _ => Meaning::Pan { dx, dy },
        }
    }

    /// A contact ends.
    pub fn up(&mut self, id: i32, now: f64, desk: Size) -> Ending {
        let Some(index) = self.contacts.iter().position(|contact| contact.id == id) else {
            return Ending::Nothing;
        };
        let contact = self.contacts.remove(index);
        if let [left] = self.contacts[..] {
            // One finger of a pinch remains: it pans on from where it is.
            self.mode = Mode::Pan;
            self.speed = (0.0, 0.0);
            self.last = (left.x, left.y, now);
            return Ending::Nothing;
        }
        // A finger that rested before it was lifted has no speed left.
        let speed = if now - self.last.2 > 80.0 {
            (0.0, 0.0)
        } else {
            self.speed
        };
        match std::mem::take(&mut self.mode) {
            Mode::Undecided if now - self.began > TAP_TIME => Ending::Nothing,
            Mode::Undecided if contact.x < desk.width * EDGE => Ending::TapBack,
            Mode::Undecided if contact.x > desk.width * (1.0 - EDGE) => Ending::TapForward,
            Mode::Undecided => Ending::TapCentre,
            Mode::Swipe => Ending::SwipeEnd {
                way: contact.x - self.start.0,
                speed: speed.0,
            },
            Mode::Pan => Ending::LetGo {
                vx: speed.0,
                vy: speed.1,
            },
            Mode::Pinch => Ending::Nothing,
        }
    }

    /// A contact turned out to be no finger: it means nothing. Whether it was one of the contacts.
    pub fn dismiss(&mut self, id: i32) -> bool {
        let Some(index) = self.contacts.iter().position(|contact| contact.id == id) else {
            return false;
        };
        self.contacts.remove(index);
        self.speed = (0.0, 0.0);
        match self.contacts[..] {
            // The other finger of what looked like two moves the page on from where it is.
            [left] => {
                self.mode = Mode::Pan;
                self.last.0 = left.x;
                self.last.1 = left.y;
            }
            _ => self.mode = Mode::Undecided,
        }
        true
    }

    /// The system took the contacts away, or a pen came down: nothing is meant.
    pub fn cancel(&mut self) {
        self.contacts.clear();
        self.mode = Mode::Undecided;
    }
}

fn pinch(before: &[Contact], after: &[Contact]) -> Meaning {
    let ([a0, b0], [a1, b1]) = (before, after) else {
        return Meaning::Nothing;
    };
    let distance = |a: &Contact, b: &Contact| (a.x - b.x).hypot(a.y - b.y).max(1.0);
    let middle = |a: &Contact, b: &Contact| ((a.x + b.x) / 2.0, (a.y + b.y) / 2.0);
    let (old, new) = (middle(a0, b0), middle(a1, b1));
    Meaning::Pinch {
        factor: distance(a1, b1) / distance(a0, b0),
        at: new,
        dx: new.0 - old.0,
        dy: new.1 - old.1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DESK: Size = Size {
        width: 800.0,
        height: 600.0,
    };

    #[test]
    fn a_tap_means_its_place_even_when_the_finger_slips_a_little() {
        for (x, ending) in [
            (40.0, Ending::TapBack),
            (400.0, Ending::TapCentre),
            (790.0, Ending::TapForward),
        ] {
            let mut gesture = Gesture::default();
            gesture.down(1, x, 300.0, 0.0);
            assert_eq!(
                gesture.moved(1, x + 5.0, 305.0, 20.0, false),
                Meaning::Nothing
            );
            assert_eq!(gesture.up(1, 90.0, DESK), ending);
        }
    }

    #[test]
    fn a_long_touch_means_nothing() {
        let mut gesture = Gesture::default();
        gesture.down(1, 400.0, 300.0, 0.0);
        assert_eq!(gesture.up(1, 900.0, DESK), Ending::Nothing);
    }

    #[test]
    fn a_sideways_drag_swipes_unless_the_sheet_is_wider_than_the_desk() {
        let mut gesture = Gesture::default();
        gesture.down(1, 400.0, 300.0, 0.0);
        assert_eq!(
            gesture.moved(1, 340.0, 305.0, 16.0, false),
            Meaning::Swipe { way: -60.0 }
        );
        let Ending::SwipeEnd { way, speed } = gesture.up(1, 20.0, DESK) else {
            panic!("a swipe ends")
        };
        assert!(way < 0.0 && speed < 0.0);

        gesture.down(1, 400.0, 300.0, 0.0);
        assert_eq!(
            gesture.moved(1, 340.0, 305.0, 16.0, true),
            Meaning::Pan { dx: -60.0, dy: 5.0 }
        );
    }

    #[test]
    fn a_finger_that_rested_lets_go_without_speed() {
        let mut gesture = Gesture::default();
        gesture.down(1, 400.0, 300.0, 0.0);
        gesture.moved(1, 400.0, 200.0, 16.0, false);
        assert_eq!(
            gesture.up(1, 400.0, DESK),
            Ending::LetGo { vx: 0.0, vy: 0.0 }
        );
    }

    #[test]
    fn two_fingers_zoom_around_their_middle_and_one_that_stays_pans_on() {
        let mut gesture = Gesture::default();
        gesture.down(1, 300.0, 300.0, 0.0);
        gesture.down(2, 500.0, 300.0, 5.0);
        let Meaning::Pinch { factor, at, .. } = gesture.moved(2, 700.0, 300.0, 20.0, false) else {
            panic!("two fingers pinch");
        };
        assert_eq!((factor, at), (2.0, (500.0, 300.0)));
        assert_eq!(gesture.up(2, 30.0, DESK), Ending::Nothing);
        assert_eq!(
            gesture.moved(1, 310.0, 300.0, 40.0, true),
            Meaning::Pan { dx: 10.0, dy: 0.0 }
        );
    }

    #[test]
    fn a_contact_that_turns_out_to_be_a_hand_neither_taps_nor_swipes() {
        for way in [0.0, -200.0] {
            let mut gesture = Gesture::default();
            gesture.down(1, 790.0, 300.0, 0.0);
            gesture.moved(1, 790.0 + way, 300.0, 20.0, false);
            assert!(gesture.dismiss(1));
            assert!(!gesture.is_moving() && !gesture.is_touched());
            assert_eq!(gesture.up(1, 90.0, DESK), Ending::Nothing);
        }
    }

    #[test]
    fn a_finger_beside_a_hand_moves_the_page_on() {
        let mut gesture = Gesture::default();
        gesture.down(1, 700.0, 500.0, 0.0);
        gesture.down(2, 300.0, 300.0, 5.0);
        assert!(gesture.dismiss(1));
        assert_eq!(
            gesture.moved(2, 300.0, 280.0, 20.0, false),
            Meaning::Pan { dx: 0.0, dy: -20.0 }
        );
    }

    #[test]
    fn a_cancelled_contact_means_nothing() {
        let mut gesture = Gesture::default();
        gesture.down(1, 400.0, 300.0, 0.0);
        gesture.cancel();
        assert_eq!(gesture.up(1, 10.0, DESK), Ending::Nothing);
        assert!(!gesture.is_moving());
    }
}
