//! Why the archive refuses or fails.

use nghisu_evidence::package::WriteError;
use nghisu_protocol::error::ErrorCode;

use crate::{http::error::Coded, live::LiveError, signing::SigningError};

/// A refusal or failure of the archive.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The room refuses or fails.
    #[error(transparent)]
    Live(#[from] LiveError),
    /// The ceremonies cannot be read.
    #[error(transparent)]
    Signing(#[from] SigningError),
    /// The person may not have packages.
    #[error("packages are for secretaries, who chairs, and the office's clerks")]
    NotAllowed,
    /// There is no package yet.
    #[error("the meeting has no package yet")]
    NoPackage,
    /// The minutes are not signed by all.
    #[error("the minutes are not signed by all")]
    NotSigned,
    /// What was recorded does not fit together.
    #[error("the package cannot be made: {0}")]
    Broken(String),
    /// The package cannot be written.
    #[error("the package cannot be written")]
    Write(#[from] WriteError),
    /// The disk said no.
    #[error("the disk fails")]
    Disk(#[from] std::io::Error),
    /// The database said no.
    #[error("the database fails")]
    Database(#[from] sea_orm::DbErr),
}

impl Coded for ArchiveError {
    fn code(&self) -> ErrorCode {
        match self {
            Self::Live(error) => error.code(),
            Self::Signing(error) => error.code(),
            Self::NotAllowed => ErrorCode::PermissionDenied,
            Self::NoPackage => ErrorCode::PackageUnknown,
            Self::NotSigned => ErrorCode::MinutesState,
            Self::Disk(error) | Self::Write(WriteError::Io(error))
                if error.kind() == std::io::ErrorKind::StorageFull =>
            {
                ErrorCode::StorageFull
            }
            Self::Broken(_) | Self::Write(_) | Self::Disk(_) => ErrorCode::Internal,
            Self::Database(error) => error.code(),
        }
    }

    fn details(&self) -> Option<serde_json::Value> {
        match self {
            Self::Live(error) => error.details(),
            Self::Signing(error) => error.details(),
            _ => None,
        }
    }
}
