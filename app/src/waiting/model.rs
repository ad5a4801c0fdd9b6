//! Which meetings wait for whom, and what for. Pure.

use nghisu_protocol::ids::{MeetingId, PersonId, Timestamp};
use nghisu_protocol::meetings::{MeetingSummary, MeetingView};
use nghisu_protocol::room::Standing;
use nghisu_protocol::room::state::Stage;

use crate::meeting::invitation::model::{Answer, answer, is_asked};
use crate::meeting::model::Day;

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Duty {
    /// Sign the minutes.
    Sign,
    /// Answer an invitation.
    Answer,
    /// Mend the minutes that came back.
    Mend,
    /// Write the minutes.
    Write,
    /// Nothing: to know that a meeting was called off, until the day is over on which it was to be.
    CalledOff,
}

/// Something that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// What for.
    pub duty: Duty,
    /// Of which meeting.
    pub meeting: MeetingId,
    /// Its name.
    pub title: String,
    /// When it began, or would have.
    pub starts_at: Option<Timestamp>,
    /// When it is expected to end, where somebody is still to come.
    pub ends_at: Option<Timestamp>,
    /// Where it is held, where somebody is still to come; empty where it is not said.
    pub place: String,
    /// Why it came back or was called off, where it was.
    pub reason: Option<String>,
}

impl Due {
    /// Where it is done.
    pub fn address(&self) -> String {
        match self.duty {
            Duty::Answer | Duty::CalledOff => format!("/meetings/{}", self.meeting),
            Duty::Sign => format!("/meetings/{}/sign", self.meeting),
            Duty::Mend | Duty::Write => format!("/meetings/{}/minutes", self.meeting),
        }
    }
}

/// Whether a meeting of the list can have anything waiting at all: only those are asked for in full.
pub fn may_wait(meeting: &MeetingSummary) -> bool {
    match meeting.stage {
        Stage::Minutes => true,
        Stage::Closed => meeting.standing == Standing::Secretary,
        Stage::Published => meeting.standing != Standing::Secretary,
        Stage::Draft | Stage::Open | Stage::Signed | Stage::Archived | Stage::Cancelled => false,
    }
}

/// What whoever was to come is to know of a meeting that was called off. Secretaries prepare it, and know.
pub fn called_off(meeting: &MeetingSummary, now: Timestamp) -> Option<Due> {
    let reason = meeting.called_off.clone()?;
    let day = Day::of(meeting.starts_at?);
    (meeting.standing != Standing::Secretary && Day::of(now) <= day).then(|| Due {
        duty: Duty::CalledOff,
        meeting: meeting.id,
        title: meeting.title.clone(),
        starts_at: meeting.starts_at,
        ends_at: None,
        place: String::new(),
        reason: Some(reason),
    })
}

/// How many of these wait for something to be done.
pub fn count(dues: &[Due]) -> usize {
    let is_done = |due: &&Due| due.duty != Duty::CalledOff;
    dues.iter().filter(is_done).count()
}

/// What a meeting waits for from a person.
pub fn due(view: &MeetingView, person: PersonId) -> Option<Due> {
    let room = &view.room;
    let keeps_record = room.secretaries.contains(&person);
    let is_silent = || answer(room, person) == Answer::Silent;
    let duty = match room.stage {
        Stage::Published if is_asked(room, person) && is_silent() => Duty::Answer,
        Stage::Minutes
            if room
                .minutes
                .next_signer()
                .is_some_and(|next| next.0 == person) =>
        {
            Duty::Sign
        }
        Stage::Closed if keeps_record && room.minutes.sent_back.is_some() => Duty::Mend,
        Stage::Closed if keeps_record => Duty::Write,
        _ => return None,
    };
    Some(Due {
        duty,
        meeting: room.meeting,
        title: room.details.title.clone(),
        starts_at: room.details.starts_at,
        ends_at: room.details.ends_at.filter(|_| duty == Duty::Answer),
        place: Some(&room.details.place)
            .filter(|_| duty == Duty::Answer)
            .cloned()
            .unwrap_or_default(),
        reason: room
            .minutes
            .sent_back
            .as_ref()
            .filter(|_| duty == Duty::Mend)
            .map(|back| back.reason.clone()),
    })
}

#[cfg(test)]
mod tests {
    use nghisu_protocol::ids::Uuid;
    use nghisu_protocol::log::Hash;
    use nghisu_protocol::room::Room;
    use nghisu_protocol::room::state::{
        GivenReply, GivenSignature, Reply, SigningCapacity, SubmittedMinutes,
    };

    use super::*;

    const SECRETARY: PersonId = PersonId(Uuid::from_u128(1));
    const CHAIR: PersonId = PersonId(Uuid::from_u128(2));

    fn view(stage: Stage) -> MeetingView {
        let mut room = Room::new(MeetingId(Uuid::from_u128(9)));
        room.stage = stage;
        room.secretaries = vec![SECRETARY];
        MeetingView {
            standing: Standing::Secretary,
            room,
        }
    }

    #[test]
    fn whoever_was_to_come_is_told_that_a_meeting_is_not_held_until_its_day_is_over() {
        /// Midnight at +07:00 after the first of January 1970.
        const EVENING: i64 = 17 * 3_600_000;
        let meeting = |standing: &str, called_off: Option<&str>| -> MeetingSummary {
            serde_json::from_value(serde_json::json!({
                "id": Uuid::from_u128(9), "title": "Họp giao ban", "stage": "cancelled", "place": "", "unit_name": "",
                "starts_at": 1_000, "ends_at": 2_000, "chair": null, "chair_name": "", "standing": standing,
                "items": 0, "documents": 0, "pages": 0, "called_off": called_off, "progress": null,
            }))
            .unwrap()
        };
        let told = |standing, at| called_off(&meeting(standing, Some("Bão")), Timestamp(at));
        let due = told("guest", EVENING - 1).unwrap();
        assert_eq!(due.reason.as_deref(), Some("Bão"));
        assert_eq!(count(&[due]), 0, "nothing is to be done");
        assert_eq!(told("guest", EVENING), None);
        assert_eq!(told("secretary", 1), None);
        assert_eq!(called_off(&meeting("guest", None), Timestamp(1)), None);
    }

    #[test]
    fn a_closed_meeting_waits_for_its_secretary_alone() {
        let view = view(Stage::Closed);
        assert_eq!(due(&view, SECRETARY).map(|due| due.duty), Some(Duty::Write));
        assert_eq!(due(&view, CHAIR), None);
    }

    #[test]
    fn an_announced_meeting_waits_for_the_answer_of_whoever_is_invited() {
        let mut view = view(Stage::Published);
        view.room.participants = [SECRETARY, CHAIR]
            .map(|person| {
                let who = serde_json::json!({
                    "name": "", "position": "", "unit_name": "", "rank": 1, "role": "delegate",
                });
                (person, serde_json::from_value(who).unwrap())
            })
            .into();
        assert_eq!(due(&view, SECRETARY), None);
        assert_eq!(due(&view, CHAIR).map(|due| due.duty), Some(Duty::Answer));
        view.room.replies.insert(
            CHAIR,
            GivenReply {
                reply: Reply::Attend {},
                at: Timestamp(1),
            },
        );
        assert_eq!(due(&view, CHAIR), None);
    }

    #[test]
    fn submitted_minutes_wait_for_the_signer_who_is_due() {
        let mut view = view(Stage::Minutes);
        view.room.minutes.submitted = Some(SubmittedMinutes {
            number: "05/BB-UBND".into(),
            pdf: Hash([0; 32]),
            secretary: SECRETARY,
            chair: CHAIR,
            signatures: vec![],
        });
        assert_eq!(due(&view, SECRETARY).map(|due| due.duty), Some(Duty::Sign));
        assert_eq!(due(&view, CHAIR), None);
        if let Some(submitted) = &mut view.room.minutes.submitted {
            submitted.signatures.push(GivenSignature {
                person: SECRETARY,
                capacity: SigningCapacity::Secretary,
                pdf: Hash([1; 32]),
                at: Timestamp(0),
            });
        }
        assert_eq!(due(&view, SECRETARY), None);
        assert_eq!(due(&view, CHAIR).map(|due| due.duty), Some(Duty::Sign));
    }
}
