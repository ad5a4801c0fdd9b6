//! Certificate requests, PKCS#10 (RFC 2986): built around a key that stays where it is, and checked on arrival.

use super::name::{Name, Subject};
use crate::Error;
use crate::algorithm::{self, KeyKind, PublicKey, Scheme, SignatureAlgorithm};
use crate::asn1::{self, Malformed, Reader};

/// A request whose signature was verified: whoever sent it holds the key.
#[derive(Clone, Debug)]
pub struct VerifiedRequest {
    spki: Vec<u8>,
    subject: Name,
}

impl VerifiedRequest {
    /// Reads a request in DER and verifies that it is signed by the key that it names.
    ///
    /// # Errors
    /// [`Error::Request`] when it is malformed, uses another algorithm or key, or its signature does not verify.
    pub fn read(der: &[u8]) -> Result<Self, Error> {
        Self::parse(der)
            .map_err(|Malformed| Error::Request)?
            .ok_or(Error::Request)
    }

    fn parse(der: &[u8]) -> Result<Option<Self>, Malformed> {
        let mut outer = Reader::single(der, asn1::SEQUENCE)?.reader();
        let info = outer.expect(asn1::SEQUENCE)?;
        let algorithm = outer.expect(asn1::SEQUENCE)?.raw;
        let signature = outer.expect(asn1::BIT_STRING)?.bits()?;
        outer.finish()?;
        let mut reader = info.reader();
        reader.expect(asn1::INTEGER)?;
        let subject = Name::read(reader.expect(asn1::SEQUENCE)?.raw)?;
        let spki = reader.expect(asn1::SEQUENCE)?.raw;
        reader.optional(0xa0)?;
        reader.finish()?;
        let (Ok(key), Ok(scheme)) = (PublicKey::read(spki), Scheme::read(algorithm, None)) else {
            return Ok(None);
        };
        let holds = key.is_strong() && key.verifies(scheme, info.raw, signature);
        Ok(holds.then(|| Self {
            spki: spki.to_vec(),
            subject,
        }))
    }

    /// The requested public key, as `SubjectPublicKeyInfo` in DER.
    #[must_use]
    pub fn spki(&self) -> &[u8] {
        &self.spki
    }

    /// The requested subject (RFC 4514). The issuer decides what it certifies.
    #[must_use]
    pub fn subject(&self) -> String {
        self.subject.to_rfc4514()
    }
}

/// The bytes of a request that its key has to sign: `CertificationRequestInfo` in DER.
///
/// `spki` is what WebCrypto's `exportKey("spki", publicKey)` returns.
///
/// # Errors
/// When the key is of an unsupported kind or the subject is incomplete.
pub fn request_to_be_signed(spki: &[u8], subject: &Subject) -> Result<Vec<u8>, Error> {
    KeyKind::read(spki).map_err(|_| Error::KeyMismatch)?;
    Ok(asn1::sequence(&[
        &asn1::unsigned(&[0]),
        &subject.encode()?,
        spki,
        &asn1::tlv(0xa0, &[]),
    ]))
}

/// Joins the bytes of [`request_to_be_signed`] and the key's signature (r‖s or DER for ECDSA) to a request in DER.
///
/// Whether the signature holds is for those to say who certify ([`VerifiedRequest::read`]).
///
/// # Errors
/// [`Error::Request`] when the signature has not the form that the algorithm gives it.
pub fn finish_request(
    to_be_signed: &[u8],
    algorithm: SignatureAlgorithm,
    signature: &[u8],
) -> Result<Vec<u8>, Error> {
    let signature = algorithm::to_wire(algorithm, signature).ok_or(Error::Request)?;
    Ok(asn1::sequence(&[
        to_be_signed,
        &algorithm.identifier(),
        &asn1::bit_string(&signature),
    ]))
}
