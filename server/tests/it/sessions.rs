//! Sessions and tokens end at once, wherever they are ended from.

use std::time::Duration;

use futures_util::FutureExt as _;
use nghisu_protocol::{
    error::ErrorCode,
    ids::PersonId,
    people::{Credential, IssuedToken, Me, Role, Session, Token},
    room::RoomCommand,
    socket::Outcome,
};
use nghisu_server::identity::{Actor, RightsChanged};
use serde_json::{Value, json};
use tokio::{sync::broadcast, time::timeout};

use crate::{
    client::Client,
    rooms::{MEETING, details, in_room},
    support::{NOW, TestApp},
};

const DAY: i64 = 86_400_000;

#[tokio::test]
async fn the_cookie_is_kept_from_scripts_and_from_other_sites() {
    let app = TestApp::start().await;
    let mut admin = app.administrator().await;
    let start = admin.post("/api/v1/sign-in/start", &json!(null)).await;
    let finish = admin.assert(&start.ok());
    let answer = admin
        .request(reqwest::Method::POST, "/api/v1/sign-in/finish")
        .json(&finish)
        .send()
        .await
        .unwrap();
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    for part in [
        "nghisu=",
        "HttpOnly",
        "SameSite=Strict",
        "Path=/",
        "Max-Age=2592000",
    ] {
        assert!(cookie.contains(part), "{part} is missing in {cookie}");
    }
}

#[tokio::test]
async fn a_session_that_is_ended_answers_nothing_more() {
    let app = TestApp::start().await;
    let office = app.office().await;
    let (admin, official) = (&office.administrator, &office.official);
    let mut changes = app.server.state().identity.changes();
    let path = format!("/api/v1/people/{}/sessions", official.id);
    let sessions: Vec<Session> = admin.get(&path).await.ok();
    assert_eq!(sessions.len(), 1);
    admin
        .delete(&format!("{path}/{}", sessions[0].id))
        .await
        .done();
    assert_eq!(
        official.get("/api/v1/me").await.refused(),
        ErrorCode::SignInRequired
    );
    // Whoever holds a socket for this person was told.
    assert!(is_told(&mut changes, official.id));

    // Asked again, because the first answer was lost: they are told again, as the first telling may be lost too.
    let again = admin.delete(&format!("{path}/{}", sessions[0].id)).await;
    assert_eq!(again.refused(), ErrorCode::SessionUnknown);
    assert!(is_told(&mut changes, official.id));
}

/// Whether a change of a person's rights was told. Whoever looks for what other processes change tells of the office's
/// beginning in between.
fn is_told(changes: &mut broadcast::Receiver<RightsChanged>, person: PersonId) -> bool {
    std::iter::from_fn(|| changes.try_recv().ok()).any(|change| change.person == person)
}

#[tokio::test]
async fn what_is_taken_away_is_told_also_when_nobody_waits_for_the_answer() {
    let app = TestApp::start().await;
    let office = app.office().await;
    let official = &office.official;
    let state = app.server.state();
    let mut changes = state.identity.changes();
    let themselves = Actor {
        person: Some(official.id),
        ..Actor::terminal()
    };
    let ending = state.identity.end_sessions(&themselves, official.id, None);
    // The connection breaks when the write is on its way.
    assert!(ending.now_or_never().is_none());
    let told = timeout(Duration::from_secs(10), changes.recv()).await;
    assert_eq!(told.unwrap().unwrap().person, official.id);
    assert_eq!(
        official.get("/api/v1/me").await.refused(),
        ErrorCode::SignInRequired
    );
}

#[tokio::test]
async fn my_sessions_are_mine_alone() {
    let app = TestApp::start().await;
    let mut office = app.office().await;
    office.official.sign_in().await.ok::<Value>();
    let sessions: Vec<Session> = office.official.get("/api/v1/me/sessions").await.ok();
    assert_eq!(sessions.len(), 2);
    assert_eq!(sessions.iter().filter(|session| session.current).count(), 1);
    let foreign = format!("/api/v1/me/sessions/{}", sessions[0].id);
    assert_eq!(
        office.clerk.delete(&foreign).await.refused(),
        ErrorCode::SessionUnknown
    );
    office.official.get("/api/v1/me").await.ok::<Me>();
}

#[tokio::test]
async fn a_session_ends_by_itself() {
    let app = TestApp::start().await;
    let admin = app.administrator().await;
    app.clock.advance(30 * DAY - 1);
    admin.get("/api/v1/me").await.ok::<Me>();
    app.clock.advance(1);
    assert_eq!(
        admin.get("/api/v1/me").await.refused(),
        ErrorCode::SignInRequired
    );
}

#[tokio::test]
async fn a_revoked_passkey_ends_its_sessions_and_signs_in_no_more() {
    let app = TestApp::start().await;
    let mut office = app.office().await;
    let path = format!("/api/v1/people/{}/credentials", office.official.id);
    let passkeys: Vec<Credential> = office.administrator.get(&path).await.ok();
    office
        .administrator
        .delete(&format!("{path}/{}", passkeys[0].id))
        .await
        .done();
    assert_eq!(
        office.official.get("/api/v1/me").await.refused(),
        ErrorCode::SignInRequired
    );
    assert_eq!(
        office.official.sign_in().await.refused(),
        ErrorCode::SignInFailed
    );
}

#[tokio::test]
async fn a_closed_account_opens_no_door() {
    let app = TestApp::start().await;
    let mut office = app.office().await;
    let (admin, official) = (&office.administrator, &mut office.official);
    let token: IssuedToken = admin
        .post(
            &format!("/api/v1/people/{}/tokens", official.id),
            &json!({ "name": "đồng bộ" }),
        )
        .await
        .ok();
    let code = app.code(admin, official.id).await;
    admin
        .post(
            &format!("/api/v1/people/{}/close", official.id),
            &json!(null),
        )
        .await
        .ok::<Value>();
    assert_eq!(
        official.get("/api/v1/me").await.refused(),
        ErrorCode::SignInRequired
    );
    assert_eq!(
        official.sign_in().await.refused(),
        ErrorCode::PersonInactive
    );
    let program = Client::program(&app.url, &token.secret);
    assert_eq!(
        program.get("/api/v1/me").await.refused(),
        ErrorCode::SignInRequired
    );
    let start = app
        .stranger()
        .post("/api/v1/activation/start", &json!({ "code": code }))
        .await;
    assert_eq!(start.refused(), ErrorCode::ActivationExpired);

    admin
        .post(
            &format!("/api/v1/people/{}/reopen", official.id),
            &json!(null),
        )
        .await
        .ok::<Value>();
    official.sign_in().await.ok::<Me>();
}

#[tokio::test]
async fn a_role_taken_away_is_gone_with_the_next_request() {
    let app = TestApp::start().await;
    let office = app.office().await;
    let path = format!("/api/v1/people/{}/activation", office.official.id);
    office
        .secretary
        .post(&path, &json!(null))
        .await
        .ok::<Value>();
    let mut changes = app.server.state().identity.changes();
    office
        .administrator
        .put(
            &format!("/api/v1/people/{}/roles", office.secretary.id),
            &json!({ "grants": [{ "role": "official", "unit": office.unit }] }),
        )
        .await
        .ok::<Value>();
    assert!(is_told(&mut changes, office.secretary.id));
    let answer = office.secretary.post(&path, &json!(null)).await;
    assert_eq!(answer.refused(), ErrorCode::PermissionDenied);
}

#[tokio::test]
async fn a_token_acts_as_its_person_until_it_is_revoked_or_over() {
    let app = TestApp::start().await;
    let office = app.office().await;
    let (admin, secretary) = (&office.administrator, &office.secretary);
    let path = format!("/api/v1/people/{}/tokens", secretary.id);
    let issued: IssuedToken = admin
        .post(
            &path,
            &json!({ "name": "Trục liên thông", "expires_at": NOW.0 + DAY }),
        )
        .await
        .ok();
    let program = Client::program(&app.url, &issued.secret);
    let me: Me = program.get("/api/v1/me").await.ok();
    assert_eq!(
        (me.id, me.roles, me.session),
        (secretary.id, vec![Role::Secretary], None)
    );
    // It may do what its person may, without an origin, and nothing more: not even bring others to their tablets, with
    // whose codes it could become them.
    let made: Outcome = program
        .post(
            &format!("/api/v1/meetings/{MEETING}/commands"),
            &in_room(RoomCommand::CreateMeeting { details: details() }),
        )
        .await
        .ok();
    assert!(matches!(made, Outcome::Accepted { .. }), "{made:?}");
    let activation = format!("/api/v1/people/{}/activation", office.official.id);
    let more = program.post(&activation, &json!(null)).await;
    assert_eq!(more.refused(), ErrorCode::PermissionDenied);
    secretary
        .post(&activation, &json!(null))
        .await
        .ok::<Value>();
    let more = program
        .post("/api/v1/people", &json!({ "name": "x" }))
        .await;
    assert_eq!(more.refused(), ErrorCode::PermissionDenied);

    let listed: Vec<Token> = secretary.get("/api/v1/me/tokens").await.ok();
    assert_eq!(listed[0].last_used_at, Some(NOW));
    app.clock.advance(DAY);
    assert_eq!(
        program.get("/api/v1/me").await.refused(),
        ErrorCode::SignInRequired
    );

    let issued: IssuedToken = admin.post(&path, &json!({ "name": "khác" })).await.ok();
    let program = Client::program(&app.url, &issued.secret);
    program.get("/api/v1/me").await.ok::<Me>();
    secretary
        .delete(&format!("/api/v1/me/tokens/{}", issued.id))
        .await
        .done();
    assert_eq!(
        program.get("/api/v1/me").await.refused(),
        ErrorCode::SignInRequired
    );
}

#[tokio::test]
async fn sg_2_a_token_makes_and_removes_no_key_of_its_person() {
    let app = TestApp::start().await;
    let mut office = app.office().await;
    let official = &mut office.official;
    let issued: IssuedToken = office
        .administrator
        .post(
            &format!("/api/v1/people/{}/tokens", official.id),
            &json!({ "name": "đồng bộ" }),
        )
        .await
        .ok();
    let program = Client::program(&app.url, &issued.secret);
    let path = "/api/v1/me/credentials";
    let start = format!("{path}/start");
    let finish = format!("{path}/finish");
    let denied = ErrorCode::PermissionDenied;
    assert_eq!(program.post(&start, &json!(null)).await.refused(), denied);
    // Not even one that the person has begun.
    let begun = official.post(&start, &json!(null)).await.ok();
    let made = official.register(&begun);
    assert_eq!(program.post(&finish, &made).await.refused(), denied);
    official.post(&finish, &made).await.ok::<Vec<Credential>>();
    let passkeys: Vec<Credential> = program.get(path).await.ok();
    assert_eq!(passkeys.len(), 2);
    let first = format!("{path}/{}", passkeys[0].id);
    assert_eq!(program.delete(&first).await.refused(), denied);

    let key = crate::note_keys::wrapped("0123456789abcdef", "cHJvZ3JhbQ");
    let note_keys = "/api/v1/me/note-keys";
    assert_eq!(program.put(note_keys, &key).await.refused(), denied);
    official.put(note_keys, &key).await.done();
}

#[tokio::test]
async fn a_passkey_of_one_person_never_signs_in_another() {
    let app = TestApp::start().await;
    let mut office = app.office().await;
    let admin = office.administrator.id;
    let official = &mut office.official;
    let start = official.post("/api/v1/sign-in/start", &json!(null)).await;
    official.id = admin;
    let finish = official.assert(&start.ok());
    let answer = official.post("/api/v1/sign-in/finish", &finish).await;
    assert_eq!(answer.refused(), ErrorCode::SignInFailed);
}

#[tokio::test]
async fn a_passkey_that_did_not_verify_its_user_signs_nobody_in() {
    let app = TestApp::start().await;
    let mut office = app.office().await;
    let official = &mut office.official;
    official.post("/api/v1/sign-out", &json!(null)).await.done();
    official.verifies_its_user = false;
    assert_eq!(official.sign_in().await.refused(), ErrorCode::SignInFailed);
    assert_eq!(
        official.get("/api/v1/me").await.refused(),
        ErrorCode::SignInRequired
    );
    official.verifies_its_user = true;
    official.sign_in().await.ok::<Me>();
}

#[tokio::test]
async fn a_passkey_that_did_not_verify_its_user_is_not_registered() {
    let app = TestApp::start().await;
    let mut office = app.office().await;
    let code = app.code(&office.administrator, office.guest.id).await;
    let mut tablet = app.stranger();
    tablet.verifies_its_user = false;
    let path = "/api/v1/activation";
    let begun = tablet
        .post(&format!("{path}/start"), &json!({ "code": code }))
        .await;
    let made = tablet.register(&begun.ok());
    let answer = tablet.post(&format!("{path}/finish"), &made).await;
    assert_eq!(answer.refused(), ErrorCode::PasskeyRefused);
    tablet.get("/api/v1/me").await.refused();

    let path = "/api/v1/me/credentials";
    let guest = &mut office.guest;
    guest.verifies_its_user = false;
    let begun = guest.post(&format!("{path}/start"), &json!(null)).await;
    let made = guest.register(&begun.ok());
    let answer = guest.post(&format!("{path}/finish"), &made).await;
    assert_eq!(answer.refused(), ErrorCode::PasskeyRefused);
    let kept: Vec<Credential> = guest.get(path).await.ok();
    assert_eq!(kept.len(), 1);
    // The code is as good as before for a tablet that asks its owner.
    app.stranger().activate(&code).await;
}

#[tokio::test]
async fn a_sign_in_cannot_be_replayed() {
    let app = TestApp::start().await;
    let mut admin = app.administrator().await;
    let start = admin.post("/api/v1/sign-in/start", &json!(null)).await;
    let finish = admin.assert(&start.ok());
    admin
        .post("/api/v1/sign-in/finish", &finish)
        .await
        .ok::<Me>();
    let replay = admin.post("/api/v1/sign-in/finish", &finish).await;
    assert_eq!(replay.refused(), ErrorCode::PasskeyCeremonyExpired);
}
