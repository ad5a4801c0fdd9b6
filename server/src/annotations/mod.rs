//! Annotations: deciding on shared ones, keeping sealed private ones.
//!
//! Shared annotations are events of their version's stream, kept and told by [`crate::live`]. Private
//! notes are bytes that only their author's tablets can open; the server never reads them.

mod error;
pub mod http;
pub mod step;
mod store;

pub use error::NoteError;
