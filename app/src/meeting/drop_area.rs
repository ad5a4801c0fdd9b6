//! A part of a screen on which files are dropped. It says while they hang over it; what becomes of them is its owner's.

use leptos::prelude::*;

use super::upload_file::{Picked, dropped};

/// See the module.
#[component]
pub fn DropArea(
    /// Its class; `over` is added while files hang over it.
    class: &'static str,
    /// What it is, for screen readers.
    #[prop(into)]
    label: Signal<String>,
    /// Takes what was dropped.
    #[prop(into)]
    on_files: Callback<Vec<Picked>>,
    /// What stands in it.
    children: Children,
) -> impl IntoView {
    let is_over = RwSignal::new(false);
    view! {
        <section
            class=class
            class:over=is_over
            aria-label=move || label.get()
            on:dragover=move |event| {
                event.prevent_default();
                is_over.set(true);
            }
            on:dragleave=move |event| {
                // Not where they only leave one of the things in it.
                if event.target() == event.current_target() {
                    is_over.set(false);
                }
            }
            on:drop=move |event| {
                event.prevent_default();
                is_over.set(false);
                on_files.run(dropped(&event));
            }
        >
            {children()}
        </section>
    }
}
