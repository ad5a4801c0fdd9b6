//! The appearance of a signature: what stands between the signer's title and name.
//!
//! Nghị định 30/2020/NĐ-CP, Phụ lục I: a person's signature is a blue image on transparent ground, an
//! organisation's seal a red one; no box and no text beside them. People without an image get a plain
//! blue mark that says that they signed. It imitates no handwriting, because none was given.

use serde::Serialize;
use serde_json::json;

use crate::compile::{Request, Standard, Template, typeset};
use crate::error::Error;

const TEMPLATE: Template = Template {
    name: "signature-stamp",
    source: include_str!("../../../assets/typst/signature-stamp.typ"),
};

/// An image of a signature or a seal, with its ground left transparent by whoever made it.
#[derive(Debug, Clone)]
pub enum StampImage {
    /// A PNG file.
    Png(Vec<u8>),
    /// An SVG file; it may refer to no other file.
    Svg(Vec<u8>),
}

/// What to draw.
#[derive(Debug, Clone)]
pub struct SignatureStamp {
    /// The signer's name.
    pub name: String,
    /// The image, scaled to fit and centred. Without one the plain mark is drawn.
    pub image: Option<StampImage>,
    /// The page's width in points: the width of the signature field.
    pub width: f64,
    /// The page's height in points: the height of the signature field.
    pub height: f64,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Format {
    Png,
    Svg,
}

/// Draws a one-page PDF without a background, to be imported as a form XObject.
///
/// # Errors
/// A name that cannot be printed, or an image that is no PNG or SVG.
pub fn signature_stamp(stamp: &SignatureStamp) -> Result<Vec<u8>, Error> {
    let (format, files) = match &stamp.image {
        None => (None, Vec::new()),
        Some(StampImage::Png(bytes)) => (Some(Format::Png), vec![("image", bytes.clone())]),
        Some(StampImage::Svg(bytes)) => (Some(Format::Svg), vec![("image", bytes.clone())]),
    };
    let data = json!({
        "name": stamp.name,
        "image": format,
        "width": stamp.width,
        "height": stamp.height,
    });
    let typeset = typeset(&Request {
        template: TEMPLATE,
        data: &data,
        files: &files,
        attachments: &[],
        standard: Standard::Appearance,
        made_at: None,
    })?;
    Ok(typeset.pdf)
}
