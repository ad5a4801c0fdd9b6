//! Meetings over REST: whatever the screens do over the socket, a program can do here.

use std::sync::Arc;

use actix_web::{
    HttpRequest,
    web::{Data, Json, Path, Payload, Query},
};
use nghisu_protocol::{
    error::{ErrorBody, ErrorCode},
    ids::{MeetingId, Timestamp},
    meetings::{
        Checkpoint, ConsistencyProof, CopiedMeeting, CopyPlan, EntryPage, MeetingSummary,
        MeetingView,
    },
    room::{Audience, Room, RoomEvent, Viewer, state::Stage},
    socket::{CommandEnvelope, MAX_TEXT_FRAME, Outcome},
    stream::StreamId,
};
use serde::Deserialize;

use super::store;
use crate::{
    http::{
        body::read_json,
        error::ApiError,
        route::{Access, Endpoint, Limited, routes},
    },
    identity::Actor,
    live::{LiveError, log::StoredEntry},
    server::AppState,
};

/// Entries of one answer at most.
const PAGE: u64 = 1_000;

/// The routes of this file.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    routes![
        Access::SignedIn => meetings,
        Access::SignedIn, Limited::Meeting => meeting,
        Access::SignedIn, Limited::Meeting => entries,
        Access::SignedIn, Limited::Meeting => checkpoint,
        Access::SignedIn, Limited::Meeting => proof,
        Access::SignedIn, Limited::Meeting => command,
        Access::SignedIn => copy,
    ]
}

/// From when to when meetings begin.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
struct Span {
    /// Milliseconds since 1970: not before.
    #[param(value_type = Option<i64>)]
    from: Option<Timestamp>,
    /// Milliseconds since 1970: before.
    #[param(value_type = Option<i64>)]
    to: Option<Timestamp>,
}

/// The meetings that the reader may see, by their beginning, 500 at most; those without a date always. Those that are open
/// say how far they are.
#[utoipa::path(get, path = "/api/v1/meetings", tag = "meetings", params(Span), responses((status = 200, body = [MeetingSummary])))]
async fn meetings(
    state: Data<AppState>,
    actor: Actor,
    span: Query<Span>,
) -> Result<Json<Vec<MeetingSummary>>, ApiError> {
    let viewer = actor.viewer();
    let mut meetings = store::list(&state.db, &viewer, span.from, span.to).await?;
    // Few are open at a time, and their rooms are in memory.
    for meeting in &mut meetings {
        if meeting.stage == Stage::Open {
            meeting.progress = state.rooms.read(meeting.id).await?.progress_for(&viewer);
        }
    }
    Ok(Json(meetings))
}

/// A meeting as the reader may see it.
#[utoipa::path(get, path = "/api/v1/meetings/{id}", tag = "meetings", params(("id" = MeetingId, Path, description = "The meeting")), responses((status = 200, body = MeetingView), (status = 404, body = ErrorBody)))]
async fn meeting(
    state: Data<AppState>,
    actor: Actor,
    id: Path<MeetingId>,
) -> Result<Json<MeetingView>, ApiError> {
    let viewer = actor.viewer();
    let room = state.rooms.read_for(*id, &viewer).await?;
    Ok(Json(MeetingView {
        standing: room.standing(&viewer),
        room: room.view_for(&viewer),
    }))
}

/// After which entry.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
struct Since {
    /// The last entry that the reader has; from the first without it.
    #[serde(default)]
    since: u64,
}

/// The next entries of a meeting's log, 1,000 at most; what the reader may not see is redacted.
#[utoipa::path(get, path = "/api/v1/meetings/{id}/entries", tag = "meetings", params(("id" = MeetingId, Path, description = "The meeting"), Since), responses((status = 200, body = EntryPage), (status = 404, body = ErrorBody)))]
async fn entries(
    state: Data<AppState>,
    actor: Actor,
    id: Path<MeetingId>,
    since: Query<Since>,
) -> Result<Json<EntryPage>, ApiError> {
    let viewer = actor.viewer();
    let room = state.rooms.read_for(*id, &viewer).await?;
    let stored = state
        .rooms
        .log()
        .since(StreamId::Room(*id), since.since, PAGE)
        .await
        .map_err(LiveError::from)?;
    Ok(Json(EntryPage {
        entries: stored
            .iter()
            // What was committed after the state was read comes with the next question.
            .take_while(|entry| entry.header.seq <= room.seq)
            .map(|entry| entry.entry(is_shown(&room, entry, &viewer)))
            .collect(),
        size: room.seq,
    }))
}

fn is_shown(room: &Arc<Room>, entry: &StoredEntry, viewer: &Viewer) -> bool {
    entry.payload.as_ref().is_some_and(|(payload, _)| {
        RoomEvent::read(&entry.header.kind, entry.header.version, payload.as_bytes())
            .is_ok_and(|event| room.audience(&event, viewer) == Audience::Full)
    })
}

/// How far the meeting's log is, signed by the log key.
#[utoipa::path(get, path = "/api/v1/meetings/{id}/checkpoint", tag = "meetings", params(("id" = MeetingId, Path, description = "The meeting")), responses((status = 200, body = Checkpoint), (status = 404, body = ErrorBody)))]
async fn checkpoint(
    state: Data<AppState>,
    actor: Actor,
    id: Path<MeetingId>,
) -> Result<Json<Checkpoint>, ApiError> {
    let room = state.rooms.read_for(*id, &actor.viewer()).await?;
    let stream = StreamId::Room(*id);
    let tree = state
        .rooms
        .log()
        .tree(stream)
        .await
        .map_err(LiveError::from)?;
    let root = tree.root_at(room.seq).ok_or(LiveError::OutOfRange)?;
    Ok(Json(state.log_key.checkpoint(
        stream,
        room.seq,
        root,
        state.clock.now(),
    )))
}

/// Between which sizes.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
struct Sizes {
    /// The earlier size, at least 1.
    old: u64,
    /// The later size.
    new: u64,
}

/// The proof that an earlier size of the log is a prefix of a later one.
#[utoipa::path(get, path = "/api/v1/meetings/{id}/proof", tag = "meetings", params(("id" = MeetingId, Path, description = "The meeting"), Sizes), responses((status = 200, body = ConsistencyProof), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn proof(
    state: Data<AppState>,
    actor: Actor,
    id: Path<MeetingId>,
    sizes: Query<Sizes>,
) -> Result<Json<ConsistencyProof>, ApiError> {
    state.rooms.read_for(*id, &actor.viewer()).await?;
    let tree = state
        .rooms
        .log()
        .tree(StreamId::Room(*id))
        .await
        .map_err(LiveError::from)?;
    let (old, new) = (sizes.old, sizes.new);
    let found = tree.consistency(old, new).and_then(|proof| {
        Some(ConsistencyProof {
            old,
            old_root: tree.root_at(old)?,
            new,
            new_root: tree.root_at(new)?,
            proof,
        })
    });
    Ok(Json(found.ok_or(LiveError::OutOfRange)?))
}

/// Send a command to a meeting, also the one that makes it. A refusal by the room is an outcome; a
/// repeat of the same id is answered with the first outcome.
#[utoipa::path(post, path = "/api/v1/meetings/{id}/commands", tag = "meetings", params(("id" = MeetingId, Path, description = "The meeting, also one that is yet to be made")), request_body = CommandEnvelope, responses((status = 200, body = Outcome), (status = 400, body = ErrorBody)))]
async fn command(
    state: Data<AppState>,
    actor: Actor,
    id: Path<MeetingId>,
    request: HttpRequest,
    body: Payload,
) -> Result<Json<Outcome>, ApiError> {
    let envelope: CommandEnvelope = read_json(body, MAX_TEXT_FRAME).await?;
    let outcome = state.rooms.command(*id, actor.viewer(), envelope).await?;
    if outcome.is_denied() {
        let (identity, path) = (&state.identity, request.path());
        let code = ErrorCode::PermissionDenied;
        identity.refused(&actor, "command", path, code).await;
    }
    Ok(Json(outcome))
}

/// Make another meeting like this one: kind, unit, room, chair, secretaries, people with their roles, agenda. Papers and the
/// record stay behind; who has left the office since is left out and named. Only who prepares this one and may make meetings.
#[utoipa::path(post, path = "/api/v1/meetings/{id}/copies", tag = "meetings", params(("id" = MeetingId, Path, description = "The meeting that is copied")), request_body = CopyPlan, responses((status = 200, body = CopiedMeeting), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn copy(
    state: Data<AppState>,
    actor: Actor,
    id: Path<MeetingId>,
    plan: Json<CopyPlan>,
) -> Result<Json<CopiedMeeting>, ApiError> {
    let copied = state
        .rooms
        .copy(*id, actor.viewer(), plan.into_inner())
        .await?;
    Ok(Json(copied))
}
