//! Papers when something breaks off: the power, a connection, a file on the disk.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use nghisu_protocol::{
    documents::{ConfirmUpload, FinishUpload, UploadState, UploadTarget},
    error::ErrorCode,
    ids::UploadId,
    log::Hash,
};
use nghisu_server::{
    documents::store::{Stage, Store},
    http::error::Coded as _,
};

use crate::{
    databases::TestDb,
    desk::Desk,
    pdf,
    rooms::{FIRST, MEETING, SECRETARY},
    support::NOW,
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
    let confirmed = desk
        .documents
        .confirm(&SECRETARY, "10.0.0.1", marked.id, said);
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
        .finish(&SECRETARY, sent.id, FinishUpload::default());
    assert!(is_ready(&again.await.unwrap().state));
}
