//! Checks a passkey's assertion (W3C Web Authentication Level 3, section 7.2), long after it was made.
//!
//! Sign-in is webauthn-rs's business. This module checks the assertions that authorise signatures: their challenge
//! is computed from what is signed, and an archive has to check them again without the server. It keeps no
//! credentials, asks no clock, and accepts nothing that it does not understand: a form that a browser never sends is
//! refused rather than interpreted.

mod authenticator_data;
mod cbor;
mod client_data;
mod key;
mod stored;

use nghisu_protocol::signing::Assertion;
use sha2::{Digest as _, Sha256};

pub use key::{KeyError, PublicKey};

/// What an assertion must have been made for.
#[derive(Debug, Clone, Copy)]
pub struct Expectation<'a> {
    /// The challenge, see [`nghisu_protocol::signing::signing_challenge`].
    pub challenge: &'a [u8; 32],
    /// The origin of the product's pages, such as `https://hop.example.vn`: compared byte by byte.
    pub origin: &'a str,
    /// The relying party's id, such as `hop.example.vn`.
    pub rp_id: &'a str,
    /// The credential's public key. That it belongs to the assertion's credential id is the caller's knowledge.
    pub public_key: &'a PublicKey,
}

/// What a good assertion says beyond that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    /// The signature counter; 0 for authenticators that keep none.
    pub counter: u32,
    /// Whether the key may exist on several devices (flag BE).
    pub is_backup_eligible: bool,
    /// Whether it does (flag BS).
    pub is_backed_up: bool,
}

/// Why an assertion does not count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AssertionError {
    /// Step 5: the client data are no JSON of the expected shape.
    #[error("the client data do not read: {0}")]
    ClientDataUnreadable(String),
    /// Step 7: made for something else than an assertion.
    #[error("the client data are not those of an assertion")]
    WrongType,
    /// Step 8: made for another challenge.
    #[error("the assertion answers another challenge")]
    WrongChallenge,
    /// Step 9: made on another site.
    #[error("the assertion was made on another origin")]
    WrongOrigin,
    /// Step 10: made inside a frame of another site.
    #[error("the assertion was made inside another site's frame")]
    CrossOrigin,
    /// The authenticator data do not have the form of section 6.1.
    #[error("the authenticator data do not have their form")]
    AuthenticatorDataUnreadable,
    /// Step 13: made for another relying party.
    #[error("the assertion was made for another relying party")]
    WrongRelyingParty,
    /// Step 14: nobody touched the authenticator.
    #[error("nobody was present")]
    UserNotPresent,
    /// Step 15: the authenticator did not verify who it was.
    #[error("the user was not verified")]
    UserNotVerified,
    /// Step 21: the signature is another's, or no signature.
    #[error("the signature does not verify")]
    SignatureRefused,
}

/// Checks an assertion against what it must have been made for.
///
/// # Errors
/// The first step of section 7.2 that fails.
pub fn verify(
    assertion: &Assertion,
    expected: &Expectation<'_>,
) -> Result<Verified, AssertionError> {
    let client_data = &assertion.client_data_json.0;
    client_data::check(client_data, expected)?;
    let data = &assertion.authenticator_data.0;
    let read = authenticator_data::read(data)?;
    if *read.rp_id_hash != <[u8; 32]>::from(Sha256::digest(expected.rp_id.as_bytes())) {
        return Err(AssertionError::WrongRelyingParty);
    }
    if !read.user_present {
        return Err(AssertionError::UserNotPresent);
    }
    if !read.user_verified {
        return Err(AssertionError::UserNotVerified);
    }
    let mut signed = data.clone();
    signed.extend_from_slice(&Sha256::digest(client_data));
    if !expected
        .public_key
        .verifies(&signed, &assertion.signature.0)
    {
        return Err(AssertionError::SignatureRefused);
    }
    Ok(Verified {
        counter: read.counter,
        is_backup_eligible: read.backup_eligible,
        is_backed_up: read.backed_up,
    })
}
