//! *Lời mời* in the editor: who answered what, whom to remind, and the words for a messenger.

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::ids::{MeetingId, PersonId};
use nghisu_protocol::mail::LetterState;
use nghisu_protocol::room::state::{Attendance, Reply, Stage};
use nghisu_protocol::room::{Room, RoomCommand};

use super::answer::{Cannot, CannotSheet};
use super::coming::{about_line, answer_word};
use super::letters::{LetterWord, LettersButton, LettersSheet, LettersWaiting, Post};
use super::model::{Answer, Invited, count, invited};
use super::text;
use crate::archive::api;
use crate::link::ApiError;
use crate::meeting::editor_store::{Editor, use_editor};
use crate::meeting::participants_pick::PeopleSheet;
use crate::ui::{
    Banner, Button, ButtonKind, Dialog, EmptyState, Icon, Menu, MenuItem, Openings, Place, Size,
    Spinner, StatusWord, TextArea, use_toasts,
};
use crate::{dates, icon, move_tr, tr};

/// The meeting as it was announced last: what its log said up to then.
async fn announced(meeting: MeetingId) -> Result<Option<Room>, ApiError> {
    let mut room = Room::new(meeting);
    let mut found = None;
    for entry in &api::log(meeting).await? {
        let was_announced = room.published;
        if room.apply(entry).is_err() {
            break;
        }
        if room.published && !was_announced {
            found = Some(room.clone());
        }
    }
    Ok(found)
}

fn address(meeting: MeetingId) -> String {
    let origin = window().location().origin().unwrap_or_default();
    format!("{origin}/meetings/{meeting}")
}

/// The answers, and the words to copy.
#[component]
pub fn InvitationEditor() -> impl IntoView {
    let editor = use_editor();
    let all = Memo::new(move |_| editor.read(invited).unwrap_or_default());
    let stage = Memo::new(move |_| editor.read(|room| room.stage).unwrap_or(Stage::Draft));
    let shown = RwSignal::new(None::<Answer>);
    let copied = RwSignal::new(None::<(String, String)>);
    let agreeing = RwSignal::new(None::<PersonId>);
    let post = Post::ask();
    let listed = Memo::new(move |_| {
        let mut list = all.get();
        if let Some(answer) = shown.get() {
            list.retain(|one| one.answer == answer);
        }
        list
    });
    let unasked = Memo::new(move |_| {
        let everybody = editor.read(|room| room.participants.len()).unwrap_or(0);
        everybody.saturating_sub(all.with(Vec::len))
    });
    view! {
        <section class="invitation" aria-label=move || tr!("tab-invitation")>
            <header class="bar">
                <h2 class="t-item grow">{move || tr!("invitation-answers", {
                    "attend" => count(&all.read(), Answer::Attends),
                    "all" => all.with(Vec::len),
                })}</h2>
                <LettersButton post/>
                <CopyMenu all stage copied/>
            </header>
            <LettersWaiting post/>
            <Show when=move || stage.get() == Stage::Draft>
                <Banner icon=icon!("info")>{move || tr!("invitation-draft")}</Banner>
            </Show>
            <Filters all shown/>
            <Show when=move || { unasked.get() > 0 }>
                <p class="t-second">{move || tr!("invitation-unasked", { "count" => unasked.get() })}</p>
            </Show>
            <div class="card">
                <Show
                    when=move || listed.with(|listed| !listed.is_empty())
                    fallback=move || view! { <EmptyState icon=icon!("users-round") title=Signal::derive(move || {
                        if all.with(Vec::is_empty) { tr!("participants-none") } else { tr!("invitation-none-such") }
                    })/> }
                >
                    <ol class="rows">
                        {move || listed.get().into_iter().map(|one| view! { <AnswerRow one stage agreeing post/> }).collect_view()}
                    </ol>
                </Show>
            </div>
            <CopySheet copied/>
            <AgreeSheet agreeing/>
            <LettersSheet post all/>
        </section>
    }
}

/// The answers as filters with their counts; those that nobody gave are left out.
#[component]
fn Filters(all: Memo<Vec<Invited>>, shown: RwSignal<Option<Answer>>) -> impl IntoView {
    const ANSWERS: [Answer; 5] = [
        Answer::Silent,
        Answer::Sends,
        Answer::Absent,
        Answer::Attends,
        Answer::Sent,
    ];
    let chip = move |answer: Option<Answer>| {
        let counted = Memo::new(move |_| match answer {
            Some(answer) => count(&all.read(), answer),
            None => all.with(Vec::len),
        });
        let is_on = move || shown.get() == answer;
        move || {
            (answer.is_none() || counted.get() > 0 || is_on()).then(|| {
                view! {
                    <button
                        type="button"
                        class="filter"
                        aria-pressed=move || if is_on() { "true" } else { "false" }
                        on:click=move |_| shown.set(answer)
                    >
                        {answer.map_or_else(|| tr!("filter-all"), |answer| answer_word(answer).2)}
                        <span class="n">{counted}</span>
                    </button>
                }
            })
        }
    };
    view! {
        <div class="filters" role="group" aria-label=move || tr!("filter-people")>
            {chip(None)}
            {ANSWERS.map(|answer| chip(Some(answer))).into_iter().collect_view()}
        </div>
    }
}

#[component]
fn AnswerRow(
    one: Invited,
    stage: Memo<Stage>,
    agreeing: RwSignal<Option<PersonId>>,
    post: Post,
) -> impl IntoView {
    let editor = use_editor();
    let cannot = Cannot::new();
    let Invited {
        person,
        name,
        position,
        answer,
        about,
        given,
    } = one;
    let at = given.map(|given| given.at.0);
    let record = move |reply: Reply| record(editor, person, reply);
    let label = name.clone();
    view! {
        <li class="row answer-row">
            <span class="what">
                <span class="title" lang="vi">{name}</span>
                <span class="second" lang="vi">{position}</span>
            </span>
            <span class="answer">
                {move || {
                    let (icon, tone, word) = answer_word(answer);
                    view! { <StatusWord label=Signal::stored(word) icon tone/> }
                }}
                {about.map(|about| view! { <span class="second" lang="vi">{move || about_line(&about)}</span> })}
                {at.map(|at| view! { <span class="second">{move || dates::said(at, dates::now())}</span> })}
                {move || post.last(person)
                    .filter(|letter| answer == Answer::Silent || letter.state == LetterState::Waiting)
                    .map(|letter| view! { <LetterWord letter/> })}
            </span>
            {(answer == Answer::Sends).then(|| view! {
                <Button label=move_tr!("answer-agree") size=Size::Small on_press=Callback::from(move || agreeing.set(Some(person)))/>
            })}
            <Show when=move || stage.get() == Stage::Published fallback=|| view! { <span></span> }>
                <Menu class="icon-button bare" label=move_tr!("answer-record") button={
                    let label = label.clone();
                    move || view! {
                        <Icon of=icon!("ellipsis")/>
                        <span class="words-only">{tr!("answer-record-for", { "name" => label.clone() })}</span>
                    }
                }>
                    <MenuItem label=move_tr!("answer-record-attend") icon=icon!("check") on_press=Callback::from(move || record(Reply::Attend {}))/>
                    <MenuItem label=move_tr!("answer-record-cannot") icon=icon!("circle-minus") on_press=Callback::from(move || cannot.open.set(true))/>
                </Menu>
            </Show>
            <CannotSheet cannot on_answer=Callback::new(record)/>
        </li>
    }
}

/// Records what somebody answered by telephone.
fn record(editor: Editor, person: PersonId, reply: Reply) {
    let undo = editor.read_untracked(|room| {
        // What is said once more has no way back of its own: the room would refuse it, and with it what comes after.
        let before = room.replies.get(&person).map(|given| given.reply.clone());
        let before = before.filter(|before| *before != reply);
        // Whoever comes is no longer noted as absent (rule RP-4): the way back notes it again.
        let noted = room
            .participants
            .get(&person)
            .map(|who| who.attendance.clone());
        let is_away = |noted: &Attendance| {
            matches!(
                noted,
                Attendance::Absent | Attendance::AbsentWithReason { .. }
            )
        };
        let noted = noted.filter(|noted| reply == Reply::Attend {} && is_away(noted));
        let before = before.map(|reply| RoomCommand::AnswerInvitation { person, reply });
        let noted = noted.map(|attendance| RoomCommand::RecordAttendance { person, attendance });
        before.into_iter().chain(noted).collect::<Vec<_>>()
    });
    let undo = undo.unwrap_or_default();
    editor.acts.run_with_undo(
        RoomCommand::AnswerInvitation { person, reply },
        tr!("did-record-answer"),
        undo,
    );
}

/// The words for a messenger: the invitation; what changed, once the meeting was announced; the reminder, as long as
/// somebody has not answered.
#[component]
fn CopyMenu(
    all: Memo<Vec<Invited>>,
    stage: Memo<Stage>,
    copied: RwSignal<Option<(String, String)>>,
) -> impl IntoView {
    let editor = use_editor();
    let toasts = use_toasts();
    let busy = RwSignal::new(false);
    let is_announced = move || editor.read(|room| room.published).unwrap_or(false);
    let invite = move || {
        let said = editor.read_untracked(|room| text::invitation(room, &address(room.meeting)));
        copied.set(said.map(|said| (tr!("invitation-copy"), said)));
    };
    let remind = move || {
        let said = editor
            .read_untracked(|room| text::reminder(room, &invited(room), &address(room.meeting)));
        copied.set(said.flatten().map(|said| (tr!("invitation-remind"), said)));
    };
    let tell = move || {
        let Some(now) = editor.read_untracked(Clone::clone) else {
            return;
        };
        busy.set(true);
        spawn_local(async move {
            match announced(now.meeting).await {
                Ok(before) => {
                    let said = before
                        .and_then(|before| text::changes(&before, &now, &address(now.meeting)));
                    match said {
                        Some(said) => {
                            let _ = copied.try_set(Some((tr!("invitation-changes"), said)));
                        }
                        None => toasts.say(tr!("invitation-no-changes")),
                    }
                }
                Err(error) => toasts.say(error.say()),
            }
            let _ = busy.try_set(false);
        });
    };
    view! {
        <Menu class="button small" label=move_tr!("invitation-words") button=move || view! {
            {move || if busy.get() {
                view! { <Spinner small=true/> }.into_any()
            } else {
                view! { <Icon of=icon!("copy") small=true/> }.into_any()
            }}
            <span>{move || tr!("invitation-words")}</span>
            <Icon of=icon!("chevron-down") small=true/>
        }>
            <MenuItem label=move_tr!("invitation-copy") icon=icon!("copy") on_press=Callback::from(invite)/>
            <Show when=is_announced>
                <MenuItem label=move_tr!("invitation-changes") icon=icon!("file-diff") on_press=Callback::from(tell)/>
            </Show>
            <Show when=move || stage.get() == Stage::Published && count(&all.read(), Answer::Silent) != 0>
                <MenuItem label=move_tr!("invitation-remind") icon=icon!("mail-question-mark") on_press=Callback::from(remind)/>
            </Show>
        </Menu>
    }
}

/// Words to be looked over and copied.
#[component]
fn CopySheet(
    /// The sheet's title with the words.
    copied: RwSignal<Option<(String, String)>>,
) -> impl IntoView {
    let toasts = use_toasts();
    let open = RwSignal::new(false);
    let words = RwSignal::new(String::new());
    let title = RwSignal::new(String::new());
    Effect::new(move |_| {
        if let Some((heading, said)) = copied.get() {
            title.set(heading);
            words.set(said);
            open.set(true);
        }
    });
    let copy = move || {
        let said = words.get_untracked();
        let written = window().navigator().clipboard().write_text(&said);
        spawn_local(async move {
            match wasm_bindgen_futures::JsFuture::from(written).await {
                Ok(_) => {
                    toasts.say(tr!("copied"));
                    let _ = open.try_set(false);
                }
                // The words stay there to be taken by hand.
                Err(_) => toasts.say(tr!("not-copied")),
            }
        });
    };
    view! {
        <Dialog
            open
            title
            place=Place::CentreWide
            on_close=Callback::from(move || copied.set(None))
            foot=move || view! {
                <Button label=move_tr!("copy") kind=ButtonKind::Primary icon=icon!("copy") on_press=Callback::from(copy)/>
            }
        >
            <div lang="vi" class="copy-words">
                <TextArea label=move_tr!("copy-words") help=move_tr!("copy-help") value=words rows=12/>
            </div>
        </Dialog>
    }
}

/// Agrees to a substitute: chosen from the directory, entered for whoever sends them.
#[component]
fn AgreeSheet(agreeing: RwSignal<Option<PersonId>>) -> impl IntoView {
    let editor = use_editor();
    let open = RwSignal::new(false);
    let openings = Openings::of(agreeing);
    Effect::new(move |_| open.set(agreeing.get().is_some()));
    Effect::new(move |before: Option<bool>| {
        let now = open.get();
        if before == Some(true) && !now {
            agreeing.set(None);
        }
        now
    });
    let asked = move || {
        let person = agreeing.get()?;
        editor
            .read(|room| {
                let name = room.participants.get(&person)?.name.clone();
                match &room.replies.get(&person)?.reply {
                    Reply::Substitute { who } => Some((name, who.clone())),
                    Reply::Attend {} | Reply::Absent { .. } => None,
                }
            })
            .flatten()
    };
    let chosen = Signal::derive(move || {
        let people = editor.read(|room| room.participants.keys().copied().collect());
        people.unwrap_or_default()
    });
    let press = Callback::new(move |person: PersonId| {
        let Some(substitute_for) = agreeing.get_untracked() else {
            return;
        };
        let is_there = editor
            .read_untracked(|room| room.participants.contains_key(&person))
            .unwrap_or(true);
        let undo = if is_there {
            Vec::new()
        } else {
            vec![RoomCommand::RemoveParticipant { person }]
        };
        let command = RoomCommand::AddSubstitute {
            person,
            substitute_for,
        };
        let close = openings.closer();
        spawn_local(async move {
            if editor
                .acts
                .did_with_undo(command, tr!("did-agree"), undo)
                .await
            {
                close();
            }
        });
    });
    view! {
        <PeopleSheet
            open
            title=move_tr!("answer-agree-title")
            chosen
            on_press=press
            head=move || view! {
                <Banner icon=icon!("users-round")>
                    {move || asked().map(|(name, who)| tr!("answer-agree-for", { "name" => name, "who" => who }))}
                </Banner>
            }
        />
    }
}
