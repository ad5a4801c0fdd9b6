//! The tablets of a room: what each is sent, who is here, and when one is let go.
//!
//! Nothing here waits: a tablet whose queue is full is let go (rule ER-3). Equal messages are written
//! once for all whose rights are equal. Presence lives here alone and is never stored (rule PR-1).

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use nghisu_protocol::{
    annotation::AnnotationEvent,
    ids::{CommandId, PersonId, VersionId},
    log::Entry,
    room::{
        Rights, Room, RoomEvent, Viewer,
        state::{GivenReply, Presented},
    },
    socket::{Outcome, ServerMessage, close},
    stream::StreamId,
};
use tokio::sync::{mpsc, oneshot};

use super::stream::{Logged, NoteStream, RoomStream, shows_event, shows_note};

/// A digest goes out at every multiple of this (rule EV-9).
pub(super) const DIGEST_EVERY: u64 = 256;

/// One socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionKey(pub(super) u64);

/// What a room tells a socket.
#[derive(Debug, Clone)]
pub enum ToTablet {
    /// Send this text.
    Text(Arc<str>),
    /// Send this text: the person asked for what is not theirs to do.
    Refused(Arc<str>),
    /// The leader shows this place, of a version with so many pages: the next page will be wanted.
    Shown {
        /// The place.
        place: Presented,
        /// Pages of the version.
        pages: u32,
    },
}

/// What a socket brings when it joins.
#[derive(Debug)]
pub(super) struct Joining {
    pub(super) session: SessionKey,
    pub(super) viewer: Viewer,
    pub(super) since: Option<u64>,
    pub(super) out: mpsc::Sender<ToTablet>,
    pub(super) close: oneshot::Sender<u16>,
}

struct Member {
    viewer: Viewer,
    rights: Rights,
    out: mpsc::Sender<ToTablet>,
    close: Option<oneshot::Sender<u16>>,
    watched: BTreeSet<VersionId>,
    /// Whether what the tablet holds of annotations was sent under the rights that it has now.
    trusts_tail: bool,
    is_hidden: bool,
    is_following: bool,
    painted: Option<Presented>,
}

/// The tablets of a room.
#[derive(Default)]
pub(super) struct Members {
    all: HashMap<SessionKey, Member>,
    /// Whether presence has changed since it was last told.
    pub(super) is_stale: bool,
}

/// Messages that were written already, by what decides how they read.
type Written<K> = Vec<(K, Arc<str>)>;

impl Members {
    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Takes a tablet in: the entries that it misses, or a snapshot (rule HS-4).
    pub(super) fn join(&mut self, joining: Joining, stream: &RoomStream) {
        let room = &stream.room;
        let session = joining.session;
        let mut member = Member {
            rights: room.rights(&joining.viewer),
            viewer: joining.viewer,
            out: joining.out,
            close: Some(joining.close),
            watched: BTreeSet::new(),
            trusts_tail: false,
            is_hidden: false,
            is_following: true,
            painted: None,
        };
        if !member.rights.is_visible {
            member.let_go(close::NOT_INVITED);
            return;
        }
        let tail = joining
            .since
            .filter(|since| *since > 0 && *since >= stream.rights_seq)
            .and_then(|since| stream.tail.since(since, room.seq));
        let is_kept = match tail {
            Some(tail) => {
                member.trusts_tail = true;
                let shown = mask(&tail, |logged| shows_event(room, logged, &member.viewer));
                member.send(ToTablet::Text(entries(
                    StreamId::Room(room.meeting),
                    &tail,
                    &shown,
                )))
            }
            None => member.send(ToTablet::Text(snapshot(room, &member.viewer))),
        };
        if is_kept {
            self.all.insert(session, member);
            self.is_stale = true;
        }
    }

    pub(super) fn leave(&mut self, session: SessionKey) {
        self.is_stale |= self.all.remove(&session).is_some();
    }

    /// Sends the whole state anew (rule EV-9).
    pub(super) fn resync(&mut self, session: SessionKey, room: &Room) {
        if let Some(member) = self.all.get(&session) {
            let text = snapshot(room, &member.viewer);
            self.tell(session, ToTablet::Text(text));
        }
    }

    /// Sends a version's annotations from now on.
    pub(super) fn watch(
        &mut self,
        session: SessionKey,
        version: VersionId,
        since: Option<u64>,
        stream: &RoomStream,
        notes: &NoteStream,
    ) {
        let Some(member) = self.all.get_mut(&session) else {
            return;
        };
        let room = &stream.room;
        member.watched.insert(version);
        let tail = since
            .filter(|since| *since > 0 && member.trusts_tail)
            .and_then(|since| notes.tail.since(since, notes.state.seq));
        let text = match tail {
            Some(tail) => {
                let shown = mask(&tail, |logged| {
                    shows_note(room, version, logged, &member.viewer)
                });
                entries(StreamId::Annotations(version), &tail, &shown)
            }
            None => annotation_snapshot(room, notes, &member.viewer),
        };
        self.tell(session, ToTablet::Text(text));
    }

    pub(super) fn unwatch(&mut self, session: SessionKey, version: VersionId) {
        if let Some(member) = self.all.get_mut(&session) {
            member.watched.remove(&version);
        }
    }

    /// Whether a tablet may watch a version at all.
    pub(super) fn may_watch(&self, session: SessionKey, room: &Room, version: VersionId) -> bool {
        self.all.get(&session).is_some_and(|member| {
            room.version(version)
                .is_some_and(|(_, document, _)| room.shows_item(&member.viewer, document.item))
        })
    }

    pub(super) fn painted(&mut self, session: SessionKey, place: Option<Presented>) {
        if let Some(member) = self.all.get_mut(&session) {
            member.is_hidden = place.is_none();
            member.painted = place;
            self.is_stale = true;
        }
    }

    pub(super) fn follow(&mut self, session: SessionKey, is_following: bool) {
        if let Some(member) = self.all.get_mut(&session) {
            member.is_following = is_following;
            self.is_stale = true;
        }
    }

    pub(super) fn outcome(&mut self, session: SessionKey, id: CommandId, outcome: Outcome) {
        let is_denied = outcome.is_denied();
        let text = write(&ServerMessage::Outcome { id, outcome });
        let message = if is_denied {
            ToTablet::Refused(text)
        } else {
            ToTablet::Text(text)
        };
        self.tell(session, message);
    }

    /// Tells everybody who is here (rules PR-2, PR-3).
    pub(super) fn tell_presence(&mut self, room: &Room) {
        self.is_stale = false;
        let presented = room.lead.as_ref().and_then(|lead| lead.presented());
        let item = presented
            .and_then(|place| room.version(place.version))
            .map(|(_, document, _)| document.item);
        let here: BTreeSet<PersonId> = self.all.values().map(|m| m.viewer.person).collect();
        let (mut seen, mut following, mut away) = (0, 0, 0);
        for member in self.all.values() {
            if member.is_hidden {
                away += 1;
            } else if member.is_following
                && item.is_none_or(|item| room.shows_item(&member.viewer, item))
            {
                following += 1;
                let shows = |place: Presented| {
                    member
                        .painted
                        .is_some_and(|own| (own.version, own.page) == (place.version, place.page))
                };
                seen += u32::from(presented.is_some_and(shows));
            }
        }
        let text = write(&ServerMessage::Presence {
            here: here.into_iter().collect(),
            seen,
            following,
            away,
        });
        self.tell_all(|_| Some(ToTablet::Text(Arc::clone(&text))));
    }

    /// Tells everybody what was committed: entries, or snapshots where rights changed (rule EV-10).
    pub(super) fn deliver(
        &mut self,
        stream: &RoomStream,
        room_entries: &[Arc<Logged<RoomEvent>>],
        note_entries: &BTreeMap<VersionId, Vec<Arc<Logged<AnnotationEvent>>>>,
        notes: &HashMap<VersionId, NoteStream>,
    ) {
        let room = &*stream.room;
        let may_differ = room_entries
            .iter()
            .any(|logged| logged.event.as_ref().is_some_and(RoomEvent::changes_rights));
        let changed = if may_differ {
            self.renew(room, notes)
        } else {
            BTreeSet::new()
        };
        if !room_entries.is_empty() {
            self.deliver_room(room, room_entries, &changed);
            self.is_stale = true;
        }
        for (version, logged) in note_entries {
            let mut written: Written<Vec<bool>> = Vec::new();
            self.tell_some(|key, member| {
                if changed.contains(&key) || !member.watched.contains(version) {
                    return Vec::new();
                }
                let shown = mask(logged, |logged| {
                    shows_note(room, *version, logged, &member.viewer)
                });
                let text = once(&mut written, shown, |shown| {
                    entries(StreamId::Annotations(*version), logged, shown)
                });
                vec![ToTablet::Text(text)]
            });
        }
    }

    fn deliver_room(
        &mut self,
        room: &Room,
        logged: &[Arc<Logged<RoomEvent>>],
        changed: &BTreeSet<SessionKey>,
    ) {
        let before = logged.first().map_or(0, |first| first.seq() - 1);
        let is_digest_due = before / DIGEST_EVERY != room.seq / DIGEST_EVERY;
        let shown_place = logged.iter().rev().find_map(|logged| match &logged.event {
            Some(event @ RoomEvent::Presented { place, .. }) => {
                let (_, _, version) = room.version(place.version)?;
                Some((event, *place, version.pages))
            }
            _ => None,
        });
        let mut written: Written<Vec<bool>> = Vec::new();
        // Of the replies everybody is shown their own (rule RP-2), whatever else their rights are.
        let mut digests: Written<(Rights, Option<GivenReply>)> = Vec::new();
        self.tell_some(|key, member| {
            let mut messages = Vec::new();
            if !changed.contains(&key) {
                let shown = mask(logged, |logged| shows_event(room, logged, &member.viewer));
                let text = once(&mut written, shown, |shown| {
                    entries(StreamId::Room(room.meeting), logged, shown)
                });
                messages.push(ToTablet::Text(text));
            }
            if is_digest_due {
                let reply = room.replies.get(&member.viewer.person).cloned();
                let text = once(&mut digests, (member.rights.clone(), reply), |_| {
                    write(&ServerMessage::Digest {
                        seq: room.seq,
                        digest: room.view_for(&member.viewer).digest(),
                    })
                });
                messages.push(ToTablet::Text(text));
            }
            if let Some((event, place, pages)) = shown_place
                && room.audience(event, &member.viewer) == nghisu_protocol::room::Audience::Full
            {
                messages.push(ToTablet::Shown { place, pages });
            }
            messages
        });
    }

    /// Gives a snapshot to those whose rights have changed, and lets go of those who lost the meeting.
    fn renew(
        &mut self,
        room: &Room,
        notes: &HashMap<VersionId, NoteStream>,
    ) -> BTreeSet<SessionKey> {
        let mut changed = BTreeSet::new();
        let mut lost = Vec::new();
        for (key, member) in &mut self.all {
            let rights = room.rights(&member.viewer);
            if rights == member.rights {
                continue;
            }
            changed.insert(*key);
            if !rights.is_visible {
                lost.push(*key);
                continue;
            }
            member.rights = rights;
            member.trusts_tail = false;
        }
        for key in lost {
            self.let_go(key, close::NOT_INVITED);
        }
        self.tell_some(|key, member| {
            if !changed.contains(&key) {
                return Vec::new();
            }
            let mut messages = vec![ToTablet::Text(snapshot(room, &member.viewer))];
            for notes in member.watched.iter().filter_map(|v| notes.get(v)) {
                let text = annotation_snapshot(room, notes, &member.viewer);
                messages.push(ToTablet::Text(text));
            }
            messages
        });
        changed
    }

    /// Closes every socket.
    pub(super) fn let_all_go(&mut self, code: u16) {
        for (_, mut member) in self.all.drain() {
            member.let_go(code);
        }
    }

    fn let_go(&mut self, key: SessionKey, code: u16) {
        if let Some(mut member) = self.all.remove(&key) {
            member.let_go(code);
            self.is_stale = true;
        }
    }

    fn tell(&mut self, key: SessionKey, message: ToTablet) {
        self.tell_some(|other, _| {
            if other == key {
                vec![message.clone()]
            } else {
                Vec::new()
            }
        });
    }

    fn tell_all(&mut self, mut message: impl FnMut(&Member) -> Option<ToTablet>) {
        self.tell_some(|_, member| message(member).into_iter().collect());
    }

    fn tell_some(&mut self, mut messages: impl FnMut(SessionKey, &Member) -> Vec<ToTablet>) {
        let mut gone = Vec::new();
        for (key, member) in &mut self.all {
            for message in messages(*key, member) {
                if !member.send(message) {
                    gone.push(*key);
                    break;
                }
            }
        }
        for key in gone {
            self.leave(key);
        }
    }
}

impl Member {
    /// Queues a message; answers whether the tablet still follows.
    fn send(&mut self, message: ToTablet) -> bool {
        match self.out.try_send(message) {
            Ok(()) => true,
            Err(mpsc::error::TrySendError::Full(_)) => {
                self.let_go(close::TOO_SLOW);
                false
            }
            Err(mpsc::error::TrySendError::Closed(_)) => false,
        }
    }

    fn let_go(&mut self, code: u16) {
        if let Some(close) = self.close.take() {
            // Nobody listens any more when the socket has closed by itself.
            let _ = close.send(code);
        }
    }
}

fn mask<E>(logged: &[Arc<Logged<E>>], is_shown: impl Fn(&Logged<E>) -> bool) -> Vec<bool> {
    logged.iter().map(|logged| is_shown(logged)).collect()
}

fn entries<E>(stream: StreamId, logged: &[Arc<Logged<E>>], shown: &[bool]) -> Arc<str> {
    let entries: Vec<Entry> = logged
        .iter()
        .zip(shown)
        .map(|(logged, is_shown)| logged.stored.entry(*is_shown))
        .collect();
    write(&ServerMessage::Entries { stream, entries })
}

fn snapshot(room: &Room, viewer: &Viewer) -> Arc<str> {
    write(&ServerMessage::Snapshot {
        room: Box::new(room.view_for(viewer)),
    })
}

fn annotation_snapshot(room: &Room, notes: &NoteStream, viewer: &Viewer) -> Arc<str> {
    write(&ServerMessage::AnnotationSnapshot {
        annotations: notes.state.view_for(room, viewer),
    })
}

/// A message as text.
pub(super) fn write(message: &ServerMessage) -> Arc<str> {
    serde_json::to_string(message)
        .expect("a message has string keys only")
        .into()
}

/// The text for a key, written when it is first asked for.
fn once<K: PartialEq>(
    written: &mut Written<K>,
    key: K,
    text: impl FnOnce(&K) -> Arc<str>,
) -> Arc<str> {
    if let Some((_, text)) = written.iter().find(|(other, _)| *other == key) {
        return Arc::clone(text);
    }
    let text = text(&key);
    written.push((key, Arc::clone(&text)));
    text
}
