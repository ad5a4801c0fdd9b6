//! Bytes in JSON: base64url without padding (RFC 4648, section 5).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

/// Bytes, written as base64url without padding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, pattern = "^[A-Za-z0-9_-]*$"))]
#[serde(into = "String", try_from = "String")]
pub struct Base64Url(pub Vec<u8>);

/// A text that is no base64url.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("bytes are written as base64url without padding")]
pub struct NotBase64Url;

impl From<Base64Url> for String {
    fn from(bytes: Base64Url) -> Self {
        URL_SAFE_NO_PAD.encode(bytes.0)
    }
}

impl TryFrom<String> for Base64Url {
    type Error = NotBase64Url;

    fn try_from(text: String) -> Result<Self, NotBase64Url> {
        URL_SAFE_NO_PAD
            .decode(text)
            .map(Self)
            .map_err(|_| NotBase64Url)
    }
}

impl core::fmt::Display for Base64Url {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_read_back_what_they_write() {
        let bytes = Base64Url(vec![0xfb, 0xff, 0x00]);
        let json = serde_json::to_string(&bytes).unwrap();
        assert_eq!(json, "\"-_8A\"");
        assert_eq!(serde_json::from_str::<Base64Url>(&json).unwrap(), bytes);
    }

    #[test]
    fn padding_and_other_alphabets_are_refused() {
        for text in ["\"-_8A=\"", "\"+/8A\"", "\"a\""] {
            assert!(serde_json::from_str::<Base64Url>(text).is_err(), "{text}");
        }
    }
}
