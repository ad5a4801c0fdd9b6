//! The server with a certificate of its own: https without a proxy in front.

use std::{path::PathBuf, sync::Arc};

use nghisu_server::{
    clock::{Clock, Random},
    config::{Config, Settings},
    server::Server,
};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::ServerName;
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use tokio_rustls::TlsConnector;

use crate::support::NOW;

/// A certificate for `localhost`, as files that an operator names.
struct Issued {
    certified: CertifiedKey<rcgen::KeyPair>,
    cert: PathBuf,
    key: PathBuf,
}

fn issue(folder: &TempDir, name: &str) -> Issued {
    let certified = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let write = |ending: &str, pem: String| {
        let path = folder.path().join(format!("{name}.{ending}"));
        std::fs::write(&path, pem).unwrap();
        path
    };
    Issued {
        cert: write("crt", certified.cert.pem()),
        key: write("key", certified.signing_key.serialize_pem()),
        certified,
    }
}

fn settings(folder: &TempDir, cert: &Issued, key: &Issued) -> Settings {
    Settings {
        data: Some(folder.path().join("data")),
        listen: Some("127.0.0.1:0".to_owned()),
        public_url: Some("https://localhost".to_owned()),
        tls_cert: Some(cert.cert.clone()),
        tls_key: Some(key.key.clone()),
        workers: Some(1),
        ..Settings::default()
    }
}

async fn start(settings: Settings) -> anyhow::Result<Server> {
    let config = Config::load(settings).unwrap();
    Server::start(config, Clock::fixed(NOW), Random::system()).await
}

/// The answer to a request, head and body, through a connection that trusts one certificate alone.
async fn get(server: &Server, trusted: &Issued, path: &str) -> std::io::Result<String> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.certified.cert.der().clone()).unwrap();
    let tls = ClientConfig::builder()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(server.state().config.listen).await?;
    let host = ServerName::try_from("localhost").unwrap();
    let mut stream = TlsConnector::from(Arc::new(tls))
        .connect(host, stream)
        .await?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    Ok(String::from_utf8(answer).unwrap())
}

#[tokio::test]
async fn the_operators_certificate_serves_https_and_tells_browsers_to_stay_there() {
    let folder = tempfile::tempdir().unwrap();
    let own = issue(&folder, "own");
    let server = start(settings(&folder, &own, &own)).await.unwrap();
    let answer = get(&server, &own, "/healthz").await.unwrap();
    let answer = answer.to_lowercase();
    assert!(answer.starts_with("http/1.1 200"), "{answer}");
    assert!(
        answer.contains("strict-transport-security: max-age="),
        "{answer}"
    );

    // Whoever does not know the certificate does not come to speak.
    let other = issue(&folder, "other");
    assert!(get(&server, &other, "/healthz").await.is_err());
}

#[tokio::test]
async fn a_certificate_that_cannot_be_used_stops_the_start_with_a_clear_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let (own, other) = (issue(&folder, "own"), issue(&folder, "other"));
    let said = async |settings| format!("{:#}", start(settings).await.unwrap_err());
    let error = said(settings(&folder, &own, &other)).await;
    assert!(error.contains("do not belong together"), "{error}");

    let mut unreadable = settings(&folder, &own, &own);
    unreadable.tls_key = Some(own.cert.clone());
    let error = said(unreadable).await;
    assert!(error.contains("no PEM private key can be read"), "{error}");

    let mut swapped = settings(&folder, &own, &own);
    swapped.tls_cert = Some(own.key.clone());
    let error = said(swapped).await;
    let named = format!("--tls-cert {}: no PEM certificate is in", own.key.display());
    assert!(error.contains(&named), "{error}");

    let broken = folder.path().join("broken.crt");
    let pem = "-----BEGIN CERTIFICATE-----\nTmdo4buLIFPhu7E=\n-----END CERTIFICATE-----\n";
    std::fs::write(&broken, pem).unwrap();
    let mut unread = settings(&folder, &own, &own);
    unread.tls_cert = Some(broken);
    let error = said(unread).await;
    assert!(
        error.contains("broken.crt: the first certificate of this file cannot be read"),
        "{error}"
    );
}

#[tokio::test]
async fn a_certificate_of_another_host_stops_the_start_unless_a_proxy_in_front_shows_one() {
    let folder = tempfile::tempdir().unwrap();
    let own = issue(&folder, "own");
    let elsewhere = || Settings {
        public_url: Some("https://hop.example.vn".to_owned()),
        ..settings(&folder, &own, &own)
    };
    let error = format!("{:#}", start(elsewhere()).await.unwrap_err());
    let cert = own.cert.display();
    for part in [
        format!("--tls-cert {cert}: this certificate does not name hop.example.vn"),
        "--public-url".to_owned(),
        "--behind-proxy".to_owned(),
    ] {
        assert!(error.contains(&part), "{part} is missing in: {error}");
    }
    let behind = Settings {
        behind_proxy: Some(true),
        ..elsewhere()
    };
    let server = start(behind).await.unwrap();
    get(&server, &own, "/healthz").await.unwrap();
}
