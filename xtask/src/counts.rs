//! How many tests passed and failed, read from what the test runners print.
//!
//! Three runners are understood: libtest (one `test result:` line a binary), nextest (one `Summary` line) and
//! Playwright (one line for each outcome). Everything they print still reaches the terminal.

use std::io::{Read, Write};
use std::ops::AddAssign;
use std::process::{Command, ExitStatus, Stdio};

use anyhow::{Context, Result};

use crate::process::Running;

/// Tests by how they ended.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// The stream on which a runner prints its results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stream {
    Output,
    Error,
}

/// Runs a test runner, shows what it prints and counts its results.
pub(crate) fn run(command: &mut Command, stream: Stream) -> Result<(ExitStatus, Counts)> {
    match stream {
        Stream::Output => command.stdout(Stdio::piped()),
        Stream::Error => command.stderr(Stdio::piped()),
    };
    let mut running = Running::start(command)?;
    let child = running.child();
    let text = match stream {
        Stream::Output => show(
            child.stdout.take().context("a pipe was asked for")?,
            std::io::stdout(),
        ),
        Stream::Error => show(
            child.stderr.take().context("a pipe was asked for")?,
            std::io::stderr(),
        ),
    };
    let status = running.wait()?;
    let mut counts = count(&text);
    // A runner that broke before it could count has failed all the same.
    if !status.success() && counts.failed == 0 {
        counts.failed = 1;
    }
    Ok((status, counts))
}

fn show(mut from: impl Read, mut to: impl Write) -> String {
    let mut seen = Vec::new();
    let mut buffer = [0; 8192];
    while let Ok(length) = from.read(&mut buffer) {
        if length == 0 {
            break;
        }
        seen.extend_from_slice(&buffer[..length]);
        // What cannot be shown is still counted.
        let _ = to.write_all(&buffer[..length]).and_then(|()| to.flush());
    }
    String::from_utf8_lossy(&seen).into_owned()
}

/// Adds up the result lines in the output of a test runner.
fn count(output: &str) -> Counts {
    let mut total = Counts::default();
    for line in output.lines() {
        let plain = without_colours(line);
        let plain = plain.trim();
        if let Some(results) = plain.strip_prefix("test result: ") {
            total += results_in(results.split(['.', ';']));
        } else if plain.starts_with("Summary [") {
            total += results_in(plain.rsplit(':').next().unwrap_or_default().split(','));
        } else if is_playwright_line(plain) {
            total += results_in([plain.split(" (").next().unwrap_or_default()]);
        }
    }
    total
}

/// Adds up parts such as `3 passed`, `1 failed`; a test that passed only when repeated, timed out or did not
/// run has not passed.
fn results_in<'a>(parts: impl IntoIterator<Item = &'a str>) -> Counts {
    let mut counts = Counts::default();
    for part in parts {
        let Some((number, word)) = part.trim().split_once(' ') else {
            continue;
        };
        let Ok(number) = number.parse::<u64>() else {
            continue;
        };
        match word {
            "passed" => counts.passed += number,
            "failed" | "flaky" | "did not run" | "interrupted" | "timed out" | "exec failed" => {
                counts.failed += number;
            }
            // nextest says in brackets how many of the passed were slow or leaky.
            word if word.starts_with("passed (") => counts.passed += number,
            _ => {}
        }
    }
    counts
}

fn is_playwright_line(line: &str) -> bool {
    let Some((number, rest)) = line.split_once(' ') else {
        return false;
    };
    let word = rest.split(" (").next().unwrap_or_default();
    number.parse::<u64>().is_ok()
        && matches!(
            word,
            "passed" | "failed" | "flaky" | "did not run" | "interrupted"
        )
}

/// Takes the terminal's colour codes out of a line.
fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("\x1b[") {
        plain.push_str(before);
        rest = after
            .find(|letter: char| letter.is_ascii_alphabetic())
            .map_or("", |end| &after[end + 1..]);
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libtest_is_added_up_over_its_binaries() {
        let output = "running 2 tests\ntest a ... ok\n\n\
            test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
            test result: FAILED. 3 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.20s\n";
        assert_eq!(
            count(output),
            Counts {
                passed: 5,
                failed: 1
            }
        );
    }

    #[test]
    fn nextests_summary_is_read_through_its_colours() {
        let output = "\x1b[32;1m     Summary\x1b[0m [   1.234s] \x1b[1m12\x1b[0m tests run: \x1b[1m10\x1b[0m \
            \x1b[32;1mpassed\x1b[0m (1 slow), \x1b[1m2\x1b[0m \x1b[31;1mfailed\x1b[0m, 0 skipped\n";
        assert_eq!(
            count(output),
            Counts {
                passed: 10,
                failed: 2
            }
        );
    }

    #[test]
    fn a_journey_that_needed_a_second_try_has_not_passed() {
        let output = "  1 flaky\n    [chromium] › room.spec.ts:3:1 › a room opens\n  2 did not run\n  4 passed (1.2m)\n";
        assert_eq!(
            count(output),
            Counts {
                passed: 4,
                failed: 3
            }
        );
    }

    #[test]
    fn a_runner_that_breaks_has_failed() {
        let (status, counts) = run(
            Command::new("sh").args(["-c", "echo 'test result: ok. 1 passed; 0 failed'; exit 3"]),
            Stream::Output,
        )
        .expect("run");
        assert_eq!(status.code(), Some(3));
        assert_eq!(
            counts,
            Counts {
                passed: 1,
                failed: 1
            }
        );
    }
}
