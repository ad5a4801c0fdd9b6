//! The server's integration tests: a real server, a real socket, real databases.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot be set up fails at that very line"
)]

mod activation;
mod archive;
mod audit;
mod backup;
mod cli;
mod client;
mod convergence;
mod copies;
mod databases;
mod demo;
mod desk;
mod directory;
mod documents;
mod door;
mod handshake;
mod hostile;
mod interrupted;
mod judges;
mod largest;
mod limits;
mod mail;
mod malformed;
mod meetings;
mod migrations;
mod minutes;
mod note_keys;
mod objects;
mod papers;
mod pdf;
#[path = "../../render/tests/it/pdf_file.rs"]
mod pdf_file;
mod printable;
mod roles;
mod rooms;
mod routes;
mod secret_papers;
mod sessions;
mod signature_images;
mod signed_papers;
mod signing;
mod skeleton;
mod sockets;
mod store;
mod support;
mod tablet;
mod tls;
mod waiting;
