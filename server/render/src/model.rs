//! The values that a document is described with. Plain data, shared by both sides of the socket.

use serde::{Deserialize, Serialize};

/// What there is to know about a document before its first page is drawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Inspection {
    /// The displayed size of every page, in order; the number of pages is its length.
    pub pages: Vec<PageSize>,
    /// The document is encrypted, though it opens without a password.
    pub is_encrypted: bool,
    /// The document has interactive form fields (an AcroForm).
    pub has_forms: bool,
    /// Signature fields that carry a signature.
    pub signatures: u32,
    /// Signature fields that are still empty.
    pub empty_signature_fields: u32,
    /// One of the first pages carries text, so it can be searched and selected.
    pub has_text_layer: bool,
    /// The text of the first page, lines ended by `\n` (at most 20,000 characters), for checks such as a secrecy marking.
    pub first_page_text: String,
    /// The outline in reading order, at most 1,000 entries.
    pub outline: Vec<OutlineEntry>,
}

impl Inspection {
    /// The number of pages.
    pub fn page_count(&self) -> u32 {
        u32::try_from(self.pages.len()).unwrap_or(u32::MAX)
    }
}

/// The size of a page as displayed, after rotation, in points.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PageSize {
    /// Width in points.
    pub width: f32,
    /// Height in points.
    pub height: f32,
}

impl PageSize {
    /// The size in pixels of the whole page when its longer edge has `long_edge` pixels; neither edge is ever empty.
    pub fn pixels(self, long_edge: u32) -> (u32, u32) {
        let long = self.width.max(self.height);
        let scale = |edge: f32| {
            let pixels = (f64::from(edge) * f64::from(long_edge) / f64::from(long)).round();
            // The value lies between 0 and `long_edge` by construction.
            (pixels as u32).clamp(1, long_edge.max(1))
        };
        (scale(self.width), scale(self.height))
    }
}

/// An entry of the document's outline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutlineEntry {
    /// 0 for the top level.
    pub level: u8,
    /// At most 300 characters.
    pub title: String,
    /// The page it leads to, counted from 0, if it leads to a page of this document.
    pub page: Option<u32>,
}

/// A mark of secrecy, as it is stamped on page 1 of a paper; the graver ones are greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SecrecyMark {
    /// MẬT
    Confidential,
    /// TỐI MẬT
    Secret,
    /// TUYỆT MẬT
    TopSecret,
}

impl SecrecyMark {
    /// As it is written on papers.
    pub fn words(self) -> &'static str {
        match self {
            Self::Confidential => "MẬT",
            Self::Secret => "TỐI MẬT",
            Self::TopSecret => "TUYỆT MẬT",
        }
    }
}

/// Words before MẬT, on the same line, with which it is an everyday word: security, secret, intimate…
pub const EVERYDAY_BEFORE: [&str; 5] = ["BẢO", "BÍ", "CƠ", "THÂN", "ĐỘ"];
/// Words after it: password, cipher, density, honey, close, letter, service, order.
pub const EVERYDAY_AFTER: [&str; 9] = [
    "KHẨU", "MÃ", "ĐỘ", "ONG", "THIẾT", "THƯ", "VỤ", "LỆNH", "DANH",
];

/// A rectangle; the frame is said where it is used.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Rect {
    /// Left edge.
    pub x: f32,
    /// Upper edge as displayed, lower edge in PDF user space.
    pub y: f32,
    /// Width, never negative.
    pub width: f32,
    /// Height, never negative.
    pub height: f32,
}

/// A page's rotation, clockwise (`/Rotate`, ISO 32000-2, table 31).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rotation {
    /// Upright.
    None,
    /// A quarter turn clockwise.
    Clockwise90,
    /// Upside down.
    Half,
    /// A quarter turn counter-clockwise.
    Clockwise270,
}

/// Where a page lies in PDF user space, and how it is turned for display.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PageGeometry {
    /// The visible box (crop box within the media box) in user space: origin at the lower left, y upwards.
    pub visible: Rect,
    /// How the page is turned for display.
    pub rotation: Rotation,
}

impl PageGeometry {
    /// The size as displayed.
    pub fn size(&self) -> PageSize {
        match self.rotation {
            Rotation::None | Rotation::Half => PageSize {
                width: self.visible.width,
                height: self.visible.height,
            },
            Rotation::Clockwise90 | Rotation::Clockwise270 => PageSize {
                width: self.visible.height,
                height: self.visible.width,
            },
        }
    }

    /// A rectangle of user space as displayed.
    pub fn to_display(&self, user: Rect) -> Rect {
        let v = self.visible;
        let (left, bottom) = (user.x - v.x, user.y - v.y);
        let right = v.width - left - user.width;
        let top = v.height - bottom - user.height;
        match self.rotation {
            Rotation::None => Rect {
                x: left,
                y: top,
                width: user.width,
                height: user.height,
            },
            Rotation::Clockwise90 => Rect {
                x: bottom,
                y: left,
                width: user.height,
                height: user.width,
            },
            Rotation::Half => Rect {
                x: right,
                y: bottom,
                width: user.width,
                height: user.height,
            },
            Rotation::Clockwise270 => Rect {
                x: top,
                y: right,
                width: user.height,
                height: user.width,
            },
        }
    }

    /// A displayed rectangle in user space, for placing a signature field.
    pub fn to_user(&self, shown: Rect) -> Rect {
        let v = self.visible;
        let (left, bottom, width, height) = match self.rotation {
            Rotation::None => (
                shown.x,
                v.height - shown.y - shown.height,
                shown.width,
                shown.height,
            ),
            Rotation::Clockwise90 => (shown.y, shown.x, shown.height, shown.width),
            Rotation::Half => (
                v.width - shown.x - shown.width,
                shown.y,
                shown.width,
                shown.height,
            ),
            Rotation::Clockwise270 => (
                v.width - shown.y - shown.height,
                v.height - shown.x - shown.width,
                shown.height,
                shown.width,
            ),
        };
        Rect {
            x: v.x + left,
            y: v.y + bottom,
            width,
            height,
        }
    }
}

/// The text of one page with its places.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PageText {
    /// Where the page lies in user space.
    pub geometry: PageGeometry,
    /// The runs in the order in which they stand in the file.
    pub runs: Vec<TextRun>,
    /// The page has more characters than are answered (40,000).
    pub is_truncated: bool,
}

/// A stretch of text on one line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TextRun {
    /// The characters, spaces included.
    pub text: String,
    /// The box as displayed, in points.
    pub bounds: Rect,
    /// One more position than characters, along the longer side of the displayed box from its left (or upper) edge, in
    /// points: character `i` spans `stops[i]..stops[i + 1]`. For marking a part of the run.
    pub stops: Vec<f32>,
}

/// A rectangle of pixels on a page scaled to a given long edge, origin at the upper left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PixelRect {
    /// Left edge.
    pub x: u32,
    /// Upper edge.
    pub y: u32,
    /// Width; what lies beyond the page is cut off.
    pub width: u32,
    /// Height; what lies beyond the page is cut off.
    pub height: u32,
}

/// How a raster is to be encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Encoding {
    /// Lossless WebP for text and drawings, JPEG where lossless would be large (scans, photographs).
    Auto,
    /// Always lossless WebP.
    Lossless,
    /// Always JPEG, quality 85.
    Jpeg,
}

/// The media type of an encoded raster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum MediaType {
    /// `image/webp`
    Webp,
    /// `image/jpeg`
    Jpeg,
}

impl MediaType {
    /// The name for `Content-Type`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Webp => "image/webp",
            Self::Jpeg => "image/jpeg",
        }
    }
}

/// What a picture shows in ink, as a PNG: one colour, [`crate::INK`], on a transparent ground, cut to the strokes.
#[derive(Clone, PartialEq, Eq)]
pub struct InkImage {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// The PNG file.
    pub png: Vec<u8>,
}

impl std::fmt::Debug for InkImage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("InkImage")
            .field("width", &self.width)
            .field("height", &self.height)
            .field("bytes", &self.png.len())
            .finish()
    }
}

/// Why no ink can be taken from a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum InkRefusal {
    /// It is no PNG, or one that cannot be decoded.
    NotPng,
    /// It is larger than [`crate::MAX_PICTURE`] or [`crate::MAX_PICTURE_EDGE`].
    TooLarge,
    /// Nothing is drawn on it, or too faintly.
    Empty,
    /// Its ground is neither transparent nor light paper.
    Ground,
}

/// An encoded raster.
#[derive(Clone, PartialEq, Eq)]
pub struct Image {
    /// How `bytes` are encoded.
    pub media_type: MediaType,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// The encoded file.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Image {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Image")
            .field("media_type", &self.media_type)
            .field("width", &self.width)
            .field("height", &self.height)
            .field("bytes", &self.bytes.len())
            .finish()
    }
}

/// Where imported pages go in the file that is being bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Place {
    /// The number from which their objects are counted.
    pub(crate) first: u32,
    /// The object that is the parent of their page tree.
    pub(crate) parent: u32,
    /// Where their first byte will stand.
    pub(crate) at: u64,
}

impl Place {
    /// No file that is bound has an object of a greater number.
    pub(crate) const LAST: u32 = 8_000_000;
}

/// Pages that were imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Imported {
    /// How many.
    pub(crate) pages: u32,
    /// How many the document has.
    pub(crate) all_pages: u32,
    /// The root of their page tree.
    pub(crate) tree: u32,
    /// The first of them.
    pub(crate) first_page: u32,
    /// Every object with the place at which it begins, in rising order.
    pub(crate) objects: Vec<(u32, u64)>,
}
