//! Letters to those who are invited: what goes to whom, and how far it is.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::ids::{PersonId, Uuid};
use nghisu_protocol::mail::{
    Addressee, CallBackLetters, Letter, LetterKind, LetterState, Letters, MAX_NOTE, SendLetters,
};
use nghisu_protocol::room::state::Stage;

use super::model::{Answer, Invited};
use crate::link::{self, ApiError};
use crate::meeting::editor_store::{Editor, use_editor};
use crate::ui::{
    Banner, Button, ButtonKind, Confirm, Dialog, Fetch, Icon, Load, Openings, Place, Segmented,
    Size, StatusWord, TextArea, Tone, use_toasts,
};
use crate::{dates, icon, move_tr, tr};

/// How often letters that wait are asked for.
const ASKING: Duration = Duration::from_secs(5);

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
        let post = Self {
            editor,
            letters,
            open: RwSignal::new(false),
        };
        let asking = set_interval_with_handle(move || post.look_again(), ASKING);
        on_cleanup(move || asking.iter().for_each(IntervalHandle::clear));
        post
    }

    /// Asks how far letters are that waited. What is known stays where there is no way to the server now.
    fn look_again(self) {
        if self.letters.state.try_with_untracked(|state| match state {
            Load::Ready(letters) => !waiting(letters).is_empty(),
            Load::Waiting | Load::Failed(_) => false,
        }) != Some(true)
        {
            return;
        }
        self.letters.look_again();
    }

    fn path(self) -> String {
        format!("/meetings/{}/letters", self.editor.room.meeting)
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

/// Whose last letter waits for the mail server.
pub fn waiting(letters: &Letters) -> BTreeSet<PersonId> {
    let waits = |one: &&Addressee| {
        let last = one.last.as_ref();
        last.is_some_and(|letter| letter.state == LetterState::Waiting)
    };
    let all = letters.addressees.iter().filter(waits);
    all.map(|one| one.person).collect()
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

/// Letters under the id of the try before, as long as they are the same: after a lost answer they are not sent again (rule
/// LT-2). With other words, of another kind or to others they are other letters.
fn said_again(letters: SendLetters, before: Option<SendLetters>) -> SendLetters {
    let said = |one: &SendLetters| (one.kind, one.note.clone(), one.people.clone());
    match before {
        Some(before) if said(&before) == said(&letters) => before,
        _ => letters,
    }
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

/// How many letters wait for the mail server, and the way to call them back as long as they do.
#[component]
pub fn LettersWaiting(
    /// The letters.
    post: Post,
) -> impl IntoView {
    let toasts = use_toasts();
    let asks = RwSignal::new(false);
    let people = Memo::new(move |_| {
        let letters = post.letters.ready();
        letters.as_ref().map(waiting).unwrap_or_default()
    });
    let count = Signal::derive(move || people.with(BTreeSet::len));
    let call_back = move || {
        let people = people.get_untracked();
        let path = format!("{}/call-back", post.path());
        spawn_local(async move {
            let request = CallBackLetters {
                people: people.clone(),
            };
            match link::post::<Letters>(&path, &request).await {
                Ok(letters) => {
                    // One that was just being handed over has gone.
                    let came = letters.addressees.iter().filter(|one| {
                        let state = one.last.as_ref().map(|letter| letter.state);
                        people.contains(&one.person) && state == Some(LetterState::CalledBack)
                    });
                    let came = came.count();
                    post.letters.take(letters);
                    toasts.say(match came {
                        0 => tr!("letters-gone"),
                        _ => tr!("did-call-back", { "count" => came }),
                    });
                }
                Err(error) => toasts.say(error.say()),
            }
        });
    };
    view! {
        <Show when=move || { count.get() > 0 }>
            <div class="letters-wait">
                <Icon of=icon!("clock") small=true/>
                <p class="grow" role="status">{move || tr!("letters-wait", { "count" => count.get() })}</p>
                <Button label=move_tr!("letters-call-back") icon=icon!("undo-2") size=Size::Small online=true on_press=Callback::from(move || asks.set(true))/>
            </div>
        </Show>
        <Confirm
            open=asks
            title=move_tr!("letters-call-back-title")
            follows=Signal::derive(move || tr!("letters-call-back-follows", { "count" => count.get() }))
            act=move_tr!("letters-call-back")
            kind=ButtonKind::Primary
            on_yes=Callback::from(call_back)
        />
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
    let tried = StoredValue::new(None::<SendLetters>);
    // What is written stays as it is while letters that wait are asked for.
    Effect::new(move |was_open: Option<bool>| {
        let is_open = post.open.get();
        if is_open && was_open != Some(true) {
            failed.set(None);
            note.set(String::new());
            tried.set_value(None);
            let was_written = untrack(|| post.letters.ready())
                .is_some_and(|letters| letters.addressees.iter().any(|one| one.last.is_some()));
            kind.set(if was_written {
                LetterKind::Update
            } else {
                LetterKind::Invitation
            });
        }
        is_open
    });
    let to = Memo::new(move |_| {
        let addressees = post.letters.ready().map(|letters| letters.addressees);
        recipients(kind.get(), &all.read(), &addressees.unwrap_or_default())
    });
    let openings = Openings::of(post.open);
    let send = move || {
        let request = SendLetters {
            id: Uuid::now_v7(),
            kind: kind.get_untracked(),
            note: note.get_untracked().trim().to_owned(),
            people: to.get_untracked().0.into_iter().collect(),
        };
        let request = said_again(request, tried.get_value());
        tried.set_value(Some(request.clone()));
        let count = request.people.len();
        let path = post.path();
        busy.set(true);
        let close = openings.closer();
        spawn_local(async move {
            let outcome: Result<Letters, ApiError> = link::post(&path, &request).await;
            match outcome {
                Ok(letters) => {
                    close();
                    post.letters.take(letters);
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
                    label=Signal::derive(move || match to.with(|(reached, _)| reached.len()) {
                        0 => tr!("letters-send"),
                        count => tr!("letters-go", { "count" => count }),
                    })
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
                    let (reached, missing) = to.get();
                    let warn = |said: String| view! { <Banner tone=Tone::Warn icon=icon!("mail-question-mark")>{said}</Banner> }.into_any();
                    let tell = |said: String| view! { <Banner icon=icon!("info")>{said}</Banner> }.into_any();
                    match (reached.len(), missing.len()) {
                        (0, 0) if all.with(Vec::is_empty) => Some(tell(tr!("participants-none"))),
                        (0, 0) => Some(tell(tr!("letters-all-replied"))),
                        (0, count) => Some(warn(tr!("letters-without-any", { "count" => count }))),
                        (_, 0) => None,
                        (_, count) => Some(warn(tr!("letters-without", { "count" => count, "names" => missing.join(", ") }))),
                    }
                }}
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
    fn letters_keep_their_id_until_something_of_them_changes() {
        let letters = |id: u128, note: &str, people: &[u128]| SendLetters {
            id: Uuid::from_u128(id),
            kind: LetterKind::Update,
            note: note.to_owned(),
            people: people.iter().map(|number| person(*number)).collect(),
        };
        let first = letters(1, "Phòng họp số 2", &[2, 3]);
        let tried = || Some(first.clone());
        let again = letters(2, "Phòng họp số 2", &[2, 3]);
        assert_eq!(said_again(again.clone(), tried()), first);
        assert_eq!(said_again(again.clone(), None), again);
        let reminder = SendLetters {
            kind: LetterKind::Reminder,
            ..again
        };
        for other in [
            letters(2, "Phòng họp số 3", &[2, 3]),
            letters(2, "Phòng họp số 2", &[2]),
            reminder,
        ] {
            assert_eq!(said_again(other.clone(), tried()), other);
        }
    }

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
