//! What can go wrong while preparing, signing or issuing. The outcome of a validation is data, not an error.

use crate::pdf::ReadError;

/// Why a document could not be prepared or signed, or a certificate not be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The PDF is not one that this crate reads.
    #[error("the PDF cannot be read strictly: {0}")]
    Pdf(#[from] ReadError),
    /// The stamp is not a readable PDF.
    #[error("the stamp's PDF cannot be read: {0}")]
    Stamp(ReadError),
    /// The stamp has no page or is out of measure.
    #[error("the stamp's PDF is unsuitable: {0}")]
    StampPage(&'static str),
    /// A field's name is empty or holds a full stop.
    #[error("a signature field cannot be called {0:?}: names are not empty and hold no full stop")]
    FieldName(String),
    /// A field of this name is there already.
    #[error("the document already has a field called {0:?}")]
    FieldExists(String),
    /// No signature field has this name.
    #[error("the document has no signature field called {0:?}")]
    NoSuchField(String),
    /// The field holds a signature already.
    #[error("the field {0:?} is signed already")]
    AlreadySigned(String),
    /// The document has fewer pages.
    #[error("the document has no page with index {0}")]
    NoSuchPage(usize),
    /// Fields are added before the first signature only.
    #[error("the document is signed already: fields are added before the first signature")]
    FieldsAfterSignature,
    /// A rectangle is empty or no number.
    #[error("the rectangle of field {0:?} is empty")]
    Rectangle(String),
    /// The certificate is not readable DER.
    #[error("a certificate cannot be read")]
    Certificate,
    /// The certificate's key is of another kind than the algorithm.
    #[error("the certificate's key does not fit the signature algorithm")]
    KeyMismatch,
    /// The digest was made with another hash than the algorithm asks for.
    #[error("the digest's hash differs from that of the signature algorithm")]
    HashMismatch,
    /// The signature does not verify, so it is never embedded.
    #[error("the signature does not verify under the certificate")]
    SignatureInvalid,
    /// The CMS is not the signature of this prepared document.
    #[error("the signature container does not belong to this document")]
    ForeignSignature,
    /// The CMS is larger than the room left for it.
    #[error("the signature container takes {needed} bytes, the document has room for {room}")]
    NoRoom {
        /// Bytes that the container takes.
        needed: usize,
        /// Bytes that were reserved.
        room: usize,
    },
    /// The placeholder is not where the prepared state says.
    #[error("the prepared document does not match its byte range")]
    Placeholder,
    /// A certificate request is malformed or not signed by its own key.
    #[error("the certificate request is malformed or its signature does not verify")]
    Request,
    /// A private key's bytes are not a P-256 key.
    #[error("the private key is not a P-256 key")]
    PrivateKey,
    /// A time lies outside of what certificates and PDF can write.
    #[error("the time {0} cannot be written")]
    Time(i64),
    /// The subject of a certificate has no common name or holds characters that it may not.
    #[error("the subject is incomplete: {0}")]
    Subject(&'static str),
}
