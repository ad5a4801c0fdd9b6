//! Reading in the room: which page is on the desk, following the lead, the page's text. It outlives the views that
//! show it, so that whoever turns from the record to the papers and back finds the page as they left it.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use nghisu_protocol::ids::VersionId;
use nghisu_protocol::room::state::Presented;

use super::api;
use super::bars::presented;
use super::room::RoomStore;
use crate::dates::Local;
use crate::identity::store::use_session;
use crate::ink::hand::Hand;
use crate::ink::note_place::NotePlace;
use crate::ink::store::InkStore;
use crate::link::ApiError;
use crate::link::socket::Connection;
use crate::tr;
use crate::ui::use_toasts;
use crate::viewer::images::Images;
use crate::viewer::store::ViewerStore;

/// How long a page is read before its text is asked for.
const STAYS: Duration = Duration::from_millis(250);

/// See the module. Copy it freely; it lives as long as the room's screen.
#[derive(Clone, Copy)]
pub struct Reading {
    /// The room.
    pub room: RoomStore,
    /// The annotations.
    pub ink: InkStore,
    /// What is on the desk.
    pub viewer: ViewerStore,
    /// The note that is being written.
    pub editing: RwSignal<Option<NotePlace>>,
    /// Why the wanted paper could not be opened.
    pub fault: RwSignal<Option<ApiError>>,
    /// What the leader shows, and who leads.
    pub lead: Memo<Option<(Presented, nghisu_protocol::ids::PersonId)>>,
    wanted: RwSignal<Option<(VersionId, u32, u16)>>,
    hand: StoredValue<Hand, LocalStorage>,
    images: StoredValue<Rc<Images>, LocalStorage>,
}

impl Reading {
    /// Begins to read: follows the lead, or opens the first paper. Call in the room's component.
    pub fn new(room: RoomStore, ink: InkStore) -> Self {
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
        let reading = Self {
            room,
            ink,
            viewer: ViewerStore::new(turned, painted),
            editing,
            fault: RwSignal::new(None),
            lead: Memo::new(move |_| presented(room)),
            wanted: RwSignal::new(None),
            hand: StoredValue::new_local(Hand::new(ink, editing, use_toasts())),
            images: StoredValue::new_local(room.images()),
        };
        reading.images.with_value(|images| {
            let seen = reading.viewer.thumbnails_seen;
            images.tell_thumbnails(Rc::new(move || seen.update(|seen| *seen += 1)));
        });
        reading.open_what_is_wanted();
        reading.follow_the_lead();
        reading.let_go_what_is_taken_away();
        reading.draw_new_ink();
        reading.know_the_text();
        reading.stamp_what_is_internal();
        Effect::new(move |_| {
            let is_cut = room.connection.get() == Connection::Lost;
            if reading.viewer.is_cut.get_untracked() != is_cut {
                reading.viewer.is_cut.set(is_cut);
            }
        });
        // A hidden tablet counts as away, not as late.
        let hidden = window_event_listener(leptos::ev::visibilitychange, move |_| {
            reading.tell_what_is_seen();
        });
        on_cleanup(move || hidden.remove());
        reading
    }

    /// The page images.
    pub fn images(&self) -> Rc<Images> {
        self.images.get_value()
    }

    /// Lays hand and page on a desk that has just come to be.
    pub fn on_ready(self) -> Callback<()> {
        Callback::new(move |()| {
            let viewer = self.viewer;
            if let Some(desk) = viewer.desk() {
                self.hand.with_value(|hand| hand.lay_on(&desk));
                if let (Some(version), Some(opened)) = (
                    viewer.version.get_untracked(),
                    viewer.document.get_untracked(),
                ) {
                    let (page, y) = viewer
                        .place
                        .get_untracked()
                        .map_or((1, 0), |place| (place.page, place.y));
                    viewer.show(version, opened, page, y);
                }
            }
        })
    }

    /// Opens a paper, by the reader's own wish; whoever leads shows it to all. What was touched last is what is wanted,
    /// also where it lies on the desk already and another is still on its way.
    pub fn open(self, version: VersionId) {
        let room = self.room;
        if presented(room).is_none_or(|(place, _)| place.version != version) && !room.is_leading() {
            room.follow(false);
        }
        let (page, y) = self
            .viewer
            .here()
            .filter(|place| place.version == version)
            .map_or((1, 0), |place| (place.page, place.y));
        self.wanted.set(Some((version, page, y)));
        if room.is_leading() {
            room.present(Presented { version, page, y });
        }
    }

    /// Where an older version of a paper lies there, goes on to the same page of the one in force. What somebody else
    /// shows stays, and so does what is shown to others.
    pub fn open_what_is_in_force(self) {
        let here = self.viewer.here().map(|here| here.version);
        let shown = untrack(|| presented(self.room)).map(|(place, _)| place.version);
        if !untrack(|| self.room.is_leading()) && here != shown {
            self.go_where_it_is_in_force();
        }
    }

    /// Goes to the page that lies there as it is in force, and says where that is.
    pub fn go_where_it_is_in_force(self) -> Option<Presented> {
        let here = self.viewer.here()?;
        let newer = self.room.room.with_untracked(|room| {
            let (_, document, _) = room.as_ref()?.version(here.version)?;
            let current = document.current()?;
            (current.id != here.version).then_some((current.id, current.pages))
        });
        let Some((version, pages)) = newer else {
            return Some(here);
        };
        let place = if here.page <= pages {
            Presented { version, ..here }
        } else {
            let page = pages.max(1);
            Presented {
                version,
                page,
                y: 0,
            }
        };
        self.wanted.set(Some((place.version, place.page, place.y)));
        Some(place)
    }

    /// Asks again for the paper that could not be opened.
    pub fn try_again(self) {
        self.fault.set(None);
        self.wanted.update(|_| {});
    }

    /// Says which page this tablet shows: none while it is hidden or no desk is there.
    pub fn tell_what_is_seen(self) {
        let is_seen = !document().hidden() && self.viewer.desk().is_some();
        let place = self.viewer.here();
        self.room.painted(place.filter(|_| is_seen));
    }

    /// Opens what is wanted: its facts first, then its pages and notes.
    fn open_what_is_wanted(self) {
        let Self {
            viewer,
            wanted,
            fault,
            ..
        } = self;
        Effect::new(move |_| {
            let Some((version, page, y)) = wanted.get() else {
                return;
            };
            if viewer.version.get_untracked() == Some(version) {
                // It lies there: what could not be opened meanwhile is no longer wanted.
                fault.set(None);
                let place = Presented { version, page, y };
                match viewer.desk() {
                    Some(desk) if desk.place() == Some(place) => desk.once_free(|_| ()),
                    Some(desk) => desk.follow(page, y),
                    None => viewer.place.set(Some(place)),
                }
                return;
            }
            self.ink
                .load(version, async move { api::notes(version).await.ok() });
            spawn_local(async move {
                let answer = api::version(version).await;
                let latest = wanted.try_get_untracked().flatten();
                let Some((_, page, y)) = latest.filter(|(latest, ..)| *latest == version) else {
                    return;
                };
                match answer {
                    Ok(opened) => {
                        fault.set(None);
                        viewer.show(version, opened, page, y);
                    }
                    Err(error) => fault.set(Some(error)),
                }
            });
        });
        // What could not be opened is tried again once the server is there.
        let room = self.room;
        Effect::new(move |_| {
            if room.connection.get() == Connection::Connected
                && fault.with_untracked(Option::is_some)
            {
                self.try_again();
            }
        });
    }

    /// Follows the lead; whoever does not is shown something to read from the start.
    fn follow_the_lead(self) {
        let Self {
            room, wanted, lead, ..
        } = self;
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
        Effect::new(move |_| {
            // The room holds what this reader may see, and nothing else.
            let first = room
                .room
                .with(|room| room.as_ref().and_then(|room| room.first_shown(|_| true)));
            if wanted.with_untracked(Option::is_none)
                && let Some(Presented { version, page, y }) = first
            {
                wanted.set(Some((version, page, y)));
            }
        });
    }

    /// What this person may no longer see leaves the tablet at once: its page, its text, its images.
    fn let_go_what_is_taken_away(self) {
        let Self {
            room,
            viewer,
            wanted,
            ..
        } = self;
        let versions = Memo::new(move |_| {
            room.room.with(|room| {
                let documents = room.iter().flat_map(|room| room.documents.values());
                let versions = documents.flat_map(|document| &document.versions);
                versions.map(|version| version.id).collect::<BTreeSet<_>>()
            })
        });
        Effect::new(move |before: Option<()>| {
            let versions = versions.get();
            // Nothing is taken away before anything was there.
            if before.is_none() {
                return;
            }
            let kept = versions.clone();
            self.images()
                .forget_all_but(move |version| kept.contains(&version));
            let is_gone = |version: Option<VersionId>| {
                version.is_some_and(|version| !versions.contains(&version))
            };
            if is_gone(viewer.version.get_untracked()) {
                viewer.clear();
            }
            if is_gone(wanted.get_untracked().map(|(version, ..)| version)) {
                let first = room.room.with_untracked(|room| {
                    let first = room.as_ref()?.first_shown(|_| true)?;
                    Some((first.version, first.page, first.y))
                });
                wanted.set(first);
            }
        });
    }

    /// Ink is drawn anew when something on it changes.
    fn draw_new_ink(self) {
        let Self { viewer, ink, .. } = self;
        Effect::new(move |_| {
            let shown = viewer.version.get().map(|version| ink.on_version(version));
            let own = shown.iter().flatten().filter(|one| one.author.is_none());
            let noted: BTreeSet<u32> = own.map(|one| one.annotation.page).collect();
            if viewer.noted.with_untracked(|before| *before != noted) {
                viewer.noted.set(noted);
            }
            if let Some(desk) = viewer.desk().filter(|_| shown.is_some()) {
                desk.redraw_ink();
            }
        });
    }

    /// An internal paper carries who reads it and when: each page that is turned says the time anew.
    fn stamp_what_is_internal(self) {
        let Self { room, viewer, .. } = self;
        let session = use_session();
        let page = Memo::new(move |_| viewer.place.get().map(|place| (place.version, place.page)));
        Effect::new(move |_| {
            // Read, so that it is worked out: each page that is turned brings the stamp up to date.
            page.with(|_| ());
            let is_internal = viewer.document.with(|document| {
                document
                    .as_ref()
                    .is_some_and(|document| document.is_internal)
            });
            let stamp = match session.name().filter(|_| is_internal) {
                Some(name) => {
                    let now = Local::of(room.now().0);
                    tr!("stamp-internal", { "name" => name, "time" => now.time(), "day" => now.date() })
                }
                None => String::new(),
            };
            if viewer.stamp.with_untracked(|before| *before != stamp) {
                viewer.stamp.set(stamp);
            }
        });
    }

    /// The text of the page: for screen readers and for highlights that cling to words.
    fn know_the_text(self) {
        let Self { viewer, hand, .. } = self;
        let page = Memo::new(move |_| viewer.place.get().map(|place| (place.version, place.page)));
        Effect::new(move |_| {
            let Some((version, page_number)) = page.get() else {
                return;
            };
            // The words of the page before are not those of this one, however long these take.
            viewer.page_text.set(String::new());
            let has_text = viewer
                .document
                .with(|document| document.as_ref().is_some_and(|document| document.has_text));
            if !has_text {
                viewer.page_text.set(tr!("viewer-scanned"));
                return;
            }
            let is_there =
                move || page.try_get_untracked().flatten() == Some((version, page_number));
            let ask = async move {
                let Ok(runs) = api::page_text(version, page_number).await else {
                    return;
                };
                if is_there() {
                    let words: Vec<_> = runs.iter().map(|run| run.text.as_str()).collect();
                    let words = words.join(" ");
                    // A paper with words can have a page that was scanned.
                    let is_scan = words.trim().is_empty();
                    viewer.page_text.set(if is_scan {
                        tr!("viewer-scanned")
                    } else {
                        words
                    });
                }
                hand.try_with_value(|hand| hand.know_text(version, page_number, runs));
            };
            // Whoever leafs on does not ask for the text of every page, and no turn waits for it.
            set_timeout(
                move || {
                    if is_there() {
                        spawn_local(ask);
                    }
                },
                STAYS,
            );
        });
    }
}
