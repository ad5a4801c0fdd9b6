//! Papers: how they come in, what is known of them, and who may see them.

pub mod blobs;
pub mod changes;
mod checking;
mod erasing;
pub mod error;
pub mod http;

mod reading;
pub mod secrecy;
mod service;
pub mod store;
pub mod text;
mod trial;
mod uploads;
pub mod versions;
mod warming;

pub use service::{Documents, UploadMoved};
