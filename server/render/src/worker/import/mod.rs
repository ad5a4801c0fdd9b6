//! Pages of a document made ready to stand in another file.
//!
//! PDFium copies them into a document of its own (`FPDF_ImportPagesByIndex`) and writes that; [`rewrite`] numbers its objects
//! as the file that is being bound wants them and sends the bytes to the pool as they come. A piece of a document is done
//! at a time, so that memory does not grow with what is bound: PDFium holds a piece's bytes twice, in the document that was
//! read and in the one that is written.
//!
//! Annotations and form widgets, such as the stamps of signatures, are drawn into their pages: the file that is bound has no
//! form, and without one a viewer shows no widget. What a signature covers stays in the paper's own file.

mod rewrite;
mod scan;

use std::io::{self, Write};
use std::os::fd::AsFd as _;
use std::time::{Duration, Instant};

use pdfium_render::prelude::{
    PdfColor, PdfDocument, PdfFontToken, PdfPage, PdfPageContentRegenerationStrategy,
    PdfPageObjectCommon as _, PdfPageObjectsCommon as _, PdfPoints, Pdfium, PdfiumError,
};

use super::engine::{Open, broken, geometry};
use super::fonts;
use crate::RenderError;
use crate::model::{Imported, PageGeometry, Place, Rect, Rotation};
use crate::wire::{self, Reply};
use rewrite::Rewriting;

/// The bytes of a document that one piece has, taken from the average of its pages.
const PIECE: u64 = 48 << 20;
/// The pages of one piece at most.
const PAGES: u32 = 400;
/// The stamped pages of one piece at most: each is read a second time.
const STAMPED_PAGES: u32 = 100;
/// After so long no further page is looked at for this piece.
const LOOKING: Duration = Duration::from_secs(3);
/// How often a page carries the stamp, as on a screen.
const STAMPS: u8 = 6;
/// The stamp rises to the right by so many degrees.
const RISE: f32 = 24.0;
/// Grey enough to be seen on paper, light enough to be read through: red, green, blue, opacity.
const STAMP_COLOUR: PdfColor = PdfColor::new(70, 84, 100, 56);
/// The stamp's size as a share of the page's shorter edge.
const STAMP_SIZE: f32 = 1.0 / 32.0;
/// Bytes that are collected before they are sent.
const PART: usize = 256 << 10;

/// Imports as many pages of the document as one piece has, from page `from` (counted from 0).
pub(super) fn import(
    pdfium: &'static Pdfium,
    source: &mut Open,
    from: u32,
    stamp: Option<&str>,
    place: Place,
) -> Result<Imported, RenderError> {
    let pages = source.page_count;
    if from >= pages {
        return Err(RenderError::PageOutOfRange { page: from, pages });
    }
    let at_once = pages_at_once(source.length, pages, stamp.is_some());
    let until = draw_annotations(&source.document, from, at_once.min(pages - from))?;
    let cannot = |error: PdfiumError| broken(&error);
    let mut target = pdfium.create_new_pdf().map_err(cannot)?;
    target
        .pages_mut()
        .copy_page_range_from_document(&source.document, index(from)..=index(until - 1), 0)
        .map_err(cannot)?;
    if let Some(words) = stamp {
        let font = target
            .fonts_mut()
            .load_true_type_from_bytes(fonts::upright(), true)
            .map_err(cannot)?;
        for page in 0..until - from {
            lay_stamp(&target, page, words, font)?;
        }
    }
    let mut rewriting = Rewriting::new(Parts::default(), place);
    let saved = target.save_to_writer(&mut rewriting);
    // What the writer found says more than that PDFium could not write.
    let written = rewriting.finish()?;
    saved.map_err(cannot)?;
    Ok(Imported {
        pages: until - from,
        all_pages: pages,
        tree: written.tree,
        first_page: written.first_page,
        objects: written.objects,
    })
}

/// As many pages as a piece's bytes have on average; the least is one.
fn pages_at_once(length: u64, pages: u32, is_stamped: bool) -> u32 {
    let by_bytes = PIECE.saturating_mul(u64::from(pages)) / length.max(1);
    let most = if is_stamped { STAMPED_PAGES } else { PAGES };
    u32::try_from(by_bytes).unwrap_or(most).clamp(1, most)
}

/// Draws annotations into the pages, and answers the page before which it stopped.
fn draw_annotations(document: &PdfDocument<'_>, from: u32, count: u32) -> Result<u32, RenderError> {
    let began = Instant::now();
    for page in from..from + count {
        if page > from && began.elapsed() > LOOKING {
            return Ok(page);
        }
        let mut sheet = document
            .pages()
            .get(index(page))
            .map_err(|error| broken(&error))?;
        if !sheet.annotations().is_empty() {
            // Where one cannot be drawn the page is there without it, as in a viewer.
            let _ = sheet.flatten();
        }
    }
    Ok(from + count)
}

/// Lays the words over a page, as a screen does.
fn lay_stamp(
    document: &PdfDocument<'_>,
    page: u32,
    words: &str,
    font: PdfFontToken,
) -> Result<(), RenderError> {
    let cannot = |error: PdfiumError| broken(&error);
    let mut page = document.pages().get(index(page)).map_err(cannot)?;
    page.set_content_regeneration_strategy(PdfPageContentRegenerationStrategy::Manual);
    let geometry = geometry(&page)?;
    let shown = geometry.size();
    let size = PdfPoints::new(shown.width.min(shown.height) * STAMP_SIZE);
    for row in 0..STAMPS {
        let aside = if row % 2 == 0 { -0.12 } else { 0.12 };
        let place = user_point(
            &geometry,
            shown.width * (0.5 + aside),
            shown.height * (f32::from(row) + 0.5) / f32::from(STAMPS),
        );
        let angle = RISE + turned(geometry.rotation);
        put_words(&mut page, words, (font, size), place, angle).map_err(cannot)?;
    }
    page.regenerate_content().map_err(cannot)
}

/// Writes words with their middle at a place of user space, turned counter-clockwise.
fn put_words(
    page: &mut PdfPage<'_>,
    words: &str,
    (font, size): (PdfFontToken, PdfPoints),
    (x, y): (f32, f32),
    angle: f32,
) -> Result<(), PdfiumError> {
    let (zero, objects) = (PdfPoints::ZERO, page.objects_mut());
    let mut object = objects.create_text_object(zero, zero, words, font, size)?;
    object.set_fill_color(STAMP_COLOUR)?;
    let width = object.width()?;
    object.translate(width * -0.5, size * -0.3)?;
    object.rotate_counter_clockwise_degrees(angle)?;
    object.translate(PdfPoints::new(x), PdfPoints::new(y))
}

/// What is shown at this place, in user space.
fn user_point(geometry: &PageGeometry, x: f32, y: f32) -> (f32, f32) {
    let (width, height) = (0.0, 0.0);
    let point = geometry.to_user(Rect {
        x,
        y,
        width,
        height,
    });
    (point.x, point.y)
}

/// By how many degrees what is to be shown upright is turned counter-clockwise in user space.
fn turned(rotation: Rotation) -> f32 {
    match rotation {
        Rotation::None => 0.0,
        Rotation::Clockwise90 => 90.0,
        Rotation::Half => 180.0,
        Rotation::Clockwise270 => 270.0,
    }
}

fn index(page: u32) -> i32 {
    i32::try_from(page).unwrap_or(i32::MAX)
}

/// Sends what is written to the pool, piece by piece, ahead of the answer.
#[derive(Default)]
struct Parts(Vec<u8>);

impl Write for Parts {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.extend_from_slice(bytes);
        if self.0.len() >= PART {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if !self.0.is_empty() {
            let head = serde_json::to_vec(&Reply::Part)?;
            wire::send(io::stdin().as_fd(), &head, &self.0, None).map_err(io::Error::other)?;
            self.0.clear();
        }
        Ok(())
    }
}
