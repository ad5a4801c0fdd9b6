//! What keeping a door decides: who may be let in by it, what became of a pass, which devices are gone, and how a
//! substitute will stand in the minutes. Pure; what is printed in the minutes is Vietnamese in either language.

use nghisu_protocol::door::{Door, MAX_NAME, MAX_WORDS, PassedDevice};
use nghisu_protocol::ids::{PassId, PersonId};
use nghisu_protocol::room::Room;
use nghisu_protocol::room::state::{Participant, Stage};
use nghisu_protocol::text::position_with_unit;

/// Whether somebody can be let into a meeting by a pass or a lent tablet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetIn {
    /// They can.
    Can,
    /// They chair or keep the record: by a pass they could do neither.
    Leads,
    /// The meeting is not announced yet, or over, or they do not take part.
    Never,
}

/// Whether somebody can be let in now.
pub fn let_in(room: &Room, person: PersonId) -> LetIn {
    let is_due = matches!(room.stage, Stage::Published | Stage::Open);
    if !is_due || !room.participants.contains_key(&person) {
        LetIn::Never
    } else if room.leads_or_records(person) {
        LetIn::Leads
    } else {
        LetIn::Can
    }
}

/// What became of a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Nobody has come in by it yet.
    Waits,
    /// Somebody has.
    CameIn,
    /// It is neither waiting nor in use.
    Gone,
}

/// What became of a pass, as the door shows it.
pub fn fate(door: &Door, pass: PassId) -> Fate {
    if door.devices.iter().any(|device| device.pass == pass) {
        Fate::CameIn
    } else if door.waiting.iter().any(|waiting| waiting.pass == pass) {
        Fate::Waits
    } else {
        Fate::Gone
    }
}

/// The devices whose session is over.
pub fn left(before: &Door, after: &Door) -> Vec<PassedDevice> {
    let devices = before.devices.iter();
    devices
        .filter(|device| fate(after, device.pass) != Fate::CameIn)
        .cloned()
        .collect()
}

/// A substitute who is not in the directory, as they are typed in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Newcomer {
    /// Full name.
    pub name: String,
    /// Position.
    pub position: String,
    /// Unit or office.
    pub unit_name: String,
}

impl Newcomer {
    /// Whether they can be entered.
    pub fn is_complete(&self) -> bool {
        let is_short = |text: &str, most| text.trim().chars().count() <= most;
        !self.name.trim().is_empty()
            && is_short(&self.name, MAX_NAME)
            && is_short(&self.position, MAX_WORDS)
            && is_short(&self.unit_name, MAX_WORDS)
    }

    /// How they will stand in the minutes, coming for somebody; nothing while they have no name.
    pub fn in_minutes(&self, principal: &Participant) -> Option<String> {
        let name = self.name.trim();
        let own = position_with_unit(&self.position, &self.unit_name);
        let theirs = position_with_unit(&principal.position, &principal.unit_name);
        (!name.is_empty()).then(|| {
            let who = with_position(name, &own);
            format!(
                "{who} – dự thay {}",
                with_position(&principal.name, &theirs)
            )
        })
    }
}

fn with_position(name: &str, position: &str) -> String {
    if position.is_empty() {
        name.to_owned()
    } else {
        format!("{name}, {position}")
    }
}

#[cfg(test)]
mod tests {
    use nghisu_protocol::door::WaitingPass;
    use nghisu_protocol::ids::{MeetingId, Timestamp, Uuid};
    use nghisu_protocol::room::state::{Attendance, ParticipantRole};

    use super::*;

    fn person(n: u128) -> PersonId {
        PersonId(Uuid::from_u128(n))
    }

    fn pass(n: u128) -> PassId {
        PassId(Uuid::from_u128(n))
    }

    fn who(name: &str, position: &str, unit_name: &str) -> Participant {
        Participant {
            name: name.to_owned(),
            position: position.to_owned(),
            unit_name: unit_name.to_owned(),
            rank: 1,
            precedence: None,
            role: ParticipantRole::Delegate,
            items: Default::default(),
            substitute_for: None,
            attendance: Attendance::Unknown,
        }
    }

    fn device(n: u128) -> PassedDevice {
        PassedDevice {
            pass: pass(n),
            person: person(n),
            given_by: person(9),
            tablet: None,
            machine: None,
            browser: None,
            since: Timestamp(0),
            last_seen_at: Timestamp(0),
            expires_at: Timestamp(1),
        }
    }

    #[test]
    fn do_3_nobody_is_let_in_who_leads_or_records_or_before_the_meeting_is_announced() {
        let mut room = Room::new(MeetingId(Uuid::from_u128(1)));
        for n in 1..=3 {
            room.participants.insert(person(n), who("", "", ""));
        }
        (room.chair, room.secretaries) = (Some(person(1)), vec![person(2)]);
        assert_eq!(let_in(&room, person(3)), LetIn::Never);
        for stage in [Stage::Published, Stage::Open] {
            room.stage = stage;
            let found = [1, 2, 3, 4].map(|n| let_in(&room, person(n)));
            assert_eq!(
                found,
                [LetIn::Leads, LetIn::Leads, LetIn::Can, LetIn::Never]
            );
        }
        room.stage = Stage::Closed;
        assert_eq!(let_in(&room, person(3)), LetIn::Never);
    }

    #[test]
    fn a_pass_waits_is_used_or_is_gone_and_what_is_gone_is_told() {
        let waiting = WaitingPass {
            pass: pass(1),
            person: person(1),
            given_by: person(9),
            tablet: None,
            given_at: Timestamp(0),
            expires_at: Timestamp(1),
        };
        let before = Door {
            waiting: vec![waiting],
            devices: vec![device(2), device(3)],
        };
        let fates = [1, 2, 4].map(|n| fate(&before, pass(n)));
        assert_eq!(fates, [Fate::Waits, Fate::CameIn, Fate::Gone]);
        let after = Door {
            waiting: Vec::new(),
            devices: vec![device(1), device(3)],
        };
        assert_eq!(left(&before, &after), [device(2)]);
        assert!(left(&after, &after).is_empty());
    }

    #[test]
    fn do_7_a_newcomer_stands_in_the_minutes_for_whom_they_come() {
        let principal = who("Ngô Bá Thịnh", "Giám đốc Sở Xây dựng", "Sở Xây dựng");
        let mut newcomer = Newcomer::default();
        assert_eq!(newcomer.in_minutes(&principal), None);
        assert!(!newcomer.is_complete());
        newcomer.name = " Ứng Thị Hạnh Ngân ".to_owned();
        assert!(newcomer.is_complete());
        assert_eq!(
            newcomer.in_minutes(&principal).as_deref(),
            Some("Ứng Thị Hạnh Ngân – dự thay Ngô Bá Thịnh, Giám đốc Sở Xây dựng")
        );
        newcomer.position = "Chuyên viên".to_owned();
        newcomer.unit_name = "Sở Xây dựng".to_owned();
        assert_eq!(
            newcomer.in_minutes(&principal).as_deref(),
            Some(
                "Ứng Thị Hạnh Ngân, Chuyên viên, Sở Xây dựng – dự thay Ngô Bá Thịnh, Giám đốc Sở Xây dựng"
            )
        );
        newcomer.position = "x".repeat(MAX_WORDS + 1);
        assert!(!newcomer.is_complete());
    }
}
