//! Activation: a link (`/activate#<token>`) or the eight characters make this device one of the person's own.
//! The token stands after `#`, so that no server log ever holds it, and leaves the address bar at once.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use leptos_router::hooks::use_navigate;
use nghisu_protocol::people::Ceremony;
use nghisu_protocol::typed_code::ACTIVATION_LENGTH;
use wasm_bindgen::JsValue;

use super::api;
use super::gate::{Failure, Gate, InstallSteps, OtherWay, must_install_first};
use super::model::{clean_code, grouped, strangers, token_of};
use super::store::use_session;
use super::webauthn;
use crate::ui::{Button, ButtonKind};
use crate::{icon, move_tr, tr};

/// `/activate`.
#[component]
pub fn ActivateScreen() -> impl IntoView {
    let session = use_session();
    let navigate = use_navigate();
    let code = RwSignal::new(String::new());
    let ceremony = RwSignal::new(None::<Ceremony>);
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    let done = RwSignal::new(false);

    Effect::new(move |_| {
        if done.get() && session.person_id().is_some() {
            navigate(
                "/",
                leptos_router::NavigateOptions {
                    replace: true,
                    ..Default::default()
                },
            );
        }
    });

    let ask = move |code: String| {
        busy.set(true);
        failed.set(None);
        spawn_local(async move {
            match api::start_activation(code).await {
                Ok(started) => ceremony.set(Some(started)),
                Err(error) => failed.set(Some(error.say())),
            }
            busy.set(false);
        });
    };

    let make_key = move || {
        let Some(started) = ceremony.get_untracked() else {
            return;
        };
        busy.set(true);
        failed.set(None);
        spawn_local(async move {
            let outcome = async {
                let key = webauthn::make_key(&started.options)
                    .await
                    .map_err(webauthn::KeyError::say)?;
                api::finish_activation(started.ceremony_id, key)
                    .await
                    .map_err(|error| error.say())
            };
            match outcome.await {
                Ok(_) => {
                    done.set(true);
                    session.refresh();
                }
                Err(said) => failed.set(Some(said)),
            }
            busy.set(false);
        });
    };

    let install_first = must_install_first();
    if !install_first && let Some(token) = token_of(&window().location().href().unwrap_or_default())
    {
        if let Ok(history) = window().history() {
            let _ = history.replace_state_with_url(&JsValue::NULL, "", Some("/activate"));
        }
        ask(token);
    }

    let complete = Memo::new(move |_| code.with(|code| code.chars().count() == ACTIVATION_LENGTH));
    view! {
        <Gate title=move_tr!("activate")>
            <Show when=move || !install_first fallback=InstallSteps>
                <Show
                    when=move || ceremony.with(Option::is_some)
                    fallback=move || view! {
                        <form class="activation" on:submit=move |event| {
                            event.prevent_default();
                            if complete.get_untracked() && !busy.get_untracked() {
                                ask(code.get_untracked());
                            }
                        }>
                            <CodeField code=code failed=failed on_complete=Callback::from(move || ask(code.get_untracked()))/>
                            <Button
                                kind=ButtonKind::Primary
                                wide=true
                                submit=true
                                label=move_tr!("continue")
                                busy=busy
                                disabled=Signal::derive(move || !complete.get())
                            />
                        </form>
                    }
                >
                    <div class="activation">
                        {move || ceremony.get().and_then(|ceremony| ceremony.person).map(|person| {
                            view! {
                                <div class="invited">
                                    <p class="t-second">{move || tr!("activate-for")}</p>
                                    <p class="name t-item" lang="vi">{person.name}</p>
                                    <p class="t-second" lang="vi">{person.position}</p>
                                    <p class="t-second" lang="vi">{person.office}</p>
                                </div>
                            }
                        })}
                        <Button
                            kind=ButtonKind::Primary
                            wide=true
                            label=move_tr!("make-key")
                            icon=icon!("fingerprint-pattern")
                            busy=busy
                            on_press=Callback::from(make_key)
                        />
                        <p class="hint">{move || tr!("make-key-hint")}</p>
                    </div>
                </Show>
            </Show>
            <Failure said=failed/>
            // In Safari the other way leads to the same three steps.
            <Show when=move || !install_first>
                <OtherWay href="/sign-in" icon=icon!("log-in") label=move_tr!("have-key")/>
            </Show>
        </Gate>
    }
}

/// Eight characters in two groups. Small letters become capitals, gaps and dashes may be typed or pasted, a
/// pasted link is not needed here. While an input method composes, the field is left alone.
#[component]
fn CodeField(
    /// The clean code.
    code: RwSignal<String>,
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
        <div class="field code">
            <label class="label" for="activation-code">{move || tr!("code-label")}</label>
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
            <p class="help" id="activation-code-help" aria-live="polite">
                {move || {
                    let unknown = unknown.get();
                    if unknown.is_empty() {
                        tr!("code-help")
                    } else {
                        tr!("code-strangers", { "letters" => unknown })
                    }
                }}
            </p>
        </div>
    }
}
