//! Identifiers: one newtype per thing, so that a document's id can never be passed for its version's.
//!
//! All of them are UUIDs. The server makes version 7 (ordered by time, kind to indexes); ids that a
//! tablet makes (commands, annotations, strokes) are version 7 or 4. This module never makes one:
//! randomness and time come in from outside ([`Uuid`] is re-exported for that).

use serde::{Deserialize, Serialize};
pub use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl core::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    )+};
}

ids! {
    /// An office or a part of one, at any depth of the tree.
    UnitId;
    /// A person, for as long as the product knows them.
    PersonId;
    /// A position that a person holds in a unit for a time.
    PositionId;
    /// One passkey of a person.
    CredentialId;
    /// One signed-in browser, or one service token in use.
    SessionId;
    /// A service token for programs.
    TokenId;
    /// A pass, by which somebody comes into one meeting without a passkey.
    PassId;
    /// A tablet of the office's rooms.
    TabletId;
    /// A meeting.
    MeetingId;
    /// One item of a meeting's agenda.
    ItemId;
    /// A document (paper) of an agenda item, through all of its versions.
    DocumentId;
    /// One immutable version of a document.
    VersionId;
    /// An upload in progress.
    UploadId;
    /// A command, made by the client and unique for its actor.
    CommandId;
    /// An annotation, made by the client.
    AnnotationId;
    /// A conclusion of an agenda item.
    ConclusionId;
    /// A ceremony: one signature of one person on one document, from its preparation to its embedding.
    CeremonyId;
}

/// A moment: milliseconds since 1970-01-01T00:00:00Z. Shown at +07:00.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct Timestamp(pub i64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_what_it_writes() {
        let id = MeetingId(Uuid::from_u128(7));
        assert_eq!(id.to_string().parse::<MeetingId>().unwrap(), id);
        assert_eq!(serde_json::to_string(&id).unwrap(), format!("\"{id}\""));
    }
}
