//! Copying a meeting: what the next one of its kind begins with (rules PP-2 to PP-5).
//!
//! People come under their names and positions of the day of the copy; nothing of what happened in the meeting that is
//! copied, and none of its papers, comes along.

use std::collections::{BTreeMap, BTreeSet};

use nghisu_protocol::{
    ids::{ItemId, PersonId},
    meetings::{CopyPlan, LeftOut, LeftOutReason},
    room::{
        Act, Rejection, Room, RoomEvent, Viewer,
        state::{Attendance, Details, Item, ItemStatus, Participant, ParticipantRole, Stage},
    },
};

use super::{Facts, PersonFacts, Step, agenda::GAP};

/// Who of a meeting does not come into a copy that `actor` makes, in rank order. `people` are those of the directory who
/// have not left.
#[must_use]
pub fn left_out(
    source: &Room,
    actor: PersonId,
    people: &BTreeMap<PersonId, PersonFacts>,
) -> Vec<LeftOut> {
    source
        .ranked()
        .into_iter()
        .filter(|(person, _)| *person != actor)
        .filter_map(|(person, who)| {
            let reason = reason(source, person, who, people.get(&person))?;
            Some(LeftOut {
                person,
                name: who.name.clone(),
                position: who.position.clone(),
                reason,
            })
        })
        .collect()
}

fn reason(
    source: &Room,
    person: PersonId,
    who: &Participant,
    today: Option<&PersonFacts>,
) -> Option<LeftOutReason> {
    let Some(today) = today else {
        return Some(LeftOutReason::Left);
    };
    if today.position.is_empty() && !who.position.is_empty() {
        return Some(LeftOutReason::PositionEnded);
    }
    // Whoever has a part of their own comes again, also where they stood in for somebody besides.
    let has_part = source.chair == Some(person)
        || source.secretaries.contains(&person)
        || source
            .items
            .values()
            .any(|item| item.presenter == Some(person));
    (who.substitute_for.is_some() && !has_part).then_some(LeftOutReason::Substitute)
}

/// Decides what happens in `room`, which is not there yet or is a draft that holds nothing, so that it becomes a copy of
/// `source`. `items` gives each item of the source its id in the copy.
///
/// # Errors
/// [`Rejection::NotAllowed`] to whoever may not copy, [`Rejection::MeetingExists`] where something is there already, and
/// what is refused of a meeting's title and time.
pub fn decide(
    room: &Room,
    source: &Room,
    plan: &CopyPlan,
    actor: &Viewer,
    items: &BTreeMap<ItemId, ItemId>,
    facts: &Facts,
) -> Result<Vec<RoomEvent>, Rejection> {
    if !source.allows(actor, Act::Copy) {
        return Err(Rejection::NotAllowed);
    }
    if room.meeting == source.meeting || room.exists() && !holds_nothing(room, actor.person) {
        return Err(Rejection::MeetingExists);
    }
    let mut step = Step {
        room: room.clone(),
        events: Vec::new(),
        actor,
        on_behalf_of: None,
        facts,
    };
    step.copy_details(source, plan)?;
    step.copy_people(source)?;
    step.copy_agenda(source, items);
    step.copy_offices(source)?;
    Ok(step.events)
}

/// Whether a meeting is a draft that somebody has just made.
fn holds_nothing(room: &Room, maker: PersonId) -> bool {
    room.stage == Stage::Draft
        && room.secretaries == [maker]
        && room.participants.keys().eq([&maker])
        && room.chair.is_none()
        && room.items.is_empty()
}

impl Step<'_> {
    fn copy_details(&mut self, source: &Room, plan: &CopyPlan) -> Result<(), Rejection> {
        let from = &source.details;
        let details = Details {
            title: plan.title.clone(),
            kind: from.kind,
            // A unit that is gone holds no more meetings.
            unit: from.unit.filter(|unit| self.facts.units.contains_key(unit)),
            place: from.place.clone(),
            starts_at: plan.starts_at,
            ends_at: plan.ends_at,
            wants_notice: from.wants_notice,
            ..Details::default()
        };
        let details = self.details(&details)?;
        if !self.room.exists() {
            self.happen(RoomEvent::MeetingCreated { details });
        } else if details != self.room.details {
            self.happen(RoomEvent::DetailsChanged { details });
        }
        Ok(())
    }

    /// Rank order as it was there, also where a hand had made it; guests get their items once these are there.
    fn copy_people(&mut self, source: &Room) -> Result<(), Rejection> {
        let actor = self.actor.person;
        let left_out: BTreeSet<PersonId> = left_out(source, actor, &self.facts.people)
            .into_iter()
            .map(|left| left.person)
            .collect();
        let come = source.ranked().into_iter();
        for (rank, (person, who)) in (1..).zip(come.filter(|(id, _)| !left_out.contains(id))) {
            let today = self.facts.people.get(&person);
            let today = today.ok_or(Rejection::UnknownPerson)?.clone();
            let participant = Participant {
                name: today.name,
                position: today.position,
                unit_name: today.unit_name,
                rank,
                precedence: today.precedence,
                role: who.role,
                items: BTreeSet::new(),
                substitute_for: None,
                attendance: Attendance::Unknown,
            };
            if self.room.participants.get(&person) != Some(&participant) {
                self.set(person, participant);
            }
        }
        self.enter(actor, ParticipantRole::Delegate)
    }

    fn copy_agenda(&mut self, source: &Room, items: &BTreeMap<ItemId, ItemId>) {
        let agenda = source.agenda().into_iter();
        let held = agenda.filter(|(_, item)| item.status != ItemStatus::Withdrawn);
        for (place, (from, item)) in (1..).zip(held) {
            let Some(id) = items.get(&from).copied() else {
                continue;
            };
            let content = Item {
                title: item.title.clone(),
                position: place * GAP,
                presenter: item
                    .presenter
                    .filter(|who| self.room.participants.contains_key(who)),
                presenting_body: item.presenting_body.clone(),
                minutes: item.minutes,
                is_closed_session: item.is_closed_session,
                status: ItemStatus::Pending,
                opened_at: None,
                spent_ms: 0,
                course: String::new(),
                votes: Vec::new(),
                conclusions: Vec::new(),
            };
            self.happen(RoomEvent::ItemAdded { item: id, content });
        }
        let guests: Vec<(PersonId, BTreeSet<ItemId>)> = source
            .participants
            .iter()
            .filter(|(person, who)| {
                who.role == ParticipantRole::Guest && self.room.participants.contains_key(person)
            })
            .map(|(person, who)| {
                let theirs = who.items.iter().filter_map(|item| items.get(item));
                let there = theirs.filter(|item| self.room.items.contains_key(item));
                (*person, there.copied().collect())
            })
            .collect();
        for (person, items) in guests {
            if !items.is_empty() {
                self.happen(RoomEvent::GuestInvited { person, items });
            }
        }
    }

    /// Who chairs and who keeps the record.
    fn copy_offices(&mut self, source: &Room) -> Result<(), Rejection> {
        let actor = self.actor.person;
        let is_there = |step: &Self, person: &PersonId| step.room.participants.contains_key(person);
        if let Some(chair) = source.chair.filter(|chair| is_there(self, chair)) {
            self.assign_chair(chair)?;
        }
        let mut people: Vec<PersonId> = source.secretaries.clone();
        people.retain(|person| is_there(self, person));
        if people.is_empty() || (!people.contains(&actor) && self.room.chair != Some(actor)) {
            people.push(actor);
        }
        self.assign_secretaries(&people)
    }
}
