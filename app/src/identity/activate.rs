//! A code: a link (`/activate#<token>`, `/join#<token>`) or eight characters. One for activation makes this device one of
//! the person's own; one for coming into a meeting is a pass. Either field takes both.
//! The token stands after `#`, so that no server log ever holds it, and leaves the address bar at once.

use leptos::prelude::*;
use leptos::task::spawn_local;

use leptos_router::hooks::use_navigate;
use nghisu_protocol::door::{FoundCode, PassFound};
use nghisu_protocol::error::ErrorCode;
use nghisu_protocol::people::{Ceremony, Invited};
use nghisu_protocol::typed_code::ACTIVATION_LENGTH;

use super::api;
use super::code_field::CodeField;
use super::gate::{Failure, Gate, InstallSteps, OtherWay, Ways, must_install_first, take_codes};
use super::model::is_ceremony_open;
use super::store::use_session;
use super::webauthn;
use crate::dates::now;
use crate::link::{ApiError, Connection, use_link};
use crate::pass;
use crate::pass::found::FoundPass;
use crate::ui::{Button, ButtonKind};
use crate::{icon, move_tr, tr};

/// An activation on this tablet. The code stays here in memory, so that options which the server has taken back, because
/// a try failed or took too long, are replaced at the next press of the same button.
#[derive(Clone, Copy)]
struct Activation {
    /// What is typed into the field.
    typed: RwSignal<String>,
    /// Whose code it is, as soon as the server has known it.
    invited: RwSignal<Option<Invited>>,
    /// The pass that it is, where it is one.
    pass: RwSignal<Option<PassFound>>,
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
            pass: RwSignal::new(None),
            code: StoredValue::new(String::new()),
            begun: StoredValue::new(None),
        }
    }

    /// Asks what a code is for. An activation is asked about at once, unless this browser may make no key.
    async fn find(self, code: String, installs: RwSignal<bool>) -> Result<(), String> {
        match pass::api::find(code.clone()).await {
            Ok(FoundCode::Pass { pass }) => {
                self.code.set_value(code);
                self.pass.set(Some(pass));
                Ok(())
            }
            Ok(FoundCode::Activation {}) if must_install_first() => {
                installs.set(true);
                Ok(())
            }
            Ok(FoundCode::Activation {}) => self.ask(code).await.map(|_| ()),
            Err(error) => {
                if is_void(&error) {
                    self.typed.set(String::new());
                }
                Err(say(&error))
            }
        }
    }

    /// Begins anew, with another code.
    fn forget(self) {
        self.typed.set(String::new());
        self.pass.set(None);
        self.invited.set(None);
        self.code.set_value(String::new());
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

/// What the server said of a code whose kind is not known.
fn say(error: &ApiError) -> String {
    if error.code() == ErrorCode::ActivationUnknown.as_str() {
        tr!("join-code-wrong")
    } else {
        error.say()
    }
}

/// Whether the server knows the code no more.
pub fn is_void(error: &ApiError) -> bool {
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
    view! { <CodeScreen to_join=false/> }
}

/// `/join`.
#[component]
pub fn JoinScreen() -> impl IntoView {
    view! { <CodeScreen to_join=true/> }
}

#[component]
fn CodeScreen(
    /// Whether whoever comes here expects to come into a meeting.
    to_join: bool,
) -> impl IntoView {
    let session = use_session();
    let navigate = use_navigate();
    let link = use_link();
    let activation = Activation::new();
    let code = activation.typed;
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    let done = RwSignal::new(false);

    let has_token = StoredValue::new(false);
    let is_in_a_meeting = move || {
        // A session that reaches one meeting ends here only by another code.
        to_join && !has_token.get_value() && session.is_limited()
    };
    Effect::new(move |_| {
        if (done.get() && session.person_id().is_some()) || is_in_a_meeting() {
            navigate(
                "/",
                leptos_router::NavigateOptions {
                    replace: true,
                    ..Default::default()
                },
            );
        }
    });

    // In Safari a key is made only once the app is installed; a pass needs none.
    let installs = RwSignal::new(must_install_first() && !to_join);
    let ask = move |code: String| {
        busy.set(true);
        failed.set(None);
        spawn_local(async move {
            failed.set(activation.find(code, installs).await.err());
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

    let (own, other) = if to_join {
        ("/join", "/activate")
    } else {
        ("/activate", "/join")
    };
    let is_install_first = installs.get_untracked();
    if !is_install_first {
        take_codes(own, move |token| {
            has_token.set_value(true);
            activation.forget();
            ask(token);
        });
    }
    let on_other = Callback::from(move || activation.forget());
    let (title, label, help) = if to_join {
        (
            move_tr!("join"),
            move_tr!("join-code"),
            move_tr!("join-code-help"),
        )
    } else {
        (
            move_tr!("activate"),
            move_tr!("code-label"),
            move_tr!("code-help"),
        )
    };

    let complete = Memo::new(move |_| code.with(|code| code.chars().count() == ACTIVATION_LENGTH));
    view! {
        <Gate title>
            <Show when=move || !installs.get() fallback=InstallSteps>
                {move || activation.pass.get().map(|found| view! {
                    <FoundPass found code=activation.code.get_value() on_other on_void=Callback::new(move |said| {
                        activation.forget();
                        failed.set(Some(said));
                    })/>
                })}
                <Show when=move || activation.pass.with(Option::is_none)>
                <Show
                    when=move || activation.invited.with(Option::is_some)
                    fallback=move || view! {
                        <form class="activation" on:submit=move |event| {
                            event.prevent_default();
                            if complete.get_untracked() && !busy.get_untracked() {
                                ask(code.get_untracked());
                            }
                        }>
                            <CodeField label help code busy failed on_complete=Callback::from(move || ask(code.get_untracked()))/>
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
            </Show>
            <Show when=move || link.connection.get() == Connection::Offline && activation.pass.with(Option::is_none)>
                <p class="hint">{move || if to_join { tr!("join-offline") } else { tr!("activate-offline") }}</p>
            </Show>
            // What is said of a code stands at its field.
            <Show when=move || activation.invited.with(Option::is_some)><Failure said=failed/></Show>
            // In Safari signing in leads to the same three steps.
            // Whoever has found their pass goes on with it, or types another code.
            <Show when=move || activation.pass.with(Option::is_none)>
            <Ways>
                {(!is_install_first).then(|| view! { <OtherWay href="/sign-in" icon=icon!("log-in") label=move_tr!("have-key")/> })}
                {if to_join {
                    view! { <OtherWay href="/room-tablet" icon=icon!("tablet") label=move_tr!("tablet-way")/> }
                } else {
                    view! { <OtherWay href=other icon=icon!("door-open") label=move_tr!("join-way")/> }
                }}
            </Ways>
            </Show>
        </Gate>
    }
}
