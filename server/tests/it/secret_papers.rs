//! Papers that are said to be secret: what is left of them in other meetings and in the archive, what happens when they
//! come again, and when their erasing is held up.

use std::io::Cursor;

use nghisu_evidence::verify::{Trust, verify_package};
use nghisu_protocol::{
    annotation::{Annotation, AnnotationCommand, Colour, Mark, Point, Rect, Sharing},
    archive::{ArchiveEntry, Verdict},
    documents::{
        BeginUpload, ConfirmUpload, FinishUpload, Secrecy, Upload, UploadState, UploadTarget,
    },
    error::ErrorCode,
    ids::{AnnotationId, ItemId, MeetingId, Timestamp, VersionId},
    log::Hash,
    room::{RoomCommand, Viewer},
    socket::{Command, CommandEnvelope, Outcome},
    stream::StreamId,
};
use nghisu_server::{
    documents::store::{ErasedFile, Store},
    entity::sealed_note,
    http::error::Coded as _,
};
use reqwest::Method;
use sea_orm::{ActiveValue::Set, ConnectionTrait as _, DbErr, EntityTrait as _, Statement};
use serde_json::json;

use crate::{
    archive::{all_sign, made},
    client::Client,
    databases::{TestDb, execute, on_both_databases},
    desk::Desk,
    papers, pdf,
    rooms::{
        CHAIR, DELEGATE, FIRST, MEETING, SECOND, SECRETARY, add, details, envelope, id, in_room,
    },
    signing,
    support::{NOW, TestApp},
};

on_both_databases! {
    up_12_a_secret_leaves_every_meeting_that_it_had_come_into_and_never_comes_back,
    up_12_what_was_begun_to_be_erased_goes_on_after_a_restart,
}

/// Another meeting, with its item; whoever prepares it is not a secretary of the first.
const ELSEWHERE: MeetingId = MeetingId(id(900));
const THIRD: ItemId = ItemId(id(901));
const IS_SECRET: ConfirmUpload = ConfirmUpload { is_secret: true };
const IS_NONE: ConfirmUpload = ConfirmUpload { is_secret: false };

fn secret() -> Vec<u8> {
    pdf::pdf(&["MẬT", "Phương án bảo vệ"])
}

fn to(item: ItemId) -> UploadTarget {
    UploadTarget::New { item, title: None }
}

fn is_refused(upload: &Upload) -> bool {
    let UploadState::Refused { code, .. } = &upload.state else {
        return false;
    };
    *code == ErrorCode::SecretPaper && upload.title.is_empty() && upload.file_name.is_empty()
}

/// Sends a paper and waits until it waits for people or is over.
async fn sent(desk: &Desk, by: &Viewer, meeting: MeetingId, item: ItemId, file: &[u8]) -> Upload {
    let request = BeginUpload {
        id: None,
        file_name: "1. Phương án.pdf".into(),
        size: file.len() as u64,
        secrecy: Secrecy::Normal,
        target: to(item),
    };
    let documents = &desk.documents;
    let begun = documents.begin(by, "10.0.0.1", meeting, request).await;
    let upload = begun.unwrap();
    let size = upload.size;
    let appended = documents.append(upload.id, size, 0, file.to_vec()).await;
    assert_eq!(appended.unwrap(), size);
    let mut moves = documents.moves();
    let finished = documents.finish(by, upload.id, FinishUpload::default());
    let mut upload = finished.await.unwrap();
    while upload.state == UploadState::Checking {
        moves.recv().await.unwrap();
        upload = documents.upload(by, upload.id).await.unwrap();
    }
    upload
}

/// A paper with a mark that came in because somebody said that it is no secret.
async fn taken(desk: &Desk, file: &[u8]) -> Upload {
    let upload = taken_in(desk, &SECRETARY, MEETING, FIRST, file).await;
    // Its words are kept and its images are made.
    desk.indexed(upload.version).await;
    assert!(desk.documents.pages().bytes_on_disk() > 0);
    // Somebody marks words of it for all, and keeps a note for themselves.
    let shared = desk
        .rooms
        .command(MEETING, DELEGATE, highlight(upload.version));
    let shared = shared.await.unwrap();
    assert!(matches!(shared, Outcome::Accepted { .. }), "{shared:?}");
    let note = sealed_note::ActiveModel {
        person_id: Set(DELEGATE.person.0),
        id: Set(id(951)),
        version_id: Set(upload.version.0),
        page: Set(1),
        envelope: Set(Some("{}".to_owned())),
        kept_at: Set(NOW.0),
    };
    let db = &desk.test.db;
    db.write::<_, DbErr, _, _>(move |txn| async move {
        sealed_note::Entity::insert(note)
            .exec_without_returning(&*txn)
            .await
            .map(drop)
    })
    .await
    .unwrap();
    upload
}

/// The same by somebody, for a meeting's item.
async fn taken_in(
    desk: &Desk,
    by: &Viewer,
    meeting: MeetingId,
    item: ItemId,
    file: &[u8],
) -> Upload {
    let documents = &desk.documents;
    let upload = sent(desk, by, meeting, item, file).await;
    let mut moves = documents.moves();
    let confirmed = documents.confirm(by, "10.0.0.1", upload.id, IS_NONE);
    let mut upload = confirmed.await.unwrap();
    while upload.state == UploadState::Checking {
        moves.recv().await.unwrap();
        upload = documents.upload(by, upload.id).await.unwrap();
    }
    assert!(matches!(upload.state, UploadState::Ready { .. }));
    upload
}

/// Marks words of the first page for everybody.
fn highlight(version: VersionId) -> CommandEnvelope {
    let annotation = Annotation {
        id: AnnotationId(id(950)),
        page: 1,
        mark: Mark::Highlight {
            colour: Colour::Yellow,
            rects: vec![Rect(Point(1_000, 2_000), Point(3_000, 2_400))],
            quote: "Phương án bảo vệ".to_owned(),
        },
    };
    envelope(Command::Annotations {
        version,
        annotations: AnnotationCommand::Share {
            annotation,
            sharing: Sharing::Meeting,
        },
    })
}

/// Makes the other meeting, and answers who prepares it.
async fn elsewhere(desk: &Desk) -> Viewer {
    let other = Viewer {
        is_secretary: true,
        ..CHAIR
    };
    let create = RoomCommand::CreateMeeting { details: details() };
    for command in [create, add(THIRD, "Quốc phòng")] {
        let outcome = desk
            .rooms
            .command(ELSEWHERE, other.clone(), in_room(command));
        let outcome = outcome.await.unwrap();
        assert!(matches!(outcome, Outcome::Accepted { .. }), "{outcome:?}");
    }
    other
}

async fn nothing_is_left(desk: &Desk, upload: &Upload, file: &[u8]) {
    let hash = Hash::of(file);
    assert!(desk.rooms.read(MEETING).await.unwrap().documents.is_empty());
    let opened = desk.documents.open(&SECRETARY, upload.version).await;
    assert_eq!(opened.unwrap_err().code(), ErrorCode::VersionUnknown);
    assert!(!desk.documents.blobs().contains(hash));
    assert!(desk.files_with(file).is_empty());
    assert_eq!(desk.documents.pages().bytes_on_disk(), 0);
    let store = Store::new(desk.test.db.clone());
    assert_eq!(store.words(hash).await.unwrap(), []);
    // Of what was written on its pages the log keeps that it was there, and who keeps a note its id.
    let marks = StreamId::Annotations(upload.version);
    let marks = desk.rooms.log().since(marks, 0, 10).await.unwrap();
    assert_eq!(marks.len(), 1);
    assert_eq!(marks[0].payload, None);
    let notes = sealed_note::Entity::find().all(desk.test.db.read()).await;
    let notes = notes.unwrap();
    assert_eq!(notes.len(), 1);
    assert_eq!(notes[0].envelope, None);
    let upload = desk.documents.upload(&SECRETARY, upload.id).await;
    assert!(is_refused(&upload.unwrap()));
}

/// The audit table's entries about secret papers: of which meeting, by whom, what.
async fn noted(desk: &Desk) -> Vec<(uuid::Uuid, uuid::Uuid, String)> {
    let db = desk.test.db.read();
    let rows = db
        .query_all_raw(Statement::from_string(
            db.get_database_backend(),
            "SELECT subject_id, actor_id, details FROM audit WHERE kind = 'secret_paper' ORDER BY details",
        ))
        .await
        .unwrap();
    rows.iter()
        .map(|row| {
            let [subject, actor] =
                ["subject_id", "actor_id"].map(|column| row.try_get("", column).unwrap());
            (subject, actor, row.try_get("", "details").unwrap())
        })
        .collect()
}

async fn up_12_a_secret_leaves_every_meeting_that_it_had_come_into_and_never_comes_back(
    test: TestDb,
) {
    let desk = Desk::open(test).await;
    let file = secret();
    let first = taken(&desk, &file).await;

    // In another meeting somebody sees what it is.
    let other = elsewhere(&desk).await;
    let upload = sent(&desk, &other, ELSEWHERE, THIRD, &file).await;
    let confirmed = desk
        .documents
        .confirm(&other, "10.0.0.2", upload.id, IS_SECRET);
    assert!(is_refused(&confirmed.await.unwrap()));
    nothing_is_left(&desk, &first, &file).await;

    // By whom and why the log says; who and where the audit table, and nothing of the content.
    let stream = StreamId::Room(MEETING);
    let size = desk.rooms.log().size(stream).await.unwrap();
    let last = desk.rooms.log().since(stream, size - 1, 1).await.unwrap();
    let (header, payload) = (&last[0].header, last[0].payload.as_ref().unwrap());
    assert_eq!(
        (header.kind.as_str(), header.actor),
        ("document_removed", other.person)
    );
    assert!(payload.0.contains(r#""is_secret":true"#), "{}", payload.0);
    let by = other.person.0;
    let mut entries = vec![
        (
            ELSEWHERE.0,
            by,
            r#"{"copies":1,"found":"confirmed"}"#.to_owned(),
        ),
        (
            MEETING.0,
            by,
            r#"{"copies":1,"found":"withdrawn"}"#.to_owned(),
        ),
    ];
    assert_eq!(noted(&desk).await, entries);

    // The same bytes are not asked about again, in no meeting.
    let again = sent(&desk, &SECRETARY, MEETING, SECOND, &file).await;
    assert!(is_refused(&again), "{again:?}");
    nothing_is_left(&desk, &first, &file).await;
    let secretary = SECRETARY.person.0;
    let came_again = r#"{"copies":0,"found":"again"}"#.to_owned();
    entries.insert(0, (MEETING.0, secretary, came_again));
    assert_eq!(noted(&desk).await, entries);
}

async fn up_12_what_was_begun_to_be_erased_goes_on_after_a_restart(test: TestDb) {
    let desk = Desk::open(test).await;
    let file = secret();
    let upload = taken(&desk, &file).await;
    let store = Store::new(desk.test.db.clone());
    let erased = ErasedFile {
        hash: Hash::of(&file),
        at: NOW,
        person: SECRETARY.person,
        address: "10.0.0.1".into(),
    };
    store.note_erased(&erased, false).await.unwrap();
    let desk = desk.restarted().await;
    nothing_is_left(&desk, &upload, &file).await;
    assert_eq!(store.half_erased().await.unwrap(), []);
}

#[tokio::test]
async fn up_12_what_cannot_be_written_of_one_meeting_holds_up_no_other_and_is_written_later() {
    let room = StreamId::Room(MEETING);
    let of_the_log = format!("entry WHEN NEW.stream = '{room}'");
    let of_the_audit = "audit WHEN NEW.details LIKE '%withdrawn%'".to_owned();
    for (refused, is_of_one) in [(of_the_log, true), (of_the_audit, false)] {
        let desk = Desk::open(TestDb::sqlite().await).await;
        let file = secret();
        let first = taken(&desk, &file).await;
        let other = elsewhere(&desk).await;
        taken_in(&desk, &other, ELSEWHERE, THIRD, &file).await;
        let upload = sent(&desk, &SECRETARY, MEETING, SECOND, &file).await;
        let full = format!(
            "CREATE TRIGGER is_full BEFORE INSERT ON {refused} BEGIN SELECT RAISE(ABORT, 'full'); END"
        );
        execute(&desk.test.db, &full).await;
        let documents = &desk.documents;
        let by = SECRETARY;
        let confirmed = documents.confirm(&by, "10.0.0.1", upload.id, IS_SECRET);
        confirmed.await.unwrap_err();
        let papers = async |meeting| desk.rooms.read(meeting).await.unwrap().documents.len();
        assert_eq!(papers(MEETING).await, 1, "the event comes after its entry");
        assert_eq!(papers(ELSEWHERE).await, usize::from(!is_of_one));
        assert!(!documents.blobs().contains(Hash::of(&file)));

        execute(&desk.test.db, "DROP TRIGGER is_full").await;
        let desk = desk.restarted().await;
        nothing_is_left(&desk, &first, &file).await;
        let there = desk.rooms.read(ELSEWHERE).await.unwrap();
        assert!(there.documents.is_empty());
        let mut found: Vec<_> = noted(&desk)
            .await
            .into_iter()
            .map(|(meeting, _, details)| (meeting, details))
            .collect();
        let withdrawn = r#"{"copies":1,"found":"withdrawn"}"#;
        let mut told = vec![
            (MEETING.0, withdrawn.to_owned()),
            (ELSEWHERE.0, withdrawn.to_owned()),
            (MEETING.0, r#"{"copies":2,"found":"confirmed"}"#.to_owned()),
        ];
        told.sort();
        found.sort();
        assert_eq!(found, told);
    }
}

#[tokio::test]
async fn up_12_a_request_that_is_given_up_is_carried_through() {
    let desk = Desk::open(TestDb::sqlite().await).await;
    let file = secret();
    let first = taken(&desk, &file).await;
    let upload = sent(&desk, &SECRETARY, MEETING, SECOND, &file).await;
    let mut erasures = desk.documents.erasures();
    let confirm = |documents: nghisu_server::documents::Documents| async move {
        let by = SECRETARY;
        let confirmed = documents.confirm(&by, "10.0.0.1", upload.id, IS_SECRET);
        confirmed.await
    };
    let request = tokio::spawn(confirm(desk.documents.clone()));
    erasures.recv().await.unwrap();
    request.abort();
    assert!(request.await.unwrap_err().is_cancelled());
    // Whoever says it again has their turn once it is done.
    let again = confirm(desk.documents.clone()).await;
    assert_eq!(again.unwrap_err().code(), ErrorCode::UploadState);
    nothing_is_left(&desk, &first, &file).await;
    let store = Store::new(desk.test.db.clone());
    assert_eq!(store.half_erased().await.unwrap(), []);
}

#[tokio::test]
async fn up_12_a_file_that_is_said_to_be_secret_while_it_is_checked_again_is_not_asked_about() {
    let desk = Desk::open(TestDb::sqlite().await).await;
    // Said at the very moment when its check is noted: until then nothing of the upload led to its file.
    execute(
        &desk.test.db,
        "CREATE TRIGGER is_said AFTER UPDATE OF hash ON upload WHEN NEW.hash IS NOT NULL BEGIN
         INSERT INTO erased_file (hash, at, person_id, address, is_done) VALUES (NEW.hash, 1, NEW.person_id, '', 1); END",
    )
    .await;
    let file = secret();
    let upload = sent(&desk, &SECRETARY, MEETING, FIRST, &file).await;
    assert!(is_refused(&upload), "{upload:?}");
    assert!(desk.files_with(&file).is_empty());
    let again = r#"{"copies":0,"found":"again"}"#.to_owned();
    assert_eq!(noted(&desk).await, [(MEETING.0, SECRETARY.person.0, again)]);
}

/// The same over REST.
async fn sent_by(
    app: &TestApp,
    by: &Client,
    meeting: MeetingId,
    item: ItemId,
    confirmed: ConfirmUpload,
) -> Upload {
    let file = secret();
    let request = json!({
        "file_name": "1. Phương án.pdf",
        "size": file.len(),
        "secrecy": "normal",
        "target": { "kind": "new", "item": item },
    });
    let path = format!("/api/v1/meetings/{meeting}/uploads");
    let upload: Upload = by.post(&path, &request).await.ok();
    let mut moves = app.server.state().documents.moves();
    papers::put(by, &upload, 0, file).await.ok::<Upload>();
    let address = format!("/api/v1/uploads/{}", upload.id);
    let mut settled = async |mut upload: Upload| {
        while upload.state == UploadState::Checking {
            moves.recv().await.unwrap();
            upload = by.get(&address).await.ok();
        }
        upload
    };
    let finish = format!("{address}/finish");
    settled(by.post(&finish, &json!({})).await.ok()).await;
    let confirm = format!("{address}/confirm");
    settled(by.post(&confirm, &confirmed).await.ok()).await
}

#[tokio::test]
async fn up_12_a_package_with_a_secret_in_it_is_erased_and_made_anew_without_it() {
    let app = TestApp::start_with_papers().await;
    let desk = signing::desk::Desk::opened_on(app).await;
    let secretary = &desk.office.secretary;
    let upload = sent_by(&desk.app, secretary, MEETING, FIRST, IS_NONE).await;
    assert!(matches!(upload.state, UploadState::Ready { .. }));
    let commands = format!("/api/v1/meetings/{MEETING}/commands");
    let shared: Outcome = secretary
        .post(&commands, &highlight(upload.version))
        .await
        .ok();
    assert!(matches!(shared, Outcome::Accepted { .. }), "{shared:?}");
    let desk = all_sign(desk.closed().await).await;
    let before: ArchiveEntry = made(&desk).await;
    let package = async || {
        let path = format!("/api/v1/archive/{MEETING}/package");
        let request = desk.office.clerk.request(Method::GET, &path);
        request.send().await.unwrap().bytes().await.unwrap()
    };
    let file = secret();
    let holds = |package: &[u8]| package.windows(file.len()).any(|place| place == file);
    assert!(holds(&package().await));

    let secretary = &desk.office.secretary;
    let commands = format!("/api/v1/meetings/{ELSEWHERE}/commands");
    let create = RoomCommand::CreateMeeting { details: details() };
    for command in [create, add(THIRD, "Quốc phòng")] {
        let outcome: Outcome = secretary.post(&commands, &in_room(command)).await.ok();
        assert!(matches!(outcome, Outcome::Accepted { .. }), "{outcome:?}");
    }
    desk.app.clock.advance(60_000);
    let upload = sent_by(&desk.app, secretary, ELSEWHERE, THIRD, IS_SECRET).await;
    assert!(is_refused(&upload), "{upload:?}");
    let blobs = desk.app.server.state().documents.blobs().clone();
    assert!(!blobs.contains(before.package.unwrap()));
    let listed: Vec<ArchiveEntry> = desk.office.clerk.get("/api/v1/archive").await.ok();
    let without_its_file = ArchiveEntry {
        package_size: None,
        ..before.clone()
    };
    assert_eq!(listed, [without_its_file]);

    let anew = package().await;
    assert!(!holds(&anew));
    let later = Timestamp(NOW.0 + 60_000);
    let verification = verify_package(Cursor::new(&anew), &Trust::default(), later);
    assert_eq!(verification.verdict, Verdict::Valid, "{verification:#?}");
    let mut findings = verification.findings.iter();
    assert!(findings.any(|finding| finding.code == "documents.withdrawn"));
    let after: ArchiveEntry = made(&desk).await;
    assert_eq!(after.package, Some(Hash::of(&anew)));
    assert_eq!(
        (before.archived_at, after.archived_at),
        (Some(NOW), Some(later))
    );
    assert_eq!(after.minutes, before.minutes);
}
