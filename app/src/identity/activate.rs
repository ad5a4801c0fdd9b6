//! Activation: a link (`/activate#<token>`) or the eight characters make this device one of the person's own.
//! The token stands after `#`, so that no server log ever holds it, and leaves the address bar at once.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use leptos_router::hooks::use_navigate;
use nghisu_protocol::error::ErrorCode;
use nghisu_protocol::people::{Ceremony, Invited};
use nghisu_protocol::typed_code::ACTIVATION_LENGTH;
use wasm_bindgen::JsValue;

use super::api;
use super::gate::{Failure, Gate, InstallSteps, OtherWay, must_install_first};
use super::model::{clean_code, grouped, is_ceremony_open, strangers, token_of};
use super::store::use_session;
use super::webauthn;
use crate::dates::now;
use crate::link::{ApiError, Connection, use_link};
use crate::ui::{Button, ButtonKind, Icon};
use crate::{icon, move_tr, tr};

/// An activation on this tablet. The code stays here in memory, so that options which the server has taken back, because
/// a try failed or took too long, are replaced at the next press of the same button.
#[derive(Clone, Copy)]
struct Activation {
    /// What is typed into the field.
    typed: RwSignal<String>,
    /// Whose code it is, as soon as the server has known it.
    invited: RwSignal<Option<Invited>>,
    /// The code that the server knew.
    code: StoredValue<String>,
    /// What the next key is made from, and since when; nothing once it was used.
    begun: StoredValue<Option<(Ceremony, i64)>>,
}

impl Activation {
    fn new() -> Self {
        Self {
            typed: RwSignal::new(String::new()),
            invited: RwSignal::new(None),
            code: StoredValue::new(String::new()),
            begun: StoredValue::new(None),
        }
    }

    /// Asks whose a code is and what key to make. A code that is good no more leads back to its field.
    async fn ask(self, code: String) -> Result<Ceremony, String> {
        match api::start_activation(code.clone()).await {
            Ok(started) => {
                self.code.set_value(code);
                self.begun.set_value(Some((started.clone(), now())));
                self.invited.set(started.person.clone());
                Ok(started)
            }
            Err(error) => {
                if is_void(&error) {
                    self.typed.set(String::new());
                    self.invited.set(None);
                }
                Err(error.say())
            }
        }
    }

    /// Makes the key and ends the activation with it.
    async fn make_key(self) -> Result<(), String> {
        // Read before anything is waited for: the screen may be left meanwhile.
        let (code, begun) = (self.code.get_value(), self.begun.get_value());
        let started = match begun.filter(|(_, at)| is_ceremony_open(*at, now())) {
            Some((started, _)) => started,
            None => self.ask(code.clone()).await?,
        };
        let key = webauthn::make_key(&started.options)
            .await
            .map_err(webauthn::KeyError::say)?;
        let Err(error) = api::finish_activation(started.ceremony_id, key).await else {
            return Ok(());
        };
        // The server takes a ceremony once: another key from the same options would be refused whatever it is.
        self.begun.set_value(None);
        match self.ask(code).await {
            Err(said) if self.invited.try_with_untracked(Option::is_none) == Some(true) => {
                Err(said)
            }
            _ => Err(error.say()),
        }
    }
}

/// Whether the server knows the code no more.
fn is_void(error: &ApiError) -> bool {
    [
        ErrorCode::ActivationUnknown,
        ErrorCode::ActivationExpired,
        ErrorCode::ActivationUsed,
    ]
    .iter()
    .any(|void| void.as_str() == error.code())
}

/// `/activate`.
#[component]
pub fn ActivateScreen() -> impl IntoView {
    let session = use_session();
    let navigate = use_navigate();
    let link = use_link();
    let activation = Activation::new();
    let code = activation.typed;
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
            failed.set(activation.ask(code).await.err());
            busy.set(false);
        });
    };

    let make_key = move || {
        busy.set(true);
        failed.set(None);
        spawn_local(async move {
            match activation.make_key().await {
                Ok(()) => {
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
                    when=move || activation.invited.with(Option::is_some)
                    fallback=move || view! {
                        <form class="activation" on:submit=move |event| {
                            event.prevent_default();
                            if complete.get_untracked() && !busy.get_untracked() {
                                ask(code.get_untracked());
                            }
                        }>
                            <CodeField code busy failed on_complete=Callback::from(move || ask(code.get_untracked()))/>
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
                        {move || activation.invited.get().map(|person| {
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
                        <p class="hint" role="status">{move || if busy.get() { tr!("make-key-busy") } else { tr!("make-key-hint") }}</p>
                    </div>
                </Show>
            </Show>
            <Show when=move || link.connection.get() == Connection::Offline>
                <p class="hint">{move || tr!("activate-offline")}</p>
            </Show>
            // What is said of a code stands at its field.
            <Show when=move || activation.invited.with(Option::is_some)><Failure said=failed/></Show>
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
                            (true, false) => tr!("code-help"),
                            (false, _) => tr!("code-strangers", { "letters" => unknown }),
                        }
                    }}
                </p>
            </div>
        </div>
    }
}
