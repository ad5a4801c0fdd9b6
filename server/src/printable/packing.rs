//! The ZIP of a set, made while it is sent: the cover list and the papers' own files, to the byte.
//!
//! Files are stored, not compressed (a PDF is compressed already), and read piece by piece as fast as the reader takes them.
//! Their checksums follow their bytes (APPNOTE.TXT 4.3.9), so that nothing has to be read twice.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Write};
use std::os::unix::fs::FileExt as _;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::{Stream, stream};
use nghisu_protocol::ids::Timestamp;
use tokio::sync::OwnedSemaphorePermit;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

use crate::minutes::paper::local;
use crate::pages::workers::blocking;

/// Bytes that are read at once.
const PIECE: usize = 256 * 1024;

/// A file that goes into a ZIP.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) at: Timestamp,
    pub(super) content: EntryContent,
}

/// Where its bytes are.
#[derive(Debug)]
pub(super) enum EntryContent {
    Bytes(Vec<u8>),
    File(File, u64),
}

/// What zip writes and the stream has not taken yet.
#[derive(Clone, Default)]
struct Outbox(Arc<Mutex<Vec<u8>>>);

impl Outbox {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Outbox {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Packing {
    zip: Option<ZipWriter<StreamWriter<Outbox>>>,
    outbox: Outbox,
    waiting: VecDeque<Entry>,
    /// The file that is being read, and from where.
    current: Option<(Arc<File>, u64, u64)>,
    /// Held as long as the reader takes it.
    _turn: OwnedSemaphorePermit,
}

/// The ZIP, piece by piece. An error breaks the answer off, which its reader notices.
pub(super) fn stream(
    entries: Vec<Entry>,
    turn: OwnedSemaphorePermit,
) -> impl Stream<Item = io::Result<Vec<u8>>> {
    let outbox = Outbox::default();
    let packing = Packing {
        zip: Some(ZipWriter::new_stream(outbox.clone())),
        outbox,
        waiting: entries.into(),
        current: None,
        _turn: turn,
    };
    stream::try_unfold(packing, |mut packing| async move {
        Ok(packing.next().await?.map(|bytes| (bytes, packing)))
    })
}

impl Packing {
    /// The next bytes; none at the end.
    async fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        loop {
            let Some(zip) = &mut self.zip else {
                return Ok(None);
            };
            if let Some((file, at, end)) = self.current.take() {
                if at < end {
                    let length = usize::try_from(end - at).map_or(PIECE, |left| left.min(PIECE));
                    let source = Arc::clone(&file);
                    let bytes = blocking(move || {
                        let mut bytes = vec![0; length];
                        source.read_exact_at(&mut bytes, at)?;
                        Ok(bytes)
                    })
                    .await?;
                    zip.write_all(&bytes)?;
                    self.current = Some((file, at + length as u64, end));
                }
            } else if let Some(entry) = self.waiting.pop_front() {
                zip.start_file(&entry.name, options(&entry))?;
                match entry.content {
                    EntryContent::Bytes(bytes) => zip.write_all(&bytes)?,
                    EntryContent::File(file, length) => {
                        self.current = Some((Arc::new(file), 0, length));
                    }
                }
            } else if let Some(zip) = self.zip.take() {
                zip.finish()?;
            }
            let bytes = self.outbox.take();
            if !bytes.is_empty() {
                return Ok(Some(bytes));
            }
        }
    }
}

fn options(entry: &Entry) -> SimpleFileOptions {
    let size = match &entry.content {
        EntryContent::Bytes(bytes) => bytes.len() as u64,
        EntryContent::File(_, length) => *length,
    };
    let at = local(entry.at);
    let part = |value: i8| u8::try_from(value).unwrap_or_default();
    let time = zip::DateTime::from_date_and_time(
        u16::try_from(at.year()).unwrap_or_default(),
        part(at.month()),
        part(at.day()),
        part(at.hour()),
        part(at.minute()),
        part(at.second()),
    );
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(time.unwrap_or_default())
        .large_file(size >= u64::from(u32::MAX))
}
