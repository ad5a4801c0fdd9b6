//! The container: a ZIP of stored files in one form only (APPNOTE.TXT 6.3.10), written front to back and compared
//! byte by byte when it is read.
//!
//! Nothing is compressed: what weighs in a package is PDFs, which are, and a compressed stream has bits that no
//! reader looks at. Every other byte of a ZIP that says nothing (times, versions, attributes, comments) has a fixed
//! value here. So whatever byte of a package is touched, reading it says so, and nothing can be hidden between files.
//! ZIP64 records stand where, and only where, a number does not fit.

mod records;

use std::io::{self, Read, Seek, SeekFrom, Write};

use nghisu_protocol::log::Hash;
use sha2::{Digest as _, Sha256};

use records::{directory, find_directory, local_header, read_members};

/// Files of a package at most.
pub const MAX_FILES: usize = 10_000;
/// Bytes of a path at most.
pub const MAX_PATH: usize = 300;
/// Bytes of one file at most.
pub const MAX_FILE: u64 = 2 << 30;

/// A central record at most, to know how large a directory may be.
const MAX_RECORD: u64 = 46 + MAX_PATH as u64 + 12;
/// Bytes that are read at once.
const PIECE: usize = 128 * 1024;

/// Why a container does not read.
#[derive(Debug, thiserror::Error)]
pub enum ContainerError {
    /// It does not have the one form of a package.
    #[error("the file does not have the form of a package: {0}")]
    Form(&'static str),
    /// The disk said no.
    #[error(transparent)]
    Io(io::Error),
}

impl From<io::Error> for ContainerError {
    fn from(error: io::Error) -> Self {
        // Bytes that are not there are the file's fault, not the disk's.
        if error.kind() == io::ErrorKind::UnexpectedEof {
            Self::Form("it is cut off")
        } else {
            Self::Io(error)
        }
    }
}

/// A file of the container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its path.
    pub path: String,
    /// Its bytes.
    pub size: u64,
    /// Where its local header begins.
    offset: u64,
    crc: u32,
}

/// Whether a path may stand in a package: relative, of plain components, the same on every system.
#[must_use]
pub fn is_plain_path(path: &str) -> bool {
    !path.is_empty()
        && path.len() <= MAX_PATH
        && path.split('/').all(|part| {
            !part.is_empty()
                && !part.starts_with('.')
                && !part.ends_with(['.', ' '])
                && !part
                    .chars()
                    .any(|c| c.is_control() || "\\:*?\"<>|".contains(c))
        })
}

/// Writes a container.
pub struct Writer<W> {
    out: W,
    at: u64,
    members: Vec<Member>,
}

impl<W: Write + Seek> Writer<W> {
    /// Begins at the beginning of `out`.
    pub fn new(out: W) -> Self {
        Self {
            out,
            at: 0,
            members: Vec::new(),
        }
    }

    /// Adds a file whose length and hash are known: other bytes are an error, and the writer is of no use after one.
    ///
    /// # Errors
    /// When the content is not what was announced, the path is none, or the disk says no.
    pub fn add(
        &mut self,
        path: &str,
        size: u64,
        hash: Hash,
        mut content: impl Read,
    ) -> io::Result<()> {
        let refused = |why: &str| {
            Err(io::Error::new(
                io::ErrorKind::InvalidData,
                format!("{path}: {why}"),
            ))
        };
        if !is_plain_path(path) || self.members.iter().any(|other| other.path == path) {
            return refused("not a path of its own");
        }
        if size > MAX_FILE || self.members.len() == MAX_FILES {
            return refused("too much for a package");
        }
        let mut member = Member {
            path: path.to_owned(),
            size,
            offset: self.at,
            crc: 0,
        };
        let head = local_header(&member);
        self.out.write_all(&head)?;
        let (mut hasher, mut crc, mut written) = (Sha256::new(), crc32fast::Hasher::new(), 0);
        let mut piece = vec![0; PIECE];
        loop {
            let read = content.read(&mut piece)?;
            if read == 0 {
                break;
            }
            written += read as u64;
            if written > size {
                return refused("longer than announced");
            }
            hasher.update(&piece[..read]);
            crc.update(&piece[..read]);
            self.out.write_all(&piece[..read])?;
        }
        if written != size || Hash(hasher.finalize().into()) != hash {
            return refused("not the bytes that were announced");
        }
        member.crc = crc.finalize();
        let end = self.at + head.len() as u64 + size;
        self.out.seek(SeekFrom::Start(self.at))?;
        self.out.write_all(&local_header(&member))?;
        self.out.seek(SeekFrom::Start(end))?;
        self.at = end;
        self.members.push(member);
        Ok(())
    }

    /// Writes the directory and gives the writer back.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.write_all(&directory(&self.members, self.at))?;
        self.out.flush()?;
        Ok(self.out)
    }
}

/// A container that has the one form.
pub struct Container<R> {
    input: R,
    members: Vec<Member>,
}

impl<R: Read + Seek> Container<R> {
    /// Reads the directory and compares everything that is no file's content with what a writer would have written.
    ///
    /// # Errors
    /// When one byte is another.
    pub fn open(mut input: R) -> Result<Self, ContainerError> {
        let length = input.seek(SeekFrom::End(0))?;
        let (start, count) = find_directory(&mut input, length)?;
        let size = length
            .checked_sub(start)
            .filter(|size| *size <= (count as u64 + 1) * MAX_RECORD)
            .ok_or(ContainerError::Form("its directory is too large"))?;
        let mut bytes = vec![0; usize::try_from(size).map_err(|_| ContainerError::Form("size"))?];
        input.seek(SeekFrom::Start(start))?;
        input.read_exact(&mut bytes)?;
        let members = read_members(&bytes, count)?;
        if directory(&members, start) != bytes {
            return Err(ContainerError::Form("its directory is not in the one form"));
        }
        // One behind the other, from the first byte to the directory.
        let mut at = 0;
        for member in &members {
            if member.offset != at || member.size > MAX_FILE {
                return Err(ContainerError::Form(
                    "its files do not stand one behind the other",
                ));
            }
            let expected = local_header(member);
            let mut found = vec![0; expected.len()];
            input.seek(SeekFrom::Start(at))?;
            input.read_exact(&mut found)?;
            if found != expected {
                return Err(ContainerError::Form(
                    "a file's header differs from the directory",
                ));
            }
            at += expected.len() as u64 + member.size;
        }
        if at != start {
            return Err(ContainerError::Form("something stands between its files"));
        }
        let mut names: Vec<String> = members
            .iter()
            .map(|member| member.path.to_lowercase())
            .collect();
        names.sort();
        names.dedup();
        if names.len() != members.len() || members.iter().any(|member| !is_plain_path(&member.path))
        {
            return Err(ContainerError::Form("its paths are not plain and unique"));
        }
        Ok(Self { input, members })
    }

    /// The files, in their order.
    #[must_use]
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// A file's bytes, to be read front to back.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn content(&mut self, member: &Member) -> io::Result<io::Take<&mut R>> {
        let head = local_header(member).len() as u64;
        self.input.seek(SeekFrom::Start(member.offset + head))?;
        Ok((&mut self.input).take(member.size))
    }

    /// A file's SHA-256, and whether the container's own sum agrees.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn hash(&mut self, member: &Member) -> io::Result<(Hash, bool)> {
        let mut content = self.content(member)?;
        let (mut hasher, mut crc) = (Sha256::new(), crc32fast::Hasher::new());
        let mut piece = vec![0; usize::try_from(member.size).map_or(PIECE, |size| size.min(PIECE))];
        loop {
            match content.read(&mut piece)? {
                0 => break,
                read => {
                    hasher.update(&piece[..read]);
                    crc.update(&piece[..read]);
                }
            }
        }
        Ok((Hash(hasher.finalize().into()), crc.finalize() == member.crc))
    }
}

impl<W> core::fmt::Debug for Writer<W> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_tuple("Writer").field(&self.members).finish()
    }
}

impl<R> core::fmt::Debug for Container<R> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_tuple("Container").field(&self.members).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn written(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = Writer::new(Cursor::new(Vec::new()));
        for (path, content) in files {
            writer
                .add(path, content.len() as u64, Hash::of(content), *content)
                .unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn another_programs_reader_opens_what_is_written() {
        let files: [(&str, &[u8]); 3] = [
            ("manifest.json", b"{}"),
            ("documents/01-T\u{1edd} tr\u{ec}nh.pdf", b"%PDF"),
            ("log/empty", b""),
        ];
        let bytes = written(&files);
        let mut foreign = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
        let mut own = Container::open(Cursor::new(&bytes)).unwrap();
        assert_eq!(foreign.len(), files.len());
        for (index, (path, content)) in files.into_iter().enumerate() {
            let mut read = Vec::new();
            let mut file = foreign.by_index(index).unwrap();
            assert_eq!(file.name().unwrap(), path);
            file.read_to_end(&mut read).unwrap();
            assert_eq!(read, content);
            let member = own.members()[index].clone();
            assert_eq!(member.path, path);
            assert_eq!(own.hash(&member).unwrap(), (Hash::of(content), true));
        }
    }

    #[test]
    fn every_byte_that_is_no_files_content_is_compared() {
        let bytes = written(&[("a", b"12345"), ("b/c", b"678")]);
        let mut altered_content = 0;
        for at in 0..bytes.len() {
            let mut altered = bytes.clone();
            altered[at] ^= 1;
            let Ok(mut container) = Container::open(Cursor::new(&altered)) else {
                continue;
            };
            let members = container.members().to_vec();
            assert!(
                members
                    .iter()
                    .any(|member| !container.hash(member).unwrap().1)
            );
            altered_content += 1;
        }
        assert_eq!(altered_content, 8);
        for length in 0..bytes.len() {
            assert!(Container::open(Cursor::new(&bytes[..length])).is_err());
        }
        for around in [[&bytes[..], b"\0"].concat(), [b"\0", &bytes[..]].concat()] {
            assert!(Container::open(Cursor::new(&around)).is_err());
        }
    }

    #[test]
    fn what_other_programs_write_is_refused() {
        let mut foreign = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Stored);
        foreign.start_file("manifest.json", options).unwrap();
        foreign.write_all(b"{}").unwrap();
        let bytes = foreign.finish().unwrap().into_inner();
        assert!(Container::open(Cursor::new(bytes)).is_err());
    }

    #[test]
    fn files_behind_four_gibibytes_are_found_by_zip64_records() {
        let members = vec![
            Member {
                path: "a".to_owned(),
                size: 7,
                offset: 0,
                crc: 1,
            },
            Member {
                path: "b".to_owned(),
                size: 8,
                offset: 5 << 32,
                crc: 2,
            },
        ];
        let start = 6 << 32;
        let bytes = directory(&members, start);
        assert_eq!(read_members(&bytes, 2).unwrap(), members);
        // The end alone, as if it stood at the end of a short file.
        assert_eq!(
            find_directory(&mut Cursor::new(&bytes), bytes.len() as u64).unwrap(),
            (start, 2)
        );
    }

    #[test]
    fn paths_lead_nowhere_else() {
        for path in ["manifest.json", "documents/01-Báo cáo (bản 2).pdf"] {
            assert!(is_plain_path(path), "{path}");
        }
        for path in [
            "",
            "/etc/passwd",
            "../a",
            "a/../b",
            "a//b",
            "a/",
            ".hidden",
            "a\\b",
            "c:a",
            "a\0b",
            "a\nb",
            "a.",
            "a /b",
        ] {
            assert!(!is_plain_path(path), "{path:?}");
        }
    }

    #[test]
    fn a_writer_takes_only_what_was_announced() {
        let mut writer = Writer::new(Cursor::new(Vec::new()));
        let hash = Hash::of(b"abc");
        assert!(writer.add("a", 3, hash, &b"abd"[..]).is_err());
        assert!(writer.add("a", 4, hash, &b"abc"[..]).is_err());
        assert!(writer.add("a", 2, hash, &b"abc"[..]).is_err());
        assert!(writer.add("../a", 3, hash, &b"abc"[..]).is_err());
    }
}
