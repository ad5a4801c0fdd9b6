//! Submitting minutes, sending them back, reopening the meeting.

use nghisu_pades::{DEFAULT_ROOM, SignatureMeta};
use nghisu_protocol::{
    error::{ErrorBody, ErrorCode},
    log::Hash,
    minutes::{
        MinutesChanges, MinutesPages, MinutesPerson, MinutesText, MinutesView, NumberChoice,
    },
    room::{
        RoomCommand,
        state::{SigningCapacity, Stage},
    },
};
use serde_json::json;

use super::{closed, completed, file, held, path, save, submit, text_of, view};
use crate::{support::NOW, tablet::Hall};

#[tokio::test]
async fn mi_3_submitted_minutes_print_the_closed_log_and_carry_two_empty_fields() {
    let hall = closed().await;
    let saved = completed(&hall).await;
    let (preview, _) = file(&hall.secretary, "/preview").await;
    assert!(text_of(&preview).contains("/BB-UBND"));

    let submitted: MinutesView = submit(&hall, saved.revision, NumberChoice::Hand { number: 5 })
        .await
        .ok();
    assert_eq!(hall.room().await.stage, Stage::Minutes);
    let named = submitted.submitted.as_ref().unwrap();
    assert_eq!(named.number, "05/BB-UBND");
    let due = submitted.next_signer.unwrap();
    assert_eq!(due.person, hall.secretary.viewer.person);
    assert!(!submitted.may_edit);

    let (pdf, tag) = file(&hall.delegate, &format!("/file?sha256={}", named.pdf)).await;
    assert_eq!(Hash::of(&pdf), named.pdf);
    assert_eq!(tag, format!("\"{}\"", named.pdf));
    let text = text_of(&pdf);
    let root = submitted.facts.log_root.unwrap().to_hex();
    let groups: Vec<&str> = (0..16).map(|at| &root[at * 4..at * 4 + 4]).collect();
    for expected in [
        "Số: 05/BB-UBND",
        "Thời gian bắt đầu: 08 giờ 47 phút, ngày 16 tháng 12 năm 2026.",
        "Lê Quang Thiệu (đến 09 giờ 17 phút)",
        "Nguyễn Thị Hòa (từ 09 giờ 17 phút)",
        "Vắng có lý do: 01 người",
        "lý do: đi công tác",
        "tán thành 2 (66,7%); không tán thành 0; không biểu quyết 1 (33,3%).",
        "Cuộc họp kết thúc vào 10 giờ 47 phút",
        &format!(
            "Nhật ký cuộc họp: {} sự kiện, gốc {}",
            submitted.facts.log_size.unwrap(),
            groups.join(" ")
        ),
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
    for field in ["ThuKy", "ChuToa"] {
        let meta = SignatureMeta {
            name: "Trịnh Thu Uyên".into(),
            time: NOW.0 / 1_000,
            utc_offset_minutes: 420,
            ..SignatureMeta::default()
        };
        nghisu_pades::prepare(&pdf, field, &meta, None, DEFAULT_ROOM).unwrap();
    }
    // Another file is not found, and what is submitted is not edited.
    let other = path(&format!("/file?sha256={}", Hash::of(b"another")));
    assert_eq!(hall.secretary.client.get(&other).await.status, 404);
    assert_eq!(
        save(&hall.secretary, submitted.revision, &submitted.text)
            .await
            .refused(),
        ErrorCode::MinutesState
    );
}

#[tokio::test]
async fn the_current_file_is_shown_page_by_page_to_who_may_read_it() {
    let hall = held(Hall::open_with_papers().await).await;
    let saved = completed(&hall).await;
    let view: MinutesView = submit(&hall, saved.revision, NumberChoice::Hand { number: 5 })
        .await
        .ok();
    let pdf = view.submitted.unwrap().pdf;
    let pages = path(&format!("/pages?sha256={pdf}"));
    let counted: MinutesPages = hall.delegate.client.get(&pages).await.ok();
    assert!(counted.pages > 0);
    // Secretary and chair sign side by side at the end, within the page.
    let places = &counted.signature_places;
    let capacities: Vec<_> = places.iter().map(|place| place.capacity).collect();
    assert_eq!(
        capacities,
        [SigningCapacity::Secretary, SigningCapacity::Chair]
    );
    assert!(places[0].rect[2] <= places[1].rect[0], "{places:?}");
    for place in places {
        let ([left, bottom, right, top], [width, height]) = (place.rect, place.page_size);
        assert!((1..=counted.pages).contains(&place.page), "{place:?}");
        assert!(0.0 < left && left < right && right < width, "{place:?}");
        assert!(0.0 < bottom && bottom < top && top < height, "{place:?}");
    }
    let (image, tag) = file(&hall.delegate, &format!("/pages/1?sha256={pdf}&edge=1200")).await;
    assert!(
        image.starts_with(b"RIFF") && tag.contains("-1-1200"),
        "{tag}"
    );
    for (refused, status) in [
        (format!("/pages/{}?edge=1200", counted.pages + 1), 404),
        ("/pages/0?edge=1200".to_owned(), 404),
        ("/pages/1?edge=1201".to_owned(), 422),
        (
            format!("/pages/1?sha256={}&edge=256", Hash::of(b"another")),
            404,
        ),
    ] {
        let answer = hall.secretary.client.get(&path(&refused)).await;
        assert_eq!(answer.status, status, "{refused}");
    }
    assert_eq!(hall.guest.client.get(&pages).await.status, 404);
}

#[tokio::test]
async fn minutes_that_lack_something_are_not_submitted() {
    let hall = closed().await;
    let refused = submit(&hall, 0, NumberChoice::Register {}).await;
    let body: ErrorBody = serde_json::from_str(&refused.body).unwrap();
    assert_eq!(body.code, ErrorCode::MinutesIncomplete);
    assert_eq!(
        body.details.unwrap()["missing"],
        json!(["issuing_agency", "place"])
    );
    let saved = completed(&hall).await;
    assert_eq!(
        submit(&hall, saved.revision + 1, NumberChoice::Register {})
            .await
            .refused(),
        ErrorCode::MinutesConflict
    );
    let text = MinutesText {
        adoption: "Thông qua 😀".into(),
        ..saved.text
    };
    let saved: MinutesView = save(&hall.secretary, saved.revision, &text).await.ok();
    let refused = submit(&hall, saved.revision, NumberChoice::Register {}).await;
    let body: ErrorBody = serde_json::from_str(&refused.body).unwrap();
    assert_eq!(body.code, ErrorCode::MinutesUnprintable);
    assert!(
        body.details.unwrap()["reason"]
            .as_str()
            .unwrap()
            .contains("U+1F600")
    );
    assert_eq!(hall.room().await.stage, Stage::Closed);
}

#[tokio::test]
async fn mi_8_open_attendance_is_submitted_only_by_who_says_how_much_is_open() {
    // Nobody recorded delegate and guest, who did nothing in the meeting either.
    let hall = Hall::open().await;
    hall.accept(&hall.secretary, RoomCommand::Close {}).await;
    let saved = completed(&hall).await;
    let open: Vec<_> = saved.facts.unrecorded().collect();
    let (names, count): (Vec<_>, _) = (open.iter().map(|who| &who.name).collect(), open.len());
    assert!(count > 0, "{:#?}", saved.facts.participants);
    let asked = |unrecorded: Option<usize>| {
        let mut asked = json!({ "revision": saved.revision, "number": { "from": "register" } });
        if let Some(unrecorded) = unrecorded {
            asked["unrecorded"] = json!(unrecorded);
        }
        asked
    };
    let client = &hall.secretary.client;
    for wrong in [None, Some(count - 1), Some(count + 1)] {
        let refused = client.post(&path("/submission"), &asked(wrong)).await;
        assert_eq!(refused.status, 409, "{wrong:?}");
        let body: ErrorBody = serde_json::from_str(&refused.body).unwrap();
        assert_eq!(body.code, ErrorCode::MinutesAttendanceOpen, "{wrong:?}");
        let listed = body.details.unwrap()["unrecorded"].take();
        let listed: Vec<MinutesPerson> = serde_json::from_value(listed).unwrap();
        assert_eq!(
            listed.iter().map(|who| &who.name).collect::<Vec<_>>(),
            names
        );
    }
    assert_eq!(hall.room().await.stage, Stage::Closed);

    // What the interface describes is what is asked.
    let described: serde_json::Value = client.get("/api/v1/openapi.json").await.ok();
    let fields = &described["components"]["schemas"]["SubmitMinutes"];
    assert!(fields["properties"]["unrecorded"].is_object(), "{fields}");
    let said = described["paths"]["/api/v1/meetings/{id}/minutes/submission"].to_string();
    assert!(said.contains("minutes_attendance_open"), "{said}");

    client
        .post(&path("/submission"), &asked(Some(count)))
        .await
        .ok::<MinutesView>();
    assert_eq!(hall.room().await.stage, Stage::Minutes);
}

#[tokio::test]
async fn mi_5_what_was_sent_back_is_mended_and_its_reader_is_told_what_changed() {
    let hall = held(Hall::open_with_papers().await).await;
    let saved = completed(&hall).await;
    let first: MinutesView = submit(&hall, saved.revision, NumberChoice::Hand { number: 7 })
        .await
        .ok();
    let pdf = first.submitted.unwrap().pdf;
    let reader = &hall.chair.client;
    let never: MinutesChanges = reader.get(&path("/changes")).await.ok();
    assert_eq!((never.read_at, never.changes.len()), (None, 0));
    let unknown = json!({ "read": Hash::of(b"another") });
    assert_eq!(reader.post(&path("/reading"), &unknown).await.status, 404);
    reader
        .post(&path("/reading"), &json!({ "read": pdf }))
        .await
        .done();

    let back = json!({ "reason": "Sửa kết luận nội dung 2." });
    for who in [&hall.guest, &hall.stranger] {
        let answer = who.client.post(&path("/return"), &back).await;
        assert_eq!(answer.refused(), ErrorCode::MeetingUnknown);
    }
    let empty = json!({ "reason": " " });
    assert_eq!(
        reader.post(&path("/return"), &empty).await.refused(),
        ErrorCode::ValueInvalid
    );
    let returned: MinutesView = reader.post(&path("/return"), &back).await.ok();
    assert_eq!(returned.submitted, None);
    assert_eq!(
        returned.sent_back.map(|back| back.reason).as_deref(),
        Some("Sửa kết luận nội dung 2.")
    );
    let room = hall.room().await;
    assert_eq!(room.stage, Stage::Closed);
    assert_eq!(
        room.minutes.sent_back.as_ref().unwrap().by,
        hall.chair.viewer.person
    );
    assert_eq!(
        reader.post(&path("/return"), &back).await.refused(),
        ErrorCode::MinutesState
    );

    let mut text = view(&hall.secretary).await.text;
    text.items[0].conclusions = vec!["Giao Sở Giáo dục trình trước 31/01/2027.".into()];
    let saved: MinutesView = save(&hall.secretary, saved.revision, &text).await.ok();
    // The number stays, whether it is asked for or the register is.
    let again: MinutesView = submit(&hall, saved.revision, NumberChoice::Register {})
        .await
        .ok();
    assert_eq!(again.sent_back, None);
    let again = again.submitted.unwrap();
    assert_eq!(again.number, "07/BB-UBND");
    assert_ne!(again.pdf, pdf);
    let changes: MinutesChanges = reader.get(&path("/changes")).await.ok();
    assert_eq!(changes.read_at.map(|at| at.0 > NOW.0), Some(true));
    let told: Vec<_> = changes
        .changes
        .iter()
        .map(|change| {
            (
                change.place.as_str(),
                change.old.as_str(),
                change.new.as_str(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [(
            "Nội dung 2, kết luận",
            "Giao Sở Giáo dục trình trước 15/01/2027.",
            "Giao Sở Giáo dục trình trước 31/01/2027."
        )]
    );
    // Where it stands in the file that is there now.
    assert_eq!(changes.changes[0].page, Some(1));
    reader
        .post(&path("/reading"), &json!({ "read": again.pdf }))
        .await
        .done();
    let none: MinutesChanges = reader.get(&path("/changes")).await.ok();
    assert!(none.changes.is_empty());
}

#[tokio::test]
async fn mi_3_reopening_takes_a_submission_back_for_good() {
    let hall = closed().await;
    let saved = completed(&hall).await;
    let first: MinutesView = submit(&hall, saved.revision, NumberChoice::Register {})
        .await
        .ok();
    let old = first.submitted.clone().unwrap();
    let reason = "Thiếu một ý kiến".to_owned();
    hall.accept(&hall.secretary, RoomCommand::Reopen { reason })
        .await;
    let waits = async || hall.room().await.minutes.next_signer().is_some();
    assert!(!waits().await);
    assert_eq!(hall.secretary.client.get(&path("/file")).await.status, 404);
    hall.accept(&hall.secretary, RoomCommand::Close {}).await;
    assert!(!waits().await);
    let second: MinutesView = submit(&hall, saved.revision, NumberChoice::Register {})
        .await
        .ok();
    let new = second.submitted.unwrap();
    // The same number, and another paper: it names the log of the later close.
    assert_eq!(new.number, old.number);
    assert_ne!(new.pdf, old.pdf);
    assert!(second.facts.log_size > first.facts.log_size);
    assert_eq!(second.facts.ended_at, first.facts.ended_at);
    assert!(waits().await);
}
