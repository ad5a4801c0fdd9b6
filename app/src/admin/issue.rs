//! Handing out an activation code: QR, eight characters, how long it is good, and a slip to print. The code is shown
//! once; it lives in this sheet only and is gone when the sheet closes.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::ids::PersonId;
use nghisu_protocol::people::{IssuedActivation, Person};

use super::api;
use super::model::given_name;
use crate::dates;
use crate::identity::model::grouped;
use crate::identity::store::use_session;
use crate::link::ApiError;
use crate::ui::{
    Asking, Button, ButtonKind, DialogAbout, OneTimeCode, Place, Size, StatusWord, Tone,
};
use crate::{icon, move_tr, tr};

/// The sheet. Opens as soon as `person` is set and closes by clearing it.
#[component]
pub fn IssueSheet(
    /// For whom; nothing while closed.
    person: RwSignal<Option<Person>>,
    /// Called when the sheet closes, so that lists ask again.
    #[prop(into)]
    on_close: Callback<()>,
) -> impl IntoView {
    let issued = RwSignal::new(None::<Result<IssuedActivation, ApiError>>);
    let activated = RwSignal::new(false);
    let asking = Asking::new();
    let is_of = move |id: PersonId| {
        person.try_with_untracked(|person| person.as_ref().is_some_and(|person| person.id == id))
            == Some(true)
    };
    let ask = move || {
        let Some(person) = person.get_untracked() else {
            return;
        };
        let Some(turn) = asking.begin() else {
            return;
        };
        issued.set(None);
        activated.set(false);
        spawn_local(async move {
            let answer = api::issue(person.id).await;
            // The code is that person's alone: it never stands under another name.
            if !asking.answered(turn) || !is_of(person.id) {
                return;
            }
            issued.set(Some(answer));
        });
    };
    // Every few seconds the sheet looks whether the device was activated meanwhile.
    let looking = set_interval_with_handle(
        move || {
            let waits = !activated.get_untracked();
            if let Some(person) = person
                .get_untracked()
                .filter(|_| waits && issued.with_untracked(|i| matches!(i, Some(Ok(_)))))
            {
                let had = person
                    .managed
                    .as_ref()
                    .map_or(0, |managed| managed.passkeys);
                spawn_local(async move {
                    if let Ok(seen) = api::person(person.id).await
                        && seen.managed.is_some_and(|managed| managed.passkeys > had)
                        && is_of(person.id)
                    {
                        activated.set(true);
                    }
                });
            }
        },
        Duration::from_secs(4),
    );
    on_cleanup(move || {
        looking.iter().for_each(IntervalHandle::clear);
    });
    let code = move || {
        issued.with(|issued| {
            issued
                .as_ref()
                .and_then(|issued| issued.as_ref().ok().cloned())
        })
    };
    view! {
        <DialogAbout
            about=person
            place=Place::Right
            title=move_tr!("issue-code")
            on_open=move |_| ask()
            on_close=Callback::from(move || {
                asking.forget();
                issued.set(None);
                on_close.run(());
            })
            foot=ViewFn::from(move || view! {
                <Button
                    size=Size::Big
                    label=move_tr!("print-slip")
                    icon=icon!("printer")
                    disabled=Signal::derive(move || code().is_none())
                    on_press=Callback::from(|| { let _ = window().print(); })
                />
                <span class="grow"></span>
                {move || match (activated.get(), code().is_some()) {
                    (true, _) => view! {
                        <StatusWord icon=icon!("circle-check") tone=Tone::Valid label=move_tr!("device-activated")/>
                    }.into_any(),
                    (false, true) => view! {
                        <StatusWord icon=icon!("circle-dashed") label=move_tr!("waiting-for-device")/>
                    }.into_any(),
                    (false, false) => ().into_any(),
                }}
                <Button kind=ButtonKind::Primary label=move_tr!("done") on_press=Callback::from(move || person.set(None))/>
            })
        >
            {move || person.get().map(|person| {
                let place = person.positions.first().map(|position| position.title.clone()).unwrap_or_default();
                let keys = person.managed.as_ref().map_or(0, |managed| managed.passkeys);
                view! {
                    <div class="issue-who">
                        <p class="t-screen" lang="vi">{person.name.clone()}</p>
                        <p class="t-body c-2"><span lang="vi">{place}</span>" · "{tr!("key-count", { "count" => keys })}</p>
                    </div>
                }
            })}
            <OneTimeCode
                issued
                failed=move_tr!("issue-failed")
                qr_label=move_tr!("qr-label")
                how=move_tr!("scan-or-type")
                once=move_tr!("code-once")
                again=move_tr!("issue-again")
                on_again=Callback::from(ask)
            />
            {move || person.get().map(|person| view! {
                <ol class="issue-steps">
                    <li><b aria-hidden="true">"1"</b><span>{tr!("issue-step-1", { "name" => given_name(&person.name).to_owned() })}</span></li>
                    <li><b aria-hidden="true">"2"</b><span>{tr!("issue-step-2")}</span></li>
                    <li><b aria-hidden="true">"3"</b><span>{tr!("issue-step-3")}</span></li>
                </ol>
            })}
            <PrintedSlip person=person issued=issued/>
        </DialogAbout>
    }
}

/// Asks before the code that somebody holds ends and another takes its place: it may be on a slip already.
#[component]
pub fn ReplaceCode(
    /// Whose; nothing while closed.
    person: RwSignal<Option<Person>>,
    /// Who is issued another.
    issuing: RwSignal<Option<Person>>,
) -> impl IntoView {
    let follows = move || {
        person.get().map(|person| {
            let until = waiting_code(&person).map(dates::Local::of);
            let (time, date) = until
                .map(|until| (until.time(), until.short_date()))
                .unwrap_or_default();
            tr!("issue-replace-follows", { "name" => person.name, "time" => time, "date" => date })
        })
    };
    let replace = move || {
        let chosen = person.get_untracked();
        person.set(None);
        issuing.set(chosen);
    };
    view! {
        <DialogAbout
            about=person
            title=move_tr!("issue-replace-title")
            cancel=true
            foot=move || view! {
                <Button kind=ButtonKind::Primary label=move_tr!("issue-replace-act") online=true on_press=Callback::from(replace)/>
            }
        >
            <p>{follows}</p>
        </DialogAbout>
    }
}

/// Until when the code is good that somebody holds and has not used; milliseconds since 1970.
pub fn waiting_code(person: &Person) -> Option<i64> {
    let until = person.managed.as_ref()?.activation_expires_at?.0;
    (until > dates::now()).then_some(until)
}

/// What the printer gets: one slip, large letters, nothing of the screen around it.
#[component]
fn PrintedSlip(
    /// For whom.
    person: RwSignal<Option<Person>>,
    /// The code.
    issued: RwSignal<Option<Result<IssuedActivation, ApiError>>>,
) -> impl IntoView {
    let session = use_session();
    move || {
        let (person, issued) = (person.get()?, issued.get()?.ok()?);
        let until = dates::Local::of(issued.expires_at.0);
        Some(view! {
            <div class="slip" aria-hidden="true">
                <p>{session.office.get().map(|office| office.name)}</p>
                <h2>{tr!("slip-title")}</h2>
                <p class="name">{person.name.clone()}</p>
                <p>{person.positions.first().map(|position| position.title.clone())}</p>
                <div class="qr" inner_html=issued.qr_svg.clone()></div>
                <p class="code">{grouped(&issued.code)}</p>
                <p>{tr!("slip-until", { "time" => until.time(), "date" => until.date() })}</p>
                <ol>
                    <li>
                        {tr!("slip-step-1")}
                        <span class="address">{window().location().origin().unwrap_or_default()}</span>
                    </li>
                    <li>{tr!("slip-step-2")}</li>
                    <li>{tr!("slip-step-3")}</li>
                </ol>
                <p>{tr!("code-once")}</p>
            </div>
        })
    }
}
