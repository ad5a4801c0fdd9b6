//! Letters, handed to a real mail server (aiosmtpd, in the Python environment of the judges).

use std::{
    collections::{BTreeMap, BTreeSet},
    net::TcpListener,
    path::PathBuf,
    process::Stdio,
    time::Duration,
};

use nghisu_protocol::{
    error::ErrorCode,
    ids::{PersonId, Uuid},
    mail::{CallBackLetters, LetterKind, LetterState, Letters, SendLetters},
    people::{AuditEntry, Person},
    room::{RoomCommand, state::ParticipantRole},
    socket::Outcome,
};
use nghisu_server::{clock::Clock, mail::Sender};
use serde::Deserialize;
use serde_json::json;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader, Lines},
    net::TcpSocket,
    process::{Child, ChildStdout, Command},
    time::timeout,
};

use crate::{
    databases::execute,
    judges::python,
    rooms::{FIRST, MEETING, SECOND, add, details, in_room, invite},
    support::{NOW, Office, TestApp, plan as person},
};

/// A letter as it arrived.
#[derive(Debug, Deserialize)]
struct Arrived {
    to: Vec<String>,
    id: String,
    date: String,
    subject: String,
    parts: BTreeMap<String, String>,
}

/// The office's mail server.
struct Post {
    // Ends with it.
    _server: Child,
    told: Lines<BufReader<ChildStdout>>,
}

impl Post {
    async fn on(place: &Place) -> Self {
        let mut server = Command::new(python())
            .arg(program())
            .arg(place.port.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("python3 runs");
        let told = server.stdout.take().unwrap();
        let mut post = Self {
            _server: server,
            told: BufReader::new(told).lines(),
        };
        assert_eq!(post.line().await, "{}", "aiosmtpd is there");
        post
    }

    async fn line(&mut self) -> String {
        timeout(Duration::from_secs(40), self.told.next_line())
            .await
            .expect("the mail server tells something")
            .unwrap()
            .expect("the mail server runs")
    }

    async fn letter(&mut self) -> Arrived {
        serde_json::from_str(&self.line().await).unwrap()
    }
}

/// What the browser journeys start too.
fn program() -> PathBuf {
    let own = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it");
    PathBuf::from(own).join("../e2e/fixtures/mail_server.py")
}

/// A port on which nobody listens, and that nobody else is given as long as this is held: the office's mail server shares
/// it.
struct Place {
    port: u16,
    _held: TcpSocket,
}

impl Place {
    fn free() -> Self {
        let held = TcpSocket::new_v4().unwrap();
        held.set_reuseport(true).unwrap();
        held.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        Self {
            port: held.local_addr().unwrap().port(),
            _held: held,
        }
    }
}

/// Letters in the name of a mailbox of the office.
fn sender(port: u16, mailbox: &str) -> Sender {
    let from = format!("Văn phòng UBND tỉnh <{mailbox}@thanhgiang.gov.vn>");
    Sender::read(&format!("smtp://127.0.0.1:{port}"), &from).unwrap()
}

async fn app_with(sender: Sender) -> TestApp {
    TestApp::start_as(Clock::fixed(NOW), |config| config.mail = Some(sender)).await
}

async fn app(place: &Place) -> TestApp {
    app_with(sender(place.port, "hop")).await
}

/// A meeting of two items, with an official and a guest of the second; the official and the guest have addresses.
async fn announced(app: &TestApp) -> Office {
    let office = app.office().await;
    for (client, name, address) in [
        (
            &office.official,
            "Đoàn Minh Triết",
            "triet@thanhgiang.gov.vn",
        ),
        (
            &office.guest,
            "Nguyễn Hoàng Bảo Khánh Vy",
            "vy@doanhnghiep.vn",
        ),
    ] {
        let mut known = person(name, vec![], vec![]);
        known.email = Some(address.to_owned());
        let path = format!("/api/v1/people/{}", client.id);
        let changed = office.administrator.put(&path, &known).await;
        assert!(changed.status.is_success(), "{}", changed.body);
    }
    for command in [
        RoomCommand::CreateMeeting { details: details() },
        RoomCommand::AssignChair {
            person: office.official.id,
        },
        add(FIRST, "Ngân sách"),
        add(SECOND, "Giá đất"),
        RoomCommand::SetParticipants {
            people: vec![invite(office.guest.id, ParticipantRole::Guest, &[SECOND])],
        },
        RoomCommand::Publish {},
    ] {
        does(&office, command).await;
    }
    office
}

async fn does(office: &Office, command: RoomCommand) {
    let path = format!("/api/v1/meetings/{MEETING}/commands");
    let outcome: Outcome = office.secretary.post(&path, &in_room(command)).await.ok();
    assert!(matches!(outcome, Outcome::Accepted { .. }), "{outcome:?}");
}

fn path() -> String {
    format!("/api/v1/meetings/{MEETING}/letters")
}

fn to(people: &[PersonId], note: &str) -> SendLetters {
    SendLetters {
        id: Uuid::from_u128(7),
        kind: LetterKind::Invitation,
        note: note.to_owned(),
        people: people.iter().copied().collect(),
    }
}

async fn written(office: &Office, request: &SendLetters) -> Letters {
    office.secretary.post(&path(), request).await.ok()
}

/// The same where no mail server answers; ends once it was tried.
async fn written_in_vain(app: &TestApp, office: &Office, request: &SendLetters) {
    let mut moves = app.server.state().mail.moves();
    written(office, request).await;
    timeout(Duration::from_secs(40), moves.changed())
        .await
        .expect("the mail server is given up")
        .unwrap();
}

/// How far the last letter to somebody is.
fn state_of(letters: &Letters, person: PersonId) -> LetterState {
    let found = letters.addressees.iter().find(|one| one.person == person);
    found.unwrap().last.as_ref().unwrap().state
}

/// The same, once it waits no more.
async fn settled(app: &TestApp, office: &Office, person: PersonId) -> LetterState {
    let mut moves = app.server.state().mail.moves();
    loop {
        let letters: Letters = office.secretary.get(&path()).await.ok();
        let state = state_of(&letters, person);
        if state != LetterState::Waiting {
            return state;
        }
        timeout(Duration::from_secs(40), moves.changed())
            .await
            .expect("the letter goes")
            .unwrap();
    }
}

#[tokio::test]
async fn lt_3_everybody_reads_what_they_may_see_and_has_an_entry_for_their_calendar() {
    let place = Place::free();
    let app = app(&place).await;
    let mut post = Post::on(&place).await;
    let office = announced(&app).await;
    let everybody = [office.official.id, office.guest.id, office.secretary.id];
    let request = to(&everybody, "Đề nghị mang theo số liệu tháng 11.");
    let letters = written(&office, &request).await;
    assert!(letters.can_send);
    let reached: BTreeSet<_> = letters
        .addressees
        .iter()
        .filter(|one| one.has_address)
        .map(|one| (one.person, one.last.is_some()))
        .collect();
    assert_eq!(
        reached,
        [(office.official.id, true), (office.guest.id, true)].into()
    );
    let mut arrived = [post.letter().await, post.letter().await];
    arrived.sort_by(|one, other| one.to.cmp(&other.to));
    let [official, guest] = arrived;
    assert_eq!(official.to, ["triet@thanhgiang.gov.vn"]);
    assert_eq!(official.subject, "Mời họp: Họp giao ban tháng 12");
    let words = &official.parts["text/plain"];
    for said in [
        "Kính mời đồng chí Đoàn Minh Triết dự",
        "Đề nghị mang theo số liệu tháng 11.",
        "1. Ngân sách",
        "2. Giá đất",
        &format!("/meetings/{MEETING}"),
    ] {
        assert!(words.contains(said), "{said} in\n{words}");
    }
    assert_eq!(official.date, "Wed, 16 Dec 2026 01:47:00 +0000");
    assert_eq!(guest.to, ["vy@doanhnghiep.vn"]);
    let words = &guest.parts["text/plain"];
    assert!(words.contains("- Giá đất"), "{words}");
    for hidden in ["Ngân sách", "số liệu tháng 11", "Triết <"] {
        assert!(!words.contains(hidden), "{hidden} in\n{words}");
        assert!(!guest.parts["text/calendar"].contains(hidden));
    }
    // Long lines are folded (RFC 5545, 3.1).
    let entry = official.parts["text/calendar"].replace("\r\n", "\n");
    let entry = entry.replace("\n ", "");
    for line in [
        "METHOD:PUBLISH",
        &format!("UID:{MEETING}@localhost"),
        // When it was handed over.
        "DTSTAMP:20261216T014700Z",
        "SUMMARY:Họp giao ban tháng 12",
    ] {
        assert!(entry.lines().any(|one| one == line), "{line} in\n{entry}");
    }
    assert!(entry.contains("DTSTART:2"), "{entry}");
    for client in [&office.official, &office.guest] {
        let state = settled(&app, &office, client.id).await;
        assert_eq!(state, LetterState::Sent);
    }
}

#[tokio::test]
async fn lt_2_what_is_sent_again_is_one_letter_and_one_that_waits_survives_a_restart() {
    let place = Place::free();
    let app = app(&place).await;
    // Nobody listens: the letter waits.
    let office = announced(&app).await;
    let request = to(&[office.official.id], "");
    written_in_vain(&app, &office, &request).await;
    written(&office, &request).await;
    app.clock.advance(6 * 60_000);
    let mut post = Post::on(&place).await;
    let app = app.restarted().await;
    let first = post.letter().await;
    assert_eq!(first.to, ["triet@thanhgiang.gov.vn"]);
    assert!(first.id.ends_with("@localhost>"), "{}", first.id);
    assert_eq!(
        settled(&app, &office, office.official.id).await,
        LetterState::Sent
    );
    // Said once more it is still that letter; the next one is another sending's.
    written(&office, &request).await;
    let reminder = SendLetters {
        id: Uuid::from_u128(8),
        kind: LetterKind::Reminder,
        ..request
    };
    written(&office, &reminder).await;
    let second = post.letter().await;
    assert_eq!(
        second.subject,
        "Đề nghị trả lời dự họp: Họp giao ban tháng 12"
    );
    assert_ne!(second.id, first.id);
    drop(app);
}

#[tokio::test]
async fn lt_2_an_id_that_stands_for_other_letters_is_refused() {
    let app = app(&Place::free()).await;
    let office = announced(&app).await;
    let request = to(&[office.official.id], "Phòng họp số 2.");
    written_in_vain(&app, &office, &request).await;
    let other_words = to(&[office.official.id], "Phòng họp số 3.");
    let other_kind = SendLetters {
        kind: LetterKind::Reminder,
        ..request.clone()
    };
    for other in [other_words, other_kind] {
        let answer = office.secretary.post(&path(), &other).await;
        assert!(answer.body.contains("\"id\""), "{}", answer.body);
        assert_eq!(answer.refused(), ErrorCode::ValueInvalid);
    }
    // Under the same words it reaches somebody more.
    let more = to(&[office.official.id, office.guest.id], " Phòng họp số 2. ");
    let letters = written(&office, &more).await;
    assert_eq!(state_of(&letters, office.guest.id), LetterState::Waiting);
}

#[tokio::test]
async fn lt_2_a_letter_whose_outcome_cannot_be_written_is_not_sent_again_at_once() {
    let place = Place::free();
    let app = app(&place).await;
    let mut post = Post::on(&place).await;
    let office = announced(&app).await;
    let db = app.server.state().db.clone();
    execute(
        &db,
        "CREATE TRIGGER is_full BEFORE UPDATE ON letter WHEN NEW.state = 'sent'
         BEGIN SELECT RAISE(ABORT, 'full'); END",
    )
    .await;
    written(&office, &to(&[office.official.id], "")).await;
    let first = post.letter().await;
    assert_eq!(first.to, ["triet@thanhgiang.gov.vn"]);
    // Each sending has a look at everything that is due.
    let another = async |number| {
        let another = SendLetters {
            id: Uuid::from_u128(number),
            ..to(&[office.guest.id], "")
        };
        written(&office, &another).await;
    };
    for number in [8, 9] {
        another(number).await;
        assert_eq!(post.letter().await.to, ["vy@doanhnghiep.vn"]);
    }
    execute(&db, "DROP TRIGGER is_full").await;
    app.clock.advance(6 * 60_000);
    another(10).await;
    let state = settled(&app, &office, office.official.id).await;
    assert_eq!(state, LetterState::Sent);
    // It comes twice, under one name.
    while post.letter().await.id != first.id {}
}

#[tokio::test]
async fn lt_3_a_letter_that_waits_does_not_go_once_the_meeting_is_over() {
    let place = Place::free();
    let app = app(&place).await;
    let office = announced(&app).await;
    let request = to(&[office.official.id], "");
    written_in_vain(&app, &office, &request).await;
    does(&office, RoomCommand::Open {}).await;
    does(&office, RoomCommand::Close {}).await;
    app.clock.advance(6 * 60_000);
    let _post = Post::on(&place).await;
    let app = app.restarted().await;
    assert_eq!(
        settled(&app, &office, office.official.id).await,
        LetterState::Failed
    );
}

#[tokio::test]
async fn lt_4_an_address_that_is_refused_is_told_at_once() {
    let place = Place::free();
    let app = app(&place).await;
    let _post = Post::on(&place).await;
    let office = announced(&app).await;
    let mut known = person("Đoàn Minh Triết", vec![], vec![]);
    known.email = Some("khong-co@thanhgiang.gov.vn".to_owned());
    let of_them = format!("/api/v1/people/{}", office.official.id);
    let changed = office.administrator.put(&of_them, &known).await;
    assert!(changed.status.is_success(), "{}", changed.body);
    written(&office, &to(&[office.official.id, office.guest.id], "")).await;
    for (client, expected) in [
        (&office.official, LetterState::Failed),
        (&office.guest, LetterState::Sent),
    ] {
        assert_eq!(settled(&app, &office, client.id).await, expected);
    }
}

#[tokio::test]
async fn lt_4_a_mail_server_that_refuses_the_office_as_the_sender_is_told_as_such() {
    let place = Place::free();
    let app = app_with(sender(place.port, "bi-chan")).await;
    let _post = Post::on(&place).await;
    let office = announced(&app).await;
    written(&office, &to(&[office.official.id], "")).await;
    assert_eq!(
        settled(&app, &office, office.official.id).await,
        LetterState::SenderRefused
    );
}

#[tokio::test]
async fn lt_4_a_mail_server_that_does_not_answer_is_asked_a_few_times_for_many_letters() {
    // It takes connections, and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let sender = sender(silent.local_addr().unwrap().port(), "hop");
    let app = app_with(sender.patient_for(Duration::from_secs(1))).await;
    let office = announced(&app).await;
    let mut people = Vec::new();
    for number in 0..12_u8 {
        let mut known = person(
            &format!("Lê Văn {}", char::from(b'A' + number)),
            vec![],
            vec![],
        );
        known.email = Some(format!("dai-bieu-{number}@thanhgiang.gov.vn"));
        let made: Person = office
            .administrator
            .post("/api/v1/people", &known)
            .await
            .ok();
        people.push(made.id);
    }
    let delegate = |person: &PersonId| invite(*person, ParticipantRole::Delegate, &[]);
    let invited = RoomCommand::SetParticipants {
        people: people.iter().map(delegate).collect(),
    };
    does(&office, invited).await;
    written_in_vain(&app, &office, &to(&people, "")).await;
    let letters: Letters = office.secretary.get(&path()).await.ok();
    for person in &people {
        assert_eq!(state_of(&letters, *person), LetterState::Waiting);
    }
    silent.set_nonblocking(true).unwrap();
    let asked = std::iter::from_fn(|| silent.accept().ok()).count();
    assert_eq!(asked, 4, "the others wait for the next try");
}

#[tokio::test]
async fn lt_4_what_waited_for_a_day_is_given_up_with_the_others() {
    let app = app(&Place::free()).await;
    let office = announced(&app).await;
    let request = to(&[office.official.id, office.guest.id], "");
    written_in_vain(&app, &office, &request).await;
    app.clock.advance(25 * 3_600_000);
    let app = app.restarted().await;
    for client in [&office.official, &office.guest] {
        assert_eq!(settled(&app, &office, client.id).await, LetterState::Failed);
    }
}

#[tokio::test]
async fn lt_5_a_letter_that_waits_is_called_back_by_who_prepares_and_does_not_go() {
    let place = Place::free();
    let app = app(&place).await;
    // Nobody listens: the letters wait.
    let office = announced(&app).await;
    let (official, guest) = (office.official.id, office.guest.id);
    let request = to(&[official, guest], "");
    written_in_vain(&app, &office, &request).await;
    let calls = format!("{}/call-back", path());
    let theirs = CallBackLetters {
        people: [official].into(),
    };
    for client in [&office.guest, &office.clerk] {
        let refused = client.post(&calls, &theirs).await.refused();
        assert_eq!(client.get(&path()).await.refused(), refused);
    }
    // Said twice, it is done once.
    for _ in 0..2 {
        let letters: Letters = office.secretary.post(&calls, &theirs).await.ok();
        assert_eq!(state_of(&letters, official), LetterState::CalledBack);
        assert_eq!(state_of(&letters, guest), LetterState::Waiting);
    }
    let audit: Vec<AuditEntry> = office.administrator.get("/api/v1/audit").await.ok();
    let told: Vec<_> = audit
        .iter()
        .filter(|entry| entry.kind == "letters_called_back")
        .collect();
    assert_eq!(told.len(), 1, "{audit:?}");
    assert_eq!(told[0].actor, Some(office.secretary.id));
    assert_eq!(told[0].details["people"], json!([official]));

    app.clock.advance(6 * 60_000);
    let mut post = Post::on(&place).await;
    let app = app.restarted().await;
    assert_eq!(settled(&app, &office, guest).await, LetterState::Sent);
    assert_eq!(post.letter().await.to, ["vy@doanhnghiep.vn"]);
    // What is sent again stays called back; what went is not called back; another sending is another letter.
    let letters = written(&office, &request).await;
    assert_eq!(state_of(&letters, official), LetterState::CalledBack);
    let all = CallBackLetters {
        people: [official, guest].into(),
    };
    let letters: Letters = office.secretary.post(&calls, &all).await.ok();
    assert_eq!(state_of(&letters, guest), LetterState::Sent);
    let anew = SendLetters {
        id: Uuid::from_u128(8),
        ..to(&[official], "")
    };
    written(&office, &anew).await;
    assert_eq!(post.letter().await.to, ["triet@thanhgiang.gov.vn"]);
}

#[tokio::test]
async fn lt_1_letters_are_written_by_who_prepares_once_announced_to_who_is_invited() {
    let app = app(&Place::free()).await;
    let office = announced(&app).await;
    let request = to(&[office.official.id], "");
    for client in [&office.guest, &office.clerk] {
        let refused = client.post(&path(), &request).await.refused();
        assert!(
            matches!(
                refused,
                ErrorCode::PermissionDenied | ErrorCode::MeetingUnknown
            ),
            "{refused:?}"
        );
        assert_eq!(client.get(&path()).await.refused(), refused);
    }
    let outsider = to(&[office.administrator.id], "");
    let secretary = &office.secretary;
    assert_eq!(
        secretary.post(&path(), &outsider).await.refused(),
        ErrorCode::RoomRefused
    );
    let long = to(&[office.official.id], &"x".repeat(1_001));
    assert_eq!(
        secretary.post(&path(), &long).await.refused(),
        ErrorCode::ValueInvalid
    );
    does(&office, RoomCommand::Open {}).await;
    does(&office, RoomCommand::Close {}).await;
    assert_eq!(
        secretary.post(&path(), &request).await.refused(),
        ErrorCode::RoomRefused
    );
}

#[tokio::test]
async fn without_a_mail_server_nothing_is_written_and_the_screens_are_told() {
    let app = TestApp::start().await;
    let office = announced(&app).await;
    let letters: Letters = office.secretary.get(&path()).await.ok();
    assert!(!letters.can_send);
    let request = to(&[office.official.id], "");
    assert_eq!(
        office.secretary.post(&path(), &request).await.refused(),
        ErrorCode::MailNotSetUp
    );
}
