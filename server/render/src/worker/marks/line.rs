//! Which pieces of ink may be letters, and which stand beside each other.

use super::shape::Shape;
use super::sheet::{Area, Pieces};
use super::words::{LetterGrid, WordGrid};

/// Letters are at least so high: capitals of eleven points.
const LEAST_HEIGHT: i32 = 14;
/// Letters with their marks are at most so high.
const MOST_HEIGHT: i32 = 190;
/// A page of letters has fewer of them.
const MOST_LARGE: usize = 6_000;

/// The pieces of a page that may be letters or marks of letters.
pub(super) struct Letters<'p> {
    pieces: &'p Pieces,
    /// Large enough for a capital; ordered by their left edges.
    pub(super) large: Vec<usize>,
    /// These, and what is smaller.
    all: Vec<usize>,
}

impl<'p> Letters<'p> {
    pub(super) fn of(pieces: &'p Pieces) -> Self {
        let numbers = |fits: &dyn Fn(Area, i32) -> bool| -> Vec<usize> {
            let pieces = pieces.all.iter().enumerate();
            pieces
                .filter(|(_, piece)| fits(piece.area, piece.pixels))
                .map(|(number, _)| number)
                .collect()
        };
        let mut large = numbers(&|area, pixels| {
            (LEAST_HEIGHT..=MOST_HEIGHT).contains(&area.height())
                && area.width() * 8 > area.height()
                && area.width() < area.height() * 6
                && pixels * 8 > area.width() * area.height()
        });
        large.truncate(MOST_LARGE);
        Self {
            pieces,
            large,
            all: numbers(&|area, pixels| {
                // A frame is hollow.
                let is_frame = area.height().min(area.width()) > 2 * LEAST_HEIGHT
                    && pixels * 6 < area.width() * area.height();
                pixels >= 4 && area.height() <= MOST_HEIGHT && !is_frame
            }),
        }
    }

    /// Pieces as one letter.
    pub(super) fn letter(&self, numbers: &[usize]) -> Option<Shape> {
        let mut grid = LetterGrid::new();
        let area = self.pieces.draw(numbers, &mut grid)?;
        Some(Shape::new(&grid, area.aspect()))
    }

    /// Pieces as one word.
    pub(super) fn word(&self, numbers: &[usize]) -> Option<Shape> {
        let mut grid = WordGrid::new();
        let area = self.pieces.draw(numbers, &mut grid)?;
        Some(Shape::new(&grid, area.aspect()))
    }

    pub(super) fn area(&self, number: usize) -> Area {
        self.pieces.all[number].area
    }

    /// The common box; nothing for no pieces.
    pub(super) fn area_of(&self, numbers: &[usize]) -> Option<Area> {
        numbers
            .iter()
            .map(|number| self.area(*number))
            .reduce(Area::with)
    }

    /// Everything between two columns that is a letter of this line, or a mark above or below one.
    pub(super) fn between(&self, line: Area, left: i32, right: i32) -> impl Iterator<Item = usize> {
        let cap = line.height();
        let from = |x: i32| {
            self.all
                .partition_point(|number| self.area(*number).left < x)
        };
        // What begins further to the left has its middle there as well, or is wider than letters are.
        let candidates = from(left - cap * 4)..from(right).max(from(left - cap * 4));
        self.all[candidates].iter().copied().filter(move |number| {
            let area = self.area(*number);
            (left..right).contains(&area.centre_x())
                // A frame reaches further.
                && area.left > left - cap / 2
                && area.right < right + cap / 2
                && area.height() < cap * 9 / 5
                // What is broken out of a frame is flatter than a mark.
                && (area.height() * 2 > cap || area.width() < area.height() * 4)
                && area.top > line.top - cap * 6 / 10
                && area.bottom < line.bottom + cap * 45 / 100
        })
    }

    /// The place in `large` of the next letter on the line of the one at this place.
    pub(super) fn next(&self, at: usize) -> Option<usize> {
        let this = self.area(self.large[at]);
        let after = self.large.iter().enumerate().skip(at + 1);
        after
            .map(|(place, number)| (place, self.area(*number)))
            .take_while(|(_, area)| area.left - this.right <= this.height() * 13 / 10)
            .find(|(_, area)| {
                area.is_beside(this) && area.centre_x() > this.right - this.height() / 4
            })
            .map(|(place, _)| place)
    }

    /// The word that ends before `line` (or begins after it), no further than a space away, letters no further from each
    /// other than `gap`.
    pub(super) fn word_beside(
        &self,
        line: Area,
        is_before: bool,
        space: i32,
        gap: i32,
    ) -> Option<(Vec<usize>, i32)> {
        let mut word: Option<Area> = None;
        let mut away = 0;
        loop {
            let edge = word.unwrap_or(line);
            let most = if word.is_some() { gap } else { space };
            let distance = |area: Area| match is_before {
                true => edge.left - area.right,
                false => area.left - edge.right,
            };
            let nearest = self
                .large
                .iter()
                .map(|number| self.area(*number))
                .filter(|area| match is_before {
                    true => area.centre_x() < edge.left,
                    false => area.centre_x() > edge.right,
                })
                .filter(|area| area.is_beside(edge) && distance(*area) <= most)
                .min_by_key(|area| distance(*area));
            let Some(area) = nearest else { break };
            if word.is_none() {
                away = distance(area);
            }
            word = Some(word.map_or(area, |word| word.with(area)));
            if word.is_some_and(|word| word.width() > line.width() * 3) {
                break;
            }
        }
        let word = word?;
        // Marks lean over the last letter.
        let lean = word.height() / 5;
        let numbers = self.between(word, word.left - lean, word.right + lean);
        let numbers = numbers.collect();
        Some((numbers, away))
    }
}
