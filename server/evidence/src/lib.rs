//! What proves a meeting, to be checked without the server that held it.
//!
//! [`assertion`] checks that a passkey authorised a signature. The crate does no IO but on readers and writers that
//! are passed in, asks no clock and draws no random numbers.

pub mod assertion;
