//! The routes of papers: uploads, versions, files, images.

mod file;
mod uploads;
mod versions;

use crate::http::route::Endpoint;

pub(crate) use file::pieces;

/// All routes of this feature.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    let mut all = uploads::endpoints();
    all.extend(versions::endpoints());
    all
}
