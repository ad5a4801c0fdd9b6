//! The binary itself: from an empty directory to a signed-in administrator, and its clean end.

use std::process::{ExitStatus, Stdio};

use nghisu_protocol::people::{Me, Role};
use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
};

use crate::client::Client;

fn nghisu() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nghisu"));
    command.kill_on_drop(true);
    command
}

/// Runs a command to its end: status, standard output, standard error.
pub(crate) async fn run(arguments: &[&str]) -> (ExitStatus, String, String) {
    let output = nghisu().args(arguments).output().await.unwrap();
    (
        output.status,
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

/// A server process and the address that it says it is ready at.
pub(crate) async fn serve(data: &str) -> (Child, String) {
    let mut child = nghisu()
        .args([
            "serve",
            "--data",
            data,
            "--listen",
            "127.0.0.1:0",
            "--office-name",
            "UBND tỉnh Thanh Giang",
        ])
        .env("NO_COLOR", "1")
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    loop {
        let line = lines
            .next_line()
            .await
            .unwrap()
            .expect("the server says when it is ready");
        if let Some(at) = line.find("http://localhost:") {
            let url = line[at..].split('/').take(3).collect::<Vec<_>>().join("/");
            // The rest of the log is read away, so that the pipe never fills.
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return (child, url);
        }
    }
}

#[tokio::test]
async fn an_empty_directory_becomes_an_office_with_an_administrator() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();
    let (mut server, url) = serve(data).await;

    let (status, out, err) = run(&[
        "person",
        "create-administrator",
        "Lý Quốc Toản",
        "--data",
        data,
        "--public-url",
        &url,
    ])
    .await;
    assert!(status.success(), "{err}");
    assert!(out.contains(&format!("{url}/activate#")), "{out}");
    let code = out
        .lines()
        .find_map(|line| line.split_once("code:"))
        .unwrap()
        .1
        .trim()
        .to_owned();
    let mut admin = Client::stranger(&url);
    let me = admin.activate(&code).await;
    assert_eq!(
        (me.name.as_str(), me.roles),
        ("Lý Quốc Toản", vec![Role::Administrator])
    );
    assert_eq!(me.office, "UBND tỉnh Thanh Giang");

    // Locked out: a new code, asked for without marks.
    let (status, out, err) = run(&["person", "link", "ly quoc toan", "--data", data]).await;
    assert!(status.success(), "{err}");
    let code = out
        .lines()
        .find_map(|line| line.split_once("code:"))
        .unwrap()
        .1
        .trim()
        .to_owned();
    Client::stranger(&url).activate(&code).await;

    let (status, secret, err) = run(&[
        "token",
        "create",
        "--person",
        "Lý Quốc Toản",
        "--name",
        "đồng bộ",
        "--data",
        data,
    ])
    .await;
    assert!(status.success(), "{err}");
    let program = Client::program(&url, secret.trim());
    assert_eq!(program.get("/api/v1/me").await.ok::<Me>().id, me.id);
    let (_, listed, _) = run(&[
        "token",
        "list",
        "--person",
        &me.id.to_string(),
        "--data",
        data,
    ])
    .await;
    let token = listed.split_whitespace().next().unwrap();
    let (status, _, err) = run(&[
        "token",
        "revoke",
        token,
        "--person",
        &me.id.to_string(),
        "--data",
        data,
    ])
    .await;
    assert!(status.success(), "{err}");
    program.get("/api/v1/me").await.refused();

    let pid = server.id().unwrap().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &pid])
            .status()
            .await
            .unwrap()
            .success()
    );
    assert!(server.wait().await.unwrap().success());

    // The next start finds everything again.
    let (_server, url) = serve(data).await;
    let office: Value = Client::stranger(&url).get("/api/v1/office").await.ok();
    assert_eq!(office["name"], "UBND tỉnh Thanh Giang");
    let (status, out, err) = run(&["person", "link", "không có ai", "--data", data]).await;
    assert!(
        !status.success() && out.is_empty() && err.contains("--create"),
        "{err}"
    );
}

#[tokio::test]
async fn bad_values_stop_the_start_with_a_clear_sentence() {
    let (status, _, err) = run(&[
        "serve",
        "--listen",
        "here",
        "--public-url",
        "http://10.0.0.1",
    ])
    .await;
    assert!(!status.success());
    assert!(
        err.contains("--listen here: write an IP address and a port"),
        "{err}"
    );
    assert!(err.contains("passkeys need a host name"), "{err}");

    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let (status, _, err) = run(&["serve", "--data", data, "--listen", &address]).await;
    assert!(!status.success());
    assert!(err.contains("is another program using it?"), "{err}");

    let (status, _, err) = run(&[
        "serve",
        "--data",
        data,
        "--listen",
        "127.0.0.1:0",
        "--database-url",
        "postgres://x:secret@127.0.0.1:1/x",
    ])
    .await;
    assert!(!status.success());
    assert!(
        err.contains("the database cannot be opened") && !err.contains("secret"),
        "{err}"
    );
}

#[tokio::test]
async fn a_variable_is_a_setting_a_flag_wins_over_it_and_all_that_is_wrong_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("nghisu.toml");
    std::fs::write(&file, "page-seconds = 0\nlisen = 1\n").unwrap();
    let output = nghisu()
        .args(["serve", "--activation-hours", "0", "--session-days", "7"])
        .env("NGHISU_CONFIG", &file)
        .env("NGHISU_DATA", folder.path())
        .env("NGHISU_LISTEN", "8080")
        .env("NGHISU_LOG", "nghisu_server=loud")
        .env("NGHISU_SESSION_DAYS", "0")
        .output()
        .await
        .unwrap();
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    for part in [
        "--activation-hours 0",
        "--listen 8080",
        "--page-seconds 0",
        "line 2: unknown field `lisen`",
        "NGHISU_LOG nghisu_server=loud",
    ] {
        assert!(said.contains(part), "{part} is missing in: {said}");
    }
    assert!(!said.contains("--session-days"), "the flag wins: {said}");
}
