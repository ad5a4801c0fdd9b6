//! The queries of identity: one file for each part. No rule lives here, and no transaction begins here.

pub(crate) mod audit;
pub(crate) mod doors;
pub(crate) mod passes;
pub(crate) mod passkeys;
pub(crate) mod people;
pub(crate) mod tablets;
pub(crate) mod units;
