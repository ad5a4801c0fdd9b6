//! The tablet's signing key: ECDSA on P-256, made by the browser's own cryptography, never readable by any script,
//! kept in IndexedDB; and the certificate that the office's own authority gives for it.
//!
//! A key like this is for use inside the office. Regulations want a token, a SIM, an HSM or a remote service for a
//! legally binding official signature; the screen says which this is.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use nghisu_pades::request::{finish_request, request_to_be_signed};
use nghisu_pades::{SignatureAlgorithm, Subject};
use nghisu_protocol::bytes::Base64Url;
use nghisu_protocol::ids::Timestamp;
use nghisu_protocol::signing::{RequestCertificate, SigningCertificate};
use wasm_bindgen::JsCast as _;
use web_sys::CryptoKey;

use super::api;
use super::model::{is_for_key, is_usable};
use crate::link::ApiError;
use crate::link::shelf::{Shelf, ShelfError};
use crate::link::subtle::{CryptographyFailed, Signer};
use crate::tr;

const KEY: &str = "signing";
const PUBLIC: &str = "signing-spki";

/// Why there is no key, or no signature by it.
#[derive(Debug, thiserror::Error)]
pub enum SigningKeyError {
    /// The tablet could not keep or find its key.
    #[error(transparent)]
    Shelf(#[from] ShelfError),
    /// This browser keeps nothing.
    #[error("this browser keeps nothing")]
    NoShelf,
    /// The browser's cryptography failed or is missing.
    #[error(transparent)]
    Cryptography(#[from] CryptographyFailed),
    /// The request for a certificate could not be built.
    #[error(transparent)]
    Request(#[from] nghisu_pades::Error),
    /// The server said why not.
    #[error(transparent)]
    Api(#[from] ApiError),
}

impl SigningKeyError {
    /// The sentence for the person.
    pub fn say(&self) -> String {
        match self {
            Self::Api(error) => error.say(),
            Self::Shelf(_) | Self::NoShelf => tr!("sign-key-no-shelf"),
            Self::Cryptography(_) | Self::Request(_) => tr!("sign-key-failed"),
        }
    }
}

/// A key of this tablet with its certificate.
#[derive(Clone)]
pub struct SigningKey {
    key: Signer,
    /// The certificate.
    pub certificate: SigningCertificate,
}

impl SigningKey {
    /// The key of this tablet, if it has one with a certificate that can sign now.
    pub async fn find(shelf: &Shelf) -> Result<Option<Self>, SigningKeyError> {
        let Some((key, spki)) = kept(shelf).await? else {
            return Ok(None);
        };
        let now = Timestamp(crate::dates::now());
        let certificate = api::certificates()
            .await?
            .into_iter()
            .find(|one| is_usable(one, now) && is_for_key(&one.certificate.0, &spki));
        Ok(certificate.map(|certificate| Self { key, certificate }))
    }

    /// Makes a key on this tablet and asks the office for its certificate. A key that was made before and never got
    /// one is used.
    pub async fn make(
        shelf: Option<&Shelf>,
        name: &str,
        label: String,
    ) -> Result<Self, SigningKeyError> {
        let shelf = shelf.ok_or(SigningKeyError::NoShelf)?;
        let (key, spki) = match kept(shelf).await? {
            Some(kept) if !has_certificate(&kept.1).await? => kept,
            _ => fresh(shelf).await?,
        };
        let request = request_to_be_signed(&spki, &Subject::named(name))?;
        let proof = key.sign(&request).await?;
        let request = finish_request(&request, SignatureAlgorithm::EcdsaP256Sha256, &proof)?;
        let certificate = api::request_certificate(&RequestCertificate {
            request: Base64Url(request),
            label,
        })
        .await?;
        Ok(Self { key, certificate })
    }

    /// Signs bytes: the browser hashes them with SHA-256 itself and gives r‖s.
    pub async fn sign(&self, bytes: &[u8]) -> Result<Vec<u8>, SigningKeyError> {
        Ok(self.key.sign(bytes).await?)
    }
}

async fn kept(shelf: &Shelf) -> Result<Option<(Signer, Vec<u8>)>, SigningKeyError> {
    let key = shelf
        .key(KEY)
        .await?
        .and_then(|key| key.dyn_into::<CryptoKey>().ok());
    let spki = shelf
        .fact(PUBLIC)
        .await?
        .and_then(|text| STANDARD.decode(text).ok());
    Ok(key.map(Signer::kept).zip(spki))
}

/// Whether a key ever had a certificate, also one that is over: then a new key is made.
async fn has_certificate(spki: &[u8]) -> Result<bool, SigningKeyError> {
    let all = api::certificates().await?;
    Ok(all.iter().any(|one| is_for_key(&one.certificate.0, spki)))
}

async fn fresh(shelf: &Shelf) -> Result<(Signer, Vec<u8>), SigningKeyError> {
    let (key, spki) = Signer::make().await?;
    shelf.keep_key(KEY, key.key()).await?;
    shelf.keep_fact(PUBLIC, &STANDARD.encode(&spki)).await?;
    Ok((key, spki))
}
