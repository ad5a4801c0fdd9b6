//! Letters to those who are invited, by the office's own mail server, with an entry for their calendars. Rules LT-1 to LT-5.
//!
//! A letter is written down before it is sent and goes on after a restart. Everybody's letter says what that person may
//! see, and nobody sees who else has one. Without a mail server in the settings nothing is written and the screens say so.

mod calendar;
mod error;
pub mod http;
mod letter;
mod sender;
mod service;
mod store;

pub use error::MailError;
pub use sender::Sender;
pub use service::Mail;
