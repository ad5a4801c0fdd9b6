//! Ink: what hands write on pages, private or shared.

pub mod bar;
pub mod canvas;
pub mod hand;
pub mod model;
pub mod notes;
pub mod store;
pub mod vault;
