//! Who takes part: entering, ranking, removing, the chair, the secretaries, guests, substitutes.
//!
//! Names and positions come from the directory on the day that somebody is entered, and stay.

use std::collections::BTreeSet;

use nghisu_protocol::{
    ids::{ItemId, PersonId},
    room::{
        Rejection, RoomEvent,
        command::Invitation,
        state::{Attendance, Participant, ParticipantRole, Stage},
    },
};

use super::{MAX_PARTICIPANTS, MAX_SECRETARIES, Step};

/// People come and go until the meeting ends: substitutes and guests arrive while it is open.
const UNTIL_THE_END: &[Stage] = &[Stage::Draft, Stage::Published, Stage::Open];

impl Step<'_> {
    pub(super) fn set_participants(&mut self, people: &[Invitation]) -> Result<(), Rejection> {
        self.stage(UNTIL_THE_END)?;
        for invitation in people {
            let items = match invitation.role {
                ParticipantRole::Delegate => BTreeSet::new(),
                ParticipantRole::Guest => self.known_items(&invitation.items)?,
            };
            if invitation.role == ParticipantRole::Guest && self.is_needed(invitation.person) {
                return Err(Rejection::PersonNeeded);
            }
            self.enter(invitation.person, invitation.role)?;
            let entered = &self.room.participants[&invitation.person];
            if entered.role != invitation.role || entered.items != items {
                let participant = Participant {
                    role: invitation.role,
                    items,
                    ..entered.clone()
                };
                self.set(invitation.person, participant);
            }
        }
        self.release_lead_of_the_outgoing();
        Ok(())
    }

    pub(super) fn remove_participant(&mut self, person: PersonId) -> Result<(), Rejection> {
        self.stage(UNTIL_THE_END)?;
        let room = &self.room;
        if !room.participants.contains_key(&person) {
            return Err(Rejection::UnknownPerson);
        }
        if self.is_needed(person) {
            return Err(Rejection::PersonNeeded);
        }
        let presents: Vec<ItemId> = room
            .items
            .iter()
            .filter(|(_, item)| item.presenter == Some(person))
            .map(|(id, _)| *id)
            .collect();
        for item in presents {
            let content = &self.room.items[&item];
            let event = RoomEvent::ItemChanged {
                item,
                title: content.title.clone(),
                presenter: None,
                presenting_body: content.presenting_body.clone(),
                minutes: content.minutes,
                is_closed_session: content.is_closed_session,
            };
            self.happen(event);
        }
        self.happen(RoomEvent::ParticipantRemoved { person });
        self.release_lead_of_the_outgoing();
        Ok(())
    }

    pub(super) fn rank_participants(&mut self, order: &[PersonId]) -> Result<(), Rejection> {
        self.stage(UNTIL_THE_END)?;
        let mut named = BTreeSet::new();
        for person in order {
            if !self.room.participants.contains_key(person) || !named.insert(*person) {
                return Err(Rejection::UnknownPerson);
            }
        }
        let ids = |step: &Self| -> Vec<PersonId> {
            step.room.ranked().iter().map(|(id, _)| *id).collect()
        };
        let before = ids(self);
        let mut after = order.to_vec();
        after.extend(before.iter().filter(|id| !named.contains(id)));
        if before != after {
            self.happen(RoomEvent::ParticipantsRanked {
                order: order.to_vec(),
            });
        }
        Ok(())
    }

    pub(super) fn assign_chair(&mut self, person: PersonId) -> Result<(), Rejection> {
        // Once it is open, the chair is passed on instead.
        self.stage(&[Stage::Draft, Stage::Published])?;
        if self.room.chair == Some(person) {
            return Ok(());
        }
        if self.room.participants.contains_key(&person) {
            self.make_delegate(person);
        } else {
            // Who chairs stands first, until somebody ranks the list.
            let participant = self.newcomer(person, ParticipantRole::Delegate, 0)?;
            self.set(person, participant);
        }
        self.happen(RoomEvent::ChairAssigned {
            person: Some(person),
        });
        Ok(())
    }

    pub(super) fn assign_secretaries(&mut self, people: &[PersonId]) -> Result<(), Rejection> {
        self.stage(UNTIL_THE_END)?;
        let mut named = BTreeSet::new();
        let people: Vec<PersonId> = people
            .iter()
            .copied()
            .filter(|person| named.insert(*person))
            .collect();
        if people.is_empty() {
            return Err(Rejection::PersonNeeded);
        }
        if people.len() > MAX_SECRETARIES {
            return Err(Rejection::TooMany);
        }
        if people == self.room.secretaries {
            return Ok(());
        }
        for person in &people {
            self.enter(*person, ParticipantRole::Delegate)?;
            self.make_delegate(*person);
        }
        self.happen(RoomEvent::SecretariesAssigned { people });
        self.release_lead_of_the_outgoing();
        Ok(())
    }

    pub(super) fn invite_guest(
        &mut self,
        person: PersonId,
        items: &BTreeSet<ItemId>,
    ) -> Result<(), Rejection> {
        self.stage(UNTIL_THE_END)?;
        let items = self.known_items(items)?;
        let guest = self
            .room
            .participants
            .get(&person)
            .filter(|participant| participant.role == ParticipantRole::Guest)
            .ok_or(Rejection::UnknownPerson)?;
        if guest.items != items {
            self.happen(RoomEvent::GuestInvited { person, items });
        }
        Ok(())
    }

    pub(super) fn add_substitute(
        &mut self,
        person: PersonId,
        substitute_for: PersonId,
    ) -> Result<(), Rejection> {
        self.stage(&[Stage::Published, Stage::Open])?;
        let principal = self
            .room
            .participants
            .get(&substitute_for)
            .cloned()
            .ok_or(Rejection::UnknownPerson)?;
        if person == substitute_for {
            return Err(Rejection::UnknownPerson);
        }
        let known = match self.room.participants.get(&person) {
            Some(known) => known.clone(),
            // A substitute stands where the one would stand for whom they come.
            None => Participant {
                items: principal.items.clone(),
                ..self.newcomer(person, principal.role, principal.rank)?
            },
        };
        if known.substitute_for == Some(substitute_for) {
            return Ok(());
        }
        self.set(
            person,
            Participant {
                substitute_for: Some(substitute_for),
                ..known
            },
        );
        if principal.attendance == Attendance::Unknown {
            self.happen(RoomEvent::AttendanceRecorded {
                person: substitute_for,
                attendance: Attendance::AbsentWithReason {
                    reason: String::new(),
                },
            });
        }
        Ok(())
    }

    /// Enters somebody where their position stands in the directory, where they are not on the list yet: below
    /// everybody of their rank or above it, and below the chair. Those who are there keep their order, which
    /// somebody may have made by hand; guests, and people without a position, come last.
    pub(super) fn enter(
        &mut self,
        person: PersonId,
        role: ParticipantRole,
    ) -> Result<(), Rejection> {
        if self.room.participants.contains_key(&person) {
            return Ok(());
        }
        let last = self
            .room
            .participants
            .values()
            .map(|participant| participant.rank)
            .max()
            .unwrap_or(0);
        let participant = self.newcomer(person, role, last.saturating_add(1))?;
        let place = self.place_of(&participant);
        self.set(person, participant);
        let mut order: Vec<PersonId> = self.room.ranked().iter().map(|(id, _)| *id).collect();
        if place + 1 < order.len() {
            order.retain(|id| *id != person);
            order.insert(place, person);
            self.happen(RoomEvent::ParticipantsRanked { order });
        }
        Ok(())
    }

    /// How many stand before a newcomer: guests after the delegates, and each by precedence among their like.
    fn place_of(&self, newcomer: &Participant) -> usize {
        let ranked = self.room.ranked();
        let Some(precedence) = newcomer.precedence else {
            return ranked.len();
        };
        let is_before = |who: &Participant| {
            who.role == newcomer.role && who.precedence.is_some_and(|other| other <= precedence)
        };
        ranked
            .iter()
            .rposition(|(id, who)| match newcomer.role {
                ParticipantRole::Delegate => self.room.chair == Some(*id) || is_before(who),
                ParticipantRole::Guest => who.role == ParticipantRole::Delegate || is_before(who),
            })
            .map_or(0, |last| last + 1)
    }

    fn newcomer(
        &self,
        person: PersonId,
        role: ParticipantRole,
        rank: u32,
    ) -> Result<Participant, Rejection> {
        let facts = self
            .facts
            .people
            .get(&person)
            .ok_or(Rejection::UnknownPerson)?;
        if self.room.participants.len() >= MAX_PARTICIPANTS {
            return Err(Rejection::TooMany);
        }
        Ok(Participant {
            name: facts.name.clone(),
            position: facts.position.clone(),
            unit_name: facts.unit_name.clone(),
            rank,
            precedence: facts.precedence,
            role,
            items: BTreeSet::new(),
            substitute_for: None,
            attendance: Attendance::Unknown,
        })
    }

    /// Whether somebody chairs or keeps the record: they stay on the list, and as delegates.
    fn is_needed(&self, person: PersonId) -> bool {
        let room = &self.room;
        room.chair == Some(person)
            || room.presiding == Some(person)
            || room.secretaries.contains(&person)
    }

    /// Whoever chairs or keeps the record is no guest.
    fn make_delegate(&mut self, person: PersonId) {
        let entered = &self.room.participants[&person];
        if entered.role != ParticipantRole::Delegate {
            let participant = Participant {
                role: ParticipantRole::Delegate,
                items: BTreeSet::new(),
                ..entered.clone()
            };
            self.set(person, participant);
        }
    }

    pub(super) fn set(&mut self, person: PersonId, participant: Participant) {
        self.happen(RoomEvent::ParticipantSet {
            person,
            participant,
        });
    }

    fn known_items(&self, items: &BTreeSet<ItemId>) -> Result<BTreeSet<ItemId>, Rejection> {
        if items.iter().all(|item| self.room.items.contains_key(item)) {
            Ok(items.clone())
        } else {
            Err(Rejection::UnknownItem)
        }
    }
}
