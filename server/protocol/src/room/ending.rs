//! How a meeting ends in its state: called off, or closed, and what became of its minutes.

use serde::{Deserialize, Serialize};

use crate::ids::{PersonId, Timestamp};
use crate::log::Hash;
use crate::minutes;

/// How far the minutes are.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MinutesState {
    /// What was submitted, while it waits for signatures or has them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub submitted: Option<SubmittedMinutes>,
    /// Why the last submission was sent back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_back: Option<SentBack>,
    /// SHA-256 of the archive package, once made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package: Option<Hash>,
}

/// Minutes that were submitted for signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SubmittedMinutes {
    /// Number and symbol, such as `05/BB-UBND`.
    pub number: String,
    /// SHA-256 of the PDF as submitted, before any signature.
    pub pdf: Hash,
    /// Who signs as secretary.
    pub secretary: PersonId,
    /// Who signs as chair.
    pub chair: PersonId,
    /// The signatures given, in order.
    #[serde(default)]
    pub signatures: Vec<GivenSignature>,
}

impl SubmittedMinutes {
    /// SHA-256 of the current file: with the last signature given, or as submitted.
    pub fn file(&self) -> Hash {
        self.signatures
            .last()
            .map_or(self.pdf, |signature| signature.pdf)
    }

    /// Whether a file is one of this submission: as submitted, or with any of its signatures.
    pub fn holds(&self, file: Hash) -> bool {
        self.pdf == file
            || self
                .signatures
                .iter()
                .any(|signature| signature.pdf == file)
    }

    /// The name under which the file is saved.
    pub fn file_name(&self) -> String {
        minutes::file_name(&self.number)
    }
}

/// The capacity in which somebody signs the minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SigningCapacity {
    /// THƯ KÝ.
    Secretary,
    /// CHỦ TỌA.
    Chair,
}

/// A signature that stands in the minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct GivenSignature {
    /// Whose.
    pub person: PersonId,
    /// In which capacity.
    pub capacity: SigningCapacity,
    /// SHA-256 of the PDF with this signature.
    pub pdf: Hash,
    /// When it was embedded.
    pub at: Timestamp,
}

/// A submission sent back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SentBack {
    /// By whom.
    pub by: PersonId,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// How a meeting was called off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CalledOff {
    /// By whom.
    pub by: PersonId,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// How the log stood when the meeting was closed: what the minutes print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Closing {
    /// Number of entries up to and including the close.
    pub size: u64,
    /// When it was closed.
    pub at: Timestamp,
}
