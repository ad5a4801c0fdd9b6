//! What the signing screen knows: the file to the byte, what was seen of it, the tablet's key, and how the signature
//! goes.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::ids::{MeetingId, Timestamp};
use nghisu_protocol::log::Hash;
use nghisu_protocol::minutes::{
    DueSignature, MinutesChanges, MinutesPages, MinutesView, SignaturePlace,
};
use nghisu_protocol::room::state::{SigningCapacity, SubmittedMinutes};

use super::ceremony::{Step, sign};
use super::held::HeldFile;
use super::key::SigningKey;
use super::model::{Progress, Shown, progress};
use super::pages::InView;
use crate::identity::store::{Session, use_session};
use crate::link::ApiError;
use crate::link::shelf::Shelf;
use crate::minutes::api;
use crate::tr;
use crate::ui::{Asking, Load};
use crate::waiting::store::{Waiting, use_waiting};

/// The file on the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OnDesk {
    /// SHA-256 of its bytes, computed here.
    pub hash: Hash,
    /// How many pages it has.
    pub pages: u32,
}

/// A signature that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// When.
    pub at: Timestamp,
    /// Who is next.
    pub next: Option<DueSignature>,
}

/// Why *Ký biên bản* cannot be pressed, or that it can.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Readiness {
    /// The file is still on its way.
    Loading,
    /// No page was seen yet.
    Unread,
    /// Pages are still unseen.
    Unseen(Vec<usize>),
    /// The tablet has no key.
    NoKey,
    /// Everything is there.
    Ready,
}

/// The store. Copy it freely.
#[derive(Clone, Copy)]
pub struct SigningStore {
    /// Of which meeting.
    pub meeting: MeetingId,
    /// The minutes.
    pub view: RwSignal<Option<MinutesView>>,
    /// Why there is nothing to show.
    pub failed: RwSignal<Option<ApiError>>,
    /// The file on the desk.
    pub desk: RwSignal<Option<OnDesk>>,
    /// Where on it the signatures that it still lacks will stand.
    places: RwSignal<Vec<SignaturePlace>>,
    /// What was seen of it.
    pub shown: RwSignal<Shown>,
    /// What changed since the signer last read.
    pub changes: RwSignal<Option<MinutesChanges>>,
    /// The tablet's key: waiting while it is looked for, then there or not.
    pub key: RwSignal<Option<Load<Option<SigningKey>>>, LocalStorage>,
    /// What is going on.
    pub step: RwSignal<Option<Step>>,
    /// Why the last attempt came to nothing.
    pub problem: RwSignal<Option<String>>,
    /// An attempt was made: the next one goes on.
    pub was_tried: RwSignal<bool>,
    /// Set to go to a page.
    pub go_to: RwSignal<Option<u32>>,
    file: StoredValue<Rc<Vec<u8>>, LocalStorage>,
    held: StoredValue<Option<HeldFile>, LocalStorage>,
    shelf: StoredValue<Option<Shelf>, LocalStorage>,
    is_noted: StoredValue<bool>,
    asking: Asking,
    session: Session,
    waiting: Waiting,
}

impl SigningStore {
    /// The store of a meeting's minutes. Call in a component.
    pub fn open(meeting: MeetingId, shelf: Option<Shelf>) -> Self {
        let store = Self {
            meeting,
            view: RwSignal::new(None),
            failed: RwSignal::new(None),
            desk: RwSignal::new(None),
            places: RwSignal::new(Vec::new()),
            shown: RwSignal::new(Shown::default()),
            changes: RwSignal::new(None),
            key: RwSignal::new_local(None),
            step: RwSignal::new(None),
            problem: RwSignal::new(None),
            was_tried: RwSignal::new(false),
            go_to: RwSignal::new(None),
            file: StoredValue::new_local(Rc::new(Vec::new())),
            held: StoredValue::new_local(None),
            shelf: StoredValue::new_local(shelf),
            is_noted: StoredValue::new(false),
            asking: Asking::new(),
            session: use_session(),
            waiting: use_waiting(),
        };
        provide_context(store);
        store.load();
        store.find_key();
        store
    }

    /// Asks the server for the minutes and their file. Why that failed before is said until the answer is there.
    pub fn load(self) {
        let Some(turn) = self.asking.begin() else {
            return;
        };
        spawn_local(async move {
            let outcome = self.loaded(turn).await;
            if self.asking.answered(turn)
                && let Err(error) = outcome
            {
                self.failed.set(Some(error));
            }
        });
    }

    /// Whether an answer is awaited.
    pub fn is_asking(self) -> Signal<bool> {
        self.asking.is_on()
    }

    /// Nothing of it counts once it was asked again: pages that were seen since stay seen.
    async fn loaded(self, turn: u64) -> Result<(), ApiError> {
        let view = api::view(self.meeting).await?;
        let wanted = view.submitted.as_ref().map(SubmittedMinutes::file);
        if !self.asking.is_last(turn) {
            return Ok(());
        }
        self.view.set(Some(view));
        let Some(wanted) = wanted else {
            self.failed.set(None);
            return Ok(());
        };
        if self
            .desk
            .with_untracked(|desk| desk.is_some_and(|desk| desk.hash == wanted))
        {
            return Ok(());
        }
        let bytes = api::file(self.meeting, wanted).await?;
        let hash = Hash::of(&bytes);
        if hash != wanted {
            return Err(ApiError::Unreadable("file_altered".to_owned()));
        }
        let MinutesPages {
            pages,
            signature_places,
        } = api::pages(self.meeting, hash).await?;
        let changes = api::changes(self.meeting).await?;
        let mut shown = Shown::default();
        for page in self.remembered(hash).await {
            shown.remember(page);
        }
        let held = HeldFile::new(&bytes);
        if !self.asking.is_last(turn) {
            return Ok(());
        }
        self.file.set_value(Rc::new(bytes));
        self.held.set_value(held);
        self.is_noted.set_value(false);
        self.shown.set(shown);
        // What changed is what changed since the visit before this one, however often the file is fetched.
        if self.changes.with_untracked(Option::is_none) || self.was_tried.get_untracked() {
            self.changes.set(Some(changes));
        }
        self.places.set(signature_places);
        self.desk.set(Some(OnDesk { hash, pages }));
        self.failed.set(None);
        self.note_if_read();
        Ok(())
    }

    /// Where the tablet's own viewer finds the bytes on the desk.
    pub fn held_address(self) -> Option<String> {
        self.desk.with(Option::is_some).then_some(())?;
        self.held
            .try_with_value(|held| held.as_ref().map(|held| held.address().to_owned()))
            .flatten()
    }

    /// Looks for this tablet's key.
    pub fn find_key(self) {
        self.key.set(Some(Load::Waiting));
        spawn_local(async move {
            let found = match self.shelf.try_get_value().flatten() {
                Some(shelf) => SigningKey::find(&shelf).await,
                None => Ok(None),
            };
            let _ = self.key.try_set(Some(match found {
                Ok(key) => Load::Ready(key),
                Err(super::key::SigningKeyError::Api(error)) => Load::Failed(error),
                Err(_) => Load::Ready(None),
            }));
        });
    }

    /// Makes a key on this tablet. Gives the sentence of what went wrong, if something did.
    pub async fn make_key(self, label: String) -> Option<String> {
        let name = self.session.me().map(|me| me.name).unwrap_or_default();
        let shelf = self.shelf.try_get_value().flatten();
        match SigningKey::make(shelf.as_ref(), &name, label).await {
            Ok(key) => {
                let _ = self.key.try_set(Some(Load::Ready(Some(key))));
                None
            }
            Err(error) => Some(error.say()),
        }
    }

    /// The capacity in which the person at the tablet signs now, if it is their turn.
    pub fn my_turn(self) -> Option<SigningCapacity> {
        let person = self.session.person_id()?;
        self.view.with(|view| {
            let next = view.as_ref()?.next_signer.as_ref()?;
            (next.person == person).then_some(next.capacity)
        })
    }

    /// Where the signature of the person at the tablet will stand, if it is their turn.
    pub fn my_place(self) -> Option<SignaturePlace> {
        let capacity = self.my_turn()?;
        self.places.with(|places| {
            places
                .iter()
                .find(|place| place.capacity == capacity)
                .copied()
        })
    }

    /// The signature that the person at the tablet has given already.
    pub fn given(self) -> Option<Given> {
        let person = self.session.person_id()?;
        self.view.with(|view| {
            let view = view.as_ref()?;
            let given = view
                .submitted
                .as_ref()?
                .signatures
                .iter()
                .rfind(|given| given.person == person)?;
            let named = view
                .signed
                .iter()
                .rfind(|named| named.capacity == given.capacity);
            Some(Given {
                at: named.map_or(given.at, |named| named.at),
                next: view.next_signer.clone(),
            })
        })
    }

    /// The pages that were not seen yet; nothing while the file is on its way.
    pub fn unseen(self) -> Option<Vec<usize>> {
        let desk = self.desk.get()?;
        Some(self.shown.with(|shown| shown.unseen(desk.pages)))
    }

    /// How far the reading is; nothing is read while the file is on its way.
    pub fn progress(self) -> Progress {
        let Some(desk) = self.desk.get() else {
            return Progress::default();
        };
        self.changes.with(|changes| {
            changes.as_ref().map_or_else(Progress::default, |changes| {
                self.shown
                    .with(|shown| progress(&changes.changes, shown, desk.pages))
            })
        })
    }

    /// Whether *Ký biên bản* can be pressed.
    pub fn readiness(self) -> Readiness {
        let (Some(desk), Some(unseen)) = (self.desk.get(), self.unseen()) else {
            return Readiness::Loading;
        };
        if !unseen.is_empty() {
            let is_none_seen = unseen.len() == desk.pages as usize;
            return if is_none_seen {
                Readiness::Unread
            } else {
                Readiness::Unseen(unseen)
            };
        }
        match self.key.get() {
            Some(Load::Ready(Some(_))) => Readiness::Ready,
            Some(Load::Ready(None) | Load::Failed(_)) => Readiness::NoKey,
            Some(Load::Waiting) | None => Readiness::Loading,
        }
    }

    /// Notes what is in view.
    pub fn in_view(self, part: InView) {
        // Most parts bring nothing new: nobody is told then.
        let is_new = self
            .shown
            .try_update_untracked(|shown| shown.note(part.page, part.top, part.bottom));
        if is_new == Some(true) {
            self.shown.notify();
            self.remember();
            self.note_if_read();
        }
    }

    fn key_of(hash: Hash) -> String {
        format!("minutes-seen/{hash}")
    }

    async fn remembered(self, hash: Hash) -> Vec<u32> {
        let Some(shelf) = self.shelf.try_get_value().flatten() else {
            return Vec::new();
        };
        let json = shelf.fact(&Self::key_of(hash)).await.ok().flatten();
        json.and_then(|json| serde_json::from_str(&json).ok())
            .unwrap_or_default()
    }

    fn remember(self) {
        let (Some(shelf), Some(desk)) = (
            self.shelf.try_get_value().flatten(),
            self.desk.get_untracked(),
        ) else {
            return;
        };
        let seen = self.shown.with_untracked(|shown| shown.seen(desk.pages));
        spawn_local(async move {
            if let Ok(json) = serde_json::to_string(&seen) {
                // A tablet that keeps nothing asks to read again after a reload.
                let _ = shelf.keep_fact(&Self::key_of(desk.hash), &json).await;
            }
        });
    }

    /// Tells the server once that the whole file was read.
    fn note_if_read(self) {
        let Some(desk) = self.desk.get_untracked() else {
            return;
        };
        let is_read = self
            .shown
            .with_untracked(|shown| shown.unseen(desk.pages).is_empty());
        if is_read && self.is_noted.try_get_value() == Some(false) {
            self.is_noted.set_value(true);
            spawn_local(async move {
                if api::note_reading(self.meeting, desk.hash).await.is_err() {
                    let _ = self.is_noted.try_set_value(false);
                }
            });
        }
    }

    /// Signs, or goes on where an earlier attempt stopped.
    pub fn sign(self) {
        let Some(Load::Ready(Some(key))) = self.key.get_untracked() else {
            return;
        };
        if self.step.get_untracked().is_some() {
            return;
        }
        let Some(file) = self.file.try_get_value() else {
            return;
        };
        self.problem.set(None);
        self.step.set(Some(Step::Preparing));
        self.was_tried.set(true);
        spawn_local(async move {
            let outcome = sign(self.meeting, &file, &key, |step| {
                let _ = self.step.try_set(Some(step));
            })
            .await;
            if self.step.try_set(None).is_some() {
                return;
            }
            match outcome {
                Ok(_) => {
                    self.waiting.refresh();
                    self.load();
                }
                Err(error) if error.is_done_already() => {
                    self.waiting.refresh();
                    self.load();
                }
                Err(error) => {
                    self.problem.set(Some(error.say()));
                    if error.wants_new_key() {
                        self.find_key();
                    }
                    if error.wants_new_reading() {
                        self.load();
                    }
                }
            }
        });
    }

    /// Sends the minutes back. Tells whether that was done.
    pub async fn send_back(self, reason: String) -> Result<(), String> {
        match api::send_back(self.meeting, reason).await {
            Ok(_) => {
                self.waiting.refresh();
                Ok(())
            }
            Err(error) => Err(error.say()),
        }
    }
}

/// The word on the button, which says why it cannot be pressed while it cannot.
pub fn sign_word(readiness: &Readiness, was_tried: bool) -> String {
    match readiness {
        Readiness::Loading => tr!("sign-loading"),
        Readiness::Unread => tr!("sign-read-all"),
        Readiness::Unseen(pages) => {
            let listed = if pages.len() > 4 {
                tr!("sign-pages-left", { "count" => pages.len() })
            } else {
                tr!("sign-pages", { "count" => pages.len(), "pages" => crate::meeting::model::listed(pages, &tr!("and")) })
            };
            tr!("sign-read-first", { "pages" => listed })
        }
        Readiness::NoKey => tr!("sign-key-first"),
        Readiness::Ready if was_tried => tr!("sign-go-on"),
        Readiness::Ready => tr!("sign-minutes"),
    }
}

/// The store, in any view of the screen.
pub fn use_signing() -> SigningStore {
    expect_context()
}
