//! What the editor decides: how words become paragraphs, and what to do when two people wrote at once. Pure.

use std::collections::BTreeMap;

use nghisu_protocol::ids::{ItemId, PersonId};
use nghisu_protocol::minutes::{MinutesItemText, MinutesText};
use serde::{Deserialize, Serialize};

/// One field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The superior agency.
    Superior,
    /// The issuing agency.
    Issuing,
    /// The symbol.
    Symbol,
    /// The place.
    Place,
    /// The basis.
    Basis,
    /// The course of an item.
    Course(ItemId),
    /// The conclusions of an item.
    Conclusions(ItemId),
    /// The adoption.
    Adoption,
    /// The recipients.
    Recipients,
    /// The archive's line.
    Archive,
    /// What stands above the secretary's name.
    SecretaryAuthority,
    /// What stands above the chair's name.
    ChairAuthority,
    /// Which secretary signs.
    Secretary,
    /// Who signs as chair.
    Chair,
}

/// The words of the form, field by field. Lists have one paragraph a line.
pub type Words = BTreeMap<Part, String>;

/// A field that two people changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// Which field.
    pub part: Part,
    /// What was typed here.
    pub mine: String,
    /// What the other person saved.
    pub theirs: String,
}

/// A draft that waits on the tablet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The revision that it goes out from.
    pub revision: u64,
    /// The words of that revision.
    pub base: MinutesText,
    /// The words as typed.
    pub text: MinutesText,
}

/// The lines of a field: blank ones are no paragraphs, and nothing hangs over at either end.
pub fn paragraphs(typed: &str) -> Vec<String> {
    typed
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The fields of a text. `items` are those of the agenda: one without words has empty fields.
pub fn words_of(text: &MinutesText, items: &[ItemId]) -> Words {
    let person = |person: Option<PersonId>| person.map(|id| id.to_string()).unwrap_or_default();
    let mut words = Words::from([
        (Part::Superior, text.superior_agency.clone()),
        (Part::Issuing, text.issuing_agency.clone()),
        (Part::Symbol, text.symbol.clone()),
        (Part::Place, text.place.clone()),
        (Part::Basis, text.basis.clone()),
        (Part::Adoption, text.adoption.clone()),
        (Part::Recipients, text.recipients.join("\n")),
        (Part::Archive, text.archive.clone()),
        (Part::SecretaryAuthority, text.secretary_authority.clone()),
        (Part::ChairAuthority, text.chair_authority.clone()),
        (Part::Secretary, person(text.secretary)),
        (Part::Chair, person(text.chair)),
    ]);
    for id in items {
        let found = text.items.iter().find(|item| item.item == *id);
        let join = |list: Option<&Vec<String>>| list.map(|list| list.join("\n"));
        let course = join(found.map(|item| &item.course)).unwrap_or_default();
        let conclusions = join(found.map(|item| &item.conclusions)).unwrap_or_default();
        words.insert(Part::Course(*id), course);
        words.insert(Part::Conclusions(*id), conclusions);
    }
    words
}

/// The text that fields make, without what hangs over.
pub fn text_of(words: &Words, items: &[ItemId]) -> MinutesText {
    let said = |part: Part| words.get(&part).map(String::as_str).unwrap_or_default();
    let line = |part: Part| said(part).trim().to_owned();
    MinutesText {
        superior_agency: line(Part::Superior),
        issuing_agency: line(Part::Issuing),
        symbol: line(Part::Symbol),
        place: line(Part::Place),
        basis: line(Part::Basis),
        items: items
            .iter()
            .map(|id| MinutesItemText {
                item: *id,
                course: paragraphs(said(Part::Course(*id))),
                conclusions: paragraphs(said(Part::Conclusions(*id))),
            })
            .collect(),
        adoption: line(Part::Adoption),
        recipients: paragraphs(said(Part::Recipients)),
        archive: line(Part::Archive),
        secretary_authority: paragraphs(said(Part::SecretaryAuthority)).join("\n"),
        chair_authority: paragraphs(said(Part::ChairAuthority)).join("\n"),
        secretary: said(Part::Secretary).parse().ok(),
        chair: said(Part::Chair).parse().ok(),
    }
}

/// Joins two texts that go out from the same one. What one side changed is taken; what both changed, and
/// differently, keeps mine and is told as a clash, so that nothing is lost unseen.
pub fn merge(base: &Words, mine: &Words, theirs: &Words) -> (Words, Vec<Clash>) {
    let empty = String::new();
    let mut merged = mine.clone();
    let mut clashes = Vec::new();
    for (part, other) in theirs {
        let own = mine.get(part).unwrap_or(&empty);
        let before = base.get(part).unwrap_or(&empty);
        let (own_lines, before_lines, other_lines) =
            (paragraphs(own), paragraphs(before), paragraphs(other));
        if own_lines == other_lines || other_lines == before_lines {
            continue;
        }
        if own_lines == before_lines {
            merged.insert(*part, other.clone());
        } else {
            clashes.push(Clash {
                part: *part,
                mine: own.clone(),
                theirs: other.clone(),
            });
        }
    }
    (merged, clashes)
}

/// The number as typed: a whole number from 1.
pub fn number(typed: &str) -> Option<u32> {
    typed.trim().parse().ok().filter(|number| *number > 0)
}

#[cfg(test)]
mod tests {
    use nghisu_protocol::ids::Uuid;

    use super::*;

    fn words(list: &[(Part, &str)]) -> Words {
        list.iter()
            .map(|(part, said)| (*part, (*said).to_owned()))
            .collect()
    }

    #[test]
    fn a_text_survives_its_fields() {
        let item = ItemId(Uuid::from_u128(1));
        let text = MinutesText {
            place: "Phòng họp số 1".into(),
            items: vec![MinutesItemText {
                item,
                course: vec!["Một.".into(), "Hai.".into()],
                conclusions: vec![],
            }],
            recipients: vec!["Như trên".into()],
            chair_authority: "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH".into(),
            chair: Some(PersonId(Uuid::from_u128(2))),
            ..MinutesText::default()
        };
        assert_eq!(text_of(&words_of(&text, &[item]), &[item]), text);
    }

    #[test]
    fn a_blank_line_is_no_paragraph() {
        assert_eq!(paragraphs("Một. \n\n  Hai.\n"), ["Một.", "Hai."]);
    }

    #[test]
    fn what_one_side_changed_is_taken_and_what_both_changed_is_told() {
        let base = words(&[
            (Part::Place, "Phòng 1"),
            (Part::Basis, "Giấy mời 1"),
            (Part::Archive, "VT"),
        ]);
        let mine = words(&[
            (Part::Place, "Phòng 2"),
            (Part::Basis, "Giấy mời 1"),
            (Part::Archive, "VT, TH"),
        ]);
        let theirs = words(&[
            (Part::Place, "Phòng 3"),
            (Part::Basis, "Giấy mời 452"),
            (Part::Archive, "VT"),
        ]);
        let (merged, clashes) = merge(&base, &mine, &theirs);
        assert_eq!(merged[&Part::Basis], "Giấy mời 452");
        assert_eq!(merged[&Part::Archive], "VT, TH");
        assert_eq!(merged[&Part::Place], "Phòng 2", "mine until it is decided");
        let told: Vec<_> = clashes.iter().map(|clash| clash.part).collect();
        assert_eq!(told, [Part::Place]);
        assert_eq!(clashes[0].theirs, "Phòng 3");
    }

    #[test]
    fn the_same_change_on_both_sides_is_no_clash() {
        let base = words(&[(Part::Place, "Phòng 1")]);
        let same = words(&[(Part::Place, "Phòng 2")]);
        let (_, clashes) = merge(&base, &same, &words(&[(Part::Place, "Phòng 2 ")]));
        assert!(clashes.is_empty());
    }

    #[test]
    fn a_number_is_a_whole_number_from_one() {
        assert_eq!(number(" 05 "), Some(5));
        for typed in ["", "0", "-1", "5a", "1.5"] {
            assert_eq!(number(typed), None, "{typed}");
        }
    }
}
