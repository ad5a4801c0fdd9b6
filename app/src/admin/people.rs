//! `/admin/people`: everybody in rank order, how they come in, and a new code one touch away.

use leptos::prelude::*;
use leptos_router::components::A;
use nghisu_protocol::people::Person;

use super::at_door::AtDoor;
use super::issue::{IssueSheet, ReplaceCode, waiting_code};
use super::model::{in_rank_order, matching};
use super::person_form::AddPerson;
use super::{AdminTabs, api, manages_everything};
use crate::dates::{self, Local};
use crate::ui::{Button, Chip, EmptyState, Fetch, Loaded, Screen, Shape, Size, TextField};
use crate::{icon, move_tr, tr};

/// The list of people.
#[component]
pub fn PeopleScreen() -> impl IntoView {
    let people = Fetch::new(|| async { api::people().await.map(in_rank_order) });
    let search = RwSignal::new(String::new());
    let (issuing, replacing) = (RwSignal::new(None::<Person>), RwSignal::new(None::<Person>));
    let adding = RwSignal::new(false);
    // Neither before the people are here nor where they cannot be had.
    let cannot_be_used = Signal::derive(move || !people.is_here());
    // Who was entered at a door is another list: they are not in the directory.
    let shows_at_door = RwSignal::new(false);
    let manages_everything = untrack(manages_everything);
    view! {
        <Screen title=move_tr!("rail-admin")>
            <AdminTabs/>
            <div class="scroll admin">
                <div class="tools">
                    <TextField
                        quiet_label=true
                        kind="search"
                        label=move_tr!("search-people")
                        placeholder=move_tr!("search-people")
                        icon=icon!("search")
                        value=search
                        disabled=cannot_be_used
                    />
                    {manages_everything.then(|| view! {
                        <button
                            type="button"
                            class="filter"
                            aria-pressed=move || if shows_at_door.get() { "true" } else { "false" }
                            on:click=move |_| shows_at_door.update(|shows| *shows = !*shows)
                        >
                            {move || tr!("at-door")}
                        </button>
                    })}
                    <Button label=move_tr!("add-person") online=true icon=icon!("plus") disabled=cannot_be_used on_press=Callback::from(move || adding.set(true))/>
                </div>
                <Show when=move || shows_at_door.get()>
                    <AtDoor people search/>
                </Show>
                <div hidden=move || shows_at_door.get()>
                <Loaded of=people failed=move_tr!("people-failed") shape=Shape::Rows view=move |all| {
                    let found = Memo::new(move |_| matching(&all, &search.get()));
                    view! {
                        <div class="card rows">
                            <For each=move || found.get() key=row_key let:person>
                                <PersonRow person issuing replacing/>
                            </For>
                            <Show when=move || found.with(Vec::is_empty)>
                                <EmptyState icon=icon!("users-round") title=move_tr!("nobody-found")/>
                            </Show>
                        </div>
                    }.into_any()
                }/>
                </div>
            </div>
        </Screen>
        <IssueSheet person=issuing on_close=Callback::from(move || people.refresh())/>
        <ReplaceCode person=replacing issuing/>
        <AddPerson open=adding on_added=Callback::new(move |person: Person| {
            people.refresh();
            issuing.set(Some(person));
        })/>
    }
}

/// What a row shows of somebody beside their name: another of these makes another row.
fn row_key(person: &Person) -> impl Eq + std::hash::Hash + use<> {
    let seen = person.managed.as_ref().map(|managed| {
        let times = [managed.last_seen_at, managed.activation_expires_at];
        (managed.passkeys, times.map(|at| at.map(|at| at.0)))
    });
    (person.id, person.active, seen)
}

#[component]
fn PersonRow(
    person: Person,
    /// Who is issued a code.
    issuing: RwSignal<Option<Person>>,
    /// Whose code is replaced, which is asked about.
    replacing: RwSignal<Option<Person>>,
) -> impl IntoView {
    let titles = person
        .positions
        .iter()
        .map(|position| position.title.clone())
        .collect::<Vec<_>>()
        .join("; ");
    let managed = person.managed.clone();
    let keys = managed.as_ref().map(|managed| managed.passkeys);
    let seen = managed.as_ref().and_then(|managed| managed.last_seen_at);
    let waiting = waiting_code(&person);
    let is_managed = managed.is_some();
    let (active, href) = (person.active, format!("/admin/people/{}", person.id));
    let person = StoredValue::new(person);
    view! {
        <div class="person-row">
            <A href=href attr:class="who">
                <span class="name" lang="vi">{person.with_value(|person| person.name.clone())}</span>
                <span class="position" lang="vi">{titles}</span>
            </A>
            <span class="keys t-second">
                {move || match (active, keys) {
                    (false, _) => view! { <Chip label=move_tr!("account-closed")/> }.into_any(),
                    // A code that waits says as well that there is no passkey yet.
                    (true, Some(0)) if waiting.is_some() => ().into_any(),
                    (true, Some(keys)) => tr!("key-count", { "count" => keys }).into_any(),
                    (true, None) => ().into_any(),
                }}
                {move || waiting.map(|until| {
                    let until = Local::of(until);
                    view! {
                        <span class="waiting">
                            {tr!("code-until", { "time" => until.time(), "date" => until.short_date() })}
                        </span>
                    }
                })}
            </span>
            <span class="seen t-second">
                {move || is_managed.then(|| match seen {
                    Some(at) => Some(tr!("last-seen", { "time" => dates::said(at.0, dates::now()) })),
                    // Whose first code waits has not been here, as that says.
                    None if waiting.is_some() => None,
                    None => Some(tr!("never-seen")),
                })}
            </span>
            {(is_managed && active).then(|| view! {
                <Button
                    size=Size::Small
                    label=Signal::derive(move || if waiting.is_some() { tr!("issue-replace") } else { tr!("issue-code") })
                    online=true
                    on_press=Callback::from(move || {
                        let asked = if waiting.is_some() { replacing } else { issuing };
                        asked.set(Some(person.get_value()));
                    })
                />
            })}
        </div>
    }
}
