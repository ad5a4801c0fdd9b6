//! The database's door, on both databases: what it promises to every feature.

use nghisu_server::db::Db;
use sea_orm::{ConnectionTrait, DbErr, Statement};

use crate::databases::{TestDb, on_both_databases};

on_both_databases! {
    what_was_written_is_there_for_readers,
    what_answers_an_error_leaves_nothing,
    writes_made_at_once_are_all_kept,
    audit_entries_cannot_be_changed,
}

async fn insert(db: &Db, name: &'static str, fail: bool) -> Result<(), DbErr> {
    db.write(move |txn| async move {
        let id = uuid::Uuid::new_v4();
        let backend = txn.get_database_backend();
        txn.execute_raw(Statement::from_sql_and_values(
            backend,
            "INSERT INTO person (id, name, created_at) VALUES ($1, $2, $3)",
            [id.into(), name.into(), 1_i64.into()],
        ))
        .await?;
        if fail {
            return Err(DbErr::Custom("as asked".to_owned()));
        }
        Ok(())
    })
    .await
}

async fn people(db: &Db) -> i64 {
    let backend = db.read().get_database_backend();
    db.read()
        .query_one_raw(Statement::from_string(
            backend,
            "SELECT count(*) AS n FROM person",
        ))
        .await
        .unwrap()
        .unwrap()
        .try_get::<i64>("", "n")
        .unwrap()
}

async fn what_was_written_is_there_for_readers(test: TestDb) {
    insert(&test.db, "Lê Quang Thiệu", false).await.unwrap();
    assert_eq!(people(&test.db).await, 1);
    // Opening again finds it, and runs no migration twice.
    let again = Db::open(test.folder.path(), test.url.as_deref())
        .await
        .unwrap();
    assert_eq!(people(&again).await, 1);
}

async fn what_answers_an_error_leaves_nothing(test: TestDb) {
    let error = insert(&test.db, "Lê Quang Thiệu", true).await.unwrap_err();
    assert!(error.to_string().contains("as asked"));
    assert_eq!(people(&test.db).await, 0);
}

async fn writes_made_at_once_are_all_kept(test: TestDb) {
    let writes = (0..200).map(|n| {
        let db = test.db.clone();
        async move {
            insert(&db, "Đặng Thị Ngọc Hường", n % 10 == 0)
                .await
                .is_ok()
        }
    });
    let kept = futures_util::future::join_all(writes).await;
    assert_eq!(kept.iter().filter(|kept| **kept).count(), 180);
    assert_eq!(people(&test.db).await, 180);
}

/// PostgreSQL leaves dead rows to its autovacuum, which the product does not command.
#[tokio::test]
async fn what_was_deleted_is_overwritten_in_the_file_of_sqlite() {
    let test = TestDb::sqlite().await;
    let name = "KẾ HOẠCH PHÒNG THỦ KHU VỰC";
    insert(&test.db, name, false).await.unwrap();
    let file = test.folder.path().join("nghisu.db");
    let holds_name = async || {
        let url = format!("sqlite://{}", file.display());
        let other = sea_orm::Database::connect(url).await.unwrap();
        let checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)";
        other.execute_unprepared(checkpoint).await.unwrap();
        other.close().await.unwrap();
        let bytes = std::fs::read(&file).unwrap();
        bytes
            .windows(name.len())
            .any(|part| part == name.as_bytes())
    };
    assert!(holds_name().await);
    test.db
        .write(|txn| async move { txn.execute_unprepared("DELETE FROM person").await.map(drop) })
        .await
        .unwrap();
    assert!(!holds_name().await);
}

async fn audit_entries_cannot_be_changed(test: TestDb) {
    let run = |sql: &'static str| {
        test.db
            .write(move |txn| async move { txn.execute_unprepared(sql).await.map(drop) })
    };
    let id = uuid::Uuid::new_v4();
    let add = match test.db.read().get_database_backend() {
        sea_orm::DbBackend::Postgres => format!(
            "INSERT INTO audit (id, at, kind, address, details) VALUES ('{id}', 1, 'sign_in', '', '')"
        ),
        _ => format!(
            "INSERT INTO audit (id, at, kind, address, details) VALUES (x'{}', 1, 'sign_in', '', '')",
            id.simple()
        ),
    };
    test.db
        .write::<_, DbErr, _, _>(
            move |txn| async move { txn.execute_unprepared(&add).await.map(drop) },
        )
        .await
        .unwrap();
    let changed: Result<(), DbErr> = run("UPDATE audit SET kind = 'x'").await;
    assert!(changed.unwrap_err().to_string().contains("never changed"));
    let removed: Result<(), DbErr> = run("DELETE FROM audit").await;
    assert!(removed.unwrap_err().to_string().contains("never changed"));
}

#[tokio::test]
async fn readers_on_sqlite_cannot_write() {
    let test = TestDb::sqlite().await;
    let error = test
        .db
        .read()
        .execute_unprepared("DELETE FROM person")
        .await
        .unwrap_err();
    assert!(error.to_string().contains("readonly"), "{error}");
}

#[tokio::test]
async fn a_write_that_panics_harms_nobody_else() {
    let test = TestDb::sqlite().await;
    let gone: Result<(), DbErr> = test
        .db
        .write(|_txn| async move { panic!("as asked") })
        .await;
    assert!(gone.is_err());
    insert(&test.db, "Võ Hoài Nghĩa", false).await.unwrap();
    assert_eq!(people(&test.db).await, 1);
}
