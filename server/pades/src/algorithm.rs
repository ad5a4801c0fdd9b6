//! Hashes, signature algorithms and public keys.
//!
//! ECDSA on P-256 and P-384, RSA with PKCS#1 v1.5 and PSS padding (RFC 5754, RFC 4055, RFC 8017). RSA is only ever
//! verified here: private RSA keys live in tokens and browsers. What is not listed is "unsupported", never "valid".

use crate::asn1::{self, Malformed, Reader};
use der::oid::ObjectIdentifier;
use rsa::traits::PublicKeyParts as _;
use serde::{Deserialize, Serialize};
use sha2::{Sha256, Sha384, Sha512};

pub(crate) mod oids {
    use super::ObjectIdentifier;
    pub(crate) const SHA1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.14.3.2.26");
    pub(crate) const MD5: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.2.5");
    pub(crate) const SHA256: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
    pub(crate) const SHA384: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
    pub(crate) const SHA512: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");
    pub(crate) const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
    pub(crate) const MD5_RSA: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.4");
    pub(crate) const SHA1_RSA: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.5");
    pub(crate) const MGF1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.8");
    pub(crate) const RSA_PSS: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
    pub(crate) const SHA256_RSA: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");
    pub(crate) const SHA384_RSA: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.12");
    pub(crate) const SHA512_RSA: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.13");
    pub(crate) const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
    pub(crate) const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
    pub(crate) const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
    pub(crate) const SHA1_ECDSA: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("1.2.840.10045.4.1");
    pub(crate) const SHA256_ECDSA: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");
    pub(crate) const SHA384_ECDSA: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3");
    pub(crate) const SHA512_ECDSA: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.4");
}

/// A hash that signatures may rest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HashAlgorithm {
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

/// A hash value with its algorithm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    /// The algorithm that made it.
    pub algorithm: HashAlgorithm,
    /// 32, 48 or 64 octets; base64 in JSON.
    #[serde(with = "crate::base64_bytes")]
    pub value: Vec<u8>,
}

impl HashAlgorithm {
    /// Hashes the parts one after the other.
    #[must_use]
    pub fn digest(self, parts: &[&[u8]]) -> Digest {
        fn run<D: sha2::Digest>(parts: &[&[u8]]) -> Vec<u8> {
            let mut hasher = D::new();
            for part in parts {
                hasher.update(part);
            }
            hasher.finalize().to_vec()
        }
        let value = match self {
            Self::Sha256 => run::<Sha256>(parts),
            Self::Sha384 => run::<Sha384>(parts),
            Self::Sha512 => run::<Sha512>(parts),
        };
        Digest {
            algorithm: self,
            value,
        }
    }

    pub(crate) fn from_oid(oid: ObjectIdentifier) -> Option<Self> {
        match oid {
            oids::SHA256 => Some(Self::Sha256),
            oids::SHA384 => Some(Self::Sha384),
            oids::SHA512 => Some(Self::Sha512),
            _ => None,
        }
    }

    pub(crate) fn oid(self) -> ObjectIdentifier {
        match self {
            Self::Sha256 => oids::SHA256,
            Self::Sha384 => oids::SHA384,
            Self::Sha512 => oids::SHA512,
        }
    }

    /// `AlgorithmIdentifier` without parameters (RFC 5754, 2).
    pub(crate) fn identifier(self) -> Vec<u8> {
        asn1::sequence(&[&asn1::oid(self.oid())])
    }
}

/// What a key does with the bytes to be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignatureAlgorithm {
    /// ECDSA on P-256 with SHA-256: WebCrypto `{name: "ECDSA", hash: "SHA-256"}`.
    EcdsaP256Sha256,
    /// ECDSA on P-384 with SHA-384.
    EcdsaP384Sha384,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    RsaPkcs1Sha256,
    /// RSASSA-PSS with SHA-256, MGF1 with SHA-256, a salt of 32 octets.
    RsaPssSha256,
}

impl SignatureAlgorithm {
    /// The hash that the signature, the message digest and the certificate's hash use alike.
    #[must_use]
    pub fn hash(self) -> HashAlgorithm {
        match self {
            Self::EcdsaP384Sha384 => HashAlgorithm::Sha384,
            _ => HashAlgorithm::Sha256,
        }
    }

    pub(crate) fn identifier(self) -> Vec<u8> {
        match self {
            Self::EcdsaP256Sha256 => asn1::sequence(&[&asn1::oid(oids::SHA256_ECDSA)]),
            Self::EcdsaP384Sha384 => asn1::sequence(&[&asn1::oid(oids::SHA384_ECDSA)]),
            Self::RsaPkcs1Sha256 => {
                asn1::sequence(&[&asn1::oid(oids::SHA256_RSA), &asn1::tlv(asn1::NULL, &[])])
            }
            Self::RsaPssSha256 => {
                let hash = HashAlgorithm::Sha256.identifier();
                let mask = asn1::sequence(&[&asn1::oid(oids::MGF1), &hash]);
                let parameters = asn1::sequence(&[
                    &asn1::tlv(0xa0, &[&hash]),
                    &asn1::tlv(0xa1, &[&mask]),
                    &asn1::tlv(0xa2, &[&asn1::unsigned(&[32])]),
                ]);
                asn1::sequence(&[&asn1::oid(oids::RSA_PSS), &parameters])
            }
        }
    }

    /// Whether this algorithm works with such a key.
    pub(crate) fn fits(self, key: KeyKind) -> bool {
        matches!(
            (self, key),
            (Self::EcdsaP256Sha256, KeyKind::P256)
                | (Self::EcdsaP384Sha384, KeyKind::P384)
                | (Self::RsaPkcs1Sha256 | Self::RsaPssSha256, KeyKind::Rsa)
        )
    }

    pub(crate) fn scheme(self) -> Scheme {
        match self {
            Self::EcdsaP256Sha256 | Self::EcdsaP384Sha384 => Scheme::Ecdsa(self.hash()),
            Self::RsaPkcs1Sha256 => Scheme::RsaPkcs1(self.hash()),
            Self::RsaPssSha256 => Scheme::RsaPss(self.hash(), 32),
        }
    }
}

/// A signature scheme as found in a file: more than we sign with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    Ecdsa(HashAlgorithm),
    RsaPkcs1(HashAlgorithm),
    RsaPss(HashAlgorithm, usize),
}

/// Why a signature cannot be judged or does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AlgorithmProblem {
    /// Broken hashes: SHA-1, MD5.
    Weak,
    Unsupported,
    Malformed,
}

impl From<Malformed> for AlgorithmProblem {
    fn from(_: Malformed) -> Self {
        Self::Malformed
    }
}

impl Scheme {
    pub(crate) fn hash(self) -> HashAlgorithm {
        match self {
            Self::Ecdsa(hash) | Self::RsaPkcs1(hash) | Self::RsaPss(hash, _) => hash,
        }
    }

    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Ecdsa(_) => "ecdsa",
            Self::RsaPkcs1(_) => "rsa_pkcs1",
            Self::RsaPss(..) => "rsa_pss",
        }
    }

    /// Reads an `AlgorithmIdentifier`; `digest` helps where it names only the key (`rsaEncryption` in CMS).
    pub(crate) fn read(
        identifier: &[u8],
        digest: Option<HashAlgorithm>,
    ) -> Result<Self, AlgorithmProblem> {
        use HashAlgorithm::{Sha256, Sha384, Sha512};
        let mut reader = Reader::single(identifier, asn1::SEQUENCE)?.reader();
        let oid = reader.expect(asn1::OID)?.oid()?;
        let has_parameters = !matches!(reader.rest(), [] | [asn1::NULL, 0]);
        let scheme = match oid {
            oids::SHA256_ECDSA => Self::Ecdsa(Sha256),
            oids::SHA384_ECDSA => Self::Ecdsa(Sha384),
            oids::SHA512_ECDSA => Self::Ecdsa(Sha512),
            oids::SHA256_RSA => Self::RsaPkcs1(Sha256),
            oids::SHA384_RSA => Self::RsaPkcs1(Sha384),
            oids::SHA512_RSA => Self::RsaPkcs1(Sha512),
            oids::RSA => Self::RsaPkcs1(digest.ok_or(AlgorithmProblem::Unsupported)?),
            oids::EC => Self::Ecdsa(digest.ok_or(AlgorithmProblem::Unsupported)?),
            oids::RSA_PSS => return pss(reader),
            oids::SHA1_RSA | oids::MD5_RSA | oids::SHA1_ECDSA => {
                return Err(AlgorithmProblem::Weak);
            }
            _ => return Err(AlgorithmProblem::Unsupported),
        };
        if has_parameters {
            Err(AlgorithmProblem::Malformed)
        } else {
            Ok(scheme)
        }
    }
}

/// `RSASSA-PSS-params` (RFC 4055, 3.1). Missing fields mean SHA-1, which is too weak.
fn pss(mut reader: Reader<'_>) -> Result<Scheme, AlgorithmProblem> {
    let mut parameters = reader
        .expect(asn1::SEQUENCE)
        .map_err(|_| AlgorithmProblem::Weak)?
        .reader();
    reader.finish()?;
    let hash = read_hash(
        parameters
            .optional(0xa0)?
            .ok_or(AlgorithmProblem::Weak)?
            .value,
    )?;
    let mask = parameters.optional(0xa1)?.ok_or(AlgorithmProblem::Weak)?;
    let mut mask = Reader::single(mask.value, asn1::SEQUENCE)?.reader();
    let mask_oid = mask.expect(asn1::OID)?.oid()?;
    let mask_hash = read_hash(mask.expect(asn1::SEQUENCE)?.raw)?;
    mask.finish()?;
    let salt = match parameters.optional(0xa2)? {
        None => 20,
        Some(salt) => Reader::single(salt.value, asn1::INTEGER)?.small()?,
    };
    let trailer = match parameters.optional(0xa3)? {
        None => 1,
        Some(trailer) => Reader::single(trailer.value, asn1::INTEGER)?.small()?,
    };
    parameters.finish()?;
    if mask_oid != oids::MGF1 || mask_hash != hash || trailer != 1 || salt > 512 {
        return Err(AlgorithmProblem::Unsupported);
    }
    Ok(Scheme::RsaPss(
        hash,
        usize::try_from(salt).unwrap_or(usize::MAX),
    ))
}

/// A hash's `AlgorithmIdentifier`, with or without NULL parameters.
pub(crate) fn read_hash(identifier: &[u8]) -> Result<HashAlgorithm, AlgorithmProblem> {
    let mut reader = Reader::single(identifier, asn1::SEQUENCE)?.reader();
    let oid = reader.expect(asn1::OID)?.oid()?;
    if !matches!(reader.rest(), [] | [asn1::NULL, 0]) {
        return Err(AlgorithmProblem::Malformed);
    }
    match oid {
        oids::SHA1 | oids::MD5 => Err(AlgorithmProblem::Weak),
        _ => HashAlgorithm::from_oid(oid).ok_or(AlgorithmProblem::Unsupported),
    }
}

/// A key that can verify.
#[derive(Clone, Debug)]
pub(crate) enum PublicKey {
    P256(p256::ecdsa::VerifyingKey),
    P384(p384::ecdsa::VerifyingKey),
    Rsa(rsa::RsaPublicKey),
}

/// Above this an RSA verification costs more than any real key is worth.
const MAX_RSA_BITS: usize = 8192;

/// The kind of a key, as its algorithm says it. Nothing is computed with the key for it, so that a tablet, which only
/// prepares what the browser's own key signs, carries no curves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyKind {
    P256,
    P384,
    Rsa,
}

impl KeyKind {
    /// Reads the algorithm of a `SubjectPublicKeyInfo`.
    pub(crate) fn read(spki: &[u8]) -> Result<Self, AlgorithmProblem> {
        Self::and_bits(spki).map(|(kind, _)| kind)
    }

    /// The kind, and the octets of the key itself.
    fn and_bits(spki: &[u8]) -> Result<(Self, &[u8]), AlgorithmProblem> {
        let mut reader = Reader::single(spki, asn1::SEQUENCE)?.reader();
        let mut identifier = reader.expect(asn1::SEQUENCE)?.reader();
        let bits = reader.expect(asn1::BIT_STRING)?.bits()?;
        reader.finish()?;
        let kind = match identifier.expect(asn1::OID)?.oid()? {
            oids::EC => {
                let curve = identifier
                    .expect(asn1::OID)
                    .map_err(|_| AlgorithmProblem::Unsupported)?;
                match curve.oid()? {
                    oids::P256 => Self::P256,
                    oids::P384 => Self::P384,
                    _ => return Err(AlgorithmProblem::Unsupported),
                }
            }
            oids::RSA | oids::RSA_PSS => Self::Rsa,
            _ => return Err(AlgorithmProblem::Unsupported),
        };
        Ok((kind, bits))
    }
}

impl PublicKey {
    /// Reads a `SubjectPublicKeyInfo`.
    pub(crate) fn read(spki: &[u8]) -> Result<Self, AlgorithmProblem> {
        let (kind, bits) = KeyKind::and_bits(spki)?;
        let malformed = |_| AlgorithmProblem::Malformed;
        match kind {
            KeyKind::P256 => p256::ecdsa::VerifyingKey::from_sec1_bytes(bits)
                .map(Self::P256)
                .map_err(malformed),
            KeyKind::P384 => p384::ecdsa::VerifyingKey::from_sec1_bytes(bits)
                .map(Self::P384)
                .map_err(malformed),
            KeyKind::Rsa => {
                let mut key = Reader::single(bits, asn1::SEQUENCE)?.reader();
                let modulus = key.expect(asn1::INTEGER)?.value;
                let exponent = key.expect(asn1::INTEGER)?.value;
                key.finish()?;
                let number = rsa::BigUint::from_bytes_be;
                rsa::RsaPublicKey::new_with_max_size(
                    number(modulus),
                    number(exponent),
                    MAX_RSA_BITS,
                )
                .map(Self::Rsa)
                .map_err(|_| AlgorithmProblem::Unsupported)
            }
        }
    }

    pub(crate) fn bits(&self) -> usize {
        match self {
            Self::P256(_) => 256,
            Self::P384(_) => 384,
            Self::Rsa(key) => key.n().bits(),
        }
    }

    /// Whether the key is as strong as TT 15/2025/TT-BKHCN asks: RSA from 2048 bits, ECDSA from 256.
    pub(crate) fn is_strong(&self) -> bool {
        match self {
            Self::P256(_) | Self::P384(_) => true,
            Self::Rsa(key) => key.n().bits() >= 2048,
        }
    }

    /// Whether `signature` (DER for ECDSA) was made by this key over `message`.
    pub(crate) fn verifies(&self, scheme: Scheme, message: &[u8], signature: &[u8]) -> bool {
        use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
        let hashed = scheme.hash().digest(&[message]).value;
        match (self, scheme) {
            (Self::P256(key), Scheme::Ecdsa(_)) => p256::ecdsa::Signature::from_der(signature)
                .is_ok_and(|signature| key.verify_prehash(&hashed, &signature).is_ok()),
            (Self::P384(key), Scheme::Ecdsa(_)) => p384::ecdsa::Signature::from_der(signature)
                .is_ok_and(|signature| key.verify_prehash(&hashed, &signature).is_ok()),
            (Self::Rsa(key), Scheme::RsaPkcs1(hash)) => {
                let padding = match hash {
                    HashAlgorithm::Sha256 => rsa::Pkcs1v15Sign::new::<Sha256>(),
                    HashAlgorithm::Sha384 => rsa::Pkcs1v15Sign::new::<Sha384>(),
                    HashAlgorithm::Sha512 => rsa::Pkcs1v15Sign::new::<Sha512>(),
                };
                key.verify(padding, &hashed, signature).is_ok()
            }
            (Self::Rsa(key), Scheme::RsaPss(hash, salt)) => {
                let padding = match hash {
                    HashAlgorithm::Sha256 => rsa::Pss::new_with_salt::<Sha256>(salt),
                    HashAlgorithm::Sha384 => rsa::Pss::new_with_salt::<Sha384>(salt),
                    HashAlgorithm::Sha512 => rsa::Pss::new_with_salt::<Sha512>(salt),
                };
                key.verify(padding, &hashed, signature).is_ok()
            }
            _ => false,
        }
    }
}

/// The octets of a P-256 or P-384 signature as a CMS carries them (RFC 3279, 2.2.3), from the form that WebCrypto
/// and PKCS#11 return: r and s, each as long as the field. A DER encoding passes unchanged; RSA signatures too.
pub(crate) fn to_wire(algorithm: SignatureAlgorithm, signature: &[u8]) -> Option<Vec<u8>> {
    let half = match algorithm {
        SignatureAlgorithm::EcdsaP256Sha256 => 32,
        SignatureAlgorithm::EcdsaP384Sha384 => 48,
        SignatureAlgorithm::RsaPkcs1Sha256 | SignatureAlgorithm::RsaPssSha256 => {
            return Some(signature.to_vec());
        }
    };
    if signature.len() == 2 * half {
        let (r, s) = signature.split_at(half);
        return Some(asn1::sequence(&[&asn1::unsigned(r), &asn1::unsigned(s)]));
    }
    Reader::single(signature, asn1::SEQUENCE)
        .is_ok()
        .then(|| signature.to_vec())
}
