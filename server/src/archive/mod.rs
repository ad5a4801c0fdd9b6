//! The archive: packages of closed meetings, made once, downloaded, and judged as anybody else would judge them.
//!
//! `service` decides and answers, `making` gathers what a package holds, `unrecorded` notes those that no log names yet. What a package is, and when it is valid, is
//! `nghisu-evidence`'s alone.

pub mod error;
pub mod http;
mod making;
mod service;
mod store;
mod unrecorded;

pub use error::ArchiveError;
pub use service::{Archive, Package, SignedFile};
