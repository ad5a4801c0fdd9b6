//! Passes into one meeting, the sessions that they open, and people who were entered at a meeting's door.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("pass")
                    .col(pk_uuid("id"))
                    .col(uuid("meeting_id"))
                    .col(uuid("person_id"))
                    .col(text("code_hash").unique_key())
                    .col(uuid("created_by"))
                    .col(big_integer("created_at"))
                    .col(big_integer("expires_at"))
                    .col(big_integer_null("used_at"))
                    .col(text_null("machine"))
                    .col(text_null("browser"))
                    .col(big_integer_null("revoked_at"))
                    .foreign_key(&mut reference("meeting_id", "meeting"))
                    .foreign_key(&mut reference("person_id", "person"))
                    .foreign_key(&mut reference("created_by", "person"))
                    .to_owned(),
            )
            .await?;
        index(manager, "pass_of_meeting", "pass", "meeting_id").await?;
        // The only meeting that a session reaches, and the pass that opened it.
        for column in ["meeting_id", "pass_id"] {
            add(manager, "session", uuid_null(column)).await?;
        }
        index(manager, "session_of_meeting", "session", "meeting_id").await?;
        // To which meeting somebody came who was not in the directory, as what, and who they turned out to be.
        add(manager, "person", uuid_null("door_meeting_id")).await?;
        for column in ["door_position", "door_unit"] {
            add(manager, "person", text_null(column)).await?;
        }
        add(manager, "person", uuid_null("joined_to")).await
    }

    fn use_transaction(&self) -> Option<bool> {
        // On SQLite too: a start that is cut off leaves no half schema behind.
        Some(true)
    }
}

async fn add(
    manager: &SchemaManager<'_>,
    table: &'static str,
    column: ColumnDef,
) -> Result<(), DbErr> {
    manager
        .alter_table(Table::alter().table(table).add_column(column).to_owned())
        .await
}

async fn index(
    manager: &SchemaManager<'_>,
    name: &'static str,
    table: &'static str,
    column: &'static str,
) -> Result<(), DbErr> {
    manager
        .create_index(
            Index::create()
                .name(name)
                .table(table)
                .col(column)
                .to_owned(),
        )
        .await
}

fn reference(column: &'static str, table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("pass_{column}_fk"))
        .from("pass", column)
        .to(table, "id")
        .to_owned()
}
