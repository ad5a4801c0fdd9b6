//! The bottom bar: the way to the papers and, while the secretary acts in the chair's place, the chair's acts under
//! the chair's name.

use leptos::prelude::*;
use nghisu_protocol::room::RoomCommand;
use nghisu_protocol::room::state::Stage;

use super::chair_name;
use super::store::Records;
use crate::conduct::acts::Acts;
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
                if let Some(place) = reading.go_where_it_is_in_force() {
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
                    // Before the opening there is nothing to open yet; without a connection the switch waits.
                    <Show when=move || stage.get() == Some(Stage::Open)>
                        <p class="drive-hint">{move || if acts.is_cut() { tr!("drive-waits") } else { tr!("drive-hint") }}</p>
                    </Show>
                }
            >
                <span class="drive-for"><Icon of=icon!("user-round")/><span>{heading}</span></span>
                <span class="spacer"></span>
                <Show when=move || stage.get() == Some(Stage::Published)>
                    <Act acts word=move_tr!("dock-open") icon=icon!("gavel") on_press=Callback::new(move |()| acts.run(RoomCommand::Open {}))/>
                </Show>
                <Show when=move || stage.get() == Some(Stage::Open)>
                    <Act acts word=lead_word icon=icon!("cast") leading=is_leading on_press=Callback::new(move |()| lead())/>
                    <Show
                        when=move || pauses.get()
                        fallback=move || view! {
                            <Act acts word=move_tr!("more-break") icon=icon!("circle-pause") on_press=Callback::new(move |()| breaks.set(true))/>
                        }
                    >
                        <Act acts word=move_tr!("more-end-break") icon=icon!("play") on_press=Callback::new(move |()| end_break(acts))/>
                    </Show>
                    <Act
                        acts
                        word=move_tr!("dock-next")
                        icon=icon!("step-forward")
                        primary=true
                        disabled=Signal::derive(move || next.get().is_none())
                        busy=acts.is_asking
                        settling=acts.is_settling
                        on_press=Callback::new(move |()| {
                            if let Some(next) = next.get_untracked() {
                                ItemAct::Open.run(acts, next);
                            }
                        })
                    />
                    <Act acts word=move_tr!("dock-more") icon=icon!("ellipsis") on_press=Callback::new(move |()| has_more.set(true))/>
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
    acts: Acts,
    #[prop(into)] word: Signal<String>,
    icon: Svg,
    on_press: Callback<()>,
    #[prop(optional)] primary: bool,
    #[prop(optional, into)] leading: Signal<bool>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] busy: Signal<bool>,
    #[prop(optional, into)] settling: Signal<bool>,
) -> impl IntoView {
    // Conducting is heard by all at once: without a connection nothing of it can be done.
    let is_off = move || disabled.get() || settling.get() || acts.is_cut();
    view! {
        <button
            type="button"
            class="act"
            class:primary=primary
            class:leading=leading
            class:settling=settling
            aria-disabled=move || is_off().then_some("true")
            aria-busy=move || busy.get().then_some("true")
            title=move || acts.why_not()
            on:click=move |_| {
                if !untrack(is_off) {
                    on_press.run(());
                }
            }
        >
            <Icon of=icon/>
            <span>{move || word.get()}</span>
        </button>
    }
}
