//! What every request passes before its handler: the origin, then who it is, then how far their door leads and the route's
//! access. And behind it: a
//! refusal to somebody who is known is noted, whoever refused.
//!
//! Cookies are `SameSite=Strict`; the origin check stands behind that, so a page of another site
//! can neither act for a person nor open a socket as them.

use actix_web::{
    HttpMessage as _, HttpRequest, ResponseError,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method,
        header::{self, HeaderMap},
    },
    middleware::Next,
    web::Data,
};
use nghisu_protocol::{error::ErrorCode, ids::VersionId};

use super::{
    error::{self, ApiError},
    route::{Access, Limited},
};
use crate::{
    identity::http::extract::{address, bearer, cookie_name},
    identity::{Actor, permission::Reach},
    meetings::store::meeting_of,
    server::AppState,
};

pub(crate) async fn pass(
    access: Access,
    limited: Limited,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse, actix_web::Error> {
    match check(access, limited, &request).await {
        Ok(()) => {
            let answer = next.call(request).await?.map_into_boxed_body();
            let refused = answer.response().error().and_then(|error| {
                let code = error.as_error::<ApiError>()?.code();
                error::is_noted(code).then_some(code)
            });
            if let Some(code) = refused {
                note(answer.request(), code).await;
            }
            Ok(answer)
        }
        Err(error) => Ok(request.into_response(error.error_response())),
    }
}

/// Notes that a handler refused somebody what is not theirs.
async fn note(request: &HttpRequest, code: ErrorCode) {
    let actor = request.extensions().get::<Actor>().cloned();
    if let (Some(state), Some(actor)) = (request.app_data::<Data<AppState>>(), actor) {
        let method = request.method().as_str();
        state
            .identity
            .refused(&actor, method, request.path(), code)
            .await;
    }
}

async fn check(access: Access, limited: Limited, request: &ServiceRequest) -> Result<(), ApiError> {
    let Some(state) = request.app_data::<Data<AppState>>() else {
        return Err(ApiError::new(ErrorCode::Internal));
    };
    let safe = matches!(*request.method(), Method::GET | Method::HEAD);
    if !safe {
        from_own_pages(state, request.request()).await?;
    }
    let roles = match access {
        Access::Public => return Ok(()),
        Access::SignedIn => None,
        Access::Roles(roles) => Some(roles),
    };
    let http = request.request();
    let cookie = http.cookie(cookie_name(state.https));
    let actor = state
        .identity
        .recognise(
            cookie.as_ref().map(|cookie| cookie.value()),
            bearer(http).as_deref(),
            &address(http, state.config.behind_proxy),
        )
        .await?;
    let refused = match reached(state, &actor, limited, request.match_info()).await? {
        Some(code) => Some(code),
        None if roles.is_some_and(|roles| !roles.iter().any(|role| actor.has(*role))) => {
            Some(ErrorCode::PermissionDenied)
        }
        None => None,
    };
    if let Some(code) = refused {
        let method = request.method().as_str();
        state
            .identity
            .refused(&actor, method, request.path(), code)
            .await;
        return Err(ApiError::new(code));
    }
    request.extensions_mut().insert(actor);
    Ok(())
}

/// Rule DO-1: why what a path names is out of reach, if it is.
async fn reached(
    state: &AppState,
    actor: &Actor,
    limited: Limited,
    path: &actix_web::dev::Path<actix_web::dev::Url>,
) -> Result<Option<ErrorCode>, ApiError> {
    let Reach::Meeting(own) = actor.reach() else {
        return Ok(None);
    };
    match limited {
        Limited::Refused => Ok(Some(ErrorCode::SessionLimited)),
        Limited::Passes => Ok(None),
        Limited::Meeting => {
            let is_own = path.get("id").and_then(|id| id.parse().ok()) == Some(own);
            Ok((!is_own).then_some(ErrorCode::MeetingUnknown))
        }
        Limited::Versions(names) => {
            for name in names {
                let version = path.get(name).and_then(|id| id.parse::<VersionId>().ok());
                let meeting = match version {
                    Some(version) => meeting_of(&state.db, version).await?,
                    None => None,
                };
                if meeting != Some(own) {
                    return Ok(Some(ErrorCode::VersionUnknown));
                }
            }
            Ok(None)
        }
    }
}

/// Refuses what does not come from the product's own pages, and notes it in the audit table.
///
/// # Errors
/// [`ErrorCode::OriginRefused`].
pub(crate) async fn from_own_pages(
    state: &AppState,
    request: &HttpRequest,
) -> Result<(), ApiError> {
    let refused = same_origin(&state.origin, request.headers());
    if refused.is_err() {
        let from = address(request, state.config.behind_proxy);
        let method = request.method().as_str();
        state
            .identity
            .origin_refused(&from, method, request.path())
            .await;
    }
    refused
}

/// Whether a request comes from the product's own pages.
///
/// Browsers send `Origin` with every unsafe request and with every WebSocket handshake (RFC 6454,
/// Fetch). A program that carries a bearer token and no cookie has nothing that another site could
/// abuse, so it need not send one; when it does, the value counts.
///
/// # Errors
/// [`ErrorCode::OriginRefused`].
fn same_origin(origin: &str, headers: &HeaderMap) -> Result<(), ApiError> {
    let mut sent = headers.get_all(header::ORIGIN);
    match (sent.next(), sent.next()) {
        (Some(value), None) if value.as_bytes() == origin.as_bytes() => Ok(()),
        (None, _)
            if headers.contains_key(header::AUTHORIZATION)
                && !headers.contains_key(header::COOKIE) =>
        {
            Ok(())
        }
        _ => Err(ApiError::new(ErrorCode::OriginRefused)),
    }
}

/// Answers a method that a path does not take.
pub(crate) async fn wrong_method() -> Result<&'static str, ApiError> {
    Err(ApiError::new(ErrorCode::MethodNotAllowed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn refused(headers: &[(&str, &str)]) -> bool {
        let mut request = TestRequest::default();
        for header in headers {
            request = request.append_header(*header);
        }
        same_origin("https://hop.example", request.to_http_request().headers()).is_err()
    }

    #[test]
    fn only_our_own_pages_and_token_bearers_pass() {
        assert!(!refused(&[("Origin", "https://hop.example")]));
        assert!(!refused(&[("Authorization", "Bearer x")]));
        assert!(refused(&[]));
        assert!(refused(&[("Origin", "null")]));
        assert!(refused(&[("Origin", "https://hop.example.evil")]));
        assert!(refused(&[("Origin", "http://hop.example")]));
        assert!(refused(&[
            ("Origin", "https://hop.example"),
            ("Origin", "https://evil")
        ]));
        assert!(refused(&[
            ("Authorization", "Bearer x"),
            ("Cookie", "nghisu=y")
        ]));
        assert!(refused(&[
            ("Authorization", "Bearer x"),
            ("Origin", "https://evil")
        ]));
    }
}
