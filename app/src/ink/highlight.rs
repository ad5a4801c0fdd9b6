//! What the highlighter marks: the words that it crosses, and what of them can be kept. Pure.
//!
//! Geometry is in hundredths of a PDF point from the lower left corner of the page as it is shown (rule AN-6).

use nghisu_protocol::annotation::{MAX_PARTS, MAX_TEXT, Point, Rect};

/// Height of a highlight where there is no text under it, in hundredths of a point.
const BARE_HIGHLIGHT: i32 = 1_400;

/// A run of text on a page, as the server reports it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextRun {
    /// Its words.
    pub text: String,
    /// Its place.
    pub rect: Rect,
}

/// What a drag with the highlighter marks: the runs that it crosses, cut where it begins and ends, or a bare
/// strip where there is no text.
pub fn highlight(from: Point, to: Point, runs: &[TextRun]) -> (Vec<Rect>, String) {
    let (top, bottom) = if from.1 >= to.1 {
        (from, to)
    } else {
        (to, from)
    };
    let is_one_line = top.1 - bottom.1 < BARE_HIGHLIGHT;
    let (left, right) = (from.0.min(to.0), from.0.max(to.0));
    let mut rects: Vec<Rect> = Vec::new();
    let mut quote = String::new();
    for run in runs {
        let Rect(low, high) = run.rect;
        let middle = (low.1 + high.1) / 2;
        let crosses = |y: i32| low.1 <= y && y <= high.1;
        let (holds_top, holds_bottom) = (crosses(top.1), crosses(bottom.1));
        let is_between = bottom.1 < middle && middle < top.1;
        if !(holds_top || holds_bottom || (is_between && !is_one_line)) {
            continue;
        }
        // A drag over several lines marks from its start to the line's end, whole lines, and to its end.
        let (begin, end) = if is_one_line || (holds_top && holds_bottom) {
            (left, right)
        } else if holds_top {
            (top.0, i32::MAX)
        } else if holds_bottom {
            (i32::MIN, bottom.0)
        } else {
            (i32::MIN, i32::MAX)
        };
        let cut = Rect(
            Point(low.0.max(begin), low.1),
            Point(high.0.min(end), high.1),
        );
        if cut.0.0 < cut.1.0 {
            if !quote.is_empty() {
                quote.push(' ');
            }
            quote.push_str(run.text.trim());
            rects.push(cut);
        }
    }
    if rects.is_empty() {
        let half = BARE_HIGHLIGHT / 2;
        let middle = (from.1 + to.1) / 2;
        let (low, high) = if is_one_line {
            (middle - half, middle + half)
        } else {
            (bottom.1, top.1)
        };
        rects.push(Rect(Point(left, low), Point(right.max(left + 1), high)));
    }
    (rects, quote)
}

/// What of a highlight can be kept: the rectangles of a line become one where they are too many, and a long quote is cut
/// after a word. Says also whether a part of what was marked is missing.
pub fn fitted(mut rects: Vec<Rect>, quote: &str) -> (Vec<Rect>, String, bool) {
    if rects.len() > MAX_PARTS {
        rects = by_lines(rects);
    }
    let is_cut = rects.len() > MAX_PARTS;
    rects.truncate(MAX_PARTS);
    let quote = match quote.char_indices().nth(MAX_TEXT) {
        None => quote,
        Some((end, _)) => {
            let fits = &quote[..end];
            let word = fits.rfind(' ').filter(|_| !quote[end..].starts_with(' '));
            &fits[..word.unwrap_or(end)]
        }
    };
    (rects, quote.trim_end().to_owned(), is_cut)
}

/// Rectangles that follow each other on a line, as one.
fn by_lines(rects: Vec<Rect>) -> Vec<Rect> {
    let mut lines: Vec<Rect> = Vec::new();
    for Rect(low, high) in rects {
        let middle = (low.1 + high.1) / 2;
        match lines.last_mut() {
            Some(Rect(left, right))
                if (left.1..=right.1).contains(&middle) && right.0 <= high.0 =>
            {
                *left = Point(left.0.min(low.0), left.1.min(low.1));
                *right = Point(high.0, right.1.max(high.1));
            }
            _ => lines.push(Rect(low, high)),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use nghisu_protocol::annotation::{Annotation, Colour, Mark};
    use nghisu_protocol::ids::{AnnotationId, Uuid};

    #[test]
    fn a_highlight_takes_the_words_that_it_crosses() {
        let run = |text: &str, left, low| TextRun {
            text: text.into(),
            rect: Rect(Point(left, low), Point(left + 4_000, low + 1_200)),
        };
        let runs = [
            run("Chi đầu tư", 1_000, 5_000),
            run("phát triển", 5_500, 5_000),
            run("khác", 1_000, 3_000),
        ];
        let (rects, quote) = highlight(Point(1_200, 5_600), Point(8_000, 5_700), &runs);
        assert_eq!(quote, "Chi đầu tư phát triển");
        assert_eq!(rects[0], Rect(Point(1_200, 5_000), Point(5_000, 6_200)));
        assert_eq!(rects[1], Rect(Point(5_500, 5_000), Point(8_000, 6_200)));

        let (rects, quote) = highlight(Point(5_600, 5_600), Point(3_000, 3_500), &runs);
        assert_eq!(quote, "phát triển khác");
        assert_eq!(rects.len(), 2);
    }

    #[test]
    fn a_highlight_where_there_is_no_text_is_a_strip() {
        let (rects, quote) = highlight(Point(0, 1_000), Point(5_000, 1_100), &[]);
        assert!(quote.is_empty());
        assert_eq!(rects, [Rect(Point(0, 350), Point(5_000, 1_750))]);
    }

    #[test]
    fn a_highlight_of_a_page_full_of_words_is_kept_line_by_line() {
        let word = |line: i32, at: i32| TextRun {
            text: "khoản".into(),
            rect: Rect(
                Point(1_000 + at * 500, 80_000 - line * 1_000),
                Point(1_450 + at * 500, 80_800 - line * 1_000),
            ),
        };
        let runs: Vec<_> = (0..70)
            .flat_map(|line| (0..20).map(move |at| word(line, at)))
            .collect();
        let (rects, quote) = highlight(Point(0, 80_700), Point(20_000, 11_100), &runs);
        assert!(rects.len() > MAX_PARTS && quote.chars().count() > MAX_TEXT);
        let (rects, quote, is_cut) = fitted(rects, &quote);
        assert!(!is_cut);
        assert_eq!(rects.len(), 70);
        assert_eq!(rects[0], Rect(Point(1_000, 80_000), Point(10_950, 80_800)));
        assert!(quote.chars().count() <= MAX_TEXT && quote.ends_with(" khoản"));
        let mark = Mark::Highlight {
            colour: Colour::Yellow,
            rects,
            quote,
        };
        let id = AnnotationId(Uuid::from_u128(1));
        assert!(Annotation { id, page: 1, mark }.is_well_formed());
    }

    #[test]
    fn what_of_a_highlight_cannot_be_kept_is_told() {
        let line = |n: i32| Rect(Point(0, n * 1_000), Point(900, n * 1_000 + 800));
        let (rects, _, is_cut) = fitted((0..600).rev().map(line).collect(), "");
        assert_eq!((rects.len(), is_cut), (MAX_PARTS, true));
        let (rects, quote, is_cut) = fitted(vec![line(1), line(1)], "hai chữ");
        assert_eq!((rects.len(), quote.as_str(), is_cut), (2, "hai chữ", false));
    }
}
