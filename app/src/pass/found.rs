//! A pass before it is used: who comes in by it, where, and until when; and why it cannot be used on this device.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use nghisu_protocol::door::PassFound;
use nghisu_protocol::error::ErrorCode;

use super::api;
use super::model::address;
use crate::dates::Local;
use crate::identity::activate::is_void;
use crate::identity::gate::Failure;
use crate::identity::store::use_session;
use crate::ui::{Button, ButtonKind, is_cut_off};
use crate::{icon, move_tr, tr};

/// What the pass is for, and the way in.
#[component]
pub fn FoundPass(
    /// The pass.
    found: PassFound,
    /// Its code.
    code: String,
    /// Another code is to be typed.
    on_other: Callback<()>,
    /// The pass is good no more, as it is said.
    on_void: Callback<String>,
) -> impl IntoView {
    let session = use_session();
    let navigate = use_navigate();
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    let PassFound {
        name,
        meeting,
        title,
        expires_at,
        ..
    } = found;
    let come_in = move || {
        busy.set(true);
        failed.set(None);
        let (code, navigate) = (code.clone(), navigate.clone());
        spawn_local(async move {
            match api::come_in(code).await {
                Ok(me) => {
                    let meeting = me.meeting.unwrap_or(meeting);
                    session.come_in(me).await;
                    let replace = NavigateOptions {
                        replace: true,
                        ..Default::default()
                    };
                    navigate(&address(meeting), replace);
                }
                Err(error) if is_void(&error) => on_void.run(error.say()),
                Err(error) => {
                    // Somebody may have signed in on another page of this browser meanwhile.
                    if error.code() == ErrorCode::DeviceTaken.as_str() {
                        session.refresh();
                    }
                    failed.set(Some(error.say()));
                }
            }
            let _ = busy.try_set(false);
        });
    };
    let come_in = Callback::from(come_in);
    let is_taken = Memo::new(move |_| session.person_id().is_some() && !session.is_limited());
    view! {
        <div class="activation">
            <div class="invited pass-found">
                <p class="t-second">{move || tr!("join-as")}</p>
                <p class="name" lang="vi">{name}</p>
                <p class="meeting" lang="vi">{title}</p>
                <p class="t-second">{move || tr!("join-until", { "time" => Local::of(expires_at.0).time() })}</p>
            </div>
            <Show
                when=move || is_taken.get()
                fallback=move || view! {
                    <Button
                        kind=ButtonKind::Primary
                        wide=true
                        online=true
                        label=move_tr!("join-enter")
                        icon=icon!("door-open")
                        busy=busy
                        on_press=come_in
                    />
                    <p class="hint">{move || if is_cut_off() { tr!("join-offline") } else { tr!("join-hint") }}</p>
                }
            >
                <TakenBy/>
            </Show>
            <Show when=move || !is_taken.get()><Failure said=failed/></Show>
            <Button kind=ButtonKind::Text wide=true label=move_tr!("join-other-code") on_press=on_other/>
        </div>
    }
}

/// Somebody is in on this device with a passkey: who, and how they make room.
#[component]
pub fn TakenBy() -> impl IntoView {
    let session = use_session();
    let said = Signal::derive(move || {
        let name = session.name()?;
        Some(tr!("join-taken", { "name" => name }))
    });
    view! {
        <Failure said/>
        <Button
            wide=true
            online=true
            label=move_tr!("sign-out")
            icon=icon!("log-out")
            on_press=move || session.sign_out()
        />
    }
}
