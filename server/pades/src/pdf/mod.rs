//! The PDF layer: a strict reader over revisions, and a writer that only ever appends.
//!
//! It follows ISO 32000-2 clause 7 (syntax) and is strict on purpose: a signature can only be judged where every
//! reader must see the same document, so whatever a lenient viewer would repair is refused here. It never recovers,
//! never rewrites a byte that it was given, and keeps memory and recursion bounded on hostile files.

pub(crate) mod file;
pub(crate) mod lexer;
pub(crate) mod object;
pub(crate) mod stream;
pub(crate) mod update;
mod xref;

/// Why the strict reader refuses a file.
///
/// The refusal is no proof of tampering: the outcome of a validation is then "cannot be checked".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The file does not begin with `%PDF-`.
    #[error("the file does not begin with a PDF header")]
    Header,
    /// The file does not end with `startxref`, an offset and `%%EOF`.
    #[error("the file does not end with startxref and %%EOF")]
    Tail,
    /// The chain of cross-reference sections is broken.
    #[error("the cross-reference chain is broken at byte {at}: {what}")]
    CrossReference {
        /// Offset of the section or of the offending byte.
        at: usize,
        /// What is wrong there.
        what: &'static str,
    },
    /// A token or an object is malformed.
    #[error("malformed PDF syntax at byte {at}: {what}")]
    Syntax {
        /// Offset of the offending byte.
        at: usize,
        /// What is wrong there.
        what: &'static str,
    },
    /// An object is missing or is not what its place demands.
    #[error("object {number} {what}")]
    Object {
        /// The object's number.
        number: u32,
        /// What is wrong with it.
        what: &'static str,
    },
    /// A compressed stream cannot be read.
    #[error("a stream cannot be decoded: {0}")]
    Stream(&'static str),
    /// A limit that protects memory or time was reached.
    #[error("the file exceeds a limit of the reader: {0}")]
    Limit(&'static str),
    /// The file is encrypted.
    #[error("the file is encrypted")]
    Encrypted,
}
