//! What the package's own JSON files hold.

use nghisu_protocol::bytes::Base64Url;
use nghisu_protocol::ids::{CeremonyId, PersonId, Timestamp};
use nghisu_protocol::log::{Hash, Salt};
use nghisu_protocol::meetings::{Checkpoint, ConsistencyProof};
use nghisu_protocol::room::state::SigningCapacity;
use nghisu_protocol::signing::Assertion;
use serde::{Deserialize, Serialize};

use crate::assertion::PublicKey;

/// One entry of a log: a line of JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogLine {
    /// The header's JSON, to the byte.
    pub header: String,
    /// The payload's JSON, to the byte; nothing once erased, or where it is withheld (rules VE-5, VE-6).
    pub payload: Option<String>,
    /// The 32 bytes that the payload's commitment begins with; nothing where there is no payload.
    pub salt: Option<Base64Url>,
}

impl LogLine {
    /// An entry as it is stored.
    #[must_use]
    pub fn new(header: &str, payload: Option<(&str, &Salt)>) -> Self {
        Self {
            header: header.to_owned(),
            payload: payload.map(|(payload, _)| payload.to_owned()),
            salt: payload.map(|(_, salt)| Base64Url(salt.to_vec())),
        }
    }
}

/// What proves the meeting's log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogProof {
    /// The log as it was when the meeting was closed: what the minutes print.
    pub closed: ClosedLog,
    /// That the log in the package begins with the closed one.
    pub consistency: ConsistencyProof,
    /// The log in the package, signed by the log key.
    pub checkpoint: Checkpoint,
}

/// A log's length and root.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClosedLog {
    /// Its entries.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

/// How a signature of the minutes came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CeremonyRecord {
    /// Which ceremony.
    pub id: CeremonyId,
    /// Who signed.
    pub person: PersonId,
    /// That person's name.
    pub name: String,
    /// In which capacity.
    pub capacity: SigningCapacity,
    /// The signature field.
    pub field: String,
    /// SHA-256 over the DER of the signed attributes.
    pub digest: Hash,
    /// The 32 random bytes of the challenge.
    pub nonce: Base64Url,
    /// What the passkey answered.
    pub assertion: Assertion,
    /// The passkey's public key, a COSE_Key.
    pub public_key: PublicKey,
    /// The origin of the product's pages.
    pub origin: String,
    /// The relying party's id.
    pub rp_id: String,
    /// The signer's certificate, DER.
    pub certificate: Base64Url,
    /// SHA-256 of the file with this signature.
    pub signed: Hash,
    /// When it was embedded.
    pub signed_at: Timestamp,
}
