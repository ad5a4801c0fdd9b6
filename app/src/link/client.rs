//! Typed REST calls. Every function gives the decoded answer or an [`ApiError`]; each also tells [`super::state`]
//! whether the server was reached, so that the strip and the connection word follow real traffic.

use gloo_net::http::{Request, RequestBuilder, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::ApiError;
use super::limit::Limit;
use super::state::{self, Asked};

const BASE: &str = "/api/v1";

/// The answer of a call that answers nothing (204).
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
pub struct Nothing;

/// `GET /api/v1<path>`.
pub async fn get<T: DeserializeOwned>(path: &str) -> Result<T, ApiError> {
    send(Request::get(&address(path)), None::<&()>).await
}

/// `POST` with a JSON body; `&()` sends none.
pub async fn post<T: DeserializeOwned>(path: &str, body: &impl Serialize) -> Result<T, ApiError> {
    send(Request::post(&address(path)), Some(body)).await
}

/// `PUT` with a JSON body.
pub async fn put<T: DeserializeOwned>(path: &str, body: &impl Serialize) -> Result<T, ApiError> {
    send(Request::put(&address(path)), Some(body)).await
}

/// `GET` of a file, to the byte.
pub async fn get_bytes(path: &str) -> Result<Vec<u8>, ApiError> {
    let asked = Asked::now();
    let sent = Request::get(&address(path)).send().await;
    let answer = sent.map_err(|_| {
        state::report(false);
        ApiError::Offline
    })?;
    if !answer.ok() {
        return read::<Nothing>(answer, asked)
            .await
            .and(Err(ApiError::Unreadable(
                "a refusal that is none".to_owned(),
            )));
    }
    asked.is_answered();
    answer.binary().await.map_err(|_| {
        state::report(false);
        ApiError::Offline
    })
}

/// A file of the shell, as text, by its whole address.
pub async fn get_file(address: &str) -> Result<String, ApiError> {
    let answer = Request::get(address)
        .send()
        .await
        .map_err(|_| ApiError::Offline)?;
    if !answer.ok() {
        return Err(ApiError::Unreadable(format!(
            "{address}: {}",
            answer.status()
        )));
    }
    answer.text().await.map_err(|_| ApiError::Offline)
}

/// `PUT` with raw bytes.
pub async fn put_bytes<T: DeserializeOwned>(
    path: &str,
    bytes: &web_sys::Blob,
) -> Result<T, ApiError> {
    let request = Request::put(&address(path))
        .header("accept", "application/json")
        .header("content-type", "application/octet-stream")
        .body(bytes.clone())
        .map_err(|error| ApiError::Unreadable(error.to_string()))?;
    let asked = Asked::now();
    let sent = request.send().await.map_err(|_| {
        state::report(false);
        ApiError::Offline
    })?;
    read(sent, asked).await
}

/// `PATCH` with a JSON body.
pub async fn patch<T: DeserializeOwned>(path: &str, body: &impl Serialize) -> Result<T, ApiError> {
    send(Request::patch(&address(path)), Some(body)).await
}

/// `DELETE`.
pub async fn delete<T: DeserializeOwned>(path: &str) -> Result<T, ApiError> {
    send(Request::delete(&address(path)), None::<&()>).await
}

/// A path with its query, each value escaped: `query("/people", &[("search", "Vy")])`. Empty values are left out.
pub fn query(path: &str, parts: &[(&str, &str)]) -> String {
    let said: Vec<String> = parts
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", escape(value)))
        .collect();
    if said.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", said.join("&"))
    }
}

fn escape(value: &str) -> String {
    value
        .bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

fn address(path: &str) -> String {
    debug_assert!(path.starts_with('/'), "paths begin with a slash: {path}");
    format!("{BASE}{path}")
}

async fn send<T: DeserializeOwned>(
    request: RequestBuilder,
    body: Option<&impl Serialize>,
) -> Result<T, ApiError> {
    let unreadable = |error: &dyn std::fmt::Display| ApiError::Unreadable(error.to_string());
    // Until the whole answer is read.
    let limit = Limit::begins();
    let request = request
        .header("accept", "application/json")
        .abort_signal(limit.signal().as_ref());
    let json = body
        .map(serde_json::to_string)
        .transpose()
        .map_err(|error| unreadable(&error))?;
    let asked = Asked::now();
    let sent = match json.filter(|json| json != "null") {
        None => request.send().await,
        Some(json) => {
            let request = request
                .header("content-type", "application/json")
                .body(json);
            request.map_err(|error| unreadable(&error))?.send().await
        }
    };
    // A fetch that fails says nothing about why; for the person it always means: no way to the server.
    let answer = sent.map_err(|_| {
        state::report(false);
        ApiError::Offline
    })?;
    read(answer, asked).await
}

async fn read<T: DeserializeOwned>(answer: Response, asked: Asked) -> Result<T, ApiError> {
    let (ok, status) = (answer.ok(), answer.status());
    let body = answer.text().await.map_err(|_| {
        state::report(false);
        ApiError::Offline
    })?;
    if ok {
        asked.is_answered();
        let body = if body.trim().is_empty() {
            "null"
        } else {
            &body
        };
        return serde_json::from_str(body).map_err(|error| ApiError::Unreadable(error.to_string()));
    }
    let error = ApiError::from_answer(status, &body);
    if error.is_offline() {
        state::report(false);
    } else {
        asked.is_answered();
    }
    if error.is_signed_out() {
        state::report_signed_out();
    }
    Err(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_escapes_vietnamese_and_leaves_out_what_is_empty() {
        assert_eq!(
            query("/people", &[("search", "Ủy & Vy"), ("unit", "")]),
            "/people?search=%E1%BB%A6y%20%26%20Vy"
        );
        assert_eq!(query("/people", &[("search", "")]), "/people");
    }
}
