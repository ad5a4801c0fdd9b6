//! The desk: the page on it, its neighbours, and how they move. An imperative island behind one component.
//!
//! Three sheets are kept: the page and, under it, its neighbours, painted ahead, so that turning moves sheets and
//! paints nothing. While anything moves only transforms change; images that arrive meanwhile are painted when it rests.

mod movement;
mod painting;

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use leptos::leptos_dom::helpers::TimeoutHandle;
use nghisu_protocol::ids::VersionId;
use nghisu_protocol::room::state::Presented;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{HtmlCanvasElement, HtmlElement, PointerEvent, ResizeObserver, WheelEvent};

use super::gesture::Gesture;
use super::images::{Images, Painter};
use super::model::{self, Camera, Fit, Near, Part, Size};
use super::sheet::Sheet;
use super::turning::Ends;
use super::wheel::{self, Wheel};

/// A page's point, in hundredths of a point from the lower left corner of the page as it is shown (rule AN-6).
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
    /// A contact that was not taken turned out to be a tap; `true` takes it, and it turns no page.
    fn tapped(&self, event: &PointerEvent, at: PagePoint) -> bool;
    /// Whether somebody writes here: a wide contact is the hand that holds the pen then.
    fn is_at_work(&self) -> bool;
    /// A taken contact moves.
    fn moved(&self, event: &PointerEvent);
    /// A taken contact ends.
    fn up(&self, event: &PointerEvent);
    /// A taken contact is void.
    fn cancel(&self, event: &PointerEvent);
    /// A sheet holds another page, has another size, or was brought nearer: its ink is to be drawn.
    fn draw(&self, sheet: &Sheet, version: VersionId, page: u32, points: Size, near: Option<Near>);
}

/// A fresh canvas over a part of the page that lies on the desk. It goes when this is dropped.
pub struct PageCanvas {
    /// To draw on.
    pub canvas: HtmlCanvasElement,
    /// The part of the sheet that it covers.
    pub part: Part,
    /// How near the sheet is.
    pub zoom: f64,
    /// The whole sheet's size at zoom 1.
    pub sheet: Size,
    /// The page's size in points.
    pub points: Size,
    holder: HtmlElement,
}

impl Drop for PageCanvas {
    fn drop(&mut self) {
        self.holder.remove();
    }
}

/// Who wants to know what the desk shows.
pub trait Watcher {
    /// The page, or its part, changed by the reader's own hand. Said before the frame that shows it: only what cannot
    /// wait is done here.
    fn turned(&self, place: Presented);
    /// The page that was turned to, or its part, is shown.
    fn shows(&self, place: Presented);
    /// The page stands painted.
    fn painted(&self, place: Presented);
    /// A tap in the middle.
    fn tapped(&self);
    /// The desk rests with the page so near: 1 is as it is laid out.
    fn zoomed(&self, zoom: f64);
    /// Whether turning on or back leads anywhere from here.
    fn ends(&self, ends: Ends);
    /// The server would not send the page that is shown, with this code; `None` where it stands or is on its way.
    fn lacks(&self, why: Option<&str>);
}

struct Open {
    version: VersionId,
    pages: Vec<Size>,
}

/// The contact that the ink has taken, and where on the desk it is.
#[derive(Clone, Copy)]
struct Taken {
    id: i32,
    is_finger: bool,
    at: (f64, f64),
}

/// What somebody else wants to see on the desk.
type Wish = Box<dyn FnOnce(&Desk)>;

/// The observer of the desk's size, with the handler that must live as long as it does.
type Resize = (ResizeObserver, Closure<dyn FnMut()>);

struct Inner {
    root: HtmlElement,
    images: Rc<Images>,
    /// The images know it weakly: it goes with the desk.
    painter: RefCell<Option<Painter>>,
    ink: RefCell<Option<Rc<dyn Ink>>>,
    watcher: RefCell<Option<Rc<dyn Watcher>>>,
    sheets: RefCell<Vec<Sheet>>,
    open: RefCell<Option<Open>>,
    page: Cell<u32>,
    camera: Cell<Camera>,
    fit: Cell<Option<Fit>>,
    size: Cell<Size>,
    gesture: RefCell<Gesture>,
    taken: Cell<Option<Taken>>,
    /// Whether a pen has touched the desk.
    has_seen_pen: Cell<bool>,
    wheel: Cell<Wheel>,
    wish: RefCell<Option<Wish>>,
    glide: Cell<u32>,
    is_dirty: Cell<bool>,
    is_layout_due: Cell<bool>,
    is_first: bool,
    has_begun: Cell<bool>,
    /// Whether there is no connection.
    is_cut: Cell<bool>,
    rest: Cell<Option<TimeoutHandle>>,
    resize: RefCell<Option<Resize>>,
}

/// See the module. Whoever holds one keeps its pages alive: the screen does, as long as the desk stands on it, and
/// everybody else holds a [`WeakDesk`].
#[derive(Clone)]
pub struct Desk(Rc<Inner>);

/// A desk that may be gone.
#[derive(Clone)]
pub struct WeakDesk(Weak<Inner>);

impl WeakDesk {
    /// The desk, while it is there.
    pub fn upgrade(&self) -> Option<Desk> {
        self.0.upgrade().map(Desk)
    }
}

impl Desk {
    /// Puts a desk into an element; `None` where the browser cannot.
    ///
    /// `is_first` desks are what the room opens on: where their page stands is kept for the next start.
    pub fn new(root: HtmlElement, images: Rc<Images>, is_first: bool) -> Option<Self> {
        let document = web_sys::window()?.document()?;
        let sheets = (0..3)
            .map(|_| Sheet::new(&document, &root))
            .collect::<Option<Vec<_>>>()?;
        let inner = Rc::new(Inner {
            root,
            images,
            painter: RefCell::new(None),
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
            has_seen_pen: Cell::new(false),
            wheel: Cell::default(),
            wish: RefCell::new(None),
            glide: Cell::new(0),
            is_dirty: Cell::new(false),
            is_layout_due: Cell::new(false),
            is_first,
            has_begun: Cell::new(false),
            is_cut: Cell::new(false),
            rest: Cell::new(None),
            resize: RefCell::new(None),
        });
        let weak: Weak<Inner> = Rc::downgrade(&inner);
        let painter: Painter = Rc::new(move |image| {
            if let Some(inner) = weak.upgrade() {
                inner.arrived(image);
            }
        });
        inner.images.paint_with(&painter);
        *inner.painter.borrow_mut() = Some(painter);
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

    /// The desk, for those who must not keep it.
    pub fn downgrade(&self) -> WeakDesk {
        WeakDesk(Rc::downgrade(&self.0))
    }

    /// Says who draws.
    pub fn draw_with(&self, ink: Rc<dyn Ink>) {
        *self.0.ink.borrow_mut() = Some(ink);
        self.0.redraw_ink();
        self.0.lay_out();
    }

    /// Says who watches.
    pub fn watch_with(&self, watcher: Rc<dyn Watcher>) {
        *self.0.watcher.borrow_mut() = Some(watcher);
    }

    /// Stamps every page with these words; empty ones take the stamp away.
    pub fn stamp(&self, words: &str) {
        for sheet in self.0.sheets.borrow().iter() {
            sheet.stamp(words);
        }
    }

    /// Says whether there is no connection.
    pub fn cut_off(&self, is_cut: bool) {
        self.0.cut_off(is_cut);
    }

    /// Asks again for what the server would not send of the page.
    pub fn ask_anew(&self) {
        self.0.ask_anew();
    }

    /// Takes everything off the desk.
    pub fn clear(&self) {
        *self.0.open.borrow_mut() = None;
        for sheet in self.0.sheets.borrow_mut().iter_mut() {
            sheet.take(None, "");
        }
    }

    /// Opens a document at a place, at once. `pages` holds each page's size in points, as it is shown.
    pub fn open(&self, version: VersionId, pages: Vec<Size>, page: u32, y: u16) {
        *self.0.open.borrow_mut() = Some(Open { version, pages });
        self.0.go(page, y, false);
        // Where turning leads is known with the pages, before the desk has come to rest.
        self.0.tell_ends();
    }

    /// The version on the desk.
    pub fn version(&self) -> Option<VersionId> {
        self.0.version()
    }

    /// What the desk shows.
    pub fn place(&self) -> Option<Presented> {
        self.0.place()
    }

    /// Goes to a place that somebody else chose, once nobody writes on the page.
    pub fn follow(&self, page: u32, y: u16) {
        self.once_free(move |desk| desk.0.go(page, y, true));
    }

    /// Does what the reader did not ask for: at once, or, while a pen is down, when it is lifted. The page does not
    /// move under a pen; of several wishes the last counts.
    pub fn once_free(&self, wish: impl FnOnce(&Desk) + 'static) {
        if self.0.taken.get().is_some() {
            *self.0.wish.borrow_mut() = Some(Box::new(wish));
        } else {
            wish(self);
        }
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
        self.0.jump(page, 0);
    }

    /// Goes to a height of a page, by the reader's hand; `y` as in [`Presented`].
    pub fn turn_to_height(&self, page: u32, y: u16) {
        self.0.jump(page, y);
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

    /// Shows the page as it is laid out again, from the line that stands at the desk's top.
    pub fn zoom_out(&self) {
        if self.0.camera.get().zoom > 1.0
            && self.0.taken.get().is_none()
            && let Some(place) = self.0.place()
        {
            self.0.jump(place.page, place.y);
        }
    }

    /// A fresh canvas over what is shown of the page, for what is being drawn.
    pub fn wet_canvas(&self) -> Option<PageCanvas> {
        let (desk, camera) = (self.0.size.get(), self.0.camera.get());
        self.lay_canvas(|sheet| (camera.shown(desk, sheet), camera.zoom))
    }

    /// A fresh canvas over the whole page, as sharp as the page is laid out.
    pub fn page_canvas(&self) -> Option<PageCanvas> {
        self.lay_canvas(|sheet| (Part::whole(sheet), 1.0))
    }

    fn lay_canvas(&self, over: impl Fn(Size) -> (Part, f64)) -> Option<PageCanvas> {
        let sheets = self.0.sheets.borrow();
        let sheet = sheets.iter().find(|sheet| self.0.is_current(sheet))?;
        let (part, zoom) = over(sheet.size());
        let (holder, canvas) = sheet.lay_canvas("sheet-wet", part)?;
        Some(PageCanvas {
            canvas,
            part,
            zoom,
            sheet: sheet.size(),
            points: self.0.points(self.0.page.get()),
            holder,
        })
    }

    /// Moves the page up by so many pixels, on to the next page at its foot.
    pub fn scroll(&self, dy: f64) {
        self.0.scroll(dy);
    }

    /// Draws the ink anew.
    pub fn redraw_ink(&self) {
        self.0.redraw_ink();
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
            let length = self.0.size.get().height;
            let pixels = |way| wheel::pixels(way, event.delta_mode(), length);
            self.0.wheel(
                pixels(event.delta_x()),
                pixels(event.delta_y()),
                event.time_stamp(),
            );
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
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
        let version = self.version()?;
        let page = self.page.get();
        let y = self.camera.get().height(self.sheet_size(page));
        Some(Presented { version, page, y })
    }

    /// Whether turning on or back leads anywhere from here.
    fn ends(&self) -> Ends {
        let page = self.page.get();
        Ends::of(
            self.camera.get(),
            self.size.get(),
            self.sheet_size(page),
            page,
            self.pages(),
        )
    }

    fn measure(&self) {
        let rect = self.root.get_bounding_client_rect();
        self.size.set(Size {
            width: rect.width(),
            height: rect.height(),
        });
    }

    fn resized(self: &Rc<Self>) {
        let place = self.place();
        let before = place.map(|place| self.sheet_size(place.page));
        self.measure();
        let Some(Presented { page, y, .. }) = place else {
            return;
        };
        let (camera, sheet) = (self.camera.get(), self.sheet_size(page));
        if camera.zoom > 1.0 && before == Some(sheet) {
            // A bar came or went: whoever has brought the page nearer keeps it so.
            self.camera.set(camera.kept_inside(self.size.get(), sheet));
            self.lay_out();
            self.rest_soon();
        } else {
            self.go(page, y, false);
        }
    }

    fn go(self: &Rc<Self>, page: u32, y: u16, fades: bool) {
        if self.pages() == 0 {
            return;
        }
        let page = page.clamp(1, self.pages());
        let is_other = self.set_place(page, y);
        if is_other && self.stands(page) {
            self.place_sheets(0.0);
            // What stands over the page before does not stand over this one.
            let _ = self.root.class_list().add_1("turning");
            self.lay_out_soon();
        } else {
            self.lay_out();
        }
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

    /// Goes where somebody has pointed: what stands there is said at once, for what they pointed at is drawn next.
    fn jump(self: &Rc<Self>, page: u32, y: u16) {
        self.go(page, y, false);
        self.tell_turned();
        self.tell_shown();
    }

    /// Says which page is the one that is read, and from where; whether it was another before. Nothing moves yet.
    fn set_place(&self, page: u32, y: u16) -> bool {
        let is_other = self.page.replace(page) != page;
        self.camera
            .set(Camera::at_height(self.size.get(), self.sheet_size(page), y));
        self.draw_line(None);
        is_other
    }

    /// Whether a page lies beside this one painted and of the right size. Ink that it lacks follows with the layout.
    fn stands(&self, page: u32) -> bool {
        let size = self.sheet_size(page);
        self.sheets.borrow().iter().any(|sheet| {
            sheet
                .page()
                .is_some_and(|(version, holds)| holds == page && Some(version) == self.version())
                && sheet.sharpness().is_some()
                && sheet.size() == size
        })
    }

    fn version(&self) -> Option<VersionId> {
        self.open.borrow().as_ref().map(|open| open.version)
    }

    fn is_current(&self, sheet: &Sheet) -> bool {
        sheet
            .page()
            .is_some_and(|(_, page)| page == self.page.get())
    }
}
