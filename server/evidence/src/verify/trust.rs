//! What a check may rely on: authorities' certificates and log keys that somebody has decided to trust.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use nghisu_pades::TrustAnchor;

/// Certificates of authorities and public log keys, trusted by decision. Empty: nothing is.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    pub(super) anchors: Vec<Anchor>,
    pub(super) log_keys: Vec<String>,
}

/// An authority.
#[derive(Debug, Clone)]
pub(super) struct Anchor {
    pub(super) anchor: TrustAnchor,
    pub(super) is_internal: bool,
}

/// A text that holds nothing to trust.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("neither PEM certificates nor a log key of 64 hexadecimal digits")]
pub struct NothingToTrust;

impl Trust {
    /// Takes in a file: PEM certificates (RFC 7468), or a log key's public half as 64 hexadecimal digits. The office's
    /// own authority is known by the name that the server gives its file, `signing-ca….pem`.
    ///
    /// # Errors
    /// When it is neither.
    pub fn add(&mut self, file_name: &str, text: &str) -> Result<(), NothingToTrust> {
        let key = text.trim();
        if key.len() == 64 && key.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            self.log_keys.push(key.to_lowercase());
            return Ok(());
        }
        let certificates = read_pem(text).filter(|found| !found.is_empty());
        for certificate in certificates.ok_or(NothingToTrust)? {
            self.anchors.push(Anchor {
                anchor: TrustAnchor {
                    label: file_name.to_owned(),
                    certificate,
                },
                is_internal: file_name.starts_with("signing-ca"),
            });
        }
        Ok(())
    }

    /// Takes in the office's own authority.
    pub fn add_internal(&mut self, certificate: Vec<u8>) {
        self.anchors.push(Anchor {
            anchor: TrustAnchor {
                label: "signing-ca".to_owned(),
                certificate,
            },
            is_internal: true,
        });
    }

    /// Takes in a log key's public half, 64 hexadecimal digits.
    pub fn add_log_key(&mut self, key: &str) {
        self.log_keys.push(key.to_lowercase());
    }

    /// Whether this log key was taken in.
    pub(super) fn has_log_key(&self, key: &str) -> bool {
        self.log_keys.iter().any(|trusted| trusted == key)
    }

    /// Whether nothing was taken in.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.anchors.is_empty() && self.log_keys.is_empty()
    }
}

/// The certificates of a PEM text, in DER; `None` when a block is broken.
pub(super) fn read_pem(text: &str) -> Option<Vec<Vec<u8>>> {
    let mut found = Vec::new();
    let mut block: Option<String> = None;
    for line in text.lines().map(str::trim) {
        match (&mut block, line) {
            (None, "-----BEGIN CERTIFICATE-----") => block = Some(String::new()),
            (None, _) => {}
            (Some(body), "-----END CERTIFICATE-----") => {
                found.push(STANDARD.decode(&*body).ok()?);
                block = None;
            }
            (Some(body), line) => body.push_str(line),
        }
    }
    block.is_none().then_some(found)
}
