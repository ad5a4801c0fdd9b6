//! The manifest and its seal.

use ed25519_dalek::{Signature, VerifyingKey};
use nghisu_protocol::ids::{DocumentId, MeetingId, Timestamp, VersionId};
use nghisu_protocol::log::Hash;
use nghisu_protocol::stream::StreamId;
use serde::{Deserialize, Serialize};

/// What is in a package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// [`super::FORMAT`].
    pub format: String,
    /// Which meeting.
    pub meeting: MeetingId,
    /// Its name.
    pub title: String,
    /// When the package was made.
    pub made_at: Timestamp,
    /// Every file but the manifest and its seal, in the package's order.
    pub files: Vec<File>,
}

/// A file of a package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Its path.
    pub path: String,
    /// Its bytes.
    pub size: u64,
    /// Their SHA-256.
    pub sha256: Hash,
    /// What kind of file it is, for other programs.
    pub media_type: String,
    /// What it is in the package.
    pub role: Role,
}

/// What a file is in a package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Role {
    /// The signed minutes.
    Minutes {},
    /// One version of a document.
    Document {
        /// Which document.
        document: DocumentId,
        /// Which version.
        version: VersionId,
    },
    /// A log.
    Log {
        /// Its name.
        stream: StreamId,
        /// How many of its entries stand without their content because not everybody who may have the package may
        /// read it (rules VE-5, VE-6).
        #[serde(default, skip_serializing_if = "is_none")]
        withheld: u64,
    },
    /// What proves the meeting's log.
    Proof {},
    /// The signing authority's certificate.
    Authority {},
    /// The ceremonies.
    Ceremonies {},
}

fn is_none(count: &u64) -> bool {
    *count == 0
}

/// The log key's signature over a manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seal {
    /// SHA-256 of the manifest's bytes.
    pub manifest: Hash,
    /// The log key: an Ed25519 public key, 64 hexadecimal digits.
    pub key: String,
    /// The Ed25519 signature over [`Seal::signed_bytes`], 128 hexadecimal digits.
    pub signature: String,
}

impl Seal {
    /// What is signed for a manifest: lines of text, so that it can be checked by hand.
    #[must_use]
    pub fn signed_bytes(manifest: Hash) -> Vec<u8> {
        format!("{}\n{manifest}\n", super::FORMAT).into_bytes()
    }

    /// Whether the key that it names made it. Whose key that is, the caller must know.
    #[must_use]
    pub fn is_signed(&self) -> bool {
        is_signed_by(
            &self.key,
            &self.signature,
            &Self::signed_bytes(self.manifest),
        )
    }
}

/// Whether an Ed25519 signature verifies; key and signature in hexadecimal digits.
pub(crate) fn is_signed_by(key: &str, signature: &str, message: &[u8]) -> bool {
    let (mut key_bytes, mut signature_bytes) = ([0; 32], [0; 64]);
    hex::decode_to_slice(key, &mut key_bytes).is_ok()
        && hex::decode_to_slice(signature, &mut signature_bytes).is_ok()
        && VerifyingKey::from_bytes(&key_bytes).is_ok_and(|key| {
            key.verify_strict(message, &Signature::from_bytes(&signature_bytes))
                .is_ok()
        })
}
