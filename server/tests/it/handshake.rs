//! Who comes in through a socket, what breaks its contract, and how it is closed.

use std::time::Duration;

use nghisu_protocol::{
    ids::Timestamp,
    people::{Grants, Me, Role, TokenPlan},
    socket::{ClientMessage, ServerMessage, close},
};
use nghisu_server::{
    clock::Clock,
    config::Config,
    identity::{Actor, Identity},
};
use tokio_tungstenite::tungstenite::{Message, http::StatusCode};

use crate::{
    support::{NOW, TestApp, grant},
    tablet::Hall,
};

#[tokio::test]
async fn hs_3_only_invited_people_from_our_own_pages_come_in() {
    let hall = Hall::published().await;
    let refused = async |headers: &[(&'static str, &str)]| match hall.connect_as(headers).await {
        Ok(_) => panic!("{headers:?} came in"),
        Err(status) => status,
    };
    let bearer = |secret: &str| format!("Bearer {secret}");
    let delegate = bearer(&hall.delegate.secret);
    let stranger = bearer(&hall.stranger.secret);
    assert_eq!(
        refused(&[("Origin", &hall.app.url)]).await,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(
        refused(&[
            ("Authorization", &delegate),
            ("Origin", "https://evil.example")
        ])
        .await,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        refused(&[("Authorization", &stranger), ("Origin", &hall.app.url)]).await,
        StatusCode::NOT_FOUND
    );
    let welcome = hall
        .connect_as(&[("Authorization", &delegate), ("Origin", &hall.app.url)])
        .await;
    assert!(welcome.is_ok());
}

#[tokio::test]
async fn hs_1_hs_2_a_tablet_of_another_version_is_told_to_reload() {
    let hall = Hall::published().await;
    for (protocol, fold) in [(99, 1), (1, 99)] {
        let mut tablet = hall.connect(&hall.delegate).await.unwrap();
        tablet
            .say_raw(Message::text(
                serde_json::json!({
                    "type": "hello", "protocol": protocol, "fold": fold, "build": "old",
                })
                .to_string(),
            ))
            .await;
        assert_eq!(tablet.closed().await, Some(close::OTHER_VERSION));
    }
}

#[tokio::test]
async fn er_1_er_2_what_breaks_the_contract_is_told_and_closed() {
    let hall = Hall::published().await;
    let ping = serde_json::to_string(&ClientMessage::Ping { token: 1 }).unwrap();
    // Before hello: anything else.
    for message in [Message::text(ping), Message::text("{")] {
        let mut tablet = hall.connect(&hall.delegate).await.unwrap();
        tablet.say_raw(message).await;
        let fault = tablet.next().await.unwrap();
        assert!(matches!(fault, ServerMessage::Fault { .. }), "{fault:?}");
        assert_eq!(tablet.closed().await, Some(close::FAULT));
    }
    // After it: bytes, a second hello, an unknown message.
    let hello = r#"{"type":"hello","protocol":1,"fold":1,"build":"x"}"#;
    for message in [
        Message::binary(vec![1, 2, 3]),
        Message::text(hello),
        Message::text(r#"{"type":"shout"}"#),
    ] {
        let mut tablet = hall.tablet(&hall.delegate).await;
        tablet.say_raw(message).await;
        assert_eq!(tablet.closed().await, Some(close::FAULT));
    }
    // A frame above the limit: whether the tablet still reads the reason is the network's affair.
    let mut tablet = hall.tablet(&hall.delegate).await;
    tablet.say_too_much().await;
    let code = tablet.closed().await;
    assert!(matches!(code, Some(close::FAULT) | None), "{code:?}");
}

#[tokio::test]
async fn hs_3_a_token_that_is_revoked_closes_its_socket() {
    let hall = Hall::open().await;
    let mut delegate = hall.tablet(&hall.delegate).await;
    let mut guest = hall.tablet(&hall.guest).await;
    let state = hall.app.server.state();
    let identity = &state.identity;
    let (terminal, person) = (Actor::terminal(), hall.delegate.viewer.person);
    let revoking = identity.revoke_token(&terminal, person, hall.delegate.token);
    delegate
        .is_closed_by(close::SIGNED_OUT, revoking)
        .await
        .unwrap();
    guest.is_answered().await;
}

#[tokio::test]
async fn hs_3_whatever_takes_rights_away_closes_the_open_socket_within_a_second() {
    let hall = Hall::open().await;
    let state = hall.app.server.state();
    let identity = &state.identity;
    let terminal = Actor::terminal();
    let person = hall.delegate.viewer.person;

    let roles = |roles: &[Role]| Grants {
        grants: roles.iter().map(|role| grant(*role, None)).collect(),
    };
    // A role more or less: other things may be seen, and the tablet comes in anew.
    for grants in [roles(&[Role::Secretary]), roles(&[])] {
        let mut tablet = hall.tablet(&hall.delegate).await;
        let granting = identity.set_grants(&terminal, person, grants);
        tablet
            .is_closed_by(close::SIGNED_OUT, granting)
            .await
            .unwrap();
    }

    // What another process of the same office does: the command line, another node.
    let mut config = state.config.clone();
    config.listen.set_port(0);
    let elsewhere = Identity::open(
        config,
        state.db.clone(),
        state.clock.clone(),
        state.random.clone(),
    )
    .unwrap();
    let mut tablet = hall.tablet(&hall.delegate).await;
    let revoking = elsewhere.revoke_token(&terminal, person, hall.delegate.token);
    tablet
        .is_closed_by(close::SIGNED_OUT, revoking)
        .await
        .unwrap();

    let mut tablet = hall.tablet(&hall.guest).await;
    let closing = identity.set_person_closed(&terminal, hall.guest.viewer.person, true);
    tablet
        .is_closed_by(close::SIGNED_OUT, closing)
        .await
        .unwrap();
}

#[tokio::test]
async fn hs_3_a_session_that_is_ended_closes_its_socket_and_no_other() {
    let hall = Hall::open().await;
    let terminal = Actor::terminal();
    let state = hall.app.server.state();
    let person = hall.delegate.viewer.person;
    let code = state.identity.issue_activation(&terminal, person).await;
    let mut browser = hall.app.stranger();
    browser.activate(&code.unwrap().code).await;
    let cookie = browser.cookie().expect("a session has a cookie");
    let headers = [("Cookie", cookie.as_str()), ("Origin", &hall.app.url)];
    let mut tablet = hall.tablet_as(&headers).await;
    let mut program = hall.tablet(&hall.delegate).await;

    let me: Me = browser.get("/api/v1/me").await.ok();
    let session = me.session.unwrap();
    let ending = state
        .identity
        .end_sessions(&terminal, person, Some(session));
    tablet
        .is_closed_by(close::SIGNED_OUT, ending)
        .await
        .unwrap();
    program.is_answered().await;
}

#[tokio::test]
async fn hs_3_a_token_whose_time_is_over_closes_its_socket() {
    let quick = |config: &mut Config| config.heartbeat = Duration::from_millis(50);
    let app = TestApp::start_as(Clock::fixed(NOW), quick).await;
    let hall = Hall::published_in(app).await;
    let day = 86_400_000;
    let issued = hall
        .app
        .server
        .state()
        .identity
        .issue_token(
            &Actor::terminal(),
            hall.delegate.viewer.person,
            TokenPlan {
                name: "một ngày".to_owned(),
                expires_at: Some(Timestamp(NOW.0 + day)),
            },
        )
        .await
        .unwrap();
    let bearer = format!("Bearer {}", issued.secret);
    let mut ending = hall.tablet_as(&[("Authorization", &bearer)]).await;
    let mut lasting = hall.tablet(&hall.guest).await;
    hall.app.clock.advance(day);
    assert_eq!(ending.closed().await, Some(close::SIGNED_OUT));
    lasting.is_answered().await;
}
