//! Meetings over REST: lists, checkpoints and proofs, and private notes.

use nghisu_protocol::{
    annotation::note::{Envelope, SealedNote},
    error::ErrorCode,
    ids::{AnnotationId, MeetingId, Timestamp},
    meetings::{
        Checkpoint, ConsistencyProof, CopiedMeeting, CopyPlan, CurrentItem, EntryPage,
        MeetingSummary, Progress,
    },
    merkle,
    room::{
        Rejection, RoomCommand,
        state::{ItemStatus, Stage},
    },
    socket::Outcome,
};
use nghisu_server::live::key;
use serde_json::json;

use crate::{
    rooms::{FIRST, MEETING, SECOND, VERSION, id, in_room},
    support::NOW,
    tablet::{Guest, Hall},
};

#[tokio::test]
async fn a_list_holds_what_its_reader_may_see() {
    let hall = Hall::published().await;
    let list = async |who: &Guest, query: &str| -> Vec<MeetingSummary> {
        who.client
            .get(&format!("/api/v1/meetings{query}"))
            .await
            .ok()
    };
    let of_delegate = list(&hall.delegate, "").await;
    assert_eq!(of_delegate.len(), 1);
    assert_eq!(of_delegate[0].stage, Stage::Published);
    assert_eq!(of_delegate[0].documents, 1);
    assert_eq!(list(&hall.guest, "").await[0].documents, 0);
    assert!(list(&hall.stranger, "").await.is_empty());
    let from = format!("?from={}", NOW.0 + 1);
    assert!(list(&hall.delegate, &from).await.is_empty());
}

#[tokio::test]
async fn a_list_says_how_far_an_open_meeting_is_as_far_as_its_reader_may_know() {
    let hall = Hall::open().await;
    let progress = async |who: &Guest| -> Progress {
        let list: Vec<MeetingSummary> = who.client.get("/api/v1/meetings").await.ok();
        list[0].progress.clone().unwrap()
    };
    let current = |number, title: &str| {
        Some(CurrentItem {
            number,
            title: title.to_owned(),
        })
    };
    let room = hall.room().await;
    let title = |item| room.items[&item].title.as_str();
    assert_eq!(progress(&hall.delegate).await.current, None);

    hall.accept(&hall.secretary, RoomCommand::OpenItem { item: FIRST })
        .await;
    for who in [&hall.secretary, &hall.chair, &hall.delegate] {
        let seen = progress(who).await;
        assert_eq!(seen.current, current(1, title(FIRST)));
        assert_eq!(seen.items.len(), room.items.len());
        assert_eq!(seen.items[0].status, ItemStatus::Open);
        assert_eq!(seen.items[0].opened_at, Some(NOW));
    }
    // The guest is invited to the second item alone.
    let seen = progress(&hall.guest).await;
    assert_eq!(seen.current, None);
    let pending = [ItemStatus::Pending];
    assert!(seen.items.iter().map(|item| item.status).eq(pending));

    hall.accept(&hall.secretary, RoomCommand::CloseItem { item: FIRST })
        .await;
    hall.accept(&hall.secretary, RoomCommand::OpenItem { item: SECOND })
        .await;
    assert_eq!(
        progress(&hall.delegate).await.current,
        current(2, title(SECOND))
    );
    assert_eq!(
        progress(&hall.guest).await.current,
        current(1, title(SECOND)),
        "counted among what the guest sees"
    );
    let of_stranger: Vec<MeetingSummary> = hall.stranger.client.get("/api/v1/meetings").await.ok();
    assert!(of_stranger.is_empty());

    hall.accept(&hall.secretary, RoomCommand::CloseItem { item: SECOND })
        .await;
    hall.accept(&hall.secretary, RoomCommand::Close {}).await;
    let list: Vec<MeetingSummary> = hall.delegate.client.get("/api/v1/meetings").await.ok();
    assert_eq!((list[0].stage, &list[0].progress), (Stage::Closed, &None));
}

#[tokio::test]
async fn co_2_a_deleted_draft_is_in_no_list_and_its_tablets_lose_it() {
    let hall = Hall::published().await;
    let draft = MeetingId(id(800));
    let plan = CopyPlan {
        meeting: draft,
        title: "Họp giao ban tháng 1 năm 2027".into(),
        starts_at: Some(NOW),
        ends_at: None,
    };
    let path = format!("/api/v1/meetings/{MEETING}/copies");
    hall.secretary
        .client
        .post(&path, &plan)
        .await
        .ok::<CopiedMeeting>();
    let seen = async |who: &Guest| -> usize {
        let list: Vec<MeetingSummary> = who.client.get("/api/v1/meetings").await.ok();
        list.len()
    };
    assert_eq!(
        [seen(&hall.secretary).await, seen(&hall.chair).await],
        [2, 2]
    );

    let cancel = in_room(RoomCommand::Cancel {
        reason: "Xóa bản nháp".into(),
    });
    let commands = format!("/api/v1/meetings/{draft}/commands");
    let outcome: Outcome = hall.secretary.client.post(&commands, &cancel).await.ok();
    assert!(matches!(outcome, Outcome::Accepted { .. }));
    // The same once more, because the answer was lost.
    let again: Outcome = hall.secretary.client.post(&commands, &cancel).await.ok();
    assert_eq!(again, outcome);
    assert_eq!(
        [seen(&hall.secretary).await, seen(&hall.chair).await],
        [1, 1]
    );
    for who in [&hall.secretary, &hall.chair] {
        for path in ["", "/entries", "/letters", "/copies"] {
            let path = format!("/api/v1/meetings/{draft}{path}");
            let answer = if path.ends_with("copies") {
                let plan = CopyPlan {
                    meeting: MeetingId(id(801)),
                    ..plan.clone()
                };
                who.client.post(&path, &plan).await
            } else {
                who.client.get(&path).await
            };
            assert_eq!(answer.refused(), ErrorCode::MeetingUnknown, "{path}");
        }
    }
}

#[tokio::test]
async fn co_3_a_meeting_that_is_called_off_stays_in_the_lists_with_its_reason() {
    let hall = Hall::published().await;
    let mut tablet = hall.tablet(&hall.delegate).await;
    let seq = hall
        .accept(
            &hall.secretary,
            RoomCommand::Cancel {
                reason: "Bão số 12".into(),
            },
        )
        .await;
    let room = tablet.until_seq(seq).await;
    let how = room.called_off.as_ref().unwrap();
    assert_eq!((how.by, how.at), (hall.secretary.viewer.person, NOW));
    for who in [&hall.secretary, &hall.chair, &hall.delegate, &hall.guest] {
        let list: Vec<MeetingSummary> = who.client.get("/api/v1/meetings").await.ok();
        assert_eq!(list[0].stage, Stage::Cancelled);
        assert_eq!(list[0].called_off.as_deref(), Some("Bão số 12"));
    }
    let opened = hall
        .send(&hall.secretary, &in_room(RoomCommand::Open {}))
        .await;
    assert_eq!(
        opened,
        Outcome::Rejected {
            reason: Rejection::WrongStage
        }
    );
}

#[tokio::test]
async fn what_is_not_ones_own_is_not_there() {
    let hall = Hall::published().await;
    let stranger = &hall.stranger.client;
    for path in [
        format!("/api/v1/meetings/{MEETING}"),
        format!("/api/v1/meetings/{MEETING}/entries"),
        format!("/api/v1/meetings/{MEETING}/checkpoint"),
        format!("/api/v1/meetings/{MEETING}/proof?old=1&new=2"),
        format!("/api/v1/meetings/{}", id(999)),
    ] {
        assert_eq!(
            stranger.get(&path).await.refused(),
            ErrorCode::MeetingUnknown,
            "{path}"
        );
    }
    for path in ["annotations", "notes"] {
        let path = format!("/api/v1/versions/{VERSION}/{path}");
        assert_eq!(
            hall.guest.client.get(&path).await.refused(),
            ErrorCode::VersionUnknown
        );
    }
}

#[tokio::test]
async fn ev_5_a_kept_checkpoint_is_proved_to_be_a_prefix() {
    let hall = Hall::open().await;
    let path = format!("/api/v1/meetings/{MEETING}");
    let client = &hall.delegate.client;
    let kept: Checkpoint = client.get(&format!("{path}/checkpoint")).await.ok();
    assert!(key::is_signed(&kept));
    hall.accept(&hall.secretary, RoomCommand::OpenItem { item: FIRST })
        .await;
    let now: Checkpoint = client.get(&format!("{path}/checkpoint")).await.ok();
    assert_eq!((now.size, &now.key), (kept.size + 1, &kept.key));
    let proof: ConsistencyProof = client
        .get(&format!("{path}/proof?old={}&new={}", kept.size, now.size))
        .await
        .ok();
    assert!(merkle::verify_consistency(
        (kept.size, kept.root),
        (now.size, now.root),
        &proof.proof
    ));
    // What the reader was given adds up to the same root, redacted or not.
    for who in [&hall.delegate, &hall.guest] {
        let page: EntryPage = who.client.get(&format!("{path}/entries")).await.ok();
        let leaves: Vec<_> = page.entries.iter().map(|entry| entry.leaf()).collect();
        assert_eq!(merkle::root(&leaves), now.root);
    }
    let beyond = format!("{path}/proof?old=1&new={}", now.size + 1);
    assert_eq!(client.get(&beyond).await.refused(), ErrorCode::ValueInvalid);
}

#[tokio::test]
async fn a_command_over_rest_answers_its_outcome() {
    let hall = Hall::published().await;
    let path = format!("/api/v1/meetings/{MEETING}/commands");
    let outcome: serde_json::Value = hall
        .guest
        .client
        .post(&path, &in_room(RoomCommand::Open {}))
        .await
        .ok();
    assert_eq!(
        outcome,
        json!({ "outcome": "rejected", "reason": "not_allowed" })
    );
    let malformed = hall
        .guest
        .client
        .post(&path, &json!({ "do": "open" }))
        .await;
    assert_eq!(malformed.refused(), ErrorCode::RequestMalformed);
}

fn note(number: u128, page: u32, body: &[u8]) -> SealedNote {
    use base64::Engine as _;
    let encode = |bytes: &[u8]| base64::engine::general_purpose::STANDARD.encode(bytes);
    SealedNote {
        id: AnnotationId(id(number)),
        version: VERSION,
        page,
        envelope: Some(Envelope {
            v: 1,
            key_id: "0123456789abcdef".into(),
            nonce: encode(&[7; 12]),
            sealed: encode(body),
        }),
        kept_at: Timestamp(0),
    }
}

#[tokio::test]
async fn private_notes_are_their_authors_alone() {
    let hall = Hall::published().await;
    let path = format!("/api/v1/versions/{VERSION}/notes");
    let one = note(601, 3, &[1; 64]);
    let own = format!("{path}/{}", one.id);
    // Twice, as an outbox does.
    for _ in 0..2 {
        hall.delegate.client.put(&own, &one).await.done();
    }
    let batch = json!({ "notes": [note(602, 1, &[2; 16]), note(603, 12, &[3; 16])] });
    hall.delegate.client.post(&path, &batch).await.done();
    // Another's note under the same id is another note.
    hall.chair
        .client
        .put(&own, &note(601, 5, &[9; 16]))
        .await
        .done();

    let of = async |who: &Guest| -> Vec<SealedNote> { who.client.get(&path).await.ok() };
    let kept = of(&hall.delegate).await;
    assert_eq!(kept.len(), 3);
    assert!(kept.contains(&SealedNote {
        kept_at: NOW,
        ..one
    }));
    assert_eq!(of(&hall.chair).await[0].page, 5);
    assert!(of(&hall.secretary).await.is_empty());

    hall.delegate.client.delete(&own).await.done();
    let erased = of(&hall.delegate).await;
    let found = erased.iter().find(|note| note.id.0 == id(601)).unwrap();
    assert_eq!(found.envelope, None);
    assert!(of(&hall.chair).await[0].envelope.is_some());
}

#[tokio::test]
async fn a_note_outside_its_limits_is_refused() {
    let hall = Hall::published().await;
    let path = |note: &SealedNote| format!("/api/v1/versions/{VERSION}/notes/{}", note.id);
    let client = &hall.delegate.client;
    let large = note(601, 1, &vec![1; 512 * 1024]);
    client.put(&path(&large), &large).await.done();
    let mut bad = vec![
        note(601, 0, &[1; 16]),
        note(601, 13, &[1; 16]),
        note(601, 1, &[1; 15]),
    ];
    let mut other_version = note(601, 1, &[1; 16]);
    other_version.envelope.as_mut().unwrap().v = 2;
    bad.push(other_version);
    for note in bad {
        let refused = client.put(&path(&note), &note).await.refused();
        assert_eq!(refused, ErrorCode::ValueInvalid, "{note:?}");
    }
    let guests = hall.guest.client.put(&path(&large), &large).await;
    assert_eq!(guests.refused(), ErrorCode::VersionUnknown);
}
