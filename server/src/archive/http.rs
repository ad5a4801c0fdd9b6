//! The archive over REST. A package holds the whole meeting as a clerk may read it, so only secretaries, who chairs and
//! the office's clerks have it; to whom the meeting is not shown, it is not there.

use actix_web::{
    HttpResponse,
    body::SizedStream,
    http::header,
    web::{Data, Json, Path, Query},
};
use nghisu_protocol::{
    archive::{ArchiveEntry, Verification},
    error::ErrorBody,
    ids::MeetingId,
};
use serde::Deserialize;

use crate::{
    archive::SignedFile,
    documents::http::file::{attachment, pieces},
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
        Access::SignedIn => archive,
        Access::SignedIn => make_package,
        Access::SignedIn => package,
        Access::SignedIn => archived_minutes,
        Access::SignedIn => verification,
    ]
}

/// Which meetings.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// Words that begin words of the name, the number or the dossier's code; marks may be left out.
    query: Option<String>,
    /// The year in which it was to begin, in Vietnam.
    year: Option<i16>,
}

/// Meetings with signed minutes whose packages the reader may have, the latest first, 200 at most.
#[utoipa::path(get, path = "/api/v1/archive", tag = "archive", params(Wanted), responses((status = 200, body = [ArchiveEntry])))]
async fn archive(
    state: Data<AppState>,
    actor: Actor,
    wanted: Query<Wanted>,
) -> Result<Json<Vec<ArchiveEntry>>, ApiError> {
    let viewer = actor.viewer();
    let query = wanted.query.as_deref();
    Ok(Json(state.archive.list(&viewer, query, wanted.year).await?))
}

/// Make the package of a meeting whose minutes are signed. It is made by itself after the last signature; this asks
/// again, and answers the one that is there.
#[utoipa::path(post, path = "/api/v1/meetings/{id}/archive", tag = "archive", params(("id" = MeetingId, Path, description = "The meeting")), responses((status = 200, body = ArchiveEntry), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn make_package(
    state: Data<AppState>,
    actor: Actor,
    id: Path<MeetingId>,
) -> Result<Json<ArchiveEntry>, ApiError> {
    Ok(Json(state.archive.make_for(&actor.viewer(), *id).await?))
}

/// The package: a ZIP file.
#[utoipa::path(get, path = "/api/v1/archive/{meeting}/package", tag = "archive", params(("meeting" = MeetingId, Path, description = "The meeting")), responses((status = 200, description = "The package", content_type = "application/zip"), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn package(
    state: Data<AppState>,
    actor: Actor,
    meeting: Path<MeetingId>,
) -> Result<HttpResponse, ApiError> {
    let (package, file) = state.archive.package(&actor.viewer(), *meeting).await?;
    let name = format!("attachment; filename=\"goi-luu-tru-{meeting}.zip\"");
    Ok(HttpResponse::Ok()
        .content_type("application/zip")
        .insert_header((header::ETAG, format!("\"{}\"", package.hash)))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::CONTENT_DISPOSITION, name))
        .body(SizedStream::new(
            package.size,
            pieces(file, 0..package.size),
        )))
}

/// The signed minutes: a PDF.
#[utoipa::path(get, path = "/api/v1/archive/{meeting}/minutes", tag = "archive", params(("meeting" = MeetingId, Path, description = "The meeting")), responses((status = 200, description = "The PDF", content_type = "application/pdf"), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn archived_minutes(
    state: Data<AppState>,
    actor: Actor,
    meeting: Path<MeetingId>,
) -> Result<HttpResponse, ApiError> {
    let (SignedFile { hash, name, size }, file) =
        state.archive.minutes(&actor.viewer(), *meeting).await?;
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header((header::ETAG, format!("\"{hash}\"")))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::CONTENT_DISPOSITION, attachment(&name)))
        .body(SizedStream::new(size, pieces(file, 0..size))))
}

/// Judge the stored package, as `nghisu verify` does anywhere.
#[utoipa::path(get, path = "/api/v1/archive/{meeting}/verification", tag = "archive", params(("meeting" = MeetingId, Path, description = "The meeting")), responses((status = 200, body = Verification), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn verification(
    state: Data<AppState>,
    actor: Actor,
    meeting: Path<MeetingId>,
) -> Result<Json<Verification>, ApiError> {
    let viewer = actor.viewer();
    Ok(Json(state.archive.verification(&viewer, *meeting).await?))
}
