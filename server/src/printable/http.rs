//! Printable sets over REST. Each holds exactly what its reader may read; to whom the meeting is not shown, it is not there.

use actix_web::{
    HttpResponse,
    body::SizedStream,
    http::header,
    web::{Bytes, Data, Json, Path, Query},
};
use futures_util::TryStreamExt as _;
use nghisu_protocol::{
    error::ErrorBody,
    ids::{ItemId, MeetingId},
    printable::PaperSet,
};
use serde::Deserialize;

use super::packing;
use super::service::Asked;
use crate::{
    documents::http::file::{attachment, pieces},
    http::{
        error::ApiError,
        route::{Access, Endpoint, routes},
    },
    identity::Actor,
    pages::workers::blocking,
    server::AppState,
};

/// Nothing of it may lie about: the next request can find other papers or other rights.
const NOT_KEPT: &str = "private, no-store";

/// The routes of this file.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    routes![
        Access::SignedIn => paper_set,
        Access::SignedIn => make_paper_set,
        Access::SignedIn => papers_pdf,
        Access::SignedIn => papers_zip,
    ]
}

/// Which part of the meeting.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
struct Part {
    /// One item of the agenda alone.
    #[param(value_type = Option<uuid::Uuid>)]
    item: Option<ItemId>,
}

fn asked(actor: &Actor, meeting: MeetingId, part: &Part) -> Asked {
    Asked {
        viewer: actor.viewer(),
        name: actor.name.clone(),
        meeting,
        item: part.item,
    }
}

/// What the printable set of a meeting holds for who asks, what it lacks and why, and how far its PDF is.
#[utoipa::path(get, path = "/api/v1/meetings/{id}/papers", tag = "printable", params(("id" = Uuid, Path), Part), responses((status = 200, body = PaperSet), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn paper_set(
    state: Data<AppState>,
    actor: Actor,
    id: Path<MeetingId>,
    part: Query<Part>,
) -> Result<Json<PaperSet>, ApiError> {
    Ok(Json(
        state.printing.describe(&asked(&actor, *id, &part)).await?,
    ))
}

/// Have the PDF made ahead; ask for the set again to see how far it is. `printing_busy` with `Retry-After` when eight are
/// waiting, or two of one's own.
#[utoipa::path(post, path = "/api/v1/meetings/{id}/papers", tag = "printable", params(("id" = Uuid, Path), Part), responses((status = 202, body = PaperSet), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody), (status = 503, body = ErrorBody)))]
async fn make_paper_set(
    state: Data<AppState>,
    actor: Actor,
    id: Path<MeetingId>,
    part: Query<Part>,
) -> Result<HttpResponse, ApiError> {
    let set = state.printing.begin(&asked(&actor, *id, &part)).await?;
    Ok(HttpResponse::Accepted().json(set))
}

/// All papers in agenda order as one PDF behind a cover list; made now where it is not there yet. Pages of internal papers
/// carry the name of who asks and the time.
#[utoipa::path(get, path = "/api/v1/meetings/{id}/papers.pdf", tag = "printable", params(("id" = Uuid, Path), Part), responses((status = 200, description = "The PDF", content_type = "application/pdf"), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody), (status = 503, body = ErrorBody)))]
async fn papers_pdf(
    state: Data<AppState>,
    actor: Actor,
    id: Path<MeetingId>,
    part: Query<Part>,
) -> Result<HttpResponse, ApiError> {
    let made = state.printing.pdf(&asked(&actor, *id, &part)).await?;
    let name = attachment(&made.name);
    let (file, size) = blocking(move || made.open())
        .await
        .map_err(super::PrintError::from)?;
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header((header::CACHE_CONTROL, NOT_KEPT))
        .insert_header((header::CONTENT_DISPOSITION, name))
        .body(SizedStream::new(size, pieces(file, 0..size))))
}

/// The papers' own files, to the byte, in a ZIP with the cover list. Internal papers are in it for those who may take their
/// files (rule PG-9).
#[utoipa::path(get, path = "/api/v1/meetings/{id}/papers.zip", tag = "printable", params(("id" = Uuid, Path), Part), responses((status = 200, description = "The ZIP", content_type = "application/zip"), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody), (status = 503, body = ErrorBody)))]
async fn papers_zip(
    state: Data<AppState>,
    actor: Actor,
    id: Path<MeetingId>,
    part: Query<Part>,
) -> Result<HttpResponse, ApiError> {
    let asked = asked(&actor, *id, &part);
    let turn = state.printing.turn_to_send()?;
    let (entries, name) = state.printing.entries(&asked).await?;
    let body = packing::stream(entries, turn).map_ok(Bytes::from);
    Ok(HttpResponse::Ok()
        .content_type("application/zip")
        .insert_header((header::CACHE_CONTROL, NOT_KEPT))
        .insert_header((header::CONTENT_DISPOSITION, attachment(&name)))
        .streaming(Box::pin(body)))
}
