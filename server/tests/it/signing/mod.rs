//! Signing over REST: from the tablet's first question to a file that every judge calls valid.

mod certificates;
mod conformance;
pub(crate) mod desk;
mod images;
mod refusals;
mod sweeping;

use nghisu_evidence::assertion::{Expectation, verify};
use nghisu_pades::Verdict;
use nghisu_protocol::{
    error::ErrorCode,
    log::Hash,
    minutes::MinutesView,
    people::AuditEntry,
    room::state::{SigningCapacity, Stage},
    signing::{Ceremony, CeremonyState, signing_challenge},
};
use nghisu_server::clock::Clock;
use p256::ecdsa::{Signature, signature::Signer as _};

use crate::{
    databases::fresh_postgres_database,
    judges,
    rooms::MEETING,
    support::{NOW, TestApp},
};
use desk::{Desk, assertion, attributes, authorise, authorised, begin, hand_in, sign, tablet};

async fn both_sign_and_every_judge_calls_it_valid(app: TestApp) {
    let mut desk = Desk::submitted_on(app).await;
    let (secretary, chair) = (
        tablet(&desk.office.secretary, 1).await,
        tablet(&desk.office.official, 2).await,
    );
    let first = sign(&mut desk.office.secretary, &secretary, desk.submitted).await;
    assert_eq!(first.state, CeremonyState::Embedded);
    assert_eq!(first.signed_at, Some(NOW));
    let next = first.next.unwrap();
    assert_eq!(
        (next.person, next.name.as_str(), next.capacity),
        (
            desk.office.official.id,
            "Đoàn Minh Triết",
            SigningCapacity::Chair
        )
    );
    assert_eq!(desk.room().await.stage, Stage::Minutes);
    let second = sign(&mut desk.office.official, &chair, first.signed.unwrap()).await;
    assert_eq!((second.state, second.next), (CeremonyState::Embedded, None));

    let room = desk.room().await;
    // The package follows by itself.
    assert!(room.stage >= Stage::Signed);
    let given = &room.minutes.submitted.as_ref().unwrap().signatures;
    let files: Vec<_> = given.iter().map(|one| (one.person, one.pdf)).collect();
    assert_eq!(
        files,
        [
            (desk.office.secretary.id, first.signed.unwrap()),
            (desk.office.official.id, second.signed.unwrap())
        ]
    );
    assert_eq!(desk.signed_events().await, 2);

    let pdf = desk.file(second.signed.unwrap());
    assert!(pdf.starts_with(&desk.file(first.signed.unwrap())));
    assert!(pdf.starts_with(&desk.file(desk.submitted)));
    let pem = desk
        .office
        .guest
        .get("/api/v1/signing/authority")
        .await
        .body;
    let state = desk.app.server.state();
    let report = desk.judged(&pdf);
    assert_eq!(report.verdict, Verdict::Valid, "{report:#?}");
    let claimed: Vec<_> = report
        .signatures
        .iter()
        .map(|one| (one.field.as_str(), one.claimed.name.as_deref()))
        .collect();
    assert_eq!(
        claimed,
        [
            ("ThuKy", Some("Trịnh Thu Uyên")),
            ("ChuToa", Some("Đoàn Minh Triết"))
        ]
    );
    assert_eq!(
        judges::pdfsig(&pdf),
        ["Signature is Valid.", "Signature is Valid."]
    );
    assert_eq!(
        judges::pyhanko(&pdf, &pem, NOW),
        ["ThuKy valid", "ChuToa valid"]
    );

    // What an archive checks again, long after.
    let kept = state.signing.embedded(MEETING).await.unwrap();
    let ids: Vec<_> = kept.iter().map(|(ceremony, _)| ceremony.id).collect();
    assert_eq!(ids, [first.id, second.id]);
    for (ceremony, certificate) in kept {
        assert_eq!(certificate.id, ceremony.certificate);
        let given = ceremony.authorisation.unwrap();
        let challenge = signing_challenge(&given.digest.0, ceremony.person, &ceremony.nonce);
        let expected = Expectation {
            challenge: &challenge,
            origin: &given.origin,
            rp_id: &given.rp_id,
            public_key: &given.public_key,
        };
        verify(&given.assertion, &expected).unwrap();
    }
    let audit: Vec<AuditEntry> = desk.office.administrator.get("/api/v1/audit").await.ok();
    for kind in [
        "signing_certificate_issued",
        "signing_begun",
        "signing_authorised",
        "minutes_signed",
    ] {
        let found = audit.iter().filter(|entry| entry.kind == kind).count();
        assert_eq!(found, 2, "{kind}");
    }
}

mod secretary_and_chair_sign {
    use super::*;

    #[tokio::test]
    async fn on_sqlite() {
        both_sign_and_every_judge_calls_it_valid(TestApp::start().await).await;
    }

    #[tokio::test]
    async fn on_postgresql() {
        let url = fresh_postgres_database().await;
        let app = TestApp::start_with(Clock::fixed(NOW), Some(url)).await;
        both_sign_and_every_judge_calls_it_valid(app).await;
    }
}

/// The screen says when it was signed as the file says it, also where the next second had begun before the log had it.
#[tokio::test]
async fn the_minutes_name_the_moment_that_the_file_names() {
    let mut desk = Desk::submitted().await;
    let secretary = tablet(&desk.office.secretary, 1).await;
    let (ceremony, signature) =
        authorised(&mut desk.office.secretary, &secretary, desk.submitted).await;
    desk.app.clock.advance(1_700);
    let signed: Ceremony = hand_in(&desk.office.secretary, &ceremony, &signature)
        .await
        .ok();
    let path = format!("/api/v1/meetings/{MEETING}/minutes");
    let view: MinutesView = desk.office.secretary.get(&path).await.ok();
    let report = desk.judged(&desk.file(signed.signed.unwrap()));
    let claimed = report.signatures[0].claimed.time.unwrap();
    let [named] = view.signed.as_slice() else {
        panic!("{:?}", view.signed);
    };
    assert_eq!(
        (named.capacity, named.at.0),
        (SigningCapacity::Secretary, claimed * 1_000)
    );
    // The log has it when it was embedded.
    let logged = view.submitted.unwrap().signatures[0].at;
    assert!(logged.0 > named.at.0 + 1_000, "{logged:?}");
}

#[tokio::test]
async fn sg_3_a_signature_in_der_is_taken_and_a_repeat_changes_nothing() {
    let mut desk = Desk::submitted().await;
    let secretary = tablet(&desk.office.secretary, 1).await;
    let client = &mut desk.office.secretary;
    let (ceremony, raw) = authorised(client, &secretary, desk.submitted).await;
    let der = Signature::from_slice(&raw).unwrap().to_der();
    let first: Ceremony = hand_in(client, &ceremony, der.as_bytes()).await.ok();
    let again: Ceremony = hand_in(client, &ceremony, der.as_bytes()).await.ok();
    assert_eq!(first.state, CeremonyState::Embedded);
    assert_eq!(again, first);
    let other = hand_in(client, &ceremony, &raw).await;
    assert_eq!(other.refused(), ErrorCode::CeremonyState);
    let given_up = client
        .delete(&format!("/api/v1/ceremonies/{}", ceremony.id))
        .await;
    assert_eq!(given_up.refused(), ErrorCode::CeremonyState);
    assert_eq!(desk.signed_events().await, 1);
}

mod sg_7_a_server_that_was_killed_at_any_state_goes_on_and_records_once {
    use super::*;

    #[tokio::test]
    async fn on_sqlite() {
        goes_on_from_any_state(TestApp::start().await).await;
    }

    #[tokio::test]
    async fn on_postgresql() {
        let url = fresh_postgres_database().await;
        goes_on_from_any_state(TestApp::start_with(Clock::fixed(NOW), Some(url)).await).await;
    }
}

async fn goes_on_from_any_state(app: TestApp) {
    let mut desk = Desk::submitted_on(app).await;
    let secretary = tablet(&desk.office.secretary, 1).await;
    let read = desk.submitted;

    // Prepared, then authorised: both wait for the signer across restarts.
    let client = &desk.office.secretary;
    let ceremony: Ceremony = begin(client, &secretary, read).await.ok();
    desk = desk.restarted().await;
    let prepared = desk.file(ceremony.document);
    let client = &mut desk.office.secretary;
    let attributes = attributes(client, &secretary, &ceremony).await;
    let digest = Hash::of(&attributes);
    let given = assertion(client, &ceremony, digest);
    let ceremony: Ceremony = authorise(client, &ceremony, digest, given).await.ok();
    desk = desk.restarted().await;

    // The signature was stored and nothing else: the start carries it on by itself.
    let signature: Signature = secretary.key.sign(&attributes);
    let signature = signature.to_bytes().to_vec();
    desk.cut_off(&ceremony, "signed", &signature, &prepared)
        .await;
    desk = desk.restarted().await;
    assert_eq!(desk.signed_events().await, 1);
    let path = format!("/api/v1/ceremonies/{}", ceremony.id);
    let done: Ceremony = desk.office.secretary.get(&path).await.ok();
    assert_eq!(done.state, CeremonyState::Embedded);

    // The event was recorded, but not that the ceremony is over; and so from one state earlier.
    for state in ["verified", "signed"] {
        desk.cut_off(&ceremony, state, &signature, &prepared).await;
        desk = desk.restarted().await;
        let again: Ceremony = desk.office.secretary.get(&path).await.ok();
        assert_eq!(again, done);
        assert_eq!(desk.signed_events().await, 1);
    }

    // Without a restart, whoever asks next carries it on: its signer, or the next one.
    desk.cut_off(&ceremony, "verified", &signature, &prepared)
        .await;
    let again = hand_in(&desk.office.secretary, &ceremony, &signature).await;
    assert_eq!(again.ok::<Ceremony>(), done);
    desk.cut_off(&ceremony, "verified", &signature, &prepared)
        .await;
    let chair = tablet(&desk.office.official, 2).await;
    let signed = sign(&mut desk.office.official, &chair, done.signed.unwrap()).await;
    assert_eq!(signed.state, CeremonyState::Embedded);
    assert_eq!(desk.signed_events().await, 2);
    assert!(desk.room().await.stage >= Stage::Signed);
}
