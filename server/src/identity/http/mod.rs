//! The routes of identity.

mod administration;
mod directory;
pub(crate) mod doors;
pub(crate) mod extract;
mod mine;

use crate::http::route::Endpoint;

pub use extract::{cookie_name, session_cookie};

/// All routes of this feature.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    let mut all = doors::endpoints();
    all.extend(mine::endpoints());
    all.extend(directory::endpoints());
    all.extend(administration::endpoints());
    all
}
