//! The internal signing authority: a root of the office's own that certifies keys made on tablets.
//!
//! Key and certificate lie in the data directory as `keys/signing-ca.key` (PKCS#8, PEM) and
//! `keys/signing-ca.pem`, readable for their owner alone, made on the first start. The key signs
//! certificates (RFC 5280) and nothing else; neither the log key nor a key of TLS is ever used here.

use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use nghisu_pades::issue::{Authority, AuthorityKey, Validity};
use nghisu_pades::report::CertificateFacts;
use nghisu_pades::request::VerifiedRequest;
use nghisu_pades::{Error, Subject, TrustAnchor};
use nghisu_protocol::ids::Timestamp;
use p256::SecretKey;
use p256::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, LineEnding};
use rustls_pki_types::{CertificateDer, pem::PemObject as _};

use crate::clock::Random;

/// Days for which the authority's own certificate is valid: ten years.
const AUTHORITY_DAYS: i64 = 3_653;
/// Days for which a person's certificate is valid.
const CERTIFICATE_DAYS: i64 = 365;
const DAY: i64 = 86_400;
/// Certificates begin a little earlier than now: clocks of those who check may be behind.
const EARLIER: i64 = 300;
/// Characters of a common name or an organisation at most (X.520, upper bounds).
const MAX_NAME: usize = 64;

/// The authority, ready to issue.
pub struct SigningAuthority {
    authority: Authority,
    name: String,
    organizations: Vec<String>,
    not_after: Timestamp,
}

impl SigningAuthority {
    /// Reads key and certificate under a data directory, or makes them in the name of `office`.
    ///
    /// # Errors
    /// When a file cannot be read or written, or the two do not belong together.
    pub fn open(data: &Path, random: &Random, now: Timestamp, office: &str) -> io::Result<Self> {
        let folder = data.join("keys");
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&folder)?;
        let (key_file, certificate_file) =
            (folder.join("signing-ca.key"), folder.join("signing-ca.pem"));
        let spoilt = |file: &Path, what: &str| {
            io::Error::new(
                io::ErrorKind::InvalidData,
                format!("{} {what}", file.display()),
            )
        };
        let key = match fs::read_to_string(&key_file) {
            Ok(pem) => SecretKey::from_pkcs8_pem(&pem)
                .map_err(|_| spoilt(&key_file, "holds no P-256 key"))?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let key = new_key(random);
                let pem = key.to_pkcs8_pem(LineEnding::LF).map_err(io::Error::other)?;
                write_new(&folder, &key_file, pem.as_bytes())?;
                key
            }
            Err(error) => return Err(error),
        };
        let key = AuthorityKey::read(&key.to_bytes()).map_err(io::Error::other)?;
        let authority = match fs::read(&certificate_file) {
            Ok(pem) => {
                let der = CertificateDer::from_pem_slice(&pem)
                    .map_err(|_| spoilt(&certificate_file, "holds no certificate"))?;
                Authority::open(key, &der).map_err(|_| {
                    spoilt(
                        &certificate_file,
                        "is not the certificate of signing-ca.key beside it",
                    )
                })?
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let made = create(key, random, now, office).map_err(io::Error::other)?;
                write_new(
                    &folder,
                    &certificate_file,
                    pem(made.certificate()).as_bytes(),
                )?;
                made
            }
            Err(error) => return Err(error),
        };
        let facts = CertificateFacts::read(authority.certificate()).map_err(io::Error::other)?;
        Ok(Self {
            authority,
            name: facts.common_name.unwrap_or_default(),
            organizations: facts.organization,
            not_after: Timestamp(facts.not_after * 1_000),
        })
    }

    /// The authority's name, as it stands in its certificate.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether the time of its own certificate is over: nobody takes what it signs then.
    #[must_use]
    pub fn has_expired(&self, now: Timestamp) -> bool {
        now >= self.not_after
    }

    /// The authority's certificate in DER.
    #[must_use]
    pub fn certificate(&self) -> &[u8] {
        self.authority.certificate()
    }

    /// The same as PEM (RFC 7468).
    #[must_use]
    pub fn pem(&self) -> String {
        pem(self.certificate())
    }

    /// The authority as what a validation trusts.
    #[must_use]
    pub fn anchor(&self) -> TrustAnchor {
        TrustAnchor {
            label: self.name.clone(),
            certificate: self.certificate().to_vec(),
        }
    }

    /// Certifies a key for a person: the name is the directory's word, `person_id` tells two people of
    /// one name apart.
    pub(super) fn issue(
        &self,
        request: &VerifiedRequest,
        name: &str,
        person_id: &str,
        random: &Random,
        now: Timestamp,
    ) -> Result<Vec<u8>, Error> {
        let subject = Subject {
            organizations: self.organizations.clone(),
            country: Some("VN".to_owned()),
            serial_number: Some(person_id.to_owned()),
            ..Subject::named(name)
        };
        self.authority.issue(
            request,
            &subject,
            &serial(random),
            days(now, CERTIFICATE_DAYS),
        )
    }
}

impl std::fmt::Debug for SigningAuthority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("SigningAuthority").field(&self.name).finish()
    }
}

fn create(
    key: AuthorityKey,
    random: &Random,
    now: Timestamp,
    office: &str,
) -> Result<Authority, Error> {
    let subject = Subject {
        organizations: vec![shortened(office)],
        country: Some("VN".to_owned()),
        ..Subject::named(&shortened(&format!("CA nội bộ {office}")))
    };
    Authority::create(key, &subject, &serial(random), days(now, AUTHORITY_DAYS))
}

/// A random number below the group's order. All but one in 2^32 are.
fn new_key(random: &Random) -> SecretKey {
    loop {
        if let Ok(key) = SecretKey::from_slice(&random.bytes::<32>()) {
            return key;
        }
    }
}

/// 16 octets of randomness, never all zero.
fn serial(random: &Random) -> [u8; 16] {
    let mut serial = random.bytes::<16>();
    serial[0] |= 0x40;
    serial
}

fn days(now: Timestamp, days: i64) -> Validity {
    let now = now.0.div_euclid(1_000);
    Validity {
        not_before: now - EARLIER,
        not_after: now + days * DAY,
    }
}

fn shortened(name: &str) -> String {
    name.chars().take(MAX_NAME).collect()
}

fn pem(der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let mut lines = vec!["-----BEGIN CERTIFICATE-----"];
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (line, more) = rest.split_at(rest.len().min(64));
        lines.push(line);
        rest = more;
    }
    lines.push("-----END CERTIFICATE-----\n");
    lines.join("\n")
}

/// Writes a file that is there whole or not at all, readable for its owner alone, and never over another.
fn write_new(folder: &Path, file: &Path, content: &[u8]) -> io::Result<()> {
    // Such files are made with mode 0600.
    let mut made = tempfile::NamedTempFile::new_in(folder)?;
    made.write_all(content)?;
    made.as_file().sync_all()?;
    made.persist_noclobber(file)?;
    fs::File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    const NOW: Timestamp = Timestamp(1_797_385_620_000);

    fn open(folder: &Path) -> io::Result<SigningAuthority> {
        SigningAuthority::open(folder, &Random::system(), NOW, "UBND tỉnh Thanh Giang")
    }

    #[test]
    fn the_authority_is_made_once_and_its_files_are_their_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let made = open(folder.path()).unwrap();
        let found = open(folder.path()).unwrap();
        assert_eq!(made.certificate(), found.certificate());
        assert_eq!(found.name(), "CA nội bộ UBND tỉnh Thanh Giang");
        for file in ["keys/signing-ca.key", "keys/signing-ca.pem"] {
            let mode = fs::metadata(folder.path().join(file))
                .unwrap()
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600, "{file}");
        }
        let facts = CertificateFacts::read(made.certificate()).unwrap();
        assert_eq!(facts.not_after, NOW.0 / 1_000 + AUTHORITY_DAYS * DAY);
    }

    #[test]
    fn a_certificate_that_was_not_written_any_more_is_made_for_the_same_key() {
        let folder = tempfile::tempdir().unwrap();
        open(folder.path()).unwrap();
        let key = fs::read(folder.path().join("keys/signing-ca.key")).unwrap();
        fs::remove_file(folder.path().join("keys/signing-ca.pem")).unwrap();
        open(folder.path()).unwrap();
        assert_eq!(
            fs::read(folder.path().join("keys/signing-ca.key")).unwrap(),
            key
        );
    }

    #[test]
    fn a_spoilt_file_or_a_foreign_certificate_is_never_replaced() {
        let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        open(folder.path()).unwrap();
        open(other.path()).unwrap();
        let certificate = folder.path().join("keys/signing-ca.pem");
        fs::copy(other.path().join("keys/signing-ca.pem"), &certificate).unwrap();
        assert_eq!(
            open(folder.path()).unwrap_err().kind(),
            io::ErrorKind::InvalidData
        );
        fs::write(folder.path().join("keys/signing-ca.key"), "no key").unwrap();
        assert!(open(folder.path()).is_err());
    }
}
