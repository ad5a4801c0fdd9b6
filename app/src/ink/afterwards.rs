//! Taking a sharing back once the room was left: its socket and its outbox are gone, so it goes over REST and either
//! happens now or does not.

use nghisu_protocol::annotation::AnnotationCommand;
use nghisu_protocol::ids::{CommandId, MeetingId, PersonId, Uuid};
use nghisu_protocol::room::Rejection;
use nghisu_protocol::socket::{Command, CommandEnvelope, Outcome};

use super::model::{Placed, Visibility};
use super::vault::{Vault, VaultError};
use crate::link::ApiError;
use crate::link::shelf::{Shelf, ShelfError};
use crate::meeting::api;

/// Why it could not be taken back.
#[derive(Debug, thiserror::Error)]
pub enum NotTakenBack {
    /// The tablet could not make a private note of it, so that it was not withdrawn either.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The server could not be reached, or refused.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// The meeting refused.
    #[error(transparent)]
    Refused(#[from] Rejection),
}

impl From<ShelfError> for NotTakenBack {
    fn from(error: ShelfError) -> Self {
        Self::Vault(error.into())
    }
}

/// Gives back to an annotation that is shared the visibility that it has in `as_before`.
pub async fn take_back(
    meeting: MeetingId,
    person: PersonId,
    as_before: &Placed,
) -> Result<(), NotTakenBack> {
    let annotation = as_before.annotation.id;
    let annotations = match as_before.visibility {
        Visibility::Shared(sharing) => AnnotationCommand::ChangeSharing {
            annotation,
            sharing,
        },
        Visibility::Private => {
            // Kept first: between the two it is there twice, never nowhere.
            let vault = Vault::open(&Shelf::open(&person.to_string()).await?).await?;
            let note = vault.seal(as_before.version, &as_before.annotation).await?;
            api::keep_note(&note).await?;
            AnnotationCommand::Withdraw { annotation }
        }
    };
    let envelope = CommandEnvelope {
        id: CommandId(Uuid::now_v7()),
        on_behalf_of: None,
        command: Command::Annotations {
            version: as_before.version,
            annotations,
        },
    };
    match api::command(meeting, &envelope).await? {
        Outcome::Accepted { .. } => Ok(()),
        Outcome::Rejected { reason } => Err(reason.into()),
    }
}
