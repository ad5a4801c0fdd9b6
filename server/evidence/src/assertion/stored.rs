//! The public key out of what the server keeps of a passkey: the JSON of webauthn-rs 0.6 (`Passkey`).
//!
//! Only the two members that make a key are read; the form is webauthn-rs's own, and a change of it is an error here,
//! never another key.

use nghisu_protocol::bytes::Base64Url;
use serde::Deserialize;

use super::{KeyError, PublicKey};

#[derive(Deserialize)]
struct Passkey {
    cred: Credential,
}

#[derive(Deserialize)]
struct Credential {
    cred_id: Base64Url,
    cred: CoseKey,
}

#[derive(Deserialize)]
struct CoseKey {
    #[serde(rename = "type_")]
    algorithm: String,
    key: Material,
}

#[derive(Deserialize)]
enum Material {
    #[serde(rename = "EC_EC2")]
    Ec2 {
        curve: String,
        x: Base64Url,
        y: Base64Url,
    },
    #[serde(rename = "EC_OKP")]
    Okp { curve: String, x: Base64Url },
    #[serde(rename = "RSA")]
    Rsa { n: Base64Url, e: Vec<u8> },
}

impl PublicKey {
    /// The credential's id and its public key, out of the JSON that webauthn-rs makes of a `Passkey`.
    ///
    /// # Errors
    /// When the JSON is another, or the key of a kind that is not used here.
    pub fn from_passkey(json: &str) -> Result<(Vec<u8>, Self), KeyError> {
        let passkey: Passkey = serde_json::from_str(json).map_err(|_| KeyError::Unreadable)?;
        let key = passkey.cred.cred;
        let read = match (key.algorithm.as_str(), &key.key) {
            ("ES256" | "ECDSA_SHA256", Material::Ec2 { curve, x, y }) if curve == "SECP256R1" => {
                Self::es256(&x.0, &y.0)
            }
            ("RS256", Material::Rsa { n, e }) => Self::rs256(&n.0, e),
            ("EDDSA", Material::Okp { curve, x }) if curve == "ED25519" => Self::ed_dsa(&x.0),
            _ => Err(KeyError::Unsupported),
        }?;
        Ok((passkey.cred.cred_id.0, read))
    }
}
