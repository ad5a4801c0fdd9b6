//! What is known of a version's file. It never changes, so it is looked up once and held in memory.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use nghisu_protocol::documents::{OutlineEntry, PageSize, Secrecy};
use nghisu_protocol::ids::{DocumentId, MeetingId, PersonId, Timestamp, VersionId};
use nghisu_protocol::log::Hash;
use serde::{Deserialize, Serialize};

use super::error::DocumentError;
use super::store::Store;

/// Versions that are held in memory; beyond that all are looked up anew.
const HELD: usize = 4096;

/// What the page workers found in a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FileFacts {
    /// The pages' sizes, in order.
    pub pages: Vec<PageSize>,
    /// The outline in reading order.
    pub outline: Vec<OutlineEntry>,
    /// Whether one of the first pages carries text.
    pub has_text: bool,
    /// Signature fields that carry a signature.
    pub signatures: u32,
}

/// A version of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredVersion {
    /// Its id.
    pub id: VersionId,
    /// The document.
    pub document: DocumentId,
    /// The meeting; its room decides who may see the version.
    pub meeting: MeetingId,
    /// SHA-256 of the file, under which the blob store has it.
    pub hash: Hash,
    /// Size in bytes.
    pub size: u64,
    /// The file's own name.
    pub file_name: String,
    /// Normal or internal.
    pub secrecy: Secrecy,
    /// What is in it.
    pub facts: FileFacts,
    /// Who brought it.
    pub added_by: PersonId,
    /// When.
    pub added_at: Timestamp,
}

impl StoredVersion {
    /// The number of pages.
    pub fn page_count(&self) -> u32 {
        u32::try_from(self.facts.pages.len()).unwrap_or(u32::MAX)
    }
}

/// The versions. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Versions {
    store: Store,
    held: Arc<Mutex<HashMap<VersionId, Arc<StoredVersion>>>>,
}

impl Versions {
    /// The versions of a store.
    pub fn new(store: Store) -> Self {
        Self {
            store,
            held: Arc::default(),
        }
    }

    /// What is known of a version. Whether somebody may know it is asked elsewhere.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn get(&self, id: VersionId) -> Result<Option<Arc<StoredVersion>>, DocumentError> {
        if let Some(version) = self.held().get(&id) {
            return Ok(Some(Arc::clone(version)));
        }
        let Some(version) = self.store.version(id).await?.map(Arc::new) else {
            return Ok(None);
        };
        let mut held = self.held();
        if held.len() >= HELD {
            held.clear();
        }
        held.insert(id, Arc::clone(&version));
        Ok(Some(version))
    }

    /// Forgets a version that came to nothing.
    pub fn forget(&self, id: VersionId) {
        self.held().remove(&id);
    }

    fn held(&self) -> std::sync::MutexGuard<'_, HashMap<VersionId, Arc<StoredVersion>>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
