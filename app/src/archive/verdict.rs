//! How a verdict looks.

use leptos::prelude::Signal;
use nghisu_protocol::archive::{Finding, Verdict, Verification};
use nghisu_protocol::ids::Timestamp;

use crate::ui::{Svg, Tone};
use crate::{icon, move_tr, tr};

/// The code of a file whose bytes are not those of the list.
const ALTERED: &str = "package.file_altered";

/// How many files were altered, where nothing else is wrong with a package.
fn only_altered(found: &Verification) -> Option<usize> {
    let wrong = |finding: &&Finding| finding.verdict != Verdict::Valid;
    let wrong: Vec<&Finding> = found.findings.iter().filter(wrong).collect();
    let is_only = found.verdict == Verdict::Invalid
        && !wrong.is_empty()
        && wrong.iter().all(|finding| finding.code == ALTERED);
    is_only.then_some(wrong.len())
}

/// The verdict on a package in one sentence: what was altered and what still holds, where that is known, or else the
/// words of the check in the reader's language.
pub(super) fn headline(found: &Verification, said: String) -> String {
    let Some(altered) = only_altered(found) else {
        return said;
    };
    let signatures = found.signatures.len();
    let all_hold = found.signatures.iter();
    let all_hold = all_hold.fold(signatures > 0, |all, signature| {
        all && signature.verdict == Verdict::Valid
    });
    let altered = tr!("archive-altered", { "count" => altered });
    if all_hold {
        format!(
            "{altered}; {}.",
            tr!("archive-signatures-hold", { "count" => signatures })
        )
    } else {
        format!("{altered}.")
    }
}

/// What is wrong with one file, in words without jargon; the check's own words stand in the technical details.
pub(super) fn reason(finding: &Finding, said: String) -> String {
    if finding.code == ALTERED {
        tr!("archive-altered-why")
    } else {
        said
    }
}

/// What a check came to, and when it was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judged {
    /// The verdict.
    pub verdict: Verdict,
    /// When the server checked.
    pub at: Timestamp,
}

/// Icon, tone and word of a verdict.
pub fn verdict_sign(verdict: Verdict) -> (Svg, Tone, Signal<String>) {
    match verdict {
        Verdict::Valid => (
            icon!("shield-check"),
            Tone::Valid,
            move_tr!("verdict-valid"),
        ),
        Verdict::Invalid => (icon!("shield-x"), Tone::Live, move_tr!("verdict-invalid")),
        Verdict::Undecided => (
            icon!("shield-question-mark"),
            Tone::Warn,
            move_tr!("verdict-undecided"),
        ),
    }
}
