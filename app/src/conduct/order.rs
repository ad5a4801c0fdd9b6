//! The agenda in another order while the meeting goes on: by the handle, by the arrows beside each item, and with Alt
//! and the arrow keys. Each move can be taken back.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use nghisu_protocol::ids::ItemId;
use nghisu_protocol::room::state::ItemStatus;
use nghisu_protocol::room::{Act, Room, RoomCommand};

use super::acts::Acts;
use super::agenda::status_word;
use crate::meeting::editor_order::{Handle, Order};
use crate::ui::{Dialog, Icon, Place};
use crate::viewer::near::bring_into_sight;
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
    let may = acts
        .room
        .room
        .with_untracked(|room| room.as_ref().is_some_and(|room| room.may_move(from, to)));
    if !may {
        return;
    }
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

/// A title in which no line begins with a dash.
fn with_dashes_held(title: &str) -> String {
    title.replace(" – ", "\u{a0}– ")
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
    let reach = move |from: usize, to: usize| {
        room.room
            .with_untracked(|room| room.as_ref().map_or(from, |room| room.reach(from, to)))
    };
    let order = Order::of_agenda(ids, said, reach, move |item, at| {
        move_item(acts, item, at);
    });
    let may = Memo::new(move |_| room.may(Act::Prepare));
    // A long agenda opens where the meeting stands.
    Effect::new(move |_| {
        let Some(list) = order.list.get() else { return };
        // It is laid out only after it was shown.
        request_animation_frame(move || bring_into_sight(&list, ".current", ".body"));
    });
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
            Some((item.title.clone(), item.status, item.keeps_its_place()))
        })
    });
    let title = Signal::derive(move || item.get().map(|(title, ..)| title).unwrap_or_default());
    let status = Memo::new(move |_| item.get().map(|(_, status, _)| status));
    let is_fixed = Memo::new(move |_| item.get().is_some_and(|(.., is_fixed)| is_fixed));
    // A place earlier, a place later, where it can go there.
    let steps = Memo::new(move |_| {
        let at = index.get();
        room.room.with(|room| {
            let goes = |to: &usize| room.as_ref().is_some_and(|room| room.may_move(at, *to));
            (at.checked_sub(1).filter(goes), Some(at + 1).filter(goes))
        })
    });
    let step = move |to: Option<usize>| {
        if let Some(to) = to {
            move_item(acts, id, to);
        }
    };
    let earlier = move |_| step(steps.get_untracked().0);
    let later = move |_| step(steps.get_untracked().1);
    let is_movable = move || may.get() && !is_fixed.get();
    // The key of the handle does what the arrow beside the item would.
    let on_key = move |event: KeyboardEvent| {
        let (earlier, later) = steps.get_untracked();
        let is_stopped = match event.key().as_str() {
            "ArrowUp" => earlier.is_none(),
            "ArrowDown" => later.is_none(),
            _ => false,
        };
        if is_stopped && event.alt_key() {
            event.prevent_default();
        } else {
            order.key(&event, index.get_untracked());
        }
    };
    view! {
        <li
            class:held=move || order.is_held(index.get())
            class:land-before=move || order.lands_before(index.get()) && !is_fixed.get()
            class:land-after=move || order.lands_after(index.get()) && !is_fixed.get()
            class:current=move || status.get() == Some(ItemStatus::Open)
            class:fixed=move || is_fixed.get()
            on:keydown=on_key
        >
            <Show when=move || may.get() && is_fixed.get()>
                <Icon of=icon!("lock") small=true/>
            </Show>
            <Show when=is_movable>
                <Handle order index id=format!("order-{id}") name=title/>
            </Show>
            <div class="about">
                <p class="status">{move || status.get().map(|status| {
                    let word = status_word(status);
                    if may.get() && is_fixed.get() { tr!("order-fixed", { "status" => word }) } else { word }
                })}</p>
                <p><b>{move || index.get() + 1} ". "</b><span lang="vi">{move || with_dashes_held(&title.read())}</span></p>
            </div>
            <Show when=is_movable>
                <button
                    type="button"
                    class="icon-button bare"
                    aria-disabled=move || steps.get().0.is_none().then_some("true")
                    on:click=earlier
                >
                    <Icon of=icon!("arrow-up")/>
                    <span class="words-only">{move || tr!("order-up", { "name" => title.get() })}</span>
                </button>
                <button
                    type="button"
                    class="icon-button bare"
                    aria-disabled=move || steps.get().1.is_none().then_some("true")
                    on:click=later
                >
                    <Icon of=icon!("arrow-down")/>
                    <span class="words-only">{move || tr!("order-down", { "name" => title.get() })}</span>
                </button>
            </Show>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::with_dashes_held;

    #[test]
    fn no_line_begins_with_a_dash() {
        assert_eq!(
            with_dashes_held("đoạn Vân Khê – Lâm Thượng"),
            "đoạn Vân Khê\u{a0}– Lâm Thượng"
        );
    }
}
