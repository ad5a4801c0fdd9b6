//! Tabs: of one screen ([`Tabs`], arrow keys walk), or links to sibling screens ([`NavTabs`]).

use leptos::prelude::*;
use leptos_router::components::A;
use wasm_bindgen::JsCast;

/// One tab of a screen.
#[derive(Clone, Copy, Debug)]
pub struct Tab<T: 'static> {
    /// What it stands for.
    pub value: T,
    /// Its word.
    pub label: Signal<String>,
    /// A number after the word, such as how many participants.
    pub count: Option<Signal<usize>>,
}

impl<T> Tab<T> {
    /// A tab without a number.
    pub fn new(value: T, label: Signal<String>) -> Self {
        Self {
            value,
            label,
            count: None,
        }
    }
}

/// A row of tabs; the screen shows what belongs to `chosen`, inside a [`TabPanel`].
#[component]
pub fn Tabs<T>(
    /// What the tabs choose between, for screen readers.
    #[prop(into)]
    label: Signal<String>,
    /// The chosen one.
    chosen: RwSignal<T>,
    /// All of them.
    tabs: Vec<Tab<T>>,
) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let values: Vec<T> = tabs.iter().map(|tab| tab.value).collect();
    view! {
        <div
            class="tabs"
            role="tablist"
            aria-label=move || label.get()
            on:keydown=move |event| {
                let by = match event.key().as_str() {
                    "ArrowRight" => 1,
                    "ArrowLeft" => -1,
                    _ => return,
                };
                event.prevent_default();
                let now = values.iter().position(|value| *value == chosen.get_untracked()).unwrap_or(0);
                let next = (now as isize + by).rem_euclid(values.len() as isize) as usize;
                chosen.set(values[next]);
                let list = event.current_target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
                if let Some(tab) = list.and_then(|list| list.children().item(next as u32))
                    && let Some(tab) = tab.dyn_ref::<web_sys::HtmlElement>()
                {
                    let _ = tab.focus();
                }
            }
        >
            {tabs
                .into_iter()
                .map(|tab| {
                    let is_chosen = move || chosen.get() == tab.value;
                    view! {
                        <button
                            type="button"
                            role="tab"
                            aria-selected=move || if is_chosen() { "true" } else { "false" }
                            tabindex=move || if is_chosen() { "0" } else { "-1" }
                            on:click=move |_| chosen.set(tab.value)
                        >
                            <span class="words" data-words=move || tab.label.get()>{move || tab.label.get()}</span>
                            {tab.count.map(|count| view! { <span class="n">{move || count.get()}</span> })}
                        </button>
                    }
                })
                .collect_view()}
        </div>
    }
}

/// What one tab shows.
#[component]
pub fn TabPanel(
    /// Class of the panel.
    #[prop(default = "scroll")]
    class: &'static str,
    /// The contents.
    children: Children,
) -> impl IntoView {
    view! { <div class=class role="tabpanel" tabindex="0">{children()}</div> }
}

/// A link of [`NavTabs`].
#[derive(Clone, Debug)]
pub struct NavTab {
    /// Where to.
    pub href: String,
    /// Its word.
    pub label: Signal<String>,
}

/// A row of links that looks like tabs; the browser's back key walks through them.
#[component]
pub fn NavTabs(
    /// What the links choose between, for screen readers.
    #[prop(into)]
    label: Signal<String>,
    /// The links.
    tabs: Vec<NavTab>,
) -> impl IntoView {
    view! {
        <nav class="tabs" aria-label=move || label.get()>
            {tabs
                .into_iter()
                .map(|NavTab { href, label }| {
                    view! {
                        <A href=href>
                            <span class="words" data-words=move || label.get()>{move || label.get()}</span>
                        </A>
                    }
                })
                .collect_view()}
        </nav>
    }
}
