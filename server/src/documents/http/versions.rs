//! Versions: what is known of them, their files, text, images and changes. All of them pass the door
//! ([`Documents::open`](crate::documents::Documents::open)).

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Json, Path, Query},
};
use nghisu_protocol::{
    documents::{Changes, PageText, SearchResult, VersionInfo},
    error::ErrorBody,
    frame::{LADDER, PageImage, Tile},
    ids::VersionId,
    socket::Priority,
};
use serde::Deserialize;

use super::file;
use crate::{
    documents::versions::StoredVersion,
    http::{
        error::ApiError,
        route::{Access, Endpoint, Limited, routes},
    },
    identity::Actor,
    server::AppState,
};

pub(super) fn endpoints() -> Vec<Endpoint> {
    routes![
        Access::SignedIn, Limited::Versions(&["id"]) => version,
        Access::SignedIn => version_file,
        Access::SignedIn, Limited::Versions(&["id"]) => page_text,
        Access::SignedIn, Limited::Versions(&["id"]) => search,
        Access::SignedIn, Limited::Versions(&["id"]) => page_image,
        Access::SignedIn, Limited::Versions(&["older", "newer"]) => changes,
    ]
}

/// What is known of a version: its pages' sizes, its outline.
#[utoipa::path(get, path = "/api/v1/versions/{id}", tag = "documents", params(("id" = Uuid, Path)), responses((status = 200, body = VersionInfo), (status = 404, body = ErrorBody)))]
async fn version(
    state: Data<AppState>,
    actor: Actor,
    id: Path<VersionId>,
) -> Result<Json<VersionInfo>, ApiError> {
    Ok(Json(state.documents.info(&actor.viewer(), *id).await?))
}

/// The file, to the byte. Takes `Range` (one range) and `If-None-Match`. An internal paper's is given to those who prepare
/// the meeting or keep its archive (`paper_internal` to others): no reader's name is on it.
#[utoipa::path(get, path = "/api/v1/versions/{id}/file", tag = "documents", params(("id" = Uuid, Path)), responses((status = 200, description = "The PDF", content_type = "application/pdf"), (status = 206, description = "A part of it"), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 416, body = ErrorBody)))]
async fn version_file(
    state: Data<AppState>,
    actor: Actor,
    request: HttpRequest,
    id: Path<VersionId>,
) -> Result<HttpResponse, ApiError> {
    let (version, file) = state.documents.file(&actor.viewer(), *id).await?;
    file::answer(&request, &version, file)
}

/// The text of a page with its places. Pages count from 1.
#[utoipa::path(get, path = "/api/v1/versions/{id}/text/{page}", tag = "documents", params(("id" = Uuid, Path), ("page" = u32, Path)), responses((status = 200, body = PageText), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn page_text(
    state: Data<AppState>,
    actor: Actor,
    path: Path<(VersionId, u32)>,
) -> Result<Json<PageText>, ApiError> {
    let (id, page) = path.into_inner();
    Ok(Json(state.documents.text(&actor.viewer(), id, page).await?))
}

/// What to look for.
#[derive(Debug, Deserialize)]
struct Sought {
    q: String,
}

/// The pages with a phrase, whatever its marks.
#[utoipa::path(get, path = "/api/v1/versions/{id}/search", tag = "documents", params(("id" = Uuid, Path), ("q" = String, Query)), responses((status = 200, body = SearchResult), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn search(
    state: Data<AppState>,
    actor: Actor,
    id: Path<VersionId>,
    sought: Query<Sought>,
) -> Result<Json<SearchResult>, ApiError> {
    let found = state
        .documents
        .search(&actor.viewer(), *id, &sought.q)
        .await?;
    Ok(Json(found))
}

/// Which image of a page.
#[derive(Debug, Deserialize)]
struct SoughtImage {
    long_edge: u16,
    column: Option<u16>,
    row: Option<u16>,
}

/// An image of a page, for programs and for print; tablets get theirs over the socket. `long_edge` is a
/// rung of the ladder (256, 1200, 2000, 2800 pixels); with `column` and `row` a tile of 512 pixels.
/// Of an internal paper readers get thumbnails (256) here, on which nothing can be read; larger images as its file.
#[utoipa::path(get, path = "/api/v1/versions/{id}/pages/{page}/image", tag = "documents", params(("id" = Uuid, Path), ("page" = u32, Path), ("long_edge" = u16, Query), ("column" = Option<u16>, Query), ("row" = Option<u16>, Query)), responses((status = 200, description = "image/webp or image/jpeg"), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn page_image(
    state: Data<AppState>,
    actor: Actor,
    request: HttpRequest,
    path: Path<(VersionId, u32)>,
    sought: Query<SoughtImage>,
) -> Result<HttpResponse, ApiError> {
    let (id, page) = path.into_inner();
    let viewer = actor.viewer();
    let is_thumbnail = sought.long_edge <= LADDER[0];
    let version = if is_thumbnail {
        state.documents.open(&viewer, id).await?
    } else {
        state.documents.open_to_take(&viewer, id).await?
    };
    let tile = match (sought.column, sought.row) {
        (None, None) => None,
        (column, row) => Some(Tile {
            column: column.unwrap_or(0),
            row: row.unwrap_or(0),
        }),
    };
    let wanted = PageImage {
        version: id,
        page,
        long_edge: sought.long_edge,
        tile,
    };
    let made = state.documents.pages().image(wanted, Priority::Later);
    file::image(&request, tag(&version, wanted), made).await
}

/// The entity tag of an image: it says the page's bytes, and how large they are drawn.
pub(super) fn tag(version: &StoredVersion, image: PageImage) -> String {
    format!(
        "\"{}-{}-{}{}\"",
        &version.hash.to_hex()[..32],
        image.page,
        image.long_edge,
        image
            .tile
            .map(|tile| format!("-{}-{}", tile.column, tile.row))
            .unwrap_or_default()
    )
}

/// What a newer version of a document changed, page by page.
#[utoipa::path(get, path = "/api/v1/versions/{older}/changes/{newer}", tag = "documents", params(("older" = Uuid, Path), ("newer" = Uuid, Path)), responses((status = 200, body = Changes), (status = 404, body = ErrorBody)))]
async fn changes(
    state: Data<AppState>,
    actor: Actor,
    path: Path<(VersionId, VersionId)>,
) -> Result<Json<Changes>, ApiError> {
    let (older, newer) = path.into_inner();
    let changes = state
        .documents
        .changes(&actor.viewer(), older, newer)
        .await?;
    Ok(Json(changes))
}
