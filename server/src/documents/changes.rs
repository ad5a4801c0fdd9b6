//! What differs between two versions, page by page.
//!
//! Each page is known by a digest of its words (or of its picture, where it has no words). The two
//! lists of digests are laid beside each other by their longest common subsequence, so that one page
//! put in at the front does not make every page behind it "changed". Pure.

use nghisu_protocol::documents::PageChange;
use nghisu_protocol::log::Hash;

use crate::subsequence::longest_common;

/// Comparisons at most; beyond that pages are compared number by number. 4 million take some 10 ms.
const MAX_WORK: usize = 4_000_000;

/// The pages of `newer` that are not those of `older`, in page order. Pages count from 1.
pub fn changes(older: &[Hash], newer: &[Hash]) -> Vec<PageChange> {
    let start = common(older.iter().zip(newer));
    let end = common(older[start..].iter().rev().zip(newer[start..].iter().rev()));
    let old = &older[start..older.len() - end];
    let new = &newer[start..newer.len() - end];
    let same = if old.len().saturating_mul(new.len()) <= MAX_WORK {
        longest_common(old, new)
    } else {
        (0..old.len().min(new.len()))
            .filter(|at| old[*at] == new[*at])
            .map(|at| (at, at))
            .collect()
    };
    let mut changes = Vec::new();
    let (mut before, mut after) = (0, 0);
    for (old_end, new_end) in same.into_iter().chain([(old.len(), new.len())]) {
        gap(start, before..old_end, after..new_end, &mut changes);
        (before, after) = (old_end + 1, new_end + 1);
    }
    changes
}

/// Between two pages that are the same: pages beside each other changed, the others came or went.
fn gap(
    start: usize,
    old: std::ops::Range<usize>,
    new: std::ops::Range<usize>,
    changes: &mut Vec<PageChange>,
) {
    let page = |at: usize| u32::try_from(start + at + 1).unwrap_or(u32::MAX);
    let both = old.len().min(new.len());
    changes.extend((0..both).map(|at| PageChange::Changed {
        older: page(old.start + at),
        newer: page(new.start + at),
    }));
    changes.extend((new.start + both..new.end).map(|at| PageChange::Added { newer: page(at) }));
    changes.extend((old.start + both..old.end).map(|at| PageChange::Removed { older: page(at) }));
}

fn common<'a>(pairs: impl Iterator<Item = (&'a Hash, &'a Hash)>) -> usize {
    pairs.take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use PageChange::{Added, Changed, Removed};
    use proptest::prelude::*;

    fn pages(text: &str) -> Vec<Hash> {
        text.bytes().map(|byte| Hash::of(&[byte])).collect()
    }

    #[test]
    fn only_the_pages_that_differ_are_named() {
        for (older, newer, expected) in [
            ("abc", "abc", vec![]),
            ("abc", "axc", vec![Changed { older: 2, newer: 2 }]),
            ("abc", "xabc", vec![Added { newer: 1 }]),
            ("abc", "abcx", vec![Added { newer: 4 }]),
            ("abc", "ac", vec![Removed { older: 2 }]),
            (
                "abcde",
                "axxcd",
                vec![
                    Changed { older: 2, newer: 2 },
                    Added { newer: 3 },
                    Removed { older: 5 },
                ],
            ),
            ("", "a", vec![Added { newer: 1 }]),
        ] {
            assert_eq!(
                changes(&pages(older), &pages(newer)),
                expected,
                "{older} {newer}"
            );
        }
    }

    proptest! {
        #[test]
        fn every_page_is_the_same_or_named_once(older in "[a-d]{0,12}", newer in "[a-d]{0,12}") {
            let found = changes(&pages(&older), &pages(&newer));
            let (mut old, mut new) = (Vec::new(), Vec::new());
            for change in &found {
                match *change {
                    Changed { older, newer } => { old.push(older); new.push(newer); }
                    Added { newer } => new.push(newer),
                    Removed { older } => old.push(older),
                }
            }
            let rest = |text: &str, named: &[u32]| -> String {
                (1..).zip(text.chars()).filter(|(page, _)| !named.contains(page)).map(|(_, c)| c).collect()
            };
            prop_assert!(new.is_sorted() && old.is_sorted());
            prop_assert_eq!(rest(&older, &old), rest(&newer, &new));
        }
    }
}
