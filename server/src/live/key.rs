//! The log key: signs checkpoints and the seals of packages, and nothing else (Ed25519, RFC 8032). The two begin
//! with different words, so that neither can pass for the other.
//!
//! It lies in the data directory as `keys/log.key`, readable for its owner alone, made on the first
//! start. Whoever keeps a checkpoint needs its public half to check it later.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;

use ed25519_dalek::{Signature, Signer as _, SigningKey, Verifier as _, VerifyingKey};
use nghisu_protocol::{ids::Timestamp, log::Hash, meetings::Checkpoint, stream::StreamId};

use crate::clock::Random;

/// The key of this server's logs.
pub struct LogKey(SigningKey);

impl LogKey {
    /// Reads the key under a data directory, or makes it.
    ///
    /// # Errors
    /// When the file cannot be read or written, or holds no key.
    pub fn open(data: &Path, random: &Random) -> io::Result<Self> {
        let folder = data.join("keys");
        let file = folder.join("log.key");
        match fs::read_to_string(&file) {
            Ok(text) => read(&text).ok_or_else(|| {
                io::Error::new(
                    io::ErrorKind::InvalidData,
                    format!("{} holds no log key", file.display()),
                )
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                fs::DirBuilder::new()
                    .recursive(true)
                    .mode(0o700)
                    .create(&folder)?;
                let secret: [u8; 32] = random.bytes();
                write(&file, &hex::encode(secret))?;
                fs::File::open(&folder)?.sync_all()?;
                Ok(Self(SigningKey::from_bytes(&secret)))
            }
            Err(error) => Err(error),
        }
    }

    /// States how far a log is.
    #[must_use]
    pub fn checkpoint(&self, stream: StreamId, size: u64, root: Hash, at: Timestamp) -> Checkpoint {
        let mut checkpoint = Checkpoint {
            stream: stream.to_string(),
            size,
            root,
            at,
            key: self.public(),
            signature: String::new(),
        };
        let signature = self.0.sign(&checkpoint.signed_bytes());
        checkpoint.signature = hex::encode(signature.to_bytes());
        checkpoint
    }

    /// Signs what [`nghisu_evidence::package::Seal::signed_bytes`] says; answers the public half and the signature in
    /// hexadecimal digits.
    #[must_use]
    pub fn seal(&self, statement: &[u8]) -> (String, String) {
        let signature = self.0.sign(statement);
        (self.public(), hex::encode(signature.to_bytes()))
    }

    /// The public half, 64 hexadecimal digits.
    #[must_use]
    pub fn public(&self) -> String {
        hex::encode(self.0.verifying_key().to_bytes())
    }
}

/// Whether a checkpoint was signed by the key that it names. Whose key that is, the caller must know.
#[must_use]
pub fn is_signed(checkpoint: &Checkpoint) -> bool {
    let mut key = [0; 32];
    let mut signature = [0; 64];
    hex::decode_to_slice(&checkpoint.key, &mut key).is_ok()
        && hex::decode_to_slice(&checkpoint.signature, &mut signature).is_ok()
        && VerifyingKey::from_bytes(&key).is_ok_and(|key| {
            key.verify(
                &checkpoint.signed_bytes(),
                &Signature::from_bytes(&signature),
            )
            .is_ok()
        })
}

impl std::fmt::Debug for LogKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("LogKey").field(&self.public()).finish()
    }
}

fn read(text: &str) -> Option<LogKey> {
    let mut secret = [0; 32];
    hex::decode_to_slice(text.trim(), &mut secret).ok()?;
    Some(LogKey(SigningKey::from_bytes(&secret)))
}

fn write(file: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file)?;
    writeln!(file, "{text}")?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use nghisu_protocol::ids::{MeetingId, Uuid};
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn the_key_is_made_once_and_is_its_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let random = Random::system();
        let made = LogKey::open(folder.path(), &random).unwrap();
        let found = LogKey::open(folder.path(), &random).unwrap();
        assert_eq!(made.public(), found.public());
        let mode = fs::metadata(folder.path().join("keys/log.key"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
        fs::write(folder.path().join("keys/log.key"), "no key").unwrap();
        assert!(LogKey::open(folder.path(), &random).is_err());
    }

    #[test]
    fn a_checkpoint_that_was_touched_is_not_signed() {
        let folder = tempfile::tempdir().unwrap();
        let key = LogKey::open(folder.path(), &Random::seeded(7)).unwrap();
        let stream = StreamId::Room(MeetingId(Uuid::from_u128(1)));
        let checkpoint = key.checkpoint(stream, 7, Hash::of(b"root"), Timestamp(5));
        assert!(is_signed(&checkpoint));
        for touched in [
            Checkpoint {
                size: 8,
                ..checkpoint.clone()
            },
            Checkpoint {
                root: Hash::of(b"another"),
                ..checkpoint.clone()
            },
            Checkpoint {
                signature: "00".repeat(64),
                ..checkpoint
            },
        ] {
            assert!(!is_signed(&touched));
        }
    }
}
