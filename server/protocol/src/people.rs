//! People, units, positions, roles and the doors (passkeys, sessions, codes, tokens) on the wire.
//!
//! Days are `yyyy-MM-dd` at +07:00. Names are stored whole, in NFC; [`crate::text`] sorts and
//! searches them. Nothing here holds a secret except the answers that hand one out once
//! ([`IssuedActivation`], [`IssuedToken`]).

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ids::{
    CredentialId, MeetingId, PersonId, PositionId, SessionId, Timestamp, TokenId, UnitId, Uuid,
};
use crate::machine::Machine;

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

impl Role {
    /// All roles.
    pub const ALL: [Self; 4] = [
        Self::Administrator,
        Self::Secretary,
        Self::Clerk,
        Self::Official,
    ];

    /// The role as it travels and is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Secretary => "secretary",
            Self::Clerk => "clerk",
            Self::Official => "official",
        }
    }
}

macro_rules! wire {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type,)*
        }
    )+};
}

/// How long a person may take in front of the browser's sheet, from the start of a passkey ceremony to its end, in
/// milliseconds.
pub const CEREMONY_MS: i64 = 10 * 60_000;

wire! {
    /// The office as anyone may see it before signing in.
    Office {
        /// Its name.
        name: String,
        /// Whom to call.
        support: Option<String>,
    }

    /// A role in a unit and everything below it.
    RoleGrant {
        /// The role.
        role: Role,
        /// The unit; without one the role holds in the whole tree.
        unit: Option<UnitId>,
    }

    /// The signed-in person.
    Me {
        /// Who.
        id: PersonId,
        /// Full name.
        name: String,
        /// Title of the first position in rank order, as shown under the name.
        position: Option<String>,
        /// Every role held anywhere, each once.
        roles: Vec<Role>,
        /// The roles with their units.
        grants: Vec<RoleGrant>,
        /// The session, or nothing for a service token.
        session: Option<SessionId>,
        /// The only meeting that the session reaches, where it was opened by a pass; roles are none then.
        meeting: Option<MeetingId>,
        /// The origin's office.
        office: String,
    }

    /// The start of a passkey ceremony.
    Ceremony {
        /// Ties start and end together.
        ceremony_id: Uuid,
        /// What `navigator.credentials` takes: `{ "publicKey": … }` in the JSON of WebAuthn Level 3.
        options: Value,
        /// For whom a passkey is made, when activating.
        person: Option<Invited>,
    }

    /// The person to whom an activation code belongs.
    Invited {
        /// Full name.
        name: String,
        /// Title of the first position.
        position: Option<String>,
        /// Name of the office.
        office: String,
    }

    /// The end of a passkey ceremony.
    FinishCeremony {
        /// From [`Ceremony`].
        ceremony_id: Uuid,
        /// What `navigator.credentials` answered, as JSON.
        credential: Value,
        /// A name for a new passkey, such as "iPad của tôi". Without it the machine names the passkey.
        #[serde(default)]
        name: Option<String>,
        /// What a new passkey was made on, where the browser knows it better than its description says (an iPad calls
        /// itself a Mac); read from the description without it.
        #[serde(default)]
        machine: Option<Machine>,
    }

    /// An activation code, as typed or from a link.
    StartActivation {
        /// Eight characters; case, spaces and dashes make no difference.
        code: String,
    }

    /// A passkey of a person.
    Credential {
        /// Which.
        id: CredentialId,
        /// The name that its person gave it.
        name: Option<String>,
        /// What it was made on, where that was known.
        machine: Option<Machine>,
        /// The browser that made it, such as "Chrome", where it was known.
        browser: Option<String>,
        /// Whether the browser said that it can be found without a name (`credProps.rk`).
        discoverable: Option<bool>,
        /// Since when.
        created_at: Timestamp,
        /// Last sign-in.
        last_used_at: Option<Timestamp>,
    }

    /// A signed-in browser.
    Session {
        /// Which.
        id: SessionId,
        /// The browser, in its own words, shortened.
        agent: String,
        /// From where.
        address: String,
        /// Since when.
        created_at: Timestamp,
        /// Last request, to within a few minutes.
        last_seen_at: Timestamp,
        /// Until when.
        expires_at: Timestamp,
        /// Whether it is the one that asks.
        current: bool,
        /// The only meeting that it reaches, where it was opened by a pass.
        meeting: Option<MeetingId>,
    }

    /// A unit at the day asked for.
    Unit {
        /// Which.
        id: UnitId,
        /// Above it.
        parent: Option<UnitId>,
        /// Name at that day.
        name: String,
        /// Short name at that day, such as "Sở TC".
        short_name: Option<String>,
        /// Code at that day, such as `000.00.15.H41`.
        code: Option<String>,
        /// Rank among its siblings, lowest first.
        precedence: i32,
        /// First day.
        valid_from: Option<String>,
        /// Last day.
        valid_to: Option<String>,
        /// The units whose work it took over.
        predecessors: Vec<UnitId>,
    }

    /// A unit's name from a day on.
    UnitName {
        /// First day of the name.
        valid_from: String,
        /// Name.
        name: String,
        /// Short name.
        #[serde(default)]
        short_name: Option<String>,
        /// Code.
        #[serde(default)]
        code: Option<String>,
    }

    /// A new unit, or what a unit shall be from now on. Names change through `…/names` only.
    UnitPlan {
        /// Above it; without one it is a root.
        #[serde(default)]
        parent: Option<UnitId>,
        /// Name; used when the unit is made.
        name: String,
        /// Short name; used when the unit is made.
        #[serde(default)]
        short_name: Option<String>,
        /// Code; used when the unit is made.
        #[serde(default)]
        code: Option<String>,
        /// Rank among its siblings.
        #[serde(default)]
        precedence: i32,
        /// First day.
        #[serde(default)]
        valid_from: Option<String>,
        /// Last day.
        #[serde(default)]
        valid_to: Option<String>,
        /// The units whose work it took over.
        #[serde(default)]
        predecessors: Vec<UnitId>,
    }

    /// A position that a person holds.
    Position {
        /// Which.
        id: PositionId,
        /// Where.
        unit: UnitId,
        /// Title, such as "Giám đốc Sở Tài chính".
        title: String,
        /// Rank (thứ bậc), lowest first; compared over the whole tree.
        precedence: i32,
        /// First day.
        valid_from: Option<String>,
        /// Last day.
        valid_to: Option<String>,
    }

    /// A new position, or what a position shall be.
    PositionPlan {
        /// Where.
        unit: UnitId,
        /// Title.
        title: String,
        /// Rank, lowest first.
        precedence: i32,
        /// First day.
        #[serde(default)]
        valid_from: Option<String>,
        /// Last day.
        #[serde(default)]
        valid_to: Option<String>,
    }

    /// A person as everybody who is signed in may see them.
    Person {
        /// Who.
        id: PersonId,
        /// Full name.
        name: String,
        /// Positions that hold today, in rank order.
        positions: Vec<Position>,
        /// False when the account is closed.
        active: bool,
        /// For those who may manage this person.
        managed: Option<ManagedPerson>,
    }

    /// What only those see who may manage a person.
    ManagedPerson {
        /// E-mail.
        email: Option<String>,
        /// Telephone.
        phone: Option<String>,
        /// Roles.
        grants: Vec<RoleGrant>,
        /// How many passkeys they have.
        passkeys: u32,
        /// Last request of any session.
        last_seen_at: Option<Timestamp>,
        /// Until when an unused activation code is good.
        activation_expires_at: Option<Timestamp>,
        /// Where they were entered at a meeting's door, and as what.
        at_door: Option<AtDoor>,
    }

    /// How somebody was entered who came to a meeting and was not in the directory.
    AtDoor {
        /// To which meeting.
        meeting: MeetingId,
        /// Their position, in words.
        position: String,
        /// Their unit or office, in words.
        unit_name: String,
        /// Whose entry in the directory they turned out to be, once somebody said so.
        joined_to: Option<PersonId>,
    }

    /// Whose entry in the directory somebody is who was entered at a door.
    JoinPerson {
        /// The entry that stays.
        into: PersonId,
    }

    /// A new person, or what a person shall be.
    PersonPlan {
        /// Full name: family, middle, given.
        name: String,
        /// E-mail.
        #[serde(default)]
        email: Option<String>,
        /// Telephone.
        #[serde(default)]
        phone: Option<String>,
        /// First positions; used when the person is made.
        #[serde(default)]
        positions: Vec<PositionPlan>,
        /// First roles; used when the person is made.
        #[serde(default)]
        grants: Vec<RoleGrant>,
    }

    /// The roles that a person shall hold: all of them, replacing those held before.
    Grants {
        /// The roles.
        grants: Vec<RoleGrant>,
    }

    /// An activation code, handed out once. Only its hash is kept.
    IssuedActivation {
        /// Eight characters.
        code: String,
        /// The link that holds the code.
        link: String,
        /// The link as a QR code (SVG).
        qr_svg: String,
        /// Until when it is good.
        expires_at: Timestamp,
    }

    /// A new service token.
    TokenPlan {
        /// What it is for.
        name: String,
        /// Until when; without it, until it is revoked.
        #[serde(default)]
        expires_at: Option<Timestamp>,
    }

    /// A service token, handed out once. Only its hash is kept.
    IssuedToken {
        /// Which.
        id: TokenId,
        /// What a program sends after `Authorization: Bearer`.
        secret: String,
        /// Until when.
        expires_at: Option<Timestamp>,
    }

    /// A service token.
    Token {
        /// Which.
        id: TokenId,
        /// What it is for.
        name: String,
        /// Since when.
        created_at: Timestamp,
        /// Until when.
        expires_at: Option<Timestamp>,
        /// Last use, to within a few minutes.
        last_used_at: Option<Timestamp>,
    }

    /// One entry of the audit table. It never holds a secret.
    AuditEntry {
        /// Which; pages continue before it.
        id: Uuid,
        /// When.
        at: Timestamp,
        /// What happened, such as `sign_in` or `role_granted`.
        kind: String,
        /// Who did it.
        actor: Option<PersonId>,
        /// To whom, or to what.
        subject: Option<Uuid>,
        /// From where.
        address: String,
        /// What else is known.
        details: Value,
    }
}

impl core::fmt::Display for Role {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl core::str::FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or(UnknownRole)
    }
}

/// A word that names no role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no such role: write administrator, secretary, clerk or official")]
pub struct UnknownRole;
