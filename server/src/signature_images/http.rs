//! The routes of signature images: one's own, and for administrators those of the people whom they manage.

use actix_web::{
    HttpResponse,
    web::{Data, Json, Path, Payload},
};
use nghisu_protocol::{
    error::ErrorBody,
    ids::PersonId,
    people::Role,
    signing::{MAX_SIGNATURE_PICTURE, SetSignatureImage, SignatureImageView},
};

use crate::{
    http::{
        body::read_json,
        error::ApiError,
        route::{Access, Endpoint, routes},
    },
    identity::Actor,
    server::AppState,
};

const ADMINISTRATORS: Access = Access::Roles(&[Role::Administrator]);
/// A picture that is just too large is refused by its own sentence: base64 has four characters for three bytes, and there is
/// room for half as much again.
const BODY: usize = MAX_SIGNATURE_PICTURE * 2;

/// The routes of this file.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    routes![
        Access::SignedIn => my_signature_image,
        Access::SignedIn => set_my_signature_image,
        Access::SignedIn => remove_my_signature_image,
        ADMINISTRATORS => signature_image_of,
        ADMINISTRATORS => set_signature_image_of,
        ADMINISTRATORS => remove_signature_image_of,
    ]
}

/// The image of my signature, and who changed it last.
#[utoipa::path(get, path = "/api/v1/me/signature-image", tag = "signing", responses((status = 200, body = SignatureImageView)))]
async fn my_signature_image(
    state: Data<AppState>,
    actor: Actor,
) -> Result<Json<SignatureImageView>, ApiError> {
    of(&state, &actor, actor.id()).await
}

/// Set the image of my signature from a PNG: strokes on white paper or on a transparent ground. They are made blue, the
/// ground transparent, and the image is cut to them; nothing else of the file is kept. What is signed already stays as it is.
#[utoipa::path(put, path = "/api/v1/me/signature-image", tag = "signing", request_body = SetSignatureImage, responses((status = 200, body = SignatureImageView), (status = 413, body = ErrorBody), (status = 422, body = ErrorBody), (status = 503, body = ErrorBody)))]
async fn set_my_signature_image(
    state: Data<AppState>,
    actor: Actor,
    body: Payload,
) -> Result<Json<SignatureImageView>, ApiError> {
    set(&state, &actor, actor.id(), body).await
}

/// Remove the image of my signature: what I sign from now on carries a plain mark.
#[utoipa::path(delete, path = "/api/v1/me/signature-image", tag = "signing", responses((status = 204, description = "Removed")))]
async fn remove_my_signature_image(
    state: Data<AppState>,
    actor: Actor,
) -> Result<HttpResponse, ApiError> {
    remove(&state, &actor, actor.id()).await
}

/// The image of a person's signature, and who changed it last.
#[utoipa::path(get, path = "/api/v1/people/{id}/signature-image", tag = "signing", params(("id" = PersonId, Path, description = "The person")), responses((status = 200, body = SignatureImageView), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn signature_image_of(
    state: Data<AppState>,
    actor: Actor,
    id: Path<PersonId>,
) -> Result<Json<SignatureImageView>, ApiError> {
    of(&state, &actor, *id).await
}

/// Set the image of a person's signature for them; they are shown who did.
#[utoipa::path(put, path = "/api/v1/people/{id}/signature-image", tag = "signing", params(("id" = PersonId, Path, description = "The person")), request_body = SetSignatureImage, responses((status = 200, body = SignatureImageView), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 413, body = ErrorBody), (status = 422, body = ErrorBody), (status = 503, body = ErrorBody)))]
async fn set_signature_image_of(
    state: Data<AppState>,
    actor: Actor,
    id: Path<PersonId>,
    body: Payload,
) -> Result<Json<SignatureImageView>, ApiError> {
    set(&state, &actor, *id, body).await
}

/// Remove the image of a person's signature; they are shown who did.
#[utoipa::path(delete, path = "/api/v1/people/{id}/signature-image", tag = "signing", params(("id" = PersonId, Path, description = "The person")), responses((status = 204, description = "Removed"), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn remove_signature_image_of(
    state: Data<AppState>,
    actor: Actor,
    id: Path<PersonId>,
) -> Result<HttpResponse, ApiError> {
    remove(&state, &actor, *id).await
}

async fn of(
    state: &AppState,
    actor: &Actor,
    person: PersonId,
) -> Result<Json<SignatureImageView>, ApiError> {
    let images = &state.signature_images;
    Ok(Json(images.of(&state.identity, actor, person).await?))
}

async fn set(
    state: &AppState,
    actor: &Actor,
    person: PersonId,
    body: Payload,
) -> Result<Json<SignatureImageView>, ApiError> {
    let asked: SetSignatureImage = read_json(body, BODY).await?;
    let images = &state.signature_images;
    let view = images
        .set(&state.identity, actor, person, asked.png.0)
        .await?;
    Ok(Json(view))
}

async fn remove(
    state: &AppState,
    actor: &Actor,
    person: PersonId,
) -> Result<HttpResponse, ApiError> {
    let images = &state.signature_images;
    images.remove(&state.identity, actor, person).await?;
    Ok(HttpResponse::NoContent().finish())
}
