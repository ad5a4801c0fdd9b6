//! Minutes over REST.
//!
//! Guests have none of it, ever: minutes hold every item of the agenda. Who reads them when is decided in
//! one place, `Act::ReadMinutes` of the protocol; who may not is answered as if there were no meeting.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    web::{Data, Json, Path, Payload, Query},
};
use nghisu_protocol::socket::Priority;
use nghisu_protocol::{
    error::ErrorBody,
    ids::MeetingId,
    log::Hash,
    minutes::{
        MinutesChange, MinutesChanges, MinutesPages, MinutesReading, MinutesView, NumberSeries,
        RedraftMinutes, SaveMinutes, SendBackMinutes, SubmitMinutes,
    },
};
use serde::Deserialize;

use super::changes;
use crate::{
    documents::http::file,
    http::{
        body::read_json,
        error::ApiError,
        route::{Access, Endpoint, routes},
    },
    identity::Actor,
    server::AppState,
};

/// Bytes of a draft at most.
const DRAFT: usize = 8 * 1024 * 1024;

/// Pages of minutes that are looked through for changes at most.
const MAX_PAGES: u32 = 100;

/// The routes of this file.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    routes![
        Access::SignedIn => minutes,
        Access::SignedIn => save_minutes,
        Access::SignedIn => redraft_minutes,
        Access::SignedIn => preview_minutes,
        Access::SignedIn => number_series,
        Access::SignedIn => submit_minutes,
        Access::SignedIn => send_back_minutes,
        Access::SignedIn => minutes_file,
        Access::SignedIn => minutes_pages,
        Access::SignedIn => minutes_page,
        Access::SignedIn => read_minutes,
        Access::SignedIn => minutes_changes,
    ]
}

/// The minutes: what the log says, what the secretary words, what was submitted.
///
/// For secretaries and those who chair at any time (before the close as a preview of what the log has so
/// far); for the signers named in a submission; for delegates and clerks once the last signature is given.
/// Never for guests.
#[utoipa::path(get, path = "/api/v1/meetings/{id}/minutes", tag = "minutes", params(("id" = MeetingId, Path, description = "The meeting")), responses((status = 200, body = MinutesView), (status = 404, body = ErrorBody)))]
async fn minutes(
    state: Data<AppState>,
    actor: Actor,
    id: Path<MeetingId>,
) -> Result<Json<MinutesView>, ApiError> {
    Ok(Json(state.minutes.view(&actor.viewer(), *id).await?))
}

/// Save the draft. When somebody else saved in between, nothing is saved and `details.view` of the
/// refusal holds theirs.
#[utoipa::path(put, path = "/api/v1/meetings/{id}/minutes", tag = "minutes", params(("id" = MeetingId, Path, description = "The meeting")), request_body = SaveMinutes, responses((status = 200, body = MinutesView), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn save_minutes(
    state: Data<AppState>,
    actor: Actor,
    id: Path<MeetingId>,
    body: Payload,
) -> Result<Json<MinutesView>, ApiError> {
    let save: SaveMinutes = read_json(body, DRAFT).await?;
    Ok(Json(state.minutes.save(&actor.viewer(), *id, save).await?))
}

/// Replace the items' words by what the log suggests now.
#[utoipa::path(post, path = "/api/v1/meetings/{id}/minutes/redraft", tag = "minutes", params(("id" = MeetingId, Path, description = "The meeting")), request_body = RedraftMinutes, responses((status = 200, body = MinutesView), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn redraft_minutes(
    state: Data<AppState>,
    actor: Actor,
    id: Path<MeetingId>,
    body: Json<RedraftMinutes>,
) -> Result<Json<MinutesView>, ApiError> {
    Ok(Json(
        state.minutes.redraft(&actor.viewer(), *id, *body).await?,
    ))
}

/// The PDF as it would be now. Before the close it shows the log so far.
#[utoipa::path(get, path = "/api/v1/meetings/{id}/minutes/preview", tag = "minutes", params(("id" = MeetingId, Path, description = "The meeting")), responses((status = 200, description = "The PDF", content_type = "application/pdf"), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn preview_minutes(
    state: Data<AppState>,
    actor: Actor,
    id: Path<MeetingId>,
) -> Result<HttpResponse, ApiError> {
    let paper = state.minutes.preview(&actor.viewer(), *id).await?;
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(paper))
}

/// Which series.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
struct Symbol {
    /// The symbol, such as `BB-UBND`.
    symbol: String,
}

/// The number that the register would give these minutes: the one that they have in the series, or the next.
#[utoipa::path(get, path = "/api/v1/meetings/{id}/minutes/number", tag = "minutes", params(("id" = MeetingId, Path, description = "The meeting"), Symbol), responses((status = 200, body = NumberSeries), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn number_series(
    state: Data<AppState>,
    actor: Actor,
    id: Path<MeetingId>,
    query: Query<Symbol>,
) -> Result<Json<NumberSeries>, ApiError> {
    Ok(Json(
        state
            .minutes
            .series(&actor.viewer(), *id, &query.symbol)
            .await?,
    ))
}

/// Submit the draft for signature, as it was saved: it gets its number, its paper and the paper's two
/// empty signature fields. While participants are recorded neither as present nor as absent it is refused
/// (`minutes_attendance_open`) unless `unrecorded` says how many they are; while the draft is behind the log of a
/// reopened meeting (`minutes_behind`), until a redraft takes what the log says or keeps the draft's own words.
#[utoipa::path(post, path = "/api/v1/meetings/{id}/minutes/submission", tag = "minutes", params(("id" = MeetingId, Path, description = "The meeting")), request_body = SubmitMinutes, responses((status = 200, body = MinutesView), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn submit_minutes(
    state: Data<AppState>,
    actor: Actor,
    id: Path<MeetingId>,
    body: Json<SubmitMinutes>,
) -> Result<Json<MinutesView>, ApiError> {
    Ok(Json(
        state
            .minutes
            .submit(&actor.viewer(), *id, body.into_inner())
            .await?,
    ))
}

/// Send submitted minutes back to be mended: a secretary, the chair, or whoever is to sign next, before
/// the last signature.
#[utoipa::path(post, path = "/api/v1/meetings/{id}/minutes/return", tag = "minutes", params(("id" = MeetingId, Path, description = "The meeting")), request_body = SendBackMinutes, responses((status = 200, body = MinutesView), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn send_back_minutes(
    state: Data<AppState>,
    actor: Actor,
    id: Path<MeetingId>,
    body: Json<SendBackMinutes>,
) -> Result<Json<MinutesView>, ApiError> {
    Ok(Json(
        state
            .minutes
            .send_back(&actor.viewer(), *id, body.into_inner())
            .await?,
    ))
}

/// Which file.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// SHA-256 of the file; the current one without it. Any other is not found.
    #[param(value_type = Option<String>)]
    sha256: Option<Hash>,
}

/// The current file, to the byte: as submitted, or with the last signature. Its entity tag is its SHA-256.
#[utoipa::path(get, path = "/api/v1/meetings/{id}/minutes/file", tag = "minutes", params(("id" = MeetingId, Path, description = "The meeting"), Wanted), responses((status = 200, description = "The PDF", content_type = "application/pdf"), (status = 304, description = "The client has it"), (status = 404, body = ErrorBody)))]
async fn minutes_file(
    state: Data<AppState>,
    actor: Actor,
    id: Path<MeetingId>,
    query: Query<Wanted>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let (hash, name, bytes) = state
        .minutes
        .file(&actor.viewer(), *id, query.sha256)
        .await?;
    let tag = format!("\"{hash}\"");
    if file::is_known(&request, &tag) {
        return Ok(HttpResponse::NotModified().finish());
    }
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header((header::ETAG, tag))
        .insert_header((header::CACHE_CONTROL, file::KEPT_AND_ASKED_FOR))
        .insert_header((header::CONTENT_DISPOSITION, file::disposition(&name)))
        .body(bytes))
}

/// How many pages the current file has, and where the signatures that it still lacks will stand.
#[utoipa::path(get, path = "/api/v1/meetings/{id}/minutes/pages", tag = "minutes", params(("id" = MeetingId, Path, description = "The meeting"), Wanted), responses((status = 200, body = MinutesPages), (status = 404, body = ErrorBody)))]
async fn minutes_pages(
    state: Data<AppState>,
    actor: Actor,
    id: Path<MeetingId>,
    query: Query<Wanted>,
) -> Result<Json<MinutesPages>, ApiError> {
    let (file, signature_places) = state
        .minutes
        .places(&actor.viewer(), *id, query.sha256)
        .await?;
    let pages = state.documents.pages().count(file).await;
    Ok(Json(MinutesPages {
        pages: pages.map_err(ApiError::new)?,
        signature_places,
    }))
}

/// Which image of a page.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
struct WantedImage {
    /// SHA-256 of the file; the current one without it. Any other is not found.
    #[param(value_type = Option<String>)]
    sha256: Option<Hash>,
    /// Long edge in pixels, a rung of the ladder: 256, 1200, 2000 or 2800.
    edge: u16,
}

/// A page of the current file as an image, for who reads before signing.
#[utoipa::path(get, path = "/api/v1/meetings/{id}/minutes/pages/{page}", tag = "minutes", params(("id" = MeetingId, Path, description = "The meeting"), ("page" = u32, Path, description = "The page, from 1"), WantedImage), responses((status = 200, description = "image/webp or image/jpeg"), (status = 304, description = "The client has it"), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn minutes_page(
    state: Data<AppState>,
    actor: Actor,
    ids: Path<(MeetingId, u32)>,
    query: Query<WantedImage>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let (id, page) = *ids;
    let file = state
        .minutes
        .current(&actor.viewer(), id, query.sha256)
        .await?;
    let tag = format!("\"{}-{page}-{}\"", &file.to_hex()[..32], query.edge);
    let pages = state.documents.pages();
    let made = pages.image_of(file, page, query.edge, Priority::Visible);
    file::image(&request, tag, made).await
}

/// Say that the reader has read a file of the current submission.
#[utoipa::path(post, path = "/api/v1/meetings/{id}/minutes/reading", tag = "minutes", params(("id" = MeetingId, Path, description = "The meeting")), request_body = MinutesReading, responses((status = 204, description = "Noted"), (status = 404, body = ErrorBody)))]
async fn read_minutes(
    state: Data<AppState>,
    actor: Actor,
    id: Path<MeetingId>,
    body: Json<MinutesReading>,
) -> Result<HttpResponse, ApiError> {
    state.minutes.read(&actor.viewer(), *id, *body).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// What changed since the reader last read submitted minutes of this meeting.
#[utoipa::path(get, path = "/api/v1/meetings/{id}/minutes/changes", tag = "minutes", params(("id" = MeetingId, Path, description = "The meeting")), responses((status = 200, body = MinutesChanges), (status = 404, body = ErrorBody)))]
async fn minutes_changes(
    state: Data<AppState>,
    actor: Actor,
    id: Path<MeetingId>,
) -> Result<Json<MinutesChanges>, ApiError> {
    let viewer = actor.viewer();
    let mut found = state.minutes.changes(&viewer, *id).await?;
    let is_new = |change: &MinutesChange| !change.new.is_empty();
    // The pages are those of the file that is to be signed; a draft has none.
    if found.changes.iter().any(is_new)
        && let Ok(file) = state.minutes.current(&viewer, *id, None).await
    {
        let pages = state.documents.words_of_pages(file, MAX_PAGES).await;
        changes::place_on_pages(&mut found.changes, &pages);
    }
    Ok(Json(found))
}
