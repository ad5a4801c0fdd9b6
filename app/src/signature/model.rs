//! A signature as it is drawn: its strokes, undo and clearing; and how large a picture is sent. Pure.

use nghisu_protocol::annotation::{Point, Stroke};

use crate::viewer::model::Size;

/// The sheet that is drawn on, in points: of the shape of a signature's place on the minutes, 62 × 28 mm.
pub const SHEET: Size = Size {
    width: 310.0,
    height: 140.0,
};
/// Width of the pen at full pressure, in hundredths of a point of that sheet.
pub const PEN: u16 = 270;
/// Width in pixels of the picture that is made of a drawing.
pub const DRAWN_WIDTH: u32 = 1_240;
/// The longest edge of a photograph that is sent, in pixels, at the first try.
pub const PHOTO_EDGE: f64 = 1_600.0;

/// What was drawn so far.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Drawing {
    strokes: Vec<Stroke>,
    before: Vec<Vec<Stroke>>,
}

impl Drawing {
    /// The strokes, the oldest first.
    pub fn strokes(&self) -> &[Stroke] {
        &self.strokes
    }

    /// Adds a stroke.
    pub fn add(&mut self, stroke: Stroke) {
        self.before.push(self.strokes.clone());
        self.strokes.push(stroke);
    }

    /// Takes everything away; undo brings it back.
    pub fn clear(&mut self) {
        if !self.strokes.is_empty() {
            self.before.push(std::mem::take(&mut self.strokes));
        }
    }

    /// Takes the last act back.
    pub fn undo(&mut self) {
        if let Some(before) = self.before.pop() {
            self.strokes = before;
        }
    }

    /// Whether there is something to undo.
    pub fn can_undo(&self) -> bool {
        !self.before.is_empty()
    }

    /// Whether nothing is drawn.
    pub fn is_empty(&self) -> bool {
        self.strokes.is_empty()
    }
}

/// The place on the sheet of a point in a box that shows it; what leaves the box stays at its edge.
pub fn place(x: f64, y: f64, shown: Size) -> Point {
    let share = |at: f64, whole: f64| (at / whole.max(1.0)).clamp(0.0, 1.0);
    Point(
        (share(x, shown.width) * SHEET.width * 100.0).round() as i32,
        ((1.0 - share(y, shown.height)) * SHEET.height * 100.0).round() as i32,
    )
}

/// A picture's size with a longest edge of at most so many pixels.
pub fn fitted(width: u32, height: u32, most: f64) -> (u32, u32) {
    let (width, height) = (f64::from(width), f64::from(height));
    let scale = (most / width.max(height).max(1.0)).min(1.0);
    let edge = |edge: f64| ((edge * scale).round() as u32).max(1);
    (edge(width), edge(height))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stroke(x: i32) -> Stroke {
        Stroke {
            points: vec![Point(x, 0), Point(x, 900)],
            pressure: Vec::new(),
        }
    }

    #[test]
    fn undo_takes_strokes_back_one_by_one_and_brings_back_what_was_cleared() {
        let mut drawing = Drawing::default();
        assert!(drawing.is_empty() && !drawing.can_undo());
        drawing.clear();
        assert!(!drawing.can_undo());
        drawing.add(stroke(1));
        drawing.add(stroke(2));
        drawing.clear();
        assert!(drawing.is_empty());
        drawing.undo();
        assert_eq!(drawing.strokes(), [stroke(1), stroke(2)]);
        drawing.undo();
        assert_eq!(drawing.strokes(), [stroke(1)]);
        drawing.undo();
        drawing.undo();
        assert!(drawing.is_empty() && !drawing.can_undo());
    }

    #[test]
    fn the_box_is_the_sheet_and_its_edge_holds() {
        let shown = Size {
            width: 620.0,
            height: 280.0,
        };
        assert_eq!(place(0.0, 0.0, shown), Point(0, 14_000));
        assert_eq!(place(310.0, 140.0, shown), Point(15_500, 7_000));
        assert_eq!(place(700.0, 300.0, shown), Point(31_000, 0));
    }

    #[test]
    fn a_photograph_shrinks_and_a_small_picture_stays() {
        assert_eq!(fitted(4_032, 3_024, 1_600.0), (1_600, 1_200));
        assert_eq!(fitted(300, 120, 1_600.0), (300, 120));
        assert_eq!(fitted(9_000, 1, 1_600.0), (1_600, 1));
    }
}
