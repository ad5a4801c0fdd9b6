//! Activation codes: used once, expiring, rate limited; and the passkeys that they make.

use nghisu_protocol::{
    error::ErrorCode,
    ids::{PersonId, SessionId, Timestamp},
    machine::Machine,
    people::{AuditEntry, CEREMONY_MS, Ceremony, Credential, IssuedActivation, Person, Role},
};
use nghisu_server::{
    clock::Clock,
    identity::{Actor, IdentityError, permission::Door},
};
use serde_json::{Value, json};

use crate::{
    client::Client,
    databases::fresh_postgres_database,
    support::{NOW, TestApp},
};

const HOUR: i64 = 3_600_000;

/// The same application on SQLite and on PostgreSQL.
async fn on_both() -> [TestApp; 2] {
    let url = fresh_postgres_database().await;
    [
        TestApp::start().await,
        TestApp::start_with(Clock::fixed(NOW), Some(url)).await,
    ]
}

/// An administrator, and somebody who has not come in yet.
async fn invited(app: &TestApp) -> (Client, PersonId) {
    let admin = app.administrator().await;
    let unit = app.unit(&admin, "Sở Tài chính", None).await;
    let person = app.invite(&admin, "Đoàn Minh Triết", unit, &[]).await;
    (admin, person)
}

#[tokio::test]
async fn a_code_makes_a_passkey_and_the_passkey_signs_in() {
    for app in on_both().await {
        let admin = app.administrator().await;
        let unit = app.unit(&admin, "Sở Tài chính", None).await;
        let mut official = app
            .member(&admin, "Đoàn Minh Triết", unit, &[Role::Official])
            .await;
        let me: Value = official.get("/api/v1/me").await.ok();
        assert_eq!(me["name"], "Đoàn Minh Triết");
        assert_eq!(me["position"], "Chuyên viên");
        assert_eq!(me["roles"], json!(["official"]));

        official.post("/api/v1/sign-out", &json!(null)).await.done();
        assert_eq!(
            official.get("/api/v1/me").await.refused(),
            ErrorCode::SignInRequired
        );

        let again: Value = official.sign_in().await.ok();
        assert_eq!(again["id"], me["id"]);
        let passkeys: Vec<Credential> = official.get("/api/v1/me/credentials").await.ok();
        assert_eq!(passkeys.len(), 1);
        assert_eq!(passkeys[0].machine, Some(Machine::Ipad));
        assert_eq!(passkeys[0].browser.as_deref(), Some("Safari"));
        assert_eq!(passkeys[0].name, None);
        assert_eq!(passkeys[0].discoverable, Some(true));
        assert_eq!(passkeys[0].last_used_at, Some(NOW));
    }
}

#[tokio::test]
async fn a_code_is_good_once() {
    for app in on_both().await {
        let (admin, person) = invited(&app).await;
        let code = app.code(&admin, person).await;

        // Two browsers start with the same code; the one that ends first wins.
        let (mut first, mut second) = (app.stranger(), app.stranger());
        let start = json!({ "code": code });
        let one: Ceremony = first.post("/api/v1/activation/start", &start).await.ok();
        let two: Ceremony = second.post("/api/v1/activation/start", &start).await.ok();
        assert_eq!(one.person.as_ref().unwrap().name, "Đoàn Minh Triết");
        let finish = first.register(&one);
        first
            .post("/api/v1/activation/finish", &finish)
            .await
            .ok::<Value>();
        let late = second.register(&two);
        let refused = second
            .post("/api/v1/activation/finish", &late)
            .await
            .refused();
        assert_eq!(refused, ErrorCode::ActivationUsed);

        // Neither the code nor the ceremony can be used again.
        let again = app
            .stranger()
            .post("/api/v1/activation/start", &start)
            .await;
        assert_eq!(again.refused(), ErrorCode::ActivationUsed);
        let replay = first.post("/api/v1/activation/finish", &finish).await;
        assert_eq!(replay.refused(), ErrorCode::PasskeyCeremonyExpired);
        let person: Person = admin.get(&format!("/api/v1/people/{person}")).await.ok();
        assert_eq!(person.managed.unwrap().passkeys, 1);
    }
}

#[tokio::test]
async fn a_code_expires_and_a_newer_one_replaces_it() {
    let app = TestApp::start().await;
    let (admin, person) = invited(&app).await;
    let issued: IssuedActivation = admin
        .post(&format!("/api/v1/people/{person}/activation"), &json!(null))
        .await
        .ok();
    assert_eq!(issued.expires_at, Timestamp(NOW.0 + 72 * HOUR));
    assert_eq!(issued.link, format!("{}/activate#{}", app.url, issued.code));
    assert!(issued.qr_svg.contains("<svg"));

    let start = |code: &str| {
        let body = json!({ "code": code });
        let stranger = app.stranger();
        async move { stranger.post("/api/v1/activation/start", &body).await }
    };
    // Typed small and with a gap it is the same code.
    let typed = format!("{} {}", issued.code[..4].to_lowercase(), &issued.code[4..]);
    start(&typed).await.ok::<Ceremony>();

    let newer = app.code(&admin, person).await;
    assert_eq!(
        start(&issued.code).await.refused(),
        ErrorCode::ActivationExpired
    );
    start(&newer).await.ok::<Ceremony>();
    app.clock.advance(72 * HOUR);
    assert_eq!(start(&newer).await.refused(), ErrorCode::ActivationExpired);
}

#[tokio::test]
async fn guessing_codes_ends_long_after_a_room_full_of_people_has_mistyped_theirs() {
    let app = TestApp::start().await;
    let (admin, person) = invited(&app).await;
    let used = app.code(&admin, person).await;
    let good = app.code(&admin, person).await;
    let stranger = app.stranger();
    let try_code = |code: &str| {
        let start = json!({ "code": code });
        let stranger = &stranger;
        async move { stranger.post("/api/v1/activation/start", &start).await }
    };
    // Sixty people behind one router mistype their code three times each, and hold slips of last week.
    for n in 0..180 {
        let guess = format!("2222222{}", char::from(b'A' + n % 6));
        let answer = try_code(&guess).await;
        assert_eq!(answer.refused(), ErrorCode::ActivationUnknown, "{n}");
    }
    for _ in 0..60 {
        let answer = try_code(&used).await;
        assert_eq!(answer.refused(), ErrorCode::ActivationExpired);
    }
    try_code(&good).await.ok::<Ceremony>();
    // Of all that no more is written down than can be read.
    let entries: Vec<AuditEntry> = admin.get("/api/v1/audit?limit=500").await.ok();
    let refused = |entry: &&AuditEntry| entry.kind == "activation_refused";
    assert_eq!(entries.iter().filter(refused).count(), 20);
    // Whoever goes on guessing is stopped, and everybody at that address with them, for a while.
    for _ in 0..20 {
        try_code("2222222Z").await.refused();
    }
    assert_eq!(try_code(&good).await.refused(), ErrorCode::TooManyAttempts);
    app.clock.advance(10 * 60_000);
    try_code(&good).await.ok::<Ceremony>();
}

#[tokio::test]
async fn who_takes_too_long_to_sign_in_has_failed_at_nothing() {
    let app = TestApp::start().await;
    let mut admin = app.administrator().await;
    let start: Ceremony = admin.post("/api/v1/sign-in/start", &json!(null)).await.ok();
    let finish = admin.assert(&start);
    app.clock.advance(CEREMONY_MS);
    for _ in 0..3 {
        let late = admin.post("/api/v1/sign-in/finish", &finish).await;
        assert_eq!(late.refused(), ErrorCode::PasskeyCeremonyExpired);
    }
    let entries: Vec<AuditEntry> = admin.get("/api/v1/audit").await.ok();
    assert!(entries.iter().all(|entry| entry.kind != "sign_in_refused"));
    admin.sign_in().await.ok::<Value>();
}

#[tokio::test]
async fn a_ceremony_cannot_be_ended_late_or_for_another_purpose() {
    let app = TestApp::start().await;
    let (admin, person) = invited(&app).await;
    let code = app.code(&admin, person).await;
    let mut stranger = app.stranger();
    let start: Ceremony = stranger
        .post("/api/v1/activation/start", &json!({ "code": code }))
        .await
        .ok();
    let finish = stranger.register(&start);
    // An administrator's own registration is not this one.
    let elsewhere = admin.post("/api/v1/me/credentials/finish", &finish).await;
    assert_eq!(elsewhere.refused(), ErrorCode::PasskeyCeremonyExpired);
    app.clock.advance(10 * 60_000);
    let late = stranger.post("/api/v1/activation/finish", &finish).await;
    assert_eq!(late.refused(), ErrorCode::PasskeyCeremonyExpired);
}

#[tokio::test]
async fn a_passkey_that_no_sign_in_could_find_is_refused() {
    let app = TestApp::start().await;
    let (admin, person) = invited(&app).await;
    let code = app.code(&admin, person).await;
    let mut stranger = app.stranger();
    let start: Ceremony = stranger
        .post("/api/v1/activation/start", &json!({ "code": code }))
        .await
        .ok();
    let mut finish = stranger.register(&start);
    finish["credential"]["clientExtensionResults"]["credProps"]["rk"] = json!(false);
    let answer = stranger.post("/api/v1/activation/finish", &finish).await;
    assert_eq!(answer.refused(), ErrorCode::PasskeyRefused);
    // The ceremony is over; the code was not used up by it, and begins another one.
    let again = stranger.post("/api/v1/activation/finish", &finish).await;
    assert_eq!(again.refused(), ErrorCode::PasskeyCeremonyExpired);
    stranger.activate(&code).await;
}

#[tokio::test]
async fn several_passkeys_a_person_and_the_last_one_stays() {
    let app = TestApp::start().await;
    let mut admin = app.administrator().await;
    let start: Ceremony = admin
        .post("/api/v1/me/credentials/start", &json!(null))
        .await
        .ok();
    let excluded = start.options["publicKey"]["excludeCredentials"]
        .as_array()
        .unwrap();
    assert_eq!(excluded.len(), 1);
    let mut finish = admin.register(&start);
    finish["name"] = json!("  Máy ở\u{0} nha\u{300} ");
    finish["machine"] = json!("mac");
    let both: Vec<Credential> = admin
        .post("/api/v1/me/credentials/finish", &finish)
        .await
        .ok();
    assert_eq!(both[1].name.as_deref(), Some("Máy ở nhà"));
    assert_eq!(both[1].machine, Some(Machine::Mac));
    admin.sign_in().await.ok::<Value>();

    let path = |credential: &Credential| format!("/api/v1/me/credentials/{}", credential.id);
    admin.delete(&path(&both[0])).await.done();
    assert_eq!(
        admin.delete(&path(&both[1])).await.refused(),
        ErrorCode::PasskeyLast
    );
}

#[tokio::test]
async fn of_two_passkeys_that_are_removed_at_once_one_stays() {
    for app in on_both().await {
        let office = app.office().await;
        let state = app.server.state();
        for mut person in [
            office.official,
            office.secretary,
            office.clerk,
            office.guest,
        ] {
            let path = "/api/v1/me/credentials";
            let start = person.post(&format!("{path}/start"), &json!(null)).await;
            let finish = person.register(&start.ok());
            let both: Vec<Credential> = person.post(&format!("{path}/finish"), &finish).await.ok();
            let themselves = Actor {
                person: Some(person.id),
                door: Door::Session(SessionId(uuid::Uuid::nil())),
                ..Actor::terminal()
            };
            let remove = |at: usize| state.identity.remove_own_passkey(&themselves, both[at].id);
            let (first, second) = tokio::join!(remove(0), remove(1));
            let refused = match (first, second) {
                (Ok(()), Err(refused)) | (Err(refused), Ok(())) => refused,
                both => panic!("{both:?}"),
            };
            assert!(matches!(refused, IdentityError::PasskeyLast), "{refused}");
        }
    }
}

#[tokio::test]
async fn a_secretary_hands_codes_to_officials_but_not_to_administrators() {
    let app = TestApp::start().await;
    let office = app.office().await;
    let path = |person: PersonId| format!("/api/v1/people/{person}/activation");
    let secretary = &office.secretary;
    secretary
        .post(&path(office.official.id), &json!(null))
        .await
        .ok::<IssuedActivation>();
    for protected in [&office.administrator, &office.clerk, &office.secretary] {
        let answer = secretary.post(&path(protected.id), &json!(null)).await;
        assert_eq!(answer.refused(), ErrorCode::PermissionDenied);
    }
}

#[tokio::test]
async fn the_audit_table_tells_what_happened_and_keeps_no_secret() {
    let app = TestApp::start().await;
    let (admin, person) = invited(&app).await;
    let code = app.code(&admin, person).await;
    let mut official = app.stranger();
    official
        .post("/api/v1/activation/start", &json!({ "code": "22222222" }))
        .await
        .refused();
    official.activate(&code).await;
    official.sign_in().await.ok::<Value>();
    official.get("/api/v1/audit").await.refused();

    let answer = admin.get("/api/v1/audit").await;
    assert!(!answer.body.contains(&code) && !answer.body.contains("22222222"));
    let entries: Vec<AuditEntry> = answer.ok();
    let kinds: Vec<&str> = entries.iter().map(|entry| entry.kind.as_str()).collect();
    for kind in [
        "refused",
        "sign_in",
        "activated",
        "activation_refused",
        "activation_issued",
        "person_created",
        "unit_created",
    ] {
        assert!(kinds.contains(&kind), "{kind} is missing in {kinds:?}");
    }
    let older: Vec<AuditEntry> = admin
        .get(&format!("/api/v1/audit?limit=2&before={}", entries[0].id))
        .await
        .ok();
    assert_eq!(older.len(), 2);
    assert!(older.iter().all(|entry| entry.id < entries[0].id));
}
