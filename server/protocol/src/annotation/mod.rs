//! Annotations: ink, highlights and text notes on a page, shared or private.
//!
//! A shared annotation is an event of its version's stream; a private one is sealed on the tablet and the
//! server keeps only the envelope ([`note`]). Strokes are immutable: erasing removes a stroke by its id,
//! so that any interleaving of tablets converges. Geometry is in hundredths of a PDF point from the
//! lower left corner of the page as it is shown: of its visible box, after its rotation (rule AN-6). The
//! numbers are whole, so that equal logs give equal states.

mod fold;
pub mod note;

use serde::{Deserialize, Serialize};

use crate::ids::{AnnotationId, PersonId, Timestamp};
pub use fold::Annotations;

/// Points of one annotation at most.
pub const MAX_POINTS: usize = 20_000;
/// Strokes or rectangles of one annotation at most.
pub const MAX_PARTS: usize = 500;
/// Characters of a text note at most.
pub const MAX_TEXT: usize = 4_000;

/// Who sees an annotation that is not private.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Sharing {
    /// Its author and the meeting's secretaries (Gửi thư ký).
    Secretary,
    /// Everyone who sees the document (Cả cuộc họp).
    Meeting,
}

/// A colour by its role, so that dark paper and print choose their own value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Colour {
    /// Xanh.
    Blue,
    /// Đỏ.
    Red,
    /// Đen.
    Black,
    /// The highlighter's yellow.
    Yellow,
}

/// A position on the page as it is shown (its visible box, after its rotation): hundredths of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = Vec<i32>))]
pub struct Point(
    /// From the left edge.
    pub i32,
    /// From the lower edge.
    pub i32,
);

/// A line drawn in one go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Stroke {
    /// Its points, in order.
    pub points: Vec<Point>,
    /// Pressure at each point, 0 to 255; empty where the device reports none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pressure: Vec<u8>,
}

/// A rectangle: two opposite corners, lower left first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = Vec<Vec<i32>>))]
pub struct Rect(
    /// Lower left.
    pub Point,
    /// Upper right.
    pub Point,
);

/// What an annotation is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Mark {
    /// Handwriting or drawing.
    Ink {
        /// Its colour.
        colour: Colour,
        /// Width of the pen at full pressure, hundredths of a point.
        width: u16,
        /// Its strokes.
        strokes: Vec<Stroke>,
    },
    /// Marked text or a marked area.
    Highlight {
        /// Its colour.
        colour: Colour,
        /// The marked areas.
        rects: Vec<Rect>,
        /// The words under it, where the page has a text layer: they find its place on another version.
        #[serde(default)]
        quote: String,
    },
    /// A typed note.
    Text {
        /// Where it is pinned.
        at: Point,
        /// Its words, NFC.
        text: String,
    },
}

/// An annotation, immutable but for who sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Annotation {
    /// Its id, made by the client.
    pub id: AnnotationId,
    /// Page, from 1.
    pub page: u32,
    /// What it is.
    pub mark: Mark,
}

impl Annotation {
    /// Whether it keeps the limits of size (rule AN-2); the page number is checked against the document apart.
    pub fn is_well_formed(&self) -> bool {
        self.page > 0
            && match &self.mark {
                Mark::Ink { strokes, width, .. } => {
                    *width > 0
                        && !strokes.is_empty()
                        && strokes.len() <= MAX_PARTS
                        && strokes
                            .iter()
                            .map(|stroke| stroke.points.len())
                            .sum::<usize>()
                            <= MAX_POINTS
                        && strokes.iter().all(|stroke| {
                            !stroke.points.is_empty()
                                && (stroke.pressure.is_empty()
                                    || stroke.pressure.len() == stroke.points.len())
                        })
                }
                Mark::Highlight { rects, quote, .. } => {
                    !rects.is_empty()
                        && rects.len() <= MAX_PARTS
                        && quote.chars().count() <= MAX_TEXT
                        && rects
                            .iter()
                            .all(|Rect(low, high)| low.0 <= high.0 && low.1 <= high.1)
                }
                Mark::Text { text, .. } => {
                    !text.trim().is_empty() && text.chars().count() <= MAX_TEXT
                }
            }
    }
}

/// A shared annotation as the stream's state holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SharedAnnotation {
    /// What it is.
    pub annotation: Annotation,
    /// Whose it is.
    pub author: PersonId,
    /// The author's name on that day.
    pub author_name: String,
    /// Who sees it.
    pub sharing: Sharing,
    /// When it was shared.
    pub at: Timestamp,
}

/// What may be asked of a version's annotation stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum AnnotationCommand {
    /// Share an annotation.
    Share {
        /// What it is.
        annotation: Annotation,
        /// Who sees it.
        sharing: Sharing,
    },
    /// Change who sees it: it is withdrawn and shared anew, so that who loses sight of it is told so.
    ChangeSharing {
        /// Which one.
        annotation: AnnotationId,
        /// Who sees it.
        sharing: Sharing,
    },
    /// Take it back: erased, or private again.
    Withdraw {
        /// Which one.
        annotation: AnnotationId,
    },
}

/// What may happen in a version's annotation stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum AnnotationEvent {
    /// An annotation was shared.
    AnnotationShared {
        /// What it is.
        annotation: Annotation,
        /// The author's name on that day.
        author_name: String,
        /// Who sees it.
        sharing: Sharing,
    },
    /// It was taken back.
    AnnotationWithdrawn {
        /// Which one.
        annotation: AnnotationId,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Uuid;

    fn of(mark: Mark) -> Annotation {
        Annotation {
            id: AnnotationId(Uuid::from_u128(1)),
            page: 1,
            mark,
        }
    }

    fn ink(strokes: usize, points: usize) -> Annotation {
        let stroke = Stroke {
            points: vec![Point(1, 2); points],
            pressure: Vec::new(),
        };
        of(Mark::Ink {
            colour: Colour::Blue,
            width: 150,
            strokes: vec![stroke; strokes],
        })
    }

    fn highlight(rects: usize, quote: usize) -> Annotation {
        of(Mark::Highlight {
            colour: Colour::Blue,
            rects: vec![Rect(Point(0, 0), Point(9, 9)); rects],
            quote: "ộ".repeat(quote),
        })
    }

    fn text(characters: usize) -> Annotation {
        of(Mark::Text {
            at: Point(0, 0),
            text: "ộ".repeat(characters),
        })
    }

    #[test]
    fn an_2_an_annotation_keeps_its_limits_and_not_one_more() {
        for (full, beyond) in [
            (ink(MAX_PARTS, 1), ink(MAX_PARTS + 1, 1)),
            (ink(1, MAX_POINTS), ink(1, MAX_POINTS + 1)),
            (ink(2, MAX_POINTS / 2), ink(2, MAX_POINTS / 2 + 1)),
            (highlight(MAX_PARTS, 1), highlight(MAX_PARTS + 1, 1)),
            (highlight(1, MAX_TEXT), highlight(1, MAX_TEXT + 1)),
            (text(MAX_TEXT), text(MAX_TEXT + 1)),
        ] {
            assert!(full.is_well_formed());
            assert!(!beyond.is_well_formed());
        }
        // Nothing is no annotation either.
        for empty in [ink(0, 1), ink(1, 0), highlight(0, 0), text(0)] {
            assert!(!empty.is_well_formed(), "{empty:?}");
        }
    }
}
