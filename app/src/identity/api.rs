//! The calls of identity.

use nghisu_protocol::people::{
    Ceremony, Credential, FinishCeremony, Me, Office, Session, StartActivation,
};
use serde_json::Value;

use crate::link::{self, ApiError, Nothing};

/// Who is signed in.
pub async fn me() -> Result<Me, ApiError> {
    link::get("/me").await
}

/// The office, for anyone.
pub async fn office() -> Result<Office, ApiError> {
    link::get("/office").await
}

/// Starts a sign-in.
pub async fn start_sign_in() -> Result<Ceremony, ApiError> {
    link::post("/sign-in/start", &()).await
}

/// Ends a sign-in; the session cookie comes with the answer.
pub async fn finish_sign_in(
    ceremony_id: uuid::Uuid,
    credential: Value,
) -> Result<Nothing, ApiError> {
    finish("/sign-in/finish", ceremony_id, credential).await
}

/// Starts an activation: says whose code it is and what key to make.
pub async fn start_activation(code: String) -> Result<Ceremony, ApiError> {
    link::post("/activation/start", &StartActivation { code }).await
}

/// Ends an activation; the person is signed in with the answer.
pub async fn finish_activation(
    ceremony_id: uuid::Uuid,
    credential: Value,
) -> Result<Nothing, ApiError> {
    finish("/activation/finish", ceremony_id, credential).await
}

/// Ends this session.
pub async fn sign_out() -> Result<Nothing, ApiError> {
    link::post("/sign-out", &()).await
}

/// The person's own keys.
pub async fn my_keys() -> Result<Vec<Credential>, ApiError> {
    link::get("/me/credentials").await
}

/// Removes one of the person's own keys.
pub async fn remove_my_key(id: nghisu_protocol::ids::CredentialId) -> Result<Nothing, ApiError> {
    link::delete(&format!("/me/credentials/{id}")).await
}

/// Starts making another key on this device.
pub async fn start_another_key() -> Result<Ceremony, ApiError> {
    link::post("/me/credentials/start", &()).await
}

/// Ends making another key.
pub async fn finish_another_key(
    ceremony_id: uuid::Uuid,
    credential: Value,
) -> Result<Nothing, ApiError> {
    finish("/me/credentials/finish", ceremony_id, credential).await
}

/// Where the person is signed in.
pub async fn my_sessions() -> Result<Vec<Session>, ApiError> {
    link::get("/me/sessions").await
}

/// Ends one of the person's own sessions.
pub async fn end_my_session(id: nghisu_protocol::ids::SessionId) -> Result<Nothing, ApiError> {
    link::delete(&format!("/me/sessions/{id}")).await
}

/// Ends a ceremony with what the key said; whatever the server answers besides is not needed here.
async fn finish(
    path: &str,
    ceremony_id: uuid::Uuid,
    credential: Value,
) -> Result<Nothing, ApiError> {
    let finish = FinishCeremony {
        ceremony_id,
        credential,
        name: None,
        machine: super::gate::machine(),
    };
    link::post::<serde::de::IgnoredAny>(path, &finish)
        .await
        .map(|_| Nothing)
}
