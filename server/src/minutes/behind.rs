//! Where a saved draft is behind the log: a reopened meeting goes on, and the draft keeps the words that it took from the
//! log before. Pure.
//!
//! A draft remembers the items' words as the log had them when it last took from it. A part (an item's course, its
//! conclusions) is behind when the log has other words for it since, and the draft does not have those.

use nghisu_protocol::minutes::{MinutesChange, MinutesFacts, MinutesItemText, MinutesText};

use super::{changes, paper::Content};
use crate::subsequence::longest_common;

/// What the log says otherwise, as changes from what it said `then` to what it says `now`.
#[must_use]
pub fn changes(
    facts: &MinutesFacts,
    draft: &MinutesText,
    then: &[MinutesItemText],
    now: &[MinutesItemText],
) -> Vec<MinutesChange> {
    let content = |text| Content {
        number: None,
        facts: facts.clone(),
        text,
    };
    changes::between(
        &content(taken(draft, then, now, |then, _, _| then.to_vec())),
        &content(taken(draft, then, now, |_, _, now| now.to_vec())),
    )
}

/// The draft with what the log changed in the parts in which it is behind, and its own words elsewhere: also the paragraphs
/// of such a part that a secretary worded anew and the log left alone.
#[must_use]
pub fn caught_up(
    draft: &MinutesText,
    then: &[MinutesItemText],
    now: &[MinutesItemText],
) -> MinutesText {
    taken(draft, then, now, merged)
}

/// The draft with other words in the parts in which it is behind: `words` makes them of what the log said then, of the
/// draft's own and of what the log says now.
fn taken(
    draft: &MinutesText,
    then: &[MinutesItemText],
    now: &[MinutesItemText],
    words: impl Fn(&[String], &[String], &[String]) -> Vec<String>,
) -> MinutesText {
    let mut text = draft.clone();
    for own in &mut text.items {
        let of =
            |items: &[MinutesItemText]| items.iter().find(|item| item.item == own.item).cloned();
        // An item that came in since has the log's words already.
        let (Some(then), Some(now)) = (of(then), of(now)) else {
            continue;
        };
        let is_behind =
            |then: &[String], now: &[String], own: &[String]| differ(then, now) && differ(own, now);
        if is_behind(&then.course, &now.course, &own.course) {
            own.course = words(&then.course, &own.course, &now.course);
        }
        if is_behind(&then.conclusions, &now.conclusions, &own.conclusions) {
            own.conclusions = words(&then.conclusions, &own.conclusions, &now.conclusions);
        }
    }
    text
}

/// A part's own paragraphs with what the log changed since. Paragraphs that all three texts share hold them together;
/// between two of these the own ones stay where the log left its own alone.
fn merged(then: &[String], own: &[String], now: &[String]) -> Vec<String> {
    let (then, own, now) = (said(then), said(own), said(now));
    let (in_own, in_now) = (longest_common(&then, &own), longest_common(&then, &now));
    let shared = in_own.iter().filter_map(|(base, own)| {
        let (_, now) = in_now.iter().find(|(other, _)| other == base)?;
        Some((*base, *own, *now))
    });
    let mut merged = Vec::new();
    let (mut base_from, mut own_from, mut now_from) = (0, 0, 0);
    for (base, at, of_log) in shared.chain([(then.len(), own.len(), now.len())]) {
        merged.extend(between(
            &then[base_from..base],
            &own[own_from..at],
            &now[now_from..of_log],
        ));
        merged.extend(own.get(at).cloned());
        (base_from, own_from, now_from) = (base + 1, at + 1, of_log + 1);
    }
    merged
}

/// What stands between two paragraphs that all three texts share.
fn between(then: &[String], own: &[String], now: &[String]) -> Vec<String> {
    if then == now {
        return own.to_vec();
    }
    if then == own {
        return now.to_vec();
    }
    let kept = longest_common(then, now);
    // As many as there were: each was worded anew in its place, and stays where the log kept what it stood for.
    if own.len() == then.len() {
        let stands_for = |at: usize| {
            kept.iter()
                .find(|(_, now)| *now == at)
                .map(|(base, _)| *base)
        };
        let words = now.iter().enumerate();
        return words
            .map(|(at, said)| stands_for(at).map_or(said, |base| &own[base]).clone())
            .collect();
    }
    // The log only went on, before or behind: what it said and the draft worded anew stays.
    if kept.len() == then.len()
        && let (Some((_, first)), Some((_, last))) = (kept.first(), kept.last())
        && last - first + 1 == kept.len()
    {
        return [&now[..*first], own, &now[last + 1..]].concat();
    }
    now.to_vec()
}

/// The paragraphs that say something.
fn said(paragraphs: &[String]) -> Vec<String> {
    paragraphs
        .iter()
        .map(|paragraph| paragraph.trim().to_owned())
        .filter(|paragraph| !paragraph.is_empty())
        .collect()
}

/// Whether paragraphs say something else.
fn differ(one: &[String], other: &[String]) -> bool {
    said(one) != said(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use nghisu_protocol::ids::{ItemId, Uuid};

    fn item(number: u128, course: &str, conclusion: &str) -> MinutesItemText {
        MinutesItemText {
            item: ItemId(Uuid::from_u128(number)),
            course: vec![course.to_owned()],
            conclusions: vec![conclusion.to_owned()],
        }
    }

    #[test]
    fn only_what_the_log_changed_and_the_draft_lacks_is_taken() {
        let then = [item(1, "A", "B"), item(2, "C", "D"), item(3, "E", "F")];
        let now = [item(1, "A", "B2"), item(2, "C2", "D"), item(4, "G", "H")];
        let draft = MinutesText {
            items: vec![
                // Its course was worded anew, its conclusion is the old one.
                item(1, "own", "B"),
                // The secretary has already written what the log says now.
                item(2, " C2 ", "own"),
                item(4, "own", "own"),
            ],
            ..MinutesText::default()
        };
        let caught_up = caught_up(&draft, &then, &now);
        assert_eq!(
            caught_up.items,
            [
                item(1, "own", "B2"),
                item(2, " C2 ", "own"),
                item(4, "own", "own")
            ]
        );
        assert_eq!(super::caught_up(&caught_up, &then, &now), caught_up);
    }

    #[test]
    fn what_a_secretary_worded_anew_and_the_log_left_alone_stays() {
        let list = |said: &str| -> Vec<String> { said.split(' ').map(str::to_owned).collect() };
        for (then, own, now, expected) in [
            // The log went on, before or behind.
            ("A", "a", "A B", "a B"),
            ("A", "a1 a2", "A B", "a1 a2 B"),
            ("B", "b", "A B", "A b"),
            // It changed or struck another paragraph, or put one between.
            ("A B C", "a B C", "A B D", "a B D"),
            ("A B C", "a B C", "A B", "a B"),
            ("A B", "a b", "A X B", "a X b"),
            // The paragraph was worded anew by both, or is older than the draft's: the log's stands.
            ("A B", "a B", "X B", "X B"),
            ("A B", "A B", "X B Y", "X B Y"),
            ("A B", "z", "A X B", "A X B"),
            // What the draft has besides stays where the log left the place alone.
            ("A B", "A own B", "A B C", "A own B C"),
            ("A B", "B", "A B C", "B C"),
        ] {
            let merged = merged(&list(then), &list(own), &list(now));
            assert_eq!(merged, list(expected), "{then} / {own} / {now}");
        }
        assert_eq!(merged(&[], &[], &list("A")), list("A"));
        assert_eq!(merged(&list("A"), &list("a"), &[]), Vec::<String>::new());
    }
}
