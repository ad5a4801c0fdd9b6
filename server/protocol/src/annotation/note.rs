//! Private notes: what the server keeps of annotations that nobody else may see.
//!
//! The body is an [`Annotation`](super::Annotation) in JSON, sealed on the tablet with AES-256-GCM. The
//! server sees who, which version, which page, and bytes. The additional data is
//! `nghisu/note/v1/<annotation id>/<version id>/<page>`, so that a note cannot be moved or swapped.

use serde::{Deserialize, Serialize};

use crate::ids::{AnnotationId, Timestamp, VersionId};

/// The envelope's version that this build writes.
pub const ENVELOPE_VERSION: u16 = 1;
/// Bytes of a sealed body at most.
pub const MAX_SEALED: usize = 512 * 1024;

/// A sealed body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    /// The version of this shape.
    pub v: u16,
    /// Which key sealed it: 8 random bytes that were drawn with the key, hexadecimal.
    pub key_id: String,
    /// The 96-bit nonce, base64.
    pub nonce: String,
    /// Ciphertext and 128-bit tag, base64.
    pub sealed: String,
}

/// A private note as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SealedNote {
    /// Its id, made by the client; unique per author.
    pub id: AnnotationId,
    /// On which version.
    pub version: VersionId,
    /// Page, from 1.
    pub page: u32,
    /// The sealed body; `None` says that the note was erased.
    pub envelope: Option<Envelope>,
    /// When the server kept it; what a client sends is replaced.
    #[serde(default)]
    pub kept_at: Timestamp,
}

/// The additional data that binds a sealed body to its place.
pub fn additional_data(id: AnnotationId, version: VersionId, page: u32) -> String {
    format!("nghisu/note/v1/{id}/{version}/{page}")
}
