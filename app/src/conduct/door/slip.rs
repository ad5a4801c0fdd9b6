//! The slip by which somebody comes in who has no tablet with them: a QR code and eight characters, shown once. It
//! closes by itself when they are in.

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::door::IssuedPass;
use nghisu_protocol::ids::PersonId;

use super::model::{Fate, fate};
use super::{DoorKeeping, api};
use crate::link::ApiError;
use crate::ui::{
    Asking, Button, ButtonKind, DialogAbout, OneTimeCode, Place, StatusWord, use_toasts,
};
use crate::{icon, move_tr, tr};

/// The slip; open while somebody is given a code.
#[component]
pub fn PassSlip(
    /// The door.
    keeping: DoorKeeping,
) -> impl IntoView {
    let toasts = use_toasts();
    let issued = RwSignal::new(None::<Result<IssuedPass, ApiError>>);
    let giving = keeping.giving;
    let asking = Asking::new();
    let is_of = move |id: PersonId| giving.try_get_untracked().flatten() == Some(id);
    let ask = move || {
        let Some(person) = giving.get_untracked() else {
            return;
        };
        let Some(turn) = asking.begin() else {
            return;
        };
        issued.set(None);
        spawn_local(async move {
            let answer = api::give(keeping.room.meeting, person).await;
            // The code is that person's alone: it never stands under another name.
            if asking.answered(turn) && is_of(person) {
                issued.set(Some(answer));
            }
            keeping.refresh();
        });
    };
    let pass = Memo::new(move |_| {
        issued.with(|issued| match issued {
            Some(Ok(issued)) => Some(issued.pass),
            Some(Err(_)) | None => None,
        })
    });
    Effect::new(move |_| {
        let Some(pass) = pass.get() else { return };
        let is_in = keeping.known.with(|door| {
            door.as_ref()
                .is_some_and(|door| fate(door, pass) == Fate::CameIn)
        });
        if is_in && let Some(person) = giving.get_untracked() {
            toasts.say(tr!("pass-came-in", { "name" => keeping.name_now(person) }));
            giving.set(None);
        }
    });
    view! {
        <DialogAbout
            about=giving
            place=Place::Right
            title=move_tr!("pass-give")
            on_open=move |_: PersonId| ask()
            on_close=Callback::from(move || {
                asking.forget();
                issued.set(None);
            })
            foot=ViewFn::from(move || view! {
                <Show when=move || pass.get().is_some()>
                    <StatusWord icon=icon!("circle-dashed") label=move_tr!("pass-waits")/>
                </Show>
                <span class="grow"></span>
                <Button kind=ButtonKind::Primary label=move_tr!("done") on_press=Callback::from(move || giving.set(None))/>
            })
        >
            {move || giving.get().map(|person| view! {
                <div class="issue-who">
                    <p class="t-screen" lang="vi">{move || keeping.name(person)}</p>
                    <p class="t-body c-2" lang="vi">{move || keeping.room.room.with(|room| {
                        Some(room.as_ref()?.participants.get(&person)?.position.clone())
                    })}</p>
                </div>
            })}
            <OneTimeCode
                issued
                failed=move_tr!("pass-failed")
                qr_label=move_tr!("pass-qr")
                how=move_tr!("pass-how")
                once=move_tr!("pass-once")
                again=move_tr!("pass-again")
                on_again=Callback::from(ask)
                passes_on=true
            />
            <ol class="issue-steps">
                <li><b aria-hidden="true">"1"</b><span>{move || tr!("pass-step-1")}</span></li>
                <li><b aria-hidden="true">"2"</b><span>{move || tr!("pass-step-2", { "address" => window().location().host().unwrap_or_default() })}</span></li>
                <li><b aria-hidden="true">"3"</b><span>{move || tr!("pass-step-3")}</span></li>
            </ol>
        </DialogAbout>
    }
}
