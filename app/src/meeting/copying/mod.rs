//! Beginning with a meeting that was held before: which one, how it is called now, and when it is.

pub mod choose;
pub mod form;
pub mod model;
