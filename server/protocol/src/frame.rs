//! Binary frames: page images in chunks.
//!
//! A frame is a 16-byte header, little-endian, and bytes. The first chunk of an image (index 0) begins
//! with a description in JSON, whose length the header gives; the other chunks are image bytes alone.
//!
//! | offset | size | what |
//! |---|---|---|
//! | 0 | 1 | frame version, 1 |
//! | 1 | 1 | flags: bit 0 = last chunk, bit 1 = pushed without a request |
//! | 2 | 2 | length of the description, 0 but in the first chunk |
//! | 4 | 4 | request: the client's number, or the server's where pushed |
//! | 8 | 4 | chunk index, from 0 |
//! | 12 | 4 | total length of the image, without the description |
//!
//! A frame is at most [`MAX_FRAME`] bytes (rule PG-2).

use serde::{Deserialize, Serialize};

use crate::ids::VersionId;

/// Bytes of the header.
pub const HEADER: usize = 16;
/// Bytes of a frame at most, header included.
pub const MAX_FRAME: usize = 32 * 1024;
/// The long edges, in pixels, at which whole pages are drawn.
pub const LADDER: [u16; 4] = [256, 1200, 2000, 2800];
/// Edge of a tile in pixels.
pub const TILE: u16 = 512;

/// A part of a page drawn larger than the ladder: a grid of [`TILE`]-pixel squares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Tile {
    /// Column, from 0 at the left.
    pub column: u16,
    /// Row, from 0 at the top.
    pub row: u16,
}

/// Which image of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PageImage {
    /// Which version.
    pub version: VersionId,
    /// Page, from 1.
    pub page: u32,
    /// Long edge of the whole page in pixels: a rung of [`LADDER`], or above 2800 for a tile, at most 8192.
    pub long_edge: u16,
    /// The tile; `None` is the whole page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tile: Option<Tile>,
}

impl PageImage {
    /// Whether such an image may be asked for at all (rule PG-1).
    pub fn is_on_the_ladder(&self) -> bool {
        self.page > 0
            && match self.tile {
                None => LADDER.contains(&self.long_edge),
                Some(tile) => {
                    let last = self.long_edge.div_ceil(TILE);
                    (1200..=8192).contains(&self.long_edge) && tile.column < last && tile.row < last
                }
            }
    }
}

/// What an image is; stands before its first chunk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Description {
    /// Which image.
    pub image: PageImage,
    /// Its media type: `image/webp` or `image/jpeg`.
    pub media_type: String,
    /// Width in pixels.
    pub width: u16,
    /// Height in pixels.
    pub height: u16,
}

/// A frame's header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrameHeader {
    /// Whether the image ends here.
    pub is_last: bool,
    /// Whether nobody asked for it.
    pub is_pushed: bool,
    /// Length of the description in bytes.
    pub description: u16,
    /// The request that it answers.
    pub request: u32,
    /// Chunk, from 0.
    pub index: u32,
    /// Length of the image in bytes.
    pub total: u32,
}

/// Bytes that are no frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadFrame {
    /// Shorter than a header, or than the description that it announces.
    #[error("the frame is cut short")]
    Short,
    /// A version that this build does not know.
    #[error("frame version {0} is not known")]
    Version(u8),
}

impl FrameHeader {
    /// The header's bytes.
    pub fn write(&self) -> [u8; HEADER] {
        let mut bytes = [0; HEADER];
        bytes[0] = 1;
        bytes[1] = u8::from(self.is_last) | u8::from(self.is_pushed) << 1;
        bytes[2..4].copy_from_slice(&self.description.to_le_bytes());
        bytes[4..8].copy_from_slice(&self.request.to_le_bytes());
        bytes[8..12].copy_from_slice(&self.index.to_le_bytes());
        bytes[12..16].copy_from_slice(&self.total.to_le_bytes());
        bytes
    }

    /// Reads the header of a frame; the frame's other bytes may be left out.
    pub fn read(frame: &[u8]) -> Result<Self, BadFrame> {
        let bytes: &[u8; HEADER] = frame.first_chunk().ok_or(BadFrame::Short)?;
        if bytes[0] != 1 {
            return Err(BadFrame::Version(bytes[0]));
        }
        let word = |at: usize| {
            u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
        };
        Ok(Self {
            is_last: bytes[1] & 1 != 0,
            is_pushed: bytes[1] & 2 != 0,
            description: u16::from_le_bytes([bytes[2], bytes[3]]),
            request: word(4),
            index: word(8),
            total: word(12),
        })
    }
}

/// Cuts an image into frames (rules PG-2, PG-3).
pub fn frames(
    request: u32,
    is_pushed: bool,
    description: &Description,
    image: &[u8],
) -> Vec<Vec<u8>> {
    let about = serde_json::to_vec(description).expect("a description has string keys only");
    let first = (MAX_FRAME - HEADER - about.len()).min(image.len());
    let mut chunks = vec![&image[..first]];
    chunks.extend(image[first..].chunks(MAX_FRAME - HEADER));
    let last = chunks.len() - 1;
    let total = u32::try_from(image.len()).expect("an image is far below 4 GiB");
    chunks
        .iter()
        .zip(0_u32..)
        .map(|(chunk, index)| {
            let is_first = index == 0;
            let header = FrameHeader {
                is_last: index as usize == last,
                is_pushed,
                description: if is_first { about.len() as u16 } else { 0 },
                request,
                index,
                total,
            };
            let mut frame = Vec::with_capacity(MAX_FRAME);
            frame.extend_from_slice(&header.write());
            if is_first {
                frame.extend_from_slice(&about);
            }
            frame.extend_from_slice(chunk);
            frame
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn description() -> Description {
        Description {
            image: PageImage {
                version: VersionId(Uuid::from_u128(1)),
                page: 7,
                long_edge: 2000,
                tile: None,
            },
            media_type: "image/webp".into(),
            width: 1414,
            height: 2000,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn pg_2_pg_3_an_image_is_put_together_again_from_its_frames(
            image in prop::collection::vec(any::<u8>(), 0..100_000),
            request: u32,
        ) {
            let frames = frames(request, false, &description(), &image);
            let mut joined = Vec::new();
            for (index, frame) in frames.iter().enumerate() {
                prop_assert!(frame.len() <= MAX_FRAME);
                let header = FrameHeader::read(frame).unwrap();
                prop_assert_eq!(header.index as usize, index);
                prop_assert_eq!(header.request, request);
                prop_assert_eq!(header.total as usize, image.len());
                prop_assert_eq!(header.is_last, index == frames.len() - 1);
                let start = HEADER + header.description as usize;
                if index == 0 {
                    let read: Description = serde_json::from_slice(&frame[HEADER..start]).unwrap();
                    prop_assert_eq!(read, description());
                }
                joined.extend_from_slice(&frame[start..]);
            }
            prop_assert_eq!(joined, image);
        }
    }

    #[test]
    fn pg_1_only_rungs_and_their_tiles_are_asked_for() {
        let image = |long_edge, tile| PageImage {
            long_edge,
            tile,
            ..description().image
        };
        assert!(image(1200, None).is_on_the_ladder());
        assert!(!image(1201, None).is_on_the_ladder());
        assert!(image(6000, Some(Tile { column: 11, row: 0 })).is_on_the_ladder());
        assert!(!image(6000, Some(Tile { column: 12, row: 0 })).is_on_the_ladder());
        assert!(!image(9000, Some(Tile { column: 0, row: 0 })).is_on_the_ladder());
    }

    #[test]
    fn bytes_that_are_no_frame_are_named() {
        assert_eq!(FrameHeader::read(&[1, 0]), Err(BadFrame::Short));
        assert_eq!(FrameHeader::read(&[9; 16]), Err(BadFrame::Version(9)));
    }
}
