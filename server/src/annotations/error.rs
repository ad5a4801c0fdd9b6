//! Why a private note is refused.

use nghisu_protocol::error::ErrorCode;
use sea_orm::DbErr;

use crate::{http::error::Coded, live::LiveError};

/// A refusal or failure with private notes.
#[derive(Debug, thiserror::Error)]
pub enum NoteError {
    /// A field of the note is outside its limits.
    #[error("the note's field `{0}` is not allowed")]
    Field(&'static str),
    /// The version is not there for this person.
    #[error(transparent)]
    Live(#[from] LiveError),
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl Coded for NoteError {
    fn code(&self) -> ErrorCode {
        match self {
            Self::Field(_) => ErrorCode::ValueInvalid,
            Self::Live(error) => error.code(),
            Self::Database(error) => error.code(),
        }
    }

    fn details(&self) -> Option<serde_json::Value> {
        match self {
            Self::Field(field) => Some(serde_json::json!({ "field": field })),
            Self::Live(error) => error.details(),
            Self::Database(_) => None,
        }
    }
}
