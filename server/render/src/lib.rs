//! PDFium behind a narrow door: what a PDF page looks like, what is written on it, how a document is divided.
//!
//! Documents come from outside and are hostile until shown otherwise, so the process that serves people never parses one.
//! A [`Pool`] keeps worker processes; each takes a document as a read-only file descriptor over a socket pair, and has given
//! up opening files, connecting, and starting anything before it reads the first byte (see [`Confinement`]). Every job has a
//! deadline, because a page can keep PDFium busy for ever; a content that killed two workers is refused.
//!
//! A [`Binder`] makes one file of the pages of many documents, in the same way: workers read the documents, and this side
//! writes what they send without looking into it.
//!
//! This crate knows no meeting, no person and no storage, keeps nothing on disk that it was not given a file for, and contains no unsafe code of its own.
//!
//! Geometry is in points (1/72 inch) *as displayed*: origin at the top left of the page after its rotation, y downwards.
//! [`PageGeometry`] converts to PDF user space (ISO 32000-2, 8.3.2.3), where signature fields are placed.

mod error;
mod model;
mod pool;
mod wire;
mod worker;

pub use error::RenderError;
pub use model::{
    EVERYDAY_AFTER, EVERYDAY_BEFORE, Encoding, Image, InkImage, InkRefusal, Inspection, MediaType,
    OutlineEntry, PageGeometry, PageSize, PageText, PixelRect, Rect, Rotation, SecrecyMark,
    TextRun,
};
pub use pool::{
    BindError, Binder, Bookmark, Document, Pool, PoolConfig, Priority, Section, WorkerCommand,
};
pub use worker::{Confinement, bare, worker_main};

/// The rungs on which whole-page rasters stand, as lengths of the longer edge in pixels; larger views are made of tiles.
pub const LADDER: [u32; 4] = [256, 1200, 2000, 2800];

/// The rung of thumbnails.
pub const THUMBNAIL: u32 = LADDER[0];

/// The edge of a tile in pixels, above the ladder.
pub const TILE: u32 = 512;

/// The longest edge of a page, in pixels, of which tiles are cut.
pub const MAX_TILED_EDGE: u32 = 24_000;

/// A picture from which ink is taken has at most this many bytes.
pub const MAX_PICTURE: usize = 2 << 20;

/// A picture from which ink is taken has edges of at most this many pixels.
pub const MAX_PICTURE_EDGE: u32 = 4_096;

/// The colour of ink: red, green, blue.
pub const INK: [u8; 3] = [0x0b, 0x3d, 0x91];

/// A document of more pages than this is refused.
pub const MAX_PAGES: u32 = 10_000;

/// The environment variable in which a worker finds the path of PDFium's shared library.
pub const LIBRARY_VARIABLE: &str = "NGHISU_PDFIUM";
