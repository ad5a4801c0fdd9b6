//! The one writer of a meeting: takes what was asked, decides, commits, then tells.
//!
//! Whatever waits is decided together on a state in the making and committed at once; only then is it
//! answered and sent (rule HS-6). When the commit fails, that state is thrown away and nothing
//! happened. The task never waits for a tablet.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use nghisu_protocol::{
    annotation::AnnotationCommand,
    fold::EVENT_VERSION,
    ids::{MeetingId, PersonId, Timestamp, VersionId},
    room::{Rejection, Room, RoomCommand, RoomEvent, Viewer},
    socket::{Command, Outcome, close},
    stream::StreamId,
};
use tokio::{
    sync::{mpsc, oneshot, watch},
    time::{Instant, sleep_until, timeout},
};

use super::{
    error::LiveError,
    job::{Asked, Decide, Job, Reply, Services},
    log::{Log, LogError, StoredEntry, next_header},
    members::{Members, SessionKey},
    pending::{Answer, Decided, Pending},
    room::{self, Facts},
    stream::{Logged, NoteStream, RoomStream},
};
use crate::{annotations, meetings::store::Projection};

/// Jobs that are decided together at most.
const GROUP: usize = 256;
/// Presence is told at most this often: four times a second.
const PRESENCE_EVERY: Duration = Duration::from_millis(250);
/// A meeting without tablets and commands is put down after this.
const IDLE: Duration = Duration::from_secs(60);

/// The writer of one meeting.
pub(super) struct Task {
    meeting: MeetingId,
    services: Services,
    stream: RoomStream,
    notes: HashMap<VersionId, NoteStream>,
    members: Members,
    published: watch::Sender<Option<Arc<Room>>>,
    presence_told: Instant,
}

/// Why the loop ends.
enum End {
    /// Asked to, or nobody is left.
    Stopped,
    /// The log is not what this writer believes: it must be loaded anew.
    Lost,
}

/// Runs the writer of a meeting until it is put down. `may_stop` is asked when nothing is left to do.
pub(super) async fn run(
    meeting: MeetingId,
    services: Services,
    mut jobs: mpsc::Receiver<Job>,
    published: watch::Sender<Option<Arc<Room>>>,
    may_stop: impl Fn(&mpsc::Receiver<Job>) -> bool + Send,
) {
    let stream = match RoomStream::load(&services.log, meeting).await {
        Ok(stream) => stream,
        Err(error) => {
            // Who waits is told by the closing of the queue.
            tracing::error!(%meeting, %error, "a meeting's log cannot be loaded");
            return;
        }
    };
    tracing::debug!(%meeting, seq = stream.room.seq, "a meeting was loaded");
    published.send_replace(Some(Arc::clone(&stream.room)));
    let mut task = Task {
        meeting,
        services,
        stream,
        notes: HashMap::new(),
        members: Members::default(),
        published,
        presence_told: Instant::now(),
    };
    let end = task.serve(&mut jobs, may_stop).await;
    let code = match end {
        End::Stopped => close::GOING_AWAY,
        End::Lost => {
            tracing::error!(%meeting, "the writer of a meeting lost its log and stops");
            close::GOING_AWAY
        }
    };
    task.members.let_all_go(code);
}

impl Task {
    async fn serve(
        &mut self,
        jobs: &mut mpsc::Receiver<Job>,
        may_stop: impl Fn(&mpsc::Receiver<Job>) -> bool,
    ) -> End {
        let mut waiting = Vec::with_capacity(GROUP);
        loop {
            let received = if self.members.is_stale && !self.members.is_empty() {
                tokio::select! {
                    received = jobs.recv_many(&mut waiting, GROUP) => received,
                    () = sleep_until(self.presence_told + PRESENCE_EVERY) => {
                        self.presence_told = Instant::now();
                        self.members.tell_presence(&self.stream.room);
                        continue;
                    }
                }
            } else if self.members.is_empty() {
                // A meeting that does not exist is put down as soon as whoever asked has gone.
                let idle = if self.stream.room.exists() {
                    IDLE
                } else {
                    Duration::from_secs(1)
                };
                match timeout(idle, jobs.recv_many(&mut waiting, GROUP)).await {
                    Ok(received) => received,
                    Err(_) if may_stop(jobs) => return End::Stopped,
                    Err(_) => continue,
                }
            } else {
                jobs.recv_many(&mut waiting, GROUP).await
            };
            if received == 0 {
                return End::Stopped;
            }
            if let Err(end) = self.work(waiting.drain(..)).await {
                return end;
            }
        }
    }

    /// Decides what can be decided together; what only reads sees the commits before it.
    async fn work(&mut self, jobs: impl Iterator<Item = Job>) -> Result<(), End> {
        let mut pending = Pending::on(&self.stream);
        for job in jobs {
            match job {
                Job::Command(asked) => self.command(&mut pending, *asked).await,
                Job::Record {
                    actor,
                    on_behalf_of,
                    decide,
                    reply,
                } => self.record(&mut pending, actor, on_behalf_of, decide, reply),
                Job::Leave(session) => self.members.leave(session),
                Job::Painted(session, place) => self.members.painted(session, place),
                Job::Follow(session, is_following) => self.members.follow(session, is_following),
                Job::Unwatch(session, version) => self.members.unwatch(session, version),
                reading => {
                    self.commit(pending).await?;
                    pending = Pending::on(&self.stream);
                    self.read(reading).await?;
                }
            }
        }
        self.commit(pending).await
    }

    async fn read(&mut self, job: Job) -> Result<(), End> {
        match job {
            Job::Join(joining, annotations) => {
                let session = joining.session;
                self.members.join(joining, &self.stream);
                for (version, since) in annotations {
                    self.watch(session, version, Some(since)).await;
                }
            }
            Job::Watch(session, version, since) => self.watch(session, version, since).await,
            Job::Resync(session) => self.members.resync(session, &self.stream.room),
            Job::Annotations {
                version,
                viewer,
                reply,
            } => {
                let answer = self.annotations(version, &viewer).await;
                // Nobody waits any more when the request was given up.
                let _ = reply.send(answer);
            }
            Job::Stop => return Err(End::Stopped),
            // The others were taken by `work`.
            _ => {}
        }
        Ok(())
    }

    async fn watch(&mut self, session: SessionKey, version: VersionId, since: Option<u64>) {
        if !self.members.may_watch(session, &self.stream.room, version) {
            return;
        }
        match load_notes(&mut self.notes, &self.services.log, version).await {
            Ok(notes) => self
                .members
                .watch(session, version, since, &self.stream, notes),
            Err(error) => tracing::error!(%version, %error, "annotations cannot be loaded"),
        }
    }

    async fn annotations(
        &mut self,
        version: VersionId,
        viewer: &Viewer,
    ) -> Result<nghisu_protocol::annotation::Annotations, LiveError> {
        let room = Arc::clone(&self.stream.room);
        room.version(version)
            .filter(|(_, document, _)| room.shows_item(viewer, document.item))
            .ok_or(LiveError::UnknownVersion)?;
        let notes = load_notes(&mut self.notes, &self.services.log, version).await?;
        Ok(notes.state.view_for(&room, viewer))
    }

    async fn command(&mut self, pending: &mut Pending, asked: Asked) {
        let Asked {
            actor,
            envelope,
            mut facts,
            reply,
        } = asked;
        let key = (actor.person, envelope.id);
        // Rule HS-5: a repeat is answered with the first outcome and changes nothing.
        if let Some(outcome) = self.stream.outcomes.get(&key) {
            let outcome = outcome.clone();
            self.answer(Answer::Outcome(envelope.id, reply), Ok(outcome));
            return;
        }
        if let Some(index) = pending.by_id.get(&key) {
            pending.decided[*index]
                .answers
                .push(Answer::Outcome(envelope.id, reply));
            return;
        }
        let decided = match &envelope.command {
            Command::Room { room } => {
                facts.now = self.now(pending.last_at);
                match self.fetch_heads(pending, room, &mut facts).await {
                    Ok(()) => {
                        room::step(&pending.room, room, &actor, envelope.on_behalf_of, &facts)
                            .map(|events| {
                                self.keep(
                                    pending,
                                    events,
                                    actor.person,
                                    envelope.on_behalf_of,
                                    facts.now,
                                )
                            })
                            .map_err(Failed::Refused)
                    }
                    Err(error) => Err(Failed::Log(error)),
                }
            }
            Command::Annotations {
                version,
                annotations,
            } => {
                self.annotate(
                    pending,
                    *version,
                    annotations,
                    &actor,
                    envelope.on_behalf_of,
                )
                .await
            }
        };
        let outcome = match decided {
            Ok(seq) => Outcome::Accepted { seq },
            Err(Failed::Refused(reason)) => Outcome::Rejected { reason },
            Err(Failed::Log(error)) => {
                tracing::error!(%error, "a log cannot be read");
                self.answer(Answer::Outcome(envelope.id, reply), Err(error.into()));
                return;
            }
        };
        pending.by_id.insert(key, pending.decided.len());
        pending.decided.push(Decided {
            command: Some(key),
            outcome,
            answers: vec![Answer::Outcome(envelope.id, reply)],
        });
    }

    fn record(
        &mut self,
        pending: &mut Pending,
        actor: PersonId,
        on_behalf_of: Option<PersonId>,
        decide: Decide,
        reply: oneshot::Sender<Result<u64, LiveError>>,
    ) {
        let now = self.now(pending.last_at);
        let outcome = match decide(&pending.room, now) {
            Ok(events) if events.is_empty() => Outcome::Rejected {
                reason: Rejection::NothingToDo,
            },
            Ok(events) => Outcome::Accepted {
                seq: self.keep(pending, events, actor, on_behalf_of, now),
            },
            Err(reason) => Outcome::Rejected { reason },
        };
        pending.decided.push(Decided {
            command: None,
            outcome,
            answers: vec![Answer::Record(reply)],
        });
    }

    async fn annotate(
        &mut self,
        pending: &mut Pending,
        version: VersionId,
        command: &AnnotationCommand,
        actor: &Viewer,
        on_behalf_of: Option<PersonId>,
    ) -> Result<u64, Failed> {
        // Before anything is read for them: who may not see a version learns nothing of it.
        if !pending.room.is_visible_to(actor) {
            return Err(Failed::Refused(Rejection::UnknownMeeting));
        }
        if pending.room.version(version).is_none() {
            return Err(Failed::Refused(Rejection::UnknownDocument));
        }
        let notes = load_notes(&mut self.notes, &self.services.log, version)
            .await
            .map_err(Failed::Log)?;
        let events =
            annotations::step::step(&pending.room, &notes.state, command, actor, on_behalf_of)
                .map_err(Failed::Refused)?;
        let at = self.services.clock.now().max(notes.last_at);
        let added = pending.note_entries.entry(version).or_default();
        for event in events {
            let header = next_header(
                StreamId::Annotations(version),
                notes.state.seq + 1,
                at,
                actor.person,
                on_behalf_of,
                (event.kind(), EVENT_VERSION),
            );
            let stored = StoredEntry::new(header, event.write(), &self.services.random);
            let logged = Arc::new(Logged {
                stored,
                event: Some(event),
            });
            notes
                .push(Arc::clone(&logged))
                .expect("the entry was numbered for this stream");
            added.push(logged);
        }
        Ok(notes.state.seq)
    }

    /// The heads of annotation streams that a command may fix into the room.
    async fn fetch_heads(
        &mut self,
        pending: &Pending,
        command: &RoomCommand,
        facts: &mut Facts,
    ) -> Result<(), LogError> {
        for version in room::heads_needed(&pending.room, command) {
            let notes = load_notes(&mut self.notes, &self.services.log, version).await?;
            if let Some(head) = notes.head() {
                facts.heads.insert(version, head);
            }
        }
        Ok(())
    }

    /// Makes entries of events, on the state in the making. Answers the last one's number.
    fn keep(
        &self,
        pending: &mut Pending,
        events: Vec<RoomEvent>,
        actor: PersonId,
        on_behalf_of: Option<PersonId>,
        now: Timestamp,
    ) -> u64 {
        for event in events {
            let header = next_header(
                StreamId::Room(self.meeting),
                pending.room.seq + 1,
                now,
                actor,
                on_behalf_of,
                (event.kind(), EVENT_VERSION),
            );
            let stored = StoredEntry::new(header, event.write(), &self.services.random);
            pending.room.seq += 1;
            pending.room.fold(&stored.header, &event);
            pending.room_entries.push(Arc::new(Logged {
                stored,
                event: Some(event),
            }));
        }
        pending.last_at = now;
        pending.room.seq
    }

    fn now(&self, last: Timestamp) -> Timestamp {
        self.services.clock.now().max(last)
    }

    /// Commits what was decided, then answers and tells. An error ends the writer.
    async fn commit(&mut self, pending: Pending) -> Result<(), End> {
        if pending.room_entries.is_empty() && pending.note_entries.is_empty() {
            // Refusals alone need no commit: they changed nothing.
            self.settle(pending.decided, true);
            return Ok(());
        }
        let projection = Projection::of(&pending.room);
        let is_listed_anew =
            pending.room.exists() && self.stream.projection.as_ref() != Some(&projection);
        let batch = pending.batch(self.meeting, is_listed_anew.then(|| projection.clone()));
        match self.services.log.commit(batch).await {
            Ok(()) => {
                self.take_over(&pending, projection);
                self.members.deliver(
                    &self.stream,
                    &pending.room_entries,
                    &pending.note_entries,
                    &self.notes,
                );
                self.settle(pending.decided, true);
                Ok(())
            }
            Err(error) => {
                tracing::error!(meeting = %self.meeting, %error, "a commit failed; nothing of it happened");
                for version in pending.note_entries.keys() {
                    // Their state holds what was thrown away: it is loaded anew when it is needed.
                    self.notes.remove(version);
                }
                self.settle(pending.decided, false);
                match error {
                    LogError::Conflict(_) => Err(End::Lost),
                    LogError::Unreadable { .. } | LogError::Database(_) => Ok(()),
                }
            }
        }
    }

    /// Makes the committed state the room's.
    fn take_over(&mut self, pending: &Pending, projection: Projection) {
        let stream = &mut self.stream;
        for logged in &pending.room_entries {
            if logged.event.as_ref().is_some_and(RoomEvent::changes_rights) {
                stream.rights_seq = logged.seq();
            }
            stream.tail.push(Arc::clone(logged));
        }
        stream.last_at = pending.last_at;
        if !pending.room_entries.is_empty() {
            stream.room = Arc::new(pending.room.clone());
            stream.projection = Some(projection);
            self.published.send_replace(Some(Arc::clone(&stream.room)));
        }
        let is_announced = pending.room_entries.iter().any(|logged| {
            matches!(
                logged.event,
                Some(RoomEvent::MeetingPublished {} | RoomEvent::MeetingOpened {})
            )
        });
        if is_announced {
            // Nobody may be listening.
            let _ = self.services.announced.send(self.meeting);
        }
    }

    /// Answers everybody; remembers outcomes when they are final.
    fn settle(&mut self, decided: Vec<Decided>, is_kept: bool) {
        for Decided {
            command,
            outcome,
            answers,
        } in decided
        {
            let outcome = if is_kept {
                outcome
            } else {
                // Also what was refused: it may have been for the sake of what did not happen.
                Outcome::Rejected {
                    reason: Rejection::NotKept,
                }
            };
            match (command, &outcome) {
                (Some(key), Outcome::Accepted { .. }) => {
                    self.stream.outcomes.insert(key, outcome.clone());
                }
                (Some(key), Outcome::Rejected { reason }) if is_kept => {
                    self.stream.refuse(key, *reason);
                }
                _ => {}
            }
            for answer in answers {
                self.answer(answer, Ok(outcome.clone()));
            }
        }
    }

    fn answer(&mut self, answer: Answer, outcome: Result<Outcome, LiveError>) {
        // Whoever waited may have gone; that changes nothing of what happened.
        match answer {
            Answer::Outcome(_, Reply::Waiting(reply)) => drop(reply.send(outcome)),
            Answer::Outcome(id, Reply::Tablet(session)) => {
                let outcome = outcome.unwrap_or(Outcome::Rejected {
                    reason: Rejection::NotKept,
                });
                self.members.outcome(session, id, outcome);
            }
            Answer::Record(reply) => {
                let answer = match outcome {
                    Ok(Outcome::Accepted { seq }) => Ok(seq),
                    Ok(Outcome::Rejected { reason }) => Err(reason.into()),
                    Err(error) => Err(error),
                };
                drop(reply.send(answer));
            }
        }
    }
}

/// Why a command has no events.
enum Failed {
    Refused(Rejection),
    Log(LogError),
}

async fn load_notes<'a>(
    notes: &'a mut HashMap<VersionId, NoteStream>,
    log: &Log,
    version: VersionId,
) -> Result<&'a mut NoteStream, LogError> {
    use std::collections::hash_map::Entry;
    match notes.entry(version) {
        Entry::Occupied(loaded) => Ok(loaded.into_mut()),
        Entry::Vacant(vacant) => Ok(vacant.insert(NoteStream::load(log, version).await?)),
    }
}
