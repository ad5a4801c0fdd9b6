//! Answers to the invitation (xác nhận tham dự): who comes, who stays away and why, who sends somebody else.

use nghisu_protocol::{
    ids::PersonId,
    room::{
        Act, Rejection, RoomEvent,
        state::{Reply, Stage},
    },
};

use super::Step;
use crate::text::line;

impl Step<'_> {
    /// Rules RP-1 and RP-3.
    pub(super) fn answer_invitation(
        &mut self,
        person: PersonId,
        reply: &Reply,
    ) -> Result<(), Rejection> {
        if person != self.actor.person && !self.room.allows(self.actor, Act::Prepare) {
            return Err(Rejection::NotAllowed);
        }
        self.stage(&[Stage::Published])?;
        if !self.room.participants.contains_key(&person) {
            return Err(Rejection::UnknownPerson);
        }
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
        if before.is_none_or(|before| before.reply != reply) {
            self.happen(RoomEvent::InvitationAnswered { person, reply });
        }
        Ok(())
    }
}
