//! Every route as every role: access is decided before anything else, and OpenAPI lists them all. That no route is served
//! past the list is a rule of `cargo xtask test`.

use nghisu_protocol::{error::ErrorCode, people::Role};
use nghisu_server::http::{
    openapi,
    route::{self, Access},
};
use serde_json::json;

use crate::{client::Client, support::TestApp};

const NOBODY: &str = "00000000-0000-7000-8000-000000000000";

/// A path with some id in place of each parameter.
fn filled(path: &str) -> String {
    path.split('/')
        .map(|part| if part.starts_with('{') { NOBODY } else { part })
        .collect::<Vec<_>>()
        .join("/")
}

#[tokio::test]
async fn every_route_admits_exactly_the_roles_that_it_names() {
    let app = TestApp::start().await;
    let office = app.office().await;
    let clients: [(&Client, Option<&[Role]>); 6] = [
        (&app.stranger(), None),
        (&office.guest, Some(&[])),
        (&office.official, Some(&[Role::Official])),
        (&office.clerk, Some(&[Role::Clerk])),
        (&office.secretary, Some(&[Role::Secretary])),
        (&office.administrator, Some(&[Role::Administrator])),
    ];
    let mut walked = 0;
    // Signing out comes last: it ends the session that the walk goes on with.
    let (last, mut endpoints): (Vec<_>, Vec<_>) = route::all()
        .into_iter()
        .partition(|endpoint| endpoint.path == "/api/v1/sign-out");
    assert_eq!(last.len(), 1, "who signs in signs out");
    endpoints.extend(last);
    for endpoint in endpoints {
        for (client, held) in &clients {
            let request = client
                .request(
                    endpoint.method.as_str().parse().unwrap(),
                    &filled(&endpoint.path),
                )
                .json(&json!({ "not": "what any route expects" }));
            let answer = client.send(request).await;
            let what = format!(
                "{} {} as {held:?}: {} {}",
                endpoint.method, endpoint.path, answer.status, answer.body
            );
            let admitted = match (endpoint.access, held) {
                (Access::Public, _) | (Access::SignedIn, Some(_)) => true,
                (Access::SignedIn | Access::Roles(_), None) => {
                    assert_eq!(answer.refused(), ErrorCode::SignInRequired, "{what}");
                    continue;
                }
                (Access::Roles(roles), Some(held)) => roles.iter().any(|role| held.contains(role)),
            };
            if admitted {
                assert!(!answer.status.is_server_error(), "{what}");
                assert_ne!(answer.status, 401, "{what}");
            } else {
                assert_eq!(answer.refused(), ErrorCode::PermissionDenied, "{what}");
            }
            walked += 1;
        }
    }
    assert!(walked > 100, "the list of routes is too short: {walked}");
    for (client, _) in &clients[1..] {
        let after = client.get("/api/v1/me").await;
        assert_eq!(
            after.refused(),
            ErrorCode::SignInRequired,
            "nobody is in any more"
        );
    }
}

#[tokio::test]
async fn every_route_is_described_by_openapi_and_nothing_else_is() {
    let app = TestApp::start().await;
    let served: serde_json::Value = app.stranger().get("/api/v1/openapi.json").await.ok();
    let paths = served["paths"].as_object().unwrap();
    let mut described: Vec<(String, String)> = paths
        .iter()
        .flat_map(|(path, item)| {
            ["get", "post", "put", "patch", "delete"]
                .into_iter()
                .filter(|method| item.get(*method).is_some())
                .map(|method| (path.clone(), method.to_uppercase()))
        })
        .collect();
    let mut routed: Vec<(String, String)> = route::all()
        .iter()
        .map(|endpoint| (endpoint.path.clone(), endpoint.method.to_string()))
        .collect();
    described.sort();
    routed.sort();
    assert_eq!(described, routed);
    // Nothing refers to a schema that is not there.
    let text = served.to_string();
    let schemas = served["components"]["schemas"].as_object().unwrap();
    for reference in text.split("#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(
            schemas.contains_key(name),
            "{name} is referred to and missing"
        );
    }
    assert!(openapi::document().paths.paths.len() > 20);
}

#[tokio::test]
async fn an_unsafe_request_from_another_site_is_refused() {
    let app = TestApp::start().await;
    let admin = app.administrator().await;
    for origin in [None, Some("https://evil.example"), Some("null")] {
        let mut request = reqwest::Client::new()
            .post(app.at("/api/v1/sign-in/start"))
            .json(&json!(null));
        if let Some(origin) = origin {
            request = request.header("Origin", origin);
        }
        assert_eq!(
            admin.send(request).await.refused(),
            ErrorCode::OriginRefused
        );
    }
}
