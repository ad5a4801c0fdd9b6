//! Why a room refuses a command.

use serde::{Deserialize, Serialize};

/// A refusal. It is final for the command's id (rule HS-5); the same act under a new id is decided anew.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    thiserror::Error,
)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Rejection {
    /// The actor may not do this.
    #[error("you may not do this in this meeting")]
    NotAllowed,
    /// The meeting does not exist, or the actor may not know of it.
    #[error("there is no such meeting")]
    UnknownMeeting,
    /// The meeting exists already.
    #[error("the meeting exists already")]
    MeetingExists,
    /// The meeting's stage does not allow it.
    #[error("the meeting's stage does not allow this")]
    WrongStage,
    /// No such item.
    #[error("there is no such item")]
    UnknownItem,
    /// The item's status does not allow it.
    #[error("the item's status does not allow this")]
    WrongItemStatus,
    /// An item that was or is being discussed keeps its place; the other goes behind it.
    #[error("items that were or are being discussed keep their place; choose a place after them")]
    ItemKeepsPlace,
    /// The item exists already.
    #[error("the item exists already")]
    ItemExists,
    /// No such document or version.
    #[error("there is no such document")]
    UnknownDocument,
    /// The document exists already.
    #[error("the document exists already")]
    DocumentExists,
    /// An item held behind closed doors carries no documents.
    #[error("an item held behind closed doors carries no documents")]
    ClosedSession,
    /// The page is not in the document.
    #[error("the document has no such page")]
    UnknownPage,
    /// No such person in the directory or in the meeting.
    #[error("there is no such person")]
    UnknownPerson,
    /// No such unit in the directory.
    #[error("there is no such unit")]
    UnknownUnit,
    /// The chair and the secretaries stay on the list, and are no guests.
    #[error("the chair and the secretaries cannot be taken off the list, nor be guests")]
    PersonNeeded,
    /// Somebody else leads.
    #[error("somebody else leads")]
    NotLeading,
    /// No such vote or conclusion.
    #[error("there is no such record")]
    UnknownRecord,
    /// A text is empty, too long, or holds control characters.
    #[error("a text is empty or too long")]
    BadText,
    /// A time lies before another that it must follow.
    #[error("a time is not possible")]
    BadTime,
    /// The agenda, the list or a record is full.
    #[error("a list is full")]
    TooMany,
    /// To publish: a title, a chair, a start and an item are needed.
    #[error("the meeting is not complete")]
    Incomplete,
    /// Nothing would change.
    #[error("nothing would change")]
    NothingToDo,
    /// More hands than people.
    #[error("more hands than people")]
    TooManyHands,
    /// The annotation exists already or is unknown.
    #[error("there is no such annotation")]
    UnknownAnnotation,
    /// The annotation's geometry or content is outside its limits.
    #[error("the annotation is malformed")]
    BadAnnotation,
    /// The server could not keep it (disk full); nothing happened.
    #[error("the server could not keep it; nothing happened")]
    NotKept,
}

impl Rejection {
    /// The stable code: the tag in JSON.
    pub fn code(self) -> String {
        serde_json::to_value(self)
            .ok()
            .and_then(|value| value.as_str().map(str::to_owned))
            .expect("a rejection is a word")
    }
}
