//! Uploads, as far as people are concerned: beginning, sending, finishing, confirming, cancelling.
//!
//! The bytes that are there are the file's length; nothing else counts them, so a broken connection, a
//! restart or two tablets at once can disagree with nobody. Only who may prepare the meeting comes here.

use std::sync::Arc;

use nghisu_protocol::documents::{
    BeginUpload, CHUNK, ConfirmUpload, FinishUpload, MAX_FILE, Upload, UploadDigest, UploadState,
    UploadTarget, title_from_file_name,
};
use nghisu_protocol::error::ErrorCode;
use nghisu_protocol::ids::{
    DocumentId, ItemId, MeetingId, PersonId, Timestamp, UploadId, VersionId,
};
use nghisu_protocol::room::{Act, Rejection, Room, Viewer};
use unicode_normalization::UnicodeNormalization as _;

use super::blobs::AppendError;
use super::error::DocumentError;
use super::service::Documents;
use super::store::{ErasedFile, SecretPaper, Stage, StoredUpload};
use crate::live::LiveError;
use crate::live::room::documents::may_add;
use crate::pages::workers::{WorkError, blocking};
use crate::text::{is_unseen, line, passage};

/// After so long without a byte, an upload counts as given up, and others may discard it: ten minutes.
const RESTED: i64 = 10 * 60 * 1000;
/// Characters of a file's name at most.
const MAX_FILE_NAME: usize = 255;

impl Documents {
    /// Begins an upload.
    ///
    /// # Errors
    /// When the person may not, the item takes no papers, the paper is secret, or a field is not right; the field `id` when
    /// it stands for another upload (rule UP-11).
    pub async fn begin(
        &self,
        viewer: &Viewer,
        address: &str,
        meeting: MeetingId,
        request: BeginUpload,
    ) -> Result<Upload, DocumentError> {
        let room = self.room(viewer, meeting).await?;
        let (item, document) = target(&room, viewer, &request.target)?;
        if request.secrecy.is_state_secret() {
            // The entry says who tried and where; the file's name could be content already.
            self.note_secret(viewer, address, meeting, "declared", 0)
                .await?;
            return Err(DocumentError::SecretPaper);
        }
        if !self.0.workers.are_there() {
            return Err(WorkError::NoWorkers.into());
        }
        if request.size == 0 {
            return Err(DocumentError::Empty);
        }
        if request.size > MAX_FILE {
            return Err(DocumentError::TooLarge);
        }
        let file_name = file_name(&request.file_name).ok_or(DocumentError::Field("file_name"))?;
        let now = self.0.clock.now();
        let fresh = || self.0.random.id(now);
        let id = request.id.unwrap_or_else(|| UploadId(fresh()));
        let _one_at_a_time = self.lock(id).await;
        if let Some(there) = self.0.store.upload(id).await? {
            let is_the_same = there.person == viewer.person
                && there.meeting == meeting
                && there.item == item
                && there.is_replacement == document.is_some()
                && (&there.file_name, there.size, there.secrecy)
                    == (&file_name, request.size, request.secrecy);
            if !is_the_same {
                return Err(DocumentError::Field("id"));
            }
            return self.view(viewer, there).await;
        }
        let (title, reason) = match &request.target {
            UploadTarget::New { title, .. } => {
                let title = title
                    .clone()
                    .unwrap_or_else(|| title_from_file_name(&file_name));
                let title = line(&title, 1, 300).map_err(|_| DocumentError::Field("title"))?;
                (title, String::new())
            }
            UploadTarget::Replacement { reason, .. } => {
                let reason = passage(reason, 1, 500).map_err(|_| DocumentError::Field("reason"))?;
                (String::new(), reason)
            }
        };
        let upload = StoredUpload {
            id,
            meeting,
            item,
            document: document.unwrap_or_else(|| DocumentId(fresh())),
            version: VersionId(fresh()),
            is_replacement: document.is_some(),
            title,
            reason,
            file_name,
            size: request.size,
            secrecy: request.secrecy,
            person: viewer.person,
            stage: Stage::Receiving,
            hash: None,
            facts: None,
            begun_at: now,
            touched_at: now,
        };
        let blobs = self.0.blobs.clone();
        blocking(move || blobs.begin(id)).await?;
        self.0.store.insert_upload(&upload).await?;
        self.tell(upload.meeting, Some(upload.item));
        self.view(viewer, upload).await
    }

    /// An upload.
    ///
    /// # Errors
    /// [`DocumentError::UploadUnknown`] also for those who may not prepare the meeting.
    pub async fn upload(&self, viewer: &Viewer, id: UploadId) -> Result<Upload, DocumentError> {
        let upload = self.stored(viewer, id).await?;
        self.view(viewer, upload).await
    }

    /// What is there of an upload, for whoever is about to send the rest of it (rule UP-9).
    ///
    /// # Errors
    /// When it is not the person's own, or not receiving.
    pub async fn digest(
        &self,
        viewer: &Viewer,
        id: UploadId,
    ) -> Result<UploadDigest, DocumentError> {
        self.receiving(viewer, id).await?;
        let blobs = self.0.blobs.clone();
        let (received, hash) = blocking(move || blobs.digest_incoming(id)).await?;
        Ok(UploadDigest { received, hash })
    }

    /// The uploads of a meeting that are not yet dismissed, oldest first.
    ///
    /// # Errors
    /// When the person may not prepare the meeting.
    pub async fn uploads(
        &self,
        viewer: &Viewer,
        meeting: MeetingId,
    ) -> Result<Vec<Upload>, DocumentError> {
        self.room(viewer, meeting).await?;
        let mut views = Vec::new();
        for upload in self.0.store.uploads_of(meeting).await? {
            views.push(self.view(viewer, upload).await?);
        }
        Ok(views)
    }

    /// Looks whether a piece may be sent, before its bytes are read. Answers the announced size.
    ///
    /// # Errors
    /// When the upload is not the person's own, not receiving, or ends elsewhere than at `offset`.
    pub async fn may_append(
        &self,
        viewer: &Viewer,
        id: UploadId,
        offset: u64,
    ) -> Result<u64, DocumentError> {
        let upload = self.receiving(viewer, id).await?;
        let received = self.received(&upload).await?;
        if received == offset {
            Ok(upload.size)
        } else {
            Err(DocumentError::Offset { received })
        }
    }

    /// Adds bytes at `offset`, which must be the end; answers the new end. [`Documents::may_append`] was asked before.
    ///
    /// # Errors
    /// When the end is elsewhere, or the bytes go beyond `size`.
    pub async fn append(
        &self,
        id: UploadId,
        size: u64,
        offset: u64,
        bytes: Vec<u8>,
    ) -> Result<u64, DocumentError> {
        let end = offset.saturating_add(bytes.len() as u64);
        if end > size {
            return Err(DocumentError::Size {
                received: end,
                size,
            });
        }
        let blobs = self.0.blobs.clone();
        let one_at_a_time = self.lock(id).await;
        let appended = tokio::task::spawn_blocking(move || {
            // Held until the bytes are written, also when the connection breaks meanwhile.
            let _one_at_a_time = one_at_a_time;
            blobs.append(id, offset, &bytes)
        })
        .await;
        match appended.map_err(std::io::Error::other)? {
            Ok(end) => Ok(end),
            Err(AppendError::Offset { received }) => Err(DocumentError::Offset { received }),
            // Cancelled from elsewhere.
            Err(AppendError::Io(error)) if error.kind() == std::io::ErrorKind::NotFound => {
                Err(DocumentError::UploadUnknown)
            }
            Err(AppendError::Io(error)) => Err(error.into()),
        }
    }

    /// Notes that a piece has come, so that the upload does not count as abandoned.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn touched(&self, id: UploadId) -> Result<(), DocumentError> {
        self.0.store.touch(id, self.0.clock.now()).await
    }

    /// All bytes are sent: the check begins. Finishing again is no error.
    ///
    /// # Errors
    /// When bytes are missing, or the client's hash is another.
    pub async fn finish(
        &self,
        viewer: &Viewer,
        id: UploadId,
        request: FinishUpload,
    ) -> Result<Upload, DocumentError> {
        let _one_at_a_time = self.lock(id).await;
        let upload = self.stored(viewer, id).await?;
        if upload.stage == Stage::Receiving {
            let (received, size) = (self.received(&upload).await?, upload.size);
            if received != size {
                return Err(DocumentError::Size { received, size });
            }
            if let Some(hash) = request.hash {
                let blobs = self.0.blobs.clone();
                if blocking(move || blobs.hash_incoming(id)).await? != hash {
                    return Err(DocumentError::Altered);
                }
            }
            let now = self.0.clock.now();
            self.0
                .store
                .advance(id, &Stage::Receiving, &Stage::Checking, now)
                .await?;
        }
        self.go_on(viewer, id).await
    }

    /// Says whether a paper with a mark of secrecy is secret. When it is, every byte is erased, here and wherever else
    /// the same file came in (rule UP-12).
    ///
    /// # Errors
    /// When nothing waits for this answer.
    pub async fn confirm(
        &self,
        viewer: &Viewer,
        address: &str,
        id: UploadId,
        request: ConfirmUpload,
    ) -> Result<Upload, DocumentError> {
        let one_at_a_time = self.lock(id).await;
        let upload = self.stored(viewer, id).await?;
        match upload.stage {
            Stage::Awaiting(_) => {}
            // Said again, because the first answer was lost.
            Stage::Storing if !request.is_secret => return self.go_on(viewer, id).await,
            _ => return Err(DocumentError::WrongState),
        }
        if request.is_secret {
            // The request may be given up while this goes on; the turn is kept until it is done.
            let (documents, person, address) = (self.clone(), viewer.person, address.to_owned());
            let done = tokio::spawn(async move {
                let _one_at_a_time = one_at_a_time;
                documents.erase_said(&upload, person, address).await
            });
            done.await.map_err(std::io::Error::other)??;
        } else {
            let now = self.0.clock.now();
            self.0
                .store
                .advance(id, &upload.stage, &Stage::Storing, now)
                .await?;
        }
        self.go_on(viewer, id).await
    }

    /// Erases an upload that somebody has said to be secret, here and everywhere. What is noted first is gone on with
    /// after a restart.
    async fn erase_said(
        &self,
        upload: &StoredUpload,
        person: PersonId,
        address: String,
    ) -> Result<(), DocumentError> {
        let (id, at) = (upload.id, self.0.clock.now());
        let hash = upload.hash.ok_or(DocumentError::Stored("hash"))?;
        let entry = SecretPaper {
            id: self.0.random.id(at),
            at,
            person,
            address: address.clone(),
            meeting: upload.meeting,
            found: "confirmed",
            // The same file may have come in before, under an answer that was wrong.
            copies: self.0.store.copies(hash).await?,
        };
        let file = ErasedFile {
            hash,
            at,
            person,
            address,
        };
        self.0.store.note_said(&file, entry).await?;
        let blobs = self.0.blobs.clone();
        blocking(move || blobs.erase_incoming(id)).await?;
        self.erase_everywhere(&file).await
    }

    /// An upload after a person's step, the server's own work on it taken up: also by whoever asks again, because
    /// the one before may have gone between the note of the step and this.
    async fn go_on(&self, viewer: &Viewer, id: UploadId) -> Result<Upload, DocumentError> {
        let upload = self.stored(viewer, id).await?;
        if matches!(upload.stage, Stage::Checking | Stage::Storing) {
            self.take_up(id);
        }
        self.view(viewer, upload).await
    }

    /// Cancels an upload and erases its bytes, or dismisses one that is over.
    ///
    /// # Errors
    /// When it is under way and somebody else's, or when it has become a paper.
    pub async fn cancel(&self, viewer: &Viewer, id: UploadId) -> Result<(), DocumentError> {
        let _one_at_a_time = self.lock(id).await;
        let upload = self.stored(viewer, id).await?;
        if !may_discard(&upload, viewer, self.0.clock.now()) {
            return Err(DocumentError::OfOther);
        }
        self.give_up(&upload).await?;
        self.tell(upload.meeting, Some(upload.item));
        Ok(())
    }

    /// Ends an upload for good and erases what is left of it: its bytes, then its row.
    pub(super) async fn give_up(&self, upload: &StoredUpload) -> Result<(), DocumentError> {
        let id = upload.id;
        match upload.stage {
            Stage::Receiving | Stage::Checking | Stage::Awaiting(_) => {
                // Before a byte is touched: from here on its check no longer makes a paper of it.
                let refused = Stage::Refused(ErrorCode::UploadUnknown);
                let now = self.0.clock.now();
                let store = &self.0.store;
                if !store.advance(id, &upload.stage, &refused, now).await? {
                    return Err(DocumentError::WrongState);
                }
            }
            // It may wait for a disk that is full. What its check has stored of it meanwhile goes too.
            Stage::Storing => {
                let room = self.0.rooms.read(upload.meeting).await?;
                let refused = Stage::Refused(ErrorCode::UploadUnknown);
                let now = self.0.clock.now();
                let store = &self.0.store;
                if room.version(upload.version).is_some()
                    || !store.advance(id, &upload.stage, &refused, now).await?
                {
                    return Err(DocumentError::WrongState);
                }
                if let Some(hash) = upload.hash {
                    self.let_go(upload.version, hash).await?;
                }
            }
            Stage::Ready | Stage::Refused(_) => {}
        }
        let blobs = self.0.blobs.clone();
        blocking(move || blobs.erase_incoming(id)).await?;
        self.0.store.delete_upload(id).await
    }

    async fn note_secret(
        &self,
        viewer: &Viewer,
        address: &str,
        meeting: MeetingId,
        found: &'static str,
        copies: u64,
    ) -> Result<(), DocumentError> {
        let at = self.0.clock.now();
        self.0
            .store
            .note_secret_paper(SecretPaper {
                id: self.0.random.id(at),
                at,
                person: viewer.person,
                address: address.to_owned(),
                meeting,
                found,
                copies,
            })
            .await
    }

    /// The room, for somebody who may prepare the meeting.
    async fn room(&self, viewer: &Viewer, meeting: MeetingId) -> Result<Arc<Room>, DocumentError> {
        let room = self.0.rooms.read_for(meeting, viewer).await?;
        if room.allows(viewer, Act::Prepare) {
            Ok(room)
        } else {
            Err(Rejection::NotAllowed.into())
        }
    }

    async fn stored(&self, viewer: &Viewer, id: UploadId) -> Result<StoredUpload, DocumentError> {
        let unknown = || DocumentError::UploadUnknown;
        let upload = self.0.store.upload(id).await?.ok_or_else(unknown)?;
        match self.room(viewer, upload.meeting).await {
            Ok(_) => Ok(upload),
            Err(DocumentError::Room(_) | DocumentError::Live(LiveError::UnknownMeeting)) => {
                Err(unknown())
            }
            Err(error) => Err(error),
        }
    }

    /// The same, for whoever sends it.
    async fn receiving(
        &self,
        viewer: &Viewer,
        id: UploadId,
    ) -> Result<StoredUpload, DocumentError> {
        let upload = self.stored(viewer, id).await?;
        if upload.person != viewer.person {
            return Err(DocumentError::OfOther);
        }
        if upload.stage != Stage::Receiving {
            return Err(DocumentError::WrongState);
        }
        Ok(upload)
    }

    async fn received(&self, upload: &StoredUpload) -> Result<u64, DocumentError> {
        if upload.stage != Stage::Receiving {
            return Ok(upload.size);
        }
        let (blobs, id) = (self.0.blobs.clone(), upload.id);
        Ok(blocking(move || blobs.received(id)).await?)
    }

    async fn view(&self, viewer: &Viewer, upload: StoredUpload) -> Result<Upload, DocumentError> {
        let received = self.received(&upload).await?;
        let by_name = self.0.store.name_of(upload.person).await?;
        let trouble = self.trouble(upload.id).map(ErrorCode::message);
        let may_discard = may_discard(&upload, viewer, self.0.clock.now());
        let state = match upload.stage {
            Stage::Receiving => UploadState::Receiving,
            Stage::Checking | Stage::Storing => UploadState::Checking,
            Stage::Awaiting(mark) => UploadState::AwaitingConfirmation {
                mark: mark.to_owned(),
            },
            Stage::Ready => {
                let facts = upload
                    .facts
                    .as_ref()
                    .ok_or(DocumentError::Stored("facts"))?;
                UploadState::Ready {
                    pages: u32::try_from(facts.pages.len()).unwrap_or(u32::MAX),
                    signatures: facts.signatures,
                }
            }
            Stage::Refused(code) => UploadState::Refused {
                code,
                message: code.message(),
            },
        };
        Ok(Upload {
            id: upload.id,
            meeting: upload.meeting,
            item: upload.item,
            document: upload.document,
            version: upload.version,
            is_replacement: upload.is_replacement,
            title: upload.title,
            reason: upload.reason,
            file_name: upload.file_name,
            size: upload.size,
            received,
            chunk_size: CHUNK,
            secrecy: upload.secrecy,
            state,
            trouble,
            by: upload.person,
            by_name,
            may_discard,
            begun_at: upload.begun_at,
        })
    }
}

/// Whether a person may discard an upload: their own, what is over, and what nobody has sent anything of for long.
fn may_discard(upload: &StoredUpload, viewer: &Viewer, now: Timestamp) -> bool {
    upload.person == viewer.person
        || matches!(upload.stage, Stage::Ready | Stage::Refused(_))
        || now.0 - upload.touched_at.0 >= RESTED
}

/// The item that an upload is meant for, and the document where it is there already.
fn target(
    room: &Room,
    viewer: &Viewer,
    target: &UploadTarget,
) -> Result<(ItemId, Option<DocumentId>), Rejection> {
    let (item, document) = match target {
        UploadTarget::New { item, .. } => (*item, None),
        UploadTarget::Replacement { document, .. } => {
            let known = room
                .documents
                .get(document)
                .ok_or(Rejection::UnknownDocument)?;
            (known.item, Some(*document))
        }
    };
    may_add(room, viewer, item)?;
    Ok((item, document))
}

/// A file's name as it is kept: NFC, without folders, control characters and what nobody sees (with which `gpj.exe` can
/// be made to look like `exe.jpg`).
fn file_name(name: &str) -> Option<String> {
    let name: String = name
        .rsplit(['/', '\\'])
        .next()?
        .nfc()
        .filter(|c| !c.is_control() && !is_unseen(*c))
        .collect();
    let name = name.trim();
    (!name.is_empty() && name.chars().count() <= MAX_FILE_NAME).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_is_kept_without_what_could_mislead() {
        for (given, kept) in [
            ("C:\\hop\\1. Báo cáo.pdf", Some("1. Báo cáo.pdf")),
            ("../../etc/passwd", Some("passwd")),
            ("ba\u{301}o ca\u{301}o.pdf", Some("báo cáo.pdf")),
            ("a\u{202e}fdp.exe", Some("afdp.exe")),
            ("a\r\nb.pdf", Some("ab.pdf")),
            ("", None),
            ("folder/", None),
        ] {
            assert_eq!(file_name(given).as_deref(), kept, "{given:?}");
        }
        assert_eq!(file_name(&"a".repeat(256)), None);
    }
}
