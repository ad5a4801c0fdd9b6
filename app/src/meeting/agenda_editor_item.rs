//! The sheet of one item: what it is about, who presents it, how long. What is there is kept as each field is left.

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::ids::PersonId;
use nghisu_protocol::room::RoomCommand;
use nghisu_protocol::room::command::{ItemPlan, MAX_ITEM_BODY, MAX_ITEM_MINUTES, MAX_ITEM_TITLE};

use super::agenda_editor::{Editing, new_item, plan_of};
use super::editor_store::{UnsentItem, use_editor};
use super::room::Refused;
use crate::ui::{
    Button, ButtonKind, Checkbox, Choice, DialogAbout, Openings, Place, Select, TextArea, TextField,
};
use crate::{move_tr, tr};

/// The sheet of one item.
#[component]
pub fn ItemSheet(
    /// What it is about, while it is open.
    editing: RwSignal<Option<Editing>>,
) -> impl IntoView {
    let editor = use_editor();
    let openings = Openings::of(editing);
    let title = RwSignal::new(String::new());
    let body = RwSignal::new(String::new());
    let presenter = RwSignal::new(String::new());
    let minutes = RwSignal::new(String::new());
    let is_closed = RwSignal::new(false);
    let busy = RwSignal::new(false);
    // What the room says, as the fields were last told; and what was last sent: only a change is sent, and once.
    let told = StoredValue::new(None::<ItemPlan>);
    let sent = StoredValue::new(None::<ItemPlan>);
    let waits = StoredValue::new(false);
    let read = move || ItemPlan {
        title: title.get_untracked().trim().to_owned(),
        presenter: presenter.get_untracked().parse::<PersonId>().ok(),
        presenting_body: body.get_untracked().trim().to_owned(),
        minutes: minutes.get_untracked().trim().parse().unwrap_or(0),
        is_closed_session: is_closed.get_untracked(),
    };
    // All of a plan, or what the room changed since another one where nothing else is being written here.
    let show = move |plan: &ItemPlan, since: Option<&ItemPlan>| {
        let written = read();
        let is_due = |same: fn(&ItemPlan, &ItemPlan) -> bool| {
            since.is_none_or(|since| same(&written, since) && !same(plan, since))
        };
        if is_due(|a, b| a.title == b.title) {
            title.set(plan.title.clone());
        }
        if is_due(|a, b| a.presenting_body == b.presenting_body) {
            body.set(plan.presenting_body.clone());
        }
        if is_due(|a, b| a.presenter == b.presenter) {
            let who = plan.presenter.map(|who| who.to_string());
            presenter.set(who.unwrap_or_default());
        }
        if is_due(|a, b| a.minutes == b.minutes) {
            minutes.set(match plan.minutes {
                0 => String::new(),
                some => some.to_string(),
            });
        }
        if is_due(|a, b| a.is_closed_session == b.is_closed_session) {
            is_closed.set(plan.is_closed_session);
        }
    };
    let fill = Callback::new(move |what: Editing| {
        told.set_value(None);
        sent.set_value(None);
        waits.set_value(false);
        match what {
            Editing::New => show(&ItemPlan::default(), None),
            Editing::There(id) => {
                let plan = editor
                    .read_untracked(|room| room.items.get(&id).map(plan_of))
                    .flatten();
                match plan {
                    Some(plan) => {
                        show(&plan, None);
                        told.set_value(Some(plan));
                        // What was written without a connection stands here again.
                        if let Some(UnsentItem { since, plan }) = editor.take_item(id) {
                            show(&plan, None);
                            told.set_value(Some(since));
                            waits.set_value(true);
                        }
                    }
                    // Somebody has taken the item away.
                    None => editing.set(None),
                }
            }
        }
    });
    let unkept = move || {
        let plan = read();
        let is_known = told.with_value(|told| told.as_ref().is_none_or(|told| *told == plan));
        (!is_known && !plan.title.is_empty() && plan.minutes <= MAX_ITEM_MINUTES).then_some(plan)
    };
    let keep = move || {
        let (Some(Editing::There(item)), Some(plan)) = (editing.get_untracked(), unkept()) else {
            return;
        };
        let Some(since) = told.get_value() else {
            return;
        };
        if sent.with_value(|sent| sent.as_ref() == Some(&plan)) {
            return;
        }
        sent.set_value(Some(plan.clone()));
        spawn_local(async move {
            let command = RoomCommand::ChangeItem {
                item,
                plan: plan.clone(),
            };
            let Err(refused) = editor.sent(command).await else {
                return;
            };
            if editing.try_get_untracked() != Some(Some(Editing::There(item))) {
                if refused == Refused::Offline {
                    editor.keep_item(item, UnsentItem { since, plan });
                }
                return;
            }
            sent.set_value(None);
            match refused {
                // It stays in its field until it can be sent.
                Refused::Offline => waits.set_value(true),
                Refused::By(_) => {
                    if let Some(truth) = told.get_value() {
                        show(&truth, None);
                    }
                }
            }
        });
    };
    // A plan is kept whole: what another secretary changes meanwhile comes into the fields, so that it is not undone.
    let truth = Memo::new(move |_| match editing.get() {
        Some(Editing::There(id)) => editor
            .read(|room| room.items.get(&id).map(plan_of))
            .flatten(),
        _ => None,
    });
    Effect::new(move |_| {
        // The room speaks only while there is a connection.
        editor.room.room.track();
        if let (Some(now), Some(before)) = (truth.get(), told.get_value()) {
            told.set_value(Some(now.clone()));
            show(&now, Some(&before));
        }
        if waits.get_value() {
            waits.set_value(false);
            keep();
        }
    });
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
        if plan.title.is_empty() || plan.minutes > MAX_ITEM_MINUTES || busy.get_untracked() {
            return;
        }
        busy.set(true);
        let (still, close) = (openings.still(), openings.closer());
        spawn_local(async move {
            let was_kept = editor
                .kept(RoomCommand::AddItem {
                    item: new_item(),
                    plan,
                    position: None,
                })
                .await;
            let _ = busy.try_set(false);
            // Another item may be open by now: its fields are its own.
            if was_kept && still() {
                show(&ItemPlan::default(), None);
                if !goes_on {
                    close();
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
                .is_ok_and(|minutes| minutes <= MAX_ITEM_MINUTES);
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
                <TextArea label=move_tr!("item-title") value=title error=title_error rows=2 most=MAX_ITEM_TITLE focus=true on_change/>
                <TextField label=move_tr!("item-body") value=body maxlength=MAX_ITEM_BODY as i32 optional=true on_change/>
                <Select label=move_tr!("item-presenter") value=presenter choices=people prompt=move_tr!("item-presenter-none") optional=true on_change/>
                <TextField label=move_tr!("item-minutes-label") value=minutes error=minutes_error inputmode="numeric" optional=true on_change/>
                <Checkbox label=move_tr!("item-closed") checked=is_closed help=move_tr!("item-closed-help")/>
            </div>
        </DialogAbout>
    }
}
