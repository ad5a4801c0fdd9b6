//! Seals and opens private notes: AES-256-GCM through the browser's own cryptography.
//!
//! The keys are kept in IndexedDB and cannot be read out by any script. Notes are sealed with the person's key once
//! this tablet has it (`note_key`), before that with a key of the tablet alone; those sealed by another tablet's own
//! key stay closed here, and the screen says so.

use std::collections::BTreeMap;
use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use nghisu_protocol::annotation::Annotation;
use nghisu_protocol::annotation::note::{ENVELOPE_VERSION, Envelope, SealedNote, additional_data};
use nghisu_protocol::ids::{AnnotationId, Timestamp, VersionId};
use wasm_bindgen::JsCast;
use web_sys::CryptoKey;

use crate::link::shelf::{Shelf, ShelfError};
use crate::link::subtle::{self, CryptographyFailed, Sealer};

/// The key with which notes are sealed now.
const CURRENT: &str = "notes";
/// Its id.
const CURRENT_ID: &str = "notes-key-id";
/// The ids of keys that still open older notes, apart by blanks; each is kept as `notes/<id>`.
const OLDER: &str = "notes-old-keys";

/// Why a note could not be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The tablet could not keep or find its key.
    #[error(transparent)]
    Shelf(#[from] ShelfError),
    /// The browser's cryptography failed or is missing (it needs HTTPS or localhost).
    #[error(transparent)]
    Cryptography(#[from] CryptographyFailed),
    /// Another tablet's key sealed it.
    #[error("another tablet's key sealed the note")]
    OtherKey,
    /// The body is no annotation, or was tampered with.
    #[error("the sealed note does not open")]
    Broken,
}

/// See the module.
#[derive(Clone)]
pub struct Vault {
    keys: Rc<BTreeMap<String, Sealer>>,
    key_id: String,
}

impl Vault {
    /// The tablet's vault; a key is made the first time.
    pub async fn open(shelf: &Shelf) -> Result<Self, VaultError> {
        if current(shelf).await?.is_none() {
            adopt(shelf, &subtle::random()?, &new_id()?).await?;
        }
        let mut keys = BTreeMap::new();
        for id in older(shelf).await? {
            if let Some(key) = kept(shelf, &format!("{CURRENT}/{id}")).await? {
                keys.insert(id, key);
            }
        }
        let (key_id, key) = current(shelf).await?.ok_or(CryptographyFailed)?;
        keys.insert(key_id.clone(), key);
        Ok(Self {
            keys: Rc::new(keys),
            key_id,
        })
    }

    /// Seals an annotation for its place.
    pub async fn seal(
        &self,
        version: VersionId,
        annotation: &Annotation,
    ) -> Result<SealedNote, VaultError> {
        let body = serde_json::to_vec(annotation).map_err(|_| VaultError::Broken)?;
        let nonce = subtle::random()?;
        let bound = additional_data(annotation.id, version, annotation.page);
        let key = self.keys.get(&self.key_id).ok_or(VaultError::OtherKey)?;
        let sealed = key.seal(&nonce, &bound, &body).await?;
        Ok(SealedNote {
            id: annotation.id,
            version,
            page: annotation.page,
            envelope: Some(Envelope {
                v: ENVELOPE_VERSION,
                key_id: self.key_id.clone(),
                nonce: STANDARD.encode(nonce),
                sealed: STANDARD.encode(sealed),
            }),
            kept_at: Timestamp::default(),
        })
    }

    /// What says that a note is erased.
    pub fn erased(id: AnnotationId, version: VersionId, page: u32) -> SealedNote {
        SealedNote {
            id,
            version,
            page,
            envelope: None,
            kept_at: Timestamp::default(),
        }
    }

    /// Opens a note; `None` for one that was erased.
    pub async fn unseal(&self, note: &SealedNote) -> Result<Option<Annotation>, VaultError> {
        let Some(envelope) = &note.envelope else {
            return Ok(None);
        };
        if envelope.v != ENVELOPE_VERSION {
            return Err(VaultError::Broken);
        }
        let key = self
            .keys
            .get(&envelope.key_id)
            .ok_or(VaultError::OtherKey)?;
        let decode = |text: &str| STANDARD.decode(text).map_err(|_| VaultError::Broken);
        let (nonce, sealed) = (decode(&envelope.nonce)?, decode(&envelope.sealed)?);
        let bound = additional_data(note.id, note.version, note.page);
        let body = key
            .open(&nonce, &bound, &sealed)
            .await
            .map_err(|_| VaultError::Broken)?;
        let annotation = serde_json::from_slice(&body).map_err(|_| VaultError::Broken)?;
        Ok(Some(annotation))
    }
}

/// The id of a new key: 8 random bytes, hexadecimal.
pub(super) fn new_id() -> Result<String, CryptographyFailed> {
    let id: [u8; 8] = subtle::random()?;
    Ok(id.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The id of the key with which this tablet seals.
pub(super) async fn current_id(shelf: &Shelf) -> Result<Option<String>, ShelfError> {
    shelf.fact(CURRENT_ID).await
}

/// Seals with this key from now on; the one before goes on opening what it sealed.
pub(super) async fn adopt(shelf: &Shelf, raw: &[u8; 32], key_id: &str) -> Result<(), VaultError> {
    if let Some((id, key)) = current(shelf).await? {
        if id == key_id {
            return Ok(());
        }
        shelf
            .keep_key(&format!("{CURRENT}/{id}"), key.key())
            .await?;
        let mut ids = older(shelf).await?;
        ids.push(id);
        shelf.keep_fact(OLDER, &ids.join(" ")).await?;
    }
    let key = Sealer::import(raw).await?;
    shelf.keep_key(CURRENT, key.key()).await?;
    shelf.keep_fact(CURRENT_ID, key_id).await?;
    Ok(())
}

async fn current(shelf: &Shelf) -> Result<Option<(String, Sealer)>, ShelfError> {
    let key = kept(shelf, CURRENT).await?;
    Ok(shelf.fact(CURRENT_ID).await?.zip(key))
}

async fn kept(shelf: &Shelf, name: &str) -> Result<Option<Sealer>, ShelfError> {
    Ok(shelf
        .key(name)
        .await?
        .and_then(|key| key.dyn_into::<CryptoKey>().ok())
        .map(Sealer::kept))
}

async fn older(shelf: &Shelf) -> Result<Vec<String>, ShelfError> {
    let ids = shelf.fact(OLDER).await?.unwrap_or_default();
    Ok(ids.split_whitespace().map(str::to_owned).collect())
}
