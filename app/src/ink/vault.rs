//! Seals and opens private notes with the tablet's key: AES-256-GCM through the browser's own cryptography.
//!
//! The key is made on the tablet, cannot be read out by any script, and is kept in IndexedDB. Notes sealed by
//! another tablet's key stay closed here; the screen says so.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use js_sys::{Array, Object, Reflect, Uint8Array};
use nghisu_protocol::annotation::Annotation;
use nghisu_protocol::annotation::note::{ENVELOPE_VERSION, Envelope, SealedNote, additional_data};
use nghisu_protocol::ids::{AnnotationId, Timestamp, VersionId};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Crypto, CryptoKey};

use crate::link::shelf::{Shelf, ShelfError};

/// Why a note could not be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The tablet could not keep or find its key.
    #[error(transparent)]
    Shelf(#[from] ShelfError),
    /// The browser's cryptography failed or is missing (it needs HTTPS or localhost).
    #[error("the browser's cryptography failed")]
    Cryptography,
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
    key: CryptoKey,
    key_id: String,
}

impl Vault {
    /// The tablet's vault; its key is made the first time.
    pub async fn open(shelf: &Shelf) -> Result<Self, VaultError> {
        let key = shelf
            .key("notes")
            .await?
            .and_then(|key| key.dyn_into::<CryptoKey>().ok());
        if let (Some(key), Some(key_id)) = (key, shelf.fact("notes-key-id").await?) {
            return Ok(Self { key, key_id });
        }
        let crypto = crypto()?;
        let mut id = [0; 8];
        crypto
            .get_random_values_with_u8_array(&mut id)
            .map_err(|_| VaultError::Cryptography)?;
        let key_id: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
        let algorithm = object(&[("name", "AES-GCM".into()), ("length", 256.into())]);
        let usages = Array::of2(&"encrypt".into(), &"decrypt".into());
        let promise = crypto
            .subtle()
            .generate_key_with_object(&algorithm, false, &usages)
            .map_err(|_| VaultError::Cryptography)?;
        let key = JsFuture::from(promise)
            .await
            .ok()
            .and_then(|key| key.dyn_into::<CryptoKey>().ok())
            .ok_or(VaultError::Cryptography)?;
        shelf.keep_key("notes", &key).await?;
        shelf.keep_fact("notes-key-id", &key_id).await?;
        Ok(Self { key, key_id })
    }

    /// Seals an annotation for its place.
    pub async fn seal(
        &self,
        version: VersionId,
        annotation: &Annotation,
    ) -> Result<SealedNote, VaultError> {
        let body = serde_json::to_vec(annotation).map_err(|_| VaultError::Broken)?;
        let crypto = crypto()?;
        let mut nonce = [0; 12];
        crypto
            .get_random_values_with_u8_array(&mut nonce)
            .map_err(|_| VaultError::Cryptography)?;
        let algorithm = algorithm(&nonce, annotation.id, version, annotation.page);
        let promise = crypto
            .subtle()
            .encrypt_with_object_and_u8_array(&algorithm, &self.key, &body)
            .map_err(|_| VaultError::Cryptography)?;
        let sealed = JsFuture::from(promise)
            .await
            .map_err(|_| VaultError::Cryptography)?;
        Ok(SealedNote {
            id: annotation.id,
            version,
            page: annotation.page,
            envelope: Some(Envelope {
                v: ENVELOPE_VERSION,
                key_id: self.key_id.clone(),
                nonce: STANDARD.encode(nonce),
                sealed: STANDARD.encode(Uint8Array::new(&sealed).to_vec()),
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
        if envelope.key_id != self.key_id {
            return Err(VaultError::OtherKey);
        }
        let decode = |text: &str| STANDARD.decode(text).map_err(|_| VaultError::Broken);
        let (nonce, sealed) = (decode(&envelope.nonce)?, decode(&envelope.sealed)?);
        let algorithm = algorithm(&nonce, note.id, note.version, note.page);
        let promise = crypto()?
            .subtle()
            .decrypt_with_object_and_u8_array(&algorithm, &self.key, &sealed)
            .map_err(|_| VaultError::Cryptography)?;
        let body = JsFuture::from(promise)
            .await
            .map_err(|_| VaultError::Broken)?;
        let annotation: Annotation = serde_json::from_slice(&Uint8Array::new(&body).to_vec())
            .map_err(|_| VaultError::Broken)?;
        Ok(Some(annotation))
    }
}

fn crypto() -> Result<Crypto, VaultError> {
    web_sys::window()
        .and_then(|window| window.crypto().ok())
        .ok_or(VaultError::Cryptography)
}

fn algorithm(nonce: &[u8], id: AnnotationId, version: VersionId, page: u32) -> Object {
    let bound = additional_data(id, version, page);
    object(&[
        ("name", "AES-GCM".into()),
        ("iv", Uint8Array::from(nonce).into()),
        ("additionalData", Uint8Array::from(bound.as_bytes()).into()),
    ])
}

fn object(entries: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in entries {
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object
}
