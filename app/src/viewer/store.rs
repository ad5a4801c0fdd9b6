//! What the viewer shows, as signals; the desk itself is an imperative island that it holds.

use std::collections::BTreeSet;

use leptos::prelude::*;
use nghisu_protocol::ids::VersionId;
use nghisu_protocol::room::state::Presented;

use super::desk::Desk;
use super::model::Size;
use super::turning::Ends;

/// A chapter of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chapter {
    /// Its title.
    pub title: String,
    /// Its page, from 1.
    pub page: u32,
    /// Its depth, from 0.
    pub level: u8,
}

/// The chapter in which a page lies: the first that begins on it, else the last that began before it.
pub fn chapter_of(outline: &[Chapter], page: u32) -> Option<usize> {
    let begins = outline.iter().position(|chapter| chapter.page == page);
    let before = || {
        let earlier = outline.iter().enumerate();
        let earlier = earlier.filter(|(_, chapter)| chapter.page < page);
        earlier
            .max_by_key(|(place, chapter)| (chapter.page, *place))
            .map(|(place, _)| place)
    };
    begins.or_else(before)
}

/// What is known of the document on the desk.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Opened {
    /// Each page's size in points, as it is shown.
    pub pages: Vec<Size>,
    /// Its chapters.
    pub outline: Vec<Chapter>,
    /// Whether its pages have text.
    pub has_text: bool,
    /// Whether it stays inside the office ("Lưu hành nội bộ").
    pub is_internal: bool,
}

/// See the module. Copy it freely; it lives as long as the screen.
#[derive(Clone, Copy)]
pub struct ViewerStore {
    /// The version on the desk.
    pub version: RwSignal<Option<VersionId>>,
    /// What is known of it.
    pub document: RwSignal<Option<Opened>>,
    /// What the desk shows.
    pub place: RwSignal<Option<Presented>>,
    /// How near the page is; 1 is as it is laid out.
    pub zoom: RwSignal<f64>,
    /// Whether turning on or back leads anywhere.
    pub ends: RwSignal<Ends>,
    /// The pages on which the reader has written. Whoever keeps the notes says it.
    pub noted: RwSignal<BTreeSet<u32>>,
    /// Whether the bars are shown.
    pub has_bars: RwSignal<bool>,
    /// What is stamped over each page; empty for nothing.
    pub stamp: RwSignal<String>,
    /// The text of the page, for screen readers.
    pub page_text: RwSignal<String>,
    /// Why the server would not send the page that is shown: a code of the table of errors.
    pub lack: RwSignal<Option<String>>,
    /// Whether there is no connection.
    pub is_cut: RwSignal<bool>,
    /// Counts thumbnails that arrived.
    pub thumbnails_seen: RwSignal<u32>,
    /// The reader turned the page.
    pub turned: Callback<Presented>,
    /// A page stands painted.
    pub painted: Callback<Presented>,
    desk: StoredValue<Option<Desk>, LocalStorage>,
}

impl ViewerStore {
    /// An empty viewer.
    pub fn new(turned: Callback<Presented>, painted: Callback<Presented>) -> Self {
        Self {
            version: RwSignal::new(None),
            document: RwSignal::new(None),
            place: RwSignal::new(None),
            zoom: RwSignal::new(1.0),
            ends: RwSignal::new(Ends::NOTHING),
            noted: RwSignal::new(BTreeSet::new()),
            has_bars: RwSignal::new(true),
            stamp: RwSignal::new(String::new()),
            page_text: RwSignal::new(String::new()),
            lack: RwSignal::new(None),
            is_cut: RwSignal::new(false),
            thumbnails_seen: RwSignal::new(0),
            turned,
            painted,
            desk: StoredValue::new_local(None),
        }
    }

    /// The desk, while it is there.
    pub fn desk(&self) -> Option<Desk> {
        self.desk.try_get_value().flatten()
    }

    /// Where the reader is: what `place` says as soon as the screen shows it.
    pub fn here(&self) -> Option<Presented> {
        let on_desk = self.desk().and_then(|desk| desk.place());
        on_desk.or_else(|| self.place.get_untracked())
    }

    /// Takes the desk, or lets it go.
    pub fn take_desk(&self, desk: Option<Desk>) {
        let _ = self.desk.try_set_value(desk);
    }

    /// Shows a document whose facts are known, once nobody writes on the one before.
    pub fn show(&self, version: VersionId, opened: Opened, page: u32, y: u16) {
        let store = *self;
        let note = move |opened: Opened| {
            store.document.set(Some(opened));
            store.version.set(Some(version));
            store.place.set(Some(Presented { version, page, y }));
        };
        match self.desk() {
            Some(desk) => desk.once_free(move |desk| {
                desk.open(version, opened.pages.clone(), page, y);
                note(opened);
            }),
            None => note(opened),
        }
    }

    /// Takes the document off the desk.
    pub fn clear(&self) {
        if let Some(desk) = self.desk() {
            desk.clear();
        }
        self.version.set(None);
        self.document.set(None);
        self.place.set(None);
        self.ends.set(Ends::NOTHING);
        self.page_text.set(String::new());
        self.lack.set(None);
    }

    /// How many pages the document has.
    pub fn page_count(&self) -> u32 {
        self.document.with(|document| {
            document
                .as_ref()
                .map_or(0, |document| document.pages.len() as u32)
        })
    }

    /// The size of a page in points.
    pub fn page_size(&self, page: u32) -> Size {
        self.document.with(|document| {
            let found = document
                .as_ref()
                .and_then(|document| document.pages.get(page as usize - 1).copied());
            found.unwrap_or(Size {
                width: 595.0,
                height: 842.0,
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Chapter, chapter_of};

    #[test]
    fn a_page_lies_in_the_chapter_that_begins_on_it_or_began_last() {
        let chapter = |page| Chapter {
            title: String::new(),
            page,
            level: 0,
        };
        let outline = [2, 2, 5, 5, 9].map(chapter);
        let found = [1, 2, 4, 5, 6, 9, 40].map(|page| chapter_of(&outline, page));
        assert_eq!(
            found,
            [None, Some(0), Some(1), Some(2), Some(3), Some(4), Some(4)]
        );
        assert_eq!(chapter_of(&[], 3), None);
    }
}
