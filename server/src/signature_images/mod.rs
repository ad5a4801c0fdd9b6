//! The images of people's signatures: what stands on the minutes between a signer's title and name (Nghị định
//! 30/2020/NĐ-CP, Phụ lục I: a blue image on a transparent ground).
//!
//! An image proves nothing: the signature is the key's. It is made by the person, or by an administrator who scans it for
//! them; each change is audited, and the person is shown who made the last one. A picture comes from outside, so it is
//! opened in a page worker only, and what the worker answers is kept: nothing of the uploaded file. Images already on a
//! paper are part of that paper's bytes; a change or removal here never touches them.

mod error;
pub mod http;
mod service;
pub mod store;

pub use error::SignatureImageError;
pub use service::SignatureImages;
