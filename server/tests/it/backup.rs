//! Backups: made while commands run, checked, and good enough to start a server with.

use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use nghisu_protocol::{
    archive::Verdict,
    log::Hash,
    room::{RoomCommand, RoomEvent, Viewer, state::Version},
    socket::Outcome,
    stream::StreamId,
};
use nghisu_server::{
    backup::{self, BackupError},
    clock::{Clock, Random},
    config::Config,
    live::Rooms,
    server::Server,
};

use crate::{
    cli::run,
    databases::{fresh_postgres_database, postgres},
    rooms::{DOCUMENT, FIRST, MEETING, VERSION, details, in_room, plan},
    signing::desk::{Desk, sign, tablet},
    support::{NOW, TestApp},
};

fn silent(_: backup::Progress) {}

#[tokio::test]
async fn a_backup_made_while_commands_run_holds_whatever_was_acknowledged_before() {
    let app = TestApp::start().await;
    let office = app.office().await;
    let state = app.server.state();
    let viewer_id = office.secretary.id;
    let path = format!("/api/v1/meetings/{MEETING}/commands");
    for command in [
        RoomCommand::CreateMeeting { details: details() },
        RoomCommand::AddItem {
            item: FIRST,
            plan: plan("Ngân sách"),
            position: None,
        },
    ] {
        let outcome: Outcome = office.secretary.post(&path, &in_room(command)).await.ok();
        assert!(matches!(outcome, Outcome::Accepted { .. }), "{outcome:?}");
    }
    let (hash, size) = state.documents.blobs().put(&b"%PDF paper"[..]).unwrap();
    let acknowledged = Arc::new(AtomicU64::new(0));
    let is_over = Arc::new(AtomicBool::new(false));
    // A writer that never rests.
    let writer = {
        let (rooms, acknowledged, is_over) = (
            state.rooms.clone(),
            Arc::clone(&acknowledged),
            Arc::clone(&is_over),
        );
        tokio::spawn(async move {
            let version = Version {
                id: VERSION,
                hash,
                size,
                pages: 1,
                file_name: "a.pdf".to_owned(),
                signatures: 0,
                added_at: NOW,
                reason: String::new(),
            };
            let added = RoomEvent::DocumentAdded {
                document: DOCUMENT,
                item: FIRST,
                title: "Tờ trình".to_owned(),
                version,
            };
            let mut event = Some(added);
            let mut number = 0;
            while !is_over.load(Ordering::SeqCst) {
                number += 1;
                let next = event.take().unwrap_or(RoomEvent::DocumentRenamed {
                    document: DOCUMENT,
                    item: FIRST,
                    title: format!("Tờ trình {number}"),
                });
                let seq = rooms
                    .record(MEETING, viewer_id, None, move |_, _| Ok(vec![next]))
                    .await
                    .unwrap();
                acknowledged.store(seq, Ordering::SeqCst);
            }
        })
    };
    while acknowledged.load(Ordering::SeqCst) < 20 {
        tokio::task::yield_now().await;
    }
    let before = acknowledged.load(Ordering::SeqCst);
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("backup");
    let made = backup::run(&state.config.data, &to, None, NOW, silent)
        .await
        .unwrap();
    is_over.store(true, Ordering::SeqCst);
    writer.await.unwrap();
    assert_eq!((made.files, made.bytes), (1, size));

    let key = |folder: &std::path::Path| std::fs::read(folder.join("keys/log.key")).unwrap();
    assert_eq!(key(&to), key(&state.config.data));
    for private in ["keys/log.key", "nghisu.db"] {
        let mode = std::fs::metadata(to.join(private))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{private}");
    }
    let restored = Server::start(Config::local(to), Clock::fixed(NOW), Random::system())
        .await
        .unwrap();
    let restored = restored.state();
    let stream = StreamId::Room(MEETING);
    let there = restored
        .rooms
        .log()
        .since(stream, 0, 100_000)
        .await
        .unwrap();
    assert!(there.len() as u64 >= before, "{} of {before}", there.len());
    let all = state.rooms.log().since(stream, 0, 100_000).await.unwrap();
    assert_eq!(there[..], all[..there.len()]);
    assert!(restored.documents.blobs().contains(hash));
}

#[tokio::test]
async fn a_backup_that_is_not_whole_is_none() {
    let app = TestApp::start().await;
    let state = app.server.state();
    let data = &state.config.data;
    let folder = tempfile::tempdir().unwrap();
    let attempt = async |name: &str| {
        let to = folder.path().join(name);
        let made = backup::run(data, &to, None, NOW, silent).await;
        // Nobody takes half a copy for a whole one.
        assert_eq!(made.is_ok(), to.join("backup.json").is_file());
        made
    };
    attempt("first").await.unwrap();
    assert!(matches!(
        backup::run(data, &folder.path().join("first"), None, NOW, silent).await,
        Err(BackupError::NotEmpty(_))
    ));
    // A file that is named and not there.
    let gone = Hash::of(b"gone");
    let secretary = app.office().await.secretary;
    let path = format!("/api/v1/meetings/{MEETING}/commands");
    let create = RoomCommand::CreateMeeting { details: details() };
    let outcome: Outcome = secretary.post(&path, &in_room(create)).await.ok();
    assert!(matches!(outcome, Outcome::Accepted { .. }), "{outcome:?}");
    state
        .rooms
        .record(MEETING, secretary.id, None, move |_, _| {
            Ok(vec![RoomEvent::MeetingArchived { package: gone }])
        })
        .await
        .unwrap();
    assert!(matches!(
        attempt("second").await,
        Err(BackupError::Missing(hash)) if hash == gone
    ));
    // A file that is not what its name says.
    let (hash, _) = state.documents.blobs().put(&b"whole"[..]).unwrap();
    let name = hash.to_hex();
    let blob = data
        .join("blobs")
        .join(&name[..2])
        .join(&name[2..4])
        .join(&name);
    std::fs::write(blob, b"half").unwrap();
    assert!(matches!(
        attempt("third").await,
        Err(BackupError::Damaged(_))
    ));
    let empty = folder.path().join("empty");
    assert!(matches!(
        backup::run(&empty, &folder.path().join("x"), None, NOW, silent).await,
        Err(BackupError::NoData(..))
    ));
}

#[tokio::test]
async fn the_command_says_that_the_copy_is_whole() {
    let app = TestApp::start().await;
    let state = app.server.state();
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("backup");
    let data = state.config.data.to_str().unwrap();
    let (status, out, err) = run(&["backup", "--data", data, "--to", to.to_str().unwrap()]).await;
    assert!(status.success(), "{err}");
    assert!(out.contains("was checked"), "{out}");
    assert!(err.contains("Copying the database"), "{err}");
    let (status, _, err) = run(&["backup", "--data", data, "--to", to.to_str().unwrap()]).await;
    assert!(!status.success());
    assert!(err.contains("is not empty"), "{err}");
}

#[tokio::test]
async fn on_postgresql_a_dump_and_then_a_backup_bring_everything_back() {
    let url = fresh_postgres_database().await;
    let app = TestApp::start_with(Clock::fixed(NOW), Some(url.clone())).await;
    let mut desk = Desk::submitted_on(app).await;
    let secretary = tablet(&desk.office.secretary, 1).await;
    let chair = tablet(&desk.office.official, 2).await;
    let first = sign(&mut desk.office.secretary, &secretary, desk.submitted).await;
    sign(&mut desk.office.official, &chair, first.signed.unwrap()).await;
    let state = desk.app.server.state();
    let by = desk.office.secretary.id;
    state.archive.make(MEETING, by).await.unwrap();

    // As the README says: first the dump, then the command.
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (dump, to) = (at("office.dump"), at("backup"));
    postgres("pg_dump", &["--format=custom", "--file", &dump, &url]);
    let data = state.config.data.to_str().unwrap();
    let backup = |to: String| {
        let (data, url) = (data.to_owned(), url.clone());
        async move {
            run(&[
                "backup",
                "--data",
                &data,
                "--database-url",
                &url,
                "--to",
                &to,
            ])
            .await
        }
    };
    let (status, out, err) = backup(to.clone()).await;
    assert!(status.success(), "{err}");
    assert!(
        out.contains("pg_dump") && out.contains("was checked"),
        "{out}"
    );
    assert!(!std::path::Path::new(&to).join("nghisu.db").exists());

    let other = fresh_postgres_database().await;
    postgres("pg_restore", &["--no-owner", "--dbname", &other, &dump]);
    let config = Config {
        database_url: Some(other),
        ..Config::local(to.into())
    };
    let restored = Server::start(config, Clock::fixed(NOW), Random::system())
        .await
        .unwrap();
    let restored = restored.state();
    let stream = StreamId::Room(MEETING);
    let log = async |rooms: &Rooms| rooms.log().since(stream, 0, 100_000).await.unwrap();
    assert_eq!(log(&restored.rooms).await, log(&state.rooms).await);
    let viewer = Viewer {
        is_secretary: true,
        ..Viewer::of(by)
    };
    let verification = restored
        .archive
        .verification(&viewer, MEETING)
        .await
        .unwrap();
    assert_eq!(verification.verdict, Verdict::Valid, "{verification:#?}");

    // A file that the database names and that is not there is said, here too.
    let package = restored
        .rooms
        .read(MEETING)
        .await
        .unwrap()
        .minutes
        .package
        .unwrap();
    state.documents.blobs().erase(package).unwrap();
    let (status, _, err) = backup(at("second")).await;
    assert!(!status.success());
    assert!(err.contains(&package.to_hex()), "{err}");
}
