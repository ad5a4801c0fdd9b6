//! Stamps of secrecy on a page as it is seen: MẬT, TỐI MẬT, TUYỆT MẬT. For scans and words that are drawn, which say
//! nothing to who reads the text layer.
//!
//! The page is drawn at 150 dots an inch and parted from its paper, all ink and the red ink alone ([`sheet`]). Pieces of ink
//! that hang together and are as high as capitals may be letters ([`line`]). Three of them beside each other that are like
//! an M, an Ậ with its marks, and a T are a find; so are some that are like the whole word, because letters of bold faces run
//! into each other. Likeness is the normalised cross-correlation with letters of four faces, turned by up to four degrees
//! ([`shape`], [`words`]); a find counts only when nothing else that is written (MẶT, MẤT, MẠT) is more alike. The words
//! beside it then tell its degree, or that it is an everyday word (BẢO MẬT, MẬT KHẨU).
//!
//! What is not found: letters lower than 2.4 mm or higher than 20 mm, in italics or by hand, turned by more than five
//! degrees or upside down, pale beyond the paper's grain, grown together with a frame or with other ink of their colour.
//! A find decides nothing: a person is asked. Nothing read here leaves the worker but the mark itself.

mod line;
mod shape;
mod sheet;
mod words;

use line::Letters;
use sheet::{Ink, Pieces};
use words::{Faces, Setting, Template, best};

pub(crate) use sheet::Area;

use crate::model::{EVERYDAY_AFTER, EVERYDAY_BEFORE, PageSize, SecrecyMark};

/// The longer edges of A4 and A3 at 150 dots an inch.
const LONG_EDGES: (f32, f32) = (1_754.0, 2_480.0);
/// A page whose longer edge has more points than this (917 mm) counts its picture's pixels, or is a drawing.
const MOST_POINTS: f32 = 2_600.0;
/// How much two widths may differ: letters differ from face to face, words of letters less.
const LETTER_WIDTHS: f32 = 1.5;
const WORD_WIDTHS: f32 = 1.35;
/// As alike as a letter that is hard to read; most others are less.
const LETTER_LIKENESS: f32 = 0.7;
/// As alike as the three letters of a worn stamp are on average.
const LETTERS_LIKENESS: f32 = 0.8;
/// How much more a find is like Ậ than like any other letter, and like MẬT than like any other word.
const LETTER_MARGIN: f32 = 0.012;
const WORD_MARGIN: f32 = 0.004;
const WORD_LIKENESS: f32 = 0.86;
/// As alike as a word beside it that makes it graver, and as one that makes it an everyday word.
const DEGREE_LIKENESS: f32 = 0.66;
const EVERYDAY_LIKENESS: f32 = 0.58;
/// A page of letters has fewer of each letter, and shows fewer finds.
const MOST_LETTERS: usize = 400;
const MOST_FINDS: usize = 100;

/// What stands in the middle of words that look like MẬT.
const OTHER_LETTERS: [&str; 34] = [
    "A", "À", "Á", "Ả", "Ã", "Ạ", "Ă", "Ằ", "Ắ", "Ẳ", "Ẵ", "Ặ", "Â", "Ầ", "Ấ", "Ẩ", "Ẫ", "Ô", "Ố",
    "Ồ", "Ổ", "Ỗ", "Ộ", "Ọ", "Ơ", "Ợ", "Ê", "Ế", "Ệ", "Ẹ", "Ụ", "Ự", "Ị", "H",
];
/// Words that look like it.
const OTHER_WORDS: [&str; 36] = [
    "MẶT", "MẤT", "MẮT", "MẠT", "MÁT", "MÀT", "MÂT", "MAT", "MẨT", "MẦT", "MẪT", "MỘT", "MỐT",
    "MẬU", "MẬN", "MẪU", "MẠNG", "MẠNH", "MỨC", "MỚI", "NHẬT", "LUẬT", "THUẬT", "VẬT", "HẬT",
    "TRẬT", "CHẤT", "ĐẤT", "NHẤT", "XUẤT", "VIỆT", "NAM", "HOẠT", "ĐẠT", "PHẠT", "NƯỚC",
];
const SECRET: &str = "TỐI";
const TOP_SECRET: &str = "TUYỆT";

/// How many pixels the longer edge of a page is drawn with.
pub(crate) fn long_edge(size: PageSize) -> u32 {
    let points = size.width.max(size.height);
    let edge = points * 150.0 / 72.0;
    let (least, most) = LONG_EDGES;
    let edge = if points > MOST_POINTS { least } else { edge };
    edge.clamp(least, most) as u32
}

/// Knows the letters.
pub(crate) struct Finder {
    faces: Faces,
    m: Vec<Template>,
    a: Vec<Template>,
    t: Vec<Template>,
    word: Vec<Template>,
}

/// A mark on a page.
pub(crate) struct Stamp {
    /// Where MẬT stands, in pixels.
    pub(crate) area: Area,
    pub(crate) mark: SecrecyMark,
}

/// What looks like MẬT.
struct Find {
    /// The box of its letters; marks may stand out.
    area: Area,
    /// The widest gap between its letters.
    gap: i32,
    setting: Setting,
    is_sure: bool,
}

impl Finder {
    pub(crate) fn new(faces: &[&'static [u8]]) -> Self {
        let faces = Faces::of(faces);
        Self {
            m: faces.templates("M", &[0.0]),
            a: faces.templates("Ậ", &[0.0]),
            t: faces.templates("T", &[0.0]),
            word: faces.templates("MẬT", &[0.0, 0.12]),
            faces,
        }
    }

    /// The stamps on a page of four bytes a pixel: blue, green, red, unused.
    pub(crate) fn find(&self, bgrx: &[u8], width: usize, height: usize) -> Vec<Stamp> {
        let (ink, red) = sheet::read(bgrx, width, height);
        let inks = [Some(ink), red];
        let readings = inks.iter().flatten().flat_map(|ink| self.find_in(ink));
        let readings: Vec<_> = readings.collect();
        let is_everyday = |area: Area| {
            let everyday = readings.iter().filter(|(_, mark)| mark.is_none());
            everyday.into_iter().any(|(other, _)| other.meets(area))
        };
        let stamps = readings.iter().filter_map(|(area, mark)| {
            let (area, mark) = (*area, (*mark)?);
            // In one ink the word beside it may be unreadable that is plain in the other.
            let is_stamp = mark > SecrecyMark::Confidential || !is_everyday(area);
            is_stamp.then_some(Stamp { area, mark })
        });
        stamps.collect()
    }

    /// Where MẬT stands, with its degree; an everyday word has none.
    fn find_in(&self, ink: &Ink) -> Vec<(Area, Option<SecrecyMark>)> {
        let Some(pieces) = Pieces::of(ink) else {
            return Vec::new();
        };
        let letters = Letters::of(&pieces);
        let mut finds = self.by_letters(&letters);
        let parted = finds.len();
        for find in self.by_word(&letters) {
            // Where letters stand apart, they say more than the word.
            if !finds[..parted]
                .iter()
                .any(|parted| parted.area.meets(find.area))
            {
                finds.push(find);
            }
        }
        finds
            .iter()
            .filter(|find| find.is_sure)
            .take(MOST_FINDS)
            .map(|find| (find.area, self.degree(&letters, find)))
            .collect()
    }

    /// Letters that stand apart.
    fn by_letters(&self, letters: &Letters<'_>) -> Vec<Find> {
        let (mut ms, mut ts) = (Vec::new(), Vec::new());
        for number in letters.large.iter().copied() {
            let area = letters.area(number);
            if !(0.5..2.0).contains(&area.aspect()) {
                continue;
            }
            let Some(shape) = letters.letter(&[number]) else {
                continue;
            };
            let likeness = |templates| {
                best(&shape, templates, LETTER_WIDTHS, 0.4)
                    .map(|(likeness, _)| likeness)
                    .filter(|likeness| *likeness > LETTER_LIKENESS)
            };
            if let Some(likeness) = likeness(&self.m) {
                ms.push((number, area, likeness));
            } else if let Some(likeness) = likeness(&self.t) {
                ts.push((number, area, likeness));
            }
        }
        ms.truncate(MOST_LETTERS);
        ts.truncate(MOST_LETTERS);
        let mut finds = Vec::new();
        for m in &ms {
            for t in &ts {
                finds.extend(self.between(letters, *m, *t));
            }
        }
        finds
    }

    /// An M and a T with an Ậ between them.
    fn between(
        &self,
        letters: &Letters<'_>,
        m: (usize, Area, f32),
        t: (usize, Area, f32),
    ) -> Option<Find> {
        let cap = m.1.height();
        let across = t.1.left - m.1.right;
        let is_one_line = (t.1.bottom - m.1.bottom).abs() * 8 < t.1.right - m.1.left + cap;
        let is_one_size = t.1.height() * 5 > cap * 4 && t.1.height() * 4 < cap * 5;
        if across < cap / 4 || across > cap * 4 || !is_one_line || !is_one_size {
            return None;
        }
        let area = m.1.with(t.1);
        let middle: Vec<usize> = letters
            .between(area, m.1.centre_x(), t.1.centre_x())
            .filter(|number| *number != m.0 && *number != t.0)
            .collect();
        let a = letters.area_of(&middle)?;
        if a.height() < cap || a.height() > cap * 2 || a.width() * 2 < cap {
            return None;
        }
        let shape = letters.letter(&middle)?;
        let (likeness, template) = best(&shape, &self.a, LETTER_WIDTHS, 0.4)?;
        if likeness < LETTER_LIKENESS {
            return None;
        }
        let margin = self
            .faces
            .margin(&shape, template, &OTHER_LETTERS, LETTER_WIDTHS);
        Some(Find {
            area,
            gap: (a.left - m.1.right).max(t.1.left - a.right),
            setting: template.setting,
            is_sure: margin > LETTER_MARGIN && (m.2 + likeness + t.2) / 3.0 > LETTERS_LIKENESS,
        })
    }

    /// Up to four pieces that are the word, whichever of its letters hang together.
    fn by_word(&self, letters: &Letters<'_>) -> Vec<Find> {
        let mut finds = Vec::new();
        for start in 0..letters.large.len() {
            let (mut window, mut gap) = (Vec::new(), 0);
            let mut next = Some(start);
            while let Some(place) = next.filter(|_| window.len() < 4) {
                let number = letters.large[place];
                if let Some(last) = window.last() {
                    gap = gap.max(letters.area(number).left - letters.area(*last).right);
                }
                window.push(number);
                let Some(area) = letters.area_of(&window) else {
                    break;
                };
                if area.aspect() > 6.0 {
                    break;
                }
                if area.aspect() > 1.3 {
                    finds.extend(self.word(letters, &window, area, gap));
                }
                next = letters.next(place);
            }
        }
        finds
    }

    fn word(&self, letters: &Letters<'_>, window: &[usize], area: Area, gap: i32) -> Option<Find> {
        let all: Vec<usize> = letters
            .between(area, area.left, area.right)
            .filter(|number| {
                let is_mark = letters.area(*number).height() * 10 < area.height() * 7;
                is_mark || window.contains(number)
            })
            .collect();
        let aspect = letters.area_of(&all)?.aspect();
        let shapes = self.word.iter().map(|template| &template.shape);
        if !shapes
            .clone()
            .any(|shape| shape.is_as_wide(aspect, WORD_WIDTHS))
        {
            return None;
        }
        let shape = letters.word(&all)?;
        let (likeness, template) = best(&shape, &self.word, WORD_WIDTHS, 0.7)?;
        if likeness < WORD_LIKENESS {
            return None;
        }
        let margin = self
            .faces
            .margin(&shape, template, &OTHER_WORDS, WORD_WIDTHS);
        Some(Find {
            area,
            gap,
            setting: template.setting,
            is_sure: margin > WORD_MARGIN,
        })
    }

    /// The degree that the words beside a find give it; nothing when they make it an everyday word.
    fn degree(&self, letters: &Letters<'_>, find: &Find) -> Option<SecrecyMark> {
        let cap = find.area.height();
        let own_gap = find.gap.max(0);
        let beside = |is_before, space, words: &[&'static str]| {
            // Where a word ends is not always plain.
            let gaps = [cap / 6 + own_gap, cap / 4 + own_gap * 3 / 2];
            let readings = gaps.into_iter().filter_map(|gap| {
                let (numbers, away) = letters.word_beside(find.area, is_before, space, gap)?;
                let (likeness, word) = self.name(letters, &numbers, find.setting, words)?;
                Some((likeness, word, away))
            });
            let best = readings.max_by(|a, b| a.0.total_cmp(&b.0))?;
            let least = match best.1 {
                SECRET | TOP_SECRET => DEGREE_LIKENESS,
                _ => EVERYDAY_LIKENESS,
            };
            (best.0 > least).then_some((best.1, best.2))
        };
        let is_near = |away: i32| away * 4 < cap * 5;
        let before: Vec<&str> = [TOP_SECRET, SECRET]
            .into_iter()
            .chain(EVERYDAY_BEFORE)
            .collect();
        match beside(true, cap * 11 / 5, &before) {
            Some((TOP_SECRET, _)) => return Some(SecrecyMark::TopSecret),
            Some((SECRET, _)) => return Some(SecrecyMark::Secret),
            Some((_, away)) if is_near(away) => return None,
            _ => {}
        }
        match beside(false, cap * 5 / 4, &EVERYDAY_AFTER) {
            Some(_) => None,
            None => Some(SecrecyMark::Confidential),
        }
    }

    /// Which of these words some pieces are most like, and how much.
    fn name(
        &self,
        letters: &Letters<'_>,
        numbers: &[usize],
        setting: Setting,
        words: &[&'static str],
    ) -> Option<(f32, &'static str)> {
        let shape = letters.word(numbers)?;
        let settings = [0.0, 0.15, 0.35].map(|tracking| setting.tracked(tracking));
        words
            .iter()
            .flat_map(|word| settings.map(|setting| (*word, setting)))
            .map(|(word, setting)| (self.faces.draw(word, setting), word))
            .filter(|(drawn, _)| shape.has_width_of(drawn, LETTER_WIDTHS))
            .map(|(drawn, word)| (shape.likeness(&drawn), word))
            .max_by(|a, b| a.0.total_cmp(&b.0))
    }
}
