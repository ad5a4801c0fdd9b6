//! The door of the room: the devices on which somebody came in by a code or a lent tablet, and what still waits.

use leptos::prelude::*;
use nghisu_protocol::door::{Door, PassedDevice, WaitingPass};
use nghisu_protocol::ids::PassId;
use nghisu_protocol::machine::Machine;

use super::{DoorKeeping, named};
use crate::meeting::bars::time_of_day;
use crate::ui::{
    Again, Banner, Button, ButtonKind, Dialog, DialogAbout, EmptyState, ErrorState, Icon, Place,
    Shape, Size, Skeleton, Tone,
};
use crate::{icon, move_tr, tr};

/// What is about to be taken back, which is asked about.
#[derive(Clone, PartialEq)]
struct Taking {
    pass: PassId,
    name: String,
    /// The device that is in; nothing while the pass waits.
    device: Option<String>,
}

/// The way to the list, with the number of devices.
#[component]
pub fn DoorWay(
    /// The door.
    keeping: DoorKeeping,
) -> impl IntoView {
    let devices = Memo::new(move |_| counted(keeping, |door| door.devices.len()));
    let waiting = Memo::new(move |_| counted(keeping, |door| door.waiting.len()));
    view! {
        <button type="button" class="door-way" on:click=move |_| {
            keeping.refresh();
            keeping.is_listed.set(true);
        }>
            <Icon of=icon!("door-open")/>
            <span class="what">{move || tr!("door")}</span>
            <span class="n">{move || tr!("door-count", { "devices" => devices.get(), "waiting" => waiting.get() })}</span>
            <Icon of=icon!("chevron-right") small=true/>
        </button>
    }
}

fn counted(keeping: DoorKeeping, count: fn(&Door) -> usize) -> usize {
    keeping.known.with(|door| door.as_ref().map_or(0, count))
}

/// The list.
#[component]
pub fn DoorList(
    /// The door.
    keeping: DoorKeeping,
) -> impl IntoView {
    let taking = RwSignal::new(None::<Taking>);
    view! {
        <Dialog open=keeping.is_listed title=move_tr!("door") place=Place::Right>
            <div class="door-list">
                <p class="t-second">{move || tr!("door-what")}</p>
                <Show when=move || keeping.is_cut() && keeping.known.with(Option::is_some)>
                    <Banner tone=Tone::Warn icon=icon!("wifi-off")><p>{move || tr!("door-cut")}</p></Banner>
                </Show>
                {move || match (keeping.known.get(), keeping.failed.get()) {
                    (Some(door), _) => view! { <Known keeping door taking/> }.into_any(),
                    (None, Some(error)) => view! {
                        <ErrorState error title=move_tr!("door-failed") on_retry=Callback::from(move || keeping.refresh()) again=Again::Asks(keeping.is_asking())/>
                    }.into_any(),
                    (None, None) => view! { <Skeleton shape=Shape::Rows/> }.into_any(),
                }}
            </div>
        </Dialog>
        <TakeBack keeping taking/>
    }
}

#[component]
fn Known(keeping: DoorKeeping, door: Door, taking: RwSignal<Option<Taking>>) -> impl IntoView {
    let Door { waiting, devices } = door;
    if waiting.is_empty() && devices.is_empty() {
        return view! { <EmptyState icon=icon!("door-open") title=move_tr!("door-nobody") why=move_tr!("door-nobody-why")/> }
            .into_any();
    }
    view! {
        {(!devices.is_empty()).then(|| view! {
            <h3 class="t-item">{move || tr!("door-devices")}</h3>
            <ul class="card rows">
                {devices.into_iter().map(|device| view! { <DeviceLine keeping device taking/> }).collect_view()}
            </ul>
        })}
        {(!waiting.is_empty()).then(|| view! {
            <h3 class="t-item">{move || tr!("door-waiting")}</h3>
            <ul class="card rows">
                {waiting.into_iter().map(|pass| view! { <WaitingLine keeping pass taking/> }).collect_view()}
            </ul>
        })}
    }
    .into_any()
}

#[component]
fn DeviceLine(
    keeping: DoorKeeping,
    device: PassedDevice,
    taking: RwSignal<Option<Taking>>,
) -> impl IntoView {
    let (pass, person) = (device.pass, device.person);
    let is_held = device.tablet.is_some() || device.machine.is_some_and(Machine::is_held);
    let [since, seen, until] =
        [device.since, device.last_seen_at, device.expires_at].map(|at| time_of_day(at.0));
    let called = StoredValue::new(device);
    view! {
        <li class="row">
            <Icon of=if is_held { icon!("tablet") } else { icon!("monitor") }/>
            <span class="what">
                <span class="title" lang="vi">{move || keeping.name(person)}</span>
                <span class="second">{move || called.with_value(named)}</span>
                <span class="second">{move || tr!("door-times", { "since" => since.clone(), "seen" => seen.clone(), "until" => until.clone() })}</span>
            </span>
            <Button
                size=Size::Small
                label=move_tr!("door-take-back")
                online=true
                on_press=Callback::from(move || taking.set(Some(Taking {
                    pass,
                    name: keeping.name_now(person),
                    device: Some(called.with_value(named)),
                })))
            />
        </li>
    }
}

#[component]
fn WaitingLine(
    keeping: DoorKeeping,
    pass: WaitingPass,
    taking: RwSignal<Option<Taking>>,
) -> impl IntoView {
    let WaitingPass {
        pass,
        person,
        given_by,
        tablet,
        given_at,
        expires_at,
    } = pass;
    let is_lent = tablet.is_some();
    let [given, until] = [given_at, expires_at].map(|at| time_of_day(at.0));
    view! {
        <li class="row">
            <Icon of=if is_lent { icon!("tablet") } else { icon!("qr-code") }/>
            <span class="what">
                <span class="title" lang="vi">{move || keeping.name(person)}</span>
                <span class="second">{move || match &tablet {
                    Some(tablet) => tr!("door-lent", { "tablet" => tablet.clone(), "until" => until.clone() }),
                    None => tr!("door-given", { "until" => until.clone() }),
                }}</span>
                <span class="second">{move || tr!("door-given-by", { "time" => given.clone(), "name" => keeping.name(given_by) })}</span>
            </span>
            <Button
                size=Size::Small
                label=move_tr!("door-take-back")
                online=true
                on_press=Callback::from(move || taking.set(Some(Taking {
                    pass,
                    name: keeping.name_now(person),
                    device: None,
                })))
            />
        </li>
    }
}

/// Asks before a pass is taken back: whoever is in by it is out at once.
#[component]
fn TakeBack(keeping: DoorKeeping, taking: RwSignal<Option<Taking>>) -> impl IntoView {
    let follows = move || {
        taking
            .get()
            .map(|Taking { name, device, .. }| match device {
                Some(device) => {
                    tr!("door-take-back-device", { "name" => name, "device" => device })
                }
                None => tr!("door-take-back-waiting", { "name" => name }),
            })
    };
    let take_back = move || {
        let Some(Taking {
            pass, name, device, ..
        }) = taking.get_untracked()
        else {
            return;
        };
        taking.set(None);
        let said = match device {
            Some(device) => tr!("door-did-take-back", { "name" => name, "device" => device }),
            None => tr!("door-did-take-back-waiting", { "name" => name }),
        };
        keeping.take_back(pass, said);
    };
    view! {
        <DialogAbout
            about=taking
            title=move_tr!("door-take-back-title")
            cancel=true
            foot=move || view! {
                <Button kind=ButtonKind::Danger label=move_tr!("door-take-back") online=true on_press=Callback::from(take_back)/>
            }
        >
            <p>{follows}</p>
        </DialogAbout>
    }
}
