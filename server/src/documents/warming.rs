//! Making images before anybody asks: when a paper comes in, and again for all papers of a meeting when it is
//! published or opened, since the disk may have thrown away what was made weeks before.
//!
//! What is made is what tablets ask for when a paper is opened, an A4 page in the room's two layouts:
//!
//! | tablet or screen | column (landscape) | whole page (portrait) |
//! |---|---|---|
//! | iPad 1080×810 and 1194×834, two pixels to a point | 2800 | 2000 |
//! | Samsung 960×600, two pixels to a point | 2800 | 2000 |
//! | Samsung 1280×800, one and a half | 2000 | 2000 |
//! | lift-up monitor 1920×1080, one | 1200 | 1200 |
//!
//! So all three reading sizes are made, the most wanted first: tablets lie on the table in landscape. The first page of
//! every paper comes before the second of any, because that is where a far jump lands; beyond the first pages the one
//! that is read has the next one drawn ahead. A page of text is some 0.1, 0.4 and 0.7 MB at the three sizes, one of a
//! scan 0.2, 0.6 and 1.1 MB, so that the first pages of forty papers are 150 to 230 MB. Never is more made at once than
//! half of what the disk cache may hold: what was made first is what would be thrown away first.
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
/// The reading sizes, the most wanted first.
const READING: [u16; 3] = [LADDER[3], LADDER[2], LADDER[1]];
/// Of the disk cache's limit, the part that is made at once at most.
const PART_OF_CACHE: u64 = 2;

/// A version whose images are made.
#[derive(Debug, Clone, Copy)]
struct Warmed {
    version: VersionId,
    content: Hash,
    pages: u32,
}

/// One of the first pages at reading sizes; nothing where the paper has no such page.
fn reading(page: u32, pages: u32) -> impl Iterator<Item = (u32, u16)> {
    let sizes = if page <= pages { &READING[..] } else { &[] };
    sizes.iter().map(move |long_edge| (page, *long_edge))
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
        let first = (1..=FIRST_PAGES).flat_map(|page| reading(page, warmed.pages));
        let images = first.chain(thumbnails(warmed.pages));
        let mut left = self.bytes_to_warm();
        if let Err(error) = self.warm(version.meeting, warmed, images, &mut left).await {
            tracing::warn!(%error, version = %version.id, "a paper was not warmed");
        }
    }

    /// Makes the first images of all papers of a meeting: the first page of each of them, then the next ones, then all
    /// pages small.
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
        let mut left = self.bytes_to_warm();
        for page in 1..=FIRST_PAGES {
            for paper in &papers {
                let images = reading(page, paper.pages);
                self.warm(meeting, *paper, images, &mut left).await?;
            }
        }
        for paper in &papers {
            let images = thumbnails(paper.pages);
            self.warm(meeting, *paper, images, &mut left).await?;
        }
        Ok(())
    }

    fn bytes_to_warm(&self) -> u64 {
        self.0.pages.limit_on_disk() / PART_OF_CACHE
    }

    /// Ends quietly when the version is no longer to be read, when no more bytes are left to be made, and at the first
    /// page that cannot be drawn: of a paper that stops workers, only what somebody asks for is drawn.
    async fn warm(
        &self,
        meeting: MeetingId,
        Warmed {
            version, content, ..
        }: Warmed,
        images: impl Iterator<Item = (u32, u16)>,
        left: &mut u64,
    ) -> Result<(), LiveError> {
        for (page, long_edge) in images {
            if *left == 0 || !is_to_be_read(&*self.0.rooms.read(meeting).await?, version) {
                return Ok(());
            }
            match self.0.pages.warm(content, page, long_edge).await {
                Ok(made) => *left = left.saturating_sub(made),
                Err(code) => {
                    tracing::debug!(code = code.as_str(), page, "warming a paper ended");
                    return Ok(());
                }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_page_is_made_for_tablets_in_landscape_first_and_one_that_is_not_there_is_not() {
        let made: Vec<_> = reading(2, 2).collect();
        assert_eq!(made, [(2, 2800), (2, 2000), (2, 1200)]);
        assert_eq!(reading(3, 2).count(), 0);
        assert_eq!(thumbnails(2).collect::<Vec<_>>(), [(1, 256), (2, 256)]);
        assert_eq!(thumbnails(2_000).count(), 500);
    }
}
