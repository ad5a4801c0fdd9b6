//! Files on their way to the agenda: at most two at a time, in pieces that can be paused and taken up again.
//!
//! A file is offered to the server with its secrecy before its first byte leaves the tablet.

use std::collections::HashMap;
use std::time::Duration;

use futures_channel::oneshot;
use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::documents::{
    BeginUpload, CHUNK, ConfirmUpload, FinishUpload, Secrecy, Upload, UploadTarget,
};
use nghisu_protocol::ids::{DocumentId, ItemId, MeetingId, UploadId, VersionId};
use wasm_bindgen::{JsCast, JsValue};

use super::room::RoomStore;
use super::upload_model::{Heard, Reason, Step, fault_of};
use crate::link::{self, ApiError, Nothing};

/// Files that are sent at the same time.
const LINES: usize = 2;
/// The refusal of a piece that does not begin where the file ends.
const OFFSET: &str = "upload_offset";

/// A file that somebody chose.
#[derive(Debug, Clone)]
pub struct Picked {
    /// Its own name.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its bytes, still on the tablet's disk.
    pub bytes: web_sys::Blob,
}

/// The files of a file field or of a drop: anything with `files`.
pub fn picked(source: &JsValue) -> Vec<Picked> {
    let Ok(files) = js_sys::Reflect::get(source, &"files".into()) else {
        return Vec::new();
    };
    if files.is_null() || files.is_undefined() {
        return Vec::new();
    }
    js_sys::Array::from(&files)
        .iter()
        .filter_map(|file| {
            let name = js_sys::Reflect::get(&file, &"name".into())
                .ok()?
                .as_string()?;
            let bytes = file.dyn_into::<web_sys::Blob>().ok()?;
            Some(Picked {
                name,
                size: bytes.size() as u64,
                bytes,
            })
        })
        .collect()
}

/// The files of a drop.
pub fn dropped(event: &leptos::ev::DragEvent) -> Vec<Picked> {
    let event: &JsValue = event.as_ref();
    js_sys::Reflect::get(event, &"dataTransfer".into())
        .map(|transfer| picked(&transfer))
        .unwrap_or_default()
}

/// One upload as the rows show it.
#[derive(Debug, Clone, PartialEq)]
pub struct UploadRow {
    /// The tablet's number for it.
    pub key: u32,
    /// The item whose paper it will be.
    pub item: ItemId,
    /// What it is to become.
    pub target: UploadTarget,
    /// Its secrecy.
    pub secrecy: Secrecy,
    /// The file's name.
    pub name: String,
    /// Its size.
    pub size: u64,
    /// The server's id of it, once begun.
    pub upload: Option<UploadId>,
    /// The version that it will be, once begun.
    pub version: Option<VersionId>,
    /// Where it stands.
    pub step: Step,
}

/// The uploads of a meeting. Copy it freely.
#[derive(Clone, Copy)]
pub struct Uploads {
    /// The rows, oldest first.
    pub rows: RwSignal<Vec<UploadRow>>,
    meeting: MeetingId,
    bytes: StoredValue<HashMap<u32, web_sys::Blob>, LocalStorage>,
    next: StoredValue<u32>,
}

impl Uploads {
    /// The uploads of a room, those of earlier visits among them.
    pub fn new(room: RoomStore) -> Self {
        let uploads = Self {
            rows: RwSignal::new(Vec::new()),
            meeting: room.meeting,
            bytes: StoredValue::new_local(HashMap::new()),
            next: StoredValue::new(0),
        };
        // The room says when something moved on; the first look finds what earlier visits left.
        Effect::new(move |_| {
            room.uploads.track();
            spawn_local(async move {
                let found: Result<Vec<Upload>, _> =
                    link::get(&format!("/meetings/{}/uploads", uploads.meeting)).await;
                if let Ok(found) = found {
                    uploads.learn(found);
                }
            });
        });
        uploads
    }

    /// Takes a file; it is sent as soon as a line is free.
    pub fn take(self, item: ItemId, target: UploadTarget, secrecy: Secrecy, file: Picked) {
        let key = self.number();
        let step = match fault_of(&file.name, file.size) {
            Some(reason) => Step::Refused(reason),
            None => Step::Waiting { sent: 0 },
        };
        self.bytes.update_value(|bytes| {
            bytes.insert(key, file.bytes);
        });
        self.rows.update(|rows| {
            rows.push(UploadRow {
                key,
                item,
                target,
                secrecy,
                name: file.name,
                size: file.size,
                upload: None,
                version: None,
                step,
            });
        });
        self.pump();
    }

    /// One row.
    pub fn row(self, key: u32) -> Option<UploadRow> {
        self.rows
            .with(|rows| rows.iter().find(|row| row.key == key).cloned())
    }

    /// Pauses a file.
    pub fn pause(self, key: u32) {
        self.hear(key, Heard::Pause);
    }

    /// Lets a file go on.
    pub fn resume(self, key: u32) {
        self.hear(key, Heard::Resume);
        self.pump();
    }

    /// The file was chosen again: what is on the server is taken up if it is the same file, else it begins anew.
    pub fn choose_again(self, key: u32, file: Picked) {
        let Some(row) = self.untracked(key) else {
            return;
        };
        let goes_on = matches!(row.step, Step::Interrupted { .. })
            && row.size == file.size
            && row.name == file.name;
        if goes_on {
            self.bytes.update_value(|bytes| {
                bytes.insert(key, file.bytes);
            });
            self.resume(key);
        } else {
            self.dismiss(key);
            self.take(row.item, row.target, row.secrecy, file);
        }
    }

    /// Drops a file; what is on the server is erased.
    pub fn dismiss(self, key: u32) {
        let upload = self.untracked(key).and_then(|row| row.upload);
        self.rows.update(|rows| rows.retain(|row| row.key != key));
        self.bytes.update_value(|bytes| {
            bytes.remove(&key);
        });
        if let Some(upload) = upload {
            spawn_local(async move {
                // One that stays behind is shown again on the next visit.
                let _ = link::delete::<Nothing>(&format!("/uploads/{upload}")).await;
            });
        }
        self.pump();
    }

    /// Answers whether a paper with a mark of secrecy is secret.
    pub fn confirm(self, key: u32, is_secret: bool) {
        let Some(upload) = self.untracked(key).and_then(|row| row.upload) else {
            return;
        };
        spawn_local(async move {
            let answer = link::post::<Upload>(
                &format!("/uploads/{upload}/confirm"),
                &ConfirmUpload { is_secret },
            )
            .await;
            match answer {
                Ok(answer) => {
                    self.hear(key, Heard::Server(answer.state));
                    self.watch(key, upload).await;
                }
                Err(error) => self.fail(key, error),
            }
        });
    }

    /// Rows that do not yet stand on the agenda as papers.
    pub fn of_item(self, item: ItemId, is_there: impl Fn(VersionId) -> bool) -> Vec<u32> {
        self.rows.with(|rows| {
            rows.iter()
                .filter(|row| row.item == item)
                .filter(|row| {
                    !(matches!(row.step, Step::Ready { .. }) && row.version.is_some_and(&is_there))
                })
                .map(|row| row.key)
                .collect()
        })
    }

    /// Whether bytes are still to be sent from this tablet.
    pub fn is_busy(self) -> bool {
        self.rows
            .with_untracked(|rows| rows.iter().any(|row| row.step.is_unfinished()))
    }

    fn number(self) -> u32 {
        let key = self.next.get_value();
        self.next.set_value(key + 1);
        key
    }

    fn untracked(self, key: u32) -> Option<UploadRow> {
        self.rows
            .try_with_untracked(|rows| rows.iter().find(|row| row.key == key).cloned())
            .flatten()
    }

    fn hear(self, key: u32, heard: Heard) {
        let _ = self.rows.try_update(|rows| {
            if let Some(row) = rows.iter_mut().find(|row| row.key == key) {
                row.step = row.step.clone().after(heard);
            }
        });
    }

    fn fail(self, key: u32, error: ApiError) {
        match error {
            ApiError::Offline => self.hear(key, Heard::NetworkLost),
            ApiError::Refused { vi, en, .. } => {
                self.hear(key, Heard::Refused(Reason::Said { vi, en }))
            }
            ApiError::Faulty(_) | ApiError::Unreadable(_) => {
                self.hear(key, Heard::Refused(Reason::Unreadable))
            }
        }
    }

    /// What the server knows: news of our own rows, and rows of earlier visits.
    fn learn(self, found: Vec<Upload>) {
        let Some(known) = self.rows.try_with_untracked(Clone::clone) else {
            return;
        };
        for upload in found {
            match known.iter().find(|row| row.upload == Some(upload.id)) {
                Some(row) => self.hear(row.key, Heard::Server(upload.state)),
                // One that this tablet just began may be heard of before its own answer: names and sizes tell.
                None if known.iter().any(|row| {
                    row.upload.is_none() && row.name == upload.file_name && row.size == upload.size
                }) => {}
                None => {
                    let step = Step::found(upload.state, upload.received);
                    if matches!(step, Step::Ready { .. }) {
                        continue;
                    }
                    let target = if upload.is_replacement {
                        UploadTarget::Replacement {
                            document: upload.document,
                            reason: String::new(),
                        }
                    } else {
                        UploadTarget::New {
                            item: upload.item,
                            title: None,
                        }
                    };
                    let key = self.number();
                    let is_checked = step == Step::Checking;
                    let _ = self.rows.try_update(|rows| {
                        rows.push(UploadRow {
                            key,
                            item: upload.item,
                            target,
                            secrecy: upload.secrecy,
                            name: upload.file_name,
                            size: upload.size,
                            upload: Some(upload.id),
                            version: Some(upload.version),
                            step,
                        });
                    });
                    if is_checked {
                        spawn_local(self.watch(key, upload.id));
                    }
                }
            }
        }
    }

    /// Puts waiting files on free lines.
    fn pump(self) {
        loop {
            let next = self.rows.try_with_untracked(|rows| {
                let busy = rows.iter().filter(|row| row.step.is_on_the_line()).count();
                let waiting = rows
                    .iter()
                    .find(|row| matches!(row.step, Step::Waiting { .. }));
                waiting.filter(|_| busy < LINES).map(|row| row.key)
            });
            let Some(key) = next.flatten() else { break };
            self.hear(key, Heard::Turn);
            spawn_local(async move {
                self.send(key).await;
                self.pump();
            });
        }
    }

    /// Sends a file to its end, or until it is paused, dismissed or refused.
    async fn send(self, key: u32) {
        while let Some(row) = self.untracked(key) {
            match row.step {
                Step::Sending { .. } => {}
                Step::Offline { .. } => {
                    rest(2_000).await;
                    self.hear(key, Heard::Turn);
                    continue;
                }
                _ => return,
            }
            match self.send_on(&row).await {
                Ok(Some(upload)) => return self.watch(key, upload).await,
                Ok(None) => return,
                Err(error) => self.fail(key, error),
            }
        }
    }

    /// Begins or takes up a file and sends its pieces; gives its id once all of it is there.
    async fn send_on(self, row: &UploadRow) -> Result<Option<UploadId>, ApiError> {
        let key = row.key;
        let mut upload: Upload = match row.upload {
            Some(upload) => link::get(&format!("/uploads/{upload}")).await?,
            None => {
                let begin = BeginUpload {
                    file_name: row.name.clone(),
                    size: row.size,
                    secrecy: row.secrecy,
                    target: row.target.clone(),
                };
                link::post(&format!("/meetings/{}/uploads", self.meeting), &begin).await?
            }
        };
        let is_kept = self.rows.try_update(|rows| {
            let row = rows.iter_mut().find(|row| row.key == key)?;
            row.upload = Some(upload.id);
            row.version = Some(upload.version);
            Some(())
        });
        if is_kept.flatten().is_none() {
            // Dismissed while it was begun.
            return link::delete::<Nothing>(&format!("/uploads/{}", upload.id))
                .await
                .map(|_| None);
        }
        let bytes = self
            .bytes
            .try_with_value(|bytes| bytes.get(&key).cloned())
            .flatten();
        let Some(bytes) = bytes else { return Ok(None) };
        while upload.received < row.size {
            self.hear(key, Heard::Received(upload.received));
            let goes_on = self
                .untracked(key)
                .is_some_and(|row| matches!(row.step, Step::Sending { .. }));
            if !goes_on {
                return Ok(None);
            }
            let chunk = u64::from(if upload.chunk_size == 0 {
                CHUNK
            } else {
                upload.chunk_size
            });
            let end = (upload.received + chunk).min(row.size);
            let piece = bytes
                .slice_with_f64_and_f64(upload.received as f64, end as f64)
                .map_err(|_| ApiError::Unreadable("slice".to_owned()))?;
            let path = format!("/uploads/{}?offset={}", upload.id, upload.received);
            upload = match link::put_bytes(&path, &piece).await {
                Ok(upload) => upload,
                // The server has more, or less, than we thought: it says from where to go on.
                Err(error) if error.code() == OFFSET => {
                    link::get(&format!("/uploads/{}", upload.id)).await?
                }
                Err(error) => return Err(error),
            };
        }
        let upload: Upload = link::post(
            &format!("/uploads/{}/finish", upload.id),
            &FinishUpload::default(),
        )
        .await?;
        self.hear(key, Heard::Server(upload.state));
        Ok(Some(upload.id))
    }

    /// Asks until the check is over; the room's own sign usually comes first.
    async fn watch(self, key: u32, upload: UploadId) {
        while self
            .untracked(key)
            .is_some_and(|row| row.step == Step::Checking)
        {
            rest(1_000).await;
            if let Ok(answer) = link::get::<Upload>(&format!("/uploads/{upload}")).await {
                self.hear(key, Heard::Server(answer.state));
            }
        }
    }
}

/// The document that an upload replaces.
pub fn replaced(target: &UploadTarget) -> Option<DocumentId> {
    match target {
        UploadTarget::Replacement { document, .. } => Some(*document),
        UploadTarget::New { .. } => None,
    }
}

async fn rest(milliseconds: u64) {
    let (over, is_over) = oneshot::channel::<()>();
    let over = std::cell::Cell::new(Some(over));
    set_timeout(
        move || {
            if let Some(over) = over.take() {
                let _ = over.send(());
            }
        },
        Duration::from_millis(milliseconds),
    );
    let _ = is_over.await;
}
