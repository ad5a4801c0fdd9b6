//! Minutes: the draft that follows from the log, its saving, its submission, its number, its readers.

mod numbers;
mod reopened;
mod submission;

use std::io::Write as _;
use std::process::Command;

use nghisu_protocol::{
    error::{ErrorBody, ErrorCode},
    ids::ConclusionId,
    log::Hash,
    minutes::{MinutesText, MinutesView, MissingPart, NumberChoice, SaveMinutes, SubmitMinutes},
    room::{
        Room, RoomCommand, RoomEvent,
        state::{Attendance, Conclusion, SigningCapacity, Stage},
    },
    stream::StreamId,
};
use serde_json::json;

use crate::{
    client::Answer,
    rooms::{FIRST, MEETING, SECOND, id},
    support::NOW,
    tablet::{Guest, Hall},
};

fn path(rest: &str) -> String {
    format!("/api/v1/meetings/{MEETING}/minutes{rest}")
}

/// A meeting of which everything was recorded, closed two hours later.
async fn closed() -> Hall {
    held(Hall::open().await).await
}

async fn held(hall: Hall) -> Hall {
    let secretary = &hall.secretary;
    for command in [
        RoomCommand::OpenItem { item: SECOND },
        RoomCommand::RecordCourse {
            item: SECOND,
            text: "Sở Giáo dục báo cáo.\nÔng Bình đề nghị làm rõ số liệu.".into(),
        },
        RoomCommand::RecordHandVote {
            item: SECOND,
            subject: "Thông qua đề án".into(),
            approve: 2,
            reject: 0,
            abstain: 1,
        },
        RoomCommand::RecordConclusion {
            item: SECOND,
            conclusion: Conclusion {
                id: ConclusionId(id(701)),
                text: "Giao Sở Giáo dục trình trước 15/01/2027.".into(),
            },
        },
    ] {
        hall.accept(secretary, command).await;
    }
    hall.app.clock.advance(30 * 60_000);
    for command in [
        RoomCommand::OpenItem { item: FIRST },
        RoomCommand::PassChair {
            to: hall.delegate.viewer.person,
        },
        RoomCommand::RecordAttendance {
            person: hall.guest.viewer.person,
            attendance: Attendance::AbsentWithReason {
                reason: "đi công tác".into(),
            },
        },
    ] {
        hall.accept(secretary, command).await;
    }
    hall.app.clock.advance(90 * 60_000);
    hall.accept(secretary, RoomCommand::Close {}).await;
    hall
}

async fn view(who: &Guest) -> MinutesView {
    who.client.get(&path("")).await.ok()
}

async fn save(who: &Guest, revision: u64, text: &MinutesText) -> Answer {
    let save = SaveMinutes {
        revision,
        text: text.clone(),
    };
    who.client.put(&path(""), &save).await
}

/// Fills in what the log does not know, and saves it.
async fn completed(hall: &Hall) -> MinutesView {
    let view = view(&hall.secretary).await;
    let text = MinutesText {
        issuing_agency: "UBND tỉnh Thanh Giang".into(),
        symbol: "BB-UBND".into(),
        place: "Phòng họp số 1".into(),
        ..view.text
    };
    save(&hall.secretary, view.revision, &text).await.ok()
}

/// Submits, knowing whose attendance is open.
async fn submit(hall: &Hall, revision: u64, number: NumberChoice) -> Answer {
    let unrecorded = view(&hall.secretary).await.facts.unrecorded().count();
    let submit = SubmitMinutes {
        revision,
        number,
        unrecorded: u32::try_from(unrecorded).unwrap(),
    };
    hall.secretary
        .client
        .post(&path("/submission"), &submit)
        .await
}

/// A file's bytes and their entity tag.
async fn file(who: &Guest, rest: &str) -> (Vec<u8>, String) {
    let request = who.client.request(reqwest::Method::GET, &path(rest));
    let answer = request.send().await.unwrap();
    assert!(answer.status().is_success(), "{rest}: {}", answer.status());
    let tag = answer
        .headers()
        .get("etag")
        .map(|tag| tag.to_str().unwrap().to_owned());
    (
        answer.bytes().await.unwrap().to_vec(),
        tag.unwrap_or_default(),
    )
}

/// The text of a PDF by poppler, white space folded.
fn text_of(pdf: &[u8]) -> String {
    let mut file = tempfile::NamedTempFile::with_suffix(".pdf").unwrap();
    file.write_all(pdf).unwrap();
    let output = Command::new("pdftotext")
        .args(["-enc", "UTF-8"])
        .arg(file.path())
        .arg("-")
        .output()
        .expect("this test needs pdftotext: apt-get install poppler-utils");
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn the_draft_holds_what_was_recorded() {
    let hall = closed().await;
    let view = view(&hall.secretary).await;
    assert_eq!((view.revision, view.may_edit), (0, true));
    let facts = &view.facts;
    let order: Vec<_> = facts.items.iter().map(|item| item.number).collect();
    assert_eq!(order, [2, 1]);
    let vote = &facts.items[0].votes[0];
    assert_eq!((vote.approve, vote.reject, vote.abstain), (2, 0, 1));
    assert_eq!(
        view.text.items[0].course,
        ["Sở Giáo dục báo cáo.", "Ông Bình đề nghị làm rõ số liệu."]
    );
    assert_eq!(
        view.text.items[0].conclusions,
        ["Giao Sở Giáo dục trình trước 15/01/2027."]
    );
    let chairs: Vec<_> = facts.chairs.iter().map(|chair| &chair.name).collect();
    assert_eq!(chairs, ["Lê Quang Thiệu", "Nguyễn Thị Hòa"]);
    assert_eq!(view.text.chair, Some(hall.delegate.viewer.person));
    assert_eq!(view.text.secretary, Some(hall.secretary.viewer.person));
    assert_eq!(facts.ended_at.unwrap().0 - NOW.0, 120 * 60_000);
    assert_eq!(
        view.missing,
        [MissingPart::IssuingAgency, MissingPart::Place]
    );
    // The log of the close, by the tree that proofs are made of.
    let size = hall.room().await.closing.unwrap().size;
    let rooms = hall.app.server.state().rooms.clone();
    let tree = rooms.log().tree(StreamId::Room(MEETING)).await.unwrap();
    assert_eq!(
        (facts.log_size, facts.log_root),
        (Some(size), tree.root_at(size))
    );
}

#[tokio::test]
async fn before_the_close_the_minutes_are_a_preview_that_nobody_edits() {
    let hall = Hall::open().await;
    let before = view(&hall.secretary).await;
    assert!(!before.may_edit);
    assert!(before.missing.contains(&MissingPart::MeetingNotClosed));
    assert_eq!(
        save(&hall.secretary, 0, &before.text).await.refused(),
        ErrorCode::MinutesState
    );
    let (pdf, _) = file(&hall.chair, "/preview").await;
    assert!(text_of(&pdf).contains("Họp giao ban tháng 12"));
}

#[tokio::test]
async fn mi_1_guests_and_outsiders_never_read_minutes_and_delegates_once_they_are_signed() {
    let hall = closed().await;
    let refused = async |who: &Guest| {
        for rest in ["", "/preview", "/number?symbol=BB", "/file", "/changes"] {
            let answer = who.client.get(&path(rest)).await;
            assert_eq!(answer.status, 404, "{rest}");
            assert_eq!(answer.refused(), ErrorCode::MeetingUnknown, "{rest}");
        }
        let answer = who
            .client
            .post(
                &path("/submission"),
                &json!({"revision": 0, "number": {"from": "register"}}),
            )
            .await;
        assert_eq!(answer.refused(), ErrorCode::MeetingUnknown);
    };
    for who in [&hall.guest, &hall.stranger] {
        refused(who).await;
    }
    // The one who was asked to chair reads and does not write.
    let read = view(&hall.chair).await;
    assert!(!read.may_edit);
    assert_eq!(
        save(&hall.chair, 0, &read.text).await.refused(),
        ErrorCode::PermissionDenied
    );
    let other = &hall.delegate.viewer;
    assert_eq!(hall.room().await.presiding, Some(other.person));

    let saved = completed(&hall).await;
    submit(&hall, saved.revision, NumberChoice::Register {})
        .await
        .ok::<MinutesView>();
    sign(&hall).await;
    assert_eq!(hall.room().await.stage, Stage::Signed);
    view(&hall.delegate).await;
    for who in [&hall.guest, &hall.stranger] {
        refused(who).await;
    }
}

/// Both signatures, as the room hears of them.
async fn sign(hall: &Hall) {
    for capacity in [SigningCapacity::Secretary, SigningCapacity::Chair] {
        let rooms = hall.app.server.state().rooms.clone();
        let by = hall.secretary.viewer.person;
        let signed = move |room: &Room, _| {
            let (person, due) = room.minutes.next_signer().unwrap();
            assert_eq!(due, capacity);
            Ok(vec![RoomEvent::MinutesSigned {
                person,
                capacity,
                pdf: Hash::of(b"signed"),
            }])
        };
        rooms.record(MEETING, by, None, signed).await.unwrap();
    }
}

#[tokio::test]
async fn mi_2_a_stale_save_is_refused_and_returns_theirs() {
    let hall = closed().await;
    let mine = view(&hall.secretary).await.text;
    let theirs = MinutesText {
        place: "Phòng 2".into(),
        ..mine.clone()
    };
    let saved: MinutesView = save(&hall.secretary, 0, &theirs).await.ok();
    assert_eq!(
        (saved.revision, saved.saved_by),
        (1, Some(hall.secretary.viewer.person))
    );
    let refused = save(&hall.secretary, 0, &mine).await;
    assert_eq!(refused.status, 409);
    let body: ErrorBody = serde_json::from_str(&refused.body).unwrap();
    assert_eq!(body.code, ErrorCode::MinutesConflict);
    let view: MinutesView = serde_json::from_value(body.details.unwrap()["view"].take()).unwrap();
    assert_eq!((view.revision, view.text.place.as_str()), (1, "Phòng 2"));
    // The same words again, as after an answer that was lost, are no conflict.
    let again: MinutesView = save(&hall.secretary, 0, &theirs).await.ok();
    assert_eq!(again.revision, 1);
}

#[tokio::test]
async fn words_are_kept_in_nfc_and_within_their_limits() {
    let hall = closed().await;
    let mut text = view(&hall.secretary).await.text;
    text.place = " Hội nghi\u{0323} ".into();
    text.items[0].course = vec!["Một\t hai".into(), String::new()];
    let saved: MinutesView = save(&hall.secretary, 0, &text).await.ok();
    assert_eq!(saved.text.place, "Hội nghị");
    assert_eq!(saved.text.items[0].course, ["Một  hai", ""]);
    let mut bad = vec![text.clone(); 4];
    bad[0].place = "a\u{7}b".into();
    bad[1].items[0].course = vec!["x".repeat(5_001)];
    bad[2].chair = Some(hall.guest.viewer.person);
    bad[3].items.push(text.items[0].clone());
    for text in bad {
        assert_eq!(
            save(&hall.secretary, 1, &text).await.refused(),
            ErrorCode::ValueInvalid
        );
    }
}

#[tokio::test]
async fn redrafting_takes_the_words_of_the_log_and_leaves_the_rest() {
    let hall = closed().await;
    let mut text = completed(&hall).await.text;
    text.items[0].course = vec!["Đã sửa.".into()];
    let edited: MinutesView = save(&hall.secretary, 1, &text).await.ok();
    let redrafted: MinutesView = hall
        .secretary
        .client
        .post(&path("/redraft"), &json!({ "revision": edited.revision }))
        .await
        .ok();
    assert_eq!(redrafted.revision, 3);
    assert_eq!(redrafted.text.items[0].course[0], "Sở Giáo dục báo cáo.");
    assert_eq!(redrafted.text.place, "Phòng họp số 1");
    let undone: MinutesView = save(&hall.secretary, 3, &text).await.ok();
    assert_eq!(undone.text, text);
}
