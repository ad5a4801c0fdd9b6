//! Why a printable set was refused or failed.

use std::io;

use nghisu_protocol::error::ErrorCode;
use nghisu_render::BindError;
use serde_json::json;

use crate::documents::error::DocumentError;
use crate::http::error::Coded;
use crate::live::LiveError;
use crate::pages::workers::WorkError;

/// How long to wait when too many sets are being made.
const WAIT_SECONDS: u64 = 60;

/// A refusal or failure of a printable set.
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    /// The room fails, or is not for this person.
    #[error(transparent)]
    Live(#[from] LiveError),
    /// A paper cannot be looked up.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// The agenda that this person sees has no such item.
    #[error("there is no such item on the agenda")]
    ItemUnknown,
    /// Others are waiting already.
    #[error("too many printable sets are being made")]
    Busy,
    /// The page workers cannot work.
    #[error(transparent)]
    Work(#[from] WorkError),
    /// The file cannot be made.
    #[error(transparent)]
    Bind(#[from] BindError),
    /// The cover cannot be typeset.
    #[error("the cover list cannot be typeset")]
    Cover(#[from] nghisu_typeset::Error),
    /// The disk.
    #[error("the disk: {0}")]
    Disk(#[from] io::Error),
    /// Its making ended with this code, which the log explains.
    #[error("the printable set was not made")]
    NotMade(ErrorCode),
}

impl Coded for PrintError {
    fn code(&self) -> ErrorCode {
        match self {
            Self::Live(error) => error.code(),
            Self::Document(error) => error.code(),
            Self::ItemUnknown => ErrorCode::ValueInvalid,
            Self::Busy => ErrorCode::PrintingBusy,
            Self::Work(error) => error.page_code(),
            Self::Bind(BindError::File(error)) | Self::Disk(error)
                if error.kind() == io::ErrorKind::StorageFull =>
            {
                ErrorCode::StorageFull
            }
            Self::Bind(BindError::Document(_)) => ErrorCode::Unavailable,
            Self::Bind(BindError::TooLarge) => ErrorCode::FileTooLarge,
            Self::Bind(BindError::File(_)) | Self::Cover(_) | Self::Disk(_) => ErrorCode::Internal,
            Self::NotMade(code) => *code,
        }
    }

    fn details(&self) -> Option<serde_json::Value> {
        match self {
            Self::Live(error) => error.details(),
            Self::Document(error) => error.details(),
            Self::ItemUnknown => Some(json!({ "field": "item" })),
            Self::Busy => Some(json!({ "retry_after_seconds": WAIT_SECONDS })),
            _ => None,
        }
    }
}
