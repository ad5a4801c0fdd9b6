//! The same of a meeting that is over: its minutes, the ceremonies that sign them, its package. Each is a real one, in the
//! order in which they come to be.

use std::collections::BTreeMap;

use nghisu_protocol::{
    log::Hash,
    minutes::{MinutesText, MinutesView},
    people::Role,
    room::{RoomCommand, state::ParticipantRole},
    signing::{Ceremony, CeremonyState},
};
use p256::ecdsa::{Signature, signature::Signer as _};
use serde_json::{Value, json};

use super::{
    EVERYBODY, Row,
    walk::{Objects, ask},
};
use crate::{
    client::Client,
    rooms::{MEETING, SECOND, add, invite},
    signing::desk::{Desk, Tablet, assertion, attributes, begin, sign, tablet},
    support::TestApp,
};

/// What is asked here and in no other table, with an object that is there.
pub(super) const ASKED: [(&str, &str); 7] = [
    ("PUT", "/api/v1/meetings/{id}/minutes"),
    ("POST", "/api/v1/meetings/{id}/minutes/submission"),
    ("POST", "/api/v1/meetings/{id}/minutes/reading"),
    ("POST", "/api/v1/meetings/{id}/minutes/return"),
    ("POST", "/api/v1/meetings/{id}/minutes/ceremonies"),
    ("POST", "/api/v1/ceremonies/{id}/authorisation"),
    ("POST", "/api/v1/ceremonies/{id}/signature"),
];

/// The secretary's alone; the chair reads it and is refused.
const WRITTEN: [u16; 6] = [404, 404, 404, 403, 200, 404];
/// What secretary and chair read before the last signature.
const READ: [u16; 6] = [404, 404, 404, 200, 200, 404];
/// Of a signer whose turn it is, the secretary; nobody else learns of it.
const OWN: [u16; 6] = [404, 404, 404, 404, 200, 404];
/// The package: of those who keep it. Guests never have it.
const KEPT: [u16; 6] = [404, 403, 200, 200, 200, 404];

struct Over {
    desk: Desk,
    outsider: Client,
    objects: Objects,
    wrong: Vec<String>,
}

impl Over {
    /// A closed meeting of two items; the guest is invited to the second, which has no papers.
    async fn closed() -> Self {
        let desk = Desk::opened_on(TestApp::start_with_papers().await).await;
        let guest = invite(desk.office.guest.id, ParticipantRole::Guest, &[SECOND]);
        for command in [
            add(SECOND, "Giáo dục"),
            RoomCommand::SetParticipants {
                people: vec![guest],
            },
            RoomCommand::Close {},
        ] {
            desk.command(command).await;
        }
        let outsider = desk
            .app
            .member(
                &desk.office.administrator,
                "Ngô Bá Thịnh",
                desk.office.unit,
                &[Role::Official],
            )
            .await;
        Self {
            desk,
            outsider,
            objects: Objects(BTreeMap::from([
                ("meetings", MEETING.to_string()),
                ("archive", MEETING.to_string()),
                ("pages", "1".to_owned()),
            ])),
            wrong: Vec::new(),
        }
    }

    async fn ask(
        &mut self,
        method: &'static str,
        address: &'static str,
        body: Value,
        expected: [u16; 6],
    ) {
        let office = &self.desk.office;
        let everybody = [
            &self.outsider,
            &office.guest,
            &office.clerk,
            &office.official,
            &office.secretary,
            &office.administrator,
        ];
        let row: Row = (method, address, body, expected);
        self.wrong.extend(ask(everybody, &self.objects, &row).await);
    }

    async fn read(&mut self, address: &'static str, expected: [u16; 6]) {
        self.ask("GET", address, Value::Null, expected).await;
    }

    async fn minutes(&self) -> MinutesView {
        let path = format!("/api/v1/meetings/{MEETING}/minutes");
        self.desk.office.secretary.get(&path).await.ok()
    }

    /// Submits what was saved, and answers the file.
    async fn submit(&mut self) -> Hash {
        let view = self.minutes().await;
        let submit = json!({
            "revision": view.revision,
            "number": { "from": "register" },
            "unrecorded": view.facts.unrecorded().count(),
        });
        let path = "/api/v1/meetings/{id}/minutes/submission";
        self.ask("POST", path, submit, WRITTEN).await;
        self.minutes().await.submitted.unwrap().pdf
    }

    /// The secretary's ceremony that is open, or a new one.
    async fn ceremony(&mut self, tablet: &Tablet, read: Hash) -> Ceremony {
        let ceremony: Ceremony = begin(&self.desk.office.secretary, tablet, read).await.ok();
        self.objects.0.insert("ceremonies", ceremony.id.to_string());
        ceremony
    }
}

#[tokio::test]
async fn every_object_of_a_meeting_that_is_over_answers_everybody_as_it_should() {
    let mut over = Over::closed().await;
    let view = over.minutes().await;
    let text = MinutesText {
        issuing_agency: "UBND tỉnh Thanh Giang".into(),
        symbol: "BB-UBND".into(),
        place: "Phòng họp số 1".into(),
        ..view.text
    };
    let save = json!({ "revision": view.revision, "text": text });
    over.ask("PUT", "/api/v1/meetings/{id}/minutes", save, WRITTEN)
        .await;

    let file = over.submit().await;
    over.read("/api/v1/meetings/{id}/minutes/file", READ).await;
    over.read("/api/v1/meetings/{id}/minutes/pages", READ).await;
    let page = "/api/v1/meetings/{id}/minutes/pages/{page}?edge=256";
    over.read(page, READ).await;
    over.ask(
        "POST",
        "/api/v1/meetings/{id}/minutes/reading",
        json!({ "read": file }),
        [404, 404, 404, 204, 204, 404],
    )
    .await;
    // The chair sends them back first; the secretary hears that they are.
    over.ask(
        "POST",
        "/api/v1/meetings/{id}/minutes/return",
        json!({ "reason": "sai tên" }),
        [404, 404, 404, 200, 409, 404],
    )
    .await;

    let file = over.submit().await;
    let secretary = tablet(&over.desk.office.secretary, 1).await;
    // Who sees the meeting and is not to sign now is told no more than that.
    over.ask(
        "POST",
        "/api/v1/meetings/{id}/minutes/ceremonies",
        json!({ "certificate": secretary.certificate.id, "read": file }),
        [404, 409, 404, 409, 200, 404],
    )
    .await;
    over.ceremony(&secretary, file).await;
    over.read("/api/v1/ceremonies/{id}", OWN).await;
    over.read("/api/v1/ceremonies/{id}/document", OWN).await;
    let given_up = [404, 404, 404, 404, 204, 404];
    over.ask("DELETE", "/api/v1/ceremonies/{id}", Value::Null, given_up)
        .await;

    // What is handed in is right, so that whoever is refused is refused for who they are.
    let ceremony = over.ceremony(&secretary, file).await;
    let signer = &mut over.desk.office.secretary;
    let signed = attributes(signer, &secretary, &ceremony).await;
    let digest = Hash::of(&signed);
    let assertion = assertion(signer, &ceremony, digest);
    over.ask(
        "POST",
        "/api/v1/ceremonies/{id}/authorisation",
        json!({ "digest": digest, "assertion": assertion }),
        OWN,
    )
    .await;
    let signature: Signature = secretary.key.sign(&signed);
    let signature = nghisu_protocol::bytes::Base64Url(signature.to_bytes().to_vec());
    over.ask(
        "POST",
        "/api/v1/ceremonies/{id}/signature",
        json!({ "signature": signature }),
        OWN,
    )
    .await;
    over.read("/api/v1/ceremonies/{id}", OWN).await;

    let view = over.minutes().await;
    let chair = tablet(&over.desk.office.official, 2).await;
    let read = view.submitted.unwrap().file();
    let last = sign(&mut over.desk.office.official, &chair, read).await;
    assert_eq!((last.state, last.next), (CeremonyState::Embedded, None));
    over.ask(
        "POST",
        "/api/v1/meetings/{id}/archive",
        Value::Null,
        [404, 403, 200, 200, 200, 404],
    )
    .await;
    over.read("/api/v1/archive/{meeting}/minutes", KEPT).await;
    over.read("/api/v1/archive/{meeting}/package", KEPT).await;
    over.read("/api/v1/archive/{meeting}/verification", KEPT)
        .await;
    let wrong = over.wrong;
    assert!(wrong.is_empty(), "{EVERYBODY:?}\n{}", wrong.join("\n"));
}
