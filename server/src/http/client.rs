//! The embedded client: its files, compressed ahead, and `index.html` for every other address.
//!
//! A debug build reads the files from the folder while it runs, a release build carries them.

use std::borrow::Cow;

use actix_web::{HttpRequest, HttpResponse, http::header};
use nghisu_protocol::error::ErrorCode;
use rust_embed::{EmbeddedFile, RustEmbed};

use super::error::ApiError;

#[derive(RustEmbed)]
#[folder = "$NGHISU_CLIENT_DIST"]
#[allow_missing = true]
struct Dist;

/// The build of the embedded client, as its layout names it; empty without a client.
pub(crate) fn build() -> String {
    Dist::get("build.json")
        .and_then(|file| serde_json::from_slice::<serde_json::Value>(&file.data).ok())
        .and_then(|layout| layout["build"].as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// Answers everything that no route took.
pub(crate) async fn answer(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let path = request.path().trim_start_matches('/');
    if path == "api" || path.starts_with("api/") || path.starts_with(".well-known/") {
        return Err(ApiError::new(ErrorCode::RouteUnknown));
    }
    if !matches!(request.method().as_str(), "GET" | "HEAD") {
        return Err(ApiError::new(ErrorCode::MethodNotAllowed));
    }
    if !path.is_empty() && path != "index.html" && Dist::get(path).is_some() {
        return Ok(file(&request, path));
    }
    // A name with an ending is a file that is missing; anything else is a screen of the client.
    if path
        .rsplit('/')
        .next()
        .is_some_and(|name| name.contains('.'))
        && path != "index.html"
    {
        return Err(ApiError::new(ErrorCode::RouteUnknown));
    }
    if Dist::get("index.html").is_some() {
        Ok(file(&request, "index.html"))
    } else {
        Ok(HttpResponse::NotFound()
            .content_type("text/plain; charset=utf-8")
            .body(
                "Máy chủ này được dựng mà không có giao diện. Hãy dựng giao diện rồi dựng lại máy chủ.\n\
                 This server was built without its client. Build the client, then build the server again.\n",
            ))
    }
}

fn file(request: &HttpRequest, path: &str) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    response.content_type(content_type(path));
    response.insert_header((header::CACHE_CONTROL, cache(path)));
    // Another answer for another Accept-Encoding: caches have to know.
    response.insert_header((header::VARY, "Accept-Encoding"));
    let compressed = if accepts_brotli(request) {
        Dist::get(&format!("{path}.br"))
    } else {
        None
    };
    let (found, encoded) = match compressed {
        Some(found) => (Some(found), true),
        None => (Dist::get(path), false),
    };
    let Some(EmbeddedFile { data, metadata, .. }) = found else {
        return HttpResponse::NotFound().finish();
    };
    let tag = format!(
        "\"{}{}\"",
        hex::encode(&metadata.sha256_hash()[..16]),
        if encoded { "-br" } else { "" }
    );
    let known = request
        .headers()
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|tags| tags.split(',').any(|known| known.trim() == tag));
    response.insert_header((header::ETAG, tag));
    if known {
        return response
            .status(actix_web::http::StatusCode::NOT_MODIFIED)
            .finish();
    }
    // `identity` keeps a compressing middleware from compressing again.
    response.insert_header((
        header::CONTENT_ENCODING,
        if encoded { "br" } else { "identity" },
    ));
    match data {
        Cow::Borrowed(bytes) => response.body(bytes),
        Cow::Owned(bytes) => response.body(bytes),
    }
}

fn accepts_brotli(request: &HttpRequest) -> bool {
    request
        .headers()
        .get_all(header::ACCEPT_ENCODING)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|coding| {
            let mut parts = coding.trim().split(';');
            parts.next().is_some_and(|name| name.trim() == "br")
                && !parts
                    .any(|weight| matches!(weight.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
        })
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "ttf" => "font/ttf",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// A name that carries its content's hash (`app-0123456789abcdef.js`) never changes its bytes.
fn cache(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or_default();
    let hashed = name.split(['-', '.', '_']).any(|part| {
        part.len() >= 8
            && part.bytes().all(|byte| byte.is_ascii_hexdigit())
            && part.bytes().any(|byte| byte.is_ascii_digit())
    });
    if hashed {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn only_a_hashed_name_is_kept_for_ever() {
        for name in [
            "app-0f3a91bc77de1234.js",
            "assets/be-vietnam.9a1b2c3d.woff2",
        ] {
            assert!(cache(name).contains("immutable"), "{name}");
        }
        for name in [
            "index.html",
            "sw.js",
            "manifest.webmanifest",
            "app-deadbeef.js.map.old-name",
        ] {
            assert!(!cache(name).contains("immutable"), "{name}");
        }
    }

    #[test]
    fn brotli_is_served_only_to_those_who_take_it() {
        let accepts = |value: &str| {
            accepts_brotli(
                &TestRequest::default()
                    .insert_header(("Accept-Encoding", value))
                    .to_http_request(),
            )
        };
        assert!(accepts("gzip, deflate, br, zstd"));
        assert!(accepts("br;q=0.8"));
        assert!(!accepts("gzip"));
        assert!(!accepts("br;q=0"));
    }
}
