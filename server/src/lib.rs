//! The server of Nghị Sự.
//!
//! One folder per feature (`identity`, …), each with `http.rs` (the routes), `service.rs` (what it
//! does), `store.rs` (its queries) and `error.rs`. Only `http.rs` files, `http/` and `server.rs`
//! know actix; only `store.rs` files, `entity/` and `db.rs` know sea-orm.

pub mod annotations;
pub mod archive;
pub mod backup;
pub mod calendar;
pub mod cli;
pub mod clock;
pub mod config;
pub mod db;
pub mod documents;
pub mod door;
pub mod entity;
pub mod http;
pub mod identity;
pub mod live;
pub mod mail;
pub mod meetings;
pub mod minutes;
pub mod note_keys;
pub mod pages;
pub mod printable;
pub mod server;
pub mod signature_images;
pub mod signing;
mod subsequence;
mod text;
mod turns;
