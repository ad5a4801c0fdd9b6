//! Text fields. Telex and VNI rewrite letters that were already typed, so the element's own value is the truth:
//! it is never written to between `compositionstart` and `compositionend`, nor when it already says the same.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use super::icon::{Icon, Svg};

/// How a field's ground speaks without an error: something is needed before the form can go on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ground {
    /// Nothing to say.
    #[default]
    Plain,
    /// Needed, still missing.
    Need,
}

/// Ids tie label, help and error to their input; they only have to differ within the page.
pub(crate) fn next_id(prefix: &str) -> String {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("{prefix}-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// A line of text with label, help and error.
#[component]
pub fn TextField(
    /// The label above the box.
    #[prop(into)]
    label: Signal<String>,
    /// What is typed.
    value: RwSignal<String>,
    /// A sentence below.
    #[prop(optional, into)]
    help: Option<Signal<String>>,
    /// What is wrong and what to do; empty while nothing is.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// `text`, `search`, `email`, `date`, `time`, `number`, `tel`.
    #[prop(default = "text")]
    kind: &'static str,
    /// Browser's fill-in hint; `off` unless it helps.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// Which keyboard to show.
    #[prop(optional)]
    inputmode: Option<&'static str>,
    /// Shown while empty; never instead of a label.
    #[prop(optional, into)]
    placeholder: Option<Signal<String>>,
    /// Icon inside the box.
    #[prop(optional, into)]
    icon: Option<Svg>,
    /// Longest text, in UTF-16 units.
    #[prop(optional)]
    maxlength: Option<i32>,
    /// Marks the label "không bắt buộc".
    #[prop(optional)]
    optional: bool,
    /// The label is for screen readers only (search).
    #[prop(optional)]
    quiet_label: bool,
    /// See [`Ground`].
    #[prop(optional, into)]
    ground: Signal<Ground>,
    /// Cannot be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Takes the focus when it appears.
    #[prop(optional)]
    focus: bool,
    /// Called when the field is left or Enter is pressed (autosave).
    #[prop(optional, into)]
    on_change: Option<Callback<String>>,
) -> impl IntoView {
    let id = next_id("field");
    let described = format!("{id}-help {id}-error");
    let node = NodeRef::<html::Input>::new();
    let composing = StoredValue::new(false);
    Effect::new(move |_| {
        let wanted = value.get();
        if let Some(input) = node.get()
            && !composing.get_value()
            && input.value() != wanted
        {
            input.set_value(&wanted);
        }
    });
    if focus {
        Effect::new(move |_| {
            if let Some(input) = node.get() {
                let _ = input.focus();
            }
        });
    }
    view! {
        <div class="field" class:bad=move || error.get().is_some() class:need=move || ground.get() == Ground::Need>
            <label class="label" class:words-only=quiet_label for=id.clone()>
                {move || label.get()}
                {optional.then(|| view! { <span class="optional">" · " {move || crate::tr!("optional")}</span> })}
            </label>
            <span class="box">
                {icon.map(|icon| view! { <Icon of=icon small=true/> })}
                <input
                    node_ref=node
                    id=id.clone()
                    type=kind
                    autocomplete=autocomplete
                    inputmode=inputmode
                    maxlength=maxlength
                    placeholder=move || placeholder.map(|p| p.get())
                    prop:disabled=disabled
                    aria-describedby=described
                    aria-invalid=move || error.get().is_some().then_some("true")
                    on:compositionstart=move |_| composing.set_value(true)
                    on:compositionend=move |event: ev::CompositionEvent| {
                        composing.set_value(false);
                        value.set(event_target_value(&event));
                    }
                    on:input=move |event| value.set(event_target_value(&event))
                    on:change=move |event| {
                        if let Some(changed) = on_change {
                            changed.run(event_target_value(&event));
                        }
                    }
                />
            </span>
            <HelpAndError id=id help=help error=error/>
        </div>
    }
}

/// Several lines of text; the box grows with them.
#[component]
pub fn TextArea(
    /// The label above the box.
    #[prop(into)]
    label: Signal<String>,
    /// What is typed.
    value: RwSignal<String>,
    /// A sentence below.
    #[prop(optional, into)]
    help: Option<Signal<String>>,
    /// What is wrong and what to do.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Shown while empty.
    #[prop(optional, into)]
    placeholder: Option<Signal<String>>,
    /// Lines shown at least.
    #[prop(default = 3)]
    rows: u32,
    /// Marks the label "không bắt buộc".
    #[prop(optional)]
    optional: bool,
    /// The label is for screen readers only.
    #[prop(optional)]
    quiet_label: bool,
    /// Takes the focus when it appears.
    #[prop(optional)]
    focus: bool,
    /// Called when the field is left (autosave).
    #[prop(optional, into)]
    on_change: Option<Callback<String>>,
) -> impl IntoView {
    let id = next_id("area");
    let described = format!("{id}-help {id}-error");
    let node = NodeRef::<html::Textarea>::new();
    let composing = StoredValue::new(false);
    Effect::new(move |_| {
        let wanted = value.get();
        if let Some(area) = node.get()
            && !composing.get_value()
            && area.value() != wanted
        {
            area.set_value(&wanted);
        }
    });
    if focus {
        Effect::new(move |_| {
            if let Some(area) = node.get() {
                let _ = area.focus();
            }
        });
    }
    view! {
        <div class="field" class:bad=move || error.get().is_some()>
            <label class="label" class:words-only=quiet_label for=id.clone()>
                {move || label.get()}
                {optional.then(|| view! { <span class="optional">" · " {move || crate::tr!("optional")}</span> })}
            </label>
            <span class="box">
                <textarea
                    node_ref=node
                    id=id.clone()
                    rows=rows.to_string()
                    placeholder=move || placeholder.map(|p| p.get())
                    aria-describedby=described
                    aria-invalid=move || error.get().is_some().then_some("true")
                    on:compositionstart=move |_| composing.set_value(true)
                    on:compositionend=move |event: ev::CompositionEvent| {
                        composing.set_value(false);
                        value.set(event_target_value(&event));
                    }
                    on:input=move |event| value.set(event_target_value(&event))
                    on:change=move |event| {
                        if let Some(changed) = on_change {
                            changed.run(event_target_value(&event));
                        }
                    }
                ></textarea>
            </span>
            <HelpAndError id=id help=help error=error/>
        </div>
    }
}

/// The sentence below a field, and above all its error.
#[component]
pub(crate) fn HelpAndError(
    /// Id of the input.
    id: String,
    /// Help.
    help: Option<Signal<String>>,
    /// Error.
    error: Signal<Option<String>>,
) -> impl IntoView {
    view! {
        {help.map(|help| view! { <p class="help" id=format!("{id}-help")>{move || help.get()}</p> })}
        <div id=format!("{id}-error") role="alert" class="error" hidden=move || error.get().is_none()>
            <Icon of=crate::icon!("circle-alert") small=true/>
            <span>{move || error.get()}</span>
        </div>
    }
}
