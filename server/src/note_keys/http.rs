//! The wrapped keys of whoever asks. Nobody asks for another's.

use actix_web::{
    HttpResponse,
    web::{Data, Json},
};
use nghisu_protocol::{
    annotation::note::{WRAP_VERSION, WrappedKey},
    error::ErrorBody,
};

use super::{NoteKeyError, store};
use crate::{
    http::{
        error::ApiError,
        route::{Access, Endpoint, routes},
    },
    identity::Actor,
    server::AppState,
};

/// Characters of a wrap's name at most: a credential id has at most 1,023 bytes (WebAuthn Level 3, 6.1).
const MAX_NAME: usize = 1_364;

/// The routes of this file.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    routes![
        Access::SignedIn => note_keys,
        Access::SignedIn => put_note_key,
    ]
}

/// The wraps of my notes' key; none before the first tablet made one.
#[utoipa::path(get, path = "/api/v1/me/note-keys", tag = "annotations", responses((status = 200, body = [WrappedKey])))]
async fn note_keys(state: Data<AppState>, actor: Actor) -> Result<Json<Vec<WrappedKey>>, ApiError> {
    let keys = store::of_person(&state.db, actor.id())
        .await
        .map_err(NoteKeyError::from)?;
    Ok(Json(keys))
}

/// Keep a wrap of my notes' key; the one of the same name is replaced. Another key than mine is refused, and so is a
/// program: the first wrap decides which key I have.
#[utoipa::path(put, path = "/api/v1/me/note-keys", tag = "annotations", request_body = WrappedKey, responses((status = 204, description = "Kept"), (status = 403, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn put_note_key(
    state: Data<AppState>,
    actor: Actor,
    key: Json<WrappedKey>,
) -> Result<HttpResponse, ApiError> {
    if !actor.is_in_person() {
        return Err(NoteKeyError::Denied.into());
    }
    let key = key.into_inner();
    check(&key)?;
    store::put(&state.db, actor.id(), key, state.clock.now()).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn check(key: &WrappedKey) -> Result<(), NoteKeyError> {
    let mut id = [0; 8];
    if key.v != WRAP_VERSION {
        return Err(NoteKeyError::Field("v"));
    }
    if hex::decode_to_slice(&key.key_id, &mut id).is_err() {
        return Err(NoteKeyError::Field("key_id"));
    }
    let is_name = !key.wrap.is_empty()
        && key.wrap.len() <= MAX_NAME
        && key
            .wrap
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if !is_name {
        return Err(NoteKeyError::Field("wrap"));
    }
    for (field, bytes, length) in [
        ("salt", &key.salt, 32),
        ("nonce", &key.nonce, 12),
        // 256 bits of key, 128 bits of tag.
        ("sealed", &key.sealed, 48),
    ] {
        if bytes.0.len() != length {
            return Err(NoteKeyError::Field(field));
        }
    }
    Ok(())
}
