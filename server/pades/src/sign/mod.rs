//! Making a signature in phases, each a value that can be stored while a key elsewhere takes its time.

pub(crate) mod attributes;
pub(crate) mod cms;
pub(crate) mod fields;
pub(crate) mod places;
pub(crate) mod prepare;
pub(crate) mod stamp;
