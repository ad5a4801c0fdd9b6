//! Why a wrapped key is refused.

use nghisu_protocol::error::ErrorCode;
use sea_orm::DbErr;

use crate::http::error::Coded;

/// A refusal or failure with wrapped keys.
#[derive(Debug, thiserror::Error)]
pub enum NoteKeyError {
    /// A program asks.
    #[error("only the person decides on the key of their notes")]
    Denied,
    /// A field is outside its limits.
    #[error("the wrapped key's field `{0}` is not allowed")]
    Field(&'static str),
    /// The person's notes have another key.
    #[error("the person has another key")]
    OtherKey,
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl Coded for NoteKeyError {
    fn code(&self) -> ErrorCode {
        match self {
            Self::Denied => ErrorCode::PermissionDenied,
            Self::Field(_) => ErrorCode::ValueInvalid,
            Self::OtherKey => ErrorCode::NoteKeyOther,
            Self::Database(error) => error.code(),
        }
    }

    fn details(&self) -> Option<serde_json::Value> {
        match self {
            Self::Field(field) => Some(serde_json::json!({ "field": field })),
            Self::Denied | Self::OtherKey | Self::Database(_) => None,
        }
    }
}
