//! The list of routes: method, path, who may come in, and what OpenAPI says, all in one entry.
//!
//! A feature lists its handlers with `routes!`; nothing else registers a route. The guard in
//! front of each one checks the entry's [`Access`] and the request's origin before any body is
//! read, so no route exists without a decision, and a test can walk them all.

use std::collections::BTreeMap;

use actix_web::{
    Resource, Route,
    http::Method,
    middleware::from_fn,
    web::{self, ServiceConfig},
};
use utoipa::{
    __dev::{SchemaReferences, Tags},
    Path,
    openapi::{HttpMethod, Paths, RefOr, Schema},
};

use super::guard;

/// Who may come in. What a person may do with one particular thing is the feature's own question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Public,
    /// Everybody who is signed in.
    SignedIn,
    /// Who holds one of these roles, in whatever part of the tree.
    Roles(&'static [nghisu_protocol::people::Role]),
}

/// Whether a session passes that a pass into one meeting opened (rule DO-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limited {
    /// It is refused: what stands in the list without a word.
    Refused,
    /// It passes: the route is about the session itself.
    Passes,
    /// It passes where `{id}` in the path is its meeting; another one is unknown.
    Meeting,
    /// It passes where these parts of the path are versions of its meeting's papers; another one is unknown.
    Versions(&'static [&'static str]),
}

/// Named schemas, as utoipa collects them.
type Schemas = Vec<(String, RefOr<Schema>)>;

/// One route.
#[derive(Debug)]
pub struct Endpoint {
    /// Its method.
    pub method: Method,
    /// Its path, with parameters in braces.
    pub path: String,
    /// Who may come in.
    pub access: Access,
    /// Whether a session passes that reaches one meeting only.
    pub limited: Limited,
    route: fn() -> Route,
    describe: fn(&mut Paths, &mut Schemas),
}

impl Endpoint {
    /// Made by `routes!`; `P` is what `#[utoipa::path]` made beside the handler.
    #[must_use]
    pub fn new<P>(access: Access, route: fn() -> Route) -> Self
    where
        P: Path + SchemaReferences + for<'t> Tags<'t>,
    {
        let method = P::methods().into_iter().next().unwrap_or(HttpMethod::Get);
        Self {
            method: match method {
                HttpMethod::Get => Method::GET,
                HttpMethod::Post => Method::POST,
                HttpMethod::Put => Method::PUT,
                HttpMethod::Delete => Method::DELETE,
                HttpMethod::Options => Method::OPTIONS,
                HttpMethod::Head => Method::HEAD,
                HttpMethod::Patch => Method::PATCH,
                HttpMethod::Trace => Method::TRACE,
                #[expect(
                    unreachable_patterns,
                    reason = "OpenAPI 3.2 adds methods that no route uses"
                )]
                _ => unreachable!("a route has one of the methods above"),
            },
            path: P::path(),
            access,
            limited: Limited::Refused,
            route,
            describe: |paths, schemas| {
                for method in P::methods() {
                    let mut operation = P::operation();
                    let tags = P::tags();
                    if !tags.is_empty() {
                        operation
                            .tags
                            .get_or_insert_default()
                            .extend(tags.into_iter().map(str::to_owned));
                    }
                    paths.add_path_operation(P::path(), vec![method], operation);
                }
                P::schemas(schemas);
            },
        }
    }

    /// The same, with what holds for a session that reaches one meeting only.
    #[must_use]
    pub fn limited(self, limited: Limited) -> Self {
        Self { limited, ..self }
    }

    /// Adds the route to the description of the API.
    pub(crate) fn describe(&self, paths: &mut Paths, schemas: &mut Schemas) {
        (self.describe)(paths, schemas);
    }
}

/// Lists handlers that carry `#[utoipa::path]`: `routes![Access::SignedIn => change, …]`. Where a session passes that reaches
/// one meeting only, that is said behind the access: `routes![Access::SignedIn, Limited::Meeting => read, …]`.
macro_rules! routes {
    ($($access:expr $(, $limited:expr)? => $handler:ident),* $(,)?) => {
        vec![$(paste::paste! {
            $crate::http::route::Endpoint::new::<[<__path_ $handler>]>(
                $access,
                || actix_web::Route::new().to($handler),
            )
            $(.limited($limited))?
        }),*]
    };
}
pub(crate) use routes;

/// Every route of the server. A feature that is not named here has no routes.
#[must_use]
pub fn all() -> Vec<Endpoint> {
    let mut all = Vec::new();
    all.extend(super::health::endpoints());
    all.extend(super::openapi::endpoints());
    all.extend(crate::identity::http::endpoints());
    all.extend(crate::calendar::http::endpoints());
    all.extend(crate::mail::http::endpoints());
    all.extend(crate::meetings::http::endpoints());
    all.extend(crate::door::http::endpoints());
    all.extend(crate::door::tablets::http::endpoints());
    all.extend(crate::live::session::endpoints());
    all.extend(crate::annotations::http::endpoints());
    all.extend(crate::note_keys::http::endpoints());
    all.extend(crate::documents::http::endpoints());
    all.extend(crate::archive::http::endpoints());
    all.extend(crate::signing::http::endpoints());
    all.extend(crate::signature_images::http::endpoints());
    all.extend(crate::minutes::http::endpoints());
    all.extend(crate::printable::http::endpoints());
    all
}

/// Registers every route, each behind its guard.
pub fn configure(config: &mut ServiceConfig) {
    let mut resources: BTreeMap<String, Resource> = BTreeMap::new();
    for endpoint in all() {
        let (access, limited) = (endpoint.access, endpoint.limited);
        let resource = resources.remove(&endpoint.path).unwrap_or_else(|| {
            web::resource(endpoint.path.clone()).default_service(web::to(guard::wrong_method))
        });
        let route =
            (endpoint.route)()
                .method(endpoint.method)
                .wrap(from_fn(move |request, next| {
                    guard::pass(access, limited, request, next)
                }));
        resources.insert(endpoint.path, resource.route(route));
    }
    for (_, resource) in resources {
        config.service(resource);
    }
}

/// All paths and schemas, for the description of the API.
pub(crate) fn describe_all() -> (Paths, Schemas) {
    let mut paths = Paths::new();
    let mut schemas = Vec::new();
    for endpoint in all() {
        endpoint.describe(&mut paths, &mut schemas);
    }
    (paths, schemas)
}
