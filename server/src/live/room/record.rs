//! Keeping the record: attendance, the course of a discussion, hand votes, conclusions.

use nghisu_protocol::{
    ids::{ConclusionId, ItemId, PersonId, Timestamp},
    room::{
        Rejection, RoomEvent,
        state::{Attendance, Conclusion, ItemStatus, Stage},
    },
};

use super::{MAX_RECORDS, Step};
use crate::text::{line, passage};

impl Step<'_> {
    pub(super) fn check_in(&mut self) -> Result<(), Rejection> {
        self.stage(&[Stage::Published, Stage::Open])?;
        let person = self.person();
        let known = self
            .room
            .participants
            .get(&person)
            .ok_or(Rejection::UnknownPerson)?;
        if known.attendance.is_there() {
            return Ok(());
        }
        let at = self.facts.now;
        // A meeting that was opened before its hour makes nobody late before that hour.
        let begins = self.room.opened_at.max(self.room.details.starts_at);
        let is_late = self.room.stage == Stage::Open && begins.is_some_and(|begins| at > begins);
        let attendance = if is_late {
            Attendance::Late { at }
        } else {
            Attendance::Present { at }
        };
        self.happen(RoomEvent::AttendanceRecorded { person, attendance });
        Ok(())
    }

    pub(super) fn record_attendance(
        &mut self,
        person: PersonId,
        attendance: &Attendance,
    ) -> Result<(), Rejection> {
        self.stage(&[Stage::Published, Stage::Open])?;
        let attendance = match attendance {
            Attendance::Present { at } | Attendance::Late { at } if *at > self.facts.now => {
                return Err(Rejection::BadTime);
            }
            Attendance::AbsentWithReason { reason } => Attendance::AbsentWithReason {
                reason: line(reason, 0, 500)?,
            },
            other => other.clone(),
        };
        let known = self
            .room
            .participants
            .get(&person)
            .ok_or(Rejection::UnknownPerson)?;
        if known.attendance != attendance {
            self.happen(RoomEvent::AttendanceRecorded { person, attendance });
        }
        Ok(())
    }

    pub(super) fn record_course(&mut self, item: ItemId, text: &str) -> Result<(), Rejection> {
        self.stage(&[Stage::Open])?;
        self.status(item)?;
        let text = passage(text, 0, 20_000)?;
        if self.room.items[&item].course != text {
            self.happen(RoomEvent::CourseRecorded { item, text });
        }
        Ok(())
    }

    pub(super) fn record_hand_vote(
        &mut self,
        item: ItemId,
        subject: &str,
        [approve, reject, abstain]: [u32; 3],
    ) -> Result<(), Rejection> {
        self.discussed(item)?;
        let subject = line(subject, 1, 500)?;
        let hands = u64::from(approve) + u64::from(reject) + u64::from(abstain);
        if hands == 0 {
            return Err(Rejection::NothingToDo);
        }
        if hands > self.room.most_hands() as u64 {
            return Err(Rejection::TooManyHands);
        }
        if self.room.items[&item].votes.len() >= MAX_RECORDS {
            return Err(Rejection::TooMany);
        }
        self.happen(RoomEvent::HandVoteRecorded {
            item,
            subject,
            approve,
            reject,
            abstain,
        });
        Ok(())
    }

    pub(super) fn strike_hand_vote(
        &mut self,
        item: ItemId,
        index: u32,
        at: Option<Timestamp>,
    ) -> Result<(), Rejection> {
        self.stage(&[Stage::Open])?;
        self.status(item)?;
        let vote = self.room.items[&item].votes.get(index as usize);
        if vote.is_none_or(|vote| at.is_some_and(|at| at != vote.at)) {
            return Err(Rejection::UnknownRecord);
        }
        self.happen(RoomEvent::HandVoteStruck { item, index });
        Ok(())
    }

    pub(super) fn record_conclusion(
        &mut self,
        item: ItemId,
        conclusion: &Conclusion,
    ) -> Result<(), Rejection> {
        self.discussed(item)?;
        let conclusion = Conclusion {
            id: conclusion.id,
            text: passage(&conclusion.text, 1, 5_000)?,
        };
        let known = &self.room.items[&item].conclusions;
        match known.iter().find(|other| other.id == conclusion.id) {
            Some(other) if *other == conclusion => return Ok(()),
            Some(_) => {}
            None if known.len() >= MAX_RECORDS => return Err(Rejection::TooMany),
            None => {}
        }
        self.happen(RoomEvent::ConclusionRecorded { item, conclusion });
        Ok(())
    }

    pub(super) fn strike_conclusion(
        &mut self,
        item: ItemId,
        conclusion: ConclusionId,
    ) -> Result<(), Rejection> {
        self.stage(&[Stage::Open])?;
        self.status(item)?;
        if !self.room.items[&item]
            .conclusions
            .iter()
            .any(|other| other.id == conclusion)
        {
            return Err(Rejection::UnknownRecord);
        }
        self.happen(RoomEvent::ConclusionStruck { item, conclusion });
        Ok(())
    }

    /// Votes and conclusions belong to items that are, or were, being discussed.
    fn discussed(&self, item: ItemId) -> Result<(), Rejection> {
        self.stage(&[Stage::Open])?;
        match self.status(item)? {
            ItemStatus::Open | ItemStatus::Done | ItemStatus::Postponed => Ok(()),
            ItemStatus::Pending | ItemStatus::Withdrawn => Err(Rejection::WrongItemStatus),
        }
    }
}
