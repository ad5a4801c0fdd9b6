//! Client data (Web Authentication Level 3, section 5.8.1): what the browser says the assertion is for.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::{AssertionError, Expectation};

/// Members that later levels add are allowed by the standard and ignored; a known member that stands twice is not.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(default)]
    cross_origin: bool,
    #[serde(default)]
    top_origin: Option<IgnoredAny>,
}

/// Steps 5 to 10 of section 7.2.
pub(super) fn check(json: &[u8], expected: &Expectation<'_>) -> Result<(), AssertionError> {
    let data: ClientData = serde_json::from_slice(json)
        .map_err(|error| AssertionError::ClientDataUnreadable(error.to_string()))?;
    if data.kind != "webauthn.get" {
        return Err(AssertionError::WrongType);
    }
    if data.challenge != URL_SAFE_NO_PAD.encode(expected.challenge) {
        return Err(AssertionError::WrongChallenge);
    }
    if data.origin != expected.origin {
        return Err(AssertionError::WrongOrigin);
    }
    if data.cross_origin || data.top_origin.is_some() {
        return Err(AssertionError::CrossOrigin);
    }
    Ok(())
}
