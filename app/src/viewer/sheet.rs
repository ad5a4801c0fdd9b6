//! One page on the desk: coarse and sharp image, tiles, the reader's stamp, ink and the line where one had stopped.
//!
//! Moving a sheet changes its transform alone; what it shows changes only between movements.

use std::collections::HashMap;

use nghisu_protocol::frame::{PageImage, TILE, Tile};
use nghisu_protocol::ids::VersionId;
use wasm_bindgen::JsCast;
use web_sys::{
    CanvasRenderingContext2d, Document, HtmlCanvasElement, HtmlElement, HtmlImageElement,
};

use super::model::{Camera, Near, Part, Size};

/// How often a page carries the reader's stamp.
const STAMPS: usize = 6;

/// See the module.
pub struct Sheet {
    root: HtmlElement,
    number: HtmlElement,
    coarse: HtmlImageElement,
    /// Holds the image: its colours are mixed with the paper's, and the image within may be a layer of its own.
    holder: HtmlElement,
    image: Option<HtmlImageElement>,
    tiles: HtmlElement,
    stamp: HtmlElement,
    ink: HtmlCanvasElement,
    /// Ink as sharp as the screen, over the part that is shown of a page that was brought nearer; in a holder like the
    /// image's, for the same reason.
    near_ink: (HtmlElement, HtmlCanvasElement),
    line: HtmlElement,
    page: Option<(VersionId, u32)>,
    sharp: Option<u16>,
    /// Whether its ink is drawn, and for which part of it once more.
    inked: Option<Option<Near>>,
    tiled: Option<Tiled>,
    size: Size,
}

/// The tiles that lie on a page, all of one raster.
struct Tiled {
    long_edge: u16,
    laid: HashMap<Tile, HtmlImageElement>,
}

impl Sheet {
    /// Makes an empty sheet and puts it on the desk.
    pub fn new(document: &Document, desk: &HtmlElement) -> Option<Self> {
        let div = |class: &str| -> Option<HtmlElement> {
            let element = document.create_element("div").ok()?;
            element.set_class_name(class);
            element.dyn_into().ok()
        };
        let canvas = |class: &str| -> Option<HtmlCanvasElement> {
            let element = document.create_element("canvas").ok()?;
            element.set_class_name(class);
            let _ = element.set_attribute("aria-hidden", "true");
            element.dyn_into().ok()
        };
        let sheet = Self {
            root: div("sheet")?,
            number: div("sheet-number")?,
            coarse: document.create_element("img").ok()?.dyn_into().ok()?,
            holder: div("sheet-image")?,
            image: None,
            tiles: div("sheet-tiles")?,
            stamp: div("sheet-stamp")?,
            ink: canvas("sheet-ink")?,
            near_ink: (div("sheet-near-ink")?, canvas("")?),
            line: div("sheet-line")?,
            page: None,
            sharp: None,
            inked: None,
            tiled: None,
            size: Size::default(),
        };
        sheet.coarse.set_class_name("sheet-coarse");
        sheet.coarse.set_alt("");
        sheet.coarse.set_hidden(true);
        sheet.line.set_hidden(true);
        for child in [
            sheet.number.as_ref(),
            sheet.coarse.as_ref() as &web_sys::Element,
            sheet.holder.as_ref(),
        ] {
            sheet.root.append_child(child).ok()?;
        }
        sheet.tiles.set_hidden(true);
        sheet.root.append_child(&sheet.tiles).ok()?;
        // Under the ink, so that nobody's notes are harder to read.
        sheet.stamp.set_hidden(true);
        let _ = sheet.stamp.set_attribute("aria-hidden", "true");
        for _ in 0..STAMPS {
            let one = div("one")?;
            sheet.stamp.append_child(&one).ok()?;
        }
        sheet.root.append_child(&sheet.stamp).ok()?;
        sheet.ink.set_hidden(true);
        sheet.root.append_child(&sheet.ink).ok()?;
        let (holder, canvas) = &sheet.near_ink;
        holder.set_hidden(true);
        holder.append_child(canvas).ok()?;
        sheet.root.append_child(holder).ok()?;
        sheet.root.append_child(&sheet.line).ok()?;
        desk.append_child(&sheet.root).ok()?;
        Some(sheet)
    }

    /// The page that it holds.
    pub fn page(&self) -> Option<(VersionId, u32)> {
        self.page
    }

    /// The layer for ink, to draw on.
    pub fn ink(&self) -> &HtmlCanvasElement {
        self.ink.set_hidden(false);
        &self.ink
    }

    /// The layer for ink over a part of the page, to draw on.
    pub fn near_ink(&self, part: Part) -> &HtmlCanvasElement {
        let (holder, canvas) = &self.near_ink;
        lay_over(holder, part, self.size);
        holder.set_hidden(false);
        canvas
    }

    /// Takes the layers for ink away: a page without ink is moved as one image, and mixed with nothing.
    pub fn clear_ink(&self) {
        self.ink.set_width(0);
        self.ink.set_hidden(true);
        self.clear_near_ink();
    }

    /// Takes the layer for ink over a part of the page away.
    pub fn clear_near_ink(&self) {
        let (holder, canvas) = &self.near_ink;
        canvas.set_width(0);
        holder.set_hidden(true);
    }

    /// Whether its ink is still to be drawn, for a page that is as near as this.
    pub fn lacks_ink(&self, near: Option<Near>) -> bool {
        self.inked != Some(near)
    }

    /// Takes note that its ink was drawn, were it none, for a page that is as near as this.
    pub fn ink_is_drawn(&mut self, near: Option<Near>) {
        self.inked = Some(near);
    }

    /// Takes note that its ink is another by now.
    pub fn ink_is_old(&mut self) {
        self.inked = None;
    }

    /// Lays one more canvas over a part of the page; it is in a holder, which goes with it.
    pub fn lay_canvas(&self, class: &str, part: Part) -> Option<(HtmlElement, HtmlCanvasElement)> {
        let document = self.root.owner_document()?;
        let holder: HtmlElement = document.create_element("div").ok()?.dyn_into().ok()?;
        holder.set_class_name(class);
        lay_over(&holder, part, self.size);
        let canvas = document.create_element("canvas").ok()?;
        let _ = canvas.set_attribute("aria-hidden", "true");
        holder.append_child(&canvas).ok()?;
        self.root.append_child(&holder).ok()?;
        Some((holder, canvas.dyn_into().ok()?))
    }

    /// Its size at zoom 1.
    pub fn size(&self) -> Size {
        self.size
    }

    /// Takes another page, or none. What it showed before is gone at once, so that no page ever stands under
    /// another's number.
    pub fn take(&mut self, page: Option<(VersionId, u32)>, waiting: &str) {
        if self.page == page {
            return;
        }
        self.page = page;
        self.sharp = None;
        self.inked = None;
        self.clear_tiles();
        if let Some(image) = self.image.take() {
            image.remove();
        }
        self.clear_ink();
        self.coarse.set_hidden(true);
        let _ = self.coarse.remove_attribute("src");
        self.line.set_hidden(true);
        self.number.set_text_content(Some(waiting));
        self.root.set_hidden(page.is_none());
        if let Some((_, page)) = page {
            let _ = self.root.set_attribute("data-page", &page.to_string());
        }
    }

    /// Sets its size at zoom 1.
    pub fn resize(&mut self, size: Size) {
        if self.size != size {
            self.size = size;
            self.inked = None;
            set(&self.root, "width", &format!("{}px", size.width));
            set(&self.root, "height", &format!("{}px", size.height));
            self.clear_tiles();
        }
    }

    /// Moves it: a transform and nothing else.
    pub fn place(&self, camera: Camera) {
        let Camera { x, y, zoom } = camera;
        set(
            &self.root,
            "transform",
            &format!("translate3d({x:.2}px,{y:.2}px,0) scale({zoom:.4})"),
        );
    }

    /// Lays it over the others, or under them.
    pub fn raise(&self, is_top: bool) {
        set(&self.root, "z-index", if is_top { "1" } else { "0" });
    }

    /// Lets the next movement glide for this many milliseconds; 0 is at once.
    pub fn glide(&self, milliseconds: u32) {
        let way = if milliseconds == 0 {
            "none".to_owned()
        } else {
            format!("transform {milliseconds}ms cubic-bezier(.2,0,0,1)")
        };
        set(&self.root, "transition", &way);
    }

    /// Lets it appear by a short cross-fade.
    pub fn fade_in(&self) {
        let _ = self.root.class_list().remove_1("sheet-fades");
        // Reading a length makes the browser notice the class's absence, so that the animation starts anew.
        let _ = self.root.offset_width();
        let _ = self.root.class_list().add_1("sheet-fades");
    }

    /// Lays words over the page, often enough that no photograph of a part of it lacks them; empty ones take them away.
    pub fn stamp(&self, words: &str) {
        self.stamp.set_hidden(words.is_empty());
        let places = self.stamp.children();
        for place in (0..places.length()).filter_map(|index| places.item(index)) {
            // The style sheet shows the attribute: it is no text of the page, neither found nor read aloud.
            let _ = place.set_attribute("data-stamp", words);
        }
    }

    /// Shows the line where one had stopped, from the top at zoom 1.
    pub fn draw_line(&self, line: Option<f64>) {
        self.line.set_hidden(line.is_none());
        if let Some(line) = line {
            set(&self.line, "top", &format!("{line:.1}px"));
        }
    }

    /// Shows a thumbnail behind what is not sharp yet.
    pub fn show_coarse(&self, url: &str) {
        if self.coarse.hidden() {
            self.coarse.set_src(url);
            self.coarse.set_hidden(false);
        }
    }

    /// Shows the page, unless something as sharp stands there; says whether it did.
    pub fn show(&mut self, image: &HtmlImageElement, long_edge: u16) -> bool {
        if self.sharp.is_some_and(|sharp| sharp >= long_edge) {
            return false;
        }
        image.set_class_name("sheet-page");
        if self.holder.append_child(image).is_err() {
            return false;
        }
        if let Some(old) = self.image.replace(image.clone()) {
            old.remove();
        }
        self.coarse.set_hidden(true);
        self.sharp = Some(long_edge);
        true
    }

    /// Says what stands in the page's place while nothing of it is here.
    pub fn say(&self, words: &str) {
        if self.number.text_content().as_deref() != Some(words) {
            self.number.set_text_content(Some(words));
        }
    }

    /// Says whether the page rests magnified: the browser keeps what moves as it rastered it at first, but for an image
    /// that is a layer of its own.
    pub fn lie_near(&self, is_near: bool) {
        let _ = self.root.class_list().toggle_with_force("near", is_near);
    }

    /// The long edge of what is shown.
    pub fn sharpness(&self) -> Option<u16> {
        self.sharp
    }

    /// Lays tiles over the page, each a layer of its own that the browser keeps as sharp as it is; those that are no
    /// longer named are taken away.
    pub fn lay_tiles(&mut self, tiles: &[(PageImage, Option<HtmlImageElement>)]) {
        let Some(long_edge) = tiles.first().map(|(image, _)| image.long_edge) else {
            self.clear_tiles();
            return;
        };
        if self
            .tiled
            .as_ref()
            .is_some_and(|tiled| tiled.long_edge != long_edge)
        {
            self.clear_tiles();
        }
        let scale = self.size.width.max(self.size.height) / f64::from(long_edge);
        let tiled = self.tiled.get_or_insert_with(|| Tiled {
            long_edge,
            laid: HashMap::new(),
        });
        tiled.laid.retain(|tile, element| {
            let is_kept = tiles.iter().any(|(image, _)| image.tile == Some(*tile));
            if !is_kept {
                element.remove();
            }
            is_kept
        });
        for (image, element) in tiles {
            let (Some(tile), Some(element)) = (image.tile, element) else {
                continue;
            };
            if tiled.laid.contains_key(&tile) {
                continue;
            }
            let px = |pixels: u32| format!("{:.3}px", f64::from(pixels) * scale);
            let at = |index: u16| px(u32::from(index) * u32::from(TILE));
            set(element, "left", &at(tile.column));
            set(element, "top", &at(tile.row));
            set(element, "width", &px(element.natural_width()));
            set(element, "height", &px(element.natural_height()));
            if self.tiles.append_child(element).is_ok() {
                tiled.laid.insert(tile, element.clone());
            }
        }
        self.tiles.set_hidden(false);
    }

    /// Takes the tiles away.
    pub fn clear_tiles(&mut self) {
        if let Some(tiled) = self.tiled.take() {
            for element in tiled.laid.values() {
                element.remove();
            }
            self.tiles.set_hidden(true);
        }
    }
}

/// A canvas' drawing context.
pub fn context(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    canvas.get_context("2d").ok()??.dyn_into().ok()
}

/// How many of the screen's pixels a CSS pixel has.
pub fn pixel_ratio() -> f64 {
    web_sys::window().map_or(1.0, |window| window.device_pixel_ratio())
}

/// Lays an element over a part of a sheet of this size, where it stays when the sheet gets another.
fn lay_over(element: &HtmlElement, part: Part, sheet: Size) {
    for (property, length, all) in [
        ("left", part.left, sheet.width),
        ("top", part.top, sheet.height),
        ("width", part.size.width, sheet.width),
        ("height", part.size.height, sheet.height),
    ] {
        set(element, property, &format!("{:.4}%", length / all * 100.0));
    }
}

fn set(element: &HtmlElement, property: &str, value: &str) {
    let _ = element.style().set_property(property, value);
}
