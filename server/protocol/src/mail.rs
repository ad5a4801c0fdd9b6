//! Letters to those who are invited: `/api/v1/meetings/{id}/letters`. Rules LT-1 to LT-5.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::ids::{PersonId, Timestamp, Uuid};

/// Characters of a secretary's own words at most.
pub const MAX_NOTE: usize = 1_000;

/// What a letter is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LetterKind {
    /// The invitation.
    Invitation,
    /// The invitation once more, because something changed.
    Update,
    /// The answer is still missing.
    Reminder,
}

/// How far a letter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LetterState {
    /// It waits for the mail server; it is tried again by itself.
    Waiting,
    /// The mail server has taken it.
    Sent,
    /// It never went: the mail server refuses the address, it was tried for a day, or when it was due the meeting was over
    /// or taken back, or the person was not invited any more or had no address.
    Failed,
    /// The mail server takes no letters in the office's name; that is the operator's to mend, and it can be sent anew then.
    SenderRefused,
    /// It was called back before it went (rule LT-5).
    CalledBack,
}

/// A letter to a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Letter {
    /// What it is about.
    pub kind: LetterKind,
    /// How far it is.
    pub state: LetterState,
    /// Since when it is so.
    pub at: Timestamp,
}

/// Somebody who is invited, as a letter reaches them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Addressee {
    /// Who.
    pub person: PersonId,
    /// Whether the directory has an e-mail address of theirs.
    pub has_address: bool,
    /// The last letter that was written to them for this meeting.
    pub last: Option<Letter>,
}

/// `GET /api/v1/meetings/{id}/letters`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Letters {
    /// Whether the operator has named a mail server. Without one nothing can be sent.
    pub can_send: bool,
    /// Everybody who is invited, in rank order.
    pub addressees: Vec<Addressee>,
}

/// `POST /api/v1/meetings/{id}/letters`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SendLetters {
    /// By whoever sends them: what is said again after a lost answer is not sent again (rule LT-2).
    pub id: Uuid,
    /// What they are about.
    pub kind: LetterKind,
    /// The secretary's own words above the facts; guests are not sent them (rule LT-3).
    #[serde(default)]
    pub note: String,
    /// To whom; those without an address are left out.
    pub people: BTreeSet<PersonId>,
}

/// `POST /api/v1/meetings/{id}/letters/call-back`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CallBackLetters {
    /// Whose letters, as far as they still wait.
    pub people: BTreeSet<PersonId>,
}
