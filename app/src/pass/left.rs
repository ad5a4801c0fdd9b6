//! After a visit: that everything of it is gone from this device, and what comes next.

use std::time::Duration;

use leptos::leptos_dom::helpers::set_timeout_with_handle;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::visit::{Wipe, room_tablet};
use crate::identity::store::use_session;
use crate::ui::{Button, ButtonKind, Icon, LinkButton, Size, Spinner};
use crate::{icon, move_tr, tr};

/// How long a tablet of a room says so before it waits for the next one.
const SAID_FOR: Duration = Duration::from_secs(10);

/// `/left`.
#[component]
pub fn LeftScreen() -> impl IntoView {
    let session = use_session();
    let navigate = use_navigate();
    let is_room_tablet = room_tablet().is_some();
    let next = if is_room_tablet {
        "/room-tablet"
    } else {
        "/sign-in"
    };
    Effect::new(move |_| document().set_title(&format!("{} · Nghị Sự", tr!("left-title"))));
    let go = {
        let navigate = navigate.clone();
        move |to: &str| {
            let replace = NavigateOptions {
                replace: true,
                ..Default::default()
            };
            navigate(to, replace);
        }
    };
    let timer = StoredValue::new(None::<TimeoutHandle>);
    Effect::new({
        let go = go.clone();
        move |_| match session.wipe.get() {
            // Whoever comes here without having been anywhere.
            Wipe::Idle if session.person_id().is_some() => go("/"),
            Wipe::Idle if session.is_out() => go(next),
            Wipe::Done if is_room_tablet => {
                let go = go.clone();
                timer.set_value(set_timeout_with_handle(move || go(next), SAID_FOR).ok());
            }
            Wipe::Idle | Wipe::UnderWay | Wipe::Done | Wipe::Failed => {}
        }
    });
    on_cleanup(move || {
        if let Some(Some(timer)) = timer.try_get_value() {
            timer.clear();
        }
        if session.wipe.get_untracked() == Wipe::Done {
            session.wipe.set(Wipe::Idle);
        }
    });
    let said = move || {
        match session.wipe.get() {
        Wipe::Idle => ().into_any(),
        Wipe::UnderWay => view! {
            <Spinner/>
            <h1 class="t-screen">{move || tr!("left-under-way")}</h1>
            <p class="t-body c-2">{move || tr!("left-under-way-follows")}</p>
        }
        .into_any(),
        Wipe::Done => view! {
            <span class="done"><Icon of=icon!("circle-check") large=true/></span>
            <h1 class="t-screen">{move || tr!("left-title")}</h1>
            <p class="t-body c-2">{move || tr!("left-follows")}</p>
            <div class="ways">
                {if is_room_tablet {
                    view! {
                        <p class="t-strong">{move || tr!("left-give-back")}</p>
                        <LinkButton href=next label=move_tr!("left-to-waiting") size=Size::Big/>
                    }
                    .into_any()
                } else {
                    view! {
                        <LinkButton href=next label=move_tr!("sign-in") icon=icon!("log-in") kind=ButtonKind::Primary/>
                        <LinkButton href="/join" label=move_tr!("join-another") size=Size::Big/>
                    }
                    .into_any()
                }}
            </div>
        }
        .into_any(),
        Wipe::Failed => view! {
            <span class="failed"><Icon of=icon!("triangle-alert") large=true/></span>
            <h1 class="t-screen">{move || tr!("left-failed")}</h1>
            <p class="t-body c-2">{move || tr!("left-failed-follows")}</p>
            <div class="ways">
                <Button kind=ButtonKind::Primary label=move_tr!("retry") on_press=move || session.wipe_again()/>
            </div>
        }
        .into_any(),
    }
    };
    view! { <main class="left-place"><section class="left-said" role="status">{said}</section></main> }
}
