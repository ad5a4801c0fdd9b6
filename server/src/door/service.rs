//! What happens at the door: giving, finding, using and taking back passes, and entering substitutes.

use std::collections::BTreeMap;

use nghisu_protocol::{
    door::{Door, EnterSubstitute, FoundCode, IssuedPass, PassFound, UsePass},
    ids::{CommandId, MeetingId, PassId, PersonId},
    machine::Machine,
    room::{Rejection, Room, RoomCommand},
    socket::{Command, CommandEnvelope, Outcome},
};

use super::DoorError;
use crate::{
    identity::{Actor, GoodCode, IdentityError, Opened, StoredPass, Visitor, permission::Reach},
    live::{
        LiveError,
        room::{self, Facts, PersonFacts, passes},
    },
    server::AppState,
};

/// Whether somebody may be given a pass by this actor, as far as it is known before the room is asked.
///
/// # Errors
/// When the right is missing, they cannot have one, or the meeting has as many as it may have.
pub(super) async fn may_give(
    state: &AppState,
    actor: &Actor,
    meeting: MeetingId,
    person: PersonId,
) -> Result<(), DoorError> {
    let viewer = actor.viewer();
    let room = state.rooms.read_for(meeting, &viewer).await?;
    passes::may_keep(&room, &viewer)?;
    passes::may_come(&room, person)?;
    if !actor.is_in_person() {
        return Err(DoorError::Denied);
    }
    Ok(state.identity.can_have_pass(meeting, person).await?)
}

/// Gives somebody who takes part a pass (rules DO-3 and DO-4).
///
/// # Errors
/// As [`may_give`].
pub(super) async fn give(
    state: &AppState,
    actor: &Actor,
    meeting: MeetingId,
    person: PersonId,
) -> Result<IssuedPass, DoorError> {
    may_give(state, actor, meeting, person).await?;
    let (viewer, pass) = (actor.viewer(), state.identity.pass_id());
    let decide = move |room: &Room, _| passes::give(room, &viewer, pass, person, None);
    state
        .rooms
        .record(meeting, actor.id(), None, decide)
        .await?;
    let issued = state.identity.issue_pass(actor, meeting, pass, person);
    Ok(issued.await?)
}

/// Who was let in and is about to be.
///
/// # Errors
/// When the right is missing.
pub(super) async fn view(
    state: &AppState,
    actor: &Actor,
    meeting: MeetingId,
) -> Result<Door, DoorError> {
    let viewer = actor.viewer();
    let room = state.rooms.read_for(meeting, &viewer).await?;
    passes::may_keep(&room, &viewer)?;
    Ok(state.identity.door_of(meeting).await?)
}

/// Takes a pass back, and with it the session that it opened.
///
/// # Errors
/// When the right is missing, or nothing is left of it.
pub(super) async fn take_back(
    state: &AppState,
    actor: &Actor,
    meeting: MeetingId,
    pass: PassId,
) -> Result<(), DoorError> {
    let viewer = actor.viewer();
    let room = state.rooms.read_for(meeting, &viewer).await?;
    passes::may_keep(&room, &viewer)?;
    let person = state.identity.take_back_pass(actor, meeting, pass).await?;
    let decide = move |room: &Room, _| passes::take_back(room, &viewer, pass, person);
    let recorded = state.rooms.record(meeting, actor.id(), None, decide).await;
    match recorded {
        Ok(_) | Err(LiveError::Rejected(Rejection::WrongStage)) => {}
        // It is taken back whatever the log says; the audit table holds it.
        Err(error) => {
            tracing::error!(%meeting, %error, "that a pass was taken back is not in the log")
        }
    }
    Ok(())
}

/// What a typed code is good for, before anything is done with it.
///
/// # Errors
/// When it is wrong, used or over, or too many wrong ones came.
pub(super) async fn find(
    state: &AppState,
    visitor: &Visitor,
    typed: &str,
) -> Result<FoundCode, DoorError> {
    let pass = match state.identity.good_code(visitor, typed).await? {
        GoodCode::Activation => return Ok(FoundCode::Activation {}),
        GoodCode::Pass(pass) => pass,
    };
    let room = state.rooms.read(pass.meeting).await?;
    passes::may_come(&room, pass.person).map_err(|_| IdentityError::ActivationExpired)?;
    Ok(FoundCode::Pass {
        pass: PassFound {
            name: room
                .participants
                .get(&pass.person)
                .map(|participant| participant.name.clone())
                .unwrap_or_default(),
            meeting: pass.meeting,
            title: room.details.title.clone(),
            office: state.config.office_name.clone(),
            expires_at: pass.expires_at,
        },
    })
}

/// Uses a pass on the device that asks; `before` is who its cookie says is there.
///
/// # Errors
/// When the code is wrong, used or over, or somebody is signed in there with a passkey (rule DO-8).
pub(super) async fn come_in(
    state: &AppState,
    visitor: &Visitor,
    before: Option<Actor>,
    using: UsePass,
) -> Result<(Opened, MeetingId), DoorError> {
    match state.identity.good_code(visitor, &using.code).await? {
        GoodCode::Activation => Err(IdentityError::ActivationUnknown.into()),
        GoodCode::Pass(pass) => open(state, visitor, before, pass, using.machine).await,
    }
}

/// Opens the session that a pass is for.
///
/// # Errors
/// When it is over, or somebody is signed in there with a passkey.
pub(super) async fn open(
    state: &AppState,
    visitor: &Visitor,
    before: Option<Actor>,
    pass: StoredPass,
    machine: Option<Machine>,
) -> Result<(Opened, MeetingId), DoorError> {
    may_open(before.as_ref())?;
    let identity = &state.identity;
    let over = || IdentityError::ActivationExpired;
    let room = state.rooms.read(pass.meeting).await?;
    passes::may_come(&room, pass.person).map_err(|_| over())?;
    let machine = machine.or_else(|| Machine::of_agent(&visitor.agent));
    // Only one device wins it; its secret is told once the log has it.
    let opened = identity.open_by_pass(visitor, pass, machine).await?;
    let (id, person) = (pass.id, pass.person);
    let decide = move |room: &Room, _| passes::come_in(room, id, person, machine);
    let recorded = state.rooms.record(pass.meeting, person, None, decide).await;
    if let Err(error) = recorded {
        identity.end_opened(visitor, &opened).await?;
        return Err(match error {
            LiveError::Rejected(_) => over().into(),
            error => error.into(),
        });
    }
    if let Some(before) = before {
        identity.sign_out(&before).await?;
    }
    Ok((opened, pass.meeting))
}

/// Rule DO-8.
fn may_open(before: Option<&Actor>) -> Result<(), DoorError> {
    match before.map(Actor::reach) {
        Some(Reach::Everything) => Err(DoorError::DeviceTaken),
        Some(Reach::Meeting(_)) | None => Ok(()),
    }
}

/// Enters a substitute who is not in the directory (rule DO-7). The same request sent again enters nobody twice.
///
/// # Errors
/// When the room refuses them, or a value is not allowed.
pub(super) async fn enter_substitute(
    state: &AppState,
    actor: &Actor,
    meeting: MeetingId,
    plan: EnterSubstitute,
) -> Result<(), DoorError> {
    let viewer = actor.viewer();
    let room = state.rooms.read_for(meeting, &viewer).await?;
    let newcomer = crate::identity::Identity::checked_newcomer(plan)?;
    let command = RoomCommand::AddSubstitute {
        person: newcomer.id,
        substitute_for: newcomer.substitute_for,
    };
    let facts = Facts {
        now: state.clock.now(),
        people: BTreeMap::from([(
            newcomer.id,
            PersonFacts {
                name: newcomer.name.clone(),
                position: newcomer.position.clone(),
                unit_name: newcomer.unit_name.clone(),
                precedence: None,
            },
        )]),
        ..Facts::default()
    };
    // Nobody enters the directory whom the room would not take.
    match room::step(&room, &command, &viewer, None, &facts) {
        Ok(_) => {}
        Err(Rejection::NothingToDo) => return Ok(()),
        Err(reason) => return Err(reason.into()),
    }
    let id = newcomer.id;
    state
        .identity
        .enter_newcomer(actor, meeting, newcomer)
        .await?;
    let envelope = CommandEnvelope {
        // One request is one command, however often it is sent.
        id: CommandId(id.0),
        on_behalf_of: None,
        command: Command::Room { room: command },
    };
    match state.rooms.command(meeting, viewer, envelope).await? {
        Outcome::Accepted { .. }
        | Outcome::Rejected {
            reason: Rejection::NothingToDo,
        } => Ok(()),
        Outcome::Rejected { reason } => Err(reason.into()),
    }
}
