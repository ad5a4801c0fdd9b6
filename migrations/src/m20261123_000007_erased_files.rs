//! Files that were erased because somebody said that they hold a state secret: by their hashes, so that they are
//! refused when they come again and not missed where they are still named.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("erased_file")
                    .col(
                        ColumnDef::new("hash")
                            .string_len(64)
                            .not_null()
                            .primary_key(),
                    )
                    .col(big_integer("at"))
                    .col(uuid("person_id"))
                    .col(text("address"))
                    .col(boolean("is_done"))
                    .to_owned(),
            )
            .await?;
        // What else has the same bytes is looked for by the hash.
        manager
            .create_index(
                Index::create()
                    .name("upload_hash")
                    .table("upload")
                    .col("hash")
                    .to_owned(),
            )
            .await
    }

    fn use_transaction(&self) -> Option<bool> {
        // On SQLite too: a start that is cut off leaves no half schema behind.
        Some(true)
    }
}
