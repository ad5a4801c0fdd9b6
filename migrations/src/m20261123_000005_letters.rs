//! Letters to those who are invited, each with how far it is: a start goes on with those that wait.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("letter")
                    .col(pk_uuid("id"))
                    // What one request sends; a person has one letter of it.
                    .col(uuid("sending_id"))
                    .col(uuid("meeting_id"))
                    .col(uuid("person_id"))
                    .col(string("kind"))
                    .col(text("note"))
                    .col(string("state"))
                    .col(big_integer("written_at"))
                    .col(big_integer("changed_at"))
                    .col(big_integer("due_at"))
                    .foreign_key(&mut reference("meeting_id", "meeting"))
                    .foreign_key(&mut reference("person_id", "person"))
                    .to_owned(),
            )
            .await?;
        let index = |name: &str| Index::create().name(name).table("letter").to_owned();
        let once = index("letter_once")
            .col("sending_id")
            .col("person_id")
            .unique()
            .to_owned();
        manager.create_index(once).await?;
        let of_meeting = index("letter_of_meeting").col("meeting_id").to_owned();
        manager.create_index(of_meeting).await?;
        let waiting = index("letter_waiting")
            .col("state")
            .col("due_at")
            .to_owned();
        manager.create_index(waiting).await
    }

    fn use_transaction(&self) -> Option<bool> {
        // On SQLite too: a start that is cut off leaves no half schema behind.
        Some(true)
    }
}

fn reference(column: &'static str, table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("letter_{column}_fk"))
        .from("letter", column)
        .to(table, "id")
        .to_owned()
}
