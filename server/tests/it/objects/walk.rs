//! The walk through the table, with a real object for every parameter.

use std::collections::BTreeMap;

use nghisu_protocol::{
    documents::{Secrecy, Upload, UploadState},
    door::IssuedTablet,
    ids::VersionId,
    people::{Credential, IssuedToken, Role, Session},
    room::{Rejection, RoomCommand, state::Details},
    signing::SigningCertificate,
    socket::Outcome,
};
use reqwest::Method;
use serde_json::{Value, json};

use super::{EVERYBODY, NOBODY, Row, table};
use crate::{
    client::Client,
    papers::{Meeting, put},
    pdf,
    rooms::{details, in_room},
    signing::desk::request,
    support::TestApp,
};

/// An upload of which somebody has to say whether it is secret.
async fn marked_upload(meeting: &Meeting) -> Upload {
    let secretary = &meeting.office.secretary;
    let file = pdf::pdf(&["MẬT"]);
    let size = file.len() as u64;
    let upload: Upload = meeting.begin(secretary, meeting.first, size).await.ok();
    put(secretary, &upload, 0, file).await.ok::<Upload>();
    let mut moves = meeting.app.server.state().documents.moves();
    let address = format!("/api/v1/uploads/{}", upload.id);
    let mut upload: Upload = secretary
        .post(&format!("{address}/finish"), &json!({}))
        .await
        .ok();
    while upload.state == UploadState::Checking {
        moves.recv().await.unwrap();
        upload = secretary.get(&address).await.ok();
    }
    assert!(
        matches!(upload.state, UploadState::AwaitingConfirmation { .. }),
        "{:?}",
        upload.state
    );
    upload
}

/// What the parameters stand for: by their own name, else by the part of the path before them.
pub(super) struct Objects(pub(super) BTreeMap<&'static str, String>);

impl Objects {
    pub(super) async fn of(meeting: &Meeting, paper: VersionId, subject: &Client) -> Self {
        let administrator = &meeting.office.administrator;
        let person = format!("/api/v1/people/{}", subject.id);
        let sessions: Vec<Session> = administrator.get(&format!("{person}/sessions")).await.ok();
        let keys: Vec<Credential> = administrator
            .get(&format!("{person}/credentials"))
            .await
            .ok();
        let token: IssuedToken = administrator
            .post(
                &format!("{person}/tokens"),
                &json!({ "name": "t", "expires_at": null }),
            )
            .await
            .ok();
        let described: Value = administrator.get(&person).await.ok();
        let certificate: SigningCertificate = subject
            .post("/api/v1/me/certificates", &request(1, "iPad"))
            .await
            .ok();
        let secretary = &meeting.office.secretary;
        let upload: Upload = meeting.begin(secretary, meeting.first, 10).await.ok();
        let marked = marked_upload(meeting).await;
        let tablet: IssuedTablet = administrator
            .post(
                "/api/v1/room-tablets",
                &json!({ "name": "Máy phòng họp 07" }),
            )
            .await
            .ok();
        Self(BTreeMap::from([
            ("calendar", "2027-09-02".to_owned()),
            ("meetings", meeting.id.to_string()),
            ("archive", meeting.id.to_string()),
            ("versions", paper.to_string()),
            ("changes", paper.to_string()),
            ("uploads", upload.id.to_string()),
            ("marked", marked.id.to_string()),
            ("people", subject.id.to_string()),
            ("sessions", sessions[0].id.to_string()),
            ("credentials", keys[0].id.to_string()),
            ("certificates", certificate.id.to_string()),
            ("tokens", token.id.to_string()),
            (
                "positions",
                described["positions"][0]["id"].as_str().unwrap().to_owned(),
            ),
            ("units", meeting.office.unit.to_string()),
            ("pages", "1".to_owned()),
            ("text", "1".to_owned()),
            ("ceremonies", NOBODY.to_owned()),
            ("notes", NOBODY.to_owned()),
            ("item", meeting.first.to_string()),
            ("invited", meeting.office.guest.id.to_string()),
            ("passes", NOBODY.to_owned()),
            ("room-tablets", tablet.id.to_string()),
            ("unit", meeting.office.unit.to_string()),
        ]))
    }

    pub(super) fn filled(&self, address: &str) -> String {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let mut parts: Vec<&str> = path.split('/').collect();
        for at in 1..parts.len() {
            if let Some(name) = parts[at].strip_prefix('{') {
                let own = self.0.get(name.trim_end_matches('}'));
                parts[at] = own.unwrap_or_else(|| &self.0[parts[at - 1]]);
            }
        }
        format!("{}?{query}", parts.join("/"))
    }

    pub(super) fn body(&self, body: &Value) -> Value {
        let text = self.0.iter().fold(body.to_string(), |text, (name, value)| {
            text.replace(&format!("{{{name}}}"), value)
        });
        serde_json::from_str(&text).unwrap()
    }
}

/// Asks as everybody; what was answered otherwise than the row says.
pub(super) async fn ask(
    everybody: [&Client; 6],
    objects: &Objects,
    (method, address, body, expected): &Row,
) -> Option<String> {
    let body = objects.body(body);
    let mut statuses = Vec::new();
    for client in everybody {
        let mut request = client.request(method.parse().unwrap(), &objects.filled(address));
        if *method != Method::GET.as_str() {
            request = request.json(&body);
        }
        // Only statuses: a file or an image is no text.
        statuses.push(request.send().await.unwrap().status().as_u16());
    }
    (statuses != expected)
        .then(|| format!("{method} {address}: {statuses:?}, expected {expected:?}"))
}

#[tokio::test]
async fn every_object_answers_everybody_as_the_table_says() {
    let meeting = Meeting::open_in(TestApp::start_with_papers().await).await;
    let (app, office) = (&meeting.app, &meeting.office);
    let admin = &office.administrator;
    let paper = meeting
        .bring_as(meeting.first, &pdf::pdf(&["Ngân sách"]), Secrecy::Normal)
        .await;
    let outsider = app
        .member(admin, "Ngô Bá Thịnh", office.unit, &[Role::Official])
        .await;
    let subject = app
        .member(admin, "Mạc Văn Ủy", office.unit, &[Role::Official])
        .await;
    let objects = Objects::of(&meeting, paper, &subject).await;
    let everybody = [
        &outsider,
        &office.guest,
        &office.clerk,
        &office.official,
        &office.secretary,
        admin,
    ];
    let mut wrong = Vec::new();
    for row in table() {
        wrong.extend(ask(everybody, &objects, &row).await);
    }
    assert!(wrong.is_empty(), "{EVERYBODY:?}\n{}", wrong.join("\n"));

    // A room answers a command with an outcome: to whom it is hidden it is not there, whatever the command.
    let hidden = Some(Rejection::UnknownMeeting);
    let refused = Some(Rejection::NotAllowed);
    let expected = [hidden, refused, hidden, None, None, hidden];
    for ((number, client), expected) in (0..).zip(everybody).zip(expected) {
        let details = Details {
            title: format!("Họp {number}"),
            ..details()
        };
        let command = in_room(RoomCommand::ChangeDetails { details });
        let path = format!("/api/v1/meetings/{}/commands", meeting.id);
        let rejection = match client.post(&path, &command).await.ok() {
            Outcome::Accepted { .. } => None,
            Outcome::Rejected { reason } => Some(reason),
        };
        assert_eq!(rejection, expected, "{}", EVERYBODY[number]);
    }
}
