//! Packages that no log names yet: a note of each is on the disk from before its file is stored until its meeting's log
//! names it, or it was erased (rule VE-7).
//!
//! A note is `unrecorded/<SHA-256>` in the data directory and holds the meeting's id. Everything here blocks
//! on the disk; call it through `blocking`.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use nghisu_protocol::ids::MeetingId;
use nghisu_protocol::log::Hash;

use crate::documents::blobs::sync_folder;

/// The age from which a note is surely of a package that nobody is making any more.
pub(super) const SETTLED: Duration = Duration::from_secs(60 * 60);

/// The notes of a data directory. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Notes {
    folder: PathBuf,
}

impl Notes {
    pub(super) fn new(data: &Path) -> Self {
        Self {
            folder: data.join("unrecorded"),
        }
    }

    /// Notes, durably, that a meeting's package is about to be stored.
    pub(super) fn note(&self, package: Hash, meeting: MeetingId) -> io::Result<()> {
        if !self.folder.is_dir() {
            fs::create_dir_all(&self.folder)?;
            self.folder.parent().map_or(Ok(()), sync_folder)?;
        }
        let mut file = File::create(self.place(package))?;
        file.write_all(meeting.to_string().as_bytes())?;
        file.sync_all()?;
        sync_folder(&self.folder)
    }

    /// Removes a note; one that is not there is no error.
    pub(super) fn forget(&self, package: Hash) -> io::Result<()> {
        match fs::remove_file(self.place(package)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            done => done,
        }
    }

    /// The packages that were noted an hour ago or earlier, and whose they are. A note without a meeting is of a package
    /// that was not stored: it goes.
    pub(super) fn settled(&self) -> io::Result<Vec<(Hash, MeetingId)>> {
        let entries = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut settled = Vec::new();
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            let package = name.to_str().and_then(|name| name.parse::<Hash>().ok());
            let age = entry.metadata()?.modified()?.elapsed().unwrap_or_default();
            let Some(package) = package.filter(|_| age >= SETTLED) else {
                continue;
            };
            match String::from_utf8_lossy(&fs::read(entry.path())?).parse() {
                Ok(meeting) => settled.push((package, meeting)),
                Err(_) => self.forget(package)?,
            }
        }
        Ok(settled)
    }

    fn place(&self, package: Hash) -> PathBuf {
        self.folder.join(package.to_hex())
    }
}
