//! The archive over REST: what lists show, packages, and verdicts.
//!
//! A package's own form is not here: `evidence` writes and reads it.

use serde::{Deserialize, Serialize};

use crate::ids::{MeetingId, Timestamp};
use crate::log::Hash;
use crate::room::state::Stage;

/// Characters of a document's own name that stand in its path.
const MAX_STEM: usize = 80;

/// What of a document's file name stands in its path in a package, `documents/01-<stem>.pdf`: the name without its ending,
/// with what stands in a path on every system. Whoever writes a package and whoever finds a document by its path go by it.
#[must_use]
pub fn path_stem(file_name: &str) -> String {
    let stem = file_name
        .strip_suffix(".pdf")
        .or_else(|| file_name.strip_suffix(".PDF"))
        .unwrap_or(file_name);
    let kept: String = stem
        .chars()
        .map(|c| match c {
            c if c.is_control() || "/\\:*?\"<>|".contains(c) => '_',
            c => c,
        })
        .take(MAX_STEM)
        .collect();
    kept.trim().to_owned()
}

/// A meeting in the archive's list: closed meetings whose minutes are signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ArchiveEntry {
    /// Which meeting.
    pub meeting: MeetingId,
    /// Its name.
    pub title: String,
    /// The unit that held it, as it was called then.
    pub unit_name: String,
    /// Who signs its minutes as chair.
    pub chair_name: String,
    /// The dossier's code.
    pub dossier_code: String,
    /// When it was opened.
    pub held_at: Option<Timestamp>,
    /// Signed or archived.
    pub stage: Stage,
    /// Number and symbol of its minutes, such as `05/BB-UBND`.
    pub number: String,
    /// SHA-256 of the signed minutes.
    pub minutes: Hash,
    /// SHA-256 of the package, once made.
    pub package: Option<Hash>,
    /// Its bytes.
    pub package_size: Option<u64>,
    /// When it was made.
    pub archived_at: Option<Timestamp>,
}

/// What a check came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// "Hợp lệ".
    Valid,
    /// "Không hợp lệ".
    Invalid,
    /// "Không kiểm tra được".
    Undecided,
}

/// A statement of a check, in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// What it came to.
    pub verdict: Verdict,
    /// A stable code, such as `package.file_altered`.
    pub code: String,
    /// What it is about: a path in the package, a signature's field; empty when the whole.
    pub subject: String,
    /// The sentence in Vietnamese.
    pub vi: String,
    /// The sentence in English.
    pub en: String,
}

/// Who signed, in words for a reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SignatureFinding {
    /// The signature field.
    pub field: String,
    /// The name in the certificate.
    pub signer: String,
    /// Who issued the certificate.
    pub issuer: String,
    /// Whether the issuer is the office's own authority ("Chữ ký nội bộ").
    pub is_internal: bool,
    /// The claimed time of signing.
    pub signed_at: Option<Timestamp>,
    /// The certificate is valid from.
    pub not_before: Timestamp,
    /// And until.
    pub not_after: Timestamp,
    /// What it came to.
    pub verdict: Verdict,
}

/// Everything that a check of a signed PDF or of a package found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Verification {
    /// The whole: valid only when every finding is.
    pub verdict: Verdict,
    /// One sentence for people, Vietnamese.
    pub vi: String,
    /// The same in English.
    pub en: String,
    /// SHA-256 of the file that was checked.
    pub file: Hash,
    /// The signatures of the minutes, in order.
    pub signatures: Vec<SignatureFinding>,
    /// Everything that was checked, with what was wrong first.
    pub findings: Vec<Finding>,
    /// When it was checked.
    pub checked_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_files_name_becomes_a_part_of_a_path() {
        for (name, stem) in [
            ("Tờ trình.pdf", "Tờ trình"),
            ("../../etc/passwd", ".._.._etc_passwd"),
            ("4: Ho so .PDF", "4_ Ho so"),
            ("", ""),
        ] {
            assert_eq!(path_stem(name), stem, "{name}");
        }
        assert_eq!(path_stem(&"ệ".repeat(500)).chars().count(), MAX_STEM);
    }
}
