//! What a file's name says: the item it belongs to, and a title.
//!
//! Offices name their files "02. Tờ trình của Sở Tài chính.pdf". The number in front finds the item on
//! the agenda; what follows is the title. Numbers that mean something else (a year, a date, the number
//! of an official letter) are left alone.

/// The largest number that is taken for an item's.
const MAX_ITEM: u32 = 99;

/// The number of the agenda item that a file's name begins with, from 1.
///
/// `02. Tờ trình.pdf` is 2, `3b_Phụ lục.pdf` is 3, `1.2 Biểu.pdf` is 1. A year (`2026 …`), a date
/// (`15-12-2026 …`), a letter's number and symbol (`05-TB-UBND …`) and a number that is part of a word
/// (`3G …`) are none.
pub fn leading_number(file_name: &str) -> Option<u32> {
    split(file_name).0
}

/// A title for a document, from its file's name: without the ending, the leading number and underscores.
///
/// `02_Tờ_trình về giá đất.PDF` is "Tờ trình về giá đất". Never empty for a name that holds a letter or a digit.
pub fn title_from_file_name(file_name: &str) -> String {
    let title = tidy(split(file_name).1);
    if title.is_empty() {
        tidy(stem(file_name))
    } else {
        title
    }
}

/// The number and what follows it.
fn split(file_name: &str) -> (Option<u32>, &str) {
    let stem = stem(file_name);
    let nothing = (None, stem);
    let Some((number, rest)) = digits(stem) else {
        return nothing;
    };
    if !(1..=MAX_ITEM).contains(&number) || is_date(rest) || is_letter_symbol(rest) {
        return nothing;
    }
    // "1.2 Biểu" belongs to item 1 as its second paper, "3b_Phụ lục" to item 3.
    let rest = match rest.strip_prefix('.').and_then(digits) {
        Some((_, rest)) => rest,
        None => rest
            .strip_prefix(|c: char| matches!(c.to_ascii_lowercase(), 'a'..='e'))
            .filter(|rest| rest.starts_with(is_separator))
            .unwrap_or(rest),
    };
    if rest.is_empty() || rest.starts_with(is_separator) {
        (Some(number), rest.trim_start_matches(is_separator))
    } else {
        nothing
    }
}

/// The name without folders and without its ending.
fn stem(file_name: &str) -> &str {
    let name = file_name
        .rsplit(['/', '\\'])
        .next()
        .unwrap_or(file_name)
        .trim();
    match name.char_indices().rev().nth(3) {
        Some((at, _)) if at > 0 && name[at..].eq_ignore_ascii_case(".pdf") => name[..at].trim_end(),
        _ => name,
    }
}

/// Digits at the start, at most four of them, and what follows.
fn digits(text: &str) -> Option<(u32, &str)> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    if end > 4 {
        return None;
    }
    Some((text[..end].parse().ok()?, &text[end..]))
}

fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '.' | '_' | '-' | '–' | '—' | ')' | ']' | ',' | ';' | ':' | '('
        )
}

/// `.12.2026`, `-12-2026`, `_12_26`: the rest of a date.
fn is_date(rest: &str) -> bool {
    let Some(mark) = rest.chars().next().filter(|c| matches!(c, '.' | '-' | '_')) else {
        return false;
    };
    let month = rest.strip_prefix(mark).and_then(digits);
    let year = month.and_then(|(_, rest)| rest.strip_prefix(mark).and_then(digits));
    matches!(
        (month, year),
        (Some((1..=12, _)), Some((20..=99 | 1900..=2199, _)))
    )
}

/// `-TB-UBND`, `_QĐ-TTg`, `-BC-STC`: the symbol of a letter whose number stands in front. Upper-case
/// abbreviations of the kind and the body, joined by a hyphen (Nghị định 30/2020/NĐ-CP, Phụ lục I).
fn is_letter_symbol(rest: &str) -> bool {
    let Some(rest) = rest.strip_prefix(['-', '_']) else {
        return false;
    };
    let Some((kind, body)) = rest.split_once('-') else {
        return false;
    };
    let begins_upper = |text: &str| text.chars().next().is_some_and(char::is_uppercase);
    (1..=4).contains(&kind.chars().count())
        && begins_upper(kind)
        && kind.chars().last().is_some_and(char::is_alphabetic)
        && kind.chars().filter(|c| c.is_uppercase()).count() * 2 > kind.chars().count()
        && begins_upper(body)
        && body
            .chars()
            .take_while(|c| c.is_alphabetic())
            .filter(|c| c.is_uppercase())
            .count()
            >= 2
}

/// Underscores to spaces, spaces single, no control characters.
fn tidy(text: &str) -> String {
    let spaced: String = text
        .chars()
        .map(|c| if c == '_' || c.is_control() { ' ' } else { c })
        .collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_leading_number_finds_its_item() {
        for (name, number) in [
            ("1. Báo cáo kinh tế - xã hội 11 tháng.pdf", Some(1)),
            ("02_Tờ trình giá đất.pdf", Some(2)),
            ("3-Phụ lục biểu số liệu.pdf", Some(3)),
            ("04 - Dự thảo Nghị quyết.PDF", Some(4)),
            ("5) Bản đồ quy hoạch.pdf", Some(5)),
            ("6b. Phụ lục II.pdf", Some(6)),
            ("1.2 Biểu tổng hợp.pdf", Some(1)),
            ("10.pdf", Some(10)),
            ("C:\\hop\\7. Tờ trình.pdf", Some(7)),
            ("  8. Báo cáo.pdf ", Some(8)),
            ("Báo cáo 9 tháng.pdf", None),
            ("2026 Kế hoạch đầu tư công.pdf", None),
            ("15-12-2026 Giấy mời.pdf", None),
            ("15.12.2026.pdf", None),
            ("05-TB-UBND.pdf", None),
            ("12_QĐ-TTg về quy chế.pdf", None),
            ("88-TTr-STC.pdf", None),
            ("3G phủ sóng.pdf", None),
            ("2đề án.pdf", None),
            ("0. Chương trình.pdf", None),
            ("100 ngày.pdf", None),
            ("20261215.pdf", None),
            ("", None),
            (".pdf", None),
        ] {
            assert_eq!(leading_number(name), number, "{name}");
        }
    }

    #[test]
    fn a_title_is_what_follows_the_number() {
        for (name, title) in [
            (
                "1. Báo cáo kinh tế - xã hội.pdf",
                "Báo cáo kinh tế - xã hội",
            ),
            ("02_Tờ_trình  giá đất.PDF", "Tờ trình giá đất"),
            ("1.2 Biểu tổng hợp.pdf", "Biểu tổng hợp"),
            ("6b. Phụ lục II.pdf", "Phụ lục II"),
            ("05-TB-UBND.pdf", "05-TB-UBND"),
            ("3- TB họp.pdf", "TB họp"),
            ("10.pdf", "10"),
            ("Tờ trình.v2.pdf", "Tờ trình.v2"),
            ("Tờ trình", "Tờ trình"),
            ("a\u{7}b.pdf", "a b"),
        ] {
            assert_eq!(title_from_file_name(name), title, "{name}");
        }
    }

    #[test]
    fn a_decomposed_name_says_the_same() {
        // As macOS hands names over: the marks are characters of their own.
        assert_eq!(
            leading_number("2. To\u{31b}\u{300} tri\u{300}nh.pdf"),
            Some(2)
        );
    }

    proptest! {
        #[test]
        fn any_name_reads(name in "\\PC{0,40}") {
            let title = title_from_file_name(&name);
            prop_assert!(!title.contains('_'));
            if let Some(number) = leading_number(&name) {
                prop_assert!((1..=MAX_ITEM).contains(&number));
            }
        }
    }
}
