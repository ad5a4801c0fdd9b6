//! The first page of a room is on the screen before the client is: `boot.js` lays it where this tablet showed the room's
//! first page last, and the desk takes it away when its own stands there. This module keeps that place, and takes the
//! page away.

use leptos::prelude::{document, window};
use serde::Serialize;
use web_sys::{HtmlElement, Storage};

use super::model::{Camera, Size};

/// Where `boot.js` looks, one place for each way to hold the tablet.
const KEYS: [&str; 2] = ["nghisu-first-page-upright", "nghisu-first-page-wide"];

/// Where a first page stands, in CSS pixels, and what that depends on.
#[derive(Serialize)]
struct Place<'a> {
    path: &'a str,
    window: [f64; 2],
    text: Option<String>,
    desk: [f64; 4],
    sheet: [f64; 4],
    long_edge: u16,
}

/// Keeps where the desk stands, how a page lies on it from the top, and how sharp it is.
pub fn keep(desk: &HtmlElement, at: Camera, sheet: Size, long_edge: u16) {
    let side = |length: Result<wasm_bindgen::JsValue, _>| length.ok()?.as_f64();
    let (Some(storage), Some(width), Some(height), Ok(path)) = (
        storage(),
        side(window().inner_width()),
        side(window().inner_height()),
        window().location().pathname(),
    ) else {
        return;
    };
    let rect = desk.get_bounding_client_rect();
    let root = document().document_element();
    let place = Place {
        path: &path,
        window: [width, height],
        text: root.and_then(|root| root.get_attribute("data-text")),
        desk: [rect.left(), rect.top(), rect.width(), rect.height()],
        sheet: [at.x, at.y, sheet.width, sheet.height],
        long_edge,
    };
    if let Ok(place) = serde_json::to_string(&place) {
        let _ = storage.set_item(KEYS[usize::from(width > height)], &place);
    }
}

/// Whether the first page, where it is on the screen, lies beside the open agenda: whether the desk does not begin at the
/// window's edge.
pub fn begins_beside_the_agenda() -> Option<bool> {
    let page = document().get_element_by_id("first-page")?;
    Some(page.get_bounding_client_rect().left() > 100.0)
}

/// Takes the first page away: the desk shows its own, or something else is to be seen there.
pub fn take_away() {
    if let Some(page) = document().get_element_by_id("first-page") {
        page.remove();
    }
}

/// The same, and none comes next time: here the room opens on something else.
pub fn forget() {
    take_away();
    if let Some(storage) = storage() {
        for key in KEYS {
            let _ = storage.remove_item(key);
        }
    }
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}
