//! Deciding on minutes: writing, submitting, signing, sending back (rules MI-2, MI-3, MI-5). Their files are made and
//! kept elsewhere; what reaches the room are facts that the server found itself, never a client's word.

use nghisu_protocol::{
    ids::{PersonId, Timestamp},
    log::Hash,
    room::{
        Act, Rejection, Room, RoomEvent, Viewer,
        state::{SentBack, Stage, SubmittedMinutes},
    },
};

use crate::text::passage;

/// Whether minutes may be written and submitted now, by this actor.
///
/// # Errors
/// Why not.
pub fn may_write(room: &Room, actor: &Viewer) -> Result<(), Rejection> {
    if !room.is_visible_to(actor) {
        return Err(Rejection::UnknownMeeting);
    }
    if !room.allows(actor, Act::WriteMinutes) {
        return Err(Rejection::NotAllowed);
    }
    if room.stage != Stage::Closed {
        return Err(Rejection::WrongStage);
    }
    Ok(())
}

/// Minutes are submitted that print the log as it stood after `size` entries.
///
/// # Errors
/// Why not: also when the meeting was reopened and closed anew since they were typeset.
pub fn submit(
    room: &Room,
    actor: &Viewer,
    size: u64,
    minutes: SubmittedMinutes,
) -> Result<Vec<RoomEvent>, Rejection> {
    may_write(room, actor)?;
    if room.closing.is_none_or(|closing| closing.size != size) {
        return Err(Rejection::WrongStage);
    }
    if ![minutes.secretary, minutes.chair]
        .iter()
        .all(|signer| room.participants.contains_key(signer))
    {
        return Err(Rejection::UnknownPerson);
    }
    Ok(vec![RoomEvent::MinutesSubmitted { minutes }])
}

/// The signature that is due stands in `pdf`, which goes on from the file `before`.
///
/// # Errors
/// Why not: another file or another signer is due by now.
pub fn sign(
    room: &Room,
    person: PersonId,
    before: Hash,
    pdf: Hash,
) -> Result<Vec<RoomEvent>, Rejection> {
    let submitted = room.minutes.submitted.as_ref();
    if room.stage != Stage::Minutes || submitted.is_none_or(|minutes| minutes.file() != before) {
        return Err(Rejection::WrongStage);
    }
    match room.minutes.next_signer() {
        Some((due, capacity)) if due == person => Ok(vec![RoomEvent::MinutesSigned {
            person,
            capacity,
            pdf,
        }]),
        _ => Err(Rejection::NotAllowed),
    }
}

/// Submitted minutes go back to be mended.
///
/// # Errors
/// Why not.
pub fn send_back(
    room: &Room,
    actor: &Viewer,
    reason: &str,
    now: Timestamp,
) -> Result<Vec<RoomEvent>, Rejection> {
    if !room.is_visible_to(actor) {
        return Err(Rejection::UnknownMeeting);
    }
    if room.stage != Stage::Minutes {
        return Err(Rejection::WrongStage);
    }
    if !room.allows(actor, Act::SendBackMinutes) {
        return Err(Rejection::NotAllowed);
    }
    let sent_back = SentBack {
        by: actor.person,
        reason: passage(reason, 1, 1_000)?,
        at: now,
    };
    Ok(vec![RoomEvent::MinutesSentBack { sent_back }])
}
