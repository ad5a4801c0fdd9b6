//! `/room-tablet`: a tablet of a meeting room while nobody is in. It is enrolled once, by a link
//! (`/room-tablet#<code>`) or a typed code; from then on it waits, and asks to whom it is lent.

use leptos::leptos_dom::helpers::set_timeout_with_handle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use nghisu_protocol::door::{Loan, TabletState};
use nghisu_protocol::error::ErrorCode;
use nghisu_protocol::typed_code::ACTIVATION_LENGTH;

use super::api;
use super::found::TakenBy;
use super::model::{address, asking_after};
use crate::dates::{self, Local};
use crate::identity::activate::is_void;
use crate::identity::code_field::CodeField;
use crate::identity::gate::{Failure, Gate, OtherWay, Ways, take_codes};
use crate::identity::model::mark_letters;
use crate::identity::store::use_session;
use crate::link::{ApiError, Connection, use_link};
use crate::settings::Stored;
use crate::ui::{Button, ButtonKind, Icon, Size, Skeleton, Strips};
use crate::{icon, move_tr, tr};

/// What is known of this device.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Known {
    /// Nothing yet.
    Nothing,
    /// It is no tablet of a room.
    Stranger,
    /// It is one; without a state where the server was not reached.
    Tablet(String, Option<TabletState>),
}

/// Asks over and over, as long as the screen is there.
#[derive(Clone, Copy)]
struct Asking {
    known: RwSignal<Known>,
    failures: StoredValue<u32>,
    next: StoredValue<Option<TimeoutHandle>>,
    is_asking: StoredValue<bool>,
}

impl Asking {
    fn begin() -> Self {
        let name = Stored::RoomTablet.read();
        let asking = Self {
            known: RwSignal::new(name.map_or(Known::Nothing, |name| Known::Tablet(name, None))),
            failures: StoredValue::new(0),
            next: StoredValue::new(None),
            is_asking: StoredValue::new(false),
        };
        let shown = window_event_listener(leptos::ev::visibilitychange, move |_| asking.ask());
        let back = window_event_listener(leptos::ev::online, move |_| asking.ask());
        on_cleanup(move || {
            shown.remove();
            back.remove();
            asking.stop();
        });
        asking
    }

    fn stop(self) {
        if let Some(Some(timer)) = self.next.try_update_value(Option::take) {
            timer.clear();
        }
    }

    /// Asks now, and again after a while.
    fn ask(self) {
        if self.is_asking.try_get_value() != Some(false) {
            return;
        }
        self.is_asking.set_value(true);
        self.stop();
        spawn_local(async move {
            let answer = api::tablet().await;
            // The screen may have been left meanwhile.
            if self.is_asking.try_set_value(false).is_some() {
                return;
            }
            self.take(answer);
            if self.known.with_untracked(|known| *known != Known::Stranger) {
                let wait = asking_after(self.failures.get_value(), document().hidden());
                let timer = set_timeout_with_handle(move || self.ask(), wait);
                self.next.set_value(timer.ok());
            }
        });
    }

    fn take(self, answer: Result<TabletState, ApiError>) {
        match answer {
            Ok(state) => {
                Stored::RoomTablet.write(&state.name);
                self.failures.set_value(0);
                let known = Known::Tablet(state.name.clone(), Some(state));
                if self.known.with_untracked(|before| *before != known) {
                    self.known.set(known);
                }
            }
            Err(error) if error.code() == ErrorCode::TabletUnknown.as_str() => {
                Stored::RoomTablet.forget();
                self.known.set(Known::Stranger);
            }
            // What was known stays: nobody is lent a tablet that does not hear of it.
            Err(_) => self.failures.update_value(|failures| *failures += 1),
        }
    }
}

/// The screen.
#[component]
pub fn RoomTabletScreen() -> impl IntoView {
    let session = use_session();
    let navigate = use_navigate();
    let asking = Asking::begin();
    let code = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    Effect::new(move |_| {
        let name = asking.known.with(|known| match known {
            Known::Tablet(name, _) => name.clone(),
            Known::Nothing | Known::Stranger => tr!("tablet-way"),
        });
        document().set_title(&format!("{name} · Nghị Sự"));
    });
    // Whoever it was lent to is still in.
    Effect::new(move |_| {
        if let Some(meeting) = session.only_meeting() {
            let replace = NavigateOptions {
                replace: true,
                ..Default::default()
            };
            navigate(&address(meeting), replace);
        }
    });
    let enrol = move |code_now: String| {
        busy.set(true);
        failed.set(None);
        spawn_local(async move {
            match api::enrol(code_now).await {
                Ok(state) => {
                    asking.take(Ok(state));
                    asking.ask();
                }
                Err(error) => {
                    if is_void(&error) {
                        let _ = code.try_set(String::new());
                    }
                    let said = if error.code() == ErrorCode::ActivationUnknown.as_str() {
                        tr!("join-code-wrong")
                    } else {
                        error.say()
                    };
                    // Where it is a tablet already, a code that is no good changes nothing of that.
                    let _ = failed.try_set(Some(said));
                    asking.ask();
                }
            }
            let _ = busy.try_set(false);
        });
    };
    let is_taken = Memo::new(move |_| session.person_id().is_some() && !session.is_limited());
    let token = RwSignal::new(None::<String>);
    take_codes("/room-tablet", move |code| token.set(Some(code)));
    // A device on which somebody is in is nobody's, and is not enrolled by the way: it is known by now who is.
    Effect::new(move |_| {
        if !session.is_out() {
            return;
        }
        match token.get() {
            Some(code) => {
                token.update_untracked(|token| *token = None);
                enrol(code);
            }
            None => asking.ask(),
        }
    });
    let shown = Memo::new(move |_| match (is_taken.get(), asking.known.get()) {
        (true, _) => Shown::Taken,
        (false, Known::Nothing) => Shown::Nothing,
        (false, Known::Stranger) => Shown::Stranger,
        (false, Known::Tablet(name, state)) => Shown::Tablet {
            name,
            office: state.as_ref().map(|state| state.office.clone()),
            loan: state.and_then(|state| state.loan),
        },
    });
    let complete = Memo::new(move |_| code.with(|code| code.chars().count() == ACTIVATION_LENGTH));
    move || {
        match shown.get() {
        Shown::Nothing => view! {
            <Gate title=move_tr!("tablet-way")><Skeleton lines=4 on_retry=Callback::from(move || asking.ask())/></Gate>
        }
        .into_any(),
        Shown::Taken => view! {
            <Gate title=move_tr!("tablet-way")>
                <div class="activation">
                    <p class="t-second">{move || tr!("tablet-is-nobodys")}</p>
                    <TakenBy/>
                </div>
            </Gate>
        }
        .into_any(),
        Shown::Stranger => view! {
            <Gate title=move_tr!("tablet-way")>
                <form class="activation" on:submit=move |event| {
                    event.prevent_default();
                    if complete.get_untracked() && !busy.get_untracked() {
                        enrol(code.get_untracked());
                    }
                }>
                    <p class="t-second tablet-unknown">{move || tr!("tablet-unknown")}</p>
                    <CodeField
                        label=move_tr!("tablet-code")
                        help=move_tr!("tablet-code-help")
                        code busy failed
                        on_complete=Callback::from(move || enrol(code.get_untracked()))
                    />
                    <Button
                        kind=ButtonKind::Primary
                        wide=true
                        submit=true
                        label=move_tr!("tablet-enrol")
                        busy=busy
                        disabled=Signal::derive(move || !complete.get())
                    />
                </form>
                <Ways>
                    <OtherWay href="/sign-in" icon=icon!("log-in") label=move_tr!("sign-in")/>
                    <OtherWay href="/join" icon=icon!("door-open") label=move_tr!("join-way")/>
                </Ways>
            </Gate>
        }
        .into_any(),
        Shown::Tablet { name, office, loan } => {
            view! { <Waiting name office loan on_begun=Callback::from(move || asking.ask()) said=failed/> }.into_any()
        }
    }
    }
}

/// What is to be seen.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Shown {
    Nothing,
    Taken,
    Stranger,
    Tablet {
        name: String,
        office: Option<String>,
        loan: Option<Loan>,
    },
}

/// The tablet's own screen, large and calm: it is read from across the table.
#[component]
fn Waiting(
    name: String,
    office: Option<String>,
    loan: Option<Loan>,
    /// Asks anew how the loan stands.
    on_begun: Callback<()>,
    /// What went wrong before.
    said: RwSignal<Option<String>>,
) -> impl IntoView {
    let session = use_session();
    let link = use_link();
    let now = clock();
    let office = Signal::derive(move || {
        office
            .clone()
            .or_else(|| session.office.get().map(|office| office.name))
    });
    let is_cut = move || link.connection.get() == Connection::Offline;
    let is_free = loan.is_none();
    view! {
        <div class="tablet-waits">
            <Strips nothing_on_board=true/>
            <header>
                {move || office.get().map(|office| view! {
                    <span class="mark" aria-hidden="true">{mark_letters(&office)}</span>
                    <span lang="vi">{office}</span>
                })}
            </header>
            <main>
                <h1 lang="vi">{name}</h1>
                {match loan {
                    Some(loan) => view! { <Lent loan on_begun said/> }.into_any(),
                    None => view! {
                        <p class="waits" role="status">{move || if is_cut() { tr!("tablet-offline") } else { tr!("tablet-waits") }}</p>
                        <Failure said/>
                    }
                    .into_any(),
                }}
                {is_free.then(|| view! {
                    <time class="now">{move || Local::of(now.get()).time()}</time>
                    <p class="day">{move || format!("{}, {}", dates::weekday(now.get()), Local::of(now.get()).date())}</p>
                })}
            </main>
            <footer>
                {move || session.office.get().and_then(|office| office.support).map(|support| view! {
                    <Icon of=icon!("phone") small=true/>
                    <span>{tr!("support")} " " {support}</span>
                })}
            </footer>
        </div>
    }
}

/// To whom it is lent, and the one button that nobody presses by mistake for them.
#[component]
fn Lent(loan: Loan, on_begun: Callback<()>, said: RwSignal<Option<String>>) -> impl IntoView {
    let session = use_session();
    let busy = RwSignal::new(false);
    let Loan {
        name,
        title,
        is_begun,
        ..
    } = loan;
    let begin = Callback::from(move || {
        busy.set(true);
        said.set(None);
        spawn_local(async move {
            match api::begin().await {
                Ok(me) => session.come_in(me).await,
                Err(error) => {
                    let _ = said.try_set(Some(if is_void(&error) {
                        tr!("tablet-taken-back")
                    } else {
                        error.say()
                    }));
                    if error.code() == ErrorCode::DeviceTaken.as_str() {
                        session.refresh();
                    }
                    on_begun.run(());
                }
            }
            let _ = busy.try_set(false);
        });
    });
    view! {
        <section class="card lent">
            <p class="t-second">{move || tr!("tablet-lent-to")}</p>
            <p class="name" lang="vi">{name}</p>
            <p class="meeting" lang="vi">{title}</p>
            {if is_begun {
                view! { <p class="hint">{move || tr!("tablet-is-begun")}</p> }.into_any()
            } else {
                view! {
                    <Button kind=ButtonKind::Primary size=Size::Big wide=true online=true icon=icon!("door-open") label=move_tr!("tablet-begin") busy=busy on_press=begin/>
                    <p class="hint">{move || tr!("tablet-begin-hint")}</p>
                }
                .into_any()
            }}
            <Failure said/>
        </section>
    }
}

/// The tablet's clock, ticking every few seconds.
fn clock() -> Signal<i64> {
    let now = RwSignal::new(dates::now());
    let tick = set_interval_with_handle(
        move || {
            let _ = now.try_set(dates::now());
        },
        std::time::Duration::from_secs(5),
    );
    on_cleanup(move || tick.iter().for_each(IntervalHandle::clear));
    now.into()
}
