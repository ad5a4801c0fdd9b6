//! Putting rows in order: by their handle with a finger, pen or mouse, and with Alt and the arrow keys. A row that is
//! held at an edge lets the list go on under it.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use nghisu_protocol::ids::ItemId;
use wasm_bindgen::JsCast;

use super::model::{landing, one_step};
use crate::ui::Icon;
use crate::{icon, tr};

/// A row in the hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Held {
    from: usize,
    to: usize,
}

/// The order of one list. Copy it freely.
#[derive(Clone, Copy)]
pub struct Order {
    /// The list; its children are the rows.
    pub list: NodeRef<html::Ol>,
    held: RwSignal<Option<Held>>,
    on_move: Callback<(usize, usize)>,
    focus: StoredValue<Option<String>>,
    /// How far down the screen the hand is.
    hand: StoredValue<f64>,
}

impl Order {
    /// `on_move` is called with the old place and the new one among the others.
    pub fn new(on_move: Callback<(usize, usize)>) -> Self {
        Self {
            list: NodeRef::new(),
            held: RwSignal::new(None),
            on_move,
            focus: StoredValue::new(None),
            hand: StoredValue::new(0.0),
        }
    }

    /// The order of an agenda: `reach` tells how far an item gets from one place towards another, `put` is called with an
    /// item and its new place from 0, and `said` says so to screen readers. Call in a component.
    pub fn of_agenda(
        ids: Memo<Vec<ItemId>>,
        said: RwSignal<String>,
        reach: impl Fn(usize, usize) -> usize + Send + Sync + 'static,
        put: impl Fn(ItemId, usize) + Send + Sync + 'static,
    ) -> Self {
        let order = Self::new(Callback::new(move |(from, to): (usize, usize)| {
            let at = reach(from, to);
            let item = ids.with_untracked(|ids| ids.get(from).copied());
            match item.filter(|_| at != from) {
                Some(item) => {
                    put(item, at);
                    said.set(tr!("order-said", { "place" => at + 1 }));
                }
                None => said.set(tr!("order-stays")),
            }
        }));
        Effect::new(move |_| {
            ids.track();
            order.settle();
        });
        order
    }

    /// Gives the focus back to the handle that moved with its row. Call when the rows have changed.
    pub fn settle(self) {
        if let Some(id) = self.focus.get_value() {
            self.focus.set_value(None);
            request_animation_frame(move || {
                let element = document().get_element_by_id(&id);
                if let Some(element) = element
                    .as_ref()
                    .and_then(|element| element.dyn_ref::<web_sys::HtmlElement>())
                {
                    let _ = element.focus();
                }
            });
        }
    }

    /// Whether the row at this place is in the hand.
    pub fn is_held(self, index: usize) -> bool {
        self.held.get().is_some_and(|held| held.from == index)
    }

    /// Whether the row in the hand would land before the row at this place.
    pub fn lands_before(self, index: usize) -> bool {
        self.held
            .get()
            .is_some_and(|held| held.to < held.from && held.to == index)
    }

    /// Whether the row in the hand would land after the row at this place.
    pub fn lands_after(self, index: usize) -> bool {
        self.held
            .get()
            .is_some_and(|held| held.to > held.from && held.to == index)
    }

    /// Alt and an arrow move the row at this place.
    pub fn key(self, event: &ev::KeyboardEvent, index: usize) {
        if event.key() == "Escape" && self.held.get_untracked().is_some() {
            self.held.set(None);
            return;
        }
        let is_up = match event.key().as_str() {
            "ArrowUp" => true,
            "ArrowDown" => false,
            _ => return,
        };
        if !event.alt_key() {
            return;
        }
        event.prevent_default();
        let length = self.middles().len();
        if let Some(to) = one_step(index, is_up, length) {
            let focused = document().active_element().map(|element| element.id());
            self.focus.set_value(focused.filter(|id| !id.is_empty()));
            self.on_move.run((index, to));
        }
    }

    fn middles(self) -> Vec<f64> {
        let Some(list) = self.list.get_untracked() else {
            return Vec::new();
        };
        let rows = list.children();
        (0..rows.length())
            .filter_map(|index| rows.item(index))
            .map(|row| {
                let place = row.get_bounding_client_rect();
                place.top() + place.height() / 2.0
            })
            .collect()
    }

    fn take(self, event: &ev::PointerEvent, index: usize) {
        if event.button() != 0 {
            return;
        }
        let handle = event
            .current_target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        if let Some(handle) = handle {
            let _ = handle.set_pointer_capture(event.pointer_id());
        }
        self.hand.set_value(f64::from(event.client_y()));
        self.held.set(Some(Held {
            from: index,
            to: index,
        }));
        self.drift();
    }

    /// Goes on as long as the row is held.
    fn drift(self) {
        request_animation_frame(move || {
            if self.held.try_get_untracked().flatten().is_none() {
                return;
            }
            let hand = self.hand.get_value();
            if let Some(scroller) = self.list.get_untracked().and_then(|list| scroller(&list)) {
                let place = scroller.get_bounding_client_rect();
                let before = scroller.scroll_top();
                scroller.set_scroll_top(before + step(hand - place.top(), place.bottom() - hand));
                if scroller.scroll_top() != before {
                    self.land();
                }
            }
            self.drift();
        });
    }

    fn carry(self, event: &ev::PointerEvent) {
        if self.held.with_untracked(Option::is_some) {
            event.prevent_default();
            self.hand.set_value(f64::from(event.client_y()));
            self.land();
        }
    }

    /// Finds where the row would land now.
    fn land(self) {
        if let Some(held) = self.held.get_untracked() {
            let to = landing(&self.middles(), held.from, self.hand.get_value());
            if to != held.to {
                self.held.set(Some(Held { to, ..held }));
            }
        }
    }

    fn put_down(self) {
        if let Some(Held { from, to }) = self.held.get_untracked() {
            self.held.set(None);
            if from != to {
                self.on_move.run((from, to));
            }
        }
    }
}

/// Pixels from an edge within which the list goes on.
const EDGE: f64 = 72.0;

/// How far a list goes on in one frame under a hand so far from its upper and lower edges.
fn step(from_top: f64, from_bottom: f64) -> i32 {
    let pace = |distance: f64| ((EDGE - distance) / EDGE * 14.0).clamp(0.0, 14.0) as i32;
    pace(from_bottom) - pace(from_top)
}

/// What scrolls around a list.
fn scroller(list: &web_sys::Element) -> Option<web_sys::Element> {
    let window = web_sys::window()?;
    let mut outer = list.parent_element();
    while let Some(element) = outer {
        let overflow = window.get_computed_style(&element).ok().flatten();
        let overflow = overflow.and_then(|style| style.get_property_value("overflow-y").ok());
        if element.scroll_height() > element.client_height()
            && overflow.is_some_and(|overflow| overflow == "auto" || overflow == "scroll")
        {
            return Some(element);
        }
        outer = element.parent_element();
    }
    window.document()?.document_element()
}

/// The handle of a row.
#[component]
pub fn Handle(
    /// The order that it belongs to.
    order: Order,
    /// The row's place.
    #[prop(into)]
    index: Signal<usize>,
    /// Its id on the page, by which the focus finds it again.
    id: String,
    /// The row's name, for screen readers.
    #[prop(into)]
    name: Signal<String>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="grip"
            id=id
            title=move || tr!("order-hint")
            on:pointerdown=move |event| order.take(&event, index.get_untracked())
            on:pointermove=move |event| order.carry(&event)
            on:pointerup=move |_| order.put_down()
            on:pointercancel=move |_| order.held.set(None)
        >
            <Icon of=icon!("grip-vertical") small=true/>
            <span class="words-only">{move || tr!("order-handle", { "name" => name.get() })}</span>
        </button>
    }
}

#[cfg(test)]
mod tests {
    use super::step;

    #[test]
    fn a_list_goes_on_only_under_a_hand_at_its_edge_and_faster_further_out() {
        assert_eq!(step(300.0, 300.0), 0);
        assert!(step(300.0, 40.0) > 0);
        assert!(step(40.0, 300.0) < 0);
        assert_eq!(step(900.0, -50.0), 14);
        assert_eq!(step(-500.0, 900.0), -14);
    }
}
