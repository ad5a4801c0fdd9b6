//! The live room: deciding commands, keeping their events, telling every tablet.
//!
//! [`room`] decides and is pure; [`log`] keeps entries; [`registry`] finds a meeting's writer task and
//! is what other features use; `task` is that writer; [`session`] is one tablet's socket. Nothing is
//! acknowledged before it is committed, and presence is never stored.

mod ahead;
pub mod error;
mod job;
pub mod key;
pub mod log;
mod members;
mod outgoing;
mod pending;
pub mod registry;
pub mod room;
pub mod session;
mod store;
mod stream;
mod task;
mod wire;

pub use error::LiveError;
pub use members::{SessionKey, ToTablet};
pub use registry::{Membership, Rooms};
