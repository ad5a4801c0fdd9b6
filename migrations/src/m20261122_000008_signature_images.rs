//! The images of people's signatures, one a person; who changed it last stays when the image goes.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("signature_image")
                    .col(pk_uuid("person_id"))
                    // A few dozen kilobytes: in the database, so that a copy of it is whole and an erased image is gone.
                    .col(blob_null("png"))
                    .col(integer("width"))
                    .col(integer("height"))
                    .col(uuid("changed_by"))
                    .col(big_integer("changed_at"))
                    .foreign_key(&mut reference("person_id"))
                    .foreign_key(&mut reference("changed_by"))
                    .to_owned(),
            )
            .await
    }

    fn use_transaction(&self) -> Option<bool> {
        // On SQLite too: a start that is cut off leaves no half schema behind.
        Some(true)
    }
}

fn reference(column: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("signature_image_{column}_fk"))
        .from("signature_image", column)
        .to("person", "id")
        .to_owned()
}
