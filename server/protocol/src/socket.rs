//! The messages of a tablet's socket: text frames, one JSON object each.
//!
//! A socket belongs to one meeting: `GET /api/v1/meetings/{id}/socket`. The client speaks first
//! ([`ClientMessage::Hello`]); the server answers [`ServerMessage::Welcome`] and, for the room's stream, the
//! entries since the client's last one or a snapshot. The rules are numbered in `SPEC.md`: HS for the
//! handshake, EV for events, PR for presence, PG for pages, ER for errors.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::annotation::{AnnotationCommand, Annotations};
use crate::frame::PageImage;
use crate::ids::{CommandId, ItemId, PersonId, Timestamp, VersionId};
use crate::log::{Entry, Hash};
use crate::room::state::Presented;
use crate::room::{Rejection, Room, RoomCommand, Viewer};
use crate::stream::StreamId;

/// The version of this contract. A server refuses another one (rule HS-1).
pub const PROTOCOL_VERSION: u32 = 1;
/// Bytes of page images that a server may send before the first credit (rule PG-5).
pub const FIRST_CREDIT: u32 = 512 * 1024;
/// Bytes of page images that are on their way to a tablet at most, whatever its credit (rule PG-5).
pub const MAX_UNDER_WAY: u32 = 256 * 1024;
/// A tablet gives credit back at the latest after this many bytes (rule PG-5).
pub const CREDIT_EVERY: u32 = 128 * 1024;
/// Bytes of a text frame from a client at most (rule ER-2).
pub const MAX_TEXT_FRAME: usize = 1024 * 1024;

/// A command with what makes it arrive once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CommandEnvelope {
    /// Made by the client, unique for its actor: a repeat is answered with the first outcome (rule HS-5).
    pub id: CommandId,
    /// Act in this person's place ("điều hành thay"): the chair, for a secretary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<PersonId>,
    /// What to do.
    pub command: Command,
}

/// A command to one of the meeting's streams.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "to", rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// To the room.
    Room {
        /// What to do.
        room: RoomCommand,
    },
    /// To the annotations on a version of one of its documents.
    Annotations {
        /// Which version.
        version: VersionId,
        /// What to do.
        annotations: AnnotationCommand,
    },
}

/// What became of a command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "outcome", rename_all = "snake_case", deny_unknown_fields)]
pub enum Outcome {
    /// It is committed: its last event is entry `seq` of its stream.
    Accepted {
        /// The entry's number.
        seq: u64,
    },
    /// It is refused, for good.
    Rejected {
        /// Why.
        reason: Rejection,
    },
}

impl Outcome {
    /// Whether the person asked for what is not theirs to do.
    #[must_use]
    pub const fn is_denied(&self) -> bool {
        matches!(
            self,
            Self::Rejected {
                reason: Rejection::NotAllowed
            }
        )
    }
}

/// How soon an image is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// It is on the screen.
    Visible,
    /// It is the next one.
    Next,
    /// A thumbnail.
    Thumbnail,
    /// It may be needed later.
    Later,
}

/// What a tablet says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum ClientMessage {
    /// The first message.
    Hello {
        /// [`PROTOCOL_VERSION`] of the client.
        protocol: u32,
        /// [`FOLD_VERSION`](crate::room::FOLD_VERSION) of the client.
        fold: u32,
        /// The client's build.
        build: String,
        /// The last entry of the room that the client has folded; absent when it has none.
        #[serde(default)]
        since: Option<u64>,
        /// The last entry of each annotation stream that the client holds.
        #[serde(default)]
        annotations: BTreeMap<VersionId, u64>,
    },
    /// Do this.
    Command(CommandEnvelope),
    /// Send this version's shared annotations from now on, after the last entry that the client has.
    WatchAnnotations {
        /// Which version.
        version: VersionId,
        /// The last entry that the client has folded.
        #[serde(default)]
        since: Option<u64>,
    },
    /// No longer.
    UnwatchAnnotations {
        /// Which version.
        version: VersionId,
    },
    /// Send this image.
    Page {
        /// The client's number for it, unique on this socket.
        request: u32,
        /// Which image.
        image: PageImage,
        /// How soon.
        priority: Priority,
    },
    /// No longer needed.
    CancelPage {
        /// Which request.
        request: u32,
    },
    /// So many bytes of images have arrived.
    Credit {
        /// Bytes of binary frames since the last credit.
        bytes: u32,
    },
    /// What the tablet shows now; nothing while it is hidden (rule PR-2). At most four a second.
    Painted {
        /// The place.
        place: Option<Presented>,
    },
    /// Whether the tablet follows the lead.
    Follow {
        /// Whether it does.
        is_following: bool,
    },
    /// A sign of life; answered with [`ServerMessage::Pong`].
    Ping {
        /// Given back as it is.
        token: u32,
    },
    /// The state's digest differs from the server's: send a snapshot (rule EV-9).
    Resync {},
}

/// What the server says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum ServerMessage {
    /// The handshake's answer.
    Welcome {
        /// The server's build of the client: another than the tablet's own means reload when nothing is pending.
        build: String,
        /// The server's clock.
        now: Timestamp,
        /// As whom the tablet is signed in.
        viewer: Viewer,
    },
    /// The room's whole state, as this reader may see it.
    Snapshot {
        /// The state, folded up to its `seq`.
        room: Box<Room>,
    },
    /// Annotations as this reader may see them.
    AnnotationSnapshot {
        /// The state, folded up to its `seq`.
        annotations: Annotations,
    },
    /// The next entries of a stream.
    Entries {
        /// Which stream.
        stream: StreamId,
        /// The entries, without a gap.
        entries: Vec<Entry>,
    },
    /// What the state's digest is after entry `seq` (rule EV-9).
    Digest {
        /// The entry.
        seq: u64,
        /// The digest of this reader's view.
        digest: Hash,
    },
    /// What became of a command.
    Outcome {
        /// Which command.
        id: CommandId,
        /// What became of it.
        outcome: Outcome,
    },
    /// An image cannot be sent.
    PageRefused {
        /// Which request.
        request: u32,
        /// A code of the table of errors.
        code: String,
    },
    /// Who is here, and how many tablets show the presented page (rule PR-3).
    Presence {
        /// People with an open socket.
        here: Vec<PersonId>,
        /// Tablets that show the presented place.
        seen: u32,
        /// Tablets that follow and are not hidden.
        following: u32,
        /// Tablets that are hidden.
        away: u32,
    },
    /// A document version is ready, or a job has moved on: fetch it anew over REST.
    UploadChanged {
        /// The item that it is meant for.
        item: Option<ItemId>,
    },
    /// The answer to a ping.
    Pong {
        /// As it was sent.
        token: u32,
        /// The server's clock.
        now: Timestamp,
    },
    /// The client did something that the contract does not allow; the server closes after it (rule ER-1).
    Fault {
        /// A code of the table of errors.
        code: String,
        /// What it was, for developers.
        detail: String,
    },
}

/// Why the server closes a socket, as WebSocket close codes (RFC 6455, section 7.4.2: private use).
pub mod close {
    /// The session has ended or its rights were taken away: sign in again.
    pub const SIGNED_OUT: u16 = 4401;
    /// The meeting is not, or no longer, open to this person.
    pub const NOT_INVITED: u16 = 4403;
    /// The client speaks another version: reload.
    pub const OTHER_VERSION: u16 = 4426;
    /// The client broke the contract.
    pub const FAULT: u16 = 4400;
    /// The tablet is too slow to follow: connect again and take a snapshot.
    pub const TOO_SLOW: u16 = 4408;
    /// The server stops: connect again.
    pub const GOING_AWAY: u16 = 1001;
}
