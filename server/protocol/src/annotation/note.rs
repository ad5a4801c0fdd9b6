//! Private notes: what the server keeps of annotations that nobody else may see.
//!
//! The body is an [`Annotation`](super::Annotation) in JSON, sealed on the tablet with AES-256-GCM. The
//! server sees who, which version, which page, and bytes. The additional data is
//! `nghisu/note/v1/<annotation id>/<version id>/<page>`, so that a note cannot be moved or swapped.

use serde::{Deserialize, Serialize};

use crate::bytes::Base64Url;
use crate::ids::{AnnotationId, PersonId, Timestamp, VersionId};

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

/// The version of [`WrappedKey`] that this build writes.
pub const WRAP_VERSION: u16 = 1;
/// The wrap of the printed recovery code; every other one is named by its passkey's credential id.
pub const RECOVERY: &str = "recovery";
/// Wraps of one person at most: a passkey each, and the recovery code.
pub const MAX_WRAPS: usize = 32;
/// What a passkey is asked to turn into a secret (WebAuthn Level 3, 10.1.4, `prf`): the same for every person,
/// for the secret depends on the passkey.
pub const PRF_INPUT: &[u8] = b"nghisu/notes/prf/v1";

/// The key of a person's private notes, sealed for one way of getting at it.
///
/// The key that seals it is HKDF-SHA-256 (RFC 5869) over the passkey's PRF output or the recovery code, with
/// `salt` and [`wrap_info`]; the same text is the additional data. Neither secret ever reaches the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct WrappedKey {
    /// The version of this shape.
    pub v: u16,
    /// Which key: 8 random bytes that were drawn with it, hexadecimal, as in [`Envelope::key_id`].
    pub key_id: String,
    /// [`RECOVERY`], or the credential id of a passkey, base64url.
    pub wrap: String,
    /// 32 random bytes.
    pub salt: Base64Url,
    /// The 96-bit nonce.
    pub nonce: Base64Url,
    /// The sealed 256-bit key and the 128-bit tag.
    pub sealed: Base64Url,
}

/// What binds a wrapped key to its person and its way.
pub fn wrap_info(person: PersonId, key_id: &str, wrap: &str) -> String {
    format!("nghisu/note-key/v1/{person}/{key_id}/{wrap}")
}
