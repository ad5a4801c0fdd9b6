//! Letters to those who are invited: what goes to whom, and how far it is.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::ids::{PersonId, Uuid};
use nghisu_protocol::mail::{
    Addressee, Letter, LetterKind, LetterState, Letters, MAX_NOTE, SendLetters,
};
use nghisu_protocol::room::state::Stage;

use super::model::{Answer, Invited};
use crate::link::{self, ApiError};
use crate::meeting::editor_store::{Editor, use_editor};
use crate::ui::{
    Banner, Button, ButtonKind, Dialog, Fetch, Icon, Place, Segmented, Size, StatusWord, TextArea,
    Tone, use_toasts,
};
use crate::{dates, icon, move_tr, tr};

/// The letters of the meeting that is prepared, as the server knows them.
#[derive(Clone, Copy)]
pub struct Post {
    editor: Editor,
    /// What was asked last.
    pub letters: Fetch<Letters>,
    /// Whether the sheet is open.
    pub open: RwSignal<bool>,
}

impl Post {
    /// Asks. Call in a component.
    pub fn ask() -> Self {
        let editor = use_editor();
        let path = format!("/meetings/{}/letters", editor.room.meeting);
        let letters = Fetch::new(move || {
            let path = path.clone();
            async move { link::get::<Letters>(&path).await }
        });
        Self {
            editor,
            letters,
            open: RwSignal::new(false),
        }
    }

    /// Whether letters can be sent now.
    pub fn can_send(self) -> bool {
        let stage = self.editor.read(|room| room.stage);
        let is_on = matches!(stage, Some(Stage::Published | Stage::Open));
        is_on && self.letters.ready().is_some_and(|letters| letters.can_send)
    }

    /// The last letter to somebody.
    pub fn last(self, person: PersonId) -> Option<Letter> {
        let letters = self.letters.ready()?;
        let mut all = letters.addressees.into_iter();
        all.find(|one| one.person == person)?.last
    }
}

/// To whom letters of a kind go: reminders to those who have not answered, others to everybody; by whether they have an
/// address.
pub fn recipients(
    kind: LetterKind,
    all: &[Invited],
    addressees: &[Addressee],
) -> (Vec<PersonId>, Vec<String>) {
    let has: BTreeMap<PersonId, bool> = addressees
        .iter()
        .map(|one| (one.person, one.has_address))
        .collect();
    let wanted = all
        .iter()
        .filter(|one| kind != LetterKind::Reminder || one.answer == Answer::Silent);
    let (mut reached, mut missing) = (Vec::new(), Vec::new());
    for one in wanted {
        if has.get(&one.person).copied().unwrap_or(false) {
            reached.push(one.person);
        } else {
            missing.push(one.name.clone());
        }
    }
    (reached, missing)
}

/// How far the last letter to somebody is; nothing before the first.
#[component]
pub fn LetterWord(
    /// The letter.
    letter: Letter,
) -> impl IntoView {
    let at = letter.at.0;
    let (icon, tone) = match letter.state {
        LetterState::Waiting => (icon!("clock"), Tone::Plain),
        LetterState::Sent => (icon!("mail"), Tone::Plain),
        LetterState::CalledBack => (icon!("undo-2"), Tone::Plain),
        LetterState::Failed | LetterState::SenderRefused => {
            (icon!("mail-question-mark"), Tone::Warn)
        }
    };
    let label = Signal::derive(move || {
        let time = dates::said(at, dates::now());
        match letter.state {
            LetterState::Waiting => tr!("letter-waiting"),
            LetterState::Sent => tr!("letter-sent", { "time" => time }),
            LetterState::Failed => tr!("letter-failed"),
            LetterState::SenderRefused => tr!("letter-sender-refused"),
            LetterState::CalledBack => tr!("letter-called-back"),
        }
    });
    view! { <StatusWord label icon tone/> }
}

/// The button that opens the sheet, where the office has a mail server.
#[component]
pub fn LettersButton(
    /// The letters.
    post: Post,
) -> impl IntoView {
    view! {
        <Show when=move || post.can_send()>
            <Button label=move_tr!("letters-send") icon=icon!("mail") size=Size::Small online=true on_press=Callback::from(move || post.open.set(true))/>
        </Show>
    }
}

/// What goes to whom.
#[component]
pub fn LettersSheet(
    /// The letters.
    post: Post,
    /// Everybody who is invited.
    all: Memo<Vec<Invited>>,
) -> impl IntoView {
    let toasts = use_toasts();
    let kind = RwSignal::new(LetterKind::Invitation);
    let note = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    // One id as long as the sheet is open: said again after a lost answer, it is not sent again.
    let sending = RwSignal::new(Uuid::now_v7());
    Effect::new(move |_| {
        if post.open.get() {
            failed.set(None);
            note.set(String::new());
            sending.set(Uuid::now_v7());
            let was_written = post
                .letters
                .ready()
                .is_some_and(|letters| letters.addressees.iter().any(|one| one.last.is_some()));
            kind.set(if was_written {
                LetterKind::Update
            } else {
                LetterKind::Invitation
            });
        }
    });
    let to = Memo::new(move |_| {
        let addressees = post.letters.ready().map(|letters| letters.addressees);
        recipients(kind.get(), &all.read(), &addressees.unwrap_or_default())
    });
    let send = move || {
        let request = SendLetters {
            id: sending.get_untracked(),
            kind: kind.get_untracked(),
            note: note.get_untracked().trim().to_owned(),
            people: to.get_untracked().0.into_iter().collect(),
        };
        let count = request.people.len();
        let path = format!("/meetings/{}/letters", post.editor.room.meeting);
        busy.set(true);
        spawn_local(async move {
            let outcome: Result<Letters, ApiError> = link::post(&path, &request).await;
            match outcome {
                Ok(_) => {
                    let _ = post.open.try_set(false);
                    post.letters.refresh();
                    toasts.say(tr!("letters-sent", { "count" => count }));
                }
                Err(error) => {
                    let _ = failed.try_set(Some(error.say()));
                }
            }
            let _ = busy.try_set(false);
        });
    };
    let is_empty = Signal::derive(move || to.with(|(reached, _)| reached.is_empty()));
    view! {
        <Dialog
            open=post.open
            title=move_tr!("letters-title")
            place=Place::CentreWide
            cancel=true
            foot=move || view! {
                <Button
                    label=Signal::derive(move || tr!("letters-go", { "count" => to.with(|(reached, _)| reached.len()) }))
                    kind=ButtonKind::Primary
                    icon=icon!("send")
                    online=true
                    busy=busy
                    disabled=is_empty
                    on_press=Callback::from(send)
                />
            }
        >
            <div class="stack">
                <Segmented
                    label=move_tr!("letters-kind")
                    value=kind
                    wide=true
                    options=vec![
                        (LetterKind::Invitation, move_tr!("letters-invitation")),
                        (LetterKind::Update, move_tr!("letters-update")),
                        (LetterKind::Reminder, move_tr!("letters-reminder")),
                    ]
                />
                <p class="t-second">{move || match kind.get() {
                    LetterKind::Invitation => tr!("letters-invitation-what"),
                    LetterKind::Update => tr!("letters-update-what"),
                    LetterKind::Reminder => tr!("letters-reminder-what"),
                }}</p>
                <div lang="vi"><TextArea label=move_tr!("letters-note") help=move_tr!("letters-note-help") value=note rows=3 most=MAX_NOTE/></div>
                {move || {
                    let (_, missing) = to.get();
                    (!missing.is_empty()).then(|| {
                        let said = tr!("letters-without", { "count" => missing.len(), "names" => missing.join(", ") });
                        view! { <Banner tone=Tone::Warn icon=icon!("mail-question-mark")>{said}</Banner> }
                    })
                }}
                {move || is_empty.get().then(|| view! { <p class="t-body"><Icon of=icon!("info") small=true/> " " {tr!("letters-nobody")}</p> })}
                <div role="alert">{move || failed.get().map(|said| view! { <p class="c-live">{said}</p> })}</div>
            </div>
        </Dialog>
    }
}

#[cfg(test)]
mod tests {
    use nghisu_protocol::ids::Timestamp;
    use nghisu_protocol::room::state::{GivenReply, Reply};

    use super::super::model::invited;
    use super::super::model::tests::{person, room};
    use super::*;

    #[test]
    fn reminders_go_to_the_silent_and_who_has_no_address_is_named() {
        let mut room = room();
        let given = GivenReply {
            reply: Reply::Attend {},
            at: Timestamp(1),
        };
        room.replies.insert(person(2), given);
        let all = invited(&room);
        let addressees: Vec<_> = [(2, true), (3, true), (4, false)]
            .map(|(number, has_address)| Addressee {
                person: person(number),
                has_address,
                last: None,
            })
            .into();
        let missing = vec!["Hồ Thị Xuân Ái".to_owned()];
        for (kind, reached) in [
            (LetterKind::Invitation, vec![person(2), person(3)]),
            (LetterKind::Update, vec![person(2), person(3)]),
            (LetterKind::Reminder, vec![person(3)]),
        ] {
            let found = recipients(kind, &all, &addressees);
            assert_eq!(found, (reached, missing.clone()), "{kind:?}");
        }
    }
}
