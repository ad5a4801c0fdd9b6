//! The description of the API (OpenAPI 3.1), made from the same list as the routes themselves.

use actix_web::HttpResponse;
use nghisu_protocol::error::ErrorBody;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        ComponentsBuilder, InfoBuilder, OpenApi, OpenApiBuilder,
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use super::route::{self, Access, Endpoint, routes};

/// The routes of this file.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    routes![Access::Public => openapi]
}

/// This description.
#[utoipa::path(get, path = "/api/v1/openapi.json", tag = "api", responses((status = 200, description = "OpenAPI 3.1")))]
async fn openapi() -> HttpResponse {
    HttpResponse::Ok().json(document())
}

/// The whole description.
#[must_use]
pub fn document() -> OpenApi {
    let (paths, mut schemas) = route::describe_all();
    schemas.push((ErrorBody::name().into_owned(), ErrorBody::schema()));
    ErrorBody::schemas(&mut schemas);
    OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("Nghị Sự")
                .version(env!("CARGO_PKG_VERSION"))
                .description(Some(
                    "Whatever the screens do, a program can do. Send `Authorization: Bearer …` with a service \
                     token (`nghisu token create`). Every refusal carries an `ErrorBody`.",
                ))
                .build(),
        )
        .paths(paths)
        .components(Some(
            ComponentsBuilder::new()
                .schemas_from_iter(schemas)
                .security_scheme(
                    "token",
                    SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build()),
                )
                .security_scheme(
                    "session",
                    SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new("__Host-nghisu"))),
                )
                .build(),
        ))
        .build()
}
