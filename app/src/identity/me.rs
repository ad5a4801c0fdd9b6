//! `/me`: a person's own keys, where they are signed in, and how this tablet looks. As long as neither is there, and when
//! neither can be had, one frame says so for the page.

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::ids::{CredentialId, SessionId};
use nghisu_protocol::machine::{Machine, browser_of};
use nghisu_protocol::people::{Credential, Session};

use super::gate::machine;
use super::{api, webauthn};
use crate::dates;
use crate::ink::note_key_card::NoteKeyCard;
use crate::link::ApiError;
use crate::signature::card::SignatureCard;
use crate::ui::frame::Preferences;
use crate::ui::{
    Again, Button, Chip, Confirm, ErrorState, Fetch, Icon, Load, Loaded, Screen, Shape, Size,
    Skeleton, Tone, use_toasts,
};
use crate::{icon, move_tr, tr};

/// How much of the page is there.
#[derive(Debug, Clone, PartialEq)]
enum Whole {
    /// Nothing yet.
    Waiting,
    /// Nothing, for this reason.
    Failed(ApiError),
    /// Each section speaks for itself.
    Sections,
}

/// What the page shows while these are asked for; once sections are there, they stay.
fn whole<A, B>(before: Option<&Whole>, keys: &Load<A>, sessions: &Load<B>) -> Whole {
    match (keys, sessions) {
        _ if before == Some(&Whole::Sections) => Whole::Sections,
        (Load::Ready(_), _) | (_, Load::Ready(_)) => Whole::Sections,
        (Load::Failed(error), Load::Failed(_)) => Whole::Failed(error.clone()),
        (Load::Waiting, _) | (_, Load::Waiting) => Whole::Waiting,
    }
}

/// The person's own page.
#[component]
pub fn MeScreen() -> impl IntoView {
    let keys = Fetch::new(api::my_keys);
    let sessions = Fetch::new(api::my_sessions);
    let toasts = use_toasts();
    let busy = RwSignal::new(false);
    let add = move || {
        busy.set(true);
        spawn_local(async move {
            let outcome = async {
                let ceremony = api::start_another_key()
                    .await
                    .map_err(|error| error.say())?;
                let key = webauthn::make_key(&ceremony.options)
                    .await
                    .map_err(webauthn::KeyError::say)?;
                api::finish_another_key(ceremony.ceremony_id, key)
                    .await
                    .map_err(|error| error.say())
            };
            match outcome.await {
                Ok(_) => {
                    keys.refresh();
                    toasts.say(tr!("key-added"));
                }
                Err(said) => toasts.say(said),
            }
            busy.set(false);
        });
    };
    let remove = Callback::new(move |key: CredentialId| {
        spawn_local(async move {
            match api::remove_my_key(key).await {
                Ok(_) => {
                    keys.refresh();
                    sessions.refresh();
                    toasts.say(tr!("key-removed"));
                }
                Err(error) => toasts.say(error.say()),
            }
        });
    });
    let end = Callback::new(move |session: SessionId| {
        spawn_local(async move {
            match api::end_my_session(session).await {
                Ok(_) => {
                    sessions.refresh();
                    toasts.say(tr!("session-ended"));
                }
                Err(error) => toasts.say(error.say()),
            }
        });
    });
    let shown = Memo::new(move |before| {
        keys.state.with(|keys| {
            sessions
                .state
                .with(|sessions| whole(before, keys, sessions))
        })
    });
    let again = Callback::from(move || {
        keys.reload();
        sessions.reload();
    });
    let is_asking = Signal::derive(move || keys.is_asking().get() || sessions.is_asking().get());
    let sections = move || {
        view! {
            <section>
                <div class="head">
                    <h2 class="t-section">{move || tr!("keys")}</h2>
                    <Button size=Size::Small icon=icon!("plus") online=true label=move_tr!("add-key") busy=busy on_press=Callback::from(add)/>
                </div>
                <p class="t-second">{move || tr!("keys-what")}</p>
                <div class="card rows">
                    <Loaded of=keys failed=move_tr!("keys-failed") shape=Shape::Rows view=move |keys| view! {
                        <KeyList keys=keys keeps_last=true act=move_tr!("remove") on_remove=remove/>
                    }.into_any()/>
                </div>
            </section>
            <section>
                <div class="head"><h2 class="t-section">{move || tr!("sessions")}</h2></div>
                <p class="t-second">{move || tr!("sessions-what")}</p>
                <div class="card rows">
                    <Loaded of=sessions failed=move_tr!("sessions-failed") shape=Shape::Rows view=move |sessions| view! { <SessionList sessions=sessions on_end=end/> }.into_any()/>
                </div>
            </section>
            <NoteKeyCard/>
        }
    };
    view! {
        <Screen title=move_tr!("my-page")>
            // Each section keeps its column, however long another one grows.
            <div class="scroll"><div class="me-page">
                <div class="me-part">
                    {move || match shown.get() {
                        Whole::Waiting => view! { <div class="card rows"><Skeleton shape=Shape::Rows on_retry=again/></div> }.into_any(),
                        Whole::Failed(error) => view! { <div class="card"><ErrorState error title=move_tr!("me-failed") on_retry=again again=Again::Asks(is_asking)/></div> }.into_any(),
                        Whole::Sections => sections().into_any(),
                    }}
                </div>
                <div class="me-part">
                    <Show when=move || shown.get() == Whole::Sections><SignatureCard/></Show>
                    <section>
                        <div class="head"><h2 class="t-section">{move || tr!("this-device")}</h2></div>
                        <div class="card preferences"><Preferences/></div>
                    </section>
                </div>
            </div></div>
        </Screen>
    }
}

/// Keys as rows: name, since when, last used. Removing one is asked about: it cannot be taken back.
#[component]
pub fn KeyList(
    /// The keys.
    keys: Vec<Credential>,
    /// Whether the last one stays: nobody takes their own only way in.
    #[prop(optional)]
    keeps_last: bool,
    /// The word on the button: remove one's own, revoke another's.
    #[prop(into)]
    act: Signal<String>,
    /// Removes one.
    on_remove: Callback<CredentialId>,
) -> impl IntoView {
    let chosen = RwSignal::new(None::<CredentialId>);
    let asking = RwSignal::new(false);
    let none = keys.is_empty();
    let is_last = keeps_last && keys.len() == 1;
    view! {
        {none.then(|| view! { <p class="none">{move || tr!("no-key")}</p> })}
        {keys.into_iter().map(|key| {
            let (made, used) = (key.created_at.0, key.last_used_at.map(|at| at.0));
            view! {
                <div class="row">
                    <Icon of=icon!("key-round")/>
                    <span class="what">
                        <span class="title">{
                            let key = key.clone();
                            move || key_name(&key)
                        }</span>
                        <span class="second">
                            {move || {
                                let made = tr!("made-on", { "date" => dates::Local::of(made).date() });
                                match used {
                                    Some(used) => format!("{made}\u{a0}· {}", tr!("used-at", { "time" => dates::said(used, dates::now()) })),
                                    None => made,
                                }
                            }}
                        </span>
                        {is_last.then(|| view! { <span class="second">{move || tr!("key-last")}</span> })}
                    </span>
                    <Button online=true disabled=Signal::stored(is_last) size=Size::Small label=act on_press=Callback::from(move || {
                        chosen.set(Some(key.id));
                        asking.set(true);
                    })/>
                </div>
            }
        }).collect_view()}
        <Confirm
            open=asking
            title=move_tr!("remove-key-title")
            follows=move_tr!("remove-key-follows")
            act=act
            on_yes=Callback::from(move || {
                if let Some(key) = chosen.get_untracked() {
                    on_remove.run(key);
                }
            })
        />
    }
}

fn machine_word(machine: Machine) -> String {
    match machine {
        Machine::Ipad => tr!("device-ipad"),
        Machine::Iphone => tr!("device-iphone"),
        Machine::AndroidTablet => tr!("device-android-tablet"),
        Machine::AndroidPhone => tr!("device-android-phone"),
        Machine::Windows => tr!("device-windows"),
        Machine::Mac => tr!("device-mac"),
        Machine::Chromebook => tr!("device-chromebook"),
        Machine::Linux => tr!("device-linux"),
    }
}

/// The name that somebody gave, or "Máy tính Windows · Edge" in the language of the reader.
fn key_name(key: &Credential) -> String {
    if let Some(name) = &key.name {
        return name.clone();
    }
    device_name(key.machine, key.browser.as_deref())
}

/// A machine and its browser in words, where they are known: "Máy tính Windows · Edge".
pub fn device_name(machine: Option<Machine>, browser: Option<&str>) -> String {
    let machine = machine.map_or_else(|| tr!("device-unknown"), machine_word);
    with_browser(machine, browser)
}

/// "Máy tính Windows · Edge"; what names neither stays as it is.
fn device(agent: &str) -> String {
    let machine = Machine::of_agent(agent).map(machine_word);
    match (machine, browser_of(agent)) {
        (Some(machine), browser) => with_browser(machine, browser),
        (None, Some(browser)) => browser.to_owned(),
        (None, None) => agent.to_owned(),
    }
}

/// The machine that shows this page, as its keys and its sessions are named.
pub fn this_device() -> String {
    let agent = window().navigator().user_agent().unwrap_or_default();
    device_name(machine(), browser_of(&agent))
}

/// A machine and its browser, named alike for a key and for a session.
fn with_browser(machine: String, browser: Option<&str>) -> String {
    match browser {
        Some(browser) => {
            tr!("device-with-browser", { "device" => machine, "browser" => browser.to_owned() })
        }
        None => machine,
    }
}

/// Sessions as rows: which browser, from where, when last.
#[component]
pub fn SessionList(
    /// The sessions.
    sessions: Vec<Session>,
    /// Ends one.
    on_end: Callback<SessionId>,
) -> impl IntoView {
    let none = sessions.is_empty();
    view! {
        {none.then(|| view! { <p class="none">{move || tr!("no-session")}</p> })}
        {sessions.into_iter().map(|session| {
            let (seen, address, current, id) = (session.last_seen_at.0, session.address, session.current, session.id);
            view! {
                <div class="row">
                    <Icon of=if Machine::of_agent(&session.agent).is_some_and(Machine::is_held) { icon!("tablet") } else { icon!("monitor") }/>
                    <span class="what">
                        <span class="title">{
                            let agent = session.agent.clone();
                            move || device(&agent)
                        }</span>
                        <span class="second">
                            {move || format!("{}\u{a0}· {address}", tr!("seen-at", { "time" => dates::said(seen, dates::now()) }))}
                        </span>
                    </span>
                    {if current {
                        view! { <Chip tone=Tone::Info label=move_tr!("this-session")/> }.into_any()
                    } else {
                        view! { <Button online=true size=Size::Small label=move_tr!("end-session") on_press=Callback::from(move || on_end.run(id))/> }.into_any()
                    }}
                </div>
            }
        }).collect_view()}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_frame_stands_for_the_page_until_a_section_is_there() {
        let failed = || Load::<()>::Failed(ApiError::Offline);
        let said = |before, keys: Load<()>, sessions: Load<()>| whole(before, &keys, &sessions);
        assert_eq!(said(None, Load::Waiting, failed()), Whole::Waiting);
        let both = said(Some(&Whole::Waiting), failed(), failed());
        assert_eq!(both, Whole::Failed(ApiError::Offline));
        let one = said(Some(&both), Load::Ready(()), failed());
        assert_eq!(one, Whole::Sections);
        assert_eq!(said(Some(&one), failed(), failed()), Whole::Sections);
    }
}
