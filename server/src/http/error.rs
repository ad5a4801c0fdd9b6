//! The one table from error codes to HTTP statuses, and the one place where a refusal is logged.
//!
//! A feature's error says its [`ErrorCode`] through [`Coded`]; everything else follows from here.
//! What went wrong inside the server is written to the log and never told to the client.

use std::fmt;

use actix_web::{
    HttpResponse, ResponseError,
    error::{JsonPayloadError, PathError, QueryPayloadError},
    http::{StatusCode, header},
};
use nghisu_protocol::error::{ErrorBody, ErrorCode};
use sea_orm::DbErr;
use serde_json::json;

/// The status of every code. There is no catch-all arm: a new code has to be decided here.
#[must_use]
pub const fn status(code: ErrorCode) -> StatusCode {
    use ErrorCode as C;
    match code {
        C::RequestMalformed
        | C::PasskeyCeremonyExpired
        | C::PasskeyRefused
        | C::ContractBroken
        | C::ClientOutdated => StatusCode::BAD_REQUEST,
        C::ValueInvalid
        | C::UnitLoop
        | C::SecretPaper
        | C::FileEmpty
        | C::FileNotPdf
        | C::FileEncrypted
        | C::FileBroken
        | C::FileTooManyPages
        | C::FileHostile
        | C::UploadSize
        | C::UploadAltered
        | C::ImageNotOffered
        | C::PageUnreadable
        | C::MinutesUnprintable
        | C::CertificateUnusable
        | C::CertificateRequestRefused
        | C::AssertionRefused
        | C::SignatureRefused
        | C::SignatureImageUnreadable
        | C::SignatureImageEmpty
        | C::SignatureImageGround => StatusCode::UNPROCESSABLE_ENTITY,
        C::BodyTooLarge | C::FileTooLarge | C::SignatureImageTooLarge => {
            StatusCode::PAYLOAD_TOO_LARGE
        }
        C::RangeInvalid => StatusCode::RANGE_NOT_SATISFIABLE,
        C::RouteUnknown
        | C::ActivationUnknown
        | C::PersonUnknown
        | C::UnitUnknown
        | C::PositionUnknown
        | C::CredentialUnknown
        | C::SessionUnknown
        | C::TokenUnknown
        | C::PassUnknown
        | C::TabletUnknown
        | C::MeetingUnknown
        | C::VersionUnknown
        | C::UploadUnknown
        | C::PageUnknown
        | C::CertificateUnknown
        | C::CeremonyUnknown
        | C::PackageUnknown => StatusCode::NOT_FOUND,
        C::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        C::OriginRefused
        | C::PermissionDenied
        | C::SessionLimited
        | C::PersonInactive
        | C::PaperInternal
        | C::UploadOfOther => StatusCode::FORBIDDEN,
        C::TooManyAttempts => StatusCode::TOO_MANY_REQUESTS,
        C::SignInRequired | C::SignInFailed => StatusCode::UNAUTHORIZED,
        C::ActivationExpired | C::ActivationUsed => StatusCode::GONE,
        C::PasskeyKnown
        | C::PasskeyLast
        | C::AdministratorLast
        | C::PassNotForThem
        | C::PassesTooMany
        | C::DeviceTaken
        | C::TabletLent
        | C::PersonAtDoor
        | C::RoomRefused
        | C::UploadOffset
        | C::UploadState
        | C::PaperNotWanted
        | C::NoteKeyOther
        | C::MinutesConflict
        | C::MinutesIncomplete
        | C::MinutesBehind
        | C::MinutesAttendanceOpen
        | C::MinutesSignersSame
        | C::MinutesState
        | C::NumberTaken
        | C::SigningAuthorityExpired
        | C::CeremonyState
        | C::CeremonyMoved
        | C::CeremonyBusy
        | C::SignatureGiven
        | C::SignatureNotDue
        | C::MinutesAltered => StatusCode::CONFLICT,
        C::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        C::Unavailable | C::PrintingBusy | C::MailNotSetUp => StatusCode::SERVICE_UNAVAILABLE,
        C::StorageFull => StatusCode::INSUFFICIENT_STORAGE,
    }
}

/// Whether an answer of this code is noted in the audit table when somebody who is known gets it: they asked for what is not
/// theirs. A meeting or a paper that is hidden answers as if there were none, so that the two are noted alike.
pub(crate) const fn is_noted(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::PermissionDenied
            | ErrorCode::SessionLimited
            | ErrorCode::PaperInternal
            | ErrorCode::MeetingUnknown
            | ErrorCode::VersionUnknown
    )
}

/// An error of a feature that knows what to tell the client.
pub trait Coded: std::error::Error {
    /// The code that the client gets.
    fn code(&self) -> ErrorCode;

    /// What else the client may know. Never a secret.
    fn details(&self) -> Option<serde_json::Value> {
        None
    }
}

/// The answer to a refused request.
#[derive(Debug)]
pub struct ApiError {
    body: Box<ErrorBody>,
}

impl ApiError {
    /// A refusal with the code's own sentences.
    #[must_use]
    pub fn new(code: ErrorCode) -> Self {
        Self {
            body: Box::new(ErrorBody::new(code)),
        }
    }

    /// The same with details.
    #[must_use]
    pub fn with(mut self, details: serde_json::Value) -> Self {
        self.body.details = Some(details);
        self
    }

    /// The code.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        self.body.code
    }
}

impl<E: Coded> From<E> for ApiError {
    fn from(error: E) -> Self {
        let code = error.code();
        if status(code).is_server_error() {
            tracing::error!(code = code.as_str(), error = %chain(&error), "a request failed");
        } else {
            tracing::debug!(code = code.as_str(), error = %chain(&error), "a request was refused");
        }
        let mut answer = Self::new(code);
        answer.body.details = error.details();
        answer
    }
}

impl Coded for DbErr {
    fn code(&self) -> ErrorCode {
        if crate::db::is_storage_full(self) {
            ErrorCode::StorageFull
        } else {
            ErrorCode::Internal
        }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.body.code.as_str())
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        status(self.body.code)
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        if let Some(wait) = self
            .body
            .details
            .as_ref()
            .and_then(|details| details["retry_after_seconds"].as_u64())
        {
            response.insert_header((header::RETRY_AFTER, wait.to_string()));
        }
        response.json(&self.body)
    }
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}

/// What actix says about a body that it could not read.
pub(crate) fn json_refused(error: &JsonPayloadError) -> ApiError {
    match error {
        JsonPayloadError::OverflowKnownLength { .. } | JsonPayloadError::Overflow { .. } => {
            ApiError::new(ErrorCode::BodyTooLarge)
        }
        other => {
            ApiError::new(ErrorCode::RequestMalformed).with(json!({ "reason": other.to_string() }))
        }
    }
}

pub(crate) fn path_refused(error: &PathError) -> ApiError {
    ApiError::new(ErrorCode::RequestMalformed).with(json!({ "reason": error.to_string() }))
}

pub(crate) fn query_refused(error: &QueryPayloadError) -> ApiError {
    ApiError::new(ErrorCode::RequestMalformed).with(json!({ "reason": error.to_string() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_status_that_says_refused() {
        for code in ErrorCode::ALL {
            let status = status(*code);
            assert!(
                status.is_client_error() || status.is_server_error(),
                "{code:?}"
            );
        }
    }
}
