//! From pixels to a file that a browser decodes, in the worker: an encoded page crosses the socket in 0.1 ms, its bitmap in 8.

use image_webp::{ColorType as WebpColor, WebPEncoder};
use jpeg_encoder::{ColorType as JpegColor, Encoder as JpegEncoder, SamplingFactor};

use crate::RenderError;
use crate::model::{Encoding, MediaType};

/// Above this many bytes a pixel, lossless WebP costs more on the way than JPEG costs in sharpness.
const LOSSLESS_BYTES_PER_PIXEL: f64 = 0.3;
const JPEG_QUALITY: u8 = 85;

/// Encodes pixels of four bytes (blue, green, red, unused), rows without gaps.
pub(crate) fn encode(
    bgrx: &[u8],
    width: u32,
    height: u32,
    encoding: Encoding,
) -> Result<(MediaType, Vec<u8>), RenderError> {
    // Most office pages are black on white; a third of the samples is a third of the work.
    let grey = as_grey(bgrx);
    match encoding {
        Encoding::Lossless => webp(bgrx, grey.as_deref(), width, height),
        Encoding::Jpeg => jpeg(bgrx, grey.as_deref(), width, height),
        Encoding::Auto if is_photographic(bgrx, width) => {
            jpeg(bgrx, grey.as_deref(), width, height)
        }
        Encoding::Auto => {
            let lossless = webp(bgrx, grey.as_deref(), width, height)?;
            let pixels = f64::from(width) * f64::from(height);
            if lossless.1.len() as f64 <= pixels * LOSSLESS_BYTES_PER_PIXEL {
                return Ok(lossless);
            }
            let lossy = jpeg(bgrx, grey.as_deref(), width, height)?;
            Ok(if lossy.1.len() < lossless.1.len() {
                lossy
            } else {
                lossless
            })
        }
    }
}

/// A quick look that spares the lossless attempt on scans and photographs: where more than a third of neighbouring pixels
/// differ, lossless never comes under the limit. Every eighth row is looked at.
fn is_photographic(bgrx: &[u8], width: u32) -> bool {
    let row = width as usize * 4;
    let (mut differing, mut seen) = (0_usize, 0_usize);
    for row in bgrx.chunks_exact(row).step_by(8) {
        let pairs = row
            .chunks_exact(4)
            .zip(row[4.min(row.len())..].chunks_exact(4));
        differing += pairs
            .filter(|(left, right)| left[..3] != right[..3])
            .count();
        seen += row.len() / 4;
    }
    differing * 3 > seen
}

/// The blue samples, when red and green are the same everywhere.
fn as_grey(bgrx: &[u8]) -> Option<Vec<u8>> {
    let is_grey = bgrx
        .chunks(4096)
        .all(|pixels| pixels.chunks_exact(4).all(|p| p[0] == p[1] && p[1] == p[2]));
    is_grey.then(|| bgrx.chunks_exact(4).map(|pixel| pixel[0]).collect())
}

fn webp(
    bgrx: &[u8],
    grey: Option<&[u8]>,
    width: u32,
    height: u32,
) -> Result<(MediaType, Vec<u8>), RenderError> {
    let mut bytes = Vec::with_capacity(bgrx.len() / 32);
    let encoder = WebPEncoder::new(&mut bytes);
    match grey {
        Some(grey) => encoder.encode(grey, width, height, WebpColor::L8),
        None => {
            let rgb: Vec<u8> = bgrx
                .chunks_exact(4)
                .flat_map(|p| [p[2], p[1], p[0]])
                .collect();
            encoder.encode(&rgb, width, height, WebpColor::Rgb8)
        }
    }
    .map_err(|error| RenderError::SizeOutOfRange(error.to_string()))?;
    Ok((MediaType::Webp, bytes))
}

fn jpeg(
    bgrx: &[u8],
    grey: Option<&[u8]>,
    width: u32,
    height: u32,
) -> Result<(MediaType, Vec<u8>), RenderError> {
    let too_large = |_| RenderError::SizeOutOfRange("a JPEG ends at 65,535 pixels".to_owned());
    let (w, h) = (
        u16::try_from(width).map_err(too_large)?,
        u16::try_from(height).map_err(too_large)?,
    );
    let mut bytes = Vec::with_capacity(bgrx.len() / 16);
    let mut encoder = JpegEncoder::new(&mut bytes, JPEG_QUALITY);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    match grey {
        Some(grey) => encoder.encode(grey, w, h, JpegColor::Luma),
        None => encoder.encode(bgrx, w, h, JpegColor::Bgra),
    }
    .map_err(|error| RenderError::SizeOutOfRange(error.to_string()))?;
    Ok((MediaType::Jpeg, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// White with a black line on every twentieth row.
    fn lines(width: u32, height: u32) -> Vec<u8> {
        (0..height)
            .flat_map(|y| {
                vec![
                    if y % 20 == 0 {
                        [0, 0, 0, 255]
                    } else {
                        [255; 4]
                    };
                    width as usize
                ]
            })
            .flatten()
            .collect()
    }

    /// Noise from a linear congruential generator, as a scan's paper has.
    fn noise(width: u32, height: u32) -> Vec<u8> {
        let mut state = 1_u32;
        (0..width * height)
            .flat_map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let [.., a, b] = state.to_be_bytes();
                [200 + (a % 40), 200 + (b % 40), 210, 255]
            })
            .collect()
    }

    #[test]
    fn text_is_lossless_and_comes_back_exactly() {
        let pixels = lines(120, 80);
        let (media_type, bytes) = encode(&pixels, 120, 80, Encoding::Auto).unwrap();
        assert_eq!(media_type, MediaType::Webp);
        let mut decoder = image_webp::WebPDecoder::new(std::io::Cursor::new(bytes)).unwrap();
        assert_eq!(decoder.dimensions(), (120, 80));
        let mut rgb = vec![0; decoder.output_buffer_size().unwrap()];
        decoder.read_image(&mut rgb).unwrap();
        let expected: Vec<u8> = pixels
            .chunks_exact(4)
            .flat_map(|p| [p[2], p[1], p[0]])
            .collect();
        assert_eq!(rgb, expected);
    }

    #[test]
    fn colours_are_not_swapped() {
        let pixels = [10, 20, 200, 255].repeat(16 * 16);
        let (_, bytes) = encode(&pixels, 16, 16, Encoding::Lossless).unwrap();
        let mut decoder = image_webp::WebPDecoder::new(std::io::Cursor::new(bytes)).unwrap();
        let mut rgb = vec![0; decoder.output_buffer_size().unwrap()];
        decoder.read_image(&mut rgb).unwrap();
        assert_eq!(rgb[..3], [200, 20, 10]);
    }

    #[test]
    fn a_scan_becomes_a_jpeg() {
        let pixels = noise(160, 160);
        assert!(is_photographic(&pixels, 160));
        let (media_type, bytes) = encode(&pixels, 160, 160, Encoding::Auto).unwrap();
        assert_eq!(media_type, MediaType::Jpeg);
        assert!(bytes.starts_with(&[0xFF, 0xD8]));
    }

    #[test]
    fn a_single_pixel_can_be_encoded() {
        let (media_type, _) = encode(&[1, 2, 3, 255], 1, 1, Encoding::Auto).unwrap();
        assert_eq!(media_type, MediaType::Webp);
    }
}
