//! The form of texts that people write: NFC, without control characters, within their limits.

use nghisu_protocol::room::Rejection;
use unicode_normalization::UnicodeNormalization as _;

/// A text of one line: trimmed, NFC, `least` to `most` characters. What was copied from a page or a table in several
/// lines is put into one.
///
/// # Errors
/// [`Rejection::BadText`].
pub fn line(text: &str, least: usize, most: usize) -> Result<String, Rejection> {
    let parts = text.split(|c: char| c.is_whitespace() && c.is_control());
    let parts: Vec<_> = parts
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    checked(parts.join(" ").nfc().collect(), least, most, |_| false)
}

/// A text of several lines: the same, with line breaks as `\n` and tabs kept. Word processors break lines and pages with
/// more than one character.
///
/// # Errors
/// [`Rejection::BadText`].
pub fn passage(text: &str, least: usize, most: usize) -> Result<String, Rejection> {
    let text = text.replace("\r\n", "\n");
    let text = text.replace(['\r', '\u{b}', '\u{c}', '\u{2028}', '\u{2029}'], "\n");
    let text = text.nfc().collect();
    checked(text, least, most, |c| matches!(c, '\n' | '\t'))
}

fn checked(
    text: String,
    least: usize,
    most: usize,
    may_control: fn(char) -> bool,
) -> Result<String, Rejection> {
    let text = text.trim();
    let length = text.chars().count();
    if length < least || length > most || text.chars().any(|c| c.is_control() && !may_control(c)) {
        Err(Rejection::BadText)
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
    fn a_text_out_of_its_limits_is_refused() {
        for (text, most) in [
            ("", 5),
            ("   ", 5),
            ("\r\n\t", 5),
            ("abcdef", 5),
            ("a\u{7}b", 5),
        ] {
            assert_eq!(line(text, 1, most), Err(Rejection::BadText), "{text:?}");
        }
        assert_eq!(passage("a\u{0}b", 0, 9), Err(Rejection::BadText));
        assert_eq!(line("", 0, 5).unwrap(), "");
    }
}
