//! The questions to a copied database: whether it is sound, and which files belong to it.

use nghisu_protocol::log::Hash;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, Statement};

/// Where files of the blob store are named: by the versions of papers, and in the meetings' logs by the events about
/// minutes and packages. Payloads are JSON that begins with its kind.
const FILES: [&str; 4] = [
    "SELECT hash FROM document_version",
    "SELECT json_extract(CAST(payload AS TEXT), '$.minutes.pdf') FROM payload \
     WHERE CAST(payload AS TEXT) LIKE '{\"kind\":\"minutes_submitted\"%'",
    "SELECT json_extract(CAST(payload AS TEXT), '$.pdf') FROM payload \
     WHERE CAST(payload AS TEXT) LIKE '{\"kind\":\"minutes_signed\"%'",
    "SELECT json_extract(CAST(payload AS TEXT), '$.package') FROM payload \
     WHERE CAST(payload AS TEXT) LIKE '{\"kind\":\"meeting_archived\"%'",
];

/// What SQLite says against the file; nothing when it is sound.
pub(super) async fn problems(copy: &DatabaseConnection) -> Result<Vec<String>, DbErr> {
    let said = words(copy, "PRAGMA integrity_check").await?;
    Ok(said.into_iter().filter(|line| line != "ok").collect())
}

/// The files that the database names.
pub(super) async fn files(copy: &DatabaseConnection) -> Result<Vec<Hash>, DbErr> {
    let names = words(copy, &FILES.join(" UNION ")).await?;
    names
        .iter()
        .map(|name| {
            name.parse()
                .map_err(|_| DbErr::Custom(format!("`{name}` is no file's hash")))
        })
        .collect()
}

async fn words(copy: &DatabaseConnection, sql: &str) -> Result<Vec<String>, DbErr> {
    copy.query_all_raw(Statement::from_string(copy.get_database_backend(), sql))
        .await?
        .iter()
        .map(|row| row.try_get_by_index(0))
        .collect()
}
