//! Copies of meetings over REST, as everybody: rules PP-2, PP-4 and PP-5 with a real directory.

use nghisu_protocol::{
    error::ErrorCode,
    ids::MeetingId,
    meetings::{CopiedMeeting, CopyPlan, LeftOutReason, MeetingSummary, MeetingView},
    people::Role,
    room::{RoomCommand, state::Stage},
};
use serde_json::json;

use crate::{
    rooms::{MEETING, id},
    support::NOW,
    tablet::{Guest, Hall, guest},
};

const COPIES: &str = "copies";

fn plan(number: u128) -> CopyPlan {
    CopyPlan {
        meeting: MeetingId(id(number)),
        title: "Họp giao ban tháng 1 năm 2027".into(),
        starts_at: Some(NOW),
        ends_at: None,
    }
}

fn path() -> String {
    format!("/api/v1/meetings/{MEETING}/{COPIES}")
}

#[tokio::test]
async fn pp_2_a_copy_is_made_by_the_secretary_alone_who_is_asked_as_every_role() {
    let hall = Hall::published().await;
    // Secretaries of the office who are not secretaries of this meeting may make meetings, and not this one's copy.
    let other = guest(&hall.app, "Hoàng Gia Bách", Some(Role::Secretary)).await;
    let clerk = guest(&hall.app, "Bùi Thị Lụa", Some(Role::Clerk)).await;
    let refused: [(&Guest, ErrorCode); 6] = [
        (&hall.stranger, ErrorCode::MeetingUnknown),
        (&other, ErrorCode::MeetingUnknown),
        (&clerk, ErrorCode::MeetingUnknown),
        (&hall.guest, ErrorCode::PermissionDenied),
        (&hall.delegate, ErrorCode::PermissionDenied),
        (&hall.chair, ErrorCode::PermissionDenied),
    ];
    for (who, code) in refused {
        let answer = who.client.post(&path(), &plan(800)).await;
        assert_eq!(answer.refused(), code, "{:?}", who.viewer.person);
        let made = format!("/api/v1/meetings/{}", id(800));
        let made = who.client.get(&made).await;
        assert_eq!(made.refused(), ErrorCode::MeetingUnknown);
    }
    let stranger = hall.app.stranger();
    let answer = stranger.post(&path(), &plan(800)).await;
    assert_eq!(answer.refused(), ErrorCode::SignInRequired);

    let copied: CopiedMeeting = hall.secretary.client.post(&path(), &plan(800)).await.ok();
    assert_eq!(copied.meeting, MeetingId(id(800)));
    assert!(copied.left_out.is_empty());
    let view: MeetingView = hall
        .secretary
        .client
        .get(&format!("/api/v1/meetings/{}", copied.meeting))
        .await
        .ok();
    assert_eq!(view.room.stage, Stage::Draft);
    assert_eq!(view.room.chair, Some(hall.chair.viewer.person));
    assert_eq!(view.room.items.len(), 2);
    assert_eq!(view.room.participants.len(), 4);
    // It is among the meetings of those who prepare it, and of nobody else before it is announced.
    let seen = async |who: &Guest| -> usize {
        let list: Vec<MeetingSummary> = who.client.get("/api/v1/meetings").await.ok();
        list.len()
    };
    assert_eq!(seen(&hall.secretary).await, 2);
    assert_eq!(seen(&hall.chair).await, 2);
    assert_eq!(seen(&hall.delegate).await, 1);
}

#[tokio::test]
async fn pp_4_who_has_left_the_office_is_named_in_the_answer() {
    let hall = Hall::published().await;
    let administrator = hall.app.administrator().await;
    let delegate = hall.delegate.viewer.person;
    administrator
        .post(&format!("/api/v1/people/{delegate}/close"), &json!({}))
        .await
        .ok::<serde_json::Value>();
    let copied: CopiedMeeting = hall.secretary.client.post(&path(), &plan(801)).await.ok();
    let left: Vec<_> = copied
        .left_out
        .iter()
        .map(|left| (left.person, left.name.as_str(), left.reason))
        .collect();
    assert_eq!(left, [(delegate, "Nguyễn Thị Hòa", LeftOutReason::Left)]);
}

#[tokio::test]
async fn pp_5_a_repeat_makes_no_second_copy_and_nothing_is_written_over() {
    let hall = Hall::published().await;
    let client = &hall.secretary.client;
    client.post(&path(), &plan(802)).await.ok::<CopiedMeeting>();
    let again = client.post(&path(), &plan(802)).await;
    assert_eq!(again.refused(), ErrorCode::RoomRefused);
    let onto_itself = CopyPlan {
        meeting: MEETING,
        ..plan(0)
    };
    let answer = client.post(&path(), &onto_itself).await;
    assert_eq!(answer.refused(), ErrorCode::RoomRefused);
    hall.accept(&hall.secretary, RoomCommand::Open {}).await;
}
