//! The field for an eight-character code: activation, coming into a meeting, enrolling a tablet.

use leptos::html;
use leptos::prelude::*;
use nghisu_protocol::typed_code::ACTIVATION_LENGTH;

use super::model::{clean_code, grouped, strangers};
use crate::ui::Icon;
use crate::{icon, tr};

/// Eight characters in two groups. Small letters become capitals, gaps and dashes may be typed or pasted, a
/// pasted link is not needed here. While an input method composes, the field is left alone.
#[component]
pub fn CodeField(
    /// What kind of code it is.
    #[prop(into)]
    label: Signal<String>,
    /// What stands below while nothing else is said.
    #[prop(into)]
    help: Signal<String>,
    /// The clean code.
    code: RwSignal<String>,
    /// The server is being asked about it.
    busy: RwSignal<bool>,
    /// What the server said about the last one; cleared by typing.
    failed: RwSignal<Option<String>>,
    /// Called when the eighth character is there.
    on_complete: Callback<()>,
) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    let unknown = RwSignal::new(String::new());
    let composing = StoredValue::new(false);
    Effect::new(move |_| {
        if let Some(input) = node.get() {
            let _ = input.focus();
        }
    });
    let take = move || {
        let Some(input) = node.get_untracked() else {
            return;
        };
        let typed = input.value();
        let before = code.get_untracked();
        let now = clean_code(&typed);
        unknown.set(strangers(&typed));
        let shown = grouped(&now);
        // Typing in the middle keeps the caret; at the end it follows the gap.
        if shown != typed {
            let at_end = input
                .selection_end()
                .ok()
                .flatten()
                .is_none_or(|at| at as usize >= typed.encode_utf16().count());
            let caret = input.selection_end().ok().flatten();
            input.set_value(&shown);
            if !at_end && let Some(caret) = caret {
                let _ = input.set_selection_range(caret, caret);
            }
        }
        failed.set(None);
        code.set(now.clone());
        if now != before && now.chars().count() == ACTIVATION_LENGTH {
            on_complete.run(());
        }
    };
    view! {
        <div class="field code" class:bad=move || failed.with(Option::is_some)>
            <label class="label" for="activation-code">{move || label.get()}</label>
            <span class="box">
                <input
                    node_ref=node
                    id="activation-code"
                    type="text"
                    inputmode="text"
                    autocomplete="one-time-code"
                    autocapitalize="characters"
                    spellcheck="false"
                    enterkeyhint="go"
                    placeholder="···· ····"
                    aria-describedby="activation-code-help"
                    aria-invalid=move || failed.with(Option::is_some).then_some("true")
                    on:compositionstart=move |_| composing.set_value(true)
                    on:compositionend=move |_| {
                        composing.set_value(false);
                        take();
                    }
                    on:input=move |_| {
                        if !composing.get_value() {
                            take();
                        }
                    }
                />
            </span>
            <div class="help" id="activation-code-help">
                <div role="alert">{move || failed.get().map(|said| view! {
                    <p class="code-failed"><Icon of=icon!("circle-alert") small=true/><span>{said}</span></p>
                })}</div>
                <p aria-live="polite" hidden=move || failed.with(Option::is_some)>
                    {move || {
                        let unknown = unknown.get();
                        match (unknown.is_empty(), busy.get()) {
                            (true, true) => tr!("code-busy"),
                            (true, false) => help.get(),
                            (false, _) => tr!("code-strangers", { "letters" => unknown }),
                        }
                    }}
                </p>
            </div>
        </div>
    }
}
