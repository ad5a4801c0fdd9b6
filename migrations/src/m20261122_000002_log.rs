//! Streams with their entries and payloads, outcomes of commands, the list of meetings, sealed notes.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        log(manager).await?;
        meetings(manager).await?;
        notes(manager).await
    }
}

async fn log(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    // The size is compared and raised in the transaction that adds entries: two writers of one
    // stream cannot both succeed.
    manager
        .create_table(
            Table::create()
                .table("stream")
                .col(text("name").primary_key())
                .col(big_integer("size"))
                .to_owned(),
        )
        .await?;
    manager
        .create_table(
            Table::create()
                .table("entry")
                .col(text("stream"))
                .col(big_integer("seq"))
                .col(blob("header"))
                .col(blob("leaf"))
                .col(big_integer("at"))
                .primary_key(Index::create().col("stream").col("seq"))
                .to_owned(),
        )
        .await?;
    // Apart from the entries, so that content can be erased and every proof still stands.
    manager
        .create_table(
            Table::create()
                .table("payload")
                .col(text("stream"))
                .col(big_integer("seq"))
                .col(blob("salt"))
                .col(blob("payload"))
                .primary_key(Index::create().col("stream").col("seq"))
                .to_owned(),
        )
        .await?;
    manager
        .create_table(
            Table::create()
                .table("command_outcome")
                .col(uuid("meeting_id"))
                .col(uuid("actor_id"))
                .col(uuid("command_id"))
                .col(big_integer("seq"))
                .primary_key(
                    Index::create()
                        .col("meeting_id")
                        .col("actor_id")
                        .col("command_id"),
                )
                .to_owned(),
        )
        .await
}

async fn meetings(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    // What lists and look-ups need without folding a log. Written in the commit of the events.
    manager
        .create_table(
            Table::create()
                .table("meeting")
                .col(pk_uuid("id"))
                .col(text("stage"))
                .col(text("title"))
                .col(text("place"))
                .col(big_integer_null("starts_at"))
                .col(big_integer_null("ends_at"))
                .col(text("unit_name"))
                .col(uuid_null("chair_id"))
                .col(text("chair_name"))
                .col(integer("items"))
                .col(integer("documents"))
                .col(big_integer("pages"))
                .to_owned(),
        )
        .await?;
    manager
        .create_index(
            Index::create()
                .name("meeting_starts_at")
                .table("meeting")
                .col("starts_at")
                .to_owned(),
        )
        .await?;
    manager
        .create_table(
            Table::create()
                .table("meeting_person")
                .col(uuid("meeting_id"))
                .col(uuid("person_id"))
                .col(text("standing"))
                .col(boolean("is_visible"))
                .col(integer("items"))
                .col(integer("documents"))
                .col(big_integer("pages"))
                .primary_key(Index::create().col("meeting_id").col("person_id"))
                .to_owned(),
        )
        .await?;
    manager
        .create_index(
            Index::create()
                .name("meeting_person_person_id")
                .table("meeting_person")
                .col("person_id")
                .to_owned(),
        )
        .await?;
    manager
        .create_table(
            Table::create()
                .table("meeting_version")
                .col(pk_uuid("version_id"))
                .col(uuid("meeting_id"))
                .to_owned(),
        )
        .await
}

async fn notes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    // An erased note stays as its id without a body, so that other tablets of its author learn of it.
    manager
        .create_table(
            Table::create()
                .table("sealed_note")
                .col(uuid("person_id"))
                .col(uuid("id"))
                .col(uuid("version_id"))
                .col(integer("page"))
                .col(text_null("envelope"))
                .col(big_integer("kept_at"))
                .primary_key(Index::create().col("person_id").col("id"))
                .to_owned(),
        )
        .await?;
    manager
        .create_index(
            Index::create()
                .name("sealed_note_version")
                .table("sealed_note")
                .col("person_id")
                .col("version_id")
                .to_owned(),
        )
        .await
}
