//! The routes of the door.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Json, Path},
};
use nghisu_protocol::{
    door::{Door, EnterSubstitute, FoundCode, GivePass, IssuedPass, TypedCode, UsePass},
    error::ErrorBody,
    ids::{MeetingId, PassId},
    people::Me,
};

use super::service;
use crate::{
    http::{
        error::ApiError,
        route::{Access, Endpoint, routes},
    },
    identity::{
        Actor, IdentityError, Visitor,
        http::{cookie_name, doors::welcome_by},
        permission,
    },
    server::AppState,
};

/// The routes of this file.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    routes![
        Access::Public => find_code,
        Access::Public => use_pass,
        Access::SignedIn => door,
        Access::SignedIn => give_pass,
        Access::SignedIn => take_back_pass,
        Access::SignedIn => enter_substitute,
    ]
}

/// Say what a code is good for: a passkey, or one meeting. Nothing is used up.
#[utoipa::path(post, path = "/api/v1/door/code", tag = "door", request_body = TypedCode, responses((status = 200, body = FoundCode), (status = 404, body = ErrorBody), (status = 410, body = ErrorBody), (status = 429, body = ErrorBody)))]
async fn find_code(
    state: Data<AppState>,
    visitor: Visitor,
    typed: Json<TypedCode>,
) -> Result<Json<FoundCode>, ApiError> {
    Ok(Json(service::find(&state, &visitor, &typed.code).await?))
}

/// Come into a meeting by a pass: the pass is used up, and the cookie of a session that reaches this meeting alone comes with
/// the answer.
#[utoipa::path(post, path = "/api/v1/door/use", tag = "door", request_body = UsePass, responses((status = 200, body = Me), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 410, body = ErrorBody), (status = 429, body = ErrorBody)))]
async fn use_pass(
    state: Data<AppState>,
    visitor: Visitor,
    request: HttpRequest,
    using: Json<UsePass>,
) -> Result<HttpResponse, ApiError> {
    let before = known_by_cookie(&state, &visitor, &request).await?;
    let (opened, meeting) = service::come_in(&state, &visitor, before, using.into_inner()).await?;
    let session = opened.session;
    let door = permission::Door::Pass { session, meeting };
    welcome_by(&state, &visitor, &opened, door).await
}

/// Who was let into a meeting by a pass and is there, and whose pass waits. For those who keep its door.
#[utoipa::path(get, path = "/api/v1/meetings/{id}/door", tag = "door", params(("id" = Uuid, Path)), responses((status = 200, body = Door), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn door(
    state: Data<AppState>,
    actor: Actor,
    id: Path<MeetingId>,
) -> Result<Json<Door>, ApiError> {
    Ok(Json(service::view(&state, &actor, *id).await?))
}

/// Give somebody who takes part a pass, with its link and QR code. It is good once and for fifteen minutes; one that they have
/// and that waits becomes void. Only in a browser that signed in with a passkey; not for the chair and the secretaries.
#[utoipa::path(post, path = "/api/v1/meetings/{id}/door/passes", tag = "door", params(("id" = Uuid, Path)), request_body = GivePass, responses((status = 200, body = IssuedPass), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn give_pass(
    state: Data<AppState>,
    actor: Actor,
    id: Path<MeetingId>,
    wanted: Json<GivePass>,
) -> Result<Json<IssuedPass>, ApiError> {
    Ok(Json(
        service::give(&state, &actor, *id, wanted.person).await?,
    ))
}

/// Take a pass back; the session that it opened ends, and its sockets close.
#[utoipa::path(delete, path = "/api/v1/meetings/{id}/door/passes/{pass}", tag = "door", params(("id" = Uuid, Path), ("pass" = Uuid, Path)), responses((status = 204, description = "Taken back"), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn take_back_pass(
    state: Data<AppState>,
    actor: Actor,
    ids: Path<(MeetingId, PassId)>,
) -> Result<HttpResponse, ApiError> {
    service::take_back(&state, &actor, ids.0, ids.1).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Enter a substitute who is not in the directory, and say for whom they come. Whoever conducts the meeting thereby says that
/// the chair agrees.
#[utoipa::path(post, path = "/api/v1/meetings/{id}/door/substitutes", tag = "door", params(("id" = Uuid, Path)), request_body = EnterSubstitute, responses((status = 204, description = "Entered"), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn enter_substitute(
    state: Data<AppState>,
    actor: Actor,
    id: Path<MeetingId>,
    plan: Json<EnterSubstitute>,
) -> Result<HttpResponse, ApiError> {
    service::enter_substitute(&state, &actor, *id, plan.into_inner()).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Who is in on the device that asks, by the cookie of a session.
pub(super) async fn known_by_cookie(
    state: &AppState,
    visitor: &Visitor,
    request: &HttpRequest,
) -> Result<Option<Actor>, ApiError> {
    let Some(cookie) = request.cookie(cookie_name(state.https)) else {
        return Ok(None);
    };
    let known = state
        .identity
        .recognise(Some(cookie.value()), None, &visitor.address)
        .await;
    match known {
        Ok(actor) => Ok(Some(actor)),
        Err(IdentityError::SignInRequired) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
