//! Tests of the decisions: meetings in each stage and the people in them, which the tests share.

mod conduct;
mod copy;
mod prepare;
mod reply;
mod stages;

use nghisu_protocol::{
    ids::{ConclusionId, DocumentId, ItemId, MeetingId, PersonId, Timestamp, Uuid, VersionId},
    log::Hash,
    room::{
        Offices, Rejection, Room, RoomCommand, RoomEvent, Viewer,
        command::{Invitation, ItemPlan},
        state::{
            Conclusion, Details, ParticipantRole, SigningCapacity, Stage, SubmittedMinutes, Version,
        },
    },
};

use super::{Facts, Head, PersonFacts, documents, fold_one, step};

pub(super) const NOW: Timestamp = Timestamp(1_765_764_000_000);

pub(super) const fn person(number: u128) -> PersonId {
    PersonId(Uuid::from_u128(number))
}

pub(super) const fn viewer(number: u128) -> Viewer {
    Viewer {
        person: person(number),
        is_secretary: number == 1,
        clerk_of: Offices::None,
        is_limited: false,
    }
}

pub(super) const SECRETARY: Viewer = viewer(1);
pub(super) const CHAIR: Viewer = viewer(2);
pub(super) const DELEGATE: Viewer = viewer(3);
pub(super) const GUEST: Viewer = viewer(4);
pub(super) const STRANGER: Viewer = viewer(5);

pub(super) const fn item(number: u128) -> ItemId {
    ItemId(Uuid::from_u128(number))
}

pub(super) const FIRST: ItemId = item(21);
pub(super) const SECOND: ItemId = item(22);
pub(super) const THIRD: ItemId = item(23);
pub(super) const DOCUMENT: DocumentId = DocumentId(Uuid::from_u128(31));
pub(super) const VERSION: VersionId = VersionId(Uuid::from_u128(41));
const CONCLUSION: ConclusionId = ConclusionId(Uuid::from_u128(51));

pub(super) fn facts(now: Timestamp) -> Facts {
    Facts {
        now,
        people: (1..10)
            .map(|number| {
                let facts = PersonFacts {
                    name: format!("Người {number}"),
                    position: "Chuyên viên".into(),
                    unit_name: "Văn phòng".into(),
                    precedence: None,
                };
                (person(number), facts)
            })
            .collect(),
        heads: [(
            VERSION,
            Head {
                size: 3,
                root: Hash::of(b"root"),
            },
        )]
        .into(),
        ..Facts::default()
    }
}

pub(super) fn details() -> Details {
    Details {
        title: "Họp giao ban".into(),
        starts_at: Some(NOW),
        ..Details::default()
    }
}

pub(super) fn plan(title: &str) -> ItemPlan {
    ItemPlan {
        title: title.into(),
        ..ItemPlan::default()
    }
}

pub(super) fn version(id: VersionId) -> Version {
    Version {
        id,
        hash: Hash::of(b"a file"),
        size: 6,
        pages: 12,
        file_name: "a.pdf".into(),
        signatures: 0,
        added_at: NOW,
        reason: String::new(),
    }
}

pub(super) fn happen(room: &mut Room, events: &[RoomEvent]) {
    for event in events {
        fold_one(room, event, SECRETARY.person, None, NOW);
    }
}

/// Decides a command and folds what happens.
pub(super) fn act(
    room: &mut Room,
    actor: &Viewer,
    command: RoomCommand,
) -> Result<Vec<RoomEvent>, Rejection> {
    let events = step(room, &command, actor, None, &facts(NOW))?;
    happen(room, &events);
    Ok(events)
}

fn done(room: &mut Room, actor: &Viewer, command: RoomCommand) -> Vec<RoomEvent> {
    act(room, actor, command.clone()).unwrap_or_else(|reason| panic!("{command:?}: {reason}"))
}

fn invite(viewer: Viewer, role: ParticipantRole, items: &[ItemId]) -> Invitation {
    Invitation {
        person: viewer.person,
        role,
        items: items.iter().copied().collect(),
    }
}

/// A draft with a chair, a delegate, a guest of the second item, three items and a document.
pub(super) fn draft() -> Room {
    let mut room = Room::new(MeetingId(Uuid::from_u128(100)));
    let commands = [
        RoomCommand::CreateMeeting { details: details() },
        RoomCommand::AssignChair {
            person: CHAIR.person,
        },
        RoomCommand::AddItem {
            item: FIRST,
            plan: plan("Một"),
            position: None,
        },
        RoomCommand::AddItem {
            item: SECOND,
            plan: plan("Hai"),
            position: None,
        },
        RoomCommand::AddItem {
            item: THIRD,
            plan: plan("Ba"),
            position: None,
        },
        RoomCommand::SetParticipants {
            people: vec![
                invite(DELEGATE, ParticipantRole::Delegate, &[]),
                invite(GUEST, ParticipantRole::Guest, &[SECOND]),
            ],
        },
    ];
    for command in commands {
        done(&mut room, &SECRETARY, command);
    }
    let events = documents::add(
        &room,
        &SECRETARY,
        DOCUMENT,
        FIRST,
        "Tờ trình",
        version(VERSION),
    )
    .unwrap();
    happen(&mut room, &events);
    room
}

/// The same, announced, the third item put off.
fn published() -> Room {
    let mut room = draft();
    done(&mut room, &SECRETARY, RoomCommand::Publish {});
    done(
        &mut room,
        &SECRETARY,
        RoomCommand::PostponeItem { item: THIRD },
    );
    room
}

/// The same in session: the first item open with a vote and a conclusion, led by the secretary, in a break.
fn open() -> Room {
    let mut room = published();
    for command in [
        RoomCommand::Open {},
        RoomCommand::OpenItem { item: FIRST },
        RoomCommand::TakeLead {},
        RoomCommand::RecordHandVote {
            item: FIRST,
            subject: "Thông qua".into(),
            approve: 2,
            reject: 0,
            abstain: 1,
        },
        RoomCommand::RecordConclusion {
            item: FIRST,
            conclusion: conclusion("Đồng ý."),
        },
        RoomCommand::StartBreak {
            until: Timestamp(NOW.0 + 1_000),
        },
    ] {
        done(&mut room, &SECRETARY, command);
    }
    room
}

fn conclusion(text: &str) -> Conclusion {
    Conclusion {
        id: CONCLUSION,
        text: text.into(),
    }
}

fn in_stage(stage: Stage) -> Room {
    let closed = || {
        let mut room = open();
        done(&mut room, &SECRETARY, RoomCommand::Close {});
        room
    };
    let submitted = || {
        let mut room = closed();
        let minutes = SubmittedMinutes {
            number: "05/BB-UBND".into(),
            pdf: Hash::of(b"pdf"),
            secretary: SECRETARY.person,
            chair: CHAIR.person,
            signatures: Vec::new(),
        };
        happen(&mut room, &[RoomEvent::MinutesSubmitted { minutes }]);
        room
    };
    let signed = || {
        let mut room = submitted();
        for (who, capacity) in [
            (SECRETARY, SigningCapacity::Secretary),
            (CHAIR, SigningCapacity::Chair),
        ] {
            let event = RoomEvent::MinutesSigned {
                person: who.person,
                capacity,
                pdf: Hash::of(b"signed"),
            };
            happen(&mut room, &[event]);
        }
        room
    };
    let room = match stage {
        Stage::Draft => draft(),
        Stage::Published => published(),
        Stage::Open => open(),
        Stage::Closed => closed(),
        Stage::Minutes => submitted(),
        Stage::Signed => signed(),
        Stage::Archived => {
            let mut room = signed();
            let package = Hash::of(b"zip");
            happen(&mut room, &[RoomEvent::MeetingArchived { package }]);
            room
        }
        Stage::Cancelled => {
            let mut room = published();
            let reason = "Bão".into();
            done(&mut room, &SECRETARY, RoomCommand::Cancel { reason });
            room
        }
    };
    assert_eq!(room.stage, stage);
    room
}
