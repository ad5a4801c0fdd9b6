//! What the operator decides: flags, `NGHISU_*` variables and a TOML file, read once at the start.
//!
//! A flag wins over a variable, a variable over the file, the file over the default. Every bad
//! value is reported, all at once, each with what is wrong and what to write instead; the server
//! does not start with a value that it had to guess.

mod file;

use std::{env::VarError, fmt, net::SocketAddr, path::PathBuf, time::Duration};

use serde::Deserialize;
use tracing_subscriber::EnvFilter;
use url::{Host, Url};

use crate::{mail::Sender, text::line};

/// The variable that says what is logged.
const LOG: &str = "NGHISU_LOG";
/// What is logged without it.
const LOGGED: &str = "info,sqlx=warn,actix_server=warn,sea_orm_migration=warn";
const PAGE_CACHE_MB: u64 = 4096;
const PAGE_SECONDS: u64 = 15;
const HEARTBEAT: Duration = Duration::from_secs(20);
/// Characters of the office's name, and of the line of support.
const MAX_NAME: usize = 200;
const MEGABYTE: u64 = 1024 * 1024;
/// The running program, also after its file was replaced by a newer one.
const OWN_PROGRAM: &str = "/proc/self/exe";

/// The settings as they are written, in any of the three places. All of them are optional.
#[derive(Debug, Clone, Default, Deserialize, clap::Args)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Settings {
    /// Directory for the database, papers and keys; made when it does not exist [default: data]
    #[arg(long, env = "NGHISU_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,

    /// Address and port to listen on [default: 127.0.0.1:8080]
    #[arg(long, env = "NGHISU_LISTEN", value_name = "ADDRESS:PORT")]
    pub listen: Option<String>,

    /// Address that people type, as https://host or https://host:port; passkeys belong to its host
    /// [default: http://localhost and the port listened on]
    #[arg(long, env = "NGHISU_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,

    /// PostgreSQL database, as postgres://user:password@host/name [default: SQLite in the data directory]
    #[arg(
        long,
        env = "NGHISU_DATABASE_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    pub database_url: Option<String>,

    /// Certificate chain of the server (PEM), leaf first; needs --tls-key
    #[arg(long, env = "NGHISU_TLS_CERT", value_name = "FILE")]
    pub tls_cert: Option<PathBuf>,

    /// Private key of the server's certificate (PEM); needs --tls-cert
    #[arg(long, env = "NGHISU_TLS_KEY", value_name = "FILE")]
    pub tls_key: Option<PathBuf>,

    /// Take the visitor's address from the last X-Forwarded-For entry; set it only behind a proxy
    /// that writes that header itself
    #[arg(long, env = "NGHISU_BEHIND_PROXY", value_name = "BOOL", num_args = 0..=1, default_missing_value = "true")]
    pub behind_proxy: Option<bool>,

    /// Name of the office, shown at sign-in and by passkey dialogs [default: Nghị Sự]
    #[arg(long, env = "NGHISU_OFFICE_NAME", value_name = "NAME")]
    pub office_name: Option<String>,

    /// Whom to call for help, shown at sign-in, such as "Trung tâm Thông tin, máy lẻ 116"
    #[arg(long, env = "NGHISU_SUPPORT", value_name = "TEXT")]
    pub support: Option<String>,

    /// Days until a sign-in must be repeated [default: 30]
    #[arg(long, env = "NGHISU_SESSION_DAYS", value_name = "DAYS")]
    pub session_days: Option<u32>,

    /// Hours for which an activation code is good [default: 72]
    #[arg(long, env = "NGHISU_ACTIVATION_HOURS", value_name = "HOURS")]
    pub activation_hours: Option<u32>,

    /// Threads that answer requests [default: one per core]
    #[arg(long, env = "NGHISU_WORKERS", value_name = "N")]
    pub workers: Option<usize>,

    /// PDFium's library, which draws the pages [default: libpdfium.so beside the program]
    #[arg(long, env = "NGHISU_PDFIUM", value_name = "FILE")]
    pub pdfium: Option<PathBuf>,

    /// Megabytes of page images that are kept on disk [default: 4096]
    #[arg(long, env = "NGHISU_PAGE_CACHE_MB", value_name = "MB")]
    pub page_cache_mb: Option<u64>,

    /// Seconds that drawing a page may take before its worker is ended [default: 15]
    #[arg(long, env = "NGHISU_PAGE_SECONDS", value_name = "SECONDS")]
    pub page_seconds: Option<u64>,

    /// Mail server for invitations, as smtp://user:password@host:587?tls=required or smtps://…; needs --mail-from
    #[arg(
        long,
        env = "NGHISU_MAIL_SERVER",
        value_name = "URL",
        hide_env_values = true
    )]
    pub mail_server: Option<String>,

    /// In whose name invitations go out, as "Name <address@host>"; needs --mail-server
    #[arg(long, env = "NGHISU_MAIL_FROM", value_name = "ADDRESS")]
    pub mail_from: Option<String>,

    /// TOML file with any of these settings, written as in `public-url = "https://…"`
    #[arg(long, env = "NGHISU_CONFIG", value_name = "FILE")]
    #[serde(skip)]
    pub config: Option<PathBuf>,
}

/// The settings, complete and checked.
#[derive(Clone)]
pub struct Config {
    /// Where everything lives.
    pub data: PathBuf,
    /// Where the server listens.
    pub listen: SocketAddr,
    /// What people type; `None` until the port is known, see [`Config::public_url`].
    pub public_url: Option<Url>,
    /// PostgreSQL, or `None` for the embedded SQLite. May hold a password: never logged.
    pub database_url: Option<String>,
    /// Certificate chain and key files.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// Whether X-Forwarded-For is believed.
    pub behind_proxy: bool,
    /// The office's name.
    pub office_name: String,
    /// Whom to call for help.
    pub support: Option<String>,
    /// Lifetime of a session, in days.
    pub session_days: u32,
    /// Lifetime of an activation code, in hours.
    pub activation_hours: u32,
    /// Threads that answer requests; `None` for one per core.
    pub workers: Option<usize>,
    /// Processes that draw pages, however many threads answer requests; `None` for one per core and at least two.
    pub page_workers: Option<usize>,
    /// PDFium's library; without it the server runs, and takes and shows no papers.
    pub pdfium: Option<PathBuf>,
    /// The program that becomes a page worker with the argument `render-worker`: this one.
    pub page_worker: PathBuf,
    /// Bytes of page images that are kept on disk.
    pub page_cache: u64,
    /// How long drawing a page may take.
    pub page_deadline: Duration,
    /// The office's mail server; without it no letters are sent.
    pub mail: Option<Sender>,
    /// How often a socket asks its tablet for a sign of life, and the database whether its session is still open.
    pub heartbeat: Duration,
}

/// Everything that is wrong with the settings.
#[derive(Debug, thiserror::Error)]
pub struct ConfigError(Vec<String>);

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the settings are not right:")?;
        for problem in &self.0 {
            write!(f, "\n  - {problem}")?;
        }
        Ok(())
    }
}

impl Config {
    /// The settings of a server that keeps everything in `data` and listens on a free port of the
    /// loopback address.
    #[must_use]
    pub fn local(data: PathBuf) -> Self {
        Self {
            data,
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            public_url: None,
            database_url: None,
            tls: None,
            behind_proxy: false,
            office_name: "Nghị Sự".to_owned(),
            support: None,
            session_days: 30,
            activation_hours: 72,
            workers: Some(2),
            page_workers: Some(2),
            pdfium: None,
            page_worker: PathBuf::from(OWN_PROGRAM),
            page_cache: PAGE_CACHE_MB * MEGABYTE,
            page_deadline: Duration::from_secs(PAGE_SECONDS),
            mail: None,
            heartbeat: HEARTBEAT,
        }
    }

    /// Checks what flags and variables say, completed by the file that they name.
    ///
    /// # Errors
    /// All problems found, at once.
    pub fn load(settings: Settings) -> Result<Self, ConfigError> {
        let mut problems = Vec::new();
        let file = match &settings.config {
            Some(path) => file::read(path, &mut problems),
            None => Settings::default(),
        };
        if let Err(problem) = log_filter() {
            problems.push(problem);
        }
        // What a bad line was meant to say is not missing.
        let is_whole = problems.is_empty();
        let config = check(settings.or(file), is_whole, &mut problems);
        match config {
            Some(config) if problems.is_empty() => Ok(config),
            _ => Err(ConfigError(problems)),
        }
    }

    /// The address that people type.
    #[must_use]
    pub fn public_url(&self) -> Url {
        self.public_url.clone().unwrap_or_else(|| {
            Url::parse(&format!("http://localhost:{}", self.listen.port()))
                .expect("a host and a port make a URL")
        })
    }

    /// The origin of [`Config::public_url`] as browsers write it: `https://host[:port]`.
    #[must_use]
    pub fn origin(&self) -> String {
        self.public_url().origin().ascii_serialization()
    }
}

impl Settings {
    /// What `self` leaves open is taken from `file`.
    fn or(self, file: Self) -> Self {
        Self {
            data: self.data.or(file.data),
            listen: self.listen.or(file.listen),
            public_url: self.public_url.or(file.public_url),
            database_url: self.database_url.or(file.database_url),
            tls_cert: self.tls_cert.or(file.tls_cert),
            tls_key: self.tls_key.or(file.tls_key),
            behind_proxy: self.behind_proxy.or(file.behind_proxy),
            office_name: self.office_name.or(file.office_name),
            support: self.support.or(file.support),
            session_days: self.session_days.or(file.session_days),
            activation_hours: self.activation_hours.or(file.activation_hours),
            workers: self.workers.or(file.workers),
            pdfium: self.pdfium.or(file.pdfium),
            page_cache_mb: self.page_cache_mb.or(file.page_cache_mb),
            page_seconds: self.page_seconds.or(file.page_seconds),
            mail_server: self.mail_server.or(file.mail_server),
            mail_from: self.mail_from.or(file.mail_from),
            config: self.config,
        }
    }
}

/// Which lines are logged: what the variable says, or the server's own choice.
///
/// # Errors
/// What is wrong with the variable, and what to write instead.
pub fn log_filter() -> Result<EnvFilter, String> {
    match std::env::var(LOG) {
        Ok(filter) if !filter.is_empty() => EnvFilter::try_new(&filter).map_err(|error| {
            format!("{LOG} {filter}: {error}; write for example info,nghisu_server=debug")
        }),
        Err(VarError::NotUnicode(_)) => Err(format!("{LOG}: write letters of one encoding, UTF-8")),
        Ok(_) | Err(VarError::NotPresent) => Ok(EnvFilter::new(LOGGED)),
    }
}

fn check(settings: Settings, is_whole: bool, problems: &mut Vec<String>) -> Option<Config> {
    let data = settings.data.unwrap_or_else(|| PathBuf::from("data"));
    if data.as_os_str().is_empty() {
        problems.push("--data: name a directory, or leave it out".to_owned());
    }
    if data.exists() && !data.is_dir() {
        problems.push(format!(
            "--data {}: this is a file; name a directory",
            data.display()
        ));
    }

    let listen = settings.listen.as_deref().unwrap_or("127.0.0.1:8080");
    let listen_at = listen.parse::<SocketAddr>().map_err(|_| {
        problems.push(format!(
            "--listen {listen}: write an IP address and a port, for example 0.0.0.0:8080 or [::]:443"
        ));
    });

    let public_url = settings.public_url.as_deref().map(public_url);
    let public_url = match public_url {
        None => None,
        Some(Ok(url)) => Some(url),
        Some(Err(problem)) => {
            problems.push(problem);
            None
        }
    };

    if let Some(url) = settings.database_url.as_deref()
        && !Url::parse(url).is_ok_and(|url| {
            matches!(url.scheme(), "postgres" | "postgresql") && url.path().len() > 1
        })
    {
        // The value may hold a password and is not repeated.
        problems.push(
            "--database-url: write postgres://user:password@host:5432/name, or leave it out for the embedded SQLite"
                .to_owned(),
        );
    }

    let tls = both_or_neither(
        ("--tls-cert", settings.tls_cert),
        ("--tls-key", settings.tls_key),
        is_whole,
        problems,
    );
    if let Some((cert, key)) = &tls {
        for (flag, file) in [("--tls-cert", cert), ("--tls-key", key)] {
            if let Err(error) = std::fs::File::open(file) {
                problems.push(format!(
                    "{flag} {}: cannot be read ({error})",
                    file.display()
                ));
            }
        }
    }
    if let Some((cert, _)) = &tls
        && is_whole
        && public_url
            .as_ref()
            .is_none_or(|url| url.scheme() != "https")
    {
        problems.push(format!(
            "--tls-cert {}: --public-url has to be https://… with a host that the certificate names, and is {}",
            cert.display(),
            public_url.as_ref().map_or("not set", Url::as_str)
        ));
    }

    let session_days = settings.session_days.unwrap_or(30);
    if !(1..=366).contains(&session_days) {
        problems.push(format!("--session-days {session_days}: write 1 to 366"));
    }
    let activation_hours = settings.activation_hours.unwrap_or(72);
    if !(1..=720).contains(&activation_hours) {
        problems.push(format!(
            "--activation-hours {activation_hours}: write 1 to 720"
        ));
    }
    if let Some(workers) = settings.workers
        && !(1..=256).contains(&workers)
    {
        problems.push(format!("--workers {workers}: write 1 to 256"));
    }
    if let Some(library) = &settings.pdfium
        && !library.is_file()
    {
        problems.push(format!(
            "--pdfium {}: there is no such file; name libpdfium.so, or leave it out where it stands beside the program",
            library.display()
        ));
    }
    let page_cache_mb = settings.page_cache_mb.unwrap_or(PAGE_CACHE_MB);
    if !(16..=16 * 1024 * 1024).contains(&page_cache_mb) {
        problems.push(format!(
            "--page-cache-mb {page_cache_mb}: write 16 to 16777216"
        ));
    }
    let page_seconds = settings.page_seconds.unwrap_or(PAGE_SECONDS);
    if !(1..=300).contains(&page_seconds) {
        problems.push(format!("--page-seconds {page_seconds}: write 1 to 300"));
    }
    let mail = both_or_neither(
        ("--mail-server", settings.mail_server),
        ("--mail-from", settings.mail_from),
        is_whole,
        problems,
    );
    let mail = mail.and_then(|(server, from)| {
        Sender::read(&server, &from)
            .map_err(|problem| problems.push(problem))
            .ok()
    });
    let mut name = |flag: &str, text: Option<String>| {
        let text = text?;
        let line = line(&text, 1, MAX_NAME).ok();
        if line.is_none() {
            problems.push(format!(
                "{flag}: write one line of at most {MAX_NAME} characters, or leave it out"
            ));
        }
        line
    };
    let office_name = name("--office-name", settings.office_name);
    let support = name("--support", settings.support);

    Some(Config {
        data,
        listen: listen_at.ok()?,
        public_url,
        database_url: settings.database_url,
        tls,
        behind_proxy: settings.behind_proxy.unwrap_or(false),
        office_name: office_name.unwrap_or_else(|| "Nghị Sự".to_owned()),
        support,
        session_days,
        activation_hours,
        workers: settings.workers,
        page_workers: None,
        pdfium: settings.pdfium.or_else(found_pdfium),
        page_worker: PathBuf::from(OWN_PROGRAM),
        page_cache: page_cache_mb * MEGABYTE,
        page_deadline: Duration::from_secs(page_seconds),
        mail,
        heartbeat: HEARTBEAT,
    })
}

/// Two settings of which each needs the other. What a bad line of the file was meant to say is not missing.
fn both_or_neither<T>(
    (one_flag, one): (&str, Option<T>),
    (other_flag, other): (&str, Option<T>),
    is_whole: bool,
    problems: &mut Vec<String>,
) -> Option<(T, T)> {
    let (given, missing) = match (one, other) {
        (Some(one), Some(other)) => return Some((one, other)),
        (None, None) => return None,
        (Some(_), None) => (one_flag, other_flag),
        (None, Some(_)) => (other_flag, one_flag),
    };
    if is_whole {
        problems.push(format!("{given} without {missing}: give both or none"));
    }
    None
}

/// PDFium beside the program, or where a build puts it: in `target/pdfium/` of the clone.
fn found_pdfium() -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?;
    let folder = program.parent()?;
    [
        folder.join("libpdfium.so"),
        folder.join("../pdfium/libpdfium.so"),
        PathBuf::from("target/pdfium/libpdfium.so"),
    ]
    .into_iter()
    .find(|library| library.is_file())
}

/// An origin on which browsers allow passkeys (Secure Contexts; Web Authentication, RP ID).
fn public_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text)
        .map_err(|error| format!("--public-url {text}: {error}; write https://host[:port]"))?;
    if !url.username().is_empty() || url.password().is_some() {
        // The value is not repeated.
        return Err("--public-url: leave user and password out".to_owned());
    }
    let Some(Host::Domain(host)) = url.host() else {
        return Err(format!(
            "--public-url {text}: passkeys need a host name, not an IP address"
        ));
    };
    let local = host == "localhost" || host.ends_with(".localhost");
    match url.scheme() {
        "https" => {}
        "http" if local => {}
        "http" => {
            return Err(format!(
                "--public-url {text}: browsers allow passkeys only over https (http only for localhost)"
            ));
        }
        _ => return Err(format!("--public-url {text}: write https://host[:port]")),
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return Err(format!(
            "--public-url {text}: write only the host and the port, without a path"
        ));
    }
    Ok(url)
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("data", &self.data)
            .field("listen", &self.listen)
            .field("public_url", &self.public_url.as_ref().map(Url::as_str))
            .field("postgres", &self.database_url.is_some())
            .field("tls", &self.tls.is_some())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(settings: Settings) -> String {
        Config::load(settings).unwrap_err().to_string()
    }

    #[test]
    fn nothing_set_is_a_local_server() {
        let config = Config::load(Settings::default()).unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(config.origin(), "http://localhost:8080");
    }

    #[test]
    fn every_bad_value_is_named_at_once() {
        let text = problems(Settings {
            listen: Some("8080".to_owned()),
            public_url: Some("http://10.1.2.3".to_owned()),
            database_url: Some("mysql://root:hunter2@db/x".to_owned()),
            tls_key: Some(PathBuf::from("key.pem")),
            mail_server: Some("smtp://localhost".to_owned()),
            session_days: Some(0),
            data: Some(PathBuf::new()),
            ..Settings::default()
        });
        for part in [
            "--data: name a directory",
            "--listen 8080",
            "--public-url",
            "--database-url",
            "--tls-key without --tls-cert",
            "--mail-server without --mail-from",
            "--session-days 0",
        ] {
            assert!(text.contains(part), "{part} is missing in: {text}");
        }
        assert!(!text.contains("hunter2"), "{text}");
    }

    #[test]
    fn passkeys_decide_which_addresses_are_good() {
        for good in [
            "https://hop.thanhgiang.gov.vn",
            "http://localhost:8080",
            "https://h:8443/",
        ] {
            assert!(public_url(good).is_ok(), "{good}");
        }
        for bad in [
            "http://hop.thanhgiang.gov.vn",
            "https://10.0.0.1",
            "ftp://localhost",
            "https://host/path",
            "https://host/?q",
            "host",
        ] {
            assert!(public_url(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_offices_name_is_kept_composed_and_within_its_length() {
        let config = Config::load(Settings {
            office_name: Some(" UBND ti\u{309}nh Thanh Giang ".to_owned()),
            ..Settings::default()
        });
        assert_eq!(config.unwrap().office_name, "UBND tỉnh Thanh Giang");
        let long = problems(Settings {
            office_name: Some("ị".repeat(201)),
            support: Some("ị".repeat(201)),
            ..Settings::default()
        });
        assert!(
            long.contains("--office-name") && long.contains("--support"),
            "{long}"
        );
    }
}
