//! The words of a page with their places, for selecting, searching and reading aloud.

use pdfium_render::prelude::PdfPage;

use super::engine::broken;
use crate::RenderError;
use crate::model::{PageGeometry, PageText, Rect, TextRun};

/// More characters than the densest honest page; the answer says when it was cut.
const MAX_CHARACTERS: usize = 40_000;
/// A gap of this many characters ends a run: the next word stands in another column.
const COLUMN_GAP: f32 = 1.5;

/// Reads the page's text into runs, in displayed points.
pub(crate) fn read(page: &PdfPage<'_>, geometry: PageGeometry) -> Result<PageText, RenderError> {
    let text = page.text().map_err(|error| broken(&error))?;
    let mut runs = Vec::new();
    let mut run = Run::default();
    let mut high_surrogate = None;
    let characters = text.chars();
    for character in characters.iter().take(MAX_CHARACTERS) {
        let Some(value) = scalar(character.unicode_value(), &mut high_surrogate) else {
            continue;
        };
        if matches!(value, '\r' | '\n') {
            run.finish(&mut runs);
            continue;
        }
        // Spaces that PDFium found between words have no box of their own.
        let place = character
            .loose_bounds()
            .ok()
            .map(|bounds| {
                geometry.to_display(Rect {
                    x: bounds.left().value,
                    y: bounds.bottom().value,
                    width: bounds.width().value,
                    height: bounds.height().value,
                })
            })
            .filter(|place| place.width > 0.0 && place.height > 0.0);
        if let (Some(last), Some(place)) = (run.last, place)
            && is_apart(last, place)
        {
            run.finish(&mut runs);
        }
        run.push(value, place);
    }
    run.finish(&mut runs);
    Ok(PageText {
        geometry,
        runs,
        is_truncated: characters.len() > MAX_CHARACTERS,
    })
}

/// The character for a value of PDFium, which may be half of a UTF-16 pair. PDFium gives a word's broken hyphen as U+0002.
fn scalar(value: u32, high: &mut Option<u16>) -> Option<char> {
    let before = high.take();
    match value {
        0x02 => Some('-'),
        0x0A | 0x0D => char::from_u32(value),
        0x09 => Some(' '),
        0..0x20 | 0x7F | 0xFFFE | 0xFFFF => None,
        0xD800..0xDC00 => {
            *high = u16::try_from(value).ok();
            None
        }
        0xDC00..0xE000 => {
            let pair = [before?, u16::try_from(value).ok()?];
            char::decode_utf16(pair).next()?.ok()
        }
        _ => char::from_u32(value),
    }
}

/// The two boxes belong to different columns or lines.
fn is_apart(a: Rect, b: Rect) -> bool {
    let gap_x = (a.x - b.x - b.width).max(b.x - a.x - a.width);
    let gap_y = (a.y - b.y - b.height).max(b.y - a.y - a.height);
    let size = a.width.max(a.height).max(b.width).max(b.height);
    gap_x.max(gap_y) > COLUMN_GAP * size
}

/// A run being collected.
#[derive(Default)]
struct Run {
    characters: Vec<(char, Option<Rect>)>,
    last: Option<Rect>,
}

impl Run {
    fn push(&mut self, character: char, place: Option<Rect>) {
        self.last = place.or(self.last);
        self.characters.push((character, place));
    }

    /// Closes the run and begins anew. A run of spaces, or without any box, says nothing and is dropped.
    fn finish(&mut self, runs: &mut Vec<TextRun>) {
        let Self { mut characters, .. } = std::mem::take(self);
        while characters
            .last()
            .is_some_and(|(character, _)| character.is_whitespace())
        {
            characters.pop();
        }
        let start = characters
            .iter()
            .take_while(|(character, _)| character.is_whitespace())
            .count();
        let characters = &characters[start..];
        let mut places = characters.iter().filter_map(|(_, place)| *place);
        let Some(first) = places.next() else { return };
        let bounds = places.fold(first, union);
        let is_upright = bounds.width >= bounds.height || characters.len() == 1;
        let span = |place: Rect| match is_upright {
            true => (place.x, place.x + place.width),
            false => (place.y, place.y + place.height),
        };
        // The first character in the order of the file need not stand first on the page.
        let origin = span(bounds).0;
        let mut end = span(first).0;
        let mut stops = Vec::with_capacity(characters.len() + 1);
        for (_, place) in characters {
            let (from, to) = place.map_or((end, end), span);
            stops.push(hundredth(from - origin));
            end = to;
        }
        stops.push(hundredth(end - origin));
        runs.push(TextRun {
            text: characters.iter().map(|(character, _)| character).collect(),
            bounds: Rect {
                x: hundredth(bounds.x),
                y: hundredth(bounds.y),
                width: hundredth(bounds.width),
                height: hundredth(bounds.height),
            },
            stops,
        });
    }
}

fn union(a: Rect, b: Rect) -> Rect {
    let (x, y) = (a.x.min(b.x), a.y.min(b.y));
    Rect {
        x,
        y,
        width: (a.x + a.width).max(b.x + b.width) - x,
        height: (a.y + a.height).max(b.y + b.height) - y,
    }
}

/// A hundredth of a point is finer than any screen, and a third of the digits.
fn hundredth(value: f32) -> f32 {
    (value * 100.0).round() / 100.0
}
