//! The HTTP door: the one list of routes, the one table of errors, headers, the embedded client.

pub mod body;
pub mod client;
pub mod error;
pub mod guard;
pub mod headers;
pub mod health;
pub mod openapi;
pub mod route;
