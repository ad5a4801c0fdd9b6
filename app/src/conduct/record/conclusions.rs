//! Conclusions: stated as a task ("giao … chủ trì, phối hợp …, trước ngày …") or in free words. A task without a day
//! says so in amber and can be stated all the same.

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::ids::{ConclusionId, Uuid};
use nghisu_protocol::room::RoomCommand;
use nghisu_protocol::room::state::Conclusion;

use super::model::lacks_deadline;
use super::store::{ConclusionForm, ItemDesk, Records};
use crate::meeting::editor_store::ListedUnit;
use crate::ui::{Button, ButtonKind, Choice, DateField, Fetch, Icon, Select, Size, TextArea};
use crate::{icon, move_tr, tr};

/// The card of the conclusions.
#[component]
pub(super) fn Conclusions(
    records: Records,
    units: Fetch<Vec<ListedUnit>>,
    desk: ItemDesk,
) -> impl IntoView {
    let item = desk.item;
    let form = desk.conclusion;
    let stated = Memo::new(move |_| {
        records
            .item(item, |item| item.conclusions.clone())
            .unwrap_or_default()
    });
    let is_open = Memo::new(move |_| records.is_open());
    view! {
        <section class="card record-card">
            <header>
                <h3>{move || tr!("record-conclusion")}</h3>
                <Show when=move || is_open.get() && form.changes.get().is_none()>
                    <Button
                        kind=ButtonKind::Text
                        size=Size::Small
                        label=Signal::derive(move || if form.is_free.get() { tr!("conclusion-as-task") } else { tr!("conclusion-free") })
                        on_press=move || form.is_free.update(|is_free| *is_free = !*is_free)
                    />
                </Show>
            </header>
            <ol class="conclusions">
                {move || stated.get().into_iter().map(|conclusion| view! { <Stated records desk conclusion/> }).collect_view()}
            </ol>
            <Show
                when=move || is_open.get()
                fallback=move || view! {
                    <Show when=move || stated.with(Vec::is_empty)><p class="c-2">{move || tr!("conclusion-none")}</p></Show>
                }
            >
                <Builder records units desk/>
            </Show>
        </section>
    }
}

#[component]
fn Stated(records: Records, desk: ItemDesk, conclusion: Conclusion) -> impl IntoView {
    let item = desk.item;
    let form = desk.conclusion;
    let id = conclusion.id;
    let has_no_day = lacks_deadline(&conclusion.text);
    let words = conclusion.text.clone();
    let kept = StoredValue::new(conclusion);
    let change = move || {
        form.text.set(kept.with_value(|kept| kept.text.clone()));
        form.is_free.set(true);
        form.changes.set(Some(id));
    };
    let strike = move || {
        records.acts.run_once_with_undo(
            RoomCommand::StrikeConclusion {
                item,
                conclusion: id,
            },
            tr!("did-strike-conclusion"),
            vec![RoomCommand::RecordConclusion {
                item,
                conclusion: kept.get_value(),
            }],
        );
    };
    view! {
        <li class:no-day=has_no_day class:changes=move || form.changes.get() == Some(id)>
            <span class="words" lang="vi">{words}</span>
            <span class="ways">
                {has_no_day.then(|| view! {
                    <span class="no-deadline"><Icon of=icon!("calendar") small=true/>{move || tr!("conclusion-no-deadline")}</span>
                })}
                <Show when=move || records.is_open()>
                    <span class="spacer"></span>
                    <Button kind=ButtonKind::Text size=Size::Small label=move_tr!("change") on_press=change/>
                    <Button kind=ButtonKind::Text size=Size::Small label=move_tr!("remove") disabled=records.acts.is_settling on_press=strike/>
                </Show>
            </span>
        </li>
    }
}

#[component]
fn Builder(records: Records, units: Fetch<Vec<ListedUnit>>, desk: ItemDesk) -> impl IntoView {
    let form = desk.conclusion;
    let busy = RwSignal::new(false);
    let is_ready = Memo::new(move |_| form.words().is_some());
    let keep = move || {
        let Some(text) = untrack(|| form.words()) else {
            return;
        };
        let item = desk.item;
        let changed = form.changes.get_untracked();
        let id = changed.unwrap_or_else(|| ConclusionId(Uuid::now_v7()));
        let before = records.room.room.with_untracked(|room| {
            let item = room.as_ref()?.items.get(&item)?;
            item.conclusions.iter().find(|one| one.id == id).cloned()
        });
        let undo = match before {
            Some(conclusion) => RoomCommand::RecordConclusion { item, conclusion },
            None => RoomCommand::StrikeConclusion {
                item,
                conclusion: id,
            },
        };
        let conclusion = Conclusion { id, text };
        let command = RoomCommand::RecordConclusion { item, conclusion };
        let said = match changed {
            Some(_) => tr!("did-change-conclusion"),
            None => tr!("did-conclude"),
        };
        busy.set(true);
        spawn_local(async move {
            if records.acts.did_with_undo(command, said, vec![undo]).await {
                if form.changes.get_untracked().is_some() {
                    form.is_free.set(false);
                }
                form.clear();
            }
            let _ = busy.try_set(false);
        });
    };
    view! {
        <div class="builder">
            <Show when=move || !form.is_free.get() fallback=move || view! {
                <div lang="vi"><TextArea label=move_tr!("conclude-text") quiet_label=true value=form.text rows=3 placeholder=move_tr!("conclusion-text-placeholder")/></div>
            }>
                <TaskFields units form/>
            </Show>
            <div class="build-foot">
                <Show when=move || !form.is_free.get() fallback=|| view! { <span class="spacer"></span> }>
                    <span class="build-word">{move || tr!("build-before")}</span>
                    <div class="build-day" class:missing=move || form.before.with(String::is_empty) && form.lead.with(|lead| !lead.is_empty())>
                        <DateField label=move_tr!("build-before") value=form.before/>
                        <span class="no-deadline"><Icon of=icon!("calendar") small=true/>{move || tr!("conclusion-no-deadline")}</span>
                    </div>
                </Show>
                <Show when=move || form.changes.get().is_some()>
                    <Button label=move_tr!("cancel") on_press=move || {
                        form.is_free.set(false);
                        form.clear();
                    }/>
                </Show>
                <Button
                    kind=ButtonKind::Primary
                    icon=icon!("plus")
                    label=Signal::derive(move || if form.changes.get().is_some() { tr!("conclusion-change") } else { tr!("conclude-keep") })
                    busy
                    disabled=Signal::derive(move || !is_ready.get())
                    on_press=keep
                />
            </div>
        </div>
    }
}

/// The sentence with its gaps, read from left to right as it will be printed.
#[component]
fn TaskFields(units: Fetch<Vec<ListedUnit>>, form: ConclusionForm) -> impl IntoView {
    let names = Memo::new(move |_| {
        let all = units.ready().unwrap_or_default();
        all.into_iter().map(|unit| unit.name).collect::<Vec<_>>()
    });
    let choice = |name: String| Choice::new(name.clone(), name);
    let leads = Signal::derive(move || names.get().into_iter().map(choice).collect::<Vec<_>>());
    let others = Signal::derive(move || {
        let (lead, with) = (form.lead.get(), form.with.get());
        let free = names.get().into_iter();
        free.filter(|name| *name != lead && !with.contains(name))
            .map(choice)
            .collect::<Vec<_>>()
    });
    let adds = RwSignal::new(String::new());
    let add = Callback::new(move |name: String| {
        if !name.is_empty() {
            form.with.update(|with| with.push(name));
        }
        adds.set(String::new());
    });
    // A unit cannot work with itself.
    Effect::new(move |_| {
        let lead = form.lead.get();
        if form.with.with_untracked(|with| with.contains(&lead)) {
            form.with.update(|with| with.retain(|other| *other != lead));
        }
    });
    view! {
        <div class="build" lang="vi">
            <span class="build-word">"Giao"</span>
            <Select label=move_tr!("build-lead") quiet_label=true value=form.lead choices=leads prompt=move_tr!("build-choose")/>
            <span class="build-word">"chủ trì, phối hợp với"</span>
            {move || form.with.get().into_iter().map(|name| {
                let (shown, said, gone) = (name.clone(), name.clone(), name);
                view! {
                    <button
                        type="button"
                        class="slot"
                        aria-label=move || tr!("build-without", { "name" => said.clone() })
                        on:click=move |_| form.with.update(|with| with.retain(|other| *other != gone))
                    >
                        {shown}
                        <Icon of=icon!("x") small=true/>
                    </button>
                }
            }).collect_view()}
            <span class="slot add">
                <Icon of=icon!("plus") small=true/>
                <Select label=move_tr!("build-with") quiet_label=true value=adds choices=others prompt=move_tr!("build-add") on_change=add/>
            </span>
        </div>
        <div lang="vi">
            <TextArea label=move_tr!("build-task") quiet_label=true value=form.task rows=2 placeholder=move_tr!("build-task-placeholder")/>
        </div>
    }
}
