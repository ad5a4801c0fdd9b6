//! Names of files in a ZIP that every system can write: letters of any language stay, what Windows refuses goes.

use unicode_normalization::UnicodeNormalization as _;

/// Characters of a name without number and ending: with a folder before it the path stays below the 260 of Windows.
const LONGEST: usize = 120;

/// The name of a paper's file: its number among the set's papers, which makes it unique, and its title.
pub(super) fn numbered(number: usize, of: usize, title: &str) -> String {
    let width = of.to_string().len().max(2);
    format!(
        "{number:0width$} {}.pdf",
        without_refused(title, "Tài liệu")
    )
}

/// A name without what Windows refuses (its documentation, "Naming Files, Paths, and Namespaces"): reserved characters and
/// control characters become spaces, and it ends neither in a stop nor in a space. The ending `.pdf` is taken off.
pub(super) fn without_refused(name: &str, when_empty: &str) -> String {
    let name: String = name.nfc().collect();
    let name = name.trim();
    let stem = match name.char_indices().rev().nth(3) {
        Some((at, '.')) if name[at..].eq_ignore_ascii_case(".pdf") => &name[..at],
        _ => name,
    };
    let spaced: String = stem
        .chars()
        .map(|c| match c {
            '<' | '>' | ':' | '"' | '/' | '\\' | '|' | '?' | '*' => ' ',
            c if c.is_control() || is_invisible(c) => ' ',
            c => c,
        })
        .collect();
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let short: String = words.join(" ").chars().take(LONGEST).collect();
    let name = short.trim_end_matches(['.', ' ']);
    match name {
        "" => when_empty.to_owned(),
        name => name.to_owned(),
    }
}

/// Characters that have no shape and can make a name read otherwise than it is.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ps_6_names_can_be_written_everywhere_and_keep_their_letters() {
        for (title, name) in [
            (
                "Tờ trình về dự toán 2027",
                "01 Tờ trình về dự toán 2027.pdf",
            ),
            (
                "Phụ lục 1/2: \"biểu mẫu\"?.PDF",
                "01 Phụ lục 1 2 biểu mẫu.pdf",
            ),
            ("Báo cáo...  ", "01 Báo cáo.pdf"),
            ("a\u{202E}fdp.exe\n\tb", "01 a fdp.exe b.pdf"),
            ("CON", "01 CON.pdf"),
            ("///", "01 Tài liệu.pdf"),
            // Letters and marks apart, as a Mac writes them, become one.
            ("To\u{0302}\u{0301}", "01 Tố.pdf"),
        ] {
            assert_eq!(numbered(1, 12, title), name, "{title:?}");
        }
        assert_eq!(numbered(7, 120, "A"), "007 A.pdf");
        assert_eq!(
            numbered(1, 1, &"ễ".repeat(300)).chars().count(),
            3 + LONGEST + 4
        );
    }
}
