//! What the archive does: lists, makes, gives out and judges packages.

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

use nghisu_evidence::verify::{Trust, verify_package};
use nghisu_protocol::archive::{ArchiveEntry, Verification};
use nghisu_protocol::ids::{MeetingId, PersonId, Timestamp};
use nghisu_protocol::log::Hash;
use nghisu_protocol::room::state::{Stage, SubmittedMinutes};
use nghisu_protocol::room::{Act, Rejection, Room, RoomEvent, Viewer};
use nghisu_protocol::stream::StreamId;
use nghisu_protocol::text;
use tokio::sync::{Mutex, broadcast::error::RecvError};
use tokio::time::timeout;

use super::unrecorded::{Notes, SETTLED};
use super::{ArchiveError, making, store};
use crate::clock::Clock;
use crate::config::Config;
use crate::db::Db;
use crate::documents::blobs::Blobs;
use crate::live::{LiveError, Rooms, key::LogKey};
use crate::meetings::store::minutes_number;
use crate::pages::workers::blocking;
use crate::signing::Signing;

/// Meetings of one list at most.
const MOST: usize = 200;
/// The kind of the event that records a package.
const ARCHIVED: &str = "meeting_archived";
/// How often a package is begun anew because the log grew meanwhile.
const ATTEMPTS: usize = 5;

/// The archive of a server. Cheap to clone.
#[derive(Clone)]
pub struct Archive(Arc<Inner>);

struct Inner {
    db: Db,
    rooms: Rooms,
    blobs: Blobs,
    clock: Clock,
    data: PathBuf,
    notes: Notes,
    log_key: Arc<LogKey>,
    signing: Arc<Signing>,
    /// Packages are made one after the other: each reads all papers of its meeting.
    making: Mutex<()>,
}

/// A package that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Package {
    /// Its SHA-256.
    pub hash: Hash,
    /// Its bytes.
    pub size: u64,
    /// When it was recorded.
    pub at: Timestamp,
}

/// The signed minutes' file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedFile {
    /// Its SHA-256.
    pub hash: Hash,
    /// The name under which it is saved.
    pub name: String,
    /// Its bytes.
    pub size: u64,
}

impl Archive {
    /// The archive of these logs, files and signatures.
    #[must_use]
    pub fn new(
        config: &Config,
        db: Db,
        rooms: Rooms,
        blobs: Blobs,
        clock: Clock,
        (log_key, signing): (Arc<LogKey>, Arc<Signing>),
    ) -> Self {
        Self(Arc::new(Inner {
            db,
            rooms,
            blobs,
            clock,
            data: config.data.clone(),
            notes: Notes::new(&config.data),
            log_key,
            signing,
            making: Mutex::new(()),
        }))
    }

    /// The meetings whose packages a viewer may have, the latest first: in one year, and answering a query, where
    /// those are given.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn list(
        &self,
        viewer: &Viewer,
        query: Option<&str>,
        year: Option<i16>,
    ) -> Result<Vec<ArchiveEntry>, ArchiveError> {
        let span = match year {
            Some(year) => Some(span_of(year).ok_or(LiveError::OutOfRange)?),
            None => None,
        };
        let answers = |text: &str| query.is_none_or(|query| text::rank(query, text).is_some());
        let mut entries = Vec::new();
        let mut last = None;
        loop {
            let page = store::meetings(&self.0.db, viewer, span, last.as_ref()).await?;
            for listed in &page {
                if listed.words.as_deref().is_some_and(|words| !answers(words)) {
                    continue;
                }
                let room = self.0.rooms.read(listed.meeting).await?;
                if !room.allows(viewer, Act::Archive) {
                    continue;
                }
                let dossier = &room.details.dossier_code;
                let words = [&room.details.title, minutes_number(&room), dossier];
                if !answers(&words.join(" ")) {
                    continue;
                }
                match self.entry(&room).await {
                    Ok(entry) => entries.push(entry),
                    // It has gone on since the table was read.
                    Err(ArchiveError::NotSigned) => continue,
                    Err(error) => return Err(error),
                }
                if entries.len() == MOST {
                    return Ok(entries);
                }
            }
            last = page.into_iter().next_back();
            if last.is_none() {
                return Ok(entries);
            }
        }
    }

    async fn entry(&self, room: &Room) -> Result<ArchiveEntry, ArchiveError> {
        let (mut package_size, mut archived_at) = (None, None);
        if let Some(hash) = room.minutes.package {
            archived_at = Some(self.archived_at(room).await?);
            // One file that is not there hides neither its meeting nor all the others.
            match self.size_of(hash).await {
                Ok(size) => package_size = Some(size),
                // It was erased, and is made anew when it is asked for.
                Err(_) if !self.is_made(room).await? => {}
                Err(error) => {
                    tracing::error!(%error, meeting = %room.meeting, package = %hash, "a package cannot be read");
                }
            }
        }
        Ok(ArchiveEntry {
            meeting: room.meeting,
            title: room.details.title.clone(),
            unit_name: room.details.unit_name.clone(),
            chair_name: chair_name(room),
            dossier_code: room.details.dossier_code.clone(),
            held_at: room.opened_at,
            stage: room.stage,
            number: minutes_number(room).to_owned(),
            minutes: signed_minutes(room)?.file(),
            package: room.minutes.package,
            package_size,
            archived_at,
        })
    }

    async fn size_of(&self, package: Hash) -> std::io::Result<u64> {
        let blobs = self.0.blobs.clone();
        blocking(move || Ok(blobs.get(package)?.metadata()?.len())).await
    }

    /// When the package was recorded.
    async fn archived_at(&self, room: &Room) -> Result<Timestamp, ArchiveError> {
        // Nothing follows the package in the log, but that a paper was withdrawn since because it is secret: it is one of
        // the last entries.
        let stream = StreamId::Room(room.meeting);
        for before in (0..room.seq).rev() {
            let log = self.0.rooms.log();
            let entry = log.since(stream, before, 1).await;
            let entry = entry.map_err(LiveError::from)?;
            if let Some(entry) = entry.first()
                && entry.header.kind == ARCHIVED
            {
                return Ok(entry.header.at);
            }
        }
        Err(ArchiveError::NoPackage)
    }

    /// A meeting whose package a viewer may have.
    async fn room_for(
        &self,
        viewer: &Viewer,
        meeting: MeetingId,
    ) -> Result<Arc<Room>, ArchiveError> {
        let room = self.0.rooms.read_for(meeting, viewer).await?;
        if room.allows(viewer, Act::Archive) {
            Ok(room)
        } else {
            Err(ArchiveError::NotAllowed)
        }
    }

    /// Makes the package, or answers the one that is there.
    ///
    /// # Errors
    /// When the viewer may not, the minutes are not signed by all, or the package cannot be made.
    pub async fn make_for(
        &self,
        viewer: &Viewer,
        meeting: MeetingId,
    ) -> Result<ArchiveEntry, ArchiveError> {
        self.room_for(viewer, meeting).await?;
        let room = self.make(meeting, viewer.person).await?;
        self.entry(&room).await
    }

    /// Makes the package of a meeting whose minutes are signed, records it, and answers the room's state. Asked again,
    /// also after a crash at any point, it does what is left to do.
    ///
    /// # Errors
    /// When the minutes are not signed by all, or something does not fit.
    pub async fn make(
        &self,
        meeting: MeetingId,
        actor: PersonId,
    ) -> Result<Arc<Room>, ArchiveError> {
        let _alone = self.0.making.lock().await;
        for _ in 0..ATTEMPTS {
            let room = self.0.rooms.read(meeting).await?;
            if self.is_made(&room).await? {
                return Ok(room);
            }
            if !matches!(room.stage, Stage::Signed | Stage::Archived) {
                return Err(ArchiveError::NotSigned);
            }
            let size = room.seq;
            let inner = &self.0;
            let gathered = making::gather(
                &inner.rooms,
                &inner.signing,
                &inner.log_key,
                room,
                inner.clock.now(),
            )
            .await?;
            let (blobs, data, notes, log_key) = (
                inner.blobs.clone(),
                inner.data.clone(),
                inner.notes.clone(),
                Arc::clone(&inner.log_key),
            );
            let package =
                blocking(move || Ok(making::store(gathered, &blobs, &data, &notes, &log_key)))
                    .await??;
            let recorded = inner
                .rooms
                .record(meeting, actor, None, move |room, _| {
                    // The package holds the log up to this very entry, and no further.
                    if matches!(room.stage, Stage::Signed | Stage::Archived) && room.seq == size {
                        Ok(vec![RoomEvent::MeetingArchived { package }])
                    } else {
                        Err(Rejection::NothingToDo)
                    }
                })
                .await;
            match recorded {
                Ok(_) => {
                    tracing::info!(%meeting, %package, "the package was made");
                    // A note that stays is looked at again, and leads to nothing.
                    if let Err(error) = self.forget_note(package).await {
                        tracing::warn!(%package, %error, "a package's note cannot be removed yet");
                    }
                }
                Err(error) => {
                    // It may hold what was withdrawn meanwhile.
                    self.discard_unless_recorded(meeting, package).await?;
                    if !matches!(error, LiveError::Rejected(Rejection::NothingToDo)) {
                        return Err(error.into());
                    }
                }
            }
        }
        let room = self.0.rooms.read(meeting).await?;
        if self.is_made(&room).await? {
            return Ok(room);
        }
        let restless = "the log does not come to rest";
        Err(ArchiveError::Broken(restless.to_owned()))
    }

    /// Erases a package that no entry of its meeting's log names, and that nothing would lead to; then its note.
    async fn discard_unless_recorded(
        &self,
        meeting: MeetingId,
        package: Hash,
    ) -> Result<(), ArchiveError> {
        // Its entry may have been written although nobody could say so.
        let room = self.0.rooms.read(meeting).await?;
        if room.minutes.package != Some(package) {
            let blobs = self.0.blobs.clone();
            blocking(move || blobs.erase(package)).await?;
        }
        Ok(self.forget_note(package).await?)
    }

    async fn forget_note(&self, package: Hash) -> std::io::Result<()> {
        let notes = self.0.notes.clone();
        blocking(move || notes.forget(package)).await
    }

    /// Removes the packages that were stored and that no log came to name, because the server stopped in between (rule
    /// VE-7).
    async fn sweep(&self) {
        let _alone = self.0.making.lock().await;
        let notes = self.0.notes.clone();
        let settled = match blocking(move || notes.settled()).await {
            Ok(settled) => settled,
            Err(error) => {
                tracing::warn!(%error, "packages that no log names were not looked for");
                return;
            }
        };
        for (package, meeting) in settled {
            if let Err(error) = self.discard_unless_recorded(meeting, package).await {
                tracing::warn!(%meeting, %package, %error, "a package that no log names cannot be removed yet");
            }
        }
    }

    /// Whether there is a package. One that was erased with a secret paper in it is to be made anew (rule UP-12).
    async fn is_made(&self, room: &Room) -> Result<bool, ArchiveError> {
        match room.minutes.package {
            Some(package) if room.stage == Stage::Archived => {
                Ok(!store::is_erased(&self.0.db, package).await?)
            }
            _ => Ok(false),
        }
    }

    /// Makes packages by itself from now on: those that were due when the server last stopped, and each one as soon as
    /// its meeting's minutes have got their last signature, whichever request carried that to its end. Before that, and
    /// whenever an hour passed without a signature, it removes what no log names.
    pub fn attend(&self) {
        // From here on no signature is missed.
        let mut given = self.0.signing.given();
        // The service's own end, not this task, decides how long it runs.
        let inner = Arc::downgrade(&self.0);
        tokio::spawn(async move {
            let (mut is_behind, mut is_rested) = (true, true);
            loop {
                let Some(archive) = inner.upgrade().map(Self) else {
                    return;
                };
                if std::mem::take(&mut is_rested) {
                    archive.sweep().await;
                }
                if std::mem::take(&mut is_behind) {
                    archive.catch_up().await;
                }
                drop(archive);
                match timeout(SETTLED, given.recv()).await {
                    Ok(Ok(meeting)) => {
                        if let Some(archive) = inner.upgrade().map(Self) {
                            archive.make_by_itself(meeting).await;
                        }
                    }
                    Ok(Err(RecvError::Lagged(_))) => is_behind = true,
                    Ok(Err(RecvError::Closed)) => return,
                    Err(_) => is_rested = true,
                }
            }
        });
    }

    /// Makes the packages that are due.
    async fn catch_up(&self) {
        match store::waiting(&self.0.db).await {
            Ok(meetings) => {
                for meeting in meetings {
                    self.make_by_itself(meeting).await;
                }
            }
            Err(error) => tracing::error!(%error, "the archive cannot be caught up"),
        }
    }

    /// Makes a package in the name of who signed last, once nobody else is to sign.
    async fn make_by_itself(&self, meeting: MeetingId) {
        if let Err(error) = self.make_when_signed(meeting).await {
            tracing::error!(%meeting, %error, "the package cannot be made yet");
        }
    }

    async fn make_when_signed(&self, meeting: MeetingId) -> Result<(), ArchiveError> {
        let room = self.0.rooms.read(meeting).await?;
        let submitted = room.minutes.submitted.as_ref();
        let Some(last) = submitted.and_then(|minutes| minutes.signatures.last()) else {
            return Ok(());
        };
        if room.stage == Stage::Signed {
            self.make(meeting, last.person).await?;
        }
        Ok(())
    }

    /// The package's file.
    ///
    /// # Errors
    /// When the viewer may not have it, or there is none.
    pub async fn package(
        &self,
        viewer: &Viewer,
        meeting: MeetingId,
    ) -> Result<(Package, File), ArchiveError> {
        let mut room = self.room_for(viewer, meeting).await?;
        if room.minutes.package.is_some() && !self.is_made(&room).await? {
            room = self.make(meeting, viewer.person).await?;
        }
        let hash = room.minutes.package.ok_or(ArchiveError::NoPackage)?;
        let package = Package {
            hash,
            size: self.size_of(hash).await?,
            at: self.archived_at(&room).await?,
        };
        let blobs = self.0.blobs.clone();
        let file = blocking(move || blobs.get(hash)).await?;
        Ok((package, file))
    }

    /// The signed minutes' file.
    ///
    /// # Errors
    /// When the viewer may not have it, or not all have signed.
    pub async fn minutes(
        &self,
        viewer: &Viewer,
        meeting: MeetingId,
    ) -> Result<(SignedFile, File), ArchiveError> {
        let room = self.room_for(viewer, meeting).await?;
        let signed = signed_minutes(&room)?;
        let (hash, name) = (signed.file(), signed.file_name());
        let blobs = self.0.blobs.clone();
        let (file, size) = blocking(move || {
            let file = blobs.get(hash)?;
            let size = file.metadata()?.len();
            Ok((file, size))
        })
        .await?;
        Ok((SignedFile { hash, name, size }, file))
    }

    /// Judges the stored package as anybody else would, trusting this server's own authority and log key.
    ///
    /// # Errors
    /// When the viewer may not, or there is no package.
    pub async fn verification(
        &self,
        viewer: &Viewer,
        meeting: MeetingId,
    ) -> Result<Verification, ArchiveError> {
        let (_, file) = self.package(viewer, meeting).await?;
        let mut trust = Trust::default();
        trust.add_internal(self.0.signing.authority().certificate().to_vec());
        trust.add_log_key(&self.0.log_key.public());
        let now = self.0.clock.now();
        let verification =
            blocking(move || Ok(verify_package(std::io::BufReader::new(file), &trust, now)));
        Ok(verification.await?)
    }
}

impl std::fmt::Debug for Archive {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Archive").finish_non_exhaustive()
    }
}

fn signed_minutes(room: &Room) -> Result<&SubmittedMinutes, ArchiveError> {
    if !matches!(room.stage, Stage::Signed | Stage::Archived) {
        return Err(ArchiveError::NotSigned);
    }
    let submitted = room.minutes.submitted.as_ref();
    submitted
        .filter(|minutes| !minutes.signatures.is_empty())
        .ok_or(ArchiveError::NotSigned)
}

/// Who signs the minutes as chair.
fn chair_name(room: &Room) -> String {
    let submitted = room.minutes.submitted.as_ref();
    let chair = submitted.and_then(|minutes| room.participants.get(&minutes.chair));
    chair.map(|who| who.name.clone()).unwrap_or_default()
}

/// From the first moment of a year in Vietnam to the first of the next.
fn span_of(year: i16) -> Option<(Timestamp, Timestamp)> {
    let zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(7));
    let first = |year: i16| {
        let day = jiff::civil::Date::new(year, 1, 1).ok()?;
        let start = day.to_zoned(zone.clone()).ok()?;
        Some(Timestamp(start.timestamp().as_millisecond()))
    };
    Some((first(year)?, first(year.checked_add(1)?)?))
}
