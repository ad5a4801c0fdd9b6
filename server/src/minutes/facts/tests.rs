//! The fold of a log into the facts of its minutes, on logs written by hand.

use nghisu_protocol::{
    fold::EVENT_VERSION,
    ids::Uuid,
    room::state::{Details, MeetingKind},
    stream::StreamId,
};

use super::*;

const MEETING: MeetingId = MeetingId(Uuid::from_u128(100));
const SECRETARY: PersonId = PersonId(Uuid::from_u128(1));
const CHAIR: PersonId = PersonId(Uuid::from_u128(2));
const DEPUTY: PersonId = PersonId(Uuid::from_u128(3));
const ABSENT: PersonId = PersonId(Uuid::from_u128(4));
const SUBSTITUTE: PersonId = PersonId(Uuid::from_u128(5));
const GUEST: PersonId = PersonId(Uuid::from_u128(6));
const FIRST: ItemId = ItemId(Uuid::from_u128(21));
const SECOND: ItemId = ItemId(Uuid::from_u128(22));
const THIRD: ItemId = ItemId(Uuid::from_u128(23));

/// A log that is being written, its time in minutes.
struct Scribe(Gathering);

impl Scribe {
    fn write(&mut self, minute: i64, events: impl IntoIterator<Item = RoomEvent>) {
        for event in events {
            let seq = self.0.room.seq + 1;
            self.0.room.advance(seq).unwrap();
            let header = Header {
                stream: StreamId::Room(MEETING),
                seq,
                at: at(minute),
                actor: SECRETARY,
                on_behalf_of: None,
                kind: event.kind().to_owned(),
                version: EVENT_VERSION,
                payload_commitment: Hash([0; 32]),
            };
            self.0.take(&header, &event);
        }
    }

    fn facts(&self) -> MinutesFacts {
        self.0.facts(Hash([7; 32]))
    }
}

fn at(minute: i64) -> Timestamp {
    Timestamp(minute * 60_000)
}

fn set(person: PersonId, rank: u32, position: &str, unit: &str) -> RoomEvent {
    RoomEvent::ParticipantSet {
        person,
        participant: participant(person, rank, position, unit),
    }
}

fn participant(person: PersonId, rank: u32, position: &str, unit: &str) -> Participant {
    Participant {
        name: format!("Người {}", person.0.as_u128()),
        position: position.to_owned(),
        unit_name: unit.to_owned(),
        rank,
        precedence: None,
        role: ParticipantRole::Delegate,
        items: [].into(),
        substitute_for: None,
        attendance: Attendance::Unknown,
    }
}

fn added(item: ItemId, title: &str, position: u64) -> RoomEvent {
    RoomEvent::ItemAdded {
        item,
        content: Item {
            title: title.to_owned(),
            position,
            presenter: None,
            presenting_body: "Sở Tài chính".to_owned(),
            minutes: 0,
            is_closed_session: false,
            status: ItemStatus::Pending,
            opened_at: None,
            spent_ms: 0,
            course: String::new(),
            votes: Vec::new(),
            conclusions: Vec::new(),
        },
    }
}

/// A meeting of three items, opened at minute 10 by the secretary for the chair.
fn opened() -> Scribe {
    let mut scribe = Scribe(Gathering::new(MEETING));
    scribe.write(
        0,
        [
            RoomEvent::MeetingCreated {
                details: Details {
                    title: "Họp giao ban".to_owned(),
                    kind: MeetingKind::Meeting,
                    ..Details::default()
                },
            },
            set(SECRETARY, 9, "Chuyên viên", "Văn phòng"),
            set(CHAIR, 1, "Chủ tịch UBND tỉnh", "UBND tỉnh Thanh Giang"),
            set(DEPUTY, 2, "", "UBND tỉnh Thanh Giang"),
            set(ABSENT, 3, "Giám đốc Sở Tư pháp", "Sở Tư pháp"),
            RoomEvent::SecretariesAssigned {
                people: vec![SECRETARY],
            },
            RoomEvent::ChairAssigned {
                person: Some(CHAIR),
            },
            added(FIRST, "Một", 100),
            added(SECOND, "Hai", 200),
            added(THIRD, "Ba", 300),
            RoomEvent::MeetingPublished {},
        ],
    );
    scribe.write(10, [RoomEvent::MeetingOpened {}]);
    scribe
}

#[test]
fn the_chair_passes_on_at_its_time_and_whoever_held_it_was_there() {
    let mut scribe = opened();
    scribe.write(30, [RoomEvent::ChairPassed { to: DEPUTY }]);
    scribe.write(50, [RoomEvent::MeetingClosed {}]);
    let facts = scribe.facts();
    let spans: Vec<_> = facts
        .chairs
        .iter()
        .map(|tenure| (tenure.person, tenure.from, tenure.until))
        .collect();
    assert_eq!(
        spans,
        [(CHAIR, None, Some(at(30))), (DEPUTY, Some(at(30)), None)]
    );
    let attendance = |person| {
        let found = facts.participants.iter().find(|who| who.person == person);
        found.unwrap().attendance.clone()
    };
    assert_eq!(attendance(CHAIR), Attendance::Present { at: at(10) });
    assert_eq!(attendance(DEPUTY), Attendance::Present { at: at(30) });
    assert_eq!(attendance(SECRETARY), Attendance::Present { at: at(10) });
    assert_eq!(attendance(ABSENT), Attendance::Unknown);
}

#[test]
fn items_stand_in_the_order_in_which_they_were_dealt_with() {
    let mut scribe = opened();
    scribe.write(11, [RoomEvent::ItemOpened { item: THIRD }]);
    scribe.write(20, [RoomEvent::ItemPostponed { item: THIRD }]);
    scribe.write(20, [RoomEvent::ItemOpened { item: FIRST }]);
    scribe.write(
        25,
        [
            RoomEvent::HandVoteRecorded {
                item: FIRST,
                subject: "Thông qua".to_owned(),
                approve: 3,
                reject: 1,
                abstain: 0,
            },
            RoomEvent::ItemClosed { item: FIRST },
        ],
    );
    scribe.write(26, [RoomEvent::ItemOpened { item: THIRD }]);
    scribe.write(28, [RoomEvent::ItemClosed { item: THIRD }]);
    scribe.write(29, [RoomEvent::ItemWithdrawn { item: SECOND }]);
    let items = scribe.facts().items;
    let told: Vec<_> = items
        .iter()
        .map(|item| (item.number, item.status, item.started_at, item.ended_at))
        .collect();
    assert_eq!(
        told,
        [
            (3, ItemStatus::Done, Some(at(11)), Some(at(28))),
            (1, ItemStatus::Done, Some(at(20)), Some(at(25))),
            (2, ItemStatus::Withdrawn, None, None),
        ]
    );
    assert_eq!(items[1].votes.len(), 1);
    assert_eq!(items[1].presenter, "Sở Tài chính");
}

#[test]
fn people_stand_by_rank_with_whom_they_replace() {
    let mut scribe = opened();
    let substitute = RoomEvent::ParticipantSet {
        person: SUBSTITUTE,
        participant: Participant {
            substitute_for: Some(ABSENT),
            ..participant(SUBSTITUTE, 4, "Phó Giám đốc", "Sở Tư pháp")
        },
    };
    let guest = RoomEvent::ParticipantSet {
        person: GUEST,
        participant: Participant {
            role: ParticipantRole::Guest,
            items: [THIRD, FIRST].into(),
            ..participant(GUEST, 8, "Bí thư", "")
        },
    };
    scribe.write(11, [substitute, guest]);
    let people = scribe.facts().participants;
    let order: Vec<_> = people.iter().map(|who| who.person).collect();
    assert_eq!(order, [CHAIR, DEPUTY, ABSENT, SUBSTITUTE, GUEST, SECRETARY]);
    assert_eq!(
        people[3].substitute_for.as_deref(),
        Some("Người 4, Giám đốc Sở Tư pháp")
    );
    assert_eq!(people[4].items, [1, 3]);
    let positions: Vec<_> = people.iter().map(|who| who.position.as_str()).collect();
    assert_eq!(
        positions,
        [
            "Chủ tịch UBND tỉnh",
            "UBND tỉnh Thanh Giang",
            "Giám đốc Sở Tư pháp",
            "Phó Giám đốc, Sở Tư pháp",
            "Bí thư",
            "Chuyên viên, Văn phòng",
        ]
    );
}

#[test]
fn mending_the_record_moves_no_end_and_going_on_does() {
    let mut scribe = opened();
    scribe.write(50, [RoomEvent::MeetingClosed {}]);
    let reopened = || RoomEvent::MeetingReopened {
        reason: "Sửa".to_owned(),
    };
    scribe.write(900, [reopened()]);
    assert_eq!(scribe.facts().ended_at, None);
    scribe.write(910, [RoomEvent::MeetingClosed {}]);
    let mended = scribe.facts();
    assert_eq!(mended.ended_at, Some(at(50)));
    assert_eq!(mended.log_size, Some(scribe.0.room.seq));
    assert_eq!(mended.log_root, Some(Hash([7; 32])));
    scribe.write(920, [reopened(), RoomEvent::ItemOpened { item: FIRST }]);
    scribe.write(930, [RoomEvent::MeetingClosed {}]);
    assert_eq!(scribe.facts().ended_at, Some(at(930)));
}

#[test]
fn a_secretary_who_came_later_is_named_with_the_time() {
    let mut scribe = opened();
    scribe.write(
        20,
        [RoomEvent::SecretariesAssigned {
            people: vec![DEPUTY],
        }],
    );
    let spans: Vec<_> = scribe
        .facts()
        .secretaries
        .iter()
        .map(|tenure| (tenure.person, tenure.from, tenure.until))
        .collect();
    assert_eq!(
        spans,
        [
            (SECRETARY, None, Some(at(20))),
            (DEPUTY, Some(at(20)), None)
        ]
    );
}

#[test]
fn before_the_meeting_the_facts_are_what_is_planned() {
    let mut scribe = Scribe(Gathering::new(MEETING));
    scribe.write(
        0,
        [
            set(CHAIR, 1, "Chủ tịch", ""),
            RoomEvent::ChairAssigned {
                person: Some(CHAIR),
            },
        ],
    );
    let facts = scribe.facts();
    assert_eq!(facts.chairs[0].person, CHAIR);
    assert_eq!(
        (facts.started_at, facts.ended_at, facts.log_size),
        (None, None, None)
    );
}
