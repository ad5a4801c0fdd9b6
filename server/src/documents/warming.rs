//! Making images before anybody asks: when a paper comes in, and again for all papers of a meeting when it is
//! published or opened, since the disk may have thrown away what was made weeks before.
//!
//! It is always the last in line, one image at a time, and ends when the paper is no longer to be read.

use std::sync::Arc;

use nghisu_protocol::frame::LADDER;
use nghisu_protocol::ids::{MeetingId, VersionId};
use nghisu_protocol::log::Hash;
use nghisu_protocol::room::Room;
use nghisu_protocol::room::state::Stage;
use tokio::sync::broadcast::error::RecvError;

use super::service::Documents;
use super::versions::StoredVersion;
use crate::live::LiveError;

/// Pages whose thumbnails are made.
const THUMBNAILS: u32 = 500;
/// Pages that are made at reading sizes.
const FIRST_PAGES: u32 = 3;

/// A version whose images are made.
#[derive(Debug, Clone, Copy)]
struct Warmed {
    version: VersionId,
    content: Hash,
    pages: u32,
}

/// The first pages at reading sizes.
fn reading(pages: u32) -> impl Iterator<Item = (u32, u16)> {
    let [_, reading @ .., _] = LADDER;
    (1..=pages.min(FIRST_PAGES))
        .flat_map(move |page| reading.into_iter().map(move |long_edge| (page, long_edge)))
}

/// All pages as thumbnails.
fn thumbnails(pages: u32) -> impl Iterator<Item = (u32, u16)> {
    (1..=pages.min(THUMBNAILS)).map(|page| (page, LADDER[0]))
}

impl Documents {
    /// Makes the first images of each meeting's papers when it is published or opened, from now on.
    pub(super) fn warm_what_is_announced(&self) {
        let mut announced = self.0.rooms.announced();
        // The service's own end, not this task, decides how long it runs.
        let inner = Arc::downgrade(&self.0);
        tokio::spawn(async move {
            loop {
                let meeting = match announced.recv().await {
                    Ok(meeting) => meeting,
                    Err(RecvError::Lagged(_)) => continue,
                    Err(RecvError::Closed) => return,
                };
                let Some(inner) = inner.upgrade() else {
                    return;
                };
                tokio::spawn(async move {
                    if let Err(error) = Self(inner).warm_meeting(meeting).await {
                        tracing::warn!(%error, %meeting, "the papers of a meeting were not warmed");
                    }
                });
            }
        });
    }

    /// Makes the first images of a version.
    pub(super) async fn warm_version(&self, version: &StoredVersion) {
        let warmed = Warmed {
            version: version.id,
            content: version.hash,
            pages: version.page_count(),
        };
        let images = reading(warmed.pages).chain(thumbnails(warmed.pages));
        if let Err(error) = self.warm(version.meeting, warmed, images).await {
            tracing::warn!(%error, version = %version.id, "a paper was not warmed");
        }
    }

    /// Makes the first images of all papers of a meeting: what is read first of each of them, then the rest.
    async fn warm_meeting(&self, meeting: MeetingId) -> Result<(), LiveError> {
        let room = self.0.rooms.read(meeting).await?;
        let papers: Vec<Warmed> = room
            .agenda()
            .into_iter()
            .flat_map(|(item, _)| room.documents_of(item))
            .filter_map(|(_, document)| document.current())
            .map(|version| Warmed {
                version: version.id,
                content: version.hash,
                pages: version.pages,
            })
            .collect();
        // Nothing is held of the room while images are made: the meeting goes on meanwhile.
        drop(room);
        for paper in &papers {
            self.warm(meeting, *paper, reading(paper.pages)).await?;
        }
        for paper in &papers {
            self.warm(meeting, *paper, thumbnails(paper.pages)).await?;
        }
        Ok(())
    }

    /// Ends quietly when the version is no longer to be read, and at the first page that cannot be drawn:
    /// of a paper that stops workers, only what somebody asks for is drawn.
    async fn warm(
        &self,
        meeting: MeetingId,
        Warmed {
            version, content, ..
        }: Warmed,
        images: impl Iterator<Item = (u32, u16)>,
    ) -> Result<(), LiveError> {
        for (page, long_edge) in images {
            if !is_to_be_read(&*self.0.rooms.read(meeting).await?, version) {
                return Ok(());
            }
            if let Err(code) = self.0.pages.warm(content, page, long_edge).await {
                tracing::debug!(code = code.as_str(), page, "warming a paper ended");
                return Ok(());
            }
        }
        Ok(())
    }
}

/// The version is in force, in a meeting that is still to be held.
fn is_to_be_read(room: &Room, version: VersionId) -> bool {
    matches!(room.stage, Stage::Draft | Stage::Published | Stage::Open)
        && room.version(version).is_some_and(|(_, document, _)| {
            document
                .current()
                .is_some_and(|current| current.id == version)
        })
}
