//! `/meetings/:id`: the room. The page is what it is about; everything else stands around it.

use std::collections::BTreeMap;
use std::rc::Rc;

use leptos::prelude::*;
use nghisu_protocol::ids::{DocumentId, ItemId, MeetingId, VersionId};
use nghisu_protocol::room::state::Stage;
use nghisu_protocol::room::{Act, Rejection, Standing};
use nghisu_protocol::socket::{Command, Outcome};

use super::api;
use super::bars::{Afterwards, BreakBanner, FollowSwitch, RoomStrip, TopBar};
use super::called_off::CalledOffCard;
use super::door::MeetingDoor;
use super::editor_store::Editor;
use super::invitation::answer::{Cannot, OwnCannotSheet};
use super::newer::OlderBanner;
use super::reading::Reading;
use super::room::{Refused, RoomStore, Sent};
use super::room_frame::{Empty, PaperWaits, RoomFrame};
use super::search::SearchSheet;
use super::spoken::Spoken;
use crate::conduct::acts::{Acts, say_refused};
use crate::conduct::agenda::AgendaList;
use crate::conduct::dock::{Dock, PresenterDock};
use crate::conduct::record::{Records, SecretaryRoom};
use crate::identity::store::use_session;
use crate::ink::bar::PenBar;
use crate::ink::note_editor::NoteEditor;
use crate::ink::notes::{NoteCards, NotesSheet, begin_notes_by_key};
use crate::ink::store::InkStore;
use crate::link::ApiError;
use crate::link::shelf::Shelf;
use crate::link::socket::Connection;
use crate::pass::in_room::{VisitLine, end_in_time};
use crate::ui::awake::stay_awake;
use crate::ui::frame::SignedIn;
use crate::ui::{Again, Dialog, EmptyState, ErrorState, Icon, LinkButton, Place, Size, use_toasts};
use crate::viewer::first_page;
use crate::viewer::view::{DeskView, OutlineSheet, Pager};
use crate::{icon, move_tr, tr};

/// The room's screen.
#[component]
pub fn RoomScreen() -> impl IntoView {
    view! { <SignedIn><MeetingDoor opens=|meeting, shelf| view! { <InRoom meeting shelf/> }.into_any()/></SignedIn> }
}

#[component]
fn InRoom(meeting: MeetingId, shelf: Option<Shelf>) -> impl IntoView {
    stay_awake();
    let is_limited = untrack(|| use_session().is_limited());
    let room = RoomStore::open(meeting, shelf.clone());
    // Of a session that a pass opened the server keeps no private notes.
    let ink = InkStore::open(room, shelf, is_limited);
    if is_limited {
        end_in_time(room);
    } else {
        room.send_notes_with(Rc::new(|note| {
            Box::pin(async move { Sent::of(api::keep_note(&note).await) })
        }));
    }
    let toasts = use_toasts();
    room.tell_outcomes_to(Rc::new(move |command, outcome| {
        let said = match (command, outcome) {
            (
                Command::Annotations {
                    version,
                    annotations,
                },
                outcome,
            ) => ink.take_answer(*version, annotations, &outcome),
            (
                Command::Room { .. },
                Outcome::Accepted { .. }
                | Outcome::Rejected {
                    reason: Rejection::NothingToDo,
                },
            ) => None,
            (Command::Room { .. }, Outcome::Rejected { reason }) => {
                Some(say_refused(Refused::By(reason)))
            }
        };
        if let Some(said) = said {
            toasts.say(said);
        }
    }));
    let title = Memo::new(move |_| {
        room.room.with(|room| {
            room.as_ref()
                .map(|room| room.details.title.clone())
                .unwrap_or_default()
        })
    });
    Effect::new(move |_| document().set_title(&format!("{} · Nghị Sự", title.get())));
    // A connection that goes and comes changes nothing of what stands on the screen.
    let scene = Memo::new(move |_| {
        let is_known = room.room.with(Option::is_some);
        match room.connection.get() {
            Connection::Ended(code) => Scene::Ended(code),
            _ if is_known && room.is_called_off() => Scene::CalledOff,
            _ if is_known => Scene::Table,
            _ => Scene::Waiting,
        }
    });
    let was_refused = room.was_refused();
    // What cannot be told from the first page is not hidden by it.
    Effect::new(move |_| {
        if was_refused.get() || matches!(scene.get(), Scene::Ended(_) | Scene::CalledOff) {
            first_page::take_away();
        }
    });
    on_cleanup(first_page::take_away);
    let again = Callback::new(move |()| room.try_again());
    move || {
        match scene.get() {
        Scene::Ended(code) => view! {
            <RoomFrame why=Empty::Closed><div class="desk-empty"><Ended code/></div></RoomFrame>
        }
        .into_any(),
        Scene::Waiting => view! {
            <RoomFrame why=Signal::derive(move || if was_refused.get() { Empty::Failed } else { Empty::Waits })>
                <Show when=move || was_refused.get() fallback=move || view! { <PaperWaits on_retry=again/> }>
                    <div class="desk-empty">
                        <ErrorState error=ApiError::Offline title=move_tr!("room-failed") on_retry=again again=Again::OwnWay alone=true>
                            {(!is_limited).then(|| view! { <LinkButton href="/".to_owned() label=move_tr!("not-found-way") size=Size::Big/> })}
                        </ErrorState>
                    </div>
                </Show>
            </RoomFrame>
        }
        .into_any(),
        Scene::CalledOff => view! { <div class="room-waits"><CalledOffCard room/></div> }.into_any(),
        Scene::Table => view! { <AtTheTable room ink/> }.into_any(),
    }
    }
}

/// What the room's screen shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scene {
    /// Nothing is known yet.
    Waiting,
    /// The meeting was called off: what it was, and why it is not held.
    CalledOff,
    /// The room.
    Table,
    /// The server closed it, with this code.
    Ended(u16),
}

/// The server closed the room to this tablet.
#[component]
pub(super) fn Ended(code: u16) -> impl IntoView {
    use nghisu_protocol::socket::close;
    // Whoever is taken off the list has no session by a pass any more.
    let is_limited = untrack(|| use_session().is_limited());
    if code == close::SIGNED_OUT || (code == close::NOT_INVITED && is_limited) {
        crate::link::report_signed_out();
    }
    let why = move || match code {
        close::NOT_INVITED => tr!("room-not-invited"),
        close::OTHER_VERSION => tr!("room-other-version"),
        _ => tr!("room-signed-out"),
    };
    view! {
        <EmptyState
            icon=if code == close::OTHER_VERSION { icon!("refresh-cw") } else { icon!("door-open") }
            title=Signal::derive(why)
        >
            {if code == close::OTHER_VERSION {
                view! {
                    <button type="button" class="button primary" on:click=move |_| { let _ = window().location().reload(); }>
                        {move || tr!("room-reload")}
                    </button>
                }.into_any()
            } else {
                view! { <LinkButton href="/".to_owned() label=move_tr!("not-found-way") size=Size::Big/> }.into_any()
            }}
        </EmptyState>
    }
}

/// The room once its state is here: for a secretary the record, for everybody else the papers. A secretary goes
/// between both; neither loses what the other holds.
#[component]
fn AtTheTable(room: RoomStore, ink: InkStore) -> impl IntoView {
    let reading = Reading::new(room, ink);
    let records = Records::new(room);
    let wishes_to_read = RwSignal::new(None::<bool>);
    let keeps_record = Memo::new(move |_| room.may(Act::WriteMinutes));
    // Files that a secretary sends go on while they read.
    if keeps_record.get_untracked() {
        Editor::new(room);
    }
    tell_of_late_papers(room);
    let is_recording = Memo::new(move |_| {
        let reads = wishes_to_read.get();
        keeps_record.get() && !reads.unwrap_or_else(|| room.standing() == Standing::Chair)
    });
    let table = move || {
        if is_recording.get() {
            first_page::forget();
            let on_read = Callback::new(move |()| wishes_to_read.set(Some(true)));
            view! { <SecretaryRoom reading records on_read/> }.into_any()
        } else {
            let on_record = Callback::new(move |()| wishes_to_read.set(Some(false)));
            view! { <Table reading keeps_record on_record/> }.into_any()
        }
    };
    view! {
        <Spoken room/>
        {table}
    }
}

/// Says that a paper was added while the meeting goes on.
fn tell_of_late_papers(room: RoomStore) {
    let toasts = use_toasts();
    let late = Memo::new(move |_| {
        room.room.with(|room| {
            let late = room.iter().flat_map(|room| &room.documents);
            late.filter(|(_, document)| document.is_late)
                .map(|(id, document)| (*id, document.item))
                .collect::<BTreeMap<_, _>>()
        })
    });
    Effect::new(move |before: Option<BTreeMap<DocumentId, ItemId>>| {
        let late = late.get();
        let added = before.and_then(|before| {
            let mut added = late.iter().filter(|(id, _)| !before.contains_key(id));
            added.next().map(|(_, item)| *item)
        });
        let number = added.and_then(|item| {
            room.room
                .with_untracked(|room| room.as_ref().and_then(|room| room.number_of(item)))
        });
        if let Some(number) = number {
            toasts.say(tr!("paper-just-added", { "number" => number }));
        }
        late
    });
}

/// The dock beside the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WhichDock {
    /// Whoever only reads has none.
    None,
    /// Whoever conducts has all acts.
    Conduct,
    /// Whoever presents has the lead alone.
    Present,
}

/// The papers, with everything that stands around them.
#[component]
fn Table(reading: Reading, keeps_record: Memo<bool>, on_record: Callback<()>) -> impl IntoView {
    let Reading {
        room,
        ink,
        viewer,
        editing,
        fault,
        lead,
        ..
    } = reading;
    let acts = Acts::new(room);
    let now = clock(room);
    let is_wide = wide();
    let is_limited = untrack(|| use_session().is_limited());
    // Whoever conducts has the dock in the page's margin, which the open agenda would take.
    let conducts = untrack(|| room.may(Act::Conduct));
    let agenda_is_open = RwSignal::new(is_wide.get_untracked() && !conducts);
    let cannot = Cannot::new();
    let agenda_sheet = RwSignal::new(false);
    let notes_are_open = RwSignal::new(false);
    let outline_is_open = RwSignal::new(false);
    let search_is_open = RwSignal::new(false);
    let open_paper = Callback::new(move |version: VersionId| {
        agenda_sheet.set(false);
        reading.open(version);
    });
    begin_notes_by_key(ink, viewer, editing);
    let shared = Signal::derive(move || {
        viewer
            .version
            .get()
            .map_or(0, |version| ink.shared_by_me(version))
    });
    let has_papers = Memo::new(move |_| {
        room.room
            .with(|room| room.as_ref().is_some_and(|room| !room.documents.is_empty()))
    });
    Effect::new(move |_| {
        if fault.with(Option::is_some) || !has_papers.get() {
            first_page::take_away();
        }
    });
    let dock = Memo::new(move |_| {
        let conducts = room.may(Act::Conduct)
            && matches!(room.standing(), Standing::Chair | Standing::Secretary);
        let is_open = room
            .room
            .with(|room| room.as_ref().is_some_and(|room| room.stage == Stage::Open));
        if conducts {
            WhichDock::Conduct
        } else if is_open && room.may(Act::Lead) {
            WhichDock::Present
        } else {
            WhichDock::None
        }
    });
    // A secretary's room opens on the record.
    let is_first = untrack(|| !keeps_record.get() || room.standing() == Standing::Chair);

    view! {
        <div
            class="room"
            class:bare=move || !viewer.has_bars.get()
            class:closed=move || !(is_wide.get() && agenda_is_open.get())
            class:portrait=move || !is_wide.get()
            class:drives=move || room.acts_for_chair.get()
            class:visit=is_limited
        >
            <TopBar room now keeps_record on_record on_agenda=Callback::new(move |()| {
                if is_wide.get_untracked() {
                    agenda_is_open.update(|open| *open = !*open);
                } else {
                    agenda_sheet.set(true);
                }
            }) agenda_is_open=Signal::derive(move || is_wide.get() && agenda_is_open.get())/>
            {is_limited.then(|| view! { <VisitLine room/> })}
            <Show when=move || is_wide.get() && agenda_is_open.get()>
                <aside class="agenda-panel">
                    <AgendaList room ink shown=viewer.version now on_open=open_paper acts cannot/>
                </aside>
            </Show>
            <main class="desk-place">
                <DeskView
                    is_first
                    store=viewer
                    images=reading.images()
                    on_ready=reading.on_ready()
                >
                    <RoomStrip room/>
                    <BreakBanner room now/>
                    <OlderBanner room viewer on_open=open_paper/>
                    <NoteCards store=ink viewer editing/>
                    <Show when=move || !has_papers.get()>
                        <div class="desk-empty"><EmptyState icon=icon!("file-text") title=move_tr!("room-no-papers")/></div>
                    </Show>
                    {move || fault.get().map(|why| view! {
                        <div class="desk-empty"><ErrorState error=why title=move_tr!("page-failed") on_retry=Callback::new(move |()| reading.try_again()) again=Again::Asks(Signal::stored(false))/></div>
                    })}
                    <PenBar store=ink shared/>
                    <Show when=move || dock.get() == WhichDock::Conduct>
                        <Dock room viewer/>
                    </Show>
                    // Upright it lies over the blank foot of the page, lying at the free end of the bar.
                    <Show when=move || !is_wide.get()><Afterwards room/></Show>
                </DeskView>
            </main>
            <footer class="room-bar">
                <button
                    type="button"
                    class="bar-button"
                    aria-pressed=move || if ink.tool.get().is_some() { "true" } else { "false" }
                    on:click=move |_| {
                        let next = if ink.tool.get_untracked().is_some() { None } else { Some(ink.last_tool.get_untracked()) };
                        ink.hold(next);
                    }
                >
                    <Icon of=icon!("pencil")/>
                    <span>{move || tr!("room-pen")}</span>
                </button>
                <button type="button" class="bar-button" aria-keyshortcuts="Alt+N" on:click=move |_| notes_are_open.set(true)>
                    <Icon of=icon!("sticky-note")/>
                    <span>
                        {move || tr!("room-notes")} " "
                        // Its place is kept, so that nothing beside it moves when there are some.
                        <span class="count-of">{move || {
                            let count = viewer.version.get().map_or(0, |version| ink.on_version(version).len());
                            (count > 0).then_some(count)
                        }}</span>
                    </span>
                </button>
                <Show when=move || !is_wide.get()>
                    <OutlineButton open=outline_is_open/>
                    <SearchButton open=search_is_open/>
                    <span class="spacer"></span>
                </Show>
                <Pager store=viewer images=reading.images() is_sideways=Signal::derive(move || !is_wide.get())/>
                <Show when=move || is_wide.get()>
                    <OutlineButton open=outline_is_open/>
                    <SearchButton open=search_is_open/>
                </Show>
                <span class="spacer"></span>
                <Show when=move || dock.get() == WhichDock::Present>
                    <PresenterDock room viewer/>
                </Show>
                <Show when=move || is_wide.get()><Afterwards room/></Show>
                <FollowSwitch room viewer lead/>
            </footer>
            <Dialog open=agenda_sheet title=move_tr!("room-agenda") place=Place::Left>
                <AgendaList room ink shown=viewer.version now on_open=open_paper acts cannot/>
            </Dialog>
            <OwnCannotSheet acts cannot/>
            <NotesSheet store=ink viewer editing open=notes_are_open/>
            <NoteEditor store=ink editing/>
            <OutlineSheet store=viewer open=outline_is_open/>
            <SearchSheet viewer open=search_is_open/>
        </div>
    }
}

#[component]
fn OutlineButton(open: RwSignal<bool>) -> impl IntoView {
    view! {
        <button type="button" class="bar-button" on:click=move |_| open.set(true)>
            <Icon of=icon!("table-of-contents")/>
            <span>{move || tr!("viewer-outline")}</span>
        </button>
    }
}

#[component]
fn SearchButton(open: RwSignal<bool>) -> impl IntoView {
    view! {
        <button type="button" class="bar-button" on:click=move |_| open.set(true)>
            <Icon of=icon!("search")/>
            <span>{move || tr!("find")}</span>
        </button>
    }
}

/// The server's time in milliseconds, ticking every ten seconds.
pub fn clock(room: RoomStore) -> Signal<i64> {
    let now = RwSignal::new(room.now().0);
    let tick = set_interval_with_handle(
        move || {
            let _ = now.try_set(room.now().0);
        },
        std::time::Duration::from_secs(10),
    );
    on_cleanup(move || {
        if let Ok(tick) = tick {
            tick.clear();
        }
    });
    now.into()
}

/// Whether the tablet is held in landscape.
pub fn wide() -> Signal<bool> {
    let is_wide = || {
        let number = |value: Result<wasm_bindgen::JsValue, _>| {
            value.ok().and_then(|value| value.as_f64()).unwrap_or(0.0)
        };
        number(window().inner_width()) > number(window().inner_height())
    };
    let wide = RwSignal::new(is_wide());
    let listener = window_event_listener(leptos::ev::resize, move |_| {
        if wide.get_untracked() != is_wide() {
            wide.set(is_wide());
        }
    });
    on_cleanup(move || listener.remove());
    wide.into()
}
