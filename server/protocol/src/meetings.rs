//! Meetings over REST: what lists show, entries page by page, checkpoints and proofs.

use serde::{Deserialize, Serialize};

use crate::annotation::note::SealedNote;
use crate::ids::{MeetingId, PersonId, Timestamp};
use crate::log::{Entry, Hash};
use crate::room::state::{ItemStatus, Stage};
use crate::room::{Room, Standing};

/// A meeting in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MeetingSummary {
    /// Which meeting.
    pub id: MeetingId,
    /// Its name.
    pub title: String,
    /// Where it stands.
    pub stage: Stage,
    /// The room, in words.
    pub place: String,
    /// The unit that holds it.
    pub unit_name: String,
    /// When it begins.
    pub starts_at: Option<Timestamp>,
    /// When it is expected to end.
    pub ends_at: Option<Timestamp>,
    /// Who was asked to chair it.
    pub chair: Option<PersonId>,
    /// That person's name.
    pub chair_name: String,
    /// What the reader is in it.
    pub standing: Standing,
    /// Items that the reader sees.
    pub items: u32,
    /// Documents that the reader sees.
    pub documents: u32,
    /// Their pages.
    pub pages: u64,
    /// Why it was called off, where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub called_off: Option<String>,
    /// How far it is, while it is open.
    pub progress: Option<Progress>,
}

/// How far an open meeting is, as its reader may know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Progress {
    /// The items that the reader sees and that are held, in order. What was withdrawn or put off is no part of the way.
    pub items: Vec<ItemProgress>,
    /// The item that is being discussed, where the reader sees it.
    pub current: Option<CurrentItem>,
}

/// How far an item is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ItemProgress {
    /// Planned minutes; 0 where none were planned.
    pub minutes: u32,
    /// Where it stands.
    pub status: ItemStatus,
    /// Milliseconds that it was discussed before it was opened last.
    pub spent_ms: i64,
    /// When it was opened last.
    pub opened_at: Option<Timestamp>,
}

/// The item that is being discussed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CurrentItem {
    /// Its number among the items that the reader sees, from 1.
    pub number: u32,
    /// Its title.
    pub title: String,
}

/// A meeting as its reader may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MeetingView {
    /// What the reader is in it.
    pub standing: Standing,
    /// The state, folded up to its `seq`.
    pub room: Room,
}

/// A part of a log as its reader may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EntryPage {
    /// The entries, without a gap.
    pub entries: Vec<Entry>,
    /// How many entries the log has; more are fetched with `since` set to the last one here.
    pub size: u64,
}

/// A statement of how far a log is, signed by the log key.
///
/// Whoever keeps one can show later that a log which does not extend it is another log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    /// The log's name, such as `room/<meeting>`.
    pub stream: String,
    /// How many entries it has.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
    /// When this was signed.
    pub at: Timestamp,
    /// The log key: an Ed25519 public key, 64 hexadecimal digits.
    pub key: String,
    /// The Ed25519 signature over [`Checkpoint::signed_bytes`], 128 hexadecimal digits.
    pub signature: String,
}

impl Checkpoint {
    /// What is signed: lines of text, so that it can be checked by hand.
    pub fn signed_bytes(&self) -> Vec<u8> {
        format!(
            "nghisu/checkpoint/v1\n{}\n{}\n{}\n{}\n",
            self.stream, self.size, self.root, self.at.0
        )
        .into_bytes()
    }
}

/// A proof that the first `old` entries of a log are a prefix of its first `new` (RFC 9162, 2.1.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ConsistencyProof {
    /// The earlier size.
    pub old: u64,
    /// The root over that many entries.
    pub old_root: Hash,
    /// The later size.
    pub new: u64,
    /// The root over that many entries.
    pub new_root: Hash,
    /// The hashes that lead from one to the other.
    pub proof: Vec<Hash>,
}

/// What a copy of a meeting is to be; everything else comes from the meeting that is copied (rules PP-3 and PP-4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CopyPlan {
    /// The copy's id, made by the client: one that there is not yet, or a draft of theirs that holds nothing.
    pub meeting: MeetingId,
    /// Its name, 1 to 300 characters.
    pub title: String,
    /// When it begins.
    #[serde(default)]
    pub starts_at: Option<Timestamp>,
    /// When it is expected to end.
    #[serde(default)]
    pub ends_at: Option<Timestamp>,
}

/// A copy that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CopiedMeeting {
    /// Which meeting it is.
    pub meeting: MeetingId,
    /// Who took part in the one that was copied and does not in the copy, in rank order.
    pub left_out: Vec<LeftOut>,
}

/// Somebody who does not come into a copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    /// Who.
    pub person: PersonId,
    /// Their name in the meeting that was copied.
    pub name: String,
    /// Their position there.
    pub position: String,
    /// Why.
    pub reason: LeftOutReason,
}

/// Why somebody does not come into a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LeftOutReason {
    /// They have left the office.
    Left,
    /// The position under which they took part has ended, and they hold no other.
    PositionEnded,
    /// They came in another's place, who is invited again.
    Substitute,
}

/// Several private notes at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NoteBatch {
    /// At most [`MAX_NOTES`] of them.
    pub notes: Vec<SealedNote>,
}

/// Notes of one batch at most.
pub const MAX_NOTES: usize = 200;
