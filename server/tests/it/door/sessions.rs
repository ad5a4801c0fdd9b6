//! The session that a pass opens: what it reaches, whom it counts as, and how it ends.

use std::time::Duration;

use nghisu_protocol::{
    annotation::{AnnotationCommand, Sharing},
    door::{Door, GRACE_MS, PassedDevice, SESSION_MS},
    error::ErrorCode,
    ids::Timestamp,
    machine::Machine,
    meetings::MeetingView,
    people::{Me, Session},
    room::{
        Rejection, RoomCommand, Standing, Viewer,
        state::{Attendance, ParticipantRole},
    },
    socket::{Command, Outcome, ServerMessage, close},
};
use nghisu_server::clock::Clock;
use serde_json::Value;

use super::{DOOR, Doorway, MINUTE, come_in};
use crate::{
    client::Client,
    rooms::{FIRST, MEETING, VERSION, in_room, ink, invite},
    support::{NOW, TestApp},
};

/// Whether a device is still in.
async fn is_in(device: &Client) -> bool {
    let me = device.get("/api/v1/me").await;
    if me.status.is_success() {
        return true;
    }
    assert_eq!(me.refused(), ErrorCode::SignInRequired);
    false
}

const NOT_ALLOWED: Outcome = Outcome::Rejected {
    reason: Rejection::NotAllowed,
};

#[tokio::test]
async fn do_1_by_a_pass_somebody_reads_annotates_and_checks_in_as_the_delegate_that_they_are() {
    let doorway = Doorway::announced().await;
    doorway.accept(RoomCommand::Open {}).await;
    let person = doorway.delegate.id;
    let (device, _) = doorway.let_in(person).await;
    let me: Me = device.get("/api/v1/me").await.ok();
    assert_eq!(
        (me.name.as_str(), me.meeting),
        ("Nguyễn Thị Hòa", Some(MEETING))
    );
    assert!(me.roles.is_empty() && me.grants.is_empty());

    let mut tablet = doorway.socket(&device).await;
    assert!(tablet.room().items.contains_key(&FIRST));
    let checked_in = tablet.command(in_room(RoomCommand::CheckIn {})).await;
    assert!(matches!(checked_in, Outcome::Accepted { .. }));
    let share = Command::Annotations {
        version: VERSION,
        annotations: AnnotationCommand::Share {
            annotation: ink(7_001),
            sharing: Sharing::Meeting,
        },
    };
    let shared = doorway.send(&device, share).await;
    assert!(matches!(shared, Outcome::Accepted { .. }));
    let room = doorway.room().await;
    let attendance = &room.participants[&person].attendance;
    assert_eq!(*attendance, Attendance::Present { at: NOW });
    for refused in [
        RoomCommand::OpenItem { item: FIRST },
        RoomCommand::Close {},
        RoomCommand::TakeLead {},
    ] {
        assert_eq!(tablet.command(in_room(refused)).await, NOT_ALLOWED);
    }
}

#[tokio::test]
async fn do_1_whoever_chairs_or_keeps_the_record_is_a_delegate_on_a_device_of_a_pass() {
    let doorway = Doorway::announced().await;
    doorway.accept(RoomCommand::Open {}).await;
    let person = doorway.delegate.id;
    let (device, _) = doorway.let_in(person).await;
    let path = format!("/api/v1/meetings/{MEETING}");
    let standings = async || {
        let of = async |who: &Client| who.get(&path).await.ok::<MeetingView>().standing;
        (of(&device).await, of(&doorway.delegate).await)
    };
    let course = |text: &str| RoomCommand::RecordCourse {
        item: FIRST,
        text: text.to_owned(),
    };

    doorway.accept(RoomCommand::PassChair { to: person }).await;
    assert_eq!(standings().await, (Standing::Delegate, Standing::Chair));
    assert_eq!(doorway.command(&device, course("a")).await, NOT_ALLOWED);

    let people = vec![doorway.office.secretary.id, person];
    let back = doorway.office.official.id;
    doorway.accept(RoomCommand::PassChair { to: back }).await;
    doorway
        .accept(RoomCommand::AssignSecretaries { people })
        .await;
    assert_eq!(standings().await, (Standing::Delegate, Standing::Secretary));
    assert_eq!(doorway.command(&device, course("a")).await, NOT_ALLOWED);
    doorway.accept(course("Diễn biến")).await;
    // What is the secretaries' is not told there: the entry comes without its words.
    let seen: MeetingView = device.get(&path).await.ok();
    assert_eq!(seen.room.items[&FIRST].course, "");
    let own: MeetingView = doorway.delegate.get(&path).await.ok();
    assert_eq!(own.room.items[&FIRST].course, "Diễn biến");
}

#[tokio::test]
async fn do_1_a_tablet_is_told_that_its_session_is_limited() {
    let doorway = Doorway::announced().await;
    let guest = doorway.office.guest.id;
    let (device, _) = doorway.let_in(guest).await;
    let cookie = device.cookie().unwrap();
    let headers = [("Cookie", cookie.as_str()), ("Origin", &doorway.app.url)];
    let mut tablet = crate::tablet::connect(&doorway.app, &headers)
        .await
        .unwrap();
    tablet.hello(None).await;
    let welcome = tablet
        .until(|message| matches!(message, ServerMessage::Welcome { .. }))
        .await;
    let ServerMessage::Welcome { viewer, .. } = welcome else {
        unreachable!("waited for it");
    };
    assert_eq!(viewer, Viewer::limited(guest));
}

#[tokio::test]
async fn do_5_a_session_lasts_twelve_hours_at_most() {
    for doorway in Doorway::on_both().await {
        let (device, _) = doorway.let_in(doorway.delegate.id).await;
        doorway.app.clock.advance(SESSION_MS - 1);
        assert!(is_in(&device).await);
        doorway.app.clock.advance(1);
        assert!(!is_in(&device).await);
    }
}

#[tokio::test]
async fn do_5_a_session_outlasts_its_meeting_by_half_an_hour_and_a_reopened_one_no_longer() {
    for doorway in Doorway::on_both().await {
        let person = doorway.delegate.id;
        doorway.accept(RoomCommand::Open {}).await;
        let (device, _) = doorway.let_in(person).await;
        doorway.app.clock.advance(MINUTE);
        doorway.accept(RoomCommand::Close {}).await;
        doorway.app.clock.advance(GRACE_MS - 1);
        assert!(is_in(&device).await);
        let reopen = || RoomCommand::Reopen {
            reason: "Bổ sung".to_owned(),
        };
        // Neither reopening nor another close gives it more time.
        doorway.accept(reopen()).await;
        doorway.accept(RoomCommand::Close {}).await;
        assert!(is_in(&device).await);
        doorway.app.clock.advance(1);
        assert!(!is_in(&device).await);
        doorway.accept(reopen()).await;
        assert!(!is_in(&device).await);

        // In the meeting as it was reopened a new pass is as good as any, until the next close.
        let (device, _) = doorway.let_in(person).await;
        doorway.app.clock.advance(GRACE_MS);
        assert!(is_in(&device).await);
        doorway.accept(RoomCommand::Close {}).await;
        doorway.app.clock.advance(GRACE_MS);
        assert!(!is_in(&device).await);
        assert!(is_in(&doorway.delegate).await, "their own session stays");
    }
}

#[tokio::test]
async fn do_5_a_meeting_that_is_called_off_ends_its_sessions_too() {
    let doorway = Doorway::announced().await;
    let (device, _) = doorway.let_in(doorway.delegate.id).await;
    let reason = "Bão".to_owned();
    doorway.accept(RoomCommand::Cancel { reason }).await;
    doorway.app.clock.advance(GRACE_MS - 1);
    assert!(is_in(&device).await);
    doorway.app.clock.advance(1);
    assert!(!is_in(&device).await);
}

#[tokio::test]
async fn do_5_a_pass_that_is_taken_back_closes_its_sockets_and_no_other() {
    for doorway in Doorway::on_both().await {
        let (device, pass) = doorway.let_in(doorway.delegate.id).await;
        let (other, _) = doorway.let_in(doorway.delegate.id).await;
        let mut tablet = doorway.socket(&device).await;
        let mut own = doorway.socket(&doorway.delegate).await;
        let taking = doorway.take_back(&doorway.office.secretary, &pass);
        tablet.is_closed_by(close::SIGNED_OUT, taking).await.done();
        assert!(!is_in(&device).await && is_in(&other).await);
        own.is_answered().await;
    }
}

#[tokio::test]
async fn do_5_whoever_is_taken_off_the_list_is_out_and_stays_out_when_they_are_entered_anew() {
    for doorway in Doorway::on_both().await {
        let person = doorway.delegate.id;
        let (device, _) = doorway.let_in(person).await;
        // One that says nothing meanwhile.
        let (silent, _) = doorway.let_in(person).await;
        let waiting = doorway.pass_for(person).await;
        let mut tablet = doorway.socket(&device).await;
        let removing = doorway.accept(RoomCommand::RemoveParticipant { person });
        tablet.is_closed_by(close::NOT_INVITED, removing).await;
        assert!(!is_in(&device).await);

        let people = vec![invite(person, ParticipantRole::Delegate, &[])];
        doorway
            .accept(RoomCommand::SetParticipants { people })
            .await;
        assert!(!is_in(&device).await && !is_in(&silent).await);
        let refused = come_in(&doorway.app.stranger(), &waiting.code).await;
        assert_eq!(refused.refused(), ErrorCode::ActivationExpired);
        assert!(is_in(&doorway.delegate).await);
    }
}

#[tokio::test]
async fn do_5_time_closes_the_socket_with_the_next_heartbeat() {
    let quick = |config: &mut nghisu_server::config::Config| {
        config.heartbeat = Duration::from_millis(50);
    };
    let app = TestApp::start_as(Clock::fixed(NOW), quick).await;
    let doorway = Doorway::announced_in(app).await;
    doorway.accept(RoomCommand::Open {}).await;
    let (device, _) = doorway.let_in(doorway.delegate.id).await;
    let mut tablet = doorway.socket(&device).await;
    doorway.accept(RoomCommand::Close {}).await;
    doorway.app.clock.advance(GRACE_MS);
    assert_eq!(tablet.closed().await, Some(close::SIGNED_OUT));
}

#[tokio::test]
async fn do_5_the_list_of_the_door_says_who_is_in_since_when_and_when_last_seen() {
    for doorway in Doorway::on_both().await {
        let office = &doorway.office;
        let (device, pass) = doorway.let_in(doorway.delegate.id).await;
        let waiting = doorway.pass_for(office.guest.id).await;
        doorway.app.clock.advance(6 * MINUTE);
        assert!(is_in(&device).await);
        let door: Door = office.official.get(DOOR).await.ok();
        let expected = PassedDevice {
            pass: pass.pass,
            person: doorway.delegate.id,
            given_by: office.secretary.id,
            tablet: None,
            machine: Some(Machine::Ipad),
            browser: Some("Safari".to_owned()),
            since: NOW,
            last_seen_at: Timestamp(NOW.0 + 6 * MINUTE),
            expires_at: Timestamp(NOW.0 + SESSION_MS),
        };
        assert_eq!(door.devices, [expected]);
        assert_eq!(door.waiting.len(), 1);
        assert_eq!(door.waiting[0].pass, waiting.pass);
        // Its person sees it among their sessions, and may end it.
        let sessions: Vec<Session> = doorway.delegate.get("/api/v1/me/sessions").await.ok();
        let limited = sessions.iter().find(|one| one.meeting == Some(MEETING));
        let path = format!("/api/v1/me/sessions/{}", limited.unwrap().id);
        doorway.delegate.delete(&path).await.done();
        assert!(!is_in(&device).await);
        let door: Door = office.secretary.get(DOOR).await.ok();
        assert!(door.devices.is_empty());
    }
}

#[tokio::test]
async fn do_8_no_pass_is_used_where_somebody_is_signed_in_and_one_gives_way_to_the_next() {
    let doorway = Doorway::announced().await;
    let pass = doorway.pass_for(doorway.office.guest.id).await;
    let taken = come_in(&doorway.office.clerk, &pass.code).await;
    assert_eq!(taken.refused(), ErrorCode::DeviceTaken);
    assert!(is_in(&doorway.office.clerk).await);

    let (device, before) = doorway.let_in(doorway.delegate.id).await;
    let mut tablet = doorway.socket(&device).await;
    let coming = come_in(&device, &pass.code);
    let me: Me = tablet.is_closed_by(close::SIGNED_OUT, coming).await.ok();
    assert_eq!(me.id, doorway.office.guest.id);
    let door: Door = doorway.office.secretary.get(DOOR).await.ok();
    assert!(door.devices.iter().all(|device| device.pass != before.pass));

    device.post("/api/v1/sign-out", &Value::Null).await.done();
    let door: Door = doorway.office.secretary.get(DOOR).await.ok();
    assert!(door.devices.is_empty());
}
