//! The file that is signed, for the tablet's own viewer: the very bytes that are held here and digested here, not
//! fetched a second time.

use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::js_sys::{Array, Uint8Array};
use web_sys::{Blob, BlobPropertyBag, Url};

use super::store::use_signing;
use crate::ui::Icon;
use crate::{icon, tr};

/// An address that leads to bytes of this tablet as long as the value lives.
pub struct HeldFile(String);

impl HeldFile {
    /// Gives a PDF's bytes an address; none where the browser has no room for them.
    pub fn new(pdf: &[u8]) -> Option<Self> {
        let kind = BlobPropertyBag::new();
        kind.set_type("application/pdf");
        let parts = Array::of1(&JsValue::from(Uint8Array::from(pdf)));
        let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &kind).ok()?;
        Url::create_object_url_with_blob(&blob).ok().map(Self)
    }

    /// The address, `blob:…`.
    pub fn address(&self) -> &str {
        &self.0
    }
}

impl Drop for HeldFile {
    fn drop(&mut self) {
        let _ = Url::revoke_object_url(&self.0);
    }
}

/// *Mở bằng trình xem của máy*. It needs no connection, but the bytes: until they are held here it leads nowhere.
#[component]
pub fn HeldFileLink() -> impl IntoView {
    let store = use_signing();
    let address = Memo::new(move |_| store.held_address());
    let is_held = move || address.with(Option::is_some);
    // One node, so that a focus on it stays when the file comes.
    view! {
        <a
            class="button text"
            href=move || address.get()
            target="_blank"
            rel="noopener"
            role=move || (!is_held()).then_some("link")
            tabindex=move || (!is_held()).then_some("0")
            aria-disabled=move || (!is_held()).then_some("true")
        >
            <Icon of=icon!("external-link")/>
            <span>{move || tr!("sign-open-held")}</span>
        </a>
    }
}
