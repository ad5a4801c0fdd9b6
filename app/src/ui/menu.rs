//! A menu under its button. Arrow keys walk, Esc and a press elsewhere close, focus returns to the button.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::button::is_cut_off;
use super::icon::{Icon, Svg};

/// The open menu, so that an item can close it.
#[derive(Clone, Copy)]
struct OpenMenu(RwSignal<bool>);

/// A button (its view is `button`) and the menu that it opens.
#[component]
pub fn Menu(
    /// What stands on the button.
    #[prop(into)]
    button: ViewFn,
    /// Class of the button.
    #[prop(default = "button")]
    class: &'static str,
    /// What the menu is for, for screen readers.
    #[prop(into)]
    label: Signal<String>,
    /// Opens upwards (bottom bars).
    #[prop(optional)]
    up: bool,
    /// Aligned with the button's left edge instead of its right one.
    #[prop(optional)]
    start: bool,
    /// What is chosen asks the server at once: it does not open without a connection, and says so.
    #[prop(optional)]
    online: bool,
    /// The items; other controls may stand between them.
    children: ChildrenFn,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let is_cut = move || online && is_cut_off();
    provide_context(OpenMenu(open));
    let anchor = NodeRef::<html::Div>::new();
    let trigger = NodeRef::<html::Button>::new();
    let list = NodeRef::<html::Div>::new();
    let close_and_return = move || {
        open.set(false);
        if let Some(button) = trigger.get_untracked() {
            let _ = button.focus();
        }
    };
    // A press anywhere else closes it.
    let outside = window_event_listener(leptos::ev::pointerdown, move |event| {
        if open.get_untracked()
            && let (Some(anchor), Some(target)) = (anchor.get_untracked(), event.target())
            && !anchor.contains(target.dyn_ref::<web_sys::Node>())
        {
            open.set(false);
        }
    });
    on_cleanup(move || outside.remove());
    Effect::new(move |_| {
        if open.get()
            && let Some(list) = list.get()
            && let Ok(Some(first)) = list.query_selector(".item, input, button")
            && let Some(first) = first.dyn_ref::<web_sys::HtmlElement>()
        {
            let _ = first.focus();
        }
    });
    let step = move |by: i32| {
        let Some(list) = list.get_untracked() else {
            return;
        };
        let Ok(items) = list.query_selector_all(".item") else {
            return;
        };
        let count = items.length() as i32;
        let active = document().active_element();
        let at = (0..count).find(|at| {
            let item = items.get(*at as u32);
            item.as_ref()
                .zip(active.as_ref())
                .is_some_and(|(item, active)| item.is_same_node(Some(active)))
        });
        let next = at.map_or(0, |at| (at + by).rem_euclid(count.max(1)));
        if let Some(item) = items
            .get(next as u32)
            .and_then(|item| item.dyn_into::<web_sys::HtmlElement>().ok())
        {
            let _ = item.focus();
        }
    };
    let children = StoredValue::new(children);
    view! {
        <div
            class="menu-anchor"
            node_ref=anchor
            on:focusout=move |event: leptos::ev::FocusEvent| {
                let stays = event.related_target().is_none_or(|to| {
                    anchor.get_untracked().is_some_and(|anchor| anchor.contains(to.dyn_ref::<web_sys::Node>()))
                });
                if !stays {
                    open.set(false);
                }
            }
            on:keydown=move |event| {
                if !open.get_untracked() {
                    return;
                }
                match event.key().as_str() {
                    "Escape" => {
                        event.stop_propagation();
                        event.prevent_default();
                        close_and_return();
                    }
                    "ArrowDown" => {
                        event.prevent_default();
                        step(1);
                    }
                    "ArrowUp" => {
                        event.prevent_default();
                        step(-1);
                    }
                    _ => {}
                }
            }
        >
            <button
                type="button"
                node_ref=trigger
                class=class
                aria-haspopup="true"
                aria-expanded=move || if open.get() { "true" } else { "false" }
                aria-disabled=move || is_cut().then_some("true")
                title=move || is_cut().then(|| crate::tr!("needs-connection"))
                on:click=move |_| if open.get_untracked() || !untrack(is_cut) {
                    open.update(|open| *open = !*open);
                }
            >
                {button.run()}
            </button>
            <Show when=move || open.get()>
                <div class="menu" class:up=up class:start=start node_ref=list role="group" aria-label=move || label.get()>
                    {children.get_value()()}
                </div>
            </Show>
        </div>
    }
}

/// One act of a menu; the menu closes before it runs.
#[component]
pub fn MenuItem(
    /// The word.
    #[prop(into)]
    label: Signal<String>,
    /// What it does.
    #[prop(into)]
    on_press: Callback<()>,
    /// Icon before the word.
    #[prop(optional, into)]
    icon: Option<Svg>,
    /// Cannot be undone.
    #[prop(optional)]
    danger: bool,
    /// In a menu of choices: whether this is the present one.
    #[prop(optional, into)]
    is_chosen: Option<Signal<bool>>,
) -> impl IntoView {
    let menu = use_context::<OpenMenu>();
    view! {
        <button
            type="button"
            class="item"
            class:danger=danger
            aria-pressed=move || is_chosen.map(|is_chosen| is_chosen.get().to_string())
            on:click=move |_| {
                if let Some(OpenMenu(open)) = menu {
                    open.set(false);
                }
                on_press.run(());
            }
        >
            {icon.map(|icon| view! { <Icon of=icon small=true/> })}
            <span>{move || label.get()}</span>
            {is_chosen.map(|_| view! { <span class="chosen"><Icon of=crate::icon!("check") small=true/></span> })}
        </button>
    }
}
