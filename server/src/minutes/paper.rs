//! The minutes as a paper: facts and words laid out by Mẫu 1.9, with a place for each signature.
//!
//! Typesetting takes a core for tens of milliseconds: call [`print()`] where blocking is allowed.

use jiff::{
    civil::{DateTime, Time},
    tz::{TimeZone, offset},
};
use nghisu_pades::FieldSpec;
use nghisu_protocol::{
    ids::{PersonId, Timestamp},
    log::Hash,
    minutes::{
        MinutesFacts, MinutesItem, MinutesItemText, MinutesPerson, MinutesText, SignaturePlace,
        Tenure,
    },
    room::state::{Attendance, HandVote, ItemStatus, ParticipantRole, SigningCapacity},
};
use nghisu_typeset as typeset;
use serde::{Deserialize, Serialize};

use super::MinutesError;

/// Everything that one version of minutes is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// The number; none while there is none.
    pub number: Option<u32>,
    /// What the log says.
    pub facts: MinutesFacts,
    /// What the secretary worded.
    pub text: MinutesText,
}

/// The log that the minutes stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seal {
    /// Its number of entries.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

/// The signature fields: who signs there, the paper's anchor, what a screen reader says.
const FIELDS: [(SigningCapacity, &str, &str); 2] = [
    (
        SigningCapacity::Secretary,
        "sig-secretary",
        "Chữ ký của thư ký",
    ),
    (SigningCapacity::Chair, "sig-chair", "Chữ ký của chủ tọa"),
];

/// The field in the minutes that a capacity signs.
pub(crate) fn field_of(capacity: SigningCapacity) -> &'static str {
    match capacity {
        SigningCapacity::Secretary => "ThuKy",
        SigningCapacity::Chair => "ChuToa",
    }
}

/// Typesets minutes and lays down their two empty signature fields.
///
/// # Errors
/// [`MinutesError::Unprintable`] for text that the paper cannot show to the letter.
pub fn print(content: &Content, seal: Seal, now: Timestamp) -> Result<Vec<u8>, MinutesError> {
    let made_at = jiff::Timestamp::from_millisecond(now.0).unwrap_or_default();
    let paper = typeset::minutes(&lay_out(content, seal, now), &[], made_at)?;
    let fields = FIELDS
        .into_iter()
        .map(|(capacity, anchor, tooltip)| {
            let place = paper.anchor(anchor).ok_or(MinutesError::Place(anchor))?;
            Ok(FieldSpec {
                name: field_of(capacity).to_owned(),
                page: place.page.saturating_sub(1) as usize,
                rect: place.rect(),
                tooltip: tooltip.to_owned(),
            })
        })
        .collect::<Result<Vec<_>, MinutesError>>()?;
    Ok(nghisu_pades::add_fields(&paper.pdf, &fields)?)
}

/// Where the signatures that a file of minutes still lacks will stand.
///
/// # Errors
/// [`MinutesError`] for bytes that are no readable PDF.
pub(super) fn places(pdf: &[u8]) -> Result<Vec<SignaturePlace>, MinutesError> {
    let empty = nghisu_pades::empty_fields(pdf)?;
    Ok(empty
        .into_iter()
        .filter_map(|field| {
            let (capacity, ..) = FIELDS
                .into_iter()
                .find(|(capacity, ..)| field_of(*capacity) == field.name)?;
            Some(SignaturePlace {
                capacity,
                page: u32::try_from(field.page).ok()?.checked_add(1)?,
                rect: field.rect,
                page_size: field.page_size,
            })
        })
        .collect())
}

/// The data of the template. What has not happened yet is shown as if it happened `now`: a preview.
fn lay_out(content: &Content, seal: Seal, now: Timestamp) -> typeset::Minutes {
    let Content {
        number,
        facts,
        text,
    } = content;
    typeset::Minutes {
        superior_agency: some(&text.superior_agency),
        issuing_agency: text.issuing_agency.clone(),
        number: *number,
        symbol: text.symbol.clone(),
        title: facts.title.clone(),
        started_at: local(facts.started_at.unwrap_or(now)),
        ended_at: local(facts.ended_at.unwrap_or(now)),
        place: text.place.clone(),
        basis: some(&text.basis),
        participants: facts.participants.iter().map(participant).collect(),
        chairs: facts.chairs.iter().map(chairing).collect(),
        secretaries: facts.secretaries.iter().map(chairing).collect(),
        items: facts
            .items
            .iter()
            .map(|item| {
                let words = text.items.iter().find(|words| words.item == item.item);
                agenda_item(item, words)
            })
            .collect(),
        vote_labels: typeset::VoteLabels {
            approve: "tán thành".to_owned(),
            reject: "không tán thành".to_owned(),
            abstain: "không biểu quyết".to_owned(),
        },
        adoption: some(&text.adoption),
        secretary_signer: signer(
            &facts.secretaries,
            text.secretary,
            &text.secretary_authority,
        ),
        chair_signer: signer(&facts.chairs, text.chair, &text.chair_authority),
        recipients: filled(&text.recipients),
        archive: text.archive.clone(),
        log: typeset::LogSeal {
            events: seal.size,
            root: seal.root.to_hex(),
        },
    }
}

pub(crate) fn participant(person: &MinutesPerson) -> typeset::Participant {
    let attendance = match (&person.attendance, &person.substitute_for, person.role) {
        (Attendance::Unknown, _, _) => typeset::Attendance::Unrecorded,
        (Attendance::AbsentWithReason { reason }, _, _) => typeset::Attendance::Excused {
            reason: reason.clone(),
        },
        (Attendance::Absent, _, _) => typeset::Attendance::Absent,
        (Attendance::Present { .. } | Attendance::Late { .. }, Some(absent), _) => {
            let typeset::Invited { name, position } = invited(absent);
            typeset::Attendance::Substitute {
                of_name: name,
                of_position: position,
                authority: None,
            }
        }
        (Attendance::Present { .. } | Attendance::Late { .. }, None, ParticipantRole::Guest) => {
            typeset::Attendance::Guest {
                items: person.items.clone(),
            }
        }
        (Attendance::Present { .. }, None, ParticipantRole::Delegate) => {
            typeset::Attendance::Present
        }
        (Attendance::Late { at }, None, ParticipantRole::Delegate) => typeset::Attendance::Late {
            since: local(*at).time(),
        },
    };
    typeset::Participant {
        name: person.name.clone(),
        position: person.position.clone(),
        // Every list says whom somebody was to stand in for, not only that of those who were there.
        instead_of: (!matches!(attendance, typeset::Attendance::Substitute { .. }))
            .then(|| person.substitute_for.as_deref().map(invited))
            .flatten(),
        attendance,
    }
}

/// `Ngô Bá Thịnh, Giám đốc Sở Xây dựng` as a name and a position.
fn invited(whom: &str) -> typeset::Invited {
    let (name, position) = whom.split_once(", ").unwrap_or((whom, ""));
    typeset::Invited {
        name: name.to_owned(),
        position: position.to_owned(),
    }
}

fn chairing(tenure: &Tenure) -> typeset::Chairing {
    let time = |at: Option<Timestamp>| at.map(|at| local(at).time());
    typeset::Chairing {
        name: tenure.name.clone(),
        position: tenure.position.clone(),
        from: time(tenure.from),
        until: time(tenure.until),
    }
}

fn agenda_item(item: &MinutesItem, words: Option<&MinutesItemText>) -> typeset::AgendaItem {
    let time = |at: Option<Timestamp>| -> Option<Time> { at.map(|at| local(at).time()) };
    let mut course = words.map(|words| filled(&words.course)).unwrap_or_default();
    course.extend(outcome(item.status).map(str::to_owned));
    typeset::AgendaItem {
        number: item.number,
        title: item.title.clone(),
        presenter: some(&item.presenter),
        started: time(item.started_at),
        ended: time(item.ended_at),
        course,
        opinions: Vec::new(),
        votes: item.votes.iter().map(vote).collect(),
        conclusions: words
            .map(|words| filled(&words.conclusions))
            .unwrap_or_default(),
    }
}

/// What the log says of an item that was not done.
pub(super) fn outcome(status: ItemStatus) -> Option<&'static str> {
    match status {
        ItemStatus::Pending => Some("Nội dung này chưa được xem xét."),
        ItemStatus::Postponed => Some("Nội dung này được hoãn."),
        ItemStatus::Withdrawn => Some("Nội dung này được rút khỏi chương trình."),
        ItemStatus::Open | ItemStatus::Done => None,
    }
}

/// A hand vote: the three numbers, and no outcome that nobody recorded.
fn vote(vote: &HandVote) -> typeset::Vote {
    typeset::Vote {
        question: vote.subject.clone(),
        method: "giơ tay".to_owned(),
        approve: vote.approve,
        reject: vote.reject,
        abstain: vote.abstain,
        eligible: vote
            .approve
            .saturating_add(vote.reject)
            .saturating_add(vote.abstain),
        outcome: None,
    }
}

fn signer(tenures: &[Tenure], person: Option<PersonId>, authority: &str) -> typeset::Signer {
    let name = tenures
        .iter()
        .find(|tenure| Some(tenure.person) == person)
        .map(|tenure| tenure.name.clone())
        .unwrap_or_default();
    let lines = filled(&authority.lines().map(str::to_owned).collect::<Vec<_>>());
    let authority = match lines.as_slice() {
        [] => None,
        [title] => Some(typeset::Authority {
            on_behalf: None,
            title: title.clone(),
        }),
        [on_behalf, title @ ..] => Some(typeset::Authority {
            on_behalf: Some(on_behalf.clone()),
            title: title.join(" "),
        }),
    };
    typeset::Signer { name, authority }
}

fn some(text: &str) -> Option<String> {
    (!text.trim().is_empty()).then(|| text.to_owned())
}

fn filled(texts: &[String]) -> Vec<String> {
    texts.iter().filter_map(|text| some(text.trim())).collect()
}

/// Papers show Vietnamese time, which knows no summer time.
pub(crate) fn local(at: Timestamp) -> DateTime {
    jiff::Timestamp::from_millisecond(at.0)
        .unwrap_or_default()
        .to_zoned(TimeZone::fixed(offset(7)))
        .datetime()
}

#[cfg(test)]
mod tests {
    use nghisu_protocol::ids::Uuid;

    use super::*;

    #[test]
    fn whom_somebody_was_to_stand_in_for_is_printed_whatever_was_recorded() {
        let at = Timestamp(1_797_382_800_000);
        let mut person = MinutesPerson {
            person: PersonId(Uuid::from_u128(1)),
            name: "Ứng Thị Hạnh Ngân".into(),
            position: "Phó Giám đốc Sở Xây dựng".into(),
            role: ParticipantRole::Delegate,
            attendance: Attendance::Present { at },
            substitute_for: Some("Ngô Bá Thịnh, Giám đốc Sở Xây dựng".into()),
            items: vec![],
        };
        let present = participant(&person);
        assert!(present.instead_of.is_none(), "said with the attendance");
        assert!(matches!(
            present.attendance,
            typeset::Attendance::Substitute { .. }
        ));
        for attendance in [
            Attendance::Unknown,
            Attendance::Absent,
            Attendance::AbsentWithReason {
                reason: "ốm".into(),
            },
        ] {
            person.attendance = attendance;
            let whom = participant(&person).instead_of.unwrap();
            assert_eq!(whom.name, "Ngô Bá Thịnh");
            assert_eq!(whom.position, "Giám đốc Sở Xây dựng");
        }
        person.substitute_for = None;
        assert!(participant(&person).instead_of.is_none());
    }
}
