//! Vietnamese text: the alphabet's order, the order of names, search that forgives marks, and how a person's position
//! is written.
//!
//! Names are family–middle–given and are sorted by given name, then family, then middle. Letters go
//! a ă â b c d đ e ê … o ô ơ … u ư …; tones (ngang, huyền, hỏi, ngã, sắc, nặng) decide only between
//! words that are otherwise equal. Both ways to place a tone (`hòa`, `hoà`) are the same word. Input
//! is expected in NFC; loose combining marks are understood too. Pure, and small enough for WASM.

use std::cmp::Ordering;
use std::ops::Range;

/// Vowels in alphabetical order, each with its tones in their order.
const VOWELS: [&str; 12] = [
    "aàảãáạ",
    "ăằẳẵắặ",
    "âầẩẫấậ",
    "eèẻẽéẹ",
    "êềểễếệ",
    "iìỉĩíị",
    "oòỏõóọ",
    "ôồổỗốộ",
    "ơờởỡớợ",
    "uùủũúụ",
    "ưừửữứự",
    "yỳỷỹýỵ",
];
/// All letters in alphabetical order; f, j, w, z stand where Latin has them.
const ALPHABET: &str = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz";

/// A letter without its tone, and its tone's number.
fn toneless(letter: char) -> (char, u8) {
    for row in VOWELS {
        for (tone, vowel) in (0u8..).zip(row.chars()) {
            if vowel == letter {
                return (row.chars().next().unwrap_or(letter), tone);
            }
        }
    }
    (letter, 0)
}

/// What a loose combining mark says: a tone, or another letter.
fn combined(base: char, mark: char) -> Result<char, Option<u8>> {
    match (base, mark) {
        (_, '\u{300}') => Err(Some(1)),
        (_, '\u{309}') => Err(Some(2)),
        (_, '\u{303}') => Err(Some(3)),
        (_, '\u{301}') => Err(Some(4)),
        (_, '\u{323}') => Err(Some(5)),
        ('a', '\u{302}') => Ok('â'),
        ('e', '\u{302}') => Ok('ê'),
        ('o', '\u{302}') => Ok('ô'),
        ('a', '\u{306}') => Ok('ă'),
        ('o', '\u{31b}') => Ok('ơ'),
        ('u', '\u{31b}') => Ok('ư'),
        _ => Err(None),
    }
}

/// The letter that people type when they type no marks: `ậ` → `a`, `đ` → `d`.
fn bare(letter: char) -> char {
    match letter {
        'ă' | 'â' => 'a',
        'đ' => 'd',
        'ê' => 'e',
        'ô' | 'ơ' => 'o',
        'ư' => 'u',
        other => other,
    }
}

/// A word: its letters in lower case without tones, and its tones. Where a tone stands inside the
/// word makes no difference.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    letters: Vec<char>,
    tones: Vec<u8>,
}

fn words(text: &str) -> Vec<Word> {
    let mut all = Vec::new();
    let mut word = Word {
        letters: Vec::new(),
        tones: Vec::new(),
    };
    for letter in text.chars().flat_map(char::to_lowercase) {
        if ('\u{300}'..='\u{36f}').contains(&letter) {
            if let Some(last) = word.letters.last_mut() {
                match combined(*last, letter) {
                    Ok(letter) => *last = letter,
                    Err(Some(tone)) => word.tones.push(tone),
                    Err(None) => {}
                }
            }
        } else if letter.is_alphanumeric() {
            let (letter, tone) = toneless(letter);
            word.letters.push(letter);
            if tone > 0 {
                word.tones.push(tone);
            }
        } else if !word.letters.is_empty() {
            all.push(std::mem::replace(
                &mut word,
                Word {
                    letters: Vec::new(),
                    tones: Vec::new(),
                },
            ));
        }
    }
    if !word.letters.is_empty() {
        all.push(word);
    }
    all
}

impl Word {
    /// Whether it begins with another one, without regard to marks.
    fn begins_bare(&self, with: &Self) -> bool {
        let letters = self.letters.iter().zip(&with.letters);
        self.letters.len() >= with.letters.len()
            && letters
                .into_iter()
                .all(|(one, other)| bare(*one) == bare(*other))
    }

    fn key(&self) -> (Vec<u32>, Vec<u8>) {
        let place = |letter: &char| {
            ALPHABET
                .chars()
                .position(|known| known == *letter)
                .and_then(|place| u32::try_from(place).ok())
                // Digits stand before the letters, other scripts after them.
                .map_or_else(
                    || match letter.to_digit(10) {
                        Some(digit) => digit,
                        None => 1000 + u32::from(*letter),
                    },
                    |place| 100 + place,
                )
        };
        (self.letters.iter().map(place).collect(), self.tones.clone())
    }
}

/// Sorts words like a Vietnamese dictionary: letters of the whole text first, then its tones.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SortKey(Vec<Vec<u32>>, Vec<Vec<u8>>);

/// The key by which a text is sorted.
#[must_use]
pub fn sort_key(text: &str) -> SortKey {
    let (letters, tones) = words(text).iter().map(Word::key).unzip();
    SortKey(letters, tones)
}

/// The key by which a person's name is sorted: given name, then family name, then middle names.
#[must_use]
pub fn name_key(name: &str) -> (SortKey, SortKey, SortKey) {
    let parts: Vec<&str> = name.split_whitespace().collect();
    match parts.as_slice() {
        [] => (sort_key(""), sort_key(""), sort_key("")),
        [only] => (sort_key(only), sort_key(""), sort_key("")),
        [family, middle @ .., given] => (
            sort_key(given),
            sort_key(family),
            sort_key(&middle.join(" ")),
        ),
    }
}

/// Compares two names as pickers show them.
#[must_use]
pub fn compare_names(a: &str, b: &str) -> Ordering {
    name_key(a).cmp(&name_key(b)).then_with(|| a.cmp(b))
}

/// A text as search sees it: lower case, no marks, `đ` as `d`, words with one space between them.
#[must_use]
pub fn fold(text: &str) -> String {
    let words: Vec<String> = words(text)
        .iter()
        .map(|word| word.letters.iter().copied().map(bare).collect())
        .collect();
    words.join(" ")
}

/// Where a text has what a query asks for: the words that begin with a word of the query, marks or none, as bytes.
#[must_use]
pub fn found(query: &str, text: &str) -> Vec<Range<usize>> {
    let query = words(query);
    let is_of_word =
        |letter: char| letter.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&letter);
    let mut spans = Vec::new();
    let mut start = None;
    for (at, letter) in text.char_indices().chain([(text.len(), ' ')]) {
        match (is_of_word(letter), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                spans.push(from..at);
                start = None;
            }
            _ => {}
        }
    }
    spans.retain(|span| {
        words(&text[span.clone()])
            .iter()
            .any(|word| query.iter().any(|asked| word.begins_bare(asked)))
    });
    spans
}

/// How well a text answers a query: `None` not at all, `Some(0)` with the very marks that were
/// typed, `Some(1)` without regard to marks. Every word of the query must begin a word of the text.
#[must_use]
pub fn rank(query: &str, text: &str) -> Option<u8> {
    let (query, text) = (words(query), words(text));
    let mut exact = true;
    for asked in &query {
        let candidates = text.iter().filter(|word| word.begins_bare(asked));
        let mut found = false;
        let mut found_exact = false;
        for word in candidates {
            found = true;
            // An unfinished word cannot be held to the tone that it does not have yet.
            found_exact |= word.letters.starts_with(&asked.letters)
                && (asked.tones == word.tones
                    || (asked.tones.is_empty() && asked.letters.len() < word.letters.len()));
        }
        if !found {
            return None;
        }
        exact &= found_exact;
    }
    Some(u8::from(!exact))
}

/// Position and unit, the unit only where the position does not name it already: "Giám đốc Sở Tài chính"
/// stands alone, "Văn thư" is followed by its unit.
pub fn position_with_unit(position: &str, unit: &str) -> String {
    let (position, unit) = (position.trim(), unit.trim());
    if unit.is_empty() {
        return position.to_owned();
    }
    if position.is_empty() {
        return unit.to_owned();
    }
    // "Chủ tịch UBND tỉnh" names "UBND tỉnh Thanh Giang" by its beginning.
    let beginning: Vec<&str> = unit.split_whitespace().take(2).collect();
    let names_unit = position
        .to_lowercase()
        .contains(&beginning.join(" ").to_lowercase());
    if names_unit {
        position.to_owned()
    } else {
        format!("{position}, {unit}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_by_given_then_family_then_middle_name() {
        let mut names = vec![
            "Ứng Thị Hạnh Ngân",
            "Võ Hoài Nghĩa",
            "Đặng Thị Ngọc Hường",
            "Hồ Thị Xuân Ái",
            "Nguyễn Văn An",
            "Lê Văn An",
            "Nguyễn Thị An",
            "Mạc Văn Ủy",
            "Trịnh Thu Uyên",
        ];
        names.sort_by(|a, b| compare_names(a, b));
        assert_eq!(
            names,
            [
                "Hồ Thị Xuân Ái",
                "Lê Văn An",
                "Nguyễn Thị An",
                "Nguyễn Văn An",
                "Đặng Thị Ngọc Hường",
                "Ứng Thị Hạnh Ngân",
                "Võ Hoài Nghĩa",
                "Mạc Văn Ủy",
                "Trịnh Thu Uyên",
            ]
        );
    }

    #[test]
    fn found_words_are_whole_words_in_the_text() {
        let text = "Phiên họp, thường kỳ";
        let found = |query| {
            let found = found(query, text).into_iter();
            found.map(|span| &text[span]).collect::<Vec<_>>()
        };
        assert_eq!(found("hop thuong"), ["họp", "thường"]);
        assert_eq!(found("kỳ"), ["kỳ"]);
        assert_eq!(found("ọp"), [""; 0]);
        assert_eq!(found(""), [""; 0]);
    }

    #[test]
    fn letters_follow_the_vietnamese_alphabet_and_tones_decide_last() {
        let mut words = vec![
            "đa", "da", "dê", "de", "mạ", "má", "mã", "mả", "mà", "ma", "mà", "ơn", "ôn", "on",
            "ưa", "ua",
        ];
        words.sort_by_key(|word| sort_key(word));
        assert_eq!(
            words,
            [
                "da", "de", "dê", "đa", "ma", "mà", "mà", "mả", "mã", "má", "mạ", "on", "ôn", "ơn",
                "ua", "ưa"
            ]
        );
        assert!(sort_key("mạ an") < sort_key("ma ân"));
    }

    #[test]
    fn both_ways_to_place_a_tone_are_the_same_word() {
        assert_eq!(sort_key("hòa"), sort_key("hoà"));
        assert_eq!(rank("hoà", "Trần Thị Hòa"), Some(0));
        assert_eq!(rank("thuý", "Thúy"), Some(0));
    }

    #[test]
    fn search_forgives_marks_and_prefers_those_that_were_typed() {
        assert_eq!(fold("Đặng Thị Ngọc Hường"), "dang thi ngoc huong");
        assert_eq!(rank("dang huong", "Đặng Thị Ngọc Hường"), Some(1));
        assert_eq!(rank("Hường", "Đặng Thị Ngọc Hường"), Some(0));
        assert_eq!(rank("Hương", "Đặng Thị Ngọc Hường"), Some(1));
        assert_eq!(rank("hư", "Đặng Thị Ngọc Hường"), Some(0));
        assert_eq!(rank("minh", "Đặng Thị Ngọc Hường"), None);
        assert_eq!(rank("", "bất kỳ"), Some(0));
    }

    #[test]
    fn loose_marks_are_the_same_letters() {
        let decomposed = "Đa\u{306}\u{323}ng Thi\u{323} Hu\u{31b}o\u{31b}\u{300}ng";
        assert_eq!(sort_key(decomposed), sort_key("Đặng Thị Hường"));
        assert_eq!(fold(decomposed), "dang thi huong");
    }

    #[test]
    fn a_unit_that_the_position_names_is_not_said_twice() {
        let said = |(position, unit), words| assert_eq!(position_with_unit(position, unit), words);
        said(("Văn thư", "Sở Y tế"), "Văn thư, Sở Y tế");
        said(("Giám đốc Sở Y tế", "Sở Y tế"), "Giám đốc Sở Y tế");
        said(("", "Sở Y tế "), "Sở Y tế");
        said((" Văn thư", ""), "Văn thư");
    }
}
