//! `/admin/units`: the tree of units. A unit is never renamed away: a new name begins on a day, old papers keep the
//! old one; a unit that ends keeps standing in the history, with those that took over its work.

use leptos::prelude::*;
use nghisu_protocol::ids::UnitId;
use nghisu_protocol::people::{Unit, UnitName, UnitPlan};

use super::model::{PlacedUnit, has_ended, laid_out};
use super::person_form::{every_unit_choices, unit_choices};
use super::{AdminTabs, api};
use crate::dates::{shown_day, today};
use crate::link::Nothing;
use crate::ui::{
    Button, Checkbox, Chip, DateField, DialogAbout, EmptyState, Fetch, IconButton, Loaded,
    Openings, Place, Screen, Select, Sending, Shape, SheetForm, Size, TextField, use_toasts,
};
use crate::{icon, move_tr, tr};

/// What the sheet is about.
#[derive(Clone, Debug, PartialEq)]
enum Editing {
    /// A new unit.
    New,
    /// This one.
    Unit(Unit),
}

/// The tree.
#[component]
pub fn UnitsScreen() -> impl IntoView {
    let units = Fetch::new(api::units);
    let editing = RwSignal::new(None::<Editing>);
    let show_ended = RwSignal::new(false);
    // Neither before the units are here nor where they cannot be had.
    let cannot_be_used = Signal::derive(move || !units.is_here());
    view! {
        <Screen title=move_tr!("rail-admin")>
            <AdminTabs/>
            <div class="scroll admin">
                <div class="tools">
                    <Checkbox label=move_tr!("show-ended-units") checked=show_ended disabled=cannot_be_used/>
                    <span class="grow"></span>
                    <Button label=move_tr!("add-unit") online=true icon=icon!("plus") disabled=cannot_be_used on_press=Callback::from(move || editing.set(Some(Editing::New)))/>
                </div>
                <Loaded of=units failed=move_tr!("units-failed") shape=Shape::Rows view=move |units| {
                    let all = StoredValue::new(units);
                    view! {
                        {move || {
                            let shown: Vec<Unit> = all.with_value(|all| {
                                all.iter().filter(|unit| show_ended.get() || !has_ended(unit, &today())).cloned().collect()
                            });
                            if shown.is_empty() {
                                view! { <div class="card"><EmptyState icon=icon!("building-2") title=move_tr!("no-unit")/></div> }.into_any()
                            } else {
                                let rows = laid_out(&shown).into_iter().map(|placed| view! { <UnitRow placed=placed all=all editing=editing/> });
                                view! { <ul class="card rows units">{rows.collect_view()}</ul> }.into_any()
                            }
                        }}
                    }.into_any()
                }/>
            </div>
        </Screen>
        <UnitSheet editing=editing units=units/>
    }
}

#[component]
fn UnitRow(
    placed: PlacedUnit,
    all: StoredValue<Vec<Unit>>,
    editing: RwSignal<Option<Editing>>,
) -> impl IntoView {
    let PlacedUnit { unit, depth } = placed;
    let before: Vec<String> = all.with_value(|all| {
        all.iter()
            .filter(|other| unit.predecessors.contains(&other.id))
            .map(|other| other.name.clone())
            .collect()
    });
    let (from, to, code) = (
        unit.valid_from.clone(),
        unit.valid_to.clone(),
        unit.code.clone(),
    );
    let ended = has_ended(&unit, &today());
    let name = unit.name.clone();
    view! {
        <li class="row unit" class:ended=ended style:--depth=depth.to_string()>
            <span class="what">
                <span class="title" lang="vi">{name}</span>
                <span class="second">
                    {move || {
                        let mut said: Vec<String> = code.clone().into_iter().collect();
                        match (&from, &to) {
                            (Some(from), None) => said.push(tr!("valid-since", { "from" => shown_day(from) })),
                            (None, Some(to)) => said.push(tr!("valid-until", { "to" => shown_day(to) })),
                            (Some(from), Some(to)) => said.push(tr!("valid-between", { "from" => shown_day(from), "to" => shown_day(to) })),
                            (None, None) => {}
                        }
                        if !before.is_empty() {
                            said.push(tr!("took-over", { "units" => before.join(", ") }));
                        }
                        said.join(" · ")
                    }}
                </span>
            </span>
            {ended.then(|| view! { <Chip label=move_tr!("unit-ended")/> })}
            <Button size=Size::Small label=move_tr!("change") online=true on_press=Callback::from(move || editing.set(Some(Editing::Unit(unit.clone()))))/>
        </li>
    }
}

#[component]
fn UnitSheet(editing: RwSignal<Option<Editing>>, units: Fetch<Vec<Unit>>) -> impl IntoView {
    view! {
        <DialogAbout
            about=editing
            place=Place::RightNarrow
            title=Signal::derive(move || match editing.get() {
                Some(Editing::Unit(unit)) => unit.name,
                Some(Editing::New) | None => tr!("add-unit"),
            })
        >
            {move || editing.get().map(|known| view! { <UnitForm known editing units/> })}
        </DialogAbout>
    }
}

#[component]
fn UnitForm(
    /// What was there when the sheet opened.
    known: Editing,
    /// Closes the sheet.
    editing: RwSignal<Option<Editing>>,
    units: Fetch<Vec<Unit>>,
) -> impl IntoView {
    let toasts = use_toasts();
    let known = match known {
        Editing::Unit(unit) => Some(unit),
        Editing::New => None,
    };
    let is_new = known.is_none();
    let text = |of: Option<String>| RwSignal::new(of.unwrap_or_default());
    let name = text(known.as_ref().map(|unit| unit.name.clone()));
    let short_name = text(known.as_ref().and_then(|unit| unit.short_name.clone()));
    let code = text(known.as_ref().and_then(|unit| unit.code.clone()));
    let parent = text(
        known
            .as_ref()
            .and_then(|unit| unit.parent)
            .map(|parent| parent.to_string()),
    );
    let precedence = text(known.as_ref().map(|unit| unit.precedence.to_string()));
    let from = text(known.as_ref().and_then(|unit| unit.valid_from.clone()));
    let to = text(known.as_ref().and_then(|unit| unit.valid_to.clone()));
    let predecessors = RwSignal::new(
        known
            .as_ref()
            .map(|unit| unit.predecessors.clone())
            .unwrap_or_default(),
    );
    let another = RwSignal::new(String::new());
    // What is chosen stands in the list at once, and the choice is free for one more.
    Effect::new(move |_| {
        if let Ok(chosen) = another.get().parse::<UnitId>() {
            predecessors.update(|all| {
                if !all.contains(&chosen) {
                    all.push(chosen);
                }
            });
            another.set(String::new());
        }
    });
    let renamed_from = RwSignal::new(String::new());
    let sending = Sending::default();
    let openings = Openings::of(editing);
    let known = StoredValue::new(known);
    let is_renamed = Memo::new(move |_| {
        known.with_value(|known| {
            known.as_ref().is_some_and(|known| {
                name.with(|name| name.trim() != known.name)
                    || short_name
                        .with(|s| s.trim() != known.short_name.as_deref().unwrap_or_default())
                    || code.with(|c| c.trim() != known.code.as_deref().unwrap_or_default())
            })
        })
    });
    let optional = |text: RwSignal<String>| {
        Some(text.get_untracked().trim().to_owned()).filter(|text| !text.is_empty())
    };
    let plan = move || UnitPlan {
        parent: parent.get_untracked().parse().ok(),
        name: name.get_untracked().trim().to_owned(),
        short_name: optional(short_name),
        code: optional(code),
        precedence: precedence.get_untracked().trim().parse().unwrap_or(100),
        valid_from: optional(from),
        valid_to: optional(to),
        predecessors: predecessors.get_untracked(),
    };
    let save = move || {
        let plan = plan();
        let new_name = is_renamed.get_untracked().then(|| UnitName {
            valid_from: renamed_from.get_untracked(),
            name: plan.name.clone(),
            short_name: plan.short_name.clone(),
            code: plan.code.clone(),
        });
        let id = known.with_value(|known| known.as_ref().map(|known| known.id));
        let saving = async move {
            let Some(id) = id else {
                return api::add_unit(&plan).await.map(|_| Nothing);
            };
            api::change_unit(id, &plan).await?;
            match new_name {
                Some(new_name) => api::rename_unit(id, &new_name).await,
                None => Ok(Nothing),
            }
        };
        let close = openings.closer();
        sending.send(saving, move |_| {
            close();
            units.refresh();
            toasts.say(tr!("saved"));
        });
    };
    let missing = move || {
        let mut missing = Vec::new();
        if name.with(|name| name.trim().is_empty()) {
            missing.push(tr!("unit-missing-name"));
        }
        if is_renamed.get() && renamed_from.with(String::is_empty) {
            missing.push(tr!("unit-missing-day"));
        }
        missing
    };
    let others = move || {
        let own = known.with_value(|known| known.as_ref().map(|known| known.id));
        let all = units.ready().unwrap_or_default();
        all.into_iter()
            .filter(|unit| Some(unit.id) != own)
            .collect::<Vec<_>>()
    };
    let prompt = Signal::derive(move || {
        if predecessors.with(Vec::is_empty) {
            tr!("unit-no-predecessor")
        } else {
            tr!("unit-another-predecessor")
        }
    });
    view! {
        <SheetForm
            label=move_tr!("save")
            sending
            incomplete=Signal::derive(move || !missing().is_empty())
            missing=Signal::derive(move || tr!("still-missing", { "what" => missing().join(", ") }))
            on_send=Callback::from(save)
        >
            <TextField focus=is_new label=move_tr!("unit-name") value=name/>
            <TextField label=move_tr!("unit-short-name") value=short_name optional=true/>
            <TextField label=move_tr!("unit-code") value=code optional=true/>
            <Show when=move || is_renamed.get()>
                <DateField label=move_tr!("renamed-from") help=move_tr!("renamed-from-help") value=renamed_from need=Signal::derive(move || renamed_from.with(String::is_empty))/>
            </Show>
            <Select label=move_tr!("unit-parent") prompt=move_tr!("unit-root") value=parent choices=Signal::derive(move || unit_choices(&others()))/>
            <TextField label=move_tr!("precedence") help=move_tr!("unit-precedence-help") kind="number" inputmode="numeric" value=precedence optional=true/>
            <DateField label=move_tr!("valid-from") value=from optional=true/>
            <DateField label=move_tr!("valid-to") value=to optional=true/>
            <Predecessors predecessors units/>
            <Select
                label=move_tr!("unit-predecessor")
                help=move_tr!("unit-predecessor-help")
                prompt=prompt
                value=another
                choices=Signal::derive(move || {
                    let mut free = others();
                    predecessors.with(|chosen| free.retain(|unit| !chosen.contains(&unit.id)));
                    every_unit_choices(&free)
                })
            />
        </SheetForm>
    }
}

/// The units whose work a unit took over, each of which can be taken off again.
#[component]
fn Predecessors(
    /// Which.
    predecessors: RwSignal<Vec<UnitId>>,
    /// All units, for their names.
    units: Fetch<Vec<Unit>>,
) -> impl IntoView {
    let named = move || {
        let all = units.ready().unwrap_or_default();
        predecessors.with(|chosen| {
            all.into_iter()
                .filter(|unit| chosen.contains(&unit.id))
                .collect::<Vec<_>>()
        })
    };
    view! {
        <Show when=move || predecessors.with(|chosen| !chosen.is_empty())>
            <ul class="card rows" aria-label=move || tr!("unit-predecessor")>
                {move || named().into_iter().map(|unit| {
                    let id = unit.id;
                    let name = unit.name.clone();
                    view! {
                        <li class="row">
                            <span class="title" lang="vi">{unit.name}</span>
                            <IconButton
                                icon=icon!("x")
                                bare=true
                                label=Signal::derive(move || tr!("unit-predecessor-remove", { "unit" => name.clone() }))
                                on_press=Callback::from(move || predecessors.update(|chosen| chosen.retain(|one| *one != id)))
                            />
                        </li>
                    }
                }).collect_view()}
            </ul>
        </Show>
    }
}
