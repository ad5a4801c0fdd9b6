//! People and units, their order and their history, on both databases; and who may change them.

use nghisu_protocol::{
    error::ErrorCode,
    people::{Grants, Person, Role, Unit, UnitName},
};
use nghisu_server::{
    clock::Clock,
    identity::{Actor, IdentityError},
};
use serde_json::{Value, json};

use crate::{
    client::Client,
    databases::fresh_postgres_database,
    support::{NOW, TestApp, grant},
};

async fn on_both() -> [TestApp; 2] {
    let url = fresh_postgres_database().await;
    [
        TestApp::start().await,
        TestApp::start_with(Clock::fixed(NOW), Some(url)).await,
    ]
}

async fn names(client: &Client, query: &str) -> Vec<String> {
    let people: Vec<Person> = client.get(&format!("/api/v1/people{query}")).await.ok();
    people.into_iter().map(|person| person.name).collect()
}

#[tokio::test]
async fn people_stand_in_rank_order_and_pickers_use_the_alphabet() {
    for app in on_both().await {
        let admin = app.administrator().await;
        let unit = app.unit(&admin, "UBND tỉnh Thanh Giang", None).await;
        for (name, title, rank) in [
            ("Đặng Thị Ngọc Hường", "Phó Chủ tịch UBND tỉnh", 2),
            ("Lê Quang Thiệu", "Chủ tịch UBND tỉnh", 1),
            (
                "Hồ Thị Xuân A\u{301}i",
                "Giám đốc Sở Nông nghiệp và Môi trường",
                6,
            ),
        ] {
            admin
                .post(
                    "/api/v1/people",
                    &json!({ "name": name, "positions": [
                        { "unit": unit, "title": title, "precedence": rank },
                        { "unit": unit, "title": "Ủy viên", "precedence": 50 },
                        { "unit": unit, "title": "đã thôi", "precedence": 0, "valid_to": "2026-12-15" },
                    ] }),
                )
                .await
                .ok::<Person>();
        }
        let ranked = names(&admin, "").await;
        assert_eq!(
            ranked[..3],
            ["Lê Quang Thiệu", "Đặng Thị Ngọc Hường", "Hồ Thị Xuân Ái"]
        );
        let sorted = names(&admin, "?order=name").await;
        assert_eq!(sorted[..2], ["Hồ Thị Xuân Ái", "Đặng Thị Ngọc Hường"]);
        assert_eq!(
            names(&admin, "?search=dang%20huong").await,
            ["Đặng Thị Ngọc Hường"]
        );
        assert_eq!(
            names(&admin, "?search=ph%C3%B3%20ch%E1%BB%A7%20t%E1%BB%8Bch").await,
            ["Đặng Thị Ngọc Hường"]
        );
        assert!(
            names(&admin, &format!("?unit={unit}&search=xyz"))
                .await
                .is_empty()
        );

        let people: Vec<Person> = admin.get("/api/v1/people?search=Thi%E1%BB%87u").await.ok();
        let titles: Vec<_> = people[0]
            .positions
            .iter()
            .map(|p| p.title.as_str())
            .collect();
        assert_eq!(titles, ["Chủ tịch UBND tỉnh", "Ủy viên"]);
    }
}

#[tokio::test]
async fn a_rename_leaves_the_past_alone() {
    for app in on_both().await {
        let admin = app.administrator().await;
        let root = app.unit(&admin, "UBND tỉnh Thanh Giang", None).await;
        let old: Unit = admin
            .post(
                "/api/v1/units",
                &json!({ "name": "Sở Kế hoạch và Đầu tư", "parent": root, "valid_to": "2025-02-28" }),
            )
            .await
            .ok();
        let finance: Unit = admin
            .post(
                "/api/v1/units",
                &json!({ "name": "Sở Tài chính", "parent": root, "code": "000.00.15.H41", "precedence": 1, "predecessors": [old.id] }),
            )
            .await
            .ok();
        assert_eq!(finance.predecessors, [old.id]);
        let path = format!("/api/v1/units/{}/names", finance.id);
        let history: Vec<UnitName> = admin
            .post(
                &path,
                &json!({ "valid_from": "2027-01-01", "name": "Sở Tài chính và Kế hoạch" }),
            )
            .await
            .ok();
        assert_eq!(history.len(), 2);
        let name_on = |day: &'static str| {
            let admin = &admin;
            async move {
                let units: Vec<Unit> = admin.get(&format!("/api/v1/units?on={day}")).await.ok();
                units
                    .into_iter()
                    .find(|unit| unit.id == finance.id)
                    .unwrap()
                    .name
            }
        };
        assert_eq!(name_on("2020-05-05").await, "Sở Tài chính");
        assert_eq!(name_on("2026-12-31").await, "Sở Tài chính");
        assert_eq!(name_on("2027-01-01").await, "Sở Tài chính và Kế hoạch");
        // The same day again corrects the name instead of adding one.
        let corrected: Vec<UnitName> = admin
            .post(
                &path,
                &json!({ "valid_from": "2027-01-01", "name": "Sở Tài chính – Kế hoạch" }),
            )
            .await
            .ok();
        assert_eq!(corrected.len(), 2);
        assert_eq!(name_on("2027-01-01").await, "Sở Tài chính – Kế hoạch");

        let below_itself = admin
            .put(
                &format!("/api/v1/units/{root}"),
                &json!({ "name": "x", "parent": finance.id }),
            )
            .await;
        assert_eq!(below_itself.refused(), ErrorCode::UnitLoop);
    }
}

#[tokio::test]
async fn an_administrator_of_one_part_has_no_power_over_another() {
    let app = TestApp::start().await;
    let whole = app.administrator().await;
    let root = app.unit(&whole, "UBND tỉnh Thanh Giang", None).await;
    let finance = app.unit(&whole, "Sở Tài chính", Some(root)).await;
    let justice = app.unit(&whole, "Sở Tư pháp", Some(root)).await;
    let admin = app
        .member(&whole, "Lý Quốc Toản", finance, &[Role::Administrator])
        .await;
    let elsewhere = app.invite(&whole, "Mạc Văn Ủy", justice, &[]).await;

    let own = app
        .invite(&admin, "Đoàn Minh Triết", finance, &[Role::Official])
        .await;
    app.unit(&admin, "Phòng Ngân sách", Some(finance)).await;
    let denied =
        |answer: crate::client::Answer| assert_eq!(answer.refused(), ErrorCode::PermissionDenied);
    denied(
        admin
            .post("/api/v1/units", &json!({ "name": "x", "parent": root }))
            .await,
    );
    denied(admin.post("/api/v1/units", &json!({ "name": "x" })).await);
    denied(
        admin
            .post(
                &format!("/api/v1/people/{elsewhere}/activation"),
                &json!(null),
            )
            .await,
    );
    denied(
        admin
            .post(
                &format!("/api/v1/people/{}/activation", whole.id),
                &json!(null),
            )
            .await,
    );
    denied(
        admin
            .put(
                &format!("/api/v1/people/{elsewhere}/roles"),
                &json!({ "grants": [] }),
            )
            .await,
    );
    denied(
        admin
            .put(
                &format!("/api/v1/people/{own}/roles"),
                &json!({ "grants": [{ "role": "administrator", "unit": null }] }),
            )
            .await,
    );
    denied(
        admin
            .post(
                &format!("/api/v1/people/{own}/positions"),
                &json!({ "unit": justice, "title": "x", "precedence": 1 }),
            )
            .await,
    );
    denied(admin.get("/api/v1/audit").await);
    // And sees of people elsewhere only what everybody sees.
    let person: Person = admin.get(&format!("/api/v1/people/{elsewhere}")).await.ok();
    assert!(person.managed.is_none());
    let person: Person = admin.get(&format!("/api/v1/people/{own}")).await.ok();
    assert!(person.managed.is_some());
}

#[tokio::test]
async fn the_last_administrator_of_the_whole_tree_remains() {
    for app in on_both().await {
        let admin = app.administrator().await;
        let roles = format!("/api/v1/people/{}/roles", admin.id);
        let close = format!("/api/v1/people/{}/close", admin.id);
        let answer = admin.put(&roles, &json!({ "grants": [] })).await;
        assert_eq!(answer.refused(), ErrorCode::AdministratorLast);
        let answer = admin.post(&close, &json!(null)).await;
        assert_eq!(answer.refused(), ErrorCode::AdministratorLast);
        // Nothing of the refused changes stayed.
        let me: Value = admin.get("/api/v1/me").await.ok();
        assert_eq!(me["roles"], json!(["administrator"]));
        let another = app.administrator().await;
        another.post(&close, &json!(null)).await.ok::<Person>();
    }
}

#[tokio::test]
async fn of_two_administrators_who_are_removed_at_once_one_remains() {
    for app in on_both().await {
        let (one, other) = (app.administrator().await, app.administrator().await);
        let identity = &app.server.state().into_inner().identity;
        let terminal = Actor::terminal();
        let close = |client: &Client| identity.set_person_closed(&terminal, client.id, true);
        let dismiss =
            |client: &Client| identity.set_grants(&terminal, client.id, Grants { grants: vec![] });
        for round in 0..8 {
            let (first, second) = if round % 2 == 0 {
                tokio::join!(close(&one), close(&other))
            } else {
                tokio::join!(dismiss(&one), dismiss(&other))
            };
            let refused = match (first, second) {
                (Ok(_), Err(refused)) | (Err(refused), Ok(_)) => refused,
                both => panic!("round {round}: {both:?}"),
            };
            assert!(
                matches!(refused, IdentityError::AdministratorLast),
                "{refused}"
            );
            for client in [&one, &other] {
                let grants = vec![grant(Role::Administrator, None)];
                let id = client.id;
                identity
                    .set_person_closed(&terminal, id, false)
                    .await
                    .unwrap();
                identity
                    .set_grants(&terminal, id, Grants { grants })
                    .await
                    .unwrap();
            }
        }
    }
}

#[tokio::test]
async fn values_that_are_not_allowed_are_named() {
    let app = TestApp::start().await;
    let admin = app.administrator().await;
    for (body, field) in [
        (json!({ "name": "  " }), "name"),
        (json!({ "name": "An", "email": "an" }), "email"),
    ] {
        let answer = admin.post("/api/v1/people", &body).await;
        assert!(
            answer.body.contains(&format!("\"field\":\"{field}\"")),
            "{}",
            answer.body
        );
        assert_eq!(answer.refused(), ErrorCode::ValueInvalid);
    }
    let answer = admin.post("/api/v1/people", &json!({ "nom": "An" })).await;
    assert_eq!(answer.refused(), ErrorCode::RequestMalformed);
}
