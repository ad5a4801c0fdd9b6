//! `/healthz` says that the process answers, `/readyz` that it can do its work.

use actix_web::{HttpResponse, web::Data};
use nghisu_protocol::error::ErrorCode;

use super::{
    error::ApiError,
    route::{Access, Endpoint, routes},
};
use crate::server::AppState;

/// The routes of this file.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    routes![
        Access::Public => healthz,
        Access::Public => readyz,
    ]
}

/// The process answers.
#[utoipa::path(get, path = "/healthz", tag = "health", responses((status = 200, description = "The process answers")))]
async fn healthz() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .body("ok\n")
}

/// The server can do its work: its database answers.
#[utoipa::path(get, path = "/readyz", tag = "health", responses((status = 200, description = "Ready"), (status = 503, description = "Not ready")))]
async fn readyz(state: Data<AppState>) -> Result<HttpResponse, ApiError> {
    match state.db.answers().await {
        Ok(()) => Ok(HttpResponse::Ok()
            .content_type("text/plain; charset=utf-8")
            .body("ready\n")),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            Err(ApiError::new(ErrorCode::Unavailable))
        }
    }
}
