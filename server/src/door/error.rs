//! Why the door of a meeting stays shut.

use nghisu_protocol::{error::ErrorCode, room::Rejection};

use crate::{http::error::Coded, identity::IdentityError, live::LiveError};

/// A refusal or failure at the door of a meeting.
#[derive(Debug, thiserror::Error)]
pub enum DoorError {
    /// Passes are given by people, in browsers that signed in with a passkey.
    #[error("passes are given in person")]
    Denied,
    /// Whoever chairs or keeps the record comes in by their own passkey.
    #[error("a pass is not for the chair and the secretaries")]
    NotForThem,
    /// Somebody is signed in on this device with a passkey.
    #[error("somebody is signed in on this device")]
    DeviceTaken,
    /// What the room says.
    #[error(transparent)]
    Live(LiveError),
    /// What identity says.
    #[error(transparent)]
    Identity(#[from] IdentityError),
}

impl From<LiveError> for DoorError {
    fn from(error: LiveError) -> Self {
        match error {
            LiveError::Rejected(Rejection::PersonNeeded) => Self::NotForThem,
            error => Self::Live(error),
        }
    }
}

impl From<Rejection> for DoorError {
    fn from(reason: Rejection) -> Self {
        LiveError::from(reason).into()
    }
}

impl Coded for DoorError {
    fn code(&self) -> ErrorCode {
        match self {
            Self::Denied => ErrorCode::PermissionDenied,
            Self::NotForThem => ErrorCode::PassNotForThem,
            Self::DeviceTaken => ErrorCode::DeviceTaken,
            Self::Live(error) => error.code(),
            Self::Identity(error) => error.code(),
        }
    }

    fn details(&self) -> Option<serde_json::Value> {
        match self {
            Self::Denied | Self::NotForThem | Self::DeviceTaken => None,
            Self::Live(error) => error.details(),
            Self::Identity(error) => error.details(),
        }
    }
}
