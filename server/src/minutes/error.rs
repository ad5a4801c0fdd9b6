//! Why something about minutes was refused.

use std::io;

use nghisu_protocol::{
    error::ErrorCode,
    minutes::{MinutesChange, MinutesPerson, MinutesView, MissingPart},
    room::Rejection,
};
use serde_json::json;

use crate::{
    http::error::Coded,
    live::{LiveError, log::LogError},
};

/// A refusal or failure with minutes.
#[derive(Debug, thiserror::Error)]
pub enum MinutesError {
    /// The meeting or its minutes are not there for this person.
    #[error("there are no such minutes for this person")]
    Unknown,
    /// They may read them, but not do this.
    #[error("they may not do this with the minutes")]
    Denied,
    /// The minutes are at another step.
    #[error("the minutes are not at the step that this needs")]
    WrongState,
    /// There is no such file of these minutes.
    #[error("there is no such file of these minutes")]
    FileUnknown,
    /// A field of the text is outside its limits.
    #[error("the field `{0}` is not allowed")]
    Field(&'static str),
    /// Somebody else saved in between; this is theirs.
    #[error("somebody else saved the draft in between")]
    Conflict(Box<MinutesView>),
    /// Something is missing.
    #[error("the minutes lack {0:?}")]
    Incomplete(Vec<MissingPart>),
    /// The log says otherwise since the draft took its words from it, and no secretary has decided between the two.
    #[error("the draft is behind the log in {} paragraphs", .0.len())]
    Behind(Vec<MinutesChange>),
    /// These people were recorded neither as present nor as absent, and who submits has not said so.
    #[error("the attendance of {} people is open", .0.len())]
    AttendanceOpen(Vec<MinutesPerson>),
    /// The same person would sign twice.
    #[error("secretary and chair are the same person")]
    SameSigner,
    /// Text that cannot be printed to the letter.
    #[error("the minutes cannot be printed: {reason}")]
    Unprintable {
        /// Which text, in English.
        reason: String,
        /// The characters, where they can be shown.
        characters: Option<String>,
    },
    /// The number is another paper's.
    #[error("the number is taken")]
    NumberTaken,
    /// The template or its standard failed, which no data should bring about.
    #[error("the minutes cannot be typeset")]
    Typeset(#[source] nghisu_typeset::Error),
    /// The signature fields could not be laid down.
    #[error("the signature fields cannot be laid down")]
    Fields(#[from] nghisu_pades::Error),
    /// The template lacks a place for a signature.
    #[error("the paper has no place `{0}`")]
    Place(&'static str),
    /// The room fails, or is not for this person.
    #[error(transparent)]
    Live(#[from] LiveError),
    /// Nothing could be written or read.
    #[error("the disk: {0}")]
    Disk(#[from] io::Error),
    /// The database.
    #[error(transparent)]
    Database(#[from] sea_orm::DbErr),
    /// A stored value does not read.
    #[error("what is stored of minutes does not read: {0}")]
    Stored(String),
}

impl From<nghisu_typeset::Error> for MinutesError {
    fn from(error: nghisu_typeset::Error) -> Self {
        use nghisu_typeset::Error as E;
        let reason = error.to_string();
        match error {
            E::MissingGlyphs { characters, .. } => Self::Unprintable {
                reason,
                characters: Some(characters),
            },
            E::NotNormalised { .. } | E::ControlCharacter { .. } => Self::Unprintable {
                reason,
                characters: None,
            },
            error @ (E::Data(_)
            | E::Attachment { .. }
            | E::Compile { .. }
            | E::Conformance { .. }) => Self::Typeset(error),
        }
    }
}

impl From<LogError> for MinutesError {
    fn from(error: LogError) -> Self {
        Self::Live(error.into())
    }
}

impl From<Rejection> for MinutesError {
    fn from(rejection: Rejection) -> Self {
        match rejection {
            Rejection::UnknownMeeting => Self::Unknown,
            Rejection::NotAllowed => Self::Denied,
            Rejection::WrongStage => Self::WrongState,
            other => Self::Live(other.into()),
        }
    }
}

impl Coded for MinutesError {
    fn code(&self) -> ErrorCode {
        match self {
            Self::Unknown => ErrorCode::MeetingUnknown,
            Self::Denied => ErrorCode::PermissionDenied,
            Self::WrongState | Self::Live(LiveError::Rejected(Rejection::WrongStage)) => {
                ErrorCode::MinutesState
            }
            Self::FileUnknown => ErrorCode::VersionUnknown,
            Self::Field(_) => ErrorCode::ValueInvalid,
            Self::Conflict(_) => ErrorCode::MinutesConflict,
            Self::Incomplete(_) => ErrorCode::MinutesIncomplete,
            Self::Behind(_) => ErrorCode::MinutesBehind,
            Self::AttendanceOpen(_) => ErrorCode::MinutesAttendanceOpen,
            Self::SameSigner => ErrorCode::MinutesSignersSame,
            Self::Unprintable { .. } => ErrorCode::MinutesUnprintable,
            Self::NumberTaken => ErrorCode::NumberTaken,
            Self::Live(error) => error.code(),
            Self::Disk(error) if error.kind() == io::ErrorKind::StorageFull => {
                ErrorCode::StorageFull
            }
            Self::Typeset(_)
            | Self::Fields(_)
            | Self::Place(_)
            | Self::Disk(_)
            | Self::Stored(_) => ErrorCode::Internal,
            Self::Database(error) => error.code(),
        }
    }

    fn details(&self) -> Option<serde_json::Value> {
        match self {
            Self::Field(field) => Some(json!({ "field": field })),
            Self::Conflict(view) => Some(json!({ "view": view })),
            Self::Incomplete(missing) => Some(json!({ "missing": missing })),
            Self::Behind(changes) => Some(json!({ "behind": changes })),
            Self::AttendanceOpen(people) => Some(json!({ "unrecorded": people })),
            Self::Unprintable { reason, characters } => {
                Some(json!({ "reason": reason, "characters": characters }))
            }
            Self::Live(error) => error.details(),
            _ => None,
        }
    }
}
