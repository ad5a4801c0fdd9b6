//! Making a meeting, its details, announcing it, calling it off.

use nghisu_protocol::room::{
    Rejection, RoomEvent,
    state::{Details, ParticipantRole, Stage},
};

use super::Step;
use crate::text::{line, passage};

impl Step<'_> {
    pub(super) fn create(&mut self, details: &Details) -> Result<(), Rejection> {
        let details = self.details(details)?;
        let maker = self.actor.person;
        self.happen(RoomEvent::MeetingCreated { details });
        self.enter(maker, ParticipantRole::Delegate)?;
        self.happen(RoomEvent::SecretariesAssigned {
            people: vec![maker],
        });
        Ok(())
    }

    pub(super) fn change_details(&mut self, details: &Details) -> Result<(), Rejection> {
        self.stage(&[Stage::Draft, Stage::Published])?;
        let details = self.details(details)?;
        if self.room.published && details.starts_at.is_none() {
            return Err(Rejection::Incomplete);
        }
        if details != self.room.details {
            self.happen(RoomEvent::DetailsChanged { details });
        }
        Ok(())
    }

    pub(super) fn publish(&mut self) -> Result<(), Rejection> {
        self.stage(&[Stage::Draft])?;
        let room = &self.room;
        if room.details.title.is_empty()
            || room.details.starts_at.is_none()
            || room.chair.is_none()
            || room.items.is_empty()
        {
            return Err(Rejection::Incomplete);
        }
        self.happen(RoomEvent::MeetingPublished {});
        Ok(())
    }

    /// Rules CO-1 to CO-3.
    pub(super) fn cancel(&mut self, reason: &str) -> Result<(), Rejection> {
        self.stage(&[Stage::Draft, Stage::Published])?;
        let reason = passage(reason, 1, 2_000)?;
        self.happen(RoomEvent::MeetingCancelled { reason });
        Ok(())
    }

    /// The details in their form, with the unit's name of today.
    pub(super) fn details(&self, details: &Details) -> Result<Details, Rejection> {
        if let (Some(starts), Some(ends)) = (details.starts_at, details.ends_at)
            && ends <= starts
        {
            return Err(Rejection::BadTime);
        }
        if details.starts_at.is_none() && details.ends_at.is_some() {
            return Err(Rejection::BadTime);
        }
        let unit_name = match details.unit {
            None => String::new(),
            // The name of the day that the unit was chosen stays; a rename does not cascade.
            Some(unit) if self.room.details.unit == Some(unit) => {
                self.room.details.unit_name.clone()
            }
            Some(unit) => self
                .facts
                .units
                .get(&unit)
                .cloned()
                .ok_or(Rejection::UnknownUnit)?,
        };
        Ok(Details {
            title: line(&details.title, 1, 300)?,
            kind: details.kind,
            unit: details.unit,
            unit_name,
            place: line(&details.place, 0, 300)?,
            starts_at: details.starts_at,
            ends_at: details.ends_at,
            dossier_code: line(&details.dossier_code, 0, 100)?,
            invitation: line(&details.invitation, 0, 100)?,
            wants_notice: details.wants_notice,
        })
    }
}
