//! Deciding on passes (rules DO-3 and DO-6): who may be given one, and when somebody may come in by it. Their codes and the
//! sessions that they open are kept elsewhere; what reaches the room is that it happened.

use nghisu_protocol::{
    ids::{PassId, PersonId},
    machine::Machine,
    room::{Act, Rejection, Room, RoomEvent, Viewer, state::Stage},
};

/// Whether somebody keeps the door of this meeting.
///
/// # Errors
/// Why not.
pub fn may_keep(room: &Room, actor: &Viewer) -> Result<(), Rejection> {
    if !room.is_visible_to(actor) {
        return Err(Rejection::UnknownMeeting);
    }
    if !room.allows(actor, Act::KeepDoor) {
        return Err(Rejection::NotAllowed);
    }
    Ok(())
}

/// Whether somebody may come in by a pass now.
///
/// # Errors
/// [`Rejection::WrongStage`], [`Rejection::UnknownPerson`], and [`Rejection::PersonNeeded`] for whoever chairs or keeps
/// the record: by a pass they could do neither.
pub fn may_come(room: &Room, person: PersonId) -> Result<(), Rejection> {
    if !matches!(room.stage, Stage::Published | Stage::Open) {
        return Err(Rejection::WrongStage);
    }
    if !room.participants.contains_key(&person) {
        return Err(Rejection::UnknownPerson);
    }
    if room.leads_or_records(person) {
        return Err(Rejection::PersonNeeded);
    }
    Ok(())
}

/// Somebody is given a pass; for a tablet of a room, where it has a name.
///
/// # Errors
/// Why not.
pub fn give(
    room: &Room,
    actor: &Viewer,
    pass: PassId,
    person: PersonId,
    tablet: Option<String>,
) -> Result<Vec<RoomEvent>, Rejection> {
    may_keep(room, actor)?;
    may_come(room, person)?;
    Ok(vec![RoomEvent::PassGiven {
        pass,
        person,
        tablet,
    }])
}

/// They come in by it.
///
/// # Errors
/// Why not.
pub fn come_in(
    room: &Room,
    pass: PassId,
    person: PersonId,
    machine: Option<Machine>,
) -> Result<Vec<RoomEvent>, Rejection> {
    may_come(room, person)?;
    Ok(vec![RoomEvent::PassUsed {
        pass,
        person,
        machine,
    }])
}

/// It is taken back. Once the minutes are on their way nothing is written behind what they name: the audit table tells
/// of it then.
///
/// # Errors
/// Why not.
pub fn take_back(
    room: &Room,
    actor: &Viewer,
    pass: PassId,
    person: PersonId,
) -> Result<Vec<RoomEvent>, Rejection> {
    may_keep(room, actor)?;
    if matches!(room.stage, Stage::Published | Stage::Open | Stage::Closed) {
        Ok(vec![RoomEvent::PassTakenBack { pass, person }])
    } else {
        Err(Rejection::WrongStage)
    }
}
