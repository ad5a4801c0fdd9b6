//! How often somebody may try at a door: each limit holds, says when to come back, and stops nobody whom it does not mean.
//!
//! A proxy in front says from where each request comes; without its word a request comes from this machine.

use futures_util::future::join_all;
use nghisu_protocol::{
    error::{ErrorBody, ErrorCode},
    people::{Ceremony, FinishCeremony, Me, StartActivation},
};
use nghisu_server::{
    clock::Clock,
    identity::{IdentityError, Visitor},
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    client::{Answer, Client},
    support::{NOW, TestApp},
};

/// Of a guesser, and of somebody else.
const GUESSER: &str = "10.0.0.1";
const OTHER: &str = "10.0.0.2";

const SIGN_IN: &str = "/api/v1/sign-in/start";
const ACTIVATION: &str = "/api/v1/activation/start";
const TEN_MINUTES: i64 = 600;

async fn behind_a_proxy() -> TestApp {
    TestApp::start_as(Clock::fixed(NOW), |config| config.behind_proxy = true).await
}

fn visitor(address: &str) -> Visitor {
    Visitor {
        address: address.to_owned(),
        agent: String::new(),
    }
}

/// Asks from an address.
async fn ask(client: &Client, address: &str, path: &str, body: &Value) -> Answer {
    let request = client.request(Method::POST, path).json(body);
    client
        .send(request.header("X-Forwarded-For", address))
        .await
}

/// That an address is stopped, and told in how many seconds it may come back.
async fn is_stopped(client: &Client, address: &str, path: &str, body: &Value, seconds: i64) {
    let request = client.request(Method::POST, path).json(body);
    let answer = request.header("X-Forwarded-For", address).send().await;
    let answer = answer.unwrap();
    assert_eq!(answer.status(), 429, "{path} from {address}");
    assert_eq!(
        answer.headers()["retry-after"],
        seconds.to_string().as_str()
    );
    let body: ErrorBody = answer.json().await.unwrap();
    assert_eq!(body.code, ErrorCode::TooManyAttempts);
    assert_eq!(body.details.unwrap()["retry_after_seconds"], seconds);
}

#[tokio::test]
async fn an_address_starts_1200_sign_ins_a_minute_and_other_addresses_go_on() {
    let app = behind_a_proxy().await;
    let mut admin = app.administrator().await;
    let state = app.server.state();
    let guesser = visitor(GUESSER);
    let started = join_all((0..1_199).map(|_| state.identity.start_sign_in(&guesser))).await;
    assert!(started.iter().all(Result::is_ok));
    let stranger = app.stranger();
    let last = ask(&stranger, GUESSER, SIGN_IN, &json!(null)).await;
    last.ok::<Ceremony>();

    is_stopped(&stranger, GUESSER, SIGN_IN, &json!(null), 60).await;
    let other = ask(&stranger, OTHER, SIGN_IN, &json!(null)).await;
    other.ok::<Ceremony>();
    admin.sign_in().await.ok::<Me>();
    app.clock.advance(59_999);
    is_stopped(&stranger, GUESSER, SIGN_IN, &json!(null), 1).await;
    app.clock.advance(1);
    let again = ask(&stranger, GUESSER, SIGN_IN, &json!(null)).await;
    again.ok::<Ceremony>();
}

#[tokio::test]
async fn an_address_fails_to_sign_in_600_times_in_ten_minutes_and_other_addresses_go_on() {
    let app = behind_a_proxy().await;
    let mut admin = app.administrator().await;
    let state = app.server.state();
    let identity = &state.identity;
    let guesser = visitor(GUESSER);
    let bad =
        |ceremony: &Ceremony| json!({ "ceremony_id": ceremony.ceremony_id, "credential": {} });
    let started = join_all((0..600).map(|_| identity.start_sign_in(&guesser))).await;
    let mut started: Vec<Ceremony> = started.into_iter().map(Result::unwrap).collect();
    let last = started.pop().unwrap();
    let failed = join_all(started.iter().map(|ceremony| {
        let finish: FinishCeremony = serde_json::from_value(bad(ceremony)).unwrap();
        identity.finish_sign_in(&guesser, finish)
    }))
    .await;
    for outcome in failed {
        let error = outcome.unwrap_err();
        assert!(matches!(error, IdentityError::SignInFailed(_)), "{error}");
    }
    let stranger = app.stranger();
    let finish = "/api/v1/sign-in/finish";
    let answer = ask(&stranger, GUESSER, finish, &bad(&last)).await;
    assert_eq!(answer.refused(), ErrorCode::SignInFailed);

    is_stopped(&stranger, GUESSER, SIGN_IN, &json!(null), TEN_MINUTES).await;
    is_stopped(&stranger, GUESSER, finish, &bad(&last), TEN_MINUTES).await;
    let other = ask(&stranger, OTHER, SIGN_IN, &json!(null)).await;
    other.ok::<Ceremony>();
    admin.sign_in().await.ok::<Me>();
    app.clock.advance(TEN_MINUTES * 1_000);
    let again = ask(&stranger, GUESSER, SIGN_IN, &json!(null)).await;
    again.ok::<Ceremony>();
}

#[tokio::test]
async fn wrong_codes_from_everywhere_stop_all_codes_after_600_and_no_passkey() {
    let app = behind_a_proxy().await;
    let mut admin = app.administrator().await;
    let unit = app.unit(&admin, "Sở Tài chính", None).await;
    let person = app.invite(&admin, "Đoàn Minh Triết", unit, &[]).await;
    let good = json!({ "code": app.code(&admin, person).await });
    let state = app.server.state();
    // No address reaches the limit of its own.
    let guessers: Vec<_> = (0..4).map(|n| visitor(&format!("10.0.1.{n}"))).collect();
    let refused = join_all((0..600).map(|n: usize| {
        let guess = StartActivation {
            code: "2222222A".to_owned(),
        };
        state.identity.start_activation(&guessers[n % 4], guess)
    }))
    .await;
    for outcome in refused {
        let error = outcome.unwrap_err();
        assert!(matches!(error, IdentityError::ActivationUnknown), "{error}");
    }
    let stranger = app.stranger();
    is_stopped(&stranger, OTHER, ACTIVATION, &good, TEN_MINUTES).await;
    // Who has a passkey is not concerned.
    admin.sign_in().await.ok::<Me>();
    app.clock.advance(TEN_MINUTES * 1_000);
    let again = ask(&stranger, OTHER, ACTIVATION, &good).await;
    again.ok::<Ceremony>();
}

#[tokio::test]
async fn a_right_code_begins_ten_activations_in_ten_minutes_and_another_persons_goes_on() {
    let app = behind_a_proxy().await;
    let admin = app.administrator().await;
    let unit = app.unit(&admin, "Sở Tài chính", None).await;
    let mut codes = Vec::new();
    for name in ["Đoàn Minh Triết", "Bùi Thị Lụa"] {
        let person = app.invite(&admin, name, unit, &[]).await;
        codes.push(json!({ "code": app.code(&admin, person).await }));
    }
    let [code, of_another] = [&codes[0], &codes[1]];
    let stranger = app.stranger();
    for _ in 0..10 {
        let begun = ask(&stranger, GUESSER, ACTIVATION, code).await;
        begun.ok::<Ceremony>();
    }
    for address in [GUESSER, OTHER] {
        is_stopped(&stranger, address, ACTIVATION, code, TEN_MINUTES).await;
    }
    let another = ask(&stranger, GUESSER, ACTIVATION, of_another).await;
    another.ok::<Ceremony>();
    app.clock.advance(TEN_MINUTES * 1_000);
    let again = ask(&stranger, GUESSER, ACTIVATION, code).await;
    again.ok::<Ceremony>();
}
