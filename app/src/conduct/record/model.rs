//! What the record's screen decides: when the meeting is expected to end, who is listed under which filter, how a
//! conclusion is worded, where the way goes after the meeting. Pure; the wording of a conclusion is Vietnamese in
//! either language of the screen, because it is printed in the minutes.

use std::collections::BTreeSet;

use nghisu_protocol::ids::{PersonId, Timestamp};
use nghisu_protocol::room::permission::Viewer;
use nghisu_protocol::room::state::{Attendance, Item, ItemStatus, Participant, Room, Stage};
use nghisu_protocol::room::{Act, Standing};

use crate::conduct::agenda::minutes_spent;
use crate::dates::shown_day;

/// When the meeting is expected to end: a break's rest, what is left of the current item, then all that wait.
/// Nothing while it is not open or nothing was planned.
pub fn expected_end(room: &Room, now_ms: i64) -> Option<i64> {
    if room.stage != Stage::Open {
        return None;
    }
    let planned: u32 = room.items.values().map(|item| item.minutes).sum();
    let left = |item: &Item| match item.status {
        ItemStatus::Open => (i64::from(item.minutes) - minutes_spent(item, now_ms)).max(0),
        ItemStatus::Pending => i64::from(item.minutes),
        ItemStatus::Done | ItemStatus::Postponed | ItemStatus::Withdrawn => 0,
    };
    let minutes: i64 = room.items.values().map(left).sum();
    let begins = room.break_until.map_or(now_ms, |until| until.0.max(now_ms));
    (planned > 0).then_some(begins + minutes * 60_000)
}

/// The ends of breaks that are offered: about 10, 15 and 30 minutes from now, on the clock's fives.
pub fn break_ends(now_ms: i64) -> [i64; 3] {
    const FIVE: i64 = 5 * 60_000;
    [10, 15, 30].map(|minutes| (now_ms + minutes * 60_000 + FIVE / 2).div_euclid(FIVE) * FIVE)
}

/// Which people are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeopleFilter {
    /// Everybody.
    All,
    /// Of whom nobody recorded whether they are there.
    Unrecorded,
    /// Who is there, in time or late.
    Present,
    /// Who is away, without a word.
    Absent,
    /// Who is away, with a reason.
    Excused,
    /// Who comes for somebody else.
    Substitutes,
}

impl PeopleFilter {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 6] = [
        Self::All,
        Self::Unrecorded,
        Self::Present,
        Self::Absent,
        Self::Excused,
        Self::Substitutes,
    ];

    /// Whether somebody is listed. `attendance` is what counts for them: what was recorded, or what the log proves.
    pub fn shows(self, who: &Participant, attendance: &Attendance) -> bool {
        match self {
            Self::All => true,
            Self::Unrecorded => *attendance == Attendance::Unknown,
            Self::Present => attendance.is_there(),
            Self::Absent => *attendance == Attendance::Absent,
            Self::Excused => matches!(attendance, Attendance::AbsentWithReason { .. }),
            Self::Substitutes => who.substitute_for.is_some(),
        }
    }
}

/// How many people were recorded as present, where that is fewer than the hands that were counted. Nothing otherwise,
/// and while nobody was recorded: attendance is not always taken.
pub fn fewer_present(room: &Room, hands: u64) -> Option<u64> {
    let people = room.participants.values();
    let there = people.filter(|who| who.attendance.is_there()).count() as u64;
    (hands > there).then_some(there)
}

/// For whom a substitute may come: everybody who is not in the room, those known to stay away first.
pub fn principals(room: &Room) -> Vec<(PersonId, String)> {
    let mut found: Vec<_> = room
        .ranked()
        .into_iter()
        .filter(|(_, who)| !who.attendance.is_there() && who.substitute_for.is_none())
        .collect();
    found.sort_by_key(|(_, who)| who.attendance == Attendance::Unknown);
    let line = |who: &Participant| format!("{}, {}", who.name, who.position);
    found.into_iter().map(|(id, who)| (id, line(who))).collect()
}

/// Who cannot come for somebody: that person, whoever holds the chair, who was recorded as absent, and who comes for
/// somebody else already. Everybody else who takes part may come for an absent colleague.
pub fn cannot_substitute(room: &Room, principal: PersonId) -> BTreeSet<PersonId> {
    let is_taken = |who: &Participant| {
        matches!(
            who.attendance,
            Attendance::Absent | Attendance::AbsentWithReason { .. }
        ) || who.substitute_for.is_some_and(|one| one != principal)
    };
    let people = room.participants.iter();
    let taken = people.filter(|(_, who)| is_taken(who)).map(|(id, _)| *id);
    let chair = room.presiding.or(room.chair);
    taken.chain(chair).chain([principal]).collect()
}

/// A task as a conclusion states it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assignment {
    /// The unit in charge (chủ trì).
    pub lead: String,
    /// The units that work with it (phối hợp).
    pub with: Vec<String>,
    /// What is to be done.
    pub task: String,
    /// Before which day, `2027-01-15`; empty when there is none.
    pub before: String,
}

impl Assignment {
    /// Whether it can be stated.
    pub fn is_complete(&self) -> bool {
        !self.lead.trim().is_empty() && !self.task.trim().is_empty()
    }

    /// The sentence: "Giao Sở Tài chính chủ trì, phối hợp với Sở Xây dựng và UBND xã Vân Khê … trước ngày 15/01/2027."
    pub fn sentence(&self) -> String {
        let task = self.task.trim().trim_end_matches('.');
        let mut words = format!("Giao {} chủ trì", self.lead.trim());
        if let Some((last, others)) = self.with.split_last() {
            let others = others.join(", ");
            let and = if others.is_empty() { "" } else { " và " };
            words.push_str(&format!(", phối hợp với {others}{and}{last}"));
        } else {
            words.push(',');
        }
        words.push(' ');
        words.push_str(task);
        if !self.before.is_empty() {
            words.push_str(&format!(" trước ngày {}", shown_day(&self.before)));
        }
        words.push('.');
        words
    }
}

/// Whether a stated task names no day: the sentence's own words tell.
pub fn lacks_deadline(conclusion: &str) -> bool {
    conclusion.trim_start().starts_with("Giao ")
        && !["trước ngày", "chậm nhất", "trong ngày", "hoàn thành ngày"]
            .iter()
            .any(|word| conclusion.contains(word))
}

/// Where a person goes on once the meeting is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WayOn {
    /// Writes the minutes.
    Write,
    /// Signs them now.
    Sign,
    /// Reads them.
    Read,
    /// Will read them once all have signed.
    Wait,
    /// Was a guest: minutes hold every item, so none are shown.
    Over,
}

/// The way on after the meeting; nothing before its end, and for a meeting that was called off.
pub fn way_on(room: &Room, viewer: &Viewer) -> Option<WayOn> {
    let signs = || {
        let next = room.minutes.next_signer();
        next.is_some_and(|(signer, _)| signer == viewer.person)
    };
    match room.stage {
        Stage::Draft | Stage::Published | Stage::Open | Stage::Cancelled => None,
        Stage::Closed if room.allows(viewer, Act::WriteMinutes) => Some(WayOn::Write),
        Stage::Minutes if signs() => Some(WayOn::Sign),
        Stage::Closed | Stage::Minutes | Stage::Signed | Stage::Archived => {
            Some(match room.standing(viewer) {
                _ if room.allows(viewer, Act::ReadMinutes) => WayOn::Read,
                Standing::Outsider | Standing::Guest => WayOn::Over,
                Standing::Clerk | Standing::Delegate | Standing::Secretary | Standing::Chair => {
                    WayOn::Wait
                }
            })
        }
    }
}

/// How long the meeting lasted, whole minutes, where it was opened and closed.
pub fn lasted(room: &Room) -> Option<(Timestamp, i64)> {
    let (opened, closing) = (room.opened_at?, room.closing?);
    Some((closing.at, (closing.at.0 - opened.0).max(0) / 60_000))
}

#[cfg(test)]
mod tests {
    use super::*;
    use nghisu_protocol::ids::{ItemId, MeetingId, Uuid};
    use nghisu_protocol::room::state::{ParticipantRole, SubmittedMinutes};

    const MINUTE: i64 = 60_000;

    fn person(n: u128) -> PersonId {
        PersonId(Uuid::from_u128(n))
    }

    fn item(minutes: u32, status: ItemStatus, opened_at: Option<i64>) -> Item {
        Item {
            title: String::new(),
            position: 0,
            presenter: None,
            presenting_body: String::new(),
            minutes,
            is_closed_session: false,
            status,
            opened_at: opened_at.map(Timestamp),
            spent_ms: 0,
            course: String::new(),
            votes: Vec::new(),
            conclusions: Vec::new(),
        }
    }

    fn who(rank: u32, attendance: Attendance, substitute_for: Option<PersonId>) -> Participant {
        Participant {
            name: format!("người {rank}"),
            position: format!("chức vụ {rank}"),
            unit_name: String::new(),
            rank,
            precedence: None,
            role: ParticipantRole::Delegate,
            items: Default::default(),
            substitute_for,
            attendance,
        }
    }

    fn room() -> Room {
        let mut room = Room::new(MeetingId(Uuid::from_u128(1)));
        room.stage = Stage::Open;
        room
    }

    #[test]
    fn the_end_is_what_is_left_of_this_item_and_all_that_wait() {
        let mut room = room();
        let plan = [
            item(40, ItemStatus::Open, Some(0)),
            item(35, ItemStatus::Pending, None),
            item(30, ItemStatus::Postponed, None),
            item(25, ItemStatus::Done, None),
        ];
        for (n, item) in (1..).zip(plan) {
            room.items.insert(ItemId(Uuid::from_u128(n)), item);
        }
        let now = 35 * MINUTE;
        assert_eq!(expected_end(&room, now), Some(now + (5 + 35) * MINUTE));
        let late = 55 * MINUTE;
        assert_eq!(expected_end(&room, late), Some(late + 35 * MINUTE));
        room.break_until = Some(Timestamp(50 * MINUTE));
        assert_eq!(expected_end(&room, now), Some((50 + 5 + 35) * MINUTE));
        room.stage = Stage::Closed;
        assert_eq!(expected_end(&room, now), None);
    }

    #[test]
    fn breaks_end_on_the_clocks_fives() {
        assert_eq!(
            break_ends(17 * MINUTE).map(|end| end / MINUTE),
            [25, 30, 45]
        );
    }

    #[test]
    fn filters_list_whom_a_secretary_has_to_look_for() {
        let mut room = room();
        let away = Attendance::AbsentWithReason {
            reason: String::new(),
        };
        let there = Attendance::Present { at: Timestamp(0) };
        room.participants
            .insert(person(1), who(1, there.clone(), None));
        room.participants
            .insert(person(2), who(2, Attendance::Unknown, None));
        room.participants.insert(person(3), who(3, away, None));
        room.participants
            .insert(person(4), who(4, there, Some(person(3))));
        room.participants
            .insert(person(5), who(5, Attendance::Absent, None));
        let counts = PeopleFilter::ALL.map(|filter| {
            let people = room.participants.values();
            people
                .filter(|who| filter.shows(who, &who.attendance))
                .count()
        });
        assert_eq!(counts, [5, 1, 2, 1, 1, 1]);
        let [all, unrecorded, present, absent, excused, _] = counts;
        assert_eq!(unrecorded + present + absent + excused, all);
        let ids: Vec<_> = principals(&room).into_iter().map(|(id, _)| id).collect();
        let expected = [person(3), person(5), person(2)];
        assert_eq!(ids, expected, "who is away comes first");
    }

    #[test]
    fn more_hands_than_people_recorded_present_are_told() {
        let mut room = room();
        room.participants
            .insert(person(1), who(1, Attendance::Unknown, None));
        assert_eq!(fewer_present(&room, 6), Some(0), "attendance is not taken");
        for n in 2..4 {
            let there = Attendance::Late { at: Timestamp(0) };
            room.participants
                .insert(person(n), who(n as u32, there, None));
        }
        assert_eq!(fewer_present(&room, 6), Some(2));
        assert_eq!(fewer_present(&room, 2), None);
        assert_eq!(fewer_present(&room, 0), None);
    }

    #[test]
    fn who_is_away_presides_or_comes_for_another_is_no_substitute() {
        let mut room = room();
        let there = Attendance::Present { at: Timestamp(0) };
        let people = [
            (1, there.clone(), None),
            (2, Attendance::Unknown, None),
            (3, Attendance::Absent, None),
            (4, there.clone(), Some(person(3))),
            (5, there, None),
        ];
        for (n, attendance, substitute_for) in people {
            let rank = n as u32;
            room.participants
                .insert(person(n), who(rank, attendance, substitute_for));
        }
        room.chair = Some(person(1));
        let cannot = |principal| cannot_substitute(&room, person(principal));
        assert_eq!(cannot(2), [1, 2, 3, 4].map(person).into());
        // Who was entered for this very person stays in sight, as chosen.
        assert_eq!(cannot(3), [1, 3].map(person).into());
    }

    #[test]
    fn a_task_reads_as_an_office_words_it() {
        let mut task = Assignment {
            lead: "Sở Nông nghiệp và Môi trường".into(),
            with: vec!["Sở Tài chính".into(), "UBND xã Vân Khê".into()],
            task: "trình phương án sửa chữa 2 hồ Khe Lấp, Đồng Vượng.".into(),
            before: "2027-01-15".into(),
        };
        assert!(task.is_complete());
        assert_eq!(
            task.sentence(),
            "Giao Sở Nông nghiệp và Môi trường chủ trì, phối hợp với Sở Tài chính và UBND xã Vân Khê \
             trình phương án sửa chữa 2 hồ Khe Lấp, Đồng Vượng trước ngày 15/01/2027."
        );
        assert!(!lacks_deadline(&task.sentence()));
        task.with.clear();
        task.before.clear();
        assert_eq!(
            task.sentence(),
            "Giao Sở Nông nghiệp và Môi trường chủ trì, trình phương án sửa chữa 2 hồ Khe Lấp, Đồng Vượng."
        );
        assert!(lacks_deadline(&task.sentence()));
        assert!(
            !lacks_deadline("Thông qua báo cáo."),
            "no task, no deadline"
        );
        task.task = " ".into();
        assert!(!task.is_complete());
    }

    #[test]
    fn after_the_meeting_each_goes_their_own_way() {
        let mut room = room();
        room.seq = 1;
        room.published = true;
        room.chair = Some(person(1));
        room.secretaries = vec![person(9)];
        let mut guest = who(3, Attendance::Unknown, None);
        guest.role = ParticipantRole::Guest;
        room.participants
            .insert(person(2), who(2, Attendance::Unknown, None));
        room.participants.insert(person(3), guest);
        let way = |room: &Room, n| {
            let viewer = Viewer::of(person(n));
            way_on(room, &viewer)
        };
        assert_eq!(way(&room, 9), None);
        room.stage = Stage::Closed;
        assert_eq!(way(&room, 9), Some(WayOn::Write));
        assert_eq!(way(&room, 1), Some(WayOn::Read));
        assert_eq!(way(&room, 2), Some(WayOn::Wait));
        assert_eq!(way(&room, 3), Some(WayOn::Over));
        room.stage = Stage::Minutes;
        room.minutes.submitted = Some(SubmittedMinutes {
            number: "05/BB-UBND".into(),
            pdf: nghisu_protocol::log::Hash([0; 32]),
            secretary: person(9),
            chair: person(1),
            signatures: Vec::new(),
        });
        assert_eq!(
            way(&room, 9),
            Some(WayOn::Sign),
            "the secretary signs first"
        );
        assert_eq!(way(&room, 1), Some(WayOn::Read));
        room.stage = Stage::Signed;
        assert_eq!(way(&room, 2), Some(WayOn::Read), "signed by all");
        assert_eq!(way(&room, 3), Some(WayOn::Over));
    }
}
