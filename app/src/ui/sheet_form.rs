//! The frame of a form in a sheet: it is sent once, says why it was refused, and its button stands at the sheet's foot.

use std::future::Future;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::button::{Button, ButtonKind};
use super::icon::Icon;
use crate::icon;
use crate::link::ApiError;

/// How the sending of a form goes.
#[derive(Debug, Clone, Copy)]
pub struct Sending {
    busy: RwSignal<bool>,
    failed: RwSignal<Option<String>>,
}

impl Default for Sending {
    /// Nothing is on its way.
    fn default() -> Self {
        Self {
            busy: RwSignal::new(false),
            failed: RwSignal::new(None),
        }
    }
}

impl Sending {
    /// Sends, and goes on with the answer; the sheet may be closed meanwhile.
    pub fn send<T: 'static>(
        self,
        what: impl Future<Output = Result<T, ApiError>> + 'static,
        done: impl FnOnce(T) + 'static,
    ) {
        self.busy.set(true);
        self.failed.set(None);
        spawn_local(async move {
            match what.await {
                Ok(answer) => done(answer),
                Err(error) => {
                    let _ = self.failed.try_set(Some(error.say()));
                }
            }
            let _ = self.busy.try_set(false);
        });
    }
}

/// The form; its fields are the children.
#[component]
pub fn SheetForm(
    /// The word on its button.
    #[prop(into)]
    label: Signal<String>,
    /// How its sending goes.
    sending: Sending,
    /// Whether something is missing without which it is not sent.
    #[prop(into)]
    incomplete: Signal<bool>,
    /// What is missing in words, above the button.
    #[prop(optional, into)]
    missing: Option<Signal<String>>,
    /// Sends it.
    #[prop(into)]
    on_send: Callback<()>,
    /// The fields.
    children: Children,
) -> impl IntoView {
    let Sending { busy, failed } = sending;
    view! {
        <form class="form" on:submit=move |event| {
            event.prevent_default();
            if !incomplete.get_untracked() && !busy.get_untracked() {
                on_send.run(());
            }
        }>
            {children()}
            <div role="alert">{move || failed.get().map(|said| view! { <p class="c-live">{said}</p> })}</div>
            <div class="sheet-foot">
                {missing.map(|missing| view! {
                    <p class="lacks" hidden=move || !incomplete.get()><Icon of=icon!("circle-alert") small=true/><span>{move || missing.get()}</span></p>
                })}
                <Button kind=ButtonKind::Primary wide=true submit=true online=true label busy disabled=incomplete/>
            </div>
        </form>
    }
}
