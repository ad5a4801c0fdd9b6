//! The hand on the page: pen, finger and mouse become strokes, highlights, erasures and notes.
//!
//! Coalesced events give every point that the pen reported, predicted ones are drawn ahead and never kept. Fingers
//! draw where [`super::fingers`] says so: from a pen's first stroke on no more, unless somebody wants them to. A typed
//! note is placed by a tap of any finger. A resting palm is ignored.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use leptos::leptos_dom::helpers::request_animation_frame;
use leptos::prelude::*;
use nghisu_protocol::annotation::{Annotation, Colour, Mark, Point};
use nghisu_protocol::ids::{AnnotationId, Uuid, VersionId};
use wasm_bindgen::JsCast;
use web_sys::PointerEvent;

use super::canvas::{self, Projection};
use super::highlight::{self, TextRun};
use super::model::{self, Deed, Growing, PEN_WIDTH, Placed, Tool};
use super::note_place::NotePlace;
use super::shown::Shown;
use super::store::InkStore;
use crate::tr;
use crate::ui::Toasts;
use crate::viewer::desk::{Desk, Ink, PageCanvas, PagePoint, WeakDesk};
use crate::viewer::gesture::is_palm;
use crate::viewer::model::{Near, Size};
use crate::viewer::sheet::{Sheet, pixel_ratio};

/// The eraser's radius, in hundredths of a point.
const ERASER: f64 = 700.0;

enum Held {
    Nothing,
    Drawing {
        colour: Colour,
        growing: Growing,
        page: u32,
        version: VersionId,
    },
    Highlighting {
        from: Point,
        to: Point,
        page: u32,
        version: VersionId,
    },
    Erasing {
        page: u32,
        version: VersionId,
    },
    Placing(NotePlace),
}

struct Inner {
    store: InkStore,
    /// Weakly: the desk holds the hand.
    desk: RefCell<Option<WeakDesk>>,
    held: RefCell<Held>,
    predicted: RefCell<Vec<(Point, u8)>>,
    wet: RefCell<Option<PageCanvas>>,
    is_frame_due: Cell<bool>,
    /// Text runs of the page being highlighted: set by the screen when it has fetched them.
    runs: RefCell<Vec<(VersionId, u32, Vec<TextRun>)>>,
    editing: RwSignal<Option<NotePlace>>,
    toasts: Toasts,
}

/// See the module.
#[derive(Clone)]
pub struct Hand(Rc<Inner>);

impl Hand {
    /// A hand for a store; typed notes are asked for through `editing`, and what cannot be kept is told in `toasts`.
    pub fn new(store: InkStore, editing: RwSignal<Option<NotePlace>>, toasts: Toasts) -> Self {
        Self(Rc::new(Inner {
            store,
            desk: RefCell::new(None),
            held: RefCell::new(Held::Nothing),
            predicted: RefCell::default(),
            wet: RefCell::new(None),
            is_frame_due: Cell::new(false),
            runs: RefCell::default(),
            editing,
            toasts,
        }))
    }

    /// Lays the hand on a desk.
    pub fn lay_on(&self, desk: &Desk) {
        *self.0.desk.borrow_mut() = Some(desk.downgrade());
        desk.draw_with(Rc::new(self.clone()));
    }

    /// Gives the text runs of a page, which highlights cling to.
    pub fn know_text(&self, version: VersionId, page: u32, runs: Vec<TextRun>) {
        let mut known = self.0.runs.borrow_mut();
        known.retain(|(other, number, _)| (*other, *number) != (version, page));
        known.push((version, page, runs));
        if known.len() > 12 {
            known.remove(0);
        }
    }

    /// Whether the text runs of a page are known.
    pub fn knows_text(&self, version: VersionId, page: u32) -> bool {
        self.0
            .runs
            .borrow()
            .iter()
            .any(|(other, number, _)| (*other, *number) == (version, page))
    }
}

impl Inner {
    fn desk(&self) -> Option<Desk> {
        self.desk.borrow().as_ref().and_then(WeakDesk::upgrade)
    }

    fn point(&self, event: &PointerEvent) -> Option<PagePoint> {
        self.desk()?
            .page_point(f64::from(event.client_x()), f64::from(event.client_y()))
    }

    fn may_draw(&self, event: &PointerEvent, tool: Tool) -> bool {
        match event.pointer_type().as_str() {
            "pen" | "mouse" => true,
            // A note is placed by a tap, so that the page can still be dragged and turned while it is chosen.
            _ if tool == Tool::Text => false,
            _ => !is_palm(event.width(), event.height()) && self.store.fingers.draw.get_untracked(),
        }
    }

    fn add(&self, event: &PointerEvent) {
        let Some(point) = self.point(event) else {
            return;
        };
        let at = Point(point.x, point.y);
        match &mut *self.held.borrow_mut() {
            Held::Drawing { growing, .. } => growing.add(at, f64::from(event.pressure())),
            Held::Highlighting { to, .. } => *to = at,
            Held::Erasing { page, version } => self.erase(*version, *page, at),
            Held::Nothing | Held::Placing(_) => {}
        }
    }

    fn erase(&self, version: VersionId, page: u32, tip: Point) {
        let touched: Vec<_> = untrack(|| self.store.on_page(version, page))
            .into_iter()
            .filter(|shown| {
                shown.author.is_none() && model::touches(&shown.annotation, tip, ERASER)
            })
            .collect();
        for shown in touched {
            let Shown {
                annotation,
                visibility,
                ..
            } = shown;
            self.store.act(Deed::Erased(Placed {
                version,
                annotation,
                visibility,
            }));
        }
    }

    fn keep(&self, version: VersionId, page: u32, mark: Mark) {
        let annotation = Annotation {
            id: AnnotationId(Uuid::now_v7()),
            page,
            mark,
        };
        if annotation.is_well_formed() {
            let visibility = self.store.visibility.get_untracked();
            self.store.act(Deed::Drew(Placed {
                version,
                annotation,
                visibility,
            }));
        }
    }

    /// Draws what is being made, once a frame.
    fn draw_soon(self: &Rc<Self>) {
        if self.is_frame_due.replace(true) {
            return;
        }
        let weak: Weak<Self> = Rc::downgrade(self);
        request_animation_frame(move || {
            if let Some(inner) = weak.upgrade() {
                inner.is_frame_due.set(false);
                inner.draw_wet();
            }
        });
    }

    fn draw_wet(&self) {
        let wet = self.wet.borrow();
        let Some(wet) = wet.as_ref() else { return };
        let sharpness = pixel_ratio() * wet.zoom;
        let Some(context) = canvas::prepare(&wet.canvas, wet.part.size, sharpness) else {
            return;
        };
        let width = f64::from(wet.canvas.width());
        let projection = Projection::of_part(wet.points, wet.sheet, wet.part, width);
        match &*self.held.borrow() {
            Held::Drawing {
                colour, growing, ..
            } => {
                let mut line: Vec<_> = growing.points().collect();
                line.extend(self.predicted.borrow().iter().copied());
                let has_pressure = line.iter().any(|(_, pressure)| *pressure != 128);
                canvas::draw_line(
                    &context,
                    projection,
                    *colour,
                    f64::from(PEN_WIDTH),
                    &line,
                    has_pressure,
                );
            }
            Held::Highlighting {
                from,
                to,
                page,
                version,
            } => {
                let (rects, quote) =
                    highlight::highlight(*from, *to, &self.runs_of(*version, *page));
                let mark = Mark::Highlight {
                    colour: Colour::Yellow,
                    rects,
                    quote,
                };
                canvas::draw(&context, projection, &mark);
            }
            Held::Erasing { .. } | Held::Nothing | Held::Placing(_) => {}
        }
    }

    fn runs_of(&self, version: VersionId, page: u32) -> Vec<TextRun> {
        let runs = self.runs.borrow();
        let found = runs
            .iter()
            .find(|(other, number, _)| (*other, *number) == (version, page));
        found.map(|(_, _, runs)| runs.clone()).unwrap_or_default()
    }

    /// Asks for the words of a note. The click that follows this contact must find the page, not the sheet's ground,
    /// which closes it.
    fn place(&self, place: NotePlace) {
        let editing = self.editing;
        set_timeout(
            move || {
                let _ = editing.try_set(Some(place));
            },
            std::time::Duration::ZERO,
        );
    }

    fn dry(&self) {
        self.predicted.borrow_mut().clear();
        *self.wet.borrow_mut() = None;
    }
}

impl Ink for Hand {
    fn down(&self, event: &PointerEvent, at: PagePoint) -> bool {
        let inner = &self.0;
        let (Some(tool), Some(desk)) = (inner.store.tool.get_untracked(), inner.desk()) else {
            return false;
        };
        if !inner.may_draw(event, tool) {
            return false;
        }
        let Some(version) = desk.version() else {
            return false;
        };
        if event.pointer_type() == "pen" {
            inner.store.fingers.see_pen();
        }
        let point = Point(at.x, at.y);
        // The pen's other end erases, on devices that say so (Pointer Events: buttons bit 5).
        let tool = if event.buttons() & 32 != 0 {
            Tool::Eraser
        } else {
            tool
        };
        let held = match tool {
            Tool::Pen(colour) => Held::Drawing {
                colour,
                growing: Growing::default(),
                page: at.page,
                version,
            },
            Tool::Highlighter => Held::Highlighting {
                from: point,
                to: point,
                page: at.page,
                version,
            },
            Tool::Eraser => Held::Erasing {
                page: at.page,
                version,
            },
            Tool::Text => Held::Placing(NotePlace {
                version,
                page: at.page,
                at: point,
                existing: None,
            }),
        };
        *inner.held.borrow_mut() = held;
        if !matches!(tool, Tool::Eraser | Tool::Text) {
            *inner.wet.borrow_mut() = desk.wet_canvas();
        }
        inner.add(event);
        inner.draw_soon();
        true
    }

    fn tapped(&self, event: &PointerEvent, at: PagePoint) -> bool {
        let inner = &self.0;
        let is_text = inner.store.tool.get_untracked() == Some(Tool::Text);
        let version = inner.desk().and_then(|desk| desk.version());
        let Some(version) = version.filter(|_| is_text && !is_palm(event.width(), event.height()))
        else {
            return false;
        };
        inner.place(NotePlace {
            version,
            page: at.page,
            at: Point(at.x, at.y),
            existing: None,
        });
        true
    }

    fn is_at_work(&self) -> bool {
        let store = &self.0.store;
        store.tool.get_untracked().is_some() || store.fingers.has_seen_pen()
    }

    fn moved(&self, event: &PointerEvent) {
        let inner = &self.0;
        let coalesced = event.get_coalesced_events();
        if coalesced.length() == 0 {
            inner.add(event);
        }
        for one in coalesced.iter() {
            if let Ok(one) = one.dyn_into::<PointerEvent>() {
                inner.add(&one);
            }
        }
        let mut predicted = Vec::new();
        for one in predicted_events(event) {
            if let Some(point) = inner.point(&one) {
                let pressure = (one.pressure().clamp(0.0, 1.0) * 255.0).round() as u8;
                predicted.push((Point(point.x, point.y), pressure));
            }
        }
        *inner.predicted.borrow_mut() = predicted;
        inner.draw_soon();
    }

    fn up(&self, event: &PointerEvent) {
        let inner = &self.0;
        inner.add(event);
        let held = std::mem::replace(&mut *inner.held.borrow_mut(), Held::Nothing);
        match held {
            Held::Drawing {
                colour,
                growing,
                page,
                version,
            } => {
                if growing.is_cut() {
                    inner.toasts.say(tr!("ink-stroke-cut"));
                }
                if let Some(stroke) = growing.finish() {
                    inner.keep(
                        version,
                        page,
                        Mark::Ink {
                            colour,
                            width: PEN_WIDTH,
                            strokes: vec![stroke],
                        },
                    );
                }
            }
            Held::Highlighting {
                from,
                to,
                page,
                version,
            } => {
                let is_drag = (from.0 - to.0).abs() > 300 || (from.1 - to.1).abs() > 600;
                if is_drag {
                    let (rects, quote) =
                        highlight::highlight(from, to, &inner.runs_of(version, page));
                    let (rects, quote, is_cut) = highlight::fitted(rects, &quote);
                    if is_cut {
                        inner.toasts.say(tr!("ink-highlight-cut"));
                    }
                    inner.keep(
                        version,
                        page,
                        Mark::Highlight {
                            colour: Colour::Yellow,
                            rects,
                            quote,
                        },
                    );
                }
            }
            Held::Placing(place) => inner.place(place),
            Held::Erasing { .. } | Held::Nothing => {}
        }
        inner.dry();
    }

    fn cancel(&self, _event: &PointerEvent) {
        *self.0.held.borrow_mut() = Held::Nothing;
        self.0.dry();
    }

    fn draw(&self, sheet: &Sheet, version: VersionId, page: u32, points: Size, near: Option<Near>) {
        let shown = untrack(|| self.0.store.on_page(version, page));
        let has_ink = shown
            .iter()
            .any(|shown| !matches!(shown.annotation.mark, Mark::Text { .. }));
        if !has_ink {
            sheet.clear_ink();
            return;
        }
        let (ink, size) = (sheet.ink(), sheet.size());
        let Some(context) = canvas::prepare(ink, size, pixel_ratio()) else {
            return;
        };
        let projection = Projection::new(points, f64::from(ink.width()));
        for shown in &shown {
            canvas::draw(&context, projection, &shown.annotation.mark);
        }
        let Some(Near { part, zoom }) = near else {
            sheet.clear_near_ink();
            return;
        };
        // Nothing is drawn twice: under a second one, a highlight would be darker.
        let ratio = f64::from(ink.width()) / size.width;
        let (width, height) = (part.size.width * ratio, part.size.height * ratio);
        context.clear_rect(part.left * ratio, part.top * ratio, width, height);
        let ink = sheet.near_ink(part);
        let Some(context) = canvas::prepare(ink, part.size, pixel_ratio() * zoom) else {
            return;
        };
        let projection = Projection::of_part(points, size, part, f64::from(ink.width()));
        for shown in &shown {
            canvas::draw(&context, projection, &shown.annotation.mark);
        }
    }
}

/// Pointer Events level 3's prediction, where the browser has it.
fn predicted_events(event: &PointerEvent) -> Vec<PointerEvent> {
    let method = js_sys::Reflect::get(event, &"getPredictedEvents".into())
        .ok()
        .and_then(|method| method.dyn_into::<js_sys::Function>().ok());
    let found = method.and_then(|method| method.call0(event).ok());
    found
        .and_then(|events| events.dyn_into::<js_sys::Array>().ok())
        .map(|events| {
            events
                .iter()
                .filter_map(|one| one.dyn_into().ok())
                .collect()
        })
        .unwrap_or_default()
}
