//! The archive package: one file that holds a meeting and proves it.
//!
//! ```text
//! manifest.json              what is in it: paths, sizes, SHA-256, roles
//! seal.json                  the log key's signature over the manifest
//! minutes/minutes.pdf        the signed minutes
//! documents/01-….pdf         every version of every document that stood in the meeting at its end
//! log/room.jsonl             the meeting's log, entry by entry, with what may be read of payloads and salts
//! log/proof.json             the close, the proof that the log only grew since, a signed checkpoint
//! annotations/<version>.jsonl  the shared annotations' logs
//! signing/authority.pem      the office's signing authority
//! signing/ceremonies.json    for every signature: who, with which passkey, over what
//! ```
//!
//! A paper that was taken back is not in it: taking back is how a paper leaves that must not be here, a
//! secret one for instance, and a package is copied and handed on. The log still names it by its hash.
//!
//! A package is one file for everybody who may have it, so it is written for the least of them: what a clerk is not
//! given, answers to the invitation, the running record and what was shared with the secretary alone, stands in its log
//! by its header, and its content and salt are left out. The manifest says of how many entries.
//!
//! The log binds the documents, the minutes and the annotations by their hashes; the checkpoint binds the log; the
//! seal binds the rest. [`write()`] makes a package, [`crate::verify`] judges one.

pub mod container;
mod manifest;
mod record;
mod write;

pub(crate) use manifest::is_signed_by;
pub use manifest::{File, Manifest, Role, Seal};
pub use record::{CeremonyRecord, ClosedLog, LogLine, LogProof};
pub(crate) use write::json;
pub use write::{AnnotationLog, Content, Contents, DocumentContent, WriteError, write};

/// The form that this build writes, and the only one that was ever written.
pub const FORMAT: &str = "nghisu/package/v1";

/// Where things stand in a package.
pub mod path {
    /// The manifest.
    pub const MANIFEST: &str = "manifest.json";
    /// Its seal.
    pub const SEAL: &str = "seal.json";
    /// The signed minutes.
    pub const MINUTES: &str = "minutes/minutes.pdf";
    /// The meeting's log.
    pub const LOG: &str = "log/room.jsonl";
    /// What proves it.
    pub const PROOF: &str = "log/proof.json";
    /// The signing authority.
    pub const AUTHORITY: &str = "signing/authority.pem";
    /// The ceremonies.
    pub const CEREMONIES: &str = "signing/ceremonies.json";
}

/// Bytes of the manifest at most.
pub const MAX_MANIFEST: u64 = 16 << 20;
/// Bytes of the signed minutes at most: they are judged in memory.
pub const MAX_MINUTES: u64 = 128 << 20;
/// Bytes of one line of a log at most.
pub const MAX_LINE: usize = 4 << 20;
/// Bytes of other JSON at most.
pub const MAX_JSON: u64 = 16 << 20;
