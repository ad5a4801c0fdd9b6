//! One entry of a log: its header, its payload, and the hashes that bind them.
//!
//! The header's bytes are hashed into a leaf of the stream's Merkle tree (RFC 6962, section 2.1). The
//! payload is bound to the header only by a salted commitment, so that it can be erased (retention,
//! personal data) while header, leaf and every proof stay as they were. The bytes hashed are the bytes
//! stored: nothing here serialises a header twice.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::ids::{PersonId, Timestamp};
use crate::stream::StreamId;

/// A SHA-256 digest, written as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, pattern = "^[0-9a-f]{64}$"))]
#[serde(into = "String", try_from = "String")]
pub struct Hash(pub [u8; 32]);

/// A text that is no SHA-256 digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a SHA-256 digest is 64 hexadecimal digits")]
pub struct NotAHash;

impl Hash {
    /// The SHA-256 of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The digest as lower-case hexadecimal digits.
    pub fn to_hex(self) -> String {
        hex::encode(self.0)
    }
}

impl core::fmt::Debug for Hash {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.to_hex())
    }
}

impl core::fmt::Display for Hash {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.to_hex())
    }
}

impl core::str::FromStr for Hash {
    type Err = NotAHash;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| NotAHash)?;
        Ok(Self(bytes))
    }
}

impl From<Hash> for String {
    fn from(hash: Hash) -> Self {
        hash.to_hex()
    }
}

impl TryFrom<String> for Hash {
    type Error = NotAHash;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

/// The part of an entry that is never erased. Its JSON bytes are what the leaf is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// The log that the entry stands in.
    pub stream: StreamId,
    /// Its number in the log, from 1 (rule EV-1).
    pub seq: u64,
    /// When the server accepted it.
    pub at: Timestamp,
    /// Who did it.
    pub actor: PersonId,
    /// For whom, where the actor acted in another's place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<PersonId>,
    /// The event's kind, in snake case.
    pub kind: String,
    /// The version of that kind's payload.
    pub version: u16,
    /// SHA-256(salt ‖ payload), see [`commitment`].
    pub payload_commitment: Hash,
}

/// The 32 random bytes that keep a payload from being guessed out of its commitment.
pub type Salt = [u8; 32];

/// What binds a payload to its header: SHA-256(32-byte salt ‖ payload bytes) (rule EV-3).
pub fn commitment(salt: &Salt, payload: &[u8]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(salt);
    hasher.update(payload);
    Hash(hasher.finalize().into())
}

/// The leaf of an entry: SHA-256(0x00 ‖ header bytes), RFC 6962 section 2.1 (rule EV-2).
pub fn leaf(header: &[u8]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update([0x00]);
    hasher.update(header);
    Hash(hasher.finalize().into())
}

/// One entry as it travels to a tablet or into a package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "form", rename_all = "snake_case", deny_unknown_fields)]
pub enum Entry {
    /// All of it. Header and payload are the stored bytes, as text.
    Full {
        /// The header's JSON, to the byte.
        header: String,
        /// The payload's JSON, to the byte.
        payload: String,
    },
    /// An entry whose content the reader may not see, or whose payload was erased (rule EV-6).
    Redacted {
        /// Its number in the log.
        seq: u64,
        /// Its leaf, so that the tree still adds up.
        leaf: Hash,
    },
}

impl Entry {
    /// The entry's number in its log; `None` when the header cannot be read.
    pub fn seq(&self) -> Option<u64> {
        match self {
            Self::Full { header, .. } => serde_json::from_str::<Header>(header)
                .ok()
                .map(|header| header.seq),
            Self::Redacted { seq, .. } => Some(*seq),
        }
    }

    /// The entry's leaf in the Merkle tree.
    pub fn leaf(&self) -> Hash {
        match self {
            Self::Full { header, .. } => leaf(header.as_bytes()),
            Self::Redacted { leaf, .. } => *leaf,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ev_2_a_leaf_is_the_hash_of_a_zero_byte_and_the_header() {
        // RFC 6962: the leaf hash of the empty input.
        assert_eq!(
            leaf(b"").to_hex(),
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
        );
    }

    #[test]
    fn ev_3_a_payload_is_bound_by_its_salted_hash() {
        let salt = [7; 32];
        assert_eq!(
            commitment(&salt, b"x"),
            Hash::of(&[&salt[..], b"x"].concat())
        );
        assert_ne!(commitment(&salt, b"x"), commitment(&[8; 32], b"x"));
    }

    #[test]
    fn a_digest_reads_back_its_digits() {
        let hash = Hash::of(b"abc");
        assert_eq!(hash.to_hex().parse(), Ok(hash));
        assert_eq!("abc".parse::<Hash>(), Err(NotAHash));
    }
}
