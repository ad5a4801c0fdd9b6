//! *Dán chương trình*: what a word processor or a spreadsheet has, read into items that are looked at before they are
//! added, all at once and with one way back.

use leptos::prelude::*;
use nghisu_protocol::room::RoomCommand;
use nghisu_protocol::room::command::{MAX_ITEMS, PlannedItem};

use super::adding::PasteSheet;
use super::agenda_body::Known;
use super::agenda_model::{Doubt, LeftOut, Why, doubts, read};
use super::agenda_row::{AgendaRow, Row};
use super::field::PasteField;
use crate::meeting::agenda_editor::new_item;
use crate::meeting::editor_store::{Editor, use_editor};
use crate::ui::{Banner, Button, ButtonKind, Choice, Dialog, Icon, Place, Size, Tone};
use crate::{icon, move_tr, tr};

/// What the sheet holds while it is open, and what was pasted when it opens again.
#[derive(Clone, Copy)]
struct Pasted {
    text: RwSignal<String>,
    rows: RwSignal<Vec<Row>>,
    left_out: RwSignal<Vec<LeftOut>>,
    is_cut: RwSignal<bool>,
    next: StoredValue<u32>,
}

impl Pasted {
    fn row(self, found: super::agenda_model::Found) -> Row {
        let key = self.next.get_value();
        self.next.set_value(key.wrapping_add(1));
        Row {
            key,
            // What hardly has a word in it is asked about first.
            is_taken: !found.doubts.contains(&Doubt::TitleTooShort),
            found,
        }
    }

    /// Takes a line that was left out as an item after the others.
    fn take(self, line: &str) {
        let mut found = super::agenda_model::Found {
            title: line.to_owned(),
            ..Default::default()
        };
        found.doubts = doubts(&found);
        let row = self.row(found);
        self.rows.update(|rows| rows.push(row));
        self.left_out.update(|left| {
            if let Some(at) = left.iter().position(|left| left.line == line) {
                left.remove(at);
            }
        });
    }
}

/// The sheet.
#[component]
pub fn PasteAgendaSheet(
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let editor = use_editor();
    let sheet = PasteSheet::new(open);
    let busy = sheet.busy;
    let pasted = Pasted {
        text: sheet.text,
        rows: RwSignal::new(Vec::new()),
        left_out: RwSignal::new(Vec::new()),
        is_cut: RwSignal::new(false),
        next: StoredValue::new(0),
    };
    Effect::new(move |before: Option<String>| {
        let text = pasted.text.get();
        if before.is_some_and(|before| before != text) {
            let reading = read(&text, &participants(editor));
            let rows = reading.items.into_iter().map(|found| pasted.row(found));
            pasted.rows.set(rows.collect());
            pasted.left_out.set(reading.left_out);
            pasted.is_cut.set(reading.is_cut);
        }
        text
    });
    let there = Memo::new(move |_| editor.read(|room| room.items.len()).unwrap_or_default());
    let taken = Memo::new(move |_| {
        let is_taken = |row: &&Row| row.is_taken;
        pasted
            .rows
            .with(|rows| rows.iter().filter(is_taken).count())
    });
    let to_mend = Memo::new(move |_| {
        let is_blocked = |row: &&Row| row.is_taken && row.is_blocked();
        pasted
            .rows
            .with(|rows| rows.iter().filter(is_blocked).count())
    });
    let room_left = Memo::new(move |_| MAX_ITEMS.saturating_sub(there.get()));
    let cannot = Signal::derive(move || {
        taken.get() == 0 || to_mend.get() > 0 || taken.get() > room_left.get()
    });
    let add = move || {
        let items = ticked(pasted.rows);
        let said = tr!("did-paste-agenda", { "count" => items.len() });
        let take_away = |one: &PlannedItem| RoomCommand::RemoveItem { item: one.item };
        sheet.add(editor, items, said, take_away, |items| {
            RoomCommand::AddItems { items }
        });
    };
    let why_not = move || {
        if taken.get() > room_left.get() {
            Some(tr!("paste-too-many", { "most" => MAX_ITEMS, "left" => room_left.get() }))
        } else if to_mend.get() > 0 {
            Some(tr!("paste-mend-first", { "count" => to_mend.get() }))
        } else {
            None
        }
    };
    view! {
        <Dialog
            open
            title=move_tr!("paste-agenda")
            place=Place::Right
            cancel=true
            foot=move || view! {
                <p class="grow paste-foot" role="status">
                    {move || why_not().map(|why| view! { <Icon of=icon!("circle-alert") small=true/><span>{why}</span> })}
                </p>
                <Button
                    label=Signal::derive(move || match taken.get() {
                        0 => tr!("paste-add-none"),
                        count => tr!("paste-add", { "count" => count }),
                    })
                    kind=ButtonKind::Primary
                    disabled=cannot
                    busy
                    on_press=Callback::from(add)
                />
            }
        >
            <div class="stack">
                <PasteField label=move_tr!("paste-agenda-label") help=move_tr!("paste-agenda-help") value=pasted.text/>
                <Preview pasted there/>
            </div>
        </Dialog>
    }
}

fn participants(editor: Editor) -> Vec<Known> {
    let known = editor.read_untracked(|room| {
        let ranked = room.ranked().into_iter();
        ranked
            .map(|(id, who)| Known {
                id,
                name: who.name.clone(),
                position: who.position.clone(),
            })
            .collect()
    });
    known.unwrap_or_default()
}

/// What is ticked, as items of their own.
fn ticked(rows: RwSignal<Vec<Row>>) -> Vec<PlannedItem> {
    rows.with_untracked(|rows| {
        let taken = rows.iter().filter(|row| row.is_taken);
        taken
            .map(|row| PlannedItem {
                item: new_item(),
                plan: row.plan(),
            })
            .collect()
    })
}

/// What was recognised, and what was left out.
#[component]
fn Preview(pasted: Pasted, there: Memo<usize>) -> impl IntoView {
    let editor = use_editor();
    let Pasted {
        text,
        rows,
        left_out,
        is_cut,
        ..
    } = pasted;
    let keys =
        Memo::new(move |_| rows.with(|rows| rows.iter().map(|row| row.key).collect::<Vec<_>>()));
    let people = Signal::derive(move || {
        let known = editor.read(|room| {
            let ranked = room.ranked().into_iter();
            ranked
                .map(|(id, who)| Choice::new(id.to_string(), who.name.clone()))
                .collect::<Vec<_>>()
        });
        known.unwrap_or_default()
    });
    let is_empty = move || text.with(|text| text.trim().is_empty());
    let doubtful = move || {
        let of_row = |row: &Row| {
            if row.is_taken {
                row.found.doubts.len()
            } else {
                0
            }
        };
        rows.with(|rows| rows.iter().map(of_row).sum::<usize>())
    };
    // What has no word in it is shown, but is no item that was recognised.
    let count = move || rows.with(|rows| rows.iter().filter(|row| has_word(row)).count());
    view! {
        <section class="paste-preview" aria-label=move || tr!("paste-preview")>
            <div role="status" class="paste-head">
                {move || (!is_empty() && count() > 0).then(|| view! {
                    <h3 class="t-item">{tr!("paste-found", { "count" => count() })}</h3>
                    {match doubtful() {
                        0 => ().into_any(),
                        some => view! { <span class="word warn"><Icon of=icon!("circle-alert") small=true/>{tr!("paste-doubtful", { "count" => some })}</span> }.into_any(),
                    }}
                })}
                {move || (!is_empty() && count() == 0).then(|| view! {
                    <Banner tone=Tone::Warn icon=icon!("circle-alert")>{tr!("paste-found-nothing")}</Banner>
                })}
            </div>
            {move || is_cut.get().then(|| view! {
                <Banner tone=Tone::Warn icon=icon!("circle-alert")>{tr!("paste-cut")}</Banner>
            })}
            <ol class="paste-rows">
                <For each=move || keys.get() key=|key| *key let:key>
                    <AgendaRow key rows people number=Signal::derive(move || number_of(rows, key, there.get()))/>
                </For>
            </ol>
            <Show when=move || left_out.with(|left| !left.is_empty())><LeftOutLines pasted/></Show>
        </section>
    }
}

/// Whether a row's title has a letter in it.
fn has_word(row: &Row) -> bool {
    row.found.title.chars().any(char::is_alphabetic)
}

/// The number that a row will have on the agenda.
fn number_of(rows: RwSignal<Vec<Row>>, key: u32, there: usize) -> Option<usize> {
    rows.with(|rows| {
        let mut taken = rows.iter().filter(|row| row.is_taken);
        taken
            .position(|row| row.key == key)
            .map(|at| there + at + 1)
    })
}

/// What is no item; it stays unfolded while line after line is taken from it.
#[component]
fn LeftOutLines(pasted: Pasted) -> impl IntoView {
    let left_out = pasted.left_out;
    view! {
        <details class="details paste-left">
            <summary>
                <Icon of=icon!("chevron-right") small=true/>
                {move || tr!("paste-left-out", { "count" => left_out.with(Vec::len) })}
            </summary>
            <ul>
                {move || left_out.get().into_iter().map(|left| {
                    let line = left.line.clone();
                    view! {
                        <li>
                            <div class="about">
                                <p class="line" lang="vi">{left.line}</p>
                                <p class="why">{say(left.why)}</p>
                            </div>
                            <Button
                                label=move_tr!("paste-take-line")
                                kind=ButtonKind::Text
                                size=Size::Small
                                on_press=Callback::from(move || pasted.take(&line))
                            />
                        </li>
                    }
                }).collect_view()}
            </ul>
        </details>
    }
}

fn say(why: Why) -> String {
    match why {
        Why::Heading => tr!("paste-why-heading"),
        Why::TableHead => tr!("paste-why-head"),
        Why::Section => tr!("paste-why-section"),
        Why::Closing => tr!("paste-why-closing"),
        Why::Loose => tr!("paste-why-loose"),
    }
}
