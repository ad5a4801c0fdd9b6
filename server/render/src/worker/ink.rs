//! Strokes on paper, or on a transparent ground, as blue ink on a transparent ground: what a signature's image must be
//! (Nghị định 30/2020/NĐ-CP, Phụ lục I: blue, without a ground).
//!
//! The picture comes from outside and is opened nowhere else than in a worker. It must be a PNG (ISO/IEC 15948), small
//! enough to be looked at whole; its first frame counts. Nothing of it goes on but how much of each pixel is ink: the answer
//! is encoded anew, in one colour, without metadata.

use std::io::Cursor;

use png::{BitDepth, ColorType, Compression, Decoder, Encoder, Limits, Transformations};

use crate::{INK, InkRefusal, MAX_PICTURE, MAX_PICTURE_EDGE};

/// The eight bytes that every PNG begins with (ISO/IEC 15948, 5.2).
const BEGINNING: &[u8] = b"\x89PNG\r\n\x1a\n";
/// The longest edge of an answer: 62 mm, the width of a signature's place, at nearly 500 dots an inch.
const LONG_EDGE: usize = 1_200;
/// Opaque ink that has less contrast to its paper than this, of 255, is no ink.
const FAINT: u8 = 48;
/// Fewer pixels of ink than this are no signature.
const FEW_PIXELS: usize = 40;
/// Paper that is darker than this is no paper.
const DARK_PAPER: u8 = 110;

/// How much light each pixel of a picture sends back, on white: 255 is paper.
struct Light {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
    /// The ground is transparent already.
    is_cut_out: bool,
}

/// How much of each pixel is ink: 255 is all of it.
struct Ink {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

/// The ink of a picture as a PNG, with its width and height.
pub(crate) fn read(file: &[u8]) -> Result<(u32, u32, Vec<u8>), InkRefusal> {
    let light = decode(file)?;
    let mut ink = separate(&light)?;
    if !light.is_cut_out {
        remove_specks(&mut ink);
    }
    let ink = scale(crop(&ink)?);
    encode(&ink).ok_or(InkRefusal::NotPng)
}

fn decode(file: &[u8]) -> Result<Light, InkRefusal> {
    if file.len() > MAX_PICTURE {
        return Err(InkRefusal::TooLarge);
    }
    if !file.starts_with(BEGINNING) {
        return Err(InkRefusal::NotPng);
    }
    let mut decoder = Decoder::new_with_limits(Cursor::new(file), Limits { bytes: 8 << 20 });
    decoder.set_transformations(Transformations::normalize_to_color8());
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let header = decoder.read_header_info().map_err(|_| InkRefusal::NotPng)?;
    // Before a single pixel has memory.
    if header.width.max(header.height) > MAX_PICTURE_EDGE {
        return Err(InkRefusal::TooLarge);
    }
    let mut reader = decoder.read_info().map_err(|_| InkRefusal::NotPng)?;
    let size = reader.output_buffer_size().ok_or(InkRefusal::TooLarge)?;
    let mut samples = vec![0; size];
    let frame = reader
        .next_frame(&mut samples)
        .map_err(|_| InkRefusal::NotPng)?;
    // A file that was cut off or damaged behind its pixels is refused as well.
    reader.finish().map_err(|_| InkRefusal::NotPng)?;
    let channels = match (frame.color_type, frame.bit_depth) {
        (ColorType::Grayscale, BitDepth::Eight) => 1,
        (ColorType::GrayscaleAlpha, BitDepth::Eight) => 2,
        (ColorType::Rgb, BitDepth::Eight) => 3,
        (ColorType::Rgba, BitDepth::Eight) => 4,
        _ => return Err(InkRefusal::NotPng),
    };
    let mut transparent = 0;
    let pixels: Vec<u8> = samples[..frame.buffer_size()]
        .chunks_exact(channels)
        .map(|pixel| {
            let (light, alpha) = match *pixel {
                [grey] => (grey, 255),
                [grey, alpha] => (grey, alpha),
                // Blue and black ink both swallow red and green; paper that a lamp makes yellow does not.
                [red, green, _] => (red.min(green), 255),
                [red, green, _, alpha] => (red.min(green), alpha),
                _ => (255, 255),
            };
            transparent += usize::from(alpha < 128);
            let (light, alpha) = (u32::from(light), u32::from(alpha));
            byte((light * alpha + 255 * (255 - alpha) + 127) / 255)
        })
        .collect();
    Ok(Light {
        width: frame.width as usize,
        height: frame.height as usize,
        is_cut_out: transparent * 4 >= pixels.len(),
        pixels,
    })
}

/// Tells ink from paper.
fn separate(light: &Light) -> Result<Ink, InkRefusal> {
    let paper = if light.is_cut_out {
        None
    } else {
        Some(Paper::of(light)?)
    };
    let mut depths: Vec<u8> = Vec::with_capacity(light.pixels.len());
    for (y, row) in light.pixels.chunks_exact(light.width).enumerate() {
        depths.extend(row.iter().enumerate().map(|(x, light)| {
            let paper = paper.as_ref().map_or(255, |paper| paper.at(x, y));
            paper.saturating_sub(*light)
        }));
    }
    // The depth of full ink: what nine tenths of everything that could be ink stay under.
    let mut counts = [0_usize; 256];
    for depth in &depths {
        counts[usize::from(*depth)] += 1;
    }
    counts[..usize::from(FAINT)].fill(0);
    let full = percentile(&counts, 90).ok_or(InkRefusal::Empty)?;
    // A drawing made here has edges as it was drawn. A photograph has noise below and shine above.
    let (floor, full) = if light.is_cut_out {
        (0, full)
    } else {
        (full / 5, full - full / 4)
    };
    let pixels: Vec<u8> = depths
        .iter()
        .map(|depth| {
            let (above, all) = (
                u32::from(depth.saturating_sub(floor)),
                u32::from(full - floor),
            );
            // Sixteen steps are as smooth to the eye and a quarter of the bytes.
            byte(((above * 15 + all / 2) / all).min(15) * 17)
        })
        .collect();
    let strong = pixels.iter().filter(|ink| **ink >= 128).count();
    if strong < FEW_PIXELS {
        return Err(InkRefusal::Empty);
    }
    if strong * 2 > pixels.len() {
        return Err(InkRefusal::Ground);
    }
    Ok(Ink {
        width: light.width,
        height: light.height,
        pixels,
    })
}

/// The light of the bare paper, from place to place: a photograph is never lit evenly.
struct Paper {
    edge: usize,
    columns: usize,
    rows: usize,
    tiles: Vec<u8>,
}

impl Paper {
    fn of(light: &Light) -> Result<Self, InkRefusal> {
        let edge = (light.width.max(light.height) / 24).max(16);
        let (columns, rows) = (light.width.div_ceil(edge), light.height.div_ceil(edge));
        let mut counts = vec![[0_usize; 256]; columns * rows];
        for (y, row) in light.pixels.chunks_exact(light.width).enumerate() {
            for (x, light) in row.iter().enumerate() {
                counts[y / edge * columns + x / edge][usize::from(*light)] += 1;
            }
        }
        let mut tiles: Vec<u8> = counts
            .iter()
            .map(|counts| percentile(counts, 90).unwrap_or(255))
            .collect();
        let mut sorted = tiles.clone();
        sorted.sort_unstable();
        let middle = sorted[sorted.len() / 2];
        if middle < DARK_PAPER {
            return Err(InkRefusal::Ground);
        }
        // A tile that is full of ink is no darker paper.
        let least = middle - middle / 3;
        for tile in &mut tiles {
            *tile = (*tile).max(least);
        }
        Ok(Self {
            edge,
            columns,
            rows,
            tiles,
        })
    }

    /// Between the centres of four tiles, in proportion.
    fn at(&self, x: usize, y: usize) -> u8 {
        let place = |at: usize, count: usize| {
            let at = (2 * at + 1).saturating_sub(self.edge);
            let first = (at / (2 * self.edge)).min(count - 1);
            let part = if first + 1 < count {
                at % (2 * self.edge)
            } else {
                0
            };
            (first, (first + 1).min(count - 1), part)
        };
        let whole = 2 * self.edge;
        let (left, right, across) = place(x, self.columns);
        let (top, bottom, down) = place(y, self.rows);
        let row = |row: usize| {
            let tile = |column: usize| usize::from(self.tiles[row * self.columns + column]);
            tile(left) * (whole - across) + tile(right) * across
        };
        let light = (row(top) * (whole - down) + row(bottom) * down) / (whole * whole);
        u8::try_from(light).unwrap_or(255)
    }
}

/// The value that so many percent of what was counted do not exceed; nothing where nothing was counted.
fn percentile(counts: &[usize; 256], percent: usize) -> Option<u8> {
    let all: usize = counts.iter().sum();
    let mut seen = 0;
    (0..=255_u8).find(|value| {
        seen += counts[usize::from(*value)];
        all > 0 && seen * 100 >= all * percent
    })
}

/// Takes out what hangs together and is too small or too faint for a stroke or a dot: dust and the paper's grain.
fn remove_specks(ink: &mut Ink) {
    let edge = ink.width.max(ink.height) / 250;
    let least = (edge * edge).max(6);
    let (width, height) = (ink.width, ink.height);
    let mut is_seen = vec![false; ink.pixels.len()];
    let (mut open, mut piece) = (Vec::new(), Vec::new());
    for start in 0..ink.pixels.len() {
        if is_seen[start] || ink.pixels[start] == 0 {
            continue;
        }
        is_seen[start] = true;
        open.push(start);
        piece.clear();
        while let Some(at) = open.pop() {
            piece.push(at);
            let (x, y) = (at % width, at / width);
            for near_y in y.saturating_sub(1)..=(y + 1).min(height - 1) {
                for near_x in x.saturating_sub(1)..=(x + 1).min(width - 1) {
                    let near = near_y * width + near_x;
                    if !is_seen[near] && ink.pixels[near] > 0 {
                        is_seen[near] = true;
                        open.push(near);
                    }
                }
            }
        }
        let strong = piece.iter().filter(|at| ink.pixels[**at] >= 128).count();
        if strong < least {
            for at in &piece {
                ink.pixels[*at] = 0;
            }
        }
    }
}

/// The part that has ink, with a small margin.
fn crop(ink: &Ink) -> Result<Ink, InkRefusal> {
    let is_ink = |at: usize| ink.pixels[at] > 0;
    let rows = (0..ink.height)
        .filter(|y| (y * ink.width..(y + 1) * ink.width).any(is_ink))
        .collect::<Vec<_>>();
    let columns = (0..ink.width)
        .filter(|x| (0..ink.height).any(|y| is_ink(y * ink.width + x)))
        .collect::<Vec<_>>();
    let (Some((top, bottom)), Some((left, right))) = (ends(&rows), ends(&columns)) else {
        return Err(InkRefusal::Empty);
    };
    let (width, height) = (right - left + 1, bottom - top + 1);
    let margin = width.max(height).div_ceil(32);
    let mut pixels = vec![0; (width + 2 * margin) * (height + 2 * margin)];
    let to = pixels
        .chunks_exact_mut(width + 2 * margin)
        .skip(margin)
        .map(|row| &mut row[margin..margin + width]);
    let from = ink.pixels.chunks_exact(ink.width).skip(top).take(height);
    for (to, from) in to.zip(from) {
        to.copy_from_slice(&from[left..=right]);
    }
    Ok(Ink {
        width: width + 2 * margin,
        height: height + 2 * margin,
        pixels,
    })
}

fn ends(places: &[usize]) -> Option<(usize, usize)> {
    Some((*places.first()?, *places.last()?))
}

/// Made smaller where it is too large, each pixel the mean of what it covers.
fn scale(ink: Ink) -> Ink {
    let long = ink.width.max(ink.height);
    if long <= LONG_EDGE {
        return ink;
    }
    let less = |edge: usize| (edge * LONG_EDGE / long).max(1);
    let (width, height) = (less(ink.width), less(ink.height));
    let mut pixels = Vec::with_capacity(width * height);
    for y in 0..height {
        for x in 0..width {
            let (top, bottom) = (y * ink.height / height, (y + 1) * ink.height / height);
            let (left, right) = (x * ink.width / width, (x + 1) * ink.width / width);
            let covered = (top..bottom.max(top + 1))
                .flat_map(|row| &ink.pixels[row * ink.width..][left..right.max(left + 1)]);
            let (sum, count) = covered.fold((0_usize, 0), |(sum, count), ink| {
                (sum + usize::from(*ink), count + 1)
            });
            let steps = (sum * 15 + count * 127) / (count * 255);
            pixels.push(u8::try_from(steps.min(15) * 17).unwrap_or(255));
        }
    }
    Ink {
        width,
        height,
        pixels,
    }
}

fn encode(ink: &Ink) -> Option<(u32, u32, Vec<u8>)> {
    let (width, height) = (
        u32::try_from(ink.width).ok()?,
        u32::try_from(ink.height).ok()?,
    );
    let [red, green, blue] = INK;
    let samples: Vec<u8> = ink
        .pixels
        .iter()
        .flat_map(|ink| [red, green, blue, *ink])
        .collect();
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, width, height);
    encoder.set_color(ColorType::Rgba);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::High);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&samples).ok()?;
    writer.finish().ok()?;
    Some((width, height, bytes))
}

fn byte(value: u32) -> u8 {
    u8::try_from(value).unwrap_or(255)
}
