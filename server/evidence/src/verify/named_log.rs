//! The closed log that minutes name: in print for people, and in the file's description for programs.
//!
//! Whoever typesets the minutes writes one keyword `nghisu-log:<entries>:<root>` into the document information
//! dictionary (ISO 32000-2, 14.3.3). The signatures cover it, and no later revision may change it. Print is not read
//! here: that both say the same is the typesetter's to hold, and a reader's to compare.

use nghisu_protocol::log::Hash;

use super::findings::{Findings, Statement};
use crate::package::{ClosedLog, path};

/// What such a keyword begins with.
const MARK: &str = "nghisu-log:";

/// What a file's keywords name.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NamedLog {
    /// No log at all.
    Nothing,
    /// One log.
    One(ClosedLog),
    /// Several, or one in another form; the words.
    Unclear(String),
}

impl NamedLog {
    /// Reads the file's description. A file that cannot be read names nothing; its signatures say why.
    pub(super) fn of(pdf: &[u8]) -> Self {
        let keywords = nghisu_pades::information(pdf, "Keywords");
        Self::read(&keywords.ok().flatten().unwrap_or_default())
    }

    fn read(keywords: &str) -> Self {
        let named: Vec<&str> = keywords
            .split([',', ';'])
            .map(str::trim)
            .filter(|word| word.starts_with(MARK))
            .collect();
        match named.as_slice() {
            [] => Self::Nothing,
            [one] => one
                .strip_prefix(MARK)
                .and_then(closed)
                .map_or_else(|| Self::Unclear((*one).to_owned()), Self::One),
            several => Self::Unclear(several.join(", ")),
        }
    }

    /// Compares it with the log that a package holds.
    pub(super) fn compare(&self, closed: ClosedLog, findings: &mut Findings) {
        let (statement, detail) = match self {
            Self::One(named) if *named == closed => {
                (Statement::LogNamed, super::log::printed(closed))
            }
            Self::One(named) => (Statement::LogNamedOther, super::log::printed(*named)),
            Self::Unclear(words) => (Statement::LogNamedOther, format!("“{words}”")),
            Self::Nothing => (Statement::LogNotNamed, String::new()),
        };
        findings.add(statement, path::MINUTES, &detail);
    }

    /// States what a file without its package names.
    pub(super) fn state(&self, findings: &mut Findings) {
        if let Self::One(named) = self {
            findings.add(Statement::LogStated, "", &super::log::printed(*named));
        }
    }
}

/// One form counts: decimal digits without leading zeros, and 64 lower-case hexadecimal digits.
fn closed(words: &str) -> Option<ClosedLog> {
    let (size, root) = words.split_once(':')?;
    let closed = ClosedLog {
        size: size.parse().ok()?,
        root: root.parse::<Hash>().ok()?,
    };
    (format!("{}:{}", closed.size, closed.root) == words).then_some(closed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_log_in_one_form_is_named_or_none() {
        let root = Hash([0xab; 32]);
        let word = format!("nghisu-log:1284:{root}");
        let one = NamedLog::One(ClosedLog { size: 1_284, root });
        assert_eq!(NamedLog::read(&word), one);
        assert_eq!(NamedLog::read(&format!("biên bản, {word}; 2026")), one);
        assert_eq!(NamedLog::read("biên bản"), NamedLog::Nothing);
        for unclear in [
            format!("{word}, nghisu-log:1285:{root}"),
            format!("{word},{word}"),
            format!("nghisu-log:01284:{root}"),
            format!("nghisu-log:+1284:{root}"),
            word.to_uppercase().replace("NGHISU-LOG", "nghisu-log"),
            "nghisu-log:".to_owned(),
        ] {
            assert!(
                matches!(NamedLog::read(&unclear), NamedLog::Unclear(_)),
                "{unclear}"
            );
        }
    }
}
