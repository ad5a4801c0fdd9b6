//! The annotations on this tablet: one's own private ones, opened from their seals, and the shared ones of the room,
//! with what still waits for the server laid over them.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use leptos::prelude::*;
use nghisu_protocol::annotation::note::SealedNote;
use nghisu_protocol::annotation::{Annotation, AnnotationCommand, Colour, Mark, Sharing};
use nghisu_protocol::ids::{AnnotationId, VersionId};
use nghisu_protocol::room::Act;
use nghisu_protocol::room::state::Stage;
use nghisu_protocol::socket::Outcome;
use wasm_bindgen_futures::spawn_local;

use super::answers::{Consequence, Known, concerned, consequence};
use super::fingers::Fingers;
use super::model::{Deed, History, Placed, Tool, Visibility};
use super::shown::{Overlay, Shown};
use super::vault::{Vault, VaultError};
use crate::conduct::acts::say_refused;
use crate::link::shelf::Shelf;
use crate::link::socket::Connection;
use crate::link::subtle::CryptographyFailed;
use crate::meeting::room::{Refused, RoomStore};
use crate::tr;

/// See the module. Copy it freely; it lives as long as the room's screen.
#[derive(Clone, Copy)]
pub struct InkStore {
    /// The room.
    pub room: RoomStore,
    /// What the hand holds; nothing while reading.
    pub tool: RwSignal<Option<Tool>>,
    /// The tool that was held last.
    pub last_tool: RwSignal<Tool>,
    /// Who sees what is drawn next.
    pub visibility: RwSignal<Visibility>,
    /// Whether anything can be shared now: as long as the meeting is prepared or held.
    pub may_share: Memo<bool>,
    /// One's own private annotations, by version.
    pub private: RwSignal<BTreeMap<VersionId, BTreeMap<AnnotationId, Annotation>>>,
    /// Private notes that another tablet's key sealed.
    pub closed: RwSignal<BTreeSet<AnnotationId>>,
    /// What was typed into a note and not saved, while the note is being opened once more.
    pub put_aside: StoredValue<Option<String>>,
    /// Whether there is something to undo.
    pub can_undo: RwSignal<bool>,
    /// Whether there is something to redo.
    pub can_redo: RwSignal<bool>,
    /// Whether fingers draw, for those without a pen.
    pub fingers: Fingers,
    /// Whether private notes can be kept at all.
    pub is_kept: RwSignal<bool>,
    /// Whether private notes stay on this tablet alone, until it is wiped.
    pub stays_here: bool,
    inner: StoredValue<Rc<Inner>, LocalStorage>,
}

#[derive(Default)]
struct Inner {
    vault: RefCell<Option<Vault>>,
    history: RefCell<History>,
    loaded: RefCell<BTreeSet<VersionId>>,
    /// Whether the vault is still being opened.
    is_opening: Cell<bool>,
    /// Notes that came before the vault was open.
    early: RefCell<Vec<SealedNote>>,
    /// What was written before the vault was open.
    unsealed: RefCell<Vec<(VersionId, Annotation)>>,
}

impl InkStore {
    /// The annotations of a room's screen.
    pub fn open(room: RoomStore, shelf: Option<Shelf>, stays_here: bool) -> Self {
        let may_share = Memo::new(move |_| {
            let may_share = room.with(|room, viewer| {
                matches!(room.stage, Stage::Draft | Stage::Published | Stage::Open)
                    && room.allows(viewer, Act::Annotate)
            });
            may_share.unwrap_or(false)
        });
        let store = Self {
            room,
            tool: RwSignal::new(None),
            last_tool: RwSignal::new(Tool::Pen(Colour::Blue)),
            visibility: RwSignal::new(Visibility::Private),
            may_share,
            private: RwSignal::new(BTreeMap::new()),
            closed: RwSignal::new(BTreeSet::new()),
            put_aside: StoredValue::new(None),
            can_undo: RwSignal::new(false),
            can_redo: RwSignal::new(false),
            fingers: Fingers::remembered(),
            is_kept: RwSignal::new(true),
            stays_here,
            inner: StoredValue::new_local(Rc::new(Inner {
                is_opening: Cell::new(true),
                ..Inner::default()
            })),
        };
        // A room that is closed to this person leaves nothing of what was written on its papers here.
        Effect::new(move |_| {
            if matches!(room.connection.get(), Connection::Ended(_)) {
                store.let_go();
            }
        });
        // Once the meeting has ended, what is written is one's own.
        Effect::new(move |_| {
            if !may_share.get() {
                store.visibility.set(Visibility::Private);
            }
        });
        spawn_local(async move {
            let vault = match &shelf {
                Some(shelf) => Vault::open(shelf).await,
                None => Err(VaultError::Cryptography(CryptographyFailed)),
            };
            let Some(inner) = store.inner.try_get_value() else {
                return;
            };
            inner.is_opening.set(false);
            match vault {
                Ok(vault) => *inner.vault.borrow_mut() = Some(vault),
                Err(error) => {
                    web_sys::console::warn_1(&error.to_string().into());
                    store.is_kept.set(false);
                }
            }
            for (version, annotation) in inner.unsealed.take() {
                store.seal(version, annotation);
            }
            store.take_notes(inner.early.take()).await;
        });
        store
    }

    /// Forgets every note here; the shelf and the server keep them.
    fn let_go(self) {
        self.private.set(BTreeMap::new());
        self.closed.set(BTreeSet::new());
        self.hold(None);
        let Some(inner) = self.inner.try_get_value() else {
            return;
        };
        inner.history.take();
        inner.loaded.take();
        inner.early.take();
        self.can_undo.set(false);
        self.can_redo.set(false);
    }

    /// Whether everything that is written here is kept: it would be gone with the page otherwise.
    pub fn keeps_everything(self) -> bool {
        self.is_kept.get() && self.room.keeps_what_waits.get()
    }

    /// Loads what there is on a version: once, and only what this tablet can open is shown.
    pub fn load(
        self,
        version: VersionId,
        fetch: impl Future<Output = Option<Vec<SealedNote>>> + 'static,
    ) {
        self.room.watch(version);
        let Some(inner) = self.inner.try_get_value() else {
            return;
        };
        if !inner.loaded.borrow_mut().insert(version) {
            return;
        }
        spawn_local(async move {
            let kept = if self.stays_here {
                Some(Vec::new())
            } else {
                fetch.await
            };
            if kept.is_none() {
                inner.loaded.borrow_mut().remove(&version);
            }
            // What waits in the outbox is newer than what the server has.
            let mut notes = kept.unwrap_or_default();
            let waiting = self.room.waiting_notes();
            notes.extend(waiting.into_iter().filter(|note| note.version == version));
            self.take_notes(notes).await;
        });
    }

    async fn take_notes(self, notes: Vec<SealedNote>) {
        let Some(inner) = self.inner.try_get_value() else {
            return;
        };
        let vault = inner.vault.borrow().clone();
        let Some(vault) = vault else {
            inner.early.borrow_mut().extend(notes);
            return;
        };
        for note in notes {
            let opened = vault.unseal(&note).await;
            // The room may have been left meanwhile.
            let _ = match opened {
                Ok(Some(annotation)) => self.private.try_update(|all| {
                    all.entry(note.version)
                        .or_default()
                        .insert(note.id, annotation);
                }),
                Ok(None) => self.private.try_update(|all| {
                    all.entry(note.version).or_default().remove(&note.id);
                }),
                Err(VaultError::OtherKey) => self.closed.try_update(|closed| {
                    closed.insert(note.id);
                }),
                Err(error) => {
                    web_sys::console::warn_1(&error.to_string().into());
                    None
                }
            };
        }
    }

    /// Takes a tool into the hand, or puts it down.
    pub fn hold(self, tool: Option<Tool>) {
        if let Some(tool) = tool {
            self.last_tool.set(tool);
        }
        self.tool.set(tool);
    }

    /// Does something and remembers it for undo.
    pub fn act(self, deed: Deed) {
        let Some(inner) = self.inner.try_get_value() else {
            return;
        };
        self.apply(&deed);
        inner.history.borrow_mut().remember(deed);
        self.tell_history();
    }

    /// Takes the last deed back.
    pub fn undo(self) {
        self.step_through(History::undo);
    }

    /// Does what was undone last.
    pub fn redo(self) {
        self.step_through(History::redo);
    }

    fn step_through(self, step: fn(&mut History) -> Option<Deed>) {
        let Some(inner) = self.inner.try_get_value() else {
            return;
        };
        let deed = step(&mut inner.history.borrow_mut());
        if let Some(deed) = deed {
            self.apply(&deed);
        }
        self.tell_history();
    }

    fn tell_history(self) {
        let (can_undo, can_redo) = self.inner.with_value(|inner| {
            let history = inner.history.borrow();
            (history.can_undo(), history.can_redo())
        });
        self.can_undo.set(can_undo);
        self.can_redo.set(can_redo);
    }

    /// Does something without remembering it.
    fn apply(self, deed: &Deed) {
        match deed {
            Deed::Drew(placed) => self.bring(placed),
            Deed::Erased(placed) => self.erase(placed),
            Deed::Changed { before, after } => {
                self.bring(after);
                if before.annotation.id != after.annotation.id {
                    self.erase(before);
                }
            }
            Deed::Opened { before, after } => match (before.visibility, after.visibility) {
                (Visibility::Shared(_), Visibility::Shared(sharing)) => {
                    let annotation = after.annotation.id;
                    self.room.annotate(
                        after.version,
                        AnnotationCommand::ChangeSharing {
                            annotation,
                            sharing,
                        },
                    );
                }
                // The private one goes when the server has answered, not before: see `take_answer`.
                (Visibility::Private, _) => self.bring(after),
                (Visibility::Shared(_), Visibility::Private) => {
                    self.bring(after);
                    self.withdraw(before);
                }
            },
        }
    }

    /// Brings an annotation before those who shall see it.
    fn bring(self, placed: &Placed) {
        let Placed {
            version,
            annotation,
            visibility,
        } = placed.clone();
        match visibility {
            Visibility::Shared(sharing) => self.room.annotate(
                version,
                AnnotationCommand::Share {
                    annotation,
                    sharing,
                },
            ),
            Visibility::Private => self.keep_private(version, annotation),
        }
    }

    /// Takes an annotation from everybody, its author too.
    fn erase(self, placed: &Placed) {
        if matches!(placed.visibility, Visibility::Shared(_)) {
            self.withdraw(placed);
        }
        self.erase_private(placed.version, placed.annotation.id);
    }

    fn withdraw(self, placed: &Placed) {
        let annotation = placed.annotation.id;
        self.room
            .annotate(placed.version, AnnotationCommand::Withdraw { annotation });
    }

    fn keep_private(self, version: VersionId, annotation: Annotation) {
        self.private.update(|all| {
            all.entry(version)
                .or_default()
                .insert(annotation.id, annotation.clone());
        });
        self.seal(version, annotation);
    }

    fn seal(self, version: VersionId, annotation: Annotation) {
        let inner = self.inner.get_value();
        if inner.is_opening.get() {
            inner.unsealed.borrow_mut().push((version, annotation));
            return;
        }
        let vault = inner.vault.borrow().clone();
        spawn_local(async move {
            let sealed = match &vault {
                Some(vault) => vault.seal(version, &annotation).await,
                None => Err(VaultError::Cryptography(CryptographyFailed)),
            };
            match sealed {
                // What was erased or changed while it was sealed is not to come back.
                Ok(note) if self.private_one(version, annotation.id) == Some(annotation) => {
                    self.room.keep_note(note);
                }
                Ok(_) => {}
                Err(_) => {
                    let _ = self.is_kept.try_set(false);
                }
            }
        });
    }

    fn erase_private(self, version: VersionId, id: AnnotationId) {
        let Some(annotation) = self.private_one(version, id) else {
            return;
        };
        self.private.update(|all| {
            all.entry(version).or_default().remove(&id);
        });
        self.room
            .keep_note(Vault::erased(id, version, annotation.page));
    }

    fn private_one(self, version: VersionId, id: AnnotationId) -> Option<Annotation> {
        let found = self
            .private
            .try_with_untracked(|all| all.get(&version)?.get(&id).cloned());
        found.flatten()
    }

    /// Takes the server's answer to a command, also to one of an earlier visit; gives what is to be said about it.
    pub fn take_answer(
        self,
        version: VersionId,
        command: &AnnotationCommand,
        outcome: &Outcome,
    ) -> Option<String> {
        let inner = self.inner.try_get_value()?;
        let id = concerned(command);
        let known = Known {
            has_copy: self.private_one(version, id).is_some(),
            is_shared: self.room.annotations.with_untracked(|all| {
                all.get(&version)
                    .map(|annotations| annotations.shared.contains_key(&id))
            }),
            is_withdrawn_next: self.room.waiting_annotations().iter().any(
                |(_, waiting)| matches!(waiting, AnnotationCommand::Withdraw { annotation } if *annotation == id),
            ),
        };
        let say = |why| say_refused(Refused::By(why));
        match consequence(command, outcome, known) {
            Consequence::Nothing => None,
            Consequence::EraseCopy(id) => {
                self.erase_private(version, id);
                None
            }
            Consequence::StaysPrivate { kept, id, why } => {
                if let Some(annotation) = kept {
                    self.keep_private(version, annotation);
                }
                inner.history.borrow_mut().was_not_shared(id);
                self.tell_history();
                Some(tr!("ink-stays-private", { "why" => say(why) }))
            }
            Consequence::StaysShared { copy, why } => {
                if let Some(id) = copy {
                    self.erase_private(version, id);
                }
                Some(tr!("ink-stays-shared", { "why" => say(why) }))
            }
            Consequence::SeenAsBefore(why) => Some(say(why)),
        }
    }

    /// Everything on a page: what is shared, with what still waits laid over it, and what is private.
    pub fn on_page(self, version: VersionId, page: u32) -> Vec<Shown> {
        let mut shown: Vec<Shown> = self
            .on_version(version)
            .into_iter()
            .filter(|shown| shown.annotation.page == page)
            .collect();
        // Highlights lie under ink.
        shown.sort_by_key(|shown| !matches!(shown.annotation.mark, Mark::Highlight { .. }));
        shown
    }

    /// Everything on a version, in no special order.
    pub fn on_version(self, version: VersionId) -> Vec<Shown> {
        let me = self
            .room
            .viewer
            .with(|viewer| viewer.as_ref().map(|viewer| viewer.person));
        // Reading the count makes the caller follow the outbox.
        self.room.waiting.track();
        let mut overlay = self.room.annotations.with(|all| {
            all.get(&version)
                .map(|annotations| Overlay::of(&annotations.shared, me))
                .unwrap_or_default()
        });
        for (other, command) in self.room.waiting_annotations() {
            if other == version {
                overlay.lay(command);
            }
        }
        self.private.with(|private| {
            let own = private.get(&version);
            overlay.with_private(own.into_iter().flat_map(BTreeMap::values))
        })
    }

    /// How many of one's own annotations others can see on a version.
    pub fn shared_by_me(self, version: VersionId) -> usize {
        self.on_version(version)
            .iter()
            .filter(|shown| {
                shown.author.is_none() && matches!(shown.visibility, Visibility::Shared(_))
            })
            .count()
    }

    /// Whether one has notes of one's own on a version.
    pub fn has_notes(self, version: VersionId) -> bool {
        self.on_version(version)
            .iter()
            .any(|shown| shown.author.is_none())
    }

    /// Changes who sees one's own annotation; gives the deed, where it is one.
    pub fn open_to(
        self,
        version: VersionId,
        shown: &Shown,
        sharing: Option<Sharing>,
    ) -> Option<Deed> {
        let before = shown.clone().placed(version);
        let visibility = sharing.map_or(Visibility::Private, Visibility::Shared);
        if visibility == before.visibility {
            return None;
        }
        let after = Placed {
            visibility,
            ..before.clone()
        };
        let deed = Deed::Opened { before, after };
        self.act(deed.clone());
        Some(deed)
    }
}
