//! What can go wrong between a document and its picture.

use serde::{Deserialize, Serialize};

/// The errors of this crate. Those about the document travel from the worker; the others are found by the pool.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum RenderError {
    /// The file does not begin like a PDF.
    #[error("the file is not a PDF")]
    NotPdf,
    /// The document opens only with a password.
    #[error("the document is protected by a password")]
    Encrypted,
    /// The file begins like a PDF, but the document or the page asked for cannot be read.
    #[error("the document is broken: {0}")]
    Broken(String),
    /// The document has more pages than [`crate::MAX_PAGES`].
    #[error("the document has {0} pages, more than {max}", max = crate::MAX_PAGES)]
    TooManyPages(u32),
    /// The page asked for does not exist; pages count from 0.
    #[error("page {page} is beyond the document's {pages} pages")]
    PageOutOfRange {
        /// The page asked for.
        page: u32,
        /// The number of pages.
        pages: u32,
    },
    /// The requested size is empty, outside the page or larger than a worker draws.
    #[error("the requested size cannot be drawn: {0}")]
    SizeOutOfRange(String),
    /// The job took longer than its deadline; its worker was killed.
    #[error("the page took longer than the deadline")]
    DeadlineExceeded,
    /// The worker died during this job.
    #[error("the worker died while it worked on the document")]
    WorkerLost,
    /// The page, or the whole content, has killed two workers and is refused for some minutes.
    #[error("the page is in quarantine after it stopped two workers")]
    Quarantined,
    /// A worker could not be started or is not confined; the text says why.
    #[error("a page worker cannot be started: {0}")]
    CannotStart(String),
    /// The pool is shutting down.
    #[error("the page workers are shutting down")]
    Closed,
}
