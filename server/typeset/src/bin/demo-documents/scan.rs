//! Pages that look as if they came from an office scanner: laid a little askew, on paper that is not
//! white, with the sensor's noise, and compressed as JPEG at 300 dots an inch.

use std::thread;

use anyhow::{Context, Result};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use nghisu_typeset::PagedDocument;
use typst::layout::{Angle, Ratio, Transform};
use typst_layout::Page;
use typst_render::{RenderOptions, render};

use crate::image_pdf::{DOTS_PER_INCH, ScannedPage};

const QUALITY: u8 = 72;

/// Scans every page of a document, on all processors.
pub(crate) fn scan(document: &PagedDocument) -> Result<Vec<ScannedPage>> {
    let pages = document.pages();
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let noise = noise_tile();
    let noise = &noise;
    let mut scanned: Vec<Option<ScannedPage>> = Vec::new();
    scanned.resize_with(pages.len(), || None);
    thread::scope(|scope| -> Result<()> {
        let mut running = Vec::new();
        for worker in 0..workers {
            running.push(scope.spawn(move || -> Result<Vec<(usize, ScannedPage)>> {
                let own = pages.iter().enumerate().skip(worker).step_by(workers);
                own.map(|(index, page)| Ok((index, scan_page(page, index, noise)?)))
                    .collect()
            }));
        }
        for worker in running {
            let done = worker
                .join()
                .map_err(|_| anyhow::anyhow!("a scanning thread panicked"))??;
            for (index, page) in done {
                scanned[index] = Some(page);
            }
        }
        Ok(())
    })?;
    scanned
        .into_iter()
        .map(|page| page.context("a page was not scanned"))
        .collect()
}

/// The side of the square of noise, a power of two.
const TILE: usize = 1024;

/// Noise of a sensor: about normal, with a deviation of four levels, made once and read at another
/// offset for each row of each page.
fn noise_tile() -> Vec<i16> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    (0..TILE * TILE)
        .map(|_| {
            let bits = next(&mut state);
            let sum: i16 = (0..4).map(|part| ((bits >> (part * 8)) & 7) as i16).sum();
            sum - 14
        })
        .collect()
}

/// One step of xorshift64: papers are made again to the byte, so there is no true randomness.
fn next(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

fn scan_page(page: &Page, index: usize, noise: &[i16]) -> Result<ScannedPage> {
    let mut state = 0x2545_F491_4F6C_DD1D_u64 ^ ((index as u64 + 1) * 0x9E37_79B9);
    for _ in 0..8 {
        next(&mut state);
    }
    let mut between = |low: f64, high: f64| {
        low + (high - low) * ((next(&mut state) >> 11) as f64 / (1u64 << 53) as f64)
    };

    // The sheet lies askew by up to half a degree and a millimetre or so beside its place.
    let mut page = page.clone();
    let size = page.frame.size();
    let skew = Transform::rotate_at(Angle::deg(between(-0.5, 0.5)), size.x / 2.0, size.y / 2.0);
    page.frame.transform(skew.pre_concat(Transform::scale(
        Ratio::new(between(0.985, 0.998)),
        Ratio::new(between(0.985, 0.998)),
    )));
    let pixmap = render(
        &page,
        &RenderOptions {
            pixel_per_pt: (DOTS_PER_INCH / 72.0).into(),
            ..RenderOptions::default()
        },
    );
    let (width, height) = (pixmap.width() as usize, pixmap.height() as usize);
    let pixels = pixmap.data();

    // Red stamps are scanned in colour, everything else in grey, as clerks set it.
    let colour = pixels
        .chunks_exact(4)
        .any(|pixel| i16::from(pixel[0]) - i16::from(pixel[2]) > 60);
    let channels = if colour { 3 } else { 1 };

    let paper = between(232.0, 246.0);
    let slope = between(-9.0, 9.0);
    let shadow = between(20.0, 60.0);
    let rows: Vec<usize> = (0..height)
        .map(|_| between(0.0, TILE as f64) as usize)
        .collect();
    let mut data = Vec::with_capacity(width * height * channels);
    for (y, row) in pixels.chunks_exact(width * 4).enumerate() {
        let light = paper + slope * (y as f64 / height as f64 - 0.5);
        let grains = &noise[(y % TILE) * TILE..][..TILE];
        for (x, pixel) in row.chunks_exact(4).enumerate() {
            // The lid's shadow along the left edge.
            let edge = if x < 90 {
                shadow * (1.0 - x as f64 / 90.0)
            } else {
                0.0
            };
            let white = light - edge;
            let grain = f64::from(grains[(x + rows[y]) % TILE]);
            let aged = |level: f64| (30.0 + level * (white - 30.0) / 255.0 + grain) as u8;
            if colour {
                for level in &pixel[..3] {
                    data.push(aged(f64::from(*level)));
                }
            } else {
                let grey = 0.299 * f64::from(pixel[0])
                    + 0.587 * f64::from(pixel[1])
                    + 0.114 * f64::from(pixel[2]);
                data.push(aged(grey));
            }
        }
    }

    let (width, height) = (u16::try_from(width)?, u16::try_from(height)?);
    let mut jpeg = Vec::new();
    let mut encoder = Encoder::new(&mut jpeg, QUALITY);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    let kind = if colour {
        ColorType::Rgb
    } else {
        ColorType::Luma
    };
    encoder.encode(&data, width, height, kind)?;
    Ok(ScannedPage {
        jpeg,
        width,
        height,
        colour,
    })
}
