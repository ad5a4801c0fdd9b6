//! The working calendar of the office: which days are off though they are weekdays, and which are worked on though they
//! are not. Everybody reads it; who administers the whole office changes it, and each change is audited.

mod error;
pub mod http;
mod store;

pub use error::CalendarError;
