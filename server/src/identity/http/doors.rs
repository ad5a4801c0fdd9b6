//! Coming in: the office's name, sign-in, activation. Open to everybody.

use actix_web::{
    HttpResponse,
    web::{Data, Json},
};
use nghisu_protocol::{
    error::ErrorBody,
    people::{Ceremony, FinishCeremony, Me, Office, StartActivation},
};

use super::extract::session_cookie;
use crate::{
    http::{
        error::ApiError,
        route::{Access, Endpoint, routes},
    },
    identity::{Opened, Visitor, permission::Door},
    server::AppState,
};

pub(super) fn endpoints() -> Vec<Endpoint> {
    routes![
        Access::Public => office,
        Access::Public => start_sign_in,
        Access::Public => finish_sign_in,
        Access::Public => start_activation,
        Access::Public => finish_activation,
    ]
}

/// The office, as anyone may see it before signing in.
#[utoipa::path(get, path = "/api/v1/office", tag = "sign-in", responses((status = 200, body = Office)))]
async fn office(state: Data<AppState>) -> Json<Office> {
    Json(Office {
        name: state.config.office_name.clone(),
        support: state.config.support.clone(),
    })
}

/// Start a sign-in with a passkey; nobody is named.
#[utoipa::path(post, path = "/api/v1/sign-in/start", tag = "sign-in", responses((status = 200, body = Ceremony), (status = 429, body = ErrorBody)))]
async fn start_sign_in(
    state: Data<AppState>,
    visitor: Visitor,
) -> Result<Json<Ceremony>, ApiError> {
    Ok(Json(state.identity.start_sign_in(&visitor).await?))
}

/// End a sign-in; the session's cookie comes with the answer.
#[utoipa::path(post, path = "/api/v1/sign-in/finish", tag = "sign-in", request_body = FinishCeremony, responses((status = 200, body = Me), (status = 401, body = ErrorBody)))]
async fn finish_sign_in(
    state: Data<AppState>,
    visitor: Visitor,
    finish: Json<FinishCeremony>,
) -> Result<HttpResponse, ApiError> {
    let opened = state
        .identity
        .finish_sign_in(&visitor, finish.into_inner())
        .await?;
    welcome(&state, &visitor, &opened).await
}

/// Start an activation: says whose code it is and what passkey to make.
#[utoipa::path(post, path = "/api/v1/activation/start", tag = "sign-in", request_body = StartActivation, responses((status = 200, body = Ceremony), (status = 404, body = ErrorBody), (status = 410, body = ErrorBody), (status = 429, body = ErrorBody)))]
async fn start_activation(
    state: Data<AppState>,
    visitor: Visitor,
    start: Json<StartActivation>,
) -> Result<Json<Ceremony>, ApiError> {
    let ceremony = state
        .identity
        .start_activation(&visitor, start.into_inner())
        .await?;
    Ok(Json(ceremony))
}

/// End an activation: the passkey is registered, the code used up, the person signed in.
#[utoipa::path(post, path = "/api/v1/activation/finish", tag = "sign-in", request_body = FinishCeremony, responses((status = 200, body = Me), (status = 400, body = ErrorBody), (status = 410, body = ErrorBody)))]
async fn finish_activation(
    state: Data<AppState>,
    visitor: Visitor,
    finish: Json<FinishCeremony>,
) -> Result<HttpResponse, ApiError> {
    let opened = state
        .identity
        .finish_activation(&visitor, finish.into_inner())
        .await?;
    welcome(&state, &visitor, &opened).await
}

async fn welcome(
    state: &AppState,
    visitor: &Visitor,
    opened: &Opened,
) -> Result<HttpResponse, ApiError> {
    welcome_by(state, visitor, opened, Door::Session(opened.session)).await
}

/// The cookie of a session that was just opened, and who it is.
pub(crate) async fn welcome_by(
    state: &AppState,
    visitor: &Visitor,
    opened: &Opened,
    door: Door,
) -> Result<HttpResponse, ApiError> {
    let actor = state
        .identity
        .actor_of(opened.person, door, &visitor.address)
        .await?;
    let seconds = (opened.expires_at.0 - state.clock.now().0) / 1000;
    Ok(HttpResponse::Ok()
        .cookie(session_cookie(state.https, Some((&opened.secret, seconds))))
        .json(state.identity.me(&actor).await?))
}
