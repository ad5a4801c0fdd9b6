//! Files that somebody chose, as they lie on the tablet's disk: their names, sizes, and the hashes of their beginnings.

use js_sys::Uint8Array;
use nghisu_protocol::documents::CHUNK;
use nghisu_protocol::log::Hash;
use sha2::{Digest as _, Sha256};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// A file that somebody chose.
#[derive(Debug, Clone)]
pub struct Picked {
    /// Its own name.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its bytes, still on the tablet's disk.
    pub bytes: web_sys::Blob,
}

/// The files of a file field or of a drop: anything with `files`.
pub fn picked(source: &JsValue) -> Vec<Picked> {
    let Ok(files) = js_sys::Reflect::get(source, &"files".into()) else {
        return Vec::new();
    };
    if files.is_null() || files.is_undefined() {
        return Vec::new();
    }
    js_sys::Array::from(&files)
        .iter()
        .filter_map(|file| {
            let name = js_sys::Reflect::get(&file, &"name".into())
                .ok()?
                .as_string()?;
            let bytes = file.dyn_into::<web_sys::Blob>().ok()?;
            Some(Picked {
                name,
                size: bytes.size() as u64,
                bytes,
            })
        })
        .collect()
}

/// The files of a drop.
pub fn dropped(event: &leptos::ev::DragEvent) -> Vec<Picked> {
    let event: &JsValue = event.as_ref();
    js_sys::Reflect::get(event, &"dataTransfer".into())
        .map(|transfer| picked(&transfer))
        .unwrap_or_default()
}

/// The tablet's disk no longer gives the file: it was changed, moved or deleted since it was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unread;

/// A part of a file.
pub fn part(bytes: &web_sys::Blob, from: u64, to: u64) -> Result<web_sys::Blob, Unread> {
    bytes
        .slice_with_f64_and_f64(from as f64, to as f64)
        .map_err(|_| Unread)
}

/// The hash of a file's beginning, which grows with what is sent. A piece at a time is read and hashed, so that neither
/// the tablet's memory nor its screen notices a file of 500 MB.
#[derive(Debug, Clone, Default)]
pub struct Beginning {
    hasher: Sha256,
    length: u64,
}

impl Beginning {
    /// Makes it the hash of the first `end` bytes.
    pub async fn reach(&mut self, bytes: &web_sys::Blob, end: u64) -> Result<Hash, Unread> {
        if self.length > end {
            *self = Self::default();
        }
        while self.length < end {
            let to = (self.length + u64::from(CHUNK)).min(end);
            let piece = part(bytes, self.length, to)?;
            let read = JsFuture::from(piece.array_buffer()).await;
            let read = Uint8Array::new(&read.map_err(|_| Unread)?).to_vec();
            self.hasher.update(&read);
            self.length = to;
        }
        Ok(Hash(self.hasher.clone().finalize().into()))
    }
}
