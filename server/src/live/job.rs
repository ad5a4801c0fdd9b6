//! What a meeting's writer is asked, and what it works with.

use std::collections::BTreeMap;

use nghisu_protocol::{
    annotation::Annotations,
    ids::{MeetingId, PersonId, Timestamp, VersionId},
    room::{Rejection, Room, RoomEvent, Viewer, state::Presented},
    socket::{CommandEnvelope, Outcome},
};
use tokio::sync::{broadcast, oneshot};

use super::{
    error::LiveError,
    log::Log,
    members::{Joining, SessionKey},
    room::Facts,
};
use crate::clock::{Clock, Random};

/// What a writer works with.
#[derive(Clone)]
pub(super) struct Services {
    pub(super) log: Log,
    pub(super) clock: Clock,
    pub(super) random: Random,
    /// Told of each meeting that was published or opened.
    pub(super) announced: broadcast::Sender<MeetingId>,
}

/// Where an outcome goes.
#[derive(Debug)]
pub(super) enum Reply {
    /// To whoever waits.
    Waiting(oneshot::Sender<Result<Outcome, LiveError>>),
    /// To a tablet of this room.
    Tablet(SessionKey),
}

/// What another feature decides on the state as it is when its turn comes.
pub(super) type Decide =
    Box<dyn FnOnce(&Room, Timestamp) -> Result<Vec<RoomEvent>, Rejection> + Send>;

/// A command with who gives it, and what of the directory it needs.
pub(super) struct Asked {
    pub(super) actor: Viewer,
    pub(super) envelope: CommandEnvelope,
    pub(super) facts: Facts,
    pub(super) reply: Reply,
}

/// What a writer is asked.
pub(super) enum Job {
    /// Decide a command.
    Command(Box<Asked>),
    /// Put in events that the server itself makes.
    Record {
        actor: PersonId,
        on_behalf_of: Option<PersonId>,
        decide: Decide,
        reply: oneshot::Sender<Result<u64, LiveError>>,
    },
    /// A version's annotations as somebody may see them.
    Annotations {
        version: VersionId,
        viewer: Viewer,
        reply: oneshot::Sender<Result<Annotations, LiveError>>,
    },
    /// A tablet comes in, with the last entries that it holds of annotations.
    Join(Joining, BTreeMap<VersionId, u64>),
    /// It has gone.
    Leave(SessionKey),
    /// It wants a version's annotations, after the last entry that it holds.
    Watch(SessionKey, VersionId, Option<u64>),
    /// No longer.
    Unwatch(SessionKey, VersionId),
    /// It wants the whole state anew.
    Resync(SessionKey),
    /// What it shows; nothing while it is hidden.
    Painted(SessionKey, Option<Presented>),
    /// Whether it follows.
    Follow(SessionKey, bool),
    /// Stop.
    Stop,
}
