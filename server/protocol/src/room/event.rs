//! What may happen in a meeting.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::state::{
    Attendance, Conclusion, Details, Item, MinutesState, Participant, Presented, Reply, SentBack,
    SigningCapacity, SubmittedMinutes, Version,
};
use crate::fold::{self, UnreadableEvent};
use crate::ids::{ConclusionId, DocumentId, ItemId, PassId, PersonId, Timestamp};
use crate::log::Hash;
use crate::machine::Machine;

/// An event of a room. Its JSON is the payload of a log entry; its tag is the entry's kind.
///
/// A kind that was released is never changed: a new shape gets a new version, and
/// [`RoomEvent::read`] goes on reading the old one (rule EV-8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[expect(
    missing_docs,
    reason = "fields mean what they mean in the state, where they are documented"
)]
pub enum RoomEvent {
    /// The meeting was made.
    MeetingCreated { details: Details },
    /// Its details were changed.
    DetailsChanged { details: Details },
    /// Somebody was entered, or their entry changed.
    ParticipantSet {
        person: PersonId,
        participant: Participant,
    },
    /// Somebody was taken off the list.
    ParticipantRemoved { person: PersonId },
    /// The rank order was set.
    ParticipantsRanked { order: Vec<PersonId> },
    /// Who is to chair it.
    ChairAssigned { person: Option<PersonId> },
    /// Who are its secretaries.
    SecretariesAssigned { people: Vec<PersonId> },
    /// The items that a guest may see.
    GuestInvited {
        person: PersonId,
        items: BTreeSet<ItemId>,
    },
    /// Somebody who is invited answered, or the secretary for them.
    InvitationAnswered { person: PersonId, reply: Reply },
    /// Somebody was given a pass into this meeting, or a tablet of a room by its name. A code is nowhere in the log.
    PassGiven {
        pass: PassId,
        person: PersonId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tablet: Option<String>,
    },
    /// They came in by it; on what kind of machine, where its browser says so.
    PassUsed {
        pass: PassId,
        person: PersonId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        machine: Option<Machine>,
    },
    /// It was taken back, with the session that it opened.
    PassTakenBack { pass: PassId, person: PersonId },
    /// An item was added.
    ItemAdded { item: ItemId, content: Item },
    /// An item's plan was changed.
    ItemChanged {
        item: ItemId,
        title: String,
        presenter: Option<PersonId>,
        presenting_body: String,
        minutes: u32,
        is_closed_session: bool,
    },
    /// An item was moved to another sparse position.
    ItemMoved { item: ItemId, position: u64 },
    /// An item was removed before the meeting was published.
    ItemRemoved { item: ItemId },
    /// A document was added.
    DocumentAdded {
        document: DocumentId,
        item: ItemId,
        title: String,
        version: Version,
    },
    /// A document was replaced by a new version.
    DocumentReplaced {
        document: DocumentId,
        item: ItemId,
        version: Version,
    },
    /// A document's title was changed.
    DocumentRenamed {
        document: DocumentId,
        item: ItemId,
        title: String,
    },
    /// A document was withdrawn; where it holds a state secret, with every byte of it (rule UP-12).
    DocumentRemoved {
        document: DocumentId,
        item: ItemId,
        #[serde(default, skip_serializing_if = "is_not")]
        is_secret: bool,
    },
    /// The meeting was announced.
    MeetingPublished {},
    /// It was called off.
    MeetingCancelled { reason: String },
    /// It began.
    MeetingOpened {},
    /// An item was opened; one that is open is ended by an event of its own before.
    ItemOpened { item: ItemId },
    /// An item was ended.
    ItemClosed { item: ItemId },
    /// An item was put off.
    ItemPostponed { item: ItemId },
    /// An item was taken off the agenda.
    ItemWithdrawn { item: ItemId },
    /// An item that was done, put off or withdrawn waits again.
    ItemRestored { item: ItemId },
    /// The chair was passed on.
    ChairPassed { to: PersonId },
    /// Somebody began to lead the pages.
    LeadTaken { person: PersonId },
    /// Nobody leads any more.
    LeadReleased {},
    /// The leader shows a place; `item` decides who may know.
    Presented { item: ItemId, place: Presented },
    /// Somebody is there, or is not.
    AttendanceRecorded {
        person: PersonId,
        attendance: Attendance,
    },
    /// The meeting pauses.
    BreakStarted { until: Timestamp },
    /// The pause is over.
    BreakEnded {},
    /// What was said on an item, as the secretary keeps it.
    CourseRecorded { item: ItemId, text: String },
    /// A vote by raised hands was counted.
    HandVoteRecorded {
        item: ItemId,
        subject: String,
        approve: u32,
        reject: u32,
        abstain: u32,
    },
    /// A hand vote was struck; `index` counts from 0.
    HandVoteStruck { item: ItemId, index: u32 },
    /// A conclusion was stated, or its words changed.
    ConclusionRecorded {
        item: ItemId,
        conclusion: Conclusion,
    },
    /// A conclusion was struck.
    ConclusionStruck {
        item: ItemId,
        conclusion: ConclusionId,
    },
    /// An annotation stream's head, fixed into the room when an item or the meeting ends.
    AnnotationsAnchored {
        item: ItemId,
        stream: String,
        size: u64,
        root: Hash,
    },
    /// The meeting ended; the conduct is frozen at this entry.
    MeetingClosed {},
    /// It was reopened to mend the record.
    MeetingReopened { reason: String },
    /// The minutes were submitted for signature.
    MinutesSubmitted { minutes: SubmittedMinutes },
    /// The minutes were sent back.
    MinutesSentBack { sent_back: SentBack },
    /// A signature was embedded.
    MinutesSigned {
        person: PersonId,
        capacity: SigningCapacity,
        pdf: Hash,
    },
    /// The package was made.
    MeetingArchived { package: Hash },
}

fn is_not(flag: &bool) -> bool {
    !flag
}

macro_rules! kinds {
    ($($name:ident = $kind:literal,)+) => {
        impl RoomEvent {
            /// Every kind that this build writes.
            pub const KINDS: &'static [&'static str] = &[$($kind,)+];

            /// The event's kind: its tag in JSON.
            pub fn kind(&self) -> &'static str {
                match self {$(Self::$name { .. } => $kind,)+}
            }
        }
    };
}

kinds! {
    MeetingCreated = "meeting_created",
    DetailsChanged = "details_changed",
    ParticipantSet = "participant_set",
    ParticipantRemoved = "participant_removed",
    ParticipantsRanked = "participants_ranked",
    ChairAssigned = "chair_assigned",
    SecretariesAssigned = "secretaries_assigned",
    GuestInvited = "guest_invited",
    InvitationAnswered = "invitation_answered",
    PassGiven = "pass_given",
    PassUsed = "pass_used",
    PassTakenBack = "pass_taken_back",
    ItemAdded = "item_added",
    ItemChanged = "item_changed",
    ItemMoved = "item_moved",
    ItemRemoved = "item_removed",
    DocumentAdded = "document_added",
    DocumentReplaced = "document_replaced",
    DocumentRenamed = "document_renamed",
    DocumentRemoved = "document_removed",
    MeetingPublished = "meeting_published",
    MeetingCancelled = "meeting_cancelled",
    MeetingOpened = "meeting_opened",
    ItemOpened = "item_opened",
    ItemClosed = "item_closed",
    ItemPostponed = "item_postponed",
    ItemWithdrawn = "item_withdrawn",
    ItemRestored = "item_restored",
    ChairPassed = "chair_passed",
    LeadTaken = "lead_taken",
    LeadReleased = "lead_released",
    Presented = "presented",
    AttendanceRecorded = "attendance_recorded",
    BreakStarted = "break_started",
    BreakEnded = "break_ended",
    CourseRecorded = "course_recorded",
    HandVoteRecorded = "hand_vote_recorded",
    HandVoteStruck = "hand_vote_struck",
    ConclusionRecorded = "conclusion_recorded",
    ConclusionStruck = "conclusion_struck",
    AnnotationsAnchored = "annotations_anchored",
    MeetingClosed = "meeting_closed",
    MeetingReopened = "meeting_reopened",
    MinutesSubmitted = "minutes_submitted",
    MinutesSentBack = "minutes_sent_back",
    MinutesSigned = "minutes_signed",
    MeetingArchived = "meeting_archived",
}

impl RoomEvent {
    /// The payload's bytes.
    pub fn write(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("an event has string keys only")
    }

    /// Reads a payload of any version ever released.
    pub fn read(kind: &str, version: u16, payload: &[u8]) -> Result<Self, UnreadableEvent> {
        fold::read(kind, version, payload, Self::kind)
    }

    /// The agenda item that decides who may see the event; `None` when it concerns the meeting.
    pub fn item(&self) -> Option<ItemId> {
        match self {
            Self::ItemAdded { item, .. }
            | Self::ItemChanged { item, .. }
            | Self::ItemMoved { item, .. }
            | Self::ItemRemoved { item }
            | Self::DocumentAdded { item, .. }
            | Self::DocumentReplaced { item, .. }
            | Self::DocumentRenamed { item, .. }
            | Self::DocumentRemoved { item, .. }
            | Self::ItemOpened { item }
            | Self::ItemClosed { item }
            | Self::ItemPostponed { item }
            | Self::ItemWithdrawn { item }
            | Self::ItemRestored { item }
            | Self::Presented { item, .. }
            | Self::CourseRecorded { item, .. }
            | Self::HandVoteRecorded { item, .. }
            | Self::HandVoteStruck { item, .. }
            | Self::ConclusionRecorded { item, .. }
            | Self::ConclusionStruck { item, .. }
            | Self::AnnotationsAnchored { item, .. } => Some(*item),
            Self::MeetingCreated { .. }
            | Self::DetailsChanged { .. }
            | Self::ParticipantSet { .. }
            | Self::ParticipantRemoved { .. }
            | Self::ParticipantsRanked { .. }
            | Self::ChairAssigned { .. }
            | Self::SecretariesAssigned { .. }
            | Self::GuestInvited { .. }
            | Self::InvitationAnswered { .. }
            | Self::PassGiven { .. }
            | Self::PassUsed { .. }
            | Self::PassTakenBack { .. }
            | Self::MeetingPublished {}
            | Self::MeetingCancelled { .. }
            | Self::MeetingOpened {}
            | Self::ChairPassed { .. }
            | Self::LeadTaken { .. }
            | Self::LeadReleased {}
            | Self::AttendanceRecorded { .. }
            | Self::BreakStarted { .. }
            | Self::BreakEnded {}
            | Self::MeetingClosed {}
            | Self::MeetingReopened { .. }
            | Self::MinutesSubmitted { .. }
            | Self::MinutesSentBack { .. }
            | Self::MinutesSigned { .. }
            | Self::MeetingArchived { .. } => None,
        }
    }

    /// Whether the event can change what somebody may see: whose [`Room::rights`](super::Room::rights)
    /// differ after it get a snapshot instead (rule EV-10).
    pub fn changes_rights(&self) -> bool {
        matches!(
            self,
            Self::ParticipantSet { .. }
                | Self::ParticipantRemoved { .. }
                | Self::GuestInvited { .. }
                | Self::ChairAssigned { .. }
                | Self::SecretariesAssigned { .. }
                | Self::ChairPassed { .. }
                | Self::MeetingPublished {}
                | Self::MeetingCancelled { .. }
                // The last signature opens the meeting to the office's clerks.
                | Self::MinutesSigned { .. }
        )
    }
}

impl MinutesState {
    /// Whose signature is due next.
    pub fn next_signer(&self) -> Option<(PersonId, SigningCapacity)> {
        let submitted = self.submitted.as_ref()?;
        match submitted.signatures.len() {
            0 => Some((submitted.secretary, SigningCapacity::Secretary)),
            1 => Some((submitted.chair, SigningCapacity::Chair)),
            _ => None,
        }
    }
}
