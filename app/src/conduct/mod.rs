//! Conducting a meeting: the agenda, the chair's dock, the secretary's record, and what they do.

pub mod acts;
pub mod agenda;
pub mod conclude;
pub mod dock;
pub mod door;
pub mod items;
pub mod leading;
pub mod more;
pub mod order;
pub mod record;
