//! What one reader may see of a room: the one place that decides delivery.
//!
//! [`Room::audience`] decides entry by entry, for sockets, REST and packages; [`Room::view_for`] is the
//! state that a reader's tablet folds from what it was given. Both agree: folding the entries that a
//! reader may see gives the view of the state (rule EV-7, held by a property test).

use super::event::RoomEvent;
use super::permission::{Offices, Viewer};
use super::state::{ItemStatus, Room, Stage};
use crate::ids::{PersonId, Uuid};
use crate::meetings::{CurrentItem, ItemProgress, Progress};

/// How much of an entry a reader is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    /// Its number and its leaf alone.
    Redacted,
    /// All of it.
    Full,
}

/// The kinds of a room's events of which a package holds the header alone: those that [`Room::audience`] redacts for
/// [`package_reader`]. A package that lacks the content of another kind is not whole.
pub const WITHHELD_KINDS: [&str; 5] = [
    "course_recorded",
    "invitation_answered",
    "pass_given",
    "pass_used",
    "pass_taken_back",
];

/// Whom a package is written for: the least of those who may have one, a clerk who takes no part in the meeting. The
/// secretaries and the chair have the same file, and are given no more by it (rule VE-6).
pub fn package_reader() -> Viewer {
    Viewer {
        clerk_of: Offices::All,
        ..Viewer::of(PersonId(Uuid::nil()))
    }
}

impl Room {
    /// How much of an event a reader is given, by the rights of the state as it is now.
    pub fn audience(&self, event: &RoomEvent, viewer: &Viewer) -> Audience {
        let is_shown = self.is_visible_to(viewer)
            && event
                .item()
                .is_none_or(|item| self.shows_item(viewer, item))
            && match event {
                // Rule DO-6: who came in by a pass is kept by those who keep the door.
                RoomEvent::CourseRecorded { .. }
                | RoomEvent::PassGiven { .. }
                | RoomEvent::PassUsed { .. }
                | RoomEvent::PassTakenBack { .. } => self.reads_course(viewer),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::AnnotationEvent;
    use crate::ids::MeetingId;
    use crate::room::{Act, golden};

    #[test]
    fn ve_6_what_a_package_withholds_is_what_its_least_reader_is_not_given() {
        let reader = package_reader();
        for stage in [Stage::Signed, Stage::Archived] {
            let mut room = Room::new(MeetingId(Uuid::from_u128(1)));
            (room.seq, room.published, room.stage) = (1, true, stage);
            assert!(room.allows(&reader, Act::Archive));
            for (kind, version, bytes) in golden::files() {
                if AnnotationEvent::KINDS.contains(&kind.as_str()) {
                    continue;
                }
                let event = RoomEvent::read(&kind, version, &bytes).unwrap();
                let is_withheld = room.audience(&event, &reader) == Audience::Redacted;
                let is_named = WITHHELD_KINDS.contains(&kind.as_str());
                assert_eq!(is_withheld, is_named, "{kind}");
            }
        }
    }

    #[test]
    fn do_6_how_people_came_in_is_read_by_secretaries_and_the_chair_alone() {
        let person = |number| PersonId(Uuid::from_u128(number));
        let mut room = Room::new(MeetingId(Uuid::from_u128(1)));
        (room.seq, room.published, room.stage) = (1, true, Stage::Open);
        (room.chair, room.secretaries) = (Some(person(1)), vec![person(2)]);
        let before = room.clone();
        for (kind, version, bytes) in golden::files() {
            if !kind.starts_with("pass_") {
                continue;
            }
            let event = RoomEvent::read(&kind, version, &bytes).unwrap();
            let shown = |viewer: &Viewer| room.audience(&event, viewer) == Audience::Full;
            assert!(shown(&Viewer::of(person(1))) && shown(&Viewer::of(person(2))));
            for redacted in [
                Viewer::of(person(3)),
                Viewer::limited(person(1)),
                Viewer::limited(person(2)),
                package_reader(),
            ] {
                assert!(!shown(&redacted), "{kind} to {redacted:?}");
            }
            assert!(!event.changes_rights());
        }
        assert_eq!(room, before);
    }
}
