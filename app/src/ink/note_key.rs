//! The key of a person's private notes, on every tablet of theirs.
//!
//! The first tablet whose passkey has a secret (`identity::prf`) draws the key and leaves it with the server, wrapped
//! by that secret; a tablet that signs in with the same passkey unwraps it. Another passkey gets it through the
//! printed recovery code. The server holds wraps alone; without a secret the tablet keeps to a key of its own.

use nghisu_protocol::annotation::note::{RECOVERY, WRAP_VERSION, WrappedKey, wrap_info};
use nghisu_protocol::bytes::Base64Url;
use nghisu_protocol::error::ErrorCode;
use nghisu_protocol::ids::PersonId;

use super::recovery_code::RecoveryCode;
use super::vault::{self, VaultError};
use crate::identity::prf::Secret;
use crate::identity::webauthn::{self, KeyError};
use crate::link::shelf::Shelf;
use crate::link::subtle::{self, CryptographyFailed, Sealer};
use crate::link::{self, ApiError, Nothing};

/// Why the key did not come or go.
#[derive(Debug, thiserror::Error)]
pub enum NoteKeyError {
    /// The tablet's storage or cryptography failed.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The server refused or could not be reached.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// The person closed the browser's sheet, or the passkey failed.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// This passkey makes no secret.
    #[error("the passkey has no secret")]
    NoSecret,
    /// The code is not the one that was printed.
    #[error("the recovery code does not open the key")]
    WrongCode,
    /// The notes' key is wrapped for other passkeys only.
    #[error("the key is wrapped for other passkeys")]
    OtherPasskey,
}

impl From<CryptographyFailed> for NoteKeyError {
    fn from(failed: CryptographyFailed) -> Self {
        Self::Vault(failed.into())
    }
}

impl From<crate::link::shelf::ShelfError> for NoteKeyError {
    fn from(error: crate::link::shelf::ShelfError) -> Self {
        Self::Vault(error.into())
    }
}

impl NoteKeyError {
    /// The sentence for the person.
    pub fn say(&self) -> String {
        match self {
            Self::Vault(_) => crate::tr!("notes-key-failed"),
            Self::Api(error) => error.say(),
            Self::Key(error) => error.say(),
            Self::NoSecret => crate::tr!("notes-key-no-secret"),
            Self::WrongCode => crate::tr!("notes-key-wrong-code"),
            Self::OtherPasskey => crate::tr!("notes-key-other"),
        }
    }
}

/// Where notes written here can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// On this tablet alone.
    ThisTablet,
    /// Wherever the person signs in with a passkey that wraps the key, or enters the code.
    MyTablets {
        /// Whether a recovery code was made.
        has_code: bool,
    },
    /// The person has a key that this tablet does not have.
    CodeNeeded,
}

/// Where notes written on this tablet can be read.
pub async fn reach(person: PersonId) -> Result<Reach, NoteKeyError> {
    let wraps = fetch().await?;
    let shelf = Shelf::open(&person.to_string()).await?;
    let held = vault::current_id(&shelf).await?;
    Ok(match wraps.first() {
        None => Reach::ThisTablet,
        Some(wrap) if held.as_deref() == Some(wrap.key_id.as_str()) => Reach::MyTablets {
            has_code: wraps.iter().any(|wrap| wrap.wrap == RECOVERY),
        },
        Some(_) => Reach::CodeNeeded,
    })
}

/// Brings the person's key to this tablet with the secret of the ceremony just passed.
pub async fn join(person: PersonId, secret: Secret) -> Result<(), NoteKeyError> {
    bring(person, &secret).await.map(|_| ())
}

/// Makes a recovery code, in place of the one before. The person is asked for their passkey.
pub async fn make_code(person: PersonId) -> Result<RecoveryCode, NoteKeyError> {
    let secret = ask().await?;
    let (key_id, raw) = bring(person, &secret).await?;
    let code = RecoveryCode::new(&subtle::random()?);
    keep(&wrapped(person, &key_id, RECOVERY, &code.secret(), &raw).await?).await?;
    Ok(code)
}

/// Brings the key with the printed code, and wraps it for this tablet's passkey where that has a secret.
pub async fn enter_code(person: PersonId, code: &RecoveryCode) -> Result<(), NoteKeyError> {
    let wraps = fetch().await?;
    let wrap = wraps
        .iter()
        .find(|wrap| wrap.wrap == RECOVERY)
        .ok_or(NoteKeyError::WrongCode)?;
    let raw = unwrap(person, wrap, &code.secret())
        .await?
        .ok_or(NoteKeyError::WrongCode)?;
    let shelf = Shelf::open(&person.to_string()).await?;
    vault::adopt(&shelf, &raw, &wrap.key_id).await?;
    match ask().await {
        Ok(secret) => {
            let own = wrapped(
                person,
                &wrap.key_id,
                &secret.credential,
                &secret.bytes,
                &raw,
            )
            .await?;
            keep(&own).await
        }
        // The notes open here all the same; the next new tablet asks for the code again.
        Err(NoteKeyError::NoSecret | NoteKeyError::Key(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// The key, unwrapped or, for the first time, drawn; this tablet seals with it from now on.
async fn bring(person: PersonId, secret: &Secret) -> Result<(String, [u8; 32]), NoteKeyError> {
    let mut wraps = fetch().await?;
    if wraps.is_empty() {
        let (key_id, raw) = (vault::new_id()?, subtle::random()?);
        let wrap = wrapped(person, &key_id, &secret.credential, &secret.bytes, &raw).await?;
        // First on the tablet, then at the server: whoever closes the page between the two is asked for no code.
        let shelf = Shelf::open(&person.to_string()).await?;
        vault::adopt(&shelf, &raw, &key_id).await?;
        match keep(&wrap).await {
            Ok(()) => wraps = vec![wrap],
            // Another tablet was first: its key is the person's.
            Err(NoteKeyError::Api(error)) if error.code() == ErrorCode::NoteKeyOther.as_str() => {
                wraps = fetch().await?;
            }
            Err(error) => return Err(error),
        }
    }
    let wrap = wraps
        .iter()
        .find(|wrap| wrap.wrap == secret.credential)
        .ok_or(NoteKeyError::OtherPasskey)?;
    let raw = unwrap(person, wrap, &secret.bytes)
        .await?
        .ok_or(NoteKeyError::OtherPasskey)?;
    let shelf = Shelf::open(&person.to_string()).await?;
    vault::adopt(&shelf, &raw, &wrap.key_id).await?;
    Ok((wrap.key_id.clone(), raw))
}

async fn ask() -> Result<Secret, NoteKeyError> {
    webauthn::secret().await?.ok_or(NoteKeyError::NoSecret)
}

async fn fetch() -> Result<Vec<WrappedKey>, NoteKeyError> {
    Ok(link::get("/me/note-keys").await?)
}

async fn keep(wrap: &WrappedKey) -> Result<(), NoteKeyError> {
    link::put::<Nothing>("/me/note-keys", wrap).await?;
    Ok(())
}

async fn wrapped(
    person: PersonId,
    key_id: &str,
    wrap: &str,
    secret: &[u8],
    raw: &[u8; 32],
) -> Result<WrappedKey, NoteKeyError> {
    let (salt, nonce): ([u8; 32], [u8; 12]) = (subtle::random()?, subtle::random()?);
    let info = wrap_info(person, key_id, wrap);
    let sealer = Sealer::derive(secret, &salt, info.as_bytes()).await?;
    let sealed = sealer.seal(&nonce, &info, raw).await?;
    Ok(WrappedKey {
        v: WRAP_VERSION,
        key_id: key_id.to_owned(),
        wrap: wrap.to_owned(),
        salt: Base64Url(salt.to_vec()),
        nonce: Base64Url(nonce.to_vec()),
        sealed: Base64Url(sealed),
    })
}

/// The key; `None` when this secret does not open it.
async fn unwrap(
    person: PersonId,
    wrap: &WrappedKey,
    secret: &[u8],
) -> Result<Option<[u8; 32]>, NoteKeyError> {
    let info = wrap_info(person, &wrap.key_id, &wrap.wrap);
    let sealer = Sealer::derive(secret, &wrap.salt.0, info.as_bytes()).await?;
    let opened = sealer.open(&wrap.nonce.0, &info, &wrap.sealed.0).await;
    Ok(opened.ok().and_then(|raw| raw.try_into().ok()))
}
