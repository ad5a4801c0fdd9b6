//! The calls of identity.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::link::{self, ApiError, Nothing};

/// The office as anyone may see it before signing in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Office {
    /// Name of the office, such as "UBND tỉnh Thanh Giang".
    pub name: String,
    /// Whom to call, such as "Trung tâm Thông tin, máy lẻ 116".
    #[serde(default)]
    pub support: Option<String>,
}

impl Office {
    /// The letters on the office's mark.
    pub fn mark(&self) -> String {
        super::model::mark_letters(&self.name)
    }
}

/// The signed-in person.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Me {
    /// Id.
    pub id: uuid::Uuid,
    /// Full name.
    pub name: String,
    /// Main position, as shown under the name.
    #[serde(default)]
    pub position: Option<String>,
    /// Roles by their stable words.
    #[serde(default)]
    pub roles: Vec<String>,
}

/// Start of a ceremony with the device's key: the server's options and the ceremony's id.
#[derive(Clone, Debug, Deserialize)]
pub struct Ceremony {
    /// Ties start and end together.
    pub ceremony_id: uuid::Uuid,
    /// `{ "publicKey": … }` as WebAuthn's JSON has it.
    pub options: Value,
    /// For whom a key is made, when activating.
    #[serde(default)]
    pub person: Option<Invited>,
}

/// The person whom an activation code belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Invited {
    /// Full name.
    pub name: String,
    /// Main position.
    #[serde(default)]
    pub position: Option<String>,
    /// The office's name.
    #[serde(default)]
    pub office: Option<String>,
}

/// End of a ceremony: what the device's key answered.
#[derive(Serialize)]
struct Finish {
    ceremony_id: uuid::Uuid,
    credential: Value,
}

/// The code or the token of an activation.
#[derive(Clone, Debug, Serialize)]
pub struct ActivationStart {
    /// Eight characters, or the token of a link.
    pub code: String,
}

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
    link::post::<Value>(
        "/sign-in/finish",
        &Finish {
            ceremony_id,
            credential,
        },
    )
    .await
    .map(|_| Nothing)
}

/// Starts an activation: says whose code it is and what key to make.
pub async fn start_activation(code: String) -> Result<Ceremony, ApiError> {
    link::post("/activation/start", &ActivationStart { code }).await
}

/// Ends an activation; the person is signed in with the answer.
pub async fn finish_activation(
    ceremony_id: uuid::Uuid,
    credential: Value,
) -> Result<Nothing, ApiError> {
    link::post::<Value>(
        "/activation/finish",
        &Finish {
            ceremony_id,
            credential,
        },
    )
    .await
    .map(|_| Nothing)
}

/// Ends this session.
pub async fn sign_out() -> Result<Nothing, ApiError> {
    link::post("/sign-out", &()).await
}
