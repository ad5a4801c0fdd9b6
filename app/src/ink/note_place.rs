//! Where a typed note belongs on a page, and the place of one that nobody has pointed to: notes are written without a
//! hand on the page too, by keyboard alone. Pure.

use nghisu_protocol::annotation::Point;
use nghisu_protocol::ids::{AnnotationId, VersionId};

use crate::viewer::model::Size;

/// How far from the page's edges such a note stays, in hundredths of a point.
const MARGIN: i32 = 3_600;
/// How far it stays from the other notes, in hundredths of a point: as far as a finger tells two places apart.
const APART: i32 = 2_800;

/// Where a typed note is being written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotePlace {
    /// On which version.
    pub version: VersionId,
    /// On which page.
    pub page: u32,
    /// Where on the page.
    pub at: Point,
    /// The note that is changed, where it is not a new one.
    pub existing: Option<AnnotationId>,
}

/// A free place on a page of this size in points: in its right margin, from the height that is read downwards (`y` as in
/// `Presented`), then above it, then a column further in. `taken` are the places of the notes that are there.
pub fn free_place(page: Size, y: u16, taken: &[Point]) -> Point {
    let (width, height) = (hundredths(page.width), hundredths(page.height));
    let top = height - MARGIN;
    let read = (height - height / 100 * i32::from(y.min(10_000)) / 100 - MARGIN).max(MARGIN);
    let is_free = |at: &Point| {
        taken
            .iter()
            .all(|other| (other.0 - at.0).abs() >= APART || (other.1 - at.1).abs() >= APART)
    };
    let down = |from: i32, to: i32| {
        (0..)
            .map(move |n| from - n * APART)
            .take_while(move |y| *y >= to)
    };
    let heights = || down(read, MARGIN).chain(down(top, read + 1));
    let columns = (0..)
        .map(|n| width - MARGIN - n * APART)
        .take_while(|x| *x >= MARGIN);
    columns
        .flat_map(|x| heights().map(move |y| Point(x, y)))
        .find(is_free)
        // A page that is full of notes, or no larger than its margins.
        .unwrap_or(Point(width / 2, height / 2))
}

fn hundredths(points: f64) -> i32 {
    (points * 100.0).round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    const A4: Size = Size {
        width: 595.0,
        height: 842.0,
    };

    #[test]
    fn a_note_stands_in_the_right_margin_where_the_reader_is() {
        assert_eq!(free_place(A4, 0, &[]), Point(55_900, 80_600));
        let half = free_place(A4, 5_000, &[]);
        assert_eq!(half.0, 55_900);
        assert!((38_000..42_100).contains(&half.1), "{half:?}");
        assert_eq!(free_place(A4, 10_000, &[]), Point(55_900, MARGIN));
    }

    #[test]
    fn notes_that_are_added_one_after_another_all_have_places_of_their_own() {
        let mut taken = vec![Point(55_000, 80_000)];
        for _ in 0..200 {
            let at = free_place(A4, 2_000, &taken);
            assert!((0..=59_500).contains(&at.0) && (0..=84_200).contains(&at.1));
            for other in &taken {
                let is_apart = (other.0 - at.0).abs() >= APART || (other.1 - at.1).abs() >= APART;
                assert!(is_apart, "{at:?} covers {other:?}");
            }
            taken.push(at);
        }
    }

    #[test]
    fn a_page_smaller_than_its_margins_has_a_place_too() {
        let stamp = Size {
            width: 40.0,
            height: 20.0,
        };
        assert_eq!(free_place(stamp, 0, &[]), Point(2_000, 1_000));
    }
}
