//! Where a saved draft is behind the log: a reopened meeting goes on, and the draft keeps the words that it took from the
//! log before. Pure.
//!
//! A draft remembers the items' words as the log had them when it last took from it. A part (an item's course, its
//! conclusions) is behind when the log has other words for it since, and the draft does not have those.

use nghisu_protocol::minutes::{MinutesChange, MinutesFacts, MinutesItemText, MinutesText};

use super::{changes, paper::Content};

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
        &content(taken(draft, then, now, then)),
        &content(taken(draft, then, now, now)),
    )
}

/// The draft with what the log says now in the parts in which it is behind, and its own words elsewhere.
#[must_use]
pub fn caught_up(
    draft: &MinutesText,
    then: &[MinutesItemText],
    now: &[MinutesItemText],
) -> MinutesText {
    taken(draft, then, now, now)
}

/// The draft with the words of `source` in the parts in which it is behind.
fn taken(
    draft: &MinutesText,
    then: &[MinutesItemText],
    now: &[MinutesItemText],
    source: &[MinutesItemText],
) -> MinutesText {
    let mut text = draft.clone();
    for words in &mut text.items {
        let of =
            |items: &[MinutesItemText]| items.iter().find(|item| item.item == words.item).cloned();
        // An item that came in since has the log's words already.
        let (Some(then), Some(now), Some(source)) = (of(then), of(now), of(source)) else {
            continue;
        };
        let is_behind =
            |then: &[String], now: &[String], own: &[String]| differ(then, now) && differ(own, now);
        if is_behind(&then.course, &now.course, &words.course) {
            words.course = source.course;
        }
        if is_behind(&then.conclusions, &now.conclusions, &words.conclusions) {
            words.conclusions = source.conclusions;
        }
    }
    text
}

/// Whether paragraphs say something else; empty ones say nothing.
fn differ(one: &[String], other: &[String]) -> bool {
    let said = |paragraphs: &[String]| -> Vec<String> {
        paragraphs
            .iter()
            .map(|paragraph| paragraph.trim().to_owned())
            .filter(|paragraph| !paragraph.is_empty())
            .collect()
    };
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
}
