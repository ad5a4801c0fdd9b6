//! A passkey's public key, as the authenticator gives it: a COSE_Key (RFC 9052, section 7; RFC 9053; RFC 8230).
//!
//! ES256 on P-256, RS256 and EdDSA on Ed25519 are what passkeys use. A key is kept in its COSE bytes, of which there
//! is one form only: what does not read back to the same bytes is refused.

use ed25519_dalek::Verifier as _;
use nghisu_protocol::bytes::Base64Url;
use rsa::traits::PublicKeyParts as _;
use rsa::{BigUint, RsaPublicKey};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use super::cbor::Reader;

/// Bits of an RSA modulus at least.
const MIN_RSA_BITS: usize = 2048;

/// A public key that can verify assertions. In JSON: base64url of its COSE_Key.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Base64Url", try_from = "Base64Url")]
pub struct PublicKey(Kind);

#[derive(Clone, PartialEq, Eq)]
enum Kind {
    Es256(p256::ecdsa::VerifyingKey),
    Rs256(RsaPublicKey),
    EdDsa(ed25519_dalek::VerifyingKey),
}

/// Bytes that are no key of a kind that is used here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// No COSE_Key in its only form, or a point or modulus that is none.
    #[error("the public key does not read")]
    Unreadable,
    /// A key type, an algorithm or a curve that is not used here.
    #[error("public keys are ES256 on P-256, RS256 from 2048 bits, or EdDSA on Ed25519")]
    Unsupported,
}

impl PublicKey {
    /// Reads a COSE_Key.
    ///
    /// # Errors
    /// When the bytes are none, or of a kind that is not used here.
    pub fn from_cose(cose: &[u8]) -> Result<Self, KeyError> {
        let key = Self::read(&mut Reader::new(cose))?;
        // One form only: no other order, no further members, nothing behind.
        if key.to_cose() == cose {
            Ok(key)
        } else {
            Err(KeyError::Unreadable)
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, KeyError> {
        let unreadable = KeyError::Unreadable;
        let pairs = reader.map().ok_or(unreadable)?;
        let (Some(1), Some(family), Some(3), Some(algorithm)) = (
            reader.integer(),
            reader.integer(),
            reader.integer(),
            reader.integer(),
        ) else {
            return Err(unreadable);
        };
        let mut label = |expected| {
            (reader.integer() == Some(expected))
                .then_some(())
                .ok_or(unreadable)
        };
        label(-1)?;
        let key = match (family, algorithm, pairs) {
            (2, -7, 5) => {
                let curve = reader.integer().ok_or(unreadable)?;
                let x = labelled(reader, -2)?;
                let y = labelled(reader, -3)?;
                if curve != 1 {
                    return Err(KeyError::Unsupported);
                }
                Self::es256(x, y)?
            }
            (3, -257, 4) => {
                let n = reader.bytes().ok_or(unreadable)?;
                Self::rs256(n, labelled(reader, -2)?)?
            }
            (1, -8, 4) => {
                let curve = reader.integer().ok_or(unreadable)?;
                let x = labelled(reader, -2)?;
                if curve != 6 {
                    return Err(KeyError::Unsupported);
                }
                Self::ed_dsa(x)?
            }
            _ => return Err(KeyError::Unsupported),
        };
        if reader.is_at_end() {
            Ok(key)
        } else {
            Err(unreadable)
        }
    }

    pub(super) fn es256(x: &[u8], y: &[u8]) -> Result<Self, KeyError> {
        let (Ok(x), Ok(y)) = (<[u8; 32]>::try_from(x), <[u8; 32]>::try_from(y)) else {
            return Err(KeyError::Unreadable);
        };
        let point = p256::EncodedPoint::from_affine_coordinates(&x.into(), &y.into(), false);
        p256::ecdsa::VerifyingKey::from_encoded_point(&point)
            .map(|key| Self(Kind::Es256(key)))
            .map_err(|_| KeyError::Unreadable)
    }

    pub(super) fn rs256(n: &[u8], e: &[u8]) -> Result<Self, KeyError> {
        let n = BigUint::from_bytes_be(n);
        if n.bits() < MIN_RSA_BITS {
            return Err(KeyError::Unsupported);
        }
        RsaPublicKey::new(n, BigUint::from_bytes_be(e))
            .map(|key| Self(Kind::Rs256(key)))
            .map_err(|_| KeyError::Unreadable)
    }

    pub(super) fn ed_dsa(x: &[u8]) -> Result<Self, KeyError> {
        let x = <&[u8; 32]>::try_from(x).map_err(|_| KeyError::Unreadable)?;
        ed25519_dalek::VerifyingKey::from_bytes(x)
            .ok()
            .filter(|key| !key.is_weak())
            .map(|key| Self(Kind::EdDsa(key)))
            .ok_or(KeyError::Unreadable)
    }

    /// The COSE_Key's bytes.
    #[must_use]
    pub fn to_cose(&self) -> Vec<u8> {
        match &self.0 {
            Kind::Es256(key) => {
                let point = key.to_encoded_point(false);
                // {1: 2, 3: -7, -1: 1, -2: x, -3: y}
                let mut cose = vec![0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01];
                // The first byte of an uncompressed point says that it is one.
                for (label, coordinate) in [0x21, 0x22].iter().zip(point.as_bytes()[1..].chunks(32))
                {
                    cose.extend([*label, 0x58, 32]);
                    cose.extend_from_slice(coordinate);
                }
                cose
            }
            Kind::Rs256(key) => {
                // {1: 3, 3: -257, -1: n, -2: e}
                let mut cose = vec![0xa4, 0x01, 0x03, 0x03, 0x39, 0x01, 0x00];
                for (label, number) in [(0x20, key.n()), (0x21, key.e())] {
                    cose.push(label);
                    push_bytes(&mut cose, &number.to_bytes_be());
                }
                cose
            }
            Kind::EdDsa(key) => {
                // {1: 1, 3: -8, -1: 6, -2: x}
                let mut cose = vec![0xa4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21];
                push_bytes(&mut cose, key.as_bytes());
                cose
            }
        }
    }

    /// Whether `signature` is this key's over `message`, in the form of Web Authentication Level 3, section 6.5.5:
    /// DER for ES256, so strict that no other bytes spell the same two numbers.
    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match &self.0 {
            Kind::Es256(key) => p256::ecdsa::Signature::from_der(signature)
                .is_ok_and(|signature| key.verify(message, &signature).is_ok()),
            Kind::Rs256(key) => rsa::pkcs1v15::Signature::try_from(signature).is_ok_and(|parsed| {
                // Leading zeros would make more than one form.
                signature.len() == key.size()
                    && rsa::pkcs1v15::VerifyingKey::<Sha256>::new(key.clone())
                        .verify(message, &parsed)
                        .is_ok()
            }),
            Kind::EdDsa(key) => ed25519_dalek::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify_strict(message, &signature).is_ok()),
        }
    }
}

fn labelled<'a>(reader: &mut Reader<'a>, label: i64) -> Result<&'a [u8], KeyError> {
    if reader.integer() != Some(label) {
        return Err(KeyError::Unreadable);
    }
    reader.bytes().ok_or(KeyError::Unreadable)
}

/// A byte string of less than 64 KiB, under the shortest head.
fn push_bytes(cose: &mut Vec<u8>, bytes: &[u8]) {
    match bytes.len() {
        length @ 0..24 => cose.push(0x40 | length as u8),
        length @ 24..256 => cose.extend([0x58, length as u8]),
        length => {
            cose.push(0x59);
            cose.extend_from_slice(&(length as u16).to_be_bytes());
        }
    }
    cose.extend_from_slice(bytes);
}

impl core::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "PublicKey({})", Base64Url(self.to_cose()))
    }
}

impl From<PublicKey> for Base64Url {
    fn from(key: PublicKey) -> Self {
        Self(key.to_cose())
    }
}

impl TryFrom<Base64Url> for PublicKey {
    type Error = KeyError;

    fn try_from(cose: Base64Url) -> Result<Self, KeyError> {
        Self::from_cose(&cose.0)
    }
}
