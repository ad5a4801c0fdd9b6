//! What a printable set holds, taken from the room as its reader sees it. Pure: nothing is read here.

use std::collections::BTreeMap;

use nghisu_protocol::documents::Secrecy;
use nghisu_protocol::ids::{DocumentId, ItemId, MeetingId, PersonId, Timestamp};
use nghisu_protocol::log::Hash;
use nghisu_protocol::minutes::MinutesPerson;
use nghisu_protocol::printable::{LeftOut, SetPaper};
use nghisu_protocol::room::Room;
use nghisu_protocol::room::state::{
    Document, Item, ItemStatus, Participant, ParticipantRole, Stage, Version,
};
use serde::Serialize;

use crate::minutes::facts::position_of;

/// All that is printed of a meeting for one reader, apart from who prints it and when.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Content {
    pub(super) meeting: MeetingId,
    pub(super) title: String,
    /// The unit that holds it; may be empty.
    pub(super) unit: String,
    pub(super) place: String,
    pub(super) starts_at: Option<Timestamp>,
    /// Who chairs or chaired it, with position; may be empty.
    pub(super) chair: String,
    pub(super) items: Vec<SetItem>,
    /// Everybody in rank order once the meeting was opened.
    pub(super) attendance: Option<Vec<MinutesPerson>>,
    /// Only one item of the agenda was asked for.
    pub(super) is_one_item: bool,
}

/// An item of the agenda with its papers.
#[derive(Debug, Clone, Serialize)]
pub(super) struct SetItem {
    /// Its number on the agenda that the reader sees.
    pub(super) number: u32,
    pub(super) title: String,
    /// Who presents it; may be empty.
    pub(super) presenter: String,
    pub(super) status: ItemStatus,
    pub(super) is_closed_session: bool,
    pub(super) papers: Vec<Paper>,
}

/// The version in force of a paper.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Paper {
    pub(super) document: DocumentId,
    pub(super) item: ItemId,
    pub(super) title: String,
    pub(super) hash: Hash,
    pub(super) pages: u32,
    pub(super) size: u64,
    pub(super) added_at: Timestamp,
    pub(super) is_internal: bool,
    /// The file itself may be taken by this reader.
    pub(super) may_be_taken: bool,
}

impl Content {
    /// Reads a view: the room as its reader sees it. `secrecy` has the papers' versions; `takes_internal` says whether the
    /// reader may take internal papers out of the room. None when the reader's agenda has no such item.
    pub(super) fn of(
        view: &Room,
        item: Option<ItemId>,
        secrecy: &BTreeMap<DocumentId, Secrecy>,
        takes_internal: bool,
    ) -> Option<Self> {
        let papers = |id: ItemId| {
            view.documents_of(id)
                .into_iter()
                .filter_map(|(document, paper)| {
                    let version = paper.current()?;
                    // What is not known is treated with care.
                    let secrecy = secrecy.get(&document).copied().unwrap_or(Secrecy::Internal);
                    Some(Paper::of(document, paper, version, secrecy, takes_internal))
                })
                .collect::<Vec<_>>()
        };
        let items: Vec<SetItem> = (1..)
            .zip(view.agenda())
            .filter(|(_, (id, _))| item.is_none_or(|wanted| wanted == *id))
            .map(|(number, (id, agenda_item))| SetItem {
                number,
                title: agenda_item.title.clone(),
                presenter: presenter(view, agenda_item),
                status: agenda_item.status,
                is_closed_session: agenda_item.is_closed_session,
                papers: papers(id),
            })
            .collect();
        if item.is_some() && items.is_empty() {
            return None;
        }
        let details = &view.details;
        let chair = view.presiding.or(view.chair);
        Some(Self {
            meeting: view.meeting,
            title: details.title.clone(),
            unit: details.unit_name.clone(),
            place: details.place.clone(),
            starts_at: view.opened_at.or(details.starts_at),
            chair: chair.map(|chair| named(view, chair)).unwrap_or_default(),
            items,
            attendance: has_begun(view.stage).then(|| attendance(view)),
            is_one_item: item.is_some(),
        })
    }

    /// All papers in their order.
    pub(super) fn papers(&self) -> impl Iterator<Item = &Paper> {
        self.items.iter().flat_map(|item| &item.papers)
    }

    /// The papers as they are described to the reader; `left_out` is what the PDF came without.
    pub(super) fn described(&self, left_out: &BTreeMap<DocumentId, LeftOut>) -> Vec<SetPaper> {
        self.papers()
            .map(|paper| SetPaper {
                document: paper.document,
                item: paper.item,
                title: paper.title.clone(),
                pages: paper.pages,
                size: paper.size,
                is_internal: paper.is_internal,
                not_in_pdf: left_out.get(&paper.document).copied(),
                not_in_zip: (!paper.may_be_taken).then_some(LeftOut::Internal),
            })
            .collect()
    }

    /// Sets of equal content have equal digests.
    pub(super) fn digest(&self) -> Hash {
        Hash::of(&serde_json::to_vec(self).expect("a content has string keys only"))
    }
}

impl Paper {
    fn of(
        id: DocumentId,
        document: &Document,
        version: &Version,
        secrecy: Secrecy,
        takes_internal: bool,
    ) -> Self {
        let is_internal = secrecy != Secrecy::Normal;
        Self {
            document: id,
            item: document.item,
            title: document.title.clone(),
            hash: version.hash,
            pages: version.pages,
            size: version.size,
            added_at: version.added_at,
            is_internal,
            may_be_taken: takes_internal || !is_internal,
        }
    }
}

/// Whether there is an attendance to print.
fn has_begun(stage: Stage) -> bool {
    match stage {
        Stage::Open | Stage::Closed | Stage::Minutes | Stage::Signed | Stage::Archived => true,
        Stage::Draft | Stage::Published | Stage::Cancelled => false,
    }
}

fn attendance(view: &Room) -> Vec<MinutesPerson> {
    view.ranked()
        .into_iter()
        .map(|(person, who)| MinutesPerson {
            person,
            name: who.name.clone(),
            position: position_of(who),
            role: who.role,
            attendance: who.attendance.clone(),
            substitute_for: who.substitute_for.map(|absent| named(view, absent)),
            items: invited_to(view, who),
        })
        .collect()
}

/// The numbers of the items that a guest is invited to, as far as the reader sees them.
fn invited_to(view: &Room, who: &Participant) -> Vec<u32> {
    if who.role != ParticipantRole::Guest {
        return Vec::new();
    }
    let numbers = who.items.iter().filter_map(|item| view.number_of(*item));
    let mut numbers: Vec<u32> = numbers
        .filter_map(|number| u32::try_from(number).ok())
        .collect();
    numbers.sort_unstable();
    numbers
}

fn presenter(view: &Room, item: &Item) -> String {
    match item.presenter {
        Some(person) if view.participants.contains_key(&person) => named(view, person),
        _ => item.presenting_body.clone(),
    }
}

/// Name and position, as minutes have them.
fn named(view: &Room, person: PersonId) -> String {
    let Some(who) = view.participants.get(&person) else {
        return String::new();
    };
    match position_of(who) {
        position if position.is_empty() => who.name.clone(),
        position => format!("{}, {position}", who.name),
    }
}
