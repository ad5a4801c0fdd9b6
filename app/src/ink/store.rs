//! The annotations on this tablet: one's own private ones, opened from their seals, and the shared ones of the room,
//! with what still waits for the server laid over them.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use leptos::prelude::*;
use nghisu_protocol::annotation::note::SealedNote;
use nghisu_protocol::annotation::{Annotation, AnnotationCommand, Colour, Mark, Sharing};
use nghisu_protocol::ids::{AnnotationId, PersonId, VersionId};
use wasm_bindgen_futures::spawn_local;

use super::fingers::Fingers;
use super::model::{Deed, History, Placed, Tool, Visibility};
use super::vault::{Vault, VaultError};
use crate::link::shelf::Shelf;
use crate::link::subtle::CryptographyFailed;
use crate::meeting::room::RoomStore;

/// An annotation as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// What it is.
    pub annotation: Annotation,
    /// Who sees it.
    pub visibility: Visibility,
    /// Whose it is, where it is another's.
    pub author: Option<(PersonId, String)>,
}

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
    /// One's own private annotations, by version.
    pub private: RwSignal<BTreeMap<VersionId, BTreeMap<AnnotationId, Annotation>>>,
    /// Private notes that another tablet's key sealed.
    pub closed: RwSignal<BTreeSet<AnnotationId>>,
    /// Whether there is something to undo.
    pub can_undo: RwSignal<bool>,
    /// Whether there is something to redo.
    pub can_redo: RwSignal<bool>,
    /// Whether fingers draw, for those without a pen.
    pub fingers: Fingers,
    /// Whether private notes can be kept at all.
    pub is_kept: RwSignal<bool>,
    inner: StoredValue<Rc<Inner>, LocalStorage>,
}

#[derive(Default)]
struct Inner {
    vault: RefCell<Option<Vault>>,
    history: RefCell<History>,
    loaded: RefCell<BTreeSet<VersionId>>,
    /// Notes that came before the vault was open.
    early: RefCell<Vec<SealedNote>>,
}

impl InkStore {
    /// The annotations of a room's screen.
    pub fn open(room: RoomStore, shelf: Option<Shelf>) -> Self {
        let store = Self {
            room,
            tool: RwSignal::new(None),
            last_tool: RwSignal::new(Tool::Pen(Colour::Blue)),
            visibility: RwSignal::new(Visibility::Private),
            private: RwSignal::new(BTreeMap::new()),
            closed: RwSignal::new(BTreeSet::new()),
            can_undo: RwSignal::new(false),
            can_redo: RwSignal::new(false),
            fingers: Fingers::remembered(),
            is_kept: RwSignal::new(true),
            inner: StoredValue::new_local(Rc::default()),
        };
        spawn_local(async move {
            let vault = match &shelf {
                Some(shelf) => Vault::open(shelf).await,
                None => Err(VaultError::Cryptography(CryptographyFailed)),
            };
            match vault {
                Ok(vault) => {
                    let Some(inner) = store.inner.try_get_value() else {
                        return;
                    };
                    *inner.vault.borrow_mut() = Some(vault);
                    let early = std::mem::take(&mut *inner.early.borrow_mut());
                    store.take_notes(early).await;
                }
                Err(error) => {
                    web_sys::console::warn_1(&error.to_string().into());
                    store.is_kept.set(false);
                }
            }
        });
        store
    }

    /// Loads what there is on a version: once, and only what this tablet can open is shown.
    pub fn load(
        self,
        version: VersionId,
        fetch: impl Future<Output = Option<Vec<SealedNote>>> + 'static,
    ) {
        self.room.watch(version);
        let inner = self.inner.get_value();
        if !inner.loaded.borrow_mut().insert(version) {
            return;
        }
        spawn_local(async move {
            let kept = fetch.await;
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
            match vault.unseal(&note).await {
                Ok(Some(annotation)) => self.private.update(|all| {
                    all.entry(note.version)
                        .or_default()
                        .insert(note.id, annotation);
                }),
                Ok(None) => self.private.update(|all| {
                    all.entry(note.version).or_default().remove(&note.id);
                }),
                Err(VaultError::OtherKey) => self.closed.update(|closed| {
                    closed.insert(note.id);
                }),
                Err(error) => web_sys::console::warn_1(&error.to_string().into()),
            }
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
        self.perform(&deed);
        self.inner
            .with_value(|inner| inner.history.borrow_mut().remember(deed));
        self.tell_history();
    }

    /// Takes the last deed back.
    pub fn undo(self) {
        let deed = self
            .inner
            .with_value(|inner| inner.history.borrow_mut().undo());
        if let Some(deed) = deed {
            self.perform(&deed);
        }
        self.tell_history();
    }

    /// Does what was undone last.
    pub fn redo(self) {
        let deed = self
            .inner
            .with_value(|inner| inner.history.borrow_mut().redo());
        if let Some(deed) = deed {
            self.perform(&deed);
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

    fn perform(self, deed: &Deed) {
        match deed {
            Deed::Drew(placed) => self.put(placed),
            Deed::Erased(placed) => self.take(placed),
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
                _ => {
                    self.take(before);
                    self.put(after);
                }
            },
        }
    }

    fn put(self, placed: &Placed) {
        let Placed {
            version,
            annotation,
            visibility,
        } = placed.clone();
        match visibility {
            Visibility::Shared(sharing) => {
                self.room.annotate(
                    version,
                    AnnotationCommand::Share {
                        annotation,
                        sharing,
                    },
                );
            }
            Visibility::Private => {
                self.private.update(|all| {
                    all.entry(version)
                        .or_default()
                        .insert(annotation.id, annotation.clone());
                });
                let vault = self.inner.with_value(|inner| inner.vault.borrow().clone());
                spawn_local(async move {
                    let sealed = match &vault {
                        Some(vault) => vault.seal(version, &annotation).await,
                        None => Err(VaultError::Cryptography(CryptographyFailed)),
                    };
                    match sealed {
                        Ok(note) => self.room.keep_note(note),
                        Err(_) => self.is_kept.set(false),
                    }
                });
            }
        }
    }

    fn take(self, placed: &Placed) {
        let (version, id) = (placed.version, placed.annotation.id);
        match placed.visibility {
            Visibility::Shared(_) => {
                self.room
                    .annotate(version, AnnotationCommand::Withdraw { annotation: id });
            }
            Visibility::Private => {
                self.private.update(|all| {
                    all.entry(version).or_default().remove(&id);
                });
                self.room
                    .keep_note(Vault::erased(id, version, placed.annotation.page));
            }
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
        let mut shared: BTreeMap<AnnotationId, Shown> = self.room.annotations.with(|all| {
            let Some(annotations) = all.get(&version) else {
                return BTreeMap::new();
            };
            annotations
                .shared
                .iter()
                .map(|(id, shared)| {
                    let author = (Some(shared.author) != me)
                        .then(|| (shared.author, shared.author_name.clone()));
                    let visibility = Visibility::Shared(shared.sharing);
                    (
                        *id,
                        Shown {
                            annotation: shared.annotation.clone(),
                            visibility,
                            author,
                        },
                    )
                })
                .collect()
        });
        for (other, command) in self.room.waiting_annotations() {
            if other != version {
                continue;
            }
            match command {
                AnnotationCommand::Share {
                    annotation,
                    sharing,
                } => {
                    let visibility = Visibility::Shared(sharing);
                    shared.insert(
                        annotation.id,
                        Shown {
                            annotation,
                            visibility,
                            author: None,
                        },
                    );
                }
                AnnotationCommand::ChangeSharing {
                    annotation,
                    sharing,
                } => {
                    if let Some(shown) = shared.get_mut(&annotation) {
                        shown.visibility = Visibility::Shared(sharing);
                    }
                }
                AnnotationCommand::Withdraw { annotation } => {
                    shared.remove(&annotation);
                }
            }
        }
        let mut all: Vec<Shown> = shared.into_values().collect();
        self.private.with(|private| {
            let own = private
                .get(&version)
                .into_iter()
                .flat_map(|notes| notes.values());
            all.extend(own.map(|annotation| Shown {
                annotation: annotation.clone(),
                visibility: Visibility::Private,
                author: None,
            }));
        });
        all
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

    /// Changes who sees one's own annotation, with undo.
    pub fn open_to(self, version: VersionId, shown: &Shown, sharing: Option<Sharing>) {
        let before = Placed {
            version,
            annotation: shown.annotation.clone(),
            visibility: shown.visibility,
        };
        let visibility = sharing.map_or(Visibility::Private, Visibility::Shared);
        if visibility != before.visibility {
            let after = Placed {
                visibility,
                ..before.clone()
            };
            self.act(Deed::Opened { before, after });
        }
    }
}
