//! `/admin/people/:id`: one person: positions, roles, keys and sessions, and closing the account.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_params_map;
use nghisu_protocol::ids::PersonId;
use nghisu_protocol::people::{Person, PersonPlan, Position, PositionPlan, Role, Unit};

use super::api;
use super::issue::{IssueSheet, ReplaceCode, waiting_code};
use super::model::role_word;
use super::person_form::{RoleBoxes, RoleFields, RolePlace, unit_choices};
use crate::identity::me::{KeyList, SessionList};
use crate::link::{ApiError, Nothing};
use crate::signature::card::SignatureCard;
use crate::ui::{
    Button, ButtonKind, Chip, Confirm, DateField, Dialog, DialogAbout, Fetch, ListRow, Loaded,
    NotFound, Screen, Select, Shape, Size, TextField, use_toasts,
};
use crate::{icon, move_tr, tr};

/// One person's page.
#[component]
pub fn PersonScreen() -> impl IntoView {
    let params = use_params_map();
    view! {
        <Screen title=move_tr!("rail-admin") back="/admin/people".to_owned()>
            <div class="scroll admin">
                {move || match params.with(|params| params.get("id").and_then(|id| id.parse::<PersonId>().ok())) {
                    Some(id) => view! { <PersonPage id=id/> }.into_any(),
                    None => view! { <NotFound/> }.into_any(),
                }}
            </div>
        </Screen>
    }
}

#[component]
fn PersonPage(id: PersonId) -> impl IntoView {
    let person = Fetch::new(move || api::person(id));
    let units = Fetch::new(api::units);
    let keys = Fetch::new(move || api::keys(id));
    let sessions = Fetch::new(move || api::sessions(id));
    let (issuing, replacing) = (RwSignal::new(None::<Person>), RwSignal::new(None::<Person>));
    let toasts = use_toasts();
    // Every act ends alike: ask again what it changed, or say why it was refused.
    let after = move |outcome: Result<Nothing, ApiError>, done: String| match outcome {
        Ok(_) => {
            person.refresh();
            keys.refresh();
            sessions.refresh();
            toasts.say(done);
        }
        Err(error) => toasts.say(error.say()),
    };
    let after = StoredValue::new(after);
    view! {
        <Loaded of=person failed=move_tr!("person-failed") view=move |who: Person| {
            let stored = StoredValue::new(who.clone());
            let (editing, changing_roles, closing) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
            let position = RwSignal::new(None::<Option<Position>>);
            let managed = who.managed.clone();
            let contact = managed.as_ref().map(|m| [m.email.clone(), m.phone.clone()].into_iter().flatten().collect::<Vec<_>>().join(" · "));
            let unit_name = move |of: nghisu_protocol::ids::UnitId| {
                units.ready().and_then(|units| units.into_iter().find(|unit| unit.id == of)).map(|unit| unit.name)
            };
            let active = who.active;
            let is_held = waiting_code(&who).is_some();
            let name = who.name.clone();
            view! {
                <header class="person-head">
                    <div class="grow">
                        <h2 class="t-screen" lang="vi">{name.clone()}</h2>
                        <p class="t-second">{contact}</p>
                    </div>
                    {(!active).then(|| view! { <Chip label=move_tr!("account-closed")/> })}
                    <Button online=true label=move_tr!("change") icon=icon!("pencil") on_press=Callback::from(move || editing.set(true))/>
                    {active.then(|| view! {
                        <Button
                            kind=ButtonKind::Primary
                            online=true
                            label=Signal::derive(move || if is_held { tr!("issue-replace") } else { tr!("issue-code") })
                            icon=icon!("qr-code")
                            on_press=Callback::from(move || {
                                let asked = if is_held { replacing } else { issuing };
                                asked.set(Some(stored.get_value()));
                            })
                        />
                    })}
                </header>
                <div class="person-columns">
                    <section>
                        <div class="head">
                            <h3 class="t-item">{move || tr!("positions")}</h3>
                            <Button kind=ButtonKind::Text size=Size::Small icon=icon!("plus") online=true label=move_tr!("add-position")
                                on_press=Callback::from(move || position.set(Some(None)))/>
                        </div>
                        <div class="card rows">
                            {who.positions.iter().map(|held| {
                                let of = held.unit;
                                let chosen = held.clone();
                                let precedence = held.precedence;
                                view! {
                                    <ListRow
                                        title=held.title.clone()
                                        second=Signal::derive(move || {
                                            let rank = tr!("rank-number", { "rank" => precedence });
                                            unit_name(of).map_or(rank.clone(), |unit| format!("{unit} · {rank}"))
                                        })
                                    >
                                        <Button online=true size=Size::Small label=move_tr!("change") on_press=Callback::from(move || position.set(Some(Some(chosen.clone()))))/>
                                    </ListRow>
                                }
                            }).collect_view()}
                            {who.positions.is_empty().then(|| view! { <p class="none">{move || tr!("no-position")}</p> })}
                        </div>
                        <div class="head">
                            <h3 class="t-item">{move || tr!("roles")}</h3>
                            <Button kind=ButtonKind::Text size=Size::Small icon=icon!("pencil") online=true label=move_tr!("change-roles")
                                on_press=Callback::from(move || changing_roles.set(true))/>
                        </div>
                        <div class="card rows">
                            {managed.iter().flat_map(|managed| managed.grants.clone()).map(|grant| view! {
                                <ListRow
                                    title=Signal::derive(move || role_word(grant.role))
                                    second=Signal::derive(move || match grant.unit {
                                        None => tr!("whole-tree"),
                                        Some(unit) => unit_name(unit).unwrap_or_default(),
                                    })
                                />
                            }).collect_view()}
                            {managed.as_ref().is_some_and(|managed| managed.grants.is_empty())
                                .then(|| view! { <p class="none">{move || tr!("no-role")}</p> })}
                        </div>
                        <SignatureCard of=id/>
                    </section>
                    <section>
                        <div class="head"><h3 class="t-item">{move || tr!("keys")}</h3></div>
                        <div class="card rows">
                            <Loaded of=keys failed=move_tr!("keys-failed") shape=Shape::Rows view=move |keys| view! {
                                <KeyList keys=keys act=move_tr!("revoke") on_remove=Callback::new(move |key| spawn_local(async move {
                                    let outcome = api::revoke_key(id, key).await;
                                    after.with_value(|after| after(outcome, tr!("key-revoked")));
                                }))/>
                            }.into_any()/>
                        </div>
                        <div class="head"><h3 class="t-item">{move || tr!("sessions")}</h3></div>
                        <div class="card rows">
                            <Loaded of=sessions failed=move_tr!("sessions-failed") shape=Shape::Rows view=move |sessions| view! {
                                <SessionList sessions=sessions on_end=Callback::new(move |session| spawn_local(async move {
                                    let outcome = api::end_session(id, session).await;
                                    after.with_value(|after| after(outcome, tr!("session-ended")));
                                }))/>
                            }.into_any()/>
                        </div>
                    </section>
                </div>
                <footer class="person-foot">
                    {if active {
                        view! { <Button online=true kind=ButtonKind::Danger label=move_tr!("close-account") on_press=Callback::from(move || closing.set(true))/> }.into_any()
                    } else {
                        view! { <Button online=true label=move_tr!("reopen-account") on_press=Callback::from(move || spawn_local(async move {
                            let outcome = api::reopen_person(id).await;
                            after.with_value(|after| after(outcome, tr!("account-reopened")));
                        }))/> }.into_any()
                    }}
                </footer>
                <Confirm
                    open=closing
                    title=move_tr!("close-account-title")
                    follows=move_tr!("close-account-follows")
                    act=move_tr!("close-account")
                    on_yes=Callback::from(move || spawn_local(async move {
                        let outcome = api::close_person(id).await;
                        after.with_value(|after| after(outcome, tr!("account-was-closed")));
                    }))
                />
                <EditName id=id open=editing person=stored on_done=Callback::new(move |outcome| after.with_value(|after| after(outcome, tr!("saved"))))/>
                <EditRoles id=id open=changing_roles person=stored on_done=Callback::new(move |outcome| after.with_value(|after| after(outcome, tr!("saved"))))/>
                <EditPosition id=id position=position units=units on_done=Callback::new(move |outcome| after.with_value(|after| after(outcome, tr!("saved"))))/>
            }.into_any()
        }/>
        <ReplaceCode person=replacing issuing/>
        <IssueSheet person=issuing on_close=Callback::from(move || { person.refresh(); keys.refresh(); })/>
    }
}

type Done = Callback<Result<Nothing, ApiError>>;

#[component]
fn EditName(
    id: PersonId,
    open: RwSignal<bool>,
    person: StoredValue<Person>,
    on_done: Done,
) -> impl IntoView {
    let managed = person.with_value(|person| person.managed.clone());
    let name = RwSignal::new(person.with_value(|person| person.name.clone()));
    let email = RwSignal::new(
        managed
            .as_ref()
            .and_then(|m| m.email.clone())
            .unwrap_or_default(),
    );
    let phone = RwSignal::new(managed.and_then(|m| m.phone).unwrap_or_default());
    let save = move || {
        let optional = |text: RwSignal<String>| {
            Some(text.get_untracked().trim().to_owned()).filter(|text| !text.is_empty())
        };
        let plan = PersonPlan {
            name: name.get_untracked().trim().to_owned(),
            email: optional(email),
            phone: optional(phone),
            positions: Vec::new(),
            grants: Vec::new(),
        };
        open.set(false);
        spawn_local(async move { on_done.run(api::change_person(id, &plan).await) });
    };
    view! {
        <Dialog open=open title=move_tr!("change-person") cancel=true foot=ViewFn::from(move || view! {
            <Button kind=ButtonKind::Primary online=true label=move_tr!("save") on_press=Callback::from(save)
                disabled=Signal::derive(move || name.with(|name| name.trim().is_empty()))/>
        })>
            <div class="form">
                <TextField focus=true label=move_tr!("person-name") help=move_tr!("person-name-help") value=name/>
                <TextField label=move_tr!("email") kind="email" inputmode="email" value=email optional=true/>
                <TextField label=move_tr!("phone") kind="tel" inputmode="tel" value=phone optional=true/>
            </div>
        </Dialog>
    }
}

#[component]
fn EditRoles(
    id: PersonId,
    open: RwSignal<bool>,
    person: StoredValue<Person>,
    on_done: Done,
) -> impl IntoView {
    let grants = person.with_value(|person| {
        person
            .managed
            .as_ref()
            .map(|m| m.grants.clone())
            .unwrap_or_default()
    });
    let units = Fetch::new(api::units);
    let place = RwSignal::new(
        grants
            .first()
            .and_then(|grant| grant.unit)
            .map(|unit| unit.to_string())
            .unwrap_or_default(),
    );
    let boxes = RoleBoxes::new(&grants.iter().map(|grant| grant.role).collect::<Vec<Role>>());
    let save = move || {
        let unit = place.get_untracked().parse().ok();
        open.set(false);
        spawn_local(async move { on_done.run(api::set_roles(id, boxes.grants(unit)).await) });
    };
    view! {
        <Dialog open=open title=move_tr!("change-roles") cancel=true foot=ViewFn::from(move || view! {
            <Button kind=ButtonKind::Primary online=true label=move_tr!("save") on_press=Callback::from(save)/>
        })>
            <div class="form">
                <RolePlace place units/>
                <RoleFields boxes=boxes/>
            </div>
        </Dialog>
    }
}

#[component]
fn EditPosition(
    id: PersonId,
    /// The position to change, or `Some(None)` for a new one; closed with `None`.
    position: RwSignal<Option<Option<Position>>>,
    units: Fetch<Vec<Unit>>,
    on_done: Done,
) -> impl IntoView {
    let (title, unit, precedence) = (
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
    );
    let (from, to) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let fill = Callback::new(move |chosen: Option<Position>| {
        title.set(chosen.as_ref().map(|p| p.title.clone()).unwrap_or_default());
        unit.set(
            chosen
                .as_ref()
                .map(|p| p.unit.to_string())
                .unwrap_or_default(),
        );
        precedence.set(
            chosen
                .as_ref()
                .map(|p| p.precedence.to_string())
                .unwrap_or_default(),
        );
        from.set(
            chosen
                .as_ref()
                .and_then(|p| p.valid_from.clone())
                .unwrap_or_default(),
        );
        to.set(chosen.and_then(|p| p.valid_to).unwrap_or_default());
    });
    let save = move || {
        let Ok(unit) = unit.get_untracked().parse() else {
            return;
        };
        let optional =
            |text: RwSignal<String>| Some(text.get_untracked()).filter(|text| !text.is_empty());
        let plan = PositionPlan {
            unit,
            title: title.get_untracked().trim().to_owned(),
            precedence: precedence.get_untracked().trim().parse().unwrap_or(100),
            valid_from: optional(from),
            valid_to: optional(to),
        };
        let chosen = position.get_untracked().flatten();
        position.set(None);
        spawn_local(async move {
            on_done.run(match chosen {
                Some(chosen) => api::change_position(chosen.id, &plan).await,
                None => api::add_position(id, &plan).await,
            });
        });
    };
    view! {
        <DialogAbout
            about=position
            title=move_tr!("position")
            on_open=fill
            cancel=true
            foot=ViewFn::from(move || view! {
                <Button kind=ButtonKind::Primary online=true label=move_tr!("save") on_press=Callback::from(save)
                    disabled=Signal::derive(move || unit.with(String::is_empty) || title.with(|title| title.trim().is_empty()))/>
            })
        >
            <div class="form">
                <Select
                    label=move_tr!("unit")
                    prompt=move_tr!("choose-unit")
                    value=unit
                    choices=Signal::derive(move || units.ready().map(|units| unit_choices(&units)).unwrap_or_default())
                />
                <TextField label=move_tr!("position-title") help=move_tr!("position-title-help") value=title/>
                <TextField label=move_tr!("precedence") help=move_tr!("precedence-help") kind="number" inputmode="numeric" value=precedence/>
                <div class="pair">
                    <DateField label=move_tr!("valid-from") value=from/>
                    <DateField label=move_tr!("valid-to") value=to/>
                </div>
            </div>
        </DialogAbout>
    }
}
