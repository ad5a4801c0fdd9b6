//! Deciding what a command does to a room: pure, and the only place that decides.
//!
//! [`step`] takes the state, the command, who acts and the [`Facts`] that the command needs (time,
//! names of the directory, heads of annotation streams), and answers the events that happen or why
//! nothing does. It reads no clock, no database and no generator. What was decided is folded by the
//! protocol crate; the fold refuses nothing, so every rule about stages and statuses stands here.
//! Who may act is asked of `protocol::room::permission`.

mod agenda;
mod conduct;
pub mod copy;
pub mod documents;
pub mod minutes;
pub mod passes;
mod people;
mod prepare;
mod record;
mod reply;

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use nghisu_protocol::{
    fold::EVENT_VERSION,
    ids::{ItemId, PersonId, Timestamp, UnitId, VersionId},
    log::{Hash, Header},
    room::{
        Act, Rejection, Room, RoomCommand, RoomEvent, Viewer,
        state::{ItemStatus, Stage},
    },
    stream::StreamId,
};

/// Participants of one meeting at most.
pub const MAX_PARTICIPANTS: usize = 500;
/// Secretaries of one meeting at most.
pub const MAX_SECRETARIES: usize = 20;
/// Documents of one meeting at most.
pub const MAX_DOCUMENTS: usize = 1_000;
/// Versions of one document at most.
pub const MAX_VERSIONS: usize = 100;
/// Hand votes, and conclusions, of one item at most.
pub const MAX_RECORDS: usize = 100;

/// What the directory says of a person today.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PersonFacts {
    /// Full name.
    pub name: String,
    /// Position, in full.
    pub position: String,
    /// Unit.
    pub unit_name: String,
    /// The position's precedence: the smaller stands first.
    pub precedence: Option<i32>,
}

/// How far an annotation stream is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Its number of entries.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

/// What a decision needs to know beyond the room.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// The time.
    pub now: Timestamp,
    /// The people whom the command names, and the actor; who is missing is unknown or has left.
    pub people: BTreeMap<PersonId, PersonFacts>,
    /// The units that the command names, by their names of today.
    pub units: BTreeMap<UnitId, String>,
    /// The annotation streams of the documents that [`heads_needed`] asks for; empty ones are left out.
    pub heads: BTreeMap<VersionId, Head>,
}

/// The people whose directory facts a command needs, apart from those in the room.
#[must_use]
pub fn people_needed(command: &RoomCommand, actor: PersonId) -> BTreeSet<PersonId> {
    match command {
        RoomCommand::CreateMeeting { .. } => BTreeSet::from([actor]),
        RoomCommand::SetParticipants { people } => {
            people.iter().map(|invitation| invitation.person).collect()
        }
        RoomCommand::AssignSecretaries { people } => people.iter().copied().collect(),
        RoomCommand::AssignChair { person } | RoomCommand::AddSubstitute { person, .. } => {
            BTreeSet::from([*person])
        }
        _ => BTreeSet::new(),
    }
}

/// The unit whose name a command needs.
#[must_use]
pub fn unit_needed(command: &RoomCommand) -> Option<UnitId> {
    match command {
        RoomCommand::CreateMeeting { details } | RoomCommand::ChangeDetails { details } => {
            details.unit
        }
        _ => None,
    }
}

/// The versions whose annotation heads a command may fix into the room.
#[must_use]
pub fn heads_needed(room: &Room, command: &RoomCommand) -> Vec<VersionId> {
    let ends = |item: Option<ItemId>| {
        room.documents
            .values()
            .filter(|document| Some(document.item) == item)
            .flat_map(|document| document.versions.iter().map(|version| version.id))
            .collect()
    };
    match command {
        RoomCommand::OpenItem { .. } => ends(room.current_item),
        RoomCommand::CloseItem { item }
        | RoomCommand::PostponeItem { item }
        | RoomCommand::WithdrawItem { item }
        | RoomCommand::RemoveItem { item } => ends(Some(*item)),
        RoomCommand::Close {} => room
            .documents
            .values()
            .flat_map(|document| document.versions.iter().map(|version| version.id))
            .collect(),
        _ => Vec::new(),
    }
}

/// Decides a command: the events that happen, never none, or why nothing does.
///
/// # Errors
/// The reason, which is final for the command's id (rule HS-5).
pub fn step(
    room: &Room,
    command: &RoomCommand,
    actor: &Viewer,
    on_behalf_of: Option<PersonId>,
    facts: &Facts,
) -> Result<Vec<RoomEvent>, Rejection> {
    admit(room, command, actor)?;
    stand_in(room, actor, on_behalf_of)?;
    let mut step = Step {
        room: room.clone(),
        events: Vec::new(),
        actor,
        on_behalf_of,
        facts,
    };
    step.decide(command)?;
    if step.events.is_empty() {
        Err(Rejection::NothingToDo)
    } else {
        Ok(step.events)
    }
}

/// Whether the actor may come in, and do such a thing at all.
fn admit(room: &Room, command: &RoomCommand, actor: &Viewer) -> Result<(), Rejection> {
    let act = command.act();
    if act == Act::Create {
        if !room.allows(actor, act) {
            return Err(Rejection::NotAllowed);
        }
        return if room.exists() {
            Err(Rejection::MeetingExists)
        } else {
            Ok(())
        };
    }
    if !room.is_visible_to(actor) {
        return Err(Rejection::UnknownMeeting);
    }
    if room.allows(actor, act) {
        Ok(())
    } else {
        Err(Rejection::NotAllowed)
    }
}

/// Rule HS-7: only secretaries act in another's place, and only in that of whoever holds the chair.
///
/// # Errors
/// [`Rejection::NotAllowed`].
pub fn stand_in(
    room: &Room,
    actor: &Viewer,
    on_behalf_of: Option<PersonId>,
) -> Result<(), Rejection> {
    match on_behalf_of {
        None => Ok(()),
        Some(person)
            if room.keeps_record(actor) && room.presiding.or(room.chair) == Some(person) =>
        {
            Ok(())
        }
        Some(_) => Err(Rejection::NotAllowed),
    }
}

/// A decision in the making: the state after the events so far.
struct Step<'a> {
    room: Room,
    events: Vec<RoomEvent>,
    actor: &'a Viewer,
    on_behalf_of: Option<PersonId>,
    facts: &'a Facts,
}

impl Step<'_> {
    fn decide(&mut self, command: &RoomCommand) -> Result<(), Rejection> {
        match command {
            RoomCommand::CreateMeeting { details } => self.create(details),
            RoomCommand::ChangeDetails { details } => self.change_details(details),
            RoomCommand::Publish {} => self.publish(),
            RoomCommand::Cancel { reason } => self.cancel(reason),
            RoomCommand::SetParticipants { people } => self.set_participants(people),
            RoomCommand::RemoveParticipant { person } => self.remove_participant(*person),
            RoomCommand::RankParticipants { order } => self.rank_participants(order),
            RoomCommand::AssignChair { person } => self.assign_chair(*person),
            RoomCommand::AssignSecretaries { people } => self.assign_secretaries(people),
            RoomCommand::InviteGuest { person, items } => self.invite_guest(*person, items),
            RoomCommand::AddSubstitute {
                person,
                substitute_for,
            } => self.add_substitute(*person, *substitute_for),
            RoomCommand::AddItem {
                item,
                plan,
                position,
            } => self.add_item(*item, plan, *position),
            RoomCommand::AddItems { items } => self.add_items(items),
            RoomCommand::ChangeItem { item, plan } => self.change_item(*item, plan),
            RoomCommand::MoveItem { item, position } => self.move_item(*item, *position),
            RoomCommand::RemoveItem { item } => self.remove_item(*item),
            RoomCommand::RenameDocument { document, title } => {
                self.rename_document(*document, title)
            }
            RoomCommand::RemoveDocument { document } => self.remove_document(*document),
            RoomCommand::Open {} => self.open(),
            RoomCommand::OpenItem { item } => self.open_item(*item),
            RoomCommand::CloseItem { item } => self.close_item(*item),
            RoomCommand::PostponeItem { item } => self.postpone_item(*item),
            RoomCommand::WithdrawItem { item } => self.withdraw_item(*item),
            RoomCommand::RestoreItem { item } => self.restore_item(*item),
            RoomCommand::PassChair { to } => self.pass_chair(*to),
            RoomCommand::TakeLead {} => self.take_lead(),
            RoomCommand::ReleaseLead {} => self.release_lead(),
            RoomCommand::Present { place } => self.present(*place),
            RoomCommand::StartBreak { until } => self.start_break(*until),
            RoomCommand::EndBreak {} => self.end_break(),
            RoomCommand::Close {} => self.close(),
            RoomCommand::Reopen { reason } => self.reopen(reason),
            RoomCommand::CheckIn {} => self.check_in(),
            RoomCommand::AnswerInvitation { person, reply } => {
                self.answer_invitation(*person, reply)
            }
            RoomCommand::RecordAttendance { person, attendance } => {
                self.record_attendance(*person, attendance)
            }
            RoomCommand::RecordCourse { item, text } => self.record_course(*item, text),
            RoomCommand::RecordHandVote {
                item,
                subject,
                approve,
                reject,
                abstain,
            } => self.record_hand_vote(*item, subject, [*approve, *reject, *abstain]),
            RoomCommand::StrikeHandVote { item, index, at } => {
                self.strike_hand_vote(*item, *index, *at)
            }
            RoomCommand::RecordConclusion { item, conclusion } => {
                self.record_conclusion(*item, conclusion)
            }
            RoomCommand::StrikeConclusion { item, conclusion } => {
                self.strike_conclusion(*item, *conclusion)
            }
        }
    }

    /// Lets an event happen on the state in the making.
    fn happen(&mut self, event: RoomEvent) {
        fold_one(
            &mut self.room,
            &event,
            self.actor.person,
            self.on_behalf_of,
            self.facts.now,
        );
        self.events.push(event);
    }

    /// In whose name the actor acts.
    fn person(&self) -> PersonId {
        self.on_behalf_of.unwrap_or(self.actor.person)
    }

    fn stage(&self, allowed: &[Stage]) -> Result<(), Rejection> {
        if allowed.contains(&self.room.stage) {
            Ok(())
        } else {
            Err(Rejection::WrongStage)
        }
    }

    fn status(&self, item: ItemId) -> Result<ItemStatus, Rejection> {
        self.room
            .items
            .get(&item)
            .map(|item| item.status)
            .ok_or(Rejection::UnknownItem)
    }
}

/// Folds an event that has no entry yet, as its entry will be folded.
pub(crate) fn fold_one(
    room: &mut Room,
    event: &RoomEvent,
    actor: PersonId,
    on_behalf_of: Option<PersonId>,
    now: Timestamp,
) {
    room.seq += 1;
    let header = Header {
        stream: StreamId::Room(room.meeting),
        seq: room.seq,
        at: now,
        actor,
        on_behalf_of,
        kind: String::new(),
        version: EVENT_VERSION,
        payload_commitment: Hash([0; 32]),
    };
    room.fold(&header, event);
}
