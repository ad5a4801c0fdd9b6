//! From strokes or from a chosen file to the bytes of a PNG, by the browser's own canvas.

use js_sys::{Promise, Uint8Array};
use nghisu_protocol::annotation::{Colour, Mark};
use nghisu_protocol::signing::MAX_SIGNATURE_PICTURE;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, HtmlCanvasElement, ImageBitmap};

use super::model::{DRAWN_WIDTH, Drawing, PEN, PHOTO_EDGE, SHEET, fitted};
use crate::ink::canvas::{self, Projection};
use crate::viewer::sheet::context;

/// What a drawing puts on paper.
pub fn mark(drawing: &Drawing) -> Mark {
    Mark::Ink {
        colour: Colour::Blue,
        width: PEN,
        strokes: drawing.strokes().to_vec(),
    }
}

/// A drawing as a PNG with a transparent ground; nothing when the browser cannot make one.
pub async fn of_drawing(drawing: &Drawing) -> Option<Vec<u8>> {
    let height = (f64::from(DRAWN_WIDTH) * SHEET.height / SHEET.width).round() as u32;
    let canvas = blank(DRAWN_WIDTH, height)?;
    let projection = Projection::new(SHEET, f64::from(DRAWN_WIDTH));
    canvas::draw(&context(&canvas)?, projection, &mark(drawing));
    bytes(&png(&canvas).await?).await
}

/// A chosen picture as a PNG that is small enough to be sent; nothing when the browser cannot open it.
pub async fn of_file(file: &Blob) -> Option<Vec<u8>> {
    let bitmap = web_sys::window()?
        .create_image_bitmap_with_blob(file)
        .ok()?;
    let bitmap: ImageBitmap = JsFuture::from(bitmap).await.ok()?.dyn_into().ok()?;
    let made = shrunk(&bitmap).await;
    bitmap.close();
    bytes(&made?).await
}

/// The grain of a photograph does not compress: it is made smaller until it fits.
async fn shrunk(bitmap: &ImageBitmap) -> Option<Blob> {
    const TRIES: i32 = 6;
    for again in 0..TRIES {
        let most = PHOTO_EDGE * 0.75_f64.powi(again);
        let (width, height) = fitted(bitmap.width(), bitmap.height(), most);
        let canvas = blank(width, height)?;
        context(&canvas)?
            .draw_image_with_image_bitmap_and_dw_and_dh(
                bitmap,
                0.0,
                0.0,
                f64::from(width),
                f64::from(height),
            )
            .ok()?;
        let blob = png(&canvas).await?;
        if blob.size() <= MAX_SIGNATURE_PICTURE as f64 {
            return Some(blob);
        }
    }
    None
}

fn blank(width: u32, height: u32) -> Option<HtmlCanvasElement> {
    let canvas = web_sys::window()?
        .document()?
        .create_element("canvas")
        .ok()?;
    let canvas: HtmlCanvasElement = canvas.dyn_into().ok()?;
    canvas.set_width(width);
    canvas.set_height(height);
    Some(canvas)
}

async fn png(canvas: &HtmlCanvasElement) -> Option<Blob> {
    let made = Promise::new(&mut |done, _| {
        // PNG is what a canvas makes when nothing else is named. One that cannot be made never answers otherwise.
        if canvas.to_blob(&done).is_err() {
            let _ = done.call0(&wasm_bindgen::JsValue::NULL);
        }
    });
    JsFuture::from(made).await.ok()?.dyn_into().ok()
}

async fn bytes(blob: &Blob) -> Option<Vec<u8>> {
    let buffer = JsFuture::from(blob.array_buffer()).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}
