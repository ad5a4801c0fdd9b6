//! Papers on both databases: how they come in, wait, are refused, survive a restart, and are read.
//! The page workers are real processes with the real library.

use std::path::PathBuf;

use nghisu_protocol::{
    documents::{
        BeginUpload, ConfirmUpload, PageChange, Secrecy, Upload, UploadState, UploadTarget,
    },
    error::ErrorCode,
    frame::PageImage,
    ids::{DocumentId, ItemId, UploadId, VersionId},
    log::Hash,
    room::{RoomCommand, Viewer},
    socket::Priority,
};
use nghisu_server::{
    documents::{
        Documents,
        error::DocumentError,
        store::{Stage, Store},
    },
    http::error::Coded as _,
};
use sea_orm::{ConnectionTrait as _, Statement};
use uuid::Uuid;

use crate::{
    databases::{TestDb, on_both_databases},
    desk::Desk,
    pdf,
    rooms::{DELEGATE, FIRST, GUEST, MEETING, SECOND, SECRETARY},
    support::NOW,
};

on_both_databases! {
    a_paper_becomes_a_version_of_its_item,
    up_3_a_paper_with_a_mark_waits_and_leaves_nothing_when_it_is_secret,
    up_3_a_scan_with_a_stamp_waits_and_leaves_nothing_when_it_is_secret,
    a_paper_with_a_mark_that_is_not_secret_is_taken,
    up_2_a_declared_secret_never_begins,
    up_5_what_is_no_good_pdf_is_refused_with_its_reason_and_erased,
    up_4_a_restart_in_the_middle_goes_on_and_nothing_happens_twice,
    up_11_begun_again_it_is_the_same_upload_and_anothers_name_is_refused,
    up_5_an_upload_that_nobody_touched_for_seven_days_is_erased,
    a_paper_that_the_room_no_longer_wants_leaves_nothing,
    up_6_a_replacement_keeps_the_older_version_and_says_what_changed,
}

fn to(item: ItemId) -> UploadTarget {
    UploadTarget::New { item, title: None }
}

fn refusal(upload: &Upload) -> ErrorCode {
    match &upload.state {
        UploadState::Refused { code, message } => {
            assert_eq!(*message, code.message());
            *code
        }
        state => panic!("not refused: {state:?}"),
    }
}

async fn refused<T: std::fmt::Debug>(
    work: impl Future<Output = Result<T, DocumentError>>,
) -> ErrorCode {
    work.await.unwrap_err().code()
}

async fn a_paper_becomes_a_version_of_its_item(test: TestDb) {
    let desk = Desk::open(test).await;
    let file = pdf::pdf(&["Tờ trình về giá đất", "Phụ lục số liệu"]);
    let upload = desk.bring(&file, "2. Tờ trình.pdf", to(SECOND)).await;
    assert_eq!(
        upload.state,
        UploadState::Ready {
            pages: 2,
            signatures: 0
        }
    );

    let room = desk.rooms.read(MEETING).await.unwrap();
    let (document, entered, version) = room.version(upload.version).unwrap();
    assert_eq!((document, entered.item), (upload.document, SECOND));
    assert_eq!(entered.title, "Tờ trình");
    assert_eq!((version.hash, version.pages), (Hash::of(&file), 2));

    // The guest sees it, for the item is theirs.
    let (_, mut stored) = desk.documents.file(&GUEST, upload.version).await.unwrap();
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut stored, &mut bytes).unwrap();
    assert_eq!(bytes, file);
    desk.indexed(upload.version).await;
    let info = desk.documents.info(&GUEST, upload.version).await.unwrap();
    assert_eq!((info.pages.len(), info.has_text), (2, true));
    assert_eq!((info.pages[0].width, info.pages[0].height), (595.0, 842.0));

    let found = desk
        .documents
        .search(&GUEST, upload.version, "so lieu")
        .await
        .unwrap();
    assert!(found.is_complete);
    assert_eq!(
        found.pages.iter().map(|page| page.page).collect::<Vec<_>>(),
        [2]
    );
    let text = desk
        .documents
        .text(&GUEST, upload.version, 1)
        .await
        .unwrap();
    let words: String = text.runs.iter().map(|run| run.text.as_str()).collect();
    assert_eq!(words.trim(), "Tờ trình về giá đất");
}

async fn up_3_a_paper_with_a_mark_waits_and_leaves_nothing_when_it_is_secret(test: TestDb) {
    let desk = Desk::open(test).await;
    let file = pdf::pdf(&["TỐI MẬT"]);
    let upload = desk.bring(&file, "Kế hoạch A2.pdf", to(FIRST)).await;
    assert_eq!(
        upload.state,
        UploadState::AwaitingConfirmation {
            mark: "TỐI MẬT".into()
        }
    );
    assert_eq!(desk.files_with(b"/ToUnicode").len(), 1);
    assert!(desk.rooms.read(MEETING).await.unwrap().documents.is_empty());

    let secret = ConfirmUpload { is_secret: true };
    let upload = desk
        .documents
        .confirm(&SECRETARY, "10.0.0.1", upload.id, secret)
        .await
        .unwrap();
    assert_eq!(refusal(&upload), ErrorCode::SecretPaper);
    assert_eq!((upload.file_name.as_str(), upload.title.as_str()), ("", ""));
    assert_eq!(desk.files_with(b"/ToUnicode"), Vec::<PathBuf>::new());
    assert!(desk.rooms.read(MEETING).await.unwrap().documents.is_empty());
    let secretary = SECRETARY;
    let again = desk
        .documents
        .confirm(&secretary, "10.0.0.1", upload.id, secret);
    assert_eq!(refused(again).await, ErrorCode::UploadState);

    // The audit table knows who and where, and nothing of the content.
    let db = desk.test.db.read();
    let rows = db
        .query_all_raw(Statement::from_string(
            db.get_database_backend(),
            "SELECT actor_id, subject_id, details FROM audit WHERE kind = 'secret_paper'",
        ))
        .await
        .unwrap();
    assert_eq!(rows.len(), 1);
    let subject: uuid::Uuid = rows[0].try_get("", "subject_id").unwrap();
    let actor: uuid::Uuid = rows[0].try_get("", "actor_id").unwrap();
    assert_eq!((subject, actor), (MEETING.0, SECRETARY.person.0));
    let details: String = rows[0].try_get("", "details").unwrap();
    assert_eq!(details, r#"{"copies":0,"found":"confirmed"}"#);
}

async fn up_3_a_scan_with_a_stamp_waits_and_leaves_nothing_when_it_is_secret(test: TestDb) {
    let desk = Desk::open(test).await;
    let upload = desk
        .bring(&pdf::stamped_scan(), "Scan0001.pdf", to(FIRST))
        .await;
    assert_eq!(
        upload.state,
        UploadState::AwaitingConfirmation {
            mark: "MẬT".into()
        }
    );
    // Stroke and paper of the picture, as they stand in the file.
    let picture = b"c83c3cf0eee8";
    assert_eq!(desk.files_with(picture).len(), 1);

    let secret = ConfirmUpload { is_secret: true };
    let upload = desk
        .documents
        .confirm(&SECRETARY, "10.0.0.1", upload.id, secret)
        .await
        .unwrap();
    assert_eq!(refusal(&upload), ErrorCode::SecretPaper);
    assert_eq!(desk.files_with(picture), Vec::<PathBuf>::new());
    assert!(desk.rooms.read(MEETING).await.unwrap().documents.is_empty());
}

async fn a_paper_with_a_mark_that_is_not_secret_is_taken(test: TestDb) {
    let desk = Desk::open(test).await;
    let upload = desk
        .bring(&pdf::pdf(&["MẬT"]), "1. Mật ong.pdf", to(FIRST))
        .await;
    let mut moves = desk.documents.moves();
    desk.documents
        .confirm(
            &SECRETARY,
            "10.0.0.1",
            upload.id,
            ConfirmUpload { is_secret: false },
        )
        .await
        .unwrap();
    let upload = desk.settled(upload.id, &mut moves).await;
    assert!(matches!(upload.state, UploadState::Ready { pages: 1, .. }));
}

async fn up_2_a_declared_secret_never_begins(test: TestDb) {
    let desk = Desk::open(test).await;
    for secrecy in [Secrecy::Confidential, Secrecy::Secret, Secrecy::TopSecret] {
        let request = BeginUpload {
            id: None,
            file_name: "Phương án.pdf".into(),
            size: 10,
            secrecy,
            target: to(FIRST),
        };
        let secretary = SECRETARY;
        let begun = desk
            .documents
            .begin(&secretary, "10.0.0.1", MEETING, request);
        assert_eq!(refused(begun).await, ErrorCode::SecretPaper);
    }
    let uploads = desk.documents.uploads(&SECRETARY, MEETING).await.unwrap();
    assert_eq!(uploads, []);
    assert_eq!(
        desk.files_with("Phương án".as_bytes()),
        Vec::<PathBuf>::new()
    );
}

async fn up_5_what_is_no_good_pdf_is_refused_with_its_reason_and_erased(test: TestDb) {
    let desk = Desk::open(test).await;
    let whole = pdf::pdf(&["Báo cáo"]);
    for (file, code) in [
        (
            b"PK\x03\x04 not a PDF at all".to_vec(),
            ErrorCode::FileNotPdf,
        ),
        (pdf::encrypted(), ErrorCode::FileEncrypted),
        (whole[..whole.len() / 3].to_vec(), ErrorCode::FileBroken),
    ] {
        let upload = desk.bring(&file, "Báo cáo.pdf", to(FIRST)).await;
        assert_eq!(refusal(&upload), code);
        assert_eq!(desk.files_with(&file), Vec::<PathBuf>::new(), "{code:?}");
        desk.documents.cancel(&SECRETARY, upload.id).await.unwrap();
    }
    let uploads = desk.documents.uploads(&SECRETARY, MEETING).await.unwrap();
    assert_eq!(uploads, []);
}

async fn up_11_begun_again_it_is_the_same_upload_and_anothers_name_is_refused(test: TestDb) {
    let desk = Desk::open(test).await;
    let file = pdf::pdf(&["Tờ trình"]);
    let request = BeginUpload {
        id: Some(UploadId(Uuid::from_u128(1))),
        file_name: "1. Tờ trình.pdf".into(),
        size: file.len() as u64,
        secrecy: Secrecy::Normal,
        target: to(FIRST),
    };
    let begin = async |request: &BeginUpload| {
        let request = request.clone();
        desk.documents
            .begin(&SECRETARY, "10.0.0.1", MEETING, request)
            .await
    };
    let first = begin(&request).await.unwrap();
    assert_eq!(Some(first.id), request.id);
    let half = file.len() / 2;
    desk.documents
        .append(first.id, first.size, 0, file[..half].to_vec())
        .await
        .unwrap();
    // The answer was lost: what had arrived is still there, and there is one upload.
    let again = begin(&request).await.unwrap();
    assert_eq!((again.id, again.version), (first.id, first.version));
    assert_eq!(again.received, half as u64);
    for other in [
        BeginUpload {
            size: request.size + 1,
            ..request.clone()
        },
        BeginUpload {
            target: to(SECOND),
            ..request.clone()
        },
    ] {
        assert_eq!(refused(begin(&other)).await, ErrorCode::ValueInvalid);
    }
    let uploads = desk.documents.uploads(&SECRETARY, MEETING).await.unwrap();
    assert_eq!(uploads.len(), 1);
    desk.documents
        .append(first.id, first.size, half as u64, file[half..].to_vec())
        .await
        .unwrap();
    let upload = desk.finish(first.id).await;
    assert!(matches!(upload.state, UploadState::Ready { pages: 1, .. }));
}

async fn up_4_a_restart_in_the_middle_goes_on_and_nothing_happens_twice(test: TestDb) {
    let desk = Desk::open(test).await;
    let store = Store::new(desk.test.db.clone());
    let file = pdf::pdf(&["Nghị quyết"]);
    let upload = desk.send(&file, "Nghị quyết.pdf", to(FIRST)).await;
    // The server stops right after it noted that the file is to be checked.
    let is_noted = store
        .advance(upload.id, &Stage::Receiving, &Stage::Checking, NOW)
        .await
        .unwrap();
    assert!(is_noted);
    let desk = desk.restarted().await;
    let mut moves = desk.documents.moves();
    let settled = desk.settled(upload.id, &mut moves).await;
    assert!(matches!(settled.state, UploadState::Ready { .. }));
    desk.indexed(upload.version).await;
    let before = desk.rooms.read(MEETING).await.unwrap();

    // The server stops after the event was committed and before that was noted.
    let is_noted = store
        .advance(upload.id, &Stage::Ready, &Stage::Storing, NOW)
        .await
        .unwrap();
    assert!(is_noted);
    let desk = desk.restarted().await;
    let mut moves = desk.documents.moves();
    let settled = desk.settled(upload.id, &mut moves).await;
    assert!(matches!(settled.state, UploadState::Ready { .. }));
    let after = desk.rooms.read(MEETING).await.unwrap();
    assert_eq!(after.digest(), before.digest());
}

async fn up_5_an_upload_that_nobody_touched_for_seven_days_is_erased(test: TestDb) {
    const DAY: i64 = 24 * 3600 * 1000;
    let desk = Desk::open(test).await;
    let file = pdf::pdf(&["Bỏ dở"]);
    let left = desk.begin(&file, "Bỏ dở.pdf", to(FIRST)).await;
    desk.documents
        .append(left.id, left.size, 0, file[..100].to_vec())
        .await
        .unwrap();
    desk.clock.advance(6 * DAY);
    let young = desk.begin(&file, "Mới.pdf", to(FIRST)).await;
    desk.documents.sweep().await.unwrap();
    assert!(desk.documents.upload(&SECRETARY, left.id).await.is_ok());
    desk.clock.advance(2 * DAY);
    desk.documents.sweep().await.unwrap();
    let secretary = SECRETARY;
    let gone = desk.documents.upload(&secretary, left.id);
    assert_eq!(refused(gone).await, ErrorCode::UploadUnknown);
    assert_eq!(desk.files_with(&file[..100]), Vec::<PathBuf>::new());
    assert!(desk.documents.upload(&SECRETARY, young.id).await.is_ok());
}

async fn a_paper_that_the_room_no_longer_wants_leaves_nothing(test: TestDb) {
    let desk = Desk::open(test).await;
    let file = pdf::pdf(&["Muộn rồi"]);
    let upload = desk.send(&file, "Muộn rồi.pdf", to(FIRST)).await;
    desk.command(RoomCommand::RemoveItem { item: FIRST }).await;
    let upload = desk.finish(upload.id).await;
    assert_eq!(refusal(&upload), ErrorCode::PaperNotWanted);
    assert_eq!(desk.files_with(b"/ToUnicode"), Vec::<PathBuf>::new());
    let secretary = SECRETARY;
    let version = desk.documents.info(&secretary, upload.version);
    assert_eq!(refused(version).await, ErrorCode::VersionUnknown);
}

async fn up_6_a_replacement_keeps_the_older_version_and_says_what_changed(test: TestDb) {
    let desk = Desk::open(test).await;
    let old = desk
        .bring(
            &pdf::pdf(&["Mở đầu", "Số liệu cũ", "Kết thúc"]),
            "1. Báo cáo.pdf",
            to(FIRST),
        )
        .await;
    let target = UploadTarget::Replacement {
        document: old.document,
        reason: "Cập nhật số liệu".into(),
    };
    let new = desk
        .bring(
            &pdf::pdf(&["Mở đầu", "Số liệu mới", "Kết thúc", "Phụ lục"]),
            "1. Báo cáo (sửa).pdf",
            target,
        )
        .await;
    assert!(matches!(new.state, UploadState::Ready { pages: 4, .. }));
    assert_eq!((new.document, new.is_replacement), (old.document, true));
    let room = desk.rooms.read(MEETING).await.unwrap();
    let document = &room.documents[&old.document];
    assert_eq!(document.title, "Báo cáo");
    assert_eq!(document.versions.len(), 2);
    assert_eq!(document.versions[1].reason, "Cập nhật số liệu");

    for version in [old.version, new.version] {
        assert!(desk.documents.file(&DELEGATE, version).await.is_ok());
        desk.indexed(version).await;
    }
    let changes = desk
        .documents
        .changes(&DELEGATE, old.version, new.version)
        .await
        .unwrap();
    assert!(changes.is_complete);
    assert_eq!(
        changes.changes,
        [
            PageChange::Changed { older: 2, newer: 2 },
            PageChange::Added { newer: 4 }
        ]
    );
    // Two papers are not compared with each other.
    let other = desk
        .bring(&pdf::pdf(&["Khác"]), "Khác.pdf", to(FIRST))
        .await;
    let delegate = DELEGATE;
    let mixed = desk
        .documents
        .changes(&delegate, old.version, other.version);
    assert_eq!(refused(mixed).await, ErrorCode::VersionUnknown);
}

#[tokio::test]
async fn pg_6_a_guest_reads_nothing_of_another_item() {
    let desk = Desk::open(TestDb::sqlite().await).await;
    let upload = desk
        .bring(&pdf::pdf(&["Ngân sách"]), "1. Ngân sách.pdf", to(FIRST))
        .await;
    let version = upload.version;
    assert!(desk.documents.open(&DELEGATE, version).await.is_ok());
    let unknown = ErrorCode::VersionUnknown;
    let documents = &desk.documents;
    assert_eq!(refused(documents.open(&GUEST, version)).await, unknown);
    assert_eq!(
        refused(documents.open(&GUEST, VersionId(upload.id.0))).await,
        unknown
    );
    // Nor does anybody but those who prepare the meeting know of uploads.
    for viewer in [DELEGATE, GUEST] {
        let upload = documents.upload(&viewer, upload.id);
        assert_eq!(refused(upload).await, ErrorCode::UploadUnknown);
        let uploads = documents.uploads(&viewer, MEETING);
        assert_eq!(refused(uploads).await, ErrorCode::PermissionDenied);
    }
    assert_eq!(
        begin_as(documents, &GUEST, upload.document).await,
        ErrorCode::PermissionDenied
    );
}

#[tokio::test]
async fn papers_are_warm_when_a_meeting_is_published_and_again_when_it_opens() {
    let desk = Desk::preparing(TestDb::sqlite().await).await;
    let file = pdf::pdf(&["Một", "Hai", "Ba", "Bốn"]);
    let upload = desk.bring(&file, "1. Báo cáo.pdf", to(FIRST)).await;
    desk.indexed(upload.version).await;
    let pages = desk.documents.pages();
    let hash = Hash::of(&file);
    for command in [RoomCommand::Publish {}, RoomCommand::Open {}] {
        // Weeks have passed, and the disk was needed for other papers.
        pages.forget(hash).await.unwrap();
        let before = pages.drawn();
        desk.command(command).await;
        // Three pages at the three sizes that tablets and monitors ask for, four thumbnails.
        while pages.drawn() - before < 13 {
            tokio::task::yield_now().await;
        }
        for (page, long_edge) in [(1, 2800), (2, 1200), (3, 2000), (3, 2800), (4, 256)] {
            let image = PageImage {
                version: upload.version,
                page,
                long_edge,
                tile: None,
            };
            pages.image(image, Priority::Visible).await.unwrap();
        }
        assert_eq!(pages.drawn() - before, 13);
    }
    // A paper that was replaced is not made again: nobody will read it first.
    let target = UploadTarget::Replacement {
        document: upload.document,
        reason: "Cập nhật số liệu".into(),
    };
    let newer = pdf::pdf(&["Một", "Hai"]);
    let replacement = desk.bring(&newer, "1. Báo cáo.pdf", target).await;
    desk.indexed(replacement.version).await;
    let image = PageImage {
        version: replacement.version,
        page: 2,
        long_edge: 2000,
        tile: None,
    };
    let before = pages.drawn();
    pages.image(image, Priority::Visible).await.unwrap();
    assert_eq!(pages.drawn(), before, "it was warmed when it came");
}

#[tokio::test]
async fn up_7_nothing_of_a_paper_that_the_room_refuses_stays_in_the_cache() {
    let desk = Desk::open(TestDb::sqlite().await).await;
    let file = pdf::pdf(&["Muộn rồi"]);
    let upload = desk.send(&file, "Muộn rồi.pdf", to(FIRST)).await;
    desk.command(RoomCommand::RemoveItem { item: FIRST }).await;
    let drawn = desk.documents.pages().drawn();
    let upload = desk.finish(upload.id).await;
    assert_eq!(refusal(&upload), ErrorCode::PaperNotWanted);
    assert_eq!(desk.documents.pages().drawn() - drawn, 1);
    assert_eq!(desk.documents.pages().bytes_on_disk(), 0);
}

async fn begin_as(documents: &Documents, viewer: &Viewer, document: DocumentId) -> ErrorCode {
    let request = BeginUpload {
        id: None,
        file_name: "x.pdf".into(),
        size: 1,
        secrecy: Secrecy::Normal,
        target: UploadTarget::Replacement {
            document,
            reason: "thử".into(),
        },
    };
    refused(documents.begin(viewer, "10.0.0.9", MEETING, request)).await
}

#[tokio::test]
async fn an_image_that_all_tablets_want_is_drawn_once() {
    let desk = Desk::open(TestDb::sqlite().await).await;
    let upload = desk
        .bring(
            &pdf::pdf(&["Một", "Hai", "Ba", "Bốn"]),
            "1. Báo cáo.pdf",
            to(FIRST),
        )
        .await;
    // Warming and indexing are over, so that only this test draws.
    desk.indexed(upload.version).await;
    let pages = desk.documents.pages();
    let before = pages.drawn();
    let image = PageImage {
        version: upload.version,
        page: 4,
        long_edge: 2800,
        tile: None,
    };
    let wanted = (0..40).map(|tablet| {
        let priority = if tablet == 39 {
            Priority::Visible
        } else {
            Priority::Later
        };
        pages.image(image, priority)
    });
    let images = futures_util::future::try_join_all(wanted).await.unwrap();
    assert_eq!(pages.drawn() - before, 1);
    assert!(images.iter().all(|image| *image == images[0]));
    assert_eq!((images[0].width, images[0].height), (1979, 2800));

    // What was warmed is there already.
    let first = PageImage {
        page: 1,
        long_edge: 1200,
        ..image
    };
    pages.image(first, Priority::Visible).await.unwrap();
    assert_eq!(pages.drawn() - before, 1);

    for (image, code) in [
        (PageImage { page: 5, ..image }, ErrorCode::PageUnknown),
        (
            PageImage {
                long_edge: 2801,
                ..image
            },
            ErrorCode::ImageNotOffered,
        ),
        (
            PageImage {
                version: VersionId(upload.id.0),
                ..image
            },
            ErrorCode::VersionUnknown,
        ),
    ] {
        assert_eq!(pages.image(image, Priority::Visible).await, Err(code));
    }
}
