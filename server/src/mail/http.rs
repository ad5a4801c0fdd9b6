//! The routes of letters.

use actix_web::web::{Data, Json, Path};
use nghisu_protocol::{
    error::ErrorBody,
    ids::MeetingId,
    mail::{CallBackLetters, Letters, SendLetters},
};
use serde_json::json;

use crate::{
    http::{
        error::ApiError,
        route::{Access, Endpoint, routes},
    },
    identity::Actor,
    server::AppState,
};

/// The routes of this file.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    routes![
        Access::SignedIn => letters,
        Access::SignedIn => send_letters,
        Access::SignedIn => call_back_letters,
    ]
}

/// Who is invited, who has an e-mail address, and how far the last letter to each of them is.
#[utoipa::path(get, path = "/api/v1/meetings/{id}/letters", tag = "meetings", params(("id" = Uuid, Path)), responses((status = 200, body = Letters), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn letters(
    state: Data<AppState>,
    actor: Actor,
    meeting: Path<MeetingId>,
) -> Result<Json<Letters>, ApiError> {
    Ok(Json(state.mail.letters(&actor.viewer(), *meeting).await?))
}

/// Write letters to people who are invited, each with an entry for their calendar. They go out a few at a time; what the
/// mail server does not take at once is tried for a day. Those without an address are left out.
#[utoipa::path(post, path = "/api/v1/meetings/{id}/letters", tag = "meetings", params(("id" = Uuid, Path)), request_body = SendLetters, responses((status = 200, body = Letters), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody), (status = 503, body = ErrorBody)))]
async fn send_letters(
    state: Data<AppState>,
    actor: Actor,
    meeting: Path<MeetingId>,
    request: Json<SendLetters>,
) -> Result<Json<Letters>, ApiError> {
    let request = request.into_inner();
    Ok(Json(
        state.mail.send(&actor.viewer(), *meeting, request).await?,
    ))
}

/// Call letters back that have not gone yet; one that is just being handed over may still go, and is told as sent then.
#[utoipa::path(post, path = "/api/v1/meetings/{id}/letters/call-back", tag = "meetings", params(("id" = Uuid, Path)), request_body = CallBackLetters, responses((status = 200, body = Letters), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn call_back_letters(
    state: Data<AppState>,
    actor: Actor,
    meeting: Path<MeetingId>,
    request: Json<CallBackLetters>,
) -> Result<Json<Letters>, ApiError> {
    let (meeting, people) = (*meeting, request.into_inner().people);
    let entry = state
        .identity
        .entry(&actor, "letters_called_back", Some(meeting.0), json!({}));
    let letters = state
        .mail
        .call_back(&actor.viewer(), meeting, people, entry)
        .await?;
    Ok(Json(letters))
}
