//! The loaded streams of a meeting: state, tree, and the last entries at hand.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use nghisu_protocol::{
    annotation::{AnnotationEvent, Annotations},
    ids::{CommandId, MeetingId, PersonId, Timestamp, VersionId},
    merkle::Tree,
    room::{Audience, Rejection, Room, RoomEvent, Viewer},
    socket::Outcome,
    stream::StreamId,
};

use super::{
    log::{Log, LogError, StoredEntry},
    room::Head,
};
use crate::meetings::store::Projection;

/// Entries that are read from the database at once.
const PAGE: u64 = 2_000;
/// Entries that are kept at hand for tablets that come back; who misses more gets a snapshot (HS-4).
const TAIL: usize = 512;
/// Bytes of entries that are sent to who comes back; a snapshot of the state is smaller than more.
const TAIL_BYTES: usize = 512 * 1024;

/// An entry with its event; none where the payload was erased.
#[derive(Debug)]
pub(super) struct Logged<E> {
    pub(super) stored: StoredEntry,
    pub(super) event: Option<E>,
}

impl<E> Logged<E> {
    pub(super) fn seq(&self) -> u64 {
        self.stored.header.seq
    }
}

/// The last entries of a stream.
#[derive(Debug)]
pub(super) struct Tail<E>(VecDeque<Arc<Logged<E>>>);

impl<E> Tail<E> {
    fn new() -> Self {
        Self(VecDeque::new())
    }

    pub(super) fn push(&mut self, logged: Arc<Logged<E>>) {
        if self.0.len() == TAIL {
            self.0.pop_front();
        }
        self.0.push_back(logged);
    }

    /// The entries after `since`; `None` when they reach further back than what is at hand, are too
    /// many bytes, or when `since` lies in the future of a stream of `size` entries.
    pub(super) fn since(&self, since: u64, size: u64) -> Option<Vec<Arc<Logged<E>>>> {
        let missing = usize::try_from(size.checked_sub(since)?).ok()?;
        let skip = self.0.len().checked_sub(missing)?;
        let tail: Vec<_> = self.0.iter().skip(skip).cloned().collect();
        let bytes: usize = tail.iter().map(|logged| logged.stored.bytes()).sum();
        (bytes <= TAIL_BYTES).then_some(tail)
    }
}

/// The room's stream with everything that is decided on it.
#[derive(Debug)]
pub(super) struct RoomStream {
    /// The committed state.
    pub(super) room: Arc<Room>,
    pub(super) tail: Tail<RoomEvent>,
    /// The last entry that may have changed what somebody sees.
    pub(super) rights_seq: u64,
    /// When the last entry was made: time never runs backwards within a log.
    pub(super) last_at: Timestamp,
    /// What became of commands: accepted ones for ever, rejected ones while loaded (HS-5).
    pub(super) outcomes: HashMap<(PersonId, CommandId), Outcome>,
    /// What the tables hold.
    pub(super) projection: Option<Projection>,
}

impl RoomStream {
    pub(super) async fn load(log: &Log, meeting: MeetingId) -> Result<Self, LogError> {
        let stream = StreamId::Room(meeting);
        let mut room = Room::new(meeting);
        let mut tail = Tail::new();
        let mut rights_seq = 0;
        let mut last_at = Timestamp(0);
        loop {
            let page = log.since(stream, room.seq, PAGE).await?;
            let is_last = (page.len() as u64) < PAGE;
            for stored in page {
                let header = &stored.header;
                let event = match &stored.payload {
                    Some((payload, _)) => Some(
                        RoomEvent::read(&header.kind, header.version, payload.as_bytes())
                            .map_err(|error| unreadable(&stored, error.to_string()))?,
                    ),
                    None => None,
                };
                room.advance(header.seq)
                    .map_err(|error| unreadable(&stored, error.to_string()))?;
                if let Some(event) = &event {
                    room.fold(header, event);
                    if event.changes_rights() {
                        rights_seq = header.seq;
                    }
                }
                last_at = last_at.max(header.at);
                tail.push(Arc::new(Logged { stored, event }));
            }
            if is_last {
                break;
            }
        }
        let outcomes = log
            .accepted(meeting)
            .await?
            .into_iter()
            .map(|accepted| {
                (
                    (accepted.actor, accepted.command),
                    Outcome::Accepted { seq: accepted.seq },
                )
            })
            .collect();
        let projection = room.exists().then(|| Projection::of(&room));
        Ok(Self {
            room: Arc::new(room),
            tail,
            rights_seq,
            last_at,
            outcomes,
            projection,
        })
    }

    /// Remembers why a command was refused. Refusals are forgotten when they are too many: a tablet
    /// that repeats one then hears a decision anew.
    pub(super) fn refuse(&mut self, key: (PersonId, CommandId), reason: Rejection) {
        const MOST: usize = 100_000;
        if self.outcomes.len() >= MOST {
            self.outcomes
                .retain(|_, outcome| matches!(outcome, Outcome::Accepted { .. }));
        }
        self.outcomes.insert(key, Outcome::Rejected { reason });
    }
}

/// A version's annotations.
#[derive(Debug)]
pub(super) struct NoteStream {
    /// The state, with what is being committed: it is thrown away when the commit fails.
    pub(super) state: Annotations,
    pub(super) tree: Tree,
    pub(super) tail: Tail<AnnotationEvent>,
    pub(super) last_at: Timestamp,
}

impl NoteStream {
    pub(super) async fn load(log: &Log, version: VersionId) -> Result<Self, LogError> {
        let stream = StreamId::Annotations(version);
        let mut loaded = Self {
            state: Annotations::new(version),
            tree: Tree::default(),
            tail: Tail::new(),
            last_at: Timestamp(0),
        };
        loop {
            let page = log.since(stream, loaded.state.seq, PAGE).await?;
            let is_last = (page.len() as u64) < PAGE;
            for stored in page {
                let header = &stored.header;
                let event = match &stored.payload {
                    Some((payload, _)) => Some(
                        AnnotationEvent::read(&header.kind, header.version, payload.as_bytes())
                            .map_err(|error| unreadable(&stored, error.to_string()))?,
                    ),
                    None => None,
                };
                loaded
                    .push(Arc::new(Logged { stored, event }))
                    .map_err(|(logged, reason)| unreadable(&logged.stored, reason))?;
            }
            if is_last {
                return Ok(loaded);
            }
        }
    }

    /// Folds in the next entry.
    pub(super) fn push(
        &mut self,
        logged: Arc<Logged<AnnotationEvent>>,
    ) -> Result<(), (Arc<Logged<AnnotationEvent>>, String)> {
        let header = &logged.stored.header;
        if let Err(error) = self.state.advance(header.seq) {
            return Err((Arc::clone(&logged), error.to_string()));
        }
        if let Some(event) = &logged.event {
            self.state.fold(header, event);
        }
        self.tree.push(logged.stored.leaf);
        self.last_at = self.last_at.max(header.at);
        self.tail.push(logged);
        Ok(())
    }

    /// How far the stream is; `None` before its first entry.
    pub(super) fn head(&self) -> Option<Head> {
        let size = self.tree.size();
        (size > 0).then(|| Head {
            size,
            root: self
                .tree
                .root_at(size)
                .expect("a tree has a root at its own size"),
        })
    }
}

/// How much of a room's entry a reader gets.
pub(super) fn shows_event(room: &Room, logged: &Logged<RoomEvent>, viewer: &Viewer) -> bool {
    logged
        .event
        .as_ref()
        .is_some_and(|event| room.audience(event, viewer) == Audience::Full)
}

/// How much of an annotation's entry a reader gets.
pub(super) fn shows_note(
    room: &Room,
    version: VersionId,
    logged: &Logged<AnnotationEvent>,
    viewer: &Viewer,
) -> bool {
    logged.event.as_ref().is_some_and(|event| {
        Annotations::audience(room, &logged.stored.header, event, viewer, version) == Audience::Full
    })
}

fn unreadable(stored: &StoredEntry, reason: String) -> LogError {
    LogError::Unreadable {
        stream: stored.header.stream,
        seq: stored.header.seq,
        reason,
    }
}
