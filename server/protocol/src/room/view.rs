//! What one reader may see of a room: the one place that decides delivery.
//!
//! [`Room::audience`] decides entry by entry, for sockets, REST and packages; [`Room::view_for`] is the
//! state that a reader's tablet folds from what it was given. Both agree: folding the entries that a
//! reader may see gives the view of the state (rule EV-7, held by a property test).

use super::event::RoomEvent;
use super::permission::Viewer;
use super::state::{ItemStatus, Room, Stage};
use crate::meetings::{CurrentItem, ItemProgress, Progress};

/// How much of an entry a reader is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    /// Its number and its leaf alone.
    Redacted,
    /// All of it.
    Full,
}

impl Room {
    /// How much of an event a reader is given, by the rights of the state as it is now.
    pub fn audience(&self, event: &RoomEvent, viewer: &Viewer) -> Audience {
        let is_shown = self.is_visible_to(viewer)
            && event
                .item()
                .is_none_or(|item| self.shows_item(viewer, item))
            && match event {
                RoomEvent::CourseRecorded { .. } => self.reads_course(viewer),
                RoomEvent::InvitationAnswered { person, .. } => self.reads_reply(viewer, *person),
                _ => true,
            };
        if is_shown {
            Audience::Full
        } else {
            Audience::Redacted
        }
    }

    /// The state as a reader may see it.
    pub fn view_for(&self, viewer: &Viewer) -> Self {
        if !self.is_visible_to(viewer) {
            return Self {
                seq: self.seq,
                ..Self::new(self.meeting)
            };
        }
        let mut view = self.clone();
        view.items.retain(|item, _| self.shows_item(viewer, *item));
        view.documents
            .retain(|_, document| self.shows_item(viewer, document.item));
        view.document_order
            .retain(|document| view.documents.contains_key(document));
        view.current_item = view
            .current_item
            .filter(|item| self.shows_item(viewer, *item));
        if let Some(lead) = &mut view.lead {
            lead.places
                .retain(|shown| self.shows_item(viewer, shown.item));
        }
        view.replies
            .retain(|person, _| self.reads_reply(viewer, *person));
        if !self.reads_course(viewer) {
            for item in view.items.values_mut() {
                item.course.clear();
            }
        }
        view
    }

    /// How far an open meeting is, for lists: nothing that [`Room::view_for`] would not show.
    pub fn progress_for(&self, viewer: &Viewer) -> Option<Progress> {
        if self.stage != Stage::Open || !self.is_visible_to(viewer) {
            return None;
        }
        let mut agenda = self.agenda();
        agenda.retain(|(item, _)| self.shows_item(viewer, *item));
        let current = (1_u32..)
            .zip(&agenda)
            .find(|(_, (item, _))| self.current_item == Some(*item))
            .map(|(number, (_, item))| CurrentItem {
                number,
                title: item.title.clone(),
            });
        let is_held = |status| !matches!(status, ItemStatus::Withdrawn | ItemStatus::Postponed);
        let items = agenda
            .into_iter()
            .filter(|(_, item)| is_held(item.status))
            .map(|(_, item)| ItemProgress {
                minutes: item.minutes,
                status: item.status,
                spent_ms: item.spent_ms,
                opened_at: item.opened_at,
            })
            .collect();
        Some(Progress { items, current })
    }
}
