//! Keeping the door of a meeting: who forgot their tablet is given a code or lent one of the room's, and whoever came in
//! that way is seen and taken back. It decides no right; the server does.

pub mod api;
pub mod lend;
pub mod list;
pub mod model;
pub mod newcomer;
pub mod slip;

use std::collections::BTreeSet;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::door::{Door, PassedDevice};
use nghisu_protocol::ids::{PassId, PersonId};

use self::model::left;
use crate::identity::me::device_name;
use crate::link::ApiError;
use crate::meeting::room::RoomStore;
use crate::tr;
use crate::ui::{Asking, Toasts, use_toasts};

/// What time alone ends is found while somebody looks.
const LOOKING: Duration = Duration::from_secs(10);
/// An entry tells of a pass a moment before the pass is kept.
const KEPT: Duration = Duration::from_secs(1);

/// The door as it is kept on this tablet. Copy it freely.
#[derive(Clone, Copy)]
pub struct DoorKeeping {
    /// The room.
    pub room: RoomStore,
    /// Who was let in and is about to be; nothing before the first answer.
    pub known: RwSignal<Option<Door>>,
    /// Why it could not be asked, the last time.
    pub failed: RwSignal<Option<ApiError>>,
    /// Who is given a code.
    pub giving: RwSignal<Option<PersonId>>,
    /// Who is lent a tablet.
    pub lending: RwSignal<Option<PersonId>>,
    /// For whom a substitute is entered who is not in the directory, and what was searched for.
    pub entering: RwSignal<Option<(PersonId, String)>>,
    /// Whether the list is looked at.
    pub is_listed: RwSignal<bool>,
    /// Passes taken back here: of their devices it is said already.
    taken_back: StoredValue<BTreeSet<PassId>>,
    asking: Asking,
    toasts: Toasts,
}

impl DoorKeeping {
    /// Keeps the door of a room. Call in a component of somebody who may.
    pub fn new(room: RoomStore) -> Self {
        let keeping = Self {
            room,
            known: RwSignal::new(None),
            failed: RwSignal::new(None),
            giving: RwSignal::new(None),
            lending: RwSignal::new(None),
            entering: RwSignal::new(None),
            is_listed: RwSignal::new(false),
            taken_back: StoredValue::new(BTreeSet::new()),
            asking: Asking::new(),
            toasts: use_toasts(),
        };
        keeping.follow();
        keeping
    }

    /// Asks anew whenever something may have changed: a pass, the meeting's stage, who of those let in is there.
    fn follow(self) {
        let there = Memo::new(move |_| {
            let people: BTreeSet<PersonId> = self.known.with(|door| {
                let devices = door.iter().flat_map(|door| &door.devices);
                devices.map(|device| device.person).collect()
            });
            self.room
                .presence
                .with(|presence| people.intersection(&presence.here).copied().collect())
        });
        let stage = Memo::new(move |_| {
            let room = self.room.room;
            room.with(|room| room.as_ref().map(|room| room.stage))
        });
        let is_connected = Memo::new(move |_| self.room.is_connected());
        Effect::new(move |_| {
            there.with(|_: &BTreeSet<PersonId>| {});
            stage.track();
            self.room.passes.track();
            if is_connected.get() {
                self.refresh();
            }
        });
        Effect::new(move |before: Option<u32>| {
            let passes = self.room.passes.get();
            if before.is_some_and(|before| before != passes) {
                set_timeout(move || self.refresh(), KEPT);
            }
            passes
        });
        let looking = set_interval_with_handle(
            move || {
                let looks = self.is_listed.get_untracked() || self.giving.get_untracked().is_some();
                if looks && untrack(|| self.room.is_connected()) {
                    self.refresh();
                }
            },
            LOOKING,
        );
        on_cleanup(move || looking.iter().for_each(IntervalHandle::clear));
    }

    /// Asks who is in; an answer to an older question is dropped.
    pub fn refresh(self) {
        let Some(turn) = self.asking.begin() else {
            return;
        };
        spawn_local(async move {
            let answer = api::door(self.room.meeting).await;
            if !self.asking.answered(turn) {
                return;
            }
            match answer {
                Ok(door) => {
                    self.failed.set(None);
                    self.tell_of_those_who_left(&door);
                    self.known.set(Some(door));
                }
                Err(error) => self.failed.set(Some(error)),
            }
        });
    }

    /// Whether an answer is awaited.
    pub fn is_asking(self) -> Signal<bool> {
        self.asking.is_on()
    }

    /// Says of devices that their session is over, unless a hand on this tablet ended it.
    fn tell_of_those_who_left(self, now: &Door) {
        let gone = self.known.with_untracked(|before| {
            let mut gone = before
                .as_ref()
                .map_or_else(Vec::new, |before| left(before, now));
            self.taken_back
                .with_value(|taken| gone.retain(|device| !taken.contains(&device.pass)));
            gone
        });
        match gone.as_slice() {
            [] => {}
            [one] => self.toasts.say(
                tr!("door-left", { "name" => self.name_now(one.person), "device" => named(one) }),
            ),
            many => self
                .toasts
                .say(tr!("door-left-many", { "count" => many.len() })),
        }
    }

    /// Takes a pass back.
    pub fn take_back(self, pass: PassId, said: String) {
        spawn_local(async move {
            let outcome = api::take_back(self.room.meeting, pass).await;
            match outcome {
                Ok(_) => {
                    let _ = self.taken_back.try_update_value(|taken| taken.insert(pass));
                    self.toasts.say(said);
                }
                Err(error) => self.toasts.say(error.say()),
            }
            self.refresh();
        });
    }

    /// The device on which somebody is in, where one is.
    pub fn device_of(self, person: PersonId) -> Option<PassedDevice> {
        self.known.with(|door| {
            let devices = &door.as_ref()?.devices;
            devices
                .iter()
                .find(|device| device.person == person)
                .cloned()
        })
    }

    /// The name of somebody who takes part. Tracked.
    pub fn name(self, person: PersonId) -> String {
        self.room.room.with(|room| {
            let room = room.as_ref();
            let who = room.and_then(|room| room.participants.get(&person));
            who.map(|who| who.name.clone()).unwrap_or_default()
        })
    }

    /// The same in event handlers and after an `await`.
    pub fn name_now(self, person: PersonId) -> String {
        untrack(|| self.name(person))
    }

    /// Why nothing can be done at the door now, where nothing can. Tracked.
    pub fn is_cut(self) -> bool {
        !self.room.is_connected()
    }
}

/// What a device is called: the room's tablet by its name, any other by its machine.
pub fn named(device: &PassedDevice) -> String {
    match &device.tablet {
        Some(tablet) => tablet.clone(),
        None => device_name(device.machine, device.browser.as_deref()),
    }
}
