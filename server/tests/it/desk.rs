//! A desk for tests of papers: a room, its documents and a page worker on one database, without HTTP.

use std::path::{Path, PathBuf};

use nghisu_protocol::{
    documents::{BeginUpload, FinishUpload, Secrecy, Upload, UploadState, UploadTarget},
    ids::{UploadId, VersionId},
    room::RoomCommand,
    socket::Outcome,
};
use nghisu_server::{
    clock::{Clock, Random},
    config::Config,
    documents::Documents,
    live::Rooms,
};

use crate::{
    databases::TestDb,
    rooms::{MEETING, SECRETARY, enter_people, in_room, preparation},
    support::{NOW, library},
};

/// A data directory with papers, a room and one page worker.
pub(crate) struct Desk {
    pub(crate) test: TestDb,
    pub(crate) clock: Clock,
    pub(crate) rooms: Rooms,
    pub(crate) documents: Documents,
}

impl Desk {
    /// With a published meeting of two items; the guest is invited to the second.
    pub(crate) async fn open(test: TestDb) -> Self {
        let desk = Self::preparing(test).await;
        desk.command(RoomCommand::Publish {}).await;
        desk
    }

    /// The same, not yet published.
    pub(crate) async fn preparing(test: TestDb) -> Self {
        enter_people(&test.db).await;
        let clock = Clock::fixed(NOW);
        let rooms = Rooms::new(test.db.clone(), clock.clone(), Random::system());
        let documents = Self::documents(&test, &rooms, &clock).await;
        let desk = Self {
            test,
            clock,
            rooms,
            documents,
        };
        let commands = preparation().into_iter();
        for command in commands.filter(|command| *command != (RoomCommand::Publish {})) {
            desk.command(command).await;
        }
        desk
    }

    async fn documents(test: &TestDb, rooms: &Rooms, clock: &Clock) -> Documents {
        let config = Config {
            pdfium: Some(library()),
            page_worker: env!("CARGO_BIN_EXE_nghisu").into(),
            page_workers: Some(1),
            ..Config::local(test.folder.path().to_owned())
        };
        Documents::start(
            &config,
            test.db.clone(),
            rooms.clone(),
            clock.clone(),
            Random::system(),
        )
        .await
        .unwrap()
    }

    /// As after a restart of the server.
    pub(crate) async fn restarted(self) -> Self {
        let Self {
            test, clock, rooms, ..
        } = self;
        rooms.stop_all().await;
        let documents = Self::documents(&test, &rooms, &clock).await;
        Self {
            test,
            clock,
            rooms,
            documents,
        }
    }

    pub(crate) async fn command(&self, command: RoomCommand) {
        let outcome = self
            .rooms
            .command(MEETING, SECRETARY, in_room(command))
            .await
            .unwrap();
        assert!(matches!(outcome, Outcome::Accepted { .. }), "{outcome:?}");
    }

    pub(crate) async fn begin(&self, file: &[u8], name: &str, target: UploadTarget) -> Upload {
        let request = BeginUpload {
            id: None,
            file_name: name.into(),
            size: file.len() as u64,
            secrecy: Secrecy::Normal,
            target,
        };
        self.documents
            .begin(&SECRETARY, "10.0.0.1", MEETING, request)
            .await
            .unwrap()
    }

    /// Begins an upload and sends all of it.
    pub(crate) async fn send(&self, file: &[u8], name: &str, target: UploadTarget) -> Upload {
        let upload = self.begin(file, name, target).await;
        let middle = file.len() / 2;
        for (offset, part) in [(0, &file[..middle]), (middle, &file[middle..])] {
            self.documents
                .append(upload.id, upload.size, offset as u64, part.to_vec())
                .await
                .unwrap();
        }
        upload
    }

    /// Sends a file and waits until it waits for people or is over.
    pub(crate) async fn bring(&self, file: &[u8], name: &str, target: UploadTarget) -> Upload {
        let upload = self.send(file, name, target).await;
        self.finish(upload.id).await
    }

    pub(crate) async fn finish(&self, id: UploadId) -> Upload {
        let mut moves = self.documents.moves();
        self.documents
            .finish(&SECRETARY, id, FinishUpload::default())
            .await
            .unwrap();
        self.settled(id, &mut moves).await
    }

    pub(crate) async fn settled(
        &self,
        id: UploadId,
        moves: &mut tokio::sync::broadcast::Receiver<nghisu_server::documents::UploadMoved>,
    ) -> Upload {
        loop {
            let upload = self.documents.upload(&SECRETARY, id).await.unwrap();
            if upload.state != UploadState::Checking {
                return upload;
            }
            moves.recv().await.unwrap();
        }
    }

    /// Waits until the words of a version are all kept.
    pub(crate) async fn indexed(&self, version: VersionId) {
        let mut moves = self.documents.moves();
        while !self
            .documents
            .info(&SECRETARY, version)
            .await
            .unwrap()
            .is_indexed
        {
            moves.recv().await.unwrap();
        }
    }

    /// The paths of all files below the data directory that hold these bytes.
    pub(crate) fn files_with(&self, needle: &[u8]) -> Vec<PathBuf> {
        let mut found = Vec::new();
        search(self.test.folder.path(), needle, &mut found);
        found
    }
}

fn search(folder: &Path, needle: &[u8], found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            search(&path, needle, found);
        } else if std::fs::read(&path)
            .unwrap()
            .windows(needle.len())
            .any(|window| window == needle)
        {
            found.push(path);
        }
    }
}
