//! Sheets of the people's column: whether somebody is there, and who comes for whom.

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::ids::PersonId;
use nghisu_protocol::room::state::{Attendance, Participant, Stage};
use nghisu_protocol::room::{Act, RoomCommand};

use super::model::{cannot_substitute, principals};
use super::people::said;
use super::store::Records;
use crate::conduct::door::model::{LetIn, let_in};
use crate::conduct::door::{DoorKeeping, named};
use crate::meeting::participants_pick::PeopleSheet;
use crate::ui::{Button, ButtonKind, Choice, DialogAbout, Icon, Openings, Place, Select, TextArea};
use crate::{icon, move_tr, tr};

/// Whether somebody is there.
#[component]
pub(super) fn PersonSheet(
    records: Records,
    /// The door, through which they can be let in.
    keeping: DoorKeeping,
    /// Who is asked about; nobody while it is closed.
    asked: RwSignal<Option<PersonId>>,
    /// Somebody comes for this person.
    on_substitute: Callback<PersonId>,
) -> impl IntoView {
    let room = records.room;
    let reason = RwSignal::new(String::new());
    let who = Memo::new(move |_| {
        let asked = asked.get()?;
        room.room.with(|room| {
            room.as_ref()
                .and_then(|room| room.participants.get(&asked).cloned())
        })
    });
    let is_session = Memo::new(move |_| {
        room.room
            .with(|room| room.as_ref().is_some_and(|room| room.stage == Stage::Open))
    });
    let fill = Callback::new(move |_| {
        let given = who.with_untracked(|who| match who.as_ref().map(|who| &who.attendance) {
            Some(Attendance::AbsentWithReason { reason }) => reason.clone(),
            _ => String::new(),
        });
        reason.set(given);
    });
    let record = move |attendance: Attendance| {
        let (Some(person), Some(before)) = (asked.get_untracked(), who.get_untracked()) else {
            return;
        };
        asked.set(None);
        if attendance == before.attendance {
            return;
        }
        let word = said(&attendance).map(|(word, ..)| word);
        let word = word.unwrap_or_else(|| tr!("attendance-unknown"));
        let words = tr!("did-attendance", { "name" => before.name, "word" => word });
        records.acts.run_with_undo(
            RoomCommand::RecordAttendance { person, attendance },
            words,
            vec![RoomCommand::RecordAttendance {
                person,
                attendance: before.attendance,
            }],
        );
    };
    let name = Signal::derive(move || {
        who.with(|who| who.as_ref().map(|who| who.name.clone()).unwrap_or_default())
    });
    let now = move || room.now();
    let is = move |is: fn(&Attendance) -> bool| {
        Signal::derive(move || who.with(|who| who.as_ref().is_some_and(|who| is(&who.attendance))))
    };
    let (is_present, is_late) = (
        is(|known| matches!(known, Attendance::Present { .. })),
        is(|known| matches!(known, Attendance::Late { .. })),
    );
    view! {
        <DialogAbout about=asked title=name place=Place::RightNarrow on_open=fill>
            <div class="act-list">
                <PersonNow who/>
                <Button wide=true icon=icon!("check") label=move_tr!("attendance-present") disabled=is_present
                    on_press=move || record(Attendance::Present { at: now() })/>
                <Show when=move || is_session.get()>
                    <Button wide=true icon=icon!("clock-alert") label=move_tr!("attendance-late") disabled=is_late
                        on_press=move || record(Attendance::Late { at: now() })/>
                </Show>
                <Button wide=true icon=icon!("circle-x") label=move_tr!("attendance-absent")
                    on_press=move || record(Attendance::Absent)/>
                <div class="excuse">
                    <div lang="vi"><TextArea label=move_tr!("attendance-reason") value=reason optional=true one_line=true most=500/></div>
                    <Button wide=true icon=icon!("circle-minus") label=move_tr!("attendance-excused")
                        on_press=move || record(Attendance::AbsentWithReason { reason: reason.get_untracked().trim().to_owned() })/>
                </div>
                <Show when=move || who.with(|who| who.as_ref().is_some_and(|who| !who.attendance.is_there()))>
                    <Button wide=true icon=icon!("user-round-plus") label=move_tr!("substitute-for-this") on_press=move || {
                        let person = asked.get_untracked();
                        asked.set(None);
                        if let Some(person) = person {
                            on_substitute.run(person);
                        }
                    }/>
                </Show>
                <LettingIn keeping asked/>
                <Show when=move || who.with(|who| who.as_ref().is_some_and(|who| who.attendance != Attendance::Unknown))>
                    <Button wide=true kind=ButtonKind::Text label=move_tr!("attendance-forget") on_press=move || record(Attendance::Unknown)/>
                </Show>
            </div>
        </DialogAbout>
    }
}

/// Lets somebody in who has no tablet with them: by a code, or on a tablet of the room. Says why not, where they cannot.
#[component]
fn LettingIn(keeping: DoorKeeping, asked: RwSignal<Option<PersonId>>) -> impl IntoView {
    let room = keeping.room;
    let known = Memo::new(move |_| {
        let person = asked.get()?;
        room.room.with(|room| Some(let_in(room.as_ref()?, person)))
    });
    let is_cut = Signal::derive(move || keeping.is_cut());
    // The sheet lies no longer over what the act opens.
    let go_on = move |to: RwSignal<Option<PersonId>>| {
        let person = asked.get_untracked();
        asked.set(None);
        to.set(person);
    };
    move || {
        match known.get().filter(|_| room.may(Act::KeepDoor))? {
        LetIn::Never => None,
        LetIn::Leads => {
            Some(view! { <p class="letting-in t-second">{move || tr!("let-in-leads")}</p> }.into_any())
        }
        LetIn::Can => Some(
            view! {
                <div class="letting-in">
                    {move || asked.get().and_then(|person| keeping.device_of(person)).map(|device| view! {
                        <p class="t-second">{tr!("let-in-device", { "device" => named(&device) })}</p>
                    })}
                    <Button wide=true icon=icon!("qr-code") label=move_tr!("pass-give") disabled=is_cut on_press=move || go_on(keeping.giving)/>
                    <Button wide=true icon=icon!("tablet") label=move_tr!("lend-tablet") disabled=is_cut on_press=move || go_on(keeping.lending)/>
                </div>
            }
            .into_any(),
        ),
    }
    }
}

#[component]
fn PersonNow(who: Memo<Option<Participant>>) -> impl IntoView {
    move || {
        who.get().map(|who| {
            let now = said(&who.attendance);
            view! {
                <p class="person-now">
                    <span class="t-second" lang="vi">{who.position}</span>
                    {match now {
                        Some((word, icon, tone)) => view! { <span class=format!("word {tone}")><Icon of=icon small=true/>{word}</span> }.into_any(),
                        None => view! { <span class="word plain">{tr!("attendance-unknown")}</span> }.into_any(),
                    }}
                </p>
            }
        })
    }
}

/// Enters a substitute: for whom, then who, from the directory. Half a minute, no form. Nobody is listed before it is
/// said for whom they come.
#[component]
pub(super) fn SubstituteSheet(
    records: Records,
    /// The door, where somebody is entered who is not in the directory.
    keeping: DoorKeeping,
    /// Whether it is open.
    open: RwSignal<bool>,
    /// For whom, as the select keeps it.
    principal: RwSignal<String>,
) -> impl IntoView {
    let room = records.room;
    let absentee = Memo::new(move |_| principal.with(|id| id.parse::<PersonId>().ok()));
    let choices = Signal::derive(move || {
        let all = room
            .room
            .with(|room| room.as_ref().map(principals).unwrap_or_default());
        all.into_iter()
            .map(|(id, line)| Choice::new(id.to_string(), line))
            .collect::<Vec<_>>()
    });
    let chosen = Signal::derive(move || {
        let absentee = absentee.get();
        room.room.with(|room| {
            let Some(room) = room else {
                return BTreeSet::new();
            };
            let people = room.participants.iter();
            let substitutes = people
                .filter(|(_, who)| who.substitute_for.is_some() && who.substitute_for == absentee);
            substitutes.map(|(id, _)| *id).collect()
        })
    });
    let taking_part = Signal::derive(move || {
        room.room.with(|room| match room {
            Some(room) => room.participants.keys().copied().collect(),
            None => BTreeSet::new(),
        })
    });
    let left_out = Signal::derive(move || {
        let absentee = absentee.get();
        room.room.with(|room| match (room, absentee) {
            (Some(room), Some(absentee)) => cannot_substitute(room, absentee),
            _ => BTreeSet::new(),
        })
    });
    let openings = Openings::of(open);
    let press = Callback::new(move |person: PersonId| {
        let Some(substitute_for) = absentee.get_untracked() else {
            return;
        };
        let before = room.room.with_untracked(|room| {
            let room = room.as_ref()?;
            let principal = room.participants.get(&substitute_for)?;
            Some((
                principal.name.clone(),
                principal.attendance.clone(),
                room.participants.contains_key(&person),
            ))
        });
        let Some((name, attendance, was_there)) = before else {
            return;
        };
        // Somebody who was on the list already stays on it; only a newcomer can be taken off again.
        let mut undo = Vec::new();
        if !was_there {
            undo.push(RoomCommand::RemoveParticipant { person });
            if attendance == Attendance::Unknown {
                undo.push(RoomCommand::RecordAttendance {
                    person: substitute_for,
                    attendance,
                });
            }
        }
        let command = RoomCommand::AddSubstitute {
            person,
            substitute_for,
        };
        let close = openings.closer();
        spawn_local(async move {
            let said = tr!("did-substitute", { "name" => name });
            if records.acts.did_with_undo(command, said, undo).await {
                close();
            }
        });
    });
    view! {
        <PeopleSheet
            open
            title=move_tr!("substitute-add")
            chosen
            on_press=press
            left_out
            is_due=Signal::derive(move || absentee.get().is_some())
            colleague=absentee
            taking_part
            on_unlisted=Callback::new(move |searched: String| {
                let Some(absentee) = absentee.get_untracked() else {
                    return;
                };
                open.set(false);
                keeping.entering.set(Some((absentee, searched)));
            })
            head=move || view! {
                <div lang="vi">
                    <Select
                        label=move_tr!("substitute-whom")
                        value=principal
                        choices
                        prompt=move_tr!("substitute-choose")
                    />
                </div>
                <p class="t-second" role="status">{move || match absentee.get() {
                    None => tr!("substitute-whom-first"),
                    Some(_) => tr!("substitute-help"),
                }}</p>
            }
        />
    }
}
