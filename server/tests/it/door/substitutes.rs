//! Substitutes who are in no directory: entered in words, let in by a pass, joined or closed later.

use nghisu_protocol::{
    door::IssuedPass,
    error::ErrorCode,
    ids::{PersonId, Uuid},
    people::{AtDoor, AuditEntry, Me, Person},
    room::{RoomCommand, state::Attendance},
};
use serde_json::{Value, json};

use super::{DOOR, Doorway, come_in};
use crate::{client::Answer, rooms::MEETING};

const NAME: &str = "Ngô Bá Thịnh";

fn plan(id: PersonId, substitute_for: PersonId) -> Value {
    json!({
        "id": id,
        "name": "  Ngô Bá  Thịnh",
        "position": "Phó Giám đốc",
        "unit_name": "Sở Y tế",
        "substitute_for": substitute_for,
    })
}

impl Doorway {
    async fn enter(&self, plan: &Value) -> Answer {
        let path = format!("{DOOR}/substitutes");
        self.office.secretary.post(&path, plan).await
    }
}

#[tokio::test]
async fn do_7_a_substitute_is_entered_in_words_once_and_comes_in_by_a_pass() {
    for doorway in Doorway::on_both().await {
        let id = PersonId(Uuid::new_v4());
        let principal = doorway.delegate.id;
        // The answer to the first was lost.
        for _ in 0..2 {
            doorway.enter(&plan(id, principal)).await.done();
        }
        let room = doorway.room().await;
        let entered = &room.participants[&id];
        assert_eq!(
            (
                entered.name.as_str(),
                entered.position.as_str(),
                entered.unit_name.as_str(),
                entered.substitute_for,
            ),
            (NAME, "Phó Giám đốc", "Sở Y tế", Some(principal))
        );
        assert!(matches!(
            room.participants[&principal].attendance,
            Attendance::AbsentWithReason { .. }
        ));
        let size = room.seq;
        doorway.enter(&plan(id, principal)).await.done();
        let room = doorway.room().await;
        assert_eq!(room.seq, size);

        let pass: IssuedPass = doorway.pass_for(id).await;
        let device = doorway.app.stranger();
        let me: Me = come_in(&device, &pass.code).await.ok();
        assert_eq!((me.id, me.name.as_str()), (id, NAME));
        assert_eq!(me.position.as_deref(), Some("Phó Giám đốc"));
        doorway.socket(&device).await;

        let audit: Vec<AuditEntry> = doorway.office.administrator.get("/api/v1/audit").await.ok();
        let entries = audit
            .iter()
            .filter(|entry| entry.kind == "person_entered_at_door");
        let subjects: Vec<_> = entries.map(|entry| entry.subject).collect();
        assert_eq!(subjects, [Some(id.0)]);
    }
}

#[tokio::test]
async fn do_7_nobody_enters_the_directory_whom_the_room_would_not_take() {
    let doorway = Doorway::announced().await;
    let office = &doorway.office;
    let id = PersonId(Uuid::new_v4());
    let known = doorway.delegate.id;
    let path = format!("{DOOR}/substitutes");
    let refused = [
        (
            doorway.delegate.post(&path, &plan(id, known)).await,
            ErrorCode::PermissionDenied,
        ),
        (
            office.clerk.post(&path, &plan(id, known)).await,
            ErrorCode::MeetingUnknown,
        ),
        // For somebody who does not take part.
        (
            doorway.enter(&plan(id, office.clerk.id)).await,
            ErrorCode::RoomRefused,
        ),
        // Under the id of somebody who is there already, or in the directory.
        (
            doorway.enter(&plan(office.clerk.id, known)).await,
            ErrorCode::ValueInvalid,
        ),
    ];
    for (answer, code) in refused {
        assert_eq!(answer.refused(), code);
    }
    for (field, words) in [("name", "  ".to_owned()), ("position", "x".repeat(241))] {
        let mut plan = plan(id, known);
        plan[field] = json!(words);
        assert_eq!(
            doorway.enter(&plan).await.refused(),
            ErrorCode::ValueInvalid
        );
    }
    let person = format!("/api/v1/people/{id}");
    let unknown = office.administrator.get(&person).await.refused();
    assert_eq!(unknown, ErrorCode::PersonUnknown);
    let clerk: Person = office
        .administrator
        .get(&format!("/api/v1/people/{}", office.clerk.id))
        .await
        .ok();
    assert_eq!(clerk.name, "Bùi Thị Lụa");
    doorway.accept(RoomCommand::Open {}).await;
    doorway.accept(RoomCommand::Close {}).await;
    let late = doorway.enter(&plan(id, known)).await.refused();
    assert_eq!(late, ErrorCode::RoomRefused);
}

#[tokio::test]
async fn do_7_who_was_entered_at_a_door_is_shown_to_administrators_and_gets_no_right() {
    let doorway = Doorway::announced().await;
    let office = &doorway.office;
    let admin = &office.administrator;
    let id = PersonId(Uuid::new_v4());
    doorway.enter(&plan(id, doorway.delegate.id)).await.done();

    let listed = async |by: &crate::client::Client, query: &str| {
        let people: Vec<Person> = by.get(&format!("/api/v1/people{query}")).await.ok();
        people.into_iter().find(|person| person.id == id)
    };
    for by in [admin, &office.secretary] {
        assert_eq!(listed(by, "").await, None);
    }
    assert_eq!(listed(&office.secretary, "?at_door=true").await, None);
    let shown = listed(admin, "?at_door=true").await.unwrap();
    let at_door = shown.managed.unwrap().at_door.unwrap();
    let entered = AtDoor {
        meeting: MEETING,
        position: "Phó Giám đốc".to_owned(),
        unit_name: "Sở Y tế".to_owned(),
        joined_to: None,
    };
    assert_eq!(at_door, entered);

    let of = format!("/api/v1/people/{id}");
    let position = json!({ "unit": office.unit, "title": "Chuyên viên", "precedence": 9 });
    let grants = json!({ "grants": [{ "role": "administrator", "unit": null }] });
    let refused = [
        admin.post(&format!("{of}/activation"), &Value::Null).await,
        admin
            .post(&format!("{of}/tokens"), &json!({ "name": "x" }))
            .await,
        admin.post(&format!("{of}/positions"), &position).await,
        admin.put(&format!("{of}/roles"), &grants).await,
    ];
    for answer in refused {
        assert_eq!(answer.refused(), ErrorCode::PersonAtDoor);
    }
}

#[tokio::test]
async fn do_7_a_newcomer_is_joined_to_a_real_entry_or_closed_and_is_out_then() {
    for doorway in Doorway::on_both().await {
        let office = &doorway.office;
        let admin = &office.administrator;
        let [joined, closed] = [(); 2].map(|()| PersonId(Uuid::new_v4()));
        let mut devices = Vec::new();
        for (id, principal) in [(joined, doorway.delegate.id), (closed, office.guest.id)] {
            doorway.enter(&plan(id, principal)).await.done();
            devices.push(doorway.let_in(id).await.0);
        }
        let join = format!("/api/v1/people/{joined}/join");
        let into = |person: PersonId| json!({ "into": person });
        for wrong in [closed, joined, PersonId(Uuid::nil())] {
            let refused = admin.post(&join, &into(wrong)).await.refused();
            assert_eq!(refused, ErrorCode::ValueInvalid);
        }
        let person: Person = admin.post(&join, &into(office.clerk.id)).await.ok();
        assert!(!person.active);
        let at_door = person.managed.unwrap().at_door.unwrap();
        assert_eq!(at_door.joined_to, Some(office.clerk.id));
        let close = format!("/api/v1/people/{closed}/close");
        admin.post(&close, &Value::Null).await.ok::<Person>();
        for device in devices {
            let out = device.get("/api/v1/me").await.refused();
            assert_eq!(out, ErrorCode::SignInRequired);
        }
        // In the meeting both stay who they were entered as.
        let room = doorway.room().await;
        assert_eq!(room.participants[&joined].name, NAME);
    }
}
