//! Sign-in: one button. The device asks for fingerprint, face or screen lock; no name is typed.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;

use super::gate::{Failure, Gate, InstallSteps, OtherWay, must_install_first};
use super::store::use_session;
use super::{api, webauthn};
use crate::link::{Connection, use_link};
use crate::ui::{Button, ButtonKind};
use crate::{icon, move_tr, tr};

/// `/sign-in`.
#[component]
pub fn SignInScreen() -> impl IntoView {
    let session = use_session();
    let link = use_link();
    let navigate = use_navigate();
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    let offline = Memo::new(move |_| link.connection.get() == Connection::Offline);
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

    // The key is offered in the browser's fill-in list as soon as the screen is there; pressing the button stops that.
    let quiet = StoredValue::new_local(webauthn::Stop::new());
    let stop_quiet =
        move || quiet.try_with_value(|stop| stop.iter().for_each(webauthn::Stop::pull));
    on_cleanup(move || {
        stop_quiet();
    });
    if !install_first {
        spawn_local(async move {
            if !webauthn::can_offer_quietly().await {
                return;
            }
            let Some(stop) = quiet.try_get_value().flatten() else {
                return;
            };
            let Ok(ceremony) = api::start_sign_in().await else {
                return;
            };
            if let Ok(key) = webauthn::use_key(&ceremony.options, Some(&stop)).await {
                busy.set(true);
                match api::finish_sign_in(ceremony.ceremony_id, key).await {
                    Ok(_) => session.refresh(),
                    Err(error) => failed.set(Some(error.say())),
                }
                busy.set(false);
            }
        });
    }

    let sign_in = move || {
        stop_quiet();
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
        });
    };

    view! {
        <Gate title=move_tr!("sign-in")>
            <Show when=move || !install_first fallback=InstallSteps>
                // The browser offers keys only where a field invites them; this one is for it, not for people.
                <input class="words-only" type="text" autocomplete="username webauthn" tabindex="-1" aria-hidden="true"/>
                <Button
                    kind=ButtonKind::Primary
                    wide=true
                    label=move_tr!("sign-in")
                    icon=icon!("fingerprint-pattern")
                    busy=busy
                    disabled=Signal::derive(move || offline.get())
                    on_press=Callback::from(sign_in)
                />
                <p class="hint">
                    {move || if offline.get() { tr!("sign-in-offline") } else { tr!("sign-in-hint") }}
                </p>
            </Show>
            <Failure said=failed/>
            // In Safari the other way leads to the same three steps.
            <Show when=move || !install_first>
                <OtherWay href="/activate" icon=icon!("key-round") label=move_tr!("enter-code")/>
            </Show>
        </Gate>
    }
}
