//! Lending the tablets of the office's rooms (rule DO-10): a loan is a pass that one tablet alone can use, so that all that
//! holds for passes holds for it, in the log too.

use nghisu_protocol::{
    door::{LendTablet, LendableTablet, Loan, RoomTablet, TabletState},
    ids::{MeetingId, TabletId},
    room::Room,
};

use crate::{
    door::{DoorError, service},
    identity::{Actor, IdentityError, Opened, Visitor},
    live::room::passes,
    server::AppState,
};

/// The tablets that are enrolled, and which are free.
///
/// # Errors
/// When the actor does not keep the door of the meeting.
pub(super) async fn lendable(
    state: &AppState,
    actor: &Actor,
    meeting: MeetingId,
) -> Result<Vec<LendableTablet>, DoorError> {
    let viewer = actor.viewer();
    let room = state.rooms.read_for(meeting, &viewer).await?;
    passes::may_keep(&room, &viewer)?;
    Ok(state.identity.lendable_tablets().await?)
}

/// Lends a tablet to somebody who takes part. The tablet opens their session when it next asks.
///
/// # Errors
/// As the door's `give`, and when the tablet is lent already.
pub(super) async fn lend(
    state: &AppState,
    actor: &Actor,
    meeting: MeetingId,
    LendTablet { tablet, person }: LendTablet,
) -> Result<(), DoorError> {
    let identity = &state.identity;
    service::may_give(state, actor, meeting, person).await?;
    let name = identity.free_tablet(tablet).await?.name;
    let pass = identity.pass_id();
    let viewer = actor.viewer();
    let decide = move |room: &Room, _| passes::give(room, &viewer, pass, person, Some(name));
    state
        .rooms
        .record(meeting, actor.id(), None, decide)
        .await?;
    let lent = identity.lend_tablet(actor, meeting, (pass, person), tablet);
    Ok(lent.await?)
}

/// What a tablet shows of itself: its name, and to whom it is lent.
///
/// # Errors
/// When it is none of the office's.
pub(super) async fn state_of(
    state: &AppState,
    tablet: RoomTablet,
) -> Result<TabletState, DoorError> {
    let loan = match state.identity.loan_of(tablet.id).await? {
        None => None,
        Some((pass, is_begun)) => {
            let room = state.rooms.read(pass.meeting).await?;
            let participant = room.participants.get(&pass.person);
            participant.map(|participant| Loan {
                pass: pass.id,
                name: participant.name.clone(),
                meeting: pass.meeting,
                title: room.details.title.clone(),
                is_begun,
            })
        }
    };
    Ok(TabletState {
        name: tablet.name,
        office: state.config.office_name.clone(),
        loan,
    })
}

/// Opens on a tablet the session of whoever it is lent to; `before` is who its cookie says is there.
///
/// # Errors
/// When it is lent to nobody, the session is open already, or somebody is signed in on it with a passkey.
pub(super) async fn begin(
    state: &AppState,
    visitor: &Visitor,
    before: Option<Actor>,
    tablet: TabletId,
) -> Result<(Opened, MeetingId), DoorError> {
    match state.identity.loan_of(tablet).await? {
        None => Err(IdentityError::ActivationExpired.into()),
        Some((_, true)) => Err(IdentityError::ActivationUsed.into()),
        Some((pass, false)) => service::open(state, visitor, before, pass, None).await,
    }
}
