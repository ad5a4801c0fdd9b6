//! Which unit holds a meeting, so that lists know whose clerk sees it. Meetings from before have it by the name that they
//! carry, where exactly one unit was ever called so; the room decides in any case.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .alter_table(
                Table::alter()
                    .table("meeting")
                    .add_column(uuid_null("unit_id"))
                    .to_owned(),
            )
            .await?;
        let called_so = |column: SimpleExpr| {
            Query::select()
                .expr(column)
                .from("unit_name")
                .and_where(Expr::col(("unit_name", "name")).eq(Expr::col(("meeting", "unit_name"))))
                .to_owned()
        };
        let unit = called_so(Expr::col("unit_id"))
            .distinct()
            .limit(1)
            .to_owned();
        let how_many = called_so(Expr::col("unit_id").count_distinct());
        let named = Query::update()
            .table("meeting")
            .value("unit_id", SimpleExpr::SubQuery(None, Box::new(unit.into())))
            .and_where(SimpleExpr::SubQuery(None, Box::new(how_many.into())).eq(1))
            .to_owned();
        manager.execute(named).await
    }

    fn use_transaction(&self) -> Option<bool> {
        // On SQLite too: a start that is cut off leaves no half schema behind.
        Some(true)
    }
}
