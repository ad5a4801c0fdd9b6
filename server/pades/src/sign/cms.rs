//! The signature container: CMS `SignedData` (RFC 5652, 5), written and taken apart.

use super::attributes::{self, SignedAttributes};
use crate::Error;
use crate::algorithm::{self, AlgorithmProblem, Digest, HashAlgorithm, Scheme};
use crate::asn1::{self, Element, Malformed, Reader};
use crate::x509::certificate::Certificate;
use der::oid::ObjectIdentifier;

const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
/// Certificates in one container; real ones hold up to five.
const MAX_CERTIFICATES: usize = 64;

/// Builds the container from the key's answer and checks the signature under the certificate first.
///
/// # Errors
/// [`Error::SignatureInvalid`] when the signature does not verify; [`Error::Certificate`] for an unreadable chain.
pub fn signed_data(
    attributes: &SignedAttributes,
    signature: &[u8],
    chain: &[Vec<u8>],
) -> Result<Vec<u8>, Error> {
    let certificate = Certificate::read(&attributes.certificate).map_err(|_| Error::Certificate)?;
    let key = certificate.public_key().map_err(|_| Error::KeyMismatch)?;
    let signature =
        algorithm::to_wire(attributes.algorithm, signature).ok_or(Error::SignatureInvalid)?;
    if !key.verifies(
        attributes.algorithm.scheme(),
        attributes.to_be_signed(),
        &signature,
    ) {
        return Err(Error::SignatureInvalid);
    }
    let mut certificates = vec![attributes.certificate.clone()];
    for one in chain {
        Certificate::read(one).map_err(|_| Error::Certificate)?;
        if !certificates.contains(one) {
            certificates.push(one.clone());
        }
    }
    certificates.sort();
    let certificates: Vec<&[u8]> = certificates.iter().map(Vec::as_slice).collect();

    let digest_algorithm = attributes.algorithm.hash().identifier();
    let set = Reader::single(attributes.to_be_signed(), asn1::SET)
        .map_err(|Malformed| Error::Certificate)?;
    let signer = asn1::sequence(&[
        &asn1::unsigned(&[1]),
        &certificate.issuer_and_serial(),
        &digest_algorithm,
        &asn1::tlv(0xa0, &[set.value]),
        &attributes.algorithm.identifier(),
        &asn1::octet_string(&signature),
    ]);
    let content = asn1::sequence(&[
        &asn1::unsigned(&[1]),
        &asn1::set_of(vec![digest_algorithm]),
        &asn1::sequence(&[&asn1::oid(attributes::DATA)]),
        &asn1::tlv(0xa0, &certificates),
        &asn1::set_of(vec![signer]),
    ]);
    Ok(asn1::sequence(&[
        &asn1::oid(SIGNED_DATA),
        &asn1::tlv(0xa0, &[&content]),
    ]))
}

/// The last look before embedding: the container must be a sound signature over exactly this digest.
pub(crate) fn check_against(
    container: &[u8],
    digest: impl Fn(HashAlgorithm) -> Result<Digest, Error>,
) -> Result<(), Error> {
    let parsed = Container::read(container).map_err(|_| Error::ForeignSignature)?;
    if parsed.length != container.len()
        || parsed.content_type != attributes::DATA
        || parsed.content.is_some()
    {
        return Err(Error::ForeignSignature);
    }
    let hash = parsed
        .digest_algorithm
        .map_err(|_| Error::ForeignSignature)?;
    if parsed.message_digest.as_deref() != Some(digest(hash)?.value.as_slice()) {
        return Err(Error::ForeignSignature);
    }
    let certificate = parsed.signer_certificate().ok_or(Error::Certificate)?;
    if parsed.binding(certificate) != Binding::Bound
        || parsed.signed_content_type != Some(attributes::DATA)
    {
        return Err(Error::ForeignSignature);
    }
    match parsed.verify(certificate) {
        Ok(true) => Ok(()),
        _ => Err(Error::SignatureInvalid),
    }
}

/// A container taken apart. What cannot be judged is kept as a problem, for the report to name.
#[derive(Clone, Debug)]
pub(crate) struct Container {
    /// Bytes of the encoding, without what may follow.
    pub(crate) length: usize,
    pub(crate) content_type: ObjectIdentifier,
    /// The content where it is inside, as in a timestamp token.
    pub(crate) content: Option<Vec<u8>>,
    pub(crate) certificates: Vec<Certificate>,
    pub(crate) digest_algorithm: Result<HashAlgorithm, AlgorithmProblem>,
    pub(crate) scheme: Result<Scheme, AlgorithmProblem>,
    /// From the signed attributes; nothing where there are none.
    pub(crate) signed_content_type: Option<ObjectIdentifier>,
    pub(crate) message_digest: Option<Vec<u8>>,
    signing_certificate: Option<Vec<u8>>,
    pub(crate) has_old_signing_certificate: bool,
    pub(crate) has_unsigned_attributes: bool,
    to_be_signed: Vec<u8>,
    signature: Vec<u8>,
    signer: SignerId,
}

#[derive(Clone, Debug)]
enum SignerId {
    IssuerAndSerial(Vec<u8>),
    KeyId(Vec<u8>),
}

/// Whether the signed attributes name the signer's certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Binding {
    Bound,
    Missing,
    Different,
    /// Named by a hash that is not judged here.
    Unsupported,
}

impl Container {
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut outer = Reader::new(bytes);
        let content_info = outer.expect(asn1::SEQUENCE)?;
        let length = content_info.raw.len();
        let mut reader = content_info.reader();
        if reader.expect(asn1::OID)?.oid()? != SIGNED_DATA {
            return Err(Malformed);
        }
        let explicit = reader.expect(0xa0)?;
        reader.finish()?;
        let mut data = Reader::single(explicit.value, asn1::SEQUENCE)?.reader();
        data.expect(asn1::INTEGER)?.small()?;
        data.expect(asn1::SET)?;
        let mut encapsulated = data.expect(asn1::SEQUENCE)?.reader();
        let content_type = encapsulated.expect(asn1::OID)?.oid()?;
        let content = match encapsulated.optional(0xa0)? {
            None => None,
            Some(content) => Some(
                Reader::single(content.value, asn1::OCTET_STRING)?
                    .value
                    .to_vec(),
            ),
        };
        encapsulated.finish()?;
        let certificates = read_certificates(data.optional(0xa0)?)?;
        data.optional(0xa1)?;
        let mut signers = data.expect(asn1::SET)?.reader();
        data.finish()?;
        let signer = signers.expect(asn1::SEQUENCE)?;
        // A PDF signature has exactly one signer (ISO 32000-2, 12.8.3.3.1).
        signers.finish()?;
        Self::read_signer(
            signer.reader(),
            Self {
                length,
                content_type,
                content,
                certificates,
                digest_algorithm: Err(AlgorithmProblem::Malformed),
                scheme: Err(AlgorithmProblem::Malformed),
                signed_content_type: None,
                message_digest: None,
                signing_certificate: None,
                has_old_signing_certificate: false,
                has_unsigned_attributes: false,
                to_be_signed: Vec::new(),
                signature: Vec::new(),
                signer: SignerId::KeyId(Vec::new()),
            },
        )
    }

    fn read_signer(mut reader: Reader<'_>, mut container: Self) -> Result<Self, Malformed> {
        reader.expect(asn1::INTEGER)?.small()?;
        let signer = reader.any()?;
        container.signer = match signer.tag {
            asn1::SEQUENCE => SignerId::IssuerAndSerial(signer.raw.to_vec()),
            0x80 => SignerId::KeyId(signer.value.to_vec()),
            _ => return Err(Malformed),
        };
        container.digest_algorithm = algorithm::read_hash(reader.expect(asn1::SEQUENCE)?.raw);
        if let Some(attributes) = reader.optional(0xa0)? {
            // What is signed is the SET OF, not the [0] that stands in its place (RFC 5652, 5.4).
            container.to_be_signed = asn1::tlv(asn1::SET, &[attributes.value]);
            container.read_attributes(attributes.reader())?;
        }
        let identifier = reader.expect(asn1::SEQUENCE)?.raw;
        container.scheme = Scheme::read(identifier, container.digest_algorithm.ok());
        container.signature = reader.expect(asn1::OCTET_STRING)?.value.to_vec();
        container.has_unsigned_attributes = reader.optional(0xa1)?.is_some();
        reader.finish()?;
        Ok(container)
    }

    fn read_attributes(&mut self, mut reader: Reader<'_>) -> Result<(), Malformed> {
        let mut seen = Vec::new();
        while !reader.is_empty() {
            let mut attribute = reader.expect(asn1::SEQUENCE)?.reader();
            let kind = attribute.expect(asn1::OID)?.oid()?;
            let mut values = attribute.expect(asn1::SET)?.reader();
            attribute.finish()?;
            if seen.contains(&kind) {
                return Err(Malformed);
            }
            seen.push(kind);
            match kind {
                attributes::CONTENT_TYPE => {
                    self.signed_content_type = Some(values.expect(asn1::OID)?.oid()?)
                }
                attributes::MESSAGE_DIGEST => {
                    self.message_digest = Some(values.expect(asn1::OCTET_STRING)?.value.to_vec());
                }
                attributes::SIGNING_CERTIFICATE_V2 => {
                    self.signing_certificate = Some(values.expect(asn1::SEQUENCE)?.raw.to_vec());
                }
                attributes::SIGNING_CERTIFICATE => {
                    self.has_old_signing_certificate = true;
                    continue;
                }
                _ => continue,
            }
            values.finish()?;
        }
        Ok(())
    }

    pub(crate) fn has_signed_attributes(&self) -> bool {
        !self.to_be_signed.is_empty()
    }

    /// The signed attributes as they were signed: a DER `SET OF`.
    pub(crate) fn signed_attributes(&self) -> Option<&[u8]> {
        self.has_signed_attributes()
            .then_some(self.to_be_signed.as_slice())
    }

    /// The certificate that the signer information names, from those that came along.
    pub(crate) fn signer_certificate(&self) -> Option<&Certificate> {
        self.certificates
            .iter()
            .find(|certificate| match &self.signer {
                SignerId::IssuerAndSerial(name) => certificate.issuer_and_serial() == *name,
                SignerId::KeyId(id) => certificate.subject_key_id() == Some(id),
            })
    }

    /// Whether the ESS attribute names this certificate (RFC 5035, 4): the first entry is the signer's.
    pub(crate) fn binding(&self, certificate: &Certificate) -> Binding {
        let Some(value) = &self.signing_certificate else {
            return if self.has_old_signing_certificate {
                Binding::Unsupported
            } else {
                Binding::Missing
            };
        };
        read_binding(value, certificate).unwrap_or(Binding::Different)
    }

    /// Whether the signature over the signed attributes verifies.
    pub(crate) fn verify(&self, certificate: &Certificate) -> Result<bool, AlgorithmProblem> {
        let scheme = self.scheme?;
        let hash = self.digest_algorithm?;
        // The digest algorithm of the signer information must be the hash of the signature (RFC 5652, 5.3).
        if scheme.hash() != hash {
            return Err(AlgorithmProblem::Unsupported);
        }
        let key = certificate.public_key()?;
        Ok(key.verifies(scheme, &self.to_be_signed, &self.signature))
    }
}

fn read_certificates(set: Option<Element<'_>>) -> Result<Vec<Certificate>, Malformed> {
    let Some(set) = set else {
        return Ok(Vec::new());
    };
    let mut reader = set.reader();
    let mut certificates = Vec::new();
    while !reader.is_empty() {
        let element = reader.any()?;
        if certificates.len() == MAX_CERTIFICATES {
            return Err(Malformed);
        }
        // Attribute certificates and other kinds are no help in a chain.
        if element.tag == asn1::SEQUENCE
            && let Ok(certificate) = Certificate::read(element.raw)
        {
            certificates.push(certificate);
        }
    }
    Ok(certificates)
}

fn read_binding(value: &[u8], certificate: &Certificate) -> Result<Binding, Malformed> {
    let mut list = Reader::single(value, asn1::SEQUENCE)?
        .reader()
        .expect(asn1::SEQUENCE)?
        .reader();
    let mut first = list.expect(asn1::SEQUENCE)?.reader();
    let hash = match first.optional(asn1::SEQUENCE)? {
        None => HashAlgorithm::Sha256,
        Some(identifier) => match algorithm::read_hash(identifier.raw) {
            Ok(hash) => hash,
            Err(_) => return Ok(Binding::Unsupported),
        },
    };
    let value = first.expect(asn1::OCTET_STRING)?.value;
    if value != hash.digest(&[&certificate.der]).value {
        return Ok(Binding::Different);
    }
    if let Some(issuer_serial) = first.optional(asn1::SEQUENCE)? {
        let mut pair = issuer_serial.reader();
        pair.expect(asn1::SEQUENCE)?;
        if pair.expect(asn1::INTEGER)?.value != certificate.serial {
            return Ok(Binding::Different);
        }
    }
    Ok(Binding::Bound)
}
