//! What everybody has: themselves, their passkeys, sessions and tokens.

use actix_web::{
    HttpResponse,
    web::{Data, Json, Path},
};
use nghisu_protocol::{
    error::ErrorBody,
    ids::{CredentialId, SessionId, TokenId},
    people::{Ceremony, Credential, FinishCeremony, Me, Session, Token},
};

use super::extract::session_cookie;
use crate::{
    http::{
        error::ApiError,
        route::{Access, Endpoint, Limited, routes},
    },
    identity::{Actor, Visitor},
    server::AppState,
};

pub(super) fn endpoints() -> Vec<Endpoint> {
    routes![
        Access::SignedIn, Limited::Passes => me,
        Access::SignedIn, Limited::Passes => sign_out,
        Access::SignedIn => my_passkeys,
        Access::SignedIn => start_my_passkey,
        Access::SignedIn => finish_my_passkey,
        Access::SignedIn => remove_my_passkey,
        Access::SignedIn => my_sessions,
        Access::SignedIn => end_my_session,
        Access::SignedIn => my_tokens,
        Access::SignedIn => revoke_my_token,
    ]
}

/// Who is signed in.
#[utoipa::path(get, path = "/api/v1/me", tag = "me", responses((status = 200, body = Me), (status = 401, body = ErrorBody)))]
async fn me(state: Data<AppState>, actor: Actor) -> Result<Json<Me>, ApiError> {
    Ok(Json(state.identity.me(&actor).await?))
}

/// End this session and remove its cookie.
#[utoipa::path(post, path = "/api/v1/sign-out", tag = "me", responses((status = 204, description = "Signed out")))]
async fn sign_out(state: Data<AppState>, actor: Actor) -> Result<HttpResponse, ApiError> {
    state.identity.sign_out(&actor).await?;
    Ok(HttpResponse::NoContent()
        .cookie(session_cookie(state.https, None))
        .finish())
}

/// My passkeys.
#[utoipa::path(get, path = "/api/v1/me/credentials", tag = "me", responses((status = 200, body = [Credential])))]
async fn my_passkeys(
    state: Data<AppState>,
    actor: Actor,
) -> Result<Json<Vec<Credential>>, ApiError> {
    Ok(Json(state.identity.passkeys_of(actor.id()).await?))
}

/// Start the registration of another passkey, in a browser that signed in with one.
#[utoipa::path(post, path = "/api/v1/me/credentials/start", tag = "me", responses((status = 200, body = Ceremony), (status = 403, body = ErrorBody)))]
async fn start_my_passkey(state: Data<AppState>, actor: Actor) -> Result<Json<Ceremony>, ApiError> {
    Ok(Json(state.identity.start_another(&actor).await?))
}

/// End the registration of another passkey.
#[utoipa::path(post, path = "/api/v1/me/credentials/finish", tag = "me", request_body = FinishCeremony, responses((status = 200, body = [Credential]), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn finish_my_passkey(
    state: Data<AppState>,
    actor: Actor,
    visitor: Visitor,
    finish: Json<FinishCeremony>,
) -> Result<Json<Vec<Credential>>, ApiError> {
    let passkeys = state
        .identity
        .finish_another(&actor, &visitor, finish.into_inner())
        .await?;
    Ok(Json(passkeys))
}

/// Remove one of my passkeys, but not the last.
#[utoipa::path(delete, path = "/api/v1/me/credentials/{id}", tag = "me", params(("id" = Uuid, Path)), responses((status = 204, description = "Removed"), (status = 403, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn remove_my_passkey(
    state: Data<AppState>,
    actor: Actor,
    id: Path<CredentialId>,
) -> Result<HttpResponse, ApiError> {
    state.identity.remove_own_passkey(&actor, *id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// My open sessions.
#[utoipa::path(get, path = "/api/v1/me/sessions", tag = "me", responses((status = 200, body = [Session])))]
async fn my_sessions(state: Data<AppState>, actor: Actor) -> Result<Json<Vec<Session>>, ApiError> {
    Ok(Json(state.identity.sessions(&actor, actor.id()).await?))
}

/// End one of my sessions.
#[utoipa::path(delete, path = "/api/v1/me/sessions/{id}", tag = "me", params(("id" = Uuid, Path)), responses((status = 204, description = "Ended"), (status = 404, body = ErrorBody)))]
async fn end_my_session(
    state: Data<AppState>,
    actor: Actor,
    id: Path<SessionId>,
) -> Result<HttpResponse, ApiError> {
    state
        .identity
        .end_sessions(&actor, actor.id(), Some(*id))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The service tokens that act as me.
#[utoipa::path(get, path = "/api/v1/me/tokens", tag = "me", responses((status = 200, body = [Token])))]
async fn my_tokens(state: Data<AppState>, actor: Actor) -> Result<Json<Vec<Token>>, ApiError> {
    Ok(Json(state.identity.tokens(&actor, actor.id()).await?))
}

/// Revoke a service token that acts as me.
#[utoipa::path(delete, path = "/api/v1/me/tokens/{id}", tag = "me", params(("id" = Uuid, Path)), responses((status = 204, description = "Revoked"), (status = 404, body = ErrorBody)))]
async fn revoke_my_token(
    state: Data<AppState>,
    actor: Actor,
    id: Path<TokenId>,
) -> Result<HttpResponse, ApiError> {
    state.identity.revoke_token(&actor, actor.id(), *id).await?;
    Ok(HttpResponse::NoContent().finish())
}
