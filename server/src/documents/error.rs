//! Why something about papers was refused.

use std::io;

use nghisu_protocol::error::ErrorCode;
use nghisu_protocol::room::Rejection;
use sea_orm::DbErr;
use serde_json::json;

use crate::http::error::Coded;
use crate::live::LiveError;
use crate::pages::workers::WorkError;

/// The errors of papers and their pages.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// There is no such upload for this person.
    #[error("there is no such upload")]
    UploadUnknown,
    /// There is no such version for this person.
    #[error("there is no such version")]
    VersionUnknown,
    /// It is internal, and this person reads it in the room alone.
    #[error("an internal paper is not given out without its reader's name")]
    Internal,
    /// The document has no such page.
    #[error("there is no such page")]
    PageUnknown,
    /// A field holds a value that is not allowed.
    #[error("the field `{0}` holds a value that is not allowed")]
    Field(&'static str),
    /// The person named a secret paper.
    #[error("papers with state secrets never enter")]
    SecretPaper,
    /// The file has no bytes.
    #[error("the file is empty")]
    Empty,
    /// Somebody else's upload, which goes on.
    #[error("the upload is somebody else's, and it is under way")]
    OfOther,
    /// The file is larger than the product takes.
    #[error("the file is too large")]
    TooLarge,
    /// Bytes were sent for another place.
    #[error("the file has {received} bytes; the next ones begin there")]
    Offset {
        /// Bytes that are there.
        received: u64,
    },
    /// More bytes than announced, or fewer at the end.
    #[error("{received} bytes are there or would be, {size} were announced")]
    Size {
        /// Bytes that are there.
        received: u64,
        /// Bytes that were announced.
        size: u64,
    },
    /// What arrived is not what the client has.
    #[error("the file that arrived has another hash than the client's")]
    Altered,
    /// The upload's state does not allow it.
    #[error("the upload is no longer in a state that allows this")]
    WrongState,
    /// The room takes no such paper, or the person may not bring it.
    #[error("the room refuses: {0}")]
    Room(#[from] Rejection),
    /// The room fails, or is not for this person.
    #[error(transparent)]
    Live(#[from] LiveError),
    /// Nothing could be written or read.
    #[error("the disk: {0}")]
    Disk(#[from] io::Error),
    /// The database.
    #[error(transparent)]
    Database(#[from] DbErr),
    /// A stored value does not read.
    #[error("the column `{0}` does not read")]
    Stored(&'static str),
    /// The page workers.
    #[error(transparent)]
    Work(#[from] WorkError),
    /// Part of a file was asked for that is not in it.
    #[error("the file has no such part")]
    Range,
}

impl Coded for DocumentError {
    fn code(&self) -> ErrorCode {
        match self {
            Self::UploadUnknown => ErrorCode::UploadUnknown,
            Self::VersionUnknown => ErrorCode::VersionUnknown,
            Self::Internal => ErrorCode::PaperInternal,
            Self::PageUnknown => ErrorCode::PageUnknown,
            Self::Field(_) => ErrorCode::ValueInvalid,
            Self::SecretPaper => ErrorCode::SecretPaper,
            Self::Empty => ErrorCode::FileEmpty,
            Self::OfOther => ErrorCode::UploadOfOther,
            Self::TooLarge => ErrorCode::FileTooLarge,
            Self::Offset { .. } => ErrorCode::UploadOffset,
            Self::Size { .. } => ErrorCode::UploadSize,
            Self::Altered => ErrorCode::UploadAltered,
            Self::WrongState => ErrorCode::UploadState,
            Self::Room(rejection) => room_code(*rejection),
            Self::Live(error) => error.code(),
            Self::Disk(error) if error.kind() == io::ErrorKind::StorageFull => {
                ErrorCode::StorageFull
            }
            Self::Disk(_) | Self::Stored(_) => ErrorCode::Internal,
            Self::Database(error) => error.code(),
            Self::Work(error) => error.page_code(),
            Self::Range => ErrorCode::RangeInvalid,
        }
    }

    fn details(&self) -> Option<serde_json::Value> {
        match self {
            Self::Field(field) => Some(json!({ "field": field })),
            Self::Offset { received } => Some(json!({ "received": received })),
            Self::Size { received, size } => Some(json!({ "received": received, "size": size })),
            Self::Room(rejection) => Some(json!({ "reason": rejection.code() })),
            Self::Live(error) => error.details(),
            _ => None,
        }
    }
}

/// What the room's refusal is for somebody who brings a paper.
pub fn room_code(rejection: Rejection) -> ErrorCode {
    match rejection {
        Rejection::NotAllowed => ErrorCode::PermissionDenied,
        Rejection::BadText => ErrorCode::ValueInvalid,
        Rejection::NotKept => ErrorCode::StorageFull,
        _ => ErrorCode::PaperNotWanted,
    }
}
