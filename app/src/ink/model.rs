//! What ink is made of: strokes as they grow, what an eraser touches, what undo does. Pure.
//!
//! Geometry is in hundredths of a PDF point from the lower left corner of the page as it is shown (rule AN-6).

use nghisu_protocol::annotation::{
    Annotation, Colour, MAX_POINTS, Mark, Point, Rect, Sharing, Stroke,
};
use nghisu_protocol::ids::{AnnotationId, VersionId};

/// What the hand holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    /// A pen.
    Pen(Colour),
    /// The highlighter.
    Highlighter,
    /// The eraser.
    Eraser,
    /// A typed note.
    Text,
}

/// Who sees what is drawn next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Visibility {
    /// The author alone (Chỉ mình tôi).
    #[default]
    Private,
    /// Shared.
    Shared(Sharing),
}

/// Width of a pen at full pressure, in hundredths of a point.
pub const PEN_WIDTH: u16 = 200;
/// Points nearer than this to the one before are not kept, in hundredths of a point.
const MIN_STEP: f64 = 25.0;
/// Points of a stroke that are simplified at a time.
const PIECE: usize = 500;
/// How far a simplified line may leave the drawn one, in hundredths of a point.
const TOLERANCE: f64 = 14.0;

/// A stroke as it grows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Growing {
    points: Vec<(Point, u8)>,
    has_pressure: bool,
    /// Whether it could take no more.
    is_cut: bool,
}

impl Growing {
    /// Adds a point. `pressure` is 0 to 1; a device without pressure says 0.5 for every point.
    pub fn add(&mut self, point: Point, pressure: f64) {
        if self.is_cut {
            return;
        }
        if self.points.len() >= MAX_POINTS {
            // A stroke that is drawn for minutes keeps what its form needs, and goes on.
            self.points = simplified(&self.points);
            if self.points.len() > MAX_POINTS - MAX_POINTS / 10 {
                self.is_cut = true;
                return;
            }
        }
        if let Some((last, _)) = self.points.last()
            && distance(*last, point) < MIN_STEP
        {
            return;
        }
        self.has_pressure |= (pressure - 0.5).abs() > 0.01 && pressure > 0.0;
        self.points
            .push((point, (pressure.clamp(0.0, 1.0) * 255.0).round() as u8));
    }

    /// The points so far.
    pub fn points(&self) -> impl Iterator<Item = (Point, u8)> + '_ {
        self.points.iter().copied()
    }

    /// Whether its end is missing.
    pub fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// Whether nothing was drawn.
    pub fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    /// The finished stroke, with the points that its form needs.
    pub fn finish(self) -> Option<Stroke> {
        if self.points.is_empty() {
            return None;
        }
        let kept = simplified(&self.points);
        Some(Stroke {
            points: kept.iter().map(|(point, _)| *point).collect(),
            pressure: if self.has_pressure {
                kept.iter().map(|(_, pressure)| *pressure).collect()
            } else {
                Vec::new()
            },
        })
    }
}

/// Points without those that a straight line makes needless (Ramer–Douglas–Peucker).
fn simplified(points: &[(Point, u8)]) -> Vec<(Point, u8)> {
    if points.len() < 2 {
        return points.to_vec();
    }
    let mut is_kept = vec![false; points.len()];
    let last = points.len() - 1;
    is_kept[0] = true;
    // A long stroke is looked at in pieces: over the whole of it one that goes to and fro would take seconds.
    let mut spans: Vec<_> = (0..last)
        .step_by(PIECE)
        .map(|from| (from, (from + PIECE).min(last)))
        .collect();
    for (_, to) in &spans {
        is_kept[*to] = true;
    }
    while let Some((from, to)) = spans.pop() {
        let far = (from + 1..to)
            .map(|at| (at, off_line(points[at].0, points[from].0, points[to].0)))
            .max_by(|one, other| one.1.total_cmp(&other.1));
        if let Some((at, off)) = far
            && off > TOLERANCE
        {
            is_kept[at] = true;
            spans.push((from, at));
            spans.push((at, to));
        }
    }
    points
        .iter()
        .zip(&is_kept)
        .filter(|(_, kept)| **kept)
        .map(|(point, _)| *point)
        .collect()
}

/// Whether a tip of some radius touches an annotation.
pub fn touches(annotation: &Annotation, tip: Point, radius: f64) -> bool {
    match &annotation.mark {
        Mark::Ink { strokes, width, .. } => strokes.iter().any(|stroke| {
            let reach = radius + f64::from(*width) / 2.0;
            match stroke.points[..] {
                [only] => distance(only, tip) <= reach,
                _ => stroke
                    .points
                    .windows(2)
                    .any(|pair| off_segment(tip, pair[0], pair[1]) <= reach),
            }
        }),
        Mark::Highlight { rects, .. } => rects.iter().any(|rect| is_inside(*rect, tip, radius)),
        // A typed note is a card in the margin: nobody sees its place on the page, and it is removed on its card.
        Mark::Text { .. } => false,
    }
}

/// An annotation with its place and who sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// On which version.
    pub version: VersionId,
    /// What it is.
    pub annotation: Annotation,
    /// Who sees it.
    pub visibility: Visibility,
}

/// Something that the hand did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// Drew something.
    Drew(Placed),
    /// Erased something.
    Erased(Placed),
    /// Wrote something else in its place.
    Changed {
        /// As it was.
        before: Placed,
        /// As it is.
        after: Placed,
    },
    /// Changed who sees something.
    Opened {
        /// As it was.
        before: Placed,
        /// As it is.
        after: Placed,
    },
}

impl Deed {
    /// What takes it back.
    pub fn inverse(&self) -> Self {
        match self {
            Self::Drew(placed) => Self::Erased(placed.clone()),
            Self::Erased(placed) => Self::Drew(placed.clone()),
            Self::Changed { before, after } => Self::Changed {
                before: after.clone(),
                after: before.clone(),
            },
            Self::Opened { before, after } => Self::Opened {
                before: after.clone(),
                after: before.clone(),
            },
        }
    }

    /// Everything that it was done to.
    fn placed(&mut self) -> Vec<&mut Placed> {
        match self {
            Self::Drew(placed) | Self::Erased(placed) => vec![placed],
            Self::Changed { before, after } | Self::Opened { before, after } => {
                vec![before, after]
            }
        }
    }
}

/// What was done here, for undo and redo.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct History {
    done: Vec<Deed>,
    undone: Vec<Deed>,
}

impl History {
    /// Remembers a deed; what had been undone is gone.
    pub fn remember(&mut self, deed: Deed) {
        const MOST: usize = 200;
        self.undone.clear();
        self.done.push(deed);
        if self.done.len() > MOST {
            self.done.remove(0);
        }
    }

    /// The deed that undoes the last one.
    pub fn undo(&mut self) -> Option<Deed> {
        let deed = self.done.pop()?;
        let inverse = deed.inverse();
        self.undone.push(deed);
        Some(inverse)
    }

    /// The deed that was undone last.
    pub fn redo(&mut self) -> Option<Deed> {
        let deed = self.undone.pop()?;
        self.done.push(deed.clone());
        Some(deed)
    }

    /// The server would not share an annotation, and it stayed with its author: what was done to it was done to a
    /// private one, and that it was shared is nothing that could be undone.
    pub fn was_not_shared(&mut self, id: AnnotationId) {
        for deeds in [&mut self.done, &mut self.undone] {
            deeds.retain(
                |deed| !matches!(deed, Deed::Opened { after, .. } if after.annotation.id == id),
            );
            for placed in deeds.iter_mut().flat_map(Deed::placed) {
                if placed.annotation.id == id {
                    placed.visibility = Visibility::Private;
                }
            }
        }
    }

    /// Whether there is something to undo.
    pub fn can_undo(&self) -> bool {
        !self.done.is_empty()
    }

    /// Whether there is something to redo.
    pub fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }
}

fn distance(one: Point, other: Point) -> f64 {
    f64::from(one.0 - other.0).hypot(f64::from(one.1 - other.1))
}

fn off_line(point: Point, from: Point, to: Point) -> f64 {
    let length = distance(from, to);
    if length < 1.0 {
        return distance(point, from);
    }
    let (dx, dy) = (f64::from(to.0 - from.0), f64::from(to.1 - from.1));
    (f64::from(point.0 - from.0) * dy - f64::from(point.1 - from.1) * dx).abs() / length
}

fn off_segment(point: Point, from: Point, to: Point) -> f64 {
    let (dx, dy) = (f64::from(to.0 - from.0), f64::from(to.1 - from.1));
    let square = dx * dx + dy * dy;
    if square < 1.0 {
        return distance(point, from);
    }
    let along = (f64::from(point.0 - from.0) * dx + f64::from(point.1 - from.1) * dy) / square;
    let along = along.clamp(0.0, 1.0);
    let nearest = (
        f64::from(from.0) + along * dx,
        f64::from(from.1) + along * dy,
    );
    (f64::from(point.0) - nearest.0).hypot(f64::from(point.1) - nearest.1)
}

fn is_inside(Rect(low, high): Rect, point: Point, radius: f64) -> bool {
    let grown = radius as i32;
    (low.0 - grown..=high.0 + grown).contains(&point.0)
        && (low.1 - grown..=high.1 + grown).contains(&point.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use nghisu_protocol::ids::Uuid;

    fn drawn(points: &[(i32, i32)], pressure: f64) -> Stroke {
        let mut growing = Growing::default();
        for (x, y) in points {
            growing.add(Point(*x, *y), pressure);
        }
        growing.finish().unwrap()
    }

    fn placed(n: u128) -> Placed {
        Placed {
            version: VersionId(Uuid::from_u128(1)),
            annotation: Annotation {
                id: AnnotationId(Uuid::from_u128(n)),
                page: 1,
                mark: Mark::Text {
                    at: Point(0, 0),
                    text: "Đề nghị nêu tên 6 dự án.".into(),
                },
            },
            visibility: Visibility::Private,
        }
    }

    #[test]
    fn a_straight_line_keeps_its_ends_and_a_corner_stays() {
        let line: Vec<_> = (0..100).map(|n| (n * 100, 0)).collect();
        assert_eq!(drawn(&line, 0.5).points, [Point(0, 0), Point(9900, 0)]);
        let corner = drawn(&[(0, 0), (5000, 0), (5000, 5000)], 0.5);
        assert_eq!(
            corner.points,
            [Point(0, 0), Point(5000, 0), Point(5000, 5000)]
        );
    }

    #[test]
    fn pressure_is_kept_only_where_the_pen_has_it() {
        assert!(drawn(&[(0, 0), (900, 0)], 0.5).pressure.is_empty());
        assert_eq!(drawn(&[(0, 0), (900, 0)], 1.0).pressure, [255, 255]);
    }

    #[test]
    fn a_dot_is_a_stroke() {
        assert_eq!(drawn(&[(5, 5)], 0.5).points, [Point(5, 5)]);
        assert!(Growing::default().finish().is_none());
    }

    #[test]
    fn the_eraser_touches_the_line_and_not_its_surroundings() {
        let annotation = Annotation {
            id: AnnotationId(Uuid::from_u128(1)),
            page: 1,
            mark: Mark::Ink {
                colour: Colour::Red,
                width: 200,
                strokes: vec![Stroke {
                    points: vec![Point(0, 0), Point(10_000, 0)],
                    pressure: Vec::new(),
                }],
            },
        };
        assert!(touches(&annotation, Point(5_000, 300), 400.0));
        assert!(!touches(&annotation, Point(5_000, 900), 400.0));
        assert!(!touches(&annotation, Point(11_000, 0), 400.0));
    }

    #[test]
    fn the_eraser_passes_over_typed_notes_which_are_cards_in_the_margin() {
        let Mark::Text { at, .. } = placed(1).annotation.mark else {
            panic!("a typed note");
        };
        assert!(!touches(&placed(1).annotation, at, 400.0));
        assert!(!touches(
            &placed(1).annotation,
            Point(at.0 + 500, at.1 - 500),
            400.0
        ));
    }

    #[test]
    fn a_stroke_that_is_drawn_for_minutes_goes_on() {
        let mut growing = Growing::default();
        for n in 0..70_000 {
            // Round and round, as somebody shades an area.
            let turn = f64::from(n) / 200.0;
            let at = |part: f64| (part * 8_000.0) as i32;
            growing.add(Point(at(turn.cos()) + n / 4, at(turn.sin())), 0.5);
        }
        assert!(!growing.is_cut());
        let stroke = growing.finish().unwrap();
        assert!(stroke.points.len() <= MAX_POINTS);
        assert!(stroke.points.last().unwrap().0 > 9_000);
    }

    #[test]
    fn a_stroke_of_nothing_but_corners_ends_and_says_so() {
        let mut growing = Growing::default();
        for n in 0..=MAX_POINTS as i32 {
            growing.add(Point(n * 100, (n % 2) * 5_000), 0.5);
        }
        assert!(growing.is_cut());
        assert_eq!(growing.finish().unwrap().points.len(), MAX_POINTS);
    }

    #[test]
    fn undo_and_redo_take_turns_until_something_new_is_done() {
        let mut history = History::default();
        assert_eq!(history.undo(), None);
        history.remember(Deed::Drew(placed(1)));
        assert_eq!(history.undo(), Some(Deed::Erased(placed(1))));
        assert_eq!(history.redo(), Some(Deed::Drew(placed(1))));
        history.undo();
        history.remember(Deed::Erased(placed(2)));
        assert!(!history.can_redo());
        assert_eq!(history.undo(), Some(Deed::Drew(placed(2))));
    }

    #[test]
    fn one_undo_brings_back_what_a_note_said_before() {
        let mut history = History::default();
        let (before, after) = (placed(1), placed(2));
        let (was, is) = (before.clone(), after.clone());
        history.remember(Deed::Changed { before, after });
        let undone = Deed::Changed {
            before: is,
            after: was,
        };
        assert_eq!(history.undo(), Some(undone));
        assert!(!history.can_undo());
    }

    #[test]
    fn what_the_server_would_not_share_is_undone_as_the_private_note_that_it_is() {
        let shared = |n| Placed {
            visibility: Visibility::Shared(Sharing::Meeting),
            ..placed(n)
        };
        let mut history = History::default();
        history.remember(Deed::Drew(shared(1)));
        history.remember(Deed::Drew(placed(2)));
        history.remember(Deed::Opened {
            before: placed(2),
            after: shared(2),
        });
        history.was_not_shared(placed(1).annotation.id);
        history.was_not_shared(placed(2).annotation.id);
        assert_eq!(history.undo(), Some(Deed::Erased(placed(2))));
        assert_eq!(history.undo(), Some(Deed::Erased(placed(1))));
        assert_eq!(history.undo(), None);
    }
}
