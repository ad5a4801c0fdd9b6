//! Signing minutes on a tablet: read the exact file, see what changed, authorise with the access key, sign with a key
//! that never leaves this tablet.
//!
//! What is signed is computed here, over the bytes that were downloaded and shown (ETSI EN 319 142-1; CAdES, RFC 5652
//! section 11); the server is believed in nothing that the tablet can compute itself.

pub mod api;
pub mod ceremony;
pub mod held;
pub mod key;
pub mod make_key;
pub mod model;
pub mod pages;
pub mod panel;
pub mod screen;
pub mod store;
