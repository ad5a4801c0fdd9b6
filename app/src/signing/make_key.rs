//! *Tạo khóa ký trên máy này*, once on each machine before the first signature: the card that names the machine, and the
//! making of the key, which the panel's one button does too once nothing else is missing.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::store::{Readiness, SigningStore, use_signing};
use crate::identity::me::this_device;
use crate::ui::{Button, Load, TextField, is_cut_off};
use crate::{icon, move_tr, tr};

/// The key that is missing, as it is made. Copy it freely.
#[derive(Clone, Copy)]
pub struct KeyMaker {
    store: SigningStore,
    label: RwSignal<String>,
    problem: RwSignal<Option<String>>,
    /// It is being made.
    pub busy: RwSignal<bool>,
}

impl KeyMaker {
    /// For the views of a panel. Call in a component.
    pub fn open() -> Self {
        Self {
            store: use_signing(),
            label: RwSignal::new(this_device()),
            problem: RwSignal::new(None),
            busy: RwSignal::new(false),
        }
    }

    /// Whether this machine is known to have no key.
    pub fn is_missing(self) -> bool {
        matches!(self.store.key.get(), Some(Load::Ready(None)))
    }

    /// Whether the key is all that is missing: then making it is the panel's one act.
    pub fn is_due(self) -> bool {
        self.store.readiness() == Readiness::NoKey && self.is_missing()
    }

    /// Makes it.
    pub fn make(self) {
        self.busy.set(true);
        self.problem.set(None);
        let said = self.label.get_untracked();
        let said: String = match said.trim() {
            "" => this_device(),
            said => said.chars().take(100).collect(),
        };
        spawn_local(async move {
            let failed = self.store.make_key(said).await;
            if failed.is_none() {
                to_top();
            }
            let _ = self.problem.try_set(failed);
            let _ = self.busy.try_set(false);
        });
    }
}

/// What stood in the panel is shorter now: it is read from its beginning.
fn to_top() {
    let body = document()
        .query_selector(".sign > .side-panel > .panel-body")
        .ok()
        .flatten();
    if let Some(body) = body {
        body.set_scroll_top(0);
    }
}

/// The one thing that whoever signs here for the first time has to do besides reading.
#[component]
pub fn MissingKey(
    /// What is made.
    maker: KeyMaker,
) -> impl IntoView {
    let is_missing = Memo::new(move |_| maker.is_missing());
    move || is_missing.get().then(|| view! { <MakeKey maker/> })
}

#[component]
fn MakeKey(maker: KeyMaker) -> impl IntoView {
    let is_due = Memo::new(move |_| maker.is_due());
    view! {
        // Without a connection only that it is missing is said.
        <section class="card make-key" class:folded=is_cut_off>
            <p>{move || tr!("sign-key-none")}</p>
            <TextField
                label=move_tr!("sign-key-label")
                value=maker.label
                maxlength=100
                error=maker.problem
                disabled=Signal::derive(is_cut_off)
            />
            // Once everything was read the same act is the one button below.
            <Show when=move || !is_due.get()>
                <Button
                    label=move_tr!("sign-key-make")
                    icon=icon!("key-round")
                    online=true
                    busy=maker.busy
                    wide=true
                    on_press=Callback::from(move || maker.make())
                />
            </Show>
        </section>
    }
}
