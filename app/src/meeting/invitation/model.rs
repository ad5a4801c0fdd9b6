//! Where the answers stand: who comes, who does not, who has not said. Pure.

use nghisu_protocol::ids::PersonId;
use nghisu_protocol::room::Room;
use nghisu_protocol::room::state::{Attendance, GivenReply, Reply};

/// What is known of somebody's coming, without its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// Comes.
    Attends,
    /// Does not come.
    Absent,
    /// Sends somebody else, to whom the chair has not agreed yet.
    Sends,
    /// Sent somebody else, who is entered.
    Sent,
    /// Has not answered.
    Silent,
}

/// What stands under an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// The name of who was entered in their place.
    Substitute(String),
    /// Why somebody does not come, or whom they would send, as it was written.
    Words(String),
}

/// One of the invited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    /// Who.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// Position.
    pub position: String,
    /// The answer.
    pub answer: Answer,
    /// What stands under it.
    pub about: Option<About>,
    /// What was answered, with its time, where that is what is shown.
    pub given: Option<GivenReply>,
}

/// Who is asked for an answer, in rank order: everybody but the secretaries, who invite, and substitutes, whose coming
/// was agreed on.
pub fn invited(room: &Room) -> Vec<Invited> {
    room.ranked()
        .into_iter()
        .filter(|(id, _)| is_asked(room, *id))
        .map(|(id, who)| Invited {
            person: id,
            name: who.name.clone(),
            position: who.position.clone(),
            answer: answer(room, id),
            about: about(room, id),
            given: shown_reply(room, id).cloned(),
        })
        .collect()
}

/// Whether somebody is asked for an answer.
pub fn is_asked(room: &Room, person: PersonId) -> bool {
    !room.secretaries.contains(&person)
        && room
            .participants
            .get(&person)
            .is_some_and(|who| who.substitute_for.is_none())
}

/// The name of who was entered in somebody's place.
fn substitute(room: &Room, principal: PersonId) -> Option<&str> {
    let mut all = room.participants.values();
    let found = all.find(|who| who.substitute_for == Some(principal));
    found.map(|who| who.name.as_str())
}

/// What is known of somebody's coming: what they answered, unless the secretary has noted that they stay away. That was
/// noted since: an answer that they come takes what was noted before it away (rule RP-4).
pub fn answer(room: &Room, person: PersonId) -> Answer {
    let is_replaced = || substitute(room, person).is_some();
    let is_away = || {
        matches!(
            room.participants.get(&person).map(|who| &who.attendance),
            Some(Attendance::AbsentWithReason { .. } | Attendance::Absent)
        )
    };
    match room.replies.get(&person).map(|given| &given.reply) {
        None if is_replaced() => Answer::Sent,
        Some(Reply::Attend {}) if is_away() && is_replaced() => Answer::Sent,
        None | Some(Reply::Attend {}) if is_away() => Answer::Absent,
        None => Answer::Silent,
        Some(Reply::Attend {}) => Answer::Attends,
        Some(Reply::Absent { .. }) => Answer::Absent,
        Some(Reply::Substitute { .. }) if is_replaced() => Answer::Sent,
        Some(Reply::Substitute { .. }) => Answer::Sends,
    }
}

/// What somebody answered, unless something that the secretary has noted since is shown instead.
fn shown_reply(room: &Room, person: PersonId) -> Option<&GivenReply> {
    let given = room.replies.get(&person)?;
    let is_shown =
        !matches!(given.reply, Reply::Attend {}) || answer(room, person) == Answer::Attends;
    is_shown.then_some(given)
}

/// What stands under somebody's answer.
pub fn about(room: &Room, person: PersonId) -> Option<About> {
    let given = room.replies.get(&person).map(|given| &given.reply);
    let noted = room.participants.get(&person).map(|who| &who.attendance);
    let words = match (answer(room, person), given, noted) {
        (Answer::Sent, ..) => {
            let name = substitute(room, person)?.to_owned();
            return Some(About::Substitute(name));
        }
        (Answer::Sends, Some(Reply::Substitute { who }), _) => who,
        (Answer::Absent, Some(Reply::Absent { reason }), _)
        | (Answer::Absent, _, Some(Attendance::AbsentWithReason { reason })) => reason,
        _ => return None,
    };
    (!words.is_empty()).then(|| About::Words(words.clone()))
}

/// How many gave which answer.
pub fn count(all: &[Invited], answer: Answer) -> usize {
    all.iter().filter(|one| one.answer == answer).count()
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::BTreeSet;

    use nghisu_protocol::ids::{MeetingId, Timestamp, Uuid};
    use nghisu_protocol::room::state::{Attendance, Participant, ParticipantRole};

    use super::*;

    pub(in super::super) fn person(number: u128) -> PersonId {
        PersonId(Uuid::from_u128(number))
    }

    /// A meeting with a secretary (1) and three others.
    pub(in super::super) fn room() -> Room {
        let mut room = Room::new(MeetingId(Uuid::from_u128(9)));
        let names = [
            "Trịnh Thu Uyên",
            "Lê Quang Thiệu",
            "Ngô Bá Thịnh",
            "Hồ Thị Xuân Ái",
        ];
        for (number, name) in (1_u32..).zip(names) {
            room.participants.insert(
                person(u128::from(number)),
                Participant {
                    name: name.into(),
                    position: String::new(),
                    unit_name: String::new(),
                    rank: number,
                    precedence: None,
                    role: ParticipantRole::Delegate,
                    items: BTreeSet::new(),
                    substitute_for: None,
                    attendance: Attendance::Unknown,
                },
            );
        }
        room.secretaries = vec![person(1)];
        room
    }

    fn reply(room: &mut Room, number: u128, reply: Reply) {
        let at = Timestamp(1);
        room.replies
            .insert(person(number), GivenReply { reply, at });
    }

    #[test]
    fn secretaries_and_substitutes_are_not_asked() {
        let mut room = room();
        if let Some(who) = room.participants.get_mut(&person(4)) {
            who.substitute_for = Some(person(3));
        }
        let asked: Vec<_> = invited(&room).into_iter().map(|one| one.person).collect();
        assert_eq!(asked, [person(2), person(3)]);
    }

    #[test]
    fn a_substitute_is_asked_for_until_they_are_entered() {
        let mut room = room();
        assert_eq!(answer(&room, person(3)), Answer::Silent);
        let who = "Ứng Thị Hạnh Ngân".into();
        reply(&mut room, 3, Reply::Substitute { who });
        assert_eq!(answer(&room, person(3)), Answer::Sends);
        if let Some(who) = room.participants.get_mut(&person(4)) {
            who.substitute_for = Some(person(3));
        }
        assert_eq!(answer(&room, person(3)), Answer::Sent);
    }

    #[test]
    fn what_the_secretary_noted_is_said_like_an_answer() {
        let mut room = room();
        let reason = "Họp ở trung ương".to_owned();
        for number in [3, 4] {
            if let Some(who) = room.participants.get_mut(&person(number)) {
                who.attendance = Attendance::AbsentWithReason {
                    reason: reason.clone(),
                };
            }
        }
        reply(&mut room, 3, Reply::Attend {});
        for number in [3, 4] {
            assert_eq!(answer(&room, person(number)), Answer::Absent);
            let said = about(&room, person(number));
            assert_eq!(said, Some(About::Words(reason.clone())));
        }
        // The time of the yes is not that of the absence.
        assert!(invited(&room).iter().all(|one| one.given.is_none()));
        // Whoever comes instead is what counts then.
        if let Some(who) = room.participants.get_mut(&person(2)) {
            who.substitute_for = Some(person(4));
        }
        assert_eq!(answer(&room, person(4)), Answer::Sent);
        let name = "Lê Quang Thiệu".to_owned();
        assert_eq!(about(&room, person(4)), Some(About::Substitute(name)));
    }

    #[test]
    fn answers_are_counted() {
        let mut room = room();
        reply(&mut room, 2, Reply::Attend {});
        let all = invited(&room);
        assert_eq!(
            (count(&all, Answer::Attends), count(&all, Answer::Silent)),
            (1, 2)
        );
    }
}
