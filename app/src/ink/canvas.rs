//! Draws annotations on a sheet's canvas.
//!
//! Ink with pressure is drawn piece by piece with the width of each piece; ink without is one smooth path, so
//! that crossing itself leaves no darker spots.

use nghisu_protocol::annotation::{Colour, Mark, Point, Rect};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use crate::viewer::model::{Part, Size};
use crate::viewer::sheet::context;

/// From a page's points to a canvas' pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Projection {
    /// Pixels a hundredth of a point.
    scale: f64,
    /// Height of the page in hundredths of a point.
    height: f64,
    /// Where the canvas begins, in its pixels from the page's upper left corner.
    origin: (f64, f64),
}

impl Projection {
    /// For a page of this size in points on a canvas this many pixels wide.
    pub fn new(points: Size, canvas_width: f64) -> Self {
        Self {
            scale: canvas_width / (points.width * 100.0),
            height: points.height * 100.0,
            origin: (0.0, 0.0),
        }
    }

    /// For a page of this size in points, on a canvas this many pixels wide over a part of its sheet.
    pub fn of_part(points: Size, sheet: Size, part: Part, canvas_width: f64) -> Self {
        let ratio = canvas_width / part.size.width.max(1.0);
        Self {
            origin: (part.left * ratio, part.top * ratio),
            ..Self::new(points, sheet.width * ratio)
        }
    }

    /// A point's place on the canvas.
    pub fn place(self, point: Point) -> (f64, f64) {
        (
            f64::from(point.0) * self.scale - self.origin.0,
            (self.height - f64::from(point.1)) * self.scale - self.origin.1,
        )
    }

    /// A length on the canvas.
    pub fn length(self, hundredths: f64) -> f64 {
        hundredths * self.scale
    }
}

/// The value of a colour on white paper.
fn value(colour: Colour) -> &'static str {
    match colour {
        Colour::Blue => "#1646a0",
        Colour::Red => "#c1271d",
        Colour::Black => "#16202b",
        Colour::Yellow => "#ffe27a",
    }
}

/// Gives a canvas over so many CSS pixels this many pixels for each, as far as memory bears it, and empties it; gives its
/// drawing context.
pub fn prepare(
    canvas: &HtmlCanvasElement,
    size: Size,
    sharpness: f64,
) -> Option<CanvasRenderingContext2d> {
    const MAX_PIXELS: f64 = 5_000_000.0;
    let most = (MAX_PIXELS / (size.width * size.height).max(1.0)).sqrt();
    let ratio = sharpness.min(most);
    let (width, height) = (
        (size.width * ratio).round() as u32,
        (size.height * ratio).round() as u32,
    );
    if (canvas.width(), canvas.height()) == (width, height) {
        // Setting a size, even the same, would give the canvas new memory in each frame of a stroke.
        let context = context(canvas)?;
        context.clear_rect(0.0, 0.0, f64::from(width), f64::from(height));
        return Some(context);
    }
    canvas.set_width(width);
    canvas.set_height(height);
    context(canvas)
}

/// Draws one annotation.
pub fn draw(context: &CanvasRenderingContext2d, projection: Projection, mark: &Mark) {
    match mark {
        Mark::Ink {
            colour,
            width,
            strokes,
        } => {
            for stroke in strokes {
                let points: Vec<_> = stroke
                    .points
                    .iter()
                    .enumerate()
                    .map(|(index, point)| {
                        (*point, stroke.pressure.get(index).copied().unwrap_or(128))
                    })
                    .collect();
                let has_pressure = !stroke.pressure.is_empty();
                draw_line(
                    context,
                    projection,
                    *colour,
                    f64::from(*width),
                    &points,
                    has_pressure,
                );
            }
        }
        Mark::Highlight { colour, rects, .. } => {
            context.save();
            let _ = context.set_global_composite_operation("multiply");
            context.set_fill_style_str(value(*colour));
            for Rect(low, high) in rects {
                let (left, bottom) = projection.place(*low);
                let (right, top) = projection.place(*high);
                context.fill_rect(left, top, right - left, bottom - top);
            }
            context.restore();
        }
        // A typed note is an element of its own above the page, so that it can be read aloud and touched.
        Mark::Text { .. } => {}
    }
}

/// Draws a line of points with their pressure (0 to 255).
pub fn draw_line(
    context: &CanvasRenderingContext2d,
    projection: Projection,
    colour: Colour,
    width: f64,
    points: &[(Point, u8)],
    has_pressure: bool,
) {
    context.set_stroke_style_str(value(colour));
    context.set_line_cap("round");
    context.set_line_join("round");
    let full = projection.length(width);
    let places: Vec<(f64, f64)> = points
        .iter()
        .map(|(point, _)| projection.place(*point))
        .collect();
    let Some(first) = places.first() else { return };
    if places.len() == 1 {
        context.set_line_width(full * 1.3);
        context.begin_path();
        context.move_to(first.0, first.1);
        context.line_to(first.0 + 0.1, first.1);
        context.stroke();
        return;
    }
    let middle =
        |one: (f64, f64), other: (f64, f64)| ((one.0 + other.0) / 2.0, (one.1 + other.1) / 2.0);
    if !has_pressure {
        context.set_line_width(full * 0.75);
        context.begin_path();
        context.move_to(first.0, first.1);
        for pair in places.windows(2) {
            let to = middle(pair[0], pair[1]);
            context.quadratic_curve_to(pair[0].0, pair[0].1, to.0, to.1);
        }
        if let Some(last) = places.last() {
            context.line_to(last.0, last.1);
        }
        context.stroke();
        return;
    }
    let mut from = *first;
    for (index, pair) in places.windows(2).enumerate() {
        let to = if index + 2 == places.len() {
            pair[1]
        } else {
            middle(pair[0], pair[1])
        };
        let pressure = f64::from(points[index].1) / 255.0;
        context.set_line_width(full * (0.35 + 0.9 * pressure));
        context.begin_path();
        context.move_to(from.0, from.1);
        context.quadratic_curve_to(pair[0].0, pair[0].1, to.0, to.1);
        context.stroke();
        from = to;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_page_shows_the_same_points_at_the_same_places_as_the_whole() {
        let points = Size {
            width: 595.0,
            height: 842.0,
        };
        let sheet = Size {
            width: 595.0 * 1.25,
            height: 842.0 * 1.25,
        };
        let part = Part {
            left: 100.0,
            top: 200.0,
            size: Size {
                width: 300.0,
                height: 250.0,
            },
        };
        let whole = Projection::new(points, sheet.width);
        // Four pixels for each of the sheet's.
        let near = Projection::of_part(points, sheet, part, part.size.width * 4.0);
        let point = Point(20_000, 60_000);
        let ((x, y), (near_x, near_y)) = (whole.place(point), near.place(point));
        assert!((near_x - (x - part.left) * 4.0).abs() < 1e-6);
        assert!((near_y - (y - part.top) * 4.0).abs() < 1e-6);
        assert!((near.length(150.0) - whole.length(150.0) * 4.0).abs() < 1e-6);
    }
}
