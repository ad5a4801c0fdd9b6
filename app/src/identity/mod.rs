//! Who is here: sign-in with a key of the device (khóa truy cập), activation of a new device, a person's own page.
//! Knows WebAuthn's browser side; decides no permission.

pub mod activate;
pub mod api;
pub mod code_field;
pub mod gate;
pub mod me;
pub mod model;
pub mod prf;
pub mod sign_in;
pub mod store;
pub mod webauthn;
