//! Images of pages: made once for all tablets, kept on disk and in memory, urgent ones first.
//!
//! [`Pages::image`] is the only way to one. It does not ask who wants it: whoever calls it has asked
//! [`Documents`](crate::documents) first (rule PG-6). A page is never drawn here but by the page workers.

pub mod cache;
mod hot;
pub mod workers;

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, Shared, WeakShared};
use nghisu_protocol::error::ErrorCode;
use nghisu_protocol::frame::{LADDER, PageImage};
use nghisu_protocol::ids::UploadId;
use nghisu_protocol::log::Hash;
use nghisu_protocol::socket::Priority;

use crate::documents::versions::Versions;
use cache::{DiskCache, Moment};
pub use cache::{EncodedImage, Key};
use hot::Hot;
use workers::{WorkError, Workers, blocking};

/// Bytes of images that are held in memory.
const HOT: usize = 64 * 1024 * 1024;
/// From so many on, makings that were given up are swept out.
const MANY_FLIGHTS: usize = 1024;

type Made = Result<Arc<EncodedImage>, ErrorCode>;
type Making = Shared<BoxFuture<'static, Made>>;

/// The images of all pages. Cheap to clone.
#[derive(Clone)]
pub struct Pages(Arc<Inner>);

struct Inner {
    workers: Workers,
    versions: Versions,
    disk: Arc<DiskCache>,
    hot: Mutex<Hot>,
    /// What is being made. When nobody waits for an image any more, its making ends with the last who did.
    flights: Mutex<HashMap<Key, Flight>>,
    drawn: AtomicU64,
    /// One image is made ahead at a time, so that warming never stands in anybody's way.
    warming: tokio::sync::Semaphore,
}

struct Flight {
    making: WeakShared<BoxFuture<'static, Made>>,
    urgency: Arc<AtomicU8>,
}

impl Pages {
    /// Opens the cache under a data folder; `limit` is in bytes.
    ///
    /// # Errors
    /// When the cache's folder cannot be used.
    pub fn open(
        data: &Path,
        limit: u64,
        workers: Workers,
        versions: Versions,
    ) -> std::io::Result<Self> {
        Ok(Self(Arc::new(Inner {
            workers,
            versions,
            disk: Arc::new(DiskCache::open(data, limit)?),
            hot: Mutex::new(Hot::new(HOT)),
            flights: Mutex::new(HashMap::new()),
            drawn: AtomicU64::new(0),
            warming: tokio::sync::Semaphore::new(1),
        })))
    }

    /// The image, from memory, from disk or drawn now. Dropping the answer's future gives it up.
    ///
    /// # Errors
    /// `version_unknown`, `page_unknown`, `image_not_offered`, `page_unreadable` (broken, too slow, or in
    /// quarantine after it stopped two workers), `unavailable`.
    pub async fn image(&self, image: PageImage, priority: Priority) -> Made {
        if !image.is_on_the_ladder() {
            return Err(ErrorCode::ImageNotOffered);
        }
        let version = self
            .0
            .versions
            .get(image.version)
            .await
            .map_err(|error| {
                tracing::error!(%error, "a version could not be looked up");
                ErrorCode::Internal
            })?
            .ok_or(ErrorCode::VersionUnknown)?;
        if image.page > version.page_count() {
            return Err(ErrorCode::PageUnknown);
        }
        self.of(
            Key {
                content: version.hash,
                page: image.page,
                long_edge: image.long_edge,
                tile: image.tile,
            },
            priority,
        )
        .await
    }

    /// An image of a page of a stored file that is no version of a paper, such as submitted minutes.
    ///
    /// # Errors
    /// As [`Self::image`].
    pub async fn image_of(
        &self,
        content: Hash,
        page: u32,
        long_edge: u16,
        priority: Priority,
    ) -> Made {
        if !LADDER.contains(&long_edge) {
            return Err(ErrorCode::ImageNotOffered);
        }
        if page == 0 {
            return Err(ErrorCode::PageUnknown);
        }
        self.of(whole(content, page, long_edge), priority).await
    }

    /// How many pages such a file has.
    ///
    /// # Errors
    /// `page_unreadable`, `unavailable`.
    pub async fn count(&self, content: Hash) -> Result<u32, ErrorCode> {
        let inspection = self.0.workers.inspect(content).await.map_err(|error| {
            tracing::warn!(%error, "the pages of a file were not counted");
            error.page_code()
        })?;
        Ok(u32::try_from(inspection.pages.len()).unwrap_or(u32::MAX))
    }

    async fn of(&self, key: Key, priority: Priority) -> Made {
        if let Some(image) = self.0.hot().get(&key) {
            return Ok(image);
        }
        self.join(key, priority).await
    }

    /// Waits for the making that is under way, or begins one.
    fn join(&self, key: Key, priority: Priority) -> Making {
        let mut flights = self.0.flights();
        if let Some(flight) = flights.get(&key)
            && let Some(making) = flight.making.upgrade()
        {
            let before = flight
                .urgency
                .fetch_min(urgency(priority), Ordering::SeqCst);
            if urgency(priority) < before {
                self.0.workers.raise(&key, pool_priority(urgency(priority)));
            }
            return making;
        }
        // It may have ended since the caller looked: it is put into memory before it leaves this map.
        if let Some(image) = self.0.hot().get(&key) {
            return std::future::ready(Ok(image)).boxed().shared();
        }
        let urgency = Arc::new(AtomicU8::new(urgency(priority)));
        let making = make(Arc::clone(&self.0), key, Arc::clone(&urgency))
            .boxed()
            .shared();
        if flights.len() >= MANY_FLIGHTS {
            flights.retain(|_, flight| flight.making.upgrade().is_some());
        }
        if let Some(weak) = making.downgrade() {
            flights.insert(
                key,
                Flight {
                    making: weak,
                    urgency,
                },
            );
        }
        making
    }

    /// Makes an image before anybody asks, when nothing more urgent waits. Whoever asks for it meanwhile
    /// makes it urgent; dropping the answer's future gives it up. Answers the image's bytes, 0 where it was there.
    ///
    /// # Errors
    /// As [`Self::image`].
    pub async fn warm(&self, content: Hash, page: u32, long_edge: u16) -> Result<u64, ErrorCode> {
        let key = whole(content, page, long_edge);
        if self.0.disk.contains(&key) {
            return Ok(0);
        }
        let Ok(_turn) = self.0.warming.acquire().await else {
            return Err(ErrorCode::Unavailable);
        };
        let image = self.join(key, Priority::Later).await?;
        Ok(image.bytes.len() as u64)
    }

    /// Draws the thumbnail of a page of a file that has come in and is no blob yet, and keeps it for the
    /// blob that it becomes. Nothing is drawn where it is known already.
    ///
    /// # Errors
    /// See [`WorkError`].
    pub async fn try_incoming(
        &self,
        upload: UploadId,
        content: Hash,
        page: u32,
    ) -> Result<(), WorkError> {
        let key = whole(content, page, LADDER[0]);
        if self.0.disk.contains(&key) {
            return Ok(());
        }
        let since = self.0.disk.now();
        let drawn = self.0.workers.draw_incoming(upload, &key).await?;
        self.0.drawn.fetch_add(1, Ordering::Relaxed);
        let (disk, image) = (Arc::clone(&self.0.disk), encoded(drawn));
        Ok(blocking(move || disk.put(&key, &image, since)).await?)
    }

    /// Throws away all images of a content.
    ///
    /// # Errors
    /// When the disk says no.
    pub async fn forget(&self, content: Hash) -> std::io::Result<()> {
        let disk = Arc::clone(&self.0.disk);
        // From the disk first: what is being made asks there whether it may still go into memory.
        let forgotten = blocking(move || disk.forget(content)).await;
        self.0.hot().forget(content);
        forgotten
    }

    /// How many images were drawn since the start, for metrics.
    pub fn drawn(&self) -> u64 {
        self.0.drawn.load(Ordering::Relaxed)
    }

    /// Bytes of images that the disk may hold.
    pub fn limit_on_disk(&self) -> u64 {
        self.0.disk.limit()
    }

    /// Bytes of images on disk, for metrics.
    pub fn bytes_on_disk(&self) -> u64 {
        self.0.disk.bytes()
    }
}

impl Inner {
    fn hot(&self) -> MutexGuard<'_, Hot> {
        self.hot.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn flights(&self) -> MutexGuard<'_, HashMap<Key, Flight>> {
        self.flights.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Pages {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pages")
            .field("drawn", &self.drawn())
            .finish_non_exhaustive()
    }
}

/// From disk, else drawn and kept.
async fn make(inner: Arc<Inner>, key: Key, urgency: Arc<AtomicU8>) -> Made {
    let since = inner.disk.now();
    let made = from_disk_or_drawn(&inner, key, &urgency, since).await;
    if let Ok(image) = &made {
        let mut hot = inner.hot();
        if !inner.disk.was_forgotten(key.content, since) {
            hot.put(key, Arc::clone(image));
        }
    }
    // Only now, so that whoever comes next finds it either under way or in memory.
    inner.flights().remove(&key);
    made
}

async fn from_disk_or_drawn(inner: &Inner, key: Key, urgency: &AtomicU8, since: Moment) -> Made {
    let disk = Arc::clone(&inner.disk);
    if let Ok(Some(image)) = blocking(move || Ok(disk.get(&key))).await {
        return Ok(Arc::new(image));
    }
    let priority = pool_priority(urgency.load(Ordering::SeqCst));
    let drawn = inner.workers.draw(&key, priority).await.map_err(|error| {
        tracing::warn!(%error, page = key.page, "a page was not drawn");
        error.page_code()
    })?;
    inner.drawn.fetch_add(1, Ordering::Relaxed);
    let image = Arc::new(encoded(drawn));
    let disk = Arc::clone(&inner.disk);
    let kept = Arc::clone(&image);
    // Who waits for the image need not wait for the disk.
    drop(tokio::task::spawn_blocking(move || {
        if let Err(error) = disk.put(&key, &kept, since) {
            tracing::warn!(%error, "an image was not kept on disk");
        }
    }));
    Ok(image)
}

fn encoded(drawn: nghisu_render::Image) -> EncodedImage {
    EncodedImage {
        media_type: drawn.media_type,
        width: u16::try_from(drawn.width).unwrap_or(u16::MAX),
        height: u16::try_from(drawn.height).unwrap_or(u16::MAX),
        bytes: drawn.bytes.into(),
    }
}

/// A whole page.
fn whole(content: Hash, page: u32, long_edge: u16) -> Key {
    Key {
        content,
        page,
        long_edge,
        tile: None,
    }
}

/// The smaller, the sooner.
fn urgency(priority: Priority) -> u8 {
    match priority {
        Priority::Visible => 0,
        Priority::Next => 1,
        Priority::Thumbnail | Priority::Later => 2,
    }
}

fn pool_priority(urgency: u8) -> nghisu_render::Priority {
    match urgency {
        0 => nghisu_render::Priority::Visible,
        1 => nghisu_render::Priority::Next,
        _ => nghisu_render::Priority::Background,
    }
}
