//! The keys of people's private notes, wrapped: kept for their tablets, unreadable here.
//!
//! What opens a wrap (a passkey's PRF output, a printed recovery code) never comes to the server. A person has one
//! key; the first tablet that brings one decides which.

mod error;
pub mod http;
mod store;

pub use error::NoteKeyError;
