//! Conducting: opening and ending the meeting and its items, the chair, the lead, breaks.

use nghisu_protocol::{
    ids::{ItemId, PersonId, Timestamp, VersionId},
    room::{
        Act, Rejection, RoomEvent, Viewer,
        state::{Attendance, ItemStatus, ParticipantRole, Presented, Stage},
    },
    stream::StreamId,
};

use super::Step;
use crate::text::passage;

/// The lower end of a page, see [`Presented::y`].
const PAGE_END: u16 = 10_000;
/// A break lasts a day at most.
const LONGEST_BREAK_MS: i64 = 24 * 60 * 60 * 1_000;

impl Step<'_> {
    pub(super) fn open(&mut self) -> Result<(), Rejection> {
        self.stage(&[Stage::Published])?;
        self.happen(RoomEvent::MeetingOpened {});
        Ok(())
    }

    pub(super) fn open_item(&mut self, item: ItemId) -> Result<(), Rejection> {
        self.stage(&[Stage::Open])?;
        match self.status(item)? {
            ItemStatus::Pending | ItemStatus::Postponed => {}
            ItemStatus::Open => return Ok(()),
            ItemStatus::Done | ItemStatus::Withdrawn => return Err(Rejection::WrongItemStatus),
        }
        // A reader who may not see the item must learn of the break's end all the same.
        if self.room.break_until.is_some() {
            self.happen(RoomEvent::BreakEnded {});
        }
        if let Some(current) = self.room.current_item {
            self.leave(current, RoomEvent::ItemClosed { item: current });
        }
        self.happen(RoomEvent::ItemOpened { item });
        Ok(())
    }

    pub(super) fn close_item(&mut self, item: ItemId) -> Result<(), Rejection> {
        self.stage(&[Stage::Open])?;
        if self.status(item)? != ItemStatus::Open {
            return Err(Rejection::WrongItemStatus);
        }
        self.leave(item, RoomEvent::ItemClosed { item });
        Ok(())
    }

    pub(super) fn postpone_item(&mut self, item: ItemId) -> Result<(), Rejection> {
        self.stage(&[Stage::Published, Stage::Open])?;
        match self.status(item)? {
            ItemStatus::Pending | ItemStatus::Open => {
                self.leave(item, RoomEvent::ItemPostponed { item });
                Ok(())
            }
            ItemStatus::Postponed => Ok(()),
            ItemStatus::Done | ItemStatus::Withdrawn => Err(Rejection::WrongItemStatus),
        }
    }

    pub(super) fn withdraw_item(&mut self, item: ItemId) -> Result<(), Rejection> {
        self.stage(&[Stage::Published, Stage::Open])?;
        match self.status(item)? {
            ItemStatus::Pending | ItemStatus::Open | ItemStatus::Postponed => {
                self.leave(item, RoomEvent::ItemWithdrawn { item });
                Ok(())
            }
            ItemStatus::Withdrawn => Ok(()),
            ItemStatus::Done => Err(Rejection::WrongItemStatus),
        }
    }

    pub(super) fn restore_item(&mut self, item: ItemId) -> Result<(), Rejection> {
        self.stage(&[Stage::Published, Stage::Open])?;
        match self.status(item)? {
            ItemStatus::Done | ItemStatus::Postponed | ItemStatus::Withdrawn => {
                self.happen(RoomEvent::ItemRestored { item });
                Ok(())
            }
            ItemStatus::Pending => Ok(()),
            ItemStatus::Open => Err(Rejection::WrongItemStatus),
        }
    }

    pub(super) fn pass_chair(&mut self, to: PersonId) -> Result<(), Rejection> {
        self.stage(&[Stage::Open])?;
        let is_able = self.room.participants.get(&to).is_some_and(|who| {
            who.role == ParticipantRole::Delegate
                && !matches!(
                    who.attendance,
                    Attendance::Absent | Attendance::AbsentWithReason { .. }
                )
        });
        if !is_able {
            return Err(Rejection::UnknownPerson);
        }
        if self.room.presiding != Some(to) {
            self.happen(RoomEvent::ChairPassed { to });
            self.release_lead_of_the_outgoing();
        }
        Ok(())
    }

    pub(super) fn take_lead(&mut self) -> Result<(), Rejection> {
        self.stage(&[Stage::Open])?;
        let person = self.person();
        if self
            .room
            .lead
            .as_ref()
            .is_none_or(|lead| lead.person != person)
        {
            self.happen(RoomEvent::LeadTaken { person });
        }
        Ok(())
    }

    pub(super) fn release_lead(&mut self) -> Result<(), Rejection> {
        self.stage(&[Stage::Open])?;
        let Some(lead) = &self.room.lead else {
            return Ok(());
        };
        // Whoever conducts may end another's lead; a presenter ends their own alone.
        if lead.person != self.person() && !self.room.allows(self.actor, Act::Conduct) {
            return Err(Rejection::NotLeading);
        }
        self.happen(RoomEvent::LeadReleased {});
        Ok(())
    }

    pub(super) fn present(&mut self, place: Presented) -> Result<(), Rejection> {
        self.stage(&[Stage::Open])?;
        let lead = self.room.lead.as_ref().ok_or(Rejection::NotLeading)?;
        if lead.person != self.person() {
            return Err(Rejection::NotLeading);
        }
        let (_, document, version) = self
            .room
            .version(place.version)
            .filter(|(_, document, _)| self.room.shows_item(self.actor, document.item))
            .ok_or(Rejection::UnknownDocument)?;
        if place.page == 0 || place.page > version.pages || place.y > PAGE_END {
            return Err(Rejection::UnknownPage);
        }
        if lead.presented() != Some(place) {
            let item = document.item;
            self.happen(RoomEvent::Presented { item, place });
        }
        Ok(())
    }

    pub(super) fn start_break(&mut self, until: Timestamp) -> Result<(), Rejection> {
        self.stage(&[Stage::Open])?;
        let now = self.facts.now;
        if until <= now || until.0 - now.0 > LONGEST_BREAK_MS {
            return Err(Rejection::BadTime);
        }
        if self.room.break_until != Some(until) {
            self.happen(RoomEvent::BreakStarted { until });
        }
        Ok(())
    }

    pub(super) fn end_break(&mut self) -> Result<(), Rejection> {
        self.stage(&[Stage::Open])?;
        if self.room.break_until.is_some() {
            self.happen(RoomEvent::BreakEnded {});
        }
        Ok(())
    }

    pub(super) fn close(&mut self) -> Result<(), Rejection> {
        self.stage(&[Stage::Open])?;
        if let Some(item) = self.room.current_item {
            self.happen(RoomEvent::ItemClosed { item });
        }
        let items: Vec<ItemId> = self.room.agenda().iter().map(|(id, _)| *id).collect();
        for item in items {
            self.anchor(item);
        }
        self.happen(RoomEvent::MeetingClosed {});
        Ok(())
    }

    pub(super) fn reopen(&mut self, reason: &str) -> Result<(), Rejection> {
        self.stage(&[Stage::Closed, Stage::Minutes])?;
        let reason = passage(reason, 1, 2_000)?;
        self.happen(RoomEvent::MeetingReopened { reason });
        Ok(())
    }

    /// Ends an item's discussion by `event`, and fixes its annotations where it was being discussed.
    fn leave(&mut self, item: ItemId, event: RoomEvent) {
        let was_open = self.room.current_item == Some(item);
        self.happen(event);
        if was_open {
            self.anchor(item);
            self.release_lead_of_the_outgoing();
        }
    }

    /// Fixes the heads of the annotation streams of an item's documents into the room.
    fn anchor(&mut self, item: ItemId) {
        let versions: Vec<VersionId> = self
            .room
            .documents_of(item)
            .iter()
            .flat_map(|(_, document)| document.versions.iter().map(|version| version.id))
            .collect();
        for version in versions {
            if let Some(head) = self.facts.heads.get(&version) {
                self.happen(RoomEvent::AnnotationsAnchored {
                    item,
                    stream: StreamId::Annotations(version).to_string(),
                    size: head.size,
                    root: head.root,
                });
            }
        }
    }

    /// Ends the lead of somebody who, after what happened, may lead no longer.
    pub(super) fn release_lead_of_the_outgoing(&mut self) {
        let may_lead = |person: PersonId| {
            let leader = Viewer::of(person);
            self.room.allows(&leader, Act::Lead)
        };
        if self
            .room
            .lead
            .as_ref()
            .is_some_and(|lead| !may_lead(lead.person))
        {
            self.happen(RoomEvent::LeadReleased {});
        }
    }
}
