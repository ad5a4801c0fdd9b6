//! Decisions that wait for their commit, and what is committed of them.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use nghisu_protocol::{
    annotation::AnnotationEvent,
    ids::{CommandId, MeetingId, PersonId, Timestamp, VersionId},
    room::{Room, RoomEvent},
    socket::Outcome,
    stream::StreamId,
};
use tokio::sync::oneshot;

use super::{
    error::LiveError,
    job::Reply,
    log::{Accepted, Append, Batch},
    stream::{Logged, RoomStream},
};
use crate::meetings::store::Projection;

/// Decisions that wait for their commit.
pub(super) struct Pending {
    /// The room as the decisions leave it.
    pub(super) room: Room,
    /// When the last of its entries was made.
    pub(super) last_at: Timestamp,
    pub(super) room_entries: Vec<Arc<Logged<RoomEvent>>>,
    pub(super) note_entries: BTreeMap<VersionId, Vec<Arc<Logged<AnnotationEvent>>>>,
    pub(super) decided: Vec<Decided>,
    /// Where the commands among the decisions stand, so that a repeat joins the first.
    pub(super) by_id: HashMap<(PersonId, CommandId), usize>,
}

/// What became of one job, and who waits to hear it.
pub(super) struct Decided {
    pub(super) command: Option<(PersonId, CommandId)>,
    pub(super) outcome: Outcome,
    pub(super) answers: Vec<Answer>,
}

/// Who waits.
pub(super) enum Answer {
    Outcome(CommandId, Reply),
    Record(oneshot::Sender<Result<u64, LiveError>>),
}

impl Pending {
    /// Nothing decided yet, on the committed state.
    pub(super) fn on(stream: &RoomStream) -> Self {
        Self {
            room: (*stream.room).clone(),
            last_at: stream.last_at,
            room_entries: Vec::new(),
            note_entries: BTreeMap::new(),
            decided: Vec::new(),
            by_id: HashMap::new(),
        }
    }

    /// What is committed together.
    pub(super) fn batch(&self, meeting: MeetingId, projection: Option<Projection>) -> Batch {
        let mut appends = Vec::new();
        if let Some(first) = self.room_entries.first() {
            appends.push(append(StreamId::Room(meeting), first, &self.room_entries));
        }
        for (version, entries) in &self.note_entries {
            if let Some(first) = entries.first() {
                appends.push(append(StreamId::Annotations(*version), first, entries));
            }
        }
        let accepted = self
            .decided
            .iter()
            .filter_map(|decided| match (decided.command, &decided.outcome) {
                (Some((actor, command)), Outcome::Accepted { seq }) => Some(Accepted {
                    actor,
                    command,
                    seq: *seq,
                }),
                _ => None,
            })
            .collect();
        Batch {
            meeting,
            appends,
            accepted,
            projection,
        }
    }
}

fn append<E>(stream: StreamId, first: &Logged<E>, entries: &[Arc<Logged<E>>]) -> Append {
    Append {
        stream,
        after: first.seq() - 1,
        entries: entries.iter().map(|logged| logged.stored.clone()).collect(),
    }
}
