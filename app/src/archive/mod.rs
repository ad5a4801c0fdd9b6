//! The archive: meetings whose minutes are signed, found, opened, checked, and taken away as a package.

pub mod about;
pub mod api;
pub mod detail;
pub mod facets;
pub mod findings;
pub mod journal;
pub mod model;
pub mod screen;
pub mod verdict;
