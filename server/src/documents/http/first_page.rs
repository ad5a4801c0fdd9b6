//! The page that a room shows first, as one image: on the screen before the client that will show the others is.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{HeaderName, HeaderValue},
    web::{Data, Path, Query},
};
use nghisu_protocol::{
    documents::Secrecy, error::ErrorBody, frame::PageImage, ids::MeetingId, socket::Priority,
};
use serde::Deserialize;

use super::{file, versions::tag};
use crate::{
    http::{
        error::ApiError,
        route::{Access, Endpoint, Limited, routes},
    },
    identity::Actor,
    server::AppState,
};

/// Says which page it is, from 1.
const PAGE: HeaderName = HeaderName::from_static("nghisu-page");
/// Says which height of it is at the top: 0 to 10,000.
const Y: HeaderName = HeaderName::from_static("nghisu-y");

pub(super) fn endpoints() -> Vec<Endpoint> {
    routes![Access::SignedIn, Limited::Meeting => first_page]
}

/// How large.
#[derive(Debug, Deserialize)]
struct Sought {
    long_edge: u16,
}

/// The page that somebody who comes into the room is shown first: where the leader is, else the beginning of the first
/// paper. `long_edge` as for a page's image; `Nghisu-Page` says which page it is, `Nghisu-Y` how far down it the leader
/// is (0 to 10,000). Nothing (204) where there is no
/// paper yet, and for an internal one, which is not shown without its reader's stamp.
#[utoipa::path(get, path = "/api/v1/meetings/{id}/first-page", tag = "documents", params(("id" = Uuid, Path), ("long_edge" = u16, Query)), responses((status = 200, description = "image/webp or image/jpeg"), (status = 204, description = "Nothing to show"), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn first_page(
    state: Data<AppState>,
    actor: Actor,
    request: HttpRequest,
    id: Path<MeetingId>,
    sought: Query<Sought>,
) -> Result<HttpResponse, ApiError> {
    let viewer = actor.viewer();
    let room = state.rooms.read_for(*id, &viewer).await?;
    let Some(place) = room.first_shown(|item| room.shows_item(&viewer, item)) else {
        return Ok(HttpResponse::NoContent().finish());
    };
    let version = state.documents.open(&viewer, place.version).await?;
    if version.secrecy == Secrecy::Internal {
        return Ok(HttpResponse::NoContent().finish());
    }
    let wanted = PageImage {
        version: place.version,
        page: place.page,
        long_edge: sought.long_edge,
        tile: None,
    };
    let made = state.documents.pages().image(wanted, Priority::Visible);
    let mut answer = file::image(&request, tag(&version, wanted), made).await?;
    let headers = answer.headers_mut();
    headers.insert(PAGE, HeaderValue::from(place.page));
    headers.insert(Y, HeaderValue::from(place.y));
    Ok(answer)
}
