//! What the editor knows beside the room: how saving goes, who can be chosen, and the way changes are sent.

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::ids::{CommandId, MeetingId, PersonId, Timestamp, UnitId, Uuid};
use nghisu_protocol::room::state::{Details, Room};
use nghisu_protocol::room::{Rejection, RoomCommand};
use nghisu_protocol::socket::{Command, CommandEnvelope, Outcome};
use serde::Deserialize;

use super::api;
use super::model::UNTITLED;
use super::room::{Refused, RoomStore};
use super::upload::Uploads;
use crate::conduct::acts::{Acts, say_refused};
use crate::link::{self, ApiError};
use crate::ui::{Fetch, Toasts, use_toasts};

/// A person of the directory.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Listed {
    /// Who.
    pub id: PersonId,
    /// Full name.
    pub name: String,
    /// What they hold today, in rank order.
    #[serde(default)]
    pub positions: Vec<Held>,
}

/// A position that somebody holds.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Held {
    /// Its title.
    pub title: String,
}

impl Listed {
    /// The title of the first position.
    pub fn position(&self) -> String {
        self.positions
            .first()
            .map(|held| held.title.clone())
            .unwrap_or_default()
    }
}

/// A unit of the directory.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ListedUnit {
    /// Which.
    pub id: UnitId,
    /// Its name today.
    pub name: String,
}

/// People whose name or title has words that begin like these; marks may be left out.
pub async fn people(search: &str) -> Result<Vec<Listed>, ApiError> {
    link::get(&link::query("/people", &[("search", search.trim())])).await
}

/// The units of the directory that exist today.
pub async fn units() -> Result<Vec<ListedUnit>, ApiError> {
    link::get("/units").await
}

/// Makes a draft; gives its id.
pub async fn create() -> Result<MeetingId, String> {
    let meeting = MeetingId(Uuid::now_v7());
    let details = Details {
        title: UNTITLED.to_owned(),
        ..Details::default()
    };
    let envelope = CommandEnvelope {
        id: CommandId(Uuid::now_v7()),
        on_behalf_of: None,
        command: Command::Room {
            room: RoomCommand::CreateMeeting { details },
        },
    };
    match api::command(meeting, &envelope).await {
        Ok(Outcome::Accepted { .. }) => Ok(meeting),
        Ok(Outcome::Rejected { reason }) => Err(say_refused(Refused::By(reason))),
        Err(error) => Err(error.say()),
    }
}

/// How saving goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    /// Nothing was changed yet.
    Unchanged,
    /// On its way.
    Saving,
    /// Kept since then.
    At(Timestamp),
    /// The last change was not kept.
    Failed,
}

/// The editor of one meeting. Copy it freely.
#[derive(Clone, Copy)]
pub struct Editor {
    /// The room.
    pub room: RoomStore,
    /// Acts with undo.
    pub acts: Acts,
    /// How saving goes.
    pub saved: RwSignal<Saved>,
    /// Files on their way.
    pub uploads: Uploads,
    /// Units that can hold a meeting.
    pub units: Fetch<Vec<ListedUnit>>,
    toasts: Toasts,
    wanted: StoredValue<Option<Details>>,
    flying: StoredValue<u32>,
}

impl Editor {
    /// The editor of a room. Call in a component.
    pub fn new(room: RoomStore) -> Self {
        let editor = Self {
            room,
            acts: Acts::new(room),
            saved: RwSignal::new(Saved::Unchanged),
            uploads: Uploads::new(room),
            units: Fetch::new(units),
            toasts: use_toasts(),
            wanted: StoredValue::new(None),
            flying: StoredValue::new(0),
        };
        provide_context(editor);
        editor
    }

    /// Reads the room; nothing before it is there.
    pub fn read<T>(&self, read: impl FnOnce(&Room) -> T) -> Option<T> {
        self.room.room.with(|room| room.as_ref().map(read))
    }

    /// Reads the room without following it.
    pub fn read_untracked<T>(&self, read: impl FnOnce(&Room) -> T) -> Option<T> {
        self.room
            .room
            .with_untracked(|room| room.as_ref().map(read))
    }

    /// Sends a change.
    pub fn save(self, command: RoomCommand) {
        spawn_local(async move {
            self.kept(command).await;
        });
    }

    /// Sends a change and tells whether it was kept.
    pub async fn kept(self, command: RoomCommand) -> bool {
        let _ = self.saved.try_set(Saved::Saving);
        match self.room.act(command).await {
            Ok(_) | Err(Refused::By(Rejection::NothingToDo)) => {
                let _ = self.saved.try_set(Saved::At(self.room.now()));
                true
            }
            Err(refused) => {
                let _ = self.saved.try_set(Saved::Failed);
                self.toasts.say(say_refused(refused));
                false
            }
        }
    }

    /// The details as they shall be: with the changes that are still on their way.
    pub fn wanted(self) -> Option<Details> {
        self.wanted
            .get_value()
            .or_else(|| self.read_untracked(|room| room.details.clone()))
    }

    /// Changes one of the details. Changes that follow each other quickly build on each other.
    pub fn change(self, change: impl FnOnce(&mut Details)) {
        let Some(before) = self.wanted() else { return };
        let mut details = before.clone();
        change(&mut details);
        if details == before {
            return;
        }
        self.wanted.set_value(Some(details.clone()));
        self.flying.update_value(|flying| *flying += 1);
        spawn_local(async move {
            let was_kept = self.kept(RoomCommand::ChangeDetails { details }).await;
            let _ = self.flying.try_update_value(|flying| *flying -= 1);
            if !was_kept {
                let _ = self.wanted.try_update_value(|wanted| *wanted = None);
                return;
            }
            // The room's own entry says the same a moment later; from then on it is the truth.
            set_timeout(
                move || {
                    if self.flying.try_get_value() == Some(0) {
                        let _ = self.wanted.try_update_value(|wanted| *wanted = None);
                    }
                },
                std::time::Duration::from_millis(400),
            );
        });
    }
}

/// The editor, in any view of it.
pub fn use_editor() -> Editor {
    expect_context()
}
