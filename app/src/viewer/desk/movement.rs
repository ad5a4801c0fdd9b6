//! How the desk moves: turning, zooming, fingers, wheel, running out. Transforms alone, until it rests.

use std::rc::Rc;

use leptos::leptos_dom::helpers::{request_animation_frame, set_timeout_with_handle};
use web_sys::PointerEvent;

use super::{Desk, Ink, Inner, PagePoint, Taken};
use crate::viewer::gesture::{Ending, Meaning, is_palm};
use crate::viewer::model::{self, Size, Swipe};
use crate::viewer::turning::{self, Bar, Cover, Turn};
use crate::viewer::wheel::Onward;

impl Inner {
    pub(super) fn forward(self: &Rc<Self>) {
        let page = self.page.get();
        let (desk, sheet) = (self.size.get(), self.sheet_size(page));
        self.turn(turning::turn_forward(
            self.camera.get(),
            desk,
            self.cover(),
            sheet,
            page >= self.pages(),
        ));
    }

    pub(super) fn back(self: &Rc<Self>) {
        let page = self.page.get();
        let (desk, sheet) = (self.size.get(), self.sheet_size(page));
        self.turn(turning::turn_back(
            self.camera.get(),
            desk,
            self.cover(),
            sheet,
            page <= 1,
        ));
    }

    /// What lies over the desk's edges now: whatever stands beside it in the element that holds it.
    fn cover(&self) -> Cover {
        let desk = self.root.get_bounding_client_rect();
        let mut bars = Vec::new();
        let mut next = self.root.next_element_sibling();
        while let Some(element) = next {
            let rect = element.get_bounding_client_rect();
            bars.push(Bar {
                top: rect.top() - desk.top(),
                size: Size {
                    width: rect.width(),
                    height: rect.height(),
                },
            });
            next = element.next_element_sibling();
        }
        Cover::by(bars, self.size.get())
    }

    pub(super) fn turn(self: &Rc<Self>, turn: Turn) {
        if self.taken.get().is_some() {
            return;
        }
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

    pub(super) fn zoom_at(self: &Rc<Self>, factor: f64, at: (f64, f64)) {
        if self.pages() == 0 || self.taken.get().is_some() {
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

    /// Moves the page by so many pixels; whether it could be moved.
    fn shift(self: &Rc<Self>, dx: f64, dy: f64) -> bool {
        let (desk, sheet) = (self.size.get(), self.sheet_size(self.page.get()));
        let camera = self.camera.get();
        let moved = camera.moved(-dx, -dy, desk, sheet);
        if moved == camera {
            return false;
        }
        self.camera.set(moved);
        self.place_sheets(0.0);
        self.rest_soon();
        true
    }

    /// Goes on to the page after this one, or to the foot of the one before.
    fn go_on(self: &Rc<Self>, onward: Onward) {
        let page = self.page.get();
        match onward {
            Onward::Next if page < self.pages() => self.go(page + 1, 0, false),
            Onward::Previous if page > 1 => self.go(page - 1, 10_000, false),
            Onward::Next | Onward::Previous => return,
        }
        self.tell_turned();
    }

    /// Moves the page up by so many pixels, and on where it cannot be moved.
    pub(super) fn scroll(self: &Rc<Self>, dy: f64) {
        if self.pages() == 0 || self.taken.get().is_some() || self.shift(0.0, dy) {
            return;
        }
        self.go_on(if dy > 0.0 {
            Onward::Next
        } else {
            Onward::Previous
        });
    }

    /// The wheel was turned by so many pixels.
    pub(super) fn wheel(self: &Rc<Self>, dx: f64, dy: f64, now: f64) {
        if self.pages() == 0 || self.taken.get().is_some() {
            return;
        }
        let mut wheel = self.wheel.get();
        let onward = if self.shift(dx, dy) {
            wheel.moved(now);
            None
        } else {
            wheel.pushed(dy, now)
        };
        self.wheel.set(wheel);
        if let Some(onward) = onward {
            self.go_on(onward);
        }
    }

    /// After a movement has rested: paints what waited, asks for sharper images, tells the place.
    pub(super) fn rest_soon(self: &Rc<Self>) {
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

    /// The same, without putting off a rest that is due.
    pub(super) fn rest_sometime(self: &Rc<Self>) {
        match self.rest.take() {
            Some(due) => self.rest.set(Some(due)),
            None => self.rest_soon(),
        }
    }

    pub(super) fn rested(self: &Rc<Self>) {
        if self.is_moving() {
            return;
        }
        self.is_dirty.set(false);
        self.paint_sheets();
        self.draw_ink();
        self.tuck();
        self.ask();
        self.paint_tiles();
        let watcher = self.watcher.borrow().clone();
        if let Some(watcher) = watcher {
            watcher.zoomed(self.camera.get().zoom);
            watcher.ends(self.ends());
        }
    }

    pub(super) fn local(&self, client_x: f64, client_y: f64) -> (f64, f64) {
        let rect = self.root.get_bounding_client_rect();
        (client_x - rect.left(), client_y - rect.top())
    }

    pub(super) fn page_point(&self, client_x: f64, client_y: f64) -> Option<PagePoint> {
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

    pub(super) fn pointer_down(self: &Rc<Self>, event: &PointerEvent) {
        if self.pages() == 0 || (event.pointer_type() == "mouse" && event.button() != 0) {
            return;
        }
        let is_finger = event.pointer_type() == "touch";
        if event.pointer_type() == "pen" {
            self.has_seen_pen.set(true);
        }
        let at = self.local(f64::from(event.client_x()), f64::from(event.client_y()));
        let taken = self.taken.get();
        let is_second = taken.is_some_and(|taken| taken.is_finger)
            && is_finger
            && !is_palm(event.width(), event.height());
        // Two fingers move the page: what the first had begun to draw was meant so too. A pen outranks a finger.
        if let Some(taken) = taken {
            let is_outranked = taken.is_finger && event.pointer_type() == "pen";
            if !is_second && !is_outranked {
                return;
            }
            self.cancel_ink(event);
            if is_second {
                self.gesture.borrow_mut().down(
                    taken.id,
                    taken.at.0,
                    taken.at.1,
                    event.time_stamp(),
                );
            }
        }
        // A finger that joins others on the page draws nothing.
        let may_draw = !is_finger || !self.gesture.borrow().is_touched();
        if may_draw
            && let (Some(ink), Some(point)) = (self.ink(), self.point_under(event))
            && ink.down(event, point)
        {
            self.gesture.borrow_mut().cancel();
            self.taken.set(Some(Taken {
                id: event.pointer_id(),
                is_finger,
                at,
            }));
            let _ = self.root.set_pointer_capture(event.pointer_id());
            event.prevent_default();
            return;
        }
        if self.is_resting_hand(event) {
            return;
        }
        let _ = self.root.set_pointer_capture(event.pointer_id());
        self.glide.set(0);
        self.gesture
            .borrow_mut()
            .down(event.pointer_id(), at.0, at.1, event.time_stamp());
    }

    /// Whether this is the hand that holds a pen, laid on the page: it neither turns nor moves anything.
    fn is_resting_hand(&self, event: &PointerEvent) -> bool {
        event.pointer_type() == "touch"
            && is_palm(event.width(), event.height())
            && (self.has_seen_pen.get() || self.ink().is_some_and(|ink| ink.is_at_work()))
    }

    fn ink(&self) -> Option<Rc<dyn Ink>> {
        self.ink.borrow().clone()
    }

    fn point_under(&self, event: &PointerEvent) -> Option<PagePoint> {
        self.page_point(f64::from(event.client_x()), f64::from(event.client_y()))
    }

    fn is_taken(&self, event: &PointerEvent) -> bool {
        self.taken
            .get()
            .is_some_and(|taken| taken.id == event.pointer_id())
    }

    /// Voids what the ink has begun.
    fn cancel_ink(self: &Rc<Self>, event: &PointerEvent) {
        self.taken.set(None);
        if let Some(ink) = self.ink() {
            ink.cancel(event);
        }
        self.grant();
    }

    /// Shows what somebody else wanted to see while the pen was down.
    fn grant(self: &Rc<Self>) {
        let wish = self.wish.borrow_mut().take();
        if let Some(wish) = wish {
            wish(&Desk(self.clone()));
        }
    }

    pub(super) fn pointer_moved(self: &Rc<Self>, event: &PointerEvent) {
        let (x, y) = self.local(f64::from(event.client_x()), f64::from(event.client_y()));
        if self.is_taken(event) {
            let taken = self.taken.get();
            self.taken.set(taken.map(|taken| Taken {
                at: (x, y),
                ..taken
            }));
            if let Some(ink) = self.ink() {
                ink.moved(event);
            }
            return;
        }
        // A hand often lands on its edge, and grows wide then.
        if self.is_resting_hand(event) {
            if self.gesture.borrow_mut().dismiss(event.pointer_id()) {
                self.place_sheets(0.0);
                self.rest_soon();
            }
            return;
        }
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

    pub(super) fn pointer_up(self: &Rc<Self>, event: &PointerEvent) {
        if self.is_taken(event) {
            self.taken.set(None);
            if let Some(ink) = self.ink() {
                ink.up(event);
            }
            self.grant();
            self.rest_soon();
            return;
        }
        if self.is_resting_hand(event) {
            self.gesture.borrow_mut().dismiss(event.pointer_id());
        }
        let ending =
            self.gesture
                .borrow_mut()
                .up(event.pointer_id(), event.time_stamp(), self.size.get());
        let is_tap = matches!(
            ending,
            Ending::TapBack | Ending::TapForward | Ending::TapCentre
        );
        if is_tap
            && let (Some(ink), Some(point)) = (self.ink(), self.point_under(event))
            && ink.tapped(event, point)
        {
            return;
        }
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

    pub(super) fn pointer_cancelled(self: &Rc<Self>, event: &PointerEvent) {
        if self.is_taken(event) {
            self.cancel_ink(event);
        }
        self.gesture.borrow_mut().cancel();
        self.place_sheets(0.0);
        self.rest_soon();
    }

    /// Lets the sheet run out after it was let go.
    pub(super) fn coast(self: &Rc<Self>, vx: f64, vy: f64) {
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

    pub(super) fn end_swipe(self: &Rc<Self>, way: f64, speed: f64) {
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
                self.set_place(to, 0);
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
