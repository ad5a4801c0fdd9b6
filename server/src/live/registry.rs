//! The rooms of the server: finds a meeting's writer, starts it, and is what other features use.
//!
//! A writer is started by the first command, tablet or question in any stage of a meeting's life, and
//! put down when nobody needs it. There is never more than one for a meeting in this process; the log
//! itself refuses a second one elsewhere.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use nghisu_protocol::{
    annotation::Annotations,
    ids::{ItemId, MeetingId, PersonId, Timestamp, VersionId},
    meetings::{CopiedMeeting, CopyPlan},
    room::{Rejection, Room, RoomEvent, Viewer, state::Presented},
    socket::{Command, CommandEnvelope, Outcome},
};
use tokio::sync::{broadcast, mpsc, oneshot, watch};

use super::{
    error::LiveError,
    job::{Asked, Decide, Job, Reply, Services},
    log::Log,
    members::{Joining, SessionKey, ToTablet},
    room::{self, Facts},
    store as directory, task,
};
use crate::{
    clock::{Clock, Random},
    db::Db,
    meetings::store,
};

/// Jobs that wait for a writer at most; who comes later waits outside.
const QUEUE: usize = 1_024;
/// Messages that wait for a tablet at most; a slower one is let go (rule ER-3).
const TABLET_QUEUE: usize = 256;
/// Announcements that are remembered for a slow listener.
const ANNOUNCED: usize = 64;

/// All rooms. Cheap to clone.
#[derive(Clone)]
pub struct Rooms(Arc<Inner>);

struct Inner {
    db: Db,
    services: Services,
    handles: Mutex<HashMap<MeetingId, Arc<Handle>>>,
    sessions: AtomicU64,
}

/// The way to a writer that runs.
struct Handle {
    jobs: mpsc::Sender<Job>,
    room: watch::Receiver<Option<Arc<Room>>>,
}

impl Rooms {
    /// The rooms of a database. No writer runs yet.
    #[must_use]
    pub fn new(db: Db, clock: Clock, random: Random) -> Self {
        Self(Arc::new(Inner {
            services: Services {
                log: Log::new(db.clone()),
                clock,
                random,
                announced: broadcast::channel(ANNOUNCED).0,
            },
            db,
            handles: Mutex::new(HashMap::new()),
            sessions: AtomicU64::new(0),
        }))
    }

    /// The streams themselves, for proofs and packages.
    #[must_use]
    pub fn log(&self) -> &Log {
        &self.0.services.log
    }

    /// Tells of each meeting that is published or opened: its papers are about to be read.
    pub fn announced(&self) -> broadcast::Receiver<MeetingId> {
        self.0.services.announced.subscribe()
    }

    /// The committed state of a meeting.
    ///
    /// # Errors
    /// [`LiveError::UnknownMeeting`] when there is none.
    pub async fn read(&self, meeting: MeetingId) -> Result<Arc<Room>, LiveError> {
        let handle = self.handle(meeting);
        let mut published = handle.room.clone();
        let room = published
            .wait_for(Option::is_some)
            .await
            .map_err(|_| LiveError::Stopping)?
            .clone()
            .ok_or(LiveError::Stopping)?;
        if room.exists() {
            Ok(room)
        } else {
            Err(LiveError::UnknownMeeting)
        }
    }

    /// The same, when the viewer may know of the meeting.
    ///
    /// # Errors
    /// [`LiveError::UnknownMeeting`] when not.
    pub async fn read_for(
        &self,
        meeting: MeetingId,
        viewer: &Viewer,
    ) -> Result<Arc<Room>, LiveError> {
        let room = self.read(meeting).await?;
        if room.is_visible_to(viewer) {
            Ok(room)
        } else {
            Err(LiveError::UnknownMeeting)
        }
    }

    /// The meeting of a version that the viewer may see: the one question before a page, a file or an
    /// annotation is given out (rule PG-6).
    ///
    /// # Errors
    /// [`LiveError::UnknownVersion`] when there is none, or not for them.
    pub async fn read_version(
        &self,
        version: VersionId,
        viewer: &Viewer,
    ) -> Result<Arc<Room>, LiveError> {
        let meeting = store::meeting_of(&self.0.db, version)
            .await?
            .ok_or(LiveError::UnknownVersion)?;
        let room = self.read(meeting).await?;
        let is_shown = room
            .version(version)
            .is_some_and(|(_, document, _)| room.shows_item(viewer, document.item));
        if is_shown {
            Ok(room)
        } else {
            Err(LiveError::UnknownVersion)
        }
    }

    /// Puts events that the server itself makes into a meeting's log: documents, minutes, signatures,
    /// packages. `decide` runs on the state as it is when its turn comes; when this answers `Ok`, its
    /// events are committed, and the number is that of the last one.
    ///
    /// # Errors
    /// What `decide` answers, [`Rejection::NothingToDo`] for no events, [`Rejection::NotKept`] when the
    /// commit failed and nothing happened.
    pub async fn record<F>(
        &self,
        meeting: MeetingId,
        actor: PersonId,
        on_behalf_of: Option<PersonId>,
        decide: F,
    ) -> Result<u64, LiveError>
    where
        F: FnOnce(&Room, Timestamp) -> Result<Vec<RoomEvent>, Rejection> + Send + 'static,
    {
        let decide = move |room: &Room, now: Timestamp| {
            if room.exists() {
                decide(room, now)
            } else {
                Err(Rejection::UnknownMeeting)
            }
        };
        self.record_anywhere(meeting, actor, on_behalf_of, Box::new(decide))
            .await
    }

    /// The same for a meeting that may be yet to be made.
    async fn record_anywhere(
        &self,
        meeting: MeetingId,
        actor: PersonId,
        on_behalf_of: Option<PersonId>,
        decide: Decide,
    ) -> Result<u64, LiveError> {
        let (reply, answer) = oneshot::channel();
        let job = Job::Record {
            actor,
            on_behalf_of,
            decide,
            reply,
        };
        self.send(meeting, job).await?;
        answer.await.map_err(|_| LiveError::Stopping)?
    }

    /// Makes a meeting like another one (rules PP-2 to PP-5), in one commit.
    ///
    /// # Errors
    /// [`LiveError::UnknownMeeting`] when the viewer may not know of the other one, and the refusals of
    /// [`room::copy::decide`].
    pub async fn copy(
        &self,
        source: MeetingId,
        viewer: Viewer,
        plan: CopyPlan,
    ) -> Result<CopiedMeeting, LiveError> {
        let source = self.read_for(source, &viewer).await?;
        let Services { clock, random, .. } = &self.0.services;
        let now = clock.now();
        let today = crate::clock::day_of(now);
        let mut people: BTreeSet<PersonId> = source.participants.keys().copied().collect();
        people.insert(viewer.person);
        let facts = Facts {
            people: directory::people(&self.0.db, &people, &today).await?,
            units: directory::units(
                &self.0.db,
                &source.details.unit.into_iter().collect(),
                &today,
            )
            .await?,
            ..Facts::default()
        };
        let items = source
            .items
            .keys()
            .map(|item| (*item, ItemId(random.id(now))))
            .collect();
        let (meeting, actor) = (plan.meeting, viewer.person);
        let left_out = room::copy::left_out(&source, actor, &facts.people);
        let decide = move |room: &Room, now| {
            let facts = Facts { now, ..facts };
            room::copy::decide(room, &source, &plan, &viewer, &items, &facts)
        };
        self.record_anywhere(meeting, actor, None, Box::new(decide))
            .await?;
        Ok(CopiedMeeting { meeting, left_out })
    }

    /// Decides a command and waits for its outcome (rules HS-5, HS-6).
    ///
    /// # Errors
    /// When the log cannot be read, or the server is stopping. A refusal is an outcome, not an error.
    pub async fn command(
        &self,
        meeting: MeetingId,
        actor: Viewer,
        envelope: CommandEnvelope,
    ) -> Result<Outcome, LiveError> {
        let (reply, answer) = oneshot::channel();
        let job = self
            .command_job(actor, envelope, Reply::Waiting(reply))
            .await?;
        self.send(meeting, job).await?;
        answer.await.map_err(|_| LiveError::Stopping)?
    }

    /// A version's shared annotations as a viewer may see them.
    ///
    /// # Errors
    /// [`LiveError::UnknownVersion`] when there is none, or not for them.
    pub async fn annotations(
        &self,
        version: VersionId,
        viewer: Viewer,
    ) -> Result<Annotations, LiveError> {
        let room = self.read_version(version, &viewer).await?;
        let (reply, answer) = oneshot::channel();
        self.send(
            room.meeting,
            Job::Annotations {
                version,
                viewer,
                reply,
            },
        )
        .await?;
        answer.await.map_err(|_| LiveError::Stopping)?
    }

    /// Takes a tablet into a room. It is first told what it misses.
    ///
    /// # Errors
    /// When the server is stopping.
    pub async fn join(
        &self,
        meeting: MeetingId,
        viewer: Viewer,
        since: Option<u64>,
        annotations: BTreeMap<VersionId, u64>,
    ) -> Result<Membership, LiveError> {
        let session = SessionKey(self.0.sessions.fetch_add(1, Ordering::Relaxed));
        let (out, messages) = mpsc::channel(TABLET_QUEUE);
        let (close, closed) = oneshot::channel();
        let handle = self.handle(meeting);
        let joining = Joining {
            session,
            viewer: viewer.clone(),
            since,
            out,
            close,
        };
        handle
            .jobs
            .send(Job::Join(joining, annotations))
            .await
            .map_err(|_| LiveError::Stopping)?;
        Ok(Membership {
            rooms: self.clone(),
            handle,
            session,
            viewer,
            messages,
            closed,
        })
    }

    /// Stops the writer of one meeting; what is committed stays. The next question starts it anew.
    pub async fn stop(&self, meeting: MeetingId) {
        let handle = self.0.handles().remove(&meeting);
        if let Some(handle) = handle {
            // A writer that has stopped already is what was asked for.
            let _ = handle.jobs.send(Job::Stop).await;
            handle.jobs.closed().await;
        }
    }

    /// Stops all writers and closes all sockets, before the server stops.
    pub async fn stop_all(&self) {
        let meetings: Vec<MeetingId> = self.0.handles().keys().copied().collect();
        for meeting in meetings {
            self.stop(meeting).await;
        }
    }

    async fn command_job(
        &self,
        actor: Viewer,
        envelope: CommandEnvelope,
        reply: Reply,
    ) -> Result<Job, LiveError> {
        let mut facts = Facts::default();
        if let Command::Room { room } = &envelope.command {
            let today = crate::clock::day_of(self.0.services.clock.now());
            let people = room::people_needed(room, actor.person);
            facts.people = directory::people(&self.0.db, &people, &today).await?;
            let units: BTreeSet<_> = room::unit_needed(room).into_iter().collect();
            facts.units = directory::units(&self.0.db, &units, &today).await?;
        }
        Ok(Job::Command(Box::new(Asked {
            actor,
            envelope,
            facts,
            reply,
        })))
    }

    async fn send(&self, meeting: MeetingId, job: Job) -> Result<(), LiveError> {
        let handle = self.handle(meeting);
        handle.jobs.send(job).await.map_err(|_| LiveError::Stopping)
    }

    /// The way to a meeting's writer, started where none runs. While somebody holds it, the writer
    /// does not stop by itself.
    fn handle(&self, meeting: MeetingId) -> Arc<Handle> {
        let mut handles = self.0.handles();
        if let Some(handle) = handles.get(&meeting)
            && !handle.jobs.is_closed()
        {
            return Arc::clone(handle);
        }
        let (jobs, queue) = mpsc::channel(QUEUE);
        let (published, room) = watch::channel(None);
        let handle = Arc::new(Handle { jobs, room });
        handles.insert(meeting, Arc::clone(&handle));
        let inner = Arc::downgrade(&self.0);
        let may_stop = move |queue: &mpsc::Receiver<Job>| {
            let Some(inner) = inner.upgrade() else {
                return true;
            };
            let mut handles = inner.handles();
            // Under the lock nobody can take the handle: alone in the map, it is nobody's.
            let is_alone = queue.is_empty()
                && handles
                    .get(&meeting)
                    .is_none_or(|handle| Arc::strong_count(handle) == 1);
            if is_alone {
                handles.remove(&meeting);
            }
            is_alone
        };
        tokio::spawn(task::run(
            meeting,
            self.0.services.clone(),
            queue,
            published,
            may_stop,
        ));
        handle
    }
}

impl Inner {
    fn handles(&self) -> MutexGuard<'_, HashMap<MeetingId, Arc<Handle>>> {
        self.handles.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Rooms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rooms")
            .field("running", &self.0.handles().len())
            .finish_non_exhaustive()
    }
}

/// A tablet's place in a room. Dropping it leaves.
pub struct Membership {
    rooms: Rooms,
    handle: Arc<Handle>,
    session: SessionKey,
    viewer: Viewer,
    /// What the room tells the tablet.
    pub messages: mpsc::Receiver<ToTablet>,
    /// With which code the room lets the tablet go.
    pub closed: oneshot::Receiver<u16>,
}

impl Membership {
    /// Sends a command; its outcome comes with the other messages.
    ///
    /// # Errors
    /// When the database fails or the room is stopping.
    pub async fn command(&self, envelope: CommandEnvelope) -> Result<(), LiveError> {
        let job = self
            .rooms
            .command_job(self.viewer.clone(), envelope, Reply::Tablet(self.session))
            .await?;
        self.say(job).await
    }

    /// Asks for a version's annotations from now on.
    ///
    /// # Errors
    /// When the room is stopping; so for all that follow.
    pub async fn watch(&self, version: VersionId, since: Option<u64>) -> Result<(), LiveError> {
        self.say(Job::Watch(self.session, version, since)).await
    }

    /// No longer.
    ///
    /// # Errors
    /// When the room is stopping.
    pub async fn unwatch(&self, version: VersionId) -> Result<(), LiveError> {
        self.say(Job::Unwatch(self.session, version)).await
    }

    /// Says what the tablet shows.
    ///
    /// # Errors
    /// When the room is stopping.
    pub async fn painted(&self, place: Option<Presented>) -> Result<(), LiveError> {
        self.say(Job::Painted(self.session, place)).await
    }

    /// Says whether it follows.
    ///
    /// # Errors
    /// When the room is stopping.
    pub async fn follow(&self, is_following: bool) -> Result<(), LiveError> {
        self.say(Job::Follow(self.session, is_following)).await
    }

    /// Asks for the whole state anew.
    ///
    /// # Errors
    /// When the room is stopping.
    pub async fn resync(&self) -> Result<(), LiveError> {
        self.say(Job::Resync(self.session)).await
    }

    /// The committed state of the room.
    #[must_use]
    pub fn room(&self) -> Option<Arc<Room>> {
        self.handle.room.borrow().clone()
    }

    async fn say(&self, job: Job) -> Result<(), LiveError> {
        self.handle
            .jobs
            .send(job)
            .await
            .map_err(|_| LiveError::Stopping)
    }
}

impl Drop for Membership {
    fn drop(&mut self) {
        // A full queue or one that is closed: the room finds out when it next tells the tablet.
        let _ = self.handle.jobs.try_send(Job::Leave(self.session));
    }
}

impl std::fmt::Debug for Membership {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Membership").field(&self.session.0).finish()
    }
}
