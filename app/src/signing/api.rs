//! The calls of signing.

use nghisu_protocol::ids::{CeremonyId, MeetingId};
use nghisu_protocol::signing::{
    AuthoriseCeremony, BeginCeremony, Ceremony, RequestCertificate, SignCeremony,
    SigningCertificate,
};

use crate::link::{self, ApiError};

/// The person's certificates, newest first.
pub async fn certificates() -> Result<Vec<SigningCertificate>, ApiError> {
    link::get("/me/certificates").await
}

/// Asks for a certificate.
pub async fn request_certificate(
    request: &RequestCertificate,
) -> Result<SigningCertificate, ApiError> {
    link::post("/me/certificates", request).await
}

/// Begins the signature that is due, or answers the ceremony that is open.
pub async fn begin(meeting: MeetingId, begin: &BeginCeremony) -> Result<Ceremony, ApiError> {
    link::post(&format!("/meetings/{meeting}/minutes/ceremonies"), begin).await
}

/// How far a ceremony is.
pub async fn ceremony(id: CeremonyId) -> Result<Ceremony, ApiError> {
    link::get(&format!("/ceremonies/{id}")).await
}

/// The file with the placeholder.
pub async fn document(id: CeremonyId) -> Result<Vec<u8>, ApiError> {
    link::get_bytes(&format!("/ceremonies/{id}/document")).await
}

/// Authorises a ceremony.
pub async fn authorise(
    id: CeremonyId,
    authorise: &AuthoriseCeremony,
) -> Result<Ceremony, ApiError> {
    link::post(&format!("/ceremonies/{id}/authorisation"), authorise).await
}

/// Hands in the signature.
pub async fn sign(id: CeremonyId, sign: &SignCeremony) -> Result<Ceremony, ApiError> {
    link::post(&format!("/ceremonies/{id}/signature"), sign).await
}
