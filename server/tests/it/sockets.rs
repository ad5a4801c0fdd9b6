//! Rooms through real sockets: the rules of the protocol's `SPEC.md`, by their ids.

use std::collections::BTreeSet;

use nghisu_protocol::{
    annotation::{AnnotationCommand, Sharing},
    frame::PageImage,
    ids::{AnnotationId, ItemId, Timestamp},
    log::Entry,
    room::{
        Rejection, RoomCommand, Standing,
        command::Invitation,
        state::{Attendance, ParticipantRole, Presented, Reply},
    },
    socket::{ClientMessage, Command, Outcome, Priority, ServerMessage, close},
    stream::StreamId,
};
use tokio_tungstenite::tungstenite::http::StatusCode;

use crate::{
    rooms::{FIRST, MEETING, SECOND, VERSION, envelope, id, in_room, plan, share},
    support::NOW,
    tablet::{Hall, Tablet, here},
};

fn place(page: u32) -> Presented {
    Presented {
        version: VERSION,
        page,
        y: 0,
    }
}

fn accepted(outcome: &Outcome) -> u64 {
    match outcome {
        Outcome::Accepted { seq } => *seq,
        Outcome::Rejected { reason } => panic!("refused: {reason}"),
    }
}

#[tokio::test]
async fn hs_4_a_late_tablet_gets_a_snapshot_and_one_that_returns_gets_what_it_misses() {
    let hall = Hall::open().await;
    let mut late = hall.connect(&hall.delegate).await.unwrap();
    late.hello(None).await;
    let welcome = late.next().await.unwrap();
    assert!(
        matches!(&welcome, ServerMessage::Welcome { viewer, now, .. }
        if *viewer == hall.delegate.viewer && *now == NOW)
    );
    let state = late.next().await.unwrap();
    assert!(matches!(state, ServerMessage::Snapshot { .. }), "{state:?}");
    let kept = late.room().clone();
    assert_eq!(kept, hall.view_of(&hall.delegate).await);
    drop(late);

    for item in [FIRST, SECOND] {
        hall.accept(&hall.secretary, RoomCommand::OpenItem { item })
            .await;
    }
    let mut back = hall.connect(&hall.delegate).await.unwrap();
    back.room = Some(kept.clone());
    back.hello(Some(kept.seq)).await;
    back.next().await.unwrap();
    let missed = back.next().await.unwrap();
    // The first item was opened, ended, and the second opened.
    assert!(
        matches!(&missed, ServerMessage::Entries { entries, .. } if entries.len() == 3),
        "{missed:?}"
    );
    assert_eq!(*back.room(), hall.view_of(&hall.delegate).await);

    // From the future: another database was restored.
    let mut future = hall.connect(&hall.delegate).await.unwrap();
    future.hello(Some(kept.seq + 1_000)).await;
    future.next().await.unwrap();
    let state = future.next().await.unwrap();
    assert!(matches!(state, ServerMessage::Snapshot { .. }), "{state:?}");
}

#[tokio::test]
async fn ev_5_two_tablets_that_speak_at_once_converge() {
    let hall = Hall::open().await;
    let mut secretary = hall.tablet(&hall.secretary).await;
    let mut chair = hall.tablet(&hall.chair).await;
    for number in 0..20 {
        let item = RoomCommand::AddItem {
            item: ItemId(id(1_000 + number)),
            plan: plan("Nội dung"),
            position: Some(0),
        };
        let moved = RoomCommand::MoveItem {
            item: SECOND,
            position: u32::try_from(number % 3).unwrap(),
        };
        secretary.say(&ClientMessage::Command(in_room(item))).await;
        chair.say(&ClientMessage::Command(in_room(moved))).await;
    }
    let mut outcomes = 0;
    for tablet in [&mut secretary, &mut chair] {
        for _ in 0..20 {
            tablet
                .until(|message| matches!(message, ServerMessage::Outcome { .. }))
                .await;
            outcomes += 1;
        }
    }
    assert_eq!(outcomes, 40);
    let seq = hall.room().await.seq;
    for (tablet, who) in [(&mut secretary, &hall.secretary), (&mut chair, &hall.chair)] {
        let view = hall.view_of(who).await;
        assert_eq!(tablet.until_seq(seq).await.digest(), view.digest());
    }
}

#[tokio::test]
async fn hs_5_a_repeat_over_another_socket_is_answered_with_the_first_outcome() {
    let hall = Hall::published().await;
    let mut tablet = hall.tablet(&hall.secretary).await;
    let open = in_room(RoomCommand::Open {});
    let first = tablet.command(open.clone()).await;
    accepted(&first);
    assert_eq!(tablet.command(open.clone()).await, first);
    drop(tablet);
    let mut again = hall.tablet(&hall.secretary).await;
    assert_eq!(again.command(open.clone()).await, first);
    assert_eq!(hall.send(&hall.secretary, &open).await, first);
    assert_eq!(hall.room().await.seq, accepted(&first));
}

#[tokio::test]
async fn ev_6_ev_7_a_guest_is_told_of_their_own_items_alone() {
    let hall = Hall::open().await;
    let mut guest = hall.tablet(&hall.guest).await;
    assert_eq!(guest.room().items.keys().collect::<Vec<_>>(), [&SECOND]);
    assert!(guest.room().documents.is_empty());

    hall.accept(&hall.secretary, RoomCommand::OpenItem { item: FIRST })
        .await;
    let entries = guest
        .until(|message| matches!(message, ServerMessage::Entries { .. }))
        .await;
    let ServerMessage::Entries { entries, .. } = entries else {
        panic!("{entries:?}")
    };
    assert!(matches!(entries.as_slice(), [Entry::Redacted { .. }]));
    let seq = hall
        .accept(&hall.secretary, RoomCommand::OpenItem { item: SECOND })
        .await;
    let folded = guest.until_seq(seq).await;
    assert_eq!(folded.current_item, Some(SECOND));
    assert_eq!(*folded, hall.view_of(&hall.guest).await);

    // REST keeps back the same.
    let path = format!("/api/v1/meetings/{MEETING}");
    let page: nghisu_protocol::meetings::EntryPage =
        hall.guest.client.get(&format!("{path}/entries")).await.ok();
    let text = serde_json::to_string(&page).unwrap();
    assert!(!text.contains("Ngân sách") && text.contains("Giáo dục"));
    let mut refolded = nghisu_protocol::room::Room::new(MEETING);
    for entry in &page.entries {
        refolded.apply(entry).unwrap();
    }
    let view: nghisu_protocol::meetings::MeetingView = hall.guest.client.get(&path).await.ok();
    assert_eq!(view.standing, Standing::Guest);
    assert_eq!(refolded, view.room);
}

#[tokio::test]
async fn ev_9_a_digest_comes_every_256_entries_and_a_resync_brings_the_state() {
    let hall = Hall::open().await;
    let mut delegate = hall.tablet(&hall.delegate).await;
    let mut secretary = hall.tablet(&hall.secretary).await;
    let lead = secretary.command(in_room(RoomCommand::TakeLead {})).await;
    accepted(&lead);
    for number in 0..256_u32 {
        let show = RoomCommand::Present {
            place: place(number % 12 + 1),
        };
        secretary.say(&ClientMessage::Command(in_room(show))).await;
    }
    // Compared with the tablet's own where it is folded in.
    delegate
        .until(|message| matches!(message, ServerMessage::Digest { .. }))
        .await;

    delegate.say(&ClientMessage::Resync {}).await;
    delegate
        .until(|message| matches!(message, ServerMessage::Snapshot { .. }))
        .await;
    secretary
        .until(|message| matches!(message, ServerMessage::Digest { .. }))
        .await;
}

#[tokio::test]
async fn ev_9_delegates_with_different_answers_are_each_given_the_digest_of_their_own_view() {
    let hall = Hall::published().await;
    let invite = RoomCommand::SetParticipants {
        people: vec![Invitation {
            person: hall.stranger.viewer.person,
            role: ParticipantRole::Delegate,
            items: BTreeSet::new(),
        }],
    };
    hall.accept(&hall.secretary, invite).await;
    let answer = RoomCommand::AnswerInvitation {
        person: hall.delegate.viewer.person,
        reply: Reply::Attend {},
    };
    hall.accept(&hall.delegate, answer).await;
    hall.accept(&hall.secretary, RoomCommand::Open {}).await;
    let mut answered = hall.tablet(&hall.delegate).await;
    let mut silent = hall.tablet(&hall.stranger).await;
    let mut secretary = hall.tablet(&hall.secretary).await;
    accepted(&secretary.command(in_room(RoomCommand::TakeLead {})).await);
    for number in 0..256_u32 {
        let show = RoomCommand::Present {
            place: place(number % 12 + 1),
        };
        secretary.say(&ClientMessage::Command(in_room(show))).await;
    }
    // Each is compared with the tablet's own where it is folded in.
    for tablet in [&mut answered, &mut silent] {
        tablet
            .until(|message| matches!(message, ServerMessage::Digest { .. }))
            .await;
    }
}

#[tokio::test]
async fn ev_10_who_is_removed_loses_the_socket_within_a_second() {
    let hall = Hall::open().await;
    let mut delegate = hall.tablet(&hall.delegate).await;
    let mut guest = hall.tablet(&hall.guest).await;
    let remove = RoomCommand::RemoveParticipant {
        person: hall.delegate.viewer.person,
    };
    let removing = hall.accept(&hall.secretary, remove);
    let seq = delegate.is_closed_by(close::NOT_INVITED, removing).await;
    assert_eq!(
        hall.connect(&hall.delegate).await.err(),
        Some(StatusCode::NOT_FOUND)
    );
    // The others hear of it as of any other entry.
    guest.until_seq(seq).await;
    assert_eq!(*guest.room(), hall.view_of(&hall.guest).await);
}

#[tokio::test]
async fn ev_10_a_change_of_rights_brings_a_snapshot_to_those_concerned() {
    let hall = Hall::open().await;
    let mut guest = hall.tablet(&hall.guest).await;
    let mut delegate = hall.tablet(&hall.delegate).await;
    let invite = RoomCommand::InviteGuest {
        person: hall.guest.viewer.person,
        items: [FIRST, SECOND].into(),
    };
    let seq = hall.accept(&hall.secretary, invite).await;
    let told = |message: &ServerMessage| {
        matches!(
            message,
            ServerMessage::Snapshot { .. } | ServerMessage::Entries { .. }
        )
    };
    let of_guest = guest.until(told).await;
    assert!(matches!(of_guest, ServerMessage::Snapshot { .. }));
    assert_eq!(guest.room().items.len(), 2);
    assert_eq!(guest.room().documents.len(), 1);
    let of_delegate = delegate.until(told).await;
    assert!(matches!(of_delegate, ServerMessage::Entries { .. }));
    // Who held the state from before gets the whole one, not entries that no longer fit.
    let stale = nghisu_protocol::room::Room {
        seq: seq - 1,
        ..guest.room().clone()
    };
    let mut back = hall.connect(&hall.guest).await.unwrap();
    back.hello(Some(stale.seq)).await;
    let told = back.until(told).await;
    assert!(matches!(told, ServerMessage::Snapshot { .. }), "{told:?}");
}

#[tokio::test]
async fn hs_7_the_chair_is_passed_on_and_with_it_the_conduct() {
    let hall = Hall::open().await;
    let mut chair = hall.tablet(&hall.chair).await;
    let mut delegate = hall.tablet(&hall.delegate).await;
    let pass = RoomCommand::PassChair {
        to: hall.delegate.viewer.person,
    };
    let seq = accepted(&chair.command(in_room(pass)).await);
    assert_eq!(
        delegate.until_seq(seq).await.presiding,
        Some(hall.delegate.viewer.person)
    );
    let item = RoomCommand::OpenItem { item: FIRST };
    assert_eq!(
        chair.command(in_room(item.clone())).await,
        Outcome::Rejected {
            reason: Rejection::NotAllowed
        }
    );
    accepted(&delegate.command(in_room(item)).await);
    // The secretary drives for whoever holds the chair now, and for nobody else.
    let mut secretary = hall.tablet(&hall.secretary).await;
    for (person, is_taken) in [
        (hall.chair.viewer.person, false),
        (hall.delegate.viewer.person, true),
    ] {
        let mut command = in_room(RoomCommand::TakeLead {});
        command.on_behalf_of = Some(person);
        let outcome = secretary.command(command).await;
        assert_eq!(matches!(outcome, Outcome::Accepted { .. }), is_taken);
    }
}

#[tokio::test]
async fn a_room_that_was_stopped_comes_back_with_an_equal_digest() {
    let hall = Hall::open().await;
    let mut tablet = hall.tablet(&hall.delegate).await;
    hall.accept(&hall.secretary, RoomCommand::OpenItem { item: FIRST })
        .await;
    let before = hall.view_of(&hall.delegate).await;
    hall.app.server.state().rooms.stop(MEETING).await;
    assert_eq!(tablet.closed().await, Some(close::GOING_AWAY));

    let kept = tablet.room().clone();
    let back = hall.returning(&hall.delegate, Some(kept)).await;
    assert_eq!(back.room().digest(), before.digest());
    assert_eq!(hall.view_of(&hall.delegate).await.digest(), before.digest());
}

#[tokio::test]
async fn pr_1_pr_2_pr_3_presence_counts_tablets_that_follow_and_show_the_page() {
    let hall = Hall::open().await;
    let mut secretary = hall.tablet(&hall.secretary).await;
    let mut delegate = hall.tablet(&hall.delegate).await;
    let mut chair = hall.tablet(&hall.chair).await;
    accepted(&secretary.command(in_room(RoomCommand::TakeLead {})).await);
    let show = RoomCommand::Present { place: place(3) };
    accepted(&secretary.command(in_room(show)).await);
    let everybody = [
        hall.secretary.viewer.person,
        hall.delegate.viewer.person,
        hall.chair.viewer.person,
    ];
    let counts = |message: &ServerMessage, counts: (u32, u32, u32)| {
        here(message, &everybody)
            && matches!(message, ServerMessage::Presence { seen, following, away, .. }
                if (*seen, *following, *away) == counts)
    };
    let painted = |page| ClientMessage::Painted {
        place: Some(place(page)),
    };
    secretary.say(&painted(3)).await;
    delegate.say(&painted(2)).await;
    chair.say(&painted(3)).await;
    secretary.until(|m| counts(m, (2, 3, 0))).await;
    // Rule PR-2: hidden is away; and who leaves the lead is not waited for.
    delegate.say(&ClientMessage::Painted { place: None }).await;
    let leaves = ClientMessage::Follow {
        is_following: false,
    };
    chair.say(&leaves).await;
    secretary.until(|m| counts(m, (1, 1, 1))).await;
    // Rule PR-1: nothing of it is in the log.
    assert!(
        hall.app
            .server
            .state()
            .rooms
            .log()
            .since(StreamId::Room(MEETING), 0, 1_000)
            .await
            .unwrap()
            .iter()
            .all(|entry| entry.header.kind != "presence")
    );
    drop(chair);
    let without = |message: &ServerMessage| {
        matches!(message, ServerMessage::Presence { here, .. }
            if !here.contains(&hall.chair.viewer.person))
    };
    secretary.until(without).await;
}

#[tokio::test]
async fn an_3_an_4_an_5_annotations_reach_those_with_whom_they_are_shared() {
    let hall = Hall::open().await;
    let watch = ClientMessage::WatchAnnotations {
        version: VERSION,
        since: None,
    };
    let mut tablets: Vec<Tablet> = Vec::new();
    for who in [&hall.secretary, &hall.delegate, &hall.chair, &hall.guest] {
        let mut tablet = hall.tablet(who).await;
        tablet.say(&watch).await;
        if who.viewer != hall.guest.viewer {
            tablet
                .until(|message| matches!(message, ServerMessage::AnnotationSnapshot { .. }))
                .await;
        }
        tablets.push(tablet);
    }
    let [secretary, delegate, chair, guest] = &mut tablets[..] else {
        panic!("four tablets")
    };
    let private = share(501, Sharing::Secretary);
    accepted(&delegate.command(private.clone()).await);
    // A repeat draws nothing twice.
    accepted(&delegate.command(private).await);
    accepted(&delegate.command(share(502, Sharing::Meeting)).await);
    for (tablet, expected) in [(secretary, 2), (&mut *delegate, 2), (&mut *chair, 1)] {
        while tablet.annotations[&VERSION].seq < 2 {
            tablet.next().await.unwrap();
        }
        assert_eq!(tablet.annotations[&VERSION].shared.len(), expected);
    }
    // Rule AN-5, and AN-4: withdrawn, then shared anew with others.
    let change = |sharing| {
        envelope(Command::Annotations {
            version: VERSION,
            annotations: AnnotationCommand::ChangeSharing {
                annotation: AnnotationId(id(501)),
                sharing,
            },
        })
    };
    assert_eq!(
        chair.command(change(Sharing::Meeting)).await,
        Outcome::Rejected {
            reason: Rejection::UnknownAnnotation
        }
    );
    assert_eq!(
        accepted(&delegate.command(change(Sharing::Meeting)).await),
        4
    );
    while chair.annotations[&VERSION].seq < 4 {
        chair.next().await.unwrap();
    }
    assert_eq!(chair.annotations[&VERSION].shared.len(), 2);
    let over_rest: nghisu_protocol::annotation::Annotations = hall
        .chair
        .client
        .get(&format!("/api/v1/versions/{VERSION}/annotations"))
        .await
        .ok();
    assert_eq!(over_rest, chair.annotations[&VERSION]);
    // The guest, who does not see the item, was told nothing.
    assert_eq!(
        guest.command(share(503, Sharing::Meeting)).await,
        Outcome::Rejected {
            reason: Rejection::UnknownDocument
        }
    );
    assert!(guest.annotations.is_empty());
}

#[tokio::test]
async fn pg_6_images_of_what_one_may_not_see_are_refused() {
    let hall = Hall::open().await;
    let mut guest = hall.tablet(&hall.guest).await;
    let mut delegate = hall.tablet(&hall.delegate).await;
    let ask = |long_edge| ClientMessage::Page {
        request: 5,
        image: PageImage {
            version: VERSION,
            page: 1,
            long_edge,
            tile: None,
        },
        priority: Priority::Visible,
    };
    for (tablet, long_edge, expected) in [
        (&mut guest, 1200, "version_unknown"),
        (&mut delegate, 1201, "image_not_offered"),
    ] {
        tablet.say(&ask(long_edge)).await;
        let refused = tablet
            .until(|message| matches!(message, ServerMessage::PageRefused { .. }))
            .await;
        assert!(
            matches!(&refused, ServerMessage::PageRefused { request: 5, code } if code == expected),
            "{refused:?}"
        );
    }
}

#[tokio::test]
async fn er_3_a_tablet_that_takes_nothing_is_let_go_and_holds_up_nobody() {
    let hall = Hall::open().await;
    hall.accept(&hall.secretary, RoomCommand::OpenItem { item: FIRST })
        .await;
    // The chair reads the running record, and this tablet takes none of it.
    let mut stuck = hall.tablet(&hall.chair).await;
    let rooms = hall.app.server.state().rooms.clone();
    let secretary = hall.secretary.viewer.clone();
    let long = |number: usize| RoomCommand::RecordCourse {
        item: FIRST,
        text: format!("{number} {}", "ộ".repeat(19_000)),
    };
    // More than its queue, the socket's and the network's buffers take.
    for number in 0..700 {
        let outcome = rooms
            .command(MEETING, secretary.clone(), in_room(long(number)))
            .await;
        accepted(&outcome.unwrap());
    }
    let last = hall.room().await.seq;
    // It was cut off in the middle, and comes back by a snapshot.
    let code = stuck.closed().await;
    assert!(matches!(code, Some(close::TOO_SLOW) | None), "{code:?}");
    let folded = stuck.room().clone();
    assert!(folded.seq < last);
    let back = hall.returning(&hall.chair, Some(folded)).await;
    assert_eq!(back.room().seq, last);
}

#[tokio::test]
async fn what_a_tablet_missed_while_commands_were_given_is_not_lost() {
    let hall = Hall::open().await;
    let mut tablet = hall.tablet(&hall.secretary).await;
    // Sent, and gone before the answer: the outbox sends it again.
    let attendance = RoomCommand::RecordAttendance {
        person: hall.delegate.viewer.person,
        attendance: Attendance::Present { at: Timestamp(1) },
    };
    let envelope = in_room(attendance);
    tablet.say(&ClientMessage::Command(envelope.clone())).await;
    drop(tablet);
    let mut back = hall.tablet(&hall.secretary).await;
    let first = accepted(&back.command(envelope.clone()).await);
    assert_eq!(accepted(&back.command(envelope).await), first);
    let recorded = hall
        .app
        .server
        .state()
        .rooms
        .log()
        .since(StreamId::Room(MEETING), 0, 1_000)
        .await
        .unwrap()
        .iter()
        .filter(|entry| entry.header.kind == "attendance_recorded")
        .count();
    assert_eq!(recorded, 1);
}
