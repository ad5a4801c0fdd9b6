//! People, units, positions, roles and the doors (passkeys, sessions, codes, tokens) on the wire.
//!
//! Days are `yyyy-MM-dd` at +07:00. A name is stored whole, in NFC; who has to sort it asks
//! [`crate::text`].

use serde::{Deserialize, Serialize};

/// What a person may do in a part of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Quản trị: units, people, rights.
    Administrator,
    /// Thư ký: prepares and drives meetings.
    Secretary,
    /// Văn thư: numbers, seals, releases.
    Clerk,
    /// Đại biểu: takes part. Everybody who is invited may; the role lets a person be found.
    Official,
}
