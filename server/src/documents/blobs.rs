//! The blob store: files by the hash of their content, and the files that are still coming in.
//!
//! A blob is `blobs/ab/cd/<SHA-256>`; it is written beside, made durable (file and folder), and only
//! then given its name, so that what has a name is whole. A file that is coming in is
//! `incoming/<upload>`. Blobs are never changed. Nothing here holds a whole file in memory, and
//! nothing here knows who may read a file: that is asked at the door.
//!
//! Every function here blocks on the disk; call it through `tokio::task::spawn_blocking`.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use nghisu_protocol::ids::UploadId;
use nghisu_protocol::log::Hash;
use sha2::{Digest as _, Sha256};

/// Bytes that are read at once.
const PIECE: usize = 128 * 1024;

/// The blob store in one folder. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Blobs {
    blobs: PathBuf,
    incoming: PathBuf,
}

/// Why bytes were not added to a file that is coming in.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// The bytes do not begin where the file ends.
    #[error("the file has {received} bytes, so the next ones begin there")]
    Offset {
        /// The file's length.
        received: u64,
    },
    /// The disk said no.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Why a file that has come in was not made a blob.
#[derive(Debug, thiserror::Error)]
pub enum AdoptError {
    /// It is not there, nor is the blob.
    #[error("the file is not there")]
    Missing,
    /// Its bytes are not the ones that were looked at.
    #[error("the file is not the one that was looked at")]
    Altered,
    /// The disk said no.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl Blobs {
    /// Opens the store under a data folder and makes its folders.
    ///
    /// # Errors
    /// When a folder cannot be made.
    pub fn open(data: &Path) -> io::Result<Self> {
        let store = Self {
            blobs: data.join("blobs"),
            incoming: data.join("incoming"),
        };
        fs::create_dir_all(&store.blobs)?;
        fs::create_dir_all(&store.incoming)?;
        sync_folder(data)?;
        Ok(store)
    }

    /// Stores what a reader gives and answers its hash and length. Storing the same bytes twice is storing them once.
    ///
    /// # Errors
    /// When reading or writing fails; nothing is stored then.
    pub fn put(&self, content: impl Read) -> io::Result<(Hash, u64)> {
        self.put_noted(content, |_| Ok(()))
    }

    /// The same, with a note of the hash that is made before there is a blob: whoever is stopped in between finds it.
    ///
    /// # Errors
    /// When reading, noting or writing fails; nothing is stored then.
    pub fn put_noted(
        &self,
        mut content: impl Read,
        note: impl FnOnce(Hash) -> io::Result<()>,
    ) -> io::Result<(Hash, u64)> {
        let mut file = tempfile::Builder::new()
            .prefix("put-")
            .tempfile_in(&self.incoming)?;
        let mut hasher = Sha256::new();
        let mut piece = vec![0; PIECE];
        let mut length = 0;
        loop {
            let read = content.read(&mut piece)?;
            if read == 0 {
                break;
            }
            hasher.update(&piece[..read]);
            file.write_all(&piece[..read])?;
            length += read as u64;
        }
        let hash = Hash(hasher.finalize().into());
        note(hash)?;
        if self.is_kept(hash, length)? {
            return Ok((hash, length));
        }
        file.as_file().sync_all()?;
        let place = self.make_room_for(hash)?;
        file.persist(&place)?;
        sync_folder_of(&place)?;
        Ok((hash, length))
    }

    /// Opens a blob for reading.
    ///
    /// # Errors
    /// When there is no such blob, or the disk says no.
    pub fn get(&self, hash: Hash) -> io::Result<File> {
        File::open(self.place(hash))
    }

    /// Whether there is such a blob.
    pub fn contains(&self, hash: Hash) -> bool {
        self.place(hash).is_file()
    }

    /// Whether a blob of this length is there, whole and durably. One that the disk has damaged is not: whoever brings
    /// its bytes again mends it.
    fn is_kept(&self, hash: Hash, length: u64) -> io::Result<bool> {
        let place = self.place(hash);
        let file = match File::open(&place) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(error),
        };
        if file.metadata()?.len() != length || hash_of(file)? != hash {
            tracing::error!(blob = %hash, "a file of the store is damaged, and is replaced by the same one that came now");
            return Ok(false);
        }
        // Whoever gave it its name may have been stopped before the name was durable.
        sync_folder_of(&place)?;
        Ok(true)
    }

    /// Removes a blob. Its bytes are not overwritten: on today's disks that would promise what it cannot keep.
    ///
    /// # Errors
    /// When the disk says no; a blob that is not there is no error.
    pub fn erase(&self, hash: Hash) -> io::Result<()> {
        let place = self.place(hash);
        erase(&place)?;
        match sync_folder_of(&place) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            done => done,
        }
    }

    /// Begins a file that is coming in, empty; one that is there under this name, left by a server that stopped before
    /// it wrote the upload down, is begun anew.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn begin(&self, upload: UploadId) -> io::Result<()> {
        File::create(self.incoming(upload)).map(drop)
    }

    /// How many bytes of a file have come in; 0 where there is no such file.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn received(&self, upload: UploadId) -> io::Result<u64> {
        match fs::metadata(self.incoming(upload)) {
            Ok(metadata) => Ok(metadata.len()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
            Err(error) => Err(error),
        }
    }

    /// Adds bytes at the end of a file that is coming in; `at` must be its length. Answers the new length.
    ///
    /// Two connections that send the same file at once must not call it at the same moment.
    ///
    /// # Errors
    /// [`AppendError::Offset`] when `at` is another place; a file that was erased meanwhile is an I/O error.
    pub fn append(&self, upload: UploadId, at: u64, bytes: &[u8]) -> Result<u64, AppendError> {
        let mut file = OpenOptions::new()
            .append(true)
            .open(self.incoming(upload))?;
        let received = file.seek(SeekFrom::End(0))?;
        if received != at {
            return Err(AppendError::Offset { received });
        }
        if let Err(error) = file.write_all(bytes) {
            // Half a piece (disk full) would make every later offset wrong for the client.
            file.set_len(received)?;
            return Err(error.into());
        }
        Ok(received + bytes.len() as u64)
    }

    /// Opens a file that is coming in, for reading.
    ///
    /// # Errors
    /// When there is no such file, or the disk says no.
    pub fn open_incoming(&self, upload: UploadId) -> io::Result<File> {
        File::open(self.incoming(upload))
    }

    /// The hash of a file that has come in. What was hashed is on the disk, so that a hash that is kept after this is
    /// that of a file which a power cut no longer shortens.
    ///
    /// # Errors
    /// When there is no such file, or the disk says no.
    pub fn hash_incoming(&self, upload: UploadId) -> io::Result<Hash> {
        let file = self.open_incoming(upload)?;
        file.sync_all()?;
        hash_of(file)
    }

    /// How many bytes of a file have come in, and their hash. They need not be on the disk yet.
    ///
    /// # Errors
    /// When there is no such file, or the disk says no.
    pub fn digest_incoming(&self, upload: UploadId) -> io::Result<(u64, Hash)> {
        digest_of(self.open_incoming(upload)?)
    }

    /// Makes a file that has come in a blob. Doing it again, after a crash for example, does nothing.
    ///
    /// # Errors
    /// [`AdoptError::Missing`] when neither the file nor the blob is there, [`AdoptError::Altered`] when the file is no
    /// longer the one that was hashed; then it is no blob.
    pub fn adopt(&self, upload: UploadId, hash: Hash, length: u64) -> Result<(), AdoptError> {
        let part = self.incoming(upload);
        if self.is_kept(hash, length)? {
            return Ok(erase(&part)?);
        }
        match self.hash_incoming(upload) {
            Ok(found) if found == hash => {}
            Ok(_) => return Err(AdoptError::Altered),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(AdoptError::Missing);
            }
            Err(error) => return Err(error.into()),
        }
        let place = self.make_room_for(hash)?;
        fs::rename(&part, &place)?;
        sync_folder_of(&place)?;
        Ok(sync_folder(&self.incoming)?)
    }

    /// Erases a file that is coming in. The file is emptied first, so that its bytes are given back to
    /// the disk even while a page worker still holds it open.
    ///
    /// # Errors
    /// When the disk says no; a file that is not there is no error.
    pub fn erase_incoming(&self, upload: UploadId) -> io::Result<()> {
        let part = self.incoming(upload);
        match OpenOptions::new().write(true).open(&part) {
            Ok(file) => {
                file.set_len(0)?;
                file.sync_all()?;
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        }
        erase(&part)?;
        sync_folder(&self.incoming)
    }

    /// The files that are coming in, and what was left of a [`Blobs::put`] that never ended (`None`).
    ///
    /// # Errors
    /// When the disk says no.
    pub fn all_incoming(&self) -> io::Result<Vec<(PathBuf, Option<UploadId>)>> {
        fs::read_dir(&self.incoming)?
            .map(|entry| {
                let path = entry?.path();
                let upload = path
                    .file_name()
                    .and_then(|name| name.to_str())
                    .and_then(|name| name.parse().ok());
                Ok((path, upload))
            })
            .collect()
    }

    fn incoming(&self, upload: UploadId) -> PathBuf {
        self.incoming.join(upload.to_string())
    }

    fn place(&self, hash: Hash) -> PathBuf {
        let name = hash.to_hex();
        self.blobs.join(&name[..2]).join(&name[2..4]).join(&name)
    }

    /// Makes the folders of a blob, durably.
    fn make_room_for(&self, hash: Hash) -> io::Result<PathBuf> {
        let place = self.place(hash);
        let name = hash.to_hex();
        let outer = self.blobs.join(&name[..2]);
        let inner = outer.join(&name[2..4]);
        if !inner.is_dir() {
            fs::create_dir_all(&inner)?;
            sync_folder(&outer)?;
            sync_folder(&self.blobs)?;
        }
        Ok(place)
    }
}

fn hash_of(file: File) -> io::Result<Hash> {
    digest_of(file).map(|(_, hash)| hash)
}

fn digest_of(mut file: File) -> io::Result<(u64, Hash)> {
    let mut hasher = Sha256::new();
    let mut piece = vec![0; PIECE];
    let mut length = 0;
    loop {
        match file.read(&mut piece)? {
            0 => return Ok((length, Hash(hasher.finalize().into()))),
            read => {
                hasher.update(&piece[..read]);
                length += read as u64;
            }
        }
    }
}

fn erase(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

fn sync_folder_of(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), sync_folder)
}

/// A new name is durable only when its folder is (fsync(2)).
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use nghisu_protocol::ids::Uuid;

    fn store() -> (tempfile::TempDir, Blobs) {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(folder.path()).unwrap();
        (folder, blobs)
    }

    fn upload(number: u128) -> UploadId {
        UploadId(Uuid::from_u128(number))
    }

    fn read(mut file: File) -> Vec<u8> {
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        bytes
    }

    fn files_below(folder: &Path) -> Vec<PathBuf> {
        let mut files = Vec::new();
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files.extend(files_below(&path));
            } else {
                files.push(path);
            }
        }
        files
    }

    #[test]
    fn a_blob_is_found_by_the_hash_of_its_content() {
        let (folder, blobs) = store();
        let content = vec![7; PIECE * 2 + 3];
        let (hash, length) = blobs.put(content.as_slice()).unwrap();
        assert_eq!((hash, length), (Hash::of(&content), content.len() as u64));
        assert_eq!(read(blobs.get(hash).unwrap()), content);
        let name = hash.to_hex();
        let place = format!("blobs/{}/{}/{name}", &name[..2], &name[2..4]);
        assert!(folder.path().join(place).is_file());
    }

    #[test]
    fn equal_content_is_stored_once_and_nothing_is_left_beside_it() {
        let (folder, blobs) = store();
        blobs.put(&b"same"[..]).unwrap();
        blobs.put(&b"same"[..]).unwrap();
        assert_eq!(files_below(folder.path()).len(), 1);
    }

    #[test]
    fn a_reader_that_fails_leaves_nothing() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("gone"))
            }
        }
        let (folder, blobs) = store();
        assert!(blobs.put(b"begun".chain(Broken)).is_err());
        assert!(files_below(folder.path()).is_empty());
    }

    #[test]
    fn a_note_of_a_blob_is_made_before_it_and_without_it_there_is_none() {
        let (folder, blobs) = store();
        let hash = Hash::of(b"noted");
        let full = |_| Err(io::Error::other("full"));
        assert!(blobs.put_noted(&b"noted"[..], full).is_err());
        assert!(files_below(folder.path()).is_empty());
        let note = |noted| {
            assert_eq!((noted, blobs.contains(hash)), (hash, false));
            Ok(())
        };
        assert_eq!(blobs.put_noted(&b"noted"[..], note).unwrap(), (hash, 5));
        assert!(blobs.contains(hash));
    }

    #[test]
    fn an_erased_blob_is_gone_and_erasing_it_again_is_nothing() {
        let (folder, blobs) = store();
        let (hash, _) = blobs.put(&b"secret"[..]).unwrap();
        blobs.erase(hash).unwrap();
        blobs.erase(hash).unwrap();
        blobs.erase(Hash::of(b"never there")).unwrap();
        assert!(blobs.get(hash).is_err());
        assert!(files_below(folder.path()).is_empty());
    }

    #[test]
    fn bytes_are_added_only_where_the_file_ends() {
        let (_folder, blobs) = store();
        blobs.begin(upload(1)).unwrap();
        assert_eq!(blobs.append(upload(1), 0, b"abc").unwrap(), 3);
        for wrong in [0, 2, 4] {
            assert!(matches!(
                blobs.append(upload(1), wrong, b"x"),
                Err(AppendError::Offset { received: 3 })
            ));
        }
        assert_eq!(blobs.append(upload(1), 3, b"de").unwrap(), 5);
        assert_eq!(blobs.received(upload(1)).unwrap(), 5);
        assert_eq!(blobs.hash_incoming(upload(1)).unwrap(), Hash::of(b"abcde"));
    }

    #[test]
    fn a_file_that_came_in_becomes_a_blob_once() {
        let (folder, blobs) = store();
        blobs.begin(upload(1)).unwrap();
        blobs.append(upload(1), 0, b"paper").unwrap();
        let hash = Hash::of(b"paper");
        blobs.adopt(upload(1), hash, 5).unwrap();
        // As after a crash between the rename and the note of it.
        blobs.adopt(upload(1), hash, 5).unwrap();
        assert_eq!(read(blobs.get(hash).unwrap()), b"paper");
        // And another upload of the same paper.
        blobs.begin(upload(2)).unwrap();
        blobs.append(upload(2), 0, b"paper").unwrap();
        blobs.adopt(upload(2), hash, 5).unwrap();
        assert_eq!(files_below(folder.path()).len(), 1);
        let never_there = blobs.adopt(upload(3), Hash::of(b"other"), 5);
        assert!(matches!(never_there, Err(AdoptError::Missing)));
    }

    #[test]
    fn a_file_that_changed_since_it_was_hashed_becomes_no_blob() {
        let (_folder, blobs) = store();
        blobs.begin(upload(1)).unwrap();
        blobs.append(upload(1), 0, b"paper").unwrap();
        let hash = blobs.hash_incoming(upload(1)).unwrap();
        for altered in [&b"pap"[..], b"papel"] {
            fs::write(blobs.incoming(upload(1)), altered).unwrap();
            let adopted = blobs.adopt(upload(1), hash, 5);
            assert!(matches!(adopted, Err(AdoptError::Altered)));
            assert!(!blobs.contains(hash));
        }
    }

    #[test]
    fn a_damaged_blob_is_mended_by_whoever_brings_its_bytes_again() {
        let (_folder, blobs) = store();
        let (hash, _) = blobs.put(&b"paper"[..]).unwrap();
        for damage in [&b""[..], b"pap", b"papel"] {
            fs::write(blobs.place(hash), damage).unwrap();
            blobs.put(&b"paper"[..]).unwrap();
            assert_eq!(read(blobs.get(hash).unwrap()), b"paper");

            fs::write(blobs.place(hash), damage).unwrap();
            blobs.begin(upload(1)).unwrap();
            blobs.append(upload(1), 0, b"paper").unwrap();
            blobs.adopt(upload(1), hash, 5).unwrap();
            assert_eq!(read(blobs.get(hash).unwrap()), b"paper");
        }
    }

    #[test]
    fn an_erased_incoming_file_is_empty_even_for_who_holds_it_open() {
        let (folder, blobs) = store();
        blobs.begin(upload(1)).unwrap();
        blobs.append(upload(1), 0, b"secret").unwrap();
        let held = blobs.open_incoming(upload(1)).unwrap();
        blobs.erase_incoming(upload(1)).unwrap();
        blobs.erase_incoming(upload(1)).unwrap();
        assert_eq!(read(held), b"");
        assert!(files_below(folder.path()).is_empty());
        assert!(blobs.append(upload(1), 0, b"x").is_err());
    }

    #[test]
    fn incoming_files_are_listed_with_their_uploads() {
        let (_folder, blobs) = store();
        blobs.begin(upload(1)).unwrap();
        fs::write(blobs.incoming.join("put-left"), b"x").unwrap();
        let mut found: Vec<_> = blobs
            .all_incoming()
            .unwrap()
            .into_iter()
            .map(|(_, upload)| upload)
            .collect();
        found.sort();
        assert_eq!(found, [None, Some(upload(1))]);
    }
}
