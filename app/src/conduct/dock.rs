//! The chair's dock: next item, lead the pages, conclude, and the rest. One thumb, lower right corner.

use leptos::prelude::*;
use nghisu_protocol::ids::{ConclusionId, ItemId, PersonId, Timestamp, Uuid};
use nghisu_protocol::room::state::{Conclusion, ItemStatus, ParticipantRole, Room, Stage};
use nghisu_protocol::room::{Act, RoomCommand};

use super::acts::Acts;
use crate::meeting::room::RoomStore;
use crate::ui::{Button, ButtonKind, Dialog, Icon, Person, Place, Size, TextArea};
use crate::viewer::store::ViewerStore;
use crate::{icon, move_tr, tr};

/// The item that follows the current one: the next on the agenda that waits, else the first that does.
pub fn next_item(room: &Room) -> Option<ItemId> {
    let agenda = room.agenda();
    let waits = |status: ItemStatus| status == ItemStatus::Pending;
    let at = room
        .current_item
        .and_then(|current| agenda.iter().position(|(id, _)| *id == current));
    let after = at.map_or(0, |at| at + 1);
    let found = agenda[after..]
        .iter()
        .chain(&agenda[..after])
        .find(|(_, item)| waits(item.status));
    found.map(|(id, _)| *id)
}

/// The dock. Only who may conduct sees it.
#[component]
pub fn Dock(
    /// The room.
    room: RoomStore,
    /// The viewer, for leading.
    viewer: ViewerStore,
) -> impl IntoView {
    let acts = Acts::new(room);
    let concludes = RwSignal::new(false);
    let has_more = RwSignal::new(false);
    let stage = Memo::new(move |_| room.room.with(|room| room.as_ref().map(|room| room.stage)));
    let next = Memo::new(move |_| room.room.with(|room| room.as_ref().and_then(next_item)));
    let is_leading = Memo::new(move |_| room.is_leading());
    let open_next = move |_| {
        let Some(next) = next.get_untracked() else {
            return;
        };
        let before = room
            .room
            .with_untracked(|room| room.as_ref().and_then(|room| room.current_item));
        let mut undo = vec![RoomCommand::RestoreItem { item: next }];
        undo.extend(before.map(|item| RoomCommand::OpenItem { item }));
        acts.run_with_undo(
            RoomCommand::OpenItem { item: next },
            tr!("did-open-item"),
            undo,
        );
    };
    view! {
        <Show when=move || stage.get() == Some(Stage::Published)>
            <nav class="dock" aria-label=move || tr!("dock")>
                <button type="button" class="primary" on:click=move |_| acts.run(RoomCommand::Open {})>
                    <Icon of=icon!("play")/>
                    <span>{move || tr!("dock-open")}</span>
                </button>
            </nav>
        </Show>
        <Show when=move || stage.get() == Some(Stage::Open)>
            <nav class="dock" aria-label=move || tr!("dock")>
                <button
                    type="button"
                    class="primary"
                    aria-disabled=move || next.get().is_none().then_some("true")
                    on:click=open_next
                >
                    <Icon of=icon!("play")/>
                    <span>{move || tr!("dock-next")}</span>
                </button>
                <LeadButton room viewer acts is_leading/>
                <button type="button" on:click=move |_| concludes.set(true)>
                    <Icon of=icon!("pen-line")/>
                    <span>{move || tr!("dock-conclude")}</span>
                </button>
                <button type="button" on:click=move |_| has_more.set(true)>
                    <Icon of=icon!("ellipsis")/>
                    <span>{move || tr!("dock-more")}</span>
                </button>
            </nav>
        </Show>
        <ConclusionSheet room acts open=concludes/>
        <MoreSheet room acts open=has_more/>
    }
}

/// Takes the lead, or lets it go.
#[component]
pub fn LeadButton(
    /// The room.
    room: RoomStore,
    /// The viewer.
    viewer: ViewerStore,
    /// What it does.
    acts: Acts,
    /// Whether this person leads.
    #[prop(into)]
    is_leading: Signal<bool>,
) -> impl IntoView {
    let press = move |_| {
        if is_leading.get_untracked() {
            acts.run(RoomCommand::ReleaseLead {});
        } else {
            leptos::task::spawn_local(async move {
                if acts.did(RoomCommand::TakeLead {}).await
                    && let Some(place) = viewer.place.get_untracked()
                {
                    room.present(place);
                }
            });
        }
    };
    view! {
        <button
            type="button"
            class:leading=move || is_leading.get()
            aria-pressed=move || if is_leading.get() { "true" } else { "false" }
            on:click=press
        >
            <Icon of=icon!("cast")/>
            <span>{move || tr!("dock-lead")}</span>
        </button>
    }
}

/// States a conclusion of the current item.
#[component]
pub fn ConclusionSheet(
    /// The room.
    room: RoomStore,
    /// What it does.
    acts: Acts,
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let item = Memo::new(move |_| {
        room.room.with(|room| {
            let room = room.as_ref()?;
            let id = room.current_item?;
            let item = room.items.get(&id)?;
            Some((
                id,
                room.number_of(id).unwrap_or_default(),
                item.title.clone(),
                item.conclusions.clone(),
            ))
        })
    });
    let keep = move || {
        let Some((item, ..)) = item.get_untracked() else {
            return;
        };
        let said = text.get_untracked().trim().to_owned();
        if said.is_empty() {
            return;
        }
        busy.set(true);
        leptos::task::spawn_local(async move {
            let conclusion = Conclusion {
                id: ConclusionId(Uuid::now_v7()),
                text: said,
            };
            if acts
                .did(RoomCommand::RecordConclusion { item, conclusion })
                .await
            {
                text.set(String::new());
                open.set(false);
            }
            busy.set(false);
        });
    };
    let title = Signal::derive(move || match item.get() {
        Some((_, number, ..)) => tr!("conclude-item", { "number" => number }),
        None => tr!("dock-conclude"),
    });
    view! {
        <Dialog
            open
            title
            place=Place::Bottom
            foot=move || view! {
                <Button
                    label=move_tr!("conclude-keep")
                    kind=ButtonKind::Primary
                    icon=icon!("plus")
                    busy
                    disabled=Signal::derive(move || item.with(Option::is_none) || text.with(|text| text.trim().is_empty()))
                    on_press=move || keep()
                />
            }
        >
            {move || match item.get() {
                None => view! { <p class="empty">{tr!("conclude-no-item")}</p> }.into_any(),
                Some((item, _, title, conclusions)) => view! {
                    <p class="t-second c-2" lang="vi">{title}</p>
                    <ol class="conclusions" lang="vi">
                        {conclusions.into_iter().map(|conclusion| {
                            let id = conclusion.id;
                            let kept = conclusion.clone();
                            view! {
                                <li>
                                    <span>{conclusion.text}</span>
                                    <Button
                                        size=Size::Small
                                        kind=ButtonKind::Text
                                        label=move_tr!("remove")
                                        on_press=move || acts.run_with_undo(
                                            RoomCommand::StrikeConclusion { item, conclusion: id },
                                            tr!("did-strike-conclusion"),
                                            vec![RoomCommand::RecordConclusion { item, conclusion: kept.clone() }],
                                        )
                                    />
                                </li>
                            }
                        }).collect_view()}
                    </ol>
                }.into_any(),
            }}
            <TextArea label=move_tr!("conclude-text") value=text rows=4 focus=true/>
        </Dialog>
    }
}

/// Break, postpone, pass the chair, end: what a chair seldom needs.
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
    let current = Memo::new(move |_| {
        room.room
            .with(|room| room.as_ref().and_then(|room| room.current_item))
    });
    let pauses = Memo::new(move |_| {
        room.room
            .with(|room| room.as_ref().is_some_and(|room| room.break_until.is_some()))
    });
    let start_break = move |minutes: i64| {
        let until = Timestamp(room.now().0 + minutes * 60_000);
        acts.run_with_undo(
            RoomCommand::StartBreak { until },
            tr!("did-break"),
            vec![RoomCommand::EndBreak {}],
        );
        open.set(false);
    };
    let with_item = move |command: fn(ItemId) -> RoomCommand, said: String| {
        if let Some(item) = current.get_untracked() {
            let undo = vec![
                RoomCommand::RestoreItem { item },
                RoomCommand::OpenItem { item },
            ];
            acts.run_with_undo(command(item), said, undo);
        }
        open.set(false);
    };
    let no_item = Signal::derive(move || current.get().is_none());
    view! {
        <Dialog open title=move_tr!("dock-more") place=Place::RightNarrow>
            <div class="act-list">
                <Show
                    when=move || pauses.get()
                    fallback=move || view! {
                        <div class="act-group" role="group" aria-label=move || tr!("more-break")>
                            <span class="label">{move || tr!("more-break")}</span>
                            {[10, 15, 30].into_iter().map(|minutes| view! {
                                <Button
                                    label=Signal::derive(move || tr!("more-minutes", { "minutes" => minutes }))
                                    icon=icon!("pause")
                                    on_press=move || start_break(minutes)
                                />
                            }).collect_view()}
                        </div>
                    }
                >
                    <Button label=move_tr!("more-end-break") wide=true icon=icon!("play") on_press=move || {
                        acts.run(RoomCommand::EndBreak {});
                        open.set(false);
                    }/>
                </Show>
                <Button label=move_tr!("more-close-item") wide=true icon=icon!("check") disabled=no_item
                    on_press=move || with_item(|item| RoomCommand::CloseItem { item }, tr!("did-close-item"))/>
                <Button label=move_tr!("more-postpone") wide=true icon=icon!("clock") disabled=no_item
                    on_press=move || with_item(|item| RoomCommand::PostponeItem { item }, tr!("did-postpone"))/>
                <Button label=move_tr!("more-withdraw") wide=true icon=icon!("x") disabled=no_item
                    on_press=move || with_item(|item| RoomCommand::WithdrawItem { item }, tr!("did-withdraw"))/>
                <Button label=move_tr!("more-pass-chair") wide=true icon=icon!("users-round") on_press=move || {
                    open.set(false);
                    passes.set(true);
                }/>
                <Button label=move_tr!("more-end") wide=true kind=ButtonKind::Danger icon=icon!("octagon-x") on_press=move || {
                    open.set(false);
                    ends.set(true);
                }/>
            </div>
        </Dialog>
        <PassChairSheet room acts open=passes/>
        <Dialog
            open=ends
            title=move_tr!("end-title")
            place=Place::Centre
            foot=move || view! {
                <Button label=move_tr!("cancel") on_press=move || ends.set(false)/>
                <Button label=move_tr!("more-end") kind=ButtonKind::Danger on_press=move || {
                    acts.run(RoomCommand::Close {});
                    ends.set(false);
                }/>
            }
        >
            <p>{move || tr!("end-why")}</p>
        </Dialog>
    }
}

/// Passes the chair to a delegate.
#[component]
fn PassChairSheet(room: RoomStore, acts: Acts, open: RwSignal<bool>) -> impl IntoView {
    let people = move || {
        room.room.with(|room| {
            let Some(room) = room.as_ref() else {
                return Vec::new();
            };
            let holder = room.presiding;
            room.ranked()
                .into_iter()
                .filter(|(id, who)| who.role == ParticipantRole::Delegate && Some(*id) != holder)
                .map(|(id, who)| (id, who.name.clone(), who.position.clone()))
                .collect()
        })
    };
    let pass = move |to: PersonId, name: String| {
        let before = room
            .room
            .with_untracked(|room| room.as_ref().and_then(|room| room.presiding));
        let undo = before
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
    view! {
        <Dialog open title=move_tr!("pass-title") place=Place::RightNarrow>
            <ul class="people-choice">
                {move || people().into_iter().map(|(id, name, position)| {
                    let chosen = name.clone();
                    view! {
                        <li>
                            <button type="button" class="row" on:click=move |_| pass(id, chosen.clone())>
                                <Person name=name position=Signal::stored(position)/>
                            </button>
                        </li>
                    }
                }).collect_view()}
            </ul>
        </Dialog>
    }
}

/// Whether the dock is this person's.
pub fn conducts(room: RoomStore) -> bool {
    room.may(Act::Conduct)
}
