//! On a person's own page: where their private notes can be read, and the recovery code that brings them back.

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::ids::PersonId;

use super::note_key::{self, NoteKeyError, Reach};
use super::recovery_code::RecoveryCode;
use crate::identity::store::use_session;
use crate::ui::{Button, ButtonKind, Chip, Dialog, Size, TextField, Tone, use_toasts};
use crate::{dates, icon, move_tr, tr};

/// See the module. It stands empty until the person and the server are there.
#[component]
pub fn NoteKeyCard() -> impl IntoView {
    let session = use_session();
    let reach = RwSignal::new(None::<Reach>);
    let look = move |person: PersonId| {
        spawn_local(async move {
            if let Ok(found) = note_key::reach(person).await {
                reach.try_set(Some(found));
            }
        });
    };
    Effect::new(move |_| {
        if let Some(person) = session.person_id()
            && !session.joins_notes.get()
        {
            look(person);
        }
    });
    let toasts = use_toasts();
    let busy = RwSignal::new(false);
    let made = RwSignal::new(None::<Vec<String>>);
    let (shows, asks) = (RwSignal::new(false), RwSignal::new(false));
    // Runs one act for the person, says what failed, and looks again.
    let act = move |act: Act| {
        let Some(person) = session.person_id() else {
            return;
        };
        busy.set(true);
        spawn_local(async move {
            match act.perform(person).await {
                Ok(Some(code)) => {
                    made.set(Some(code.groups()));
                    shows.set(true);
                }
                Ok(None) => {
                    asks.set(false);
                    toasts.say(tr!("notes-key-brought"));
                }
                Err(error) => toasts.say(error.say()),
            }
            busy.set(false);
            look(person);
        });
    };
    view! {
        <section>
            <div class="head">
                <h2 class="t-section">{move || tr!("notes-key")}</h2>
                {move || reach.get().map(|reach| view! { <Way reach=reach busy=busy asks=asks on_make=Callback::from(move || act(Act::MakeCode))/> })}
            </div>
            <p class="t-second">{move || tr!("notes-key-what")}</p>
            <div class="card note-key">
                {move || reach.get().map(|reach| view! { <Standing reach=reach/> })}
            </div>
            <Dialog
                open=shows
                title=move_tr!("notes-key-code")
                foot_closes=true
                on_close=Callback::new(move |()| made.set(None))
                foot=move || view! {
                    <Button label=move_tr!("notes-key-copied") on_press=Callback::from(move || shows.set(false))/>
                    <Button kind=ButtonKind::Primary label=move_tr!("notes-key-print") icon=icon!("printer") on_press=Callback::from(|| {
                        let _ = window().print();
                    })/>
                }
            >
                <div class="recovery-code">
                    <CodeGroups of=made/>
                    <p>{move || tr!("notes-key-code-follows")}</p>
                </div>
                // What the printer gets.
                <div class="slip" aria-hidden="true">
                    <p>{move || session.office.get().map(|office| office.name)}</p>
                    <h2>{move || tr!("notes-key-code")}</h2>
                    <p class="name">{move || session.name()}</p>
                    <CodeGroups of=made/>
                    <p>{move || tr!("notes-key-paper")}</p>
                    <p class="printed">{move || tr!("notes-key-printed", { "date" => dates::Local::of(dates::now()).date() })}</p>
                </div>
            </Dialog>
            <EnterCode open=asks busy=busy on_code=Callback::new(move |code| act(Act::EnterCode(code)))/>
        </section>
    }
}

/// The code, four groups a line.
#[component]
fn CodeGroups(of: RwSignal<Option<Vec<String>>>) -> impl IntoView {
    view! {
        <p class="code grouped">
            {move || of.get().map(|groups| groups.into_iter().map(|group| view! { <span>{group}</span> }).collect_view())}
        </p>
    }
}

/// What may be done here.
enum Act {
    MakeCode,
    EnterCode(RecoveryCode),
}

impl Act {
    /// Does it; a code that was made is handed back.
    async fn perform(self, person: PersonId) -> Result<Option<RecoveryCode>, NoteKeyError> {
        match self {
            Self::MakeCode => note_key::make_code(person).await.map(Some),
            Self::EnterCode(code) => note_key::enter_code(person, &code).await.map(|()| None),
        }
    }
}

/// The act that leads on from where the notes stand.
#[component]
fn Way(
    reach: Reach,
    busy: RwSignal<bool>,
    /// Whether the code is asked for.
    asks: RwSignal<bool>,
    on_make: Callback<()>,
) -> impl IntoView {
    match reach {
        Reach::CodeNeeded => view! {
            <Button size=Size::Small icon=icon!("key-round") label=move_tr!("notes-key-enter-code") busy=busy on_press=Callback::from(move || asks.set(true))/>
        },
        Reach::ThisTablet | Reach::MyTablets { .. } => view! {
            <Button online=true size=Size::Small icon=icon!("printer") label=move_tr!("notes-key-make-code") busy=busy on_press=on_make/>
        },
    }
}

/// Where the notes stand, in a word and a sentence.
#[component]
fn Standing(reach: Reach) -> impl IntoView {
    let (tone, word, follows) = match reach {
        Reach::ThisTablet => (
            Tone::Plain,
            move_tr!("notes-key-this-tablet"),
            move_tr!("notes-key-this-tablet-follows"),
        ),
        Reach::MyTablets { has_code: false } => (
            Tone::Valid,
            move_tr!("notes-key-my-tablets"),
            move_tr!("notes-key-my-tablets-follows"),
        ),
        Reach::MyTablets { has_code: true } => (
            Tone::Valid,
            move_tr!("notes-key-my-tablets"),
            move_tr!("notes-key-with-code"),
        ),
        Reach::CodeNeeded => (
            Tone::Warn,
            move_tr!("notes-key-code-needed"),
            move_tr!("notes-key-code-needed-follows"),
        ),
    };
    view! {
        <Chip tone=tone label=word/>
        <p class="t-second">{move || follows.get()}</p>
    }
}

#[component]
fn EnterCode(
    open: RwSignal<bool>,
    busy: RwSignal<bool>,
    on_code: Callback<RecoveryCode>,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let wrong = RwSignal::new(None::<String>);
    let send = Callback::from(move || match RecoveryCode::read(&typed.get_untracked()) {
        Some(code) => {
            wrong.set(None);
            on_code.run(code);
        }
        None => wrong.set(Some(tr!("notes-key-code-wrong"))),
    });
    view! {
        <Dialog
            open=open
            title=move_tr!("notes-key-enter-code")
            on_close=Callback::new(move |()| {
                typed.set(String::new());
                wrong.set(None);
            })
            cancel=true
            foot=move || view! {
                <Button kind=ButtonKind::Primary label=move_tr!("continue") busy=busy on_press=send/>
            }
        >
            <TextField label=move_tr!("notes-key-code") value=typed help=move_tr!("notes-key-code-help") error=wrong maxlength=48 focus=true/>
        </Dialog>
    }
}
