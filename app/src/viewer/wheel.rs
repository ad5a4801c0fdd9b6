//! What the wheel and a touchpad's two fingers mean at a page's end. Pure: ways and times come in.
//!
//! A touchpad goes on sending after the fingers were lifted, for a second and longer: whatever comes without a pause is
//! one gesture, and turns one page.

/// `WheelEvent.deltaMode` where the way is counted in lines, as Firefox does for a mouse.
const LINES: u32 = 1;
/// The same in pages.
const PAGES: u32 = 2;
/// Pixels of a line.
const LINE: f64 = 20.0;
/// Milliseconds without a word after which another gesture begins.
const PAUSE: f64 = 150.0;
/// How far beyond the page's end turns it, in pixels.
const WAY: f64 = 30.0;

/// A way of the wheel in pixels. `mode` is the event's `deltaMode`, `page` a page's length.
pub fn pixels(way: f64, mode: u32, page: f64) -> f64 {
    match mode {
        LINES => way * LINE,
        PAGES => way * page,
        _ => way,
    }
}

/// Where a page is turned to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Onward {
    /// The next one.
    Next,
    /// The previous one.
    Previous,
}

/// The gesture that is under way.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wheel {
    /// When it was heard last, in milliseconds.
    heard: f64,
    /// How far it has gone beyond the page's end, down.
    beyond: f64,
    has_turned: bool,
}

impl Wheel {
    /// The wheel turned, and moved the page.
    pub fn moved(&mut self, now: f64) {
        if now - self.heard >= PAUSE {
            *self = Self::default();
        }
        self.beyond = 0.0;
        self.heard = now;
    }

    /// The wheel turned down by so many pixels where the page goes no further: whether that turns it.
    pub fn pushed(&mut self, down: f64, now: f64) -> Option<Onward> {
        if now - self.heard >= PAUSE || self.beyond * down < 0.0 {
            *self = Self::default();
        }
        self.heard = now;
        self.beyond += down;
        if self.has_turned || self.beyond.abs() <= WAY {
            return None;
        }
        self.has_turned = true;
        Some(if self.beyond > 0.0 {
            Onward::Next
        } else {
            Onward::Previous
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many pages a gesture turns whose events come every 16 milliseconds.
    fn turned(wheel: &mut Wheel, from: f64, ways: &[f64]) -> usize {
        let events = ways.iter().enumerate();
        events
            .filter_map(|(at, way)| wheel.pushed(*way, from + 16.0 * at as f64))
            .count()
    }

    #[test]
    fn a_mouse_that_counts_lines_turns_as_one_that_counts_pixels_does() {
        let notch = pixels(3.0, LINES, 700.0);
        assert_eq!(Wheel::default().pushed(notch, 1_000.0), Some(Onward::Next));
        assert_eq!(pixels(-1.0, PAGES, 700.0), -700.0);
        assert_eq!(pixels(120.0, 0, 700.0), 120.0);
    }

    #[test]
    fn momentum_turns_one_page_however_long_it_lasts() {
        let mut wheel = Wheel::default();
        let momentum: Vec<f64> = (0..80).map(|at| 90.0 * 0.95_f64.powi(at)).collect();
        assert_eq!(turned(&mut wheel, 1_000.0, &momentum), 1);
        assert_eq!(turned(&mut wheel, 2_500.0, &momentum), 1, "after a pause");
    }

    #[test]
    fn small_ways_add_up_and_a_slip_turns_nothing() {
        assert_eq!(turned(&mut Wheel::default(), 1_000.0, &[8.0; 3]), 0);
        assert_eq!(turned(&mut Wheel::default(), 1_000.0, &[8.0; 5]), 1);
    }

    #[test]
    fn the_other_way_is_another_gesture() {
        let mut wheel = Wheel::default();
        assert_eq!(wheel.pushed(60.0, 1_000.0), Some(Onward::Next));
        assert_eq!(wheel.pushed(-60.0, 1_016.0), Some(Onward::Previous));
    }

    #[test]
    fn what_is_left_of_a_turn_that_moves_the_next_page_turns_no_other() {
        let mut wheel = Wheel::default();
        assert_eq!(wheel.pushed(60.0, 1_000.0), Some(Onward::Next));
        wheel.moved(1_016.0);
        assert_eq!(wheel.pushed(60.0, 1_032.0), None);
        assert_eq!(wheel.pushed(60.0, 1_300.0), Some(Onward::Next));
    }
}
