//! Choosing: a native select, a check box, a segmented control made of radio buttons (arrow keys come with them).

use leptos::html;
use leptos::prelude::*;

use super::field::{HelpAndError, Label, next_id};
use super::icon::{Icon, Svg};

/// One thing to choose: the value that the program knows, the word that the person sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Known to the program.
    pub value: String,
    /// Seen by the person.
    pub label: String,
}

impl Choice {
    /// A choice from its value and its word.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
        }
    }
}

/// One of many, on the platform's own list.
#[component]
pub fn Select(
    /// The label above.
    #[prop(into)]
    label: Signal<String>,
    /// The chosen value.
    value: RwSignal<String>,
    /// What can be chosen.
    #[prop(into)]
    choices: Signal<Vec<Choice>>,
    /// Shown as the first line while nothing is chosen.
    #[prop(optional, into)]
    prompt: Option<Signal<String>>,
    /// A sentence below.
    #[prop(optional, into)]
    help: Option<Signal<String>>,
    /// What is wrong and what to do.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// The choice is needed and missing: the field says so in amber.
    #[prop(optional, into)]
    need: Signal<bool>,
    /// Said beside the label: it may be left empty.
    #[prop(optional)]
    optional: bool,
    /// The label is for screen readers only.
    #[prop(optional)]
    quiet_label: bool,
    /// Called on a choice.
    #[prop(optional, into)]
    on_change: Option<Callback<String>>,
) -> impl IntoView {
    let id = next_id("select");
    let described = format!("{id}-help {id}-error");
    let node = NodeRef::<html::Select>::new();
    // The list and the value may arrive in any order; the element follows both.
    Effect::new(move |_| {
        let wanted = value.get();
        choices.track();
        if let Some(select) = node.get() {
            request_animation_frame(move || select.set_value(&wanted));
        }
    });
    view! {
        <div class="field" class:bad=move || error.get().is_some() class:need=need>
            <Label of=id.clone() text=label quiet=quiet_label optional=optional/>
            <span class="box">
                <select
                    node_ref=node
                    id=id.clone()
                    aria-describedby=described
                    on:change=move |event| {
                        let chosen = event_target_value(&event);
                        value.set(chosen.clone());
                        if let Some(changed) = on_change {
                            changed.run(chosen);
                        }
                    }
                >
                    {move || prompt.map(|prompt| view! { <option value="">{prompt.get()}</option> })}
                    {move || {
                        choices
                            .get()
                            .into_iter()
                            .map(|choice| view! { <option value=choice.value>{choice.label}</option> })
                            .collect_view()
                    }}
                </select>
                <Icon of=crate::icon!("chevron-down") small=true/>
            </span>
            <HelpAndError id=id help=help error=error/>
        </div>
    }
}

/// A yes or no with its sentence.
#[component]
pub fn Checkbox(
    /// The sentence.
    #[prop(into)]
    label: Signal<String>,
    /// Whether it holds.
    checked: RwSignal<bool>,
    /// A second, quieter sentence.
    #[prop(optional, into)]
    help: Option<Signal<String>>,
    /// Cannot be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    view! {
        <label class="check">
            <input
                type="checkbox"
                prop:checked=checked
                prop:disabled=disabled
                on:change=move |event| checked.set(event_target_checked(&event))
            />
            <span>
                {move || label.get()}
                {help.map(|help| view! { <span class="help">{move || help.get()}</span> })}
            </span>
        </label>
    }
}

/// One of two to four, all in view. `options` are the values with their words; the chosen one carries a check mark.
#[component]
pub fn Segmented<T>(
    /// What is chosen, for screen readers.
    #[prop(into)]
    label: Signal<String>,
    /// The chosen value.
    value: RwSignal<T>,
    /// Values with their words.
    options: Vec<(T, Signal<String>)>,
    /// Fills the width.
    #[prop(optional)]
    wide: bool,
    /// A check mark in the chosen one.
    #[prop(optional)]
    mark: bool,
) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let name = next_id("segment");
    view! {
        <div class="segmented" class:wide=wide role="radiogroup" aria-label=move || label.get()>
            {options
                .into_iter()
                .map(|(option, word)| {
                    view! {
                        <label>
                            <input
                                type="radio"
                                name=name.clone()
                                prop:checked=move || value.get() == option
                                on:change=move |_| value.set(option)
                            />
                            {mark.then(|| view! { <Icon of=CHECK small=true/> })}
                            <span>{move || word.get()}</span>
                        </label>
                    }
                })
                .collect_view()}
        </div>
    }
}

const CHECK: Svg = crate::icon!("check");

/// What is usually written into a field, each with one touch. The words are data in Vietnamese, kept as they are.
#[component]
pub fn Suggestions(
    /// What they are, for screen readers.
    #[prop(into)]
    label: Signal<String>,
    /// The words.
    words: &'static [&'static str],
    /// The field's value.
    value: RwSignal<String>,
) -> impl IntoView {
    view! {
        <div class="chips" role="group" aria-label=move || label.get()>
            {words
                .iter()
                .map(|word| view! {
                    <button
                        type="button"
                        class="filter"
                        lang="vi"
                        aria-pressed=move || if value.with(|value| value == word) { "true" } else { "false" }
                        on:click=move |_| value.set((*word).to_owned())
                    >
                        {*word}
                    </button>
                })
                .collect_view()}
        </div>
    }
}
