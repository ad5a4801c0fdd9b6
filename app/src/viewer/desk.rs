//! The desk: the page on it, its neighbours, and how they move. An imperative island behind one component.
//!
//! Three sheets are kept: the page and its neighbours, painted ahead, so that turning moves two of them and
//! paints nothing. While anything moves only transforms change; images that arrive meanwhile are painted when it rests.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use leptos::leptos_dom::helpers::{
    TimeoutHandle, request_animation_frame, set_timeout_with_handle,
};
use nghisu_protocol::frame::{LADDER, PageImage, TILE};
use nghisu_protocol::ids::VersionId;
use nghisu_protocol::room::state::Presented;
use nghisu_protocol::socket::Priority;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{HtmlElement, PointerEvent, ResizeObserver, WheelEvent};

use super::gesture::{Ending, Gesture, Meaning};
use super::images::Images;
use super::model::{self, Camera, Fit, Size, Swipe, Turn};
use super::sheet::Sheet;
use crate::tr;

/// A page's point, in hundredths of a point from its lower left corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PagePoint {
    /// Page, from 1.
    pub page: u32,
    /// To the right.
    pub x: i32,
    /// Up.
    pub y: i32,
}

/// Who draws on the pages: the ink.
pub trait Ink {
    /// A contact begins; `true` takes it, and the desk does not move for it.
    fn down(&self, event: &PointerEvent, at: PagePoint) -> bool;
    /// A taken contact moves.
    fn moved(&self, event: &PointerEvent);
    /// A taken contact ends.
    fn up(&self, event: &PointerEvent);
    /// A taken contact is void.
    fn cancel(&self, event: &PointerEvent);
    /// A sheet holds another page, or has another size: its ink is to be drawn.
    fn draw(&self, sheet: &Sheet, version: VersionId, page: u32, points: Size);
}

/// Who wants to know what the desk shows.
pub trait Watcher {
    /// The page, or its part, changed by the reader's own hand.
    fn turned(&self, place: Presented);
    /// The page stands painted.
    fn painted(&self, place: Presented);
    /// A tap in the middle.
    fn tapped(&self);
}

struct Open {
    version: VersionId,
    pages: Vec<Size>,
}

/// The observer of the desk's size, with the handler that must live as long as it does.
type Resize = (ResizeObserver, Closure<dyn FnMut()>);

struct Inner {
    root: HtmlElement,
    images: Rc<Images>,
    ink: RefCell<Option<Rc<dyn Ink>>>,
    watcher: RefCell<Option<Rc<dyn Watcher>>>,
    sheets: RefCell<Vec<Sheet>>,
    open: RefCell<Option<Open>>,
    page: Cell<u32>,
    camera: Cell<Camera>,
    fit: Cell<Option<Fit>>,
    size: Cell<Size>,
    gesture: RefCell<Gesture>,
    taken: Cell<Option<i32>>,
    glide: Cell<u32>,
    is_dirty: Cell<bool>,
    rest: Cell<Option<TimeoutHandle>>,
    resize: RefCell<Option<Resize>>,
}

/// See the module.
#[derive(Clone)]
pub struct Desk(Rc<Inner>);

impl Desk {
    /// Puts a desk into an element; `None` where the browser cannot.
    pub fn new(root: HtmlElement, images: Rc<Images>) -> Option<Self> {
        let document = web_sys::window()?.document()?;
        let sheets = (0..3)
            .map(|_| Sheet::new(&document, &root))
            .collect::<Option<Vec<_>>>()?;
        let inner = Rc::new(Inner {
            root,
            images,
            ink: RefCell::new(None),
            watcher: RefCell::new(None),
            sheets: RefCell::new(sheets),
            open: RefCell::new(None),
            page: Cell::new(1),
            camera: Cell::new(Camera {
                x: 0.0,
                y: 0.0,
                zoom: 1.0,
            }),
            fit: Cell::new(None),
            size: Cell::new(Size::default()),
            gesture: RefCell::default(),
            taken: Cell::new(None),
            glide: Cell::new(0),
            is_dirty: Cell::new(false),
            rest: Cell::new(None),
            resize: RefCell::new(None),
        });
        let weak: Weak<Inner> = Rc::downgrade(&inner);
        inner.images.paint_with(Some(Rc::new(move |image| {
            if let Some(inner) = weak.upgrade() {
                inner.arrived(image);
            }
        })));
        let weak = Rc::downgrade(&inner);
        let resized = Closure::<dyn FnMut()>::new(move || {
            if let Some(inner) = weak.upgrade() {
                inner.resized();
            }
        });
        let observer = ResizeObserver::new(resized.as_ref().unchecked_ref()).ok()?;
        observer.observe(&inner.root);
        *inner.resize.borrow_mut() = Some((observer, resized));
        inner.measure();
        Some(Self(inner))
    }

    /// Says who draws.
    pub fn draw_with(&self, ink: Rc<dyn Ink>) {
        *self.0.ink.borrow_mut() = Some(ink);
        self.0.lay_out();
    }

    /// Says who watches.
    pub fn watch_with(&self, watcher: Rc<dyn Watcher>) {
        *self.0.watcher.borrow_mut() = Some(watcher);
    }

    /// Takes everything off the desk.
    pub fn clear(&self) {
        *self.0.open.borrow_mut() = None;
        for sheet in self.0.sheets.borrow_mut().iter_mut() {
            sheet.take(None, "");
        }
    }

    /// Opens a document at a place. `pages` holds each page's size in points, as it is shown.
    pub fn open(&self, version: VersionId, pages: Vec<Size>, page: u32, y: u16) {
        *self.0.open.borrow_mut() = Some(Open { version, pages });
        self.0.go(page, y, false);
    }

    /// The version on the desk.
    pub fn version(&self) -> Option<VersionId> {
        self.0.open.borrow().as_ref().map(|open| open.version)
    }

    /// What the desk shows.
    pub fn place(&self) -> Option<Presented> {
        self.0.place()
    }

    /// Goes to a place; `fades` for one that somebody else chose.
    pub fn go(&self, page: u32, y: u16, fades: bool) {
        self.0.go(page, y, fades);
    }

    /// Turns on, by the reader's hand.
    pub fn forward(&self) {
        self.0.forward();
    }

    /// Turns back, by the reader's hand.
    pub fn back(&self) {
        self.0.back();
    }

    /// Goes to a page, by the reader's hand.
    pub fn turn_to(&self, page: u32) {
        self.0.go(page, 0, false);
        self.0.tell_turned();
    }

    /// Lays pages out in another way; `None` is the desk's default.
    pub fn fit(&self, fit: Option<Fit>) {
        let y = self.0.place().map_or(0, |place| place.y);
        self.0.fit.set(fit);
        self.0.go(self.0.page.get(), y, false);
    }

    /// Zooms around the middle.
    pub fn zoom(&self, factor: f64) {
        let size = self.0.size.get();
        self.0
            .zoom_at(factor, (size.width / 2.0, size.height / 2.0));
    }

    /// A fresh canvas over the page, for what is being drawn, with the sheet's size and the page's in points.
    pub fn wet_canvas(&self) -> Option<(web_sys::HtmlCanvasElement, Size, Size)> {
        let sheets = self.0.sheets.borrow();
        let sheet = sheets.iter().find(|sheet| self.0.is_current(sheet))?;
        let canvas = sheet.lay_canvas("sheet-wet")?;
        Some((canvas, sheet.size(), self.0.points(self.0.page.get())))
    }

    /// Moves the page up by so many pixels, on to the next page at its foot.
    pub fn scroll(&self, dy: f64) {
        self.0.wheel(0.0, dy);
    }

    /// Draws the ink of all sheets anew.
    pub fn redraw_ink(&self) {
        self.0.draw_ink();
    }

    /// The point of a page under a point of the window.
    pub fn page_point(&self, client_x: f64, client_y: f64) -> Option<PagePoint> {
        self.0.page_point(client_x, client_y)
    }

    /// A contact begins.
    pub fn pointer_down(&self, event: &PointerEvent) {
        self.0.pointer_down(event);
    }

    /// A contact moves.
    pub fn pointer_moved(&self, event: &PointerEvent) {
        self.0.pointer_moved(event);
    }

    /// A contact ends.
    pub fn pointer_up(&self, event: &PointerEvent) {
        self.0.pointer_up(event);
    }

    /// A contact is void.
    pub fn pointer_cancelled(&self, event: &PointerEvent) {
        self.0.pointer_cancelled(event);
    }

    /// The wheel turns: pans, and zooms with Ctrl (which a touchpad's pinch sends).
    pub fn wheel(&self, event: &WheelEvent) {
        event.prevent_default();
        if event.ctrl_key() {
            let (x, y) = self
                .0
                .local(f64::from(event.client_x()), f64::from(event.client_y()));
            self.0.zoom_at((-event.delta_y() * 0.004).exp(), (x, y));
        } else {
            self.0.wheel(event.delta_x(), event.delta_y());
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.images.paint_with(None);
        if let Some((observer, _)) = self.resize.borrow_mut().take() {
            observer.disconnect();
        }
        if let Some(rest) = self.rest.take() {
            rest.clear();
        }
        for sheet in self.sheets.borrow_mut().iter_mut() {
            sheet.take(None, "");
        }
    }
}

impl Inner {
    fn pages(&self) -> u32 {
        self.open
            .borrow()
            .as_ref()
            .map_or(0, |open| open.pages.len() as u32)
    }

    fn points(&self, page: u32) -> Size {
        let open = self.open.borrow();
        let found = open
            .as_ref()
            .and_then(|open| open.pages.get(page as usize - 1).copied());
        found.unwrap_or(Size {
            width: 595.0,
            height: 842.0,
        })
    }

    fn layout(&self) -> Fit {
        self.fit
            .get()
            .unwrap_or_else(|| Fit::for_desk(self.size.get()))
    }

    fn sheet_size(&self, page: u32) -> Size {
        model::sheet(self.layout(), self.size.get(), self.points(page))
    }

    fn place(&self) -> Option<Presented> {
        let version = self.open.borrow().as_ref()?.version;
        let page = self.page.get();
        let y = self.camera.get().height(self.sheet_size(page));
        Some(Presented { version, page, y })
    }

    fn measure(&self) {
        let rect = self.root.get_bounding_client_rect();
        self.size.set(Size {
            width: rect.width(),
            height: rect.height(),
        });
    }

    fn resized(self: &Rc<Self>) {
        let y = self.place().map_or(0, |place| place.y);
        self.measure();
        if self.pages() > 0 {
            self.go(self.page.get(), y, false);
        }
    }

    fn go(self: &Rc<Self>, page: u32, y: u16, fades: bool) {
        if self.pages() == 0 {
            return;
        }
        let page = page.clamp(1, self.pages());
        let is_other = page != self.page.get();
        self.page.set(page);
        self.camera
            .set(Camera::at_height(self.size.get(), self.sheet_size(page), y));
        self.draw_line(None);
        self.lay_out();
        if fades
            && is_other
            && let Some(sheet) = self
                .sheets
                .borrow()
                .iter()
                .find(|sheet| self.is_current(sheet))
        {
            sheet.fade_in();
        }
        self.rest_soon();
    }

    fn is_current(&self, sheet: &Sheet) -> bool {
        sheet
            .page()
            .is_some_and(|(_, page)| page == self.page.get())
    }

    /// Gives the sheets their pages, sizes and places, and paints what is here.
    fn lay_out(&self) {
        let Some(version) = self.open.borrow().as_ref().map(|open| open.version) else {
            return;
        };
        let current = self.page.get();
        let wanted: Vec<(VersionId, u32)> = [current, current + 1, current.wrapping_sub(1)]
            .into_iter()
            .filter(|page| (1..=self.pages()).contains(page))
            .map(|page| (version, page))
            .collect();
        {
            let mut sheets = self.sheets.borrow_mut();
            let missing: Vec<_> = wanted
                .iter()
                .filter(|page| !sheets.iter().any(|sheet| sheet.page() == Some(**page)))
                .copied()
                .collect();
            let mut missing = missing.into_iter();
            for sheet in sheets.iter_mut() {
                if !sheet.page().is_some_and(|page| wanted.contains(&page)) {
                    let page = missing.next();
                    let waiting =
                        page.map(|(_, page)| tr!("viewer-page-waiting", { "page" => page }));
                    sheet.take(page, &waiting.unwrap_or_default());
                }
                if let Some((_, page)) = sheet.page() {
                    sheet.resize(self.sheet_size(page));
                }
            }
        }
        self.place_sheets(0.0);
        self.paint_sheets();
        self.draw_ink();
        self.ask();
    }

    /// Moves the sheets; `way` is how far a swipe has taken them.
    fn place_sheets(&self, way: f64) {
        let desk = self.size.get();
        for sheet in self.sheets.borrow().iter() {
            let Some((_, page)) = sheet.page() else {
                continue;
            };
            let camera = self.camera.get();
            sheet.glide(self.glide.get());
            if page == self.page.get() {
                sheet.place(Camera {
                    x: camera.x + way,
                    ..camera
                });
            } else {
                let side = if page > self.page.get() {
                    desk.width
                } else {
                    -desk.width
                };
                let size = sheet.size();
                let rest = if page > self.page.get() {
                    Camera::top(desk, size)
                } else {
                    Camera::foot(desk, size)
                };
                sheet.place(Camera {
                    x: rest.x + side + way,
                    ..rest
                });
            }
        }
    }

    fn device_pixels(&self, page: u32) -> f64 {
        let size = self.sheet_size(page);
        let ratio = web_sys::window().map_or(1.0, |window| window.device_pixel_ratio());
        size.width.max(size.height) * ratio
    }

    /// Asks for what is shown and what comes next.
    fn ask(&self) {
        let Some(version) = self.open.borrow().as_ref().map(|open| open.version) else {
            return;
        };
        let current = self.page.get();
        let whole = |page: u32, long_edge: u16| PageImage {
            version,
            page,
            long_edge,
            tile: None,
        };
        let sharp = |page: u32| whole(page, model::rung(self.device_pixels(page)));
        let wanted = [current, current + 1, current.wrapping_sub(1), current + 2];
        let tiles = self.tile_images();
        self.images.keep_asking_for(|image| {
            image.version == version
                && (tiles.contains(image) || (image.tile.is_none() && wanted.contains(&image.page)))
        });
        let last = self.pages();
        for (index, page) in wanted
            .into_iter()
            .filter(|page| (1..=last).contains(page))
            .enumerate()
        {
            self.images.want(
                whole(page, LADDER[0]),
                if index == 0 {
                    Priority::Visible
                } else {
                    Priority::Next
                },
            );
            let priority = match index {
                0 => Priority::Visible,
                1 => Priority::Next,
                _ => Priority::Later,
            };
            self.images.want(sharp(page), priority);
        }
        for tile in tiles {
            self.images.want(tile, Priority::Visible);
        }
    }

    fn tile_images(&self) -> Vec<PageImage> {
        let page = self.page.get();
        let camera = self.camera.get();
        let version = self.open.borrow().as_ref().map(|open| open.version);
        let (Some(version), Some(long_edge)) = (
            version,
            model::tile_edge(self.device_pixels(page) * camera.zoom),
        ) else {
            return Vec::new();
        };
        model::visible_tiles(camera, self.size.get(), self.sheet_size(page), long_edge)
            .into_iter()
            .map(|tile| PageImage {
                version,
                page,
                long_edge,
                tile: Some(tile),
            })
            .collect()
    }

    fn is_moving(&self) -> bool {
        self.gesture.borrow().is_moving() || self.taken.get().is_some()
    }

    fn arrived(&self, image: PageImage) {
        if self.is_moving() {
            self.is_dirty.set(true);
            return;
        }
        if let Some(tile) = image.tile {
            let _ = tile;
            self.paint_tiles();
            return;
        }
        self.paint_sheets();
    }

    /// Paints what is here onto the sheets that lack it.
    fn paint_sheets(&self) {
        let mut is_current_painted = false;
        for sheet in self.sheets.borrow_mut().iter_mut() {
            let Some((version, page)) = sheet.page() else {
                continue;
            };
            if let Some((bitmap, long_edge)) = self.images.best(version, page) {
                let did = sheet.paint(&bitmap, long_edge);
                is_current_painted |= did && page == self.page.get();
            } else if let Some(url) = self.images.thumbnail(version, page) {
                sheet.show_coarse(&url);
            }
            is_current_painted |= page == self.page.get() && sheet.sharpness().is_some();
        }
        if is_current_painted {
            self.tell_painted();
        }
    }

    /// Lays and paints the tiles of what is shown, where the ladder is not sharp enough.
    fn paint_tiles(&self) {
        let images = self.tile_images();
        let tiles: Vec<_> = images.iter().filter_map(|image| image.tile).collect();
        let mut sheets = self.sheets.borrow_mut();
        let Some(sheet) = sheets.iter_mut().find(|sheet| self.is_current(sheet)) else {
            return;
        };
        let (Some(first_column), Some(first_row), Some(last_column), Some(last_row)) = (
            tiles.iter().map(|tile| tile.column).min(),
            tiles.iter().map(|tile| tile.row).min(),
            tiles.iter().map(|tile| tile.column).max(),
            tiles.iter().map(|tile| tile.row).max(),
        ) else {
            sheet.clear_tiles();
            return;
        };
        let count = (last_column - first_column + 1, last_row - first_row + 1);
        // The canvas stays under about five million pixels; beyond, the ladder's sharpest rung must do.
        if u64::from(count.0) * u64::from(count.1) * u64::from(TILE) * u64::from(TILE) > 9_000_000 {
            sheet.clear_tiles();
            return;
        }
        sheet.lay_tiles(images[0].long_edge, (first_column, first_row), count);
        for image in &images {
            if let Some(bitmap) = self.images.get(image) {
                sheet.paint_tile(image, &bitmap);
            }
        }
    }

    fn draw_ink(&self) {
        let Some(ink) = self.ink.borrow().clone() else {
            return;
        };
        for sheet in self.sheets.borrow().iter() {
            if let Some((version, page)) = sheet.page() {
                ink.draw(sheet, version, page, self.points(page));
            }
        }
    }

    fn draw_line(&self, line: Option<f64>) {
        for sheet in self.sheets.borrow().iter() {
            sheet.draw_line(line.filter(|_| self.is_current(sheet)));
        }
    }

    fn tell_painted(&self) {
        let watcher = self.watcher.borrow().clone();
        if let (Some(watcher), Some(place)) = (watcher, self.place()) {
            watcher.painted(place);
        }
    }

    fn tell_turned(&self) {
        let watcher = self.watcher.borrow().clone();
        if let (Some(watcher), Some(place)) = (watcher, self.place()) {
            watcher.turned(place);
        }
    }

    fn forward(self: &Rc<Self>) {
        let page = self.page.get();
        let (desk, sheet) = (self.size.get(), self.sheet_size(page));
        self.turn(model::turn_forward(
            self.camera.get(),
            desk,
            sheet,
            page >= self.pages(),
        ));
    }

    fn back(self: &Rc<Self>) {
        let page = self.page.get();
        let (desk, sheet) = (self.size.get(), self.sheet_size(page));
        self.turn(model::turn_back(self.camera.get(), desk, sheet, page <= 1));
    }

    fn turn(self: &Rc<Self>, turn: Turn) {
        let page = self.page.get();
        match turn {
            Turn::Within { camera, line } => {
                self.camera.set(camera);
                self.place_sheets(0.0);
                self.draw_line(Some(line));
                self.rest_soon();
            }
            Turn::Next => self.go(page + 1, 0, false),
            Turn::Previous => {
                self.go(page - 1, 10_000, false);
            }
            Turn::End => return,
        }
        self.tell_turned();
    }

    fn zoom_at(self: &Rc<Self>, factor: f64, at: (f64, f64)) {
        if self.pages() == 0 {
            return;
        }
        let sheet = self.sheet_size(self.page.get());
        self.camera.set(
            self.camera
                .get()
                .zoomed_at(factor, at, self.size.get(), sheet),
        );
        self.place_sheets(0.0);
        self.rest_soon();
    }

    fn wheel(self: &Rc<Self>, dx: f64, dy: f64) {
        if self.pages() == 0 {
            return;
        }
        let page = self.page.get();
        let (desk, sheet) = (self.size.get(), self.sheet_size(page));
        let camera = self.camera.get();
        let moved = camera.moved(-dx, -dy, desk, sheet);
        if moved != camera {
            self.camera.set(moved);
            self.place_sheets(0.0);
            self.rest_soon();
        } else if dy > 30.0 && page < self.pages() {
            self.go(page + 1, 0, false);
            self.tell_turned();
        } else if dy < -30.0 && page > 1 {
            self.go(page - 1, 10_000, false);
            self.tell_turned();
        }
    }

    /// After a movement has rested: paints what waited, asks for sharper images, tells the place.
    fn rest_soon(self: &Rc<Self>) {
        if let Some(rest) = self.rest.take() {
            rest.clear();
        }
        let weak = Rc::downgrade(self);
        let rest = set_timeout_with_handle(
            move || {
                if let Some(inner) = weak.upgrade() {
                    inner.rest.set(None);
                    inner.rested();
                }
            },
            std::time::Duration::from_millis(120),
        );
        self.rest.set(rest.ok());
    }

    fn rested(self: &Rc<Self>) {
        if self.is_moving() {
            return;
        }
        self.is_dirty.set(false);
        self.paint_sheets();
        self.ask();
        self.paint_tiles();
    }

    fn local(&self, client_x: f64, client_y: f64) -> (f64, f64) {
        let rect = self.root.get_bounding_client_rect();
        (client_x - rect.left(), client_y - rect.top())
    }

    fn page_point(&self, client_x: f64, client_y: f64) -> Option<PagePoint> {
        if self.pages() == 0 {
            return None;
        }
        let (x, y) = self.local(client_x, client_y);
        let page = self.page.get();
        let (camera, sheet, points) = (self.camera.get(), self.sheet_size(page), self.points(page));
        let scale = points.width / sheet.width / camera.zoom;
        let (x, y) = (
            (x - camera.x) * scale,
            points.height - (y - camera.y) * scale,
        );
        Some(PagePoint {
            page,
            x: (x * 100.0).round() as i32,
            y: (y * 100.0).round() as i32,
        })
    }

    fn pointer_down(self: &Rc<Self>, event: &PointerEvent) {
        if self.pages() == 0 || (event.pointer_type() == "mouse" && event.button() != 0) {
            return;
        }
        let ink = self.ink.borrow().clone();
        let at = self.page_point(f64::from(event.client_x()), f64::from(event.client_y()));
        if let (Some(ink), Some(at)) = (ink, at)
            && self.taken.get().is_none()
            && ink.down(event, at)
        {
            self.gesture.borrow_mut().cancel();
            self.taken.set(Some(event.pointer_id()));
            let _ = self.root.set_pointer_capture(event.pointer_id());
            event.prevent_default();
            return;
        }
        if self.taken.get().is_some() {
            return;
        }
        let _ = self.root.set_pointer_capture(event.pointer_id());
        let (x, y) = self.local(f64::from(event.client_x()), f64::from(event.client_y()));
        self.glide.set(0);
        self.gesture
            .borrow_mut()
            .down(event.pointer_id(), x, y, event.time_stamp());
    }

    fn pointer_moved(self: &Rc<Self>, event: &PointerEvent) {
        if self.taken.get() == Some(event.pointer_id()) {
            if let Some(ink) = self.ink.borrow().clone() {
                ink.moved(event);
            }
            return;
        }
        let (x, y) = self.local(f64::from(event.client_x()), f64::from(event.client_y()));
        let (desk, sheet) = (self.size.get(), self.sheet_size(self.page.get()));
        let pans = self.camera.get().pans_sideways(desk, sheet);
        let meaning =
            self.gesture
                .borrow_mut()
                .moved(event.pointer_id(), x, y, event.time_stamp(), pans);
        match meaning {
            Meaning::Nothing => {}
            Meaning::Pan { dx, dy } => {
                self.camera
                    .set(self.camera.get().moved(dx, dy, desk, sheet));
                self.place_sheets(0.0);
            }
            Meaning::Swipe { way } => {
                // At the first and the last page the sheet follows half as far: it says that nothing comes.
                let is_end = (way > 0.0 && self.page.get() <= 1)
                    || (way < 0.0 && self.page.get() >= self.pages());
                self.place_sheets(if is_end { way * 0.3 } else { way });
            }
            Meaning::Pinch { factor, at, dx, dy } => {
                let camera = self.camera.get().moved(dx, dy, desk, sheet);
                self.camera.set(camera.zoomed_at(factor, at, desk, sheet));
                self.place_sheets(0.0);
            }
        }
    }

    fn pointer_up(self: &Rc<Self>, event: &PointerEvent) {
        if self.taken.get() == Some(event.pointer_id()) {
            self.taken.set(None);
            if let Some(ink) = self.ink.borrow().clone() {
                ink.up(event);
            }
            self.rest_soon();
            return;
        }
        let ending =
            self.gesture
                .borrow_mut()
                .up(event.pointer_id(), event.time_stamp(), self.size.get());
        match ending {
            Ending::Nothing => self.rest_soon(),
            Ending::TapBack => self.back(),
            Ending::TapForward => self.forward(),
            Ending::TapCentre => {
                let watcher = self.watcher.borrow().clone();
                if let Some(watcher) = watcher {
                    watcher.tapped();
                }
            }
            Ending::LetGo { vx, vy } => self.coast(vx, vy),
            Ending::SwipeEnd { way, speed } => self.end_swipe(way, speed),
        }
    }

    fn pointer_cancelled(self: &Rc<Self>, event: &PointerEvent) {
        if self.taken.get() == Some(event.pointer_id()) {
            self.taken.set(None);
            if let Some(ink) = self.ink.borrow().clone() {
                ink.cancel(event);
            }
        }
        self.gesture.borrow_mut().cancel();
        self.place_sheets(0.0);
        self.rest_soon();
    }

    /// Lets the sheet run out after it was let go.
    fn coast(self: &Rc<Self>, vx: f64, vy: f64) {
        if vx.hypot(vy) < 0.05 || prefers_less_motion() {
            self.rest_soon();
            self.tell_turned();
            return;
        }
        let (page, before) = (self.page.get(), self.camera.get());
        let weak = Rc::downgrade(self);
        request_animation_frame(move || {
            let Some(this) = weak.upgrade() else { return };
            if this.is_moving() || this.page.get() != page || this.camera.get() != before {
                return;
            }
            let sheet = this.sheet_size(page);
            this.camera
                .set(before.moved(vx * 16.0, vy * 16.0, this.size.get(), sheet));
            this.place_sheets(0.0);
            if this.camera.get() == before {
                this.rest_soon();
                this.tell_turned();
            } else {
                this.coast(vx * 0.94, vy * 0.94);
            }
        });
    }

    fn end_swipe(self: &Rc<Self>, way: f64, speed: f64) {
        let page = self.page.get();
        let swipe = model::swipe(
            way,
            speed,
            self.size.get().width,
            page <= 1,
            page >= self.pages(),
        );
        if !prefers_less_motion() {
            self.glide.set(200);
        }
        match swipe {
            Swipe::Stay => self.place_sheets(0.0),
            Swipe::Next | Swipe::Previous => {
                let to = if swipe == Swipe::Next {
                    page + 1
                } else {
                    page - 1
                };
                self.page.set(to);
                self.camera
                    .set(Camera::at_height(self.size.get(), self.sheet_size(to), 0));
                self.draw_line(None);
                self.place_sheets(0.0);
                self.tell_turned();
            }
        }
        // The glide ends before anything is laid out anew.
        let weak = Rc::downgrade(self);
        let settled = move || {
            if let Some(this) = weak.upgrade() {
                this.glide.set(0);
                this.lay_out();
                this.rested();
            }
        };
        let _ = set_timeout_with_handle(settled, std::time::Duration::from_millis(220));
    }
}

fn prefers_less_motion() -> bool {
    web_sys::window()
        .and_then(|window| {
            window
                .match_media("(prefers-reduced-motion: reduce)")
                .ok()
                .flatten()
        })
        .is_some_and(|query| query.matches())
}
