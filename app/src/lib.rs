//! The tablet client of Nghị Sự: client-side rendered, installable, readable without a network.
//!
//! One directory a feature, each with a store (what it knows), views (what it shows) and a pure `model.rs`
//! (what it decides, tested natively). `ui` holds the primitives that every screen is made of, `link` is the
//! only door to the server, `words` the only door to text. The client decides no permission: it hides what the
//! server would refuse, and the server refuses it all the same.

pub mod admin;
pub mod app;
pub mod archive;
pub mod conduct;
pub mod dates;
pub mod identity;
pub mod ink;
pub mod link;
pub mod meeting;
pub mod minutes;
pub mod parts;
pub mod pass;
pub mod printable;
pub mod settings;
pub mod signature;
pub mod signing;
pub mod ui;
pub mod viewer;
pub mod waiting;
#[macro_use]
pub mod words;

use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the page's loader once the module is there, with the words of the language that is remembered on this
/// tablet: mounts the whole client on `<body>`.
#[wasm_bindgen]
pub fn start(words: String) {
    console_error_panic_hook::set_once();
    words::begin(words);
    app::mount();
}

/// This client's build: what the page says of itself, and empty where it was not built for a page (in tests).
pub fn build() -> String {
    let root = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.document_element());
    root.and_then(|root| root.get_attribute("data-build"))
        .unwrap_or_default()
}
