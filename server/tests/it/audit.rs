//! Changes of rights and doors in the audit table: who made each, and for whom.

use nghisu_protocol::{
    error::ErrorCode,
    ids::PersonId,
    people::{AuditEntry, Credential, IssuedToken, Person, RoleGrant},
};
use serde_json::{Value, json};

use crate::support::TestApp;

#[tokio::test]
async fn every_change_of_rights_and_doors_is_noted_with_who_made_it_and_for_whom() {
    let app = TestApp::start().await;
    let mut office = app.office().await;
    let (admin, secretary, unit) = (&office.administrator, &office.secretary, office.unit);
    let official = &mut office.official;
    let of = format!("/api/v1/people/{}", official.id);

    let grants = json!([{ "role": "official", "unit": unit }]);
    admin
        .put(&format!("{of}/roles"), &json!({ "grants": grants }))
        .await
        .ok::<Person>();
    let position = json!({ "unit": unit, "title": "Chánh Văn phòng", "precedence": 9 });
    let person: Person = admin.post(&format!("{of}/positions"), &position).await.ok();
    let new = person
        .positions
        .iter()
        .find(|position| position.title == "Chánh Văn phòng")
        .unwrap()
        .id;
    admin
        .put(&format!("/api/v1/positions/{new}"), &position)
        .await
        .ok::<Person>();
    let mut tokens = Vec::new();
    for name in ["đồng bộ", "khác"] {
        let issued = admin
            .post(&format!("{of}/tokens"), &json!({ "name": name }))
            .await;
        tokens.push(issued.ok::<IssuedToken>().id);
    }
    let revoked = format!("{of}/tokens/{}", tokens[0]);
    admin.delete(&revoked).await.done();
    let own = format!("/api/v1/me/tokens/{}", tokens[1]);
    official.delete(&own).await.done();

    let path = "/api/v1/me/credentials";
    let begun = official.post(&format!("{path}/start"), &json!(null)).await;
    let made = official.register(&begun.ok());
    let passkeys: Vec<Credential> = official.post(&format!("{path}/finish"), &made).await.ok();
    let added = passkeys[1].id;
    let lost = passkeys[0].id;
    let credentials = format!("{of}/credentials/{lost}");
    admin.delete(&credentials).await.done();
    app.code(secretary, official.id).await;
    secretary.delete(&format!("{of}/activation")).await.done();
    for what in ["close", "reopen"] {
        let done = admin.post(&format!("{of}/{what}"), &json!(null)).await;
        done.ok::<Person>();
    }

    let by = |who: PersonId, kind: &'static str, details: Value| (kind, Some(who), details);
    let (admin, secretary, official) = (admin.id, secretary.id, official.id);
    let grants: Vec<RoleGrant> = serde_json::from_value(grants).unwrap();
    let expected = [
        by(admin, "roles_changed", json!({ "grants": grants })),
        by(
            admin,
            "position_saved",
            json!({ "position": new, "unit": unit }),
        ),
        by(
            admin,
            "position_saved",
            json!({ "position": new, "unit": unit }),
        ),
        by(admin, "token_issued", json!({ "token": tokens[0] })),
        by(admin, "token_issued", json!({ "token": tokens[1] })),
        by(admin, "token_revoked", json!({ "token": tokens[0] })),
        by(official, "token_revoked", json!({ "token": tokens[1] })),
        by(official, "passkey_added", json!({ "passkey": added })),
        by(admin, "passkey_revoked", json!({ "passkey": lost })),
        by(secretary, "activation_issued", json!({})),
        by(secretary, "activation_revoked", json!({})),
        by(admin, "person_closed", json!({})),
        by(admin, "person_reopened", json!({})),
    ];
    let mut noted: Vec<AuditEntry> = office.administrator.get("/api/v1/audit").await.ok();
    noted.truncate(expected.len());
    noted.reverse();
    let noted: Vec<_> = noted
        .iter()
        .map(|entry| {
            assert_eq!(
                entry.subject.map(PersonId),
                Some(official),
                "{}",
                entry.kind
            );
            assert_eq!(entry.address, "127.0.0.1", "{}", entry.kind);
            (entry.kind.as_str(), entry.actor, entry.details.clone())
        })
        .collect();
    assert_eq!(noted, expected);
}

#[tokio::test]
async fn the_audit_table_is_for_administrators_of_the_whole_tree_alone() {
    let app = TestApp::start().await;
    let office = app.office().await;
    for person in [&office.secretary, &office.clerk, &office.official] {
        let refused = person.get("/api/v1/audit").await.refused();
        assert_eq!(refused, ErrorCode::PermissionDenied);
    }
}
