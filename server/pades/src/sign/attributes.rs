//! The signed attributes of a PAdES signature (ETSI EN 319 142-1, 6.3; RFC 5652, 11; RFC 5035, 4).
//!
//! Content type, message digest and the signer's certificate, nothing else: the signing time of a PDF signature stands
//! in its dictionary's `/M`, so the attribute of that name is left out. The same inputs always give the same bytes,
//! which lets a tablet compute them itself and the server compare.

use crate::Error;
use crate::algorithm::{Digest, SignatureAlgorithm};
use crate::asn1;
use crate::x509::certificate::Certificate;
use der::oid::ObjectIdentifier;
use serde::{Deserialize, Serialize};

pub(crate) const DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
pub(crate) const CONTENT_TYPE: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
pub(crate) const MESSAGE_DIGEST: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
pub(crate) const SIGNING_CERTIFICATE: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.12");
pub(crate) const SIGNING_CERTIFICATE_V2: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");

/// The attributes that a key signs, with what is needed to finish the signature later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedAttributes {
    #[serde(with = "crate::base64_bytes")]
    der: Vec<u8>,
    /// The algorithm that the key must use.
    pub algorithm: SignatureAlgorithm,
    /// The signer's certificate in DER; base64 in JSON.
    #[serde(with = "crate::base64_bytes")]
    pub certificate: Vec<u8>,
}

impl SignedAttributes {
    /// The bytes to be signed: the attributes as a DER `SET OF`. Keys that take a hash get this one's hash.
    #[must_use]
    pub fn to_be_signed(&self) -> &[u8] {
        &self.der
    }
}

/// Builds the attributes for a document's digest and the signer's certificate.
///
/// # Errors
/// When the certificate is unreadable, its key does not fit the algorithm, or the digest was made with another hash.
pub fn signed_attributes(
    digest: &Digest,
    certificate: &[u8],
    algorithm: SignatureAlgorithm,
) -> Result<SignedAttributes, Error> {
    let parsed = Certificate::read(certificate).map_err(|_| Error::Certificate)?;
    let key = parsed.key_kind().map_err(|_| Error::KeyMismatch)?;
    if !algorithm.fits(key) {
        return Err(Error::KeyMismatch);
    }
    if digest.algorithm != algorithm.hash() {
        return Err(Error::HashMismatch);
    }
    let attribute = |kind: ObjectIdentifier, value: Vec<u8>| {
        asn1::sequence(&[&asn1::oid(kind), &asn1::tlv(asn1::SET, &[&value])])
    };
    let der = asn1::set_of(vec![
        attribute(CONTENT_TYPE, asn1::oid(DATA)),
        attribute(MESSAGE_DIGEST, asn1::octet_string(&digest.value)),
        attribute(
            SIGNING_CERTIFICATE_V2,
            signing_certificate(&parsed, algorithm),
        ),
    ]);
    Ok(SignedAttributes {
        der,
        algorithm,
        certificate: certificate.to_vec(),
    })
}

/// `SigningCertificateV2` with one `ESSCertIDv2`. SHA-256 is the default and therefore not written (X.690, 11.5).
fn signing_certificate(certificate: &Certificate, algorithm: SignatureAlgorithm) -> Vec<u8> {
    let hash = algorithm.hash();
    let value = asn1::octet_string(&hash.digest(&[&certificate.der]).value);
    let names = asn1::sequence(&[&asn1::tlv(0xa4, &[&certificate.issuer.raw])]);
    let issuer_serial =
        asn1::sequence(&[&names, &asn1::tlv(asn1::INTEGER, &[&certificate.serial])]);
    let identifier = match hash {
        crate::HashAlgorithm::Sha256 => asn1::sequence(&[&value, &issuer_serial]),
        _ => asn1::sequence(&[&hash.identifier(), &value, &issuer_serial]),
    };
    asn1::sequence(&[&asn1::sequence(&[&identifier])])
}
