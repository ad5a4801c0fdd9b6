//! The routes of papers: uploads, versions, files, images.

pub(crate) mod file;
mod first_page;
mod uploads;
mod versions;

use crate::http::route::Endpoint;

/// All routes of this feature.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    let mut all = uploads::endpoints();
    all.extend(versions::endpoints());
    all.extend(first_page::endpoints());
    all
}
