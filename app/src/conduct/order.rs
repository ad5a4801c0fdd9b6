//! The agenda in another order while the meeting goes on: by the handle, by the arrows beside each item, and with Alt
//! and the arrow keys. Each move can be taken back.

use leptos::prelude::*;
use nghisu_protocol::ids::ItemId;
use nghisu_protocol::room::state::ItemStatus;
use nghisu_protocol::room::{Act, Room, RoomCommand};

use super::acts::Acts;
use super::agenda::status_word;
use crate::meeting::editor_order::{Handle, Order};
use crate::ui::{Dialog, Icon, Place};
use crate::{icon, move_tr, tr};

/// Moves an item to a place among all, counted from 0, says so and offers the way back.
pub fn move_item(acts: Acts, item: ItemId, to: usize) {
    let from = acts
        .room
        .room
        .with_untracked(|room| room.as_ref().and_then(|room| place_of(room, item)));
    let Some(from) = from.filter(|from| *from != to) else {
        return;
    };
    let to_place = |place: usize| RoomCommand::MoveItem {
        item,
        position: place as u32,
    };
    acts.run_with_undo(
        to_place(to),
        tr!("order-said", { "place" => to + 1 }),
        vec![to_place(from)],
    );
}

/// The place of an item on the agenda, from 0.
pub fn place_of(room: &Room, item: ItemId) -> Option<usize> {
    room.agenda().iter().position(|(id, _)| *id == item)
}

/// The agenda, to be put in order.
#[component]
pub fn OrderSheet(
    /// What it does.
    acts: Acts,
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <Dialog open title=move_tr!("order-title") place=Place::RightNarrow>
            <OrderList acts/>
        </Dialog>
    }
}

#[component]
fn OrderList(acts: Acts) -> impl IntoView {
    let room = acts.room;
    let ids = Memo::new(move |_| {
        room.room.with(|room| {
            let agenda = room.as_ref().map(Room::agenda).unwrap_or_default();
            agenda.into_iter().map(|(id, _)| id).collect::<Vec<_>>()
        })
    });
    let said = RwSignal::new(String::new());
    let order = Order::of_agenda(ids, said, move |item, at| move_item(acts, item, at));
    let may = Memo::new(move |_| room.may(Act::Prepare));
    view! {
        <p class="c-2 order-hint">{move || tr!("order-hint")}</p>
        <p class="words-only" aria-live="polite">{said}</p>
        <ol class="order-list" node_ref=order.list>
            <For each=move || ids.get() key=|id| *id let:id>
                <OrderRow acts id ids order may/>
            </For>
        </ol>
    }
}

#[component]
fn OrderRow(
    acts: Acts,
    id: ItemId,
    ids: Memo<Vec<ItemId>>,
    order: Order,
    may: Memo<bool>,
) -> impl IntoView {
    let room = acts.room;
    let index = Memo::new(move |_| {
        ids.with(|ids| ids.iter().position(|other| *other == id))
            .unwrap_or_default()
    });
    let item = Memo::new(move |_| {
        room.room.with(|room| {
            let item = room.as_ref()?.items.get(&id)?;
            Some((item.title.clone(), item.status))
        })
    });
    let title = Signal::derive(move || item.get().map(|(title, _)| title).unwrap_or_default());
    let status = Memo::new(move |_| item.get().map(|(_, status)| status));
    let last = move || ids.with(Vec::len).saturating_sub(1);
    let earlier = move |_| {
        if let Some(to) = index.get_untracked().checked_sub(1) {
            move_item(acts, id, to);
        }
    };
    let later = move |_| {
        let to = index.get_untracked() + 1;
        if to <= untrack(last) {
            move_item(acts, id, to);
        }
    };
    view! {
        <li
            class:held=move || order.is_held(index.get())
            class:land-before=move || order.lands_before(index.get())
            class:land-after=move || order.lands_after(index.get())
            class:current=move || status.get() == Some(ItemStatus::Open)
            on:keydown=move |event| order.key(&event, index.get_untracked())
        >
            <Show when=move || may.get()>
                <Handle order index id=format!("order-{id}") name=title/>
            </Show>
            <div class="about">
                <p class="status">{move || status.get().map(status_word)}</p>
                <p><b>{move || index.get() + 1} ". "</b><span lang="vi">{title}</span></p>
            </div>
            <Show when=move || may.get()>
                <button
                    type="button"
                    class="icon-button bare"
                    aria-disabled=move || (index.get() == 0).then_some("true")
                    on:click=earlier
                >
                    <Icon of=icon!("arrow-up")/>
                    <span class="words-only">{move || tr!("order-up", { "name" => title.get() })}</span>
                </button>
                <button
                    type="button"
                    class="icon-button bare"
                    aria-disabled=move || (index.get() == last()).then_some("true")
                    on:click=later
                >
                    <Icon of=icon!("arrow-down")/>
                    <span class="words-only">{move || tr!("order-down", { "name" => title.get() })}</span>
                </button>
            </Show>
        </li>
    }
}
