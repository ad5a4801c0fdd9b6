//! A draft from before a reopening, and who signs when offices were passed on.

use nghisu_protocol::{
    error::{ErrorBody, ErrorCode},
    minutes::{
        MinutesChange, MinutesText, MinutesView, MissingPart, NumberChoice, Redraft, RedraftMinutes,
    },
    room::{RoomCommand, state::Stage},
};

use super::{closed, completed, path, save, submit, view};
use crate::{rooms::SECOND, tablet::Hall};

/// Reopens the meeting, records another course of the second item, and closes it again.
async fn recorded_anew(hall: &Hall, course: &str) {
    for command in [
        RoomCommand::Reopen {
            reason: "Ghi lại diễn biến".into(),
        },
        RoomCommand::RecordCourse {
            item: SECOND,
            text: course.into(),
        },
        RoomCommand::Close {},
    ] {
        hall.accept(&hall.secretary, command).await;
    }
}

async fn redraft(hall: &Hall, revision: u64, take: Redraft) -> MinutesView {
    hall.secretary
        .client
        .post(&path("/redraft"), &RedraftMinutes { revision, take })
        .await
        .ok()
}

#[tokio::test]
async fn mi_7_a_draft_from_before_a_reopening_says_what_the_log_says_since() {
    let hall = closed().await;
    let mut text = completed(&hall).await.text;
    text.items[0].conclusions = vec!["Kết luận đã được sửa lời.".into()];
    let saved: MinutesView = save(&hall.secretary, 1, &text).await.ok();
    assert_eq!(saved.behind, [], "own words are not behind");

    recorded_anew(&hall, "Sở Giáo dục báo cáo.\nÔng Bình rút lại đề nghị.").await;
    let behind = view(&hall.secretary).await;
    let [change] = behind.behind.as_slice() else {
        panic!("{:#?}", behind.behind);
    };
    assert_eq!(change.place, "Nội dung 2, diễn biến");
    assert_eq!(change.old, "Ông Bình đề nghị làm rõ số liệu.");
    assert_eq!(change.new, "Ông Bình rút lại đề nghị.");
    assert_eq!(behind.text, text, "the saved words stay until then");

    // Saving something else does not bring the draft nearer to the log.
    text.place = "Phòng họp số 2".into();
    let saved: MinutesView = save(&hall.secretary, 2, &text).await.ok();
    assert_eq!(saved.behind, behind.behind);

    let taken = redraft(&hall, 3, Redraft::Changed).await;
    assert_eq!(taken.behind, []);
    assert_eq!(taken.text.items[0].course[1], "Ông Bình rút lại đề nghị.");
    assert_eq!(taken.text.items[0].conclusions, text.items[0].conclusions);
    // Undone, it is the secretary's decision, and nothing is said any more.
    let undone: MinutesView = save(&hall.secretary, 4, &text).await.ok();
    assert_eq!((undone.behind.len(), &undone.text), (0, &text));

    // The next time the words that are there are kept.
    recorded_anew(&hall, "Sở Giáo dục báo cáo lại.").await;
    assert!(!view(&hall.secretary).await.behind.is_empty());
    let kept = redraft(&hall, 5, Redraft::Nothing).await;
    assert_eq!((kept.behind.len(), &kept.text), (0, &text));
    assert_eq!(view(&hall.secretary).await, kept);
}

#[tokio::test]
async fn mi_9_minutes_that_are_behind_the_log_are_not_submitted_until_a_secretary_has_decided() {
    let hall = closed().await;
    let mut text = completed(&hall).await.text;
    text.items[0].course = vec!["Diễn biến đã được sửa lời.".into()];
    let saved: MinutesView = save(&hall.secretary, 1, &text).await.ok();
    recorded_anew(&hall, "Sở Giáo dục báo cáo lại.").await;
    let behind = view(&hall.secretary).await.behind;
    assert!(!behind.is_empty());

    // Saving is no decision: it brings the draft no nearer to the log.
    let saved: MinutesView = save(&hall.secretary, saved.revision, &text).await.ok();
    let refused = submit(&hall, saved.revision, NumberChoice::Register {}).await;
    assert_eq!(refused.status, 409);
    let body: ErrorBody = serde_json::from_str(&refused.body).unwrap();
    assert_eq!(body.code, ErrorCode::MinutesBehind);
    let told = body.details.unwrap()["behind"].take();
    let told: Vec<MinutesChange> = serde_json::from_value(told).unwrap();
    assert_eq!(told, behind);
    assert_eq!(hall.room().await.stage, Stage::Closed);
    let described: serde_json::Value = hall.secretary.client.get("/api/v1/openapi.json").await.ok();
    let said = described["paths"]["/api/v1/meetings/{id}/minutes/submission"].to_string();
    assert!(said.contains("minutes_behind"), "{said}");

    // What the secretary keeps goes out as it is worded, although the log says otherwise.
    let kept = redraft(&hall, saved.revision, Redraft::Nothing).await;
    let submitted: MinutesView = submit(&hall, kept.revision, NumberChoice::Register {})
        .await
        .ok();
    assert_eq!(submitted.text.items[0].course, text.items[0].course);

    // The next time, what the log says is taken.
    recorded_anew(&hall, "Sở Giáo dục báo cáo lần ba.").await;
    let refused = submit(&hall, kept.revision, NumberChoice::Register {}).await;
    assert_eq!(refused.refused(), ErrorCode::MinutesBehind);
    let taken = redraft(&hall, kept.revision, Redraft::Changed).await;
    let submitted: MinutesView = submit(&hall, taken.revision, NumberChoice::Register {})
        .await
        .ok();
    assert_eq!(
        submitted.text.items[0].course,
        ["Sở Giáo dục báo cáo lần ba."]
    );
}

#[tokio::test]
async fn mi_6_secretary_and_chair_are_two_people() {
    let hall = Hall::open().await;
    // The chair leaves and passes the chair to the only secretary: she signs as the secretary, who was chair before her
    // signs as the chair.
    hall.accept(
        &hall.secretary,
        RoomCommand::PassChair {
            to: hall.secretary.viewer.person,
        },
    )
    .await;
    hall.accept(&hall.secretary, RoomCommand::Close {}).await;
    let suggested = completed(&hall).await;
    let (secretary, chair) = (hall.secretary.viewer.person, hall.chair.viewer.person);
    assert_eq!(suggested.text.secretary, Some(secretary));
    assert_eq!(suggested.text.chair, Some(chair));
    assert_eq!(suggested.missing, []);

    let same = MinutesText {
        chair: Some(secretary),
        ..suggested.text
    };
    let saved: MinutesView = save(&hall.secretary, suggested.revision, &same).await.ok();
    assert_eq!(saved.missing, [MissingPart::TwoSigners]);
    let refused = submit(&hall, saved.revision, NumberChoice::Register {}).await;
    assert_eq!(refused.status, 409);
    assert_eq!(refused.refused(), ErrorCode::MinutesSignersSame);

    let two = MinutesText {
        chair: Some(chair),
        ..same
    };
    let saved: MinutesView = save(&hall.secretary, saved.revision, &two).await.ok();
    let submitted: MinutesView = submit(&hall, saved.revision, NumberChoice::Register {})
        .await
        .ok();
    assert_eq!(submitted.submitted.unwrap().number, "01/BB-UBND");
}
