//! Why the live part refuses or fails.

use nghisu_protocol::{error::ErrorCode, room::Rejection};
use sea_orm::DbErr;

use super::log::LogError;
use crate::http::error::Coded;

/// A refusal or failure of the live part.
#[derive(Debug, thiserror::Error)]
pub enum LiveError {
    /// No such meeting, or not for this person.
    #[error("there is no such meeting, or not for this person")]
    UnknownMeeting,
    /// No such version, or not for this person.
    #[error("there is no such version, or not for this person")]
    UnknownVersion,
    /// The room says no.
    #[error("the room refuses: {0}")]
    Rejected(#[from] Rejection),
    /// A proof or a part of the log that does not exist.
    #[error("the log does not reach so far")]
    OutOfRange,
    /// The meeting's log cannot be read or written.
    #[error("the log fails")]
    Log(#[from] LogError),
    /// The database said no.
    #[error("the database fails")]
    Database(#[from] DbErr),
    /// The writer of the meeting stopped before it answered.
    #[error("the room is stopping")]
    Stopping,
}

impl Coded for LiveError {
    fn code(&self) -> ErrorCode {
        match self {
            Self::UnknownMeeting | Self::Rejected(Rejection::UnknownMeeting) => {
                ErrorCode::MeetingUnknown
            }
            Self::UnknownVersion | Self::Rejected(Rejection::UnknownDocument) => {
                ErrorCode::VersionUnknown
            }
            Self::Rejected(Rejection::NotAllowed) => ErrorCode::PermissionDenied,
            Self::Rejected(Rejection::NotKept) => ErrorCode::StorageFull,
            Self::Rejected(_) => ErrorCode::RoomRefused,
            Self::OutOfRange => ErrorCode::ValueInvalid,
            Self::Log(LogError::Database(error)) | Self::Database(error) => error.code(),
            Self::Log(_) => ErrorCode::Internal,
            Self::Stopping => ErrorCode::Unavailable,
        }
    }

    fn details(&self) -> Option<serde_json::Value> {
        match self {
            Self::Rejected(reason) => Some(serde_json::json!({ "reason": reason.code() })),
            _ => None,
        }
    }
}
