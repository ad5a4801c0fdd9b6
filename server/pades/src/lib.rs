//! PDF signatures: PAdES B-B (ETSI EN 319 142-1) in phases that can pause anywhere for a remote key.
//!
//! Knows no meeting, does no IO, asks no clock and draws no random numbers, so that server and tablet run the same
//! code: `add_fields` → `prepare` → `signed_attributes` → a key elsewhere → `Prepared::complete`.
#![expect(
    dead_code,
    reason = "the reader's view of old revisions serves the validation, which follows"
)]

mod algorithm;
mod asn1;
mod base64_bytes;
mod document;
mod error;
mod pdf;
mod sign;
mod time;
mod x509;

pub use algorithm::{Digest, HashAlgorithm, SignatureAlgorithm};
pub use error::Error;
pub use pdf::ReadError;
pub use sign::attributes::{SignedAttributes, signed_attributes};
pub use sign::cms::signed_data;
pub use sign::fields::{FieldSpec, add_fields};
pub use sign::prepare::{DEFAULT_ROOM, Prepared, SignatureMeta, Slot, prepare};
pub use x509::issue;
pub use x509::name::Subject;
pub use x509::request;
