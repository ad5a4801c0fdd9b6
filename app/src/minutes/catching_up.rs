//! Where a reopened meeting's log says otherwise than the draft: both texts, part by part, for a choice between them.
//! Pure.

use std::collections::BTreeSet;

use nghisu_protocol::ids::ItemId;
use nghisu_protocol::minutes::{MinutesChange, MinutesFacts, MinutesView};

use super::model::{Part, paragraphs, words_of};

/// A part of the minutes in which the log says otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Where, as the minutes call it: "Nội dung 4, kết luận".
    pub place: String,
    /// The form's field; nothing where the place is none of them.
    pub part: Option<Part>,
    /// What the minutes say, a paragraph each; empty where they lack it.
    pub minutes: Vec<String>,
    /// What the log says now; empty where it was struck.
    pub log: Vec<String>,
}

/// In how many parts the log says otherwise.
pub fn places(changes: &[MinutesChange]) -> usize {
    let places: BTreeSet<&str> = changes.iter().map(|change| change.place.as_str()).collect();
    places.len()
}

/// The parts in which the log says otherwise, in the order of the minutes.
///
/// A change tells what the log said before, and the draft may have worded that anew: then the draft's own paragraphs
/// stand on its side, but for those that the log has too.
pub fn differences(view: &MinutesView) -> Vec<Difference> {
    let items: Vec<ItemId> = view.facts.items.iter().map(|item| item.item).collect();
    let words = words_of(&view.text, &items);
    let mut found: Vec<Difference> = Vec::new();
    for MinutesChange {
        place, old, new, ..
    } in &view.behind
    {
        let at = found.iter().position(|one| one.place == *place);
        let at = at.unwrap_or_else(|| {
            found.push(Difference {
                place: place.clone(),
                part: part_at(place, &view.facts),
                minutes: Vec::new(),
                log: Vec::new(),
            });
            found.len() - 1
        });
        let filled = |said: &String| (!said.is_empty()).then(|| said.clone());
        found[at].minutes.extend(filled(old));
        found[at].log.extend(filled(new));
    }
    for one in &mut found {
        let Some(part) = one.part else { continue };
        let own = words.get(&part).map(|said| paragraphs(said));
        let own = own.unwrap_or_default();
        if !one.minutes.iter().all(|said| own.contains(said)) {
            let log = &one.log;
            one.minutes = own.into_iter().filter(|said| !log.contains(said)).collect();
        }
    }
    found
}

/// The field of a place: items are called by their numbers.
fn part_at(place: &str, facts: &MinutesFacts) -> Option<Part> {
    let (number, what) = place.strip_prefix("Nội dung ")?.split_once(", ")?;
    let number: u32 = number.parse().ok()?;
    let item = facts.items.iter().find(|item| item.number == number)?.item;
    match what {
        "diễn biến" => Some(Part::Course(item)),
        "kết luận" => Some(Part::Conclusions(item)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use nghisu_protocol::ids::Uuid;
    use nghisu_protocol::minutes::{MinutesItem, MinutesItemText, MinutesText};
    use nghisu_protocol::room::state::ItemStatus;

    use super::*;

    fn item() -> ItemId {
        ItemId(Uuid::from_u128(4))
    }

    fn change(place: &str, old: &str, new: &str) -> MinutesChange {
        MinutesChange {
            place: place.into(),
            old: old.into(),
            new: new.into(),
            page: None,
        }
    }

    fn view(conclusions: &[&str], behind: Vec<MinutesChange>) -> MinutesView {
        let fact = MinutesItem {
            item: item(),
            number: 4,
            title: String::new(),
            presenter: String::new(),
            status: ItemStatus::Done,
            started_at: None,
            ended_at: None,
            votes: vec![],
        };
        let words = MinutesItemText {
            item: item(),
            course: vec![],
            conclusions: conclusions.iter().map(|one| (*one).to_owned()).collect(),
        };
        MinutesView {
            revision: 1,
            saved_at: None,
            saved_by: None,
            facts: MinutesFacts {
                title: String::new(),
                started_at: None,
                ended_at: None,
                participants: vec![],
                chairs: vec![],
                secretaries: vec![],
                items: vec![fact],
                log_size: None,
                log_root: None,
            },
            text: MinutesText {
                items: vec![words],
                ..MinutesText::default()
            },
            submitted: None,
            next_signer: None,
            signed: vec![],
            missing: vec![],
            behind,
            sent_back: None,
            may_edit: true,
        }
    }

    #[test]
    fn both_texts_of_a_part_stand_beside_each_other() {
        let place = "Nội dung 4, kết luận";
        let behind = vec![
            change(place, "Giao Sở A.", "Giao Sở B."),
            change(place, "", "Giao Sở C."),
        ];
        let view = view(&["Giao Sở A.", "Thông qua."], behind);
        assert_eq!(places(&view.behind), 1);
        let expected = Difference {
            place: place.into(),
            part: Some(Part::Conclusions(item())),
            minutes: vec!["Giao Sở A.".into()],
            log: vec!["Giao Sở B.".into(), "Giao Sở C.".into()],
        };
        assert_eq!(differences(&view), [expected]);
    }

    #[test]
    fn what_the_secretary_worded_anew_stands_as_it_is_worded() {
        let behind = vec![change("Nội dung 4, kết luận", "Giao Sở A.", "Giao Sở B.")];
        let view = view(&["Giao Giám đốc Sở A.", "Giao Sở B."], behind);
        assert_eq!(differences(&view)[0].minutes, ["Giao Giám đốc Sở A."]);
    }

    #[test]
    fn what_the_minutes_lack_or_the_log_struck_is_empty_on_that_side() {
        let behind = vec![
            change("Nội dung 4, kết luận", "", "Giao Sở B."),
            change("Nội dung 4, biểu quyết", "Tán thành 5.", ""),
        ];
        let found = differences(&view(&[], behind));
        assert!(found[0].minutes.is_empty() && found[1].log.is_empty());
        assert_eq!(found[1].part, None);
    }
}
