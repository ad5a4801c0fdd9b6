//! The door of a meeting: passes for those who have forgotten their tablet, and for substitutes, also those who are in no
//! directory (rules DO-1 to DO-8).
//!
//! What happens at the door is decided by the room ([`crate::live::room::passes`]) and stands in its log; codes and sessions
//! are kept by [`crate::identity`]. Whatever opens is logged before it opens, whatever ends has ended before it is logged.

mod error;
pub mod http;
mod service;
pub mod tablets;

pub use error::DoorError;
