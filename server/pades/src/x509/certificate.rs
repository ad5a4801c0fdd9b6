//! Reading a certificate (RFC 5280, 4), with the bytes that its issuer signed.

use super::name::Name;
use super::oids;
use crate::algorithm::{AlgorithmProblem, KeyKind, PublicKey, Scheme};
use crate::asn1::{self, Malformed, Reader};
use crate::time;
use der::oid::ObjectIdentifier;

/// Bits of `keyUsage`.
pub(crate) const DIGITAL_SIGNATURE: u16 = 1;
pub(crate) const NON_REPUDIATION: u16 = 1 << 1;
pub(crate) const KEY_CERT_SIGN: u16 = 1 << 5;

/// A certificate taken apart.
#[derive(Clone, Debug)]
pub(crate) struct Certificate {
    pub(crate) der: Vec<u8>,
    to_be_signed: Vec<u8>,
    /// The outer algorithm identifier; equal to the inner one.
    algorithm: Vec<u8>,
    signature: Vec<u8>,
    pub(crate) version: u32,
    /// The serial number's octets as encoded.
    pub(crate) serial: Vec<u8>,
    pub(crate) issuer: Name,
    pub(crate) subject: Name,
    pub(crate) not_before: i64,
    pub(crate) not_after: i64,
    pub(crate) spki: Vec<u8>,
    pub(crate) extensions: Vec<Extension>,
}

#[derive(Clone, Debug)]
pub(crate) struct Extension {
    pub(crate) kind: ObjectIdentifier,
    pub(crate) is_critical: bool,
    pub(crate) value: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BasicConstraints {
    pub(crate) is_authority: bool,
    pub(crate) path_length: Option<u32>,
}

impl Certificate {
    pub(crate) fn read(der: &[u8]) -> Result<Self, Malformed> {
        let mut outer = Reader::single(der, asn1::SEQUENCE)?.reader();
        let to_be_signed = outer.expect(asn1::SEQUENCE)?;
        let algorithm = outer.expect(asn1::SEQUENCE)?.raw;
        let signature = outer.expect(asn1::BIT_STRING)?.bits()?;
        outer.finish()?;

        let mut reader = to_be_signed.reader();
        let version = match reader.optional(0xa0)? {
            None => 1,
            Some(version) => Reader::single(version.value, asn1::INTEGER)?.small()? + 1,
        };
        let serial = reader.expect(asn1::INTEGER)?.value;
        let inner_algorithm = reader.expect(asn1::SEQUENCE)?.raw;
        let issuer = Name::read(reader.expect(asn1::SEQUENCE)?.raw)?;
        let mut validity = reader.expect(asn1::SEQUENCE)?.reader();
        let not_before = time::decode_x509(&validity.any()?).ok_or(Malformed)?;
        let not_after = time::decode_x509(&validity.any()?).ok_or(Malformed)?;
        validity.finish()?;
        let subject = Name::read(reader.expect(asn1::SEQUENCE)?.raw)?;
        let spki = reader.expect(asn1::SEQUENCE)?.raw;
        for tag in [0x81, 0x82, 0xa1, 0xa2] {
            reader.optional(tag)?;
        }
        let extensions = match reader.optional(0xa3)? {
            None => Vec::new(),
            Some(list) => read_extensions(Reader::single(list.value, asn1::SEQUENCE)?.reader())?,
        };
        reader.finish()?;
        if serial.is_empty() || version > 3 || inner_algorithm != algorithm {
            return Err(Malformed);
        }
        Ok(Self {
            der: der.to_vec(),
            to_be_signed: to_be_signed.raw.to_vec(),
            algorithm: algorithm.to_vec(),
            signature: signature.to_vec(),
            version,
            serial: serial.to_vec(),
            issuer,
            subject,
            not_before,
            not_after,
            spki: spki.to_vec(),
            extensions,
        })
    }

    pub(crate) fn key_kind(&self) -> Result<KeyKind, AlgorithmProblem> {
        KeyKind::read(&self.spki)
    }

    pub(crate) fn public_key(&self) -> Result<PublicKey, AlgorithmProblem> {
        PublicKey::read(&self.spki)
    }

    /// Whether this certificate was signed by `key`; an algorithm problem is told apart from a wrong signature.
    pub(crate) fn is_signed_by(&self, key: &PublicKey) -> Result<bool, AlgorithmProblem> {
        let scheme = Scheme::read(&self.algorithm, None)?;
        Ok(key.verifies(scheme, &self.to_be_signed, &self.signature))
    }

    pub(crate) fn is_self_issued(&self) -> bool {
        self.issuer.matches(&self.subject)
    }

    pub(crate) fn extension(&self, kind: ObjectIdentifier) -> Option<&Extension> {
        self.extensions
            .iter()
            .find(|extension| extension.kind == kind)
    }

    pub(crate) fn basic_constraints(&self) -> Result<Option<BasicConstraints>, Malformed> {
        let Some(extension) = self.extension(oids::BASIC_CONSTRAINTS) else {
            return Ok(None);
        };
        let mut reader = Reader::single(&extension.value, asn1::SEQUENCE)?.reader();
        let is_authority = match reader.optional(asn1::BOOLEAN)? {
            None => false,
            Some(flag) => flag.value == [0xff],
        };
        let path_length = match reader.optional(asn1::INTEGER)? {
            None => None,
            Some(length) => Some(length.small()?),
        };
        reader.finish()?;
        Ok(Some(BasicConstraints {
            is_authority,
            path_length,
        }))
    }

    /// The usage bits, the first bit lowest; nothing where the certificate does not restrict its key.
    pub(crate) fn key_usage(&self) -> Result<Option<u16>, Malformed> {
        let Some(extension) = self.extension(oids::KEY_USAGE) else {
            return Ok(None);
        };
        let bits = Reader::single(&extension.value, asn1::BIT_STRING)?.value;
        let octets = match bits {
            [unused, octets @ ..] if *unused < 8 && octets.len() <= 2 => octets,
            _ => return Err(Malformed),
        };
        let reversed = octets
            .iter()
            .enumerate()
            .map(|(at, octet)| u16::from(octet.reverse_bits()) << (8 * at));
        Ok(Some(reversed.fold(0, |usage, bits| usage | bits)))
    }

    /// The extended usages; nothing where the certificate does not restrict its key.
    pub(crate) fn extended_key_usage(&self) -> Result<Option<Vec<ObjectIdentifier>>, Malformed> {
        let Some(extension) = self.extension(oids::EXTENDED_KEY_USAGE) else {
            return Ok(None);
        };
        let mut reader = Reader::single(&extension.value, asn1::SEQUENCE)?.reader();
        let mut usages = Vec::new();
        while !reader.is_empty() {
            usages.push(reader.expect(asn1::OID)?.oid()?);
        }
        Ok(Some(usages))
    }

    pub(crate) fn subject_key_id(&self) -> Option<&[u8]> {
        let extension = self.extension(oids::SUBJECT_KEY_ID)?;
        Reader::single(&extension.value, asn1::OCTET_STRING)
            .ok()
            .map(|id| id.value)
    }

    /// `issuer` and `serial` as CMS and ESS name a certificate.
    pub(crate) fn issuer_and_serial(&self) -> Vec<u8> {
        asn1::sequence(&[&self.issuer.raw, &asn1::tlv(asn1::INTEGER, &[&self.serial])])
    }
}

fn read_extensions(mut reader: Reader<'_>) -> Result<Vec<Extension>, Malformed> {
    let mut extensions: Vec<Extension> = Vec::new();
    while !reader.is_empty() {
        let mut one = reader.expect(asn1::SEQUENCE)?.reader();
        let kind = one.expect(asn1::OID)?.oid()?;
        let is_critical = match one.optional(asn1::BOOLEAN)? {
            None => false,
            Some(flag) => flag.value != [0],
        };
        let value = one.expect(asn1::OCTET_STRING)?.value.to_vec();
        one.finish()?;
        // RFC 5280, 4.2: no extension twice.
        if extensions.iter().any(|extension| extension.kind == kind) {
            return Err(Malformed);
        }
        extensions.push(Extension {
            kind,
            is_critical,
            value,
        });
    }
    Ok(extensions)
}
