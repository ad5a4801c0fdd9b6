//! The image of a person's signature: drawn on the screen or taken from a photograph, shown on their own page and before
//! they sign. What is ink and what is paper is told by the server; here pictures are only made small enough to be sent.

pub mod api;
pub mod card;
pub mod model;
pub mod pad;
pub mod picture;
pub mod preview;
