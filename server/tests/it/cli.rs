//! The binary itself: from an empty directory to a signed-in administrator, and its clean end.

use std::{
    process::{ExitStatus, Stdio},
    time::Duration,
};

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

/// The activation code that a command has printed.
fn code_in(out: &str) -> &str {
    let line = out.lines().find_map(|line| line.split_once("code:"));
    line.unwrap().1.trim()
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
    let mut admin = Client::stranger(&url);
    let me = admin.activate(code_in(&out)).await;
    assert_eq!(
        (me.name.as_str(), me.roles),
        ("Lý Quốc Toản", vec![Role::Administrator])
    );
    assert_eq!(me.office, "UBND tỉnh Thanh Giang");

    // Locked out: a new code, asked for without marks.
    let (status, out, err) = run(&["person", "link", "ly quoc toan", "--data", data]).await;
    assert!(status.success(), "{err}");
    Client::stranger(&url).activate(code_in(&out)).await;

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
        "postgres://x:secret@255.255.255.255/x",
    ])
    .await;
    assert!(!status.success());
    assert!(
        err.contains("the database cannot be opened") && !err.contains("secret"),
        "{err}"
    );
}

/// What a server says that does not start on this data directory with these settings.
async fn refusal(data: &str, settings: &[&str]) -> String {
    let all = [
        &["serve", "--listen", "127.0.0.1:0", "--data", data][..],
        settings,
    ]
    .concat();
    let ended = tokio::time::timeout(Duration::from_secs(30), run(&all)).await;
    let (status, _, said) = ended.expect("the server does not start");
    assert!(!status.success(), "{all:?}");
    said
}

#[tokio::test]
async fn a_data_directory_that_cannot_be_used_stops_the_start_and_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (file, below, link) = (at("file"), at("file/data"), at("link"));
    std::fs::write(&file, "Nghị Sự").unwrap();
    std::os::unix::fs::symlink(at("nowhere/far"), &link).unwrap();
    for (data, why) in [
        (file.as_str(), "this is a file"),
        // The kernel's own directory takes no files of anybody, whoever asks.
        ("/proc/self", "nothing can be written"),
        (&below, "this directory is not there and cannot be made"),
        (&link, "this directory is not there and cannot be made"),
    ] {
        let said = refusal(data, &[]).await;
        let named = format!("--data {data}: {why}");
        assert!(said.contains(&named), "{named} is missing in: {said}");
    }
}

#[tokio::test]
async fn a_file_or_an_address_that_cannot_be_used_stops_the_start_and_is_named_with_its_setting() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (data, file, missing) = (at("data"), at("file"), at("missing"));
    let (data, file, missing) = (data.as_str(), file.as_str(), missing.as_str());
    std::fs::write(file, "Nghị Sự").unwrap();
    let url = ["--public-url", "https://hop.example.vn"];
    let tls = ["--tls-cert", file, "--tls-key", file];
    let mail = ["--mail-server", "smtp://localhost", "--mail-from"];
    let bad_mail = "http://hop:hunter2@localhost";
    for (settings, said) in [
        (
            [&url[..], &["--tls-cert", missing, "--tls-key", file]].concat(),
            format!("--tls-cert {missing}: cannot be read"),
        ),
        (
            [&url[..], &["--tls-cert", file, "--tls-key", missing]].concat(),
            format!("--tls-key {missing}: cannot be read"),
        ),
        (
            [&url[..], &tls].concat(),
            format!("--tls-cert {file}: no PEM certificate"),
        ),
        (
            [&url[..], &tls[..2]].concat(),
            "--tls-cert without --tls-key".to_owned(),
        ),
        (
            tls.to_vec(),
            format!("--tls-cert {file}: --public-url has to be https://"),
        ),
        (
            mail[..2].to_vec(),
            "--mail-server without --mail-from".to_owned(),
        ),
        (
            vec!["--mail-from", "Hop <hop@example.vn>"],
            "--mail-from without --mail-server".to_owned(),
        ),
        (
            [&mail[..], &["Văn phòng"]].concat(),
            "--mail-from Văn phòng: write Name <address@host>".to_owned(),
        ),
        (
            vec!["--mail-server", bad_mail, "--mail-from", "hop@example.vn"],
            "--mail-server: write smtp://".to_owned(),
        ),
        (
            vec!["--pdfium", file],
            format!("--pdfium {file}: the page workers cannot start"),
        ),
        (vec!["--workers", "0"], "--workers 0: write 1".to_owned()),
    ] {
        let refused = refusal(data, &settings).await;
        assert!(refused.contains(&said), "{said} is missing in: {refused}");
        assert!(!refused.contains("hunter2"), "{refused}");
    }
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
