//! The people in rank order: who is there, who is not, who comes for whom.

use leptos::prelude::*;
use nghisu_protocol::ids::PersonId;
use nghisu_protocol::room::state::{Attendance, Participant, Room, Stage};
use nghisu_protocol::room::{Act, RoomCommand};

use super::model::PeopleFilter;
use super::person::{PersonSheet, SubstituteSheet};
use super::store::Records;
use crate::conduct::door::DoorKeeping;
use crate::conduct::door::lend::LendSheet;
use crate::conduct::door::list::{DoorList, DoorWay};
use crate::conduct::door::newcomer::NewcomerSheet;
use crate::conduct::door::slip::PassSlip;
use crate::meeting::bars::time_of_day;
use crate::ui::{Button, Icon, Size, Svg};
use crate::{icon, move_tr, tr};

/// The column.
#[component]
pub(super) fn PeopleColumn(records: Records) -> impl IntoView {
    let room = records.room;
    let filter = records.filter;
    let asked = RwSignal::new(None::<PersonId>);
    let substitutes = RwSignal::new(false);
    let principal = RwSignal::new(String::new());
    let is_running = Memo::new(move |_| {
        room.room.with(|room| {
            room.as_ref()
                .is_some_and(|room| matches!(room.stage, Stage::Published | Stage::Open))
        })
    });
    let is_cut = Signal::derive(move || records.acts.is_cut());
    let keeping = DoorKeeping::new(room);
    // After the meeting the door is looked at as long as a device is still in.
    let has_door = Memo::new(move |_| {
        let has_devices = keeping
            .known
            .with(|door| door.as_ref().is_some_and(|door| !door.devices.is_empty()));
        room.may(Act::KeepDoor) && (is_running.get() || has_devices)
    });
    let shown_under = move |filter: PeopleFilter| {
        let ranked: Vec<(PersonId, Participant)> = room.room.with(|room| {
            let ranked = room.as_ref().map(Room::ranked).unwrap_or_default();
            ranked
                .into_iter()
                .map(|(id, who)| (id, who.clone()))
                .collect()
        });
        let people = ranked.into_iter().zip(1..);
        people
            .filter(|((id, who), _)| filter.shows(who, &records.counted.of(*id)))
            .map(|((id, _), number)| (id, number))
            .collect::<Vec<(PersonId, usize)>>()
    };
    let listed = Memo::new(move |_| shown_under(filter.get()));
    let count = move |filter: PeopleFilter| Memo::new(move |_| shown_under(filter).len());
    view! {
        <div class="people-head">
            <Show when=move || is_running.get()>
                <Button
                    wide=true
                    icon=icon!("user-round-plus")
                    label=move_tr!("substitute-add")
                    disabled=is_cut
                    on_press=move || {
                        principal.set(String::new());
                        substitutes.set(true);
                    }
                />
            </Show>
            <Show when=move || has_door.get()>
                <DoorWay keeping/>
            </Show>
            <div class="filters" role="group" aria-label=move || tr!("filter-people")>
                {PeopleFilter::ALL.map(|one| {
                    let count = count(one);
                    view! {
                        <button
                            type="button"
                            class="filter"
                            aria-pressed=move || if filter.get() == one { "true" } else { "false" }
                            on:click=move |_| filter.set(one)
                        >
                            <span>{move || filter_word(one)}</span>
                            {(one != PeopleFilter::All).then(|| view! { <span class="n">{move || count.get()}</span> })}
                        </button>
                    }
                })}
            </div>
        </div>
        <ol class="record-people">
            <For each=move || listed.get() key=|(id, number)| (*id, *number) let((id, number))>
                <PersonRow records id number is_running on_ask=Callback::new(move |id| asked.set(Some(id)))/>
            </For>
        </ol>
        <Show when=move || listed.with(Vec::is_empty)>
            <p class="nobody">{move || tr!("filter-nobody")}</p>
        </Show>
        <PersonSheet records keeping asked on_substitute=Callback::new(move |id: PersonId| {
            principal.set(id.to_string());
            substitutes.set(true);
        })/>
        <SubstituteSheet records keeping open=substitutes principal/>
        <NewcomerSheet keeping/>
        <PassSlip keeping/>
        <LendSheet keeping/>
        <DoorList keeping/>
    }
}

fn filter_word(filter: PeopleFilter) -> String {
    match filter {
        PeopleFilter::All => tr!("filter-all"),
        PeopleFilter::Unrecorded => tr!("attendance-unknown"),
        PeopleFilter::Present => tr!("attendance-present"),
        PeopleFilter::Absent => tr!("attendance-absent"),
        PeopleFilter::Excused => tr!("attendance-excused"),
        PeopleFilter::Substitutes => tr!("filter-substitutes"),
    }
}

/// The word, icon and class of an attendance; nothing for what is not known yet.
pub(super) fn said(attendance: &Attendance) -> Option<(String, Svg, &'static str)> {
    Some(match attendance {
        Attendance::Unknown => return None,
        Attendance::Present { .. } => (tr!("attendance-present"), icon!("check"), "valid"),
        Attendance::Late { at } => (
            tr!("attendance-late-at", { "time" => time_of_day(at.0) }),
            icon!("clock-alert"),
            "warn",
        ),
        Attendance::AbsentWithReason { .. } => {
            (tr!("attendance-excused"), icon!("circle-minus"), "plain")
        }
        Attendance::Absent => (tr!("attendance-absent"), icon!("circle-x"), "live"),
    })
}

#[component]
fn PersonRow(
    records: Records,
    id: PersonId,
    number: usize,
    is_running: Memo<bool>,
    on_ask: Callback<PersonId>,
) -> impl IntoView {
    let room = records.room;
    let who = Memo::new(move |_| {
        room.room.with(|room| {
            room.as_ref()
                .and_then(|room| room.participants.get(&id).cloned())
        })
    });
    let is_cut = Signal::derive(move || records.acts.is_cut());
    let roles = Memo::new(move |_| {
        room.room
            .with(|room| room.as_ref().map(|room| duties(room, id)))
    });
    let has_device = Memo::new(move |_| room.presence.with(|presence| presence.here.contains(&id)));
    let stands_in = Memo::new(move |_| {
        room.room.with(|room| {
            let room = room.as_ref()?;
            let principal = room.participants.get(&id)?.substitute_for?;
            room.participants
                .get(&principal)
                .map(|who| who.name.clone())
        })
    });
    let comes = Memo::new(move |_| {
        room.room.with(|room| {
            let people = &room.as_ref()?.participants;
            let mut found = people.values().filter(|who| who.substitute_for == Some(id));
            found.next().map(|who| who.name.clone())
        })
    });
    let enter = move || {
        let at = room.now();
        let name =
            who.with_untracked(|who| who.as_ref().map(|who| who.name.clone()).unwrap_or_default());
        records.acts.run_with_undo(
            RoomCommand::RecordAttendance {
                person: id,
                attendance: Attendance::Present { at },
            },
            tr!("did-present", { "name" => name }),
            vec![RoomCommand::RecordAttendance {
                person: id,
                attendance: Attendance::Unknown,
            }],
        );
    };
    let text = move |read: fn(&Participant) -> String| {
        move || who.with(|who| who.as_ref().map(read).unwrap_or_default())
    };
    let known = Memo::new(move |_| records.counted.of(id));
    view! {
        <li class:away=move || known.with(|known| matches!(known, Attendance::Absent | Attendance::AbsentWithReason { .. }))>
            <button type="button" class="ask" disabled=move || !is_running.get() on:click=move |_| on_ask.run(id)>
                <span class="rank">{number}</span>
                <span class="person" lang="vi">
                    <span class="name">{text(|who| who.name.clone())}</span>
                    <span class="position">
                        {text(|who| who.position.clone())}
                        {move || roles.get().flatten().map(|roles| format!("\u{a0}· {roles}"))}
                    </span>
                </span>
                <span class="words-only">{move || tr!("person-open")}</span>
                {move || known.with(said).or_else(|| {
                    // Before the end the button beside says it.
                    let is_over = !is_running.get();
                    is_over.then(|| (tr!("attendance-unknown"), icon!("circle-dashed"), "warn"))
                }).map(|(word, icon, tone)| view! {
                    <span class=format!("word {tone}")><Icon of=icon small=true/>{word}</span>
                })}
                {move || stands_in.get().map(|name| view! { <span class="fact">{tr!("stands-in-for-long", { "name" => name })}</span> })}
                {move || comes.get().map(|name| view! { <span class="fact">{tr!("substitute-is", { "name" => name })}</span> })}
                {move || (known.with(|known| *known == Attendance::Unknown) && has_device.get()).then(|| view! {
                    <span class="fact device"><Icon of=icon!("tablet") small=true/>{tr!("person-device")}</span>
                })}
            </button>
            <Show when=move || is_running.get() && known.with(|known| *known == Attendance::Unknown)>
                <Button size=Size::Small label=move_tr!("attendance-mark-present") disabled=is_cut on_press=enter/>
            </Show>
        </li>
    }
}

/// What somebody is here beside being there: the chair, a secretary, a guest of some items.
fn duties(room: &Room, id: PersonId) -> Option<String> {
    use crate::meeting::model::listed;
    use nghisu_protocol::room::state::ParticipantRole;
    let who = room.participants.get(&id)?;
    let mut words = Vec::new();
    if room.presiding.or(room.chair) == Some(id) {
        words.push(tr!("role-chair"));
    }
    if room.secretaries.contains(&id) {
        words.push(tr!("my-role-secretary"));
    }
    if who.role == ParticipantRole::Guest {
        let mut numbers: Vec<usize> = who
            .items
            .iter()
            .filter_map(|item| room.number_of(*item))
            .collect();
        numbers.sort_unstable();
        words.push(tr!("role-guest-of", { "items" => listed(&numbers, &tr!("and")), "count" => numbers.len() }));
    }
    (!words.is_empty()).then(|| words.join(" · "))
}
