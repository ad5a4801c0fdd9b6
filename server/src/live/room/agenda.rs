//! The agenda: adding, changing, moving and removing items, and their documents' titles.
//!
//! Positions are sparse, so that a move touches one item; where no gap is left between two
//! neighbours, all of them are numbered anew.

use nghisu_protocol::{
    ids::{DocumentId, ItemId, PersonId},
    room::{
        Rejection, RoomEvent,
        command::{
            ItemPlan, MAX_ITEM_BODY, MAX_ITEM_MINUTES, MAX_ITEM_TITLE, MAX_ITEMS, PlannedItem,
        },
        state::{Item, ItemStatus, ParticipantRole, Stage},
    },
};

use super::Step;
use crate::text::line;

/// Items and documents come and go until the meeting ends.
const UNTIL_THE_END: &[Stage] = &[Stage::Draft, Stage::Published, Stage::Open];
/// The distance between neighbours that were just numbered.
pub(super) const GAP: u64 = 1 << 16;

impl Step<'_> {
    pub(super) fn add_item(
        &mut self,
        item: ItemId,
        plan: &ItemPlan,
        position: Option<u32>,
    ) -> Result<(), Rejection> {
        self.stage(UNTIL_THE_END)?;
        if self.room.items.contains_key(&item) {
            return Err(Rejection::ItemExists);
        }
        if self.room.items.len() >= MAX_ITEMS {
            return Err(Rejection::TooMany);
        }
        let plan = self.plan(plan)?;
        if position.is_some_and(|at| !self.room.may_insert(at as usize)) {
            return Err(Rejection::ItemKeepsPlace);
        }
        let position = self.make_room(None, position);
        self.happen(RoomEvent::ItemAdded {
            item,
            content: Item {
                title: plan.title,
                position,
                presenter: plan.presenter,
                presenting_body: plan.presenting_body,
                minutes: plan.minutes,
                is_closed_session: plan.is_closed_session,
                status: ItemStatus::Pending,
                opened_at: None,
                spent_ms: 0,
                course: String::new(),
                votes: Vec::new(),
                conclusions: Vec::new(),
            },
        });
        Ok(())
    }

    /// Rule PP-1: one that cannot be added keeps the others away.
    pub(super) fn add_items(&mut self, items: &[PlannedItem]) -> Result<(), Rejection> {
        self.stage(UNTIL_THE_END)?;
        for PlannedItem { item, plan } in items {
            self.add_item(*item, plan, None)?;
        }
        Ok(())
    }

    pub(super) fn change_item(&mut self, item: ItemId, plan: &ItemPlan) -> Result<(), Rejection> {
        self.stage(UNTIL_THE_END)?;
        let content = self.room.items.get(&item).ok_or(Rejection::UnknownItem)?;
        let old = ItemPlan {
            title: content.title.clone(),
            presenter: content.presenter,
            presenting_body: content.presenting_body.clone(),
            minutes: content.minutes,
            is_closed_session: content.is_closed_session,
        };
        let plan = self.plan(plan)?;
        if plan.is_closed_session && !self.room.documents_of(item).is_empty() {
            return Err(Rejection::ClosedSession);
        }
        if plan != old {
            self.happen(RoomEvent::ItemChanged {
                item,
                title: plan.title,
                presenter: plan.presenter,
                presenting_body: plan.presenting_body,
                minutes: plan.minutes,
                is_closed_session: plan.is_closed_session,
            });
            self.release_lead_of_the_outgoing();
        }
        Ok(())
    }

    /// Rule PP-6: neither the item nor any that would make way keeps its place.
    pub(super) fn move_item(&mut self, item: ItemId, position: u32) -> Result<(), Rejection> {
        self.stage(UNTIL_THE_END)?;
        let agenda = self.room.agenda();
        let now_at = agenda
            .iter()
            .position(|(id, _)| *id == item)
            .ok_or(Rejection::UnknownItem)?;
        let to = (position as usize).min(agenda.len() - 1);
        if to == now_at {
            return Ok(());
        }
        if !self.room.may_move(now_at, to) {
            return Err(Rejection::ItemKeepsPlace);
        }
        let position = self.make_room(Some(item), Some(position));
        self.happen(RoomEvent::ItemMoved { item, position });
        Ok(())
    }

    pub(super) fn remove_item(&mut self, item: ItemId) -> Result<(), Rejection> {
        self.stage(UNTIL_THE_END)?;
        if self.room.stage != Stage::Draft {
            // Who was told of an item is told that it was withdrawn.
            return self.withdraw_item(item);
        }
        self.status(item)?;
        let documents: Vec<DocumentId> = self
            .room
            .documents_of(item)
            .iter()
            .map(|(id, _)| *id)
            .collect();
        for document in documents {
            self.remove(document, item);
        }
        let guests: Vec<PersonId> = self
            .room
            .participants
            .iter()
            .filter(|(_, who)| who.role == ParticipantRole::Guest && who.items.contains(&item))
            .map(|(id, _)| *id)
            .collect();
        for person in guests {
            let mut items = self.room.participants[&person].items.clone();
            items.remove(&item);
            self.happen(RoomEvent::GuestInvited { person, items });
        }
        self.happen(RoomEvent::ItemRemoved { item });
        Ok(())
    }

    pub(super) fn rename_document(
        &mut self,
        document: DocumentId,
        title: &str,
    ) -> Result<(), Rejection> {
        self.stage(UNTIL_THE_END)?;
        let known = self
            .room
            .documents
            .get(&document)
            .ok_or(Rejection::UnknownDocument)?;
        let title = line(title, 1, 300)?;
        if known.title != title {
            let item = known.item;
            self.happen(RoomEvent::DocumentRenamed {
                document,
                item,
                title,
            });
        }
        Ok(())
    }

    pub(super) fn remove_document(&mut self, document: DocumentId) -> Result<(), Rejection> {
        self.stage(UNTIL_THE_END)?;
        let item = self
            .room
            .documents
            .get(&document)
            .map(|known| known.item)
            .ok_or(Rejection::UnknownDocument)?;
        self.remove(document, item);
        Ok(())
    }

    fn remove(&mut self, document: DocumentId, item: ItemId) {
        self.happen(RoomEvent::DocumentRemoved {
            document,
            item,
            is_secret: false,
        });
    }

    /// A plan in its form.
    fn plan(&self, plan: &ItemPlan) -> Result<ItemPlan, Rejection> {
        if plan
            .presenter
            .is_some_and(|person| !self.room.participants.contains_key(&person))
        {
            return Err(Rejection::UnknownPerson);
        }
        if plan.minutes > MAX_ITEM_MINUTES {
            return Err(Rejection::BadTime);
        }
        Ok(ItemPlan {
            title: line(&plan.title, 1, MAX_ITEM_TITLE)?,
            presenter: plan.presenter,
            presenting_body: line(&plan.presenting_body, 0, MAX_ITEM_BODY)?,
            minutes: plan.minutes,
            is_closed_session: plan.is_closed_session,
        })
    }

    /// The sparse position for an item that is to stand at `index` among the others; numbers the
    /// others anew where there is no gap.
    fn make_room(&mut self, moved: Option<ItemId>, index: Option<u32>) -> u64 {
        let others: Vec<(ItemId, u64)> = self
            .room
            .agenda()
            .iter()
            .filter(|(id, _)| Some(*id) != moved)
            .map(|(id, item)| (*id, item.position))
            .collect();
        let index = index.map_or(others.len(), |index| (index as usize).min(others.len()));
        let before = index.checked_sub(1).map(|left| others[left].1);
        let after = others.get(index).map(|(_, position)| *position);
        if let Some(position) = between(before, after) {
            return position;
        }
        for (rank, (item, old)) in others.iter().enumerate() {
            // The place at `index` is left free.
            let position = (rank as u64 + 1 + u64::from(rank >= index)) * GAP;
            if position != *old {
                self.happen(RoomEvent::ItemMoved {
                    item: *item,
                    position,
                });
            }
        }
        (index as u64 + 1) * GAP
    }
}

/// A position strictly between two neighbours; `None` when there is none.
fn between(before: Option<u64>, after: Option<u64>) -> Option<u64> {
    match (before, after) {
        (None, None) => Some(GAP),
        (Some(before), None) => before.checked_add(GAP),
        (before, Some(after)) => {
            let before = before.unwrap_or(0);
            let middle = before + (after.checked_sub(before)? / 2);
            (middle > before && middle < after).then_some(middle)
        }
    }
}
