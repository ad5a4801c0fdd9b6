//! Sign-in: one button. The device asks for fingerprint, face or screen lock; no name is typed. Where the browser can, a
//! field beside it lists the keys of this tablet (conditional mediation), for a tablet that several people share.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use leptos::leptos_dom::helpers::set_timeout_with_handle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;

use serde_json::Value;
use uuid::Uuid;

use super::gate::{Failure, Gate, InstallSteps, OtherWay, Ways, must_install_first};
use super::model::OPEN_MS;
use super::store::use_session;
use super::{api, webauthn};
use crate::link::{Connection, use_link};
use crate::ui::{Button, ButtonKind, TextField};
use crate::{icon, move_tr, tr};

/// `/sign-in`.
#[component]
pub fn SignInScreen() -> impl IntoView {
    let session = use_session();
    let link = use_link();
    let navigate = use_navigate();
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    let typed = RwSignal::new(String::new());
    let offline = Memo::new(move |_| link.connection.get() == Connection::Offline);
    // What asks the server rests without a connection, and while a sign-in is under way.
    let rests = Signal::derive(move || offline.get() || busy.get());
    let install_first = must_install_first();

    // Whoever is signed in already has nothing to do here.
    Effect::new(move |_| {
        if session.person_id().is_some() {
            navigate(
                &session.take_return(),
                leptos_router::NavigateOptions {
                    replace: true,
                    ..Default::default()
                },
            );
        }
    });

    let offer = Offer::new();
    let offers = RwSignal::new(false);
    on_cleanup(move || offer.stop());
    if !install_first {
        spawn_local(async move { offers.set(webauthn::can_offer_quietly().await) });
    }
    // Keys are offered in the field's list as soon as the screen is there, and again when the network is back, when the
    // button came to nothing, and when somebody returns to the field after a key that was not let in.
    let offer_keys = move || {
        if !offers.get_untracked() || busy.get_untracked() || offer.is_made() {
            return;
        }
        spawn_local(async move {
            let Some((ceremony, key)) = offer.make().await else {
                return;
            };
            busy.set(true);
            failed.set(None);
            match api::finish_sign_in(ceremony, key).await {
                Ok(_) => session.refresh(),
                Err(error) => failed.set(Some(error.say())),
            }
            busy.set(false);
        });
    };
    Effect::new(move |_| {
        if offers.get() && !offline.get() {
            offer_keys();
        }
    });

    let sign_in = move || {
        offer.stop();
        busy.set(true);
        failed.set(None);
        spawn_local(async move {
            let outcome = async {
                let ceremony = api::start_sign_in().await.map_err(|error| error.say())?;
                let key = webauthn::use_key(&ceremony.options, None)
                    .await
                    .map_err(webauthn::KeyError::say)?;
                api::finish_sign_in(ceremony.ceremony_id, key)
                    .await
                    .map_err(|error| error.say())
            };
            match outcome.await {
                Ok(_) => session.refresh(),
                Err(said) => failed.set(Some(said)),
            }
            busy.set(false);
            if failed.try_with_untracked(Option::is_some) == Some(true) {
                offer_keys();
            }
        });
    };

    view! {
        <Gate title=move_tr!("sign-in")>
            <Show when=move || !install_first fallback=InstallSteps>
                <Button
                    kind=ButtonKind::Primary
                    wide=true
                    label=move_tr!("sign-in")
                    icon=icon!("fingerprint-pattern")
                    busy=busy
                    online=true
                    on_press=Callback::from(sign_in)
                />
                <p class="hint" role="status">
                    {move || match (offline.get(), busy.get()) {
                        (true, _) => tr!("sign-in-offline"),
                        (false, true) => tr!("sign-in-busy"),
                        (false, false) => tr!("sign-in-hint"),
                    }}
                </p>
                <Failure said=failed/>
                // The browser lists the keys of this tablet under the field; what is typed there goes nowhere.
                <Show when=move || offers.get()>
                    <form
                        class="choose"
                        on:focusin=move |_| offer_keys()
                        on:pointerdown=move |_| offer_keys()
                        on:submit=move |event| {
                            event.prevent_default();
                            if !busy.get_untracked() && !offline.get_untracked() {
                                sign_in();
                            }
                        }
                    >
                        <TextField
                            label=move_tr!("sign-in-choose")
                            value=typed
                            disabled=rests
                            autocomplete="username webauthn"
                            placeholder=move_tr!("sign-in-choose-hint")
                        />
                    </form>
                </Show>
            </Show>
            // In Safari an activation leads to the same three steps.
            <Ways>
                {(!install_first).then(|| view! { <OtherWay href="/activate" icon=icon!("key-round") label=move_tr!("enter-code") rests/> })}
                <OtherWay href="/join" icon=icon!("door-open") label=move_tr!("join-way") rests/>
            </Ways>
        </Gate>
    }
}

/// The keys of this tablet in the browser's list: one offer at a time, made anew before the server forgets its options.
#[derive(Clone, Copy)]
struct Offer {
    made: StoredValue<Option<webauthn::Stop>, LocalStorage>,
}

impl Offer {
    fn new() -> Self {
        Self {
            made: StoredValue::new_local(None),
        }
    }

    /// Whether the list has been told of keys, or is about to be.
    fn is_made(self) -> bool {
        self.made.try_with_value(Option::is_some).unwrap_or(true)
    }

    /// Takes the offer back: a browser runs one ceremony at a time.
    fn stop(self) {
        // After the screen has gone nothing is offered any more.
        if let Some(Some(stop)) = self.made.try_update_value(Option::take) {
            stop.pull();
        }
    }

    /// Offers keys until one is taken: then that one, with its ceremony. Nothing when the offer is stopped, or the server or
    /// the browser does not take part.
    async fn make(self) -> Option<(Uuid, Value)> {
        loop {
            let stop = webauthn::Stop::new()?;
            if self.made.try_set_value(Some(stop.clone())).is_some() {
                return None;
            }
            let Ok(ceremony) = api::start_sign_in().await else {
                self.ended(&stop);
                return None;
            };
            let is_over = Rc::new(Cell::new(false));
            let (over, timed) = (Rc::clone(&is_over), stop.clone());
            let timer = set_timeout_with_handle(
                move || {
                    over.set(true);
                    timed.pull();
                },
                Duration::from_millis(OPEN_MS.unsigned_abs()),
            );
            let key = webauthn::use_key(&ceremony.options, Some(&stop)).await;
            if let Ok(timer) = timer {
                timer.clear();
            }
            // Whoever stopped it may have made another one since.
            if !self.ended(&stop) {
                return None;
            }
            match key {
                Ok(key) => return Some((ceremony.ceremony_id, key)),
                Err(_) if is_over.get() => {}
                Err(_) => return None,
            }
        }
    }

    /// Forgets an offer that has ended, unless another took its place.
    fn ended(self, stop: &webauthn::Stop) -> bool {
        self.made
            .try_update_value(|made| {
                let is_this = made.as_ref() == Some(stop);
                if is_this {
                    *made = None;
                }
                is_this
            })
            .unwrap_or(false)
    }
}
