//! Typst behind a narrow door: a template and data in, a PDF for the archive out.
//!
//! The crate knows papers, not meetings: what it prints it is told. Four papers are typed here,
//! [`Minutes`], [`PaperSetCover`], [`ActivationSlip`] and [`SignatureStamp`]; any other template goes
//! through [`typeset`] with its own source.
//!
//! What it promises:
//!
//! - A compilation sees no file system, no network, no clock and no fonts but the ones that are
//!   embedded in this crate. The same input gives the same bytes.
//! - Text is printed exactly or not at all: text that is not in Unicode NFC, control characters and
//!   characters that Tinos cannot draw are refused by name ([`Error`]), never dropped; [`PaperSetCover`], which nobody signs, is the exception.
//! - Papers conform to PDF/A-2a and PDF/UA-1, or to PDF/A-3a and PDF/UA-1 with attachments
//!   (ISO 19005-2, ISO 19005-3, ISO 14289-1). Typst refuses to write a file that does not.
//! - The layout follows Nghị định 30/2020/NĐ-CP, Phụ lục I.
//!
//! What it never does: it signs nothing, it gives no numbers, and it opens no PDF that came from
//! outside. A compilation takes tens of milliseconds of one core: call it where blocking is allowed.

mod activation;
mod compile;
mod error;
mod minutes;
mod paper_set;
mod stamp;
mod text;
mod world;

pub use activation::{ActivationSlip, activation_slip};
pub use compile::{
    Anchor, Attachment, PagedDocument, Relationship, Request, Standard, Template, Typeset, compile,
    typeset,
};
pub use error::Error;
pub use minutes::{
    AgendaItem, Attendance, Authority, Chairing, Invited, LogSeal, Minutes, Opinion, Participant,
    Signer, Vote, VoteLabels, minutes,
};
pub use paper_set::{CoverItem, CoverPaper, PaperSetCover, PaperStanding, paper_set_cover};
pub use stamp::{SignatureStamp, StampImage, signature_stamp};
