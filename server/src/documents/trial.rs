//! Trying a file before it counts: each page is drawn once, small, so that a page that never ends, or one that
//! bursts its worker, is found while the file can still be refused (rule UP-7).
//!
//! What was drawn stays as the paper's thumbnails, which would be made next anyway. A page that merely cannot
//! be drawn refuses nothing: readers see it as such, and the others are fine.

use std::io;
use std::time::Duration;

use nghisu_protocol::error::ErrorCode;
use nghisu_protocol::log::Hash;
use nghisu_render::RenderError;
use tokio::time::Instant;

use super::checking::refusal;
use super::error::DocumentError;
use super::service::Documents;
use super::store::StoredUpload;
use crate::pages::workers::WorkError;

/// How long a file is tried at most. A page that was begun in time is waited for.
const TRIAL: Duration = Duration::from_secs(20);

impl Documents {
    /// Why the file is refused, if it is. What stopped a worker is an error, for another try; the second
    /// time it is in quarantine.
    pub(super) async fn try_pages(
        &self,
        upload: &StoredUpload,
        hash: Hash,
        pages: usize,
    ) -> Result<Option<ErrorCode>, DocumentError> {
        let end = Instant::now() + TRIAL;
        for page in 1..=u32::try_from(pages).unwrap_or(u32::MAX) {
            if Instant::now() >= end {
                tracing::debug!(upload = %upload.id, page, "a file was not tried to its end");
                break;
            }
            match self.0.pages.try_incoming(upload.id, hash, page).await {
                Ok(()) => {}
                Err(WorkError::Render(RenderError::Quarantined)) => {
                    return Ok(refusal(&RenderError::Quarantined.into()));
                }
                Err(
                    error @ WorkError::Render(
                        RenderError::DeadlineExceeded
                        | RenderError::WorkerLost
                        | RenderError::CannotStart(_)
                        | RenderError::Closed,
                    ),
                ) => return Err(error.into()),
                // It became a blob before the server stopped; its pages were tried then.
                Err(WorkError::File(error)) if error.kind() == io::ErrorKind::NotFound => break,
                Err(error @ (WorkError::File(_) | WorkError::NoWorkers)) => {
                    return Err(error.into());
                }
                Err(error) => {
                    tracing::debug!(%error, upload = %upload.id, page, "a page cannot be drawn");
                }
            }
        }
        Ok(None)
    }
}
