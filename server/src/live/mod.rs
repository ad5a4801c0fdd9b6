//! The live room: deciding commands, keeping their events, telling every tablet.
//!
//! [`room`] decides and is pure; [`log`] keeps entries; [`registry`] finds a meeting's writer task and
//! is what other features use; `task` is that writer. Nothing is acknowledged before it is committed,
//! and presence is never stored.

mod directory;
mod error;
pub mod log;
mod members;
pub mod registry;
pub mod room;
mod stream;
mod task;

pub use error::LiveError;
pub use members::{SessionKey, ToTablet};
pub use registry::{Membership, Rooms};
