//! Every route that names an object, with objects that there are, as everybody: what `routes` asks of the gate, this asks of
//! the handlers. What is asked of a meeting that is published is said here, what only one that is over has in `over`;
//! commands to a room are walked in `roles`.

mod limited;
mod over;
mod walk;

use std::collections::BTreeSet;

use nghisu_server::http::route;
use serde_json::{Value, json};

use crate::signature_images::stroke;

/// Nothing of this name is there.
const NOBODY: &str = "00000000-0000-7000-8000-000000000000";

/// Somebody whom a request enters.
const NEWCOMER: &str = "00000000-0000-7000-8000-000000000001";

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
/// Whose answer is an outcome.
const COMMANDS: (&str, &str) = ("POST", "/api/v1/meetings/{id}/commands");
/// What is somebody else's own: it is not among mine.
const NOT_MINE: [u16; 6] = [404; 6];
/// The directory: everybody who is signed in.
const OPEN: [u16; 6] = [200; 6];

/// A request as everybody: method, address, body, and the status for each of [`EVERYBODY`]. `{id}` in an address and
/// `{item}` in a body are filled in.
type Row = (&'static str, &'static str, Value, [u16; 6]);

/// What is asked of a meeting that is published, in this order.
fn table() -> Vec<Row> {
    let nothing = || Value::Null;
    let begin = json!({ "file_name": "1. Báo cáo.pdf", "size": 10, "secrecy": "normal",
        "target": { "kind": "new", "item": "{item}" } });
    let name = json!({ "name": "Sở Tài chính", "valid_from": "2027-01-01" });
    let position = json!({ "unit": "{unit}", "title": "Chuyên viên", "precedence": 9 });
    let note = json!({ "id": NOBODY, "version": "{versions}", "page": 1, "envelope": null });
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
        (
            "POST",
            "/api/v1/meetings/{id}/letters/call-back",
            json!({ "people": [] }),
            [404, 403, 404, 200, 200, 404],
        ),
        (
            "GET",
            "/api/v1/meetings/{id}/door",
            nothing(),
            [404, 403, 404, 200, 200, 404],
        ),
        (
            "POST",
            "/api/v1/meetings/{id}/door/passes",
            json!({ "person": "{invited}" }),
            [404, 403, 404, 200, 200, 404],
        ),
        (
            "DELETE",
            "/api/v1/meetings/{id}/door/passes/{pass}",
            nothing(),
            [404, 403, 404, 404, 404, 404],
        ),
        (
            "GET",
            "/api/v1/meetings/{id}/door/tablets",
            nothing(),
            [404, 403, 404, 200, 200, 404],
        ),
        (
            "POST",
            "/api/v1/meetings/{id}/door/loans",
            json!({ "tablet": NOBODY, "person": "{invited}" }),
            [404, 403, 404, 404, 404, 404],
        ),
        ("POST", "/api/v1/room-tablets/{id}/code", nothing(), DOORS),
        ("DELETE", "/api/v1/room-tablets/{id}", nothing(), ENDED),
        (
            "POST",
            "/api/v1/meetings/{id}/door/substitutes",
            json!({ "id": NEWCOMER, "name": "Ngô Bá Thịnh", "position": "", "unit_name": "Sở Y tế",
                "substitute_for": "{invited}" }),
            [404, 403, 404, 204, 204, 404],
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
            "POST",
            "/api/v1/versions/{version}/notes",
            json!({ "notes": [note] }),
            [404, 404, 404, 204, 204, 404],
        ),
        (
            "PUT",
            "/api/v1/versions/{version}/notes/{id}",
            note,
            [404, 404, 404, 204, 204, 404],
        ),
        // One's own notes are erased also where the paper is seen no more; somebody else's are none of one's own.
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
            "PUT",
            "/api/v1/uploads/{id}?offset=0",
            json!("bytes"),
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
        // The chair says so first; the secretary hears that it was said.
        (
            "POST",
            "/api/v1/uploads/{marked}/confirm",
            json!({ "is_secret": true }),
            [404, 404, 404, 200, 409, 404],
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
        (
            "PUT",
            "/api/v1/people/{id}/signature-image",
            json!(stroke()),
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
        // Whoever is in the directory is no newcomer.
        (
            "POST",
            "/api/v1/people/{id}/join",
            json!({ "into": NOBODY }),
            [403, 403, 403, 403, 403, 422],
        ),
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

/// A route as the list of routes names it.
fn route_of((method, address, ..): &Row) -> (String, String) {
    let path = address.split('?').next().unwrap();
    ((*method).to_owned(), path.replace("{marked}", "{id}"))
}

#[test]
fn every_route_that_names_an_object_is_asked_for_as_everybody() {
    let mut asked: BTreeSet<_> = table().iter().map(route_of).collect();
    let elsewhere = over::ASKED.into_iter().chain([COMMANDS]);
    asked.extend(elsewhere.map(|(method, path)| (method.to_owned(), path.to_owned())));
    for endpoint in route::all() {
        let route = (endpoint.method.to_string(), endpoint.path);
        assert!(
            asked.contains(&route) || !route.1.contains('{'),
            "{route:?} is in no table"
        );
    }
}
