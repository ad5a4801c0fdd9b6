//! What a ceremony refuses, each by its code, and that nothing is embedded then.

use nghisu_protocol::{
    error::{ErrorBody, ErrorCode},
    ids::Timestamp,
    log::Hash,
    signing::{Ceremony, CeremonyState},
};
use nghisu_server::signing::LEASE_MS;
use p256::ecdsa::{Signature, signature::Signer as _};
use serde_json::json;

use super::desk::{
    Desk, Tablet, assertion, attributes, authorise, authorised, begin, challenge, hand_in, key,
    sign, tablet,
};
use crate::{rooms::MEETING, support::NOW};

#[tokio::test]
async fn only_whose_turn_it_is_signs_and_only_what_they_have_read() {
    let desk = Desk::submitted().await;
    let secretary = tablet(&desk.office.secretary, 1).await;
    let chair = tablet(&desk.office.official, 2).await;
    let outsider = tablet(&desk.office.guest, 3).await;
    let read = desk.submitted;
    assert_eq!(
        begin(&desk.office.official, &chair, read).await.refused(),
        ErrorCode::SignatureNotDue
    );
    assert_eq!(
        begin(&desk.office.guest, &outsider, read).await.refused(),
        ErrorCode::MeetingUnknown
    );
    let another = Hash::of(b"another file");
    assert_eq!(
        begin(&desk.office.secretary, &secretary, another)
            .await
            .refused(),
        ErrorCode::MinutesAltered
    );
    let ceremony: Ceremony = begin(&desk.office.secretary, &secretary, read).await.ok();
    let path = format!("/api/v1/ceremonies/{}", ceremony.id);
    for path in [path.clone(), format!("{path}/document")] {
        assert_eq!(
            desk.office.official.get(&path).await.refused(),
            ErrorCode::CeremonyUnknown
        );
    }
}

#[tokio::test]
async fn sg_4_a_lease_keeps_a_second_signer_away_until_it_ends() {
    let desk = Desk::submitted().await;
    let secretary = tablet(&desk.office.secretary, 1).await;
    let chair = tablet(&desk.office.official, 2).await;
    let client = &desk.office.secretary;
    let first: Ceremony = begin(client, &secretary, desk.submitted).await.ok();
    assert_eq!(first.expires_at, Timestamp(NOW.0 + LEASE_MS));
    let busy = begin(&desk.office.official, &chair, desk.submitted).await;
    let body: ErrorBody = serde_json::from_str(&busy.body).unwrap();
    assert_eq!(body.code, ErrorCode::CeremonyBusy);
    assert_eq!(body.details.unwrap()["until"], json!(first.expires_at));
    // The same question again is the same ceremony; the same person on another tablet begins anew.
    let again: Ceremony = begin(client, &secretary, desk.submitted).await.ok();
    assert_eq!(again, first);
    let other = tablet(client, 4).await;
    let moved: Ceremony = begin(client, &other, desk.submitted).await.ok();
    assert_ne!(moved.id, first.id);
    let old: Ceremony = client
        .get(&format!("/api/v1/ceremonies/{}", first.id))
        .await
        .ok();
    assert_eq!(old.state, CeremonyState::Abandoned);

    desk.app.clock.advance(LEASE_MS);
    let attributes = attributes(client, &other, &moved).await;
    let digest = Hash::of(&attributes);
    let mut desk = desk;
    let given = assertion(&mut desk.office.secretary, &moved, digest);
    let client = &desk.office.secretary;
    assert_eq!(
        authorise(client, &moved, digest, given).await.refused(),
        ErrorCode::CeremonyState
    );
    assert_eq!(
        begin(&desk.office.official, &chair, desk.submitted)
            .await
            .refused(),
        ErrorCode::SignatureNotDue
    );
    let third: Ceremony = begin(client, &other, desk.submitted).await.ok();
    let path = format!("/api/v1/ceremonies/{}", third.id);
    client.delete(&path).await.done();
    client.delete(&path).await.done();
    let given_up: Ceremony = client.get(&path).await.ok();
    assert_eq!(given_up.state, CeremonyState::Abandoned);
}

#[tokio::test]
async fn sg_5_only_the_signers_own_passkey_authorises_and_only_this_signature() {
    let mut desk = Desk::submitted().await;
    let secretary = tablet(&desk.office.secretary, 1).await;
    let client = &mut desk.office.secretary;
    let earlier: Ceremony = begin(client, &secretary, desk.submitted).await.ok();
    let of_earlier = Hash::of(&attributes(client, &secretary, &earlier).await);
    let replayed = assertion(client, &earlier, of_earlier);
    client
        .delete(&format!("/api/v1/ceremonies/{}", earlier.id))
        .await
        .done();
    desk.app.clock.advance(1_000);
    let ceremony: Ceremony = begin(client, &secretary, desk.submitted).await.ok();
    let digest = Hash::of(&attributes(client, &secretary, &ceremony).await);
    let good = assertion(client, &ceremony, digest);

    // A digest that is not the server's own.
    let wrong = authorise(client, &ceremony, of_earlier, good.clone()).await;
    assert_eq!(wrong.refused(), ErrorCode::MinutesAltered);
    let elsewhere = client.authorise(&challenge(&ceremony, digest), "example.org");
    let mut bent = good.clone();
    let last = bent.signature.0.len() - 1;
    bent.signature.0[last] ^= 1;
    let mut claimed = desk
        .office
        .official
        .authorise(&challenge(&ceremony, digest), &ceremony.rp_id);
    let foreign = claimed.clone();
    claimed.credential_id = good.credential_id.clone();
    let client = &desk.office.secretary;
    for refused in [replayed, elsewhere, bent, foreign, claimed] {
        let answer = authorise(client, &ceremony, digest, refused).await;
        assert_eq!(answer.refused(), ErrorCode::AssertionRefused);
    }
    // Unauthorised, nothing is taken.
    let early = hand_in(client, &ceremony, &[7; 64]).await;
    assert_eq!(early.refused(), ErrorCode::CeremonyState);
    // And after all that the right one is; repeated, it is answered alike.
    for _ in 0..2 {
        let done: Ceremony = authorise(client, &ceremony, digest, good.clone())
            .await
            .ok();
        assert_eq!(done.state, CeremonyState::Authorised);
    }
}

#[tokio::test]
async fn sg_6_a_signature_by_another_key_is_never_embedded() {
    let mut desk = Desk::submitted().await;
    let secretary = tablet(&desk.office.secretary, 1).await;
    let client = &mut desk.office.secretary;
    let (ceremony, good) = authorised(client, &secretary, desk.submitted).await;
    let forger = Tablet {
        key: key(9),
        certificate: secretary.certificate.clone(),
    };
    let forged: Signature = forger
        .key
        .sign(&attributes(client, &forger, &ceremony).await);
    // Repeated, it is refused by the same code, and the right one comes too late.
    for signature in [forged.to_bytes().to_vec(), forged.to_bytes().to_vec(), good] {
        let answer = hand_in(client, &ceremony, &signature).await;
        assert_eq!(answer.refused(), ErrorCode::SignatureRefused);
    }
    let path = format!("/api/v1/ceremonies/{}", ceremony.id);
    let over: Ceremony = client.get(&path).await.ok();
    assert_eq!(over.state, CeremonyState::Abandoned);
    assert_eq!(desk.signed_events().await, 0);
    let client = &mut desk.office.secretary;
    let signed = sign(client, &secretary, desk.submitted).await;
    assert_eq!(signed.state, CeremonyState::Embedded);
}

#[tokio::test]
async fn minutes_that_were_sent_back_take_no_signature() {
    let mut desk = Desk::submitted().await;
    let secretary = tablet(&desk.office.secretary, 1).await;
    let read = desk.submitted;
    let (ceremony, signature) = authorised(&mut desk.office.secretary, &secretary, read).await;
    let path = format!("/api/v1/meetings/{MEETING}/minutes/return");
    let sent_back = json!({ "reason": "Thiếu kết luận" });
    desk.office
        .official
        .post(&path, &sent_back)
        .await
        .ok::<serde_json::Value>();
    let client = &desk.office.secretary;
    for _ in 0..2 {
        let answer = hand_in(client, &ceremony, &signature).await;
        assert_eq!(answer.refused(), ErrorCode::MinutesState);
    }
    assert_eq!(
        begin(client, &secretary, read).await.refused(),
        ErrorCode::MinutesState
    );
    assert_eq!(desk.signed_events().await, 0);
    // Submitted again, they are signed anew.
    desk.submit().await;
    let signed = sign(&mut desk.office.secretary, &secretary, desk.submitted).await;
    assert_eq!(signed.state, CeremonyState::Embedded);
}

#[tokio::test]
async fn a_file_that_was_altered_on_the_disk_is_not_signed() {
    let mut desk = Desk::submitted().await;
    let secretary = tablet(&desk.office.secretary, 1).await;
    let read = desk.submitted;
    let (ceremony, signature) = authorised(&mut desk.office.secretary, &secretary, read).await;
    let name = ceremony.document.to_hex();
    let place = desk.app.server.state().config.data.join("blobs");
    let place = place.join(&name[..2]).join(&name[2..4]).join(&name);
    let mut bytes = std::fs::read(&place).unwrap();
    bytes[100] ^= 1;
    std::fs::write(&place, bytes).unwrap();
    let answer = hand_in(&desk.office.secretary, &ceremony, &signature).await;
    assert_eq!(answer.refused(), ErrorCode::MinutesAltered);
    assert_eq!(desk.signed_events().await, 0);
}

#[tokio::test]
async fn sg_9_who_was_cut_off_goes_on_where_they_stopped_and_is_told_when_nothing_is_left() {
    let mut desk = Desk::submitted().await;
    let secretary = tablet(&desk.office.secretary, 1).await;
    let read = desk.submitted;
    // Cut off after the passkey's word: the same ceremony waits for the signature.
    let client = &mut desk.office.secretary;
    let (ceremony, signature) = authorised(client, &secretary, read).await;
    let again: Ceremony = begin(client, &secretary, read).await.ok();
    assert_eq!(again, ceremony);
    // Cut off before the answer to the signature came: it was given, and a second one is not asked for.
    hand_in(client, &ceremony, &signature)
        .await
        .ok::<Ceremony>();
    let given = begin(client, &secretary, read).await;
    assert_eq!(given.status, 409);
    assert_eq!(given.refused(), ErrorCode::SignatureGiven);
    let chair = tablet(&desk.office.official, 2).await;
    let room = desk.room().await;
    let current = room.minutes.submitted.as_ref().unwrap().file();
    sign(&mut desk.office.official, &chair, current).await;
    let given = begin(&desk.office.official, &chair, current).await;
    assert_eq!(given.refused(), ErrorCode::SignatureGiven);
    assert_eq!(desk.signed_events().await, 2);
}

#[tokio::test]
async fn sg_9_a_second_tablet_with_a_key_of_its_own_ends_the_first_ones_ceremony_and_says_so() {
    let mut desk = Desk::submitted().await;
    let one = tablet(&desk.office.secretary, 1).await;
    let other = tablet(&desk.office.secretary, 2).await;
    let read = desk.submitted;
    let client = &mut desk.office.secretary;
    let (first, signature) = authorised(client, &one, read).await;
    let second: Ceremony = begin(client, &other, read).await.ok();
    assert_ne!(
        (second.id, second.certificate),
        (first.id, first.certificate)
    );
    for _ in 0..2 {
        let late = hand_in(client, &first, &signature).await;
        let body: ErrorBody = serde_json::from_str(&late.body).unwrap();
        assert_eq!(body.code, ErrorCode::CeremonyMoved);
        assert!(body.message.vi.contains("ký tiếp trên máy đó"));
    }
    // A signature of the first key does not pass on the second one's ceremony.
    let digest = Hash::of(&attributes(client, &other, &second).await);
    let given = assertion(client, &second, digest);
    authorise(client, &second, digest, given)
        .await
        .ok::<Ceremony>();
    let foreign = hand_in(client, &second, &signature).await;
    assert_eq!(foreign.refused(), ErrorCode::SignatureRefused);
    assert_eq!(desk.signed_events().await, 0);
    let signed = sign(&mut desk.office.secretary, &other, read).await;
    assert_eq!(signed.state, CeremonyState::Embedded);
}
