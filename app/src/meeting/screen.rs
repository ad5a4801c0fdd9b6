//! `/meetings/:id`: the room. The page is what it is about; everything else stands around it.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use leptos_router::hooks::use_params_map;
use nghisu_protocol::ids::{MeetingId, VersionId};
use nghisu_protocol::room::state::{Presented, Room, Stage};
use nghisu_protocol::room::{Act, Standing};

use super::api;
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
    let is_known = Memo::new(move |_| room.room.with(Option::is_some));
    move || match (room.connection.get(), is_known.get()) {
        (Connection::Ended(code), _) => view! { <Ended code/> }.into_any(),
        (_, false) => view! {
            <div class="room-waits">
                <Skeleton/>
                <Show when=move || room.connection.get() == Connection::Lost>
                    <ErrorState error=ApiError::Offline/>
                </Show>
            </div>
        }
        .into_any(),
        (_, true) => view! { <Table room ink/> }.into_any(),
    }
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

/// What the leader shows, and who leads.
fn presented(room: RoomStore) -> Option<(Presented, nghisu_protocol::ids::PersonId)> {
    room.room.with(|room| {
        let lead = room.as_ref()?.lead.as_ref()?;
        Some((lead.presented()?, lead.person))
    })
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

/// Hours and minutes at +07:00.
pub fn time_of_day(milliseconds: i64) -> String {
    let minutes = (milliseconds.div_euclid(60_000) + 7 * 60).rem_euclid(24 * 60);
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

#[component]
fn TopBar(
    room: RoomStore,
    now: Signal<i64>,
    on_agenda: Callback<()>,
    #[prop(into)] agenda_is_open: Signal<bool>,
) -> impl IntoView {
    let current = Memo::new(move |_| {
        room.room.with(|room| {
            let room = room.as_ref()?;
            let id = room.current_item?;
            let all = room.items.len();
            Some((room.number_of(id)?, all, room.items.get(&id)?.title.clone()))
        })
    });
    let about = Memo::new(move |_| {
        room.room.with(|room| {
            room.as_ref()
                .map(|room| (room.details.title.clone(), room.stage))
        })
    });
    let is_lost = move || room.connection.get() != Connection::Connected;
    view! {
        <header class="room-top">
            <div class="lead">
                <A href="/" attr:class="back" attr:aria-label=move || tr!("room-leave")>
                    <Icon of=icon!("chevron-left")/>
                </A>
                <button
                    type="button"
                    class="agenda-button"
                    aria-expanded=move || if agenda_is_open.get() { "true" } else { "false" }
                    on:click=move |_| on_agenda.run(())
                >
                    <Icon of=icon!("list")/>
                    <span>{move || tr!("room-agenda")}</span>
                </button>
            </div>
            <h1>
                {move || match (current.get(), about.get()) {
                    (Some((number, all, title)), _) => view! {
                        <span class="eye">
                            {tr!("room-item-of", { "number" => number, "all" => all })}
                            <span class="live">{tr!("item-open")}</span>
                        </span>
                        <span class="name" lang="vi">{title}</span>
                    }.into_any(),
                    (None, Some((title, stage))) => view! {
                        <span class="eye">{stage_word(stage)}</span>
                        <span class="name" lang="vi">{title}</span>
                    }.into_any(),
                    (None, None) => ().into_any(),
                }}
            </h1>
            <span class="connection" class:offline=is_lost>
                {move || if is_lost() {
                    view! { <Icon of=icon!("wifi-off") small=true/> }
                } else {
                    view! { <Icon of=icon!("wifi") small=true/> }
                }}
                <span class="said">{move || if is_lost() { tr!("offline") } else { tr!("connected") }}</span>
            </span>
            <time class="clock">{move || time_of_day(now.get())}</time>
        </header>
    }
}

/// The word of a stage.
pub fn stage_word(stage: Stage) -> String {
    match stage {
        Stage::Draft => tr!("stage-draft"),
        Stage::Published => tr!("stage-published"),
        Stage::Open => tr!("stage-open"),
        Stage::Closed => tr!("stage-closed"),
        Stage::Minutes => tr!("stage-minutes"),
        Stage::Signed => tr!("stage-signed"),
        Stage::Archived => tr!("stage-archived"),
        Stage::Cancelled => tr!("stage-cancelled"),
    }
}

/// Amber while there is no connection, green for three seconds once it is back. It lies over the page's blank
/// margin, so that nothing moves.
#[component]
fn RoomStrip(room: RoomStore) -> impl IntoView {
    let is_back = RwSignal::new(None::<usize>);
    let before = StoredValue::new(None::<usize>);
    Effect::new(move |_| match room.connection.get() {
        Connection::Lost => before.set_value(Some(room.waiting.get_untracked())),
        Connection::Connected => {
            if let Some(waiting) = before.get_value() {
                before.set_value(None);
                is_back.set(Some(waiting));
                set_timeout(
                    move || {
                        let _ = is_back.try_set(None);
                    },
                    std::time::Duration::from_secs(3),
                );
            }
        }
        Connection::Connecting | Connection::Ended(_) => {}
    });
    // What was made meanwhile counts too.
    Effect::new(move |_| {
        let waiting = room.waiting.get();
        if before.get_value().is_some() {
            before.set_value(Some(waiting));
        }
    });
    view! {
        <div class="room-strip" role="status" aria-live="polite">
            {move || match (room.connection.get(), is_back.get()) {
                (Connection::Lost, _) => Some(view! {
                    <div class="strip"><Icon of=icon!("cloud-off") small=true/>{tr!("connection-lost")}</div>
                }.into_any()),
                (_, Some(0)) => Some(view! {
                    <div class="strip valid"><Icon of=icon!("wifi") small=true/>{tr!("connection-back")}</div>
                }.into_any()),
                (_, Some(waiting)) => Some(view! {
                    <div class="strip valid"><Icon of=icon!("wifi") small=true/>{tr!("connection-back-sent", { "count" => waiting })}</div>
                }.into_any()),
                _ => None,
            }}
        </div>
    }
}

#[component]
fn BreakBanner(room: RoomStore, now: Signal<i64>) -> impl IntoView {
    let until = Memo::new(move |_| {
        room.room
            .with(|room| room.as_ref().and_then(|room| room.break_until))
    });
    move || {
        until
            .get()
            .filter(|until| until.0 > now.get())
            .map(|until| {
                view! {
                    <div class="break-banner" role="status">
                        <Icon of=icon!("pause")/>
                        <span>{tr!("room-break-until", { "time" => time_of_day(until.0) })}</span>
                    </div>
                }
            })
    }
}

/// Follow the lead, or read on one's own; while leading, how many tablets have seen the page.
#[component]
fn FollowSwitch(
    room: RoomStore,
    lead: Memo<Option<(Presented, nghisu_protocol::ids::PersonId)>>,
) -> impl IntoView {
    let is_leading = Memo::new(move |_| room.is_leading());
    view! {
        <Show
            when=move || is_leading.get()
            fallback=move || view! {
                <div class="follow" role="radiogroup" aria-label=move || tr!("room-follow-label")>
                    <button
                        type="button"
                        role="radio"
                        class:go=move || lead.get().is_some()
                        aria-checked=move || if room.is_following.get() { "true" } else { "false" }
                        on:click=move |_| room.follow(true)
                    >
                        <Icon of=icon!("cast")/>
                        <span>{move || tr!("room-follow")}</span>
                    </button>
                    <button
                        type="button"
                        role="radio"
                        aria-checked=move || if room.is_following.get() { "false" } else { "true" }
                        on:click=move |_| room.follow(false)
                    >
                        <span>{move || tr!("room-own")}</span>
                    </button>
                </div>
            }
        >
            <span class="leading-word" role="status">
                <strong>{move || tr!("room-leading")}</strong>
                <span>{move || room.presence.with(|presence| {
                    tr!("room-seen", { "seen" => presence.seen, "all" => presence.following })
                })}</span>
            </span>
        </Show>
    }
}

/// The way back to the page that is shown, after one has left it.
#[component]
fn BackPill(
    room: RoomStore,
    viewer: ViewerStore,
    lead: Memo<Option<(Presented, nghisu_protocol::ids::PersonId)>>,
) -> impl IntoView {
    let elsewhere = Memo::new(move |_| {
        let (place, _) = lead.get()?;
        let here = viewer.place.get();
        let is_here =
            here.is_some_and(|here| (here.version, here.page) == (place.version, place.page));
        (!room.is_following.get() && !room.is_leading() && !is_here).then_some(place.page)
    });
    move || {
        elsewhere.get().map(|page| {
            let is_lost = room.connection.get() == Connection::Lost;
            view! {
                <button type="button" class="back-pill" on:click=move |_| room.follow(true)>
                    <Icon of=icon!("cast")/>
                    <span>{tr!("room-back-to-page", { "page" => page })}</span>
                    {is_lost.then(|| view! { <small>{tr!("room-last-known")}</small> })}
                </button>
            }
        })
    }
}

/// After the meeting: where its minutes are.
#[component]
fn Afterwards(room: RoomStore, stage: Memo<Option<Stage>>) -> impl IntoView {
    let meeting = room.meeting;
    let is_over = move || {
        stage
            .get()
            .is_some_and(|stage| stage >= Stage::Closed && stage != Stage::Cancelled)
    };
    view! {
        <Show when=is_over>
            <div class="afterwards" role="status">
                <Icon of=icon!("check")/>
                <span>{move || stage.get().map(stage_word)}</span>
                <A href=format!("/meetings/{meeting}/minutes") attr:class="button small">{move || tr!("room-minutes")}</A>
            </div>
        </Show>
    }
}

#[cfg(test)]
mod tests {
    use super::time_of_day;

    #[test]
    fn times_are_shown_at_plus_seven() {
        assert_eq!(time_of_day(0), "07:00");
        assert_eq!(time_of_day(1_797_385_620_000), "08:47");
    }
}
