//! One item that was recognised in a pasted agenda: ticked or not, what is doubtful about it, its words to be corrected.

use leptos::prelude::*;
use nghisu_protocol::ids::PersonId;
use nghisu_protocol::room::command::{ItemPlan, MAX_ITEM_BODY, MAX_ITEM_MINUTES, MAX_ITEM_TITLE};

use super::agenda_model::{Doubt, Found, doubts};
use crate::ui::{Choice, Icon, Select, TextArea, TextField};
use crate::{icon, move_tr, tr};

/// An item of the preview as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its number on this tablet.
    pub key: u32,
    /// Whether it is to be added.
    pub is_taken: bool,
    /// What it says by now.
    pub found: Found,
}

impl Row {
    /// Whether it cannot be added as it stands.
    pub fn is_blocked(&self) -> bool {
        self.found.title.trim().is_empty() || self.found.doubts.iter().any(blocks)
    }

    /// What is to be added.
    pub fn plan(&self) -> ItemPlan {
        ItemPlan {
            title: self.found.title.trim().to_owned(),
            presenter: self.found.presenter,
            presenting_body: self.found.body.trim().to_owned(),
            minutes: self.found.minutes,
            is_closed_session: false,
        }
    }
}

const fn blocks(doubt: &Doubt) -> bool {
    matches!(
        doubt,
        Doubt::TitleTooLong | Doubt::BodyTooLong | Doubt::MinutesTooMany
    )
}

fn say(doubt: Doubt, named: &str) -> String {
    match doubt {
        Doubt::TitleTooLong => tr!("paste-doubt-title-long", { "most" => MAX_ITEM_TITLE }),
        Doubt::BodyTooLong => tr!("paste-doubt-body-long", { "most" => MAX_ITEM_BODY }),
        Doubt::TitleTooShort => tr!("paste-doubt-title-short"),
        Doubt::MinutesTooMany => tr!("paste-doubt-minutes", { "most" => MAX_ITEM_MINUTES }),
        Doubt::BodyGuessed => tr!("paste-doubt-body"),
        Doubt::PersonUnknown if !named.is_empty() => {
            tr!("paste-doubt-presenter", { "name" => named.to_owned() })
        }
        Doubt::PersonUnknown => tr!("paste-doubt-person"),
        Doubt::Unnumbered => tr!("paste-doubt-number"),
    }
}

/// The row of an item.
#[component]
pub fn AgendaRow(
    /// Its key.
    key: u32,
    /// All rows.
    rows: RwSignal<Vec<Row>>,
    /// The number that it will have on the agenda, where it is taken.
    #[prop(into)]
    number: Signal<Option<usize>>,
    /// Who can present.
    people: Signal<Vec<Choice>>,
) -> impl IntoView {
    let row = Memo::new(move |_| rows.with(|rows| rows.iter().find(|row| row.key == key).cloned()));
    let is_open = RwSignal::new(false);
    let found = move || row.get().map(|row| row.found).unwrap_or_default();
    let is_taken = move || row.with(|row| row.as_ref().is_some_and(|row| row.is_taken));
    let has_doubts = move || {
        is_taken() && row.with(|row| row.as_ref().is_some_and(|row| !row.found.doubts.is_empty()))
    };
    let title = move || {
        let title = found().title;
        if title.trim().is_empty() {
            tr!("paste-untitled")
        } else {
            title
        }
    };
    let facts = move || {
        let found = found();
        let presenter = found.presenter.and_then(|who| {
            let value = who.to_string();
            people.with(|people| {
                let known = people.iter().find(|choice| choice.value == value);
                known.map(|choice| choice.label.clone())
            })
        });
        let minutes = (1..=MAX_ITEM_MINUTES)
            .contains(&found.minutes)
            .then(|| tr!("item-minutes", { "minutes" => found.minutes }));
        let words: Vec<String> = [Some(found.body), presenter, minutes]
            .into_iter()
            .flatten()
            .filter(|word| !word.is_empty())
            .collect();
        if words.is_empty() {
            tr!("paste-no-facts")
        } else {
            words.join(" · ")
        }
    };
    view! {
        <li class="paste-row" class:doubtful=has_doubts class:off=move || !is_taken()>
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=is_taken
                    on:change=move |event| {
                        let is_taken = event_target_checked(&event);
                        change(rows, key, |row| row.is_taken = is_taken);
                    }
                />
                <span class="words-only">{move || tr!("paste-take", { "title" => title() })}</span>
            </label>
            <span class="number">{move || number.get()}</span>
            <div class="about">
                <p class="title" lang="vi">{title}</p>
                <p class="facts" lang="vi">{facts}</p>
                // What the fields of an open row say themselves is said once.
                {move || has_doubts().then(|| {
                    let Found { doubts, named, .. } = found();
                    let is_open = is_open.get();
                    let told = doubts.into_iter().filter(|doubt| !(is_open && blocks(doubt)));
                    told.map(|doubt| view! {
                        <p class="doubt"><Icon of=icon!("circle-alert") small=true/><span>{say(doubt, &named)}</span></p>
                    }).collect_view()
                })}
            </div>
            <button
                type="button"
                class="button text small"
                aria-expanded=move || if is_open.get() { "true" } else { "false" }
                on:click=move |_| is_open.update(|open| *open = !*open)
            >
                {move || if is_open.get() { tr!("done") } else { tr!("paste-correct") }}
                <span class="words-only">{move || format!(": {}", title())}</span>
            </button>
            <Show when=move || is_open.get()>
                <RowFields key rows people/>
            </Show>
        </li>
    }
}

/// The fields of a row; what is typed is taken at once.
#[component]
fn RowFields(key: u32, rows: RwSignal<Vec<Row>>, people: Signal<Vec<Choice>>) -> impl IntoView {
    let found = rows.with_untracked(|rows| {
        let row = rows.iter().find(|row| row.key == key);
        row.map(|row| row.found.clone()).unwrap_or_default()
    });
    let title = RwSignal::new(found.title);
    let body = RwSignal::new(found.body);
    let presenter = RwSignal::new(
        found
            .presenter
            .map(|who| who.to_string())
            .unwrap_or_default(),
    );
    let minutes = RwSignal::new(match found.minutes {
        0 => String::new(),
        some => some.to_string(),
    });
    let read_minutes = move || {
        let typed = minutes.get();
        match typed.trim() {
            "" => Some(0),
            typed => typed.parse::<u32>().ok(),
        }
    };
    let minutes_error = Signal::derive(move || {
        let is_good = read_minutes().is_some_and(|minutes| minutes <= MAX_ITEM_MINUTES);
        (!is_good).then(|| tr!("item-minutes-bad"))
    });
    Effect::new(move |before: Option<()>| {
        let (title, body) = (title.get(), body.get());
        let who = presenter.get().parse::<PersonId>().ok();
        // What is no number is as good as too many minutes: the row is not added with it.
        let minutes = read_minutes().unwrap_or(u32::MAX);
        if before.is_none() {
            return;
        }
        change(rows, key, move |row| {
            if row.found.body != body || row.found.presenter != who {
                row.found
                    .doubts
                    .retain(|doubt| !matches!(doubt, Doubt::BodyGuessed | Doubt::PersonUnknown));
                row.found.named.clear();
            }
            row.found.title = title;
            row.found.body = body;
            row.found.presenter = who;
            row.found.minutes = minutes;
            row.found.doubts = doubts(&row.found);
            row.is_taken = true;
        });
    });
    view! {
        <div class="fields">
            <TextArea label=move_tr!("item-title") value=title rows=2 most=MAX_ITEM_TITLE focus=true/>
            <div class="two">
                <TextField label=move_tr!("item-body") value=body maxlength=MAX_ITEM_BODY as i32/>
                <TextField label=move_tr!("item-minutes-label") value=minutes error=minutes_error inputmode="numeric"/>
            </div>
            <Select label=move_tr!("item-presenter") value=presenter choices=people prompt=move_tr!("item-presenter-none")/>
        </div>
    }
}

fn change(rows: RwSignal<Vec<Row>>, key: u32, change: impl FnOnce(&mut Row)) {
    rows.update(|rows| {
        if let Some(row) = rows.iter_mut().find(|row| row.key == key) {
            change(row);
        }
    });
}
