//! The way to the page workers: files of the blob store, opened and handed over.
//!
//! Here the product's words become those of the render crate: hashes and pages from 1 become documents
//! and pages from 0, and its errors become codes. No PDF is read in this process.

use std::fs::File;
use std::io;

use nghisu_protocol::error::ErrorCode;
use nghisu_protocol::frame::{TILE, Tile};
use nghisu_protocol::ids::UploadId;
use nghisu_protocol::log::Hash;
use nghisu_render::{
    Binder, Document, Encoding, Image, InkImage, InkRefusal, Inspection, PageText, PixelRect, Pool,
    Priority, RenderError, SecrecyMark,
};

use super::cache::Key;
use crate::documents::blobs::Blobs;

/// The page workers with the files that they read. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Workers {
    pool: Option<Pool>,
    blobs: Blobs,
}

/// Why the workers have no answer.
#[derive(Debug, thiserror::Error)]
pub enum WorkError {
    /// The server runs without PDFium.
    #[error("no page workers: PDFium's library was not found when the server started")]
    NoWorkers,
    /// The file cannot be opened.
    #[error("the file cannot be opened: {0}")]
    File(#[from] io::Error),
    /// The workers said why.
    #[error(transparent)]
    Render(#[from] RenderError),
}

impl WorkError {
    /// Whether it is this page's fault, and not that of the server's state.
    pub fn is_about_the_page(&self) -> bool {
        self.page_code() == ErrorCode::PageUnreadable
    }

    /// What to say to somebody who wants to see a page.
    pub fn page_code(&self) -> ErrorCode {
        match self {
            Self::NoWorkers => ErrorCode::Unavailable,
            Self::File(error) if error.kind() == io::ErrorKind::NotFound => {
                ErrorCode::VersionUnknown
            }
            Self::File(_) => ErrorCode::Internal,
            Self::Render(error) => match error {
                RenderError::NotPdf
                | RenderError::Encrypted
                | RenderError::Broken(_)
                | RenderError::TooManyPages(_)
                | RenderError::DeadlineExceeded
                | RenderError::WorkerLost
                | RenderError::Quarantined => ErrorCode::PageUnreadable,
                RenderError::PageOutOfRange { .. } => ErrorCode::PageUnknown,
                RenderError::SizeOutOfRange(_) => ErrorCode::ImageNotOffered,
                RenderError::CannotStart(_) | RenderError::Closed => ErrorCode::Unavailable,
            },
        }
    }
}

impl Workers {
    /// Without a pool everything answers [`WorkError::NoWorkers`].
    pub fn new(pool: Option<Pool>, blobs: Blobs) -> Self {
        Self { pool, blobs }
    }

    /// Whether there are workers at all.
    pub fn are_there(&self) -> bool {
        self.pool.is_some()
    }

    /// Describes a file that has come in and is no blob yet.
    ///
    /// # Errors
    /// See [`WorkError`].
    pub async fn inspect_incoming(
        &self,
        upload: UploadId,
        hash: Hash,
    ) -> Result<Inspection, WorkError> {
        let pool = self.pool()?;
        let document = self.incoming(upload, hash).await?;
        Ok(pool.inspect(&document, Priority::Next).await?)
    }

    /// The stamp of secrecy that is seen on the first page of a file that has come in and is no blob yet.
    ///
    /// # Errors
    /// See [`WorkError`].
    pub async fn mark_incoming(
        &self,
        upload: UploadId,
        hash: Hash,
    ) -> Result<Option<SecrecyMark>, WorkError> {
        let pool = self.pool()?;
        let document = self.incoming(upload, hash).await?;
        Ok(pool.mark(&document, Priority::Next).await?)
    }

    /// Draws a whole page of a file that has come in and is no blob yet, when nothing more urgent waits.
    ///
    /// # Errors
    /// See [`WorkError`].
    pub async fn draw_incoming(&self, upload: UploadId, key: &Key) -> Result<Image, WorkError> {
        let pool = self.pool()?;
        let document = self.incoming(upload, key.content).await?;
        Ok(pool
            .raster(
                &document,
                key.page.saturating_sub(1),
                u32::from(key.long_edge),
                Encoding::Auto,
                Priority::Background,
            )
            .await?)
    }

    /// Describes a blob.
    ///
    /// # Errors
    /// See [`WorkError`].
    pub async fn inspect(&self, content: Hash) -> Result<Inspection, WorkError> {
        let pool = self.pool()?;
        let document = self.document(content).await?;
        Ok(pool.inspect(&document, Priority::Visible).await?)
    }

    /// The text of a page of a blob.
    ///
    /// # Errors
    /// See [`WorkError`].
    pub async fn text(
        &self,
        content: Hash,
        page: u32,
        priority: Priority,
    ) -> Result<PageText, WorkError> {
        let pool = self.pool()?;
        let document = self.document(content).await?;
        Ok(pool
            .text(&document, page.saturating_sub(1), priority)
            .await?)
    }

    /// Draws an image.
    ///
    /// # Errors
    /// See [`WorkError`].
    pub async fn draw(&self, key: &Key, priority: Priority) -> Result<Image, WorkError> {
        let pool = self.pool()?;
        let document = self.document(key.content).await?;
        let (page, long_edge) = (key.page.saturating_sub(1), u32::from(key.long_edge));
        let encoding = Encoding::Auto;
        Ok(match key.tile {
            None => {
                pool.raster(&document, page, long_edge, encoding, priority)
                    .await?
            }
            Some(tile) => {
                let area = area(tile);
                pool.tile(&document, page, long_edge, area, encoding, priority)
                    .await?
            }
        })
    }

    /// Draws a page's thumbnail without loss: the same page gives the same bytes.
    ///
    /// # Errors
    /// See [`WorkError`].
    pub async fn fingerprint(&self, content: Hash, page: u32) -> Result<Vec<u8>, WorkError> {
        let pool = self.pool()?;
        let document = self.document(content).await?;
        let image = pool
            .raster(
                &document,
                page.saturating_sub(1),
                nghisu_render::THUMBNAIL,
                Encoding::Lossless,
                Priority::Background,
            )
            .await?;
        Ok(image.bytes)
    }

    /// The ink of a picture that is in no file, or why it has none.
    ///
    /// # Errors
    /// See [`WorkError`].
    pub async fn ink(&self, picture: &[u8]) -> Result<Result<InkImage, InkRefusal>, WorkError> {
        let hash = Hash::of(picture);
        Ok(self.pool()?.ink(hash.0, picture).await?)
    }

    /// Begins a file of the pages of many blobs.
    ///
    /// # Errors
    /// See [`WorkError`].
    pub async fn begin_binding(&self, file: File) -> Result<Binder, WorkError> {
        let pool = self.pool()?.clone();
        Ok(blocking(move || Binder::begin(pool, file)).await?)
    }

    /// A blob as it is bound.
    ///
    /// # Errors
    /// When its file is not there.
    pub async fn to_bind(&self, content: Hash) -> io::Result<Document> {
        let blobs = self.blobs.clone();
        let file = blocking(move || blobs.get(content)).await?;
        Document::new(content.0, file)
    }

    /// An image that waits to be drawn has become more urgent.
    pub fn raise(&self, key: &Key, priority: Priority) {
        if let Some(pool) = &self.pool {
            pool.raise(
                &key.content.0,
                key.page.saturating_sub(1),
                u32::from(key.long_edge),
                key.tile.map(area),
                priority,
            );
        }
    }

    fn pool(&self) -> Result<&Pool, WorkError> {
        self.pool.as_ref().ok_or(WorkError::NoWorkers)
    }

    async fn incoming(&self, upload: UploadId, hash: Hash) -> Result<Document, WorkError> {
        let blobs = self.blobs.clone();
        let file = blocking(move || blobs.open_incoming(upload)).await?;
        Ok(Document::new(hash.0, file)?.untried())
    }

    async fn document(&self, content: Hash) -> Result<Document, WorkError> {
        Ok(self.to_bind(content).await?)
    }
}

fn area(tile: Tile) -> PixelRect {
    let edge = u32::from(TILE);
    PixelRect {
        x: u32::from(tile.column) * edge,
        y: u32::from(tile.row) * edge,
        width: edge,
        height: edge,
    }
}

/// Runs what blocks on the disk where it may block.
pub(crate) async fn blocking<T, F>(work: F) -> io::Result<T>
where
    T: Send + 'static,
    F: FnOnce() -> io::Result<T> + Send + 'static,
{
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => Err(io::Error::other(error)),
    }
}
