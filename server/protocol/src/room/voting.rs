//! Who may raise a hand: counted alike by the server, which takes a vote, and by the tablet, on which it is entered.

use super::state::{Attendance, Participant, ParticipantRole, Room};
use crate::ids::PersonId;

impl Room {
    /// How many hands are expected: those of delegates who are not known to be away, for attendance is not always
    /// taken.
    ///
    /// Secretaries keep the record and as a rule raise none. A substitute has the hand of the person they came for: it
    /// counts while that person is away, and never twice.
    pub fn entitled(&self) -> usize {
        self.hands(|id| !self.secretaries.contains(&id))
    }

    /// How many hands there can be: also those of secretaries who are members themselves.
    pub fn most_hands(&self) -> usize {
        self.hands(|_| true)
    }

    fn hands(&self, votes: impl Fn(PersonId) -> bool) -> usize {
        let has_hand =
            |id: PersonId, who: &Participant| who.role == ParticipantRole::Delegate && votes(id);
        let comes_for_somebody_there = |who: &Participant| {
            who.substitute_for
                .and_then(|principal| Some((principal, self.participants.get(&principal)?)))
                .is_some_and(|(id, principal)| !is_away(principal) || !has_hand(id, principal))
        };
        let people = self.participants.iter();
        people
            .filter(|(id, who)| {
                has_hand(**id, who) && !is_away(who) && !comes_for_somebody_there(who)
            })
            .count()
    }
}

fn is_away(who: &Participant) -> bool {
    matches!(
        who.attendance,
        Attendance::Absent | Attendance::AbsentWithReason { .. }
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{MeetingId, Timestamp, Uuid};

    fn person(n: u128) -> PersonId {
        PersonId(Uuid::from_u128(n))
    }

    fn delegate(attendance: Attendance, substitute_for: Option<PersonId>) -> Participant {
        Participant {
            name: String::new(),
            position: String::new(),
            unit_name: String::new(),
            rank: 0,
            precedence: None,
            role: ParticipantRole::Delegate,
            items: Default::default(),
            substitute_for,
            attendance,
        }
    }

    #[test]
    fn a_hand_is_a_delegates_who_keeps_no_record_and_a_substitute_has_the_principals() {
        let mut room = Room::new(MeetingId(Uuid::from_u128(1)));
        let there = Attendance::Present { at: Timestamp(0) };
        let people = [
            (1, delegate(there.clone(), None)),
            (2, delegate(Attendance::Unknown, None)),
            (3, delegate(Attendance::Absent, None)),
            (4, delegate(there.clone(), Some(person(3)))),
            (5, delegate(there.clone(), None)),
        ];
        for (n, who) in people {
            room.participants.insert(person(n), who);
        }
        room.secretaries = vec![person(5)];
        let guest = Participant {
            role: ParticipantRole::Guest,
            ..delegate(there.clone(), None)
        };
        room.participants.insert(person(6), guest);
        assert_eq!(room.entitled(), 3, "1, 2, and 4 in the place of 3");
        assert_eq!(room.most_hands(), 4, "and 5, should they be a member");
        // Whoever was replaced came all the same.
        room.participants.insert(person(3), delegate(there, None));
        assert_eq!(room.entitled(), 3, "1, 2 and 3");
        assert_eq!(room.most_hands(), 4, "1, 2, 3 and 5");
    }
}
