//! Who may do what in a meeting: the one place that knows.
//!
//! The server asks it before every command and every delivery; the tablet asks it before it shows a
//! button. A person's [`Standing`] follows from the room alone; rights from the directory (such as
//! who may make a meeting) come in with the [`Viewer`].

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::command::RoomCommand;
use super::state::{ParticipantRole, Room, Stage};
use crate::ids::{ItemId, PersonId, UnitId};

/// Who looks, with what the directory says of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    /// Who.
    pub person: PersonId,
    /// May make meetings (role secretary).
    pub is_secretary: bool,
    /// Whose numbers and archive they keep (role clerk). Said to tablets of one meeting alone: see [`Viewer::within`].
    #[serde(rename = "is_clerk", with = "is_clerk")]
    pub clerk_of: Offices,
    /// Came in by a pass, into this meeting alone: counts as the delegate or the guest that they are, also where they chair
    /// or keep the record (rule DO-1).
    #[serde(default, skip_serializing_if = "is_not")]
    pub is_limited: bool,
}

fn is_not(flag: &bool) -> bool {
    !flag
}

impl Viewer {
    /// A person of whom only their place in the meeting counts.
    pub const fn of(person: PersonId) -> Self {
        Self {
            person,
            is_secretary: false,
            clerk_of: Offices::None,
            is_limited: false,
        }
    }

    /// The same person as a session sees them that reaches one meeting only: nothing that the directory says of them
    /// comes along.
    #[must_use]
    pub fn limited(person: PersonId) -> Self {
        Self {
            is_limited: true,
            ..Self::of(person)
        }
    }

    /// The same person as one meeting sees them: what else they are the clerk of does not belong there.
    #[must_use]
    pub fn within(&self, room: &Room) -> Self {
        Self {
            clerk_of: Offices::from(self.clerk_of.hold(room.details.unit)),
            ..*self
        }
    }
}

/// A tablet is told whether its reader is the clerk of the meeting that is entered.
mod is_clerk {
    use serde::{Deserialize as _, Deserializer, Serializer};

    use super::Offices;

    pub(super) fn serialize<S: Serializer>(offices: &Offices, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bool(*offices != Offices::None)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Offices, D::Error> {
        bool::deserialize(from).map(Offices::from)
    }
}

/// The offices that somebody is the clerk of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Offices {
    /// None.
    #[default]
    None,
    /// Some units.
    Units {
        /// Which; those below a unit are named as well.
        units: Arc<BTreeSet<UnitId>>,
        /// Whether one of them stands at the top: what names no unit is kept there.
        has_top: bool,
    },
    /// All.
    All,
}

impl From<bool> for Offices {
    fn from(all: bool) -> Self {
        if all { Self::All } else { Self::None }
    }
}

impl Offices {
    /// Whether a meeting that this unit holds, or none, is one of theirs.
    pub fn hold(&self, unit: Option<UnitId>) -> bool {
        match (self, unit) {
            (Self::None, _) => false,
            (Self::All, _) => true,
            (Self::Units { units, .. }, Some(unit)) => units.contains(&unit),
            (Self::Units { has_top, .. }, None) => *has_top,
        }
    }
}

/// What a person is in a meeting. Ordered from the least to the most that they may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Nobody here.
    Outsider,
    /// The clerk of the unit that holds it: sees the meeting once its minutes are signed.
    Clerk,
    /// A guest.
    Guest,
    /// A delegate.
    Delegate,
    /// A secretary of this meeting.
    Secretary,
    /// Asked to chair it, or holding the chair.
    Chair,
}

/// What one may want to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    /// Make the meeting.
    Create,
    /// Make another meeting like this one (rule PP-2).
    Copy,
    /// Prepare: details, people, agenda, documents, publishing.
    Prepare,
    /// Conduct: open, items, breaks, votes, conclusions, attendance, passing the chair, closing.
    Conduct,
    /// Let people in by a pass, see who came in by one, and take passes back.
    KeepDoor,
    /// Lead the pages.
    Lead,
    /// Say that oneself is there.
    CheckIn,
    /// Answer the invitation for oneself; for others answers whoever may [`Act::Prepare`].
    Answer,
    /// Annotate for others to see.
    Annotate,
    /// Write, submit and mend the minutes.
    WriteMinutes,
    /// Read the minutes: draft, submitted file, signed file. Guests never do, because minutes hold every
    /// item of the agenda.
    ReadMinutes,
    /// Send submitted minutes back before the last signature.
    SendBackMinutes,
    /// Download the archive package.
    Archive,
    /// Take an internal paper away as it is, without a reader's name on its pages (rule PG-9).
    TakeInternalPapers,
}

/// Everything that decides what a viewer sees of a room. Two states with equal rights show a viewer
/// the same kinds of entries, so that entries can be folded from one to the other (rule EV-7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rights {
    /// Whether the meeting is there for them at all.
    pub is_visible: bool,
    /// Whether they read the running record.
    pub reads_course: bool,
    /// Whether they are told what goes to secretaries.
    pub is_secretary: bool,
    /// The items that they see; `None` is all of them.
    pub items: Option<BTreeSet<ItemId>>,
}

impl Room {
    /// What decides what a viewer sees.
    pub fn rights(&self, viewer: &Viewer) -> Rights {
        let standing = self.standing(viewer);
        let is_visible = self.is_visible_to(viewer);
        Rights {
            is_visible,
            reads_course: is_visible && self.reads_course(viewer),
            is_secretary: is_visible && self.keeps_record(viewer),
            items: match standing {
                _ if !is_visible => Some(BTreeSet::new()),
                Standing::Guest => Some(
                    self.participants
                        .get(&viewer.person)
                        .map(|participant| participant.items.clone())
                        .unwrap_or_default(),
                ),
                Standing::Outsider => Some(BTreeSet::new()),
                Standing::Clerk | Standing::Delegate | Standing::Secretary | Standing::Chair => {
                    None
                }
            },
        }
    }

    /// What a viewer is in this meeting.
    pub fn standing(&self, viewer: &Viewer) -> Standing {
        let person = viewer.person;
        if !viewer.is_limited && (self.chair == Some(person) || self.presiding == Some(person)) {
            return Standing::Chair;
        }
        if self.keeps_record(viewer) {
            return Standing::Secretary;
        }
        match self
            .participants
            .get(&person)
            .map(|participant| participant.role)
        {
            Some(ParticipantRole::Delegate) => Standing::Delegate,
            Some(ParticipantRole::Guest) => Standing::Guest,
            None if viewer.clerk_of.hold(self.details.unit) => Standing::Clerk,
            None => Standing::Outsider,
        }
    }

    /// Whether a viewer may know that the meeting exists, and enter it.
    pub fn is_visible_to(&self, viewer: &Viewer) -> bool {
        match self.standing(viewer) {
            Standing::Chair | Standing::Secretary => self.exists() && !self.is_deleted(),
            Standing::Delegate | Standing::Guest => self.published,
            Standing::Clerk => matches!(self.stage, Stage::Signed | Stage::Archived),
            Standing::Outsider => false,
        }
    }

    /// Whether a viewer may see an item, with its documents, pages, annotations, votes and conclusions.
    pub fn shows_item(&self, viewer: &Viewer, item: ItemId) -> bool {
        if !self.is_visible_to(viewer) {
            return false;
        }
        match self.standing(viewer) {
            Standing::Outsider => false,
            Standing::Guest => self
                .participants
                .get(&viewer.person)
                .is_some_and(|participant| participant.items.contains(&item)),
            Standing::Clerk | Standing::Delegate | Standing::Secretary | Standing::Chair => true,
        }
    }

    /// Whether a viewer may do something here, as far as their standing goes; the stage is asked apart.
    pub fn allows(&self, viewer: &Viewer, act: Act) -> bool {
        let standing = self.standing(viewer);
        // A secretary who holds the chair for a while, or did, stays a secretary.
        let keeps_record = self.keeps_record(viewer);
        let presides = !viewer.is_limited
            && self
                .presiding
                .map_or(standing == Standing::Chair, |who| who == viewer.person);
        match act {
            Act::Create => viewer.is_secretary,
            Act::Prepare | Act::KeepDoor => keeps_record || standing == Standing::Chair,
            Act::Copy => {
                viewer.is_secretary
                    && self.is_visible_to(viewer)
                    && (keeps_record || standing == Standing::Chair)
            }
            Act::Conduct => keeps_record || presides,
            Act::Lead => keeps_record || presides || self.presents_now(viewer.person),
            Act::CheckIn | Act::Answer | Act::Annotate => {
                self.is_visible_to(viewer) && standing >= Standing::Guest
            }
            Act::WriteMinutes => keeps_record,
            Act::ReadMinutes => self.is_visible_to(viewer) && self.reads_minutes(viewer),
            Act::SendBackMinutes => {
                self.is_visible_to(viewer)
                    && !viewer.is_limited
                    && self.minutes.next_signer().is_some_and(|(due, _)| {
                        keeps_record || standing == Standing::Chair || due == viewer.person
                    })
            }
            // Whoever may have the package has the papers in it.
            Act::Archive | Act::TakeInternalPapers => {
                self.is_visible_to(viewer)
                    && matches!(
                        standing,
                        Standing::Secretary | Standing::Chair | Standing::Clerk
                    )
            }
        }
    }

    /// Whether a viewer is one of the secretaries, and here as one.
    pub fn keeps_record(&self, viewer: &Viewer) -> bool {
        !viewer.is_limited && self.secretaries.contains(&viewer.person)
    }

    /// Whether somebody chairs this meeting or keeps its record: they come in by their own passkey, for a session by a
    /// pass could do neither.
    pub fn leads_or_records(&self, person: PersonId) -> bool {
        self.chair == Some(person)
            || self.presiding == Some(person)
            || self.secretaries.contains(&person)
    }

    /// Rule RP-2: why somebody stays away is read by themselves, the secretaries and the chair.
    pub(super) fn reads_reply(&self, viewer: &Viewer, person: PersonId) -> bool {
        viewer.person == person || self.reads_course(viewer)
    }

    /// The running record of a discussion is the secretaries' and the chair's until it stands in the minutes.
    pub(super) fn reads_course(&self, viewer: &Viewer) -> bool {
        matches!(self.standing(viewer), Standing::Secretary | Standing::Chair)
    }

    /// Rule MI-1: secretaries and those who chair always; who is named as a signer from the submission on,
    /// and who sent it back until the next one; delegates and clerks once the last signature is given;
    /// guests and outsiders never.
    fn reads_minutes(&self, viewer: &Viewer) -> bool {
        let is_signed = matches!(self.stage, Stage::Signed | Stage::Archived);
        match self.standing(viewer) {
            Standing::Outsider | Standing::Guest => false,
            Standing::Clerk => is_signed,
            Standing::Delegate => {
                let minutes = &self.minutes;
                is_signed
                    || minutes.submitted.as_ref().is_some_and(|submitted| {
                        [submitted.secretary, submitted.chair].contains(&viewer.person)
                    })
                    || minutes
                        .sent_back
                        .as_ref()
                        .is_some_and(|sent_back| sent_back.by == viewer.person)
            }
            Standing::Secretary | Standing::Chair => true,
        }
    }

    fn presents_now(&self, person: PersonId) -> bool {
        self.current_item
            .and_then(|item| self.items.get(&item))
            .is_some_and(|item| item.presenter == Some(person))
    }
}

impl RoomCommand {
    /// The act that a command is.
    pub fn act(&self) -> Act {
        match self {
            Self::CreateMeeting { .. } => Act::Create,
            Self::ChangeDetails { .. }
            | Self::SetParticipants { .. }
            | Self::RemoveParticipant { .. }
            | Self::RankParticipants { .. }
            | Self::AssignChair { .. }
            | Self::AssignSecretaries { .. }
            | Self::InviteGuest { .. }
            | Self::AddItem { .. }
            | Self::AddItems { .. }
            | Self::ChangeItem { .. }
            | Self::MoveItem { .. }
            | Self::RemoveItem { .. }
            | Self::RenameDocument { .. }
            | Self::RemoveDocument { .. }
            | Self::Publish {}
            | Self::Cancel { .. } => Act::Prepare,
            Self::Open {}
            | Self::OpenItem { .. }
            | Self::CloseItem { .. }
            | Self::PostponeItem { .. }
            | Self::WithdrawItem { .. }
            | Self::RestoreItem { .. }
            | Self::PassChair { .. }
            | Self::RecordAttendance { .. }
            | Self::AddSubstitute { .. }
            | Self::StartBreak { .. }
            | Self::EndBreak {}
            | Self::RecordCourse { .. }
            | Self::RecordHandVote { .. }
            | Self::StrikeHandVote { .. }
            | Self::RecordConclusion { .. }
            | Self::StrikeConclusion { .. }
            | Self::Close {}
            | Self::Reopen { .. } => Act::Conduct,
            Self::TakeLead {} | Self::ReleaseLead {} | Self::Present { .. } => Act::Lead,
            Self::CheckIn {} => Act::CheckIn,
            Self::AnswerInvitation { .. } => Act::Answer,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{MeetingId, Uuid};
    use crate::room::state::{Attendance, Participant};

    const SECRETARY: PersonId = PersonId(Uuid::from_u128(1));
    const CHAIR: PersonId = PersonId(Uuid::from_u128(2));
    const GUEST: PersonId = PersonId(Uuid::from_u128(3));
    const NOBODY: PersonId = PersonId(Uuid::from_u128(4));

    fn open() -> Room {
        let participant = |role| Participant {
            name: String::new(),
            position: String::new(),
            unit_name: String::new(),
            rank: 1,
            precedence: None,
            role,
            items: BTreeSet::new(),
            substitute_for: None,
            attendance: Attendance::Unknown,
        };
        Room {
            seq: 1,
            stage: Stage::Open,
            published: true,
            chair: Some(CHAIR),
            presiding: Some(CHAIR),
            secretaries: vec![SECRETARY],
            participants: [
                (SECRETARY, participant(ParticipantRole::Delegate)),
                (CHAIR, participant(ParticipantRole::Delegate)),
                (GUEST, participant(ParticipantRole::Guest)),
            ]
            .into(),
            ..Room::new(MeetingId(Uuid::from_u128(9)))
        }
    }

    #[test]
    fn do_1_a_limited_viewer_is_never_more_than_a_delegate() {
        let room = open();
        let expected = [
            (SECRETARY, Standing::Delegate),
            (CHAIR, Standing::Delegate),
            (GUEST, Standing::Guest),
            (NOBODY, Standing::Outsider),
        ];
        for (person, standing) in expected {
            let limited = Viewer::limited(person);
            assert_eq!(room.standing(&limited), standing);
            let mut allowed = Vec::new();
            for act in [
                Act::Create,
                Act::Copy,
                Act::Prepare,
                Act::Conduct,
                Act::KeepDoor,
                Act::Lead,
                Act::CheckIn,
                Act::Answer,
                Act::Annotate,
                Act::WriteMinutes,
                Act::ReadMinutes,
                Act::SendBackMinutes,
                Act::Archive,
                Act::TakeInternalPapers,
            ] {
                if room.allows(&limited, act) {
                    allowed.push(act);
                }
            }
            let taking_part = [Act::CheckIn, Act::Answer, Act::Annotate];
            if standing == Standing::Outsider {
                assert!(allowed.is_empty(), "{allowed:?}");
            } else {
                assert_eq!(allowed, taking_part);
            }
            let rights = room.rights(&limited);
            assert!(!rights.is_secretary && !rights.reads_course);
        }
        assert!(room.allows(&Viewer::of(SECRETARY), Act::KeepDoor));
        assert!(room.allows(&Viewer::of(CHAIR), Act::KeepDoor));
    }

    #[test]
    fn a_tablet_is_told_whether_its_session_is_limited_and_one_of_before_is_not() {
        let limited = Viewer::limited(GUEST);
        let told = serde_json::to_string(&limited).unwrap();
        assert_eq!(serde_json::from_str::<Viewer>(&told).unwrap(), limited);
        let whole = serde_json::to_string(&Viewer::of(GUEST)).unwrap();
        assert!(!whole.contains("is_limited"), "{whole}");
        assert!(!serde_json::from_str::<Viewer>(&whole).unwrap().is_limited);
    }
}
