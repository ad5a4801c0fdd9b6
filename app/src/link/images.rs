//! Page images off the socket: frames are put together into blobs without their bytes entering WASM memory.

use std::collections::HashMap;

use js_sys::{Array, ArrayBuffer, Uint8Array};
use nghisu_protocol::frame::{BadFrame, Description, FrameHeader, HEADER};
use web_sys::{Blob, BlobPropertyBag};

/// An image that has arrived whole.
pub struct Arrived {
    /// The request that it answers; the server's number where it was pushed.
    pub request: u32,
    /// Whether nobody asked for it.
    pub is_pushed: bool,
    /// What it is.
    pub description: Description,
    /// Its bytes.
    pub blob: Blob,
}

struct Partial {
    description: Description,
    parts: Array,
    next: u32,
}

/// A frame that does not fit what came before it.
#[derive(Debug, thiserror::Error)]
pub enum FrameFault {
    /// No frame at all.
    #[error(transparent)]
    Header(#[from] BadFrame),
    /// The description does not read.
    #[error("an image's description does not read: {0}")]
    Description(#[from] serde_json::Error),
    /// A chunk is missing before it.
    #[error("chunk {0} of an image came out of its order")]
    Order(u32),
}

/// Puts frames together (rules PG-2, PG-3).
#[derive(Default)]
pub struct Assembler {
    partial: HashMap<(bool, u32), Partial>,
}

impl Assembler {
    /// Takes a frame; gives the image when it was the last.
    pub fn take(&mut self, frame: &ArrayBuffer) -> Result<Option<Arrived>, FrameFault> {
        let bytes = Uint8Array::new(frame);
        let mut start = [0; HEADER];
        let head = bytes.subarray(0, bytes.length().min(HEADER as u32));
        head.copy_to(&mut start[..head.length() as usize]);
        let header = FrameHeader::read(&start[..head.length() as usize])?;
        let key = (header.is_pushed, header.request);
        let body = HEADER as u32 + u32::from(header.description);
        if header.index == 0 {
            let about = bytes.subarray(HEADER as u32, body).to_vec();
            let description = serde_json::from_slice(&about)?;
            self.partial.insert(
                key,
                Partial {
                    description,
                    parts: Array::new(),
                    next: 0,
                },
            );
        }
        let Some(partial) = self
            .partial
            .get_mut(&key)
            .filter(|partial| partial.next == header.index)
        else {
            self.partial.remove(&key);
            return Err(FrameFault::Order(header.index));
        };
        partial.parts.push(&bytes.subarray(body, bytes.length()));
        partial.next += 1;
        if !header.is_last {
            return Ok(None);
        }
        let Some(whole) = self.partial.remove(&key) else {
            return Ok(None);
        };
        let about = BlobPropertyBag::new();
        about.set_type(&whole.description.media_type);
        let Ok(blob) = Blob::new_with_u8_array_sequence_and_options(&whole.parts, &about) else {
            return Ok(None);
        };
        Ok(Some(Arrived {
            request: header.request,
            is_pushed: header.is_pushed,
            description: whole.description,
            blob,
        }))
    }
}
