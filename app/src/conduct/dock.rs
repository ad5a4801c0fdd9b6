//! The chair's dock: next item, lead the pages, conclude, and the rest. One thumb, lower right corner. Conducting is
//! heard by all at once: without a connection the dock's buttons look and behave as what cannot be done.

use leptos::html;
use leptos::prelude::*;
use nghisu_protocol::ids::ItemId;
use nghisu_protocol::room::RoomCommand;
use nghisu_protocol::room::state::{ItemStatus, Room, Stage};

use super::acts::Acts;
use super::conclude::ConclusionSheet;
use super::items::ItemAct;
use super::more::{MoreSheet, end_break};
use crate::meeting::room::RoomStore;
use crate::ui::{Icon, focus};
use crate::viewer::store::ViewerStore;
use crate::{icon, tr};

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
    let is_resting = Memo::new(move |_| room.is_resting());
    // What was pressed gives way to what comes next: a keyboard goes on there.
    let dock = NodeRef::<html::Nav>::new();
    let gives_way = StoredValue::new(false);
    Effect::new(move |_| {
        stage.track();
        is_resting.track();
        let there = dock.get();
        if there.is_some() && gives_way.get_value() {
            gives_way.set_value(false);
            focus::take_up(there.as_deref().map(AsRef::as_ref), "button.primary");
        }
    });
    // A press that comes while another settles is not taken; the button looks the same meanwhile.
    let open_next = move |_| {
        if let Some(next) = next.get_untracked() {
            ItemAct::Open.run(acts, next);
        }
    };
    view! {
        <Show when=move || stage.get() == Some(Stage::Published)>
            <nav class="dock" aria-label=move || tr!("dock")>
                <button
                    type="button"
                    class="primary"
                    aria-disabled=move || acts.is_cut().then_some("true")
                    title=move || acts.why_not()
                    on:click=move |_| {
                        gives_way.set_value(true);
                        acts.run(RoomCommand::Open {});
                    }
                >
                    <Icon of=icon!("play")/>
                    <span>{move || tr!("dock-open")}</span>
                </button>
            </nav>
        </Show>
        <Show when=move || stage.get() == Some(Stage::Open)>
            <nav class="dock" node_ref=dock aria-label=move || tr!("dock")>
                <Show
                    when=move || is_resting.get()
                    fallback=move || view! {
                        <button
                            type="button"
                            class="primary"
                            class:idle=move || next.get().is_none()
                            class:settling=acts.is_settling
                            aria-disabled=move || (next.get().is_none() || acts.is_cut() || acts.is_settling.get()).then_some("true")
                            aria-busy=move || acts.is_asking.get().then_some("true")
                            title=move || acts.why_not()
                            on:click=open_next
                        >
                            <Icon of=icon!("step-forward")/>
                            <span>{move || tr!("dock-next")}</span>
                        </button>
                    }
                >
                    // What comes next in a break is its end.
                    <button
                        type="button"
                        class="primary"
                        aria-disabled=move || acts.is_cut().then_some("true")
                        title=move || acts.why_not()
                        on:click=move |_| {
                            gives_way.set_value(true);
                            end_break(acts);
                        }
                    >
                        <Icon of=icon!("play")/>
                        <span>{move || tr!("more-end-break")}</span>
                    </button>
                </Show>
                <LeadButton room viewer acts is_leading/>
                <button
                    type="button"
                    aria-disabled=move || acts.is_cut().then_some("true")
                    title=move || acts.why_not()
                    on:click=move |_| acts.unless_cut(move || concludes.set(true))
                >
                    <Icon of=icon!("pen-line")/>
                    <span>{move || tr!("dock-conclude")}</span>
                </button>
                <button
                    type="button"
                    aria-disabled=move || acts.is_cut().then_some("true")
                    title=move || acts.why_not()
                    on:click=move |_| acts.unless_cut(move || has_more.set(true))
                >
                    <Icon of=icon!("ellipsis")/>
                    <span>{move || tr!("dock-more")}</span>
                </button>
            </nav>
        </Show>
        <ConclusionSheet room acts open=concludes/>
        <MoreSheet room acts open=has_more/>
    }
}

/// What whoever presents the item that is being discussed, and conducts nothing else, has in the room's bar: they show
/// its pages.
#[component]
pub fn PresenterDock(
    /// The room.
    room: RoomStore,
    /// The viewer, for leading.
    viewer: ViewerStore,
) -> impl IntoView {
    let acts = Acts::new(room);
    let is_leading = Memo::new(move |_| room.is_leading());
    view! {
        <nav class="presenter" aria-label=move || tr!("dock-presenter")>
            <LeadButton room viewer acts is_leading/>
        </nav>
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
                if !acts.did(RoomCommand::TakeLead {}).await {
                    return;
                }
                acts.moves_on();
                if let Some(place) = viewer.here() {
                    room.present(place);
                }
            });
        }
    };
    view! {
        <button
            type="button"
            class:leading=move || is_leading.get()
            aria-disabled=move || acts.is_cut().then_some("true")
            title=move || acts.why_not()
            on:click=press
        >
            <Icon of=icon!("cast")/>
            <span>{move || if is_leading.get() { tr!("dock-lead-end") } else { tr!("dock-lead") }}</span>
        </button>
    }
}
