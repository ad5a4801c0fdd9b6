//! A desk for tests of signing: minutes that wait for signatures, and the steps of a tablet.

use nghisu_pades::{
    HashAlgorithm, Options, Report, SignatureAlgorithm, Slot, Subject, TrustAnchor,
    issue::AuthorityKey,
    request::{finish_request, request_to_be_signed},
    signed_attributes, validate,
};
use nghisu_protocol::{
    bytes::Base64Url,
    log::Hash,
    meetings::EntryPage,
    minutes::{MinutesText, MinutesView, NumberChoice, SaveMinutes, SubmitMinutes},
    room::{Room, RoomCommand},
    signing::{
        Assertion, AuthoriseCeremony, BeginCeremony, Ceremony, CeremonyState, RequestCertificate,
        SignCeremony, SigningCertificate, signing_challenge,
    },
    socket::Outcome,
};
use p256::ecdsa::{Signature, SigningKey, signature::Signer as _};
use sea_orm::{ConnectionTrait as _, Statement};

use crate::{
    client::{Answer, Client},
    rooms::{FIRST, MEETING, details, in_room, plan},
    support::{Office, TestApp},
};

/// A key on a tablet, with its certificate.
pub(crate) struct Tablet {
    pub(crate) key: SigningKey,
    pub(crate) certificate: SigningCertificate,
}

/// A closed meeting whose minutes wait for the secretary, then for the chair.
pub(crate) struct Desk {
    pub(crate) app: TestApp,
    pub(crate) office: Office,
    pub(crate) submitted: Hash,
}

/// A key of its own for each number.
pub(super) fn key(number: u8) -> SigningKey {
    SigningKey::from_slice(&[number; 32]).unwrap()
}

/// A certificate request as the tablet makes it; the name in it is the tablet's, not the directory's.
pub(crate) fn request(number: u8, label: &str) -> RequestCertificate {
    let spki = AuthorityKey::read(&[number; 32]).unwrap().spki();
    let request = request_to_be_signed(&spki, &Subject::named("Somebody Else")).unwrap();
    let proof: Signature = key(number).sign(&request);
    let algorithm = SignatureAlgorithm::EcdsaP256Sha256;
    RequestCertificate {
        request: Base64Url(finish_request(&request, algorithm, &proof.to_bytes()).unwrap()),
        label: label.to_owned(),
    }
}

pub(crate) async fn tablet(client: &Client, number: u8) -> Tablet {
    let certificate = client
        .post(
            "/api/v1/me/certificates",
            &request(number, "iPad phòng họp"),
        )
        .await
        .ok();
    Tablet {
        key: key(number),
        certificate,
    }
}

impl Desk {
    pub(crate) async fn submitted() -> Self {
        Self::submitted_on(TestApp::start().await).await
    }

    pub(crate) async fn submitted_on(app: TestApp) -> Self {
        Self::opened_on(app).await.closed().await
    }

    /// The same meeting while it is in session.
    pub(crate) async fn opened_on(app: TestApp) -> Self {
        let office = app.office().await;
        let desk = Self {
            app,
            office,
            submitted: Hash([0; 32]),
        };
        for command in [
            RoomCommand::CreateMeeting { details: details() },
            RoomCommand::AssignChair {
                person: desk.office.official.id,
            },
            RoomCommand::AddItem {
                item: FIRST,
                plan: plan("Ngân sách"),
                position: None,
            },
            RoomCommand::Publish {},
            RoomCommand::Open {},
        ] {
            desk.command(command).await;
        }
        desk
    }

    /// Closes the meeting and submits its minutes.
    pub(crate) async fn closed(mut self) -> Self {
        self.command(RoomCommand::Close {}).await;
        self.submit().await;
        self
    }

    pub(crate) async fn command(&self, command: RoomCommand) {
        let path = format!("/api/v1/meetings/{MEETING}/commands");
        let outcome: Outcome = self
            .office
            .secretary
            .post(&path, &in_room(command))
            .await
            .ok();
        assert!(matches!(outcome, Outcome::Accepted { .. }), "{outcome:?}");
    }

    /// Words and submits the minutes as a secretary does.
    pub(super) async fn submit(&mut self) {
        let secretary = &self.office.secretary;
        let path = format!("/api/v1/meetings/{MEETING}/minutes");
        let view: MinutesView = secretary.get(&path).await.ok();
        let save = SaveMinutes {
            revision: view.revision,
            text: MinutesText {
                issuing_agency: "UBND tỉnh Thanh Giang".into(),
                symbol: "BB-UBND".into(),
                place: "Phòng họp số 1".into(),
                ..view.text
            },
        };
        let view: MinutesView = secretary.put(&path, &save).await.ok();
        let submit = SubmitMinutes {
            revision: view.revision,
            number: NumberChoice::Register {},
            unrecorded: u32::try_from(view.facts.unrecorded().count()).unwrap(),
        };
        let path = format!("{path}/submission");
        let view: MinutesView = secretary.post(&path, &submit).await.ok();
        self.submitted = view.submitted.unwrap().pdf;
    }

    pub(crate) fn file(&self, hash: Hash) -> Vec<u8> {
        use std::io::Read as _;
        let mut bytes = Vec::new();
        let state = self.app.server.state();
        let mut file = state.documents.blobs().get(hash).unwrap();
        file.read_to_end(&mut bytes).unwrap();
        bytes
    }

    /// What our own validator says of a file now, under the office's authority.
    pub(super) fn judged(&self, pdf: &[u8]) -> Report {
        let state = self.app.server.state();
        let anchor = TrustAnchor {
            label: "CA".into(),
            certificate: state.signing.authority().certificate().to_vec(),
        };
        let options = Options {
            validation_time: self.app.clock.now().0 / 1_000,
            anchors: vec![anchor],
            ..Options::default()
        };
        validate(pdf, &options)
    }

    /// Whether the store holds a file.
    pub(crate) fn holds(&self, hash: Hash) -> bool {
        self.app.server.state().documents.blobs().contains(hash)
    }

    pub(crate) async fn room(&self) -> std::sync::Arc<Room> {
        self.app.server.state().rooms.read(MEETING).await.unwrap()
    }

    /// How often a signature stands in the log.
    pub(crate) async fn signed_events(&self) -> usize {
        let page: EntryPage = self
            .office
            .secretary
            .get(&format!("/api/v1/meetings/{MEETING}/entries"))
            .await
            .ok();
        page.entries
            .iter()
            .filter(|entry| {
                serde_json::to_string(entry)
                    .unwrap()
                    .contains("minutes_signed")
            })
            .count()
    }

    pub(crate) async fn restarted(self) -> Self {
        Self {
            app: self.app.restarted().await,
            ..self
        }
    }

    /// Puts a ceremony back into the state in which the server was killed, with the file that it still had then.
    pub(crate) async fn cut_off(
        &self,
        ceremony: &Ceremony,
        state: &str,
        signature: &[u8],
        prepared: &[u8],
    ) {
        let app = self.app.server.state();
        let (kept, _) = app.documents.blobs().put(prepared).unwrap();
        assert_eq!(kept, ceremony.document);
        let db = &app.db;
        let values: [sea_orm::Value; 3] = [
            state.into(),
            Base64Url(signature.to_vec()).to_string().into(),
            ceremony.id.0.into(),
        ];
        db.write::<_, sea_orm::DbErr, _, _>(move |txn| async move {
            let sql = "UPDATE signing_ceremony SET state = $1, signature = $2, signed = NULL, \
                       signed_at = NULL WHERE id = $3";
            let backend = txn.get_database_backend();
            let statement = Statement::from_sql_and_values(backend, sql, values);
            let changed = txn.execute_raw(statement).await?;
            assert_eq!(changed.rows_affected(), 1);
            Ok(())
        })
        .await
        .unwrap();
    }
}

pub(crate) async fn begin(client: &Client, tablet: &Tablet, read: Hash) -> Answer {
    let path = format!("/api/v1/meetings/{MEETING}/minutes/ceremonies");
    let certificate = tablet.certificate.id;
    client
        .post(&path, &BeginCeremony { certificate, read })
        .await
}

/// What the tablet computes from the file that it has downloaded itself.
pub(crate) async fn attributes(client: &Client, tablet: &Tablet, ceremony: &Ceremony) -> Vec<u8> {
    let path = format!("/api/v1/ceremonies/{}/document", ceremony.id);
    let request = client.request(reqwest::Method::GET, &path);
    let document = request.send().await.unwrap().bytes().await.unwrap();
    assert_eq!(Hash::of(&document), ceremony.document);
    let slot = Slot {
        field: ceremony.field.clone(),
        byte_range: ceremony
            .byte_range
            .map(|number| usize::try_from(number).unwrap()),
    };
    let digest = slot.digest(&document, HashAlgorithm::Sha256).unwrap();
    let algorithm = SignatureAlgorithm::EcdsaP256Sha256;
    signed_attributes(&digest, &tablet.certificate.certificate.0, algorithm)
        .unwrap()
        .to_be_signed()
        .to_vec()
}

pub(super) fn challenge(ceremony: &Ceremony, digest: Hash) -> [u8; 32] {
    let nonce: [u8; 32] = ceremony.nonce.0.as_slice().try_into().unwrap();
    signing_challenge(&digest.0, ceremony.person, &nonce)
}

pub(crate) fn assertion(client: &mut Client, ceremony: &Ceremony, digest: Hash) -> Assertion {
    client.authorise(&challenge(ceremony, digest), &ceremony.rp_id)
}

pub(super) async fn authorise(
    client: &Client,
    ceremony: &Ceremony,
    digest: Hash,
    assertion: Assertion,
) -> Answer {
    let path = format!("/api/v1/ceremonies/{}/authorisation", ceremony.id);
    client
        .post(&path, &AuthoriseCeremony { digest, assertion })
        .await
}

pub(super) async fn hand_in(client: &Client, ceremony: &Ceremony, signature: &[u8]) -> Answer {
    let path = format!("/api/v1/ceremonies/{}/signature", ceremony.id);
    let signature = Base64Url(signature.to_vec());
    client.post(&path, &SignCeremony { signature }).await
}

/// An authorised ceremony and the signature that it waits for.
pub(crate) async fn authorised(
    client: &mut Client,
    tablet: &Tablet,
    read: Hash,
) -> (Ceremony, Vec<u8>) {
    let ceremony: Ceremony = begin(client, tablet, read).await.ok();
    assert_eq!(ceremony.state, CeremonyState::Prepared);
    let attributes = attributes(client, tablet, &ceremony).await;
    let digest = Hash::of(&attributes);
    let assertion = assertion(client, &ceremony, digest);
    let ceremony: Ceremony = authorise(client, &ceremony, digest, assertion).await.ok();
    assert_eq!(ceremony.state, CeremonyState::Authorised);
    let signature: Signature = tablet.key.sign(&attributes);
    (ceremony, signature.to_bytes().to_vec())
}

pub(crate) async fn sign(client: &mut Client, tablet: &Tablet, read: Hash) -> Ceremony {
    let (ceremony, signature) = authorised(client, tablet, read).await;
    hand_in(client, &ceremony, &signature).await.ok()
}
