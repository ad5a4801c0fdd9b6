//! Who was there, as the minutes will count it. The room's state holds what was recorded; the log holds more: whoever
//! chaired or acted in the open meeting was there. Once the meeting is over the record says what the minutes will say.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::ids::{PersonId, Timestamp};
use nghisu_protocol::room::state::{Attendance, Stage};

use super::model::{WayOn, way_on};
use crate::meeting::room::RoomStore;
use crate::minutes::api;

/// Everybody's attendance. Copy it freely.
#[derive(Clone, Copy)]
pub struct Counted {
    room: RoomStore,
    /// What the minutes say; nothing until they were asked.
    said: RwSignal<Option<BTreeMap<PersonId, Attendance>>>,
}

impl Counted {
    /// Nothing but what was recorded, until [`Self::follow`].
    pub fn new(room: RoomStore) -> Self {
        Self {
            room,
            said: RwSignal::new(None),
        }
    }

    /// Asks what the minutes say each time that the meeting has ended, for whoever writes them. Call in a component.
    pub fn follow(self) {
        let ended = Memo::new(move |_| {
            let ended = self.room.with(|room, viewer| {
                let writes = way_on(room, viewer) == Some(WayOn::Write);
                let is_over = writes && room.stage == Stage::Closed;
                room.closing.filter(|_| is_over).map(|closing| closing.at)
            });
            ended.flatten()
        });
        Effect::new(move |_| {
            self.said.set(None);
            let since: Option<Timestamp> = ended.get();
            let Some(ended_at) = since else { return };
            let meeting = self.room.meeting;
            spawn_local(async move {
                let people = match api::view(meeting).await {
                    Ok(view) => view.facts.participants,
                    // Without an answer what was recorded stands.
                    Err(_) => Vec::new(),
                };
                let said = people
                    .into_iter()
                    .map(|person| (person.person, person.attendance))
                    .collect();
                if ended.try_get_untracked().flatten() == Some(ended_at) {
                    let _ = self.said.try_set(Some(said));
                }
            });
        });
    }

    /// Whether somebody was there; the running effect follows it.
    pub fn of(self, person: PersonId) -> Attendance {
        let recorded = self.room.room.with(|room| {
            let who = room.as_ref()?.participants.get(&person)?;
            Some(who.attendance.clone())
        });
        let recorded = recorded.unwrap_or_default();
        if recorded != Attendance::Unknown {
            return recorded;
        }
        self.said
            .with(|said| said.as_ref()?.get(&person).cloned())
            .unwrap_or_default()
    }

    /// The names of those who are neither present nor absent, in rank order; nothing before the meeting has ended.
    pub fn left_open(self) -> Option<Vec<String>> {
        self.said.with(Option::is_some).then_some(())?;
        let people = self.room.room.with(|room| {
            let ranked = room.as_ref()?.ranked().into_iter();
            Some(ranked.map(|(id, who)| (id, who.name.clone())).collect())
        });
        let people: Vec<(PersonId, String)> = people.unwrap_or_default();
        let open = people
            .into_iter()
            .filter(|(id, _)| self.of(*id) == Attendance::Unknown);
        Some(open.map(|(_, name)| name).collect())
    }
}
