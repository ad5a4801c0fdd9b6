//! Keys of private notes, wrapped by people's passkeys and recovery codes.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("note_key")
                    .col(uuid("person_id"))
                    .col(text("wrap"))
                    .col(text("key_id"))
                    .col(text("body"))
                    .col(big_integer("kept_at"))
                    .primary_key(Index::create().col("person_id").col("wrap"))
                    .to_owned(),
            )
            .await
    }

    fn use_transaction(&self) -> Option<bool> {
        // On SQLite too: a start that is cut off leaves no half schema behind.
        Some(true)
    }
}
