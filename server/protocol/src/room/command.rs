//! What may be asked of a room.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::state::{Attendance, Conclusion, Details, ParticipantRole, Presented, Reply};
use crate::ids::{ConclusionId, DocumentId, ItemId, PersonId, Timestamp};

/// A command to a room. The server decides it into events or a [`Rejection`](super::Rejection).
///
/// Names, titles and file facts are never taken from a client: the server looks them up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
#[expect(
    missing_docs,
    reason = "fields mean what they mean in the state, where they are documented"
)]
pub enum RoomCommand {
    /// Make the meeting; the actor becomes its first secretary.
    CreateMeeting { details: Details },
    /// Change its details.
    ChangeDetails { details: Details },
    /// Enter people, in this order after those who are there, or change their role.
    SetParticipants { people: Vec<Invitation> },
    /// Take somebody off the list.
    RemoveParticipant { person: PersonId },
    /// Set the rank order of those who are named; the others follow in their old order.
    RankParticipants { order: Vec<PersonId> },
    /// Say who is to chair it; the person is entered where they are not yet.
    AssignChair { person: PersonId },
    /// Say who its secretaries are; they are entered where they are not yet.
    AssignSecretaries { people: Vec<PersonId> },
    /// Say which items a guest is invited to.
    InviteGuest {
        person: PersonId,
        items: BTreeSet<ItemId>,
    },
    /// Add an item, at a position from 0 or at the end.
    AddItem {
        item: ItemId,
        plan: ItemPlan,
        position: Option<u32>,
    },
    /// Add items at the end, in this order: all of them or none.
    AddItems { items: Vec<PlannedItem> },
    /// Change an item's plan.
    ChangeItem { item: ItemId, plan: ItemPlan },
    /// Move an item to a position, from 0.
    MoveItem { item: ItemId, position: u32 },
    /// Remove an item: while a draft for good, later it is withdrawn.
    RemoveItem { item: ItemId },
    /// Change a document's title.
    RenameDocument { document: DocumentId, title: String },
    /// Withdraw a document.
    RemoveDocument { document: DocumentId },
    /// Announce the meeting.
    Publish {},
    /// Call it off.
    Cancel { reason: String },
    /// Begin.
    Open {},
    /// Open an item, in any order; the open one is ended.
    OpenItem { item: ItemId },
    /// End an item.
    CloseItem { item: ItemId },
    /// Put an item off.
    PostponeItem { item: ItemId },
    /// Take an item off the agenda.
    WithdrawItem { item: ItemId },
    /// Take back what ended, put off or withdrew an item.
    RestoreItem { item: ItemId },
    /// Pass the chair on.
    PassChair { to: PersonId },
    /// Lead the pages.
    TakeLead {},
    /// Stop leading.
    ReleaseLead {},
    /// Show a place to those who follow.
    Present { place: Presented },
    /// Answer the invitation: for oneself, or as a secretary for who answered by telephone.
    AnswerInvitation { person: PersonId, reply: Reply },
    /// Say that oneself is there.
    CheckIn {},
    /// Say whether somebody is there.
    RecordAttendance {
        person: PersonId,
        attendance: Attendance,
    },
    /// Enter a substitute and say for whom they come.
    AddSubstitute {
        person: PersonId,
        substitute_for: PersonId,
    },
    /// Pause.
    StartBreak { until: Timestamp },
    /// Go on.
    EndBreak {},
    /// Keep what was said on an item.
    RecordCourse { item: ItemId, text: String },
    /// Count raised hands.
    RecordHandVote {
        item: ItemId,
        subject: String,
        approve: u32,
        reject: u32,
        abstain: u32,
    },
    /// Strike a hand vote; `index` counts from 0. With `at`, only the one that was counted then: indices move when
    /// another is struck.
    StrikeHandVote {
        item: ItemId,
        index: u32,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
    },
    /// State a conclusion, or change its words.
    RecordConclusion {
        item: ItemId,
        conclusion: Conclusion,
    },
    /// Strike a conclusion.
    StrikeConclusion {
        item: ItemId,
        conclusion: ConclusionId,
    },
    /// End the meeting.
    Close {},
    /// Reopen it to mend the record.
    Reopen { reason: String },
}

/// Somebody to be entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Invitation {
    /// Who.
    pub person: PersonId,
    /// As what.
    pub role: ParticipantRole,
    /// For a guest: the items.
    #[serde(default)]
    pub items: BTreeSet<ItemId>,
}

/// An item to be added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PlannedItem {
    /// Its id, made by the client.
    pub item: ItemId,
    /// What is planned for it.
    pub plan: ItemPlan,
}

/// Items of one agenda at most.
pub const MAX_ITEMS: usize = 100;
/// Characters of an item's title at most.
pub const MAX_ITEM_TITLE: usize = 500;
/// Characters of an item's presenting body at most.
pub const MAX_ITEM_BODY: usize = 300;
/// Planned minutes of an item at most.
pub const MAX_ITEM_MINUTES: u32 = 600;

/// What is planned for an item.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ItemPlan {
    /// What it is about, 1 to 500 characters.
    pub title: String,
    /// Who presents it.
    #[serde(default)]
    pub presenter: Option<PersonId>,
    /// The presenting body, in words.
    #[serde(default)]
    pub presenting_body: String,
    /// Planned minutes, at most 600.
    #[serde(default)]
    pub minutes: u32,
    /// Held behind closed doors on paper.
    #[serde(default)]
    pub is_closed_session: bool,
}
