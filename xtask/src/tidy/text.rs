//! Rules about words and lengths.
//!
//! The words that are looked for are put together from halves, so that this file does not break its own rules.

use super::{Broken, Source};

/// Past this many lines a file surely holds more than one thing.
const LONGEST: usize = 600;

const UNFINISHED: &[&str] = &[
    concat!("to", "do!("),
    concat!("unimpl", "emented!("),
    concat!("#[ig", "nore"),
    concat!("FIX", "ME"),
    concat!("XX", "X"),
    concat!("TO", "DO"),
    concat!(".on", "ly("),
    concat!("test.sk", "ip"),
    concat!("test.fix", "me"),
    concat!("describe.sk", "ip"),
];

const WAITING: &[&str] = &[
    concat!("thread::sl", "eep"),
    concat!("time::sl", "eep"),
    concat!("waitForTime", "out"),
];

const MACHINE: &[&str] = &[
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/Us", "ers/"),
];

/// Work that was left for later, and tests that are switched off.
pub(super) fn unfinished(sources: &[Source]) -> Vec<Broken> {
    words(sources, is_code, UNFINISHED, "finish it or take it out")
}

/// Tests that hope that a time is long enough: they fail on a busy machine and waste time on a fast one.
pub(super) fn sleeping_tests(sources: &[Source]) -> Vec<Broken> {
    words(
        sources,
        |source| is_code(source) && source.is_test,
        WAITING,
        "wait for the thing itself",
    )
}

/// Directories that only one person's machine has.
pub(super) fn machine_paths(sources: &[Source]) -> Vec<Broken> {
    words(
        sources,
        |source| is_code(source) || matches!(source.extension(), "toml" | "md" | "json" | "sh"),
        MACHINE,
        "name it relative to the clone or by a variable",
    )
}

/// Addresses in npm's lock files would bind every clone to one registry.
pub(super) fn locked_addresses(sources: &[Source]) -> Vec<Broken> {
    words(
        sources,
        |source| source.path.ends_with("package-lock.json"),
        &[concat!("\"reso", "lved\"")],
        "write the lock with omit-lockfile-registry-resolved",
    )
}

/// Modules that do not begin by saying what they are for.
pub(super) fn silent_modules(sources: &[Source]) -> Vec<Broken> {
    sources
        .iter()
        .filter(|source| source.extension() == "rs")
        .filter(|source| {
            !source
                .text
                .lines()
                .find(|line| !line.trim().is_empty() && !line.starts_with("#!["))
                .is_some_and(|line| line.starts_with("//! ") && !line.contains("Skeleton."))
        })
        .map(|source| {
            Broken::file(
                source,
                "begin with `//!`: what it is for, what it never does",
            )
        })
        .collect()
}

/// Files that have grown past one thing.
pub(super) fn long_files(sources: &[Source]) -> Vec<Broken> {
    sources
        .iter()
        .filter(|source| is_code(source) || source.extension() == "css")
        .filter_map(|source| {
            let lines = source.text.lines().count();
            (lines > LONGEST).then(|| {
                Broken::file(
                    source,
                    format!(
                        "{lines} lines, more than {LONGEST}: what does it hold besides its thing?"
                    ),
                )
            })
        })
        .collect()
}

fn is_code(source: &Source) -> bool {
    matches!(source.extension(), "rs" | "ts" | "mjs" | "js")
}

fn words(
    sources: &[Source],
    applies: impl Fn(&Source) -> bool,
    words: &[&str],
    way_out: &str,
) -> Vec<Broken> {
    let mut broken = Vec::new();
    for source in sources.iter().filter(|source| applies(source)) {
        for (number, line) in source.text.lines().enumerate() {
            if let Some(word) = words.iter().find(|word| line.contains(**word)) {
                broken.push(Broken::at(
                    source,
                    number + 1,
                    format!("`{word}`: {way_out}"),
                ));
            }
        }
    }
    broken
}

#[cfg(test)]
mod tests {
    use super::super::source;
    use super::*;

    #[test]
    fn unfinished_code_is_found_with_its_line() {
        let text = format!("//! A module.\nfn f() {{ {}) }}\n", UNFINISHED[0]);
        let broken = unfinished(&[source("server/src/a.rs", &text)]);
        assert_eq!(broken.len(), 1);
        assert_eq!(broken[0].line, 2);
        assert!(unfinished(&[source("README.md", &text)]).is_empty());
    }

    #[test]
    fn only_tests_are_forbidden_to_sleep() {
        let text = format!("std::{}(pause);", WAITING[0]);
        assert!(sleeping_tests(&[source("server/src/a.rs", &text)]).is_empty());
        assert_eq!(
            sleeping_tests(&[source("server/tests/it/a.rs", &text)]).len(),
            1
        );
        let text = format!("await page.{}(500);", WAITING[2]);
        assert_eq!(
            sleeping_tests(&[source("e2e/journeys/a.spec.ts", &text)]).len(),
            1
        );
    }

    #[test]
    fn a_module_must_speak_before_its_code() {
        let silent = [
            source("a/src/one.rs", "use std::fs;\n"),
            source("a/src/two.rs", ""),
        ];
        assert_eq!(silent_modules(&silent).len(), 2);
        let speaking = source("a/src/lib.rs", "#![no_std]\n\n//! What it is for.\n");
        assert!(silent_modules(&[speaking]).is_empty());
    }

    #[test]
    fn a_file_may_be_long_but_not_longer() {
        let longest = source("a/src/a.rs", &"x\n".repeat(LONGEST));
        let longer = source("a/src/b.rs", &"x\n".repeat(LONGEST + 1));
        let broken = long_files(&[longest, longer]);
        assert_eq!(broken.len(), 1);
        assert_eq!(broken[0].path, "a/src/b.rs");
    }

    #[test]
    fn a_lock_file_with_addresses_is_found() {
        let text = format!("{{\n {}: \"x\"\n}}", concat!("\"reso", "lved\""));
        assert_eq!(
            locked_addresses(&[source("e2e/package-lock.json", &text)]).len(),
            1
        );
    }

    #[test]
    fn a_path_of_one_machine_is_found() {
        let text = format!("let x = \"{}me\";", MACHINE[1]);
        assert_eq!(machine_paths(&[source("a/src/a.rs", &text)]).len(), 1);
    }
}
