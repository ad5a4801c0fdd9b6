//! `/meetings/new` and `/meetings/:id/edit`: preparing a meeting, before and after it is announced.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map};
use nghisu_protocol::ids::{MeetingId, Uuid};
use nghisu_protocol::room::state::Stage;
use nghisu_protocol::room::{Act, RoomCommand};

use super::agenda_editor::AgendaEditor;
use super::api;
use super::calendar::StageChip;
use super::call_off::{CallOffMenu, DeleteDraft, Draft};
use super::called_off::CalledOffCard;
use super::editor_form::DetailsForm;
use super::editor_store::{Editor, Saved, create, use_editor};
use super::invitation::list::InvitationEditor;
use super::model::{Day, Missing, listed, missing, time_of};
use super::participants::ParticipantsEditor;
use super::room::RoomStore;
use super::screen::{Ended, wide};
use super::working_days::{WORKING_DAYS_AHEAD, working_days};
use crate::link::socket::Connection;
use crate::link::{self, ApiError};
use crate::printable::sheet::PrintButton;
use crate::ui::{
    Again, Asking, Button, ButtonKind, EmptyState, ErrorState, Fetch, Icon, LinkButton, NotFound,
    Screen, Skeleton, Spinner, Tab, Tabs, is_cut_off, use_toasts,
};
use crate::{icon, move_tr, tr};

/// `/meetings/new`: makes a draft and goes on to its editor, as whose beginning it looks.
#[component]
pub fn NewMeetingScreen() -> impl IntoView {
    let navigate = use_navigate();
    let failed = RwSignal::new(None::<ApiError>);
    // The same for every attempt: one whose answer was lost makes no second draft.
    let meeting = MeetingId(Uuid::now_v7());
    let asking = Asking::new();
    let make = move || {
        if asking.is_on_now() {
            return;
        }
        let Some(turn) = asking.begin() else {
            return;
        };
        let navigate = navigate.clone();
        spawn_local(async move {
            let instead = NavigateOptions {
                replace: true,
                ..NavigateOptions::default()
            };
            let outcome = create(meeting).await;
            // Whoever has gone elsewhere meanwhile stays there.
            if !asking.answered(turn) {
                return;
            }
            match outcome {
                Ok(()) => navigate(&format!("/meetings/{meeting}/edit"), instead),
                Err(why) => {
                    let _ = failed.try_set(Some(why));
                }
            }
        });
    };
    make();
    let make = Callback::new(move |()| make());
    view! {
        <Screen title=move_tr!("editor") back="/".to_owned()>
            <div class="scroll">
                {move || match failed.get() {
                    None => view! { <Skeleton/> }.into_any(),
                    Some(error) => view! {
                        <ErrorState error title=move_tr!("meeting-not-made") on_retry=make alone=true>
                            <LinkButton href="/".to_owned() label=move_tr!("not-found-way")/>
                        </ErrorState>
                    }
                    .into_any(),
                }}
            </div>
        </Screen>
    }
}

/// `/meetings/:id/edit`.
#[component]
pub fn EditorScreen() -> impl IntoView {
    let params = use_params_map();
    let meeting = Memo::new(move |_| {
        params
            .with(|params| params.get("id"))
            .and_then(|id| id.parse::<MeetingId>().ok())
    });
    move || match meeting.get() {
        None => view! { <NotFound/> }.into_any(),
        Some(meeting) => view! { <MeetingEditor meeting/> }.into_any(),
    }
}

/// The parts of the editor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Details,
    Agenda,
    People,
    Invitation,
}

/// What the editor's screen shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scene {
    Waiting,
    Unreachable,
    /// The server closed it, with this code.
    Ended(u16),
    NotYours,
    CalledOff,
    Parts,
}

#[component]
fn MeetingEditor(meeting: MeetingId) -> impl IntoView {
    let room = RoomStore::open(meeting, None);
    let editor = Editor::new(room);
    let is_known =
        Memo::new(move |_| room.room.with(Option::is_some) && room.viewer.with(Option::is_some));
    let may_prepare = Memo::new(move |_| room.may(Act::Prepare));
    let is_off = Memo::new(move |_| room.is_called_off());
    let deletes = RwSignal::new(None::<Draft>);
    let is_leaving = RwSignal::new(false);
    let navigate = use_navigate();
    let leave = move || {
        let instead = NavigateOptions {
            replace: true,
            ..NavigateOptions::default()
        };
        navigate("/", instead);
    };
    let was_refused = room.was_refused();
    let again = Callback::new(move |()| room.try_again());
    // A connection that goes and comes leaves fields, focus and scrolling as they are.
    let scene =
        Memo::new(
            move |_| match (room.connection.get(), is_known.get(), may_prepare.get()) {
                // The room of a draft that is being deleted closes before this screen is left.
                (Connection::Ended(_), ..) if is_leaving.get() => Scene::Waiting,
                (Connection::Ended(code), ..) => Scene::Ended(code),
                (_, true, _) if is_off.get() => Scene::CalledOff,
                (_, true, false) => Scene::NotYours,
                (_, false, _) if was_refused.get() => Scene::Unreachable,
                (_, false, _) => Scene::Waiting,
                (_, true, true) => Scene::Parts,
            },
        );
    // The socket is this screen's way to the server: the strip tells of it.
    Effect::new(move |_| match room.connection.get() {
        Connection::Connected => link::report(true),
        Connection::Lost => link::report(false),
        Connection::Connecting if scene.get() == Scene::Unreachable => link::report(false),
        Connection::Connecting | Connection::Ended(_) => {}
    });
    let is_wide = wide();
    let part = RwSignal::new(if is_wide.get_untracked() {
        Part::Agenda
    } else {
        Part::Details
    });
    let people = Signal::derive(move || {
        editor
            .read(|room| room.participants.len())
            .unwrap_or_default()
    });
    let title = Signal::derive(move || match scene.get() {
        Scene::CalledOff => tr!("duty-called-off"),
        _ => tr!("editor"),
    });
    let leaving = window_event_listener(leptos::ev::beforeunload, move |event| {
        // The browser asks in its own words while words wait for a connection.
        if editor.waits() {
            event.prevent_default();
        }
    });
    on_cleanup(move || leaving.remove());
    view! {
        <Screen title back="/".to_owned()>
            {move || match scene.get() {
                Scene::Ended(code) => view! { <div class="scroll"><Ended code/></div> }.into_any(),
                Scene::NotYours => view! {
                    <div class="scroll">
                        <EmptyState icon=icon!("lock") title=move_tr!("editor-not-yours")>
                            <LinkButton href="/".to_owned() label=move_tr!("not-found-way")/>
                        </EmptyState>
                    </div>
                }
                .into_any(),
                Scene::Unreachable => view! {
                    <div class="scroll"><ErrorState error=ApiError::Offline title=move_tr!("room-failed") on_retry=again again=Again::OwnWay/></div>
                }
                .into_any(),
                Scene::Waiting => view! { <div class="scroll"><Skeleton on_retry=again/></div> }.into_any(),
                Scene::CalledOff => view! { <div class="scroll"><CalledOffCard room/></div> }.into_any(),
                Scene::Parts => view! { <Parts part is_wide people deletes/> }.into_any(),
            }}
        </Screen>
        // It outlives the parts, which go with the draft.
        <DeleteDraft draft=deletes is_leaving on_deleted=Callback::from(leave)/>
    }
}

#[component]
fn Parts(
    part: RwSignal<Part>,
    is_wide: Signal<bool>,
    people: Signal<usize>,
    deletes: RwSignal<Option<Draft>>,
) -> impl IntoView {
    view! {
        {move || {
            // Side by side form and agenda share a tab; held upright again, the tablet shows the one that was left.
            let is_wide = is_wide.get();
            let shared = if is_wide && part.get_untracked() == Part::Details { Part::Details } else { Part::Agenda };
            let mut tabs = vec![
                Tab::new(shared, move_tr!("tab-agenda")),
                Tab { count: Some(people), ..Tab::new(Part::People, move_tr!("tab-people")) },
                Tab::new(Part::Invitation, move_tr!("tab-invitation")),
            ];
            if !is_wide {
                tabs.insert(0, Tab::new(Part::Details, move_tr!("tab-details")));
            }
            view! { <Tabs label=move_tr!("editor") chosen=part tabs/> }
        }}
        <div class="fill editor" class:wide=is_wide role="tabpanel">
            <div class="pane form" hidden=move || matches!(part.get(), Part::People | Part::Invitation) || part.get() == Part::Agenda && !is_wide.get()>
                <DetailsForm/>
            </div>
            <div class="pane agenda" hidden=move || matches!(part.get(), Part::People | Part::Invitation) || part.get() == Part::Details && !is_wide.get()>
                <AgendaEditor/>
            </div>
            <div class="pane people" hidden=move || part.get() != Part::People>
                <ParticipantsEditor/>
            </div>
            <div class="pane people" hidden=move || part.get() != Part::Invitation>
                <InvitationEditor/>
            </div>
        </div>
        <EditorFoot deletes/>
    }
}

/// "Đã lưu 14:32". Before anything was changed here, all is as it was kept.
#[component]
fn SavedWord() -> impl IntoView {
    let saved = use_editor().saved;
    let is_cut = Memo::new(|_| is_cut_off());
    view! {
        <span class="saved-word" role="status">
            {move || match saved.get() {
                // What others do meanwhile is not known here: the tick of a living connection would say too much.
                Saved::Unchanged | Saved::At(_) if is_cut.get() => view! {
                    <span class="c-2"><Icon of=icon!("cloud-off") small=true/></span>
                    <span class="said">{tr!("saved-before-loss")}</span>
                }
                .into_any(),
                Saved::Unchanged => view! {
                    <Icon of=icon!("cloud-check") small=true/>
                    <span class="said">{tr!("saved")}</span>
                }
                .into_any(),
                Saved::Saving => view! { <Spinner small=true/><span class="said">{tr!("saving")}</span> }.into_any(),
                Saved::At(at) => view! {
                    <Icon of=icon!("cloud-check") small=true/>
                    <span class="said">{tr!("saved-at", { "time" => time_of(at) })}</span>
                }
                .into_any(),
                Saved::Waits => view! {
                    <span class="c-warn"><Icon of=icon!("cloud-off") small=true/></span>
                    <span class="said c-warn">{tr!("saved-later")}</span>
                }
                .into_any(),
                Saved::Failed => view! {
                    <span class="c-warn"><Icon of=icon!("cloud-alert") small=true/></span>
                    <span class="said c-warn">{tr!("not-saved")}</span>
                }
                .into_any(),
            }}
        </span>
    }
}

fn missing_word(missing: &Missing) -> String {
    match missing {
        Missing::Title => tr!("missing-title"),
        Missing::Time => tr!("missing-time"),
        Missing::Chair => tr!("missing-chair"),
        Missing::Agenda => tr!("missing-agenda"),
        Missing::Papers(numbers) => {
            tr!("missing-papers", { "count" => numbers.len(), "items" => listed(numbers, &tr!("and")) })
        }
    }
}

/// How the preparation stands: what is missing, whether all is kept; and the acts, *Công bố* above all.
#[component]
fn EditorFoot(deletes: RwSignal<Option<Draft>>) -> impl IntoView {
    let editor = use_editor();
    let toasts = use_toasts();
    let busy = RwSignal::new(false);
    let stage = Memo::new(move |_| editor.read(|room| room.stage).unwrap_or(Stage::Draft));
    let has_papers =
        Memo::new(move |_| editor.read(|room| !room.documents.is_empty()) == Some(true));
    let lacks = Memo::new(move |_| editor.read(missing).unwrap_or_default());
    let starts = Memo::new(move |_| editor.read(|room| room.details.starts_at).flatten());
    let calendar = Fetch::new(api::calendar);
    let blocked = Signal::derive(move || lacks.with(|lacks| lacks.iter().any(Missing::blocks)));
    let days = move || {
        let starts = Day::of(starts.get()?);
        let today = Day::of(editor.room.now());
        // Before the calendar is there, and where it cannot be had, weekdays are counted.
        let days = working_days(today, starts, &calendar.ready().unwrap_or_default());
        (starts >= today && days < WORKING_DAYS_AHEAD && stage.get() == Stage::Draft)
            .then_some(days)
    };
    let publish = move || {
        busy.set(true);
        spawn_local(async move {
            if editor.kept(RoomCommand::Publish {}).await {
                toasts.say(tr!("did-publish"));
            }
            let _ = busy.try_set(false);
        });
    };
    view! {
        <footer class="foot editor-foot">
            <div class="grow">
                <div class="lacking" role="status">
                    {move || {
                        let (blocking, open): (Vec<_>, Vec<_>) = lacks.get().into_iter().partition(Missing::blocks);
                        let words: Vec<String> = blocking.iter().map(missing_word).collect();
                        let needed = (!words.is_empty()).then(|| tr!("missing", { "what" => words.join("; ") }));
                        // What does not keep the meeting from being published is said apart, in its own words.
                        let open = open.iter().map(|missing| (missing_word(missing), true));
                        needed.into_iter().map(|said| (said, false)).chain(open).map(|(said, may_follow)| view! {
                            <p class="lacks" class:may-follow=may_follow>
                                <Icon of=icon!("circle-alert")/>
                                <span>{said}</span>
                            </p>
                        }).collect_view()
                    }}
                    {move || (lacks.with(Vec::is_empty) && stage.get() == Stage::Draft).then(|| view! {
                        <p class="complete"><Icon of=icon!("circle-check")/><span>{tr!("missing-nothing")}</span></p>
                    })}
                    {move || days().map(|days| view! {
                        <p class="lacks may-follow">
                            <Icon of=icon!("circle-alert")/>
                            <span>{tr!("days-short", { "days" => days })}</span>
                        </p>
                    })}
                </div>
                <div class="editor-state">
                    {move || Some(stage.get()).filter(|stage| *stage != Stage::Draft).map(|stage| view! { <StageChip stage/> })}
                    <SavedWord/>
                </div>
            </div>
            <CallOffMenu deletes/>
            <Show when=move || has_papers.get()>
                <PrintButton meeting=editor.room.meeting kind=ButtonKind::Text/>
            </Show>
            {move || match stage.get() {
                Stage::Draft => view! {
                    <Button label=move_tr!("publish") kind=ButtonKind::Primary disabled=blocked busy on_press=Callback::from(publish)/>
                }
                .into_any(),
                _ => view! {
                    <LinkButton
                        href=format!("/meetings/{}", editor.room.meeting)
                        label=move_tr!("enter-room")
                        icon=icon!("door-open")
                        kind=ButtonKind::Primary
                    />
                }
                .into_any(),
            }}
        </footer>
    }
}
