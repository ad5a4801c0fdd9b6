//! Why a change of the calendar is refused.

use nghisu_protocol::error::ErrorCode;
use sea_orm::DbErr;

use crate::{http::error::Coded, identity::IdentityError};

/// A refusal or failure with the calendar.
#[derive(Debug, thiserror::Error)]
pub enum CalendarError {
    /// The right is missing.
    #[error("the calendar is changed by who administers the whole office")]
    Denied,
    /// A field is outside its limits.
    #[error("the field `{0}` is not allowed")]
    Field(&'static str),
    /// What identity says.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl Coded for CalendarError {
    fn code(&self) -> ErrorCode {
        match self {
            Self::Denied => ErrorCode::PermissionDenied,
            Self::Field(_) => ErrorCode::ValueInvalid,
            Self::Identity(error) => error.code(),
            Self::Database(error) => error.code(),
        }
    }

    fn details(&self) -> Option<serde_json::Value> {
        match self {
            Self::Field(field) => Some(serde_json::json!({ "field": field })),
            Self::Identity(error) => error.details(),
            Self::Denied | Self::Database(_) => None,
        }
    }
}
