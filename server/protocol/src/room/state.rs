//! The state of a room, as every tablet sees it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::ids::{
    ConclusionId, DocumentId, ItemId, MeetingId, PersonId, Timestamp, UnitId, VersionId,
};
use crate::log::Hash;

pub use super::ending::{
    CalledOff, Closing, GivenSignature, MinutesState, SentBack, SigningCapacity, SubmittedMinutes,
};

/// Where a meeting stands in its life. The order is the order of a life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Being prepared; only those who prepare it see it.
    Draft,
    /// Announced to its participants.
    Published,
    /// In session.
    Open,
    /// Ended: the log of the conduct is frozen.
    Closed,
    /// The minutes wait for their signatures.
    Minutes,
    /// The last signature is given.
    Signed,
    /// The package is made.
    Archived,
    /// Called off before it was opened.
    Cancelled,
}

/// Which rules a meeting follows.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MeetingKind {
    /// A meeting (cuộc họp) by Quyết định 45/2018/QĐ-TTg.
    #[default]
    Meeting,
    /// A session of a people's committee (phiên họp UBND) by the local-government law.
    CommitteeSession,
}

/// What is known of a meeting before it begins.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Details {
    /// The meeting's name, NFC, 1 to 300 characters.
    pub title: String,
    /// Which rules it follows.
    #[serde(default)]
    pub kind: MeetingKind,
    /// The unit that holds it.
    pub unit: Option<UnitId>,
    /// That unit's name on the day.
    #[serde(default)]
    pub unit_name: String,
    /// The room, in words.
    #[serde(default)]
    pub place: String,
    /// When it begins.
    pub starts_at: Option<Timestamp>,
    /// When it is expected to end.
    pub ends_at: Option<Timestamp>,
    /// The dossier's code (hồ sơ).
    #[serde(default)]
    pub dossier_code: String,
    /// The invitation's number and symbol, as written on it.
    #[serde(default)]
    pub invitation: String,
    /// Whether a conclusion notice (TB) is to be issued.
    #[serde(default)]
    pub wants_notice: bool,
}

/// What a person is in this meeting, apart from the chair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ParticipantRole {
    /// A delegate (đại biểu): sees every item.
    Delegate,
    /// A guest (khách mời): sees the items that they are invited to.
    Guest,
}

/// Whether somebody is there.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "state", rename_all = "snake_case", deny_unknown_fields)]
pub enum Attendance {
    /// Nothing is known yet.
    #[default]
    Unknown,
    /// There (có mặt).
    Present {
        /// Since when.
        at: Timestamp,
    },
    /// Came after the opening (đến muộn).
    Late {
        /// Since when.
        at: Timestamp,
    },
    /// Absent with reason (vắng có lý do).
    AbsentWithReason {
        /// The reason, in the words of who gave it; may be empty.
        reason: String,
    },
    /// Absent without a word (vắng).
    Absent,
}

impl Attendance {
    /// Whether the person is in the room.
    pub fn is_there(&self) -> bool {
        matches!(self, Self::Present { .. } | Self::Late { .. })
    }
}

/// What somebody who is invited answered (xác nhận tham dự).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "reply", rename_all = "snake_case", deny_unknown_fields)]
pub enum Reply {
    /// They come.
    Attend {},
    /// They do not come, and say why.
    Absent {
        /// The reason; at most 500 characters.
        reason: String,
    },
    /// They send somebody else, of whom the chair or a secretary has to agree by entering them as the substitute.
    Substitute {
        /// Name and position of whom they send, in their words; at most 200 characters.
        who: String,
    },
}

/// An answer with its time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct GivenReply {
    /// What was answered.
    pub reply: Reply,
    /// When.
    pub at: Timestamp,
}

/// A person in this meeting, under the name and title of the day that they were entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Participant {
    /// Full name.
    pub name: String,
    /// Position, in full.
    pub position: String,
    /// Unit.
    pub unit_name: String,
    /// Rank order (thứ bậc) in this meeting: the smaller stands first.
    pub rank: u32,
    /// The precedence of that position in the directory: the smaller stands first. It gives whoever comes later
    /// their place; nobody who stands in the list already is moved by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub precedence: Option<i32>,
    /// Delegate or guest.
    pub role: ParticipantRole,
    /// The items that a guest is invited to; empty for delegates.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub items: BTreeSet<ItemId>,
    /// For whom they come (dự thay), where they are a substitute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub substitute_for: Option<PersonId>,
    /// Whether they are there.
    #[serde(default)]
    pub attendance: Attendance,
}

/// Where an item stands.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ItemStatus {
    /// Not yet (chưa).
    #[default]
    Pending,
    /// Being discussed (đang bàn).
    Open,
    /// Done (đã xong).
    Done,
    /// Put off (hoãn).
    Postponed,
    /// Taken off the agenda (rút).
    Withdrawn,
}

/// An item of the agenda.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// What it is about.
    pub title: String,
    /// Its place on the agenda: the smaller stands first. Sparse, so that a move touches one item,
    /// and a reader who may not see all items still folds the same order.
    pub position: u64,
    /// Who presents it, where that is a participant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub presenter: Option<PersonId>,
    /// The presenting body, in words ("Sở Tài chính").
    #[serde(default)]
    pub presenting_body: String,
    /// Planned minutes; 0 when not planned.
    #[serde(default)]
    pub minutes: u32,
    /// Held behind closed doors on paper ("họp kín, tài liệu giấy"): carries no documents.
    #[serde(default)]
    pub is_closed_session: bool,
    /// Where it stands.
    #[serde(default)]
    pub status: ItemStatus,
    /// When it was last opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened_at: Option<Timestamp>,
    /// Milliseconds of discussion before it was last opened.
    #[serde(default)]
    pub spent_ms: i64,
    /// The course of the discussion (diễn biến), as the secretary keeps it.
    #[serde(default)]
    pub course: String,
    /// The hand votes, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub votes: Vec<HandVote>,
    /// The conclusions, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conclusions: Vec<Conclusion>,
}

/// A vote by raised hands, in three numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct HandVote {
    /// What was voted on.
    pub subject: String,
    /// Tán thành.
    pub approve: u32,
    /// Không tán thành.
    pub reject: u32,
    /// Không biểu quyết, or không có ý kiến.
    pub abstain: u32,
    /// When it was counted.
    pub at: Timestamp,
}

/// A conclusion of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Conclusion {
    /// Its id, made by the client.
    pub id: ConclusionId,
    /// Its words.
    pub text: String,
}

/// A document of an item, through all its versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// The item that it belongs to.
    pub item: ItemId,
    /// Its title, as shown.
    pub title: String,
    /// Its versions, oldest first; never empty.
    pub versions: Vec<Version>,
    /// Added after the meeting was published.
    #[serde(default)]
    pub is_late: bool,
}

impl Document {
    /// The version in force.
    pub fn current(&self) -> Option<&Version> {
        self.versions.last()
    }
}

/// One immutable version of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Version {
    /// Its id.
    pub id: VersionId,
    /// SHA-256 of the file.
    pub hash: Hash,
    /// Size in bytes.
    pub size: u64,
    /// Number of pages.
    pub pages: u32,
    /// The name under which the file came.
    pub file_name: String,
    /// Signatures found on the file ("Có 3 chữ ký số trên tệp").
    #[serde(default)]
    pub signatures: u32,
    /// When it was added.
    pub added_at: Timestamp,
    /// Why it replaced the one before; empty on the first.
    #[serde(default)]
    pub reason: String,
}

/// What the leader shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Lead {
    /// Who leads.
    pub person: PersonId,
    /// The last place shown of each item, the latest last. Kept by item, so that a reader who may not
    /// see one of them still folds where the others were left.
    pub places: Vec<ShownPlace>,
}

impl Lead {
    /// What is shown now; nothing until the leader shows a page.
    pub fn presented(&self) -> Option<Presented> {
        self.places.last().map(|shown| shown.place)
    }
}

/// The last place shown of one item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ShownPlace {
    /// The item whose document it is.
    pub item: ItemId,
    /// The place.
    pub place: Presented,
}

/// A place in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Presented {
    /// Which version.
    pub version: VersionId,
    /// Page, from 1.
    pub page: u32,
    /// Top of the shown part, in ten-thousandths of the page's height, 0 to 10,000.
    pub y: u16,
}

/// The state of a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Room {
    /// Which meeting.
    pub meeting: MeetingId,
    /// The last entry folded in; 0 before the first.
    pub seq: u64,
    /// Where the meeting stands.
    pub stage: Stage,
    /// Whether it was ever announced.
    pub published: bool,
    /// How it was called off, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub called_off: Option<CalledOff>,
    /// What is known of it.
    pub details: Details,
    /// Who made it.
    pub created_by: Option<PersonId>,
    /// Who was asked to chair it.
    pub chair: Option<PersonId>,
    /// Who holds the chair now, once it was opened.
    pub presiding: Option<PersonId>,
    /// Its secretaries, in order.
    pub secretaries: Vec<PersonId>,
    /// Everyone who takes part, the chair and the secretaries among them.
    pub participants: BTreeMap<PersonId, Participant>,
    /// What they answered to the invitation. A reader who neither keeps the record nor chairs sees their own alone.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub replies: BTreeMap<PersonId, GivenReply>,
    /// The agenda's items.
    pub items: BTreeMap<ItemId, Item>,
    /// The documents.
    pub documents: BTreeMap<DocumentId, Document>,
    /// The documents' order within their items.
    pub document_order: Vec<DocumentId>,
    /// The item being discussed.
    pub current_item: Option<ItemId>,
    /// Who leads the pages, if anybody does.
    pub lead: Option<Lead>,
    /// Until when the meeting pauses, while it does.
    pub break_until: Option<Timestamp>,
    /// When it was opened.
    pub opened_at: Option<Timestamp>,
    /// How it was closed.
    pub closing: Option<Closing>,
    /// How far the minutes are.
    pub minutes: MinutesState,
}

impl Room {
    /// The room of a meeting before its first event.
    pub fn new(meeting: MeetingId) -> Self {
        Self {
            meeting,
            seq: 0,
            stage: Stage::Draft,
            published: false,
            called_off: None,
            details: Details::default(),
            created_by: None,
            chair: None,
            presiding: None,
            secretaries: Vec::new(),
            participants: BTreeMap::new(),
            replies: BTreeMap::new(),
            items: BTreeMap::new(),
            documents: BTreeMap::new(),
            document_order: Vec::new(),
            current_item: None,
            lead: None,
            break_until: None,
            opened_at: None,
            closing: None,
            minutes: MinutesState::default(),
        }
    }

    /// Whether it was called off before it was announced: nobody sees it any more (rule CO-2).
    pub fn is_deleted(&self) -> bool {
        self.stage == Stage::Cancelled && !self.published
    }

    /// Whether the meeting has been created.
    pub fn exists(&self) -> bool {
        self.seq > 0
    }

    /// The participants in rank order; equal ranks by id, so that every tablet shows the same order.
    pub fn ranked(&self) -> Vec<(PersonId, &Participant)> {
        let mut ranked: Vec<_> = self
            .participants
            .iter()
            .map(|(id, who)| (*id, who))
            .collect();
        ranked.sort_by_key(|(id, who)| (who.rank, *id));
        ranked
    }

    /// The documents of an item, in order.
    pub fn documents_of(&self, item: ItemId) -> Vec<(DocumentId, &Document)> {
        self.document_order
            .iter()
            .filter_map(|id| self.documents.get(id).map(|document| (*id, document)))
            .filter(|(_, document)| document.item == item)
            .collect()
    }

    /// The document that a version belongs to, with that version.
    pub fn version(&self, version: VersionId) -> Option<(DocumentId, &Document, &Version)> {
        self.documents.iter().find_map(|(id, document)| {
            let version = document.versions.iter().find(|other| other.id == version)?;
            Some((*id, document, version))
        })
    }

    /// The agenda in order; equal positions by id, so that every tablet shows the same order.
    pub fn agenda(&self) -> Vec<(ItemId, &Item)> {
        let mut agenda: Vec<_> = self.items.iter().map(|(id, item)| (*id, item)).collect();
        agenda.sort_by_key(|(id, item)| (item.position, *id));
        agenda
    }

    /// What somebody who comes in is shown first: where the leader is, else the beginning of the current item's, or of
    /// the agenda's, first paper. `shows` says which items they may see.
    pub fn first_shown(&self, shows: impl Fn(ItemId) -> bool) -> Option<Presented> {
        let led = self.lead.iter().flat_map(|lead| lead.places.iter().rev());
        if let Some(shown) = led.into_iter().find(|shown| shows(shown.item)) {
            return Some(shown.place);
        }
        let agenda = self.agenda().into_iter().map(|(item, _)| item);
        let mut items = self.current_item.into_iter().chain(agenda);
        let version = items.find_map(|item| {
            let documents = self.documents_of(item);
            let (_, document) = documents.first().filter(|_| shows(item))?;
            document.current().map(|version| version.id)
        })?;
        Some(Presented {
            version,
            page: 1,
            y: 0,
        })
    }

    /// The number of an item on the agenda that this reader sees, from 1; withdrawn items keep theirs.
    pub fn number_of(&self, item: ItemId) -> Option<usize> {
        self.agenda()
            .iter()
            .position(|(other, _)| *other == item)
            .map(|index| index + 1)
    }

    /// SHA-256 of the state's JSON: equal states have equal digests (rule EV-9).
    pub fn digest(&self) -> Hash {
        Hash::of(&serde_json::to_vec(self).expect("a room has string keys only"))
    }
}
