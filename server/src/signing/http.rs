//! The routes of signing: certificates, the authority, ceremonies.

use actix_web::{
    HttpResponse,
    http::header,
    web::{Data, Json, Path},
};
use nghisu_protocol::{
    error::ErrorBody,
    ids::{CeremonyId, MeetingId, PersonId},
    log::Hash,
    people::Role,
    signing::{
        AuthoriseCeremony, BeginCeremony, Ceremony, RequestCertificate, SignCeremony,
        SigningCertificate,
    },
};

use crate::{
    http::{
        error::ApiError,
        route::{Access, Endpoint, routes},
    },
    identity::Actor,
    server::AppState,
};

const ADMINISTRATORS: Access = Access::Roles(&[Role::Administrator]);

/// The routes of this file.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    routes![
        Access::SignedIn => my_certificates,
        Access::SignedIn => request_certificate,
        Access::SignedIn => revoke_my_certificate,
        ADMINISTRATORS => certificates_of,
        ADMINISTRATORS => revoke_certificate,
        Access::SignedIn => signing_authority,
        Access::SignedIn => begin_ceremony,
        Access::SignedIn => ceremony,
        Access::SignedIn => ceremony_document,
        Access::SignedIn => authorise_ceremony,
        Access::SignedIn => sign_ceremony,
        Access::SignedIn => give_up_ceremony,
    ]
}

/// My signing certificates, newest first.
#[utoipa::path(get, path = "/api/v1/me/certificates", tag = "signing", responses((status = 200, body = [SigningCertificate])))]
async fn my_certificates(
    state: Data<AppState>,
    actor: Actor,
) -> Result<Json<Vec<SigningCertificate>>, ApiError> {
    Ok(Json(state.signing.certificates(actor.id()).await?))
}

/// Certify a P-256 key that was made on this device. The name in the certificate is the directory's. For
/// browsers that signed in with a passkey, not for programs.
#[utoipa::path(post, path = "/api/v1/me/certificates", tag = "signing", request_body = RequestCertificate, responses((status = 200, body = SigningCertificate), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn request_certificate(
    state: Data<AppState>,
    actor: Actor,
    asked: Json<RequestCertificate>,
) -> Result<Json<SigningCertificate>, ApiError> {
    let certificate = state
        .signing
        .request_certificate(&state.identity, &actor, asked.into_inner())
        .await?;
    Ok(Json(certificate))
}

/// Revoke one of my certificates; it signs no more.
#[utoipa::path(delete, path = "/api/v1/me/certificates/{id}", tag = "signing", params(("id" = Hash, Path, description = "The certificate")), responses((status = 204, description = "Revoked"), (status = 404, body = ErrorBody)))]
async fn revoke_my_certificate(
    state: Data<AppState>,
    actor: Actor,
    id: Path<Hash>,
) -> Result<HttpResponse, ApiError> {
    state
        .signing
        .revoke_own(&state.identity, &actor, *id)
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A person's signing certificates.
#[utoipa::path(get, path = "/api/v1/people/{id}/certificates", tag = "signing", params(("id" = PersonId, Path, description = "The person")), responses((status = 200, body = [SigningCertificate]), (status = 403, body = ErrorBody)))]
async fn certificates_of(
    state: Data<AppState>,
    actor: Actor,
    id: Path<PersonId>,
) -> Result<Json<Vec<SigningCertificate>>, ApiError> {
    let certificates = state
        .signing
        .certificates_managed(&state.identity, &actor, *id)
        .await?;
    Ok(Json(certificates))
}

/// Revoke a person's certificate; it signs no more.
#[utoipa::path(delete, path = "/api/v1/people/{id}/certificates/{certificate}", tag = "signing", params(("id" = PersonId, Path, description = "The person"), ("certificate" = Hash, Path, description = "The certificate")), responses((status = 204, description = "Revoked"), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn revoke_certificate(
    state: Data<AppState>,
    actor: Actor,
    ids: Path<(PersonId, Hash)>,
) -> Result<HttpResponse, ApiError> {
    let (person, certificate) = *ids;
    state
        .signing
        .revoke_managed(&state.identity, &actor, person, certificate)
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The certificate of the office's own signing authority, as PEM: what a validator has to trust.
#[utoipa::path(get, path = "/api/v1/signing/authority", tag = "signing", responses((status = 200, description = "The certificate", content_type = "application/x-pem-file", body = String)))]
async fn signing_authority(state: Data<AppState>, _actor: Actor) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/x-pem-file")
        .insert_header((
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"signing-ca.pem\"",
        ))
        .body(state.signing.authority().pem())
}

/// Begin the signature that is due on a meeting's minutes. Asked again by the same signer for the same file
/// and certificate, it answers the ceremony that is open.
#[utoipa::path(post, path = "/api/v1/meetings/{id}/minutes/ceremonies", tag = "signing", params(("id" = MeetingId, Path, description = "The meeting")), request_body = BeginCeremony, responses((status = 200, body = Ceremony), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn begin_ceremony(
    state: Data<AppState>,
    actor: Actor,
    id: Path<MeetingId>,
    asked: Json<BeginCeremony>,
) -> Result<Json<Ceremony>, ApiError> {
    let ceremony = state
        .signing
        .begin(&state.identity, &actor, *id, asked.into_inner())
        .await?;
    Ok(Json(ceremony))
}

/// How far my ceremony is.
#[utoipa::path(get, path = "/api/v1/ceremonies/{id}", tag = "signing", params(("id" = CeremonyId, Path, description = "The ceremony")), responses((status = 200, body = Ceremony), (status = 404, body = ErrorBody)))]
async fn ceremony(
    state: Data<AppState>,
    actor: Actor,
    id: Path<CeremonyId>,
) -> Result<Json<Ceremony>, ApiError> {
    let ceremony = state.signing.ceremony(&state.identity, &actor, *id).await?;
    Ok(Json(ceremony))
}

/// The file with the placeholder, whose byte range is signed.
#[utoipa::path(get, path = "/api/v1/ceremonies/{id}/document", tag = "signing", params(("id" = CeremonyId, Path, description = "The ceremony")), responses((status = 200, description = "The PDF", content_type = "application/pdf", body = Vec<u8>), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn ceremony_document(
    state: Data<AppState>,
    actor: Actor,
    id: Path<CeremonyId>,
) -> Result<HttpResponse, ApiError> {
    let (hash, bytes) = state.signing.document(&actor, *id).await?;
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header((header::ETAG, format!("\"{hash}\"")))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(bytes))
}

/// Authorise the signature with a passkey.
#[utoipa::path(post, path = "/api/v1/ceremonies/{id}/authorisation", tag = "signing", params(("id" = CeremonyId, Path, description = "The ceremony")), request_body = AuthoriseCeremony, responses((status = 200, body = Ceremony), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn authorise_ceremony(
    state: Data<AppState>,
    actor: Actor,
    id: Path<CeremonyId>,
    asked: Json<AuthoriseCeremony>,
) -> Result<Json<Ceremony>, ApiError> {
    let ceremony = state
        .signing
        .authorise(&state.identity, &actor, *id, asked.into_inner())
        .await?;
    Ok(Json(ceremony))
}

/// Hand in the signature. It is verified, embedded and recorded before this answers.
#[utoipa::path(post, path = "/api/v1/ceremonies/{id}/signature", tag = "signing", params(("id" = CeremonyId, Path, description = "The ceremony")), request_body = SignCeremony, responses((status = 200, body = Ceremony), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn sign_ceremony(
    state: Data<AppState>,
    actor: Actor,
    id: Path<CeremonyId>,
    asked: Json<SignCeremony>,
) -> Result<Json<Ceremony>, ApiError> {
    let ceremony = state
        .signing
        .sign(&state.identity, &actor, *id, asked.into_inner())
        .await?;
    Ok(Json(ceremony))
}

/// Give my ceremony up, as long as no signature was handed in.
#[utoipa::path(delete, path = "/api/v1/ceremonies/{id}", tag = "signing", params(("id" = CeremonyId, Path, description = "The ceremony")), responses((status = 204, description = "Given up"), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn give_up_ceremony(
    state: Data<AppState>,
    actor: Actor,
    id: Path<CeremonyId>,
) -> Result<HttpResponse, ApiError> {
    state.signing.give_up(&state.identity, &actor, *id).await?;
    Ok(HttpResponse::NoContent().finish())
}
