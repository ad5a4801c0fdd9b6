//! Why something about signing was refused.

use std::io;

use nghisu_protocol::error::ErrorCode;
use nghisu_protocol::ids::Timestamp;
use sea_orm::DbErr;
use serde_json::json;

use crate::documents::error::DocumentError;
use crate::http::error::Coded;
use crate::identity::IdentityError;
use crate::live::LiveError;

/// A refusal or failure of signing.
#[derive(Debug, thiserror::Error)]
pub enum SigningError {
    /// A program, or somebody who may not.
    #[error("only somebody who signed in with a passkey may sign")]
    Denied,
    /// A field's value is not allowed.
    #[error("the value of {0} is not allowed")]
    Field(&'static str),
    /// The request for a certificate is not good.
    #[error("the certificate request is refused: {0}")]
    Request(&'static str),
    /// The authority's own time is over: nothing that it signs now is valid.
    #[error("the signing authority's certificate has expired")]
    AuthorityExpired,
    /// No such certificate, or another person's.
    #[error("there is no such certificate")]
    CertificateUnknown,
    /// It was revoked, or is out of its time.
    #[error("the certificate was revoked or is not within its time")]
    CertificateUnusable,
    /// No such ceremony, or another person's.
    #[error("there is no such ceremony")]
    CeremonyUnknown,
    /// The ceremony is at another step, or its time is over.
    #[error("the ceremony is at another step, or its time is over")]
    CeremonyState,
    /// Another signer's lease holds.
    #[error("another signer holds the document until {}", .until.0)]
    Busy {
        /// Until when.
        until: Timestamp,
    },
    /// The passkey's assertion does not authorise this signature.
    #[error("the assertion is refused: {0}")]
    Assertion(String),
    /// The meeting or its minutes do not take this signature, or it does not verify. A ceremony that
    /// was under way is over.
    #[error("the signature is not taken: {}", .0.as_str())]
    Over(ErrorCode),
    /// Identity says no.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// The room fails, or is not for this person.
    #[error(transparent)]
    Live(#[from] LiveError),
    /// A file cannot be removed.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// The database says no.
    #[error("the database failed")]
    Database(#[from] DbErr),
    /// The disk says no.
    #[error("the disk failed")]
    Io(#[from] io::Error),
    /// Something on the server that nobody outside can mend.
    #[error("{0}")]
    Broken(String),
}

impl SigningError {
    /// For what this server itself made and cannot read.
    pub(super) fn broken(error: impl std::fmt::Display) -> Self {
        Self::Broken(error.to_string())
    }
}

impl Coded for SigningError {
    fn code(&self) -> ErrorCode {
        match self {
            Self::Denied => ErrorCode::PermissionDenied,
            Self::Field(_) => ErrorCode::ValueInvalid,
            Self::Request(_) => ErrorCode::CertificateRequestRefused,
            Self::AuthorityExpired => ErrorCode::SigningAuthorityExpired,
            Self::CertificateUnknown => ErrorCode::CertificateUnknown,
            Self::CertificateUnusable => ErrorCode::CertificateUnusable,
            Self::CeremonyUnknown => ErrorCode::CeremonyUnknown,
            Self::CeremonyState => ErrorCode::CeremonyState,
            Self::Busy { .. } => ErrorCode::CeremonyBusy,
            Self::Assertion(_) => ErrorCode::AssertionRefused,
            Self::Over(code) => *code,
            Self::Identity(error) => error.code(),
            Self::Live(error) => error.code(),
            Self::Document(error) => error.code(),
            Self::Database(error) => error.code(),
            Self::Io(error) if error.kind() == io::ErrorKind::StorageFull => ErrorCode::StorageFull,
            Self::Io(_) | Self::Broken(_) => ErrorCode::Internal,
        }
    }

    fn details(&self) -> Option<serde_json::Value> {
        match self {
            Self::Field(field) => Some(json!({ "field": field })),
            Self::Busy { until } => Some(json!({ "until": until })),
            Self::Identity(error) => error.details(),
            Self::Live(error) => error.details(),
            _ => None,
        }
    }
}
