//! *Thành phần*: who takes part, in rank order; by hand, with Alt and the arrows, from the directory.

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::ids::{ItemId, PersonId};
use nghisu_protocol::room::RoomCommand;
use nghisu_protocol::room::command::Invitation;
use nghisu_protocol::room::state::{Participant, ParticipantRole, Room};

use super::agenda_editor::plan_of;
use super::editor_order::{Handle, Order};
use super::editor_store::{Editor, use_editor};
use super::invitation::coming::{about_line, answer_word};
use super::invitation::model::{About, Answer, about, answer};
use super::model::{listed, moved};
use super::participants_pick::PeopleSheet;
use super::paste::people_sheet::PastePeopleSheet;
use crate::minutes::model::unbroken;
use crate::ui::{
    Button, ButtonKind, Checkbox, DialogAbout, EmptyState, Icon, Menu, MenuItem, Place, Segmented,
};
use crate::{icon, move_tr, tr};

/// The participants.
#[component]
pub fn ParticipantsEditor() -> impl IntoView {
    let editor = use_editor();
    let adding = RwSignal::new(false);
    let pasting = RwSignal::new(false);
    let role = RwSignal::new(ParticipantRole::Delegate);
    let guest = RwSignal::new(None::<PersonId>);
    let ids = Memo::new(move |_| {
        editor
            .read(|room| {
                room.ranked()
                    .into_iter()
                    .map(|(id, _)| id)
                    .collect::<Vec<_>>()
            })
            .unwrap_or_default()
    });
    let chosen = Signal::derive(move || ids.get().into_iter().collect::<BTreeSet<_>>());
    let said = RwSignal::new(String::new());
    let order = Order::new(Callback::new(move |(from, to): (usize, usize)| {
        let order = moved(&ids.get_untracked(), from, to);
        editor.save(RoomCommand::RankParticipants { order });
        said.set(tr!("order-said", { "place" => to + 1 }));
    }));
    Effect::new(move |_| {
        ids.track();
        order.settle();
    });
    let press = Callback::new(move |person: PersonId| {
        if ids.with_untracked(|ids| ids.contains(&person)) {
            remove(editor, person);
        } else {
            let people = vec![Invitation {
                person,
                role: role.get_untracked(),
                items: BTreeSet::new(),
            }];
            editor.save(RoomCommand::SetParticipants { people });
        }
    });
    view! {
        <section class="participants" aria-label=move || tr!("tab-people")>
            <header class="bar">
                <h2 class="t-item grow">{move || tr!("people-count", { "count" => ids.with(Vec::len) })}</h2>
                <Button
                    label=move_tr!("paste-people")
                    icon=icon!("clipboard-paste")
                    kind=ButtonKind::Text
                    on_press=Callback::from(move || pasting.set(true))
                />
                <Button
                    label=move_tr!("people-add")
                    icon=icon!("user-round-plus")
                    on_press=Callback::from(move || adding.set(true))
                />
            </header>
            <p class="words-only" aria-live="polite">{said}</p>
            <div class="card people-table">
                <p class="hint">
                    <span>{move || tr!("people-order-hint")}</span>
                    <span>{move || tr!("people-role")}</span>
                </p>
                <ol node_ref=order.list>
                    <For each=move || ids.get() key=|id| *id let:id>
                        <PersonRow id ids order guest/>
                    </For>
                </ol>
                <Show when=move || ids.with(Vec::is_empty)>
                    <EmptyState icon=icon!("users-round") title=move_tr!("participants-none")/>
                </Show>
            </div>
            <PeopleSheet
                open=adding
                title=move_tr!("people-add")
                chosen
                on_press=press
                head=move || view! { <RoleChoice role/> }
            />
            <PastePeopleSheet open=pasting/>
            <GuestSheet guest/>
        </section>
    }
}

/// As what the people are invited who are added next.
#[component]
pub fn RoleChoice(
    /// Delegate or guest.
    role: RwSignal<ParticipantRole>,
) -> impl IntoView {
    view! {
        <Segmented
            wide=true
            mark=true
            label=move_tr!("people-add-as")
            value=role
            options=vec![
                (ParticipantRole::Delegate, move_tr!("role-delegate")),
                (ParticipantRole::Guest, move_tr!("role-guest")),
            ]
        />
    }
}

#[component]
fn PersonRow(
    id: PersonId,
    ids: Memo<Vec<PersonId>>,
    order: Order,
    guest: RwSignal<Option<PersonId>>,
) -> impl IntoView {
    let editor = use_editor();
    let index = Memo::new(move |_| {
        ids.with(|ids| ids.iter().position(|other| *other == id))
            .unwrap_or_default()
    });
    let who = Memo::new(move |_| {
        editor
            .read(|room| room.participants.get(&id).cloned())
            .flatten()
    });
    let name = Signal::derive(move || {
        who.with(|who| who.as_ref().map(|who| who.name.clone()).unwrap_or_default())
    });
    let position = move || {
        who.with(|who| {
            who.as_ref()
                .map(|who| who.position.clone())
                .unwrap_or_default()
        })
    };
    let is_guest = move || {
        who.with(|who| {
            who.as_ref()
                .is_some_and(|who| who.role == ParticipantRole::Guest)
        })
    };
    let is_away = move || {
        let answer = editor.read(|room| answer(room, id));
        matches!(answer, Some(Answer::Absent | Answer::Sent))
    };
    let roles = move || editor.read(|room| role_words(room, id)).unwrap_or_default();
    let is_held_fast = move || {
        editor
            .read(|room| {
                room.chair == Some(id)
                    || room.presiding == Some(id)
                    || room.secretaries.contains(&id)
            })
            .unwrap_or(true)
    };
    let turn = move |role: ParticipantRole| {
        let people = vec![Invitation {
            person: id,
            role,
            items: BTreeSet::new(),
        }];
        editor.save(RoomCommand::SetParticipants { people });
    };
    view! {
        <li
            class="participant-row"
            class:held=move || order.is_held(index.get())
            class:land-before=move || order.lands_before(index.get())
            class:land-after=move || order.lands_after(index.get())
            class:away=is_away
            on:keydown=move |event| order.key(&event, index.get_untracked())
        >
            <Handle order index id=format!("grip-{id}") name/>
            <span class="rank">{move || index.get() + 1}</span>
            <span class="person" lang="vi">
                <span class="name">{name}</span>
                <span class="position">{position}</span>
            </span>
            <span class="roles">{move || roles().into_iter().map(|(words, quiet)| view! { <span class:quiet=quiet>{words}</span> }).collect_view()}</span>
            <Menu class="icon-button bare" label=move_tr!("people-more") button=move || view! {
                <Icon of=icon!("ellipsis")/>
                <span class="words-only">{tr!("people-more-for", { "name" => name.get() })}</span>
            }>
                {move || {
                    let fast = is_held_fast();
                    let guests = is_guest();
                    view! {
                        {guests.then(|| view! {
                            <MenuItem label=move_tr!("guest-items") icon=icon!("list") on_press=Callback::from(move || guest.set(Some(id)))/>
                            <MenuItem label=move_tr!("make-delegate") icon=icon!("user-round") on_press=Callback::from(move || turn(ParticipantRole::Delegate))/>
                        })}
                        {(!guests && !fast).then(|| view! {
                            <MenuItem label=move_tr!("make-guest") icon=icon!("user-round") on_press=Callback::from(move || {
                                turn(ParticipantRole::Guest);
                                guest.set(Some(id));
                            })/>
                        })}
                        {if fast {
                            view! { <p class="group t-second">{tr!("people-held-fast")}</p> }.into_any()
                        } else {
                            view! {
                                <MenuItem label=move_tr!("people-remove") icon=icon!("trash-2") danger=true on_press=Callback::from(move || remove(editor, id))/>
                            }
                            .into_any()
                        }}
                    }
                }}
            </Menu>
        </li>
    }
}

/// What somebody is and does here, a line each; quiet where it says that they do not come.
fn role_words(room: &Room, id: PersonId) -> Vec<(String, bool)> {
    let Some(who) = room.participants.get(&id) else {
        return Vec::new();
    };
    let number = |item: &ItemId| room.number_of(*item);
    let mut words = Vec::new();
    if room.chair == Some(id) {
        words.push(tr!("role-chair"));
    }
    if room.secretaries.contains(&id) {
        words.push(tr!("my-role-secretary"));
    }
    match who.role {
        ParticipantRole::Guest if who.items.is_empty() => words.push(tr!("role-guest-nothing")),
        ParticipantRole::Guest => {
            let numbers: Vec<usize> = who.items.iter().filter_map(number).collect();
            words.push(
                tr!("role-guest-of", { "count" => numbers.len(), "items" => in_order(numbers) }),
            );
        }
        ParticipantRole::Delegate if words.is_empty() => words.push(tr!("role-delegate")),
        ParticipantRole::Delegate => {}
    }
    let presents: Vec<usize> = room
        .agenda()
        .into_iter()
        .filter(|(_, item)| item.presenter == Some(id))
        .filter_map(|(item, _)| number(&item))
        .collect();
    if !presents.is_empty() {
        words.push(tr!("presents", { "count" => presents.len(), "items" => in_order(presents) }));
    }
    if let Some(principal) = who
        .substitute_for
        .and_then(|other| room.participants.get(&other))
    {
        words.push(tr!("stands-in-for", { "name" => unbroken(&principal.name) }));
    }
    let mut lines: Vec<(String, bool)> = words.into_iter().map(|words| (words, false)).collect();
    let answer = answer(room, id);
    if matches!(answer, Answer::Absent | Answer::Sends | Answer::Sent) {
        let word = answer_word(answer).2;
        let said = match about(room, id) {
            Some(About::Substitute(name)) => tr!("has-stand-in", { "name" => unbroken(&name) }),
            Some(about) => format!("{word}: {}", about_line(&about)),
            None => word,
        };
        lines.push((said, true));
    }
    lines
}

fn in_order(mut numbers: Vec<usize>) -> String {
    numbers.sort_unstable();
    listed(&numbers, &tr!("and"))
}

/// Takes somebody off the list; the undo brings back place, role, items and what they present.
fn remove(editor: Editor, person: PersonId) {
    let undo = editor.read_untracked(|room| {
        let Participant {
            role, items, name, ..
        } = room.participants.get(&person)?.clone();
        let order = room.ranked().into_iter().map(|(id, _)| id).collect();
        let mut undo = vec![
            RoomCommand::SetParticipants {
                people: vec![Invitation {
                    person,
                    role,
                    items,
                }],
            },
            RoomCommand::RankParticipants { order },
        ];
        undo.extend(
            room.items
                .iter()
                .filter(|(_, item)| item.presenter == Some(person))
                .map(|(id, item)| RoomCommand::ChangeItem {
                    item: *id,
                    plan: plan_of(item),
                }),
        );
        Some((name, undo))
    });
    if let Some((name, undo)) = undo.flatten() {
        let said = tr!("did-remove-person", { "name" => name });
        editor
            .acts
            .run_with_undo(RoomCommand::RemoveParticipant { person }, said, undo);
    }
}

/// Which items a guest is invited to.
#[component]
fn GuestSheet(guest: RwSignal<Option<PersonId>>) -> impl IntoView {
    let editor = use_editor();
    let name = move || {
        guest
            .get()
            .and_then(|id| {
                editor
                    .read(|room| room.participants.get(&id).map(|who| who.name.clone()))
                    .flatten()
            })
            .unwrap_or_default()
    };
    view! {
        <DialogAbout
            about=guest
            title=Signal::derive(move || tr!("guest-items-of", { "name" => name() }))
            place=Place::RightNarrow
            foot=move || view! {
                <Button label=move_tr!("done") kind=ButtonKind::Primary on_press=Callback::from(move || guest.set(None))/>
            }
        >
            {move || {
                let Some(person) = guest.get() else { return ().into_any() };
                let facts = editor.read_untracked(|room| {
                    let items = room.participants.get(&person).map(|who| who.items.clone()).unwrap_or_default();
                    let agenda = room.agenda().into_iter().zip(1..);
                    agenda
                        .map(|((id, item), number)| (id, format!("{number}. {}", item.title), items.contains(&id)))
                        .collect::<Vec<_>>()
                });
                let boxes: Vec<(ItemId, String, RwSignal<bool>)> = facts
                    .unwrap_or_default()
                    .into_iter()
                    .map(|(id, words, is_invited)| (id, words, RwSignal::new(is_invited)))
                    .collect();
                let checked: Vec<_> = boxes.iter().map(|(id, _, checked)| (*id, *checked)).collect();
                Effect::new(move |before: Option<BTreeSet<ItemId>>| {
                    let items: BTreeSet<ItemId> =
                        checked.iter().filter(|(_, checked)| checked.get()).map(|(id, _)| *id).collect();
                    if before.is_some_and(|before| before != items) {
                        let items = items.clone();
                        spawn_local(async move {
                            editor.kept(RoomCommand::InviteGuest { person, items }).await;
                        });
                    }
                    items
                });
                view! {
                    <p class="t-second">{tr!("guest-items-help")}</p>
                    <div lang="vi">
                        {boxes.into_iter().map(|(_, words, checked)| view! { <Checkbox label=words checked/> }).collect_view()}
                    </div>
                }
                .into_any()
            }}
        </DialogAbout>
    }
}
