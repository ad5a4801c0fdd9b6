//! PDFium itself: opening documents, looking into them, drawing them.
//!
//! Documents and pages stay open between jobs. A scan's tile costs 14 ms when the page must be decoded first and 0.4 ms
//! after that. Which documents stay is decided by the pool (it names the slot); pages are kept here, the latest few.

use std::collections::VecDeque;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use pdfium_render::prelude::{
    PdfBitmap, PdfBitmapFormat, PdfBookmark, PdfDocument, PdfPage, PdfPageRenderRotation,
    PdfRenderConfig, PdfSecurityHandlerRevision, Pdfium, PdfiumError, PdfiumInternalError,
};

use super::encode::encode;
use super::fonts::FallbackFonts;
use super::import::import;
use super::ink;
use super::marks::{self, Finder};
use super::reader::PositionedReader;
use super::text;
use crate::model::{
    Encoding, Inspection, OutlineEntry, PageGeometry, PageSize, PixelRect, Rect, Rotation,
    SecrecyMark,
};
use crate::wire::{Job, Reply};
use crate::{LADDER, MAX_PAGES, MAX_PICTURE, MAX_TILED_EDGE, RenderError};

/// Pages of one document that stay loaded.
const OPEN_PAGES: usize = 3;
/// Bytes that are read of a document before it is opened anew. PDFium keeps what it has read as long as the document is
/// open: without this, a few long scans would fill a worker, and the document that it dies of is not to blame.
const READ_AT_MOST: u64 = 64 * 1024 * 1024;
/// The header must stand within this many bytes (ISO 32000-1, annex H, implementation note 13).
const HEADER_WITHIN: usize = 1024;
/// The longest edge of a raster of a whole page: the ladder's top with room for one more rung.
const MAX_EDGE: u32 = LADDER[3] + 1296;
const MAX_TILE: u32 = 2048;
const MAX_OUTLINE: usize = 1000;
const MAX_OUTLINE_DEPTH: u8 = 16;
const MAX_TITLE: usize = 300;
const MAX_FIRST_PAGE_TEXT: usize = 20_000;
/// Pages in which a text layer is looked for.
const TEXT_LAYER_WITHIN: u32 = 5;

/// The library with the documents that it holds open.
pub(crate) struct Engine {
    pdfium: &'static Pdfium,
    slots: Vec<Option<Open>>,
    /// Made when the first page is looked at.
    finder: Option<Finder>,
}

/// A document with its loaded pages. The pages are declared first and so are closed before their document.
pub(super) struct Open {
    pages: VecDeque<(u32, PdfPage<'static>)>,
    pub(super) document: PdfDocument<'static>,
    pub(super) page_count: u32,
    /// The file's bytes.
    pub(super) length: u64,
    file: Arc<File>,
    taken: Arc<AtomicU64>,
}

impl Engine {
    /// Loads the library. This can be done once in a process.
    pub(crate) fn load(library: &Path) -> Result<Self, RenderError> {
        let bindings = Pdfium::bind_to_library(library)
            .map_err(|error| RenderError::CannotStart(format!("{}: {error}", library.display())))?;
        let mut pdfium = Pdfium::new(bindings);
        pdfium.set_custom_font_provider(Box::new(FallbackFonts::default()));
        Ok(Self {
            // Documents borrow from the library, and both live as long as the process.
            pdfium: Box::leak(Box::new(pdfium)),
            slots: Vec::new(),
            finder: None,
        })
    }

    /// Does one job. A `file` replaces what the slot held.
    pub(crate) fn run(
        &mut self,
        slot: usize,
        file: Option<File>,
        job: &Job,
    ) -> Result<(Reply, Vec<u8>), RenderError> {
        if slot >= self.slots.len() {
            self.slots.resize_with(slot + 1, || None);
        }
        let place = &mut self.slots[slot];
        if *job == Job::Ink {
            *place = None;
            return ink_of(file);
        }
        if let Job::Import {
            from,
            stamp,
            place: into,
        } = job
        {
            // Its pages are changed on their way, so nobody else reads this document, and it does not stay open.
            *place = None;
            let file = file.ok_or_else(|| RenderError::Broken("no document came".to_owned()))?;
            let mut source = Open::new(self.pdfium, Arc::new(file))?;
            let imported = import(self.pdfium, &mut source, *from, stamp.as_deref(), *into)?;
            return Ok((Reply::Imported(imported), Vec::new()));
        }
        if let Some(file) = file {
            // The old document goes first, so that two never need memory at once.
            *place = None;
            *place = Some(Open::new(self.pdfium, Arc::new(file))?);
        } else if let Some(full) = place.take_if(|open| open.has_read_enough()) {
            let file = Arc::clone(&full.file);
            drop(full);
            *place = Some(Open::new(self.pdfium, file)?);
        }
        let open = place
            .as_mut()
            .ok_or_else(|| RenderError::Broken("the document is not open".to_owned()))?;
        match job {
            Job::Ink | Job::Import { .. } => Err(RenderError::Broken(
                "this is done without an open document".to_owned(),
            )),
            Job::Inspect => Ok((Reply::Inspection(open.inspect()?), Vec::new())),
            Job::Geometry { page } => {
                Ok((Reply::Geometry(geometry(open.page(*page)?)?), Vec::new()))
            }
            Job::Text { page } => {
                let page = open.page(*page)?;
                let text = text::read(page, geometry(page)?)?;
                Ok((Reply::Text(text), Vec::new()))
            }
            Job::Mark => {
                let finder = self
                    .finder
                    .get_or_insert_with(|| Finder::new(&super::fonts::letters()));
                Ok((Reply::Mark(mark(open.page(0)?, finder)?), Vec::new()))
            }
            Job::Raster {
                page,
                long_edge,
                encoding,
            } => {
                check(*long_edge, MAX_EDGE)?;
                let page = open.page(*page)?;
                let (width, height) = size(page)?.pixels(*long_edge);
                let all = PixelRect {
                    x: 0,
                    y: 0,
                    width,
                    height,
                };
                draw(page, (width, height), all, *encoding)
            }
            Job::Tile {
                page,
                long_edge,
                area,
                encoding,
            } => {
                check(*long_edge, MAX_TILED_EDGE)?;
                check(area.width, MAX_TILE)?;
                check(area.height, MAX_TILE)?;
                let page = open.page(*page)?;
                let whole = size(page)?.pixels(*long_edge);
                let beyond =
                    || RenderError::SizeOutOfRange("the tile lies beyond the page".to_owned());
                let area = PixelRect {
                    width: whole
                        .0
                        .checked_sub(area.x)
                        .ok_or_else(beyond)?
                        .min(area.width),
                    height: whole
                        .1
                        .checked_sub(area.y)
                        .ok_or_else(beyond)?
                        .min(area.height),
                    ..*area
                };
                if area.width == 0 || area.height == 0 {
                    return Err(beyond());
                }
                draw(page, whole, area, *encoding)
            }
        }
    }
}

/// The ink of the picture that came with the job.
fn ink_of(file: Option<File>) -> Result<(Reply, Vec<u8>), RenderError> {
    let unreadable = |error: std::io::Error| RenderError::Broken(error.to_string());
    let file = file.ok_or_else(|| RenderError::Broken("no picture came".to_owned()))?;
    let reader = PositionedReader::new(Arc::new(file)).map_err(unreadable)?;
    // One byte more than a picture may have is enough to refuse it.
    let bytes = reader.beginning(MAX_PICTURE + 1).map_err(unreadable)?;
    Ok(match ink::read(&bytes) {
        Ok((width, height, png)) => (Reply::Ink { width, height }, png),
        Err(refusal) => (Reply::NoInk(refusal), Vec::new()),
    })
}

impl Open {
    fn new(pdfium: &'static Pdfium, file: Arc<File>) -> Result<Self, RenderError> {
        let unreadable = |error: std::io::Error| RenderError::Broken(error.to_string());
        let reader = PositionedReader::new(Arc::clone(&file)).map_err(unreadable)?;
        let taken = reader.taken();
        let length = reader.length();
        let beginning = reader.beginning(HEADER_WITHIN).map_err(unreadable)?;
        if length == 0 || !beginning.windows(5).any(|bytes| bytes == b"%PDF-") {
            return Err(RenderError::NotPdf);
        }
        let document = pdfium
            .load_pdf_from_reader(reader, None)
            .map_err(|error| match error {
                PdfiumError::PdfiumLibraryInternalError(
                    PdfiumInternalError::PasswordError | PdfiumInternalError::SecurityError,
                ) => RenderError::Encrypted,
                error => broken(&error),
            })?;
        let page_count = u32::try_from(document.pages().len()).unwrap_or(0);
        match page_count {
            0 => Err(RenderError::Broken("there are no pages".to_owned())),
            1..=MAX_PAGES => Ok(Self {
                pages: VecDeque::new(),
                document,
                page_count,
                length,
                file,
                taken,
            }),
            _ => Err(RenderError::TooManyPages(page_count)),
        }
    }

    fn has_read_enough(&self) -> bool {
        self.taken.load(Ordering::Relaxed) > READ_AT_MOST
    }

    /// The loaded page, from among the latest ones or loaded now.
    fn page(&mut self, number: u32) -> Result<&PdfPage<'static>, RenderError> {
        let index = i32::try_from(number)
            .ok()
            .filter(|_| number < self.page_count)
            .ok_or(RenderError::PageOutOfRange {
                page: number,
                pages: self.page_count,
            })?;
        let entry = match self.pages.iter().position(|(known, _)| *known == number) {
            Some(place) => self.pages.remove(place),
            None => None,
        };
        let entry = match entry {
            Some(entry) => entry,
            None => {
                self.pages.truncate(OPEN_PAGES - 1);
                (
                    number,
                    self.document
                        .pages()
                        .get(index)
                        .map_err(|error| broken(&error))?,
                )
            }
        };
        self.pages.push_front(entry);
        Ok(&self.pages[0].1)
    }

    fn inspect(&mut self) -> Result<Inspection, RenderError> {
        let mut pages = Vec::with_capacity(self.page_count as usize);
        for index in 0..self.page_count {
            let size = i32::try_from(index)
                .ok()
                .and_then(|index| self.document.pages().page_size(index).ok())
                .map(|size| PageSize {
                    width: size.width().value,
                    height: size.height().value,
                })
                .filter(|size| is_size(*size))
                .ok_or_else(|| RenderError::Broken(format!("page {} cannot be read", index + 1)))?;
            pages.push(size);
        }
        let mut first_page_text = String::new();
        let mut has_text_layer = false;
        for number in 0..self.page_count.min(TEXT_LAYER_WITHIN) {
            let text = self.page(number)?.text().map_err(|error| broken(&error))?;
            if number == 0 {
                // PDFium ends lines with two characters.
                let characters = text.all();
                let characters = characters.chars().filter(|character| *character != '\r');
                first_page_text = characters.take(MAX_FIRST_PAGE_TEXT).collect();
            }
            has_text_layer = !text.is_empty();
            if has_text_layer {
                break;
            }
        }
        let signed =
            self.document
                .signatures()
                .iter()
                .fold((0, 0), |(signed, empty), signature| {
                    match signature.bytes().is_empty() {
                        true => (signed, empty + 1),
                        false => (signed + 1, empty),
                    }
                });
        Ok(Inspection {
            pages,
            // An unknown revision is newer than the library's list, and encrypted all the same.
            is_encrypted: !matches!(
                self.document.permissions().security_handler_revision(),
                Ok(PdfSecurityHandlerRevision::Unprotected)
            ),
            has_forms: self.document.form().is_some(),
            signatures: signed.0,
            empty_signature_fields: signed.1,
            has_text_layer,
            first_page_text,
            outline: outline(&self.document),
        })
    }
}

/// Walks the outline in reading order; bounds end a circular one.
fn outline(document: &PdfDocument<'_>) -> Vec<OutlineEntry> {
    let mut entries = Vec::new();
    let mut pending: Vec<(u8, PdfBookmark<'_>)> = document
        .bookmarks()
        .root()
        .map(|root| (0, root))
        .into_iter()
        .collect();
    while let Some((level, bookmark)) = pending.pop() {
        if entries.len() == MAX_OUTLINE {
            break;
        }
        let title: String = bookmark
            .title()
            .unwrap_or_default()
            .chars()
            .take(MAX_TITLE)
            .collect();
        let page = bookmark
            .destination()
            .and_then(|destination| destination.page_index().ok())
            .and_then(|index| u32::try_from(index).ok());
        entries.push(OutlineEntry { level, title, page });
        pending.extend(bookmark.next_sibling().map(|sibling| (level, sibling)));
        if level < MAX_OUTLINE_DEPTH {
            pending.extend(bookmark.first_child().map(|child| (level + 1, child)));
        }
    }
    entries
}

fn size(page: &PdfPage<'_>) -> Result<PageSize, RenderError> {
    let size = PageSize {
        width: page.width().value,
        height: page.height().value,
    };
    match is_size(size) {
        true => Ok(size),
        false => Err(RenderError::Broken("the page has no size".to_owned())),
    }
}

fn is_size(size: PageSize) -> bool {
    [size.width, size.height]
        .iter()
        .all(|edge| edge.is_finite() && *edge > 0.0)
}

pub(super) fn geometry(page: &PdfPage<'_>) -> Result<PageGeometry, RenderError> {
    let visible = page
        .boundaries()
        .bounding()
        .map_err(|error| broken(&error))?
        .bounds;
    let rotation = match page.rotation().map_err(|error| broken(&error))? {
        PdfPageRenderRotation::None => Rotation::None,
        PdfPageRenderRotation::Degrees90 => Rotation::Clockwise90,
        PdfPageRenderRotation::Degrees180 => Rotation::Half,
        PdfPageRenderRotation::Degrees270 => Rotation::Clockwise270,
    };
    Ok(PageGeometry {
        visible: Rect {
            x: visible.left().value,
            y: visible.bottom().value,
            width: visible.width().value,
            height: visible.height().value,
        },
        rotation,
    })
}

/// The gravest stamp on a page as it is seen. Where the text layer has the word, it is left to who reads the text.
fn mark(page: &PdfPage<'_>, finder: &Finder) -> Result<Option<SecrecyMark>, RenderError> {
    let size = size(page)?;
    let (width, height) = size.pixels(marks::long_edge(size));
    let all = PixelRect {
        x: 0,
        y: 0,
        width,
        height,
    };
    let pixels = pixels(page, (width, height), all)?;
    let mut stamps = finder.find(&pixels, width as usize, height as usize);
    if !stamps.is_empty() {
        let text = text::read(page, geometry(page)?)?;
        let words = text.runs.iter().filter(|run| run.text.contains("MẬT"));
        let places: Vec<Rect> = words.map(|run| run.bounds).collect();
        let points = size.width / width as f32;
        stamps.retain(|stamp| {
            let (x, y) = (stamp.area.centre_x(), stamp.area.centre_y());
            let (x, y) = (x as f32 * points, y as f32 * points);
            !places.iter().any(|place| {
                (place.x..place.x + place.width).contains(&x)
                    && (place.y..place.y + place.height).contains(&y)
            })
        });
    }
    Ok(stamps.iter().map(|stamp| stamp.mark).max())
}

/// Draws a part of the page scaled to `whole` and encodes it.
fn draw(
    page: &PdfPage<'_>,
    whole: (u32, u32),
    area: PixelRect,
    encoding: Encoding,
) -> Result<(Reply, Vec<u8>), RenderError> {
    let pixels = pixels(page, whole, area)?;
    let (media_type, bytes) = encode(&pixels, area.width, area.height, encoding)?;
    Ok((
        Reply::Image {
            media_type,
            width: area.width,
            height: area.height,
        },
        bytes,
    ))
}

/// A part of the page scaled to `whole`, with annotations and form widgets: four bytes a pixel, blue first.
fn pixels(page: &PdfPage<'_>, whole: (u32, u32), area: PixelRect) -> Result<Vec<u8>, RenderError> {
    let signed = |value: u32| i32::try_from(value).unwrap_or(i32::MAX);
    let mut pixels = vec![0; area.width as usize * area.height as usize * 4];
    let mut bitmap = PdfBitmap::from_bytes(
        signed(area.width),
        signed(area.height),
        PdfBitmapFormat::BGRx,
        &mut pixels,
    )
    .map_err(|error| broken(&error))?;
    // The origin moves the page under a small bitmap: unlike a clip, this keeps signature stamps and other widgets.
    let config = PdfRenderConfig::new()
        .set_fixed_size(signed(whole.0), signed(whole.1))
        .set_origin(-signed(area.x), -signed(area.y))
        .set_reverse_byte_order(false)
        .render_annotations(true)
        .render_form_data(true);
    page.render_into_bitmap_with_config(&mut bitmap, &config)
        .map_err(|error| broken(&error))?;
    drop(bitmap);
    Ok(pixels)
}

fn check(edge: u32, limit: u32) -> Result<(), RenderError> {
    match edge {
        0 => Err(RenderError::SizeOutOfRange("an edge is empty".to_owned())),
        edge if edge > limit => Err(RenderError::SizeOutOfRange(format!(
            "{edge} pixels are more than {limit}"
        ))),
        _ => Ok(()),
    }
}

/// PDFium's own word for what is wrong, such as `FormatError`, on one line.
pub(super) fn broken(error: &PdfiumError) -> RenderError {
    RenderError::Broken(match error {
        PdfiumError::PdfiumLibraryInternalError(error) => format!("{error:?}"),
        error => format!("{error:?}"),
    })
}
