//! The form of texts that people write: NFC, without control characters and what nobody sees, within their limits; days in
//! one spelling.

use nghisu_protocol::room::Rejection;
use unicode_normalization::UnicodeNormalization as _;

/// A text that is not kept: too short, too long, or with control characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BadText;

impl From<BadText> for Rejection {
    fn from(_: BadText) -> Self {
        Self::BadText
    }
}

/// Whether a character is seen by nobody and changes what is seen: marks of direction, with which a name can be made to
/// read as another, and what pages and word processors leave in text that is copied from them (spaces without width, byte
/// order marks, soft hyphens). Joiners are no such: they belong to scripts and signs.
pub(crate) fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
    )
}

/// A text of one line: trimmed, NFC, `least` to `most` characters. What was copied from a page or a table in several
/// lines is put into one.
///
/// # Errors
/// [`BadText`].
pub(crate) fn line(text: &str, least: usize, most: usize) -> Result<String, BadText> {
    let parts = text.split(|c: char| c.is_whitespace() && c.is_control());
    let parts: Vec<_> = parts
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    checked(&parts.join(" "), least, most, |_| false)
}

/// A text of several lines: the same, with line breaks as `\n` and tabs kept. Word processors break lines and pages with
/// more than one character.
///
/// # Errors
/// [`BadText`].
pub(crate) fn passage(text: &str, least: usize, most: usize) -> Result<String, BadText> {
    let text = text.replace("\r\n", "\n");
    let text = text.replace(['\r', '\u{b}', '\u{c}', '\u{2028}', '\u{2029}'], "\n");
    checked(&text, least, most, |c| matches!(c, '\n' | '\t'))
}

/// Whether a text is a day as `yyyy-MM-dd`. The parser takes more spellings than this one; days are compared as text.
pub(crate) fn is_day(text: &str) -> bool {
    text.parse::<jiff::civil::Date>()
        .is_ok_and(|day| day.to_string() == text)
}

fn checked(
    text: &str,
    least: usize,
    most: usize,
    may_control: fn(char) -> bool,
) -> Result<String, BadText> {
    let text: String = text.nfc().filter(|c| !is_unseen(*c)).collect();
    let text = text.trim();
    let length = text.chars().count();
    if length < least || length > most || text.chars().any(|c| c.is_control() && !may_control(c)) {
        Err(BadText)
    } else {
        Ok(text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_composed_and_trimmed() {
        assert_eq!(line(" Hội nghi\u{0323} ", 1, 20).unwrap(), "Hội nghị");
        assert_eq!(line("e\u{0302}\u{0301}", 1, 1).unwrap(), "ế");
        assert_eq!(passage("một\r\nhai\t", 1, 9).unwrap(), "một\nhai");
    }

    #[test]
    fn what_was_copied_from_a_word_processor_is_kept() {
        assert_eq!(line("Họp\r\n\tgiao ban \n", 1, 20).unwrap(), "Họp giao ban");
        assert_eq!(
            passage("một\u{b}hai\u{c}ba\rbốn", 1, 20).unwrap(),
            "một\nhai\nba\nbốn"
        );
    }

    #[test]
    fn what_nobody_sees_is_left_out() {
        assert_eq!(
            line("Họp\u{200b} giao\u{ad} ban\u{202e}", 1, 20).unwrap(),
            "Họp giao ban"
        );
        assert_eq!(passage("\u{feff}một\nhai", 1, 9).unwrap(), "một\nhai");
        // A text of such characters alone is none.
        assert_eq!(line("\u{200b}\u{2060}", 1, 20), Err(BadText));
    }

    #[test]
    fn a_text_out_of_its_limits_is_refused() {
        for (text, most) in [
            ("", 5),
            ("   ", 5),
            ("\r\n\t", 5),
            ("abcdef", 5),
            ("a\u{7}b", 5),
        ] {
            assert_eq!(line(text, 1, most), Err(BadText), "{text:?}");
        }
        assert_eq!(passage("a\u{0}b", 0, 9), Err(BadText));
        assert_eq!(line("", 0, 5).unwrap(), "");
    }

    #[test]
    fn a_day_has_one_spelling() {
        assert!(is_day("2026-09-02"));
        for bad in ["", "2026-02-30", "20260902", "2026-9-2", "+002026-09-02"] {
            assert!(!is_day(bad), "{bad:?}");
        }
    }
}
