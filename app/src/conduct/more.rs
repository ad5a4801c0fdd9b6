//! What a chair seldom needs: a break, putting an item off, another order, passing the chair, ending the meeting.

use leptos::prelude::*;
use nghisu_protocol::ids::{PersonId, Timestamp};
use nghisu_protocol::room::state::{Attendance, ParticipantRole};
use nghisu_protocol::room::{Act, RoomCommand};
use nghisu_protocol::text::rank;

use super::acts::Acts;
use super::items::ItemAct;
use super::order::OrderSheet;
use super::record::model::break_ends;
use crate::meeting::bars::time_of_day;
use crate::meeting::room::RoomStore;
use crate::printable::sheet::PrintSheet;
use crate::ui::{
    Button, ButtonKind, Confirm, Dialog, EmptyState, Person, Place, StatusWord, TextField, Tone,
};
use crate::{icon, move_tr, tr};

/// Break, postpone, order, pass the chair, end: what a chair seldom needs.
#[component]
pub fn MoreSheet(
    /// The room.
    room: RoomStore,
    /// What it does.
    acts: Acts,
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let passes = RwSignal::new(false);
    let ends = RwSignal::new(false);
    let orders = RwSignal::new(false);
    let prints = RwSignal::new(false);
    let current = Memo::new(move |_| {
        room.room
            .with(|room| room.as_ref().and_then(|room| room.current_item))
    });
    let with_item = move |act: ItemAct| {
        if let Some(item) = current.get_untracked() {
            act.run(acts, item);
        }
        open.set(false);
    };
    let no_item = Signal::derive(move || current.get().is_none());
    // Which item the acts are about; without one it is said why they cannot be done.
    let about_item = move || {
        let number = room.room.with(|room| {
            let room = room.as_ref()?;
            room.number_of(room.current_item?)
        });
        number.map_or_else(
            || tr!("conclude-no-item"),
            |number| tr!("more-item", { "number" => number }),
        )
    };
    let unfinished = Memo::new(move |_| {
        use nghisu_protocol::room::state::ItemStatus;
        let waits = |status| matches!(status, ItemStatus::Pending | ItemStatus::Open);
        room.room.with(|room| {
            room.as_ref().map_or(0, |room| {
                room.items
                    .values()
                    .filter(|item| waits(item.status))
                    .count()
            })
        })
    });
    view! {
        <Dialog open title=move_tr!("dock-more") place=Place::RightNarrow>
            <div class="act-list">
                <BreakChoice acts on_done=Callback::from(move || open.set(false))/>
                <div class="act-part" role="group" aria-label=about_item>
                    <span class="label">{about_item}</span>
                    <Button label=move_tr!("more-close-item") wide=true icon=icon!("check") disabled=no_item
                        on_press=move || with_item(ItemAct::Close)/>
                    <Button label=move_tr!("more-postpone") wide=true icon=icon!("clock") disabled=no_item
                        on_press=move || with_item(ItemAct::Postpone)/>
                    <Button label=move_tr!("more-withdraw") wide=true icon=icon!("ban") disabled=no_item
                        on_press=move || with_item(ItemAct::Withdraw)/>
                </div>
                <div class="act-part" role="group" aria-label=move || tr!("more-meeting")>
                    <span class="label">{move || tr!("more-meeting")}</span>
                    <Button label=move_tr!("more-order") wide=true icon=icon!("list-ordered") on_press=move || {
                        open.set(false);
                        orders.set(true);
                    }/>
                    <Button label=move_tr!("more-pass-chair") wide=true icon=icon!("users-round") on_press=move || {
                        open.set(false);
                        passes.set(true);
                    }/>
                    <Button label=move_tr!("print-set") wide=true icon=icon!("printer") on_press=move || {
                        open.set(false);
                        prints.set(true);
                    }/>
                    <Button label=move_tr!("more-end") wide=true kind=ButtonKind::Danger icon=icon!("octagon-x") on_press=move || {
                        open.set(false);
                        ends.set(true);
                    }/>
                </div>
            </div>
        </Dialog>
        <PassChairSheet room acts open=passes/>
        <OrderSheet acts open=orders/>
        <PrintSheet meeting=room.meeting open=prints/>
        <Confirm
            open=ends
            title=move_tr!("end-title")
            follows=Signal::derive(move || match unfinished.get() {
                0 => tr!("end-why"),
                count => format!("{} {}", tr!("end-unfinished", { "count" => count }), tr!("end-why")),
            })
            act=move_tr!("more-end")
            on_yes=Callback::from(move || acts.run(RoomCommand::Close {}))
        />
    }
}

/// Goes on after a break; as long as its end has not come, it can be taken back.
pub fn end_break(acts: Acts) {
    let until = acts
        .room
        .room
        .with_untracked(|room| room.as_ref().and_then(|room| room.break_until));
    let undo = until
        .filter(|until| until.0 > acts.room.now().0)
        .map(|until| RoomCommand::StartBreak { until });
    let end = until.map(|until| until.0);
    acts.run_while(
        RoomCommand::EndBreak {},
        tr!("did-end-break"),
        undo.into_iter().collect(),
        move |room, now| room.break_until.is_none() && end.is_some_and(|end| end > now),
    );
}

/// A break, to one of three ends on the clock's fives; while it lasts, its end.
#[component]
pub fn BreakChoice(
    /// What it does.
    acts: Acts,
    /// Called once something was chosen.
    on_done: Callback<()>,
) -> impl IntoView {
    let room = acts.room;
    let until = Memo::new(move |_| {
        room.room
            .with(|room| room.as_ref().and_then(|room| room.break_until))
    });
    let start = move |until: i64| {
        acts.run_while(
            RoomCommand::StartBreak {
                until: Timestamp(until),
            },
            tr!("did-break-until", { "time" => time_of_day(until) }),
            vec![RoomCommand::EndBreak {}],
            move |room, now| room.break_until == Some(Timestamp(until)) && until > now,
        );
        on_done.run(());
    };
    let go_on = move || {
        end_break(acts);
        on_done.run(());
    };
    view! {
        <Show
            when=move || until.get().is_some()
            fallback=move || view! {
                <div class="act-group" role="group" aria-label=move || tr!("more-break")>
                    <span class="label">{move || tr!("more-break")}</span>
                    {break_ends(room.now().0).into_iter().map(|until| view! {
                        <Button
                            label=Signal::derive(move || tr!("more-until", { "time" => time_of_day(until) }))
                            icon=icon!("circle-pause")
                            on_press=move || start(until)
                        />
                    }).collect_view()}
                </div>
            }
        >
            <Button label=move_tr!("more-end-break") wide=true icon=icon!("play") on_press=go_on/>
        </Show>
    }
}

/// Passes the chair to a delegate.
#[component]
fn PassChairSheet(room: RoomStore, acts: Acts, open: RwSignal<bool>) -> impl IntoView {
    // Who is there comes first, each part by rank.
    let people = Memo::new(move |_| {
        room.room.with(|room| {
            let Some(room) = room.as_ref() else {
                return Vec::new();
            };
            let holder = room.presiding;
            let mut people = room
                .ranked()
                .into_iter()
                .filter(|(id, who)| {
                    let is_away = matches!(
                        who.attendance,
                        Attendance::Absent | Attendance::AbsentWithReason { .. }
                    );
                    who.role == ParticipantRole::Delegate && Some(*id) != holder && !is_away
                })
                .map(|(id, who)| Able {
                    id,
                    name: who.name.clone(),
                    position: who.position.clone(),
                    is_there: who.attendance.is_there(),
                })
                .collect::<Vec<_>>();
            people.sort_by_key(|one| !one.is_there);
            people
        })
    });
    let search = RwSignal::new(String::new());
    let is_long = Memo::new(move |_| people.with(|people| people.len() > IN_SIGHT));
    let found =
        Memo::new(move |_| people.with(|people| search.with(|search| matching(people, search))));
    // Whom the chair is about to be passed to by somebody who could not take it back.
    let asked = RwSignal::new(None::<(PersonId, String)>);
    let asks = RwSignal::new(false);
    let may_take_back = move || untrack(|| room.may(Act::WriteMinutes));
    let pass = move |to: PersonId, name: String| {
        let before = room
            .room
            .with_untracked(|room| room.as_ref().and_then(|room| room.presiding));
        let undo = before
            .filter(|_| may_take_back())
            .map(|to| RoomCommand::PassChair { to })
            .into_iter()
            .collect();
        acts.run_with_undo(
            RoomCommand::PassChair { to },
            tr!("did-pass-chair", { "name" => name }),
            undo,
        );
        open.set(false);
    };
    // Whoever hands the chair on can take it back only as a secretary; anybody else is asked first.
    let choose = move |to: PersonId, name: String| {
        if may_take_back() {
            pass(to, name);
        } else {
            asked.set(Some((to, name)));
            asks.set(true);
        }
    };
    view! {
        <Confirm
            open=asks
            title=Signal::derive(move || tr!("pass-sure", { "name" => asked.get().map(|(_, name)| name).unwrap_or_default() }))
            follows=move_tr!("pass-follows")
            act=move_tr!("pass-act")
            kind=ButtonKind::Primary
            on_yes=Callback::from(move || {
                if let Some((to, name)) = asked.get_untracked() {
                    pass(to, name);
                }
            })
        />
        <Dialog open title=move_tr!("pass-title") place=Place::RightNarrow on_close=Callback::from(move || search.set(String::new()))>
            <p class="people-hint">{move || {
                if room.may(Act::WriteMinutes) { tr!("pass-hint-undo") } else { tr!("pass-hint") }
            }}</p>
            <Show when=move || is_long.get()>
                <div class="people-search">
                    <TextField label=move_tr!("people-search") value=search kind="search" icon=icon!("search")/>
                </div>
            </Show>
            <ul class="people-choice">
                {move || found.get().into_iter().map(|Able { id, name, position, is_there }| {
                    let chosen = name.clone();
                    view! {
                        <li>
                            <button type="button" class="row" on:click=move |_| choose(id, chosen.clone())>
                                <Person name=name position=Signal::stored(position)/>
                                {is_there.then(|| view! {
                                    <StatusWord label=move_tr!("attendance-present") icon=icon!("check") tone=Tone::Valid/>
                                })}
                                {move || (!is_there && room.presence.with(|presence| presence.here.contains(&id))).then(|| view! {
                                    <StatusWord label=move_tr!("person-device") icon=icon!("tablet") tone=Tone::Info/>
                                })}
                            </button>
                        </li>
                    }
                }).collect_view()}
            </ul>
            <Show when=move || found.with(Vec::is_empty) && !search.with(String::is_empty)>
                <EmptyState icon=icon!("search") title=move_tr!("people-none")/>
            </Show>
        </Dialog>
    }
}

/// Of more people than this one is looked for by name.
const IN_SIGHT: usize = 12;

/// Somebody to whom the chair can be passed.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Able {
    id: PersonId,
    name: String,
    position: String,
    is_there: bool,
}

/// Who answers a search by name or position, in their order; an empty search keeps everybody.
fn matching(people: &[Able], search: &str) -> Vec<Able> {
    let answers =
        |one: &&Able| rank(search, &one.name).is_some() || rank(search, &one.position).is_some();
    people.iter().filter(answers).cloned().collect()
}

#[cfg(test)]
mod tests {
    use nghisu_protocol::ids::Uuid;

    use super::*;

    #[test]
    fn a_search_finds_names_and_positions_and_keeps_who_is_there_first() {
        let able = |n, name: &str, position: &str, is_there| Able {
            id: PersonId(Uuid::from_u128(n)),
            name: name.to_owned(),
            position: position.to_owned(),
            is_there,
        };
        let people = [
            able(1, "Ứng Thị Hạnh Ngân", "Phó Giám đốc Sở Xây dựng", true),
            able(2, "Ngô Bá Thịnh", "Giám đốc Sở Xây dựng", false),
            able(3, "Đặng Thị Ngọc Hường", "Phó Chủ tịch", false),
        ];
        let ids = |search| {
            matching(&people, search)
                .into_iter()
                .map(|one| one.id)
                .collect::<Vec<_>>()
        };
        let id = |n| PersonId(Uuid::from_u128(n));
        assert_eq!(ids(""), [1, 2, 3].map(id));
        assert_eq!(ids("xay dung"), [1, 2].map(id));
        assert_eq!(ids("huong"), [3].map(id));
        assert_eq!(ids("minh"), [0; 0].map(id));
    }
}
