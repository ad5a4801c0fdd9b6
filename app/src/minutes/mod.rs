//! The minutes' editor: what the log says in the words in which it will be printed, and beside it the words that a
//! secretary gives to it. Saves by itself; keeps both texts when two secretaries wrote at once.

pub mod api;
pub mod attendance;
pub mod behind;
pub mod catching_up;
pub mod conflict;
pub mod file_link;
pub mod limits;
pub mod model;
pub mod panel;
pub mod paper;
pub mod print;
pub mod screen;
pub mod standing;
pub mod store;
pub mod submit;
