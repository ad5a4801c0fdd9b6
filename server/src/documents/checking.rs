//! Uploads, as far as the server is concerned: looking at the file, keeping it, entering it into the room.
//!
//! The upload's row is the job. Each step can be done again: after a restart every job goes on where it
//! was, and nothing happens twice, because the version's id was made up when the upload began.

use std::collections::{HashMap, HashSet};
use std::io;
use std::sync::{MutexGuard, PoisonError};
use std::time::Duration;

use nghisu_protocol::documents::{OutlineEntry, PageSize};
use nghisu_protocol::error::ErrorCode;
use nghisu_protocol::ids::{Timestamp, UploadId, VersionId};
use nghisu_protocol::log::Hash;
use nghisu_protocol::room::state::Version;
use nghisu_protocol::room::{Rejection, Room, Viewer};
use nghisu_render::{Inspection, RenderError};

use super::blobs::AdoptError;
use super::error::{DocumentError, room_code};
use super::secrecy;
use super::service::Documents;
use super::store::{SecretPaper, Stage, StoredUpload};
use super::versions::{FileFacts, StoredVersion};
use crate::http::error::Coded as _;
use crate::live::LiveError;
use crate::live::room::documents::{add, replace};
use crate::pages::workers::{WorkError, blocking};

/// After so long without anybody's doing, an upload is erased: seven days.
const ABANDONED: i64 = 7 * 24 * 3600 * 1000;
/// How often abandoned uploads are looked for.
const SWEEP: Duration = Duration::from_secs(3600);
/// The first wait before a step is tried again; it doubles up to a minute.
const RETRY: Duration = Duration::from_millis(500);
const RETRY_AT_MOST: Duration = Duration::from_secs(60);
/// From so many failed tries on, people are told why the check makes no progress.
const PATIENCE: u32 = 3;

impl Documents {
    /// Takes up what was under way when the server stopped, and erases abandoned uploads from now on.
    ///
    /// # Errors
    /// When the database or the disk cannot be read.
    pub(super) async fn resume(&self) -> Result<(), DocumentError> {
        self.erase_the_rest().await?;
        self.sweep().await?;
        for id in self.0.store.unindexed().await? {
            self.follow_up(id);
        }
        // The service's own end, not this task, decides how long it runs.
        let inner = std::sync::Arc::downgrade(&self.0);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(SWEEP).await;
                let Some(inner) = inner.upgrade() else {
                    return;
                };
                let documents = Self(inner);
                if let Err(error) = documents.erase_the_rest().await {
                    tracing::warn!(%error, "secret papers that are to be erased were not looked for");
                }
                if let Err(error) = documents.sweep().await {
                    tracing::warn!(%error, "abandoned uploads were not erased");
                }
            }
        });
        Ok(())
    }

    /// Erases uploads that nobody has touched for seven days, and files that belong to no upload; takes up the work
    /// that was left because whoever asked for it had gone before it began.
    ///
    /// # Errors
    /// When the database or the disk says no.
    pub async fn sweep(&self) -> Result<(), DocumentError> {
        let before = Timestamp(self.0.clock.now().0 - ABANDONED);
        for id in self.0.store.abandoned(before).await? {
            let _one_at_a_time = self.lock(id).await;
            // Somebody may have come back to it meanwhile.
            let upload = self.0.store.upload(id).await?;
            if let Some(upload) = upload.filter(|upload| upload.touched_at < before) {
                self.give_up(&upload).await?;
            }
        }
        for id in self.0.store.unfinished().await? {
            self.take_up(id);
        }
        let blobs = self.0.blobs.clone();
        for (path, upload) in blocking(move || blobs.all_incoming()).await? {
            let Some(id) = upload else {
                // A file that the server was writing itself: only an hour-old one is surely left over.
                blocking(move || remove_if_old(&path)).await?;
                continue;
            };
            let _one_at_a_time = self.lock(id).await;
            let is_over = match self.0.store.upload(id).await? {
                None => true,
                Some(upload) => matches!(upload.stage, Stage::Ready | Stage::Refused(_)),
            };
            if is_over {
                let blobs = self.0.blobs.clone();
                blocking(move || blobs.erase_incoming(id)).await?;
            }
        }
        Ok(())
    }

    /// Works on an upload until it waits for people or is over. Starting it twice is starting it once.
    pub(super) fn take_up(&self, id: UploadId) {
        if !self.running().insert(id) {
            return;
        }
        let documents = self.clone();
        tokio::spawn(async move {
            let mut wait = RETRY;
            let mut tries = 0;
            while let Err(error) = documents.work(id).await {
                tracing::warn!(%error, upload = %id, "an upload's check is tried again");
                tries += 1;
                if tries >= PATIENCE {
                    documents.note_trouble(id, &error).await;
                }
                tokio::time::sleep(wait).await;
                wait = (wait * 2).min(RETRY_AT_MOST);
            }
            documents.troubles().remove(&id);
        });
    }

    /// Why the check of an upload makes no progress.
    pub(super) fn trouble(&self, id: UploadId) -> Option<ErrorCode> {
        self.troubles().get(&id).copied()
    }

    async fn note_trouble(&self, id: UploadId, error: &DocumentError) {
        let code = match error {
            // Of the server's state, not of the page: another try may do better.
            DocumentError::Work(_) => ErrorCode::Unavailable,
            error => error.code(),
        };
        if self.troubles().insert(id, code) == Some(code) {
            return;
        }
        // Where the database is what fails, nobody can be told now; whoever asks later is.
        if let Ok(Some(upload)) = self.0.store.upload(id).await {
            self.tell(upload.meeting, Some(upload.item));
        }
    }

    /// Answers `Err` when a step should be tried again.
    async fn work(&self, id: UploadId) -> Result<(), DocumentError> {
        loop {
            // Let go before looking, so that who moves the upload on after this look starts it anew.
            self.running().remove(&id);
            let Some(upload) = self.0.store.upload(id).await? else {
                return Ok(());
            };
            if !matches!(upload.stage, Stage::Checking | Stage::Storing)
                || !self.running().insert(id)
            {
                return Ok(());
            }
            let _turn = self.0.jobs.acquire().await;
            match upload.stage {
                Stage::Checking => self.check(&upload).await?,
                _ => self.keep(&upload).await?,
            }
            self.tell(upload.meeting, Some(upload.item));
        }
    }

    /// The page workers look at the file.
    async fn check(&self, upload: &StoredUpload) -> Result<(), DocumentError> {
        let (blobs, id) = (self.0.blobs.clone(), upload.id);
        let hash = match blocking(move || blobs.hash_incoming(id)).await {
            Ok(hash) => hash,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return self.refuse(upload, ErrorCode::UploadUnknown).await;
            }
            Err(error) => return Err(error.into()),
        };
        if self.0.store.erased(hash).await?.is_some() {
            return self.refuse_again(upload, hash).await;
        }
        let inspection = match self.0.workers.inspect_incoming(id, hash).await {
            Ok(inspection) => inspection,
            Err(error) => {
                return match refusal(&error) {
                    Some(code) => self.refuse(upload, code).await,
                    None => Err(error.into()),
                };
            }
        };
        if inspection.pages.is_empty() {
            return self.refuse(upload, ErrorCode::FileBroken).await;
        }
        // What is written and what is stamped on a scan; the graver one is asked about.
        let stamped = match self.0.workers.mark_incoming(id, hash).await {
            Ok(mark) => mark,
            Err(error) => {
                return match refusal(&error) {
                    Some(code) => self.refuse(upload, code).await,
                    None => Err(error.into()),
                };
            }
        };
        let next = match secrecy::mark(&inspection.first_page_text).max(stamped) {
            Some(mark) => Stage::Awaiting(mark.words()),
            None => Stage::Storing,
        };
        let now = self.0.clock.now();
        self.0
            .store
            .advance_checked(id, &next, hash, &facts(inspection), now)
            .await?;
        if self.0.store.erased(hash).await?.is_some() {
            // Said to be secret elsewhere while it was looked at, when nothing here had its hash yet.
            let checked = StoredUpload {
                stage: next,
                ..upload.clone()
            };
            return self.refuse_again(&checked, hash).await;
        }
        Ok(())
    }

    /// The file becomes a blob, a version, and an event.
    async fn keep(&self, upload: &StoredUpload) -> Result<(), DocumentError> {
        let (Some(hash), Some(facts)) = (upload.hash, upload.facts.clone()) else {
            return self.refuse(upload, ErrorCode::UploadUnknown).await;
        };
        if let Some(code) = self.try_pages(upload, hash, facts.pages.len()).await? {
            self.forget_images(hash).await?;
            return self.refuse(upload, code).await;
        }
        let _nobody_cancels_it = self.lock(upload.id).await;
        let now = self.0.store.upload(upload.id).await?;
        if now.is_none_or(|now| now.stage != Stage::Storing) {
            // Cancelled while its pages were tried.
            return self.forget_images(hash).await;
        }
        let version = StoredVersion {
            id: upload.version,
            document: upload.document,
            meeting: upload.meeting,
            hash,
            size: upload.size,
            file_name: upload.file_name.clone(),
            secrecy: upload.secrecy,
            facts,
            added_by: upload.person,
            // When it was taken: the same each time this step is tried.
            added_at: upload.touched_at,
        };
        {
            let _blob_stays = self.0.storing.lock().await;
            if self.0.store.erased(hash).await?.is_some() {
                // Said to be secret elsewhere while it was tried here.
                return self.refuse_again(upload, hash).await;
            }
            let (blobs, id, size) = (self.0.blobs.clone(), upload.id, upload.size);
            match blocking(move || Ok(blobs.adopt(id, hash, size))).await? {
                Ok(()) => {}
                Err(AdoptError::Missing) => {
                    return self.refuse(upload, ErrorCode::UploadUnknown).await;
                }
                Err(AdoptError::Altered) => {
                    return self.refuse(upload, ErrorCode::UploadAltered).await;
                }
                Err(AdoptError::Io(error)) => return Err(error.into()),
            }
            self.0.store.insert_version(&version).await?;
        }
        match self.enter(upload, &version).await {
            Ok(()) => {
                if let Some(file) = self.0.store.erased(hash).await? {
                    // Said to be secret since it was stored.
                    return self
                        .erase_what_was_entered(upload.meeting, version.id, &file)
                        .await;
                }
                let now = self.0.clock.now();
                self.0
                    .store
                    .advance(upload.id, &Stage::Storing, &Stage::Ready, now)
                    .await?;
                self.follow_up(version.id);
                Ok(())
            }
            // The disk was full: nothing happened, and it may go better later.
            Err(DocumentError::Room(Rejection::NotKept)) => Err(Rejection::NotKept.into()),
            Err(DocumentError::Room(rejection)) => {
                self.let_go(upload.version, hash).await?;
                self.refuse(upload, room_code(rejection)).await
            }
            Err(error) => Err(error),
        }
    }

    /// The event in the room, once.
    async fn enter(
        &self,
        upload: &StoredUpload,
        version: &StoredVersion,
    ) -> Result<(), DocumentError> {
        // Whether somebody may prepare follows from the room alone, not from the directory.
        let actor = Viewer::of(upload.person);
        let known = Version {
            id: version.id,
            hash: version.hash,
            size: version.size,
            pages: version.page_count(),
            file_name: version.file_name.clone(),
            signatures: version.facts.signatures,
            added_at: version.added_at,
            reason: upload.reason.clone(),
        };
        let (id, document, item) = (version.id, upload.document, upload.item);
        let title = (!upload.is_replacement).then(|| upload.title.clone());
        let decide = move |room: &Room, _now| match title {
            _ if room.version(id).is_some() => Err(Rejection::DocumentExists),
            Some(title) => add(room, &actor, document, item, &title, known),
            None => replace(room, &actor, document, known),
        };
        match self
            .0
            .rooms
            .record(upload.meeting, upload.person, None, decide)
            .await
        {
            // It was entered before the server stopped.
            Ok(_) | Err(LiveError::Rejected(Rejection::DocumentExists)) => Ok(()),
            Err(LiveError::Rejected(rejection)) => Err(rejection.into()),
            Err(LiveError::UnknownMeeting) => Err(Rejection::UnknownMeeting.into()),
            Err(error) => Err(error.into()),
        }
    }

    /// Takes back a version that the room did not want.
    pub(super) async fn let_go(&self, version: VersionId, hash: Hash) -> Result<(), DocumentError> {
        let _nobody_adopts_it = self.0.storing.lock().await;
        self.0.store.delete_version(version).await?;
        self.0.versions.forget(version);
        if self.0.store.copies(hash).await? == 0 {
            let blobs = self.0.blobs.clone();
            blocking(move || blobs.erase(hash)).await?;
            self.0.pages.forget(hash).await?;
        }
        Ok(())
    }

    /// Throws away the images of a file that is not taken, unless it is here as another paper.
    async fn forget_images(&self, hash: Hash) -> Result<(), DocumentError> {
        let _nobody_adopts_it = self.0.storing.lock().await;
        if self.0.store.copies(hash).await? == 0 {
            self.0.pages.forget(hash).await?;
        }
        Ok(())
    }

    /// Removes a file that the server itself made and needs no more, unless a paper has the very same bytes.
    ///
    /// # Errors
    /// When the database or the disk says no.
    pub async fn discard(&self, hash: Hash) -> Result<(), DocumentError> {
        let _nobody_adopts_it = self.0.storing.lock().await;
        if self.0.store.copies(hash).await? == 0 {
            let blobs = self.0.blobs.clone();
            blocking(move || blobs.erase(hash)).await?;
        }
        Ok(())
    }

    /// Says no, then erases the bytes. When the server stops in between, they are erased when it starts.
    async fn refuse(&self, upload: &StoredUpload, code: ErrorCode) -> Result<(), DocumentError> {
        let now = self.0.clock.now();
        let refused = Stage::Refused(code);
        self.0
            .store
            .advance(upload.id, &upload.stage, &refused, now)
            .await?;
        let (blobs, id) = (self.0.blobs.clone(), upload.id);
        Ok(blocking(move || blobs.erase_incoming(id)).await?)
    }

    /// Refuses a file that was said to be secret before, and notes that it came again.
    async fn refuse_again(&self, upload: &StoredUpload, hash: Hash) -> Result<(), DocumentError> {
        let (blobs, id, at) = (self.0.blobs.clone(), upload.id, self.0.clock.now());
        blocking(move || blobs.erase_incoming(id)).await?;
        self.0.pages.forget(hash).await?;
        let refused = Stage::Refused(ErrorCode::SecretPaper);
        let store = &self.0.store;
        let is_new = store
            .advance_blanked(id, &upload.stage, &refused, at)
            .await?;
        if !is_new {
            return Ok(());
        }
        let again = SecretPaper {
            id: self.0.random.id(at),
            at,
            person: upload.person,
            address: String::new(),
            meeting: upload.meeting,
            found: "again",
            copies: 0,
        };
        store.note_secret_paper(again).await
    }

    fn troubles(&self) -> MutexGuard<'_, HashMap<UploadId, ErrorCode>> {
        self.0
            .troubles
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn running(&self) -> MutexGuard<'_, HashSet<UploadId>> {
        self.0
            .running
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why a file is not taken; `None` when the same file may do better at another time.
pub(super) fn refusal(error: &WorkError) -> Option<ErrorCode> {
    let WorkError::Render(error) = error else {
        return None;
    };
    match error {
        RenderError::NotPdf => Some(ErrorCode::FileNotPdf),
        RenderError::Encrypted => Some(ErrorCode::FileEncrypted),
        RenderError::Broken(_)
        | RenderError::PageOutOfRange { .. }
        | RenderError::SizeOutOfRange(_) => Some(ErrorCode::FileBroken),
        RenderError::TooManyPages(_) => Some(ErrorCode::FileTooManyPages),
        RenderError::Quarantined => Some(ErrorCode::FileHostile),
        // The second time it has killed two workers and is in quarantine.
        RenderError::DeadlineExceeded | RenderError::WorkerLost => None,
        RenderError::CannotStart(_) | RenderError::Closed => None,
    }
}

fn facts(inspection: Inspection) -> FileFacts {
    FileFacts {
        pages: inspection
            .pages
            .iter()
            .map(|page| PageSize {
                width: page.width,
                height: page.height,
            })
            .collect(),
        outline: inspection
            .outline
            .into_iter()
            .map(|entry| OutlineEntry {
                level: entry.level,
                title: entry.title,
                page: entry.page.map(|page| page + 1),
            })
            .collect(),
        has_text: inspection.has_text_layer,
        signatures: inspection.signatures,
    }
}

fn remove_if_old(path: &std::path::Path) -> io::Result<()> {
    let is_old = |metadata: &std::fs::Metadata| {
        metadata
            .modified()
            .ok()
            .and_then(|at| at.elapsed().ok())
            .is_some_and(|age| age > SWEEP)
    };
    match std::fs::metadata(path) {
        Ok(metadata) if is_old(&metadata) => std::fs::remove_file(path),
        _ => Ok(()),
    }
}
