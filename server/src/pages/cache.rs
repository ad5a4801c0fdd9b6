//! The images on disk: found by the hash of the file they show, bounded, the least used thrown away first.
//!
//! One file each, `cache/pages/ab/<hash>/<page>-<edge>[-<column>-<row>]`: a header of 24 bytes and the
//! encoded image. All of it can be made again, so it is not synced; a file that a crash left torn is
//! recognised by its checksum and made anew. Every function that touches the disk blocks.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use nghisu_protocol::frame::Tile;
use nghisu_protocol::log::Hash;
use nghisu_render::MediaType;
use sha2::{Digest as _, Sha256};

/// Bytes of the header: mark, media type, width, height, length, the first eight bytes of the SHA-256.
const HEADER: usize = 24;
const MARK: [u8; 4] = *b"NSP1";
/// An image's time of use is noted on disk at most this often.
const NOTED: Duration = Duration::from_secs(3600);

/// An image of a page, encoded, as all tablets get it.
#[derive(Clone, PartialEq, Eq)]
pub struct EncodedImage {
    /// How the bytes are encoded.
    pub media_type: MediaType,
    /// Width in pixels.
    pub width: u16,
    /// Height in pixels.
    pub height: u16,
    /// The encoded file.
    pub bytes: Box<[u8]>,
}

impl std::fmt::Debug for EncodedImage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EncodedImage")
            .field("media_type", &self.media_type)
            .field("width", &self.width)
            .field("height", &self.height)
            .field("bytes", &self.bytes.len())
            .finish()
    }
}

/// Which image of which content. Pages count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// SHA-256 of the document.
    pub content: Hash,
    /// The page.
    pub page: u32,
    /// Long edge of the whole page in pixels.
    pub long_edge: u16,
    /// The tile, or the whole page.
    pub tile: Option<Tile>,
}

impl Key {
    fn file_name(&self) -> String {
        let Self {
            page, long_edge, ..
        } = self;
        match self.tile {
            None => format!("{page}-{long_edge}"),
            Some(Tile { column, row }) => format!("{page}-{long_edge}-{column}-{row}"),
        }
    }

    fn read(folder: &str, file: &str) -> Option<Self> {
        let content = folder.parse().ok()?;
        let mut parts = file.split('-');
        let mut next = || parts.next();
        let key = Self {
            content,
            page: next()?.parse().ok()?,
            long_edge: next()?.parse().ok()?,
            tile: match next() {
                None => None,
                Some(column) => Some(Tile {
                    column: column.parse().ok()?,
                    row: next()?.parse().ok()?,
                }),
            },
        };
        (key.file_name() == file).then_some(key)
    }
}

/// The cache in one folder.
#[derive(Debug)]
pub struct DiskCache {
    folder: PathBuf,
    limit: u64,
    index: Mutex<Index>,
}

/// What is on disk, by use. A use is a count; the files' times only order what an earlier run left.
#[derive(Debug, Default)]
struct Index {
    bytes: u64,
    uses: u64,
    images: HashMap<Key, Place>,
    by_use: BTreeMap<u64, Key>,
    /// How often a content was forgotten, and at which of these times each was the last time.
    forgets: u64,
    forgotten: HashMap<Hash, u64>,
}

/// A moment of the cache: what is forgotten after it takes no image whose making had begun before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(u64);

#[derive(Debug, Clone, Copy)]
struct Place {
    bytes: u64,
    used: u64,
    noted: SystemTime,
}

impl DiskCache {
    /// Opens the cache under a data folder and counts what is there. `limit` is in bytes.
    ///
    /// # Errors
    /// When the folder cannot be made or read.
    pub fn open(data: &Path, limit: u64) -> io::Result<Self> {
        let folder = data.join("cache").join("pages");
        fs::create_dir_all(&folder)?;
        let mut found = Vec::new();
        for outer in folders(&folder)? {
            for inner in folders(&outer)? {
                let name = inner
                    .file_name()
                    .and_then(|name| name.to_str())
                    .unwrap_or_default();
                for entry in fs::read_dir(&inner)? {
                    let entry = entry?;
                    let key = entry
                        .file_name()
                        .to_str()
                        .and_then(|file| Key::read(name, file));
                    match key {
                        Some(key) => {
                            let metadata = entry.metadata()?;
                            let used = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
                            found.push((used, key, metadata.len()));
                        }
                        // What a write that never ended left behind.
                        None => fs::remove_file(entry.path())?,
                    }
                }
            }
        }
        found.sort_by_key(|(used, key, _)| (*used, *key));
        let mut index = Index::default();
        for (noted, key, bytes) in found {
            index.insert(key, bytes, noted);
        }
        let cache = Self {
            folder,
            limit,
            index: Mutex::new(index),
        };
        cache.shrink()?;
        Ok(cache)
    }

    /// Bytes that it may hold.
    pub fn limit(&self) -> u64 {
        self.limit
    }

    /// Bytes on disk.
    pub fn bytes(&self) -> u64 {
        self.lock().bytes
    }

    /// This moment, to be told by whoever begins to make an image.
    pub fn now(&self) -> Moment {
        Moment(self.lock().forgets)
    }

    /// Whether a content was forgotten since a moment.
    pub fn was_forgotten(&self, content: Hash, since: Moment) -> bool {
        self.lock().was_forgotten(content, since)
    }

    /// Whether an image is there, without reading it.
    pub fn contains(&self, key: &Key) -> bool {
        self.lock().images.contains_key(key)
    }

    /// The image, if it is there and whole.
    pub fn get(&self, key: &Key) -> Option<EncodedImage> {
        let note = self.lock().touch(key, SystemTime::now())?;
        let path = self.path(key);
        let image = fs::read(&path).ok().and_then(|bytes| read(&bytes));
        if image.is_none() {
            self.lock().remove(key);
            // It may be gone already; what stays is overwritten when the image is made anew.
            let _ = fs::remove_file(&path);
        } else if note {
            // Only the order after a restart depends on it.
            let _ = fs::File::open(&path).and_then(|file| file.set_modified(SystemTime::now()));
        }
        image
    }

    /// Keeps an image whose making began at a moment, and throws the least used ones away where the limit is passed. Of a
    /// content that was forgotten meanwhile nothing is kept: a paper that was erased leaves no picture behind.
    ///
    /// # Errors
    /// When the disk says no; the image is not kept then.
    pub fn put(&self, key: &Key, image: &EncodedImage, since: Moment) -> io::Result<()> {
        let path = self.path(key);
        let folder = path.parent().unwrap_or(&self.folder);
        fs::create_dir_all(folder)?;
        let mut file = tempfile::Builder::new()
            .prefix("put-")
            .tempfile_in(folder)?;
        let bytes = write(image);
        io::Write::write_all(&mut file, &bytes)?;
        {
            let mut index = self.lock();
            if index.was_forgotten(key.content, since) {
                return Ok(());
            }
            file.persist(&path)?;
            index.insert(*key, bytes.len() as u64, SystemTime::now());
        }
        self.shrink()
    }

    /// Throws away all images of a content.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn forget(&self, content: Hash) -> io::Result<()> {
        let mut index = self.lock();
        let keys: Vec<Key> = index
            .images
            .keys()
            .filter(|key| key.content == content)
            .copied()
            .collect();
        for key in keys {
            index.remove(&key);
        }
        index.forgets += 1;
        let now = index.forgets;
        index.forgotten.insert(content, now);
        match fs::remove_dir_all(self.folder_of(content)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            done => done,
        }
    }

    fn shrink(&self) -> io::Result<()> {
        let mut index = self.lock();
        while index.bytes > self.limit {
            let Some((_, key)) = index.by_use.first_key_value() else {
                break;
            };
            let key = *key;
            index.remove(&key);
            match fs::remove_file(self.path(&key)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    fn folder_of(&self, content: Hash) -> PathBuf {
        let name = content.to_hex();
        self.folder.join(&name[..2]).join(name)
    }

    fn path(&self, key: &Key) -> PathBuf {
        self.folder_of(key.content).join(key.file_name())
    }

    fn lock(&self) -> MutexGuard<'_, Index> {
        self.index.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Index {
    fn insert(&mut self, key: Key, bytes: u64, noted: SystemTime) {
        self.remove(&key);
        self.uses += 1;
        let used = self.uses;
        self.bytes += bytes;
        self.by_use.insert(used, key);
        self.images.insert(key, Place { bytes, used, noted });
    }

    fn was_forgotten(&self, content: Hash, since: Moment) -> bool {
        self.forgotten.get(&content).is_some_and(|at| *at > since.0)
    }

    fn remove(&mut self, key: &Key) {
        if let Some(place) = self.images.remove(key) {
            self.bytes -= place.bytes;
            self.by_use.remove(&place.used);
        }
    }

    /// Notes a use; answers whether it should be noted on disk as well, `None` where the image is not there.
    fn touch(&mut self, key: &Key, now: SystemTime) -> Option<bool> {
        let place = self.images.get_mut(key)?;
        self.by_use.remove(&place.used);
        self.uses += 1;
        place.used = self.uses;
        self.by_use.insert(place.used, *key);
        let is_old = now.duration_since(place.noted).is_ok_and(|age| age > NOTED);
        if is_old {
            place.noted = now;
        }
        Some(is_old)
    }
}

fn folders(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut folders = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            folders.push(entry.path());
        }
    }
    Ok(folders)
}

fn write(image: &EncodedImage) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEADER + image.bytes.len());
    bytes.extend(MARK);
    bytes.extend(match image.media_type {
        MediaType::Webp => *b"webp",
        MediaType::Jpeg => *b"jpeg",
    });
    bytes.extend(image.width.to_le_bytes());
    bytes.extend(image.height.to_le_bytes());
    // Together with the checksum the length is known; four bytes stay free.
    bytes.extend([0; 4]);
    bytes.extend(checksum(&image.bytes));
    bytes.extend(&image.bytes);
    bytes
}

fn read(bytes: &[u8]) -> Option<EncodedImage> {
    let (header, image) = bytes.split_at_checked(HEADER)?;
    let word = |at: usize| u16::from_le_bytes([header[at], header[at + 1]]);
    let media_type = match &header[4..8] {
        b"webp" => MediaType::Webp,
        b"jpeg" => MediaType::Jpeg,
        _ => return None,
    };
    (header[..4] == MARK && header[16..] == checksum(image)).then(|| EncodedImage {
        media_type,
        width: word(8),
        height: word(10),
        bytes: image.into(),
    })
}

fn checksum(bytes: &[u8]) -> [u8; 8] {
    let digest = Sha256::digest(bytes);
    let mut first = [0; 8];
    first.copy_from_slice(&digest[..8]);
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(page: u32) -> Key {
        Key {
            content: Hash::of(b"content"),
            page,
            long_edge: 1200,
            tile: None,
        }
    }

    fn image(fill: u8) -> EncodedImage {
        EncodedImage {
            media_type: MediaType::Webp,
            width: 848,
            height: 1200,
            bytes: vec![fill; 1000 - HEADER].into(),
        }
    }

    fn bytes_below(folder: &Path) -> u64 {
        fs::read_dir(folder)
            .unwrap()
            .map(|entry| {
                let entry = entry.unwrap();
                match entry.file_type().unwrap().is_dir() {
                    true => bytes_below(&entry.path()),
                    false => entry.metadata().unwrap().len(),
                }
            })
            .sum()
    }

    #[test]
    fn an_image_is_read_as_it_was_kept_also_after_a_restart() {
        let data = tempfile::tempdir().unwrap();
        let tile = Key {
            tile: Some(Tile { column: 3, row: 0 }),
            long_edge: 6000,
            ..key(2)
        };
        let cache = DiskCache::open(data.path(), 10_000).unwrap();
        cache.put(&key(1), &image(1), cache.now()).unwrap();
        cache.put(&tile, &image(2), cache.now()).unwrap();
        let again = DiskCache::open(data.path(), 10_000).unwrap();
        assert_eq!(again.bytes(), 2000);
        assert_eq!(again.get(&key(1)), Some(image(1)));
        assert_eq!(again.get(&tile), Some(image(2)));
        assert_eq!(again.get(&key(3)), None);
    }

    #[test]
    fn the_limit_holds_and_the_least_used_goes_first() {
        let data = tempfile::tempdir().unwrap();
        let cache = DiskCache::open(data.path(), 3_500).unwrap();
        for page in 1..=3 {
            cache.put(&key(page), &image(1), cache.now()).unwrap();
        }
        assert!(cache.get(&key(1)).is_some());
        cache.put(&key(4), &image(1), cache.now()).unwrap();
        let kept: Vec<u32> = (1..=4)
            .filter(|page| cache.get(&key(*page)).is_some())
            .collect();
        assert_eq!(kept, [1, 3, 4]);
        assert_eq!((cache.bytes(), bytes_below(data.path())), (3_000, 3_000));
        // A smaller limit after a restart holds at once.
        let smaller = DiskCache::open(data.path(), 1_000).unwrap();
        assert_eq!((smaller.bytes(), bytes_below(data.path())), (1_000, 1_000));
    }

    #[test]
    fn an_image_that_is_kept_twice_counts_once() {
        let data = tempfile::tempdir().unwrap();
        let cache = DiskCache::open(data.path(), 10_000).unwrap();
        cache.put(&key(1), &image(1), cache.now()).unwrap();
        cache.put(&key(1), &image(2), cache.now()).unwrap();
        assert_eq!(cache.bytes(), 1_000);
        assert_eq!(cache.get(&key(1)), Some(image(2)));
    }

    #[test]
    fn a_torn_file_is_no_image() {
        let data = tempfile::tempdir().unwrap();
        let cache = DiskCache::open(data.path(), 10_000).unwrap();
        cache.put(&key(1), &image(1), cache.now()).unwrap();
        cache.put(&key(2), &image(1), cache.now()).unwrap();
        let path = cache.path(&key(1));
        let mut bytes = fs::read(&path).unwrap();
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        fs::write(&path, &bytes).unwrap();
        fs::write(cache.path(&key(2)), &bytes[..10]).unwrap();
        assert_eq!((cache.get(&key(1)), cache.get(&key(2))), (None, None));
        assert_eq!((cache.bytes(), bytes_below(data.path())), (0, 0));
    }

    #[test]
    fn a_forgotten_content_leaves_nothing() {
        let data = tempfile::tempdir().unwrap();
        let cache = DiskCache::open(data.path(), 10_000).unwrap();
        cache.put(&key(1), &image(1), cache.now()).unwrap();
        cache.forget(key(1).content).unwrap();
        cache.forget(Hash::of(b"never there")).unwrap();
        assert_eq!((cache.bytes(), bytes_below(data.path())), (0, 0));
    }

    #[test]
    fn what_was_being_made_when_its_content_was_forgotten_is_not_kept() {
        let folder = tempfile::tempdir().unwrap();
        let cache = DiskCache::open(folder.path(), 1 << 20).unwrap();
        let before = cache.now();
        cache.forget(key(1).content).unwrap();
        cache.put(&key(1), &image(1), before).unwrap();
        assert!(!cache.contains(&key(1)) && cache.bytes() == 0);
        assert!(cache.was_forgotten(key(1).content, before));
        // Made anew afterwards it is.
        cache.put(&key(1), &image(1), cache.now()).unwrap();
        assert_eq!(cache.get(&key(1)), Some(image(1)));
    }
}
