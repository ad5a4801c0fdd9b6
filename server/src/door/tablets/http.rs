//! The routes of the tablets of rooms. A tablet is known by a cookie of its own, beside the one of whoever it is lent to.

use actix_web::{
    HttpRequest, HttpResponse,
    cookie::{Cookie, SameSite, time::Duration},
    web::{Data, Json, Path},
};
use nghisu_protocol::{
    door::{
        IssuedTablet, LendTablet, LendableTablet, RoomTablet, TabletPlan, TabletState, TypedCode,
    },
    error::ErrorBody,
    ids::{MeetingId, TabletId},
    people::{Me, Role},
};

use super::service;
use crate::{
    door::http::known_by_cookie,
    http::{
        error::ApiError,
        route::{Access, Endpoint, routes},
    },
    identity::{Actor, Visitor, http::doors::welcome_by, permission},
    server::AppState,
};

const ADMINISTRATORS: Access = Access::Roles(&[Role::Administrator]);
/// How long a tablet's cookie lasts when it is not asked for anew: as long as browsers keep one (RFC 6265bis, 5.5).
const COOKIE_DAYS: i64 = 400;

/// The routes of this file.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    routes![
        ADMINISTRATORS => room_tablets,
        ADMINISTRATORS => add_room_tablet,
        ADMINISTRATORS => issue_tablet_code,
        ADMINISTRATORS => remove_room_tablet,
        Access::Public => enrol_tablet,
        Access::Public => tablet_state,
        Access::Public => begin_loan,
        Access::SignedIn => lendable_tablets,
        Access::SignedIn => lend_tablet,
    ]
}

/// The tablets of the office's rooms, by name.
#[utoipa::path(get, path = "/api/v1/room-tablets", tag = "room tablets", responses((status = 200, body = [RoomTablet]), (status = 403, body = ErrorBody)))]
async fn room_tablets(
    state: Data<AppState>,
    actor: Actor,
) -> Result<Json<Vec<RoomTablet>>, ApiError> {
    Ok(Json(state.identity.tablets(&actor).await?))
}

/// Add a tablet of a room; the code that comes with the answer enrols it.
#[utoipa::path(post, path = "/api/v1/room-tablets", tag = "room tablets", request_body = TabletPlan, responses((status = 200, body = IssuedTablet), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn add_room_tablet(
    state: Data<AppState>,
    actor: Actor,
    plan: Json<TabletPlan>,
) -> Result<Json<IssuedTablet>, ApiError> {
    let issued = state.identity.add_tablet(&actor, plan.into_inner()).await?;
    Ok(Json(issued))
}

/// Make a new code for a tablet that has lost its cookie; one that waits becomes void.
#[utoipa::path(post, path = "/api/v1/room-tablets/{id}/code", tag = "room tablets", params(("id" = Uuid, Path)), responses((status = 200, body = IssuedTablet), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn issue_tablet_code(
    state: Data<AppState>,
    actor: Actor,
    id: Path<TabletId>,
) -> Result<Json<IssuedTablet>, ApiError> {
    Ok(Json(state.identity.tablet_code(&actor, *id).await?))
}

/// Take a tablet out of use: its cookie opens nothing more, and the session of whoever it is lent to ends.
#[utoipa::path(delete, path = "/api/v1/room-tablets/{id}", tag = "room tablets", params(("id" = Uuid, Path)), responses((status = 204, description = "Out of use"), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn remove_room_tablet(
    state: Data<AppState>,
    actor: Actor,
    id: Path<TabletId>,
) -> Result<HttpResponse, ApiError> {
    state.identity.remove_tablet(&actor, *id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Enrol the tablet that asks; its own cookie comes with the answer.
#[utoipa::path(post, path = "/api/v1/room-tablet/enrol", tag = "room tablets", request_body = TypedCode, responses((status = 200, body = TabletState), (status = 404, body = ErrorBody), (status = 410, body = ErrorBody), (status = 429, body = ErrorBody)))]
async fn enrol_tablet(
    state: Data<AppState>,
    visitor: Visitor,
    typed: Json<TypedCode>,
) -> Result<HttpResponse, ApiError> {
    let (tablet, secret) = state.identity.enrol_tablet(&visitor, &typed.code).await?;
    Ok(HttpResponse::Ok()
        .cookie(tablet_cookie(state.https, secret))
        .json(service::state_of(&state, tablet).await?))
}

/// What the tablet that asks is called, and to whom it is lent. Its cookie lasts anew from here.
#[utoipa::path(get, path = "/api/v1/room-tablet", tag = "room tablets", responses((status = 200, body = TabletState), (status = 404, body = ErrorBody)))]
async fn tablet_state(
    state: Data<AppState>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let secret = cookie_of(&state, &request);
    let tablet = state.identity.recognise_tablet(secret.as_deref()).await?;
    let shown = service::state_of(&state, tablet).await?;
    let mut answer = HttpResponse::Ok();
    if let Some(secret) = secret {
        answer.cookie(tablet_cookie(state.https, secret));
    }
    Ok(answer.json(shown))
}

/// Open the session of whoever the tablet that asks is lent to; it reaches that meeting alone.
#[utoipa::path(post, path = "/api/v1/room-tablet/begin", tag = "room tablets", responses((status = 200, body = Me), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 410, body = ErrorBody)))]
async fn begin_loan(
    state: Data<AppState>,
    visitor: Visitor,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let secret = cookie_of(&state, &request);
    let tablet = state.identity.recognise_tablet(secret.as_deref()).await?;
    let before = known_by_cookie(&state, &visitor, &request).await?;
    let (opened, meeting) = service::begin(&state, &visitor, before, tablet.id).await?;
    let session = opened.session;
    let door = permission::Door::Pass { session, meeting };
    welcome_by(&state, &visitor, &opened, door).await
}

/// The tablets of rooms that can be lent, and which are free. For those who keep the meeting's door.
#[utoipa::path(get, path = "/api/v1/meetings/{id}/door/tablets", tag = "room tablets", params(("id" = Uuid, Path)), responses((status = 200, body = [LendableTablet]), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn lendable_tablets(
    state: Data<AppState>,
    actor: Actor,
    id: Path<MeetingId>,
) -> Result<Json<Vec<LendableTablet>>, ApiError> {
    Ok(Json(service::lendable(&state, &actor, *id).await?))
}

/// Lend a tablet of a room to somebody who takes part. Taking back the pass that this makes takes the tablet back.
#[utoipa::path(post, path = "/api/v1/meetings/{id}/door/loans", tag = "room tablets", params(("id" = Uuid, Path)), request_body = LendTablet, responses((status = 204, description = "Lent"), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn lend_tablet(
    state: Data<AppState>,
    actor: Actor,
    id: Path<MeetingId>,
    loan: Json<LendTablet>,
) -> Result<HttpResponse, ApiError> {
    service::lend(&state, &actor, *id, loan.into_inner()).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The cookie's name; its prefix as for sessions (RFC 6265bis, 4.1.3.2).
fn name_of_cookie(https: bool) -> &'static str {
    if https {
        "__Host-nghisu-tablet"
    } else {
        "nghisu-tablet"
    }
}

fn cookie_of(state: &AppState, request: &HttpRequest) -> Option<String> {
    let cookie = request.cookie(name_of_cookie(state.https))?;
    Some(cookie.value().to_owned())
}

fn tablet_cookie(https: bool, secret: String) -> Cookie<'static> {
    Cookie::build(name_of_cookie(https), secret)
        .path("/")
        .http_only(true)
        .secure(https)
        .same_site(SameSite::Strict)
        .max_age(Duration::days(COOKIE_DAYS))
        .finish()
}
