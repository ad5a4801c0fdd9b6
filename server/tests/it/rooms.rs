//! The writers of rooms and their log, on both databases, without sockets.

use nghisu_protocol::{
    annotation::{Annotation, AnnotationCommand, Colour, Mark, Point, Sharing, Stroke},
    ids::{
        AnnotationId, CommandId, DocumentId, ItemId, MeetingId, PersonId, Timestamp, Uuid,
        VersionId,
    },
    log::Hash,
    merkle,
    room::{
        Offices, Rejection, Room, RoomCommand, Viewer,
        command::{Invitation, ItemPlan},
        state::{Details, ParticipantRole, Stage, Version},
    },
    socket::{Command, CommandEnvelope, Outcome},
    stream::StreamId,
};
use nghisu_server::{
    clock::{Clock, Random},
    live::{LiveError, Rooms, log::Log, room::documents},
    meetings::store,
};
use sea_orm::{ConnectionTrait, DbErr, Statement};

use crate::{
    databases::{TestDb, on_both_databases},
    support::NOW,
};

on_both_databases! {
    what_was_acknowledged_is_there_after_a_restart,
    hs_5_a_repeat_is_answered_with_the_first_outcome,
    hs_6_a_commit_that_fails_says_not_kept_and_nothing_happened,
    two_writers_of_one_stream_cannot_both_succeed,
    ev_3_an_erased_payload_leaves_every_proof_standing,
    ev_1_ev_4_every_number_root_and_proof_of_the_stored_log_holds,
    the_list_shows_what_a_person_may_see,
    an_1_annotations_survive_a_restart_and_are_anchored_at_the_close,
    commands_sent_at_once_are_all_decided_in_one_order,
}

pub(crate) const SECRETARY: Viewer = viewer(1, true);
pub(crate) const CHAIR: Viewer = viewer(2, false);
pub(crate) const DELEGATE: Viewer = viewer(3, false);
pub(crate) const GUEST: Viewer = viewer(4, false);
pub(crate) const OUTSIDER: Viewer = viewer(5, false);

const fn viewer(number: u128, is_secretary: bool) -> Viewer {
    Viewer {
        person: PersonId(id(number)),
        is_secretary,
        clerk_of: Offices::None,
        is_limited: false,
    }
}

pub(crate) const fn id(number: u128) -> Uuid {
    Uuid::from_u128(0x0198_c000_0000_7000_8000_0000_0000_0000 + number)
}

pub(crate) const MEETING: MeetingId = MeetingId(id(100));
pub(crate) const FIRST: ItemId = ItemId(id(201));
pub(crate) const SECOND: ItemId = ItemId(id(202));
pub(crate) const DOCUMENT: DocumentId = DocumentId(id(301));
pub(crate) const VERSION: VersionId = VersionId(id(401));
pub(crate) const OTHER_VERSION: VersionId = VersionId(id(402));

/// Enters the people of these tests into the directory.
pub(crate) async fn enter_people(db: &nghisu_server::db::Db) {
    let people = [
        (SECRETARY, "Đặng Thị Ngọc Hường"),
        (CHAIR, "Lê Quang Thiệu"),
        (DELEGATE, "Nguyễn Thị Hòa"),
        (GUEST, "Trần Văn Bình"),
        (OUTSIDER, "Phạm Thu Hà"),
    ];
    db.write::<_, DbErr, _, _>(move |txn| async move {
        for (viewer, name) in people {
            let backend = txn.get_database_backend();
            txn.execute_raw(Statement::from_sql_and_values(
                backend,
                "INSERT INTO person (id, name, created_at) VALUES ($1, $2, $3)",
                [viewer.person.0.into(), name.into(), 1_i64.into()],
            ))
            .await?;
        }
        Ok(())
    })
    .await
    .unwrap();
}

fn rooms(test: &TestDb) -> Rooms {
    Rooms::new(test.db.clone(), Clock::fixed(NOW), Random::system())
}

pub(crate) fn envelope(command: Command) -> CommandEnvelope {
    CommandEnvelope {
        id: CommandId(Uuid::new_v4()),
        on_behalf_of: None,
        command,
    }
}

pub(crate) fn in_room(command: RoomCommand) -> CommandEnvelope {
    envelope(Command::Room { room: command })
}

async fn accept(rooms: &Rooms, actor: Viewer, command: RoomCommand) -> u64 {
    match rooms
        .command(MEETING, actor, in_room(command.clone()))
        .await
        .unwrap()
    {
        Outcome::Accepted { seq } => seq,
        Outcome::Rejected { reason } => panic!("{command:?} was refused: {reason}"),
    }
}

pub(crate) fn details() -> Details {
    Details {
        title: "Họp giao ban tháng 12".into(),
        starts_at: Some(NOW),
        ..Details::default()
    }
}

pub(crate) fn plan(title: &str) -> ItemPlan {
    ItemPlan {
        title: title.into(),
        ..ItemPlan::default()
    }
}

pub(crate) fn add(item: ItemId, title: &str) -> RoomCommand {
    RoomCommand::AddItem {
        item,
        plan: plan(title),
        position: None,
    }
}

pub(crate) fn invite(person: PersonId, role: ParticipantRole, items: &[ItemId]) -> Invitation {
    Invitation {
        person,
        role,
        items: items.iter().copied().collect(),
    }
}

/// The commands that make a meeting of two items: a chair, a delegate, and a guest of the second item.
pub(crate) fn draft(chair: PersonId, delegate: PersonId, guest: PersonId) -> Vec<RoomCommand> {
    vec![
        RoomCommand::CreateMeeting { details: details() },
        RoomCommand::AssignChair { person: chair },
        add(FIRST, "Ngân sách"),
        add(SECOND, "Giáo dục"),
        RoomCommand::SetParticipants {
            people: vec![
                invite(delegate, ParticipantRole::Delegate, &[]),
                invite(guest, ParticipantRole::Guest, &[SECOND]),
            ],
        },
    ]
}

/// The same of the people of these tests, and announced.
pub(crate) fn preparation() -> Vec<RoomCommand> {
    let mut commands = draft(CHAIR.person, DELEGATE.person, GUEST.person);
    commands.push(RoomCommand::Publish {});
    commands
}

pub(crate) fn version(id: VersionId) -> Version {
    Version {
        id,
        hash: Hash::of(b"a file"),
        size: 6,
        pages: 12,
        file_name: "tờ trình.pdf".into(),
        signatures: 0,
        added_at: NOW,
        reason: String::new(),
    }
}

pub(crate) async fn add_document(
    rooms: &Rooms,
    document: DocumentId,
    item: ItemId,
    added: VersionId,
) {
    rooms
        .record(MEETING, SECRETARY.person, None, move |room, _| {
            documents::add(room, &SECRETARY, document, item, "Tờ trình", version(added))
        })
        .await
        .unwrap();
}

async fn prepared(rooms: &Rooms) {
    for command in preparation() {
        accept(rooms, SECRETARY, command).await;
    }
    add_document(rooms, DOCUMENT, FIRST, VERSION).await;
}

async fn what_was_acknowledged_is_there_after_a_restart(test: TestDb) {
    enter_people(&test.db).await;
    let first = rooms(&test);
    prepared(&first).await;
    accept(&first, SECRETARY, RoomCommand::Open {}).await;
    let before = first.read(MEETING).await.unwrap();
    assert_eq!(before.stage, Stage::Open);

    first.stop(MEETING).await;
    let reloaded = first.read(MEETING).await.unwrap();
    let elsewhere = rooms(&test).read(MEETING).await.unwrap();
    assert_eq!(reloaded.digest(), before.digest());
    assert_eq!(elsewhere.digest(), before.digest());
}

async fn hs_5_a_repeat_is_answered_with_the_first_outcome(test: TestDb) {
    enter_people(&test.db).await;
    let first = rooms(&test);
    prepared(&first).await;
    let open = in_room(RoomCommand::Open {});
    let refused = in_room(RoomCommand::OpenItem {
        item: ItemId(id(999)),
    });

    let outcome = first
        .command(MEETING, SECRETARY, open.clone())
        .await
        .unwrap();
    let refusal = first
        .command(MEETING, SECRETARY, refused.clone())
        .await
        .unwrap();
    assert!(matches!(outcome, Outcome::Accepted { .. }));
    assert_eq!(
        refusal,
        Outcome::Rejected {
            reason: Rejection::UnknownItem
        }
    );
    let seq = first.read(MEETING).await.unwrap().seq;
    let repeated = first
        .command(MEETING, SECRETARY, open.clone())
        .await
        .unwrap();
    assert_eq!(repeated, outcome);
    let repeated = first.command(MEETING, SECRETARY, refused).await.unwrap();
    assert_eq!(repeated, refusal);
    assert_eq!(first.read(MEETING).await.unwrap().seq, seq);

    // An acceptance is for ever: another process answers the same.
    let repeated = rooms(&test).command(MEETING, SECRETARY, open.clone()).await;
    assert_eq!(repeated.unwrap(), outcome);
    // The id is its actor's own.
    let another = first.command(MEETING, CHAIR, open).await.unwrap();
    assert_eq!(
        another,
        Outcome::Rejected {
            reason: Rejection::WrongStage
        }
    );
}

async fn hs_6_a_commit_that_fails_says_not_kept_and_nothing_happened(test: TestDb) {
    enter_people(&test.db).await;
    let rooms = rooms(&test);
    prepared(&rooms).await;
    let before = rooms.read(MEETING).await.unwrap();
    let run = |sql: &'static str| {
        test.db.write::<_, DbErr, _, _>(move |txn| async move {
            txn.execute_unprepared(sql).await.map(drop)
        })
    };

    run("ALTER TABLE payload RENAME TO payload_away")
        .await
        .unwrap();
    let open = in_room(RoomCommand::Open {});
    let not_kept = Outcome::Rejected {
        reason: Rejection::NotKept,
    };
    let outcome = rooms
        .command(MEETING, SECRETARY, open.clone())
        .await
        .unwrap();
    assert_eq!(outcome, not_kept);
    assert_eq!(*rooms.read(MEETING).await.unwrap(), *before);
    let recorded = rooms
        .record(MEETING, SECRETARY.person, None, |room, _| {
            documents::add(
                room,
                &SECRETARY,
                DocumentId(id(302)),
                SECOND,
                "Tờ trình",
                version(OTHER_VERSION),
            )
        })
        .await;
    assert!(matches!(
        recorded,
        Err(LiveError::Rejected(Rejection::NotKept))
    ));

    // With the disk back, the same command is decided anew.
    run("ALTER TABLE payload_away RENAME TO payload")
        .await
        .unwrap();
    let outcome = rooms.command(MEETING, SECRETARY, open).await.unwrap();
    assert_eq!(
        outcome,
        Outcome::Accepted {
            seq: before.seq + 1
        }
    );
}

async fn two_writers_of_one_stream_cannot_both_succeed(test: TestDb) {
    enter_people(&test.db).await;
    let (one, other) = (rooms(&test), rooms(&test));
    prepared(&one).await;
    // Both hold the same state now; the one moves on.
    other.read(MEETING).await.unwrap();
    accept(&one, SECRETARY, RoomCommand::Open {}).await;

    let outcome = other
        .command(MEETING, SECRETARY, in_room(RoomCommand::Open {}))
        .await
        .unwrap();
    assert_eq!(
        outcome,
        Outcome::Rejected {
            reason: Rejection::NotKept
        }
    );
    // It stopped, and comes back with the truth.
    other.stop(MEETING).await;
    assert_eq!(
        other.read(MEETING).await.unwrap().digest(),
        one.read(MEETING).await.unwrap().digest()
    );
}

async fn ev_3_an_erased_payload_leaves_every_proof_standing(test: TestDb) {
    enter_people(&test.db).await;
    let rooms = rooms(&test);
    prepared(&rooms).await;
    let stream = StreamId::Room(MEETING);
    let log = Log::new(test.db.clone());
    let before = log.tree(stream).await.unwrap();
    let size = before.size();

    log.erase(stream, vec![size]).await.unwrap();
    let after = log.tree(stream).await.unwrap();
    assert_eq!(after.root_at(size), before.root_at(size));
    let entries = log.since(stream, 0, 1_000).await.unwrap();
    let erased = entries.last().unwrap();
    assert!(erased.payload.is_none());
    assert!(
        entries[..entries.len() - 1]
            .iter()
            .all(|entry| entry.payload.is_some())
    );
    // The room loads without it: the document is gone, the number is not.
    rooms.stop(MEETING).await;
    let room = rooms.read(MEETING).await.unwrap();
    assert_eq!(room.seq, size);
    assert!(room.documents.is_empty());
}

async fn ev_1_ev_4_every_number_root_and_proof_of_the_stored_log_holds(test: TestDb) {
    enter_people(&test.db).await;
    let rooms = rooms(&test);
    prepared(&rooms).await;
    let tree = rooms.log().tree(StreamId::Room(MEETING)).await.unwrap();
    let entries = rooms
        .log()
        .since(StreamId::Room(MEETING), 0, 1_000)
        .await
        .unwrap();
    let size = tree.size();
    assert_eq!(entries.len() as u64, size);
    let root = tree.root_at(size).unwrap();
    for (index, entry) in (0..).zip(&entries) {
        assert_eq!(entry.header.seq, index + 1);
        let proof = tree.inclusion(index, size).unwrap();
        let own = nghisu_protocol::log::leaf(entry.header_bytes.as_bytes());
        assert!(merkle::verify_inclusion(own, index, size, &proof, root));
    }
    let proof = tree.consistency(3, size).unwrap();
    assert!(merkle::verify_consistency(
        (3, tree.root_at(3).unwrap()),
        (size, root),
        &proof
    ));
}

async fn the_list_shows_what_a_person_may_see(test: TestDb) {
    enter_people(&test.db).await;
    let rooms = rooms(&test);
    let mut commands = preparation();
    let publish = commands.pop().unwrap();
    for command in commands {
        accept(&rooms, SECRETARY, command).await;
    }
    add_document(&rooms, DOCUMENT, FIRST, VERSION).await;
    let list = async |viewer: Viewer| store::list(&test.db, &viewer, None, None).await.unwrap();
    // A draft is there for those who prepare it.
    assert_eq!(list(SECRETARY).await.len(), 1);
    assert_eq!(list(DELEGATE).await.len(), 0);

    accept(&rooms, SECRETARY, publish).await;
    let of_delegate = &list(DELEGATE).await[0];
    assert_eq!(of_delegate.title, "Họp giao ban tháng 12");
    assert_eq!(of_delegate.chair_name, "Lê Quang Thiệu");
    assert_eq!(
        (of_delegate.items, of_delegate.documents, of_delegate.pages),
        (2, 1, 12)
    );
    let of_guest = &list(GUEST).await[0];
    assert_eq!(
        (of_guest.items, of_guest.documents, of_guest.pages),
        (1, 0, 0)
    );
    assert_eq!(list(OUTSIDER).await.len(), 0);
    let clerk = Viewer {
        clerk_of: Offices::All,
        ..OUTSIDER
    };
    assert_eq!(list(clerk).await.len(), 0);

    let ranged = async |from: i64, to: i64| {
        let (from, to) = (Timestamp(NOW.0 + from), Timestamp(NOW.0 + to));
        store::list(&test.db, &CHAIR, Some(from), Some(to))
            .await
            .unwrap()
            .len()
    };
    assert_eq!(ranged(0, 1).await, 1);
    assert_eq!(ranged(1, 2).await, 0);
    assert_eq!(ranged(-1, 0).await, 0);
    assert_eq!(
        store::meeting_of(&test.db, VERSION).await.unwrap(),
        Some(MEETING)
    );
}

pub(crate) fn ink(id: u128) -> Annotation {
    Annotation {
        id: AnnotationId(self::id(id)),
        page: 3,
        mark: Mark::Ink {
            colour: Colour::Blue,
            width: 150,
            strokes: vec![Stroke {
                points: vec![Point(1_000, 2_000), Point(1_010, 2_005)],
                pressure: Vec::new(),
            }],
        },
    }
}

pub(crate) fn share(id: u128, sharing: Sharing) -> CommandEnvelope {
    envelope(Command::Annotations {
        version: VERSION,
        annotations: AnnotationCommand::Share {
            annotation: ink(id),
            sharing,
        },
    })
}

async fn an_1_annotations_survive_a_restart_and_are_anchored_at_the_close(test: TestDb) {
    enter_people(&test.db).await;
    let rooms = rooms(&test);
    prepared(&rooms).await;
    accept(&rooms, SECRETARY, RoomCommand::Open {}).await;
    for number in 501..504 {
        let outcome = rooms
            .command(MEETING, DELEGATE, share(number, Sharing::Meeting))
            .await
            .unwrap();
        assert!(matches!(outcome, Outcome::Accepted { .. }), "{outcome:?}");
    }
    let before = rooms.annotations(VERSION, CHAIR).await.unwrap();
    assert_eq!(before.shared.len(), 3);
    rooms.stop(MEETING).await;
    assert_eq!(rooms.annotations(VERSION, CHAIR).await.unwrap(), before);
    assert!(matches!(
        rooms.annotations(VERSION, GUEST).await,
        Err(LiveError::UnknownVersion)
    ));

    accept(&rooms, SECRETARY, RoomCommand::Close {}).await;
    let stream = StreamId::Annotations(VERSION);
    let tree = rooms.log().tree(stream).await.unwrap();
    let entries = rooms
        .log()
        .since(StreamId::Room(MEETING), 0, 1_000)
        .await
        .unwrap();
    let anchored = entries
        .iter()
        .find(|entry| entry.header.kind == "annotations_anchored")
        .and_then(|entry| entry.payload.clone())
        .unwrap();
    assert!(anchored.0.contains(&stream.to_string()));
    assert!(anchored.0.contains(&tree.root_at(3).unwrap().to_hex()));
    let late = rooms
        .command(MEETING, DELEGATE, share(504, Sharing::Meeting))
        .await
        .unwrap();
    assert_eq!(
        late,
        Outcome::Rejected {
            reason: Rejection::WrongStage
        }
    );
}

async fn commands_sent_at_once_are_all_decided_in_one_order(test: TestDb) {
    enter_people(&test.db).await;
    let rooms = rooms(&test);
    prepared(&rooms).await;
    let sent = (0..100).map(|number| {
        let rooms = rooms.clone();
        async move {
            let item = RoomCommand::AddItem {
                item: ItemId(id(1_000 + number)),
                plan: plan("Nội dung"),
                position: Some(0),
            };
            rooms
                .command(MEETING, SECRETARY, in_room(item))
                .await
                .unwrap()
        }
    });
    let outcomes = futures_util::future::join_all(sent).await;
    let accepted = outcomes
        .iter()
        .filter(|outcome| matches!(outcome, Outcome::Accepted { .. }))
        .count();
    // The agenda holds a hundred, and two were there.
    assert_eq!(accepted, 98);
    let room = rooms.read(MEETING).await.unwrap();
    assert_eq!(room.items.len(), 100);
    let entries = rooms
        .log()
        .since(StreamId::Room(MEETING), 0, 10_000)
        .await
        .unwrap();
    assert!(
        (1..)
            .zip(&entries)
            .all(|(seq, entry)| entry.header.seq == seq)
    );
    let mut folded = Room::new(MEETING);
    for entry in &entries {
        folded.apply(&entry.entry(true)).unwrap();
    }
    assert_eq!(folded.digest(), room.digest());
}
