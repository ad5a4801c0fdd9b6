//! The only door to the server: typed REST calls under `/api/v1`, what refusals say, and whether there is a
//! connection at all. No other module speaks HTTP; the socket of the room lives here too.

mod client;
mod error;
mod state;

pub use client::{Nothing, delete, get, patch, post, put, query};
pub use error::ApiError;
pub use state::{Connection, Link, use_link};
