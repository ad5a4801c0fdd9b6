//! Calling a meeting off: a draft is deleted, from its editor or from the calendar; an announced meeting keeps its place
//! with a reason.

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::ids::MeetingId;
use nghisu_protocol::room::RoomCommand;
use nghisu_protocol::room::state::Stage;

use super::calendar::shown_title;
use super::editor_store::use_editor;
use crate::conduct::acts::tell;
use crate::ui::{
    Button, ButtonKind, DialogAbout, Icon, Menu, MenuItem, Openings, ReasonDialog, use_toasts,
};
use crate::{icon, move_tr, tr};

/// Characters of a reason, as the server takes them.
const REASON: usize = 2_000;
/// The reasons that the sheet offers are data in Vietnamese: they are kept with the meeting.
const REASONS: [&str; 3] = [
    "Chuyển sang ngày khác",
    "Chủ trì có việc đột xuất",
    "Chưa chuẩn bị xong tài liệu",
];
/// The reason in the log of a draft that is deleted, where nobody is told one.
const DELETED: &str = "Xóa bản nháp";

/// What else is done with a meeting that is prepared: to delete the draft, or to call the meeting off.
#[component]
pub fn CallOffMenu(
    /// The draft that is to be deleted; [`DeleteDraft`] asks about it.
    deletes: RwSignal<Option<Draft>>,
) -> impl IntoView {
    let editor = use_editor();
    let stage = Memo::new(move |_| editor.read(|room| room.stage));
    let ask = Callback::new(move |()| {
        deletes.set(editor.read_untracked(|room| Draft {
            meeting: room.meeting,
            title: shown_title(&room.details.title),
        }));
    });
    let calls_off = RwSignal::new(false);
    view! {
        <Show when=move || matches!(stage.get(), Some(Stage::Draft | Stage::Published))>
            <Menu class="icon-button bare" up=true label=move_tr!("meeting-more") button=move || view! {
                <Icon of=icon!("ellipsis")/>
                <span class="words-only">{move || tr!("meeting-more")}</span>
            }>
                {move || if stage.get() == Some(Stage::Draft) {
                    view! { <MenuItem label=move_tr!("call-off-draft") icon=icon!("trash-2") danger=true on_press=ask/> }
                } else {
                    view! { <MenuItem label=move_tr!("call-off") icon=icon!("ban") danger=true on_press=Callback::from(move || calls_off.set(true))/> }
                }}
            </Menu>
        </Show>
        <CallOffSheet open=calls_off/>
    }
}

/// A draft that somebody wants to delete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Which.
    pub meeting: MeetingId,
    /// Its name as lists show it.
    pub title: String,
}

/// Asks whether a draft is deleted, and deletes it. Stands once on a screen.
#[component]
pub fn DeleteDraft(
    /// The draft, while it is asked about.
    draft: RwSignal<Option<Draft>>,
    /// Set while it is being deleted: its room closes before the answer is here.
    is_leaving: RwSignal<bool>,
    /// Called once it is deleted.
    #[prop(into)]
    on_deleted: Callback<()>,
) -> impl IntoView {
    let toasts = use_toasts();
    let delete = move || {
        let Some(Draft { meeting, title }) = draft.get_untracked() else {
            return;
        };
        draft.set(None);
        is_leaving.set(true);
        spawn_local(async move {
            let reason = DELETED.to_owned();
            // Not by the socket of a room, which is closed with the draft.
            match tell(meeting, RoomCommand::Cancel { reason }).await {
                Ok(()) => {
                    toasts.say(tr!("did-call-off-draft", { "title" => title }));
                    let _ = on_deleted.try_run(());
                }
                Err(why) => {
                    let _ = is_leaving.try_set(false);
                    toasts.say(why);
                }
            }
        });
    };
    let title = move || draft.get().map(|draft| draft.title).unwrap_or_default();
    view! {
        <DialogAbout
            about=draft
            title=move_tr!("call-off-draft-title")
            cancel=true
            foot=move || view! {
                <Button label=move_tr!("call-off-draft") kind=ButtonKind::Danger online=true on_press=Callback::from(delete)/>
            }
        >
            <p>{move || tr!("call-off-draft-follows", { "title" => title() })}</p>
        </DialogAbout>
    }
}

#[component]
fn CallOffSheet(open: RwSignal<bool>) -> impl IntoView {
    let editor = use_editor();
    let toasts = use_toasts();
    let written = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let openings = Openings::of(open);
    let people = Memo::new(move |_| editor.read(|room| room.participants.len()).unwrap_or(0));
    let call_off = Callback::new(move |reason: String| {
        busy.set(true);
        let close = openings.closer();
        spawn_local(async move {
            if editor.kept(RoomCommand::Cancel { reason }).await {
                close();
                toasts.say(tr!("did-call-off"));
            }
            let _ = busy.try_set(false);
        });
    });
    view! {
        <ReasonDialog
            open
            title=move_tr!("call-off-title")
            label=move_tr!("call-off-reason")
            reason=written
            most=REASON
            help=move_tr!("call-off-reason-help")
            often=&REASONS
            act=move_tr!("call-off")
            missing=move_tr!("call-off-choose-reason")
            kind=ButtonKind::Danger
            busy
            on_act=call_off
        >
            {move || tr!("call-off-follows", { "count" => people.get() })}
        </ReasonDialog>
    }
}
