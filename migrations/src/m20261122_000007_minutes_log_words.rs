//! What the log said of the items when a draft of minutes last took its words from it: nothing for drafts from before.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .alter_table(
                Table::alter()
                    .table("minutes_draft")
                    .add_column(text_null("log_words"))
                    .to_owned(),
            )
            .await
    }

    fn use_transaction(&self) -> Option<bool> {
        // On SQLite too: a start that is cut off leaves no half schema behind.
        Some(true)
    }
}
