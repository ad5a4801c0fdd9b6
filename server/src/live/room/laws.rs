//! Laws that hold for every sequence of commands: what a reader folds is what they may see (EV-7),
//! equal logs give equal states, and nothing panics.

use std::collections::BTreeSet;

use nghisu_protocol::{
    fold::EVENT_VERSION,
    ids::{ConclusionId, DocumentId, Timestamp, Uuid, VersionId},
    log::{Entry, Hash},
    room::{
        Audience, Offices, Room, RoomCommand, RoomEvent, Viewer,
        command::{Invitation, ItemPlan, PlannedItem},
        state::{Attendance, Conclusion, Details, ParticipantRole, Presented, Reply},
    },
    stream::StreamId,
};
use proptest::prelude::*;

use super::tests::{
    CHAIR, DELEGATE, GUEST, NOW, SECRETARY, STRANGER, details, facts, happen, item, person, plan,
    version,
};
use super::{documents, step};
use crate::{
    clock::Random,
    live::log::{StoredEntry, next_header},
};

/// One thing that somebody may try.
#[derive(Debug, Clone)]
enum Try {
    Command(RoomCommand),
    AddDocument(u128, u128),
    ReplaceDocument(u128, u128),
}

fn items() -> impl Strategy<Value = u128> {
    20_u128..25
}

fn people() -> impl Strategy<Value = u128> {
    1_u128..7
}

fn tries() -> impl Strategy<Value = Try> {
    let id = || items().prop_map(item);
    let who = || people().prop_map(person);
    let invitation = (
        people(),
        any::<bool>(),
        prop::collection::vec(items(), 0..3),
    )
        .prop_map(|(who, is_guest, items)| Invitation {
            person: person(who),
            role: if is_guest {
                ParticipantRole::Guest
            } else {
                ParticipantRole::Delegate
            },
            items: items.into_iter().map(item).collect(),
        });
    let attendance = prop_oneof![
        Just(Attendance::Unknown),
        Just(Attendance::Present { at: NOW }),
        Just(Attendance::Absent),
    ];
    let planned = || {
        (items(), prop::option::of(people())).prop_map(|(number, presenter)| ItemPlan {
            presenter: presenter.map(person),
            ..plan(&format!("Nội dung {number}"))
        })
    };
    let preparing = prop_oneof![
        Just(RoomCommand::Publish {}),
        Just(RoomCommand::Open {}),
        any::<u8>().prop_map(|n| RoomCommand::ChangeDetails {
            details: Details {
                place: format!("Phòng {n}"),
                ..details()
            }
        }),
        prop::collection::vec(invitation, 1..3)
            .prop_map(|people| RoomCommand::SetParticipants { people }),
        who().prop_map(|person| RoomCommand::RemoveParticipant { person }),
        prop::collection::vec(who(), 1..4)
            .prop_map(|order| RoomCommand::RankParticipants { order }),
        who().prop_map(|person| RoomCommand::AssignChair { person }),
        prop::collection::vec(who(), 1..3)
            .prop_map(|people| RoomCommand::AssignSecretaries { people }),
        (who(), prop::collection::btree_set(id(), 0..3))
            .prop_map(|(person, items)| RoomCommand::InviteGuest { person, items }),
        (id(), planned(), prop::option::of(0_u32..5)).prop_map(|(item, plan, position)| {
            RoomCommand::AddItem {
                item,
                plan,
                position,
            }
        }),
        prop::collection::vec((id(), planned()), 1..3).prop_map(|items| {
            let items = items.into_iter();
            RoomCommand::AddItems {
                items: items
                    .map(|(item, plan)| PlannedItem { item, plan })
                    .collect(),
            }
        }),
        (id(), planned()).prop_map(|(item, plan)| RoomCommand::ChangeItem { item, plan }),
        (id(), 0_u32..5).prop_map(|(item, position)| RoomCommand::MoveItem { item, position }),
        id().prop_map(|item| RoomCommand::RemoveItem { item }),
        (30_u128..34).prop_map(|n| RoomCommand::RemoveDocument {
            document: DocumentId(Uuid::from_u128(n))
        }),
    ];
    let conducting = prop_oneof![
        4 => id().prop_map(|item| RoomCommand::OpenItem { item }),
        1 => id().prop_map(|item| RoomCommand::CloseItem { item }),
        1 => id().prop_map(|item| RoomCommand::PostponeItem { item }),
        1 => id().prop_map(|item| RoomCommand::WithdrawItem { item }),
        1 => id().prop_map(|item| RoomCommand::RestoreItem { item }),
        1 => who().prop_map(|to| RoomCommand::PassChair { to }),
        2 => Just(RoomCommand::TakeLead {}),
        1 => Just(RoomCommand::ReleaseLead {}),
        4 => (40_u128..48, 1_u32..13).prop_map(|(n, page)| RoomCommand::Present {
            place: Presented { version: VersionId(Uuid::from_u128(n)), page, y: 0 }
        }),
        1 => Just(RoomCommand::CheckIn {}),
        2 => (who(), any::<bool>()).prop_map(|(person, comes)| RoomCommand::AnswerInvitation {
            person,
            reply: if comes { Reply::Attend {} } else { Reply::Absent { reason: "Bận".into() } },
        }),
        1 => (who(), attendance).prop_map(|(person, attendance)| RoomCommand::RecordAttendance {
            person, attendance
        }),
        1 => (who(), who()).prop_map(|(person, substitute_for)| RoomCommand::AddSubstitute {
            person, substitute_for
        }),
        1 => Just(RoomCommand::StartBreak { until: Timestamp(NOW.0 + 9_000) }),
        1 => Just(RoomCommand::EndBreak {}),
        2 => (id(), any::<u8>()).prop_map(|(item, n)| RoomCommand::RecordCourse {
            item, text: format!("Diễn biến {n}")
        }),
        1 => id().prop_map(|item| RoomCommand::RecordHandVote {
            item, subject: "Thông qua".into(), approve: 1, reject: 0, abstain: 0
        }),
        1 => id().prop_map(|item| RoomCommand::StrikeHandVote { item, index: 0, at: None }),
        1 => (id(), any::<u8>()).prop_map(|(item, n)| RoomCommand::RecordConclusion {
            item,
            conclusion: Conclusion {
                id: ConclusionId(Uuid::from_u128(u128::from(n % 3))),
                text: format!("Kết luận {n}"),
            }
        }),
        1 => Just(RoomCommand::Close {}),
        1 => Just(RoomCommand::Reopen { reason: "Bổ sung".into() }),
    ];
    prop_oneof![
        3 => preparing.prop_map(Try::Command),
        4 => conducting.prop_map(Try::Command),
        1 => (30_u128..34, items()).prop_map(|(n, item)| Try::AddDocument(n, item)),
        1 => (30_u128..34, 44_u128..48).prop_map(|(n, v)| Try::ReplaceDocument(n, v)),
    ]
}

/// What happens when somebody tries it.
fn decide(room: &Room, actor: &Viewer, attempt: &Try) -> Vec<RoomEvent> {
    let decided = match attempt {
        Try::Command(command) => step(room, command, actor, None, &facts(NOW)),
        Try::AddDocument(n, to) => documents::add(
            room,
            actor,
            DocumentId(Uuid::from_u128(*n)),
            item(*to),
            "Tờ trình",
            version(VersionId(Uuid::from_u128(n + 10))),
        ),
        Try::ReplaceDocument(n, v) => documents::replace(
            room,
            actor,
            DocumentId(Uuid::from_u128(*n)),
            nghisu_protocol::room::state::Version {
                reason: "Sửa".into(),
                ..version(VersionId(Uuid::from_u128(*v)))
            },
        ),
    };
    decided.unwrap_or_default()
}

fn readers() -> Vec<Viewer> {
    let clerk = Viewer {
        clerk_of: Offices::All,
        ..Viewer::of(person(9))
    };
    // Whoever comes in by a pass, also where they chair or keep the record (rule DO-1).
    let limited = [SECRETARY, CHAIR, GUEST].map(|viewer| Viewer::limited(viewer.person));
    [SECRETARY, CHAIR, DELEGATE, GUEST, STRANGER, clerk]
        .into_iter()
        .chain(limited)
        .collect()
}

/// A reader's tablet: what it has folded, from what it was sent.
struct Tablet {
    viewer: Viewer,
    room: Room,
}

/// Puts an event into a log, as the writer does.
fn keep(room: &mut Room, event: &RoomEvent, actor: &Viewer, log: &mut Vec<StoredEntry>) {
    let header = next_header(
        StreamId::Room(room.meeting),
        room.seq + 1,
        NOW,
        actor.person,
        None,
        (event.kind(), EVENT_VERSION),
    );
    let stored = StoredEntry::new(header, event.write(), &Random::seeded(1));
    room.advance(stored.header.seq).unwrap();
    room.fold(&stored.header, event);
    log.push(stored);
}

fn shown(room: &Room, stored: &StoredEntry, viewer: &Viewer) -> Entry {
    let header = &stored.header;
    let payload = &stored.payload.as_ref().unwrap().0;
    let event = RoomEvent::read(&header.kind, header.version, payload.as_bytes()).unwrap();
    stored.entry(room.audience(&event, viewer) == Audience::Full)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn ev_7_what_a_reader_folds_is_the_view_of_the_state(
        attempts in prop::collection::vec((people(), tries()), 20..90),
    ) {
        let mut room = super::tests::draft();
        let mut log = Vec::new();
        let mut tablets: Vec<Tablet> = readers()
            .into_iter()
            .map(|viewer| Tablet { room: room.view_for(&viewer), viewer })
            .collect();
        // A meeting that was not opened until then is called off.
        let reason = "Bão".into();
        let last = (9, Try::Command(RoomCommand::Cancel { reason }));
        for (number, attempt) in attempts.into_iter().chain([last]) {
            // Mostly the secretary, so that something happens.
            let actor = if number > 3 { SECRETARY } else { super::tests::viewer(number) };
            for event in decide(&room, &actor, &attempt) {
                let before: Vec<_> = tablets.iter().map(|t| room.rights(&t.viewer)).collect();
                keep(&mut room, &event, &actor, &mut log);
                for (tablet, before) in tablets.iter_mut().zip(before) {
                    let after = room.rights(&tablet.viewer);
                    if before != after {
                        prop_assert!(event.changes_rights(), "{event:?} changed rights");
                        // Rule EV-10: a change of rights sends a snapshot, through JSON.
                        let view = room.view_for(&tablet.viewer);
                        let text = serde_json::to_string(&view).unwrap();
                        tablet.room = serde_json::from_str(&text).unwrap();
                    } else {
                        let entry = shown(&room, log.last().unwrap(), &tablet.viewer);
                        tablet.room.apply(&entry).unwrap();
                    }
                    let view = room.view_for(&tablet.viewer);
                    prop_assert_eq!(&tablet.room, &view, "after {:?}", event);
                    prop_assert_eq!(tablet.room.digest(), view.digest());
                }
            }
        }
    }

    #[test]
    fn ev_7_a_reader_who_starts_from_nothing_folds_the_view_too(
        attempts in prop::collection::vec((people(), tries()), 20..90),
    ) {
        let mut room = Room::new(super::tests::draft().meeting);
        let mut log = Vec::new();
        let create = Try::Command(RoomCommand::CreateMeeting { details: details() });
        let all = std::iter::once((1, create)).chain(attempts);
        for (number, attempt) in all {
            let actor = if number > 3 { SECRETARY } else { super::tests::viewer(number) };
            for event in decide(&room, &actor, &attempt) {
                keep(&mut room, &event, &actor, &mut log);
            }
        }
        for viewer in readers() {
            if !room.is_visible_to(&viewer) {
                continue;
            }
            let mut folded = Room::new(room.meeting);
            for stored in &log {
                folded.apply(&shown(&room, stored, &viewer)).unwrap();
            }
            prop_assert_eq!(folded.digest(), room.view_for(&viewer).digest());
            prop_assert_eq!(folded, room.view_for(&viewer));
        }
        // The agenda has no two items at one place.
        let places: BTreeSet<u64> = room.items.values().map(|item| item.position).collect();
        prop_assert_eq!(places.len(), room.items.len());
        prop_assert_eq!(Hash::of(&serde_json::to_vec(&room).unwrap()), room.digest());
    }

    #[test]
    fn pp_6_nothing_changes_the_number_of_an_item_that_was_or_is_discussed(
        attempts in prop::collection::vec(tries(), 20..90),
    ) {
        let mut room = super::tests::draft();
        for command in [RoomCommand::Publish {}, RoomCommand::Open {}] {
            let events = step(&room, &command, &SECRETARY, None, &facts(NOW)).unwrap();
            happen(&mut room, &events);
        }
        for attempt in attempts {
            let kept: Vec<_> = room
                .agenda()
                .into_iter()
                .filter(|(_, item)| item.keeps_its_place())
                .map(|(id, _)| (id, room.number_of(id)))
                .collect();
            let events = decide(&room, &SECRETARY, &attempt);
            happen(&mut room, &events);
            for (id, number) in kept {
                prop_assert_eq!(room.number_of(id), number, "after {:?}", attempt);
            }
        }
    }
}
