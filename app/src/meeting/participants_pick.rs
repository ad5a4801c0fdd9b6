//! Choosing people from the directory: search forgives missing marks, every touch takes effect at once.

use std::collections::BTreeSet;
use std::time::Duration;

use leptos::prelude::*;
use nghisu_protocol::ids::PersonId;

use super::editor_store::{Listed, people};
use crate::ui::{
    Button, ButtonKind, Dialog, EmptyState, Fetch, Icon, Loaded, Person, Place, Shape, TextField,
};
use crate::{dates, icon, move_tr, tr};

/// Typing rests this long before the directory is asked.
const REST: Duration = Duration::from_millis(180);
/// Milliseconds within which a second touch of the same person is the habit of touching twice, not a change of mind.
const TWICE_MS: i64 = 500;

/// A sheet with the directory.
#[component]
pub fn PeopleSheet(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// For what people are chosen.
    #[prop(into)]
    title: Signal<String>,
    /// Who is chosen already.
    #[prop(into)]
    chosen: Signal<BTreeSet<PersonId>>,
    /// Somebody was touched.
    on_press: Callback<PersonId>,
    /// Stands above the search.
    #[prop(optional, into)]
    head: Option<ViewFn>,
    /// Who cannot be chosen, and is not listed.
    #[prop(optional, into)]
    left_out: Signal<BTreeSet<PersonId>>,
    /// Whether people can be chosen yet; without it, from the beginning. Where they come into sight while the sheet is
    /// open, the focus stays where it is.
    #[prop(optional, into)]
    is_due: Option<Signal<bool>>,
) -> impl IntoView {
    let head = StoredValue::new(head);
    view! {
        <Dialog
            open
            title
            place=Place::RightNarrow
            foot=move || view! {
                <Button label=move_tr!("done") kind=ButtonKind::Primary on_press=Callback::from(move || open.set(false))/>
            }
        >
            <div class="stack">
                {head.get_value().map(|head| head.run())}
                <Show when=move || is_due.is_none_or(|due| due.get())>
                    <PeopleList chosen left_out on_press focus=is_due.is_none()/>
                </Show>
            </div>
        </Dialog>
    }
}

#[component]
fn PeopleList(
    chosen: Signal<BTreeSet<PersonId>>,
    left_out: Signal<BTreeSet<PersonId>>,
    on_press: Callback<PersonId>,
    focus: bool,
) -> impl IntoView {
    let search = RwSignal::new(String::new());
    let found = Fetch::new(move || {
        let words = search.try_get_untracked().unwrap_or_default();
        async move { people(&words).await }
    });
    Effect::new(move |before: Option<()>| {
        let words = search.get();
        if before.is_some() {
            set_timeout(
                move || {
                    if search.try_get_untracked().is_some_and(|now| now == words) {
                        found.refresh();
                    }
                },
                REST,
            );
        }
    });
    let last = StoredValue::new(None::<(PersonId, i64)>);
    let press = move |id: PersonId| {
        let now = dates::now();
        let is_twice = last
            .get_value()
            .is_some_and(|(person, at)| person == id && now - at < TWICE_MS);
        last.set_value(Some((id, now)));
        if !is_twice {
            on_press.run(id);
        }
    };
    let show = move |mut all: Vec<Listed>| {
        left_out.with(|left_out| all.retain(|person| !left_out.contains(&person.id)));
        if all.is_empty() {
            return view! { <EmptyState icon=icon!("search") title=move_tr!("people-none")/> }
                .into_any();
        }
        view! {
            <ul class="people-found card rows">
                {all
                    .into_iter()
                    .map(|person| {
                        let id = person.id;
                        let is_chosen = Memo::new(move |_| chosen.with(|chosen| chosen.contains(&id)));
                        let position = person.position();
                        view! {
                            <li>
                                <button
                                    type="button"
                                    class="row"
                                    aria-pressed=move || if is_chosen.get() { "true" } else { "false" }
                                    on:click=move |_| press(id)
                                >
                                    <span class="what"><Person name=person.name position/></span>
                                    {move || if is_chosen.get() {
                                        view! { <span class="word valid"><Icon of=icon!("check") small=true/>{tr!("people-chosen")}</span> }.into_any()
                                    } else {
                                        view! { <span class="word plain"><Icon of=icon!("plus") small=true/></span> }.into_any()
                                    }}
                                </button>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        }
        .into_any()
    };
    view! {
        <TextField label=move_tr!("people-search") value=search kind="search" icon=icon!("search") focus/>
        <Loaded of=found failed=move_tr!("people-failed") shape=Shape::Rows view=show/>
    }
}
