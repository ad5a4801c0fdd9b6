//! Acts of the room as the screens do them: sent, and where refused, said in words.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::ids::{CommandId, MeetingId, Uuid};
use nghisu_protocol::room::state::Room;
use nghisu_protocol::room::{Rejection, RoomCommand};
use nghisu_protocol::socket::{Command, CommandEnvelope, Outcome};

use crate::link::socket::Connection;
use crate::meeting::api;
use crate::meeting::room::{Refused, RoomStore};
use crate::tr;
use crate::ui::{About, Toasts, use_toasts};

/// How long a press is not taken again after what it did was done: a hand that trembles taps twice, and under the
/// second tap stands something else already.
const SETTLING: Duration = Duration::from_millis(800);

/// What the words about conducting the meeting are about: the last act stands there, not a pile of them.
const CONDUCT: About = "conduct";
/// What the words about who is there are about.
const ATTENDANCE: About = "attendance";

/// Does things in the room and says what came of them. Copy it freely.
#[derive(Clone, Copy)]
pub struct Acts {
    /// The room.
    pub room: RoomStore,
    /// Whether something is under way, or was done just now, that a second tap must not do to what follows.
    pub is_settling: RwSignal<bool>,
    /// Whether what was pressed is not answered yet.
    pub is_asking: RwSignal<bool>,
    toasts: Toasts,
}

impl Acts {
    /// The acts of a room. Call in a component.
    pub fn new(room: RoomStore) -> Self {
        Self {
            room,
            is_settling: RwSignal::new(false),
            is_asking: RwSignal::new(false),
            toasts: use_toasts(),
        }
    }

    /// Whether there is no connection, so that nothing can be done in the room. Tracked.
    pub fn is_cut(self) -> bool {
        self.room.connection.get() == Connection::Lost
    }

    /// Why nothing can be done now, where nothing can. Tracked.
    pub fn why_not(self) -> Option<String> {
        self.is_cut().then(|| tr!("needs-connection"))
    }

    /// Goes on to where something is done, or says why that cannot be.
    pub fn unless_cut(self, on: impl FnOnce()) {
        if untrack(|| self.is_cut()) {
            self.toasts.say(say_refused(Refused::Offline));
        } else {
            on();
        }
    }

    /// Does something; a refusal is said, success is seen.
    pub fn run(self, command: RoomCommand) {
        spawn_local(async move {
            if let Err(refused) = self.room.act(command).await {
                self.toasts.say(say_refused(refused));
            }
        });
    }

    /// Does something, says so, and offers for eight seconds to undo it, where there is a way back.
    pub fn run_with_undo(self, command: RoomCommand, said: String, undo: Vec<RoomCommand>) {
        spawn_local(async move {
            self.did_with_undo(command, said, undo).await;
        });
    }

    /// The same for what a second tap would do to something else: it is not taken until this has settled.
    pub fn run_once_with_undo(self, command: RoomCommand, said: String, undo: Vec<RoomCommand>) {
        if self.is_settling.get_untracked() {
            return;
        }
        self.is_settling.set(true);
        self.is_asking.set(true);
        spawn_local(async move {
            self.did_with_undo(command, said, undo).await;
            let _ = self.is_asking.try_set(false);
            set_timeout(
                move || {
                    let _ = self.is_settling.try_set(false);
                },
                SETTLING,
            );
        });
    }

    /// Like [`run_with_undo`](Self::run_with_undo), and tells the caller whether it was done.
    pub async fn did_with_undo(
        self,
        command: RoomCommand,
        said: String,
        undo: Vec<RoomCommand>,
    ) -> bool {
        self.did_while(command, said, undo, |_, _| true).await
    }

    /// Like [`run_with_undo`](Self::run_with_undo) for what can come to an end by itself: `holds` says of the room and
    /// the server's time whether it still is so.
    pub fn run_while(
        self,
        command: RoomCommand,
        said: String,
        undo: Vec<RoomCommand>,
        holds: impl Fn(&Room, i64) -> bool + Send + Sync + 'static,
    ) {
        spawn_local(async move {
            self.did_while(command, said, undo, holds).await;
        });
    }

    /// Does something; the way back is offered while there is a connection to go it and what was done still is so.
    async fn did_while(
        self,
        command: RoomCommand,
        said: String,
        undo: Vec<RoomCommand>,
        holds: impl Fn(&Room, i64) -> bool + Send + Sync + 'static,
    ) -> bool {
        let has_no_way_back = undo.is_empty();
        let about = about(&command);
        let go_back = move || {
            let undo = undo.clone();
            spawn_local(async move {
                for command in undo {
                    if let Err(refused) = self.room.act(command).await {
                        self.toasts.say(say_refused(refused));
                        break;
                    }
                }
            });
        };
        // Of a room that was left nothing more is known.
        let still_holds = move || {
            let is_cut = self.room.connection.try_get_untracked() == Some(Connection::Lost);
            let now = self.room.now().0;
            let known = self
                .room
                .room
                .try_with_untracked(|room| room.as_ref().is_none_or(|room| holds(room, now)));
            !is_cut && known.unwrap_or(true)
        };
        match self.room.act(command).await {
            Ok(_) if has_no_way_back => self.toasts.say_about(said, about),
            Ok(_) => self.toasts.undo_while(said, about, go_back, still_holds),
            Err(refused) => {
                self.toasts.say(say_refused(refused));
                return false;
            }
        }
        true
    }

    /// Takes away the words about the act before: something else has begun, to which they do not belong.
    pub fn moves_on(self) {
        self.toasts.dismiss(CONDUCT);
    }

    /// Does something and tells the caller whether it was done; a refusal is said.
    pub async fn did(self, command: RoomCommand) -> bool {
        match self.room.act(command).await {
            Ok(_) => true,
            Err(refused) => {
                self.toasts.say(say_refused(refused));
                false
            }
        }
    }
}

/// What the words about a command are about: those of the next one about the same take their place. Who checks off a
/// list of people, or conducts, needs the way back from the last touch; what was written has a way back each.
fn about(command: &RoomCommand) -> Option<About> {
    match command {
        RoomCommand::RecordAttendance { .. } => Some(ATTENDANCE),
        RoomCommand::OpenItem { .. }
        | RoomCommand::CloseItem { .. }
        | RoomCommand::PostponeItem { .. }
        | RoomCommand::WithdrawItem { .. }
        | RoomCommand::RestoreItem { .. }
        | RoomCommand::MoveItem { .. }
        | RoomCommand::StartBreak { .. }
        | RoomCommand::EndBreak {}
        | RoomCommand::PassChair { .. } => Some(CONDUCT),
        _ => None,
    }
}

/// Does something in a meeting that this tablet has not entered. Gives the sentence of a refusal.
pub async fn tell(meeting: MeetingId, room: RoomCommand) -> Result<(), String> {
    let envelope = CommandEnvelope {
        id: CommandId(Uuid::now_v7()),
        on_behalf_of: None,
        command: Command::Room { room },
    };
    match api::command(meeting, &envelope).await {
        Ok(Outcome::Accepted { .. }) => Ok(()),
        Ok(Outcome::Rejected { reason }) => Err(say_refused(Refused::By(reason))),
        Err(error) => Err(error.say()),
    }
}

/// A refusal in words, with the way out where there is one.
pub fn say_refused(refused: Refused) -> String {
    let reason = match refused {
        Refused::Offline => return tr!("refused-offline"),
        Refused::By(reason) => reason,
    };
    match reason {
        Rejection::NotAllowed => tr!("refused-not-allowed"),
        Rejection::UnknownMeeting | Rejection::MeetingExists => tr!("refused-unknown-meeting"),
        Rejection::WrongStage => tr!("refused-wrong-stage"),
        Rejection::UnknownItem | Rejection::ItemExists => tr!("refused-unknown-item"),
        Rejection::WrongItemStatus => tr!("refused-wrong-item-status"),
        Rejection::ItemKeepsPlace => tr!("refused-item-keeps-place"),
        Rejection::UnknownDocument | Rejection::DocumentExists | Rejection::UnknownPage => {
            tr!("refused-unknown-document")
        }
        Rejection::ClosedSession => tr!("refused-closed-session"),
        Rejection::UnknownPerson => tr!("refused-unknown-person"),
        Rejection::UnknownUnit => tr!("refused-unknown-unit"),
        Rejection::PersonNeeded => tr!("refused-person-needed"),
        Rejection::NotLeading => tr!("refused-not-leading"),
        Rejection::UnknownRecord => tr!("refused-unknown-record"),
        Rejection::BadText => tr!("refused-bad-text"),
        Rejection::BadTime => tr!("refused-bad-time"),
        Rejection::TooMany => tr!("refused-too-many"),
        Rejection::Incomplete => tr!("refused-incomplete"),
        Rejection::NothingToDo => tr!("refused-nothing-to-do"),
        Rejection::TooManyHands => tr!("refused-too-many-hands"),
        Rejection::UnknownAnnotation | Rejection::BadAnnotation => tr!("refused-annotation"),
        Rejection::NotKept => tr!("refused-not-kept"),
    }
}
