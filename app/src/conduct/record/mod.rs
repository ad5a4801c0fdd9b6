//! The secretary's room: the agenda with its clock, the record of one item, the people. In landscape side by side, in
//! portrait one at a time; all three stay mounted, so that neither a turned tablet nor a live event takes the focus
//! or a half-written sentence away. It decides no right; the server does.

pub mod agenda;
pub mod bar;
pub mod closed;
pub mod conclusions;
pub mod counted;
pub mod course;
pub mod draft;
pub mod model;
pub mod papers;
pub mod people;
pub mod person;
pub mod store;
pub mod votes;

use leptos::prelude::*;
use leptos_router::components::A;
use nghisu_protocol::ids::ItemId;
use nghisu_protocol::room::state::{ItemStatus, Stage};
use nghisu_protocol::room::{RoomCommand, Standing};
use wasm_bindgen::JsCast;

use self::agenda::AgendaColumn;
use self::bar::DrivingBar;
use self::closed::AfterCard;
use self::conclusions::Conclusions;
use self::course::Course;
use self::papers::{Bringing, BringingSheets, ItemPapers};
use self::people::PeopleColumn;
pub use self::store::Records;
use self::store::{ItemDesk, Saving};
use self::votes::Votes;
use crate::conduct::items::ItemAct;
use crate::conduct::leading::LeadingWord;
use crate::link::socket::Connection;
use crate::meeting::bars::{BreakBanner, RoomStrip, stage_word, time_of_day};
use crate::meeting::editor_store::{ListedUnit, units};
use crate::meeting::newer::OlderBanner;
use crate::meeting::reading::Reading;
use crate::meeting::room::RoomStore;
use crate::meeting::screen::{clock, wide};
use crate::ui::{
    Again, Button, ButtonKind, Dialog, EmptyState, ErrorState, Fetch, Icon, LinkButton, Place,
    Size, Tab, Tabs,
};
use crate::viewer::view::{DeskView, Pager};
use crate::{icon, move_tr, tr};

/// The columns, of which portrait shows one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Agenda,
    Record,
    People,
}

/// The name of whoever holds the chair, or is to hold it.
fn chair_name(room: RoomStore) -> Option<String> {
    room.room.with(|room| {
        let room = room.as_ref()?;
        let chair = room.presiding.or(room.chair)?;
        room.participants.get(&chair).map(|who| who.name.clone())
    })
}

/// The secretary's room.
#[component]
pub fn SecretaryRoom(
    /// What is read, for the page that is shown.
    reading: Reading,
    /// What is written.
    records: Records,
    /// Goes to the papers.
    on_read: Callback<()>,
) -> impl IntoView {
    let room = records.room;
    let now = clock(room);
    let is_wide = wide();
    let column = RwSignal::new(Column::Record);
    let page_is_open = RwSignal::new(false);
    let units = Fetch::new(units);
    let bringing = Bringing::new(room);
    let shown = Memo::new(move |_| records.shown());
    let is_off = move |one: Column| move || !is_wide.get() && column.get() != one;
    // Turned the other way, the list is laid out anew.
    let is_seen = Memo::new(move |_| is_wide.get() || column.get() == Column::Agenda);
    // No page is on this tablet until the secretary asks for one: it counts as away, not as late.
    Effect::new(move |_| {
        if !page_is_open.get() {
            room.painted(None);
        }
    });
    // Whoever asks to see the page anew sees it as it is in force; the page that is looked at does not change.
    Effect::new(move |_| {
        if page_is_open.get() {
            reading.open_what_is_in_force();
        }
    });
    follow_the_item(records);
    records.counted.follow();
    let presides = Memo::new(move |_| room.standing() == Standing::Chair);
    let conducts = Signal::derive(move || presides.get() || room.acts_for_chair.get());
    let on_item = Callback::new(move |item: ItemId| {
        records.chosen.set(Some(item));
        column.set(Column::Record);
    });
    view! {
        <div class="record-room" class:portrait=move || !is_wide.get() class:drives=move || room.acts_for_chair.get()>
            <RecordTop records now is_wide presides on_page=Callback::new(move |()| page_is_open.set(true))/>
            <Show when=move || !is_wide.get()>
                <Tabs
                    label=move_tr!("record-tabs")
                    chosen=column
                    tabs=vec![
                        Tab::new(Column::Agenda, move_tr!("room-agenda")),
                        Tab::new(Column::Record, move_tr!("record-title")),
                        Tab::new(Column::People, move_tr!("record-people")),
                    ]
                />
            </Show>
            <RoomStrip room keeps_record=true/>
            <div class="columns">
                <section class="column agenda-column" class:off=is_off(Column::Agenda) aria-label=move || tr!("room-agenda")>
                    <AgendaColumn records now shown conducts is_seen on_item/>
                </section>
                <main class="column record-column" class:off=is_off(Column::Record)>
                    <BreakBanner room now/>
                    <AfterCard records now on_people=Callback::new(move |()| column.set(Column::People))/>
                    <BeforeCard room now presides/>
                    {move || shown.get().map(|item| view! { <ItemRecord records units item conducts bringing/> })}
                </main>
                <aside class="column people-column" class:off=is_off(Column::People) aria-label=move || tr!("record-people")>
                    <PeopleColumn records/>
                </aside>
            </div>
            <DrivingBar reading records is_wide presides on_read page_is_open/>
            <PageSheet reading open=page_is_open/>
            <BringingSheets bringing/>
        </div>
    }
}

/// Turns to the item that was opened, unless words are being written: then they stay, and the way there is offered.
fn follow_the_item(records: Records) {
    let room = records.room;
    let current = Memo::new(move |_| {
        room.room
            .with(|room| room.as_ref().and_then(|room| room.current_item))
    });
    Effect::new(move |before: Option<Option<ItemId>>| {
        let current = current.get();
        let is_new = before.is_some_and(|before| before != current);
        if is_new && current.is_some() && !is_writing() {
            records.chosen.set(current);
        } else if let Some(before) = before.flatten()
            && is_new
            && records.chosen.with_untracked(Option::is_none)
        {
            // What was shown because it was being discussed stays where it is.
            records.chosen.set(Some(before));
        }
        current
    });
}

/// Whether the focus stands in a field of this page.
fn is_writing() -> bool {
    document()
        .active_element()
        .is_some_and(|active| matches!(active.tag_name().as_str(), "TEXTAREA" | "INPUT" | "SELECT"))
}

#[component]
fn RecordTop(
    records: Records,
    now: Signal<i64>,
    is_wide: Signal<bool>,
    presides: Memo<bool>,
    on_page: Callback<()>,
) -> impl IntoView {
    let room = records.room;
    let current = Memo::new(move |_| {
        room.room.with(|room| {
            let room = room.as_ref()?;
            let id = room.current_item?;
            let title = room.items.get(&id)?.title.clone();
            Some((room.number_of(id)?, room.items.len(), title))
        })
    });
    let about = Memo::new(move |_| {
        room.room.with(|room| {
            let room = room.as_ref()?;
            Some((room.details.title.clone(), room.stage))
        })
    });
    let may_drive = Memo::new(move |_| {
        let stage = about.get().map(|(_, stage)| stage);
        !presides.get() && matches!(stage, Some(Stage::Published | Stage::Open))
    });
    // Once there is nothing left to drive, nobody acts in another's place.
    Effect::new(move |_| {
        if !may_drive.get() {
            room.acts_for_chair.set(false);
        }
    });
    let has_papers = Memo::new(move |_| {
        room.room
            .with(|room| room.as_ref().is_some_and(|room| !room.documents.is_empty()))
    });
    let is_lost = move || room.connection.get() != Connection::Connected;
    view! {
        <header class="room-top">
            <A href="/" attr:class="back" attr:aria-label=move || tr!("room-leave")>
                <Icon of=icon!("chevron-left")/>
            </A>
            <h1 class:of-item=move || current.with(Option::is_some)>
                <span class="eye">{move || {
                    let (title, stage) = about.get()?;
                    Some(if current.with(Option::is_some) { title } else { stage_word(stage) })
                }}</span>
                // A cut title is whole on the agenda, and where a pointer rests.
                <span class="name" title=move || current.get().map(|(_, _, title)| title)>
                    {move || match (current.get(), about.get()) {
                        (Some((number, all, title)), _) => view! {
                            {tr!("room-item-of", { "number" => number, "all" => all })} " · "
                            <span lang="vi">{title}</span>
                        }.into_any(),
                        (None, Some((title, _))) => view! { <span lang="vi">{title}</span> }.into_any(),
                        (None, None) => ().into_any(),
                    }}
                </span>
            </h1>
            <Show when=move || has_papers.get() && is_wide.get()>
                <button type="button" class="bar-button" title=move || tr!("record-page-long") on:click=move |_| on_page.run(())>
                    <Icon of=icon!("presentation")/>
                    <span>{move || tr!("record-page")}</span>
                </button>
            </Show>
            <Show when=move || may_drive.get()>
                <button
                    type="button"
                    class="switch"
                    role="switch"
                    aria-checked=move || if room.acts_for_chair.get() { "true" } else { "false" }
                    aria-disabled=move || is_lost().then_some("true")
                    title=move || is_lost().then(|| tr!("needs-connection"))
                    on:click=move |_| {
                        if !untrack(is_lost) {
                            room.acts_for_chair.update(|acts| *acts = !*acts);
                        }
                    }
                >
                    <span class="track" aria-hidden="true"></span>
                    <span>{move || tr!("record-drive")}</span>
                </button>
            </Show>
            <span class="connection" class:offline=is_lost>
                {move || if is_lost() {
                    view! { <Icon of=icon!("wifi-off") small=true/> }
                } else {
                    view! { <Icon of=icon!("wifi") small=true/> }
                }}
                <span class="said">{move || if is_lost() { tr!("offline") } else { tr!("connected") }}</span>
            </span>
            <Show when=move || !is_wide.get()>
                <time class="clock">{move || time_of_day(now.get())}</time>
            </Show>
        </header>
    }
}

/// Before the meeting: who is there, and its opening.
#[component]
fn BeforeCard(room: RoomStore, now: Signal<i64>, presides: Memo<bool>) -> impl IntoView {
    let facts = Memo::new(move |_| {
        let here = room.presence.with(|presence| presence.here.clone());
        room.room.with(|room| {
            let room = room.as_ref()?;
            let is_before = matches!(room.stage, Stage::Draft | Stage::Published);
            let there = room.participants.values();
            let there = there.filter(|who| who.attendance.is_there()).count();
            let devices = room
                .participants
                .keys()
                .filter(|id| here.contains(id))
                .count();
            is_before.then_some((
                room.stage,
                room.details.starts_at,
                there,
                room.participants.len(),
                devices,
            ))
        })
    });
    let acts = crate::conduct::acts::Acts::new(room);
    let open = move || {
        if !presides.get_untracked() {
            room.acts_for_chair.set(true);
        }
        acts.run(RoomCommand::Open {});
    };
    let label = Signal::derive(move || match chair_name(room).filter(|_| !presides.get()) {
        Some(name) => tr!("record-open-for", { "name" => name }),
        None => tr!("dock-open"),
    });
    move || {
        let (stage, starts_at, there, all, devices) = facts.get()?;
        let starts = starts_at.map(
            |at| tr!("record-starts", { "when" => crate::dates::said(at.0, now.get_untracked()) }),
        );
        Some(view! {
            <section class="card before-card" class:for-chair=move || stage == Stage::Published && !presides.get()>
                <header>
                    <h2 class="t-item">{tr!("record-not-opened")}</h2>
                    <LinkButton href=format!("/meetings/{}/edit", room.meeting) label=move_tr!("record-edit") kind=ButtonKind::Text size=Size::Small/>
                </header>
                <p class="t-body c-2">
                    {starts} " "
                    {tr!("record-there", { "there" => there, "all" => all })} " "
                    {tr!("record-devices", { "count" => devices })}
                </p>
                {(stage == Stage::Published).then(|| view! {
                    <div class="ways"><Button label kind=ButtonKind::Primary icon=icon!("gavel") on_press=open/></div>
                })}
            </section>
        })
    }
}

/// The record of one item.
#[component]
fn ItemRecord(
    records: Records,
    units: Fetch<Vec<ListedUnit>>,
    item: ItemId,
    #[prop(into)] conducts: Signal<bool>,
    bringing: Bringing,
) -> impl IntoView {
    let room = records.room;
    let desk = records.desk(item);
    let number = Memo::new(move |_| {
        room.room.with(|room| {
            room.as_ref()
                .and_then(|room| room.number_of(item))
                .unwrap_or_default()
        })
    });
    let status = Memo::new(move |_| records.item(item, |item| item.status).unwrap_or_default());
    let is_open = Memo::new(move |_| records.is_open());
    let was_discussed = Memo::new(move |_| {
        matches!(
            status.get(),
            ItemStatus::Open | ItemStatus::Done | ItemStatus::Postponed
        )
    });
    let has_begun = Memo::new(move |_| {
        room.room
            .with(|room| room.as_ref().is_some_and(|room| room.opened_at.is_some()))
    });
    view! {
        <Show when=move || has_begun.get()>
            <header class="record-head">
                <h2 class="t-item">{move || tr!("record-of-item", { "number" => number.get() })}</h2>
                <SavingWord records desk/>
                <ElsewhereStrip records item/>
            </header>
            <Course records desk/>
            <Show
                when=move || was_discussed.get()
                fallback=move || view! {
                    <section class="card record-card waiting-card">
                        <p class="c-2">{move || if status.get() == ItemStatus::Withdrawn { tr!("record-withdrawn") } else { tr!("record-not-discussed") }}</p>
                        <Show when=move || is_open.get() && conducts.get() && status.get() == ItemStatus::Pending>
                            <Button label=move_tr!("item-act-open") icon=icon!("play") on_press=move || ItemAct::Open.run(records.acts, item)/>
                        </Show>
                    </section>
                }
            >
                <Votes records desk/>
                <Conclusions records units desk/>
            </Show>
        </Show>
        <ItemPapers records item bringing/>
    }
}

/// "Đã lưu 08:47", or what keeps it from being so.
#[component]
fn SavingWord(records: Records, desk: ItemDesk) -> impl IntoView {
    let is_written = Memo::new(move |_| desk.course.with(|course| !course.trim().is_empty()));
    let is_lost = move || records.room.connection.get() != Connection::Connected;
    view! {
        <span class="saving" role="status">
            {move || match desk.saving.get() {
                // Without a connection what was saved is no news of the present.
                Saving::Idle if is_lost() && is_written.get() => view! {
                    <span class="c-2">{tr!("saved-before-loss")}</span>
                }.into_any(),
                Saving::At(at) if is_lost() => view! {
                    <span class="c-2">{tr!("saved-before", { "time" => time_of_day(at.0) })}</span>
                }.into_any(),
                Saving::Idle if is_written.get() => view! {
                    <span class="word valid"><Icon of=icon!("check") small=true/>{tr!("saved")}</span>
                }.into_any(),
                Saving::Idle => ().into_any(),
                Saving::Busy => view! { <span class="c-2">{tr!("saving")}</span> }.into_any(),
                Saving::At(at) => view! {
                    <span class="word valid"><Icon of=icon!("check") small=true/>{tr!("saved-at", { "time" => time_of_day(at.0) })}</span>
                }.into_any(),
                Saving::Waits => view! {
                    <span class="word warn"><Icon of=icon!("cloud-off") small=true/>{tr!("record-waits")}</span>
                }.into_any(),
                Saving::Beside => view! {
                    <span class="word warn"><Icon of=icon!("file-diff") small=true/>{tr!("record-choose")}</span>
                }.into_any(),
                Saving::Refused(why) => view! {
                    <span class="word live wrap"><Icon of=icon!("circle-alert") small=true/>{why}</span>
                }.into_any(),
            }}
        </span>
    }
}

/// The meeting goes on with another item while this one is written: the way there, nothing moved.
#[component]
fn ElsewhereStrip(records: Records, item: ItemId) -> impl IntoView {
    let elsewhere = Memo::new(move |_| {
        records.room.room.with(|room| {
            let room = room.as_ref()?;
            let current = room.current_item.filter(|current| *current != item)?;
            Some((current, room.number_of(current)?))
        })
    });
    move || {
        elsewhere.get().map(|(current, number)| {
            view! {
                <div class="elsewhere">
                    <span>{tr!("record-elsewhere", { "number" => number })}</span>
                    <button type="button" class="button text small" on:click=move |_| records.chosen.set(Some(current))>
                        {tr!("record-go-there", { "number" => number })}
                    </button>
                </div>
            }
        })
    }
}

/// The page that is shown, over everything; whoever leads turns the pages here.
#[component]
fn PageSheet(reading: Reading, open: RwSignal<bool>) -> impl IntoView {
    let Reading {
        room,
        viewer,
        fault,
        lead,
        ..
    } = reading;
    let title = Signal::derive(move || {
        let version = viewer.version.get();
        let found = room.room.with(|room| {
            let (_, document, _) = room.as_ref()?.version(version?)?;
            Some(document.title.clone())
        });
        found.unwrap_or_else(|| tr!("record-page-long"))
    });
    let is_wide = wide();
    let ready = reading.on_ready();
    // The keys turn pages from the first moment.
    let on_ready = Callback::new(move |()| {
        ready.run(());
        let desk = document()
            .query_selector("dialog.page .desk")
            .ok()
            .flatten();
        if let Some(desk) = desk.and_then(|desk| desk.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = desk.focus();
        }
    });
    view! {
        <Dialog
            open
            title
            place=Place::Page
            foot=move || view! {
                <Pager store=viewer images=reading.images() is_sideways=Signal::derive(move || !is_wide.get())/>
                <span class="spacer"></span>
                {move || if room.is_leading() {
                    view! { <LeadingWord room/> }.into_any()
                } else if lead.get().is_some() && !room.is_following.get() {
                    view! { <Button label=move_tr!("room-follow") icon=icon!("footprints") on_press=move || room.follow(true)/> }.into_any()
                } else {
                    ().into_any()
                }}
            }
        >
            <DeskView store=viewer images=reading.images() on_ready>
                <OlderBanner room viewer on_open=Callback::new(move |version| reading.open(version))/>
                {move || fault.get().map(|why| view! {
                    <div class="desk-empty"><ErrorState error=why title=move_tr!("page-failed") on_retry=Callback::new(move |()| reading.try_again()) again=Again::Asks(Signal::stored(false))/></div>
                })}
                {move || viewer.version.get().is_none().then(|| view! {
                    <div class="desk-empty"><EmptyState icon=icon!("file-text") title=move_tr!("room-no-papers")/></div>
                })}
            </DeskView>
        </Dialog>
    }
}
