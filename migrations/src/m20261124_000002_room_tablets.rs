//! Tablets of the office's rooms: enrolled once, lent in meetings.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("room_tablet")
                    .col(pk_uuid("id"))
                    .col(text("name"))
                    // Of the code by which it is enrolled, and of the secret in its cookie afterwards.
                    .col(text_null("code_hash").unique_key())
                    .col(big_integer_null("code_expires_at"))
                    .col(text_null("secret_hash").unique_key())
                    .col(text_null("machine"))
                    .col(text_null("browser"))
                    .col(big_integer("created_at"))
                    .col(big_integer_null("enrolled_at"))
                    .col(big_integer_null("last_seen_at"))
                    .col(big_integer_null("revoked_at"))
                    .to_owned(),
            )
            .await?;
        // The tablet of a room that a pass is for.
        manager
            .alter_table(
                Table::alter()
                    .table("pass")
                    .add_column(uuid_null("tablet_id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("pass_of_tablet")
                    .table("pass")
                    .col("tablet_id")
                    .to_owned(),
            )
            .await
    }

    fn use_transaction(&self) -> Option<bool> {
        // On SQLite too: a start that is cut off leaves no half schema behind.
        Some(true)
    }
}
