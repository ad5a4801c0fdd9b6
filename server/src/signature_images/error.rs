//! Why an image of a signature is refused.

use nghisu_protocol::error::ErrorCode;
use nghisu_render::{InkRefusal, RenderError};
use sea_orm::DbErr;

use crate::http::error::Coded;
use crate::identity::IdentityError;
use crate::pages::workers::WorkError;

/// A refusal or failure with images of signatures.
#[derive(Debug, thiserror::Error)]
pub enum SignatureImageError {
    /// The picture shows no signature that could be used.
    #[error("the picture is refused: {0:?}")]
    Picture(InkRefusal),
    /// The workers have no answer.
    #[error(transparent)]
    Work(#[from] WorkError),
    /// Identity says no.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// The database says no.
    #[error("the database failed")]
    Database(#[from] DbErr),
}

impl Coded for SignatureImageError {
    fn code(&self) -> ErrorCode {
        match self {
            Self::Picture(InkRefusal::NotPng) => ErrorCode::SignatureImageUnreadable,
            Self::Picture(InkRefusal::TooLarge) => ErrorCode::SignatureImageTooLarge,
            Self::Picture(InkRefusal::Empty) => ErrorCode::SignatureImageEmpty,
            Self::Picture(InkRefusal::Ground) => ErrorCode::SignatureImageGround,
            Self::Work(WorkError::Render(RenderError::CannotStart(_) | RenderError::Closed)) => {
                ErrorCode::Unavailable
            }
            // It stopped its worker, or would have.
            Self::Work(WorkError::Render(_)) => ErrorCode::SignatureImageUnreadable,
            Self::Work(error) => error.page_code(),
            Self::Identity(error) => error.code(),
            Self::Database(error) => error.code(),
        }
    }

    fn details(&self) -> Option<serde_json::Value> {
        match self {
            Self::Identity(error) => error.details(),
            Self::Picture(_) | Self::Work(_) | Self::Database(_) => None,
        }
    }
}
