//! Passkeys keep the kind of machine and the browser as data, beside a name that a person gave. Before, both stood in one
//! label in Vietnamese; what the server made itself is taken apart, whatever else stands there was given by somebody.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// The machines as they were named, and the word for each from now on.
const MACHINES: [(&str, Option<&str>); 9] = [
    ("iPad", Some("ipad")),
    ("iPhone", Some("iphone")),
    ("Máy tính bảng Android", Some("android_tablet")),
    ("Điện thoại Android", Some("android_phone")),
    ("Máy tính Windows", Some("windows")),
    ("Máy tính Mac", Some("mac")),
    ("Chromebook", Some("chromebook")),
    ("Máy tính Linux", Some("linux")),
    ("Thiết bị", None),
];

/// The browsers as they were named behind the machine.
const BROWSERS: [Option<&str>; 5] = [
    None,
    Some("Edge"),
    Some("Firefox"),
    Some("Chrome"),
    Some("Safari"),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["name", "machine", "browser"] {
            manager
                .alter_table(
                    Table::alter()
                        .table("credential")
                        .add_column(text_null(column))
                        .to_owned(),
                )
                .await?;
        }
        let named = Query::update()
            .table("credential")
            .value("name", Expr::col("label"))
            .to_owned();
        manager.execute(named).await?;
        for (said, machine) in MACHINES {
            for browser in BROWSERS {
                let label = match browser {
                    Some(browser) => format!("{said} · {browser}"),
                    None => said.to_owned(),
                };
                let apart = Query::update()
                    .table("credential")
                    .value("name", None::<String>)
                    .value("machine", machine)
                    .value("browser", browser)
                    .and_where(Expr::col("label").eq(label))
                    .to_owned();
                manager.execute(apart).await?;
            }
        }
        manager
            .alter_table(
                Table::alter()
                    .table("credential")
                    .drop_column("label")
                    .to_owned(),
            )
            .await
    }

    fn use_transaction(&self) -> Option<bool> {
        // On SQLite too: a start that is cut off leaves no half schema behind.
        Some(true)
    }
}
