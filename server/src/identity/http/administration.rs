//! The doors of other people, and the audit table.

use actix_web::{
    HttpResponse,
    web::{Data, Json, Path, Query},
};
use nghisu_protocol::{
    error::ErrorBody,
    ids::{CredentialId, PersonId, SessionId, TokenId, Uuid},
    people::{
        AuditEntry, Credential, IssuedActivation, IssuedToken, Role, Session, Token, TokenPlan,
    },
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    http::{
        error::ApiError,
        route::{Access, Endpoint, routes},
    },
    identity::Actor,
    server::AppState,
};

const ADMINISTRATORS: Access = Access::Roles(&[Role::Administrator]);
const WHO_HANDS_OUT_CODES: Access = Access::Roles(&[Role::Administrator, Role::Secretary]);

pub(super) fn endpoints() -> Vec<Endpoint> {
    routes![
        WHO_HANDS_OUT_CODES => issue_activation,
        WHO_HANDS_OUT_CODES => revoke_activation,
        ADMINISTRATORS => passkeys_of,
        ADMINISTRATORS => revoke_passkey,
        ADMINISTRATORS => sessions_of,
        ADMINISTRATORS => end_sessions_of,
        ADMINISTRATORS => end_session_of,
        ADMINISTRATORS => tokens_of,
        ADMINISTRATORS => issue_token,
        ADMINISTRATORS => revoke_token,
        ADMINISTRATORS => read_audit,
    ]
}

/// Make an activation code with its link and QR code; codes made before become void.
#[utoipa::path(post, path = "/api/v1/people/{id}/activation", tag = "doors", params(("id" = Uuid, Path)), responses((status = 200, body = IssuedActivation), (status = 403, body = ErrorBody)))]
async fn issue_activation(
    state: Data<AppState>,
    actor: Actor,
    id: Path<PersonId>,
) -> Result<Json<IssuedActivation>, ApiError> {
    Ok(Json(state.identity.issue_activation(&actor, *id).await?))
}

/// Make a person's open codes void.
#[utoipa::path(delete, path = "/api/v1/people/{id}/activation", tag = "doors", params(("id" = Uuid, Path)), responses((status = 204, description = "Void")))]
async fn revoke_activation(
    state: Data<AppState>,
    actor: Actor,
    id: Path<PersonId>,
) -> Result<HttpResponse, ApiError> {
    state.identity.revoke_activation(&actor, *id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A person's passkeys.
#[utoipa::path(get, path = "/api/v1/people/{id}/credentials", tag = "doors", params(("id" = Uuid, Path)), responses((status = 200, body = [Credential])))]
async fn passkeys_of(
    state: Data<AppState>,
    actor: Actor,
    id: Path<PersonId>,
) -> Result<Json<Vec<Credential>>, ApiError> {
    Ok(Json(state.identity.passkeys_managed(&actor, *id).await?))
}

/// Revoke a person's passkey; the sessions that it opened end.
#[utoipa::path(delete, path = "/api/v1/people/{id}/credentials/{credential}", tag = "doors", params(("id" = Uuid, Path), ("credential" = Uuid, Path)), responses((status = 204, description = "Revoked"), (status = 404, body = ErrorBody)))]
async fn revoke_passkey(
    state: Data<AppState>,
    actor: Actor,
    ids: Path<(PersonId, CredentialId)>,
) -> Result<HttpResponse, ApiError> {
    state.identity.revoke_passkey(&actor, ids.0, ids.1).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A person's open sessions.
#[utoipa::path(get, path = "/api/v1/people/{id}/sessions", tag = "doors", params(("id" = Uuid, Path)), responses((status = 200, body = [Session])))]
async fn sessions_of(
    state: Data<AppState>,
    actor: Actor,
    id: Path<PersonId>,
) -> Result<Json<Vec<Session>>, ApiError> {
    Ok(Json(state.identity.sessions(&actor, *id).await?))
}

/// End all sessions of a person.
#[utoipa::path(delete, path = "/api/v1/people/{id}/sessions", tag = "doors", params(("id" = Uuid, Path)), responses((status = 204, description = "Ended")))]
async fn end_sessions_of(
    state: Data<AppState>,
    actor: Actor,
    id: Path<PersonId>,
) -> Result<HttpResponse, ApiError> {
    state.identity.end_sessions(&actor, *id, None).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// End one session of a person.
#[utoipa::path(delete, path = "/api/v1/people/{id}/sessions/{session}", tag = "doors", params(("id" = Uuid, Path), ("session" = Uuid, Path)), responses((status = 204, description = "Ended"), (status = 404, body = ErrorBody)))]
async fn end_session_of(
    state: Data<AppState>,
    actor: Actor,
    ids: Path<(PersonId, SessionId)>,
) -> Result<HttpResponse, ApiError> {
    state
        .identity
        .end_sessions(&actor, ids.0, Some(ids.1))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A person's service tokens.
#[utoipa::path(get, path = "/api/v1/people/{id}/tokens", tag = "doors", params(("id" = Uuid, Path)), responses((status = 200, body = [Token])))]
async fn tokens_of(
    state: Data<AppState>,
    actor: Actor,
    id: Path<PersonId>,
) -> Result<Json<Vec<Token>>, ApiError> {
    Ok(Json(state.identity.tokens(&actor, *id).await?))
}

/// Make a service token that acts as a person; its secret is told once.
#[utoipa::path(post, path = "/api/v1/people/{id}/tokens", tag = "doors", params(("id" = Uuid, Path)), request_body = TokenPlan, responses((status = 200, body = IssuedToken), (status = 422, body = ErrorBody)))]
async fn issue_token(
    state: Data<AppState>,
    actor: Actor,
    id: Path<PersonId>,
    plan: Json<TokenPlan>,
) -> Result<Json<IssuedToken>, ApiError> {
    Ok(Json(
        state
            .identity
            .issue_token(&actor, *id, plan.into_inner())
            .await?,
    ))
}

/// Revoke a service token.
#[utoipa::path(delete, path = "/api/v1/people/{id}/tokens/{token}", tag = "doors", params(("id" = Uuid, Path), ("token" = Uuid, Path)), responses((status = 204, description = "Revoked"), (status = 404, body = ErrorBody)))]
async fn revoke_token(
    state: Data<AppState>,
    actor: Actor,
    ids: Path<(PersonId, TokenId)>,
) -> Result<HttpResponse, ApiError> {
    state.identity.revoke_token(&actor, ids.0, ids.1).await?;
    Ok(HttpResponse::NoContent().finish())
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct AuditQuery {
    /// Only entries older than this one.
    before: Option<Uuid>,
    /// How many at most, up to 500; 100 without it.
    limit: Option<u64>,
}

/// The audit table, newest first.
#[utoipa::path(get, path = "/api/v1/audit", tag = "doors", params(AuditQuery), responses((status = 200, body = [AuditEntry]), (status = 403, body = ErrorBody)))]
async fn read_audit(
    state: Data<AppState>,
    actor: Actor,
    query: Query<AuditQuery>,
) -> Result<Json<Vec<AuditEntry>>, ApiError> {
    let entries = state
        .identity
        .audit(&actor, query.before, query.limit.unwrap_or(100))
        .await?;
    Ok(Json(entries))
}
