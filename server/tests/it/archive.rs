//! The archive: a signed meeting becomes a package that proves it, to those who may have it.

use std::io::Cursor;

use nghisu_evidence::verify::{Trust, verify_package};
use nghisu_protocol::{
    archive::{ArchiveEntry, Verdict, Verification},
    error::ErrorCode,
    log::Hash,
    room::state::Stage,
};
use nghisu_server::{archive::ArchiveError, clock::Clock};

use crate::{
    cli::run,
    databases::fresh_postgres_database,
    rooms::MEETING,
    signing::desk::{Desk, sign, tablet},
    support::{NOW, TestApp},
};

const LIST: &str = "/api/v1/archive";

fn of(what: &str) -> String {
    format!("/api/v1/archive/{MEETING}/{what}")
}

/// A meeting whose minutes both have signed.
async fn signed() -> Desk {
    signed_on(TestApp::start().await).await
}

async fn signed_on(app: TestApp) -> Desk {
    let mut desk = Desk::submitted_on(app).await;
    let secretary = tablet(&desk.office.secretary, 1).await;
    let chair = tablet(&desk.office.official, 2).await;
    let first = sign(&mut desk.office.secretary, &secretary, desk.submitted).await;
    let last = sign(&mut desk.office.official, &chair, first.signed.unwrap()).await;
    assert_eq!(last.next, None);
    desk
}

/// The package, once it is made.
async fn made(desk: &Desk) -> ArchiveEntry {
    desk.office
        .secretary
        .post(
            &format!("/api/v1/meetings/{MEETING}/archive"),
            &serde_json::json!(null),
        )
        .await
        .ok()
}

mod a_signed_meeting_becomes_a_package_that_proves_it_anywhere {
    use super::*;

    #[tokio::test]
    async fn on_sqlite() {
        a_package_proves_its_meeting(TestApp::start().await).await;
    }

    #[tokio::test]
    async fn on_postgresql() {
        let url = fresh_postgres_database().await;
        let app = TestApp::start_with(Clock::fixed(NOW), Some(url)).await;
        a_package_proves_its_meeting(app).await;
    }
}

async fn a_package_proves_its_meeting(app: TestApp) {
    let desk = signed_on(app).await;
    let entry = made(&desk).await;
    assert_eq!(
        (entry.stage, entry.archived_at),
        (Stage::Archived, Some(NOW))
    );
    assert_eq!(entry.number, "01/BB-UBND");
    assert_eq!(made(&desk).await, entry, "asked again, it is the same one");

    let request = desk
        .office
        .secretary
        .request(reqwest::Method::GET, &of("package"));
    let answer = request.send().await.unwrap();
    let named = answer.headers()["content-disposition"].to_str().unwrap();
    assert!(
        named.starts_with("attachment; filename=\"goi-luu-tru-"),
        "{named}"
    );
    let package = answer.bytes().await.unwrap();
    assert_eq!(Some(Hash::of(&package)), entry.package);
    assert_eq!(Some(package.len() as u64), entry.package_size);

    let verification = verify_package(Cursor::new(&package), &Trust::default(), NOW);
    assert_eq!(verification.verdict, Verdict::Valid, "{verification:#?}");
    let signers: Vec<_> = verification
        .signatures
        .iter()
        .map(|one| (one.signer.as_str(), one.is_internal))
        .collect();
    assert_eq!(
        signers,
        [("Trịnh Thu Uyên", true), ("Đoàn Minh Triết", true)]
    );
    let stored: Verification = desk.office.secretary.get(&of("verification")).await.ok();
    assert_eq!(stored.verdict, Verdict::Valid, "{stored:#?}");
    assert!(
        stored
            .findings
            .iter()
            .any(|finding| finding.code == "trust.log_key_known")
    );

    let request = desk
        .office
        .secretary
        .request(reqwest::Method::GET, &of("minutes"));
    let minutes = request.send().await.unwrap().bytes().await.unwrap();
    assert_eq!(Hash::of(&minutes), entry.minutes);

    // And the program says so by its exit code, far from the server.
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    };
    // The program has the computer's clock, on which the certificates of this test are not valid yet or no more; a
    // package brings the time of its log with it, which is judged when it is not in the future.
    let altered = {
        let mut altered = package.to_vec();
        let at = altered.len() / 2;
        altered[at] ^= 1;
        write("altered.zip", &altered)
    };
    let (status, out, _) = run(&["verify", &altered]).await;
    assert_eq!(status.code(), Some(1), "{out}");
    assert!(out.starts_with("Không hợp lệ."), "{out}");
    let (status, out, _) = run(&["verify", "--json", &write("bare.pdf", &minutes)]).await;
    assert_eq!(status.code(), Some(2), "{out}");
    let bare: Verification = serde_json::from_str(&out).unwrap();
    assert!(
        bare.findings
            .iter()
            .any(|finding| finding.code == "trust.anchor_missing")
    );
    let (status, _, err) = run(&["verify", "--lang", "en", "/nowhere"]).await;
    assert_eq!(status.code(), Some(2));
    assert!(err.contains("cannot be read"), "{err}");
}

#[tokio::test]
async fn the_package_is_made_by_itself_after_the_last_signature() {
    let desk = signed().await;
    let rooms = desk.app.server.state().rooms.clone();
    let mut stage = Stage::Signed;
    while stage != Stage::Archived {
        tokio::task::yield_now().await;
        stage = rooms.read(MEETING).await.unwrap().stage;
    }
}

#[tokio::test]
async fn only_secretaries_who_chairs_and_clerks_have_packages() {
    let desk = signed().await;
    let entry = made(&desk).await;
    for client in [
        &desk.office.secretary,
        &desk.office.official,
        &desk.office.clerk,
    ] {
        let list: Vec<ArchiveEntry> = client.get(LIST).await.ok();
        assert_eq!(list, std::slice::from_ref(&entry));
        assert!(client.get(&of("package")).await.status.is_success());
    }
    for client in [&desk.office.guest, &desk.office.administrator] {
        let list: Vec<ArchiveEntry> = client.get(LIST).await.ok();
        assert!(list.is_empty());
        for what in ["package", "minutes", "verification"] {
            assert_eq!(
                client.get(&of(what)).await.refused(),
                ErrorCode::MeetingUnknown
            );
        }
    }
    let clerk = &desk.office.clerk;
    let found: Vec<ArchiveEntry> = clerk.get(&format!("{LIST}?query=01/bb")).await.ok();
    assert_eq!(found.len(), 1);
    let none: Vec<ArchiveEntry> = clerk.get(&format!("{LIST}?query=khong")).await.ok();
    assert!(none.is_empty());
    let none: Vec<ArchiveEntry> = clerk.get(&format!("{LIST}?year=1999")).await.ok();
    assert!(none.is_empty());
}

#[tokio::test]
async fn minutes_that_wait_for_a_signature_have_no_package() {
    let desk = Desk::submitted().await;
    let archive = &desk.app.server.state().archive;
    assert!(matches!(
        archive.make(MEETING, desk.office.secretary.id).await,
        Err(ArchiveError::NotSigned)
    ));
    let answer = desk.office.secretary.get(&of("package")).await;
    assert_eq!(answer.refused(), ErrorCode::PackageUnknown);
}

#[tokio::test]
async fn ve_3_the_offices_public_halves_are_what_verify_trusts_and_another_offices_are_not() {
    // The program has the computer's clock, so the office has it too: its certificates are valid today.
    let desk = signed_on(TestApp::start_with(Clock::system(), None).await).await;
    let entry = made(&desk).await;
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (package, minutes) = (at("package.zip"), at("minutes.pdf"));
    std::fs::write(&package, desk.file(entry.package.unwrap())).unwrap();
    std::fs::write(&minutes, desk.file(entry.minutes)).unwrap();
    let trust = async |app: &TestApp, to: &str| {
        let data = app.server.state().config.data.to_str().unwrap().to_owned();
        run(&["trust", "--data", &data, "--to", to]).await
    };

    let own = at("own");
    // The second time the same files are there, and stay.
    for _ in 0..2 {
        let (status, out, err) = trust(&desk.app, &own).await;
        assert!(status.success(), "{err}");
        assert!(out.contains("public log key: "), "{out}");
        let state = desk.app.server.state();
        let certificate = Hash::of(state.signing.authority().certificate());
        assert!(out.contains(&certificate.to_hex()), "{out}");
    }
    let mut names: Vec<_> = std::fs::read_dir(&own)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["log.pub", "signing-ca.pem"], "nothing secret");
    for file in [&package, &minutes] {
        let (status, out, _) = run(&["verify", file, "--trust", &own]).await;
        assert_eq!(status.code(), Some(0), "{out}");
        assert!(out.contains("Chữ ký nội bộ"), "{out}");
    }

    let other = TestApp::start().await;
    let (status, _, err) = trust(&other, &at("other")).await;
    assert!(status.success(), "{err}");
    for file in [&package, &minutes] {
        let (status, out, _) = run(&["verify", file, "--trust", &at("other")]).await;
        assert_eq!(status.code(), Some(2), "{out}");
    }
    let (status, _, err) = trust(&other, &own).await;
    assert!(!status.success());
    assert!(err.contains("another office's"), "{err}");
    let (status, _, err) = run(&["trust", "--data", &at("empty"), "--to", &at("none")]).await;
    assert!(!status.success());
    assert!(err.contains("holds no keys yet"), "{err}");
    assert!(!folder.path().join("none").exists());
}
