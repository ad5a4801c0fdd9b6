//! The only door to the server: typed REST calls under `/api/v1`, what refusals say, and whether there is a
//! connection at all. No other module speaks HTTP; the socket of the room lives here too.

pub mod backoff;
mod client;
mod error;
pub mod images;
mod limit;
pub mod outbox;
pub mod pulse;
pub mod shelf;
pub mod socket;
mod state;
mod staying;
pub mod subtle;

pub use client::{Nothing, delete, get, get_bytes, get_file, patch, post, put, put_bytes, query};
pub use error::ApiError;
pub use state::{Connection, Link, use_link};
pub(crate) use state::{report, report_signed_out};
