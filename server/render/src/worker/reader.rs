//! A document's bytes, read by position and counted: PDFium keeps most of what it has read of a document.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Reads a shared descriptor without its offset: a passed descriptor is the same open file in every process that holds it,
/// and two workers that moved one offset would read each other's bytes.
pub(crate) struct PositionedReader {
    file: Arc<File>,
    length: u64,
    position: u64,
    taken: Arc<AtomicU64>,
}

impl PositionedReader {
    pub(crate) fn new(file: Arc<File>) -> io::Result<Self> {
        let length = (&*file).seek(SeekFrom::End(0))?;
        Ok(Self {
            file,
            length,
            position: 0,
            taken: Arc::default(),
        })
    }

    /// Counts the bytes that are read, also when the reader has been given away.
    pub(crate) fn taken(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.taken)
    }

    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    /// The first bytes of the file, as many as there are up to `count`.
    pub(crate) fn beginning(&self, count: usize) -> io::Result<Vec<u8>> {
        let available = usize::try_from(self.length).unwrap_or(usize::MAX);
        let mut bytes = vec![0; count.min(available)];
        self.file.read_exact_at(&mut bytes, 0)?;
        Ok(bytes)
    }
}

impl Read for PositionedReader {
    /// Reads all of `buffer` or fails: PDFium takes any number but zero for complete success.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.file.read_exact_at(buffer, self.position)?;
        self.position += buffer.len() as u64;
        self.taken.fetch_add(buffer.len() as u64, Ordering::Relaxed);
        Ok(buffer.len())
    }
}

impl Seek for PositionedReader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = match to {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::End(offset) => self.length.checked_add_signed(offset),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
        };
        self.position = position.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}
