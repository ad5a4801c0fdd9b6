//! The running server: what handlers share, and how it starts, listens and stops.

use std::{net::TcpListener, path::Path, sync::Arc};

use actix_web::{
    App, HttpServer,
    dev::ServerHandle,
    web::{self, Data},
};
use anyhow::{Context as _, anyhow, bail};
use nghisu_protocol::socket::MAX_TEXT_FRAME;
use rustls::{client::verify_server_name, server::ParsedCertificate};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem::PemObject as _};
use tokio::task::JoinHandle;

use crate::{
    archive::Archive,
    clock::{Clock, Random},
    config::Config,
    db::Db,
    documents::Documents,
    http::{self, error},
    identity::Identity,
    live::{Rooms, key::LogKey},
    mail::Mail,
    minutes::Minutes,
    printable::Printing,
    signature_images::SignatureImages,
    signing::Signing,
};

/// What every handler may use. Cheap to clone through [`Data`].
#[derive(Debug)]
pub struct AppState {
    /// The operator's settings.
    pub config: Config,
    /// The origin that unsafe requests must name.
    pub origin: String,
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// Randomness.
    pub random: Random,
    /// The meetings' rooms.
    pub rooms: Rooms,
    /// Papers, their files and the images of their pages.
    pub documents: Documents,
    /// Letters to those who are invited.
    pub mail: Mail,
    /// Minutes: drafts, numbers, submissions.
    pub minutes: Minutes,
    /// Signs checkpoints of logs.
    pub log_key: Arc<LogKey>,
    /// Certificates and signatures.
    pub signing: Arc<Signing>,
    /// The images of people's signatures.
    pub signature_images: SignatureImages,
    /// Packages of signed meetings.
    pub archive: Archive,
    /// Printable sets of papers.
    pub printing: Printing,
    /// People and how they show who they are.
    pub identity: Identity,
    /// Whether people reach the server over https.
    pub https: bool,
}

/// A server that listens.
#[derive(Debug)]
pub struct Server {
    state: Data<AppState>,
    handle: ServerHandle,
    task: JoinHandle<std::io::Result<()>>,
}

impl Server {
    /// Opens the data directory and the database, then listens. When this answers, requests do too.
    ///
    /// # Errors
    /// One sentence on what could not be opened.
    pub async fn start(mut config: Config, clock: Clock, random: Random) -> anyhow::Result<Self> {
        // Both providers can be in the build; rustls wants one of them named. A second server in
        // the same process finds it installed.
        let _ = rustls::crypto::ring::default_provider().install_default();

        prepare_data(&config.data)?;
        let tls = match &config.tls {
            Some((cert, key)) => Some(tls(cert, key, &config)?),
            None => None,
        };
        let listener = TcpListener::bind(config.listen).with_context(|| {
            format!(
                "{} cannot be listened on; is another program using it? (--listen names another one)",
                config.listen
            )
        })?;
        config.listen = listener.local_addr()?;
        let db = Db::open(&config.data, config.database_url.as_deref())
            .await
            .with_context(|| unopened(&config))?;

        let identity = Identity::open(config.clone(), db.clone(), clock.clone(), random.clone())?;
        identity.attend();
        let log_key = LogKey::open(&config.data, &random).context("the log key cannot be used")?;
        let log_key = Arc::new(log_key);
        let workers = config.workers;
        let https = config.public_url().scheme() == "https";
        let rooms = Rooms::new(db.clone(), clock.clone(), random.clone());
        let documents = Documents::start(
            &config,
            db.clone(),
            rooms.clone(),
            clock.clone(),
            random.clone(),
        )
        .await?;
        let signing = Signing::start(
            &config,
            db.clone(),
            rooms.clone(),
            documents.clone(),
            &identity,
            (clock.clone(), random.clone()),
        )
        .await?;
        let signing = Arc::new(signing);
        let archive = Archive::new(
            &config,
            db.clone(),
            rooms.clone(),
            documents.blobs().clone(),
            clock.clone(),
            (Arc::clone(&log_key), Arc::clone(&signing)),
        );
        archive.attend();
        let printing = Printing::open(
            &config.data,
            rooms.clone(),
            documents.clone(),
            clock.clone(),
        )
        .context("the folder of the printable sets cannot be used")?;
        let mail = Mail::new(
            db.clone(),
            rooms.clone(),
            (clock.clone(), random.clone()),
            config.mail.clone(),
            config.public_url(),
        );
        mail.attend();
        let state = Data::new(AppState {
            archive,
            mail,
            printing,
            origin: config.origin(),
            signature_images: SignatureImages::new(db.clone(), documents.workers().clone()),
            minutes: Minutes::new(
                db.clone(),
                rooms.clone(),
                documents.blobs().clone(),
                clock.clone(),
            ),
            documents,
            rooms,
            signing,
            log_key,
            identity,
            https,
            db,
            clock,
            random,
            config,
        });
        let shared = state.clone();
        let mut server = HttpServer::new(move || {
            App::new()
                .app_data(shared.clone())
                .app_data(
                    web::JsonConfig::default()
                        // What a tablet may say over its socket a program may say here.
                        .limit(MAX_TEXT_FRAME)
                        .error_handler(|e, _| error::json_refused(&e).into()),
                )
                .app_data(
                    web::PathConfig::default().error_handler(|e, _| error::path_refused(&e).into()),
                )
                .app_data(
                    web::QueryConfig::default()
                        .error_handler(|e, _| error::query_refused(&e).into()),
                )
                .wrap(http::headers::every_answer(https))
                .configure(http::route::configure)
                .default_service(web::to(http::client::answer))
        })
        .disable_signals()
        .shutdown_timeout(10)
        // A turned page is a small message soon after another one: Nagle's algorithm would hold it back until the
        // tablet has acknowledged the first, which it may put off for 40 ms (RFC 1122, 4.2.3.2 to 4.2.3.4).
        .tcp_nodelay(true);
        if let Some(workers) = workers {
            server = server.workers(workers);
        }
        let server = match tls {
            Some(tls) => server.listen_rustls_0_23(listener, tls)?,
            None => server.listen(listener)?,
        }
        .run();
        let handle = server.handle();
        tracing::info!(
            listen = %state.config.listen,
            "Nghị Sự is ready at {}",
            state.config.public_url()
        );
        Ok(Self {
            state,
            handle,
            task: tokio::spawn(server),
        })
    }

    /// What the handlers share.
    #[must_use]
    pub fn state(&self) -> Data<AppState> {
        self.state.clone()
    }

    /// Stops the server from elsewhere.
    #[must_use]
    pub fn handle(&self) -> ServerHandle {
        self.handle.clone()
    }

    /// Waits until the server has stopped.
    ///
    /// # Errors
    /// When it did not stop by itself.
    pub async fn wait(self) -> anyhow::Result<()> {
        self.task.await??;
        Ok(())
    }
}

/// Makes the data directory, where it is not there yet, and sees whether files can be made in it.
///
/// # Errors
/// One sentence that names the setting, the directory and what to do.
pub(crate) fn prepare_data(path: &Path) -> anyhow::Result<()> {
    let shown = path.display();
    make_private_directory(path).with_context(|| {
        format!("--data {shown}: this directory is not there and cannot be made")
    })?;
    tempfile::tempfile_in(path).with_context(|| {
        format!(
            "--data {shown}: nothing can be written into this directory; it has to belong to the account that runs nghisu"
        )
    })?;
    Ok(())
}

/// Which setting says where the database is that cannot be opened. Its address may hold a password.
pub(crate) fn unopened(config: &Config) -> String {
    match config.database_url {
        Some(_) => "--database-url: the database cannot be opened".to_owned(),
        None => format!(
            "--data {}: the database cannot be opened",
            config.data.display()
        ),
    }
}

/// Makes a directory that only its owner can read.
pub(crate) fn make_private_directory(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    if path.is_dir() {
        return Ok(());
    }
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
}

fn tls(cert: &Path, key: &Path, config: &Config) -> anyhow::Result<rustls::ServerConfig> {
    let (cert_shown, key_shown) = (cert.display(), key.display());
    let chain = CertificateDer::pem_file_iter(cert)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .with_context(|| format!("--tls-cert {cert_shown}: no PEM certificates can be read"))?;
    let leaf = chain
        .first()
        .with_context(|| format!("--tls-cert {cert_shown}: no PEM certificate is in this file"))?;
    let parsed = ParsedCertificate::try_from(leaf).with_context(|| {
        format!("--tls-cert {cert_shown}: the first certificate of this file cannot be read")
    })?;
    let url = config.public_url();
    let host = url.host_str().unwrap_or_default();
    if !names(&parsed, host) {
        // A proxy in front shows people a certificate of its own.
        if !config.behind_proxy {
            bail!(
                "--tls-cert {cert_shown}: this certificate does not name {host}, the host of --public-url, so that browsers \
                 would refuse passkeys; name a certificate for {host}, or say --behind-proxy where a proxy in front shows one"
            );
        }
        tracing::warn!(
            "--tls-cert {cert_shown}: this certificate does not name {host}, the host of --public-url; the proxy in front has to"
        );
    }
    let key_der = PrivateKeyDer::from_pem_file(key)
        .with_context(|| format!("--tls-key {key_shown}: no PEM private key can be read"))?;
    rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(chain, key_der)
        .map_err(|error| match error {
            rustls::Error::InconsistentKeys(_) => anyhow!(error).context(format!(
                "--tls-cert {cert_shown} and --tls-key {key_shown} do not belong together"
            )),
            error => anyhow!(error).context(format!(
                "--tls-key {key_shown}: the server cannot use this private key"
            )),
        })
}

/// Whether a certificate is for a host (RFC 6125).
fn names(certificate: &ParsedCertificate<'_>, host: &str) -> bool {
    ServerName::try_from(host).is_ok_and(|name| verify_server_name(certificate, &name).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_for_the_hosts_that_it_names() {
        let hosts = ["hop.example.vn".to_owned(), "*.phong.example.vn".to_owned()];
        let issued = rcgen::generate_simple_self_signed(hosts).unwrap();
        let certificate = ParsedCertificate::try_from(issued.cert.der()).unwrap();
        for host in ["hop.example.vn", "HOP.example.vn", "so1.phong.example.vn"] {
            assert!(names(&certificate, host), "{host}");
        }
        for host in ["example.vn", "hop.example.com", "a.b.phong.example.vn", ""] {
            assert!(!names(&certificate, host), "{host}");
        }
    }
}
