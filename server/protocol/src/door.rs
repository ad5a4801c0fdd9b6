//! The door of a meeting: passes, by which somebody comes into it without a passkey, and substitutes who are not in the
//! directory.
//!
//! A pass opens a session that reaches one meeting only. The one answer that holds its code is [`IssuedPass`].

use serde::{Deserialize, Serialize};

use crate::ids::{MeetingId, PassId, PersonId, TabletId, Timestamp};
use crate::machine::Machine;

/// How long a pass may wait to be used, in milliseconds.
pub const PASS_MS: i64 = 15 * 60_000;
/// How long a session lasts at most that a pass opened, in milliseconds.
pub const SESSION_MS: i64 = 12 * 3_600_000;
/// How long such a session outlasts its meeting, in milliseconds: the tablet says meanwhile that it is about to be wiped.
pub const GRACE_MS: i64 = 30 * 60_000;
/// Passes of one meeting that wait or whose sessions are open, at most.
pub const MAX_PASSES: usize = 200;
/// Characters of a name that is entered at the door.
pub const MAX_NAME: usize = 120;
/// Characters of a position or a unit that is entered at the door.
pub const MAX_WORDS: usize = 240;

macro_rules! wire {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type,)*
        }
    )+};
}

wire! {
    /// For whom a pass is wanted.
    GivePass {
        /// Somebody who takes part.
        person: PersonId,
    }

    /// A pass, handed out once. Only its code's hash is kept.
    IssuedPass {
        /// Which.
        pass: PassId,
        /// Whose.
        person: PersonId,
        /// Eight characters.
        code: String,
        /// The link that holds the code.
        link: String,
        /// The link as a QR code (SVG).
        qr_svg: String,
        /// Until when it can be used.
        expires_at: Timestamp,
    }

    /// A code, as typed or from a link.
    TypedCode {
        /// Eight characters; case, spaces and dashes make no difference.
        code: String,
    }

    /// A pass as it is used.
    UsePass {
        /// Eight characters; case, spaces and dashes make no difference.
        code: String,
        /// The kind of machine, where the browser knows it better than its description says (an iPad calls itself a Mac).
        #[serde(default)]
        machine: Option<Machine>,
    }

    /// What is shown before a pass is used.
    PassFound {
        /// Name of whoever comes in by it.
        name: String,
        /// Into which meeting.
        meeting: MeetingId,
        /// The meeting's name.
        title: String,
        /// Name of the office.
        office: String,
        /// Until when it can be used.
        expires_at: Timestamp,
    }

    /// A pass that nobody has come in by yet.
    WaitingPass {
        /// Which.
        pass: PassId,
        /// Whose.
        person: PersonId,
        /// Who gave it.
        given_by: PersonId,
        /// The name of the room's tablet that is lent by it, where one is.
        tablet: Option<String>,
        /// When.
        given_at: Timestamp,
        /// Until when it can be used.
        expires_at: Timestamp,
    }

    /// A device on which somebody came in by a pass, while the session lasts.
    PassedDevice {
        /// By which pass; taking it back ends the session.
        pass: PassId,
        /// Who.
        person: PersonId,
        /// Who gave the pass.
        given_by: PersonId,
        /// The name of the room's tablet that it is, where it is one.
        tablet: Option<String>,
        /// The kind of machine, where it is known.
        machine: Option<Machine>,
        /// The browser, where it is known.
        browser: Option<String>,
        /// Since when.
        since: Timestamp,
        /// Last request, to within a few minutes.
        last_seen_at: Timestamp,
        /// Until when at most.
        expires_at: Timestamp,
    }

    /// Who was let into a meeting and is about to be.
    Door {
        /// Passes that wait, the latest first.
        waiting: Vec<WaitingPass>,
        /// Devices, the latest first.
        devices: Vec<PassedDevice>,
    }

    /// A substitute who is not in the directory.
    EnterSubstitute {
        /// Their id, made by the client: the same request sent again enters nobody twice.
        id: PersonId,
        /// Full name: family, middle, given; 1 to 120 characters.
        name: String,
        /// Their position, in words, at most 240 characters.
        position: String,
        /// Their unit or office, in words, at most 240 characters.
        unit_name: String,
        /// For whom they come.
        substitute_for: PersonId,
    }
}

/// What a code is good for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum FoundCode {
    /// To make a passkey: go on with `activation/start`.
    Activation {},
    /// To come into a meeting: go on with `door/use`.
    Pass {
        /// Who comes in, and where.
        pass: PassFound,
    },
}

wire! {
    /// A tablet of the office's rooms, to be enrolled.
    TabletPlan {
        /// What it is called, such as "Máy phòng họp 07"; 1 to 80 characters.
        name: String,
    }

    /// The code by which a tablet is enrolled, handed out once. Only its hash is kept.
    IssuedTablet {
        /// Which.
        id: TabletId,
        /// Its name.
        name: String,
        /// Eight characters.
        code: String,
        /// The link that holds the code.
        link: String,
        /// The link as a QR code (SVG).
        qr_svg: String,
        /// Until when it is good.
        expires_at: Timestamp,
    }

    /// A tablet of the office's rooms.
    RoomTablet {
        /// Which.
        id: TabletId,
        /// Its name.
        name: String,
        /// The kind of machine, where it is known.
        machine: Option<Machine>,
        /// The browser, where it is known.
        browser: Option<String>,
        /// Since when it is enrolled; nothing before that.
        enrolled_at: Option<Timestamp>,
        /// When it last asked, to within a few minutes.
        last_seen_at: Option<Timestamp>,
        /// Until when a code waits that enrols it, where one does.
        code_expires_at: Option<Timestamp>,
    }

    /// A tablet as whoever lends it sees it.
    LendableTablet {
        /// Which.
        id: TabletId,
        /// Its name.
        name: String,
        /// When it last asked, to within a few minutes.
        last_seen_at: Option<Timestamp>,
        /// Whether it is lent to nobody, in whatever meeting.
        is_free: bool,
    }

    /// Which tablet is lent to whom.
    LendTablet {
        /// Which.
        tablet: TabletId,
        /// Somebody who takes part.
        person: PersonId,
    }

    /// To whom a tablet is lent.
    Loan {
        /// The pass that the loan is.
        pass: PassId,
        /// Name of whoever it is lent to.
        name: String,
        /// In which meeting.
        meeting: MeetingId,
        /// The meeting's name.
        title: String,
        /// Whether their session is open on it.
        is_begun: bool,
    }

    /// What a tablet of a room shows of itself.
    TabletState {
        /// Its name.
        name: String,
        /// Name of the office.
        office: String,
        /// To whom it is lent, while it is.
        loan: Option<Loan>,
    }
}
