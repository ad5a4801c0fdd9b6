//! What identity refuses, and why.

use nghisu_protocol::error::ErrorCode;
use sea_orm::DbErr;
use serde_json::json;

use crate::http::error::Coded;

/// A refusal of identity.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// The right is missing.
    #[error("the right is missing")]
    Denied,
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    SignInRequired,
    /// A passkey was not accepted.
    #[error("the passkey was not accepted: {0}")]
    SignInFailed(String),
    /// A new passkey could not be registered.
    #[error("the passkey could not be registered: {0}")]
    PasskeyRefused(String),
    /// The passkey is registered already.
    #[error("the passkey is registered already")]
    PasskeyKnown,
    /// A person may not remove their last passkey.
    #[error("this is the last passkey of the person")]
    PasskeyLast,
    /// The ceremony is unknown, over, or of another kind.
    #[error("the passkey ceremony is over")]
    CeremonyExpired,
    /// No such code.
    #[error("there is no such activation code")]
    ActivationUnknown,
    /// Its time is over, or a newer one took its place.
    #[error("the activation code has expired")]
    ActivationExpired,
    /// It was used.
    #[error("the activation code was used")]
    ActivationUsed,
    /// Too many attempts.
    #[error("too many attempts, wait {0} s")]
    TooManyAttempts(u64),
    /// The account is closed.
    #[error("the account is closed")]
    PersonInactive,
    /// Somebody who was entered at a door comes in by passes alone.
    #[error("the person was entered at the door of a meeting")]
    AtDoor,
    /// The meeting has as many live passes as it may have.
    #[error("the meeting has as many live passes as it may have")]
    TooManyPasses,
    /// The tablet is lent to somebody.
    #[error("the tablet is lent to somebody")]
    TabletLent,
    /// A thing that does not exist, or not for this person.
    #[error("not found: {0:?}")]
    NotFound(Thing),
    /// A field's value is not allowed.
    #[error("the value of {0} is not allowed")]
    ValueInvalid(&'static str),
    /// A unit would stand below itself.
    #[error("a unit would stand below itself")]
    UnitLoop,
    /// Nobody would administrate the whole tree any more.
    #[error("the last administrator of the whole tree would be lost")]
    AdministratorLast,
    /// The database's own error.
    #[error("the database failed")]
    Database(#[from] DbErr),
    /// Something on the server that nobody outside can mend.
    #[error("{0}")]
    Broken(String),
}

/// What was not found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing {
    /// A person.
    Person,
    /// A unit.
    Unit,
    /// A position.
    Position,
    /// A passkey.
    Credential,
    /// A session.
    Session,
    /// A service token.
    Token,
    /// A pass into a meeting.
    Pass,
    /// A tablet of a room.
    Tablet,
}

impl Coded for IdentityError {
    fn code(&self) -> ErrorCode {
        match self {
            Self::Denied => ErrorCode::PermissionDenied,
            Self::SignInRequired => ErrorCode::SignInRequired,
            Self::SignInFailed(_) => ErrorCode::SignInFailed,
            Self::PasskeyRefused(_) => ErrorCode::PasskeyRefused,
            Self::PasskeyKnown => ErrorCode::PasskeyKnown,
            Self::PasskeyLast => ErrorCode::PasskeyLast,
            Self::CeremonyExpired => ErrorCode::PasskeyCeremonyExpired,
            Self::ActivationUnknown => ErrorCode::ActivationUnknown,
            Self::ActivationExpired => ErrorCode::ActivationExpired,
            Self::ActivationUsed => ErrorCode::ActivationUsed,
            Self::TooManyAttempts(_) => ErrorCode::TooManyAttempts,
            Self::PersonInactive => ErrorCode::PersonInactive,
            Self::AtDoor => ErrorCode::PersonAtDoor,
            Self::TooManyPasses => ErrorCode::PassesTooMany,
            Self::TabletLent => ErrorCode::TabletLent,
            Self::NotFound(thing) => match thing {
                Thing::Person => ErrorCode::PersonUnknown,
                Thing::Unit => ErrorCode::UnitUnknown,
                Thing::Position => ErrorCode::PositionUnknown,
                Thing::Credential => ErrorCode::CredentialUnknown,
                Thing::Session => ErrorCode::SessionUnknown,
                Thing::Token => ErrorCode::TokenUnknown,
                Thing::Pass => ErrorCode::PassUnknown,
                Thing::Tablet => ErrorCode::TabletUnknown,
            },
            Self::ValueInvalid(_) => ErrorCode::ValueInvalid,
            Self::UnitLoop => ErrorCode::UnitLoop,
            Self::AdministratorLast => ErrorCode::AdministratorLast,
            Self::Database(error) => error.code(),
            Self::Broken(_) => ErrorCode::Internal,
        }
    }

    fn details(&self) -> Option<serde_json::Value> {
        match self {
            Self::ValueInvalid(field) => Some(json!({ "field": field })),
            Self::TooManyAttempts(seconds) => Some(json!({ "retry_after_seconds": seconds })),
            _ => None,
        }
    }
}
