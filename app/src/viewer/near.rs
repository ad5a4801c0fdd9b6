//! Which rows of a long list are shown, or nearly: a document of hundreds of pages asks for the thumbnails that
//! somebody sees, not for all of them. And how the row that matters comes into sight.

use leptos::prelude::*;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement};

/// The attribute by which a row says its place in the list, from 0.
pub const PLACE: &str = "data-place";
/// How far beyond its edges a list looks.
const MARGIN: &str = "400px 0px";

/// Moves a list so that the row that a selector names stands in its middle, where it is out of sight. What scrolls is the
/// nearest element around the list that `scroller` names.
pub fn bring_into_sight(list: &Element, row: &str, scroller: &str) {
    let row = list.query_selector(row).ok().flatten();
    let scroller = list.closest(scroller).ok().flatten();
    let (Some(row), Some(scroller)) = (row, scroller) else {
        return;
    };
    let (at, shown) = (
        row.get_bounding_client_rect(),
        scroller.get_bounding_client_rect(),
    );
    if at.top() < shown.top() || at.bottom() > shown.bottom() {
        // A row that is higher than half of the list begins at its upper edge.
        let above = ((shown.height() - at.height()) / 2.0).max(0.0);
        let by = at.top() - shown.top() - above;
        scroller.set_scroll_top(scroller.scroll_top() + by as i32);
    }
}

/// Watches the rows of one list. It ends with the owner that made it.
#[derive(Clone)]
pub struct Near {
    rows: StoredValue<Vec<RwSignal<bool>>>,
    watch: StoredValue<Option<Watch>, LocalStorage>,
}

struct Watch {
    observer: JsValue,
    _heard: Closure<dyn FnMut(js_sys::Array)>,
}

impl Near {
    /// For a list of so many rows; none of them is near yet.
    pub fn new(rows: usize) -> Self {
        let near = Self {
            rows: StoredValue::new((0..rows).map(|_| RwSignal::new(false)).collect()),
            watch: StoredValue::new_local(None),
        };
        let watch = near.watch;
        on_cleanup(move || {
            let _ = watch.try_update_value(|watch| {
                if let Some(watch) = watch.take() {
                    call(&watch.observer, "disconnect", None);
                }
            });
        });
        near
    }

    /// Whether a row has come near; once it has, it stays so.
    pub fn has_come(&self, place: usize) -> bool {
        self.rows
            .with_value(|rows| rows.get(place).is_some_and(|row| row.get()))
    }

    /// Begins to watch the rows of a list that scrolls in `scroller`. Where the browser cannot tell, all are near.
    pub fn watch(&self, list: &Element, scroller: Option<&HtmlElement>) {
        let rows = self.rows;
        let heard = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
            for entry in entries.iter() {
                let is_near = get(&entry, "isIntersecting").is_truthy();
                let place = get(&entry, "target")
                    .dyn_into::<Element>()
                    .ok()
                    .and_then(|row| row.get_attribute(PLACE)?.parse::<usize>().ok());
                if let Some(place) = place.filter(|_| is_near) {
                    let row = rows
                        .try_with_value(|rows| rows.get(place).copied())
                        .flatten();
                    if let Some(row) = row {
                        let _ = row.try_set(true);
                    }
                }
            }
        });
        let Some(observer) = observer(heard.as_ref(), scroller) else {
            rows.with_value(|rows| rows.iter().for_each(|row| row.set(true)));
            return;
        };
        let children = list.children();
        for place in 0..children.length() {
            if let Some(row) = children.item(place) {
                call(&observer, "observe", Some(&row));
            }
        }
        self.watch.set_value(Some(Watch {
            observer,
            _heard: heard,
        }));
    }
}

/// An `IntersectionObserver` over a scroller.
fn observer(heard: &JsValue, scroller: Option<&HtmlElement>) -> Option<JsValue> {
    let maker: js_sys::Function = get(&web_sys::window()?.into(), "IntersectionObserver")
        .dyn_into()
        .ok()?;
    let options = js_sys::Object::new();
    let set = |name: &str, value: &JsValue| js_sys::Reflect::set(&options, &name.into(), value);
    set("rootMargin", &MARGIN.into()).ok()?;
    if let Some(scroller) = scroller {
        set("root", scroller.as_ref()).ok()?;
    }
    js_sys::Reflect::construct(&maker, &js_sys::Array::of2(heard, &options)).ok()
}

fn get(of: &JsValue, name: &str) -> JsValue {
    js_sys::Reflect::get(of, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

fn call(of: &JsValue, name: &str, with: Option<&Element>) {
    if let Ok(function) = get(of, name).dyn_into::<js_sys::Function>() {
        let _ = match with {
            Some(element) => function.call1(of, element),
            None => function.call0(of),
        };
    }
}
