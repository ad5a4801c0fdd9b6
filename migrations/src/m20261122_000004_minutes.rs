//! Minutes: the draft's words, what was submitted, who read it, and the register of numbers.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("minutes_draft")
                    .col(pk_uuid("meeting_id"))
                    .col(big_integer("revision"))
                    .col(text("words"))
                    .col(big_integer("saved_at"))
                    .col(uuid("saved_by"))
                    .to_owned(),
            )
            .await?;
        // By the hash of the PDF as it was submitted: what it was made of, to tell later what changed.
        manager
            .create_table(
                Table::create()
                    .table("minutes_submission")
                    .col(uuid("meeting_id"))
                    .col(text("pdf"))
                    .col(text("content"))
                    .col(big_integer("made_at"))
                    .primary_key(Index::create().col("meeting_id").col("pdf"))
                    .to_owned(),
            )
            .await?;
        // Signatures change the hash of a file, not its words: a reading is that of a submission.
        manager
            .create_table(
                Table::create()
                    .table("minutes_reading")
                    .col(uuid("meeting_id"))
                    .col(uuid("person_id"))
                    .col(text("submission"))
                    .col(text("file"))
                    .col(big_integer("read_at"))
                    .primary_key(
                        Index::create()
                            .col("meeting_id")
                            .col("person_id")
                            .col("submission"),
                    )
                    .to_owned(),
            )
            .await?;
        // A number is unique in its unit, symbol and year; the nil unit stands for none. A paper has one number.
        manager
            .create_table(
                Table::create()
                    .table("document_number")
                    .col(uuid("unit_id"))
                    .col(text("symbol"))
                    .col(small_integer("year"))
                    .col(integer("number"))
                    .col(uuid("meeting_id"))
                    .col(text("paper"))
                    .col(big_integer("given_at"))
                    .primary_key(
                        Index::create()
                            .col("unit_id")
                            .col("symbol")
                            .col("year")
                            .col("number"),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("document_number_paper")
                    .table("document_number")
                    .col("meeting_id")
                    .col("paper")
                    .unique()
                    .to_owned(),
            )
            .await
    }

    fn use_transaction(&self) -> Option<bool> {
        // On SQLite too: a start that is cut off leaves no half schema behind.
        Some(true)
    }
}
