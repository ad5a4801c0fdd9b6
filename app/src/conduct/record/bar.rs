//! The bottom bar: the way to the papers and, while the secretary acts in the chair's place, the chair's acts under
//! the chair's name.

use leptos::prelude::*;
use nghisu_protocol::room::RoomCommand;
use nghisu_protocol::room::state::Stage;

use super::chair_name;
use super::store::Records;
use crate::conduct::dock::next_item;
use crate::conduct::items::ItemAct;
use crate::conduct::more::{BreakChoice, MoreSheet, end_break};
use crate::meeting::reading::Reading;
use crate::ui::{Dialog, Icon, Place, Svg};
use crate::{icon, move_tr, tr};

/// The bar.
#[component]
pub(super) fn DrivingBar(
    reading: Reading,
    records: Records,
    is_wide: Signal<bool>,
    presides: Memo<bool>,
    on_read: Callback<()>,
    page_is_open: RwSignal<bool>,
) -> impl IntoView {
    let room = records.room;
    let acts = records.acts;
    let stage = Memo::new(move |_| room.room.with(|room| room.as_ref().map(|room| room.stage)));
    let next = Memo::new(move |_| room.room.with(|room| room.as_ref().and_then(next_item)));
    let pauses = Memo::new(move |_| room.is_resting());
    let is_leading = Memo::new(move |_| room.is_leading());
    let drives = Memo::new(move |_| presides.get() || room.acts_for_chair.get());
    let has_more = RwSignal::new(false);
    let breaks = RwSignal::new(false);
    // Whoever leads turns pages: the page comes with the lead.
    let lead = move || {
        if is_leading.get_untracked() {
            acts.run(RoomCommand::ReleaseLead {});
            return;
        }
        leptos::task::spawn_local(async move {
            if acts.did(RoomCommand::TakeLead {}).await {
                if let Some(place) = reading.viewer.here() {
                    room.present(place);
                }
                page_is_open.set(true);
            }
        });
    };
    let heading = move || match (presides.get(), chair_name(room)) {
        (true, _) => tr!("drive-own"),
        (false, Some(name)) => tr!("drive-for", { "name" => name }),
        (false, None) => tr!("drive-for-nobody"),
    };
    let lead_word = Signal::derive(move || {
        if is_leading.get() {
            tr!("dock-lead-end")
        } else {
            tr!("dock-lead")
        }
    });
    let can_drive =
        move || matches!(stage.get(), Some(Stage::Published | Stage::Open)) && drives.get();
    view! {
        <footer class="room-bar">
            <button type="button" class="bar-button" on:click=move |_| on_read.run(())>
                <Icon of=icon!("file-text")/>
                <span>{move || tr!("record-read")}</span>
            </button>
            // In landscape it stands in the top bar, where there is room for it.
            <Show when=move || !is_wide.get() && reading.viewer.version.get().is_some()>
                <button type="button" class="bar-button" on:click=move |_| page_is_open.set(true)>
                    <Icon of=icon!("presentation")/>
                    <span>{move || tr!("record-page")}</span>
                </button>
            </Show>
            <Show
                when=can_drive
                fallback=move || view! {
                    <span class="spacer"></span>
                    <Show when=move || matches!(stage.get(), Some(Stage::Published | Stage::Open))>
                        <p class="drive-hint">{move || tr!("drive-hint")}</p>
                    </Show>
                }
            >
                <span class="drive-for"><Icon of=icon!("user-round")/><span>{heading}</span></span>
                <span class="spacer"></span>
                <Show when=move || stage.get() == Some(Stage::Published)>
                    <Act word=move_tr!("dock-open") icon=icon!("gavel") on_press=Callback::new(move |()| acts.run(RoomCommand::Open {}))/>
                </Show>
                <Show when=move || stage.get() == Some(Stage::Open)>
                    <Act word=lead_word icon=icon!("cast") leading=is_leading on_press=Callback::new(move |()| lead())/>
                    <Show
                        when=move || pauses.get()
                        fallback=move || view! {
                            <Act word=move_tr!("more-break") icon=icon!("circle-pause") on_press=Callback::new(move |()| breaks.set(true))/>
                        }
                    >
                        <Act word=move_tr!("more-end-break") icon=icon!("play") on_press=Callback::new(move |()| end_break(acts))/>
                    </Show>
                    <Act
                        word=move_tr!("dock-next")
                        icon=icon!("step-forward")
                        disabled=Signal::derive(move || next.get().is_none() || acts.is_settling.get())
                        on_press=Callback::new(move |()| {
                            if let Some(next) = next.get_untracked() {
                                ItemAct::Open.run(acts, next);
                            }
                        })
                    />
                    <Act word=move_tr!("dock-more") icon=icon!("ellipsis") on_press=Callback::new(move |()| has_more.set(true))/>
                </Show>
            </Show>
            <MoreSheet room acts open=has_more/>
            <Dialog open=breaks title=move_tr!("more-break") place=Place::Centre>
                <BreakChoice acts on_done=Callback::new(move |()| breaks.set(false))/>
            </Dialog>
        </footer>
    }
}

#[component]
fn Act(
    #[prop(into)] word: Signal<String>,
    icon: Svg,
    on_press: Callback<()>,
    #[prop(optional, into)] leading: Signal<bool>,
    #[prop(optional, into)] disabled: Signal<bool>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="act"
            class:leading=leading
            aria-disabled=move || disabled.get().then_some("true")
            on:click=move |_| {
                if !disabled.get_untracked() {
                    on_press.run(());
                }
            }
        >
            <Icon of=icon/>
            <span>{move || word.get()}</span>
        </button>
    }
}
