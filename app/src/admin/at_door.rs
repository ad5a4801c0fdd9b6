//! People who were entered at the door of a meeting: joined to their real entry of the directory, or closed.

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::ids::PersonId;
use nghisu_protocol::people::Person;

use super::api;
use super::model::matching;
use crate::link::{ApiError, Nothing};
use crate::meeting::participants_pick::PeopleSheet;
use crate::ui::{
    Button, ButtonKind, Chip, DialogAbout, EmptyState, Fetch, Loaded, Shape, Size, use_toasts,
};
use crate::{icon, move_tr, tr};

/// Two people: who was entered at a door, and who they are.
type Pair = (Person, Person);

/// The list.
#[component]
pub fn AtDoor(
    /// The directory, which has the names of those they are joined to.
    people: Fetch<Vec<Person>>,
    /// Leaves those in the list whose names have these letters.
    search: RwSignal<String>,
) -> impl IntoView {
    let entered = Fetch::new(api::people_at_door);
    let toasts = use_toasts();
    let chosen = RwSignal::new(None::<Person>);
    let choosing = RwSignal::new(false);
    let joining = RwSignal::new(None::<Pair>);
    let closing = RwSignal::new(None::<Person>);
    let after = move |outcome: Result<Nothing, ApiError>, done: String| {
        match outcome {
            Ok(_) => toasts.say(done),
            Err(error) => toasts.say(error.say()),
        }
        entered.refresh();
    };
    let choose = Callback::new(move |into: PersonId| {
        let directory = people.state.with_untracked(|state| match state {
            crate::ui::Load::Ready(people) => people.iter().find(|one| one.id == into).cloned(),
            crate::ui::Load::Waiting | crate::ui::Load::Failed(_) => None,
        });
        if let (Some(person), Some(into)) = (chosen.get_untracked(), directory) {
            choosing.set(false);
            joining.set(Some((person, into)));
        }
    });
    let join = move || {
        let Some((person, into)) = joining.get_untracked() else {
            return;
        };
        joining.set(None);
        spawn_local(async move {
            let outcome = api::join_person(person.id, into.id).await;
            after(
                outcome,
                tr!("at-door-joined", { "name" => person.name, "into" => into.name }),
            );
        });
    };
    let close = move || {
        let Some(person) = closing.get_untracked() else {
            return;
        };
        closing.set(None);
        spawn_local(async move {
            after(
                api::close_person(person.id).await,
                tr!("account-was-closed"),
            );
        });
    };
    let name_of = |of: Option<Person>| of.map(|person| person.name).unwrap_or_default();
    view! {
        <p class="t-second">{move || tr!("at-door-what")}</p>
        <Loaded of=entered failed=move_tr!("people-failed") shape=Shape::Rows view=move |all| {
            if all.is_empty() {
                return view! { <div class="card"><EmptyState icon=icon!("door-open") title=move_tr!("at-door-none")/></div> }.into_any();
            }
            let found = Memo::new(move |_| matching(&all, &search.get()));
            view! {
                <ul class="card rows">
                    {move || found.get().into_iter().map(|person| view! {
                        <EnteredRow
                            person
                            people
                            on_join=Callback::new(move |person| {
                                chosen.set(Some(person));
                                choosing.set(true);
                            })
                            on_close=Callback::new(move |person| closing.set(Some(person)))
                        />
                    }).collect_view()}
                </ul>
                <Show when=move || found.with(Vec::is_empty)>
                    <EmptyState icon=icon!("users-round") title=move_tr!("nobody-found")/>
                </Show>
            }.into_any()
        }/>
        <PeopleSheet
            open=choosing
            title=Signal::derive(move || tr!("at-door-join-title", { "name" => name_of(chosen.get()) }))
            chosen=Signal::stored(BTreeSet::new())
            on_press=choose
            is_due=Signal::stored(true)
            head=move || view! { <p class="t-second">{move || tr!("at-door-join-help")}</p> }
        />
        <DialogAbout
            about=joining
            title=move_tr!("at-door-join-sure")
            cancel=true
            foot=move || view! {
                <Button kind=ButtonKind::Primary label=move_tr!("at-door-join-act") online=true on_press=Callback::from(join)/>
            }
        >
            <p>{move || joining.get().map(|(person, into)| {
                let title = into.positions.first().map(|held| held.title.clone()).unwrap_or_default();
                tr!("at-door-join-follows", { "name" => person.name, "into" => into.name, "position" => title })
            })}</p>
        </DialogAbout>
        <DialogAbout
            about=closing
            title=Signal::derive(move || tr!("at-door-close-title", { "name" => name_of(closing.get()) }))
            cancel=true
            foot=move || view! {
                <Button kind=ButtonKind::Danger label=move_tr!("close-account") online=true on_press=Callback::from(close)/>
            }
        >
            <p>{move || tr!("close-account-follows")}</p>
        </DialogAbout>
    }
}

#[component]
fn EnteredRow(
    person: Person,
    people: Fetch<Vec<Person>>,
    on_join: Callback<Person>,
    on_close: Callback<Person>,
) -> impl IntoView {
    let at_door = person.managed.as_ref().and_then(|m| m.at_door.clone());
    let about = at_door.as_ref().map(|entered| {
        let parts = [entered.position.as_str(), entered.unit_name.as_str()];
        parts
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" · ")
    });
    let joined_to = at_door.and_then(|entered| entered.joined_to);
    let active = person.active;
    let name = person.name.clone();
    let person = StoredValue::new(person);
    view! {
        <li class="row entered">
            <span class="what" lang="vi">
                <span class="title">{name}</span>
                <span class="second">{about}</span>
            </span>
            {match (joined_to, active) {
                (Some(into), _) => view! {
                    <span class="t-second">{move || {
                        let all = people.ready().unwrap_or_default();
                        let name = all.into_iter().find(|one| one.id == into).map(|one| one.name);
                        tr!("at-door-joined-to", { "name" => name.unwrap_or_default() })
                    }}</span>
                }.into_any(),
                (None, false) => view! { <Chip label=move_tr!("account-closed")/> }.into_any(),
                (None, true) => view! {
                    <Button size=Size::Small label=move_tr!("at-door-join") online=true on_press=Callback::from(move || on_join.run(person.get_value()))/>
                    <Button size=Size::Small kind=ButtonKind::Text label=move_tr!("close-account") online=true on_press=Callback::from(move || on_close.run(person.get_value()))/>
                }.into_any(),
            }}
        </li>
    }
}
