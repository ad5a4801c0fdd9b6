//! A copy of everything that an office cannot lose, made while the server runs.
//!
//! First the database: SQLite copies one moment of it, whatever is written meanwhile (`VACUUM INTO`); PostgreSQL is
//! copied by `pg_dump`, which has ended before this begins. Then the files of the blob store, which are never changed and
//! always stored before the database names them: so whatever that moment names is there, unless it was erased since, and
//! then both are copied once more. Then the keys. At the end the copy is checked by itself: SQLite looks at its pages, and
//! every file that the database names is there with its hash; on PostgreSQL those that it named when this began, among
//! which are all of the dump. What can be made again (page images) stays behind, and so do files that are still coming in.

mod error;
mod store;

use std::fs::{self, File};
use std::io::{self, Read, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use nghisu_protocol::ids::Timestamp;
use nghisu_protocol::log::Hash;
use sha2::{Digest as _, Sha256};

pub use error::BackupError;

use crate::db;
use crate::pages::workers::blocking;

/// Where the database is copied, in the backup as in a data directory.
const DATABASE: &str = "nghisu.db";
/// What is in every data directory, whichever the database is.
const LOG_KEY: &str = "keys/log.key";
/// What says that a backup is whole; written last.
const DONE: &str = "backup.json";
/// How often database and files are copied until they belong together.
const ATTEMPTS: u32 = 3;
/// Bytes that are read at once.
const PIECE: usize = 256 * 1024;

/// How far a backup is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// The database is being copied.
    Database,
    /// Files are being copied: how many are, with how many bytes.
    Files(u64, u64),
    /// The copy is being checked.
    Checking,
}

/// A backup that is whole.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Backup {
    /// When it was made.
    pub made_at: Timestamp,
    /// Whether it holds the database; not when that is PostgreSQL.
    pub has_database: bool,
    /// The files of the blob store in it.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// Copies a data directory into an empty folder. Where the database is PostgreSQL, its address is `postgres`: it is
/// another program's to copy, before this, and is only asked which files it names.
///
/// # Errors
/// The first thing that cannot be copied or is not sound. The folder is then no backup: it has no `backup.json`.
pub async fn run(
    data: &Path,
    to: &Path,
    postgres: Option<&str>,
    made_at: Timestamp,
    mut progress: impl Fn(Progress) + Send + 'static,
) -> Result<Backup, BackupError> {
    let has_database = postgres.is_none();
    let sign = if has_database { DATABASE } else { LOG_KEY };
    if !data.join(sign).is_file() {
        return Err(BackupError::NoData(data.to_owned(), sign));
    }
    make_folder(to)?;
    let is_empty = fs::read_dir(to)
        .map_err(|error| disk(to, error))?
        .next()
        .is_none();
    if !is_empty {
        return Err(BackupError::NotEmpty(to.to_owned()));
    }
    let mut attempt = 1;
    let (files, bytes) = loop {
        let (copied, named, back) = copy(data, to, postgres, progress).await?;
        progress = back;
        // Each was hashed when it was copied.
        match named.into_iter().find(|hash| !place(to, *hash).is_file()) {
            None => break copied,
            // What was erased while the files were copied is no longer named by the database of a moment later.
            Some(_) if attempt < ATTEMPTS => attempt += 1,
            Some(missing) => return Err(BackupError::Missing(missing)),
        }
    };
    copy_keys(data, to)?;
    let backup = Backup {
        made_at,
        has_database,
        files,
        bytes,
    };
    let json = serde_json::to_vec_pretty(&backup).map_err(|error| disk(to, error.into()))?;
    write_private(&to.join(DONE), &json[..])?;
    Ok(backup)
}

/// Copies the database, then the files that are not copied yet. Answers how many there are, with how many bytes, and which
/// the database names.
async fn copy<P: Fn(Progress) + Send + 'static>(
    data: &Path,
    to: &Path,
    postgres: Option<&str>,
    progress: P,
) -> Result<((u64, u64), Vec<Hash>, P), BackupError> {
    let mut named = Vec::new();
    if let Some(url) = postgres {
        let database = db::open_beside(url).await?;
        named = store::files(&database).await?;
        database.close().await?;
    } else {
        progress(Progress::Database);
        let target = to.join(DATABASE);
        match fs::remove_file(&target) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(disk(&target, error));
            }
            _ => {}
        }
        db::copy_sqlite(&data.join(DATABASE), &target).await?;
    }
    let (from, target) = (data.to_owned(), to.to_owned());
    let (copied, progress) = blocking(move || {
        let copied = copy_files(&from, &target, &progress);
        Ok(copied.map(|copied| (copied, progress)))
    })
    .await
    .map_err(|error| disk(to, error))??;
    progress(Progress::Checking);
    if postgres.is_none() {
        named = look_at_copy(to).await?;
    }
    Ok((copied, named, progress))
}

/// Looks at the copied database by itself, and answers the files that it names.
async fn look_at_copy(to: &Path) -> Result<Vec<Hash>, BackupError> {
    let copy = db::open_copy(&to.join(DATABASE)).await?;
    let problems = store::problems(&copy).await?;
    let files = store::files(&copy).await?;
    copy.close().await?;
    match problems.into_iter().next() {
        Some(problem) => Err(BackupError::Unsound(problem)),
        None => Ok(files),
    }
}

fn copy_files(
    data: &Path,
    to: &Path,
    progress: &impl Fn(Progress),
) -> Result<(u64, u64), BackupError> {
    let (mut files, mut bytes) = (0, 0);
    progress(Progress::Files(0, 0));
    for path in files_below(&data.join("blobs"))? {
        let name = path.file_name().and_then(|name| name.to_str());
        // Only what has a hash for a name is a file of the store.
        let Some(hash) = name.and_then(|name| name.parse::<Hash>().ok()) else {
            continue;
        };
        let target = place(to, hash);
        if let Ok(there) = target.metadata() {
            files += 1;
            bytes += there.len();
            continue;
        }
        make_folder(target.parent().unwrap_or(to))?;
        let file = match File::open(&path) {
            Ok(file) => file,
            // Erased since the folder was listed; when the database names it, the check will say so.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(disk(&path, error)),
        };
        let (found, length) = write_private(&target, file)?;
        if found != hash {
            return Err(BackupError::Damaged(path));
        }
        files += 1;
        bytes += length;
        progress(Progress::Files(files, bytes));
    }
    Ok((files, bytes))
}

fn copy_keys(data: &Path, to: &Path) -> Result<(), BackupError> {
    let keys = data.join("keys");
    if keys.is_dir() {
        make_folder(&to.join("keys"))?;
        for path in files_below(&keys)? {
            let name = path.file_name().unwrap_or_default();
            let file = File::open(&path).map_err(|error| disk(&path, error))?;
            write_private(&to.join("keys").join(name), file)?;
        }
    }
    Ok(())
}

fn place(to: &Path, hash: Hash) -> PathBuf {
    let name = hash.to_hex();
    to.join("blobs")
        .join(&name[..2])
        .join(&name[2..4])
        .join(&name)
}

fn files_below(folder: &Path) -> Result<Vec<PathBuf>, BackupError> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(disk(&folder, error)),
        };
        for entry in entries {
            let path = entry.map_err(|error| disk(&folder, error))?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Writes a new file for its owner alone, durably. Answers the hash and the length of what was written.
fn write_private(path: &Path, mut content: impl Read) -> Result<(Hash, u64), BackupError> {
    let mut write = || {
        let mut file = fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)?;
        let (mut hasher, mut length) = (Sha256::new(), 0);
        let mut piece = vec![0; PIECE];
        loop {
            let read = content.read(&mut piece)?;
            if read == 0 {
                break;
            }
            hasher.update(&piece[..read]);
            file.write_all(&piece[..read])?;
            length += read as u64;
        }
        file.sync_all()?;
        Ok((Hash(hasher.finalize().into()), length))
    };
    write().map_err(|error| disk(path, error))
}

fn make_folder(folder: &Path) -> Result<(), BackupError> {
    if folder.is_dir() {
        return Ok(());
    }
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(|error| disk(folder, error))
}

fn disk(path: &Path, error: io::Error) -> BackupError {
    BackupError::Disk(path.to_owned(), error)
}
