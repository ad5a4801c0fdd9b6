//! The small internal authority: a root of its own and certificates for signers (RFC 5280, 4.2).
//!
//! For signatures inside one office, where no accredited authority is asked. Key bytes, serial numbers and times are
//! passed in; ECDSA runs deterministically (RFC 6979), so nothing here needs a random generator or a clock.

use super::certificate::Certificate;
use super::name::Subject;
use super::oids;
use super::request::VerifiedRequest;
use crate::Error;
use crate::algorithm::{self, SignatureAlgorithm};
use crate::asn1;
use crate::time;
use der::oid::ObjectIdentifier;
use p256::ecdsa::SigningKey;
use p256::ecdsa::signature::Signer as _;
use p256::pkcs8::DecodePrivateKey as _;
use serde::{Deserialize, Serialize};

/// From when until when a certificate is valid, in seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validity {
    /// First valid second.
    pub not_before: i64,
    /// Last valid second.
    pub not_after: i64,
}

/// A P-256 key of an authority. Its `Debug` shows nothing.
pub struct AuthorityKey(SigningKey);

impl std::fmt::Debug for AuthorityKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("AuthorityKey(..)")
    }
}

impl AuthorityKey {
    /// Reads a key from its 32 octets (a random number below the group's order) or from PKCS#8 DER.
    ///
    /// # Errors
    /// [`Error::PrivateKey`].
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        let key = if bytes.len() == 32 {
            SigningKey::from_slice(bytes).ok()
        } else {
            SigningKey::from_pkcs8_der(bytes).ok()
        };
        key.map(Self).ok_or(Error::PrivateKey)
    }

    /// The public key as `SubjectPublicKeyInfo` in DER.
    #[must_use]
    pub fn spki(&self) -> Vec<u8> {
        let point = self.0.verifying_key().to_encoded_point(false);
        let kind = asn1::sequence(&[
            &asn1::oid(algorithm::oids::EC),
            &asn1::oid(algorithm::oids::P256),
        ]);
        asn1::sequence(&[&kind, &asn1::bit_string(point.as_bytes())])
    }

    fn sign(&self, to_be_signed: &[u8]) -> Vec<u8> {
        let signature: p256::ecdsa::Signature = self.0.sign(to_be_signed);
        signature.to_der().as_bytes().to_vec()
    }
}

/// An authority ready to issue: its key and its certificate belong together.
#[derive(Debug)]
pub struct Authority {
    key: AuthorityKey,
    certificate: Certificate,
}

impl Authority {
    /// Makes a root: a self-signed certificate that may sign leaves, but no further authority.
    ///
    /// `serial` should hold at least 8 octets of randomness (RFC 5280 allows 20 octets in all).
    ///
    /// # Errors
    /// When subject, serial or validity cannot be written.
    pub fn create(
        key: AuthorityKey,
        subject: &Subject,
        serial: &[u8],
        validity: Validity,
    ) -> Result<Self, Error> {
        let name = subject.encode()?;
        let spki = key.spki();
        let key_id = key_id(&spki)?;
        // cA TRUE, pathLenConstraint 0.
        let constraints =
            asn1::sequence(&[&asn1::tlv(asn1::BOOLEAN, &[&[0xff]]), &asn1::unsigned(&[0])]);
        let extensions = [
            extension(oids::BASIC_CONSTRAINTS, true, &constraints),
            // keyCertSign and cRLSign.
            extension(
                oids::KEY_USAGE,
                true,
                &asn1::tlv(asn1::BIT_STRING, &[&[1, 0b0000_0110]]),
            ),
            extension(oids::SUBJECT_KEY_ID, false, &asn1::octet_string(&key_id)),
            extension(
                oids::AUTHORITY_KEY_ID,
                false,
                &asn1::sequence(&[&asn1::tlv(0x80, &[&key_id])]),
            ),
        ];
        let der = certify(&key, &name, &name, &spki, serial, validity, &extensions)?;
        Self::open(key, &der)
    }

    /// Takes up an authority from its stored key and certificate.
    ///
    /// # Errors
    /// [`Error::KeyMismatch`] when they do not belong together.
    pub fn open(key: AuthorityKey, certificate: &[u8]) -> Result<Self, Error> {
        let certificate = Certificate::read(certificate).map_err(|_| Error::Certificate)?;
        if certificate.spki != key.spki() {
            return Err(Error::KeyMismatch);
        }
        Ok(Self { key, certificate })
    }

    /// The authority's certificate in DER: the trust anchor.
    #[must_use]
    pub fn certificate(&self) -> &[u8] {
        &self.certificate.der
    }

    /// Issues a certificate for a signer: `digitalSignature` and `nonRepudiation`, no authority.
    ///
    /// The subject is the authority's word about the person, not the request's. The validity is cut to that of the
    /// authority.
    ///
    /// # Errors
    /// When subject, serial or validity cannot be written.
    pub fn issue(
        &self,
        request: &VerifiedRequest,
        subject: &Subject,
        serial: &[u8],
        validity: Validity,
    ) -> Result<Vec<u8>, Error> {
        let spki = request.spki();
        let authority_id = key_id(&self.certificate.spki)?;
        let mut extensions = vec![
            extension(oids::BASIC_CONSTRAINTS, true, &asn1::sequence(&[])),
            // digitalSignature and nonRepudiation.
            extension(
                oids::KEY_USAGE,
                true,
                &asn1::tlv(asn1::BIT_STRING, &[&[6, 0b1100_0000]]),
            ),
            extension(
                oids::SUBJECT_KEY_ID,
                false,
                &asn1::octet_string(&key_id(spki)?),
            ),
            extension(
                oids::AUTHORITY_KEY_ID,
                false,
                &asn1::sequence(&[&asn1::tlv(0x80, &[&authority_id])]),
            ),
        ];
        if let Some(email) = &subject.email {
            let names = asn1::sequence(&[&asn1::tlv(0x81, &[email.as_bytes()])]);
            extensions.push(extension(oids::SUBJECT_ALT_NAME, false, &names));
        }
        let validity = Validity {
            not_before: validity.not_before.max(self.certificate.not_before),
            not_after: validity.not_after.min(self.certificate.not_after),
        };
        let issuer = &self.certificate.subject.raw;
        certify(
            &self.key,
            issuer,
            &subject.encode()?,
            spki,
            serial,
            validity,
            &extensions,
        )
    }
}

fn certify(
    key: &AuthorityKey,
    issuer: &[u8],
    subject: &[u8],
    spki: &[u8],
    serial: &[u8],
    validity: Validity,
    extensions: &[Vec<u8>],
) -> Result<Vec<u8>, Error> {
    if serial.len() > 20 || serial.iter().all(|octet| *octet == 0) {
        return Err(Error::Subject(
            "a serial number is 1 to 20 octets and not zero",
        ));
    }
    if validity.not_after < validity.not_before {
        return Err(Error::Time(validity.not_after));
    }
    // The highest bit stays clear, so that 20 octets remain 20.
    let mut serial = serial.to_vec();
    serial[0] &= 0x7f;
    let at = |time: i64| time::encode_x509(time).ok_or(Error::Time(time));
    let extensions: Vec<&[u8]> = extensions.iter().map(Vec::as_slice).collect();
    let algorithm = SignatureAlgorithm::EcdsaP256Sha256.identifier();
    let to_be_signed = asn1::sequence(&[
        &asn1::tlv(0xa0, &[&asn1::unsigned(&[2])]),
        &asn1::unsigned(&serial),
        &algorithm,
        issuer,
        &asn1::sequence(&[&at(validity.not_before)?, &at(validity.not_after)?]),
        subject,
        spki,
        &asn1::tlv(0xa3, &[&asn1::sequence(&extensions)]),
    ]);
    let signature = key.sign(&to_be_signed);
    Ok(asn1::sequence(&[
        &to_be_signed,
        &algorithm,
        &asn1::bit_string(&signature),
    ]))
}

fn extension(kind: ObjectIdentifier, is_critical: bool, value: &[u8]) -> Vec<u8> {
    let value = asn1::octet_string(value);
    if is_critical {
        asn1::sequence(&[
            &asn1::oid(kind),
            &asn1::tlv(asn1::BOOLEAN, &[&[0xff]]),
            &value,
        ])
    } else {
        asn1::sequence(&[&asn1::oid(kind), &value])
    }
}

/// RFC 7093, 2, method 1: the leftmost 160 bits of the SHA-256 of the public key's bits.
fn key_id(spki: &[u8]) -> Result<Vec<u8>, Error> {
    let bits = (|| {
        let mut reader = asn1::Reader::single(spki, asn1::SEQUENCE)?.reader();
        reader.expect(asn1::SEQUENCE)?;
        reader.expect(asn1::BIT_STRING)?.bits()
    })();
    let bits = bits.map_err(|_| Error::KeyMismatch)?;
    Ok(crate::HashAlgorithm::Sha256.digest(&[bits]).value[..20].to_vec())
}
