//! Minutes: the draft that follows from a meeting's log, its words, its number, its submission.
//!
//! `facts` folds the log into what is printed as it stands; `draft` holds the words that a secretary
//! edits; `paper` makes the PDF of both (Nghị định 30/2020/NĐ-CP, Mẫu 1.9) with its empty signature
//! fields; `changes` tells a reader what is new. Signatures are not given here.
//!
//! A submission is made in this order: the number is reserved, the PDF typeset and kept by its hash, its
//! content noted, and only then the event is recorded. After a crash at any point the meeting is still
//! closed without a submission, the number still belongs to it, and submitting again makes the rest.

pub mod behind;
pub mod changes;
pub mod draft;
pub mod error;
pub mod facts;
pub mod http;
pub mod paper;
mod service;
mod store;
mod submission;

pub use error::MinutesError;
pub use service::Minutes;
