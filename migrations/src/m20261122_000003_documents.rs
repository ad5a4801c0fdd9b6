//! Papers: uploads in progress, versions of documents, and the words of their pages.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // An upload is also the job that makes a version of it: what it has come to survives a restart.
        manager
            .create_table(
                Table::create()
                    .table("upload")
                    .col(pk_uuid("id"))
                    .col(uuid("meeting_id"))
                    .col(uuid("item_id"))
                    .col(uuid("document_id"))
                    .col(uuid("version_id"))
                    .col(boolean("is_replacement"))
                    .col(text("title"))
                    .col(text("reason"))
                    .col(text("file_name"))
                    .col(big_integer("size"))
                    .col(text("secrecy"))
                    .col(uuid("person_id"))
                    .col(text("state"))
                    .col(text_null("note"))
                    .col(text_null("hash"))
                    .col(text_null("facts"))
                    .col(big_integer("begun_at"))
                    .col(big_integer("touched_at"))
                    .to_owned(),
            )
            .await?;
        index(manager, "upload", "meeting_id").await?;
        index(manager, "upload", "state").await?;
        manager
            .create_table(
                Table::create()
                    .table("document_version")
                    .col(pk_uuid("id"))
                    .col(uuid("document_id"))
                    .col(uuid("meeting_id"))
                    .col(text("hash"))
                    .col(big_integer("size"))
                    .col(text("file_name"))
                    .col(text("secrecy"))
                    .col(text("facts"))
                    .col(boolean("is_indexed"))
                    .col(uuid("added_by"))
                    .col(big_integer("added_at"))
                    .to_owned(),
            )
            .await?;
        index(manager, "document_version", "hash").await?;
        index(manager, "document_version", "meeting_id").await?;
        // By content: equal files share their words.
        manager
            .create_table(
                Table::create()
                    .table("page_words")
                    .col(text("hash"))
                    .col(integer("page"))
                    .col(text("words"))
                    .col(text("digest"))
                    .primary_key(Index::create().col("hash").col("page"))
                    .to_owned(),
            )
            .await
    }

    fn use_transaction(&self) -> Option<bool> {
        // On SQLite too: a start that is cut off leaves no half schema behind.
        Some(true)
    }
}

async fn index(
    manager: &SchemaManager<'_>,
    table: &'static str,
    column: &'static str,
) -> Result<(), DbErr> {
    manager
        .create_index(
            Index::create()
                .name(format!("{table}_{column}"))
                .table(table)
                .col(column)
                .to_owned(),
        )
        .await
}
