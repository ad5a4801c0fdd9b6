//! The sheet of one item: what it is about, who presents it, how long. What is there is kept as each field is left.

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::ids::PersonId;
use nghisu_protocol::room::RoomCommand;
use nghisu_protocol::room::command::ItemPlan;

use super::agenda_editor::{Editing, new_item, plan_of};
use super::editor_store::use_editor;
use crate::ui::{
    Button, ButtonKind, Checkbox, Choice, DialogAbout, Place, Select, TextArea, TextField,
};
use crate::{move_tr, tr};

/// Minutes of an item at most.
const MAX_MINUTES: u32 = 600;

/// The sheet of one item.
#[component]
pub fn ItemSheet(
    /// What it is about, while it is open.
    editing: RwSignal<Option<Editing>>,
) -> impl IntoView {
    let editor = use_editor();
    let title = RwSignal::new(String::new());
    let body = RwSignal::new(String::new());
    let presenter = RwSignal::new(String::new());
    let minutes = RwSignal::new(String::new());
    let is_closed = RwSignal::new(false);
    let busy = RwSignal::new(false);
    // What was last kept: only a change is sent.
    let kept = StoredValue::new(None::<ItemPlan>);
    let show = move |plan: &ItemPlan| {
        title.set(plan.title.clone());
        body.set(plan.presenting_body.clone());
        presenter.set(
            plan.presenter
                .map(|who| who.to_string())
                .unwrap_or_default(),
        );
        minutes.set(if plan.minutes == 0 {
            String::new()
        } else {
            plan.minutes.to_string()
        });
        is_closed.set(plan.is_closed_session);
    };
    let read = move || ItemPlan {
        title: title.get_untracked().trim().to_owned(),
        presenter: presenter.get_untracked().parse::<PersonId>().ok(),
        presenting_body: body.get_untracked().trim().to_owned(),
        minutes: minutes.get_untracked().trim().parse().unwrap_or(0),
        is_closed_session: is_closed.get_untracked(),
    };
    let fill = Callback::new(move |what: Editing| match what {
        Editing::New => {
            kept.set_value(None);
            show(&ItemPlan::default());
        }
        Editing::There(id) => {
            let plan = editor
                .read_untracked(|room| room.items.get(&id).map(plan_of))
                .flatten();
            match plan {
                Some(plan) => {
                    show(&plan);
                    kept.set_value(Some(plan));
                }
                // Somebody has taken the item away.
                None => editing.set(None),
            }
        }
    });
    let keep = move || {
        let (Some(Editing::There(item)), Some(before)) =
            (editing.get_untracked(), kept.get_value())
        else {
            return;
        };
        let plan = read();
        if plan == before || plan.title.is_empty() || plan.minutes > MAX_MINUTES {
            return;
        }
        kept.set_value(Some(plan.clone()));
        spawn_local(async move {
            if !editor.kept(RoomCommand::ChangeItem { item, plan }).await {
                // The sheet goes back to what the room says.
                let truth = editor
                    .read_untracked(|room| room.items.get(&item).map(plan_of))
                    .flatten();
                if let Some(truth) = truth {
                    show(&truth);
                    kept.set_value(Some(truth));
                }
            }
        });
    };
    let on_change = Callback::new(move |_: String| keep());
    Effect::new(move |before: Option<bool>| {
        let now = is_closed.get();
        if before.is_some_and(|before| before != now) {
            keep();
        }
        now
    });
    let add = move |goes_on: bool| {
        let plan = read();
        if plan.title.is_empty() || plan.minutes > MAX_MINUTES || busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let was_kept = editor
                .kept(RoomCommand::AddItem {
                    item: new_item(),
                    plan,
                    position: None,
                })
                .await;
            let _ = busy.try_set(false);
            if was_kept {
                show(&ItemPlan::default());
                if !goes_on {
                    let _ = editing.try_set(None);
                }
            }
        });
    };
    let is_new = move || editing.get() == Some(Editing::New);
    let is_untitled = Signal::derive(move || title.with(|title| title.trim().is_empty()));
    let people = Signal::derive(move || {
        editor
            .read(|room| {
                let ranked = room.ranked();
                ranked
                    .into_iter()
                    .map(|(id, who)| {
                        Choice::new(id.to_string(), format!("{}, {}", who.name, who.position))
                    })
                    .collect::<Vec<_>>()
            })
            .unwrap_or_default()
    });
    let minutes_error = Signal::derive(move || {
        let text = minutes.get();
        let text = text.trim();
        let is_good = text.is_empty()
            || text
                .parse::<u32>()
                .is_ok_and(|minutes| minutes <= MAX_MINUTES);
        (!is_good).then(|| tr!("item-minutes-bad"))
    });
    let title_error =
        Signal::derive(move || (!is_new() && is_untitled.get()).then(|| tr!("item-title-needed")));
    view! {
        <DialogAbout
            about=editing
            title=Signal::derive(move || if is_new() { tr!("item-add") } else { tr!("item-edit") })
            place=Place::RightNarrow
            on_open=fill
            on_close=Callback::from(keep)
            foot=move || {
                if is_new() {
                    view! {
                        <Button label=move_tr!("item-add-next") disabled=is_untitled busy on_press=Callback::from(move || add(true))/>
                        <Button label=move_tr!("item-add") kind=ButtonKind::Primary disabled=is_untitled busy on_press=Callback::from(move || add(false))/>
                    }
                    .into_any()
                } else {
                    view! { <Button label=move_tr!("done") kind=ButtonKind::Primary on_press=Callback::from(move || {
                        keep();
                        editing.set(None);
                    })/> }.into_any()
                }
            }
        >
            <div class="stack">
                <TextArea label=move_tr!("item-title") value=title error=title_error rows=2 focus=true on_change/>
                <TextField label=move_tr!("item-body") value=body maxlength=300 optional=true on_change/>
                <Select label=move_tr!("item-presenter") value=presenter choices=people prompt=move_tr!("item-presenter-none") on_change/>
                <TextField label=move_tr!("item-minutes-label") value=minutes error=minutes_error inputmode="numeric" optional=true on_change/>
                <Checkbox label=move_tr!("item-closed") checked=is_closed help=move_tr!("item-closed-help")/>
            </div>
        </DialogAbout>
    }
}
