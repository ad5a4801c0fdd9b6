//! What somebody has said to be a state secret leaves the whole system (rule UP-12): not only what was just sent, but
//! the same bytes wherever they came in before, under an answer that was wrong.
//!
//! First a row says that the file is to be erased; from then on it is refused, and what was begun is gone on with after
//! a restart and every hour. Then the bytes go, the images, the words; then the papers, meeting by meeting, by an event
//! and an audit entry; what is known of the file last, because by it the meetings are found. A package that holds it
//! goes with it, and is made anew when somebody next asks for it. Titles, names and hashes stay in the meetings' logs,
//! which are never changed.

use std::collections::BTreeSet;

use nghisu_protocol::ids::MeetingId;
use nghisu_protocol::log::Hash;
use nghisu_protocol::room::{Rejection, Room, RoomEvent};

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
        self.0.pages.forget(hash).await?;
        self.0.store.delete_words(hash).await?;
        let now = self.0.clock.now();
        for (upload, meeting, item) in self.0.store.refuse_uploads_of(hash, now).await? {
            let blobs = self.0.blobs.clone();
            blocking(move || blobs.erase_incoming(upload)).await?;
            self.tell(meeting, Some(item));
        }
        let meetings: BTreeSet<MeetingId> =
            versions.iter().map(|version| version.meeting).collect();
        for meeting in meetings {
            self.withdraw(meeting, file).await?;
        }
        self.0.store.delete_versions_of(hash).await?;
        for version in &versions {
            self.0.versions.forget(version.id);
        }
        // What was bound of it for a reader.
        let _ = self.0.erasures.send(());
        self.0.store.set_erased(hash).await
    }

    /// The same after a version was entered whose meeting was looked through before.
    pub(super) async fn erase_what_was_entered(
        &self,
        meeting: MeetingId,
        file: &ErasedFile,
    ) -> Result<(), DocumentError> {
        self.withdraw(meeting, file).await?;
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
        let papers = removals(&before, hash).len() as u64;
        if papers == 0 {
            return Ok(());
        }
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
        let at = self.0.clock.now();
        self.0
            .store
            .note_secret_paper(SecretPaper {
                id: self.0.random.id(at),
                at,
                person: file.person,
                address: file.address.clone(),
                meeting,
                found: "withdrawn",
                copies: papers,
            })
            .await
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

/// The papers of which a file is a version are withdrawn whole: which of the others stands, a person decides.
fn removals(room: &Room, hash: Hash) -> Vec<RoomEvent> {
    room.documents
        .iter()
        .filter(|(_, document)| document.versions.iter().any(|version| version.hash == hash))
        .map(|(document, known)| RoomEvent::DocumentRemoved {
            document: *document,
            item: known.item,
            is_secret: true,
        })
        .collect()
}
