//! The wire contract of Nghị Sự: ids, commands, events, page frames, error codes and the fold.
//!
//! Server and tablets compile this same crate, so that both read the same bytes and fold the same
//! events to the same state. It does no IO, knows no framework, and takes time and randomness as
//! arguments. The rules it keeps are numbered in `SPEC.md` beside it; tests carry their ids.

pub mod annotation;
pub mod archive;
pub mod bytes;
pub mod calendar;
pub mod documents;
pub mod door;
pub mod error;
pub mod fold;
pub mod frame;
pub mod ids;
pub mod invitation;
pub mod local_time;
pub mod log;
pub mod machine;
pub mod mail;
pub mod meetings;
pub mod merkle;
pub mod minutes;
pub mod people;
pub mod printable;
pub mod room;
pub mod signing;
pub mod socket;
pub mod stream;
pub mod text;
pub mod typed_code;
