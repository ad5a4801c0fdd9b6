//! What proves a meeting, to be checked without the server that held it.
//!
//! [`assertion`] checks that a passkey authorised a signature, [`package`] is the archive package's form, [`verify`]
//! judges packages and signed PDFs. The crate does no IO but on readers and writers that are passed in, asks no clock
//! and draws no random numbers.

pub mod assertion;
pub mod package;
pub mod verify;
