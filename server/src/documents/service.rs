//! The service of papers, and its door: [`Documents::open`] decides who sees a version (rule PG-6).

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

use anyhow::Context as _;
use nghisu_protocol::documents::Secrecy;
use nghisu_protocol::error::ErrorCode;
use nghisu_protocol::ids::{ItemId, MeetingId, UploadId, VersionId};
use nghisu_protocol::room::{Act, Room, Viewer};
use nghisu_render::{Pool, PoolConfig, WorkerCommand};
use tokio::sync::{OwnedMutexGuard, Semaphore, broadcast};

use super::blobs::Blobs;
use super::error::DocumentError;
use super::store::Store;
use super::versions::{StoredVersion, Versions};
use crate::clock::{Clock, Random};
use crate::config::Config;
use crate::db::Db;
use crate::live::LiveError;
use crate::live::Rooms;
use crate::pages::Pages;
use crate::pages::workers::Workers;
use crate::turns::Turns;

/// Uploads that are worked on at once; the page workers behind them have a line of their own.
const JOBS: usize = 2;
/// Moves of uploads that are remembered for a slow listener.
const MOVES: usize = 256;

/// An upload has moved on, or a version's words are all known: fetch it anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UploadMoved {
    /// The meeting, of which those who prepare it may be told.
    pub meeting: MeetingId,
    /// The item that the paper is meant for.
    pub item: Option<ItemId>,
}

/// The service of papers. Cheap to clone.
#[derive(Clone)]
pub struct Documents(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub(super) store: Store,
    pub(super) blobs: Blobs,
    pub(super) workers: Workers,
    pub(super) versions: Versions,
    pub(super) pages: Pages,
    pub(super) rooms: Rooms,
    pub(super) clock: Clock,
    pub(super) random: Random,
    /// Taken by whatever changes an upload on behalf of a person.
    turns: Turns,
    /// Taken while a blob gains or loses its first version, so that none is erased under another.
    pub(super) storing: tokio::sync::Mutex<()>,
    pub(super) running: Mutex<HashSet<UploadId>>,
    /// Why the checks that make no progress make none.
    pub(super) troubles: Mutex<HashMap<UploadId, ErrorCode>>,
    pub(super) jobs: Semaphore,
    pub(super) indexing: Semaphore,
    pub(super) changes: broadcast::Sender<UploadMoved>,
    pub(super) erasures: broadcast::Sender<()>,
}

impl Documents {
    /// Opens the files under the data directory, starts the page workers, and goes on with what was
    /// under way when the server last stopped.
    ///
    /// # Errors
    /// One sentence on what could not be opened or started.
    pub async fn start(
        config: &Config,
        db: Db,
        rooms: Rooms,
        clock: Clock,
        random: Random,
    ) -> anyhow::Result<Self> {
        let blobs = Blobs::open(&config.data).context("the folder of the papers cannot be used")?;
        let workers = Workers::new(pool(config)?, blobs.clone());
        let store = Store::new(db);
        let versions = Versions::new(store.clone());
        let pages = Pages::open(
            &config.data,
            config.page_cache,
            workers.clone(),
            versions.clone(),
        )
        .context("the folder of the page images cannot be used")?;
        let documents = Self(Arc::new(Inner {
            store,
            blobs,
            workers,
            versions,
            pages,
            rooms,
            clock,
            random,
            turns: Turns::new(),
            storing: tokio::sync::Mutex::default(),
            running: Mutex::default(),
            troubles: Mutex::default(),
            jobs: Semaphore::new(JOBS),
            indexing: Semaphore::new(1),
            changes: broadcast::channel(MOVES).0,
            erasures: broadcast::channel(1).0,
        }));
        documents.warm_what_is_announced();
        documents
            .resume()
            .await
            .context("uploads that were under way cannot be taken up")?;
        Ok(documents)
    }

    /// Tells when an upload moves on by the server's own work.
    pub fn moves(&self) -> broadcast::Receiver<UploadMoved> {
        self.0.changes.subscribe()
    }

    /// Tells when a paper was erased because it holds a state secret: what was made of papers is to go then.
    pub fn erasures(&self) -> broadcast::Receiver<()> {
        self.0.erasures.subscribe()
    }

    pub(super) fn tell(&self, meeting: MeetingId, item: Option<ItemId>) {
        // Nobody may be listening.
        let _ = self.0.changes.send(UploadMoved { meeting, item });
    }

    /// The images of pages.
    pub fn pages(&self) -> &Pages {
        &self.0.pages
    }

    /// The files by their hashes, for what the server makes itself.
    pub fn blobs(&self) -> &Blobs {
        &self.0.blobs
    }

    /// The page workers, for pictures that are no papers.
    pub(crate) fn workers(&self) -> &Workers {
        &self.0.workers
    }

    /// The door: a version, for somebody who may see it. Everything that shows a version's file, text
    /// or images to a person passes here, or asks the same of a room that it holds already.
    ///
    /// # Errors
    /// [`DocumentError::VersionUnknown`] for what does not exist and for what the person may not see.
    pub async fn open(
        &self,
        viewer: &Viewer,
        id: VersionId,
    ) -> Result<Arc<StoredVersion>, DocumentError> {
        let (version, _) = self.open_in_room(viewer, id).await?;
        Ok(version)
    }

    /// The same for what leaves the room as it is, such as the file: nobody's name is on it, so that an internal paper
    /// is given out only to those who prepare the meeting or keep its archive (rule PG-9).
    ///
    /// # Errors
    /// As [`Self::open`], and [`DocumentError::Internal`].
    pub async fn open_to_take(
        &self,
        viewer: &Viewer,
        id: VersionId,
    ) -> Result<Arc<StoredVersion>, DocumentError> {
        let (version, room) = self.open_in_room(viewer, id).await?;
        if version.secrecy == Secrecy::Internal && !room.allows(viewer, Act::TakeInternalPapers) {
            return Err(DocumentError::Internal);
        }
        Ok(version)
    }

    async fn open_in_room(
        &self,
        viewer: &Viewer,
        id: VersionId,
    ) -> Result<(Arc<StoredVersion>, Arc<Room>), DocumentError> {
        let unknown = || DocumentError::VersionUnknown;
        let version = self.0.versions.get(id).await?.ok_or_else(unknown)?;
        let room = match self.0.rooms.read(version.meeting).await {
            Err(LiveError::UnknownMeeting) => return Err(unknown()),
            room => room?,
        };
        let (_, document, _) = room.version(id).ok_or_else(unknown)?;
        if room.shows_item(viewer, document.item) {
            Ok((version, room))
        } else {
            Err(unknown())
        }
    }

    /// Nobody else changes this upload while the guard lives. It may be handed to a blocking task, which
    /// goes on when its request is given up.
    pub(super) async fn lock(&self, upload: UploadId) -> OwnedMutexGuard<()> {
        self.0.turns.take(upload).await
    }
}

/// The page workers; none where PDFium was not found.
fn pool(config: &Config) -> anyhow::Result<Option<Pool>> {
    let Some(library) = &config.pdfium else {
        tracing::warn!(
            "PDFium was not found, so no papers can be taken or shown: put libpdfium.so beside the program, or name it with --pdfium"
        );
        return Ok(None);
    };
    let command = WorkerCommand {
        program: config.page_worker.clone(),
        args: vec![crate::cli::PAGE_WORKER.to_owned()],
    };
    let mut settings = PoolConfig::new(command, library.clone());
    settings.deadline = config.page_deadline;
    if let Some(workers) = config.page_workers {
        settings.workers = workers;
    }
    Pool::start(settings)
        .with_context(|| {
            format!(
                "--pdfium {}: the page workers cannot start with this library",
                library.display()
            )
        })
        .map(Some)
}

impl std::fmt::Debug for Documents {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Documents")
    }
}
