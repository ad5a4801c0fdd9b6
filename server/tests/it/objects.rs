//! Every route that names an object, with objects that there are, as everybody: what `routes` asks of the gate, this asks of
//! the handlers. Commands to a room are walked in `roles`.

use std::collections::{BTreeMap, BTreeSet};

use nghisu_protocol::{
    documents::{Secrecy, Upload},
    ids::VersionId,
    people::{Credential, IssuedToken, Role, Session},
    signing::SigningCertificate,
};
use nghisu_server::http::route;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{client::Client, papers::Meeting, pdf, signing::desk::request, support::TestApp};

/// Nothing of this name is there.
const NOBODY: &str = "00000000-0000-7000-8000-000000000000";

/// Who asks, from the least rights to the most, so that what is done is done at the end: an official who was not invited,
/// a guest of the other item, a clerk, the chair, the secretary, an administrator of the whole tree.
const EVERYBODY: [&str; 6] = [
    "outsider",
    "guest",
    "clerk",
    "chair",
    "secretary",
    "administrator",
];

/// The meeting's own: those who take part see it; to everybody else it is not there.
const TAKING_PART: [u16; 6] = [404, 200, 404, 200, 200, 404];
/// A paper of an item to which the guest was not invited.
const PAPER: [u16; 6] = [404, 404, 404, 200, 200, 404];
/// What nobody has made yet: the room's or the archive's answer to those who may ask.
const ABSENT: [u16; 6] = [404; 6];
/// A person's doors: for whoever administrates them.
const DOORS: [u16; 6] = [403, 403, 403, 403, 403, 200];
/// The same, where something ends and nothing is answered.
const ENDED: [u16; 6] = [403, 403, 403, 403, 403, 204];
/// What is somebody else's own: it is not among mine.
const NOT_MINE: [u16; 6] = [404; 6];
/// The directory: everybody who is signed in.
const OPEN: [u16; 6] = [200; 6];

/// The status for each of [`EVERYBODY`], of every route that reads or removes an object, and of those that change one and
/// need no more than is said here.
fn table() -> Vec<(&'static str, &'static str, Value, [u16; 6])> {
    let nothing = || Value::Null;
    let begin = json!({ "file_name": "1. Báo cáo.pdf", "size": 10, "secrecy": "normal",
        "target": { "kind": "new", "item": "{item}" } });
    let name = json!({ "name": "Sở Tài chính", "valid_from": "2027-01-01" });
    let position = json!({ "unit": "{unit}", "title": "Chuyên viên", "precedence": 9 });
    vec![
        ("GET", "/api/v1/meetings/{id}", nothing(), TAKING_PART),
        (
            "GET",
            "/api/v1/meetings/{id}/entries",
            nothing(),
            TAKING_PART,
        ),
        (
            "GET",
            "/api/v1/meetings/{id}/checkpoint",
            nothing(),
            TAKING_PART,
        ),
        (
            "GET",
            "/api/v1/meetings/{id}/proof?old=1&new=2",
            nothing(),
            TAKING_PART,
        ),
        (
            "GET",
            "/api/v1/meetings/{id}/socket",
            nothing(),
            [404, 400, 404, 400, 400, 404],
        ),
        (
            "GET",
            "/api/v1/meetings/{id}/first-page?long_edge=256",
            nothing(),
            [404, 204, 404, 200, 200, 404],
        ),
        (
            "GET",
            "/api/v1/meetings/{id}/letters",
            nothing(),
            [404, 403, 404, 200, 200, 404],
        ),
        (
            "POST",
            "/api/v1/meetings/{id}/letters",
            json!({ "id": NOBODY, "kind": "invitation", "people": [] }),
            // No mail server is set up here.
            [404, 403, 404, 503, 503, 404],
        ),
        ("DELETE", "/api/v1/calendar/{day}", nothing(), ENDED),
        (
            "GET",
            "/api/v1/meetings/{id}/papers",
            nothing(),
            TAKING_PART,
        ),
        (
            "POST",
            "/api/v1/meetings/{id}/papers",
            nothing(),
            [404, 202, 404, 202, 202, 404],
        ),
        (
            "GET",
            "/api/v1/meetings/{id}/papers.pdf",
            nothing(),
            TAKING_PART,
        ),
        (
            "GET",
            "/api/v1/meetings/{id}/papers.zip",
            nothing(),
            TAKING_PART,
        ),
        (
            "GET",
            "/api/v1/meetings/{id}/uploads",
            nothing(),
            [404, 403, 404, 200, 200, 404],
        ),
        (
            "POST",
            "/api/v1/meetings/{id}/uploads",
            begin,
            [404, 403, 404, 201, 201, 404],
        ),
        (
            "POST",
            "/api/v1/meetings/{id}/copies",
            json!({ "meeting": NOBODY, "title": "Họp" }),
            [404, 403, 404, 403, 200, 404],
        ),
        (
            "GET",
            "/api/v1/meetings/{id}/minutes",
            nothing(),
            [404, 404, 404, 200, 200, 404],
        ),
        (
            "GET",
            "/api/v1/meetings/{id}/minutes/changes",
            nothing(),
            [404, 404, 404, 200, 200, 404],
        ),
        (
            "GET",
            "/api/v1/meetings/{id}/minutes/file",
            nothing(),
            [404, 404, 404, 404, 404, 404],
        ),
        (
            "GET",
            "/api/v1/meetings/{id}/minutes/number?symbol=BB-UBND",
            nothing(),
            [404, 404, 404, 403, 200, 404],
        ),
        (
            "GET",
            "/api/v1/meetings/{id}/minutes/pages",
            nothing(),
            [404, 404, 404, 404, 404, 404],
        ),
        (
            "GET",
            "/api/v1/meetings/{id}/minutes/pages/{page}?edge=256",
            nothing(),
            [404, 404, 404, 404, 404, 404],
        ),
        (
            "GET",
            "/api/v1/meetings/{id}/minutes/preview",
            nothing(),
            [404, 404, 404, 200, 200, 404],
        ),
        (
            "POST",
            "/api/v1/meetings/{id}/minutes/redraft",
            json!({ "revision": 0 }),
            [404, 404, 404, 403, 409, 404],
        ),
        (
            "POST",
            "/api/v1/meetings/{id}/archive",
            nothing(),
            [404, 403, 404, 409, 409, 404],
        ),
        (
            "GET",
            "/api/v1/archive/{meeting}/minutes",
            nothing(),
            [404, 403, 404, 409, 409, 404],
        ),
        (
            "GET",
            "/api/v1/archive/{meeting}/package",
            nothing(),
            [404, 403, 404, 404, 404, 404],
        ),
        (
            "GET",
            "/api/v1/archive/{meeting}/verification",
            nothing(),
            [404, 403, 404, 404, 404, 404],
        ),
        ("GET", "/api/v1/ceremonies/{id}", nothing(), ABSENT),
        ("GET", "/api/v1/ceremonies/{id}/document", nothing(), ABSENT),
        ("DELETE", "/api/v1/ceremonies/{id}", nothing(), ABSENT),
        ("GET", "/api/v1/versions/{id}", nothing(), PAPER),
        ("GET", "/api/v1/versions/{id}/file", nothing(), PAPER),
        (
            "GET",
            "/api/v1/versions/{id}/pages/{page}/image?long_edge=256",
            nothing(),
            PAPER,
        ),
        ("GET", "/api/v1/versions/{id}/search?q=a", nothing(), PAPER),
        ("GET", "/api/v1/versions/{id}/text/{page}", nothing(), PAPER),
        (
            "GET",
            "/api/v1/versions/{older}/changes/{newer}",
            nothing(),
            PAPER,
        ),
        (
            "GET",
            "/api/v1/versions/{version}/annotations",
            nothing(),
            PAPER,
        ),
        ("GET", "/api/v1/versions/{version}/notes", nothing(), PAPER),
        (
            "DELETE",
            "/api/v1/versions/{version}/notes/{id}",
            nothing(),
            [204; 6],
        ),
        (
            "GET",
            "/api/v1/uploads/{id}",
            nothing(),
            [404, 404, 404, 200, 200, 404],
        ),
        (
            "GET",
            "/api/v1/uploads/{id}/digest",
            nothing(),
            [404, 404, 404, 403, 200, 404],
        ),
        (
            "POST",
            "/api/v1/uploads/{id}/finish",
            json!({}),
            [404, 404, 404, 422, 422, 404],
        ),
        (
            "DELETE",
            "/api/v1/uploads/{id}",
            nothing(),
            [404, 404, 404, 403, 204, 404],
        ),
        ("GET", "/api/v1/people/{id}", nothing(), OPEN),
        ("GET", "/api/v1/people/{id}/certificates", nothing(), DOORS),
        ("GET", "/api/v1/people/{id}/credentials", nothing(), DOORS),
        ("GET", "/api/v1/people/{id}/sessions", nothing(), DOORS),
        (
            "GET",
            "/api/v1/people/{id}/signature-image",
            nothing(),
            DOORS,
        ),
        ("GET", "/api/v1/people/{id}/tokens", nothing(), DOORS),
        (
            "DELETE",
            "/api/v1/people/{id}/sessions/{session}",
            nothing(),
            ENDED,
        ),
        (
            "DELETE",
            "/api/v1/people/{id}/certificates/{certificate}",
            nothing(),
            ENDED,
        ),
        (
            "DELETE",
            "/api/v1/people/{id}/credentials/{credential}",
            nothing(),
            ENDED,
        ),
        ("DELETE", "/api/v1/people/{id}/sessions", nothing(), ENDED),
        (
            "DELETE",
            "/api/v1/people/{id}/signature-image",
            nothing(),
            ENDED,
        ),
        (
            "DELETE",
            "/api/v1/people/{id}/tokens/{token}",
            nothing(),
            ENDED,
        ),
        (
            "POST",
            "/api/v1/people/{id}/activation",
            nothing(),
            [403, 403, 403, 403, 200, 200],
        ),
        (
            "DELETE",
            "/api/v1/people/{id}/activation",
            nothing(),
            [403, 403, 403, 403, 204, 204],
        ),
        (
            "POST",
            "/api/v1/people/{id}/tokens",
            json!({ "name": "x", "expires_at": null }),
            DOORS,
        ),
        (
            "POST",
            "/api/v1/people/{id}/positions",
            position.clone(),
            DOORS,
        ),
        ("PUT", "/api/v1/positions/{id}", position, DOORS),
        (
            "PUT",
            "/api/v1/people/{id}",
            json!({ "name": "Mạc Văn Ủy" }),
            DOORS,
        ),
        (
            "PUT",
            "/api/v1/people/{id}/roles",
            json!({ "grants": [] }),
            DOORS,
        ),
        ("POST", "/api/v1/people/{id}/close", nothing(), DOORS),
        ("POST", "/api/v1/people/{id}/reopen", nothing(), DOORS),
        ("GET", "/api/v1/units/{id}/names", nothing(), OPEN),
        ("POST", "/api/v1/units/{id}/names", name, DOORS),
        (
            "PUT",
            "/api/v1/units/{id}",
            json!({ "name": "UBND tỉnh" }),
            DOORS,
        ),
        (
            "DELETE",
            "/api/v1/me/certificates/{id}",
            nothing(),
            NOT_MINE,
        ),
        ("DELETE", "/api/v1/me/credentials/{id}", nothing(), NOT_MINE),
        ("DELETE", "/api/v1/me/sessions/{id}", nothing(), NOT_MINE),
        ("DELETE", "/api/v1/me/tokens/{id}", nothing(), NOT_MINE),
    ]
}

/// What the parameters stand for, by the part of the path before them.
struct Objects(BTreeMap<&'static str, String>);

impl Objects {
    async fn of(meeting: &Meeting, paper: VersionId, subject: &Client) -> Self {
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
        let upload: Upload = meeting
            .begin(&meeting.office.secretary, meeting.first, 10)
            .await
            .ok();
        Self(BTreeMap::from([
            ("calendar", "2027-09-02".to_owned()),
            ("meetings", meeting.id.to_string()),
            ("archive", meeting.id.to_string()),
            ("versions", paper.to_string()),
            ("changes", paper.to_string()),
            ("uploads", upload.id.to_string()),
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
        ]))
    }

    fn filled(&self, address: &str) -> String {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let mut parts: Vec<&str> = path.split('/').collect();
        for at in 1..parts.len() {
            if parts[at].starts_with('{') {
                parts[at] = &self.0[parts[at - 1]];
            }
        }
        format!("{}?{query}", parts.join("/"))
    }
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
    let clients = [
        &outsider,
        &office.guest,
        &office.clerk,
        &office.official,
        &office.secretary,
        admin,
    ];

    let mut wrong = Vec::new();
    let mut walked = BTreeSet::new();
    for (method, path, body, expected) in table() {
        let route = path.split('?').next().unwrap();
        walked.insert((method.to_owned(), route.to_owned()));
        let body: Value = serde_json::from_str(
            &body
                .to_string()
                .replace("{item}", &meeting.first.to_string())
                .replace("{unit}", &office.unit.to_string()),
        )
        .unwrap();
        let mut statuses = Vec::new();
        for client in clients {
            let mut request = client.request(method.parse().unwrap(), &objects.filled(path));
            if method != Method::GET.as_str() {
                request = request.json(&body);
            }
            // Only statuses: a file or an image is no text.
            statuses.push(request.send().await.unwrap().status().as_u16());
        }
        if statuses != expected {
            wrong.push(format!(
                "{method} {path}: {statuses:?}, expected {expected:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{EVERYBODY:?}\n{}", wrong.join("\n"));

    let to_walk = route::all().into_iter().filter_map(|endpoint| {
        let is_plain = ["GET", "DELETE"].contains(&endpoint.method.as_str());
        (is_plain && endpoint.path.contains('{'))
            .then(|| (endpoint.method.to_string(), endpoint.path))
    });
    for route in to_walk {
        assert!(walked.contains(&route), "{route:?} is not in the table");
    }
}
