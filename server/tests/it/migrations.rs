//! Databases of before: what a migration makes of rows that an older version wrote, on both databases.

use nghisu_migrations::{Migrator, MigratorTrait as _};
use sea_orm::{ConnectionTrait as _, Database, DatabaseConnection};

use crate::databases::fresh_postgres_database;

/// Empty databases with the schema as it was after so many migrations.
async fn after(migrations: u32) -> [DatabaseConnection; 2] {
    let both = [
        Database::connect("sqlite::memory:").await.unwrap(),
        Database::connect(fresh_postgres_database().await)
            .await
            .unwrap(),
    ];
    for database in &both {
        Migrator::up(database, Some(migrations)).await.unwrap();
    }
    both
}

#[tokio::test]
async fn a_passkey_of_before_keeps_its_machine_or_the_name_that_somebody_gave() {
    let rows = [
        ("iPad · Safari", [None, Some("ipad"), Some("Safari")]),
        (
            "Máy tính bảng Android · Chrome",
            [None, Some("android_tablet"), Some("Chrome")],
        ),
        ("Máy tính Mac", [None, Some("mac"), None]),
        ("Thiết bị", [None, None, None]),
        ("Thiết bị · Firefox", [None, None, Some("Firefox")]),
        (
            "Máy tính Mac của Hạnh",
            [Some("Máy tính Mac của Hạnh"), None, None],
        ),
        ("iPad · của tôi", [Some("iPad · của tôi"), None, None]),
    ];
    for database in after(8).await {
        let person = "'00000000-0000-7000-8000-000000000001'";
        database
            .execute_unprepared(&format!(
                "INSERT INTO person (id, name, created_at) VALUES ({person}, 'Lê Quang Thiệu', 1)"
            ))
            .await
            .unwrap();
        for (number, (label, _)) in rows.iter().enumerate() {
            database
                .execute_unprepared(&format!(
                    "INSERT INTO credential (id, person_id, credential_id, passkey, label, created_at) VALUES
                     ('00000000-0000-7000-8000-00000000010{number}', {person}, '{number}', '{{}}', '{label}', 1)"
                ))
                .await
                .unwrap();
        }
        Migrator::up(&database, None).await.unwrap();
        let found = database
            .query_all_raw(sea_orm::Statement::from_string(
                database.get_database_backend(),
                "SELECT name, machine, browser FROM credential ORDER BY credential_id",
            ))
            .await
            .unwrap();
        assert_eq!(found.len(), rows.len());
        for (row, (label, expected)) in found.iter().zip(rows) {
            let column = |name| row.try_get::<Option<String>>("", name).unwrap();
            let seen = ["name", "machine", "browser"].map(column);
            assert_eq!(
                seen,
                expected.map(|word| word.map(str::to_owned)),
                "{label}"
            );
        }
    }
}

#[tokio::test]
async fn a_meeting_of_before_belongs_to_the_one_unit_that_was_called_as_it_says() {
    let id = |number: u32| format!("00000000-0000-7000-8000-{number:012}");
    let (finance, old, one, other) = (id(1), id(2), id(3), id(4));
    for database in after(10).await {
        let execute = async |sql: String| database.execute_unprepared(&sql).await.unwrap();
        for unit in [&finance, &old, &one, &other] {
            execute(format!(
                "INSERT INTO unit (id, precedence, created_at) VALUES ('{unit}', 1, 1)"
            ))
            .await;
        }
        let names = [
            (&finance, "Sở Tài chính", "0001-01-01"),
            // Called so twice, with another name between.
            (&old, "Phòng Tài vụ", "0001-01-01"),
            (&old, "Phòng Kế toán", "2020-01-01"),
            (&old, "Phòng Tài vụ", "2024-01-01"),
            (&one, "Văn phòng", "0001-01-01"),
            (&other, "Văn phòng", "0001-01-01"),
        ];
        for (number, (unit, name, from)) in (200..).zip(names) {
            execute(format!(
                "INSERT INTO unit_name (id, unit_id, name, valid_from) VALUES ('{}', '{unit}', '{name}', '{from}')",
                id(number)
            ))
            .await;
        }
        let meetings = [
            ("Sở Tài chính", Some(&finance)),
            ("Phòng Tài vụ", Some(&old)),
            ("Phòng Kế toán", Some(&old)),
            ("Văn phòng", None),
            ("Sở Tư pháp", None),
            ("", None),
        ];
        for (number, (name, _)) in (100..).zip(meetings) {
            execute(format!(
                "INSERT INTO meeting (id, stage, title, place, unit_name, chair_name, items, documents, pages) VALUES
                 ('{}', 'signed', '', '', '{name}', '', 0, 0, 0)",
                id(number)
            ))
            .await;
        }
        Migrator::up(&database, None).await.unwrap();
        let found = database
            .query_all_raw(sea_orm::Statement::from_string(
                database.get_database_backend(),
                "SELECT CAST(unit_id AS TEXT) AS unit FROM meeting ORDER BY id",
            ))
            .await
            .unwrap();
        assert_eq!(found.len(), meetings.len());
        for (row, (name, expected)) in found.iter().zip(meetings) {
            let unit = row.try_get::<Option<String>>("", "unit").unwrap();
            assert_eq!(unit.as_ref(), expected, "{name}");
        }
    }
}
