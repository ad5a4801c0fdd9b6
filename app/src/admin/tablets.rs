//! `/admin/tablets`: the tablets of the office's rooms, enrolled once and lent in meetings.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::door::{IssuedTablet, RoomTablet, TabletPlan};
use nghisu_protocol::ids::TabletId;

use super::model::next_tablet_name;
use super::{AdminTabs, api};
use crate::dates::{self, Local};
use crate::identity::me::device_name;
use crate::link::ApiError;
use crate::ui::{
    Asking, Button, ButtonKind, Dialog, DialogAbout, EmptyState, Fetch, Icon, Loaded, OneTimeCode,
    Place, Screen, Sending, Shape, SheetForm, Size, StatusWord, TextField, Tone, use_toasts,
};
use crate::{icon, move_tr, tr};

/// Characters of a name.
const MAX_NAME: i32 = 80;

/// A tablet whose code is handed out; the code itself where it came with the tablet.
#[derive(Clone, PartialEq)]
struct Enrolling {
    id: TabletId,
    name: String,
    issued: Option<IssuedTablet>,
}

/// The list.
#[component]
pub fn TabletsScreen() -> impl IntoView {
    let tablets = Fetch::new(api::tablets);
    let adding = RwSignal::new(false);
    let enrolling = RwSignal::new(None::<Enrolling>);
    let removing = RwSignal::new(None::<RoomTablet>);
    let has_failed = Signal::derive(move || tablets.has_failed());
    let is_empty = Memo::new(move |_| tablets.ready().is_none_or(|all| all.is_empty()));
    view! {
        <Screen title=move_tr!("rail-admin")>
            <AdminTabs/>
            <div class="scroll admin">
                <div class="tools">
                    <p class="t-second grow">{move || tr!("tablets-what")}</p>
                    // With no tablet yet it stands where they will be.
                    <Show when=move || !is_empty.get()>
                        <Button label=move_tr!("tablets-add") online=true icon=icon!("plus") disabled=has_failed on_press=Callback::from(move || adding.set(true))/>
                    </Show>
                </div>
                <Loaded of=tablets failed=move_tr!("tablets-failed") shape=Shape::Rows view=move |all| {
                    if all.is_empty() {
                        return view! {
                            <div class="card">
                                <EmptyState icon=icon!("tablet") title=move_tr!("tablets-none") why=move_tr!("tablets-none-why")>
                                    <Button kind=ButtonKind::Primary label=move_tr!("tablets-add") online=true icon=icon!("plus") on_press=Callback::from(move || adding.set(true))/>
                                </EmptyState>
                            </div>
                        }.into_any();
                    }
                    view! {
                        <ul class="card rows">
                            {all.into_iter().map(|tablet| view! { <TabletRow tablet enrolling removing/> }).collect_view()}
                        </ul>
                    }.into_any()
                }/>
            </div>
        </Screen>
        <Dialog open=adding place=Place::RightNarrow title=move_tr!("tablets-add")>
            <AddForm tablets adding enrolling/>
        </Dialog>
        <EnrolSheet enrolling on_close=Callback::from(move || tablets.refresh())/>
        <Remove removing on_removed=Callback::from(move || tablets.refresh())/>
    }
}

#[component]
fn TabletRow(
    tablet: RoomTablet,
    enrolling: RwSignal<Option<Enrolling>>,
    removing: RwSignal<Option<RoomTablet>>,
) -> impl IntoView {
    let RoomTablet {
        id,
        name,
        machine,
        browser,
        enrolled_at,
        last_seen_at,
        code_expires_at,
    } = tablet.clone();
    let about = move || match enrolled_at {
        None => tr!("tablets-not-yet"),
        Some(at) => {
            let device = device_name(machine, browser.as_deref());
            let since = tr!("tablets-since", { "time" => dates::said(at.0, dates::now()) });
            format!("{device} · {since}")
        }
    };
    let waits = code_expires_at
        .filter(|until| until.0 > dates::now())
        .map(|until| Local::of(until.0));
    let called = name.clone();
    let tablet = StoredValue::new(tablet);
    view! {
        <li class="row tablet-row">
            <Icon of=icon!("tablet")/>
            <span class="what">
                <span class="title" lang="vi">{name}</span>
                <span class="second">{about}</span>
                {enrolled_at.map(|_| view! {
                    <span class="second">{move || match last_seen_at {
                        Some(at) => tr!("tablet-seen", { "time" => dates::said(at.0, dates::now()) }),
                        None => tr!("tablet-unseen"),
                    }}</span>
                })}
                {waits.map(|until| view! {
                    <span class="second">{move || tr!("tablets-code-until", { "time" => until.time(), "date" => until.short_date() })}</span>
                })}
            </span>
            <Button size=Size::Small label=move_tr!("tablets-new-code") online=true on_press=Callback::from(move || enrolling.set(Some(Enrolling { id, name: called.clone(), issued: None })))/>
            <Button size=Size::Small kind=ButtonKind::Text label=move_tr!("tablets-remove") online=true on_press=Callback::from(move || removing.set(Some(tablet.get_value())))/>
        </li>
    }
}

#[component]
fn AddForm(
    tablets: Fetch<Vec<RoomTablet>>,
    adding: RwSignal<bool>,
    enrolling: RwSignal<Option<Enrolling>>,
) -> impl IntoView {
    let all = untrack(|| tablets.ready()).unwrap_or_default();
    let next = next_tablet_name(all.iter().map(|tablet| tablet.name.as_str()));
    let name = RwSignal::new(next);
    let sending = Sending::default();
    let send = move || {
        let plan = TabletPlan {
            name: name.get_untracked().trim().to_owned(),
        };
        sending.send(async move { api::add_tablet(&plan).await }, move |issued| {
            let _ = adding.try_set(false);
            tablets.refresh();
            let _ = enrolling.try_set(Some(Enrolling {
                id: issued.id,
                name: issued.name.clone(),
                issued: Some(issued),
            }));
        });
    };
    view! {
        <SheetForm
            label=move_tr!("tablets-add-act")
            sending
            incomplete=Signal::derive(move || name.with(|name| name.trim().is_empty()))
            on_send=Callback::from(send)
        >
            <div lang="vi"><TextField focus=true label=move_tr!("tablets-name") help=move_tr!("tablets-name-help") value=name maxlength=MAX_NAME/></div>
        </SheetForm>
    }
}

/// The code that enrols a tablet, shown once.
#[component]
fn EnrolSheet(enrolling: RwSignal<Option<Enrolling>>, on_close: Callback<()>) -> impl IntoView {
    let issued = RwSignal::new(None::<Result<IssuedTablet, ApiError>>);
    let is_enrolled = RwSignal::new(false);
    let asking = Asking::new();
    let is_of = move |id: TabletId| {
        enrolling.try_with_untracked(|about| about.as_ref().is_some_and(|about| about.id == id))
            == Some(true)
    };
    let ask = move || {
        let Some(id) = enrolling.with_untracked(|about| about.as_ref().map(|about| about.id))
        else {
            return;
        };
        let Some(turn) = asking.begin() else {
            return;
        };
        issued.set(None);
        is_enrolled.set(false);
        spawn_local(async move {
            let answer = api::tablet_code(id).await;
            // The code is that tablet's alone: it never stands under another name.
            if asking.answered(turn) && is_of(id) {
                issued.set(Some(answer));
            }
        });
    };
    // Every few seconds the sheet looks whether the tablet was enrolled meanwhile: its code is used up then.
    let looking = set_interval_with_handle(
        move || {
            let waits = !is_enrolled.get_untracked();
            let about = issued.with_untracked(|issued| match issued {
                Some(Ok(issued)) => Some(issued.id),
                Some(Err(_)) | None => None,
            });
            if let Some(id) = about.filter(|_| waits) {
                spawn_local(async move {
                    let Ok(all) = api::tablets().await else {
                        return;
                    };
                    let is_used = all
                        .iter()
                        .any(|one| one.id == id && one.code_expires_at.is_none());
                    if is_used && is_of(id) {
                        let _ = is_enrolled.try_set(true);
                    }
                });
            }
        },
        Duration::from_secs(4),
    );
    on_cleanup(move || looking.iter().for_each(IntervalHandle::clear));
    let is_new =
        move || enrolling.with(|about| about.as_ref().is_some_and(|about| about.issued.is_some()));
    let has_code = move || issued.with(|issued| matches!(issued, Some(Ok(_))));
    view! {
        <DialogAbout
            about=enrolling
            place=Place::Right
            title=move_tr!("tablets-code")
            on_open=move |about: Enrolling| match about.issued {
                Some(handed) => {
                    asking.forget();
                    is_enrolled.set(false);
                    issued.set(Some(Ok(handed)));
                }
                None => ask(),
            }
            on_close=Callback::from(move || {
                asking.forget();
                issued.set(None);
                on_close.run(());
            })
            foot=ViewFn::from(move || view! {
                {move || match (is_enrolled.get(), has_code()) {
                    (true, _) => view! { <StatusWord icon=icon!("circle-check") tone=Tone::Valid label=move_tr!("tablets-enrolled-now")/> }.into_any(),
                    (false, true) => view! { <StatusWord icon=icon!("circle-dashed") label=move_tr!("tablets-waits")/> }.into_any(),
                    (false, false) => ().into_any(),
                }}
                <span class="grow"></span>
                <Button kind=ButtonKind::Primary label=move_tr!("done") on_press=Callback::from(move || enrolling.set(None))/>
            })
        >
            {move || enrolling.get().map(|about| view! {
                <div class="issue-who"><p class="t-screen" lang="vi">{about.name}</p></div>
            })}
            <OneTimeCode
                issued
                failed=move_tr!("tablets-code-failed")
                qr_label=move_tr!("tablets-qr")
                how=move_tr!("scan-or-type")
                once=Signal::derive(move || if is_new() { tr!("code-once") } else { tr!("tablets-once") })
                again=move_tr!("tablets-new-code")
                on_again=Callback::from(ask)
            />
            <ol class="issue-steps">
                <li><b aria-hidden="true">"1"</b><span>{move || tr!("tablets-step-1", { "address" => window().location().host().unwrap_or_default() })}</span></li>
                <li><b aria-hidden="true">"2"</b><span>{move || tr!("tablets-step-2")}</span></li>
                <li><b aria-hidden="true">"3"</b><span>{move || tr!("tablets-step-3")}</span></li>
            </ol>
        </DialogAbout>
    }
}

/// Asks before a tablet is taken out of use.
#[component]
fn Remove(removing: RwSignal<Option<RoomTablet>>, on_removed: Callback<()>) -> impl IntoView {
    let toasts = use_toasts();
    let name = move || removing.with(|tablet| tablet.as_ref().map(|tablet| tablet.name.clone()));
    let remove = move || {
        let Some(tablet) = removing.get_untracked() else {
            return;
        };
        removing.set(None);
        spawn_local(async move {
            match api::remove_tablet(tablet.id).await {
                Ok(_) => toasts.say(tr!("tablets-removed", { "name" => tablet.name })),
                Err(error) => toasts.say(error.say()),
            }
            on_removed.run(());
        });
    };
    view! {
        <DialogAbout
            about=removing
            title=Signal::derive(move || tr!("tablets-remove-title", { "name" => name().unwrap_or_default() }))
            cancel=true
            foot=move || view! {
                <Button kind=ButtonKind::Danger label=move_tr!("tablets-remove") online=true on_press=Callback::from(remove)/>
            }
        >
            <p>{move || tr!("tablets-remove-follows")}</p>
        </DialogAbout>
    }
}
