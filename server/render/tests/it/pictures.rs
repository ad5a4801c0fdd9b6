//! Ink from pictures: drawn on glass, scanned, photographed; and what is none.

use std::io::Cursor;

use nghisu_render::{
    Encoding, INK, InkImage, InkRefusal, MAX_PICTURE, MAX_PICTURE_EDGE, Pool, Priority,
};
use sha2::{Digest as _, Sha256};

use crate::pdf::text;
use crate::{document, pool};

/// A picture of four channels, drawn by hand.
struct Picture {
    width: u32,
    height: u32,
    samples: Vec<u8>,
}

impl Picture {
    fn filled(width: u32, height: u32, colour: impl Fn(u32, u32) -> [u8; 4]) -> Self {
        let samples = (0..width * height)
            .flat_map(|at| colour(at % width, at / width))
            .collect();
        Self {
            width,
            height,
            samples,
        }
    }

    /// A wave across the middle, as a quick signature is, with soft edges.
    fn signed(mut self, colour: [u8; 3], radius: f64) -> Self {
        let (width, height) = (f64::from(self.width), f64::from(self.height));
        for y in 0..self.height {
            for x in 0..self.width {
                let along = (f64::from(x) / width).clamp(0.2, 0.8);
                let wave = height * (0.5 + 0.2 * (along * 24.0).sin());
                let distance = (f64::from(y) - wave).hypot(f64::from(x) - along * width);
                let part = (radius + 0.5 - distance).clamp(0.0, 1.0);
                let at = ((y * self.width + x) * 4) as usize;
                let pixel = &mut self.samples[at..at + 4];
                if pixel[3] == 0 {
                    pixel[..3].copy_from_slice(&colour);
                    pixel[3] = (part * 255.0) as u8;
                    continue;
                }
                for (sample, ink) in pixel.iter_mut().zip(colour) {
                    *sample = (f64::from(*sample) * (1.0 - part) + f64::from(ink) * part) as u8;
                }
            }
        }
        self
    }

    fn png(&self) -> Vec<u8> {
        png(self.width, self.height, png::ColorType::Rgba, &self.samples)
    }
}

fn png(width: u32, height: u32, colour: png::ColorType, samples: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(colour);
    encoder.set_depth(png::BitDepth::Eight);
    encoder
        .add_text_chunk("Author".to_owned(), "MAY QUET 3000".to_owned())
        .unwrap();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(samples).unwrap();
    writer.finish().unwrap();
    bytes
}

async fn ink(pool: &Pool, picture: &[u8]) -> Result<InkImage, InkRefusal> {
    pool.ink(Sha256::digest(picture).into(), picture)
        .await
        .unwrap()
}

/// The pixels of an answer, four channels each.
fn pixels(image: &InkImage) -> Vec<[u8; 4]> {
    let mut reader = png::Decoder::new(Cursor::new(&image.png))
        .read_info()
        .unwrap();
    let mut samples = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut samples).unwrap();
    assert_eq!((frame.width, frame.height), (image.width, image.height));
    assert_eq!(frame.color_type, png::ColorType::Rgba);
    samples
        .chunks_exact(4)
        .map(|pixel| pixel.try_into().unwrap())
        .collect()
}

/// Blue everywhere, clear at the edge, and so much of it full ink.
fn assert_is_ink(image: &InkImage, share: std::ops::Range<f64>) {
    let pixels = pixels(image);
    assert!(pixels.iter().all(|pixel| pixel[..3] == INK));
    let (width, height) = (image.width as usize, image.height as usize);
    let edges = (0..width)
        .flat_map(|x| [x, (height - 1) * width + x])
        .chain((0..height).flat_map(|y| [y * width, y * width + width - 1]));
    for at in edges {
        assert_eq!(pixels[at][3], 0, "the ground is transparent");
    }
    let full = pixels.iter().filter(|pixel| pixel[3] > 200).count();
    let found = full as f64 / pixels.len() as f64;
    assert!(share.contains(&found), "{found}");
}

#[tokio::test]
async fn a_drawing_on_glass_keeps_its_strokes_and_loses_everything_else() {
    let pool = pool();
    let drawn = Picture::filled(900, 360, |_, _| [0; 4])
        .signed(INK, 5.0)
        .png();
    let image = ink(&pool, &drawn).await.unwrap();
    assert_is_ink(&image, 0.03..0.3);
    // Cut to the strokes, which are three fifths of the width.
    assert!(
        image.width < 620 && image.height < 220 && image.width > 540,
        "{image:?}"
    );
    assert!(
        !image.png.windows(7).any(|bytes| bytes == b"MAY QUE"),
        "nothing of the file survives"
    );
    // What was taken away can be given back as it was.
    assert_eq!(ink(&pool, &image.png).await, Ok(image));
}

#[tokio::test]
async fn a_photograph_of_a_signature_on_paper_becomes_blue_on_a_transparent_ground() {
    let pool = pool();
    let mut noise = 1_u32;
    // Yellowish light that falls from the left, a shadow to the right, grain, and a speck of dust.
    let mut photo = Picture::filled(1_000, 600, |x, _| {
        let light = 245 - x / 10;
        [light as u8, (light - 8) as u8, (light - 40) as u8, 255]
    });
    for pixel in photo.samples.chunks_exact_mut(4) {
        for sample in &mut pixel[..3] {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *sample = sample.saturating_sub((noise >> 28) as u8);
        }
    }
    for line in photo.samples.chunks_exact_mut(4_000).skip(20).take(3) {
        line[80..92].copy_from_slice(&[30, 30, 30, 255].repeat(3));
    }
    for pen in [[20, 20, 22], [70, 90, 180]] {
        let samples = photo.samples.clone();
        let signed = Picture { samples, ..photo }.signed(pen, 4.0);
        let rgb: Vec<u8> = signed
            .samples
            .chunks_exact(4)
            .flat_map(|pixel| [pixel[0], pixel[1], pixel[2]])
            .collect();
        let file = png(1_000, 600, png::ColorType::Rgb, &rgb);
        let image = ink(&pool, &file).await.unwrap();
        assert_is_ink(&image, 0.02..0.3);
        let shape = f64::from(image.width) / f64::from(image.height);
        assert!(
            (2.0..3.0).contains(&shape),
            "the speck is not part of it: {image:?}"
        );
        assert!(image.png.len() < 60_000, "{image:?}");
    }
}

#[tokio::test]
async fn a_large_picture_is_made_smaller() {
    let pool = pool();
    let large = Picture::filled(2_400, 800, |_, _| [0; 4])
        .signed([0, 0, 0], 16.0)
        .png();
    let image = ink(&pool, &large).await.unwrap();
    assert_eq!(image.width, 1_200);
    assert_is_ink(&image, 0.03..0.3);
}

#[tokio::test]
async fn what_shows_no_ink_is_refused_for_its_reason() {
    let pool = pool();
    let white = Picture::filled(400, 200, |_, _| [255; 4]);
    let clear = Picture::filled(400, 200, |_, _| [0; 4]);
    let dot = Picture::filled(400, 200, |x, y| [0, 0, 0, u8::from(x < 4 && y < 4) * 255]);
    let faint = Picture::filled(400, 200, |_, _| [255; 4]).signed([230, 230, 240], 5.0);
    for nothing in [white, clear, dot, faint] {
        assert_eq!(ink(&pool, &nothing.png()).await, Err(InkRefusal::Empty));
    }
    let night = Picture::filled(400, 200, |_, _| [40, 40, 45, 255]).signed([255; 3], 5.0);
    let stain = Picture::filled(400, 200, |x, _| [0, 0, 200, u8::from(x < 290) * 255]);
    for ground in [night, stain] {
        assert_eq!(ink(&pool, &ground.png()).await, Err(InkRefusal::Ground));
    }
}

#[tokio::test]
async fn what_is_no_png_or_too_large_is_refused_and_the_worker_lives() {
    let pool = pool();
    let worker = pool.worker_ids();
    let good = Picture::filled(300, 120, |_, _| [0; 4])
        .signed(INK, 4.0)
        .png();
    let mut damaged = good.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 0xff;
    for bytes in [
        &b""[..],
        b"\xff\xd8\xff\xe0 a photograph",
        &text("a paper"),
        &good[..8],
        &good[..good.len() / 2],
        // Without its last chunk.
        &good[..good.len() - 12],
        &damaged,
    ] {
        assert_eq!(ink(&pool, bytes).await, Err(InkRefusal::NotPng));
    }
    let wide = png(
        MAX_PICTURE_EDGE + 1,
        1,
        png::ColorType::Grayscale,
        &vec![0; MAX_PICTURE_EDGE as usize + 1],
    );
    // A header that promises 16 thousand million pixels costs nothing.
    let mut bomb = Vec::new();
    let mut encoder = png::Encoder::new(&mut bomb, 131_072, 131_072);
    encoder.set_color(png::ColorType::Rgba);
    drop(encoder.write_header().unwrap());
    let long = [good.as_slice(), &vec![0; MAX_PICTURE]].concat();
    for bytes in [&wide, &bomb, &long] {
        assert_eq!(ink(&pool, bytes).await, Err(InkRefusal::TooLarge));
    }
    assert_eq!(pool.worker_ids(), worker);
    assert!(ink(&pool, &good).await.is_ok());
}

#[tokio::test]
async fn a_picture_takes_no_documents_place_and_is_not_taken_for_one() {
    let pool = pool();
    let paper = text("binh thuong");
    let opened = document(&paper);
    let draw = || pool.raster(&opened, 0, 256, Encoding::Auto, Priority::Visible);
    draw().await.unwrap();
    // The same bytes as a picture, while the worker holds them as a document; and then as a document again.
    assert_eq!(ink(&pool, &paper).await, Err(InkRefusal::NotPng));
    draw().await.unwrap();
}
