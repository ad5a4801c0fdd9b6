//! The words of a page: as one line for search and comparison, and a query's places on it.
//!
//! Search looks at letters without their marks (đ as d), so that `nghi dinh` finds *Nghị định* and
//! `hoà` finds *hòa*; where the marks agree as well, a hit is exact. A page's runs are read as one
//! line with single spaces, so that a phrase is found over a line's end. Pure.

use nghisu_protocol::documents::{PageBox, SearchHit};
use nghisu_protocol::log::Hash;
use nghisu_render::{Rect, TextRun};
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// Characters of a query at most.
pub const MAX_QUERY: usize = 200;
/// Hits that are named on one page at most.
const MAX_HITS: usize = 200;
/// Characters of an excerpt before and after the hit.
const AROUND: usize = 40;

/// A query that is ready to be looked for.
#[derive(Debug, Clone)]
pub struct Query {
    /// Letters without marks.
    folded: Vec<char>,
    /// Letters with marks, in lower case; looked for only where the query carries any.
    marked: Vec<char>,
    has_marks: bool,
}

impl Query {
    /// `None` for a query that is empty or too long.
    pub fn new(text: &str) -> Option<Self> {
        let text = one_line(text);
        if text.chars().count() > MAX_QUERY {
            return None;
        }
        let folded: Vec<char> = fold(&text).map(|(_, c)| c).collect();
        let marked: Vec<char> = lower(&text).map(|(_, c)| c).collect();
        let has_marks = folded != marked;
        (!folded.is_empty()).then_some(Self {
            folded,
            marked,
            has_marks,
        })
    }

    /// Whether a page with these words has a hit.
    pub fn is_in(&self, line: &str) -> bool {
        let folded: Vec<(usize, char)> = fold(line).collect();
        find(&folded, &self.folded).next().is_some()
    }

    /// The hits among a page's runs.
    pub fn hits(&self, runs: &[TextRun]) -> Vec<SearchHit> {
        let line = Line::of(runs);
        let text: String = line.chars.iter().map(|place| place.c).collect();
        let folded: Vec<(usize, char)> = fold(&text).collect();
        let exact: Vec<usize> = if self.has_marks {
            let marked: Vec<(usize, char)> = lower(&text).collect();
            find(&marked, &self.marked).map(|(from, _)| from).collect()
        } else {
            Vec::new()
        };
        find(&folded, &self.folded)
            .take(MAX_HITS)
            .map(|(from, to)| SearchHit {
                boxes: line.boxes(runs, from, to),
                excerpt: line.excerpt(from, to),
                is_exact: !self.has_marks || exact.contains(&from),
            })
            .collect()
    }
}

/// A page's words as one line with single spaces.
pub fn line(runs: &[TextRun]) -> String {
    Line::of(runs).chars.iter().map(|place| place.c).collect()
}

/// What a page is compared by: its words where it has any.
pub fn digest_of_words(line: &str) -> Option<Hash> {
    let words = one_line(line);
    (!words.is_empty()).then(|| Hash::of(format!("words {words}").as_bytes()))
}

/// What a page without words is compared by: its thumbnail.
pub fn digest_of_picture(picture: &[u8]) -> Hash {
    Hash::of(&[b"picture ", picture].concat())
}

/// A box of the render crate as it travels.
pub fn page_box(rect: Rect) -> PageBox {
    PageBox {
        x: rect.x,
        y: rect.y,
        width: rect.width,
        height: rect.height,
    }
}

/// NFC, whitespace single.
fn one_line(text: &str) -> String {
    let composed: String = text.nfc().collect();
    composed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Letters in lower case, composed, each with the place of its character in `text`.
fn lower(text: &str) -> impl Iterator<Item = (usize, char)> {
    let places: Vec<(usize, char)> = text.chars().enumerate().collect();
    let mut lowered = Vec::with_capacity(places.len());
    let mut at = 0;
    while at < places.len() {
        // A letter and the marks that follow it are composed together.
        let end = (at + 1..places.len())
            .find(|next| !is_combining_mark(places[*next].1))
            .unwrap_or(places.len());
        let cluster = places[at..end].iter().map(|(_, c)| *c);
        lowered.extend(cluster.nfc().flat_map(char::to_lowercase).map(|c| (at, c)));
        at = end;
    }
    lowered.into_iter()
}

/// Letters in lower case without marks, each with the place of its character in `text`.
fn fold(text: &str) -> impl Iterator<Item = (usize, char)> {
    text.chars().enumerate().flat_map(|(at, c)| {
        core::iter::once(c)
            .nfd()
            .filter(|c| !is_combining_mark(*c))
            .flat_map(char::to_lowercase)
            .map(move |c| (at, if c == 'đ' { 'd' } else { c }))
    })
}

/// The places of `needle`, as ranges of characters of the text that was folded; they don't overlap.
fn find(text: &[(usize, char)], needle: &[char]) -> impl Iterator<Item = (usize, usize)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at + needle.len() <= text.len() {
            let window = &text[at..at + needle.len()];
            if window.iter().map(|(_, c)| c).eq(needle) {
                at += needle.len();
                return Some((window[0].0, window[window.len() - 1].0 + 1));
            }
            at += 1;
        }
        None
    })
}

/// A page's characters with the runs that they stand in.
struct Line {
    chars: Vec<Place>,
}

#[derive(Clone, Copy)]
struct Place {
    c: char,
    /// The run and the character in it; none for a space that stands between runs.
    run: Option<(usize, usize)>,
}

impl Line {
    fn of(runs: &[TextRun]) -> Self {
        let mut chars: Vec<Place> = Vec::new();
        for (run, content) in runs.iter().enumerate() {
            let between = (run > 0).then_some((' ', None));
            let inside = content.text.chars().enumerate();
            for (c, place) in between
                .into_iter()
                .chain(inside.map(|(at, c)| (c, Some((run, at)))))
            {
                let c = if c.is_whitespace() || c.is_control() {
                    ' '
                } else {
                    c
                };
                if c == ' ' && chars.last().is_none_or(|last| last.c == ' ') {
                    continue;
                }
                chars.push(Place { c, run: place });
            }
        }
        if chars.last().is_some_and(|last| last.c == ' ') {
            chars.pop();
        }
        Self { chars }
    }

    fn boxes(&self, runs: &[TextRun], from: usize, to: usize) -> Vec<PageBox> {
        let mut boxes = Vec::new();
        let mut current: Option<(usize, usize, usize)> = None;
        for (run, at) in self.chars[from..to].iter().filter_map(|place| place.run) {
            current = match current {
                Some((same, first, _)) if same == run => Some((run, first, at)),
                other => {
                    boxes.extend(other.map(|(run, first, last)| part(&runs[run], first, last)));
                    Some((run, at, at))
                }
            };
        }
        boxes.extend(current.map(|(run, first, last)| part(&runs[run], first, last)));
        boxes
    }

    fn excerpt(&self, from: usize, to: usize) -> String {
        let is_space = |at: &usize| self.chars[*at].c.is_whitespace();
        // From word to word, where a word begins or ends near enough.
        let start = match from.saturating_sub(AROUND) {
            0 => 0,
            start => (start - 1..from).find(is_space).unwrap_or(start),
        };
        let end = match (to + AROUND).min(self.chars.len()) {
            end if end == self.chars.len() => end,
            end => (to..=end).rev().find(is_space).unwrap_or(end),
        };
        let words: String = self.chars[start..end].iter().map(|place| place.c).collect();
        let words = words.trim();
        let before = if start > 0 { "…" } else { "" };
        // After the end of a sentence nothing is missing.
        let is_whole = end == self.chars.len() || words.ends_with(['.', '!', '?', '…']);
        let after = if is_whole { "" } else { "…" };
        format!("{before}{words}{after}")
    }
}

/// The box of a run's characters `first..=last`.
fn part(run: &TextRun, first: usize, last: usize) -> PageBox {
    let whole = page_box(run.bounds);
    let (Some(from), Some(to)) = (run.stops.get(first), run.stops.get(last + 1)) else {
        return whole;
    };
    if first == 0 && last + 2 == run.stops.len() {
        whole
    } else if run.bounds.width >= run.bounds.height {
        PageBox {
            x: whole.x + from,
            width: (to - from).max(0.0),
            ..whole
        }
    } else {
        PageBox {
            y: whole.y + from,
            height: (to - from).max(0.0),
            ..whole
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A run whose characters are 10 points wide.
    fn run(text: &str, y: f32) -> TextRun {
        let count = text.chars().count();
        TextRun {
            text: text.to_owned(),
            bounds: Rect {
                x: 100.0,
                y,
                width: 10.0 * count as f32,
                height: 12.0,
            },
            stops: (0..=count).map(|at| 10.0 * at as f32).collect(),
        }
    }

    fn hits(query: &str, runs: &[TextRun]) -> Vec<SearchHit> {
        Query::new(query).unwrap().hits(runs)
    }

    #[test]
    fn a_query_without_marks_finds_words_with_them() {
        let page = [run("Nghị định của Chính phủ, ĐẶNG", 0.0)];
        for query in [
            "nghi dinh",
            "NGHI  DINH",
            "nghị định",
            "chinh phu",
            "dang",
            "đặng",
        ] {
            let found = hits(query, &page);
            assert_eq!(found.len(), 1, "{query}");
            assert!(found[0].is_exact, "{query}");
        }
        assert!(hits("quyet dinh", &page).is_empty());
    }

    #[test]
    fn where_the_query_has_marks_a_hit_says_whether_they_agree() {
        let page = [run("hòa, hoà, hoa", 0.0)];
        let exact: Vec<bool> = hits("hoà", &page).iter().map(|hit| hit.is_exact).collect();
        assert_eq!(exact, [false, true, false]);
        assert_eq!(
            hits("hòa", &page).iter().filter(|hit| hit.is_exact).count(),
            1
        );
    }

    #[test]
    fn a_decomposed_page_is_read_like_a_composed_one() {
        let page = [run("Nghi\u{323} đi\u{323}nh", 0.0)];
        let found = hits("nghị định", &page);
        assert!(found[0].is_exact);
        assert!(Query::new("nghị định").unwrap().is_in(&page[0].text));
    }

    #[test]
    fn a_hit_has_the_box_of_its_characters() {
        let page = [run("Kết luận", 30.0)];
        let found = hits("luận", &page);
        assert_eq!(
            found[0].boxes,
            [PageBox {
                x: 140.0,
                y: 30.0,
                width: 40.0,
                height: 12.0
            }]
        );
    }

    #[test]
    fn a_phrase_is_found_over_the_end_of_a_line() {
        let page = [run("Ủy ban nhân", 0.0), run("dân tỉnh", 20.0)];
        let found = hits("nhân dân", &page);
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0].boxes,
            [
                PageBox {
                    x: 170.0,
                    y: 0.0,
                    width: 40.0,
                    height: 12.0
                },
                PageBox {
                    x: 100.0,
                    y: 20.0,
                    width: 30.0,
                    height: 12.0
                },
            ]
        );
        assert_eq!(found[0].excerpt, "Ủy ban nhân dân tỉnh");
    }

    #[test]
    fn an_excerpt_begins_and_ends_with_whole_words() {
        let page = [run(
            "Phát triển kinh tế - xã hội của tỉnh trong sáu tháng đầu năm và phương hướng, nhiệm vụ sáu tháng cuối năm",
            0.0,
        )];
        let found = hits("phương hướng", &page);
        assert_eq!(
            found[0].excerpt,
            "…hội của tỉnh trong sáu tháng đầu năm và phương hướng, nhiệm vụ sáu tháng cuối năm"
        );
        let sentences = [run(
            "Các chính sách hỗ trợ được giải ngân sớm hơn năm trước khoảng hai tháng. Nguyên nhân tăng",
            0.0,
        )];
        let found = hits("giải ngân", &sentences);
        assert!(
            found[0].excerpt.ends_with("khoảng hai tháng."),
            "{} ends with its sentence",
            found[0].excerpt
        );
        let unbroken = [run(&"x".repeat(200), 0.0)];
        let found = hits("xx", &unbroken);
        assert_eq!(found[1].excerpt.chars().filter(|c| *c == 'x').count(), 44);
    }

    #[test]
    fn an_upright_run_is_cut_along_its_height() {
        let mut upright = run("dọc lề", 0.0);
        upright.bounds = Rect {
            x: 5.0,
            y: 50.0,
            width: 12.0,
            height: 60.0,
        };
        let found = hits("lề", &[upright]);
        assert_eq!(
            found[0].boxes,
            [PageBox {
                x: 5.0,
                y: 90.0,
                width: 12.0,
                height: 20.0
            }]
        );
    }

    #[test]
    fn an_empty_or_endless_query_is_none() {
        assert!(Query::new("  ").is_none());
        assert!(Query::new(&"a".repeat(MAX_QUERY + 1)).is_none());
    }

    #[test]
    fn equal_words_have_equal_digests_however_they_are_spaced() {
        let one = line(&[run("Kết luận", 0.0), run("nội dung 2", 9.0)]);
        let other = line(&[run("Kết  luận nội ", 0.0), run("dung 2", 9.0)]);
        assert_eq!(digest_of_words(&one), digest_of_words(&other));
        assert_ne!(
            digest_of_words(&one),
            digest_of_words("Kết luận nội dung 3")
        );
        assert_eq!(digest_of_words(" "), None);
    }
}
