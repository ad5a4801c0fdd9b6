//! One row of a pasted list of people: whom it means, and who is chosen where that is not certain.

use leptos::prelude::*;
use nghisu_protocol::ids::PersonId;

use super::people_model::{Doubt, Outcome, Row as Written};
use crate::ui::{Button, Choice, Icon, Select, Size};
use crate::{icon, move_tr, tr};

/// A row of the preview as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its number on this tablet.
    pub key: u32,
    /// What was pasted.
    pub written: Written,
    /// Who is to be added.
    pub chosen: Option<PersonId>,
    /// Whether they take part already.
    pub is_there: bool,
    /// Whether it is ticked.
    pub is_taken: bool,
}

impl Row {
    /// A row as it is first shown.
    pub fn new(key: u32, written: Written, is_there: impl Fn(PersonId) -> bool) -> Self {
        let chosen = match &written.outcome {
            Outcome::Found(person) | Outcome::Twice(person) => Some(*person),
            Outcome::Doubtful(..) | Outcome::Missing => None,
        };
        let is_there = chosen.is_some_and(is_there);
        let is_taken = matches!(written.outcome, Outcome::Found(_)) && !is_there;
        Self {
            key,
            written,
            chosen,
            is_there,
            is_taken,
        }
    }

    /// Who is added with it.
    pub fn adds(&self) -> Option<PersonId> {
        self.chosen.filter(|_| self.is_taken)
    }

    /// Whether somebody has to choose.
    pub fn asks(&self) -> bool {
        matches!(self.written.outcome, Outcome::Doubtful(..)) && self.chosen.is_none()
    }
}

fn say(doubt: Doubt) -> String {
    match doubt {
        Doubt::SameName => tr!("paste-people-same-name"),
        Doubt::OtherUnit => tr!("paste-people-other-unit"),
        Doubt::LikeName => tr!("paste-people-like-name"),
        Doubt::ByPosition => tr!("paste-people-by-position"),
    }
}

/// The row of somebody.
#[component]
pub fn PeopleRow(
    /// Its key.
    key: u32,
    /// All rows.
    rows: RwSignal<Vec<Row>>,
    /// Everybody of the directory, by name and position.
    people: StoredValue<Vec<Choice>>,
    /// Whether somebody takes part already.
    is_there: Callback<PersonId, bool>,
) -> impl IntoView {
    let row = Memo::new(move |_| rows.with(|rows| rows.iter().find(|row| row.key == key).cloned()));
    let written = rows.with_untracked(|rows| {
        let row = rows.iter().find(|row| row.key == key);
        row.map(|row| row.written.clone())
    });
    let Some(Written {
        name,
        about,
        outcome,
    }) = written
    else {
        return ().into_any();
    };
    let is_taken = move || row.with(|row| row.as_ref().is_some_and(|row| row.is_taken));
    let has_someone = move || {
        row.with(|row| {
            row.as_ref()
                .is_some_and(|row| row.chosen.is_some() && !row.is_there)
        })
    };
    let is_known = move || row.with(|row| row.as_ref().is_some_and(|row| row.is_there));
    let said_of = move |person: PersonId| {
        let value = person.to_string();
        people.with_value(|people| {
            let known = people.iter().find(|choice| choice.value == value);
            known.map(|choice| choice.label.clone()).unwrap_or_default()
        })
    };
    let label = name.clone();
    let chosen = RwSignal::new(String::new());
    Effect::new(move |before: Option<()>| {
        let person = chosen.get().parse::<PersonId>().ok();
        if before.is_some() {
            let knows = person.is_some_and(|person| is_there.run(person));
            change(rows, key, |row| {
                row.chosen = person;
                row.is_there = knows;
                row.is_taken = person.is_some() && !knows;
            });
        }
    });
    view! {
        <li class="paste-row person" class:doubtful=move || row.with(|row| row.as_ref().is_some_and(Row::asks)) class:off=move || !is_taken()>
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=is_taken
                    prop:disabled=move || !has_someone()
                    on:change=move |event| {
                        let is_taken = event_target_checked(&event);
                        change(rows, key, |row| row.is_taken = is_taken);
                    }
                />
                <span class="words-only">{move || tr!("paste-take", { "title" => label.clone() })}</span>
            </label>
            <div class="about">
                <p class="title" lang="vi">{name}</p>
                {(!about.is_empty()).then(|| view! { <p class="facts" lang="vi">{about}</p> })}
                {match outcome {
                    Outcome::Found(person) => view! {
                        <p class="match valid"><Icon of=icon!("circle-check") small=true/><span lang="vi">{said_of(person)}</span></p>
                    }.into_any(),
                    Outcome::Twice(_) => view! { <p class="match">{tr!("paste-people-twice")}</p> }.into_any(),
                    Outcome::Missing => view! {
                        <p class="match warn"><Icon of=icon!("circle-alert") small=true/><span>{tr!("paste-people-missing")}</span></p>
                    }.into_any(),
                    Outcome::Doubtful(candidates, doubt) => view! {
                        <p class="match warn"><Icon of=icon!("circle-alert") small=true/><span>{say(doubt)}</span></p>
                        <Candidates people=candidates.into_iter().map(|person| (person, said_of(person))).collect() chosen/>
                    }.into_any(),
                }}
                {move || is_known().then(|| view! { <p class="match">{tr!("paste-people-there")}</p> })}
            </div>
        </li>
    }
    .into_any()
}

/// Whom a row may mean: one person to be affirmed, or several to choose from.
#[component]
fn Candidates(people: Vec<(PersonId, String)>, chosen: RwSignal<String>) -> impl IntoView {
    if let [(person, words)] = people.as_slice() {
        let (value, words) = (person.to_string(), words.clone());
        return view! {
            <div class="candidate">
                <span class="grow" lang="vi">{words}</span>
                <Show
                    when=move || chosen.with(String::is_empty)
                    fallback=move || view! { <span class="word valid"><Icon of=icon!("check") small=true/>{tr!("people-chosen")}</span> }
                >
                    {
                        let value = value.clone();
                        view! {
                            <Button
                                label=move_tr!("paste-people-right")
                                size=Size::Small
                                on_press=Callback::from(move || chosen.set(value.clone()))
                            />
                        }
                    }
                </Show>
            </div>
        }
        .into_any();
    }
    let choices: Vec<Choice> = people
        .into_iter()
        .map(|(person, words)| Choice::new(person.to_string(), words))
        .collect();
    view! {
        <Select
            label=move_tr!("paste-people-choose")
            quiet_label=true
            value=chosen
            choices=Signal::stored(choices)
            prompt=move_tr!("paste-people-choose")
        />
    }
    .into_any()
}

fn change(rows: RwSignal<Vec<Row>>, key: u32, change: impl FnOnce(&mut Row)) {
    rows.update(|rows| {
        if let Some(row) = rows.iter_mut().find(|row| row.key == key) {
            change(row);
        }
    });
}
