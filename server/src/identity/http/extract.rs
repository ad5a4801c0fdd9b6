//! What a request says of its sender: address, browser, cookie, token. And the session's cookie.

use std::future::{Ready, ready};

use actix_web::{
    FromRequest, HttpMessage as _, HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
    dev::Payload,
    http::header,
    web::Data,
};
use nghisu_protocol::error::ErrorCode;

use crate::{
    http::error::ApiError,
    identity::{Actor, Visitor},
    server::AppState,
};

impl FromRequest for Actor {
    type Error = ApiError;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        // The guard put it there; behind a public route nobody is known.
        ready(
            request
                .extensions()
                .get::<Self>()
                .cloned()
                .ok_or_else(|| ApiError::new(ErrorCode::SignInRequired)),
        )
    }
}

impl FromRequest for Visitor {
    type Error = ApiError;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(
            request
                .app_data::<Data<AppState>>()
                .map(|state| Self {
                    address: address(request, state.config.behind_proxy),
                    agent: request
                        .headers()
                        .get(header::USER_AGENT)
                        .and_then(|value| value.to_str().ok())
                        .unwrap_or_default()
                        .to_owned(),
                })
                .ok_or_else(|| ApiError::new(ErrorCode::Internal)),
        )
    }
}

/// From where a request comes. Behind a proxy of the operator's own the last entry of
/// X-Forwarded-For was written by that proxy; the ones before it may be invented.
pub(crate) fn address(request: &HttpRequest, behind_proxy: bool) -> String {
    let forwarded = behind_proxy
        .then(|| {
            request
                .headers()
                .get_all("X-Forwarded-For")
                .last()?
                .to_str()
                .ok()?
                .rsplit(',')
                .next()
                .map(|entry| entry.trim().to_owned())
        })
        .flatten();
    forwarded
        .or_else(|| request.peer_addr().map(|peer| peer.ip().to_string()))
        .unwrap_or_default()
}

/// The secret after `Authorization: Bearer`.
pub(crate) fn bearer(request: &HttpRequest) -> Option<String> {
    let value = request
        .headers()
        .get(header::AUTHORIZATION)?
        .to_str()
        .ok()?;
    let (scheme, secret) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| secret.trim().to_owned())
}

/// The cookie's name. Over https its prefix makes browsers refuse one that another host planted
/// (RFC 6265bis, 4.1.3.2); that prefix needs `Secure`, which programs and Safari do not send back
/// over http to localhost.
#[must_use]
pub fn cookie_name(https: bool) -> &'static str {
    if https { "__Host-nghisu" } else { "nghisu" }
}

/// The cookie that holds a session's secret; without a secret, the one that removes it.
#[must_use]
pub fn session_cookie(https: bool, secret: Option<(&str, i64)>) -> Cookie<'static> {
    let (value, seconds) = secret.unwrap_or(("", 0));
    Cookie::build(cookie_name(https), value.to_owned())
        .path("/")
        .http_only(true)
        .secure(https)
        .same_site(SameSite::Strict)
        .max_age(Duration::seconds(seconds))
        .finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn over_https_the_cookie_is_bound_to_the_host() {
        let cookie = session_cookie(true, Some(("x", 60))).to_string();
        for part in [
            "__Host-nghisu=x",
            "HttpOnly",
            "SameSite=Strict",
            "Secure",
            "Path=/",
        ] {
            assert!(cookie.contains(part), "{part} is missing in {cookie}");
        }
        assert!(!cookie.contains("Domain"));
    }

    #[test]
    fn a_forwarded_address_counts_only_behind_a_proxy_and_only_its_last_entry() {
        let request = TestRequest::default()
            .peer_addr("10.0.0.9:5000".parse().unwrap())
            .insert_header(("X-Forwarded-For", "1.2.3.4, 10.1.1.7"))
            .to_http_request();
        assert_eq!(address(&request, false), "10.0.0.9");
        assert_eq!(address(&request, true), "10.1.1.7");
    }
}
