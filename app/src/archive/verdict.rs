//! How a verdict looks.

use leptos::prelude::Signal;
use nghisu_protocol::archive::Verdict;

use crate::ui::{Svg, Tone};
use crate::{icon, move_tr};

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
