//! What is decided without a browser about a session that a pass opened: which address it has, when it is over, and what
//! is remembered of it on the device until it is wiped.

use std::time::Duration;

use nghisu_protocol::door::{GRACE_MS, SESSION_MS};
use nghisu_protocol::ids::{MeetingId, PersonId};
use nghisu_protocol::people::Me;
use nghisu_protocol::room::Room;
use serde::{Deserialize, Serialize};

/// A session that a pass opened on this device, as it is remembered here until everything of it is wiped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// Who came in.
    pub person: PersonId,
    /// Into which meeting.
    pub meeting: MeetingId,
    /// Since when, by the device's clock.
    pub since: i64,
}

impl Visit {
    /// The visit of whoever is in, where a pass let them in.
    pub fn of(me: &Me, now: i64) -> Option<Self> {
        Some(Self {
            person: me.id,
            meeting: me.meeting?,
            since: now,
        })
    }

    /// Whether it is the same person in the same meeting.
    pub fn is_like(&self, other: &Self) -> bool {
        (self.person, self.meeting) == (other.person, other.meeting)
    }

    /// Whose shelf it has on the device: another one than where the same person signs in with a passkey.
    pub fn shelf(&self) -> String {
        format!("pass/{}", self.person)
    }

    /// Whether no server would know its session any more, whatever happened meanwhile.
    pub const fn is_past(&self, now: i64) -> bool {
        now - self.since >= SESSION_MS
    }
}

/// The only address of a session that reaches one meeting.
pub fn address(meeting: MeetingId) -> String {
    format!("/meetings/{meeting}")
}

/// Whether a path is that address.
pub fn is_address(path: &str, meeting: MeetingId) -> bool {
    path.trim_end_matches('/') == address(meeting)
}

/// When the session is over because the meeting is, in milliseconds of the server's clock; nothing before its end.
pub fn over_at(room: &Room) -> Option<i64> {
    let closed = room.closing.map(|closing| closing.at);
    let ended = closed.or_else(|| room.called_off.as_ref().map(|how| how.at))?;
    Some(ended.0 + GRACE_MS)
}

/// How long a tablet waits before it asks again to whom it is lent, after so many failures in a row.
pub const fn asking_after(failures: u32, is_hidden: bool) -> Duration {
    let seconds = match failures {
        0 => 3,
        1 => 5,
        2 => 8,
        _ => 15,
    };
    Duration::from_secs(if is_hidden { 60 } else { seconds })
}

#[cfg(test)]
mod tests {
    use nghisu_protocol::ids::{Timestamp, Uuid};
    use nghisu_protocol::room::state::{CalledOff, Closing};

    use super::*;

    const MEETING: MeetingId = MeetingId(Uuid::from_u128(7));

    #[test]
    fn a_limited_session_has_one_address() {
        let own = address(MEETING);
        assert!(is_address(&own, MEETING));
        assert!(is_address(&format!("{own}/"), MEETING));
        for other in ["/", "/me", "/meetings", "/meetings/new"] {
            assert!(!is_address(other, MEETING), "{other}");
        }
        assert!(!is_address(&format!("{own}/minutes"), MEETING));
        assert!(!is_address(&own, MeetingId(Uuid::from_u128(8))));
    }

    #[test]
    fn a_visit_reads_back_as_it_was_kept_and_is_past_after_twelve_hours() {
        let visit = Visit {
            person: PersonId(Uuid::from_u128(1)),
            meeting: MEETING,
            since: 1_000,
        };
        let kept = serde_json::to_string(&visit).unwrap();
        assert_eq!(serde_json::from_str::<Visit>(&kept).unwrap(), visit);
        assert!(!visit.is_past(1_000 + SESSION_MS - 1));
        assert!(visit.is_past(1_000 + SESSION_MS));
        assert!(visit.is_like(&Visit { since: 5, ..visit }));
        assert_ne!(visit.shelf(), visit.person.to_string());
    }

    #[test]
    fn a_visit_is_over_half_an_hour_after_its_meeting() {
        let mut room = Room::new(MEETING);
        assert_eq!(over_at(&room), None);
        room.called_off = Some(CalledOff {
            by: PersonId(Uuid::from_u128(1)),
            reason: "Bão".into(),
            at: Timestamp(10),
        });
        assert_eq!(over_at(&room), Some(10 + GRACE_MS));
        room.closing = Some(Closing {
            size: 9,
            at: Timestamp(20),
        });
        assert_eq!(over_at(&room), Some(20 + GRACE_MS));
    }

    #[test]
    fn a_tablet_asks_more_seldom_the_longer_nobody_answers() {
        let seconds = |failures| asking_after(failures, false).as_secs();
        assert!((0..5).all(|failures| seconds(failures) <= seconds(failures + 1)));
        assert!(seconds(99) < asking_after(0, true).as_secs());
    }
}
