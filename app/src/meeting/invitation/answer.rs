//! Answering an invitation: one touch to come, two to say why not or whom one sends. In the room's agenda, as long as the
//! meeting is announced and not open, and among the things that wait.

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::ids::{MeetingId, PersonId};
use nghisu_protocol::room::RoomCommand;
use nghisu_protocol::room::state::{Reply, Stage};

use super::model::is_asked;
use crate::conduct::acts::{Acts, tell};
use crate::identity::store::use_session;
use crate::meeting::room::RoomStore;
use crate::ui::{Button, ButtonKind, Dialog, Icon, Segmented, Size, TextArea, use_toasts};
use crate::{icon, move_tr, tr};

/// Characters of a reason, as the server takes them.
const REASON: usize = 500;
/// Characters of a substitute's name and position.
const SUBSTITUTE: usize = 200;

/// What is being written in the sheet *Không dự được*. It outlives the view: a tablet that is turned loses no word.
#[derive(Debug, Clone, Copy)]
pub struct Cannot {
    /// Whether the sheet is open.
    pub open: RwSignal<bool>,
    sends: RwSignal<bool>,
    reason: RwSignal<String>,
    who: RwSignal<String>,
}

impl Cannot {
    /// Nothing is written yet.
    pub fn new() -> Self {
        Self {
            open: RwSignal::new(false),
            sends: RwSignal::new(false),
            reason: RwSignal::new(String::new()),
            who: RwSignal::new(String::new()),
        }
    }
}

impl Default for Cannot {
    fn default() -> Self {
        Self::new()
    }
}

/// Answers for oneself in the room.
fn answer(acts: Acts, person: PersonId, reply: Reply) {
    let before = acts.room.room.with_untracked(|room| {
        let given = room.as_ref()?.replies.get(&person)?;
        Some(given.reply.clone())
    });
    // What is said once more has no way back: the room would refuse it.
    let before = before.filter(|before| *before != reply);
    let undo = before.map(|reply| RoomCommand::AnswerInvitation { person, reply });
    acts.run_with_undo(
        RoomCommand::AnswerInvitation { person, reply },
        tr!("did-answer"),
        undo.into_iter().collect(),
    );
}

/// The sheet of [`OwnAnswer`]; stands once in the room.
#[component]
pub fn OwnCannotSheet(
    /// What it does.
    acts: Acts,
    /// What is written.
    cannot: Cannot,
) -> impl IntoView {
    let session = use_session();
    let on_answer = Callback::new(move |reply| {
        if let Some(person) = session.person_id_now() {
            answer(acts, person, reply);
        }
    });
    view! { <CannotSheet cannot on_answer/> }
}

/// The reader's own answer, in the room: what it is, and the way to give or change it.
#[component]
pub fn OwnAnswer(
    /// The room.
    room: RoomStore,
    /// What it does.
    acts: Acts,
    /// What is written in the sheet.
    cannot: Cannot,
) -> impl IntoView {
    let session = use_session();
    let given = Memo::new(move |_| {
        let person = session.person_id()?;
        room.room.with(|room| {
            let room = room.as_ref()?;
            let is_due = room.stage == Stage::Published && is_asked(room, person);
            is_due.then(|| {
                let given = room.replies.get(&person);
                (person, given.map(|given| given.reply.clone()))
            })
        })
    });
    let changes = RwSignal::new(false);
    // What was answered is said again; the buttons come back when it is to be changed.
    Effect::new(move |_| {
        given.track();
        changes.set(false);
    });
    move || {
        let (person, reply) = given.get()?;
        let on_answer = Callback::new(move |reply| answer(acts, person, reply));
        Some(view! {
            <section class="own-answer" aria-label=move || tr!("answer-yours")>
                {move || match reply.clone().filter(|_| !changes.get()) {
                    Some(reply) => view! {
                        <p class="given">
                            <Icon of=answer_icon(&reply) small=true/>
                            <span>{said(&reply)}</span>
                        </p>
                        <Button label=move_tr!("answer-change") kind=ButtonKind::Text size=Size::Small on_press=move || changes.set(true)/>
                    }
                    .into_any(),
                    None => view! {
                        <p class="t-strong">{move || tr!("answer-ask")}</p>
                        <AnswerButtons cannot on_answer/>
                    }
                    .into_any(),
                }}
            </section>
        })
    }
}

fn answer_icon(reply: &Reply) -> crate::ui::Svg {
    match reply {
        Reply::Attend {} => icon!("check"),
        Reply::Absent { .. } => icon!("circle-minus"),
        Reply::Substitute { .. } => icon!("users-round"),
    }
}

/// One's own answer in words.
fn said(reply: &Reply) -> String {
    match reply {
        Reply::Attend {} => tr!("answer-given-attend"),
        Reply::Absent { reason } => tr!("answer-given-absent", { "reason" => reason.clone() }),
        Reply::Substitute { who } => tr!("answer-given-substitute", { "who" => who.clone() }),
    }
}

/// *Tôi sẽ dự* and *Không dự được…*.
#[component]
pub fn AnswerButtons(
    /// The sheet that says why not.
    cannot: Cannot,
    /// Called with the answer.
    on_answer: Callback<Reply>,
) -> impl IntoView {
    view! {
        <div class="answer-ways">
            <Button label=move_tr!("answer-attend") icon=icon!("check") kind=ButtonKind::Primary online=true on_press=move || on_answer.run(Reply::Attend {})/>
            <Button label=move_tr!("answer-cannot") online=true on_press=move || cannot.open.set(true)/>
        </div>
    }
}

/// Why not, or who comes instead.
#[component]
pub fn CannotSheet(
    /// What is written.
    cannot: Cannot,
    /// Called with the answer.
    on_answer: Callback<Reply>,
) -> impl IntoView {
    let Cannot {
        open,
        sends,
        reason,
        who,
    } = cannot;
    let fits = |text: &str, most: usize| {
        let length = text.trim().chars().count();
        length > 0 && length <= most
    };
    let is_ready = Signal::derive(move || {
        if sends.get() {
            who.with(|who| fits(who, SUBSTITUTE))
        } else {
            reason.with(|reason| fits(reason, REASON))
        }
    });
    // The button that is off says what it waits for.
    let missing = move || {
        let is_empty = |text: &String| text.trim().is_empty();
        if sends.get() {
            who.with(is_empty).then(|| tr!("answer-needs-who"))
        } else {
            reason.with(is_empty).then(|| tr!("answer-needs-reason"))
        }
    };
    let send = move || {
        let reply = if sends.get_untracked() {
            Reply::Substitute {
                who: who.get_untracked().trim().to_owned(),
            }
        } else {
            Reply::Absent {
                reason: reason.get_untracked().trim().to_owned(),
            }
        };
        open.set(false);
        on_answer.run(reply);
    };
    view! {
        <Dialog
            open
            title=move_tr!("answer-cannot-title")
            cancel=true
            foot=move || view! {
                <p class="foot-why" role="status">{missing}</p>
                <Button label=move_tr!("answer-send") kind=ButtonKind::Primary icon=icon!("send") online=true disabled=Signal::derive(move || !is_ready.get()) on_press=send/>
            }
        >
            <div class="stack">
                <Segmented
                    wide=true
                    mark=true
                    label=move_tr!("answer-cannot-title")
                    value=sends
                    options=vec![(false, move_tr!("answer-absent")), (true, move_tr!("answer-substitute"))]
                />
                {move || if sends.get() {
                    view! {
                        <div lang="vi"><TextArea label=move_tr!("answer-who") help=move_tr!("answer-who-help") value=who one_line=true most=SUBSTITUTE focus=true/></div>
                    }
                    .into_any()
                } else {
                    view! {
                        <div lang="vi"><TextArea label=move_tr!("answer-reason") help=move_tr!("answer-reason-help") value=reason one_line=true most=REASON focus=true/></div>
                    }
                    .into_any()
                }}
            </div>
        </Dialog>
    }
}

/// The same buttons for a meeting that this tablet has not entered.
#[component]
pub fn AnswerFromOutside(
    /// Which meeting.
    meeting: MeetingId,
    /// Called once the answer is kept.
    on_answered: Callback<()>,
) -> impl IntoView {
    let session = use_session();
    let toasts = use_toasts();
    let answer = Callback::new(move |reply: Reply| {
        let Some(person) = session.person_id_now() else {
            return;
        };
        let given = said(&reply);
        spawn_local(async move {
            match tell(meeting, RoomCommand::AnswerInvitation { person, reply }).await {
                Ok(()) => {
                    toasts.say(given);
                    on_answered.run(());
                }
                Err(why) => toasts.say(why),
            }
        });
    });
    let cannot = Cannot::new();
    view! {
        <AnswerButtons cannot on_answer=answer/>
        <CannotSheet cannot on_answer=answer/>
    }
}
