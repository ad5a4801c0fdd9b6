//! Uploads: begun, sent in pieces, finished, confirmed or cancelled.

use actix_web::{
    HttpResponse,
    web::{Data, Json, Path, Payload, Query},
};
use futures_util::StreamExt as _;
use nghisu_protocol::{
    documents::{BeginUpload, ConfirmUpload, FinishUpload, Upload, UploadDigest},
    error::{ErrorBody, ErrorCode},
    ids::{MeetingId, UploadId},
};
use serde::Deserialize;

use crate::{
    documents::error::DocumentError,
    http::{
        error::ApiError,
        route::{Access, Endpoint, routes},
    },
    identity::Actor,
    server::AppState,
};

/// Bytes that are collected before they go to the disk.
const GATHER: usize = 64 * 1024;

pub(super) fn endpoints() -> Vec<Endpoint> {
    routes![
        Access::SignedIn => begin_upload,
        Access::SignedIn => uploads_of_meeting,
        Access::SignedIn => upload,
        Access::SignedIn => digest_of_upload,
        Access::SignedIn => send_piece,
        Access::SignedIn => cancel_upload,
        Access::SignedIn => finish_upload,
        Access::SignedIn => confirm_upload,
    ]
}

/// Begin an upload. The secrecy is chosen before the first byte; state secrets are refused.
#[utoipa::path(post, path = "/api/v1/meetings/{id}/uploads", tag = "documents", params(("id" = Uuid, Path)), request_body = BeginUpload, responses((status = 201, body = Upload), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 413, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn begin_upload(
    state: Data<AppState>,
    actor: Actor,
    meeting: Path<MeetingId>,
    request: Json<BeginUpload>,
) -> Result<HttpResponse, ApiError> {
    let upload = state
        .documents
        .begin(
            &actor.viewer(),
            &actor.address,
            *meeting,
            request.into_inner(),
        )
        .await?;
    Ok(HttpResponse::Created().json(upload))
}

/// The uploads of a meeting that are not yet dismissed, oldest first.
#[utoipa::path(get, path = "/api/v1/meetings/{id}/uploads", tag = "documents", params(("id" = Uuid, Path)), responses((status = 200, body = [Upload]), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn uploads_of_meeting(
    state: Data<AppState>,
    actor: Actor,
    meeting: Path<MeetingId>,
) -> Result<Json<Vec<Upload>>, ApiError> {
    Ok(Json(
        state.documents.uploads(&actor.viewer(), *meeting).await?,
    ))
}

/// How far an upload is; `received` is the offset of the next piece.
#[utoipa::path(get, path = "/api/v1/uploads/{id}", tag = "documents", params(("id" = Uuid, Path)), responses((status = 200, body = Upload), (status = 404, body = ErrorBody)))]
async fn upload(
    state: Data<AppState>,
    actor: Actor,
    id: Path<UploadId>,
) -> Result<Json<Upload>, ApiError> {
    Ok(Json(state.documents.upload(&actor.viewer(), *id).await?))
}

/// What is there of an upload of one's own: compare it before sending the rest of a file that was chosen again.
#[utoipa::path(get, path = "/api/v1/uploads/{id}/digest", tag = "documents", params(("id" = Uuid, Path)), responses((status = 200, body = UploadDigest), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn digest_of_upload(
    state: Data<AppState>,
    actor: Actor,
    id: Path<UploadId>,
) -> Result<Json<UploadDigest>, ApiError> {
    Ok(Json(state.documents.digest(&actor.viewer(), *id).await?))
}

/// Where a piece begins.
#[derive(Debug, Deserialize)]
struct Piece {
    offset: u64,
}

/// Send a piece: raw bytes, of any length, from `offset`, which must be what was received before.
/// What arrives before a connection breaks is kept.
#[utoipa::path(put, path = "/api/v1/uploads/{id}", tag = "documents", params(("id" = Uuid, Path), ("offset" = u64, Query)), request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses((status = 200, body = Upload), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn send_piece(
    state: Data<AppState>,
    actor: Actor,
    id: Path<UploadId>,
    piece: Query<Piece>,
    mut body: Payload,
) -> Result<Json<Upload>, ApiError> {
    let documents = &state.documents;
    let viewer = actor.viewer();
    let mut end = piece.offset;
    let size = documents.may_append(&viewer, *id, end).await?;
    let mut gathered = Vec::with_capacity(GATHER);
    let mut is_broken = false;
    while let Some(bytes) = body.next().await {
        match bytes {
            Ok(bytes) => gathered.extend_from_slice(&bytes),
            Err(_) => {
                is_broken = true;
                break;
            }
        }
        if end.saturating_add(gathered.len() as u64) > size {
            let received = end.saturating_add(gathered.len() as u64);
            return Err(DocumentError::Size { received, size }.into());
        }
        if gathered.len() >= GATHER {
            end = documents
                .append(*id, size, end, std::mem::take(&mut gathered))
                .await?;
        }
    }
    if !gathered.is_empty() {
        documents.append(*id, size, end, gathered).await?;
    }
    documents.touched(*id).await?;
    if is_broken {
        return Err(ApiError::new(ErrorCode::RequestMalformed));
    }
    Ok(Json(documents.upload(&viewer, *id).await?))
}

/// Cancel an upload and erase its bytes; dismiss one that is over.
#[utoipa::path(delete, path = "/api/v1/uploads/{id}", tag = "documents", params(("id" = Uuid, Path)), responses((status = 204, description = "Erased"), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn cancel_upload(
    state: Data<AppState>,
    actor: Actor,
    id: Path<UploadId>,
) -> Result<HttpResponse, ApiError> {
    state.documents.cancel(&actor.viewer(), *id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// All bytes are sent: check the file. Ask for the upload again to learn the outcome.
#[utoipa::path(post, path = "/api/v1/uploads/{id}/finish", tag = "documents", params(("id" = Uuid, Path)), request_body = FinishUpload, responses((status = 202, body = Upload), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn finish_upload(
    state: Data<AppState>,
    actor: Actor,
    id: Path<UploadId>,
    request: Json<FinishUpload>,
) -> Result<HttpResponse, ApiError> {
    let upload = state
        .documents
        .finish(&actor.viewer(), *id, request.into_inner())
        .await?;
    Ok(HttpResponse::Accepted().json(upload))
}

/// Say whether a paper with a mark of secrecy on page 1 is secret. When it is, every byte is erased.
#[utoipa::path(post, path = "/api/v1/uploads/{id}/confirm", tag = "documents", params(("id" = Uuid, Path)), request_body = ConfirmUpload, responses((status = 200, body = Upload), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn confirm_upload(
    state: Data<AppState>,
    actor: Actor,
    id: Path<UploadId>,
    request: Json<ConfirmUpload>,
) -> Result<Json<Upload>, ApiError> {
    let upload = state
        .documents
        .confirm(&actor.viewer(), &actor.address, *id, request.into_inner())
        .await?;
    Ok(Json(upload))
}
