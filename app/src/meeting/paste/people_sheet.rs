//! *Dán danh sách*: people as a spreadsheet lists them, matched to the directory, and added at once with one way back.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::ids::{PersonId, UnitId};
use nghisu_protocol::room::RoomCommand;
use nghisu_protocol::room::command::Invitation;
use nghisu_protocol::room::state::ParticipantRole;

use super::adding::PasteSheet;
use super::field::PasteField;
use super::people_model::{Held, Listed, Outcome, read};
use super::people_row::{PeopleRow, Row};
use crate::link::ApiError;
use crate::meeting::editor_store::{self, use_editor};
use crate::meeting::participants::RoleChoice;
use crate::ui::{
    Banner, Button, ButtonKind, Choice, Dialog, Fetch, Icon, Loaded, Place, Size, Tone, use_toasts,
};
use crate::{icon, move_tr, tr};

/// Everybody of the directory, with the names of their units.
async fn directory() -> Result<Vec<Listed>, ApiError> {
    let people = editor_store::people("").await?;
    let units: BTreeMap<UnitId, editor_store::ListedUnit> = editor_store::units()
        .await?
        .into_iter()
        .map(|unit| (unit.id, unit))
        .collect();
    let held = |held: editor_store::Held| {
        let unit = units.get(&held.unit);
        Held {
            title: held.title,
            unit: unit.map(|unit| unit.name.clone()).unwrap_or_default(),
            unit_short: unit
                .and_then(|unit| unit.short_name.clone())
                .unwrap_or_default(),
        }
    };
    Ok(people
        .into_iter()
        .map(|person| Listed {
            id: person.id,
            name: person.name,
            positions: person.positions.into_iter().map(held).collect(),
        })
        .collect())
}

/// The sheet.
#[component]
pub fn PastePeopleSheet(
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let editor = use_editor();
    let sheet = PasteSheet::new(open);
    let PasteSheet { text, busy, .. } = sheet;
    let rows = RwSignal::new(Vec::<Row>::new());
    let role = RwSignal::new(ParticipantRole::Delegate);
    let adds = Memo::new(move |_| {
        let chosen = rows.with(|rows| rows.iter().filter_map(Row::adds).collect::<BTreeSet<_>>());
        chosen.len()
    });
    // Who is not clear, and who is not in the directory.
    let stays = Memo::new(move |_| {
        rows.with(|rows| {
            let count = |is: fn(&Row) -> bool| rows.iter().filter(|row| is(row)).count();
            (count(Row::asks), count(is_missing))
        })
    });
    let add = move || {
        let people = ticked(rows, role.get_untracked());
        let said = tr!("did-paste-people", { "count" => people.len() });
        let take_away = |one: &Invitation| RoomCommand::RemoveParticipant { person: one.person };
        sheet.add(editor, people, said, take_away, |people| {
            RoomCommand::SetParticipants { people }
        });
    };
    view! {
        <Dialog
            open
            title=move_tr!("paste-people")
            place=Place::Right
            cancel=true
            foot=move || view! {
                <p class="grow paste-foot" role="status">
                    {move || left_words(stays.get()).map(|said| view! {
                        <Icon of=icon!("circle-alert") small=true/>
                        <span>{said}</span>
                    })}
                </p>
                <Button
                    label=Signal::derive(move || match adds.get() {
                        0 => tr!("paste-people-add-none"),
                        count => tr!("paste-people-add", { "count" => count }),
                    })
                    kind=ButtonKind::Primary
                    disabled=Signal::derive(move || adds.get() == 0)
                    busy
                    on_press=Callback::from(add)
                />
            }
        >
            <div class="stack">
                <RoleChoice role/>
                <PasteField label=move_tr!("paste-people-label") help=move_tr!("paste-people-help") value=text/>
                <Matched text rows/>
            </div>
        </Dialog>
    }
}

/// Whether a line names nobody of the directory and nobody was chosen for it.
fn is_missing(row: &Row) -> bool {
    row.written.outcome == Outcome::Missing && row.chosen.is_none() && !row.asks()
}

/// How many lines are not added, and why: those that are not clear, and those who are not in the directory.
fn left_words((unclear, missing): (usize, usize)) -> Option<String> {
    match (unclear, missing) {
        (0, 0) => None,
        (count, 0) => Some(tr!("paste-people-asks", { "count" => count })),
        (0, count) => Some(tr!("paste-people-absent", { "count" => count })),
        (unclear, missing) => Some(tr!("paste-people-stay", {
            "count" => unclear + missing,
            "unclear" => unclear,
            "missing" => missing
        })),
    }
}

/// "Thêm 2 · đã có 1 · chưa rõ 2 · chưa có trong danh bạ 1": where every line stands; what is nobody's is not said.
fn told(rows: &[Row]) -> String {
    let count = |is: fn(&Row) -> bool| rows.iter().filter(|row| is(row)).count();
    let there = count(|row| row.is_there || matches!(row.written.outcome, Outcome::Twice(_)));
    let (asks, missing) = (count(Row::asks), count(is_missing));
    let mut words =
        vec![tr!("paste-people-adds", { "count" => count(|row| row.adds().is_some()) })];
    if there > 0 {
        words.push(tr!("paste-people-has", { "count" => there }));
    }
    if asks > 0 {
        words.push(tr!("paste-people-unclear", { "count" => asks }));
    }
    if missing > 0 {
        words.push(tr!("paste-people-unknown", { "count" => missing }));
    }
    words.join(" · ")
}

/// Who is ticked, in the list's order, each of them once.
fn ticked(rows: RwSignal<Vec<Row>>, role: ParticipantRole) -> Vec<Invitation> {
    let mut named = BTreeSet::new();
    rows.with_untracked(|rows| {
        let chosen = rows.iter().filter_map(Row::adds);
        chosen
            .filter(|person| named.insert(*person))
            .map(|person| Invitation {
                person,
                role,
                items: BTreeSet::new(),
            })
            .collect()
    })
}

/// What the list says, once the directory is here.
#[component]
fn Matched(text: RwSignal<String>, rows: RwSignal<Vec<Row>>) -> impl IntoView {
    let all = Fetch::new(directory);
    move || {
        let is_empty = text.with(|text| text.trim().is_empty());
        // Asked for as soon as the sheet is open, shown only where there is something to match.
        (!is_empty).then(|| {
            view! {
                <Loaded
                    of=all
                    failed=move_tr!("paste-people-failed")
                    view=move |listed| view! { <Preview text rows listed/> }.into_any()
                />
            }
        })
    }
}

#[component]
fn Preview(text: RwSignal<String>, rows: RwSignal<Vec<Row>>, listed: Vec<Listed>) -> impl IntoView {
    let editor = use_editor();
    let people: Vec<Choice> = listed
        .iter()
        .map(|person| {
            let title = person.positions.first().map(|held| held.title.as_str());
            let words = match title.filter(|title| !title.is_empty()) {
                Some(title) => format!("{}, {title}", person.name),
                None => person.name.clone(),
            };
            Choice::new(person.id.to_string(), words)
        })
        .collect();
    let people = StoredValue::new(people);
    let is_there = Callback::new(move |person: PersonId| {
        let known = editor.read_untracked(|room| room.participants.contains_key(&person));
        known.unwrap_or(false)
    });
    let listed = StoredValue::new(listed);
    let left_out = RwSignal::new(Vec::<String>::new());
    let is_cut = RwSignal::new(false);
    let next = StoredValue::new(0_u32);
    Effect::new(move |_| {
        let reading = text.with(|text| listed.with_value(|listed| read(text, listed)));
        let first = next.get_value();
        let found: Vec<Row> = (first..)
            .zip(reading.rows)
            .map(|(key, written)| Row::new(key, written, |person| is_there.run(person)))
            .collect();
        next.set_value(first.wrapping_add(found.len() as u32));
        rows.set(found);
        left_out.set(reading.left_out);
        is_cut.set(reading.is_cut);
    });
    // Whoever no longer stands here is not added from the foot.
    on_cleanup(move || {
        let _ = rows.try_set(Vec::new());
    });
    let keys =
        Memo::new(move |_| rows.with(|rows| rows.iter().map(|row| row.key).collect::<Vec<_>>()));
    let count = move |of: fn(&Outcome) -> bool| {
        rows.with(|rows| rows.iter().filter(|row| of(&row.written.outcome)).count())
    };
    let missing = move || count(|outcome| *outcome == Outcome::Missing);
    view! {
        <section class="paste-preview" aria-label=move || tr!("paste-people-preview")>
            <div role="status" class="paste-head">
                {move || if keys.with(Vec::is_empty) {
                    view! { <Banner tone=Tone::Warn icon=icon!("circle-alert")>{tr!("paste-people-nothing")}</Banner> }.into_any()
                } else {
                    view! { <h3 class="t-item">{rows.with(|rows| told(rows))}</h3> }.into_any()
                }}
            </div>
            {move || is_cut.get().then(|| view! {
                <Banner tone=Tone::Warn icon=icon!("circle-alert")>{tr!("paste-people-cut")}</Banner>
            })}
            <ol class="paste-rows">
                <For each=move || keys.get() key=|key| *key let:key>
                    <PeopleRow key rows people is_there/>
                </For>
            </ol>
            {move || (missing() > 0).then(|| view! { <MissingLine count=missing() rows/> })}
            {move || {
                let left = left_out.get();
                (!left.is_empty()).then(|| view! {
                    <details class="details paste-left">
                        <summary><Icon of=icon!("chevron-right") small=true/>{tr!("paste-left-out", { "count" => left.len() })}</summary>
                        <ul>{left.into_iter().map(|line| view! { <li><p class="line" lang="vi">{line}</p></li> }).collect_view()}</ul>
                    </details>
                })
            }}
        </section>
    }
}

/// Who is not in the directory, to be copied out for whoever enters people.
#[component]
fn MissingLine(count: usize, rows: RwSignal<Vec<Row>>) -> impl IntoView {
    let toasts = use_toasts();
    let copy = move || {
        let lines: Vec<String> = rows.with_untracked(|rows| {
            let missing = rows
                .iter()
                .filter(|row| row.written.outcome == Outcome::Missing);
            missing
                .map(|row| {
                    format!(
                        "{}\t{}",
                        row.written.name,
                        row.written.about.replace(", ", "\t")
                    )
                })
                .collect()
        });
        let written = window()
            .navigator()
            .clipboard()
            .write_text(&lines.join("\n"));
        spawn_local(async move {
            toasts.say(match wasm_bindgen_futures::JsFuture::from(written).await {
                Ok(_) => tr!("paste-people-copied"),
                Err(_) => tr!("paste-people-not-copied"),
            });
        });
    };
    view! {
        <div class="paste-missing">
            <p class="grow">{tr!("paste-people-missing-count", { "count" => count })}</p>
            <Button label=move_tr!("paste-people-copy", { "count" => count }) icon=icon!("copy") size=Size::Small on_press=Callback::from(copy)/>
        </div>
    }
}
