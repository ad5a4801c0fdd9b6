//! *Trình ký*: asked once more, because it cannot be taken back by a touch; and where people were recorded neither as
//! present nor as absent, not before that is confirmed.

use leptos::prelude::*;

use super::attendance::{OpenAttendance, unrecorded};
use super::store::use_minutes;
use crate::ui::{Button, ButtonKind, Checkbox, Dialog};
use crate::{move_tr, tr};

/// The question.
#[component]
pub fn SubmitDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// The number as it will be printed.
    #[prop(into)]
    number: Signal<String>,
    /// Submits; told how many people's attendance is open, as the secretary was told.
    on_yes: Callback<u32>,
) -> impl IntoView {
    let names = unrecorded(use_minutes());
    let count = Memo::new(move |_| names.with(Vec::len));
    let knows = RwSignal::new(false);
    // Each opening asks anew, and so does another number of people.
    Effect::new(move |_| {
        open.track();
        count.track();
        knows.set(false);
    });
    let blocked = Signal::derive(move || count.get() > 0 && !knows.get());
    let submit = move || {
        open.set(false);
        on_yes.run(u32::try_from(count.get_untracked()).unwrap_or(u32::MAX));
    };
    view! {
        <Dialog
            open=open
            title=Signal::derive(move || tr!("minutes-submit-title", { "number" => number.get() }))
            cancel=true
            foot=ViewFn::from(move || view! {
                <Button label=move_tr!("minutes-submit") kind=ButtonKind::Primary online=true disabled=blocked on_press=Callback::from(submit)/>
            })
        >
            <div class="stack">
                <OpenAttendance/>
                <p>{move || tr!("minutes-submit-follows")}</p>
                {move || (count.get() > 0).then(|| view! {
                    <Checkbox label=Signal::derive(move || tr!("minutes-unrecorded-accept", { "count" => count.get() })) checked=knows/>
                })}
            </div>
        </Dialog>
    }
}
