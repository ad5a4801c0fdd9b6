//! Reading papers: what is known of a version, its text, a search in it, and what a newer one changed.
//!
//! Every function here passes the door ([`Documents::open`]) first.

use std::fs::File;
use std::sync::Arc;

use nghisu_protocol::documents::{
    Changes, PageSize, PageText, SearchResult, SearchedPage, TextRun, VersionInfo,
};
use nghisu_protocol::ids::VersionId;
use nghisu_protocol::log::Hash;
use nghisu_protocol::room::Viewer;
use nghisu_render::Priority;

use super::changes::changes;
use super::error::DocumentError;
use super::service::Documents;
use super::store::PageWords;
use super::text::{self, Query};
use super::versions::StoredVersion;
use crate::pages::workers::blocking;

/// Pages with hits that a search answers at most.
const MAX_FOUND: usize = 200;
/// Pages whose words are kept at once.
const BATCH: usize = 20;

impl Documents {
    /// What is known of a version.
    ///
    /// # Errors
    /// When the person may not see it.
    pub async fn info(&self, viewer: &Viewer, id: VersionId) -> Result<VersionInfo, DocumentError> {
        let version = self.open(viewer, id).await?;
        let is_indexed = self.0.store.is_indexed(version.hash).await?;
        Ok(VersionInfo {
            id,
            document: version.document,
            meeting: version.meeting,
            hash: version.hash,
            size: version.size,
            file_name: version.file_name.clone(),
            secrecy: version.secrecy,
            pages: version.facts.pages.clone(),
            outline: version.facts.outline.clone(),
            has_text: version.facts.has_text,
            is_indexed,
            signatures: version.facts.signatures,
            added_at: version.added_at,
        })
    }

    /// A version's file, open for reading.
    ///
    /// # Errors
    /// When the person may not see it, or sees it in the room alone.
    pub async fn file(
        &self,
        viewer: &Viewer,
        id: VersionId,
    ) -> Result<(Arc<StoredVersion>, File), DocumentError> {
        let version = self.open_to_take(viewer, id).await?;
        let (blobs, hash) = (self.0.blobs.clone(), version.hash);
        let file = blocking(move || blobs.get(hash)).await?;
        Ok((version, file))
    }

    /// The text of a page with its places. Pages count from 1.
    ///
    /// # Errors
    /// When the person may not see it, or there is no such page.
    pub async fn text(
        &self,
        viewer: &Viewer,
        id: VersionId,
        page: u32,
    ) -> Result<PageText, DocumentError> {
        let version = self.open(viewer, id).await?;
        if page == 0 || page > version.page_count() {
            return Err(DocumentError::PageUnknown);
        }
        let text = self
            .0
            .workers
            .text(version.hash, page, Priority::Next)
            .await?;
        let size = text.geometry.size();
        Ok(PageText {
            page,
            size: PageSize {
                width: size.width,
                height: size.height,
            },
            runs: text
                .runs
                .into_iter()
                .map(|run| TextRun {
                    text: run.text,
                    bounds: text::page_box(run.bounds),
                    stops: run.stops,
                })
                .collect(),
            is_truncated: text.is_truncated,
        })
    }

    /// The pages with a phrase, whatever its marks.
    ///
    /// # Errors
    /// When the person may not see the version, or the phrase is empty or endless.
    pub async fn search(
        &self,
        viewer: &Viewer,
        id: VersionId,
        phrase: &str,
    ) -> Result<SearchResult, DocumentError> {
        let query = Query::new(phrase).ok_or(DocumentError::Field("q"))?;
        let version = self.open(viewer, id).await?;
        let words = self.0.store.words(version.hash).await?;
        let is_complete = words.len() == version.facts.pages.len();
        let (pages, query) = tokio::task::spawn_blocking(move || {
            let found = words.iter().filter(|page| query.is_in(&page.words));
            (found.map(|page| page.page).collect::<Vec<_>>(), query)
        })
        .await
        .map_err(std::io::Error::other)?;
        let is_truncated = pages.len() > MAX_FOUND;
        let mut found = Vec::new();
        for page in pages.into_iter().take(MAX_FOUND) {
            let text = self
                .0
                .workers
                .text(version.hash, page, Priority::Next)
                .await?;
            let hits = query.hits(&text.runs);
            if !hits.is_empty() {
                found.push(SearchedPage { page, hits });
            }
        }
        // Stable: by page among those that are alike.
        found.sort_by_key(|page| !page.hits.iter().any(|hit| hit.is_exact));
        Ok(SearchResult {
            pages: found,
            is_truncated,
            is_complete,
        })
    }

    /// What a newer version of a document changed.
    ///
    /// # Errors
    /// When the person may not see both, or they are of two documents.
    pub async fn changes(
        &self,
        viewer: &Viewer,
        older: VersionId,
        newer: VersionId,
    ) -> Result<Changes, DocumentError> {
        let (old, new) = (
            self.open(viewer, older).await?,
            self.open(viewer, newer).await?,
        );
        if old.document != new.document {
            return Err(DocumentError::VersionUnknown);
        }
        let (old_pages, new_pages) = (self.digests(&old).await?, self.digests(&new).await?);
        let is_complete =
            old_pages.len() == old.facts.pages.len() && new_pages.len() == new.facts.pages.len();
        let changes = if is_complete {
            tokio::task::spawn_blocking(move || changes(&old_pages, &new_pages))
                .await
                .map_err(std::io::Error::other)?
        } else {
            Vec::new()
        };
        Ok(Changes {
            older,
            newer,
            changes,
            is_complete,
        })
    }

    async fn digests(&self, version: &StoredVersion) -> Result<Vec<Hash>, DocumentError> {
        let words = self.0.store.words(version.hash).await?;
        Ok(words.into_iter().map(|page| page.digest).collect())
    }

    /// What is done for a new version after it was entered: its words are kept, its first images made.
    pub(super) fn follow_up(&self, id: VersionId) {
        let documents = self.clone();
        tokio::spawn(async move {
            let version = match documents.0.versions.get(id).await {
                Ok(Some(version)) => version,
                Ok(None) => return,
                Err(error) => {
                    tracing::warn!(%error, "a new version could not be looked up");
                    return;
                }
            };
            documents.warm_version(&version).await;
            if let Err(error) = documents.index(&version).await {
                // Taken up again when the server starts.
                tracing::warn!(%error, version = %id, "the words of a paper were not all kept");
            }
        });
    }

    /// Keeps the words of all pages, and tells of it.
    async fn index(&self, version: &StoredVersion) -> Result<(), DocumentError> {
        let _turn = self.0.indexing.acquire().await;
        let kept = self.keep_words(version).await;
        if self.0.store.erased(version.hash).await?.is_some() {
            // It was erased meanwhile, and so is what was still kept of it.
            return self.0.store.delete_words(version.hash).await;
        }
        kept?;
        self.0.store.set_indexed(version.hash).await?;
        self.tell(version.meeting, None);
        Ok(())
    }

    /// Goes on where an earlier run ended.
    async fn keep_words(&self, version: &StoredVersion) -> Result<(), DocumentError> {
        let hash = version.hash;
        let known = self.0.store.words(hash).await?.len();
        let first = u32::try_from(known).unwrap_or(u32::MAX).saturating_add(1);
        let mut batch = Vec::with_capacity(BATCH);
        for page in first..=version.page_count() {
            batch.push(self.words_of(hash, page).await?);
            if batch.len() == BATCH {
                self.0
                    .store
                    .insert_words(hash, std::mem::take(&mut batch))
                    .await?;
            }
        }
        self.0.store.insert_words(hash, batch).await
    }

    /// The words of each page of a file that is no paper, in one line each; of a page that does not read, none.
    pub(crate) async fn words_of_pages(&self, file: Hash, most: u32) -> Vec<String> {
        let count = self.pages().count(file).await.unwrap_or_default();
        let mut pages = Vec::new();
        for page in 1..=count.min(most) {
            let text = self.0.workers.text(file, page, Priority::Visible).await;
            pages.push(text.map(|text| text::line(&text.runs)).unwrap_or_default());
        }
        pages
    }

    async fn words_of(&self, hash: Hash, page: u32) -> Result<PageWords, DocumentError> {
        let unreadable = || PageWords {
            page,
            words: String::new(),
            digest: Hash::of(format!("unreadable {hash} {page}").as_bytes()),
        };
        let words = match self.0.workers.text(hash, page, Priority::Background).await {
            Ok(text) => text::line(&text.runs),
            Err(error) if error.is_about_the_page() => return Ok(unreadable()),
            Err(error) => return Err(error.into()),
        };
        let digest = match text::digest_of_words(&words) {
            Some(digest) => digest,
            None => match self.0.workers.fingerprint(hash, page).await {
                Ok(picture) => text::digest_of_picture(&picture),
                Err(error) if error.is_about_the_page() => return Ok(unreadable()),
                Err(error) => return Err(error.into()),
            },
        };
        Ok(PageWords {
            page,
            words,
            digest,
        })
    }
}
