//! `/meetings/:id`: the room. The page is what it is about; everything else stands around it.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_params_map;
use nghisu_protocol::ids::{MeetingId, VersionId};
use nghisu_protocol::room::state::{Presented, Room};
use nghisu_protocol::room::{Act, Standing};

use super::api;
use super::bars::{Afterwards, BackPill, BreakBanner, FollowSwitch, RoomStrip, TopBar, presented};
use super::room::RoomStore;
use crate::conduct::agenda::AgendaList;
use crate::conduct::dock::Dock;
use crate::identity::store::use_session;
use crate::ink::bar::PenBar;
use crate::ink::hand::{Hand, NotePlace};
use crate::ink::notes::{NoteCards, NoteEditor, NotesSheet};
use crate::ink::store::InkStore;
use crate::link::ApiError;
use crate::link::shelf::Shelf;
use crate::link::socket::Connection;
use crate::ui::frame::SignedIn;
use crate::ui::{Dialog, EmptyState, ErrorState, Icon, LinkButton, Place, Skeleton};
use crate::viewer::store::ViewerStore;
use crate::viewer::view::{DeskView, OutlineSheet, Pager};
use crate::{icon, move_tr, tr};

/// The room's screen.
#[component]
pub fn RoomScreen() -> impl IntoView {
    view! { <SignedIn><RoomDoor/></SignedIn> }
}

/// Opens the tablet's shelf, then the room.
#[component]
fn RoomDoor() -> impl IntoView {
    let params = use_params_map();
    let session = use_session();
    let shelf = RwSignal::new_local(None::<Option<Shelf>>);
    spawn_local(async move {
        let person = session
            .person_id()
            .map(|id| id.to_string())
            .unwrap_or_default();
        let opened = Shelf::open(&person).await;
        if let Err(error) = &opened {
            web_sys::console::warn_1(&error.to_string().into());
        }
        shelf.try_set(Some(opened.ok()));
    });
    move || {
        let meeting = params
            .with(|params| params.get("id"))
            .and_then(|id| id.parse::<MeetingId>().ok());
        match (meeting, shelf.get()) {
            (None, _) => view! { <crate::ui::NotFound/> }.into_any(),
            (Some(_), None) => view! { <Skeleton/> }.into_any(),
            (Some(meeting), Some(shelf)) => {
                let shelf = StoredValue::new_local(shelf);
                view! { <InRoom meeting shelf=shelf.get_value()/> }.into_any()
            }
        }
    }
}

#[component]
fn InRoom(meeting: MeetingId, shelf: Option<Shelf>) -> impl IntoView {
    let room = RoomStore::open(meeting, shelf.clone());
    let ink = InkStore::open(room, shelf);
    room.send_notes_with(Rc::new(|note| {
        Box::pin(async move { api::keep_note(&note).await.is_ok() })
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
            _ if is_known => Scene::Table,
            _ => Scene::Waiting,
        }
    });
    move || match scene.get() {
        Scene::Ended(code) => view! { <Ended code/> }.into_any(),
        Scene::Waiting => view! {
            <div class="room-waits">
                <Skeleton/>
                <Show when=move || room.connection.get() == Connection::Lost>
                    <ErrorState error=ApiError::Offline/>
                </Show>
            </div>
        }
        .into_any(),
        Scene::Table => view! { <Table room ink/> }.into_any(),
    }
}

/// What the room's screen shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scene {
    /// Nothing is known yet.
    Waiting,
    /// The room.
    Table,
    /// The server closed it, with this code.
    Ended(u16),
}

/// The server closed the room to this tablet.
#[component]
fn Ended(code: u16) -> impl IntoView {
    use nghisu_protocol::socket::close;
    if code == close::SIGNED_OUT {
        crate::link::report_signed_out();
    }
    let why = move || match code {
        close::NOT_INVITED => tr!("room-not-invited"),
        close::OTHER_VERSION => tr!("room-other-version"),
        _ => tr!("room-signed-out"),
    };
    view! {
        <div class="room-waits">
            <EmptyState icon=icon!("door-open") title=Signal::derive(why)/>
            {if code == close::OTHER_VERSION {
                view! {
                    <button type="button" class="button primary" on:click=move |_| { let _ = window().location().reload(); }>
                        {move || tr!("room-reload")}
                    </button>
                }.into_any()
            } else {
                view! { <LinkButton href="/".to_owned() label=move_tr!("not-found-way")/> }.into_any()
            }}
        </div>
    }
}

/// The room once its state is here.
#[component]
fn Table(room: RoomStore, ink: InkStore) -> impl IntoView {
    let editing = RwSignal::new(None::<NotePlace>);
    let turned = Callback::new(move |place: Presented| {
        if room.is_leading() {
            room.present(place);
        } else if room.is_following.get_untracked()
            && presented(room).is_some_and(|(shown, _)| {
                (shown.version, shown.page) != (place.version, place.page)
            })
        {
            // Whoever turns another page reads on their own; one touch brings them back.
            room.follow(false);
        }
    });
    let painted = Callback::new(move |place: Presented| room.painted(Some(place)));
    let viewer = ViewerStore::new(turned, painted);
    let hand = StoredValue::new_local(Hand::new(ink, editing));
    let images = StoredValue::new_local(room.images());
    let now = clock(room);
    let is_wide = wide();
    let agenda_is_open = RwSignal::new(is_wide.get_untracked());
    let agenda_sheet = RwSignal::new(false);
    let notes_are_open = RwSignal::new(false);
    let outline_is_open = RwSignal::new(false);
    let wanted = RwSignal::new(None::<(VersionId, u32, u16)>);
    let fault = RwSignal::new(None::<ApiError>);

    images.with_value(|images| {
        let seen = viewer.thumbnails_seen;
        images.tell_thumbnails(Rc::new(move || seen.update(|seen| *seen += 1)));
    });

    // Opens what is wanted: its facts first, then its pages and notes.
    Effect::new(move |_| {
        let Some((version, page, y)) = wanted.get() else {
            return;
        };
        if viewer.version.get_untracked() == Some(version) {
            if let Some(desk) = viewer.desk() {
                desk.go(page, y, true);
            }
            return;
        }
        ink.load(version, async move { api::notes(version).await.ok() });
        spawn_local(async move {
            match api::version(version).await {
                Ok(opened)
                    if wanted
                        .get_untracked()
                        .is_some_and(|(latest, ..)| latest == version) =>
                {
                    let (page, y) = wanted
                        .get_untracked()
                        .map_or((page, y), |(_, page, y)| (page, y));
                    fault.set(None);
                    viewer.show(version, opened, page, y);
                }
                Ok(_) => {}
                Err(error) => fault.set(Some(error)),
            }
        });
    });

    // What could not be opened is tried again once the server is there.
    Effect::new(move |_| {
        if room.connection.get() == Connection::Connected && fault.with_untracked(Option::is_some) {
            fault.set(None);
            wanted.update(|_| {});
        }
    });

    // Follows the lead.
    let lead = Memo::new(move |_| presented(room));
    Effect::new(move |_| {
        let is_following = room.is_following.get();
        if let Some((place, leader)) = lead.get()
            && is_following
            && Some(leader)
                != room
                    .viewer
                    .with_untracked(|viewer| viewer.as_ref().map(|viewer| viewer.person))
        {
            wanted.set(Some((place.version, place.page, place.y)));
        }
    });

    // Something to read from the start: the current item's first paper, else the agenda's first.
    Effect::new(move |_| {
        if wanted.with_untracked(Option::is_none)
            && let Some(version) = room.room.with(|room| room.as_ref().and_then(first_paper))
        {
            wanted.set(Some((version, 1, 0)));
        }
    });

    // Ink is drawn anew when something on it changes.
    Effect::new(move |_| {
        if let Some(version) = viewer.version.get() {
            let _ = ink.on_version(version).len();
            if let Some(desk) = viewer.desk() {
                desk.redraw_ink();
            }
        }
    });

    // The text of the page: for screen readers and for highlights that cling to words.
    let page = Memo::new(move |_| viewer.place.get().map(|place| (place.version, place.page)));
    Effect::new(move |_| {
        let Some((version, page_number)) = page.get() else {
            return;
        };
        let has_text = viewer
            .document
            .with(|document| document.as_ref().is_some_and(|document| document.has_text));
        if !has_text {
            viewer.page_text.set(tr!("viewer-scanned"));
            return;
        }
        spawn_local(async move {
            if let Ok(runs) = api::page_text(version, page_number).await {
                if page.try_get_untracked().flatten() == Some((version, page_number)) {
                    let words: Vec<_> = runs.iter().map(|run| run.text.as_str()).collect();
                    viewer.page_text.set(words.join(" "));
                }
                hand.try_with_value(|hand| hand.know_text(version, page_number, runs));
            }
        });
    });

    // A hidden tablet counts as away, not as late.
    let hidden = window_event_listener(leptos::ev::visibilitychange, move |_| {
        let is_hidden = document().hidden();
        room.painted(if is_hidden {
            None
        } else {
            viewer.place.get_untracked()
        });
    });
    on_cleanup(move || hidden.remove());

    let open_paper = Callback::new(move |version: VersionId| {
        agenda_sheet.set(false);
        if presented(room).is_none_or(|(place, _)| place.version != version) && !room.is_leading() {
            room.follow(false);
        }
        let place = viewer.version.get_untracked() == Some(version);
        if !place {
            wanted.set(Some((version, 1, 0)));
        }
        if room.is_leading() {
            room.present(Presented {
                version,
                page: 1,
                y: 0,
            });
        }
    });
    let shared = Signal::derive(move || {
        viewer
            .version
            .get()
            .map_or(0, |version| ink.shared_by_me(version))
    });
    let stage = Memo::new(move |_| room.room.with(|room| room.as_ref().map(|room| room.stage)));
    let has_papers = Memo::new(move |_| {
        room.room
            .with(|room| room.as_ref().is_some_and(|room| !room.documents.is_empty()))
    });

    view! {
        <div class="room" class:closed=move || !(is_wide.get() && agenda_is_open.get()) class:portrait=move || !is_wide.get()>
            <TopBar room now on_agenda=Callback::new(move |()| {
                if is_wide.get_untracked() {
                    agenda_is_open.update(|open| *open = !*open);
                } else {
                    agenda_sheet.set(true);
                }
            }) agenda_is_open=Signal::derive(move || is_wide.get() && agenda_is_open.get())/>
            <Show when=move || is_wide.get() && agenda_is_open.get()>
                <aside class="agenda-panel">
                    <AgendaList room ink shown=viewer.version now on_open=open_paper/>
                </aside>
            </Show>
            <main class="desk-place">
                <DeskView
                    store=viewer
                    images=images.get_value()
                    on_ready=Callback::new(move |()| {
                        if let Some(desk) = viewer.desk() {
                            hand.with_value(|hand| hand.lay_on(&desk));
                            if let (Some(version), Some(opened)) = (viewer.version.get_untracked(), viewer.document.get_untracked()) {
                                let place = viewer.place.get_untracked();
                                viewer.show(version, opened, place.map_or(1, |place| place.page), place.map_or(0, |place| place.y));
                            }
                        }
                    })
                >
                    <RoomStrip room/>
                    <BreakBanner room now/>
                    <NoteCards store=ink viewer editing/>
                    <Show when=move || !has_papers.get()>
                        <div class="desk-empty"><EmptyState icon=icon!("file-text") title=move_tr!("room-no-papers")/></div>
                    </Show>
                    {move || fault.get().map(|why| view! {
                        <div class="desk-empty"><ErrorState error=why/></div>
                    })}
                    <PenBar store=ink shared/>
                    <BackPill room viewer lead/>
                    <Show when=move || room.may(Act::Conduct) && matches!(room.standing(), Standing::Chair | Standing::Secretary)>
                        <Dock room viewer/>
                    </Show>
                    <Afterwards room stage/>
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
                <button type="button" class="bar-button" on:click=move |_| notes_are_open.set(true)>
                    <Icon of=icon!("sticky-note")/>
                    <span>
                        {move || tr!("room-notes")}
                        {move || {
                            let count = viewer.version.get().map_or(0, |version| ink.on_version(version).len());
                            (count > 0).then(|| view! { <span class="count-of">" " {count}</span> })
                        }}
                    </span>
                </button>
                <Show when=move || !is_wide.get()>
                    <OutlineButton open=outline_is_open/>
                    <span class="spacer"></span>
                </Show>
                <Pager store=viewer images=images.get_value() is_sideways=Signal::derive(move || !is_wide.get())/>
                <Show when=move || is_wide.get()>
                    <OutlineButton open=outline_is_open/>
                </Show>
                <span class="spacer"></span>
                <FollowSwitch room lead/>
            </footer>
            <Dialog open=agenda_sheet title=move_tr!("room-agenda") place=Place::Left>
                <AgendaList room ink shown=viewer.version now on_open=open_paper/>
            </Dialog>
            <NotesSheet store=ink viewer open=notes_are_open/>
            <NoteEditor store=ink editing/>
            <OutlineSheet store=viewer open=outline_is_open/>
        </div>
    }
}

#[component]
fn OutlineButton(open: RwSignal<bool>) -> impl IntoView {
    view! {
        <button type="button" class="bar-button" on:click=move |_| open.set(true)>
            <Icon of=icon!("list")/>
            <span>{move || tr!("viewer-outline")}</span>
        </button>
    }
}

fn first_paper(room: &Room) -> Option<VersionId> {
    let mut items: Vec<_> = room.current_item.into_iter().collect();
    items.extend(room.agenda().into_iter().map(|(id, _)| id));
    items.into_iter().find_map(|item| {
        room.documents_of(item)
            .first()
            .and_then(|(_, document)| document.current().map(|version| version.id))
    })
}

/// The server's time in milliseconds, ticking every ten seconds.
fn clock(room: RoomStore) -> Signal<i64> {
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
