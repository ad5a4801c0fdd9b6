//! The archive: a signed meeting becomes a package that proves it, to those who may have it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use nghisu_evidence::verify::{Trust, verify_package};
use nghisu_protocol::{
    annotation::Sharing,
    archive::{ArchiveEntry, Verdict, Verification},
    error::ErrorCode,
    ids::{MeetingId, PersonId, Timestamp},
    log::Hash,
    meetings::MeetingSummary,
    people::Role,
    room::{
        Room, RoomCommand, RoomEvent, Viewer,
        state::{Details, Reply, SigningCapacity, Stage, SubmittedMinutes, Version},
    },
    signing::{Ceremony, CeremonyState},
    socket::Outcome,
};
use nghisu_server::{
    archive::ArchiveError,
    clock::Clock,
    live::{Rooms, room::documents},
};
use sea_orm::{ConnectionTrait as _, Statement};

use crate::{
    cli::run,
    client::Client,
    databases::fresh_postgres_database,
    rooms::{self, DOCUMENT, FIRST, MEETING, VERSION, details, id, in_room, share},
    signing::desk::{Desk, authorised, begin, sign, tablet},
    support::{NOW, TestApp},
};

const LIST: &str = "/api/v1/archive";

fn of(what: &str) -> String {
    format!("/api/v1/archive/{MEETING}/{what}")
}

/// A meeting whose minutes both have signed.
pub(crate) async fn signed() -> Desk {
    signed_on(TestApp::start().await).await
}

pub(crate) async fn signed_on(app: TestApp) -> Desk {
    all_sign(Desk::submitted_on(app).await).await
}

pub(crate) async fn all_sign(mut desk: Desk) -> Desk {
    let secretary = tablet(&desk.office.secretary, 1).await;
    let chair = tablet(&desk.office.official, 2).await;
    let first = sign(&mut desk.office.secretary, &secretary, desk.submitted).await;
    let last = sign(&mut desk.office.official, &chair, first.signed.unwrap()).await;
    assert_eq!(last.next, None);
    desk
}

/// The package, once it is made.
pub(crate) async fn made(desk: &Desk) -> ArchiveEntry {
    desk.office
        .secretary
        .post(
            &format!("/api/v1/meetings/{MEETING}/archive"),
            &serde_json::json!(null),
        )
        .await
        .ok()
}

mod ve_1_a_signed_meeting_becomes_a_package_that_proves_it_anywhere {
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

async fn is_made_by_itself(desk: &Desk) {
    let rooms = desk.app.server.state().rooms.clone();
    let mut stage = Stage::Signed;
    while stage != Stage::Archived {
        tokio::task::yield_now().await;
        stage = rooms.read(MEETING).await.unwrap().stage;
    }
}

#[tokio::test]
async fn the_package_is_made_by_itself_after_the_last_signature() {
    is_made_by_itself(&signed().await).await;
}

#[tokio::test]
async fn the_package_is_made_also_when_another_question_carries_the_last_signature_to_its_end() {
    for asks_how_far_it_is in [true, false] {
        let mut desk = Desk::submitted().await;
        let secretary = tablet(&desk.office.secretary, 1).await;
        let chair = tablet(&desk.office.official, 2).await;
        let first = sign(&mut desk.office.secretary, &secretary, desk.submitted).await;
        let file = first.signed.unwrap();
        let (ceremony, signature) = authorised(&mut desk.office.official, &chair, file).await;
        // The signature was stored, and the request that brought it ended there.
        let prepared = desk.file(ceremony.document);
        desk.cut_off(&ceremony, "signed", &signature, &prepared)
            .await;
        if asks_how_far_it_is {
            let path = format!("/api/v1/ceremonies/{}", ceremony.id);
            let asked: Ceremony = desk.office.official.get(&path).await.ok();
            assert_eq!(asked.state, CeremonyState::Embedded);
        } else {
            let again = begin(&desk.office.official, &chair, file).await;
            assert_eq!(again.refused(), ErrorCode::SignatureGiven);
        }
        is_made_by_itself(&desk).await;
    }
}

#[tokio::test]
async fn ve_5_what_the_secretary_alone_may_read_is_in_no_package() {
    let desk = Desk::opened_on(TestApp::start().await).await;
    let state = desk.app.server.state();
    let (hash, size) = state
        .documents
        .blobs()
        .put(&b"%PDF-1.7 a paper"[..])
        .unwrap();
    let secretary = Viewer {
        is_secretary: true,
        ..Viewer::of(desk.office.secretary.id)
    };
    let version = Version {
        hash,
        size,
        ..rooms::version(VERSION)
    };
    let add = move |room: &Room, _| {
        documents::add(room, &secretary, DOCUMENT, FIRST, "Tờ trình", version)
    };
    let by = desk.office.secretary.id;
    let added = state.rooms.record(MEETING, by, None, add);
    added.await.unwrap();
    let chair = &desk.office.official;
    let path = format!("/api/v1/meetings/{MEETING}/commands");
    for (annotation, sharing) in [(501, Sharing::Secretary), (502, Sharing::Meeting)] {
        let outcome: Outcome = chair.post(&path, &share(annotation, sharing)).await.ok();
        assert!(matches!(outcome, Outcome::Accepted { .. }), "{outcome:?}");
    }

    let desk = all_sign(desk.closed().await).await;
    let package = desk.file(made(&desk).await.package.unwrap());
    // Files stand in a package as they are.
    let holds = |annotation| {
        let words = id(annotation).to_string();
        let mut places = package.windows(words.len());
        places.any(|place| place == words.as_bytes())
    };
    assert!(holds(502));
    assert!(!holds(501), "what was for the secretary alone is for all");
    let verification = verify_package(Cursor::new(&package), &Trust::default(), NOW);
    assert_eq!(verification.verdict, Verdict::Valid, "{verification:#?}");
    let mut findings = verification.findings.iter();
    let withheld = findings.find(|finding| finding.code == "log.payload_withheld");
    assert!(withheld.unwrap().en.contains("(1 in total)"));
}

#[tokio::test]
async fn ve_6_a_clerks_package_tells_neither_why_somebody_stayed_away_nor_what_was_said() {
    const REASON: &str = "Đưa mẹ đi mổ tim ở Hà Nội";
    const COURSE: &str = "Đồng chí Giám đốc Sở xin rút lại ý kiến đã phát biểu";
    let desk = Desk::opened_on(TestApp::start().await).await;
    let state = desk.app.server.state();
    let away = desk.office.official.id;
    let (item, by) = (FIRST, desk.office.secretary.id);
    let said = move |_: &Room, _| {
        Ok(vec![
            RoomEvent::InvitationAnswered {
                person: away,
                reply: Reply::Absent {
                    reason: REASON.to_owned(),
                },
            },
            RoomEvent::CourseRecorded {
                item,
                text: COURSE.to_owned(),
            },
            // What stands at the end is what the minutes take; what was said before is in the log alone.
            RoomEvent::CourseRecorded {
                item,
                text: String::new(),
            },
        ])
    };
    let recorded = state.rooms.record(MEETING, by, None, said);
    recorded.await.unwrap();
    let desk = all_sign(desk.closed().await).await;
    made(&desk).await;

    let request = desk
        .office
        .clerk
        .request(reqwest::Method::GET, &of("package"));
    let package = request.send().await.unwrap().bytes().await.unwrap();
    // Files stand in a package as they are; of the minutes their streams alone are packed.
    for words in [REASON, COURSE] {
        let mut places = package.windows(words.len());
        assert!(!places.any(|place| place == words.as_bytes()), "{words}");
    }
    let verification = verify_package(Cursor::new(&package), &Trust::default(), NOW);
    assert_eq!(verification.verdict, Verdict::Valid, "{verification:#?}");
    let mut findings = verification.findings.iter();
    let withheld = findings.find(|finding| finding.code == "log.entry_withheld");
    assert!(withheld.unwrap().vi.contains("3 mục nhật ký"));
    // The program says it too, in words and as JSON.
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("package.zip");
    std::fs::write(&file, &package).unwrap();
    let file = file.to_str().unwrap();
    let (_, out, _) = run(&["verify", file]).await;
    assert!(out.contains("3 mục nhật ký"), "{out}");
    let (_, out, _) = run(&["verify", "--json", file]).await;
    let told: Verification = serde_json::from_str(&out).unwrap();
    let mut codes = told.findings.iter().map(|finding| &finding.code);
    assert!(codes.any(|code| code == "log.entry_withheld"), "{out}");
}

/// Enters a meeting whose minutes are signed, as its log would tell of it.
async fn enter_signed(rooms: &Rooms, secretary: PersonId, details: Details) -> MeetingId {
    let minutes = SubmittedMinutes {
        number: "01/BB-UBND".to_owned(),
        pdf: Hash([1; 32]),
        secretary,
        chair: secretary,
        signatures: Vec::new(),
    };
    let mut events = vec![
        RoomEvent::MeetingPublished {},
        RoomEvent::MeetingOpened {},
        RoomEvent::MeetingClosed {},
        RoomEvent::MinutesSubmitted { minutes },
    ];
    for capacity in [SigningCapacity::Secretary, SigningCapacity::Chair] {
        events.push(RoomEvent::MinutesSigned {
            person: secretary,
            capacity,
            pdf: Hash([2; 32]),
        });
    }
    let meeting = MeetingId(uuid::Uuid::new_v4());
    let by = Viewer {
        is_secretary: true,
        ..Viewer::of(secretary)
    };
    let create = in_room(RoomCommand::CreateMeeting { details });
    rooms.command(meeting, by, create).await.unwrap();
    let recorded = rooms.record(meeting, secretary, None, |_, _| Ok(events));
    recorded.await.unwrap();
    meeting
}

#[tokio::test]
async fn a_clerk_keeps_the_archive_of_their_own_units_and_of_those_below() {
    let app = TestApp::start().await;
    let office = app.office().await;
    let by = &office.administrator;
    let finance = app.unit(by, "Sở Tài chính", Some(office.unit)).await;
    let budget = app.unit(by, "Phòng Ngân sách", Some(finance)).await;
    let justice = app.unit(by, "Sở Tư pháp", Some(office.unit)).await;
    let clerk = app.member(by, "Mạc Văn Ủy", finance, &[Role::Clerk]).await;
    let rooms = app.server.state().rooms.clone();
    let mut meetings = BTreeMap::new();
    for (title, unit) in [
        ("Họp của tỉnh", Some(office.unit)),
        ("Họp của sở", Some(finance)),
        ("Họp của phòng", Some(budget)),
        ("Họp của sở khác", Some(justice)),
        ("Họp không ghi đơn vị", None),
    ] {
        let details = Details {
            title: title.to_owned(),
            unit,
            ..details()
        };
        let meeting = enter_signed(&rooms, office.secretary.id, details).await;
        meetings.insert(title, meeting);
    }
    let titles = async |client: &Client| {
        let kept: Vec<ArchiveEntry> = client.get(LIST).await.ok();
        let listed: Vec<MeetingSummary> = client.get("/api/v1/meetings").await.ok();
        let kept: BTreeSet<_> = kept.into_iter().map(|entry| entry.title).collect();
        let listed: BTreeSet<_> = listed.into_iter().map(|summary| summary.title).collect();
        assert_eq!(kept, listed);
        for (title, meeting) in &meetings {
            let answer = client.get(&format!("/api/v1/meetings/{meeting}")).await;
            assert_eq!(answer.status.is_success(), kept.contains(*title), "{title}");
        }
        kept
    };
    let own = ["Họp của phòng", "Họp của sở"].map(str::to_owned);
    assert_eq!(titles(&clerk).await, BTreeSet::from(own));
    let all: BTreeSet<_> = meetings.keys().map(|title| (*title).to_owned()).collect();
    assert_eq!(titles(&office.clerk).await, all);
}

#[tokio::test]
async fn an_old_meeting_is_found_behind_two_hundred_newer_ones() {
    let app = TestApp::start().await;
    let office = app.office().await;
    let rooms = app.server.state().rooms.clone();
    let secretary = office.secretary.id;
    let held = (0..=201_i64).map(async |number| {
        let (title, starts_at) = match number {
            0 => ("Tổng kết năm 2019", None),
            1 => ("Tổng kết năm 2020", Some(Timestamp(NOW.0 - 86_400_000))),
            _ => ("Giao ban", Some(Timestamp(NOW.0 + number / 2))),
        };
        let details = Details {
            title: title.to_owned(),
            starts_at,
            ..details()
        };
        enter_signed(&rooms, secretary, details).await
    });
    futures_util::future::join_all(held).await;
    let clerk = &office.clerk;
    let latest: Vec<ArchiveEntry> = clerk.get(LIST).await.ok();
    assert_eq!(latest.len(), 200);
    assert!(latest.iter().all(|entry| entry.title == "Giao ban"));
    let old: Vec<ArchiveEntry> = clerk.get(&format!("{LIST}?query=tong%20ket")).await.ok();
    let titles: Vec<_> = old.iter().map(|entry| entry.title.as_str()).collect();
    assert_eq!(titles, ["Tổng kết năm 2020", "Tổng kết năm 2019"]);
}

#[tokio::test]
async fn a_search_asks_the_table_and_enters_the_rooms_of_what_it_finds_alone() {
    let desk = signed().await;
    let entry = made(&desk).await;
    let db = &desk.app.server.state().db;
    // A meeting that the table knows and that has no room: whoever entered it would fail.
    let roomless = "INSERT INTO meeting (id, stage, title, place, unit_name, chair_name, items, documents, pages,
        dossier_code, minutes_number) VALUES ($1, 'archived', 'Họp không có phòng', '', '', '', 0, 0, 0, 'H01', '07/BB-UBND')";
    let execute = async |sql: &'static str, id: uuid::Uuid| {
        db.write(move |txn| async move {
            let backend = txn.get_database_backend();
            let statement = Statement::from_sql_and_values(backend, sql, [id.into()]);
            txn.execute_raw(statement).await
        })
        .await
        .unwrap()
    };
    execute(roomless, uuid::Uuid::new_v4()).await;
    let search = async |query: &str| {
        let path = format!("{LIST}?query={query}");
        desk.office.clerk.get(&path).await
    };
    let found: Vec<ArchiveEntry> = search("01/bb").await.ok();
    assert_eq!(found, std::slice::from_ref(&entry));
    for of_the_roomless in ["khong%20co%20phong", "07/BB", "h01"] {
        let answer = search(of_the_roomless).await;
        assert_eq!(
            answer.refused(),
            ErrorCode::MeetingUnknown,
            "{of_the_roomless}"
        );
    }

    // A meeting that was archived before the table held its number is found by what its room says.
    execute(
        "DELETE FROM meeting WHERE title = 'Họp không có phòng' AND id <> $1",
        MEETING.0,
    )
    .await;
    execute(
        "UPDATE meeting SET minutes_number = NULL WHERE id = $1",
        MEETING.0,
    )
    .await;
    let found: Vec<ArchiveEntry> = search("01/bb").await.ok();
    assert_eq!(found, [entry]);
    let none: Vec<ArchiveEntry> = search("07/bb").await.ok();
    assert!(none.is_empty());
}

#[tokio::test]
async fn a_package_that_is_gone_from_the_disk_hides_no_list() {
    let desk = signed().await;
    let entry = made(&desk).await;
    let blobs = desk.app.server.state().documents.blobs().clone();
    blobs.erase(entry.package.unwrap()).unwrap();
    let list: Vec<ArchiveEntry> = desk.office.clerk.get(LIST).await.ok();
    let without_its_file = ArchiveEntry {
        package_size: None,
        ..entry
    };
    assert_eq!(list, [without_its_file]);
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
