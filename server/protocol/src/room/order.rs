//! The order of the agenda: what keeps its place, and how far anything else can be moved (rule PP-6). Asked by the server
//! before it moves an item, and by the screens before they offer it.

use super::state::{Item, ItemStatus, Room};

impl Item {
    /// Whether it keeps its place: what was discussed, or is being discussed, is known by its number, also where its end
    /// is that it was postponed or withdrawn.
    pub fn keeps_its_place(&self) -> bool {
        match self.status {
            ItemStatus::Open | ItemStatus::Done => true,
            ItemStatus::Postponed | ItemStatus::Withdrawn => self.opened_at.is_some(),
            ItemStatus::Pending => false,
        }
    }
}

impl Room {
    /// How far an item gets from one place on the agenda towards another, both from 0, before it meets one that keeps its
    /// place or the agenda's end; its own place where it cannot go at all.
    pub fn reach(&self, from: usize, to: usize) -> usize {
        let agenda = self.agenda();
        let gives_way = |at: usize| {
            agenda
                .get(at)
                .is_some_and(|(_, item)| !item.keeps_its_place())
        };
        if !gives_way(from) {
            return from;
        }
        let mut at = from;
        while at != to {
            let next = if to < at { at - 1 } else { at + 1 };
            if !gives_way(next) {
                break;
            }
            at = next;
        }
        at
    }

    /// Whether an item can go from one place to another, both from 0: neither it nor any that would make way keeps its
    /// place.
    pub fn may_move(&self, from: usize, to: usize) -> bool {
        from != to && self.reach(from, to) == to
    }

    /// Whether a new item can stand at a place from 0: none that would make way keeps its own.
    pub fn may_insert(&self, at: usize) -> bool {
        self.agenda()
            .iter()
            .skip(at)
            .all(|(_, item)| !item.keeps_its_place())
    }
}

#[cfg(test)]
mod tests {
    use super::super::state::Item;
    use super::*;
    use crate::ids::{ItemId, MeetingId, Timestamp, Uuid};
    use ItemStatus::{Done, Open, Pending, Postponed, Withdrawn};

    fn room(agenda: &[ItemStatus]) -> Room {
        let mut room = Room::new(MeetingId(Uuid::from_u128(1)));
        for (position, status) in (1..).zip(agenda) {
            let item = Item {
                title: String::new(),
                position,
                presenter: None,
                presenting_body: String::new(),
                minutes: 0,
                is_closed_session: false,
                status: *status,
                opened_at: None,
                spent_ms: 0,
                course: String::new(),
                votes: Vec::new(),
                conclusions: Vec::new(),
            };
            let id = ItemId(Uuid::from_u128(u128::from(position)));
            room.items.insert(id, item);
        }
        room
    }

    #[test]
    fn pp_6_nothing_is_moved_over_what_was_discussed_or_is_being_discussed() {
        let room = room(&[Done, Open, Pending, Postponed, Pending]);
        assert_eq!(room.reach(4, 0), 2, "it lands below the current one");
        assert_eq!(room.reach(2, 1), 2);
        assert_eq!(room.reach(2, 4), 4);
        assert_eq!(room.reach(1, 3), 1, "the current one stays");
        assert_eq!(room.reach(0, 4), 0);
        assert_eq!(room.reach(4, 5), 4, "the end is the end");
        assert_eq!(room.reach(9, 0), 9, "what is not there goes nowhere");
        assert!(room.may_move(4, 2) && !room.may_move(4, 1) && !room.may_move(4, 4));
    }

    #[test]
    fn pp_6_what_waits_among_discussed_items_stays_among_them() {
        let room = room(&[Pending, Done, Withdrawn, Pending, Open]);
        assert!(!room.may_move(0, 2), "the second would become the first");
        assert!(room.may_move(2, 3) && room.may_move(3, 2));
        assert!(!room.may_move(3, 4));
    }

    #[test]
    fn pp_6_what_was_postponed_or_withdrawn_gives_way_unless_it_had_been_discussed() {
        for status in [Postponed, Withdrawn] {
            let mut room = room(&[status, Pending]);
            assert!(room.may_move(0, 1) && room.may_move(1, 0) && room.may_insert(0));
            for item in room.items.values_mut() {
                item.opened_at = Some(Timestamp(1));
            }
            assert!(!room.may_move(0, 1) && !room.may_move(1, 0) && !room.may_insert(0));
            assert!(room.may_insert(1), "the other waits again");
        }
    }

    #[test]
    fn pp_6_a_new_item_comes_in_behind_those_that_keep_their_place() {
        let room = room(&[Done, Pending, Open, Pending]);
        let able: Vec<bool> = (0..=5).map(|at| room.may_insert(at)).collect();
        assert_eq!(able, [false, false, false, true, true, true]);
    }
}
