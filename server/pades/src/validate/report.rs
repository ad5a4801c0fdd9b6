//! What a validation says, as data. Field names and codes are stable: archives keep these reports.

use super::reason::Reason;
use crate::Error;
use crate::x509::certificate::Certificate;
use crate::x509::oids;
use crate::{HashAlgorithm, time};
use serde::{Deserialize, Serialize};

/// The outcome in three words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// hợp lệ: everything that was to be checked holds.
    Valid,
    /// không kiểm tra được: neither proven nor disproven.
    CannotBeChecked,
    /// không hợp lệ: disproven.
    Invalid,
}

/// The status indication of ETSI EN 319 102-1, 5.1.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Indication {
    /// Every check passed.
    TotalPassed,
    /// A check failed for good.
    TotalFailed,
    /// What is at hand does not suffice.
    Indeterminate,
}

/// The sub-indication of ETSI EN 319 102-1, 5.1.3, as far as this validator gives them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "the standard's own names, defined there")]
pub enum SubIndication {
    FormatFailure,
    HashFailure,
    SigCryptoFailure,
    NotYetValid,
    SigConstraintsFailure,
    ChainConstraintsFailure,
    CertificateChainGeneralFailure,
    CryptoConstraintsFailureNoPoe,
    NoSigningCertificateFound,
    NoCertificateChainFound,
    OutOfBoundsNoPoe,
    SignedDataNotFound,
}

/// The whole file's outcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Valid only when there is a signature, all of them are valid, and nothing stands behind the last one.
    pub verdict: Verdict,
    /// What concerns the file as a whole; the signatures carry their own reasons.
    pub reasons: Vec<Reason>,
    /// Number of revisions; 0 where the file could not be read.
    pub revisions: usize,
    /// Length of the file in bytes.
    pub length: usize,
    /// SHA-256 of the file, in lower-case hexadecimal digits.
    pub sha256: String,
    /// In the order of the file.
    pub signatures: Vec<SignatureReport>,
}

/// One signature's outcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignatureReport {
    /// The field's full name.
    pub field: String,
    /// What kind of signature it is.
    pub kind: SignatureKind,
    /// The outcome.
    pub verdict: Verdict,
    /// The outcome in the words of the standard.
    pub indication: Indication,
    /// More closely, where it did not pass.
    pub sub_indication: Option<SubIndication>,
    /// Why; the first one decides. Empty for a valid signature.
    pub reasons: Vec<Reason>,
    /// `/SubFilter`, e.g. `ETSI.CAdES.detached`.
    pub sub_filter: Option<String>,
    /// The signer's name, reason and place as the signature dictionary claims them.
    pub claimed: Claims,
    /// The signer's certificate, where there is one.
    pub signer: Option<CertificateFacts>,
    /// Whether the bytes are those that were signed.
    pub integrity: Integrity,
    /// SHA-256 over the DER of the signed attributes, in lower-case hexadecimal digits: what the key was given.
    pub attributes_sha256: Option<String>,
    /// How much of the file it covers.
    pub coverage: Option<Coverage>,
    /// What later revisions did.
    pub changes: Vec<Change>,
    /// The way to a trust anchor.
    pub chain: Chain,
    /// The algorithms.
    pub algorithms: Algorithms,
    /// Whether the certificates were revoked.
    pub revocation: Revocation,
    /// When a timestamp authority saw it, in seconds since 1970; document timestamps only.
    pub timestamp: Option<i64>,
    /// Whether the container carries unsigned attributes, such as a signature timestamp; they are not judged.
    pub has_unsigned_attributes: bool,
}

/// Kinds of signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignatureKind {
    /// A person's or an organisation's signature.
    Approval,
    /// One that restricts what may be changed later (DocMDP).
    Certification,
    /// A document timestamp (RFC 3161).
    DocumentTimestamp,
}

/// What the signature dictionary says of itself; nothing of it is proven.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// `/Name`.
    pub name: Option<String>,
    /// `/Reason`.
    pub reason: Option<String>,
    /// `/Location`.
    pub location: Option<String>,
    /// `/M` in seconds since 1970.
    pub time: Option<i64>,
}

/// Three checks of the bytes. `None`: not reached.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Integrity {
    /// The digest of the ranges is the signed one.
    pub digest_matches: Option<bool>,
    /// The signature over the attributes verifies under the signer's certificate.
    pub signature_verifies: Option<bool>,
    /// The signed attributes name that certificate.
    pub certificate_bound: Option<bool>,
}

/// How much a signature covers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// It covers the file to its last byte.
    pub whole_file: bool,
    /// The revision it covers, counted from 1.
    pub revision: usize,
    /// Of how many.
    pub revisions: usize,
    /// The first byte that it does not cover.
    pub signed_length: usize,
}

/// One thing that a later revision did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// What was done.
    pub kind: ChangeKind,
    /// Whether the signature stays valid.
    pub allowed: bool,
    /// In which revision, counted from 1.
    pub revision: usize,
    /// The object that was changed, where it is one.
    pub object: Option<u32>,
    /// A field's name or a dictionary key, where it helps.
    pub detail: Option<String>,
}

/// Kinds of changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// An empty signature field was signed.
    SignatureFieldFilled,
    /// A signature field was added and signed at once.
    SignatureFieldAdded,
    /// A document timestamp was added.
    DocumentTimestampAdded,
    /// Certificates and revocation data were added (DSS).
    SecurityStoreUpdated,
    /// The dates in the document's metadata were brought up to date.
    MetadataUpdated,
    /// Objects were added that nothing refers to.
    UnusedObjectAdded,
    /// The catalogue was exchanged.
    CatalogReplaced,
    /// The catalogue was changed.
    CatalogChanged,
    /// The form was changed.
    FormChanged,
    /// A field was added that is no signed signature field.
    FieldAdded,
    /// A field was changed in another way than by signing it.
    FieldChanged,
    /// A signature was taken out or exchanged.
    SignatureRemoved,
    /// A page was changed.
    PageChanged,
    /// What a page shows was exchanged.
    PageContentChanged,
    /// An annotation was added.
    AnnotationAdded,
    /// An annotation was changed or taken away.
    AnnotationChanged,
    /// Another object was changed.
    ObjectChanged,
    /// An object was taken out.
    ObjectRemoved,
    /// An object appeared that the signed document already referred to.
    HiddenObjectRevealed,
}

/// A certificate in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateFacts {
    /// RFC 4514.
    pub subject: String,
    /// RFC 4514.
    pub issuer: String,
    /// The most specific common name.
    pub common_name: Option<String>,
    /// Organisations and units, from the outermost inwards.
    pub organization: Vec<String>,
    /// E-mail addresses in the subject.
    pub email: Vec<String>,
    /// Serial number in hexadecimal digits.
    pub serial: String,
    /// First valid second.
    pub not_before: i64,
    /// Last valid second.
    pub not_after: i64,
    /// The same as text, e.g. `2026-06-05T07:30:00Z`.
    pub valid_from: String,
    /// The same as text.
    pub valid_to: String,
    /// SHA-256 of the DER, in lower-case hexadecimal digits.
    pub sha256: String,
}

/// The way to an anchor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chain {
    /// Whether one was found that holds.
    pub trusted: bool,
    /// The label of the anchor.
    pub anchor: Option<String>,
    /// The signer first, the anchor last; empty where no path holds.
    pub certificates: Vec<CertificateFacts>,
    /// The time at which the path was judged, in seconds since 1970.
    pub at: i64,
}

/// Algorithms of a signature.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Algorithms {
    /// The hash.
    pub digest: Option<HashAlgorithm>,
    /// `ecdsa`, `rsa_pkcs1` or `rsa_pss`.
    pub signature: Option<String>,
    /// The length of the signer's key.
    pub key_bits: Option<usize>,
}

/// Whether revocation was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Revocation {
    /// No revocation data was looked at: the verdict holds for certificates that were not revoked.
    NotChecked,
}

impl CertificateFacts {
    /// What a certificate in DER says of itself. Nothing of it is checked.
    ///
    /// # Errors
    /// [`Error::Certificate`].
    pub fn read(der: &[u8]) -> Result<Self, Error> {
        match Certificate::read(der) {
            Ok(certificate) => Ok(Self::of(&certificate)),
            Err(_) => Err(Error::Certificate),
        }
    }

    pub(crate) fn of(certificate: &Certificate) -> Self {
        let subject = &certificate.subject;
        let organization = [oids::ORGANIZATION, oids::ORGANIZATIONAL_UNIT];
        Self {
            subject: subject.to_rfc4514(),
            issuer: certificate.issuer.to_rfc4514(),
            common_name: subject.values(oids::COMMON_NAME).pop(),
            organization: organization
                .iter()
                .flat_map(|kind| subject.values(*kind))
                .collect(),
            email: subject.values(oids::EMAIL),
            serial: hex(&certificate.serial),
            not_before: certificate.not_before,
            not_after: certificate.not_after,
            valid_from: time::rfc3339(certificate.not_before),
            valid_to: time::rfc3339(certificate.not_after),
            sha256: sha256(&certificate.der),
        }
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    crate::pdf::object::hex_upper(bytes).to_lowercase()
}

pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex(&HashAlgorithm::Sha256.digest(&[bytes]).value)
}
