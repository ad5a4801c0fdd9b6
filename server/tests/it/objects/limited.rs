//! Every route as a session that a pass opened: what it may ask of its own meeting is answered as its person is answered,
//! another meeting is unknown, and whatever the list of routes says nothing of is refused (rules DO-1 and DO-2).

use nghisu_protocol::{
    documents::Secrecy,
    error::{ErrorBody, ErrorCode},
    ids::{ItemId, MeetingId, VersionId},
    people::{Me, Role},
    room::{RoomCommand, state::ParticipantRole},
};
use nghisu_server::http::route::{self, Access, Endpoint, Limited};
use serde_json::{Value, json};

use super::{route_of, table, walk::Objects};
use crate::{
    client::{Answer, Client},
    papers::Meeting,
    pdf,
    rooms::{add, details, in_room, invite},
    support::TestApp,
};

/// What is asked of a route: the row of the table where it has one.
fn request(endpoint: &Endpoint) -> (String, Value) {
    let own = (endpoint.method.to_string(), endpoint.path.clone());
    let row = table().into_iter().find(|row| route_of(row) == own);
    match row {
        Some((_, address, body, _)) => (address.to_owned(), body),
        None if own.1.ends_with("/commands") => {
            let check_in = in_room(RoomCommand::CheckIn {});
            (own.1, serde_json::to_value(check_in).unwrap())
        }
        None => (own.1, json!({})),
    }
}

async fn ask(client: &Client, objects: &Objects, endpoint: &Endpoint) -> Answer {
    let (address, body) = request(endpoint);
    let method: reqwest::Method = endpoint.method.as_str().parse().unwrap();
    let is_read = method == reqwest::Method::GET;
    let mut request = client.request(method, &objects.filled(&address));
    if !is_read {
        request = request.json(&objects.body(&body));
    }
    let answer = request.send().await.unwrap();
    let status = answer.status();
    // A file or an image is no text; a refusal is.
    let body = if status.is_success() {
        String::new()
    } else {
        answer.text().await.unwrap()
    };
    Answer { status, body }
}

/// The code of a refusal, where it is one.
fn code(answer: &Answer) -> Option<ErrorCode> {
    let body: Result<ErrorBody, _> = serde_json::from_str(&answer.body);
    body.ok().map(|body| body.code)
}

/// The same office with another meeting, in which the same delegate takes part: what is asked of it from now on is asked of
/// that one.
async fn another(meeting: &mut Meeting, delegate: &Client) -> VersionId {
    let [id, first, second] = std::array::from_fn(|_| uuid::Uuid::new_v4());
    (meeting.id, meeting.first, meeting.second) = (MeetingId(id), ItemId(first), ItemId(second));
    let chair = meeting.office.official.id;
    for command in [
        RoomCommand::CreateMeeting { details: details() },
        RoomCommand::AssignChair { person: chair },
        add(meeting.first, "Ngân sách"),
    ] {
        meeting.command(command).await;
    }
    prepared(meeting, delegate).await;
    meeting.command(RoomCommand::Publish {}).await;
    paper(meeting).await
}

async fn prepared(meeting: &Meeting, delegate: &Client) {
    let people = vec![
        invite(delegate.id, ParticipantRole::Delegate, &[]),
        invite(meeting.office.guest.id, ParticipantRole::Guest, &[]),
    ];
    meeting
        .command(RoomCommand::SetParticipants { people })
        .await;
}

async fn paper(meeting: &Meeting) -> VersionId {
    meeting
        .bring_as(meeting.first, &pdf::pdf(&["Ngân sách"]), Secrecy::Normal)
        .await
}

#[tokio::test]
async fn do_1_do_2_every_route_answers_a_session_of_a_pass_as_the_list_of_routes_says() {
    let mut meeting = Meeting::open_in(TestApp::start_with_papers().await).await;
    let admin = &meeting.office.administrator;
    let unit = meeting.office.unit;
    // Whatever their roles give elsewhere, by a pass it comes to nothing.
    let roles = [
        Role::Administrator,
        Role::Secretary,
        Role::Clerk,
        Role::Official,
    ];
    let person = meeting
        .app
        .member(admin, "Nguyễn Thị Hòa", unit, &roles)
        .await;
    let subject = meeting
        .app
        .member(admin, "Mạc Văn Ủy", unit, &[Role::Official])
        .await;
    prepared(&meeting, &person).await;
    let version = paper(&meeting).await;
    let own = Objects::of(&meeting, version, &subject).await;
    let door = format!("/api/v1/meetings/{}/door/passes", meeting.id);
    let pass: Value = meeting
        .office
        .secretary
        .post(&door, &json!({ "person": person.id }))
        .await
        .ok();
    let version = another(&mut meeting, &person).await;
    let mut other = Objects(own.0.clone());
    for (name, id) in [
        ("meetings", meeting.id.to_string()),
        ("archive", meeting.id.to_string()),
        ("versions", version.to_string()),
        ("changes", version.to_string()),
    ] {
        other.0.insert(name, id);
    }
    let device = meeting.app.stranger();
    let code_typed = json!({ "code": pass["code"] });
    device
        .post("/api/v1/door/use", &code_typed)
        .await
        .ok::<Me>();

    // Signing out comes last: it ends the session that the walk goes on with.
    let (last, mut endpoints): (Vec<_>, Vec<_>) = route::all()
        .into_iter()
        .partition(|endpoint| endpoint.path == "/api/v1/sign-out");
    endpoints.extend(last);
    let (mut passed, mut refused) = (0, 0);
    for endpoint in endpoints {
        if endpoint.access == Access::Public {
            assert_eq!(endpoint.limited, Limited::Refused, "it asks for nobody");
            continue;
        }
        let what = format!("{} {}", endpoint.method, endpoint.path);
        let here = ask(&device, &own, &endpoint).await;
        let there = ask(&device, &other, &endpoint).await;
        match endpoint.limited {
            Limited::Refused => {
                refused += 1;
                for answer in [here, there] {
                    assert_eq!(code(&answer), Some(ErrorCode::SessionLimited), "{what}");
                    assert_eq!(answer.status, 403, "{what}");
                }
            }
            Limited::Passes => assert!(here.status.is_success(), "{what}: {}", here.body),
            Limited::Meeting | Limited::Versions(_) => {
                passed += 1;
                let unknown = match endpoint.limited {
                    Limited::Meeting => ErrorCode::MeetingUnknown,
                    _ => ErrorCode::VersionUnknown,
                };
                assert_eq!(code(&there), Some(unknown), "{what}");
                // With their passkey they are in both, and what they ask of their own is answered alike.
                let whole = ask(&person, &own, &endpoint).await;
                assert_eq!(here.status, whole.status, "{what}: {}", here.body);
                let whole = ask(&person, &other, &endpoint).await;
                assert_ne!(code(&whole), Some(unknown), "{what}");
            }
        }
    }
    assert!(
        passed >= 13 && refused > 80,
        "{passed} pass, {refused} do not"
    );
    let after = device.get("/api/v1/me").await.refused();
    assert_eq!(after, ErrorCode::SignInRequired);
}
