//! The room of a meeting: its state, the commands it takes, the events it keeps, and the fold.
//!
//! [`Room`] is the state, [`RoomEvent`] what may happen to it, [`Room::apply`] the fold that server and
//! tablets share. Deciding whether a [`RoomCommand`] may happen is the server's (`live/room.rs`);
//! [`permission`] says who may do what, for the server's decision and for the buttons alike.
//! Nothing here reads a clock, and the state holds ordered maps and no floating point numbers, so
//! that equal logs give equal states, byte for byte.

mod apply;
pub mod command;
mod ending;
pub mod event;
#[cfg(test)]
mod golden;
mod order;
pub mod permission;
pub mod rejection;
pub mod state;
mod view;
mod voting;

pub use apply::FOLD_VERSION;
pub use command::RoomCommand;
pub use event::RoomEvent;
pub use permission::{Act, Offices, Rights, Standing, Viewer};
pub use rejection::Rejection;
pub use state::Room;
pub use view::{Audience, WITHHELD_KINDS, package_reader};
