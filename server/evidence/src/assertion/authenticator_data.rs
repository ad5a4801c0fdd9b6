//! Authenticator data (Web Authentication Level 3, section 6.1) as they come with an assertion.

use super::AssertionError;
use super::cbor::Reader;

const UP: u8 = 1 << 0;
const UV: u8 = 1 << 2;
const BE: u8 = 1 << 3;
const BS: u8 = 1 << 4;
const AT: u8 = 1 << 6;
const ED: u8 = 1 << 7;

/// The fixed part, taken apart.
pub(super) struct AuthenticatorData<'a> {
    pub(super) rp_id_hash: &'a [u8; 32],
    pub(super) user_present: bool,
    pub(super) user_verified: bool,
    pub(super) backup_eligible: bool,
    pub(super) backed_up: bool,
    pub(super) counter: u32,
}

/// Reads all bytes: what follows the fixed part must be the extensions that the flags announce, and nothing else.
pub(super) fn read(data: &[u8]) -> Result<AuthenticatorData<'_>, AssertionError> {
    let unreadable = AssertionError::AuthenticatorDataUnreadable;
    let (Some((rp_id_hash, rest)), Some(extensions)) = (data.split_first_chunk(), data.get(37..))
    else {
        return Err(unreadable);
    };
    let flags = rest[0];
    let counter = u32::from_be_bytes([rest[1], rest[2], rest[3], rest[4]]);
    // An assertion carries no attested credential data, and a key that may not be backed up is not backed up.
    if flags & AT != 0 || flags & (BE | BS) == BS {
        return Err(unreadable);
    }
    let is_whole = if flags & ED == 0 {
        extensions.is_empty()
    } else {
        Reader::is_one_map(extensions)
    };
    if !is_whole {
        return Err(unreadable);
    }
    Ok(AuthenticatorData {
        rp_id_hash,
        user_present: flags & UP != 0,
        user_verified: flags & UV != 0,
        backup_eligible: flags & BE != 0,
        backed_up: flags & BS != 0,
        counter,
    })
}
