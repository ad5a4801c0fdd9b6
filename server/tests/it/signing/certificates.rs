//! Certificates: whom they name, who gets one, and when they sign no more.

use nghisu_pades::{Verdict, report::CertificateFacts};
use nghisu_protocol::{
    bytes::Base64Url,
    error::ErrorCode,
    log::Hash,
    signing::{CeremonyState, RequestCertificate, SigningCertificate},
};
use serde_json::json;

use super::desk::{Desk, authorised, begin, hand_in, request, sign, tablet};
use crate::{
    client::Client,
    support::{NOW, TestApp},
};

#[tokio::test]
async fn sg_1_a_certificate_names_the_person_of_the_directory_and_asking_again_gives_the_same() {
    let app = TestApp::start().await;
    let office = app.office().await;
    let path = "/api/v1/me/certificates";
    let made: SigningCertificate = office
        .secretary
        .post(path, &request(1, " iPad "))
        .await
        .ok();
    let facts = CertificateFacts::read(&made.certificate.0).unwrap();
    assert_eq!(facts.common_name.as_deref(), Some("Trịnh Thu Uyên"));
    assert_eq!(
        (made.subject.as_str(), made.label.as_str()),
        ("Trịnh Thu Uyên", "iPad")
    );
    assert_eq!(made.id, Hash::of(&made.certificate.0));
    assert_eq!(made.issuer, "CA nội bộ Nghị Sự");
    assert!(made.not_after.0 - NOW.0 > 364 * 86_400_000);
    let again: SigningCertificate = office.secretary.post(path, &request(1, "iPad")).await.ok();
    assert_eq!(again, made);
    let listed: Vec<SigningCertificate> = office.secretary.get(path).await.ok();
    assert_eq!(listed, std::slice::from_ref(&made));

    // The key is hers: nobody else is certified for it, and she no more once it was revoked.
    let foreign = office.official.post(path, &request(1, "máy khác")).await;
    assert_eq!(foreign.refused(), ErrorCode::CertificateRequestRefused);
    let own = format!("{path}/{}", made.id);
    assert_eq!(
        office.official.delete(&own).await.refused(),
        ErrorCode::CertificateUnknown
    );
    office.secretary.delete(&own).await.done();
    let listed: Vec<SigningCertificate> = office.secretary.get(path).await.ok();
    assert_eq!(listed[0].revoked_at, Some(NOW));
    let again = office.secretary.post(path, &request(1, "iPad")).await;
    assert_eq!(again.refused(), ErrorCode::CertificateRequestRefused);
}

#[tokio::test]
async fn what_is_no_request_of_its_own_p256_key_is_refused() {
    let app = TestApp::start().await;
    let office = app.office().await;
    let path = "/api/v1/me/certificates";
    let mut forged = request(1, "iPad");
    let last = forged.request.0.len() - 1;
    forged.request.0[last] ^= 1;
    for refused in [
        forged,
        RequestCertificate {
            request: Base64Url(b"no request".to_vec()),
            label: "iPad".into(),
        },
    ] {
        assert_eq!(
            office.secretary.post(path, &refused).await.refused(),
            ErrorCode::CertificateRequestRefused
        );
    }
    for label in [" ", &"x".repeat(101), "a\nb"] {
        let answer = office.secretary.post(path, &request(1, label)).await;
        assert_eq!(answer.refused(), ErrorCode::ValueInvalid, "{label}");
    }
}

#[tokio::test]
async fn an_authority_whose_own_time_is_over_certifies_nobody() {
    let app = TestApp::start().await;
    let mut office = app.office().await;
    app.clock.advance(3_654 * 86_400_000);
    office.secretary.sign_in().await.ok::<serde_json::Value>();
    let path = "/api/v1/me/certificates";
    let answer = office.secretary.post(path, &request(1, "iPad")).await;
    assert_eq!(answer.refused(), ErrorCode::SigningAuthorityExpired);
    let listed: Vec<SigningCertificate> = office.secretary.get(path).await.ok();
    assert_eq!(listed, []);
}

#[tokio::test]
async fn sg_2_a_program_never_signs_as_its_person() {
    let desk = Desk::submitted().await;
    let signer = tablet(&desk.office.secretary, 1).await;
    let path = format!("/api/v1/people/{}/tokens", desk.office.secretary.id);
    let issued: serde_json::Value = desk
        .office
        .administrator
        .post(&path, &json!({ "name": "program", "expires_at": null }))
        .await
        .ok();
    let program = Client::program(&desk.app.url, issued["secret"].as_str().unwrap());
    for answer in [
        program
            .post("/api/v1/me/certificates", &request(3, "máy chủ"))
            .await,
        begin(&program, &signer, desk.submitted).await,
    ] {
        assert_eq!(answer.refused(), ErrorCode::PermissionDenied);
    }
}

#[tokio::test]
async fn who_signs_second_goes_on_with_a_new_certificate_when_theirs_ends_between_the_signatures() {
    let mut desk = Desk::submitted().await;
    let secretary = tablet(&desk.office.secretary, 1).await;
    let chair = tablet(&desk.office.official, 2).await;
    let first = sign(&mut desk.office.secretary, &secretary, desk.submitted).await;
    let read = first.signed.unwrap();
    desk.app.clock.advance(366 * 86_400_000);
    let client = &mut desk.office.official;
    client.sign_in().await.ok::<serde_json::Value>();
    assert_eq!(
        begin(client, &chair, read).await.refused(),
        ErrorCode::CertificateUnusable
    );
    // The key of that tablet is over with its certificate; a new one takes over what the first had signed.
    let renewed = tablet(client, 3).await;
    let second = sign(client, &renewed, read).await;
    assert_eq!(second.state, CeremonyState::Embedded);
    let secretary = &mut desk.office.secretary;
    secretary.sign_in().await.ok::<serde_json::Value>();
    assert_eq!(desk.signed_events().await, 2);
    let report = desk.judged(&desk.file(second.signed.unwrap()));
    // The first cannot be decided any more without a proof of its time; nothing calls it broken.
    let verdicts: Vec<_> = report.signatures.iter().map(|one| one.verdict).collect();
    assert_eq!(
        verdicts,
        [Verdict::CannotBeChecked, Verdict::Valid],
        "{report:#?}"
    );
}

#[tokio::test]
async fn an_administrator_revokes_and_a_revoked_or_expired_certificate_signs_no_more() {
    let mut desk = Desk::submitted().await;
    let lost = tablet(&desk.office.secretary, 1).await;
    let kept = tablet(&desk.office.secretary, 2).await;
    let (ceremony, signature) = authorised(&mut desk.office.secretary, &lost, desk.submitted).await;
    let path = format!("/api/v1/people/{}/certificates", desk.office.secretary.id);
    let listed: Vec<SigningCertificate> = desk.office.administrator.get(&path).await.ok();
    assert_eq!(listed.len(), 2);
    let one = format!("{path}/{}", lost.certificate.id);
    desk.office.administrator.delete(&one).await.done();
    // Not even at the last step.
    let client = &desk.office.secretary;
    assert_eq!(
        hand_in(client, &ceremony, &signature).await.refused(),
        ErrorCode::CertificateUnusable
    );
    assert_eq!(
        begin(client, &lost, desk.submitted).await.refused(),
        ErrorCode::CertificateUnusable
    );
    // Somebody else's is unknown, whatever it is.
    let foreign = tablet(&desk.office.official, 3).await;
    assert_eq!(
        begin(client, &foreign, desk.submitted).await.refused(),
        ErrorCode::CertificateUnknown
    );
    desk.app.clock.advance(366 * 86_400_000);
    desk.office
        .secretary
        .sign_in()
        .await
        .ok::<serde_json::Value>();
    assert_eq!(
        begin(&desk.office.secretary, &kept, desk.submitted)
            .await
            .refused(),
        ErrorCode::CertificateUnusable
    );
}
