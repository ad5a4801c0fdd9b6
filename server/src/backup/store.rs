//! The questions to a database: whether a copied one is sound, and which files belong to it.

use nghisu_protocol::log::Hash;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement};

/// Where files of the blob store are named beside the versions of papers and the ceremonies that are under way: in the meetings' logs by the events about
/// minutes and packages. Payloads are JSON that begins with its kind.
const NAMED: [(&str, &[&str]); 3] = [
    ("minutes_submitted", &["minutes", "pdf"]),
    ("minutes_signed", &["pdf"]),
    ("meeting_archived", &["package"]),
];

/// The question for the files, in the words of each database: payloads are bytes there.
fn question(backend: DbBackend) -> String {
    let mut parts = vec![
        "SELECT hash FROM document_version".to_owned(),
        // What is being signed: after a restore the signer goes on with the same bytes.
        "SELECT document FROM signing_ceremony WHERE state IN ('prepared', 'authorised', 'signed', 'verified')".to_owned(),
    ];
    for (kind, path) in NAMED {
        let (text, value) = match backend {
            DbBackend::Postgres => {
                let text = "convert_from(payload, 'UTF8')";
                (text, format!("{text}::json #>> '{{{}}}'", path.join(",")))
            }
            _ => {
                let text = "CAST(payload AS TEXT)";
                (
                    text,
                    format!("json_extract({text}, '$.{}')", path.join(".")),
                )
            }
        };
        parts.push(format!(
            "SELECT {value} FROM payload WHERE {text} LIKE '{{\"kind\":\"{kind}\"%'"
        ));
    }
    // What was erased because it holds a state secret is named by the logs still, and is missed by nobody.
    parts.join(" UNION ") + " EXCEPT SELECT hash FROM erased_file"
}

/// What SQLite says against the file; nothing when it is sound.
pub(super) async fn problems(copy: &DatabaseConnection) -> Result<Vec<String>, DbErr> {
    let said = words(copy, "PRAGMA integrity_check").await?;
    Ok(said.into_iter().filter(|line| line != "ok").collect())
}

/// The files that the database names.
pub(super) async fn files(database: &DatabaseConnection) -> Result<Vec<Hash>, DbErr> {
    let names = words(database, &question(database.get_database_backend())).await?;
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
