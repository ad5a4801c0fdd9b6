//! Why a backup is not whole.

use std::io;
use std::path::PathBuf;

use nghisu_protocol::log::Hash;

/// Why there is no backup.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The folder holds something already.
    #[error("{0} is not empty: a backup goes into a folder of its own")]
    NotEmpty(PathBuf),
    /// There is nothing to copy.
    #[error("{0} is no data directory: it holds no {1}")]
    NoData(PathBuf, &'static str),
    /// A file in the blob store is not what its name says.
    #[error("the file {0} in the blob store is damaged; restore it from an earlier backup")]
    Damaged(PathBuf),
    /// The database names a file that is not there.
    #[error("the database names the file {0}, which is not in the blob store")]
    Missing(Hash),
    /// The copied database is damaged.
    #[error("the copied database is not sound: {0}")]
    Unsound(String),
    /// The database said no.
    #[error("the database cannot be copied: {0}")]
    Database(#[from] sea_orm::DbErr),
    /// The disk said no.
    #[error("{path}: {source}", path = .0.display(), source = .1)]
    Disk(PathBuf, #[source] io::Error),
}
