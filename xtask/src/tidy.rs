//! The rules of the repository that no compiler checks, held as tests.
//!
//! Each rule looks at the files that git knows and names every place that breaks it, with the way out. The
//! rules are few and each has its reason; an exception stands in [`EXCEPTIONS`] with a reason of its own.

mod invariants;
mod spec;
mod text;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::counts::Counts;
use crate::process;
use crate::report;

/// A file of the repository as the rules see it.
#[derive(Debug, Clone)]
pub(super) struct Source {
    /// Relative to the root, with `/` between the parts.
    pub(super) path: String,
    pub(super) text: String,
    /// Whether everything in the file is test code.
    pub(super) is_test: bool,
}

impl Source {
    fn extension(&self) -> &str {
        self.path.rsplit_once('.').map_or("", |(_, ending)| ending)
    }
}

/// One place that breaks a rule.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Broken {
    pub(super) path: String,
    /// Counted from 1; 0 stands for the whole file.
    pub(super) line: usize,
    pub(super) what: String,
}

impl Broken {
    pub(super) fn file(source: &Source, what: impl Into<String>) -> Self {
        Self {
            path: source.path.clone(),
            line: 0,
            what: what.into(),
        }
    }

    pub(super) fn at(source: &Source, line: usize, what: impl Into<String>) -> Self {
        Self {
            path: source.path.clone(),
            line,
            what: what.into(),
        }
    }
}

/// A rule: its name, and what finds the places that break it.
#[derive(Debug, Clone, Copy)]
struct Rule {
    name: &'static str,
    find: fn(&[Source]) -> Vec<Broken>,
}

const RULES: [Rule; 11] = [
    Rule {
        name: "nothing unfinished or switched off",
        find: text::unfinished,
    },
    Rule {
        name: "tests wait for what they test, not for time",
        find: text::sleeping_tests,
    },
    Rule {
        name: "no path of one machine",
        find: text::machine_paths,
    },
    Rule {
        name: "no download address in a lock file of npm",
        find: text::locked_addresses,
    },
    Rule {
        name: "every module says what it is for",
        find: text::silent_modules,
    },
    Rule {
        name: "a file holds one thing",
        find: text::long_files,
    },
    Rule {
        name: "invariant 1: protocol does no IO, and pades, render, typeset, anchor know no meeting",
        find: invariants::narrow_crates,
    },
    Rule {
        name: "invariant 2: actix and sea-orm stay behind their doors",
        find: invariants::framework_doors,
    },
    Rule {
        name: "invariant 3: rooms and models are pure",
        find: invariants::pure_modules,
    },
    Rule {
        name: "every route stands in the one list",
        find: invariants::unlisted_routes,
    },
    Rule {
        name: "every rule of the protocol is held by a test that bears its id",
        find: spec::untested_rules,
    },
];

/// A place that may break a rule, and why.
#[derive(Debug, Clone, Copy)]
struct Exception {
    rule: &'static str,
    path: &'static str,
    #[expect(dead_code, reason = "read by people")]
    reason: &'static str,
}

const EXCEPTIONS: &[Exception] = &[];

/// Checks every rule and counts each as one test.
pub(crate) fn run(root: &Path) -> Result<Counts> {
    let sources = read(root)?;
    let mut counts = Counts::default();
    for rule in RULES {
        let broken: Vec<_> = (rule.find)(&sources)
            .into_iter()
            .filter(|broken| !is_excepted(rule.name, &broken.path))
            .collect();
        if broken.is_empty() {
            counts.passed += 1;
            continue;
        }
        counts.failed += 1;
        report::detail(format!("broken: {}", rule.name));
        for Broken { path, line, what } in broken {
            if line == 0 {
                report::detail(format!("  {path}: {what}"));
            } else {
                report::detail(format!("  {path}:{line}: {what}"));
            }
        }
    }
    // An exception that nothing needs any more would hide the next fault of that file.
    for exception in EXCEPTIONS {
        let has_file = sources.iter().any(|source| source.path == exception.path);
        let has_rule = RULES.iter().any(|rule| rule.name == exception.rule);
        if !has_file || !has_rule {
            counts.failed += 1;
            report::detail(format!(
                "an exception from \"{}\" for {} points nowhere",
                exception.rule, exception.path
            ));
        }
    }
    Ok(counts)
}

fn is_excepted(rule: &str, path: &str) -> bool {
    EXCEPTIONS
        .iter()
        .any(|exception| exception.rule == rule && exception.path == path)
}

/// All text files that git knows or would add; what cannot be read as text has no rule to break.
fn read(root: &Path) -> Result<Vec<Source>> {
    let listed = process::output(process::command("git").current_dir(root).args([
        "ls-files",
        "--cached",
        "--others",
        "--exclude-standard",
        "-z",
    ]))
    .context("the rules look at the files that git knows")?;
    let mut sources: Vec<Source> = listed
        .split_terminator('\0')
        .filter_map(|path| Some(source(path, &fs::read_to_string(root.join(path)).ok()?)))
        .collect();
    let tests: BTreeSet<String> = sources.iter().flat_map(test_modules).collect();
    for source in &mut sources {
        source.is_test |= tests.contains(&source.path);
    }
    Ok(sources)
}

fn source(path: &str, text: &str) -> Source {
    Source {
        path: path.to_owned(),
        text: text.to_owned(),
        is_test: path.contains("/tests/") || path.starts_with("e2e/"),
    }
}

/// The files of the modules that a file declares for tests alone: `#[cfg(test)]`, then `mod name;`.
fn test_modules(parent: &Source) -> Vec<String> {
    let Some(stem) = parent.path.strip_suffix(".rs") else {
        return Vec::new();
    };
    let directory = match stem.rsplit_once('/') {
        Some((directory, "mod" | "lib" | "main")) => directory,
        _ => stem,
    };
    let lines: Vec<&str> = parent.text.lines().map(str::trim).collect();
    lines
        .windows(2)
        .filter(|pair| pair[0] == "#[cfg(test)]")
        .filter_map(|pair| pair[1].strip_suffix(';')?.rsplit_once("mod "))
        .flat_map(|(_, name)| {
            [
                format!("{directory}/{name}.rs"),
                format!("{directory}/{name}/mod.rs"),
            ]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_for_tests_alone_is_known_by_its_declaration() {
        let parent = source(
            "server/protocol/src/room/mod.rs",
            "pub mod event;\n#[cfg(test)]\nmod golden;\n",
        );
        assert!(test_modules(&parent).contains(&"server/protocol/src/room/golden.rs".to_owned()));
        let parent = source("app/src/ink.rs", "#[cfg(test)]\npub(crate) mod strokes;\n");
        assert!(test_modules(&parent).contains(&"app/src/ink/strokes.rs".to_owned()));
    }
}
