//! What the editor decides: how words become paragraphs, and what to do when two people wrote at once. Pure.

use std::collections::BTreeMap;

use nghisu_protocol::ids::{ItemId, PersonId};
use nghisu_protocol::minutes::{
    MinutesFacts, MinutesItemText, MinutesText, MinutesView, MissingPart,
};
use nghisu_protocol::room::state::{SentBack, SigningCapacity};
use serde::{Deserialize, Serialize};

use super::catching_up::places;

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

/// How the minutes stand, as far as their reader has to know it before anything else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// The meeting still runs: a preview.
    NotClosed,
    /// They came back to be mended: why, and from whom, where the meeting knows the name.
    SentBack(SentBack, Option<String>),
    /// The log says otherwise in so many places.
    Behind(usize),
    /// So many people were recorded neither as present nor as absent.
    Unrecorded(usize),
    /// The reader reads, and others write.
    NotYours,
    /// It is the reader's turn to sign.
    YourTurn(SigningCapacity),
    /// They wait for somebody else's signature.
    WaitsFor(String),
    /// All have signed.
    Signed,
}

/// What a reader has to know of the minutes, the most urgent first.
pub fn notices(view: &MinutesView, reader: Option<PersonId>) -> Vec<Notice> {
    if view.submitted.is_some() {
        return vec![match &view.next_signer {
            Some(next) if Some(next.person) == reader => Notice::YourTurn(next.capacity),
            Some(next) => Notice::WaitsFor(next.name.clone()),
            None => Notice::Signed,
        }];
    }
    if view.missing.contains(&MissingPart::MeetingNotClosed) {
        return vec![Notice::NotClosed];
    }
    let sent_back = view.sent_back.clone().map(|back| {
        let name = name_of(&view.facts, back.by).map(str::to_owned);
        Notice::SentBack(back, name)
    });
    let mut told: Vec<Notice> = sent_back.into_iter().collect();
    if view.may_edit {
        let unrecorded = view.facts.unrecorded().count();
        told.extend((!view.behind.is_empty()).then(|| Notice::Behind(places(&view.behind))));
        told.extend((unrecorded > 0).then_some(Notice::Unrecorded(unrecorded)));
    } else {
        told.push(Notice::NotYours);
    }
    told
}

/// The one act that minutes wait for, as far as it is their reader's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// The meeting still runs: back into its room.
    Enter,
    /// They are checked and submitted.
    Submit,
    /// It is the reader's turn to sign.
    Sign,
    /// All have signed: they lie in the archive.
    Archive,
}

/// What is to be done about the minutes; nothing while somebody else has to do it.
pub fn act(view: &MinutesView, reader: Option<PersonId>) -> Option<Act> {
    if view.submitted.is_some() {
        return match &view.next_signer {
            Some(next) => (Some(next.person) == reader).then_some(Act::Sign),
            None => Some(Act::Archive),
        };
    }
    if view.missing.contains(&MissingPart::MeetingNotClosed) {
        return Some(Act::Enter);
    }
    view.may_edit.then_some(Act::Submit)
}

/// The longest name that is kept on one line, in characters.
const SHORT: usize = 28;

/// A short name as it stands in a sentence: a line breaks before it or behind it, not within.
pub fn unbroken(name: &str) -> String {
    if name.chars().count() > SHORT {
        name.to_owned()
    } else {
        name.replace(' ', "\u{a0}")
    }
}

/// Names that are told before the others are only counted.
const NAMED: usize = 4;

/// The first few of a list of names, and how many more there are; one alone is never left to be counted.
pub fn a_few(names: &[String]) -> (&[String], usize) {
    if names.len() <= NAMED + 1 {
        (names, 0)
    } else {
        (&names[..NAMED], names.len() - NAMED)
    }
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

/// Whether what the server told was asked before what is known of the draft was: it has an older revision, or a save is on
/// its way, whose own answer comes with all there is.
pub fn is_old(known: Option<u64>, is_saving: bool, told: u64) -> bool {
    known.is_some_and(|known| is_saving || told < known)
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

/// The name of somebody who writes or signs minutes, or sat in their meeting.
pub fn name_of(facts: &MinutesFacts, person: PersonId) -> Option<&str> {
    let tenures = facts.secretaries.iter().chain(&facts.chairs);
    let named = tenures.map(|tenure| (tenure.person, tenure.name.as_str()));
    let there = facts.participants.iter();
    let there = there.map(|there| (there.person, there.name.as_str()));
    let mut all = named.chain(there);
    all.find(|(one, _)| *one == person).map(|(_, name)| name)
}

/// Somebody's position at the meeting; empty where it knows none.
pub fn position_of(facts: &MinutesFacts, person: PersonId) -> &str {
    let tenures = facts.secretaries.iter().chain(&facts.chairs);
    let held = tenures.map(|tenure| (tenure.person, tenure.position.as_str()));
    let there = facts.participants.iter();
    let there = there.map(|there| (there.person, there.position.as_str()));
    let mut all = held.chain(there);
    all.find(|(one, _)| *one == person)
        .map_or("", |(_, position)| position)
}

/// Who saved the words that others' words clash with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saver {
    /// The reader, on another tablet.
    Oneself,
    /// Somebody whom the meeting knows.
    Named(String),
    /// Nobody whom the meeting knows any more.
    Unknown,
}

/// Who saved the minutes last, as the reader is told.
pub fn saver(view: &MinutesView, reader: Option<PersonId>) -> Saver {
    match view.saved_by {
        Some(person) if Some(person) == reader => Saver::Oneself,
        Some(person) => name_of(&view.facts, person)
            .map_or(Saver::Unknown, |name| Saver::Named(name.to_owned())),
        None => Saver::Unknown,
    }
}

/// The number as typed: a whole number from 1.
pub fn number(typed: &str) -> Option<u32> {
    typed.trim().parse().ok().filter(|number| *number > 0)
}

#[cfg(test)]
mod tests {
    use nghisu_protocol::ids::{Timestamp, Uuid};
    use nghisu_protocol::log::Hash;
    use nghisu_protocol::minutes::{DueSignature, MinutesChange, Tenure};
    use nghisu_protocol::room::state::SubmittedMinutes;

    use super::*;

    #[test]
    fn what_was_asked_before_a_save_is_old() {
        assert!(!is_old(None, false, 0));
        assert!(!is_old(Some(4), false, 4));
        assert!(!is_old(Some(4), false, 5));
        assert!(is_old(Some(4), false, 3));
        assert!(is_old(Some(4), true, 5));
    }

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

    const READER: PersonId = PersonId(Uuid::from_u128(7));

    /// The draft of a closed meeting that its reader writes.
    fn draft() -> MinutesView {
        MinutesView {
            revision: 1,
            saved_at: None,
            saved_by: None,
            facts: MinutesFacts {
                title: "Họp".into(),
                started_at: None,
                ended_at: None,
                participants: vec![],
                chairs: vec![],
                secretaries: vec![],
                items: vec![],
                log_size: None,
                log_root: None,
            },
            text: MinutesText::default(),
            submitted: None,
            next_signer: None,
            signed: vec![],
            missing: vec![],
            behind: vec![],
            sent_back: None,
            may_edit: true,
        }
    }

    #[test]
    fn who_saved_the_other_words_is_named_where_the_meeting_knows_them() {
        let other = PersonId(Uuid::from_u128(8));
        let mut view = draft();
        assert_eq!(saver(&view, Some(READER)), Saver::Unknown);
        view.saved_by = Some(other);
        assert_eq!(saver(&view, Some(READER)), Saver::Unknown);
        view.facts.secretaries.push(Tenure {
            person: other,
            name: "Trịnh Thu Uyên".into(),
            position: String::new(),
            from: None,
            until: None,
        });
        let named = Saver::Named("Trịnh Thu Uyên".into());
        assert_eq!(saver(&view, Some(READER)), named);
        assert_eq!(saver(&view, Some(other)), Saver::Oneself);
    }

    #[test]
    fn a_draft_says_that_it_came_back_and_where_the_log_went_on() {
        assert_eq!(notices(&draft(), Some(READER)), []);
        let back = SentBack {
            by: READER,
            reason: "Sửa kết luận".into(),
            at: Timestamp(0),
        };
        let change = MinutesChange {
            place: "Nội dung 1".into(),
            old: "a".into(),
            new: "b".into(),
            page: None,
        };
        let view = MinutesView {
            sent_back: Some(back.clone()),
            behind: vec![change.clone(), change],
            ..draft()
        };
        assert_eq!(
            notices(&view, Some(READER)),
            [Notice::SentBack(back.clone(), None), Notice::Behind(1)]
        );
        // Who only reads has nothing to catch up with.
        let read = MinutesView {
            may_edit: false,
            ..view.clone()
        };
        assert_eq!(
            notices(&read, Some(READER)),
            [Notice::SentBack(back, None), Notice::NotYours]
        );
        let running = MinutesView {
            missing: vec![MissingPart::MeetingNotClosed],
            may_edit: false,
            ..view
        };
        assert_eq!(notices(&running, Some(READER)), [Notice::NotClosed]);
        assert_eq!(act(&running, Some(READER)), Some(Act::Enter));
        assert_eq!(act(&draft(), Some(READER)), Some(Act::Submit));
        let read = MinutesView {
            may_edit: false,
            ..draft()
        };
        assert_eq!(act(&read, Some(READER)), None);
    }

    #[test]
    fn what_was_submitted_says_who_signs_next() {
        let submitted = SubmittedMinutes {
            number: "05/BB-UBND".into(),
            pdf: Hash::of(b"pdf"),
            secretary: READER,
            chair: PersonId(Uuid::from_u128(8)),
            signatures: vec![],
        };
        let due = DueSignature {
            person: READER,
            name: "Trịnh Thu Uyên".into(),
            capacity: SigningCapacity::Secretary,
        };
        let signed = MinutesView {
            submitted: Some(submitted),
            may_edit: false,
            ..draft()
        };
        let waits = MinutesView {
            next_signer: Some(due),
            ..signed.clone()
        };
        assert_eq!(
            notices(&waits, Some(READER)),
            [Notice::YourTurn(SigningCapacity::Secretary)]
        );
        assert_eq!(
            notices(&waits, None),
            [Notice::WaitsFor("Trịnh Thu Uyên".into())]
        );
        assert_eq!(notices(&signed, Some(READER)), [Notice::Signed]);
        assert_eq!(act(&waits, Some(READER)), Some(Act::Sign));
        assert_eq!(act(&waits, None), None);
        assert_eq!(act(&signed, None), Some(Act::Archive));
    }

    #[test]
    fn a_short_name_is_not_broken() {
        assert_eq!(unbroken("Lê Quang Thiệu"), "Lê\u{a0}Quang\u{a0}Thiệu");
        let long = "Nguyễn Hoàng Bảo Khánh Vy Phương Anh";
        assert_eq!(unbroken(long), long);
    }

    #[test]
    fn a_few_names_stand_for_many() {
        let names: Vec<String> = (1..=7).map(|number| format!("Người {number}")).collect();
        assert_eq!(a_few(&names), (&names[..4], 3));
        assert_eq!(a_few(&names[..5]), (&names[..5], 0));
        assert_eq!(a_few(&[]), (&[][..], 0));
    }
}
