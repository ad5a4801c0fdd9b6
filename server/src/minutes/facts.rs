//! What a meeting's log says for its minutes: a fold over its entries, pure.
//!
//! People stand in rank order, items in the order in which they were dealt with. Nothing here is worded:
//! every name, time and number is one that the log holds.

use std::collections::BTreeMap;

use nghisu_protocol::{
    ids::{ItemId, MeetingId, PersonId, Timestamp},
    log::{Hash, Header},
    minutes::{MinutesFacts, MinutesItem, MinutesPerson, Tenure},
    room::{
        Room, RoomEvent,
        state::{Attendance, Item, ItemStatus, Participant, ParticipantRole, Stage},
    },
    text::position_with_unit,
};

/// The fold: takes entries in order, then answers the facts.
#[derive(Debug)]
pub struct Gathering {
    /// The room as the entries so far left it.
    pub room: Room,
    /// Everybody who ever was on the list, under the last name and title that they had there.
    known: BTreeMap<PersonId, Participant>,
    chairs: Vec<Span>,
    secretaries: Vec<Span>,
    started: Option<Timestamp>,
    ended: Option<Timestamp>,
    /// Items in the order of their first opening.
    opened: Vec<(ItemId, Timestamp)>,
    left: BTreeMap<ItemId, Timestamp>,
    /// Who did something while the meeting was open, and when first.
    acted: BTreeMap<PersonId, Timestamp>,
}

/// From when to when somebody held an office in the meeting.
#[derive(Debug, Clone, Copy)]
struct Span {
    person: PersonId,
    from: Option<Timestamp>,
    until: Option<Timestamp>,
}

impl Gathering {
    /// Before the first entry.
    #[must_use]
    pub fn new(meeting: MeetingId) -> Self {
        Self {
            room: Room::new(meeting),
            known: BTreeMap::new(),
            chairs: Vec::new(),
            secretaries: Vec::new(),
            started: None,
            ended: None,
            opened: Vec::new(),
            left: BTreeMap::new(),
            acted: BTreeMap::new(),
        }
    }

    /// Takes the next entry, counted by the caller; erased entries are not taken.
    pub fn take(&mut self, header: &Header, event: &RoomEvent) {
        let at = header.at;
        // Mending the record of a meeting that has ended is no proof of having been there.
        let in_session = matches!(event, RoomEvent::MeetingOpened {})
            || (self.room.stage == Stage::Open && self.ended.is_none());
        if in_session {
            self.acted.entry(header.actor).or_insert(at);
        }
        self.room.fold(header, event);
        match event {
            RoomEvent::ParticipantSet {
                person,
                participant,
            } => {
                self.known.insert(*person, participant.clone());
            }
            RoomEvent::MeetingOpened {} => {
                self.started = Some(at);
                self.chairs = self.room.chair.into_iter().map(Span::whole).collect();
                self.secretaries = self
                    .room
                    .secretaries
                    .iter()
                    .copied()
                    .map(Span::whole)
                    .collect();
            }
            RoomEvent::ChairPassed { to } => {
                self.go_on();
                if self.chairs.last().is_none_or(|span| span.person != *to) {
                    if let Some(span) = self.chairs.last_mut() {
                        span.until = Some(at);
                    }
                    self.chairs.push(Span::since(*to, at));
                }
            }
            RoomEvent::SecretariesAssigned { people } if self.started.is_some() => {
                for span in &mut self.secretaries {
                    if span.until.is_none() && !people.contains(&span.person) {
                        span.until = Some(at);
                    }
                }
                for person in people {
                    if !self
                        .secretaries
                        .iter()
                        .any(|span| span.person == *person && span.until.is_none())
                    {
                        self.secretaries.push(Span::since(*person, at));
                    }
                }
            }
            RoomEvent::ItemOpened { item } => {
                self.go_on();
                if !self.opened.iter().any(|(other, _)| other == item) {
                    self.opened.push((*item, at));
                }
            }
            RoomEvent::ItemClosed { item }
            | RoomEvent::ItemPostponed { item }
            | RoomEvent::ItemWithdrawn { item }
                if self.opened.iter().any(|(other, _)| other == item) =>
            {
                self.left.insert(*item, at);
            }
            RoomEvent::BreakStarted { .. } => self.go_on(),
            RoomEvent::MeetingClosed {} => {
                self.ended.get_or_insert(at);
            }
            _ => {}
        }
    }

    /// The meeting goes on: an earlier close was not its end. Reopening alone, to mend the record, leaves
    /// the end where it was.
    fn go_on(&mut self) {
        self.ended = None;
    }

    /// What the entries so far say. `root` is the root over them.
    #[must_use]
    pub fn facts(&self, root: Hash) -> MinutesFacts {
        let room = &self.room;
        let closing = room.closing;
        let (chairs, secretaries) = if self.started.is_some() {
            (self.chairs.clone(), self.secretaries.clone())
        } else {
            (
                room.chair.into_iter().map(Span::whole).collect(),
                room.secretaries.iter().copied().map(Span::whole).collect(),
            )
        };
        MinutesFacts {
            title: room.details.title.clone(),
            started_at: self.started,
            ended_at: closing.and(self.ended),
            participants: room
                .ranked()
                .into_iter()
                .map(|(id, who)| self.person(id, who))
                .collect(),
            chairs: chairs.iter().map(|span| self.tenure(span)).collect(),
            secretaries: secretaries.iter().map(|span| self.tenure(span)).collect(),
            items: self.items(),
            log_size: closing.map(|closing| closing.size),
            log_root: closing.map(|_| root),
        }
    }

    fn person(&self, id: PersonId, who: &Participant) -> MinutesPerson {
        let substitute_for = who
            .substitute_for
            .and_then(|absent| self.known.get(&absent))
            .map(|absent| {
                let position = position_of(absent);
                if position.is_empty() {
                    absent.name.clone()
                } else {
                    format!("{}, {position}", absent.name)
                }
            });
        let items = match who.role {
            ParticipantRole::Delegate => Vec::new(),
            ParticipantRole::Guest => {
                let mut numbers: Vec<u32> = who
                    .items
                    .iter()
                    .filter_map(|item| number(&self.room, *item))
                    .collect();
                numbers.sort_unstable();
                numbers
            }
        };
        MinutesPerson {
            person: id,
            name: who.name.clone(),
            position: position_of(who),
            role: who.role,
            attendance: self.attendance(id, who),
            substitute_for,
            items,
        }
    }

    /// Attendance as it was recorded. Where nobody recorded it, whoever held the chair or did something in
    /// the open meeting was there since then.
    fn attendance(&self, id: PersonId, who: &Participant) -> Attendance {
        if who.attendance != Attendance::Unknown {
            return who.attendance.clone();
        }
        let chaired = self.started.and_then(|started| {
            let span = self.chairs.iter().find(|span| span.person == id)?;
            Some(span.from.unwrap_or(started))
        });
        chaired
            .into_iter()
            .chain(self.acted.get(&id).copied())
            .min()
            .map_or(Attendance::Unknown, |at| Attendance::Present { at })
    }

    fn tenure(&self, span: &Span) -> Tenure {
        let who = self
            .room
            .participants
            .get(&span.person)
            .or_else(|| self.known.get(&span.person));
        Tenure {
            person: span.person,
            name: who.map(|who| who.name.clone()).unwrap_or_default(),
            position: who.map(position_of).unwrap_or_default(),
            from: span.from,
            until: span.until,
        }
    }

    fn items(&self) -> Vec<MinutesItem> {
        let dealt_with = self
            .opened
            .iter()
            .filter_map(|(id, _)| Some((*id, self.room.items.get(id)?)));
        let never = self
            .room
            .agenda()
            .into_iter()
            .filter(|(id, _)| !self.opened.iter().any(|(other, _)| other == id));
        dealt_with
            .chain(never)
            .map(|(id, item)| self.item(id, item))
            .collect()
    }

    fn item(&self, id: ItemId, item: &Item) -> MinutesItem {
        let presenter = item
            .presenter
            .and_then(|person| self.room.participants.get(&person));
        let presenter = match presenter {
            Some(who) => match position_of(who) {
                position if position.is_empty() => who.name.clone(),
                position => format!("{}, {position}", who.name),
            },
            None => item.presenting_body.clone(),
        };
        MinutesItem {
            item: id,
            number: number(&self.room, id).unwrap_or(0),
            title: item.title.clone(),
            presenter,
            status: item.status,
            started_at: self
                .opened
                .iter()
                .find(|(other, _)| *other == id)
                .map(|(_, at)| *at),
            ended_at: (item.status != ItemStatus::Open)
                .then(|| self.left.get(&id).copied())
                .flatten(),
            votes: item.votes.clone(),
        }
    }
}

impl Span {
    fn whole(person: PersonId) -> Self {
        Self {
            person,
            from: None,
            until: None,
        }
    }

    fn since(person: PersonId, at: Timestamp) -> Self {
        Self {
            from: Some(at),
            ..Self::whole(person)
        }
    }
}

fn number(room: &Room, item: ItemId) -> Option<u32> {
    room.number_of(item)
        .and_then(|number| u32::try_from(number).ok())
}

/// Somebody's position with their unit, as papers write it.
pub(crate) fn position_of(who: &Participant) -> String {
    position_with_unit(&who.position, &who.unit_name)
}

#[cfg(test)]
mod tests;
