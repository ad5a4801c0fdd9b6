//! Ink: what hands write on pages, private or shared.

pub mod bar;
pub mod canvas;
pub mod fingers;
pub mod hand;
pub mod model;
pub mod note_key;
pub mod note_key_card;
pub mod notes;
pub mod recovery_code;
pub mod store;
pub mod vault;
