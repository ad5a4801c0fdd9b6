//! Turning by half pages: what was the last line to be read stands once more in the upper part of the desk. Pure; all
//! lengths are CSS pixels.
//!
//! Strips and bars lie over the desk's edges without moving the page. What they hide has not been read: a turn counts
//! from the part of the desk that nothing covers.

use super::model::{Camera, MARGIN, Size};

/// How much of the last half page is repeated at the top of the next one.
const OVERLAP: f64 = 48.0;
/// The part of the desk's height that covers of one edge hide at most.
const MOST: f64 = 1.0 / 3.0;
/// What is narrower than this part of the desk lies in a corner, beside the lines.
const WIDE: f64 = 0.4;

/// How much of the desk lies under what stands over its edges.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Cover {
    /// From the upper edge.
    pub top: f64,
    /// From the lower edge.
    pub bottom: f64,
}

/// Where something stands that may lie over the desk.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bar {
    /// Its upper edge, from the desk's upper edge.
    pub top: f64,
    /// Its size.
    pub size: Size,
}

impl Cover {
    /// What bars hide of a desk. One that stands upright at a side, or in a corner, hides no line.
    pub fn by(bars: impl IntoIterator<Item = Bar>, desk: Size) -> Self {
        let most = desk.height * MOST;
        let lies_across =
            |bar: &Bar| bar.size.width >= desk.width * WIDE && bar.size.height <= most;
        bars.into_iter()
            .filter(lies_across)
            .fold(Self::default(), |cover, bar| {
                let foot = bar.top + bar.size.height;
                if bar.top + foot < desk.height {
                    let top = cover.top.max(foot.min(most));
                    Self { top, ..cover }
                } else {
                    let bottom = cover.bottom.max((desk.height - bar.top).min(most));
                    Self { bottom, ..cover }
                }
            })
    }

    /// How far a turn moves the page.
    fn step(self, desk: Size) -> f64 {
        desk.height - self.top - self.bottom - OVERLAP
    }
}

/// What turning does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Turn {
    /// The same page, further down or up; `line` is where one had stopped, from the sheet's top at zoom 1.
    Within {
        /// Where to.
        camera: Camera,
        /// Where one had stopped.
        line: f64,
    },
    /// The next page, from its top.
    Next,
    /// The previous page, from its foot.
    Previous,
    /// There is nothing further.
    End,
}

/// Whether a turn leads anywhere from where the desk stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ends {
    /// Nothing comes before what is shown.
    pub is_start: bool,
    /// Nothing comes after it.
    pub is_end: bool,
}

impl Ends {
    /// Of a desk without a page: nothing is turned there.
    pub const NOTHING: Self = Self {
        is_start: true,
        is_end: true,
    };

    /// Where `page` of `pages` stands like this. What lies over the desk's edges moves no page further than it goes.
    pub fn of(camera: Camera, desk: Size, sheet: Size, page: u32, pages: u32) -> Self {
        if pages == 0 {
            return Self::NOTHING;
        }
        let cover = Cover::default();
        Self {
            is_start: turn_back(camera, desk, cover, sheet, page <= 1) == Turn::End,
            is_end: turn_forward(camera, desk, cover, sheet, page >= pages) == Turn::End,
        }
    }
}

/// Turns forward by half a page, or to the next page.
pub fn turn_forward(camera: Camera, desk: Size, cover: Cover, sheet: Size, is_last: bool) -> Turn {
    let foot = desk.height - cover.bottom;
    let hidden = camera.y + sheet.height * camera.zoom - foot;
    let moved = camera.moved(0.0, -cover.step(desk), desk, sheet);
    if hidden > MARGIN + 1.0 && moved.y < camera.y - 1.0 {
        let line = (foot - camera.y) / camera.zoom;
        return Turn::Within {
            camera: moved,
            line,
        };
    }
    if is_last { Turn::End } else { Turn::Next }
}

/// Turns back by half a page, or to the previous page.
pub fn turn_back(camera: Camera, desk: Size, cover: Cover, sheet: Size, is_first: bool) -> Turn {
    if camera.y < -1.0 {
        let line = (cover.top - camera.y) / camera.zoom;
        let moved = camera.moved(0.0, cover.step(desk), desk, sheet);
        return Turn::Within {
            camera: moved,
            line,
        };
    }
    if is_first { Turn::End } else { Turn::Previous }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::viewer::model::tests::{A4, LANDSCAPE, PORTRAIT};
    use crate::viewer::model::{Fit, sheet};

    const NOTHING: Cover = Cover {
        top: 0.0,
        bottom: 0.0,
    };
    /// A strip above, a bar with its tools below.
    const BOTH: Cover = Cover {
        top: 32.0,
        bottom: 72.0,
    };

    fn bar(top: f64, width: f64, height: f64) -> Bar {
        Bar {
            top,
            size: Size { width, height },
        }
    }

    #[test]
    fn half_pages_overlap_and_reach_the_foot_before_the_next_page() {
        let sheet = sheet(Fit::Column, LANDSCAPE, A4);
        let top = Camera::top(LANDSCAPE, sheet);
        let Turn::Within { camera, line } = turn_forward(top, LANDSCAPE, NOTHING, sheet, false)
        else {
            panic!("the page is taller than the desk");
        };
        assert!((line - (LANDSCAPE.height - top.y)).abs() < 0.01);
        assert!(camera.y < top.y);
        assert!(
            line + camera.y >= OVERLAP - 0.01,
            "what one had read last is still there"
        );
        let again = |is_last| turn_forward(camera, LANDSCAPE, NOTHING, sheet, is_last);
        assert_eq!(again(false), Turn::Next);
        assert_eq!(again(true), Turn::End);
    }

    #[test]
    fn a_line_that_a_bar_hides_is_in_sight_after_turning() {
        // Three desks high: the turn is as far as it wants to be.
        let sheet = Size {
            width: 860.0,
            height: LANDSCAPE.height * 3.0,
        };
        let top = Camera::top(LANDSCAPE, sheet);
        let Turn::Within { camera, line } = turn_forward(top, LANDSCAPE, BOTH, sheet, false) else {
            panic!("the page is taller than the desk");
        };
        assert!(
            (top.y + line - (LANDSCAPE.height - BOTH.bottom)).abs() < 0.01,
            "one had stopped above the bar"
        );
        let hidden = [line, line + BOTH.bottom];
        for at in hidden.map(|line| line + camera.y) {
            assert!(at >= BOTH.top + OVERLAP - 0.01, "under the strip: {at}");
            assert!(at <= LANDSCAPE.height - BOTH.bottom, "under the bar: {at}");
        }
        let Turn::Within { camera: back, line } = turn_back(camera, LANDSCAPE, BOTH, sheet, false)
        else {
            panic!("the page was turned");
        };
        assert!((line + camera.y - BOTH.top).abs() < 0.01);
        assert!((back.y - top.y).abs() < 0.01);
    }

    #[test]
    fn where_the_page_cannot_go_further_the_next_one_comes_whatever_lies_over_its_foot() {
        let upright = sheet(Fit::Page, PORTRAIT, A4);
        let whole = Camera::top(PORTRAIT, upright);
        assert_eq!(
            turn_forward(whole, PORTRAIT, BOTH, upright, false),
            Turn::Next
        );
        let column = sheet(Fit::Column, LANDSCAPE, A4);
        let foot = Camera::foot(LANDSCAPE, column);
        assert_eq!(
            turn_forward(foot, LANDSCAPE, BOTH, column, false),
            Turn::Next
        );
    }

    #[test]
    fn turning_back_ends_where_turning_forward_began() {
        let sheet = sheet(Fit::Column, LANDSCAPE, A4);
        let foot = Camera::foot(LANDSCAPE, sheet);
        let Turn::Within { camera, .. } = turn_back(foot, LANDSCAPE, NOTHING, sheet, false) else {
            panic!("the page is taller than the desk");
        };
        assert_eq!(camera, Camera::top(LANDSCAPE, sheet));
        let again = |is_first| turn_back(camera, LANDSCAPE, NOTHING, sheet, is_first);
        assert_eq!(again(false), Turn::Previous);
        assert_eq!(again(true), Turn::End);
    }

    #[test]
    fn only_the_upper_edge_of_the_first_page_and_the_foot_of_the_last_are_ends() {
        let ends = |camera, page, pages| {
            let column = sheet(Fit::Column, LANDSCAPE, A4);
            let ends = Ends::of(camera, LANDSCAPE, column, page, pages);
            (ends.is_start, ends.is_end)
        };
        let column = sheet(Fit::Column, LANDSCAPE, A4);
        let (top, foot) = (
            Camera::top(LANDSCAPE, column),
            Camera::foot(LANDSCAPE, column),
        );
        assert_eq!(ends(top, 1, 2), (true, false));
        assert_eq!(ends(foot, 1, 2), (false, false));
        assert_eq!(ends(top, 2, 2), (false, false));
        assert_eq!(ends(foot, 2, 2), (false, true));
        // A page that is taller than the desk is turned by halves, also where there is no other.
        assert_eq!(ends(top, 1, 1), (true, false));
        let whole = sheet(Fit::Page, PORTRAIT, A4);
        let only = Ends::of(Camera::top(PORTRAIT, whole), PORTRAIT, whole, 1, 1);
        assert_eq!(only, Ends::NOTHING);
    }

    #[test]
    fn strips_and_bars_cover_and_what_stands_at_a_side_or_in_a_corner_does_not() {
        let cover = |bars: &[Bar]| Cover::by(bars.iter().copied(), LANDSCAPE);
        assert_eq!(cover(&[]), NOTHING);
        let strip = bar(0.0, 906.0, 32.0);
        let pens = bar(646.0, 640.0, 56.0);
        assert_eq!(cover(&[strip, pens]), BOTH);
        let dock = bar(300.0, 88.0, 364.0);
        let chip = bar(12.0, 150.0, 44.0);
        let below = bar(718.0, 906.0, 72.0);
        assert_eq!(cover(&[dock, chip, below]), NOTHING);
    }
}
