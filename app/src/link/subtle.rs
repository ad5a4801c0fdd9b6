//! The browser's own cryptography (Web Cryptography API), typed as far as this product uses it.
//!
//! Keys are made so that no script can read them; random bytes come from the browser.

use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Crypto, CryptoKey};

/// The browser's cryptography failed, refused, or is missing (it needs HTTPS or localhost).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the browser's cryptography failed")]
pub struct CryptographyFailed;

/// Random bytes.
///
/// # Errors
/// When there is no browser cryptography.
pub fn random<const N: usize>() -> Result<[u8; N], CryptographyFailed> {
    let mut bytes = [0; N];
    crypto()?
        .get_random_values_with_u8_array(&mut bytes)
        .map_err(|_| CryptographyFailed)?;
    Ok(bytes)
}

/// AES-256-GCM (NIST SP 800-38D) with a key that no script can read.
#[derive(Clone, Debug)]
pub struct Sealer(CryptoKey);

impl Sealer {
    /// The key out of its raw 32 bytes.
    ///
    /// # Errors
    /// When the browser refuses it.
    pub async fn import(raw: &[u8]) -> Result<Self, CryptographyFailed> {
        let promise = crypto()?
            .subtle()
            .import_key_with_str(
                "raw",
                &Uint8Array::from(raw),
                "AES-GCM",
                false,
                &sealing_uses(),
            )
            .map_err(|_| CryptographyFailed)?;
        key(promise).await.map(Self)
    }

    /// The key that HKDF-SHA-256 (RFC 5869) makes of a secret.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn derive(
        secret: &[u8],
        salt: &[u8],
        info: &[u8],
    ) -> Result<Self, CryptographyFailed> {
        let subtle = crypto()?.subtle();
        let uses = Array::of1(&"deriveKey".into());
        let promise = subtle
            .import_key_with_str("raw", &Uint8Array::from(secret), "HKDF", false, &uses)
            .map_err(|_| CryptographyFailed)?;
        let secret = key(promise).await?;
        let hkdf = object(&[
            ("name", "HKDF".into()),
            ("hash", "SHA-256".into()),
            ("salt", Uint8Array::from(salt).into()),
            ("info", Uint8Array::from(info).into()),
        ]);
        let aes = object(&[("name", "AES-GCM".into()), ("length", 256.into())]);
        let promise = subtle
            .derive_key_with_object_and_object(&hkdf, &secret, &aes, false, &sealing_uses())
            .map_err(|_| CryptographyFailed)?;
        key(promise).await.map(Self)
    }

    /// A key that was kept.
    #[must_use]
    pub fn kept(key: CryptoKey) -> Self {
        Self(key)
    }

    /// The browser's own object, to be kept.
    #[must_use]
    pub fn key(&self) -> &CryptoKey {
        &self.0
    }

    /// Seals bytes under a fresh nonce: ciphertext with its tag.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn seal(
        &self,
        nonce: &[u8; 12],
        bound: &str,
        plain: &[u8],
    ) -> Result<Vec<u8>, CryptographyFailed> {
        let promise = crypto()?
            .subtle()
            .encrypt_with_object_and_u8_array(&gcm(nonce, bound), &self.0, plain)
            .map_err(|_| CryptographyFailed)?;
        bytes(promise).await
    }

    /// Opens what was sealed.
    ///
    /// # Errors
    /// When another key sealed it, or anything of it was altered.
    pub async fn open(
        &self,
        nonce: &[u8],
        bound: &str,
        sealed: &[u8],
    ) -> Result<Vec<u8>, CryptographyFailed> {
        let promise = crypto()?
            .subtle()
            .decrypt_with_object_and_u8_array(&gcm(nonce, bound), &self.0, sealed)
            .map_err(|_| CryptographyFailed)?;
        bytes(promise).await
    }
}

/// ECDSA on P-256 with SHA-256 (FIPS 186-5), with a private key that no script can read.
#[derive(Clone, Debug)]
pub struct Signer(CryptoKey);

impl Signer {
    /// A new key, and its public half as SubjectPublicKeyInfo (RFC 5280, 4.1).
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn make() -> Result<(Self, Vec<u8>), CryptographyFailed> {
        let subtle = crypto()?.subtle();
        let algorithm = object(&[("name", "ECDSA".into()), ("namedCurve", "P-256".into())]);
        let uses = Array::of2(&"sign".into(), &"verify".into());
        // Not extractable: that holds for the private half; a public one always is.
        let promise = subtle
            .generate_key_with_object(&algorithm, false, &uses)
            .map_err(|_| CryptographyFailed)?;
        let pair = JsFuture::from(promise)
            .await
            .map_err(|_| CryptographyFailed)?;
        let half = |name: &str| -> Result<CryptoKey, CryptographyFailed> {
            Reflect::get(&pair, &name.into())
                .ok()
                .and_then(|key| key.dyn_into().ok())
                .ok_or(CryptographyFailed)
        };
        let promise = subtle
            .export_key("spki", &half("publicKey")?)
            .map_err(|_| CryptographyFailed)?;
        Ok((Self(half("privateKey")?), bytes(promise).await?))
    }

    /// A key that was kept.
    #[must_use]
    pub fn kept(key: CryptoKey) -> Self {
        Self(key)
    }

    /// The browser's own object, to be kept.
    #[must_use]
    pub fn key(&self) -> &CryptoKey {
        &self.0
    }

    /// Signs bytes, which the browser hashes itself: r‖s, 64 bytes.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn sign(&self, message: &[u8]) -> Result<Vec<u8>, CryptographyFailed> {
        let algorithm = object(&[("name", "ECDSA".into()), ("hash", "SHA-256".into())]);
        let promise = crypto()?
            .subtle()
            .sign_with_object_and_u8_array(&algorithm, &self.0, message)
            .map_err(|_| CryptographyFailed)?;
        bytes(promise).await
    }
}

fn crypto() -> Result<Crypto, CryptographyFailed> {
    web_sys::window()
        .and_then(|window| window.crypto().ok())
        .ok_or(CryptographyFailed)
}

fn sealing_uses() -> Array {
    Array::of2(&"encrypt".into(), &"decrypt".into())
}

fn gcm(nonce: &[u8], bound: &str) -> Object {
    object(&[
        ("name", "AES-GCM".into()),
        ("iv", Uint8Array::from(nonce).into()),
        ("additionalData", Uint8Array::from(bound.as_bytes()).into()),
    ])
}

async fn key(promise: js_sys::Promise) -> Result<CryptoKey, CryptographyFailed> {
    JsFuture::from(promise)
        .await
        .ok()
        .and_then(|key| key.dyn_into().ok())
        .ok_or(CryptographyFailed)
}

async fn bytes(promise: js_sys::Promise) -> Result<Vec<u8>, CryptographyFailed> {
    JsFuture::from(promise)
        .await
        .map(|bytes| Uint8Array::new(&bytes).to_vec())
        .map_err(|_| CryptographyFailed)
}

fn object(entries: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in entries {
        // Setting a member of a plain object cannot fail.
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object
}
