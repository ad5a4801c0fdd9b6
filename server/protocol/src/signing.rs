//! Signing over REST: certificates for keys made on a tablet, and ceremonies.
//!
//! A ceremony is one signature of one person on one file. The tablet downloads the prepared file, digests the
//! byte range itself, builds the signed attributes (CAdES, RFC 5652 section 11) itself and asks the person's
//! passkey to authorise exactly their digest: [`signing_challenge`]. The server checks the assertion, then the
//! signature, and only then embeds it. Beside it the image of a person's signature, which is drawn and proves nothing.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::bytes::Base64Url;
use crate::ids::{CeremonyId, MeetingId, PersonId, Timestamp};
use crate::log::Hash;
use crate::room::state::SigningCapacity;

/// The challenge of the passkey assertion that authorises a signature:
/// `SHA-256("nghisu/signing/v1" ‖ 0x00 ‖ digest ‖ person ‖ nonce)`, where `digest` is SHA-256 over the DER of the
/// signed attributes and `person` the 16 bytes of the id.
#[must_use]
pub fn signing_challenge(digest: &[u8; 32], person: PersonId, nonce: &[u8; 32]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"nghisu/signing/v1\0");
    hash.update(digest);
    hash.update(person.0.as_bytes());
    hash.update(nonce);
    hash.finalize().into()
}

/// What a key is good for in law; shown wherever a certificate is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CertificateClass {
    /// "Chữ ký nội bộ": issued by the office's own signing authority; not an official digital signature.
    Internal,
}

/// A signing certificate of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SigningCertificate {
    /// SHA-256 over the certificate's DER: its id.
    pub id: Hash,
    /// The certificate, DER.
    pub certificate: Base64Url,
    /// The name in it.
    pub subject: String,
    /// Who issued it.
    pub issuer: String,
    /// Its class.
    pub class: CertificateClass,
    /// The device that holds the key, as the person named it.
    pub label: String,
    /// Valid from.
    pub not_before: Timestamp,
    /// Valid until.
    pub not_after: Timestamp,
    /// When it was revoked, if it was.
    pub revoked_at: Option<Timestamp>,
}

/// Asks for a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RequestCertificate {
    /// A PKCS#10 request (RFC 2986), DER, signed by the new key. Its subject is not taken over.
    pub request: Base64Url,
    /// What the person calls the device, 1 to 100 characters.
    pub label: String,
}

/// How far a ceremony is. Each is stored before it is acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CeremonyState {
    /// The file with the placeholder is ready; the passkey is awaited.
    Prepared,
    /// The assertion was checked; the signature is awaited.
    Authorised,
    /// The signature has arrived and is stored.
    Signed,
    /// The signature was verified over the file.
    Verified,
    /// The signed file is stored and in the meeting's log.
    Embedded,
    /// Given up, or overtaken by another signature.
    Abandoned,
}

/// Begins a ceremony for the signature that is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct BeginCeremony {
    /// The certificate's id.
    pub certificate: Hash,
    /// SHA-256 of the file that the person has read: another one on the server is refused.
    pub read: Hash,
}

/// A ceremony as the signer sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Ceremony {
    /// Which ceremony.
    pub id: CeremonyId,
    /// Of which meeting's minutes.
    pub meeting: MeetingId,
    /// How far it is.
    pub state: CeremonyState,
    /// Who signs.
    pub person: PersonId,
    /// In which capacity.
    pub capacity: SigningCapacity,
    /// The certificate's id.
    pub certificate: Hash,
    /// SHA-256 of the file with the placeholder: `GET /api/v1/ceremonies/{id}/document` gives its bytes.
    pub document: Hash,
    /// The signature field.
    pub field: String,
    /// The four numbers of the signature's `/ByteRange`.
    pub byte_range: [u64; 4],
    /// 32 random bytes that enter [`signing_challenge`].
    pub nonce: Base64Url,
    /// The relying party's id, for `navigator.credentials.get`.
    pub rp_id: String,
    /// The passkeys that may authorise: WebAuthn credential ids.
    pub allow_credentials: Vec<Base64Url>,
    /// Until when the lease holds; afterwards another signer may begin.
    pub expires_at: Timestamp,
    /// SHA-256 of the signed file, once embedded.
    pub signed: Option<Hash>,
    /// When it was embedded.
    pub signed_at: Option<Timestamp>,
    /// Who is to sign next, once embedded.
    pub next: Option<crate::minutes::DueSignature>,
}

/// A passkey assertion (W3C Web Authentication Level 3, 7.2), as the browser gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Assertion {
    /// The credential's id.
    pub credential_id: Base64Url,
    /// `response.authenticatorData`.
    pub authenticator_data: Base64Url,
    /// `response.clientDataJSON`.
    pub client_data_json: Base64Url,
    /// `response.signature`.
    pub signature: Base64Url,
}

/// Authorises a ceremony.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AuthoriseCeremony {
    /// SHA-256 over the DER of the signed attributes, as the tablet computed it. The server computes its own and
    /// refuses another one.
    pub digest: Hash,
    /// The passkey's assertion over [`signing_challenge`].
    pub assertion: Assertion,
}

/// Hands in the signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SignCeremony {
    /// The signature over the DER of the signed attributes: r‖s (64 bytes, as WebCrypto gives it) or DER.
    pub signature: Base64Url,
}

/// A picture of a signature has at most this many bytes.
pub const MAX_SIGNATURE_PICTURE: usize = 2 << 20;

/// Sets the image of a person's signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetSignatureImage {
    /// A PNG of at most [`MAX_SIGNATURE_PICTURE`] bytes: strokes on white paper or on a transparent ground.
    pub png: Base64Url,
}

/// The image of a person's signature as it stands on what they sign: blue strokes on a transparent ground.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SignatureImage {
    /// The PNG, made by the server.
    pub png: Base64Url,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// Who changed the image of a signature last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SignatureImageChange {
    /// When.
    pub at: Timestamp,
    /// Who: the person, or an administrator for them.
    pub by: PersonId,
    /// Their name.
    pub by_name: String,
}

/// What there is of the image of a person's signature.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SignatureImageView {
    /// The image; without one a signature carries a plain mark.
    pub image: Option<SignatureImage>,
    /// The last change, also when it took the image away; nothing when there never was one.
    pub changed: Option<SignatureImageChange>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Uuid;

    #[test]
    fn the_challenge_depends_on_digest_person_and_nonce() {
        let one = signing_challenge(&[1; 32], PersonId(Uuid::from_u128(1)), &[2; 32]);
        for other in [
            signing_challenge(&[3; 32], PersonId(Uuid::from_u128(1)), &[2; 32]),
            signing_challenge(&[1; 32], PersonId(Uuid::from_u128(2)), &[2; 32]),
            signing_challenge(&[1; 32], PersonId(Uuid::from_u128(1)), &[3; 32]),
        ] {
            assert_ne!(one, other);
        }
    }
}
