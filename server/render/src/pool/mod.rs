//! The pool: the server's side of the door. It decides what is drawn next and by which worker, and for how long.

mod binder;
mod keeper;
mod quarantine;
mod queue;

use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::oneshot;

use crate::model::{
    Encoding, Image, InkImage, InkRefusal, Inspection, PageGeometry, PageText, PixelRect,
    SecrecyMark,
};
use crate::wire::{Job, Reply};
use crate::{Confinement, RenderError};
use binder::Sink;
pub use binder::{BindError, Binder, Bookmark, Section};
use keeper::{Child, Keeper};
use queue::{Queue, Ticket};

/// A document as the pool takes it: its content's hash, by which work is remembered, and an open file.
#[derive(Debug, Clone)]
pub struct Document {
    hash: [u8; 32],
    file: Arc<File>,
    is_untried: bool,
}

impl Document {
    /// `hash` names the content (SHA-256 of the file); the same bytes must always come with the same hash. The descriptor
    /// is opened anew for reading only when it also permits writing, so that no worker can ever change a document.
    pub fn new(hash: [u8; 32], file: File) -> io::Result<Self> {
        use rustix::fs::OFlags;
        use std::os::fd::AsRawFd as _;
        let is_read_only = rustix::fs::fcntl_getfl(&file)? & OFlags::RWMODE == OFlags::RDONLY;
        let file = match is_read_only {
            true => file,
            false => File::open(format!("/proc/self/fd/{}", file.as_raw_fd()))?,
        };
        Ok(Self {
            hash,
            file: Arc::new(file),
            is_untried: false,
        })
    }

    /// Bytes that are in no file; they do not touch the disk on their way to a worker.
    fn in_memory(hash: [u8; 32], bytes: &[u8]) -> io::Result<Self> {
        use std::io::Write as _;
        let flags = rustix::fs::MemfdFlags::CLOEXEC;
        let mut file = File::from(rustix::fs::memfd_create("document", flags)?);
        file.write_all(bytes)?;
        Self::new(hash, file)
    }

    /// The same document, of which nothing is known yet and everything is to be feared: its jobs always leave a worker
    /// free for others, however long they take.
    #[must_use]
    pub fn untried(self) -> Self {
        Self {
            is_untried: true,
            ..self
        }
    }

    /// The content's hash.
    pub fn hash(&self) -> [u8; 32] {
        self.hash
    }
}

/// How urgent a job is. Jobs of one priority run in the order in which they came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Priority {
    /// Someone looks at an empty page.
    Visible,
    /// The page that is likely to be turned to next.
    Next,
    /// Thumbnails and warming the cache.
    Background,
}

/// The program that becomes a worker.
#[derive(Debug, Clone)]
pub struct WorkerCommand {
    /// The program; the server gives `/proc/self/exe`.
    pub program: PathBuf,
    /// Its arguments; the server gives `render-worker`.
    pub args: Vec<String>,
}

/// How a pool is set up.
#[derive(Debug, Clone)]
pub struct PoolConfig {
    /// The program that becomes a worker.
    pub command: WorkerCommand,
    /// The path of `libpdfium.so`.
    pub library: PathBuf,
    /// The number of worker processes, at least one.
    pub workers: usize,
    /// How long one job may take in its worker, the wait for a worker not counted.
    pub deadline: Duration,
    /// The address space of a worker in bytes.
    pub memory: u64,
}

impl PoolConfig {
    /// One worker for each core and at least two, so that one that is stuck does not keep all readers waiting; 15 seconds
    /// a job, 1.5 GiB of address space.
    pub fn new(command: WorkerCommand, library: PathBuf) -> Self {
        Self {
            command,
            library,
            workers: std::thread::available_parallelism().map_or(2, |cores| cores.get().max(2)),
            deadline: Duration::from_secs(15),
            memory: crate::worker::DEFAULT_MEMORY,
        }
    }
}

/// A set of workers. Clones share it; when the last is dropped, the workers are killed.
///
/// Every request can be cancelled by dropping its future: a job that waits is removed, one that runs ends unheard.
#[derive(Debug, Clone)]
pub struct Pool {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    queue: Arc<Queue>,
    children: Vec<Child>,
    keepers: Mutex<Vec<JoinHandle<()>>>,
    confinement: Option<Confinement>,
}

impl Pool {
    /// Starts the workers and waits until each has loaded the library and proved that it is confined; some 50 ms.
    ///
    /// # Errors
    /// [`RenderError::CannotStart`] when one worker does not come up, for example because the library is not found.
    pub fn start(config: PoolConfig) -> Result<Self, RenderError> {
        let workers = config.workers.max(1);
        let queue = Arc::new(Queue::new(workers, keeper::OPEN_DOCUMENTS));
        let (report, reports) = mpsc::channel();
        let mut children = Vec::new();
        let mut keepers = Vec::new();
        for worker in 0..workers {
            let child = Child::default();
            let keeper = Keeper::new(worker, config.clone(), Arc::clone(&queue), child.clone());
            let report = report.clone();
            // A thread of its own: the kernel kills a worker when the *thread* that started it ends.
            let thread = std::thread::Builder::new()
                .name(format!("render-{worker}"))
                .spawn(move || keeper.run(&report))
                .map_err(|error| RenderError::CannotStart(error.to_string()))?;
            children.push(child);
            keepers.push(thread);
        }
        drop(report);
        // Built before the reports are read, so that a failure below ends what was started.
        let mut inner = Inner {
            queue,
            children,
            keepers: Mutex::new(keepers),
            confinement: None,
        };
        for _ in 0..workers {
            let confinement = reports
                .recv()
                .map_err(|_| RenderError::CannotStart("the keeper is gone".to_owned()))??;
            inner.confinement = Some(confinement);
        }
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// Describes the document: pages, forms, signatures, first text, outline.
    pub async fn inspect(
        &self,
        document: &Document,
        priority: Priority,
    ) -> Result<Inspection, RenderError> {
        match self.run(document, Job::Inspect, priority).await? {
            (Reply::Inspection(inspection), _) => Ok(inspection),
            _ => Err(RenderError::WorkerLost),
        }
    }

    /// The gravest stamp of secrecy on the first page, as it is seen; what the text layer says is left to [`Self::inspect`].
    pub async fn mark(
        &self,
        document: &Document,
        priority: Priority,
    ) -> Result<Option<SecrecyMark>, RenderError> {
        match self.run(document, Job::Mark, priority).await? {
            (Reply::Mark(mark), _) => Ok(mark),
            _ => Err(RenderError::WorkerLost),
        }
    }

    /// Where a page lies in PDF user space.
    pub async fn geometry(
        &self,
        document: &Document,
        page: u32,
        priority: Priority,
    ) -> Result<PageGeometry, RenderError> {
        match self.run(document, Job::Geometry { page }, priority).await? {
            (Reply::Geometry(geometry), _) => Ok(geometry),
            _ => Err(RenderError::WorkerLost),
        }
    }

    /// The text of a page with its places.
    pub async fn text(
        &self,
        document: &Document,
        page: u32,
        priority: Priority,
    ) -> Result<PageText, RenderError> {
        match self.run(document, Job::Text { page }, priority).await? {
            (Reply::Text(text), _) => Ok(text),
            _ => Err(RenderError::WorkerLost),
        }
    }

    /// A whole page whose longer edge has `long_edge` pixels, usually one of [`crate::LADDER`]. Annotations and form
    /// widgets, such as signature stamps, are drawn.
    pub async fn raster(
        &self,
        document: &Document,
        page: u32,
        long_edge: u32,
        encoding: Encoding,
        priority: Priority,
    ) -> Result<Image, RenderError> {
        self.image(
            document,
            Job::Raster {
                page,
                long_edge,
                encoding,
            },
            priority,
        )
        .await
    }

    /// A part of a page that would be `long_edge` pixels long, usually [`crate::TILE`] pixels square.
    pub async fn tile(
        &self,
        document: &Document,
        page: u32,
        long_edge: u32,
        area: PixelRect,
        encoding: Encoding,
        priority: Priority,
    ) -> Result<Image, RenderError> {
        self.image(
            document,
            Job::Tile {
                page,
                long_edge,
                area,
                encoding,
            },
            priority,
        )
        .await
    }

    /// The ink of a picture: strokes on light paper or on a transparent ground, as blue on a transparent ground. A refusal
    /// is an answer too. `hash` is the picture's SHA-256.
    ///
    /// # Errors
    /// When the picture stopped its worker, or the workers cannot work.
    pub async fn ink(
        &self,
        hash: [u8; 32],
        picture: &[u8],
    ) -> Result<Result<InkImage, InkRefusal>, RenderError> {
        let cannot = |error: io::Error| RenderError::CannotStart(error.to_string());
        let picture = Document::in_memory(hash, picture).map_err(cannot)?;
        match self
            .run(&picture.untried(), Job::Ink, Priority::Next)
            .await?
        {
            (Reply::Ink { width, height }, png) => Ok(Ok(InkImage { width, height, png })),
            (Reply::NoInk(refusal), _) => Ok(Err(refusal)),
            _ => Err(RenderError::WorkerLost),
        }
    }

    /// Makes an image more urgent that was asked for before and still waits. Without an area it is the whole page.
    pub fn raise(
        &self,
        hash: &[u8; 32],
        page: u32,
        long_edge: u32,
        area: Option<PixelRect>,
        priority: Priority,
    ) {
        let wanted = (page, long_edge, area);
        self.inner.queue.raise(hash, priority, |job| match job {
            Job::Raster {
                page, long_edge, ..
            } => (*page, *long_edge, None) == wanted,
            Job::Tile {
                page,
                long_edge,
                area,
                ..
            } => (*page, *long_edge, Some(*area)) == wanted,
            Job::Inspect
            | Job::Geometry { .. }
            | Job::Text { .. }
            | Job::Mark
            | Job::Ink
            | Job::Import { .. } => false,
        });
    }

    /// The lowest rung of the ladder, [`crate::THUMBNAIL`], in the background.
    pub async fn thumbnail(&self, document: &Document, page: u32) -> Result<Image, RenderError> {
        let long_edge = crate::THUMBNAIL;
        self.raster(
            document,
            page,
            long_edge,
            Encoding::Auto,
            Priority::Background,
        )
        .await
    }

    /// Whether a page, or without one what concerns the whole content, is refused because it has killed two workers.
    pub fn is_quarantined(&self, hash: &[u8; 32], page: Option<u32>) -> bool {
        self.inner.queue.is_quarantined(hash, page)
    }

    /// What the workers can still do, as each of them tried when it started. A worker that could do anything is not used.
    pub fn confinement(&self) -> Option<Confinement> {
        self.inner.confinement
    }

    /// The process ids of the running workers, for metrics.
    pub fn worker_ids(&self) -> Vec<u32> {
        self.inner.children.iter().filter_map(Child::id).collect()
    }

    /// Jobs that wait for a worker, for metrics.
    pub fn waiting(&self) -> usize {
        self.inner.queue.waiting()
    }

    async fn image(
        &self,
        document: &Document,
        job: Job,
        priority: Priority,
    ) -> Result<Image, RenderError> {
        match self.run(document, job, priority).await? {
            (
                Reply::Image {
                    media_type,
                    width,
                    height,
                },
                bytes,
            ) => Ok(Image {
                media_type,
                width,
                height,
                bytes,
            }),
            _ => Err(RenderError::WorkerLost),
        }
    }

    async fn run(
        &self,
        document: &Document,
        job: Job,
        priority: Priority,
    ) -> Result<(Reply, Vec<u8>), RenderError> {
        self.run_into(None, document, job, priority).await
    }

    /// The same with a place for the bytes that come ahead of the answer.
    async fn run_into(
        &self,
        sink: Option<Arc<Sink>>,
        document: &Document,
        job: Job,
        priority: Priority,
    ) -> Result<(Reply, Vec<u8>), RenderError> {
        let (answer, answered) = oneshot::channel();
        self.inner.queue.push(Ticket {
            document: document.clone(),
            job,
            priority,
            sink,
            answer,
        })?;
        answered.await.unwrap_or(Err(RenderError::Closed))
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.queue.close();
        for child in &self.children {
            child.kill();
        }
        let keepers = self
            .keepers
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner);
        for keeper in keepers.drain(..) {
            // A keeper that panicked has nothing left to end.
            let _ = keeper.join();
        }
    }
}
