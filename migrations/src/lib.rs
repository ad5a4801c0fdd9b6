//! The database schema of Nghị Sự, as ordered migrations.
//!
//! One file each, named by day and content, listed here in the order in which they run. A
//! migration that has landed is never edited: a change is a new file. They run on SQLite and on
//! PostgreSQL alike; ids are UUIDs, moments are milliseconds since 1970 (`bigint`), days are text
//! (`yyyy-MM-dd`).

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;

mod m20261122_000001_identity;
mod m20261122_000002_log;
mod m20261122_000003_documents;
mod m20261122_000004_minutes;
mod m20261122_000005_signing;
mod m20261122_000006_note_keys;
mod m20261122_000007_minutes_log_words;
mod m20261122_000008_signature_images;
mod m20261123_000001_passkey_machines;
mod m20261123_000002_meeting_search;
mod m20261123_000003_meeting_unit;
mod m20261123_000004_calendar_days;
mod m20261123_000005_letters;
mod m20261123_000006_called_off;
mod m20261123_000007_erased_files;
mod m20261124_000001_door;
mod m20261124_000002_room_tablets;

/// Runs the migrations that a database still lacks.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_identity::Migration),
            Box::new(m20261122_000002_log::Migration),
            Box::new(m20261122_000003_documents::Migration),
            Box::new(m20261122_000004_minutes::Migration),
            Box::new(m20261122_000005_signing::Migration),
            Box::new(m20261122_000006_note_keys::Migration),
            Box::new(m20261122_000007_minutes_log_words::Migration),
            Box::new(m20261122_000008_signature_images::Migration),
            Box::new(m20261123_000001_passkey_machines::Migration),
            Box::new(m20261123_000002_meeting_search::Migration),
            Box::new(m20261123_000003_meeting_unit::Migration),
            Box::new(m20261123_000004_calendar_days::Migration),
            Box::new(m20261123_000005_letters::Migration),
            Box::new(m20261123_000006_called_off::Migration),
            Box::new(m20261123_000007_erased_files::Migration),
            Box::new(m20261124_000001_door::Migration),
            Box::new(m20261124_000002_room_tablets::Migration),
        ]
    }
}
