//! What the build driver says, and how: progress on standard error, one sentence when something is missing.
//!
//! Standard output is left to the programs that are run.

use std::fmt;
use std::io::{IsTerminal, Write};
use std::time::Duration;

/// Says what begins now.
pub(crate) fn step(text: impl fmt::Display) {
    write_line(&format!("{} {text}", accent("▸")));
}

/// Says a detail of the current step.
pub(crate) fn detail(text: impl fmt::Display) {
    write_line(&format!("  {text}"));
}

/// Says a line as it is.
pub(crate) fn line(text: impl fmt::Display) {
    write_line(&text.to_string());
}

/// A time as people read it: tenths of seconds below a minute, minutes above.
pub(crate) fn time(spent: Duration) -> String {
    let seconds = spent.as_secs_f64();
    if seconds < 60.0 {
        format!("{seconds:.1} s")
    } else {
        format!("{} min {:02} s", spent.as_secs() / 60, spent.as_secs() % 60)
    }
}

/// Whether colours are wanted: as cargo decides it, so that the lines of both look alike.
pub(crate) fn is_colourful() -> bool {
    match std::env::var("CARGO_TERM_COLOR").as_deref() {
        Ok("always") => true,
        Ok("never") => false,
        _ => std::io::stderr().is_terminal(),
    }
}

fn accent(text: &str) -> String {
    if is_colourful() {
        format!("\x1b[1;34m{text}\x1b[0m")
    } else {
        text.to_owned()
    }
}

fn write_line(text: &str) {
    // A closed standard error (a pager that ended) is no reason to stop a build.
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Something the machine lacks and the driver cannot provide: one sentence, and the command that helps.
#[derive(Debug)]
pub(crate) struct Missing {
    /// What is missing, as one full sentence.
    pub(crate) what: String,
    /// The command, or the few words, that put it right.
    pub(crate) remedy: String,
}

impl Missing {
    pub(crate) fn new(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            remedy: remedy.into(),
        }
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n  This helps: {}", self.what, self.remedy)
    }
}

impl std::error::Error for Missing {}
