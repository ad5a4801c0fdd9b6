//! The form of texts that people write: NFC, without control characters, within their limits.

use nghisu_protocol::room::Rejection;
use unicode_normalization::UnicodeNormalization as _;

/// A text of one line: trimmed, NFC, `least` to `most` characters.
///
/// # Errors
/// [`Rejection::BadText`].
pub fn line(text: &str, least: usize, most: usize) -> Result<String, Rejection> {
    checked(text.nfc().collect(), least, most, |_| false)
}

/// A text of several lines: the same, with line breaks as `\n` and tabs kept.
///
/// # Errors
/// [`Rejection::BadText`].
pub fn passage(text: &str, least: usize, most: usize) -> Result<String, Rejection> {
    let text = text.replace("\r\n", "\n").nfc().collect();
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
    fn a_text_out_of_its_limits_is_refused() {
        for (text, most) in [
            ("", 5),
            ("   ", 5),
            ("abcdef", 5),
            ("a\nb", 5),
            ("a\u{7}b", 5),
        ] {
            assert_eq!(line(text, 1, most), Err(Rejection::BadText), "{text:?}");
        }
        assert_eq!(passage("a\u{0}b", 0, 9), Err(Rejection::BadText));
        assert_eq!(line("", 0, 5).unwrap(), "");
    }
}
