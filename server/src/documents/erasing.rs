//! What somebody has said to be a state secret leaves the whole system (rule UP-12): not only what was just sent, but
//! the same bytes wherever they came in before, under an answer that was wrong.
//!
//! First a row says that the file is to be erased; from then on it is refused, and what was begun is gone on with after
//! a restart and every hour, however the request ended that it came with. Then the bytes go, the images, the words; then
//! the papers, meeting by meeting, by an audit entry and an event, and with them what people wrote on its pages: a
//! highlight repeats the page's own words. What is known of the file goes last, because by it the meetings are found; a
//! meeting that cannot be written to now keeps none of the others back. A package that holds the file goes with it, and
//! is made anew when somebody next asks for it. Titles, names and hashes stay in the meetings' logs, and of the notes the
//! headers, which are never changed.

use std::collections::{BTreeMap, BTreeSet};

use nghisu_protocol::ids::{DocumentId, MeetingId, VersionId};
use nghisu_protocol::log::Hash;
use nghisu_protocol::room::state::Version;
use nghisu_protocol::room::{Rejection, Room, RoomEvent};
use nghisu_protocol::stream::StreamId;
use uuid::Uuid;

use super::error::DocumentError;
use super::service::Documents;
use super::store::{ErasedFile, SecretPaper};
use crate::live::LiveError;
use crate::pages::workers::blocking;

impl Documents {
    /// Goes on with what was begun and not ended. What cannot be ended now is tried again.
    pub(super) async fn erase_the_rest(&self) -> Result<(), DocumentError> {
        for file in self.0.store.half_erased().await? {
            if let Err(error) = self.erase_everywhere(&file).await {
                tracing::error!(%error, "a secret paper was not erased everywhere");
            }
        }
        Ok(())
    }

    /// Erases a file everywhere and refuses it from now on. Doing it again does what is left to do.
    pub(super) async fn erase_everywhere(&self, file: &ErasedFile) -> Result<(), DocumentError> {
        let hash = file.hash;
        self.0.store.note_erased(file, false).await?;
        let versions = {
            // Who takes this turn later finds the file refused; who took it earlier has its version here.
            let _nobody_adopts_it = self.0.storing.lock().await;
            let blobs = self.0.blobs.clone();
            blocking(move || blobs.erase(hash)).await?;
            self.0.store.versions_of(hash).await?
        };
        // What was bound of it for a reader.
        let _ = self.0.erasures.send(());
        self.0.pages.forget(hash).await?;
        self.0.store.delete_words(hash).await?;
        let now = self.0.clock.now();
        for (upload, meeting, item) in self.0.store.refuse_uploads_of(hash, now).await? {
            let blobs = self.0.blobs.clone();
            blocking(move || blobs.erase_incoming(upload)).await?;
            self.tell(meeting, Some(item));
        }
        let mut meetings: BTreeMap<MeetingId, BTreeSet<VersionId>> = BTreeMap::new();
        for version in &versions {
            meetings
                .entry(version.meeting)
                .or_default()
                .insert(version.id);
        }
        let mut outcome = Ok(());
        for (meeting, versions) in meetings {
            let left = self.leave(meeting, versions, file).await;
            outcome = outcome.and(left);
        }
        outcome?;
        self.0.store.delete_versions_of(hash).await?;
        self.0.store.set_erased(hash).await
    }

    /// Takes the file out of a meeting, with what was written on its pages. Its versions there are forgotten at the end.
    async fn leave(
        &self,
        meeting: MeetingId,
        versions: BTreeSet<VersionId>,
        file: &ErasedFile,
    ) -> Result<(), DocumentError> {
        self.withdraw(meeting, file).await?;
        for version in versions {
            // From here on nobody writes on it: the room knows it no more.
            let stream = StreamId::Annotations(version);
            let log = self.0.rooms.log();
            log.erase_all(stream).await.map_err(LiveError::from)?;
            self.0
                .store
                .erase_notes_on(version, self.0.clock.now())
                .await?;
            self.0.store.delete_version(version).await?;
            self.0.versions.forget(version);
        }
        Ok(())
    }

    /// The same after a version was entered whose meeting was looked through before.
    pub(super) async fn erase_what_was_entered(
        &self,
        meeting: MeetingId,
        version: VersionId,
        file: &ErasedFile,
    ) -> Result<(), DocumentError> {
        self.leave(meeting, [version].into(), file).await?;
        self.erase_everywhere(file).await
    }

    /// Withdraws every paper of a meeting of which the file is a version, in the name of whoever said that it is secret.
    async fn withdraw(&self, meeting: MeetingId, file: &ErasedFile) -> Result<(), DocumentError> {
        let hash = file.hash;
        let before = match self.0.rooms.read(meeting).await {
            // A version that came to nothing before there was a meeting.
            Err(LiveError::UnknownMeeting) => return Ok(()),
            room => room?,
        };
        let papers: BTreeSet<DocumentId> = with_file(&before, hash).collect();
        if papers.is_empty() {
            return Ok(());
        }
        // Before the event: who stops in between comes here again, and the same entry is not made twice.
        let entry = SecretPaper {
            id: withdrawal(file, meeting, &papers),
            at: self.0.clock.now(),
            person: file.person,
            address: file.address.clone(),
            meeting,
            found: "withdrawn",
            copies: papers.len() as u64,
        };
        self.0.store.note_secret_paper(entry).await?;
        self.erase_package(before.minutes.package, file).await?;
        let recorded = self
            .0
            .rooms
            .record(meeting, file.person, None, move |room, _| {
                Ok(removals(room, hash))
            })
            .await;
        match recorded {
            // Or somebody withdrew them meanwhile.
            Ok(_) | Err(LiveError::Rejected(Rejection::NothingToDo)) => {}
            Err(LiveError::Rejected(rejection)) => return Err(rejection.into()),
            Err(error) => return Err(error.into()),
        }
        let after = self.0.rooms.read(meeting).await?;
        if after.minutes.package != before.minutes.package {
            // It was being made, with the paper in it.
            self.erase_package(after.minutes.package, file).await?;
        }
        Ok(())
    }

    async fn erase_package(
        &self,
        package: Option<Hash>,
        file: &ErasedFile,
    ) -> Result<(), DocumentError> {
        let Some(hash) = package else {
            return Ok(());
        };
        let package = ErasedFile {
            hash,
            ..file.clone()
        };
        // Noted first: whoever misses it then makes it anew.
        self.0.store.note_erased(&package, true).await?;
        let blobs = self.0.blobs.clone();
        Ok(blocking(move || blobs.erase(hash)).await?)
    }
}

/// The papers of which a file is a version.
fn with_file(room: &Room, hash: Hash) -> impl Iterator<Item = DocumentId> {
    let holds = move |version: &Version| version.hash == hash;
    room.documents
        .iter()
        .filter(move |(_, document)| document.versions.iter().any(holds))
        .map(|(document, _)| *document)
}

/// They are withdrawn whole: which of their other versions stands, a person decides.
fn removals(room: &Room, hash: Hash) -> Vec<RoomEvent> {
    with_file(room, hash)
        .filter_map(|document| {
            Some(RoomEvent::DocumentRemoved {
                document,
                item: room.documents.get(&document)?.item,
                is_secret: true,
            })
        })
        .collect()
}

/// The id of the audit entry of these papers' withdrawal: the same each time the same is done.
fn withdrawal(file: &ErasedFile, meeting: MeetingId, papers: &BTreeSet<DocumentId>) -> Uuid {
    let mut named = file.hash.0.to_vec();
    named.extend(meeting.0.as_bytes());
    for paper in papers {
        named.extend(paper.0.as_bytes());
    }
    let mut digest = [0; 10];
    digest.copy_from_slice(&Hash::of(&named).0[..10]);
    let millis = u64::try_from(file.at.0).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &digest).into_uuid()
}
