//! What is left of ceremonies that are over: nothing but the signed files.

use nghisu_protocol::{
    error::ErrorCode,
    signing::{Ceremony, CeremonyState},
};
use nghisu_server::signing::LEASE_MS;
use sea_orm::ConnectionTrait as _;

use super::desk::{Desk, begin, sign, tablet};

#[tokio::test]
async fn sg_8_prepared_files_of_ended_ceremonies_are_removed_and_nothing_that_is_named() {
    let mut desk = Desk::submitted().await;
    let one = tablet(&desk.office.secretary, 1).await;
    let other = tablet(&desk.office.secretary, 2).await;
    let client = &desk.office.secretary;
    let first: Ceremony = begin(client, &one, desk.submitted).await.ok();
    assert!(desk.holds(first.document));
    let path = format!("/api/v1/ceremonies/{}", first.id);
    client.delete(&path).await.done();
    assert!(!desk.holds(first.document), "given up");
    let gone = client.get(&format!("{path}/document")).await;
    assert_eq!(gone.refused(), ErrorCode::CeremonyState);

    // Begun again within the same second, the file is the same one: the ceremony that is open keeps it.
    let second: Ceremony = begin(client, &one, desk.submitted).await.ok();
    let third: Ceremony = begin(client, &other, desk.submitted).await.ok();
    assert_ne!(third.id, second.id);
    assert_eq!(
        (second.document, third.document),
        (first.document, first.document)
    );
    assert!(desk.holds(third.document));
    desk.app.clock.advance(1_000);
    let fourth: Ceremony = begin(client, &one, desk.submitted).await.ok();
    assert!(!desk.holds(third.document), "overtaken");
    assert!(desk.holds(fourth.document));

    // A paper of the very same bytes keeps them.
    let paper = format!(
        "INSERT INTO document_version (id, document_id, meeting_id, hash, size, file_name, secrecy, facts, is_indexed, \
         added_by, added_at) VALUES (x'{id}', x'{id}', x'{id}', '{}', 1, 'a.pdf', 'normal', '{{}}', 1, x'{id}', 0)",
        fourth.document,
        id = "00".repeat(16),
    );
    statement(&desk, paper).await;
    let client = &mut desk.office.secretary;
    let signed = sign(client, &one, desk.submitted).await;
    assert_eq!(signed.document, fourth.document, "the ceremony went on");
    assert!(desk.holds(fourth.document));
    statement(&desk, "DELETE FROM document_version".to_owned()).await;

    // The next ceremony leaves only its signed file, and the sweep at its end what the paper kept before.
    let chair = tablet(&desk.office.official, 3).await;
    let last = sign(&mut desk.office.official, &chair, signed.signed.unwrap()).await;
    for gone in [fourth.document, last.document] {
        assert!(!desk.holds(gone));
    }
    for kept in [desk.submitted, signed.signed.unwrap(), last.signed.unwrap()] {
        assert!(desk.holds(kept));
    }
}

#[tokio::test]
async fn sg_8_a_start_ends_what_ran_out_and_removes_what_was_left() {
    let mut desk = Desk::submitted().await;
    let secretary = tablet(&desk.office.secretary, 1).await;
    let client = &desk.office.secretary;
    let waiting: Ceremony = begin(client, &secretary, desk.submitted).await.ok();
    // Its lease holds: it is found again after a restart.
    desk = desk.restarted().await;
    assert!(desk.holds(waiting.document));
    desk.app.clock.advance(LEASE_MS);
    desk = desk.restarted().await;
    assert!(!desk.holds(waiting.document));
    let path = format!("/api/v1/ceremonies/{}", waiting.id);
    let over: Ceremony = desk.office.secretary.get(&path).await.ok();
    assert_eq!(over.state, CeremonyState::Abandoned);
    assert!(desk.holds(desk.submitted));
}

async fn statement(desk: &Desk, sql: String) {
    let db = &desk.app.server.state().db;
    db.write::<_, sea_orm::DbErr, _, _>(move |txn| async move {
        txn.execute_unprepared(&sql).await?;
        Ok(())
    })
    .await
    .unwrap();
}
