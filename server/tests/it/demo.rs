//! The demonstration office: filled through the API, once, and never into an office of other people.

use nghisu_protocol::{meetings::MeetingSummary, room::state::Stage};

use crate::{
    cli::{run, serve},
    client::Client,
};

/// The code in the row of a person, without its gap.
fn code_of(said: &str, name: &str) -> String {
    let row = said.lines().find(|line| line.starts_with(name)).unwrap();
    let columns: Vec<&str> = row
        .split("  ")
        .filter(|text| !text.trim().is_empty())
        .collect();
    columns[2].replace(' ', "")
}

#[tokio::test]
async fn an_empty_office_is_filled_once() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let (_server, url) = serve(data).await;
    let fill = [
        "demo",
        "--data",
        data,
        "--url",
        &url,
        "--date",
        "2026-12-16",
    ];

    let (status, out, err) = run(&fill).await;
    assert!(status.success(), "{out}{err}");
    assert_eq!(
        out.matches(&format!("{url}/activate#")).count(),
        12,
        "{out}"
    );

    let mut secretary = Client::stranger(&url);
    let me = secretary.activate(&code_of(&out, "Trịnh Thu Uyên")).await;
    assert_eq!(me.position.as_deref(), Some("Phó Trưởng phòng Tổng hợp"));
    let meetings = secretary
        .get("/api/v1/meetings")
        .await
        .ok::<Vec<MeetingSummary>>();
    let stages: Vec<(&str, Stage)> = meetings
        .iter()
        .map(|meeting| (meeting.title.as_str(), meeting.stage))
        .collect();
    assert_eq!(
        stages,
        [
            ("Họp rà soát phương án an toàn hồ chứa", Stage::Closed),
            (
                "Phiên họp UBND tỉnh thường kỳ tháng 12 năm 2026",
                Stage::Published
            ),
            ("Họp giao ban Văn phòng UBND tỉnh", Stage::Draft),
        ]
    );
    let session = &meetings[1];
    assert_eq!(
        (session.items, session.chair_name.as_str()),
        (5, "Lê Quang Thiệu")
    );
    let mut guest = Client::stranger(&url);
    guest
        .activate(&code_of(&out, "Nguyễn Hoàng Bảo Khánh Vy"))
        .await;
    let seen = guest
        .get("/api/v1/meetings")
        .await
        .ok::<Vec<MeetingSummary>>();
    assert_eq!(
        seen.iter()
            .map(|one| (one.id, one.items))
            .collect::<Vec<_>>(),
        [(session.id, 1)]
    );

    let (status, out, err) = run(&fill).await;
    assert!(
        status.success() && out.contains("nothing was changed"),
        "{out}{err}"
    );
    // A run that was cut short before its end goes on where it stopped, and makes nothing twice.
    std::fs::remove_file(folder.path().join("demonstration")).unwrap();
    let (status, out, err) = run(&fill).await;
    assert!(status.success(), "{out}{err}");
    // Who has a passkey gets no code.
    assert_eq!(out.matches("/activate#").count(), 10, "{out}");
    let again = secretary
        .get("/api/v1/meetings")
        .await
        .ok::<Vec<MeetingSummary>>();
    assert_eq!(again, meetings);
}

#[tokio::test]
async fn an_office_of_other_people_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let (_server, url) = serve(data).await;
    let person = [
        "person",
        "create-administrator",
        "Mạc Văn Ủy",
        "--data",
        data,
    ];
    assert!(run(&person).await.0.success());
    let (status, out, _) = run(&["demo", "--data", data, "--url", &url]).await;
    assert!(
        status.success() && out.contains("people of its own"),
        "{out}"
    );

    let missing = folder.path().join("papers");
    let missing = missing.to_str().unwrap();
    let (status, _, err) = run(&["demo", "--data", data, "--documents", missing]).await;
    assert!(!status.success() && err.contains("is not there"), "{err}");
}
