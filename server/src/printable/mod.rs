//! Printable sets (bộ in): all papers of a meeting that a reader may read, in agenda order, behind a cover list, as one PDF
//! and as a ZIP of their files. Rules PS-1 to PS-8.
//!
//! `content` takes from a room what a set holds, `cover` prints the list, `binding` makes the PDF with the page workers (no
//! paper is opened in this process), `packing` streams the ZIP. `service` keeps what was made for some minutes and makes
//! one PDF at a time.

mod binding;
mod content;
mod cover;
mod error;
mod file_names;
pub mod http;
mod packing;
mod service;

pub use error::PrintError;
pub use service::Printing;
