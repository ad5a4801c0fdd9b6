//! Conducting a meeting: the agenda, the chair's dock, and what they do.

pub mod acts;
pub mod agenda;
pub mod dock;
