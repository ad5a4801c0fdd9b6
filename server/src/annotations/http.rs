//! Annotations over REST: the shared ones of a version, and one's own sealed notes.
//!
//! A private note is its author's alone: every route here asks for the notes of whoever asks.

use actix_web::{
    HttpResponse,
    web::{Data, Json, Path, Payload},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use nghisu_protocol::{
    annotation::{
        Annotations,
        note::{ENVELOPE_VERSION, Envelope, MAX_SEALED, SealedNote},
    },
    error::ErrorBody,
    ids::{AnnotationId, VersionId},
    meetings::{MAX_NOTES, NoteBatch},
};

use super::{NoteError, store};
use crate::{
    http::{
        body::read_json,
        error::ApiError,
        route::{Access, Endpoint, Limited, routes},
    },
    identity::Actor,
    server::AppState,
};

/// Bytes of one note's request: the sealed body in base64, and the words around it.
const ONE: usize = MAX_SEALED / 3 * 4 + 4 * 1024;
/// Bytes of a batch.
const BATCH: usize = 8 * 1024 * 1024;

/// The routes of this file.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    routes![
        Access::SignedIn, Limited::Versions(&["version"]) => annotations,
        // A session that a pass opened has no key of its person's notes: what it kept here nobody could open later, and
        // what it replaced would be lost.
        Access::SignedIn => notes,
        Access::SignedIn => put_note,
        Access::SignedIn => put_notes,
        Access::SignedIn => delete_note,
    ]
}

/// The shared annotations of a version that the reader may see.
#[utoipa::path(get, path = "/api/v1/versions/{version}/annotations", tag = "annotations", params(("version" = VersionId, Path, description = "The version")), responses((status = 200, body = Annotations), (status = 404, body = ErrorBody)))]
async fn annotations(
    state: Data<AppState>,
    actor: Actor,
    version: Path<VersionId>,
) -> Result<Json<Annotations>, ApiError> {
    Ok(Json(
        state.rooms.annotations(*version, actor.viewer()).await?,
    ))
}

/// My sealed notes on a version; erased ones come without a body.
#[utoipa::path(get, path = "/api/v1/versions/{version}/notes", tag = "annotations", params(("version" = VersionId, Path, description = "The version")), responses((status = 200, body = [SealedNote]), (status = 404, body = ErrorBody)))]
async fn notes(
    state: Data<AppState>,
    actor: Actor,
    version: Path<VersionId>,
) -> Result<Json<Vec<SealedNote>>, ApiError> {
    state.rooms.read_version(*version, &actor.viewer()).await?;
    Ok(Json(
        store::of_version(&state.db, actor.id(), *version).await?,
    ))
}

/// Keep a sealed note; the same id replaces what was kept before.
#[utoipa::path(put, path = "/api/v1/versions/{version}/notes/{id}", tag = "annotations", params(("version" = VersionId, Path, description = "The version"), ("id" = AnnotationId, Path, description = "The note")), request_body = SealedNote, responses((status = 204, description = "Kept"), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn put_note(
    state: Data<AppState>,
    actor: Actor,
    path: Path<(VersionId, AnnotationId)>,
    body: Payload,
) -> Result<HttpResponse, ApiError> {
    let (version, id) = *path;
    let note: SealedNote = read_json(body, ONE).await?;
    if note.id != id {
        return Err(NoteError::Field("id").into());
    }
    keep(&state, &actor, version, vec![note]).await
}

/// Keep several sealed notes at once: all of them, or none.
#[utoipa::path(post, path = "/api/v1/versions/{version}/notes", tag = "annotations", params(("version" = VersionId, Path, description = "The version")), request_body = NoteBatch, responses((status = 204, description = "Kept"), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn put_notes(
    state: Data<AppState>,
    actor: Actor,
    version: Path<VersionId>,
    body: Payload,
) -> Result<HttpResponse, ApiError> {
    let batch: NoteBatch = read_json(body, BATCH).await?;
    if batch.notes.len() > MAX_NOTES {
        return Err(NoteError::Field("notes").into());
    }
    keep(&state, &actor, *version, batch.notes).await
}

/// Erase a note's body.
#[utoipa::path(delete, path = "/api/v1/versions/{version}/notes/{id}", tag = "annotations", params(("version" = VersionId, Path, description = "The version"), ("id" = AnnotationId, Path, description = "The note")), responses((status = 204, description = "Erased, or never there")))]
async fn delete_note(
    state: Data<AppState>,
    actor: Actor,
    path: Path<(VersionId, AnnotationId)>,
) -> Result<HttpResponse, ApiError> {
    store::erase(&state.db, actor.id(), path.1, state.clock.now()).await?;
    Ok(HttpResponse::NoContent().finish())
}

async fn keep(
    state: &AppState,
    actor: &Actor,
    version: VersionId,
    notes: Vec<SealedNote>,
) -> Result<HttpResponse, ApiError> {
    let room = state.rooms.read_version(version, &actor.viewer()).await?;
    let pages = room
        .version(version)
        .map_or(0, |(_, _, version)| version.pages);
    for note in &notes {
        check(note, version, pages)?;
    }
    store::put(&state.db, actor.id(), notes, state.clock.now())
        .await
        .map_err(NoteError::from)?;
    Ok(HttpResponse::NoContent().finish())
}

fn check(note: &SealedNote, version: VersionId, pages: u32) -> Result<(), NoteError> {
    if note.version != version {
        return Err(NoteError::Field("version"));
    }
    if note.page == 0 || note.page > pages {
        return Err(NoteError::Field("page"));
    }
    match &note.envelope {
        None => Ok(()),
        Some(envelope) => check_envelope(envelope),
    }
}

fn check_envelope(envelope: &Envelope) -> Result<(), NoteError> {
    if envelope.v != ENVELOPE_VERSION {
        return Err(NoteError::Field("envelope.v"));
    }
    let mut key = [0; 8];
    if hex::decode_to_slice(&envelope.key_id, &mut key).is_err() {
        return Err(NoteError::Field("envelope.key_id"));
    }
    if !STANDARD
        .decode(&envelope.nonce)
        .is_ok_and(|nonce| nonce.len() == 12)
    {
        return Err(NoteError::Field("envelope.nonce"));
    }
    // A tag is 16 bytes.
    if !STANDARD
        .decode(&envelope.sealed)
        .is_ok_and(|sealed| (16..=MAX_SEALED).contains(&sealed.len()))
    {
        return Err(NoteError::Field("envelope.sealed"));
    }
    Ok(())
}
