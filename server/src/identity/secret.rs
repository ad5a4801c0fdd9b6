//! Codes, session secrets and tokens: how they are made, and what of them is kept.
//!
//! Only hashes are stored. Session and token secrets hold 256 random bits, so SHA-256 is enough; a
//! code holds only 37, so its hash is keyed (HMAC-SHA-256) with a key that never enters the
//! database: a stolen copy of the database gives no codes away.

use std::{io::Write as _, os::unix::fs::OpenOptionsExt as _, path::Path};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac as _};
use nghisu_protocol::typed_code::{self, ACTIVATION_LENGTH};
use sha2::{Digest as _, Sha256};

use crate::clock::Random;

/// The key of the codes' hashes.
pub(crate) struct CodeKey([u8; 32]);

impl std::fmt::Debug for CodeKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CodeKey")
    }
}

impl CodeKey {
    /// Reads `keys/activation.key` of the data directory; makes it (mode 0600) when it is missing.
    pub(crate) fn open(data: &Path, random: &Random) -> std::io::Result<Self> {
        let folder = data.join("keys");
        crate::server::make_private_directory(&folder)?;
        let path = folder.join("activation.key");
        match std::fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)
        {
            Ok(mut file) => {
                let key = random.bytes();
                file.write_all(&key)?;
                file.sync_all()?;
                Ok(Self(key))
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                let bytes = std::fs::read(&path)?;
                bytes.try_into().map(Self).map_err(|_| {
                    std::io::Error::other(format!(
                        "{}: not a key; remove the file, and open activation codes become void",
                        path.display()
                    ))
                })
            }
            Err(error) => Err(error),
        }
    }

    /// What is stored of a code.
    pub(crate) fn hash(&self, code: &str) -> String {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes keys of every length");
        mac.update(b"nghisu activation code\0");
        mac.update(code.as_bytes());
        hex::encode(mac.finalize().into_bytes())
    }
}

/// A new code.
pub(crate) fn new_code(random: &Random) -> String {
    typed_code::draw(&random.bytes(), ACTIVATION_LENGTH)
}

/// A code as typed, in its one spelling; `None` when no code looks like that.
pub(crate) fn read_code(typed: &str) -> Option<String> {
    let mut code = String::with_capacity(ACTIVATION_LENGTH);
    for letter in typed.chars().filter(|letter| !typed_code::is_gap(*letter)) {
        code.push(typed_code::activation_letter(letter)?);
        if code.len() > ACTIVATION_LENGTH {
            return None;
        }
    }
    (code.len() == ACTIVATION_LENGTH).then_some(code)
}

/// A new secret of 256 bits, and what is stored of it.
pub(crate) fn new_secret(random: &Random, prefix: &str) -> (String, String) {
    let secret = format!("{prefix}{}", URL_SAFE_NO_PAD.encode(random.bytes::<32>()));
    let hash = hash_secret(&secret);
    (secret, hash)
}

/// What is stored of a secret.
pub(crate) fn hash_secret(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_was_typed() {
        let code = new_code(&Random::seeded(1));
        assert_eq!(code.len(), 8);
        let typed = format!(" {}-{} ", code[..4].to_lowercase(), &code[4..]);
        assert_eq!(read_code(&typed).as_deref(), Some(code.as_str()));
        for wrong in ["", "K7TR4M9", "K7TR4M9XX", "O7TR4M9X", "Đ7TR4M9X"] {
            assert_eq!(read_code(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_code_that_was_made_with_the_letters_of_before_is_still_read() {
        assert_eq!(read_code("AAdd wyE2").as_deref(), Some("AADDWYE2"));
    }

    #[test]
    fn the_key_stays_the_same_and_is_readable_by_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let first = CodeKey::open(folder.path(), &Random::system()).unwrap();
        let second = CodeKey::open(folder.path(), &Random::system()).unwrap();
        assert_eq!(first.hash("K7TR4M9X"), second.hash("K7TR4M9X"));
        let mode = std::fs::metadata(folder.path().join("keys/activation.key"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
