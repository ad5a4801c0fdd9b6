//! Answers to the invitation (xác nhận tham dự): who comes, who stays away and why, who sends somebody else.

use nghisu_protocol::{
    ids::PersonId,
    room::{
        Act, Rejection, RoomEvent,
        state::{Attendance, Reply, Stage},
    },
};

use super::Step;
use crate::text::line;

impl Step<'_> {
    /// Rules RP-1, RP-3 and RP-4.
    pub(super) fn answer_invitation(
        &mut self,
        person: PersonId,
        reply: &Reply,
    ) -> Result<(), Rejection> {
        if person != self.actor.person && !self.room.allows(self.actor, Act::Prepare) {
            return Err(Rejection::NotAllowed);
        }
        self.stage(&[Stage::Published])?;
        let known = self.room.participants.get(&person);
        let known = known.ok_or(Rejection::UnknownPerson)?;
        let is_noted_away = matches!(
            known.attendance,
            Attendance::Absent | Attendance::AbsentWithReason { .. }
        );
        let reply = match reply {
            Reply::Attend {} => Reply::Attend {},
            Reply::Absent { reason } => Reply::Absent {
                reason: line(reason, 1, 500)?,
            },
            Reply::Substitute { who } => Reply::Substitute {
                who: line(who, 1, 200)?,
            },
        };
        let before = self.room.replies.get(&person);
        let clears = is_noted_away && reply == Reply::Attend {};
        if clears || before.is_none_or(|before| before.reply != reply) {
            self.happen(RoomEvent::InvitationAnswered { person, reply });
        }
        if clears {
            self.happen(RoomEvent::AttendanceRecorded {
                person,
                attendance: Attendance::Unknown,
            });
        }
        Ok(())
    }
}
