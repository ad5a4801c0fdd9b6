//! The dialog of an act that is done with a reason: what follows from it, why it is done, and the act.

use leptos::prelude::*;

use super::button::{Button, ButtonKind};
use super::choice::Suggestions;
use super::dialog::Dialog;
use super::field::TextArea;

/// See the module. The button of the act says what is still missing.
#[component]
pub fn ReasonDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// What is about to happen, as a question.
    #[prop(into)]
    title: Signal<String>,
    /// What the reason is for.
    #[prop(into)]
    label: Signal<String>,
    /// What is written. It is the caller's to empty.
    reason: RwSignal<String>,
    /// Characters of a reason, as the server takes them.
    most: usize,
    /// Who reads it.
    #[prop(optional, into)]
    help: Option<Signal<String>>,
    /// Reasons that are often given; they are data in Vietnamese.
    #[prop(optional)]
    often: &'static [&'static str],
    /// The word on the button.
    #[prop(into)]
    act: Signal<String>,
    /// The word on the button while there is no reason.
    #[prop(into)]
    missing: Signal<String>,
    /// The weight of that button: red only where it cannot be undone.
    #[prop(default = ButtonKind::Primary)]
    kind: ButtonKind,
    /// The act is under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Does it, for this reason.
    on_act: Callback<String>,
    /// What follows from it.
    children: ChildrenFn,
) -> impl IntoView {
    let length = Memo::new(move |_| reason.with(|reason| reason.trim().chars().count()));
    let cannot = Signal::derive(move || !(1..=most).contains(&length.get()));
    let word = Signal::derive(move || {
        if length.get() == 0 {
            missing.get()
        } else {
            act.get()
        }
    });
    let done = move || on_act.run(reason.with_untracked(|reason| reason.trim().to_owned()));
    let children = StoredValue::new(children);
    view! {
        <Dialog
            open
            title
            cancel=true
            foot=move || view! {
                <Button label=word kind online=true busy disabled=cannot on_press=Callback::from(done)/>
            }
        >
            <div class="stack">
                <p>{children.get_value()()}</p>
                {(!often.is_empty()).then(|| view! { <Suggestions label words=often value=reason/> })}
                // It is kept in the language of the record. Where reasons are offered, no keyboard comes over them.
                <div lang="vi"><TextArea label value=reason rows=2 most nostrip:help=help focus=often.is_empty()/></div>
            </div>
        </Dialog>
    }
}
