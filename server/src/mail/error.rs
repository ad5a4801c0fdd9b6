//! Why letters are refused.

use nghisu_protocol::{error::ErrorCode, room::Rejection};
use sea_orm::DbErr;

use crate::{http::error::Coded, identity::IdentityError, live::LiveError};

/// A refusal or failure with letters.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The operator has named no mail server.
    #[error("no mail server is set up")]
    NotSetUp,
    /// A field is outside its limits.
    #[error("the field `{0}` is not allowed")]
    Field(&'static str),
    /// What the room says.
    #[error(transparent)]
    Live(#[from] LiveError),
    /// The audit table said no.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl From<Rejection> for MailError {
    fn from(reason: Rejection) -> Self {
        Self::Live(LiveError::Rejected(reason))
    }
}

impl Coded for MailError {
    fn code(&self) -> ErrorCode {
        match self {
            Self::NotSetUp => ErrorCode::MailNotSetUp,
            Self::Field(_) => ErrorCode::ValueInvalid,
            Self::Live(error) => error.code(),
            Self::Identity(error) => error.code(),
            Self::Database(error) => error.code(),
        }
    }

    fn details(&self) -> Option<serde_json::Value> {
        match self {
            Self::Field(field) => Some(serde_json::json!({ "field": field })),
            Self::Live(error) => error.details(),
            Self::Identity(error) => error.details(),
            Self::NotSetUp | Self::Database(_) => None,
        }
    }
}
