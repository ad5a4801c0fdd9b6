//! The box to sign in: pen, finger and mouse become strokes of ink, as on a page.
//!
//! Once a pen has touched the box, fingers draw no more: a resting hand is no stroke. Who cannot draw chooses a picture
//! instead; the sheet around the box says so.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::html;
use leptos::leptos_dom::helpers::request_animation_frame;
use leptos::prelude::*;
use nghisu_protocol::annotation::Colour;
use wasm_bindgen::JsCast;
use web_sys::{HtmlCanvasElement, PointerEvent};

use super::model::{Drawing, PEN, SHEET, place};
use super::picture::mark;
use crate::ink::canvas::{self, Projection};
use crate::ink::model::Growing;
use crate::tr;
use crate::viewer::model::Size;
use crate::viewer::sheet::pixel_ratio;

/// Contacts wider than this many CSS pixels are palms.
const PALM: i32 = 40;

struct Island {
    node: NodeRef<html::Canvas>,
    drawing: RwSignal<Drawing>,
    growing: RefCell<Option<Growing>>,
    has_pen: Cell<bool>,
    is_frame_due: Cell<bool>,
}

impl Island {
    fn canvas(&self) -> Option<HtmlCanvasElement> {
        self.node.try_get_untracked().flatten()
    }

    fn down(self: &Rc<Self>, event: &PointerEvent) {
        let is_pen = event.pointer_type() == "pen";
        let is_palm = event.width() > PALM || event.height() > PALM;
        let may_draw = match event.pointer_type().as_str() {
            "pen" => true,
            "mouse" => event.button() == 0,
            _ => event.is_primary() && !is_palm && !self.has_pen.get(),
        };
        if !may_draw {
            return;
        }
        if is_pen {
            self.has_pen.set(true);
        }
        event.prevent_default();
        if let Some(canvas) = self.canvas() {
            let _ = canvas.set_pointer_capture(event.pointer_id());
        }
        *self.growing.borrow_mut() = Some(Growing::default());
        self.add(event);
        self.draw_soon();
    }

    fn moved(self: &Rc<Self>, event: &PointerEvent) {
        if self.growing.borrow().is_none() {
            return;
        }
        let coalesced = event.get_coalesced_events();
        if coalesced.length() == 0 {
            self.add(event);
        }
        for one in coalesced.iter() {
            if let Ok(one) = one.dyn_into::<PointerEvent>() {
                self.add(&one);
            }
        }
        self.draw_soon();
    }

    fn up(self: &Rc<Self>) {
        let grown = self.growing.borrow_mut().take();
        if let Some(stroke) = grown.and_then(Growing::finish) {
            let _ = self.drawing.try_update(|drawing| drawing.add(stroke));
        }
        self.draw_soon();
    }

    fn cancel(self: &Rc<Self>) {
        *self.growing.borrow_mut() = None;
        self.draw_soon();
    }

    fn add(&self, event: &PointerEvent) {
        let Some(canvas) = self.canvas() else { return };
        let shown = canvas.get_bounding_client_rect();
        let size = Size {
            width: shown.width(),
            height: shown.height(),
        };
        let at = place(
            f64::from(event.client_x()) - shown.left(),
            f64::from(event.client_y()) - shown.top(),
            size,
        );
        if let Some(growing) = &mut *self.growing.borrow_mut() {
            growing.add(at, f64::from(event.pressure()));
        }
    }

    /// Once a frame is enough.
    fn draw_soon(self: &Rc<Self>) {
        if self.is_frame_due.replace(true) {
            return;
        }
        let this = Rc::downgrade(self);
        request_animation_frame(move || {
            if let Some(this) = this.upgrade() {
                this.is_frame_due.set(false);
                this.draw();
            }
        });
    }

    fn draw(&self) {
        let Some(canvas) = self.canvas() else { return };
        let shown = canvas.get_bounding_client_rect();
        let size = Size {
            width: shown.width(),
            height: shown.height(),
        };
        if size.width < 1.0 {
            return;
        }
        let Some(context) = canvas::prepare(&canvas, size, pixel_ratio()) else {
            return;
        };
        let projection = Projection::new(SHEET, f64::from(canvas.width()));
        if let Some(mark) = self.drawing.try_with_untracked(mark) {
            canvas::draw(&context, projection, &mark);
        }
        if let Some(growing) = &*self.growing.borrow() {
            let line: Vec<_> = growing.points().collect();
            let has_pressure = line.iter().any(|(_, pressure)| *pressure != 128);
            let width = f64::from(PEN);
            canvas::draw_line(
                &context,
                projection,
                Colour::Blue,
                width,
                &line,
                has_pressure,
            );
        }
    }
}

/// See the module.
#[component]
pub fn Pad(
    /// What is drawn.
    drawing: RwSignal<Drawing>,
) -> impl IntoView {
    let node = NodeRef::<html::Canvas>::new();
    let island = StoredValue::new_local(Rc::new(Island {
        node,
        drawing,
        growing: RefCell::new(None),
        has_pen: Cell::new(false),
        is_frame_due: Cell::new(false),
    }));
    Effect::new(move |_| {
        drawing.track();
        node.track();
        island.with_value(Island::draw_soon);
    });
    view! {
        <div class="signature-pad">
            <canvas
                node_ref=node
                role="img"
                aria-label=move || tr!("signature-box")
                on:pointerdown=move |event| island.with_value(|island| island.down(&event))
                on:pointermove=move |event| island.with_value(|island| island.moved(&event))
                on:pointerup=move |_| island.with_value(Island::up)
                on:pointercancel=move |_| island.with_value(Island::cancel)
            ></canvas>
        </div>
    }
}
