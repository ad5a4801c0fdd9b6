//! The papers of an item in the secretary's room: what is there, what is on its way, and one that is added or replaced
//! while the meeting goes on.

use leptos::prelude::*;
use nghisu_protocol::ids::{DocumentId, ItemId};
use nghisu_protocol::room::Act;
use nghisu_protocol::room::state::Stage;

use super::store::Records;
use crate::conduct::acts::Acts;
use crate::meeting::drop_area::DropArea;
use crate::meeting::editor_store::{Editor, use_editor};
use crate::meeting::model::takes_papers;
use crate::meeting::room::RoomStore;
use crate::meeting::upload_file::Picked;
use crate::meeting::upload_view::{
    Intake, IntakeSheet, PickFiles, ReplaceSheet, UploadLine, ready_words,
};
use crate::ui::{Icon, Menu, MenuItem};
use crate::{icon, move_tr, tr};

/// The sheets that bring papers. Copy it freely.
#[derive(Clone, Copy)]
pub struct Bringing {
    intake: Intake,
    replacing: RwSignal<Option<(DocumentId, ItemId)>>,
}

impl Bringing {
    /// For a room. Files that are on their way go on while the secretary reads.
    pub(super) fn new(room: RoomStore) -> Self {
        if use_context::<Editor>().is_none() {
            Editor::new(room);
        }
        Self {
            intake: Intake::new(),
            replacing: RwSignal::new(None),
        }
    }
}

/// The sheets, once for the room.
#[component]
pub(super) fn BringingSheets(bringing: Bringing) -> impl IntoView {
    view! {
        <IntakeSheet intake=bringing.intake/>
        <ReplaceSheet paper=bringing.replacing/>
    }
}

/// The card of an item's papers; nothing where it can have none any more.
#[component]
pub(super) fn ItemPapers(records: Records, item: ItemId, bringing: Bringing) -> impl IntoView {
    let room = records.room;
    let takes = Memo::new(move |_| {
        let is_on = room.room.with(|room| {
            room.as_ref().is_some_and(|room| {
                matches!(room.stage, Stage::Draft | Stage::Published | Stage::Open)
                    && room.items.get(&item).is_some_and(takes_papers)
            })
        });
        is_on && room.may(Act::Prepare)
    });
    view! {
        <Show when=move || takes.get()>
            <PapersCard acts=records.acts item bringing/>
        </Show>
    }
}

#[component]
fn PapersCard(acts: Acts, item: ItemId, bringing: Bringing) -> impl IntoView {
    let room = acts.room;
    let editor = use_editor();
    let papers = Memo::new(move |_| {
        room.room.with(|room| {
            let papers = room.as_ref().map(|room| room.documents_of(item));
            let ids = papers.unwrap_or_default().into_iter().map(|(id, _)| id);
            ids.collect::<Vec<_>>()
        })
    });
    let coming = Memo::new(move |_| {
        editor.uploads.of_item(item, |version| {
            editor
                .read(|room| room.version(version).is_some())
                .unwrap_or(false)
        })
    });
    // Before the opening no heading above says whose papers these are.
    let number = Memo::new(move |_| {
        room.room.with(|room| {
            let room = room.as_ref().filter(|room| room.opened_at.is_none())?;
            room.number_of(item)
        })
    });
    let offer = Callback::new(move |files: Vec<Picked>| {
        acts.unless_cut(|| bringing.intake.offer(editor, files, Some(item)));
    });
    view! {
        <DropArea class="card record-card papers-card" label=move_tr!("record-papers") on_files=offer>
            <header>
                <h3>{move || match number.get() {
                    Some(number) => tr!("record-papers-of", { "number" => number }),
                    None => tr!("record-papers"),
                }}</h3>
                <PickFiles
                    label=move_tr!("record-add-paper")
                    many=true
                    text=true
                    online=true
                    on_pick=offer
                />
            </header>
            <For each=move || papers.get() key=|document| *document let:document>
                <PaperOf acts item document bringing/>
            </For>
            <For each=move || coming.get() key=|key| *key let:key>
                <UploadLine key/>
            </For>
            <Show when=move || papers.with(Vec::is_empty) && coming.with(Vec::is_empty)>
                <p class="c-2">{move || tr!("papers-none")}</p>
            </Show>
        </DropArea>
    }
}

#[component]
fn PaperOf(acts: Acts, item: ItemId, document: DocumentId, bringing: Bringing) -> impl IntoView {
    let room = acts.room;
    let paper = Memo::new(move |_| {
        room.room.with(|room| {
            let paper = room.as_ref()?.documents.get(&document)?;
            let current = paper.current()?;
            let facts = (current.pages, current.size, current.signatures);
            Some((
                paper.title.clone(),
                facts,
                paper.versions.len(),
                paper.is_late,
            ))
        })
    });
    let facts = move || {
        let (_, (pages, size, signatures), versions, is_late) = paper.get()?;
        let mut words = vec![ready_words(pages, size, signatures)];
        if versions > 1 {
            words.push(tr!("paper-version", { "number" => versions }));
        }
        if is_late {
            words.push(tr!("paper-late"));
        }
        Some(words.join(" · "))
    };
    view! {
        <div class="paper-line">
            <Icon of=icon!("file-text")/>
            <div class="about">
                <p class="name" lang="vi">{move || paper.get().map(|(title, ..)| title)}</p>
                <p class="paper-state"><span>{facts}</span></p>
            </div>
            <div class="ways">
                <Menu class="icon-button bare" label=move_tr!("paper-more") button=move || view! {
                    <Icon of=icon!("ellipsis")/>
                    <span class="words-only">{tr!("paper-more")}</span>
                }>
                    <MenuItem
                        label=move_tr!("replace-title")
                        icon=icon!("refresh-cw")
                        on_press=Callback::from(move || acts.unless_cut(|| bringing.replacing.set(Some((document, item)))))
                    />
                </Menu>
            </div>
        </div>
    }
}
