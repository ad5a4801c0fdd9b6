//! How files are sent: at most two at a time, in pieces that can be paused and taken up again. A network or a server that
//! fails for a while, and a session that ended, are waited for; what has arrived is never sent twice.

use std::time::Duration;

use futures_channel::oneshot;
use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::documents::{
    BeginUpload, CHUNK, FinishUpload, Upload, UploadDigest, UploadState,
};
use nghisu_protocol::ids::UploadId;
use nghisu_protocol::log::Hash;
use uuid::Uuid;

use super::upload::{UploadRow, Uploads};
use super::upload_file::{Unread, part};
use super::upload_model::{Heard, Reason, Stall, Step};
use super::upload_order::comes_after_another;
use crate::link::backoff::delay;
use crate::link::{self, ApiError};
use crate::tr;

/// Files that are sent at the same time.
const LINES: usize = 2;
/// How often a file that is sent looks whether the ones before it are papers.
const TURN: Duration = Duration::from_millis(200);
/// The refusal of a piece that does not begin where the file ends.
const OFFSET: &str = "upload_offset";
/// The refusal of a file that is not what has arrived.
const ALTERED: &str = "upload_altered";

/// Why a file was not sent to its end.
enum Halt {
    Answer(ApiError),
    Unread,
}

impl From<ApiError> for Halt {
    fn from(error: ApiError) -> Self {
        Self::Answer(error)
    }
}

impl From<Unread> for Halt {
    fn from(_: Unread) -> Self {
        Self::Unread
    }
}

impl Uploads {
    /// Puts waiting files on free lines.
    pub(super) fn pump(self) {
        loop {
            let next = self.rows.with_untracked(|rows| {
                let busy = rows.iter().filter(|row| {
                    let is_sent = row.step.sent() == Some(row.size);
                    row.step.is_on_the_line() && !is_sent
                });
                let busy = busy.count();
                let waiting = rows
                    .iter()
                    .find(|row| matches!(row.step, Step::Waiting { .. }));
                waiting.filter(|_| busy < LINES).map(|row| row.key)
            });
            let Some(key) = next else { break };
            self.hear(key, Heard::Turn);
            // Paused and let go on within one piece, it still has its sender, which goes on by itself.
            let has_none = self.senders.try_update_value(|senders| senders.insert(key));
            if has_none == Some(true) {
                spawn_local(async move {
                    self.send(key).await;
                    self.pump();
                });
            }
        }
    }

    /// Sends a file to its end, or until it is paused, dismissed or refused.
    async fn send(self, key: u32) {
        let mut tries = 0;
        // Between this look and the end nothing else runs: who lets the file go on finds this sender at work, or none.
        while let Some(row) = self.untracked(key).filter(|row| row.step.is_on_the_line()) {
            if let Step::Stalled { why, .. } = row.step {
                // A network comes back in its own time; a server that is asked too much would not.
                let tries_of = if why == Stall::Busy {
                    tries
                } else {
                    tries.min(3)
                };
                let wait = delay(tries_of, js_sys::Math::random());
                rest(Duration::from_millis(wait.into())).await;
                tries += 1;
                if why != Stall::SignedOut || self.is_signed_in() {
                    self.hear(key, Heard::Turn);
                }
                continue;
            }
            match self.send_on(&row, &mut tries).await {
                Ok(Some(upload)) => spawn_local(self.watch(key, upload)),
                Ok(None) => {}
                Err(Halt::Unread) => self.hear(key, Heard::Refused(Reason::Unread)),
                Err(Halt::Answer(error)) => self.fail(key, &error),
            }
        }
        self.senders.update_value(|senders| {
            senders.remove(&key);
        });
    }

    /// Begins or takes up a file and sends its pieces; gives its id once all of it is there.
    async fn send_on(self, row: &UploadRow, tries: &mut u32) -> Result<Option<UploadId>, Halt> {
        let key = row.key;
        let bytes = self
            .files
            .with_value(|files| files.get(&key).map(|sent| sent.bytes.clone()));
        let bytes = bytes.ok_or(Halt::Unread)?;
        let mut upload: Upload = match row.upload {
            Some(upload) => link::get(&format!("/uploads/{upload}")).await?,
            None => match self.begin(row).await? {
                Some(upload) => upload,
                None => return Ok(None),
            },
        };
        if upload.state == UploadState::Receiving && !self.is_the_same(key, &upload).await? {
            self.begin_anew(key, upload.id).await?;
            return Ok(None);
        }
        while upload.state == UploadState::Receiving && upload.received < row.size {
            self.hear(key, Heard::Received(upload.received));
            let goes_on = self
                .untracked(key)
                .is_some_and(|row| matches!(row.step, Step::Sending { .. }));
            if !goes_on || !self.is_signed_in() {
                if goes_on {
                    self.hear(key, Heard::Stalled(Stall::SignedOut));
                }
                return Ok(None);
            }
            let chunk = if upload.chunk_size == 0 {
                CHUNK
            } else {
                upload.chunk_size
            };
            let end = (upload.received + u64::from(chunk)).min(row.size);
            self.hash_to(key, end).await?;
            let piece = part(&bytes, upload.received, end)?;
            let path = format!("/uploads/{}?offset={}", upload.id, upload.received);
            upload = match link::put_bytes(&path, &piece).await {
                Ok(upload) => upload,
                // The server has more, or less, than we thought: it says from where to go on.
                Err(error) if error.code() == OFFSET => {
                    link::get(&format!("/uploads/{}", upload.id)).await?
                }
                Err(error) => return Err(error.into()),
            };
            *tries = 0;
        }
        self.hear(key, Heard::Received(upload.received));
        if upload.state == UploadState::Receiving && !self.takes_its_turn(key).await {
            return Ok(None);
        }
        let hash = Some(self.hash_to(key, row.size).await?);
        let path = format!("/uploads/{}/finish", upload.id);
        let upload: Upload = match link::post(&path, &FinishUpload { hash }).await {
            Ok(upload) => upload,
            Err(error) if error.code() == ALTERED && !self.was_begun_anew(key) => {
                self.begin_anew(key, upload.id).await?;
                return Ok(None);
            }
            Err(error) => return Err(error.into()),
        };
        let id = upload.id;
        self.hear_of(key, upload);
        Ok(Some(id))
    }

    /// Waits until the files before it are papers of its item; whether it goes on then. Meanwhile its line is free.
    async fn takes_its_turn(self, key: u32) -> bool {
        let has_another_before = || {
            self.rows
                .with_untracked(|rows| comes_after_another(rows, key))
        };
        if !has_another_before() {
            return true;
        }
        self.hear(key, Heard::Behind);
        self.pump();
        while has_another_before() {
            rest(TURN).await;
            let row = self.untracked(key);
            if !row.is_some_and(|row| matches!(row.step, Step::Behind { .. })) {
                return false;
            }
        }
        self.hear(key, Heard::Turn);
        true
    }

    /// Offers the file to the server; nothing where it was dismissed meanwhile.
    async fn begin(self, row: &UploadRow) -> Result<Option<Upload>, ApiError> {
        let id = self
            .files
            .with_value(|files| files.get(&row.key).map(|sent| sent.id));
        let begin = BeginUpload {
            id,
            file_name: row.name.clone(),
            size: row.size,
            secrecy: row.secrecy,
            target: row.target.clone(),
        };
        let upload: Upload =
            link::post(&format!("/meetings/{}/uploads", self.meeting), &begin).await?;
        let is_kept = self.change(row.key, |row| {
            row.upload = Some(upload.id);
            row.version = Some(upload.version);
        });
        if !is_kept {
            self.discard(upload.id).await?;
        }
        Ok(is_kept.then_some(upload))
    }

    /// Whether what is on the server is the beginning of the file that was chosen (rule UP-9).
    async fn is_the_same(self, key: u32, upload: &Upload) -> Result<bool, Halt> {
        let is_known = self
            .files
            .with_value(|files| files.get(&key).is_some_and(|sent| sent.is_same));
        if is_known || upload.received == 0 {
            return Ok(true);
        }
        let there: UploadDigest = link::get(&format!("/uploads/{}/digest", upload.id)).await?;
        if there.received > upload.size || self.hash_to(key, there.received).await? != there.hash {
            return Ok(false);
        }
        self.files.update_value(|files| {
            if let Some(sent) = files.get_mut(&key) {
                sent.is_same = true;
            }
        });
        Ok(true)
    }

    fn was_begun_anew(self, key: u32) -> bool {
        self.files
            .with_value(|files| files.get(&key).is_some_and(|sent| sent.was_begun_anew))
    }

    /// What has arrived is another file: it is erased, and this one begins at its first byte.
    async fn begin_anew(self, key: u32, upload: UploadId) -> Result<(), ApiError> {
        self.discard(upload).await?;
        self.files.update_value(|files| {
            if let Some(sent) = files.get_mut(&key) {
                sent.is_same = true;
                sent.was_begun_anew = true;
                sent.id = UploadId(Uuid::now_v7());
            }
        });
        let mut name = String::new();
        self.change(key, |row| {
            row.upload = None;
            row.version = None;
            row.step = row.step.clone().after(Heard::Received(0));
            name.clone_from(&row.name);
        });
        self.toasts.say(tr!("upload-anew", { "name" => name }));
        Ok(())
    }

    /// The hash of the file's first `end` bytes.
    async fn hash_to(self, key: u32, end: u64) -> Result<Hash, Halt> {
        let sent = self.files.with_value(|files| files.get(&key).cloned());
        let mut sent = sent.ok_or(Halt::Unread)?;
        let hash = sent.beginning.reach(&sent.bytes, end).await?;
        self.files.update_value(|files| {
            if let Some(known) = files.get_mut(&key) {
                known.beginning = sent.beginning;
            }
        });
        Ok(hash)
    }

    /// Asks until the check is over; the room's own sign usually comes first.
    pub(super) async fn watch(self, key: u32, upload: UploadId) {
        let mut seconds = 1;
        while self
            .untracked(key)
            .is_some_and(|row| row.step == Step::Checking)
        {
            rest(Duration::from_secs(seconds)).await;
            seconds = (seconds + 1).min(5);
            match link::get::<Upload>(&format!("/uploads/{upload}")).await {
                Ok(answer) => self.hear_of(key, answer),
                Err(error) if error.is_not_for_them() => self.fail(key, &error),
                Err(_) => {}
            }
        }
    }
}

pub(super) async fn rest(time: Duration) {
    let (over, is_over) = oneshot::channel::<()>();
    let over = std::cell::Cell::new(Some(over));
    set_timeout(
        move || {
            if let Some(over) = over.take() {
                let _ = over.send(());
            }
        },
        time,
    );
    let _ = is_over.await;
}
