//! Ink: what hands write on pages, private or shared.

pub mod afterwards;
pub mod answers;
pub mod bar;
pub mod canvas;
pub mod fingers;
pub mod hand;
pub mod highlight;
pub mod model;
pub mod note_editor;
pub mod note_key;
pub mod note_key_card;
pub mod note_place;
pub mod notes;
pub mod recovery_code;
pub mod shown;
pub mod store;
pub mod vault;
