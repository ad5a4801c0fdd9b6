//! Reading bodies that are larger than most.

use actix_web::web::Payload;
use nghisu_protocol::error::ErrorCode;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::error::ApiError;

/// Reads a JSON body of at most `limit` bytes.
///
/// # Errors
/// [`ErrorCode::BodyTooLarge`], or [`ErrorCode::RequestMalformed`] with a reason.
pub async fn read_json<T: DeserializeOwned>(body: Payload, limit: usize) -> Result<T, ApiError> {
    let bytes = body
        .to_bytes_limited(limit)
        .await
        .map_err(|_| ApiError::new(ErrorCode::BodyTooLarge))?
        .map_err(|_| ApiError::new(ErrorCode::RequestMalformed))?;
    serde_json::from_slice(&bytes).map_err(|error| {
        ApiError::new(ErrorCode::RequestMalformed).with(json!({ "reason": error.to_string() }))
    })
}
