//! Files on their way to the agenda, as the rows show them: this person's, from this visit or an earlier one, and those
//! that others send. How they are sent is `upload_send`'s.
//!
//! A file is offered to the server with its secrecy before its first byte leaves the tablet. What is on its way belongs to
//! no screen: it goes on while the person is elsewhere in the client, and whoever opens the editor again finds it.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::documents::{ConfirmUpload, Secrecy, Upload, UploadTarget};
use nghisu_protocol::error::Message;
use nghisu_protocol::ids::{ItemId, MeetingId, PersonId, UploadId, VersionId};
use uuid::Uuid;

use super::room::RoomStore;
use super::upload_file::{Beginning, Picked};
use super::upload_model::{Arrivals, Heard, Step, fault_of, heard_of};
use super::upload_send::rest;
use crate::identity::store::{Session, use_session};
use crate::link::{self, ApiError, Nothing};
use crate::tr;
use crate::ui::{Toasts, use_toasts};

/// The server knows no such upload (any more).
const UNKNOWN: &str = "upload_unknown";
/// Milliseconds between two looks at what others send.
const OTHERS: u64 = 5_000;

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
    /// Who sends it, when that is somebody else.
    pub by: Option<String>,
    /// Whether the person at the tablet may discard it.
    pub may_discard: bool,
    /// The server's id of it, once begun.
    pub upload: Option<UploadId>,
    /// The version that it will be, once begun.
    pub version: Option<VersionId>,
    /// Where it stands.
    pub step: Step,
    /// What has arrived of it since it was found.
    pub(super) arrivals: Arrivals,
    /// Why its check makes no progress.
    pub trouble: Option<Message>,
}

/// A file that is sent from this tablet.
#[derive(Debug, Clone)]
pub(super) struct Sent {
    /// By which it is begun, as often as it takes until the server answers (rule UP-11).
    pub(super) id: UploadId,
    pub(super) bytes: web_sys::Blob,
    pub(super) beginning: Beginning,
    /// What is on the server is known to be the beginning of this very file.
    pub(super) is_same: bool,
    /// It was begun anew once because what had arrived was another file.
    pub(super) was_begun_anew: bool,
}

/// The uploads of a meeting. Copy it freely.
#[derive(Clone, Copy)]
pub struct Uploads {
    /// The rows, oldest first.
    pub rows: RwSignal<Vec<UploadRow>>,
    pub(super) meeting: MeetingId,
    /// Whose they are: who signs in next on this tablet sends none of them.
    person: Option<PersonId>,
    session: Session,
    pub(super) toasts: Toasts,
    pub(super) files: StoredValue<HashMap<u32, Sent>, LocalStorage>,
    /// The rows that have a sender at work.
    pub(super) senders: StoredValue<HashSet<u32>>,
    next: StoredValue<u32>,
    /// What this tablet has discarded: an older answer of the server may still name it.
    discarded: StoredValue<HashSet<UploadId>>,
    /// Screens that show them now.
    screens: StoredValue<u32>,
    looks_at_others: StoredValue<bool>,
}

thread_local! {
    /// The uploads of every meeting that was prepared in this visit.
    static ALL: RefCell<Vec<Uploads>> = const { RefCell::new(Vec::new()) };
}

impl Uploads {
    /// The uploads of a room, those of earlier visits among them, as long as the calling screen is there.
    pub fn of(room: RoomStore) -> Self {
        let uploads = Self::known(room.meeting);
        uploads.screens.update_value(|screens| *screens += 1);
        on_cleanup(move || uploads.screens.update_value(|screens| *screens -= 1));
        // The room says when something moved on; the first look finds what earlier visits left.
        Effect::new(move |_| {
            room.uploads.track();
            spawn_local(uploads.look());
        });
        // What has become a paper is the room's from then on, also when it is taken off the agenda later.
        Effect::new(move |_| {
            let is_there = |version| {
                room.room.with(|room| {
                    room.as_ref()
                        .is_some_and(|room| room.version(version).is_some())
                })
            };
            let is_over = |row: &UploadRow| {
                matches!(row.step, Step::Ready { .. }) && row.version.is_some_and(is_there)
            };
            if uploads.rows.with(|rows| rows.iter().any(is_over)) {
                uploads.rows.update(|rows| rows.retain(|row| !is_over(row)));
            }
        });
        uploads
    }

    fn known(meeting: MeetingId) -> Self {
        let session = use_session();
        let person = session.person_id_now();
        let toasts = use_toasts();
        ALL.with_borrow_mut(|all| {
            if all.is_empty() {
                // The browser asks in its own words while files are still on their way. The page lives as long as this.
                let _ = window_event_listener(leptos::ev::beforeunload, |event| {
                    if ALL.with_borrow(|all| all.iter().any(|uploads| uploads.is_busy())) {
                        event.prevent_default();
                    }
                });
            }
            for others in all.iter().filter(|known| known.person != person) {
                others.leave();
            }
            let is_this = |known: &&mut Self| known.meeting == meeting && known.person == person;
            if let Some(known) = all.iter_mut().find(is_this) {
                return *known;
            }
            let uploads = root_owner().with(|| Self {
                rows: RwSignal::new(Vec::new()),
                meeting,
                person,
                session,
                toasts,
                files: StoredValue::new_local(HashMap::new()),
                senders: StoredValue::new(HashSet::new()),
                next: StoredValue::new(0),
                discarded: StoredValue::new(HashSet::new()),
                screens: StoredValue::new(0),
                looks_at_others: StoredValue::new(false),
            });
            all.push(uploads);
            uploads
        })
    }

    /// Takes a file; it is sent as soon as a line is free.
    pub fn take(self, item: ItemId, target: UploadTarget, secrecy: Secrecy, file: Picked) {
        let key = self.number();
        let step = match fault_of(&file.name, file.size) {
            Some(reason) => Step::Refused(reason),
            None => Step::Waiting { sent: 0 },
        };
        self.keep_file(key, file.bytes, true);
        self.rows.update(|rows| {
            rows.push(UploadRow {
                key,
                item,
                target,
                secrecy,
                name: file.name,
                size: file.size,
                by: None,
                may_discard: true,
                upload: None,
                version: None,
                step,
                arrivals: Arrivals::default(),
                trouble: None,
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
        self.pump();
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
            self.keep_file(key, file.bytes, false);
            self.resume(key);
        } else {
            self.dismiss(key);
            self.take(row.item, row.target, row.secrecy, file);
        }
    }

    /// Drops a file; what is on the server is erased.
    pub fn dismiss(self, key: u32) {
        let upload = self.untracked(key).and_then(|row| row.upload);
        self.drop_row(key);
        if let Some(upload) = upload {
            spawn_local(async move {
                if let Err(error) = self.discard(upload).await {
                    // It is still there: it stands among the others again.
                    self.toasts.say(error.say());
                    self.look().await;
                }
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
                    self.hear_of(key, answer);
                    self.watch(key, upload).await;
                }
                // Asked again, it may go better: the question stays.
                Err(error) => match heard_of(&error) {
                    Heard::Stalled(_) => self.toasts.say(error.say()),
                    _ => self.fail(key, &error),
                },
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
    fn is_busy(self) -> bool {
        self.rows
            .with_untracked(|rows| rows.iter().any(|row| row.step.is_unfinished()))
    }

    /// Whether whoever sends is signed in now. Where somebody else is, nothing more is sent.
    pub(super) fn is_signed_in(self) -> bool {
        let now = self.session.person_id_now();
        if now.is_some() && now != self.person {
            self.leave();
        }
        now.is_some() && now == self.person
    }

    /// Lets go of everything. What is on the server stays there.
    fn leave(self) {
        self.rows.set(Vec::new());
        self.files.update_value(HashMap::clear);
    }

    fn number(self) -> u32 {
        let key = self.next.get_value();
        self.next.set_value(key + 1);
        key
    }

    fn keep_file(self, key: u32, bytes: web_sys::Blob, is_same: bool) {
        let sent = Sent {
            id: UploadId(Uuid::now_v7()),
            bytes,
            beginning: Beginning::default(),
            is_same,
            was_begun_anew: false,
        };
        self.files.update_value(|files| {
            files.insert(key, sent);
        });
    }

    pub(super) fn untracked(self, key: u32) -> Option<UploadRow> {
        self.rows
            .with_untracked(|rows| rows.iter().find(|row| row.key == key).cloned())
    }

    /// Changes a row, if it is still there.
    pub(super) fn change(self, key: u32, change: impl FnOnce(&mut UploadRow)) -> bool {
        self.rows
            .try_update(|rows| {
                let row = rows.iter_mut().find(|row| row.key == key);
                row.map(change).is_some()
            })
            .unwrap_or(false)
    }

    pub(super) fn hear(self, key: u32, heard: Heard) {
        self.change(key, |row| row.step = row.step.clone().after(heard));
    }

    /// What the server says of an upload.
    pub(super) fn hear_of(self, key: u32, upload: Upload) {
        self.change(key, |row| {
            let step = row.step.clone().after(Heard::Server(upload.state));
            row.step = match step {
                Step::Elsewhere { .. } => step.after(Heard::Received(upload.received)),
                Step::Interrupted { sent } | Step::OnAnother { sent } => {
                    row.arrivals = row.arrivals.after(upload.received > sent, now());
                    step.after(Heard::Received(upload.received))
                        .after(Heard::Arrives(row.arrivals.are_coming()))
                }
                step => step,
            };
            row.trouble = upload.trouble;
            row.may_discard = upload.may_discard;
        });
    }

    /// An answer that is none: what is over ends, what may go better waits.
    pub(super) fn fail(self, key: u32, error: &ApiError) {
        if error.code() == UNKNOWN {
            self.vanish(key);
        } else {
            self.hear(key, heard_of(error));
        }
    }

    /// The server no longer knows an upload: somebody discarded it elsewhere.
    fn vanish(self, key: u32) {
        let Some(row) = self.untracked(key) else {
            return;
        };
        self.drop_row(key);
        if row.by.is_none() && !matches!(row.step, Step::Ready { .. } | Step::Refused(_)) {
            self.toasts.say(tr!("upload-gone", { "name" => row.name }));
        }
    }

    fn drop_row(self, key: u32) {
        self.rows.update(|rows| rows.retain(|row| row.key != key));
        self.files.update_value(|files| {
            files.remove(&key);
        });
    }

    /// Erases what is on the server.
    pub(super) async fn discard(self, upload: UploadId) -> Result<(), ApiError> {
        self.discarded.update_value(|all| {
            all.insert(upload);
        });
        match link::delete::<Nothing>(&format!("/uploads/{upload}")).await {
            Ok(_) => Ok(()),
            Err(error) if error.code() == UNKNOWN => Ok(()),
            Err(error) => {
                self.discarded.update_value(|all| {
                    all.remove(&upload);
                });
                Err(error)
            }
        }
    }

    /// Asks the server for all uploads of the meeting.
    async fn look(self) {
        let asked: Vec<UploadId> = self
            .rows
            .with_untracked(|rows| rows.iter().filter_map(|row| row.upload).collect());
        let path = format!("/meetings/{}/uploads", self.meeting);
        if let Ok(found) = link::get::<Vec<Upload>>(&path).await
            && self.session.person_id_now() == self.person
        {
            self.learn(found, &asked);
        }
    }

    /// What the server knows: news of the rows, and what came from elsewhere. `asked` were known when it was asked.
    fn learn(self, found: Vec<Upload>, asked: &[UploadId]) {
        let known = self.rows.get_untracked();
        for row in &known {
            let is_gone = row.upload.is_some_and(|upload| {
                asked.contains(&upload) && found.iter().all(|found| found.id != upload)
            });
            if is_gone {
                self.vanish(row.key);
            }
        }
        for upload in found {
            let is_own = self.person == Some(upload.by);
            match known.iter().find(|row| row.upload == Some(upload.id)) {
                Some(row) => self.hear_of(row.key, upload),
                None if self.discarded.with_value(|all| all.contains(&upload.id)) => {}
                // One that this tablet just began may be heard of before its own answer: names and sizes tell.
                None if is_own
                    && known.iter().any(|row| {
                        row.upload.is_none()
                            && row.name == upload.file_name
                            && row.size == upload.size
                    }) => {}
                None => self.find(upload, is_own),
            }
        }
        self.look_at_others();
    }

    /// Adds a row for an upload of an earlier visit, or of somebody else.
    fn find(self, upload: Upload, is_own: bool) {
        let step = Step::found(upload.state, upload.received, is_own);
        if matches!(step, Step::Ready { .. }) {
            return;
        }
        let target = if upload.is_replacement {
            UploadTarget::Replacement {
                document: upload.document,
                reason: upload.reason,
            }
        } else {
            UploadTarget::New {
                item: upload.item,
                title: None,
            }
        };
        let key = self.number();
        let is_checked = is_own && step == Step::Checking;
        self.rows.update(|rows| {
            rows.push(UploadRow {
                key,
                item: upload.item,
                target,
                secrecy: upload.secrecy,
                name: upload.file_name,
                size: upload.size,
                by: (!is_own).then_some(upload.by_name),
                may_discard: upload.may_discard,
                upload: Some(upload.id),
                version: Some(upload.version),
                step,
                arrivals: Arrivals::found(now()),
                trouble: upload.trouble,
            });
        });
        if is_checked {
            spawn_local(self.watch(key, upload.id));
        }
    }

    /// Looks again and again while others, or other tablets of this person, send something and a screen shows it.
    fn look_at_others(self) {
        let is_watched = move || {
            self.screens.get_value() > 0
                && self.rows.with_untracked(|rows| {
                    rows.iter().any(|row| match row.step {
                        Step::Elsewhere { .. } | Step::OnAnother { .. } => true,
                        Step::Checking => row.by.is_some(),
                        Step::Interrupted { .. } => row.arrivals.may_come(now()),
                        _ => false,
                    })
                })
        };
        if !is_watched() || self.looks_at_others.get_value() {
            return;
        }
        self.looks_at_others.set_value(true);
        spawn_local(async move {
            rest(Duration::from_millis(OTHERS)).await;
            self.looks_at_others.set_value(false);
            if is_watched() {
                self.look().await;
            }
        });
    }
}

/// Milliseconds of the tablet's clock.
fn now() -> i64 {
    js_sys::Date::now() as i64
}

/// The owner of the whole client, which lives as long as the page.
fn root_owner() -> Owner {
    let mut owner = Owner::current().unwrap_or_default();
    while let Some(parent) = owner.parent() {
        owner = parent;
    }
    owner
}
