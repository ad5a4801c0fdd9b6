//! What is said of somebody's coming, alike wherever the meeting is prepared.

use super::model::{About, Answer};
use crate::ui::{Svg, Tone};
use crate::{icon, tr};

/// An answer's picture, tone and word.
pub fn answer_word(answer: Answer) -> (Svg, Tone, String) {
    match answer {
        Answer::Attends => (icon!("check"), Tone::Valid, tr!("answered-attend")),
        Answer::Absent => (icon!("circle-minus"), Tone::Plain, tr!("answered-absent")),
        Answer::Sends => (icon!("users-round"), Tone::Warn, tr!("answered-sends")),
        Answer::Sent => (icon!("users-round"), Tone::Plain, tr!("answered-sent")),
        Answer::Silent => (icon!("clock"), Tone::Warn, tr!("answered-not")),
    }
}

/// The line under it: who comes instead, or what was written.
pub fn about_line(about: &About) -> String {
    match about {
        About::Substitute(said) | About::Words(said) => said.clone(),
    }
}
