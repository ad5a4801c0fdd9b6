//! Papers and packages when something breaks off: the power, a connection, a file on the disk, the person who sends them.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use nghisu_protocol::{
    documents::{ConfirmUpload, FinishUpload, Upload, UploadState, UploadTarget},
    error::ErrorCode,
    ids::{MeetingId, UploadId},
    log::Hash,
};
use nghisu_server::{
    documents::store::{Stage, Store},
    http::error::Coded as _,
};

use crate::{
    archive::{made, signed_on},
    databases::{TestDb, execute},
    desk::Desk,
    pdf,
    rooms::{CHAIR, FIRST, MEETING, SECRETARY},
    support::{NOW, TestApp},
};

const NEW: UploadTarget = UploadTarget::New {
    item: FIRST,
    title: None,
};

/// The file of an upload that is coming in.
fn incoming(desk: &Desk, upload: UploadId) -> PathBuf {
    let incoming = desk.test.folder.path().join("incoming");
    incoming.join(upload.to_string())
}

fn shorten(path: &Path, length: u64) {
    let file = File::options().write(true).open(path).unwrap();
    file.set_len(length).unwrap();
}

#[tokio::test]
async fn a_file_that_a_power_cut_shortened_becomes_no_paper() {
    let desk = Desk::open(TestDb::sqlite().await).await;
    let store = Store::new(desk.test.db.clone());
    let file = pdf::padded(&["MẬT"], 50_000);
    let upload = desk.bring(&file, "1. Mật ong.pdf", NEW).await;
    let (from, to) = (Stage::Awaiting("MẬT"), Stage::Storing);
    assert!(store.advance(upload.id, &from, &to, NOW).await.unwrap());
    // The hash is durable, and of the file only what the disk had taken.
    shorten(&incoming(&desk, upload.id), 40_000);
    let desk = desk.restarted().await;
    let mut moves = desk.documents.moves();
    let settled = desk.settled(upload.id, &mut moves).await;
    assert!(
        matches!(settled.state, UploadState::Refused { .. }),
        "{settled:?}"
    );
    assert!(!desk.documents.blobs().contains(Hash::of(&file)));
    assert!(!incoming(&desk, upload.id).exists());
    let room = desk.rooms.read(MEETING).await.unwrap();
    assert!(room.version(upload.version).is_none());
}

#[tokio::test]
async fn a_paper_that_the_disk_damaged_is_whole_when_it_is_brought_again() {
    let desk = Desk::open(TestDb::sqlite().await).await;
    let file = pdf::pdf(&["Tờ trình"]);
    let first = desk.bring(&file, "1. Tờ trình.pdf", NEW).await;
    let [kept] = &desk.files_with(&file)[..] else {
        panic!("one file")
    };
    shorten(kept, 100);
    let again = desk.bring(&file, "2. Tờ trình.pdf", NEW).await;
    assert!(matches!(again.state, UploadState::Ready { .. }));
    assert_eq!(fs::read(kept).unwrap(), file);
    let read = desk.documents.file(&SECRETARY, first.version).await;
    assert_eq!(read.unwrap().1.metadata().unwrap().len(), file.len() as u64);
}

#[tokio::test]
async fn a_cancelled_upload_is_over_before_its_bytes_are_touched() {
    let desk = Desk::open(TestDb::sqlite().await).await;
    let upload = desk.bring(&pdf::pdf(&["MẬT"]), "1. Mật ong.pdf", NEW).await;
    // What stands there cannot be erased like a file: erasing fails, as the disk may let it fail.
    let path = incoming(&desk, upload.id);
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    assert!(desk.documents.cancel(&SECRETARY, upload.id).await.is_err());
    let stored = desk.documents.upload(&SECRETARY, upload.id).await.unwrap();
    assert!(matches!(
        stored.state,
        UploadState::Refused {
            code: ErrorCode::UploadUnknown,
            ..
        }
    ));
    fs::remove_dir(&path).unwrap();
    desk.documents.cancel(&SECRETARY, upload.id).await.unwrap();
    let gone = desk.documents.upload(&SECRETARY, upload.id).await;
    assert_eq!(gone.unwrap_err().code(), ErrorCode::UploadUnknown);
}

#[tokio::test]
async fn work_that_a_broken_connection_left_is_taken_up_by_who_asks_again() {
    let desk = Desk::open(TestDb::sqlite().await).await;
    let store = Store::new(desk.test.db.clone());
    // The step was noted, and whoever was to begin the work had gone.
    let left = async |from: Stage, to: Stage, upload| {
        assert!(store.advance(upload, &from, &to, NOW).await.unwrap());
    };
    let is_ready = |state: &UploadState| matches!(state, UploadState::Ready { .. });

    let sent = desk.send(&pdf::pdf(&["Một"]), "1. Một.pdf", NEW).await;
    left(Stage::Receiving, Stage::Checking, sent.id).await;
    assert!(is_ready(&desk.finish(sent.id).await.state));

    let marked = desk.bring(&pdf::pdf(&["MẬT"]), "2. Mật ong.pdf", NEW).await;
    left(Stage::Awaiting("MẬT"), Stage::Storing, marked.id).await;
    let mut moves = desk.documents.moves();
    let said = ConfirmUpload { is_secret: false };
    let secretary = SECRETARY;
    let confirmed = desk
        .documents
        .confirm(&secretary, "10.0.0.1", marked.id, said);
    confirmed.await.unwrap();
    assert!(is_ready(&desk.settled(marked.id, &mut moves).await.state));

    // And where nobody asks again, by the hourly look.
    let sent = desk.send(&pdf::pdf(&["Ba"]), "3. Ba.pdf", NEW).await;
    left(Stage::Receiving, Stage::Checking, sent.id).await;
    let mut moves = desk.documents.moves();
    desk.documents.sweep().await.unwrap();
    assert!(is_ready(&desk.settled(sent.id, &mut moves).await.state));

    // Finishing again what is over does nothing more.
    let again = desk
        .documents
        .finish(&secretary, sent.id, FinishUpload::default());
    assert!(is_ready(&again.await.unwrap().state));
}

#[tokio::test]
async fn up_8_an_upload_under_way_is_its_owners_until_it_has_rested_for_ten_minutes() {
    const MINUTE: i64 = 60 * 1000;
    let desk = Desk::open(TestDb::sqlite().await).await;
    let documents = &desk.documents;
    let upload = desk.begin(&pdf::pdf(&["Một"]), "1. Một.pdf", NEW).await;
    assert!(upload.may_discard);
    let seen_by_the_chair = async || -> Upload {
        let mut all = documents.uploads(&CHAIR, MEETING).await.unwrap();
        all.swap_remove(0)
    };
    let seen = seen_by_the_chair().await;
    assert_eq!((seen.by, seen.may_discard), (SECRETARY.person, false));
    assert!(!seen.by_name.is_empty());
    for refused in [
        documents.cancel(&CHAIR, upload.id).await.err(),
        documents.may_append(&CHAIR, upload.id, 0).await.err(),
        documents.digest(&CHAIR, upload.id).await.err(),
    ] {
        assert_eq!(refused.unwrap().code(), ErrorCode::UploadOfOther);
    }
    desk.clock.advance(9 * MINUTE);
    documents.touched(upload.id).await.unwrap();
    desk.clock.advance(9 * MINUTE);
    assert!(!seen_by_the_chair().await.may_discard, "a piece came");
    desk.clock.advance(MINUTE);
    assert!(seen_by_the_chair().await.may_discard);
    documents.cancel(&CHAIR, upload.id).await.unwrap();
    assert_eq!(documents.uploads(&CHAIR, MEETING).await.unwrap(), []);
}

#[tokio::test]
async fn up_9_what_is_there_of_an_upload_can_be_compared_before_the_rest_is_sent() {
    let desk = Desk::open(TestDb::sqlite().await).await;
    let documents = &desk.documents;
    let file = pdf::pdf(&["Một"]);
    let upload = desk.begin(&file, "1. Một.pdf", NEW).await;
    let append = |at: usize, to: usize| {
        documents.append(upload.id, upload.size, at as u64, file[at..to].to_vec())
    };
    append(0, 100).await.unwrap();
    let digest = documents.digest(&SECRETARY, upload.id).await.unwrap();
    assert_eq!(
        (digest.received, digest.hash),
        (100, Hash::of(&file[..100]))
    );
    append(100, file.len()).await.unwrap();
    let hash = Some(Hash::of(b"another file of this size"));
    let secretary = SECRETARY;
    let altered = documents.finish(&secretary, upload.id, FinishUpload { hash });
    assert_eq!(altered.await.unwrap_err().code(), ErrorCode::UploadAltered);
    let hash = Some(Hash::of(&file));
    let mut moves = documents.moves();
    let finish = documents.finish(&secretary, upload.id, FinishUpload { hash });
    finish.await.unwrap();
    let settled = desk.settled(upload.id, &mut moves).await;
    assert!(matches!(settled.state, UploadState::Ready { .. }));
    let late = documents.digest(&SECRETARY, upload.id).await.unwrap_err();
    assert_eq!(late.code(), ErrorCode::UploadState);
}

#[tokio::test]
async fn up_10_a_check_that_makes_no_progress_says_so_and_can_be_cancelled() {
    let desk = Desk::open(TestDb::sqlite().await).await;
    let documents = &desk.documents;
    let upload = desk.send(&pdf::pdf(&["Một"]), "1. Một.pdf", NEW).await;
    // What stands there is no file that could be read.
    let path = incoming(&desk, upload.id);
    fs::remove_file(&path).unwrap();
    let mut moves = documents.moves();
    fs::create_dir(&path).unwrap();
    let store = Store::new(desk.test.db.clone());
    let (from, to) = (Stage::Receiving, Stage::Checking);
    assert!(store.advance(upload.id, &from, &to, NOW).await.unwrap());
    let secretary = SECRETARY;
    let finish = documents.finish(&secretary, upload.id, FinishUpload::default());
    assert_eq!(finish.await.unwrap().trouble, None);
    moves.recv().await.unwrap();
    let stuck = documents.upload(&SECRETARY, upload.id).await.unwrap();
    assert_eq!(stuck.state, UploadState::Checking);
    assert_eq!(stuck.trouble, Some(ErrorCode::Internal.message()));
    fs::remove_dir(&path).unwrap();
    documents.cancel(&SECRETARY, upload.id).await.unwrap();
    let gone = documents.upload(&SECRETARY, upload.id).await;
    assert_eq!(gone.unwrap_err().code(), ErrorCode::UploadUnknown);
}

#[tokio::test]
async fn up_10_a_paper_that_waits_to_be_stored_is_cancelled_and_leaves_nothing() {
    let desk = Desk::open(TestDb::sqlite().await).await;
    let store = Store::new(desk.test.db.clone());
    let file = pdf::pdf(&["MẬT"]);
    let upload = desk.bring(&file, "1. Mật ong.pdf", NEW).await;
    let (from, to) = (Stage::Awaiting("MẬT"), Stage::Storing);
    assert!(store.advance(upload.id, &from, &to, NOW).await.unwrap());
    desk.documents.cancel(&SECRETARY, upload.id).await.unwrap();
    assert_eq!(desk.files_with(&file), Vec::<PathBuf>::new());
    let room = desk.rooms.read(MEETING).await.unwrap();
    assert!(room.version(upload.version).is_none());
    // One that is in the room stays.
    let ready = desk.bring(&pdf::pdf(&["Hai"]), "2. Hai.pdf", NEW).await;
    let (from, to) = (Stage::Ready, Stage::Storing);
    assert!(store.advance(ready.id, &from, &to, NOW).await.unwrap());
    let late = desk.documents.cancel(&SECRETARY, ready.id).await;
    assert_eq!(late.unwrap_err().code(), ErrorCode::UploadState);
}

#[tokio::test]
async fn a_package_that_is_not_recorded_is_not_left_on_the_disk() {
    let app = TestApp::start().await;
    let db = app.server.state().db.clone();
    execute(
        &db,
        "CREATE TRIGGER is_full BEFORE INSERT ON entry WHEN CAST(NEW.header AS TEXT) LIKE '%meeting_archived%'
         BEGIN SELECT RAISE(ABORT, 'full'); END",
    )
    .await;
    let desk = signed_on(app).await;
    let archive = &desk.app.server.state().archive;
    let by = desk.office.secretary.id;
    archive.make(MEETING, by).await.unwrap_err();
    execute(&db, "DROP TRIGGER is_full").await;
    // Another time makes another package.
    desk.app.clock.advance(60_000);
    let entry = made(&desk).await;
    let mut packages = Vec::new();
    let mut folders = vec![desk.app.data().join("blobs")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = std::fs::read(path).unwrap();
                packages.extend(bytes.starts_with(b"PK").then(|| Hash::of(&bytes)));
            }
        }
    }
    assert_eq!(packages, [entry.package.unwrap()]);
}

#[tokio::test]
async fn ve_7_a_package_that_no_log_came_to_name_is_removed_at_a_later_start() {
    let desk = signed_on(TestApp::start().await).await;
    let recorded = made(&desk).await.package.unwrap();
    let notes = desk.app.data().join("unrecorded");
    let noted = || fs::read_dir(&notes).unwrap().count();
    assert_eq!(noted(), 0, "the log names it");

    // As a server leaves them that stops before the log names a package, or before the note of it is gone.
    let put = |content: &[u8]| {
        let blobs = desk.app.server.state().documents.blobs().clone();
        blobs.put(content).unwrap().0
    };
    let (left, recent, other) = (put(b"left"), put(b"recent"), put(b"of no meeting"));
    let unknown = MeetingId(uuid::Uuid::from_u128(9_999));
    let hours = |hours: u64| SystemTime::now() - Duration::from_secs(hours * 3_600);
    for (package, meeting, at) in [
        (recorded, MEETING, hours(2)),
        (left, MEETING, hours(2)),
        (recent, MEETING, hours(0)),
        (other, unknown, hours(2)),
    ] {
        let path = notes.join(package.to_hex());
        fs::write(&path, meeting.to_string()).unwrap();
        let file = File::options().write(true).open(&path).unwrap();
        file.set_modified(at).unwrap();
    }
    let desk = desk.restarted().await;
    while noted() > 2 {
        tokio::task::yield_now().await;
    }
    assert!(!desk.holds(left));
    assert!(desk.holds(recorded));
    assert!(desk.holds(recent), "somebody may be making it");
    assert!(desk.holds(other), "its log cannot be asked");
    assert_eq!(made(&desk).await.package, Some(recorded));
}
