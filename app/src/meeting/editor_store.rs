//! What the editor knows beside the room: how saving goes, who can be chosen, and the way changes are sent.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::ids::{CommandId, ItemId, MeetingId, PersonId, Timestamp, UnitId, Uuid};
use nghisu_protocol::room::command::ItemPlan;
use nghisu_protocol::room::state::{Details, Room};
use nghisu_protocol::room::{Rejection, RoomCommand};
use nghisu_protocol::socket::{Command, CommandEnvelope, Outcome};
use serde::Deserialize;

use super::agenda_editor::plan_of;
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
    /// Where.
    pub unit: UnitId,
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
    /// Its short name.
    #[serde(default)]
    pub short_name: Option<String>,
}

/// People whose name or title has words that begin like these; marks may be left out.
pub async fn people(search: &str) -> Result<Vec<Listed>, ApiError> {
    link::get(&link::query("/people", &[("search", search.trim())])).await
}

/// The units of the directory that exist today.
pub async fn units() -> Result<Vec<ListedUnit>, ApiError> {
    link::get("/units").await
}

/// Makes a draft of this id. Asked again after an answer that was lost, it finds the draft that is there.
pub async fn create(meeting: MeetingId) -> Result<(), ApiError> {
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
    match api::command(meeting, &envelope).await? {
        Outcome::Accepted { .. }
        | Outcome::Rejected {
            reason: Rejection::MeetingExists,
        } => Ok(()),
        Outcome::Rejected { reason } => {
            let said = say_refused(Refused::By(reason));
            Err(ApiError::Refused {
                status: 409,
                code: "room_refused".to_owned(),
                vi: said.clone(),
                en: said,
                details: None,
            })
        }
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
    /// The last change is kept once there is a connection again.
    Waits,
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
    /// Details that the server has kept under an entry that the room does not hold yet.
    unfolded: StoredValue<Vec<(u64, Details)>>,
    /// What the details were when the first of the changes was made that are wanted.
    since: StoredValue<Option<Details>>,
    /// Whether what is wanted waits for a connection.
    is_unsent: StoredValue<bool>,
    /// Items whose sheet was closed without a connection.
    unsent_items: StoredValue<BTreeMap<ItemId, UnsentItem>>,
}

/// An item that waits for a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsentItem {
    /// What the room said of it when it was changed.
    pub since: ItemPlan,
    /// What it shall be.
    pub plan: ItemPlan,
}

impl Editor {
    /// The editor of a room. Call in a component.
    pub fn new(room: RoomStore) -> Self {
        let editor = Self {
            room,
            acts: Acts::new(room),
            saved: RwSignal::new(Saved::Unchanged),
            uploads: Uploads::of(room),
            units: Fetch::new(units),
            toasts: use_toasts(),
            wanted: StoredValue::new(None),
            unfolded: StoredValue::new(Vec::new()),
            since: StoredValue::new(None),
            is_unsent: StoredValue::new(false),
            unsent_items: StoredValue::new(BTreeMap::new()),
        };
        provide_context(editor);
        // The room speaks only while there is a connection, and begins with what happened without one.
        Effect::new(move |_| {
            room.room.track();
            untrack(|| {
                editor.fold();
                editor.send_unsent();
            });
        });
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
        let sent = self.sent(command).await;
        if sent == Err(Refused::Offline) {
            self.is_not_kept();
        }
        sent.is_ok()
    }

    /// Says that what was changed without a connection is not kept.
    pub fn is_not_kept(self) {
        let _ = self.saved.try_set(Saved::Failed);
        self.toasts.say(say_refused(Refused::Offline));
    }

    /// Sends a change that its field sends again where there was no connection. Gives the entry under which it is kept, if
    /// it changed anything.
    pub async fn sent(self, command: RoomCommand) -> Result<Option<u64>, Refused> {
        let _ = self.saved.try_set(Saved::Saving);
        let answer = self.room.act(command).await;
        match answer {
            Ok(_) | Err(Refused::By(Rejection::NothingToDo)) => {
                let _ = self.saved.try_set(Saved::At(self.room.now()));
                Ok(answer.ok())
            }
            Err(Refused::Offline) => {
                let _ = self.saved.try_set(Saved::Waits);
                Err(Refused::Offline)
            }
            Err(refused) => {
                let _ = self.saved.try_set(Saved::Failed);
                self.toasts.say(say_refused(refused));
                Err(refused)
            }
        }
    }

    /// Whether something that was typed waits for a connection.
    pub fn waits(self) -> bool {
        self.saved.get_untracked() == Saved::Waits
    }

    /// The details as they shall be: with the changes that are still on their way, beside what others changed meanwhile.
    pub fn wanted(self) -> Option<Details> {
        let now = self.read_untracked(|room| room.details.clone())?;
        Some(match (self.since.get_value(), self.wanted.get_value()) {
            (Some(since), Some(wanted)) => beside(&since, wanted, &now),
            _ => now,
        })
    }

    /// Changes one of the details. Changes that follow each other quickly build on each other.
    pub fn change(self, change: impl FnOnce(&mut Details)) {
        let Some(before) = self.wanted() else { return };
        let mut details = before.clone();
        change(&mut details);
        if details == before {
            return;
        }
        if self.since.with_value(Option::is_none) {
            self.since
                .set_value(self.read_untracked(|room| room.details.clone()));
        }
        self.send_details(details);
    }

    fn send_details(self, details: Details) {
        self.wanted.set_value(Some(details.clone()));
        spawn_local(async move {
            let command = RoomCommand::ChangeDetails {
                details: details.clone(),
            };
            match self.sent(command).await {
                // The room's own entry says the same, now or a moment later; from then on it is the truth.
                Ok(entry) => {
                    let _ = self
                        .unfolded
                        .try_update_value(|kept| kept.push((entry.unwrap_or(0), details)));
                    self.fold();
                }
                Err(Refused::Offline) => {
                    let _ = self.is_unsent.try_set_value(true);
                }
                Err(Refused::By(_)) => self.want_nothing(),
            }
        });
    }

    /// Goes out from what the room holds by now: of what was kept nothing is wanted any more, and whoever changes it from
    /// then on changes something newer.
    fn fold(self) {
        let Some(Some(seq)) = self
            .room
            .room
            .try_with_untracked(|room| room.as_ref().map(|room| room.seq))
        else {
            return;
        };
        let folded = self.unfolded.try_update_value(|kept| {
            let is_folded = kept.iter().rposition(|(entry, _)| *entry <= seq)?;
            kept.drain(..=is_folded).next_back()
        });
        let Some(Some((_, details))) = folded else {
            return;
        };
        if self
            .wanted
            .with_value(|wanted| wanted.as_ref() == Some(&details))
        {
            self.want_nothing();
        } else if self.wanted.with_value(Option::is_some) {
            self.since.set_value(Some(details));
        }
    }

    fn want_nothing(self) {
        let _ = self.wanted.try_set_value(None);
        let _ = self.since.try_set_value(None);
    }

    /// Sends what was typed without a connection, beside what others changed meanwhile.
    fn send_unsent(self) {
        let items = self
            .unsent_items
            .try_update_value(std::mem::take)
            .unwrap_or_default();
        for (item, unsent) in items {
            self.send_item(item, unsent);
        }
        if !self.is_unsent.get_value() {
            return;
        }
        self.is_unsent.set_value(false);
        if let Some(details) = self.wanted() {
            self.send_details(details);
        }
    }

    /// Keeps an item until there is a connection.
    pub fn keep_item(self, item: ItemId, unsent: UnsentItem) {
        let _ = self
            .unsent_items
            .try_update_value(|items| items.insert(item, unsent));
    }

    /// What of an item waits for a connection: its sheet, opened again, sends it from then on.
    pub fn take_item(self, item: ItemId) -> Option<UnsentItem> {
        self.unsent_items
            .try_update_value(|items| items.remove(&item))
            .flatten()
    }

    fn send_item(self, item: ItemId, unsent: UnsentItem) {
        let now = self.read_untracked(|room| room.items.get(&item).map(plan_of));
        // Who took the item away meanwhile took away what was written of it.
        let Some(now) = now.flatten() else { return };
        let plan = item_beside(&unsent.since, unsent.plan.clone(), &now);
        spawn_local(async move {
            let sent = self.sent(RoomCommand::ChangeItem { item, plan }).await;
            if sent == Err(Refused::Offline) {
                self.keep_item(item, unsent);
            }
        });
    }
}

/// What was changed here since some time, and else what others made of it meanwhile.
fn either<T: Clone + PartialEq>(since: &T, here: T, now: &T) -> T {
    if here == *since { now.clone() } else { here }
}

/// The details with what was changed here since some time, and what others changed meanwhile. The two hours are one thing:
/// each is right only beside the other.
fn beside(since: &Details, wanted: Details, now: &Details) -> Details {
    let hours = |details: &Details| (details.starts_at, details.ends_at);
    let (starts_at, ends_at) = either(&hours(since), hours(&wanted), &hours(now));
    Details {
        title: either(&since.title, wanted.title, &now.title),
        kind: either(&since.kind, wanted.kind, &now.kind),
        unit: either(&since.unit, wanted.unit, &now.unit),
        unit_name: either(&since.unit_name, wanted.unit_name, &now.unit_name),
        place: either(&since.place, wanted.place, &now.place),
        starts_at,
        ends_at,
        dossier_code: either(&since.dossier_code, wanted.dossier_code, &now.dossier_code),
        invitation: either(&since.invitation, wanted.invitation, &now.invitation),
        wants_notice: either(&since.wants_notice, wanted.wants_notice, &now.wants_notice),
    }
}

/// The same of an item.
fn item_beside(since: &ItemPlan, wanted: ItemPlan, now: &ItemPlan) -> ItemPlan {
    ItemPlan {
        title: either(&since.title, wanted.title, &now.title),
        presenter: either(&since.presenter, wanted.presenter, &now.presenter),
        presenting_body: either(
            &since.presenting_body,
            wanted.presenting_body,
            &now.presenting_body,
        ),
        minutes: either(&since.minutes, wanted.minutes, &now.minutes),
        is_closed_session: either(
            &since.is_closed_session,
            wanted.is_closed_session,
            &now.is_closed_session,
        ),
    }
}

/// The editor, in any view of it.
pub fn use_editor() -> Editor {
    expect_context()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_without_a_connection_undoes_nothing_that_others_changed() {
        let details = |title: &str, place: &str, hours: (i64, i64)| Details {
            title: title.into(),
            place: place.into(),
            starts_at: Some(Timestamp(hours.0)),
            ends_at: Some(Timestamp(hours.1)),
            ..Details::default()
        };
        let since = details("Họp giao ban", "Phòng 1", (8, 11));
        let theirs = details("Họp giao ban", "Phòng 2", (8, 10));
        assert_eq!(
            beside(&since, details("Họp tháng 12", "Phòng 1", (8, 11)), &theirs),
            details("Họp tháng 12", "Phòng 2", (8, 10))
        );
        // Hours that were moved here stand as they were moved: half of them beside half of the others' may be no time at all.
        assert_eq!(
            beside(
                &since,
                details("Họp giao ban", "Phòng 3", (13, 15)),
                &theirs
            ),
            details("Họp giao ban", "Phòng 3", (13, 15))
        );
    }

    #[test]
    fn an_item_whose_sheet_was_closed_without_a_connection_undoes_nothing_either() {
        let plan = |title: &str, minutes: u32| ItemPlan {
            title: title.into(),
            minutes,
            ..ItemPlan::default()
        };
        assert_eq!(
            item_beside(&plan("Mục 1", 10), plan("Mục một", 10), &plan("Mục 1", 20)),
            plan("Mục một", 20)
        );
    }
}
