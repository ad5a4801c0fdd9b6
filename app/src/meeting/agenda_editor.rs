//! The agenda in the editor: items in order, their papers, and the whole area as a place to drop files on.

use leptos::prelude::*;
use nghisu_protocol::ids::{DocumentId, ItemId, Uuid};
use nghisu_protocol::people::Role;
use nghisu_protocol::room::RoomCommand;
use nghisu_protocol::room::command::ItemPlan;
use nghisu_protocol::room::state::{Item, ItemStatus, Stage};

use super::agenda_editor_item::ItemSheet;
use super::drop_area::DropArea;
use super::editor_order::{Handle, Order};
use super::editor_store::{Editor, use_editor};
use super::model::takes_papers;
use super::paste::agenda_sheet::PasteAgendaSheet;
use super::upload_file::Picked;
use super::upload_view::{Intake, IntakeSheet, PickFiles, ReplaceSheet, UploadLine, ready_words};
use crate::conduct::agenda::status_word;
use crate::identity::store::{Session, use_session};
use crate::ui::{
    Button, ButtonKind, DialogAbout, EmptyState, Icon, LinkButton, Menu, MenuItem, Size, TextField,
    kept_whole, use_toasts,
};
use crate::{icon, move_tr, tr};

/// What the item sheet is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Editing {
    /// An item that is to be made.
    New,
    /// One that is there.
    There(ItemId),
}

/// What is planned for an item that is there.
pub fn plan_of(item: &Item) -> ItemPlan {
    ItemPlan {
        title: item.title.clone(),
        presenter: item.presenter,
        presenting_body: item.presenting_body.clone(),
        minutes: item.minutes,
        is_closed_session: item.is_closed_session,
    }
}

/// The sheets that rows open. Copy it freely.
#[derive(Clone, Copy)]
struct Sheets {
    intake: Intake,
    pasting: RwSignal<bool>,
    editing: RwSignal<Option<Editing>>,
    replacing: RwSignal<Option<(DocumentId, ItemId)>>,
    renaming: RwSignal<Option<DocumentId>>,
    removing: RwSignal<Option<Removal>>,
}

/// What cannot be undone and is asked about first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Removal {
    Item(ItemId),
    Paper(DocumentId),
}

/// The agenda.
#[component]
pub fn AgendaEditor() -> impl IntoView {
    let editor = use_editor();
    let session = use_session();
    let sheets = Sheets {
        intake: Intake::new(),
        pasting: RwSignal::new(false),
        editing: RwSignal::new(None),
        replacing: RwSignal::new(None),
        renaming: RwSignal::new(None),
        removing: RwSignal::new(None),
    };
    let ids = Memo::new(move |_| {
        editor
            .read(|room| {
                room.agenda()
                    .into_iter()
                    .map(|(id, _)| id)
                    .collect::<Vec<_>>()
            })
            .unwrap_or_default()
    });
    let minutes = Memo::new(move |_| {
        editor
            .read(|room| {
                room.items
                    .values()
                    .filter(|item| item.status != ItemStatus::Withdrawn)
                    .map(|item| item.minutes)
                    .sum::<u32>()
            })
            .unwrap_or_default()
    });
    let said = RwSignal::new(String::new());
    let toasts = use_toasts();
    let reach = move |from: usize, to: usize| {
        let at = editor.read_untracked(|room| room.reach(from, to));
        if at == Some(from) {
            toasts.say(tr!("order-stays"));
        }
        at.unwrap_or(from)
    };
    let order = Order::of_agenda(ids, said, reach, move |item, at| {
        editor.save(RoomCommand::MoveItem {
            item,
            position: at as u32,
        });
    });
    let offer = Callback::new(move |files: Vec<Picked>| sheets.intake.offer(editor, files, None));
    view! {
        <DropArea class="agenda-editor" label=move_tr!("tab-agenda") on_files=offer>
            <header class="bar">
                <h2 class="t-item">{move || tr!("items-count", { "count" => ids.with(Vec::len) })}</h2>
                <span class="t-second grow">
                    {move || (minutes.get() > 0).then(|| tr!("item-minutes", { "minutes" => minutes.get() }))}
                </span>
                // While there is nothing, the card that says so offers them.
                <Show when=move || !ids.with(Vec::is_empty)>
                    <Button
                        label=move_tr!("paste-agenda")
                        icon=icon!("clipboard-paste")
                        kind=ButtonKind::Text
                        size=Size::Small
                        on_press=Callback::from(move || sheets.pasting.set(true))
                    />
                    <Button
                        label=move_tr!("item-add")
                        icon=icon!("plus")
                        size=Size::Small
                        on_press=Callback::from(move || sheets.editing.set(Some(Editing::New)))
                    />
                </Show>
            </header>
            <div class="drop">
                <Icon of=icon!("upload") small=true/>
                <span class="grow">{move || tr!("drop-here")}</span>
                <PickFiles
                    label=move_tr!("choose-files")
                    many=true
                    text=true
                    on_pick=offer
                />
            </div>
            <p class="words-only" aria-live="polite">{said}</p>
            <Show when=move || ids.with(Vec::is_empty)>
                <div class="card">
                    <EmptyState icon=icon!("list-ordered") title=move_tr!("items-none")>
                        <Button
                            label=move_tr!("item-add")
                            icon=icon!("plus")
                            on_press=Callback::from(move || sheets.editing.set(Some(Editing::New)))
                        />
                        <Button
                            label=move_tr!("paste-agenda")
                            icon=icon!("clipboard-paste")
                            on_press=Callback::from(move || sheets.pasting.set(true))
                        />
                        {move || begins_anew(editor, session).then(|| view! {
                            <LinkButton
                                href=format!("/meetings/new/from?into={}", editor.room.meeting)
                                label=move_tr!("copy-begin")
                                icon=icon!("copy")
                            />
                        })}
                    </EmptyState>
                </div>
            </Show>
            <ol class="items" node_ref=order.list>
                <For each=move || ids.get() key=|id| *id let:id>
                    <ItemCard id ids order sheets/>
                </For>
            </ol>
            <IntakeSheet intake=sheets.intake/>
            <PasteAgendaSheet open=sheets.pasting/>
            <ItemSheet editing=sheets.editing/>
            <ReplaceSheet paper=sheets.replacing/>
            <RenameSheet paper=sheets.renaming/>
            <RemoveSheet removal=sheets.removing/>
        </DropArea>
    }
}

/// Whether nothing was prepared yet: only then another meeting can be copied into this one (rule PP-5).
fn begins_anew(editor: Editor, session: Session) -> bool {
    session.has_role(Role::Secretary)
        && editor
            .read(|room| {
                room.stage == Stage::Draft
                    && room.items.is_empty()
                    && room.chair.is_none()
                    && room.participants.len() == 1
            })
            .unwrap_or(false)
}

#[component]
fn ItemCard(id: ItemId, ids: Memo<Vec<ItemId>>, order: Order, sheets: Sheets) -> impl IntoView {
    let editor = use_editor();
    let index = Memo::new(move |_| {
        ids.with(|ids| ids.iter().position(|other| *other == id))
            .unwrap_or_default()
    });
    let item = Memo::new(move |_| editor.read(|room| room.items.get(&id).cloned()).flatten());
    let title = Signal::derive(move || {
        item.with(|item| {
            item.as_ref()
                .map(|item| item.title.clone())
                .unwrap_or_default()
        })
    });
    let papers = Memo::new(move |_| {
        editor
            .read(|room| {
                room.documents_of(id)
                    .into_iter()
                    .map(|(document, _)| document)
                    .collect::<Vec<_>>()
            })
            .unwrap_or_default()
    });
    let coming = Memo::new(move |_| {
        editor.uploads.of_item(id, |version| {
            editor
                .read(|room| room.version(version).is_some())
                .unwrap_or(false)
        })
    });
    let facts = move || {
        item.with(|item| {
            let item = item.as_ref()?;
            let presenter = item.presenter.and_then(|who| {
                editor
                    .read(|room| room.participants.get(&who).map(|who| who.name.clone()))
                    .flatten()
            });
            let mut words: Vec<String> = [Some(item.presenting_body.clone()), presenter]
                .into_iter()
                .flatten()
                .filter(|word| !word.is_empty())
                .collect();
            if item.minutes > 0 {
                words.push(tr!("item-minutes", { "minutes" => item.minutes }));
            }
            if item.is_closed_session {
                words.push(tr!("item-closed-session"));
            }
            if item.status != ItemStatus::Pending {
                words.push(status_word(item.status));
            }
            Some(words.join(" · "))
        })
        .unwrap_or_default()
    };
    let takes = Memo::new(move |_| item.with(|item| item.as_ref().is_some_and(takes_papers)));
    let is_bare = move || takes.get() && papers.with(Vec::is_empty) && coming.with(Vec::is_empty);
    let is_withdrawn = move || {
        item.with(|item| {
            item.as_ref()
                .is_some_and(|item| item.status == ItemStatus::Withdrawn)
        })
    };
    let remove = move || remove_item(editor, sheets, id);
    view! {
        <li
            class="card item"
            class:held=move || order.is_held(index.get())
            class:land-before=move || order.lands_before(index.get())
            class:land-after=move || order.lands_after(index.get())
            class:withdrawn=is_withdrawn
            on:keydown=move |event| order.key(&event, index.get_untracked())
        >
            <div class="number">
                <b>{move || index.get() + 1}</b>
                <Handle order index id=format!("grip-{id}") name=title/>
            </div>
            <div class="head">
                <button
                    type="button"
                    class="about"
                    id=format!("item-{id}")
                    on:click=move |_| sheets.editing.set(Some(Editing::There(id)))
                >
                    <span class="title" lang="vi">{move || kept_whole(&title.get())}</span>
                    <span class="facts">{facts}</span>
                    <span class="words-only">{move || tr!("item-edit")}</span>
                </button>
                <Menu class="icon-button bare" label=move_tr!("item-more") button=move || view! {
                    <Icon of=icon!("ellipsis")/>
                    <span class="words-only">{tr!("item-more")}</span>
                }>
                    <MenuItem label=move_tr!("item-edit") icon=icon!("pencil") on_press=Callback::from(move || sheets.editing.set(Some(Editing::There(id))))/>
                    <MenuItem label=move_tr!("item-remove") icon=icon!("trash-2") danger=true on_press=Callback::from(remove)/>
                </Menu>
            </div>
            <div class="papers">
                <For each=move || papers.get() key=|document| *document let:document>
                    <PaperLine document item=id sheets/>
                </For>
                <For each=move || coming.get() key=|key| *key let:key>
                    <UploadLine key/>
                </For>
                <Show when=move || takes.get()>
                    <div class="paper-line none">
                        <Icon of=icon!("file-plus")/>
                        <p class="paper-state about">{move || is_bare().then(|| tr!("papers-none"))}</p>
                        <div class="ways">
                            <PickFiles
                                label=Signal::derive(move || if is_bare() { tr!("choose-file") } else { tr!("add-file") })
                                many=true
                                text=true
                                on_pick=Callback::new(move |files: Vec<Picked>| sheets.intake.offer(editor, files, Some(id)))
                            />
                        </div>
                    </div>
                </Show>
            </div>
        </li>
    }
}

/// Removes an item with an undo; one whose papers would be lost with it is asked about first.
fn remove_item(editor: Editor, sheets: Sheets, id: ItemId) {
    let facts = editor.read_untracked(|room| {
        let position = room.number_of(id)?.checked_sub(1)? as u32;
        let item = room.items.get(&id)?;
        let guests = room
            .participants
            .iter()
            .filter(|(_, who)| who.items.contains(&id));
        let guests: Vec<_> = guests
            .map(|(person, who)| (*person, who.items.clone()))
            .collect();
        Some((
            room.stage,
            position,
            plan_of(item),
            room.documents_of(id).is_empty(),
            guests,
        ))
    });
    let Some((stage, position, plan, is_bare, guests)) = facts.flatten() else {
        return;
    };
    if stage != Stage::Draft {
        // Announced items are withdrawn: they keep their number and can come back.
        editor.acts.run_with_undo(
            RoomCommand::RemoveItem { item: id },
            tr!("did-withdraw"),
            vec![RoomCommand::RestoreItem { item: id }],
        );
    } else if is_bare {
        let mut undo = vec![RoomCommand::AddItem {
            item: id,
            plan,
            position: Some(position),
        }];
        undo.extend(
            guests
                .into_iter()
                .map(|(person, items)| RoomCommand::InviteGuest { person, items }),
        );
        editor.acts.run_with_undo(
            RoomCommand::RemoveItem { item: id },
            tr!("did-remove-item"),
            undo,
        );
    } else {
        sheets.removing.set(Some(Removal::Item(id)));
    }
}

/// A paper of an item: its title, what it is, its versions.
#[component]
fn PaperLine(document: DocumentId, item: ItemId, sheets: Sheets) -> impl IntoView {
    let editor = use_editor();
    let paper = Memo::new(move |_| {
        editor
            .read(|room| room.documents.get(&document).cloned())
            .flatten()
    });
    let title = move || {
        paper.with(|paper| {
            paper
                .as_ref()
                .map(|paper| paper.title.clone())
                .unwrap_or_default()
        })
    };
    let facts = move || {
        paper.with(|paper| {
            let version = paper.as_ref()?.current()?;
            Some(ready_words(version.pages, version.size, version.signatures))
        })
    };
    let newer = move || {
        paper.with(|paper| {
            let paper = paper.as_ref()?;
            let number = paper.versions.len();
            let version = paper.current().filter(|_| number > 1)?;
            Some((
                tr!("paper-version", { "number" => number }),
                version.reason.clone(),
            ))
        })
    };
    let is_late = move || paper.with(|paper| paper.as_ref().is_some_and(|paper| paper.is_late));
    view! {
        <div class="paper-line">
            <Icon of=icon!("file-text")/>
            <div class="about">
                <p class="name" lang="vi">{move || kept_whole(&title())}</p>
                <p class="paper-state">
                    <span class="c-valid"><Icon of=icon!("circle-check") small=true/></span>
                    <span>{facts}</span>
                </p>
                {move || newer().map(|(words, reason)| view! {
                    <p class="paper-state"><span>{words} ": " <span lang="vi">{reason}</span></span></p>
                })}
                {move || is_late().then(|| view! { <p class="paper-state">{tr!("paper-late")}</p> })}
            </div>
            <div class="ways">
                <Menu class="icon-button bare" label=move_tr!("paper-more") button=move || view! {
                    <Icon of=icon!("ellipsis")/>
                    <span class="words-only">{tr!("paper-more")}</span>
                }>
                    <MenuItem label=move_tr!("replace-title") icon=icon!("refresh-cw") on_press=Callback::from(move || sheets.replacing.set(Some((document, item))))/>
                    <MenuItem label=move_tr!("paper-rename") icon=icon!("pencil") on_press=Callback::from(move || sheets.renaming.set(Some(document)))/>
                    <MenuItem label=move_tr!("paper-remove") icon=icon!("trash-2") danger=true on_press=Callback::from(move || sheets.removing.set(Some(Removal::Paper(document))))/>
                </Menu>
            </div>
        </div>
    }
}

#[component]
fn RenameSheet(paper: RwSignal<Option<DocumentId>>) -> impl IntoView {
    let editor = use_editor();
    let title = RwSignal::new(String::new());
    let fill = Callback::new(move |document| {
        let known = editor.read_untracked(|room| {
            room.documents
                .get(&document)
                .map(|paper| paper.title.clone())
        });
        title.set(known.flatten().unwrap_or_default());
    });
    let keep = move || {
        let words = title.get_untracked().trim().to_owned();
        if let Some(document) = paper.get_untracked().filter(|_| !words.is_empty()) {
            editor.save(RoomCommand::RenameDocument {
                document,
                title: words,
            });
        }
        paper.set(None);
    };
    view! {
        <DialogAbout
            about=paper
            title=move_tr!("paper-rename")
            on_open=fill
            cancel=true
            foot=move || view! {
                <Button label=move_tr!("save") kind=ButtonKind::Primary on_press=Callback::from(keep)/>
            }
        >
            <TextField label=move_tr!("paper-title") value=title maxlength=300 focus=true/>
        </DialogAbout>
    }
}

#[component]
fn RemoveSheet(removal: RwSignal<Option<Removal>>) -> impl IntoView {
    let editor = use_editor();
    let remove = move || {
        match removal.get_untracked() {
            Some(Removal::Item(item)) => editor.save(RoomCommand::RemoveItem { item }),
            Some(Removal::Paper(document)) => editor.save(RoomCommand::RemoveDocument { document }),
            None => {}
        }
        removal.set(None);
    };
    let is_item = move || matches!(removal.get(), Some(Removal::Item(_)));
    view! {
        <DialogAbout
            about=removal
            title=Signal::derive(move || if is_item() { tr!("item-remove-title") } else { tr!("paper-remove-title") })
            cancel=true
            foot=move || view! {
                <Button label=move_tr!("remove") kind=ButtonKind::Danger on_press=Callback::from(remove)/>
            }
        >
            <p>{move || if is_item() { tr!("item-remove-why") } else { tr!("paper-remove-why") }}</p>
        </DialogAbout>
    }
}

/// A new id for an item.
pub fn new_item() -> ItemId {
    ItemId(Uuid::now_v7())
}
