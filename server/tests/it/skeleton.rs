//! Starting, health, headers, the client's fallback, and a clean end.

use nghisu_protocol::error::{ErrorBody, ErrorCode};

use crate::{
    databases::{drop_postgres_database, fresh_postgres_database},
    support::{NOW, TestApp},
};

#[tokio::test]
async fn a_server_answers_on_both_databases() {
    let sqlite = TestApp::start().await;
    let url = fresh_postgres_database().await;
    let postgres = TestApp::start_with(nghisu_server::clock::Clock::fixed(NOW), Some(url)).await;
    for app in [&sqlite, &postgres] {
        for path in ["/healthz", "/readyz"] {
            let answer = reqwest::get(app.at(path)).await.unwrap();
            assert_eq!(answer.status(), 200, "{path}");
        }
    }
}

#[tokio::test]
async fn a_server_whose_database_is_gone_is_alive_and_not_ready() {
    let url = fresh_postgres_database().await;
    let clock = nghisu_server::clock::Clock::fixed(NOW);
    let postgres = TestApp::start_with(clock, Some(url.clone())).await;
    let sqlite = TestApp::start().await;
    for app in [&sqlite, &postgres] {
        let ready = reqwest::get(app.at("/readyz")).await.unwrap();
        assert_eq!(ready.status(), 200);
    }
    std::fs::remove_file(sqlite.data().join("nghisu.db")).unwrap();
    drop_postgres_database(&url).await;
    for app in [&sqlite, &postgres] {
        let ready = reqwest::get(app.at("/readyz")).await.unwrap();
        assert_eq!(ready.status(), 503);
        let body: ErrorBody = ready.json().await.unwrap();
        assert_eq!(body.code, ErrorCode::Unavailable);
        let alive = reqwest::get(app.at("/healthz")).await.unwrap();
        assert_eq!(alive.status(), 200);
    }
}

#[tokio::test]
async fn every_answer_carries_the_policy() {
    let app = TestApp::start().await;
    for path in ["/", "/healthz", "/api/v1/nothing", "/missing.js"] {
        let answer = reqwest::get(app.at(path)).await.unwrap();
        let policy = answer.headers()["content-security-policy"]
            .to_str()
            .unwrap();
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe-inline"));
        assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
    }
}

#[tokio::test]
async fn an_unknown_route_and_a_wrong_method_are_told_apart() {
    let app = TestApp::start().await;
    let unknown = reqwest::get(app.at("/api/v1/nothing")).await.unwrap();
    assert_eq!(unknown.status(), 404);
    let body: ErrorBody = unknown.json().await.unwrap();
    assert_eq!(body.code, ErrorCode::RouteUnknown);
    assert!(!body.message.vi.is_empty() && !body.message.en.is_empty());

    let wrong = reqwest::Client::new()
        .delete(app.at("/healthz"))
        .send()
        .await
        .unwrap();
    assert_eq!(wrong.status(), 405);
    assert_eq!(
        wrong.json::<ErrorBody>().await.unwrap().code,
        ErrorCode::MethodNotAllowed
    );
}

#[tokio::test]
async fn a_server_that_is_told_to_stop_stops() {
    let app = TestApp::start().await;
    let handle = app.server.handle();
    handle.stop(true).await;
    app.server.wait().await.unwrap();
}
