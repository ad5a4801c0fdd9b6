//! The crate from outside.
#![expect(
    clippy::unwrap_used,
    reason = "in a test a panic is the failure that is wanted"
)]

mod assertion;
mod package;
#[path = "../../../render/tests/it/pdf_file.rs"]
mod pdf_file;
mod rs256;
mod sample;
