//! How a line of an agenda begins: "1.", "Nội dung 2:", "III.", "a)", "-". Pure.

use super::text::{Text, tidy};

/// What stands before the words of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// Nothing.
    None,
    /// "Nội dung 1:", "Vấn đề thứ hai:".
    Item,
    /// "1.", "01)", "2/".
    Number,
    /// "1.1.", "2.3".
    Decimal,
    /// "I.", "IV)".
    Roman,
    /// "A.".
    Capital,
    /// "a)", "b.".
    Letter,
    /// "-", "•", "+".
    Point,
}

/// Words before a number that say "item".
const WORDS: [&str; 6] = ["noi dung", "van de", "noi dung hop", "nd", "muc", "viec"];
/// The numbers as words.
const ORDINALS: [&str; 12] = [
    "nhat", "mot", "hai", "ba", "tu", "bon", "nam", "sau", "bay", "tam", "chin", "muoi",
];

/// What a line begins with, and the rest of it.
pub fn sign(line: &str) -> (Sign, String) {
    let line = line.trim();
    let text = Text::of(line);
    let rest = |from: usize| {
        let rest = text.part(from, text.len());
        tidy(rest.trim_start_matches([' ', '\t', ':', '.', ')', '-', '–', '—']))
    };
    if text.is_empty() {
        return (Sign::None, String::new());
    }
    let first = text.letters[0];
    if let Some(end) = item_word(&text) {
        return (Sign::Item, rest(end));
    }
    if matches!(
        first,
        '-' | '–' | '—' | '•' | '+' | '*' | '·' | '▪' | '●' | '◦' | '■' | '□' | '➢' | '✓'
    ) {
        return (Sign::Point, tidy(&text.part(1, text.len())));
    }
    if first == 'o' && text.letters.get(1) == Some(&'\t') {
        return (Sign::Point, rest(1));
    }
    if first.is_ascii_digit() {
        return numbered(&text, rest);
    }
    let word: String = text
        .letters
        .iter()
        .take_while(|c| c.is_alphanumeric())
        .collect();
    let length = word.chars().count();
    let is_closed = matches!(text.letters.get(length), Some('.' | ')' | '-' | ':' | '/'))
        && text
            .letters
            .get(length + 1)
            .is_none_or(|next| next.is_whitespace());
    // "I.NỘI DUNG" without a space, "a)Thu".
    let is_tight = matches!(text.letters.get(length), Some('.' | ')'))
        && text
            .letters
            .get(length + 1)
            .is_some_and(|next| next.is_alphabetic());
    if !(is_closed || is_tight) {
        return (Sign::None, tidy(line));
    }
    if is_roman(&word) && (is_closed || length > 1 || first == 'I') {
        return (Sign::Roman, rest(length + 1));
    }
    if length != 1 || !is_closed && text.letters.get(1) != Some(&')') {
        return (Sign::None, tidy(line));
    }
    let sign = if first.is_uppercase() {
        Sign::Capital
    } else {
        Sign::Letter
    };
    (sign, rest(2))
}

/// Whether a cell holds a number of an item and nothing else.
pub fn is_number(cell: &str) -> bool {
    let bare = cell.trim().trim_end_matches(['.', ')', '/', '-', ':']);
    !bare.is_empty()
        && (bare.len() <= 3 && bare.bytes().all(|byte| byte.is_ascii_digit())
            || is_roman(bare)
            || bare.len() == 1 && bare.bytes().all(|byte| byte.is_ascii_alphabetic()))
}

fn numbered(text: &Text, rest: impl Fn(usize) -> String) -> (Sign, String) {
    let line = || tidy(&text.part(0, text.len()));
    let digits = |from: usize| {
        text.letters[from..]
            .iter()
            .take_while(|letter| letter.is_ascii_digit())
            .count()
    };
    let first = digits(0);
    if first > 3 {
        return (Sign::None, line());
    }
    let mut end = first;
    let mut parts = 1;
    while text.letters.get(end) == Some(&'.') {
        let more = digits(end + 1);
        if more == 0 || more > 2 {
            break;
        }
        end += 1 + more;
        parts += 1;
    }
    let next = text.letters.get(end).copied();
    let after = text.letters.get(end + 1).copied();
    let ends = |letter: Option<char>| letter.is_none_or(|letter| !letter.is_ascii_digit());
    match next {
        Some('.' | ')') if ends(after) && parts == 1 => (Sign::Number, rest(end + 1)),
        Some('.' | ')' | ' ' | '\t') if parts == 2 && ends(after) => (Sign::Decimal, rest(end + 1)),
        Some('.' | ')' | ' ' | '\t') if parts == 3 && ends(after) => (Sign::Decimal, rest(end + 1)),
        // "1/ Báo cáo", "1- Báo cáo", "1: Báo cáo"; "8:00" and "16/12" are none of them.
        Some('/' | '-' | '–' | ':') if parts == 1 && after.is_none_or(char::is_whitespace) => {
            (Sign::Number, rest(end + 1))
        }
        Some('/' | '-') if parts == 1 && after.is_some_and(char::is_uppercase) => {
            (Sign::Number, rest(end + 1))
        }
        None if parts == 1 => (Sign::Number, String::new()),
        _ => (Sign::None, line()),
    }
}

/// Where "Nội dung 1:" ends.
fn item_word(text: &Text) -> Option<usize> {
    WORDS.into_iter().find_map(|words| {
        let mut at = text.has_at(0, words).then_some(words.len())?;
        let skip = |at: usize| {
            let rest = text.bare.get(at..).unwrap_or_default();
            at + rest.iter().take_while(|letter| **letter == ' ').count()
        };
        at = skip(at);
        let has_word = text.has_at(at, "thu") || text.has_at(at, "so");
        if has_word {
            let word = text.bare[at..]
                .iter()
                .take_while(|letter| letter.is_alphabetic());
            at = skip(at + word.count());
        }
        let digits = text.bare.get(at..)?;
        let digits = digits
            .iter()
            .take_while(|letter| letter.is_ascii_digit())
            .count();
        let end = if (1..=3).contains(&digits) {
            at + digits
        } else {
            let ordinal = ORDINALS
                .into_iter()
                .find(|word| has_word && text.has_at(at, word))?;
            at + ordinal.len()
        };
        let next = text.bare.get(skip(end)).copied();
        next.is_none_or(|next| matches!(next, ':' | '.' | ')' | '-' | '–' | '—' | '('))
            .then_some(end)
    })
}

fn is_roman(word: &str) -> bool {
    let is_made =
        !word.is_empty() && word.len() <= 5 && word.chars().all(|c| matches!(c, 'I' | 'V' | 'X'));
    is_made
        && (1..=30).any(|number: usize| {
            let tens = "X".repeat(number / 10);
            let ones = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"][number % 10];
            word.strip_prefix(tens.as_str()) == Some(ones)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_begin_as_offices_number_them() {
        for (line, expected, words) in [
            ("1. Báo cáo", Sign::Number, "Báo cáo"),
            ("1) Báo cáo", Sign::Number, "Báo cáo"),
            ("01. Báo cáo", Sign::Number, "Báo cáo"),
            ("1.Báo cáo", Sign::Number, "Báo cáo"),
            ("1/ Báo cáo", Sign::Number, "Báo cáo"),
            ("1- Báo cáo", Sign::Number, "Báo cáo"),
            ("1.\tBáo cáo", Sign::Number, "Báo cáo"),
            ("1.1. Báo cáo", Sign::Decimal, "Báo cáo"),
            ("1.1 Báo cáo", Sign::Decimal, "Báo cáo"),
            ("Nội dung 1: Báo cáo", Sign::Item, "Báo cáo"),
            ("NỘI DUNG 2. Báo cáo", Sign::Item, "Báo cáo"),
            ("Nội dung thứ nhất: Báo cáo", Sign::Item, "Báo cáo"),
            ("Nội dung số 3 - Báo cáo", Sign::Item, "Báo cáo"),
            ("I. Báo cáo", Sign::Roman, "Báo cáo"),
            ("IV. Báo cáo", Sign::Roman, "Báo cáo"),
            ("II.Báo cáo", Sign::Roman, "Báo cáo"),
            ("A. Báo cáo", Sign::Capital, "Báo cáo"),
            ("a) Báo cáo", Sign::Letter, "Báo cáo"),
            ("đ) Báo cáo", Sign::Letter, "Báo cáo"),
            ("- Báo cáo", Sign::Point, "Báo cáo"),
            ("• Báo cáo", Sign::Point, "Báo cáo"),
            ("+ Báo cáo", Sign::Point, "Báo cáo"),
            ("5", Sign::Number, ""),
        ] {
            assert_eq!(sign(line), (expected, words.to_owned()), "{line}");
        }
    }

    #[test]
    fn what_only_looks_like_a_number_is_none() {
        for line in [
            "08:00 Khai mạc",
            "16/12/2026",
            "2026. Năm",
            "30 phút",
            "Nội dung 1 của phiên họp",
            "Mục tiêu năm 2027",
            "Đ/c Lê Quang Thiệu",
            "IX",
            "TP. Thanh Giang",
            "",
        ] {
            assert_eq!(sign(line).0, Sign::None, "{line}");
        }
    }

    #[test]
    fn roman_numbers_are_those_that_there_are() {
        assert!(["I", "IV", "IX", "XIV", "XXIX"].into_iter().all(is_roman));
        assert!(!["IIII", "VX", "", "IC", "MIX"].into_iter().any(is_roman));
    }
}
