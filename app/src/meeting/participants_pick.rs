//! Choosing people from the directory: search forgives missing marks, every touch takes effect at once.

use std::collections::BTreeSet;
use std::time::Duration;

use leptos::prelude::*;
use nghisu_protocol::ids::{PersonId, UnitId};

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
    /// Whether somebody can be chosen yet, one person, with whom the sheet closes; without it, many people, from the
    /// beginning. Where they come into sight while the sheet is open, the focus stays where it is.
    #[prop(optional, into)]
    is_due: Option<Signal<bool>>,
    /// Whose unit's people come first; nobody's where nothing is said.
    #[prop(optional, into)]
    colleague: Signal<Option<PersonId>>,
    /// Who takes part already. They can be chosen all the same, after everybody else.
    #[prop(optional, into)]
    taking_part: Signal<BTreeSet<PersonId>>,
    /// Goes on with somebody who is not in the directory, by the words that were searched for: the last line of the list.
    #[prop(optional, into)]
    on_unlisted: Option<Callback<String>>,
) -> impl IntoView {
    let head = StoredValue::new(head);
    // One who is chosen for somebody ends the choice: then nothing is left to be done with.
    let foot = is_due.is_none().then(|| {
        ViewFn::from(move || {
            view! {
                <Button label=move_tr!("done") kind=ButtonKind::Primary on_press=Callback::from(move || open.set(false))/>
            }
        })
    });
    view! {
        <Dialog open title place=Place::RightNarrow nostrip:foot=foot>
            <div class="stack">
                {head.get_value().map(|head| head.run())}
                <Show when=move || is_due.is_none_or(|due| due.get())>
                    <PeopleList chosen left_out on_press colleague taking_part on_unlisted focus=is_due.is_none()/>
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
    colleague: Signal<Option<PersonId>>,
    taking_part: Signal<BTreeSet<PersonId>>,
    on_unlisted: Option<Callback<String>>,
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
    // A search may leave the colleague out: the units stay those that were found with them.
    let units = StoredValue::new((None::<PersonId>, BTreeSet::<UnitId>::new()));
    let show = move |mut all: Vec<Listed>| {
        let asked = colleague.get();
        if units.with_value(|(of, _)| *of != asked) {
            units.set_value((asked, BTreeSet::new()));
        }
        if let Some(found) = all.iter().find(|person| Some(person.id) == asked) {
            units.set_value((asked, held_in(found).collect()));
        }
        left_out.with(|left_out| all.retain(|person| !left_out.contains(&person.id)));
        // Whoever can still be chosen comes first; a touch moves nobody.
        let (chosen_now, there) = (chosen.get_untracked(), taking_part.get_untracked());
        units.with_value(|(_, units)| {
            all.sort_by_key(|person| place(person, &chosen_now, &there, units));
        });
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
                        let takes_part = taking_part.with_untracked(|there| there.contains(&id));
                        view! {
                            <li>
                                <button
                                    type="button"
                                    class="row"
                                    class:there=takes_part
                                    aria-pressed=move || if is_chosen.get() { "true" } else { "false" }
                                    on:click=move |_| press(id)
                                >
                                    <span class="what">
                                        <Person name=person.name position/>
                                        {takes_part.then(|| view! { <span class="takes-part">{move || tr!("people-take-part")}</span> })}
                                    </span>
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
        {on_unlisted.map(|go_on| view! {
            <button type="button" class="people-unlisted card row" on:click=move |_| go_on.run(search.get_untracked().trim().to_owned())>
                <Icon of=icon!("user-round-plus")/>
                <span class="what">
                    <span class="title">{move || tr!("newcomer")}</span>
                    <span class="second">{move || tr!("newcomer-what")}</span>
                </span>
                <Icon of=icon!("chevron-right") small=true/>
            </button>
        })}
    }
}

/// The units in which somebody holds a position.
fn held_in(person: &Listed) -> impl Iterator<Item = UnitId> + '_ {
    person.positions.iter().map(|held| held.unit)
}

/// Where somebody stands in the list: first people of these units, then everybody else, then who takes part already,
/// and at the end who is chosen.
fn place(
    person: &Listed,
    chosen: &BTreeSet<PersonId>,
    there: &BTreeSet<PersonId>,
    units: &BTreeSet<UnitId>,
) -> u8 {
    if chosen.contains(&person.id) {
        3
    } else if there.contains(&person.id) {
        2
    } else {
        u8::from(!held_in(person).any(|unit| units.contains(&unit)))
    }
}

#[cfg(test)]
mod tests {
    use nghisu_protocol::ids::Uuid;

    use super::*;
    use crate::meeting::editor_store::Held;

    #[test]
    fn people_of_the_unit_who_do_not_take_part_come_first() {
        let id = |n| PersonId(Uuid::from_u128(n));
        let unit = |n| UnitId(Uuid::from_u128(n));
        let listed = |n, of| Listed {
            id: id(n),
            name: String::new(),
            positions: vec![Held {
                title: String::new(),
                unit: unit(of),
            }],
        };
        let mut all = [listed(1, 7), listed(2, 7), listed(3, 8), listed(4, 7)];
        let (chosen, there) = ([id(1)].into(), [id(1), id(2)].into());
        all.sort_by_key(|person| place(person, &chosen, &there, &[unit(7)].into()));
        let ids: Vec<_> = all.iter().map(|person| person.id).collect();
        assert_eq!(ids, [4, 3, 2, 1].map(id));
    }
}
