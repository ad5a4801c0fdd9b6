//! The sheet in which whoever chairs states a conclusion of an item: the one that is discussed when the sheet opens. It
//! stays that one while words are being written, whatever is opened meanwhile.

use leptos::prelude::*;
use nghisu_protocol::ids::{ConclusionId, ItemId, Uuid};
use nghisu_protocol::room::RoomCommand;
use nghisu_protocol::room::state::Conclusion;

use super::acts::Acts;
use super::record::model::lacks_deadline;
use crate::meeting::room::RoomStore;
use crate::ui::{Button, ButtonKind, Dialog, Icon, Openings, Place, Size, TextArea};
use crate::{icon, move_tr, tr};

/// States a conclusion of the item that is discussed.
#[component]
pub fn ConclusionSheet(
    /// The room.
    room: RoomStore,
    /// What it does.
    acts: Acts,
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let openings = Openings::of(open);
    let text = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let current = Memo::new(move |_| {
        room.room.with(|room| {
            let room = room.as_ref()?;
            let id = room.current_item?;
            Some((id, room.number_of(id)?))
        })
    });
    // What is being written belongs to this item.
    let about = RwSignal::new(None::<ItemId>);
    Effect::new(move |_| {
        if !open.get() {
            if text.with_untracked(|text| text.trim().is_empty()) {
                about.set(None);
            }
        } else if about.get_untracked().is_none()
            && let Some((id, _)) = current.get()
        {
            about.set(Some(id));
        }
    });
    let elsewhere = Memo::new(move |_| {
        let about = about.get()?;
        current.get().filter(|(id, _)| *id != about)
    });
    let item = Memo::new(move |_| {
        let id = about.get()?;
        room.room.with(|room| {
            let room = room.as_ref()?;
            let item = room.items.get(&id)?;
            Some((
                id,
                room.number_of(id).unwrap_or_default(),
                item.title.clone(),
                item.conclusions.clone(),
            ))
        })
    });
    let keep = move || {
        let Some((item, ..)) = item.get_untracked() else {
            return;
        };
        let said = text.get_untracked().trim().to_owned();
        if said.is_empty() {
            return;
        }
        busy.set(true);
        let close = openings.closer();
        leptos::task::spawn_local(async move {
            let id = ConclusionId(Uuid::now_v7());
            let conclusion = Conclusion {
                id,
                text: said.clone(),
            };
            let undo = vec![RoomCommand::StrikeConclusion {
                item,
                conclusion: id,
            }];
            let command = RoomCommand::RecordConclusion { item, conclusion };
            if acts.did_with_undo(command, tr!("did-conclude"), undo).await {
                // What was written on meanwhile is another conclusion, and stays.
                let is_all = text.try_with_untracked(|text| text.trim() == said) == Some(true);
                if is_all {
                    text.set(String::new());
                    close();
                    if !open.get_untracked() {
                        about.set(None);
                    }
                }
            }
            let _ = busy.try_set(false);
        });
    };
    let title = Signal::derive(move || match item.get() {
        Some((_, number, ..)) => tr!("conclude-item", { "number" => number }),
        None => tr!("dock-conclude"),
    });
    view! {
        <Dialog
            open
            title
            place=Place::Bottom
            foot=move || view! {
                <p class="conclude-why" role="status">
                    {move || (item.with(Option::is_some) && text.with(|text| text.trim().is_empty())).then(|| tr!("conclude-needs-words"))}
                </p>
                <Button
                    label=move_tr!("conclude-keep")
                    kind=ButtonKind::Primary
                    icon=icon!("pen-line")
                    busy
                    disabled=Signal::derive(move || item.with(Option::is_none) || text.with(|text| text.trim().is_empty()))
                    on_press=move || keep()
                />
            }
        >
            {move || elsewhere.get().map(|(current, number)| view! {
                <div class="elsewhere">
                    <span>{tr!("record-elsewhere", { "number" => number })}</span>
                    <button type="button" class="button text small" on:click=move |_| about.set(Some(current))>
                        {tr!("record-go-there", { "number" => number })}
                    </button>
                </div>
            })}
            {move || match item.get() {
                None => view! { <p class="empty">{tr!("conclude-no-item")}</p> }.into_any(),
                Some((item, _, title, conclusions)) => view! {
                    <p class="t-second c-2" lang="vi">{title}</p>
                    <ol class="conclusions" lang="vi">
                        {conclusions.into_iter().map(|conclusion| {
                            let id = conclusion.id;
                            let kept = conclusion.clone();
                            let is_open_ended = lacks_deadline(&conclusion.text);
                            view! {
                                <li>
                                    <span>{conclusion.text}</span>
                                    {is_open_ended.then(|| view! { <span class="no-deadline"><Icon of=icon!("calendar") small=true/>{tr!("conclusion-no-deadline")}</span> })}
                                    <Button
                                        size=Size::Small
                                        kind=ButtonKind::Text
                                        label=move_tr!("remove")
                                        disabled=acts.is_settling
                                        on_press=move || acts.run_once_with_undo(
                                            RoomCommand::StrikeConclusion { item, conclusion: id },
                                            tr!("did-strike-conclusion"),
                                            vec![RoomCommand::RecordConclusion { item, conclusion: kept.clone() }],
                                        )
                                    />
                                </li>
                            }
                        }).collect_view()}
                    </ol>
                }.into_any(),
            }}
            <TextArea label=move_tr!("conclude-text") value=text rows=4 most=5_000 focus=true/>
        </Dialog>
    }
}
