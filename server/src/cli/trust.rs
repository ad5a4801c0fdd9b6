//! `nghisu trust --data DIR --to DIR`: writes what others need to trust this office, and nothing that is secret.
//!
//! The folder is the one that `nghisu verify --trust DIR` reads: the signing authority's certificate and the public half
//! of the log key. A folder holds one office; what another one has written there is not replaced.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use nghisu_evidence::verify::Trust as Trusted;
use nghisu_protocol::log::Hash;

use crate::{
    clock::Random,
    config::{Config, Settings},
    live::key::LogKey,
};

/// The authority's certificate, here as in the data directory.
const AUTHORITY: &str = "signing-ca.pem";
/// The log key's public half.
const LOG_KEY: &str = "log.pub";

/// Write the public halves of this office's keys into a folder, for `nghisu verify --trust`
///
/// Hand the folder to whoever checks packages and signed minutes of this office. It holds no secret; compare the two
/// fingerprints that are printed here over another way than the one that the folder takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Trust {
    /// Folder for the files; it is made where it does not exist
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
    #[command(flatten)]
    settings: Settings,
}

impl Trust {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let config = Config::load(self.settings)?;
        let keys = config.data.join("keys");
        // Opening the log key would make one.
        anyhow::ensure!(
            keys.join("log.key").is_file() && keys.join(AUTHORITY).is_file(),
            "{} holds no keys yet: the first `nghisu serve` makes them",
            config.data.display()
        );
        let log_key = LogKey::open(&config.data, &Random::system())
            .context("the log key cannot be read")?
            .public();
        let authority = fs::read_to_string(keys.join(AUTHORITY))
            .with_context(|| format!("{AUTHORITY} cannot be read"))?;
        // What is handed out has to read as `verify` reads it.
        let mut trusted = Trusted::default();
        trusted
            .add(AUTHORITY, &authority)
            .with_context(|| format!("{AUTHORITY} in {}", keys.display()))?;
        let fingerprint = fingerprint(&authority)
            .with_context(|| format!("{AUTHORITY} in {}", keys.display()))?;

        fs::create_dir_all(&self.to)
            .with_context(|| format!("{} cannot be made", self.to.display()))?;
        let files = [(AUTHORITY, authority), (LOG_KEY, format!("{log_key}\n"))];
        for (name, text) in &files {
            check_free(&self.to.join(name), text)?;
        }
        for (name, text) in &files {
            let path = self.to.join(name);
            fs::write(&path, text)
                .with_context(|| format!("{} cannot be written", path.display()))?;
        }
        let mut out = io::stdout();
        writeln!(out, "{}", self.to.join(AUTHORITY).display())?;
        writeln!(out, "  SHA-256 of the certificate: {fingerprint}")?;
        writeln!(out, "{}", self.to.join(LOG_KEY).display())?;
        writeln!(out, "  public log key: {log_key}")?;
        writeln!(
            out,
            "Check with: nghisu verify FILE --trust {}",
            self.to.display()
        )?;
        Ok(())
    }
}

/// SHA-256 over the certificate itself, as `verify` names it; not over the PEM text around it (RFC 7468).
fn fingerprint(pem: &str) -> Result<Hash, base64::DecodeError> {
    let body: String = pem
        .lines()
        .map(str::trim)
        .filter(|line| !line.starts_with("-----"))
        .collect();
    Ok(Hash::of(&STANDARD.decode(body)?))
}

/// Another office's file is not written over.
fn check_free(path: &Path, text: &str) -> anyhow::Result<()> {
    match fs::read_to_string(path) {
        Ok(there) => anyhow::ensure!(
            there == text,
            "{} is another office's: use a folder of its own for each",
            path.display()
        ),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => {
            return Err(error).with_context(|| format!("{} cannot be read", path.display()));
        }
    }
    Ok(())
}
