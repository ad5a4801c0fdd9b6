//! The large field into which something is pasted. Where the clipboard holds a page with a table or a list, its lines are
//! taken from there: plain text has lost them.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::html::lines_of;
use crate::ui::{Button, Size, TextArea, use_toasts};
use crate::{icon, move_tr, tr};

/// See the module.
#[component]
pub fn PasteField(
    /// The label above.
    #[prop(into)]
    label: Signal<String>,
    /// A sentence below.
    #[prop(into)]
    help: Signal<String>,
    /// What was pasted.
    value: RwSignal<String>,
) -> impl IntoView {
    let toasts = use_toasts();
    let is_empty = Memo::new(move |_| value.with(|text| text.trim().is_empty()));
    let paste = move |event: leptos::ev::ClipboardEvent| {
        if let Some(text) = structured(event.as_ref()) {
            event.prevent_default();
            put(event.target(), value, &text);
        }
    };
    let fetch = move || {
        spawn_local(async move {
            match clipboard().await {
                Some(text) if !text.trim().is_empty() => {
                    let _ = value.try_set(composed(&text));
                }
                Some(_) => toasts.say(tr!("paste-nothing")),
                None => toasts.say(tr!("paste-refused")),
            }
        });
    };
    view! {
        <div class="paste-field" class:filled=move || !is_empty.get() on:paste=paste>
            <TextArea label help value rows=6 focus=true/>
            <div class="ways">
                <Show
                    when=move || is_empty.get()
                    fallback=move || view! {
                        <Button label=move_tr!("paste-clear") size=Size::Small on_press=Callback::from(move || value.set(String::new()))/>
                    }
                >
                    <Button label=move_tr!("paste-fetch") icon=icon!("clipboard-paste") size=Size::Small on_press=Callback::from(fetch)/>
                </Show>
            </div>
        </div>
    }
}

/// What the clipboard of an event says better in its page than in its plain text.
fn structured(event: &JsValue) -> Option<String> {
    let data = js_sys::Reflect::get(event, &"clipboardData".into()).ok()?;
    let get = js_sys::Reflect::get(&data, &"getData".into()).ok()?;
    let html = get
        .dyn_ref::<js_sys::Function>()?
        .call1(&data, &"text/html".into())
        .ok()?
        .as_string()?;
    lines_of(&html).map(|lines| composed(&lines))
}

/// The plain text of the clipboard; nothing where the browser does not give it.
async fn clipboard() -> Option<String> {
    let navigator = window().navigator();
    // Without a secure address there is none.
    let clipboard = js_sys::Reflect::get(navigator.as_ref(), &"clipboard".into()).ok()?;
    let clipboard = clipboard.dyn_into::<web_sys::Clipboard>().ok()?;
    let text = JsFuture::from(clipboard.read_text()).await.ok()?;
    text.as_string()
}

/// Letters and their marks in one (NFC), as everything here compares them.
fn composed(text: &str) -> String {
    String::from(js_sys::JsString::from(text).normalize("NFC"))
}

/// Puts text where the caret is.
fn put(target: Option<web_sys::EventTarget>, value: RwSignal<String>, text: &str) {
    let area = target.and_then(|target| target.dyn_into::<web_sys::HtmlTextAreaElement>().ok());
    let Some(area) = area else {
        value.set(text.to_owned());
        return;
    };
    let units: Vec<u16> = area.value().encode_utf16().collect();
    let place = |at: Result<Option<u32>, JsValue>| {
        let at = at.ok().flatten().map_or(units.len(), |at| at as usize);
        at.min(units.len())
    };
    let (from, to) = (place(area.selection_start()), place(area.selection_end()));
    let before = String::from_utf16_lossy(&units[..from]);
    let after = String::from_utf16_lossy(&units[to.max(from)..]);
    value.set(format!("{before}{text}{after}"));
}
