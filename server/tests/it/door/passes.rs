//! Passes: to whom and by whom they are given, what becomes of their codes, what is written down of them.

use nghisu_protocol::{
    door::{Door, FoundCode, IssuedPass, PASS_MS, PassFound, UsePass},
    error::ErrorCode,
    ids::{PersonId, Uuid},
    log::Entry,
    machine::Machine,
    meetings::EntryPage,
    people::{AuditEntry, Ceremony, IssuedToken, Me},
    room::{RoomCommand, RoomEvent},
};
use sea_orm::{ConnectionTrait as _, DbErr, Statement};
use serde_json::{Value, json};

use super::{DOOR, Doorway, MINUTE, come_in, find};
use crate::{client::Client, rooms::MEETING, support::NOW};

#[tokio::test]
async fn do_3_a_pass_is_given_in_person_by_who_keeps_the_door_and_to_whoever_only_takes_part() {
    let doorway = Doorway::announced().await;
    let office = &doorway.office;
    let (delegate, guest) = (doorway.delegate.id, office.guest.id);
    for by in [&office.secretary, &office.official] {
        for person in [delegate, guest] {
            doorway.give(by, person).await.ok::<IssuedPass>();
        }
    }
    let denied = ErrorCode::PermissionDenied;
    for by in [&doorway.delegate, &office.guest] {
        assert_eq!(doorway.give(by, guest).await.refused(), denied);
        assert_eq!(by.get(DOOR).await.refused(), denied);
    }
    for by in [&office.clerk, &office.administrator] {
        let unknown = doorway.give(by, guest).await.refused();
        assert_eq!(unknown, ErrorCode::MeetingUnknown);
    }
    // A program may see who is in, and gives nobody a pass.
    let issued: IssuedToken = office
        .administrator
        .post(
            &format!("/api/v1/people/{}/tokens", office.secretary.id),
            &json!({ "name": "đồng bộ" }),
        )
        .await
        .ok();
    let program = Client::program(&doorway.app.url, &issued.secret);
    assert_eq!(doorway.give(&program, guest).await.refused(), denied);
    program.get(DOOR).await.ok::<Door>();
    // Nor does a device that came in by a pass.
    let (device, _) = doorway.let_in(delegate).await;
    let limited = doorway.give(&device, guest).await.refused();
    assert_eq!(limited, ErrorCode::SessionLimited);

    for person in [office.official.id, office.secretary.id] {
        let refused = doorway.give(&office.secretary, person).await.refused();
        assert_eq!(refused, ErrorCode::PassNotForThem);
    }
    for person in [office.clerk.id, PersonId(Uuid::nil())] {
        let refused = doorway.give(&office.secretary, person).await.refused();
        assert_eq!(refused, ErrorCode::RoomRefused);
    }
}

#[tokio::test]
async fn do_3_a_pass_is_given_and_used_while_the_meeting_is_announced_or_open() {
    let doorway = Doorway::announced().await;
    let person = doorway.delegate.id;
    doorway.let_in(person).await;
    doorway.accept(RoomCommand::Open {}).await;
    doorway.let_in(person).await;
    let late = doorway.pass_for(person).await;
    doorway.accept(RoomCommand::Close {}).await;
    let refused = doorway.give(&doorway.office.secretary, person).await;
    assert_eq!(refused.refused(), ErrorCode::RoomRefused);
    let stranger = doorway.app.stranger();
    for answer in [
        find(&stranger, &late.code).await,
        come_in(&stranger, &late.code).await,
    ] {
        assert_eq!(answer.refused(), ErrorCode::ActivationExpired);
    }
}

#[tokio::test]
async fn do_3_whoever_came_to_chair_meanwhile_comes_in_by_no_pass() {
    let doorway = Doorway::announced().await;
    doorway.accept(RoomCommand::Open {}).await;
    let pass = doorway.pass_for(doorway.delegate.id).await;
    let to = doorway.delegate.id;
    doorway.accept(RoomCommand::PassChair { to }).await;
    let answer = come_in(&doorway.app.stranger(), &pass.code).await;
    assert_eq!(answer.refused(), ErrorCode::ActivationExpired);
}

#[tokio::test]
async fn do_4_a_pass_is_found_as_it_is_typed_and_is_good_once() {
    for doorway in Doorway::on_both().await {
        let pass = doorway.pass_for(doorway.delegate.id).await;
        assert_eq!(pass.link, format!("{}/join#{}", doorway.app.url, pass.code));
        assert!(pass.qr_svg.contains("<svg"));
        let (first, second) = (doorway.app.stranger(), doorway.app.stranger());
        let typed = format!("{}-{}", pass.code[..4].to_lowercase(), &pass.code[4..]);
        let found: FoundCode = find(&first, &typed).await.ok();
        let expected = PassFound {
            name: "Nguyễn Thị Hòa".to_owned(),
            meeting: MEETING,
            title: "Họp giao ban tháng 12".to_owned(),
            office: doorway.app.server.state().config.office_name.clone(),
            expires_at: pass.expires_at,
        };
        assert_eq!(found, FoundCode::Pass { pass: expected });

        // Both at once: one of them wins.
        let (one, two) = tokio::join!(come_in(&first, &pass.code), come_in(&second, &pass.code));
        let (inside, outside) = if one.status.is_success() {
            (one, two)
        } else {
            (two, one)
        };
        inside.ok::<Me>();
        assert_eq!(outside.refused(), ErrorCode::ActivationUsed);
        let again = find(&doorway.app.stranger(), &pass.code).await;
        assert_eq!(again.refused(), ErrorCode::ActivationUsed);
    }
}

#[tokio::test]
async fn do_4_a_pass_is_over_by_time_by_a_newer_one_and_when_it_is_taken_back() {
    for doorway in Doorway::on_both().await {
        let (person, stranger) = (doorway.delegate.id, doorway.app.stranger());
        let over = ErrorCode::ActivationExpired;
        let first = doorway.pass_for(person).await;
        let of_another = doorway.pass_for(doorway.office.guest.id).await;
        let second = doorway.pass_for(person).await;
        assert_eq!(come_in(&stranger, &first.code).await.refused(), over);
        find(&stranger, &of_another.code).await.ok::<FoundCode>();

        let secretary = &doorway.office.secretary;
        doorway.take_back(secretary, &second).await.done();
        assert_eq!(come_in(&stranger, &second.code).await.refused(), over);
        let gone = doorway.take_back(secretary, &second).await;
        assert_eq!(gone.refused(), ErrorCode::PassUnknown);

        doorway.app.clock.advance(PASS_MS - 1);
        find(&stranger, &of_another.code).await.ok::<FoundCode>();
        doorway.app.clock.advance(1);
        assert_eq!(come_in(&stranger, &of_another.code).await.refused(), over);
        let door: Door = secretary.get(DOOR).await.ok();
        assert!(door.waiting.is_empty() && door.devices.is_empty());
    }
}

#[tokio::test]
async fn do_4_wrong_codes_count_wherever_they_are_typed() {
    let doorway = Doorway::announced().await;
    let pass = doorway.pass_for(doorway.delegate.id).await;
    let stranger = doorway.app.stranger();
    let wrong = json!({ "code": "22222222" });
    for path in [
        "/api/v1/door/code",
        "/api/v1/door/use",
        "/api/v1/activation/start",
    ] {
        for _ in 0..66 {
            let answer = stranger.post(path, &wrong).await;
            assert_eq!(answer.refused(), ErrorCode::ActivationUnknown);
        }
    }
    for _ in 0..2 {
        find(&stranger, "22222222").await.refused();
    }
    let stopped = come_in(&stranger, &pass.code).await;
    assert_eq!(stopped.refused(), ErrorCode::TooManyAttempts);
    doorway.app.clock.advance(10 * MINUTE);
    come_in(&stranger, &pass.code).await.ok::<Me>();
}

#[tokio::test]
async fn do_4_a_code_says_whether_it_makes_a_passkey_or_lets_into_a_meeting() {
    let doorway = Doorway::announced().await;
    let code = doorway
        .app
        .code(&doorway.office.administrator, doorway.delegate.id)
        .await;
    let stranger = doorway.app.stranger();
    let found: FoundCode = find(&stranger, &code).await.ok();
    assert_eq!(found, FoundCode::Activation {});
    // It lets nobody in, and is as good as before.
    let refused = come_in(&stranger, &code).await.refused();
    assert_eq!(refused, ErrorCode::ActivationUnknown);
    let start = json!({ "code": code });
    let begun = stranger.post("/api/v1/activation/start", &start).await;
    begun.ok::<Ceremony>();
}

#[tokio::test]
async fn do_4_a_meeting_has_two_hundred_passes_that_wait_or_are_in_use() {
    for doorway in Doorway::on_both().await {
        let (secretary, person) = (doorway.office.secretary.id, doorway.office.guest.id);
        let until = NOW.0 + PASS_MS;
        doorway.let_in(doorway.delegate.id).await;
        let db = doorway.app.server.state().db.clone();
        db.write::<_, DbErr, _, _>(move |txn| async move {
            for number in 0..199 {
                txn.execute_raw(Statement::from_sql_and_values(
                    txn.get_database_backend(),
                    "INSERT INTO pass (id, meeting_id, person_id, code_hash, created_by, created_at, expires_at)
                     VALUES ($1, $2, $3, $4, $5, $6, $7)",
                    [
                        Uuid::new_v4().into(),
                        MEETING.0.into(),
                        person.0.into(),
                        format!("hash {number}").into(),
                        secretary.0.into(),
                        NOW.0.into(),
                        until.into(),
                    ],
                ))
                .await?;
            }
            Ok(())
        })
        .await
        .unwrap();
        let refused = doorway
            .give(&doorway.office.secretary, doorway.delegate.id)
            .await
            .refused();
        assert_eq!(refused, ErrorCode::PassesTooMany);
        doorway.app.clock.advance(PASS_MS);
        doorway.pass_for(doorway.delegate.id).await;
    }
}

#[tokio::test]
async fn do_6_what_happened_at_the_door_stands_in_the_log_for_those_who_keep_it() {
    let doorway = Doorway::announced().await;
    let office = &doorway.office;
    let person = doorway.delegate.id;
    let pass = doorway.pass_for(person).await;
    let device = doorway.app.stranger();
    let using = UsePass {
        code: pass.code.clone(),
        machine: Some(Machine::AndroidTablet),
    };
    device.post("/api/v1/door/use", &using).await.ok::<Me>();
    doorway.take_back(&office.official, &pass).await.done();

    let path = format!("/api/v1/meetings/{MEETING}/entries");
    let answer = office.secretary.get(&path).await;
    assert!(!answer.body.contains(&pass.code));
    let page: EntryPage = answer.ok();
    let last = page.entries.len() - 3;
    let mut written = Vec::new();
    for entry in &page.entries[last..] {
        let Entry::Full { header, payload } = entry else {
            panic!("the secretary is given {entry:?}");
        };
        let header: Value = serde_json::from_str(header).unwrap();
        let kind = header["kind"].as_str().unwrap();
        let event = RoomEvent::read(kind, 1, payload.as_bytes()).unwrap();
        written.push((header["actor"].clone(), event));
    }
    let pass_id = pass.pass;
    let by = |who: &Client| json!(who.id);
    let expected = [
        (
            by(&office.secretary),
            RoomEvent::PassGiven {
                pass: pass_id,
                person,
                tablet: None,
            },
        ),
        (
            by(&doorway.delegate),
            RoomEvent::PassUsed {
                pass: pass_id,
                person,
                machine: Some(Machine::AndroidTablet),
            },
        ),
        (
            by(&office.official),
            RoomEvent::PassTakenBack {
                pass: pass_id,
                person,
            },
        ),
    ];
    assert_eq!(written, expected);

    for reader in [&doorway.delegate, &office.guest] {
        let page: EntryPage = reader.get(&path).await.ok();
        let shown = |entry: &Entry| matches!(entry, Entry::Full { .. });
        assert!(!page.entries[last..].iter().any(shown));
    }
    let audit = office.administrator.get("/api/v1/audit").await;
    assert!(!audit.body.contains(&pass.code));
    let noted: Vec<AuditEntry> = audit.ok();
    let noted: Vec<_> = noted
        .iter()
        .filter(|entry| entry.kind.starts_with("pass_"))
        .map(|entry| (entry.kind.as_str(), entry.actor, entry.subject))
        .collect();
    let subject = Some(person.0);
    assert_eq!(
        noted,
        [
            ("pass_taken_back", Some(office.official.id), subject),
            ("pass_used", Some(person), subject),
            ("pass_given", Some(office.secretary.id), subject),
        ]
    );
}
