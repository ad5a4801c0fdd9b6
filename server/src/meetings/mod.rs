//! Meetings as lists and programs see them: the list, the view, entries, checkpoints, proofs, commands.
//!
//! What a meeting *is* stands in its log and is decided by [`crate::live`]; the tables here are a
//! projection, written in the commit of the events, so that a list folds no log.

pub mod http;
pub mod store;
