//! Whose signature is due on which file: read from the room, and nowhere else. Pure.

use nghisu_protocol::{
    error::ErrorCode,
    ids::{PersonId, Timestamp},
    log::Hash,
    minutes::DueSignature,
    room::{
        Room,
        state::{SigningCapacity, Stage, SubmittedMinutes},
    },
};

/// The signature that a room waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Due {
    /// Whose.
    pub(super) person: PersonId,
    /// In which capacity.
    pub(super) capacity: SigningCapacity,
    /// The file that it goes on.
    pub(super) file: Hash,
}

impl Due {
    /// What a room waits for.
    ///
    /// # Errors
    /// [`ErrorCode::MinutesState`] when nothing waits for a signature: not submitted, sent back, reopened
    /// since, or signed by all.
    pub(super) fn of(room: &Room) -> Result<Self, ErrorCode> {
        let submitted = submitted(room).ok_or(ErrorCode::MinutesState)?;
        let (person, capacity) = room.minutes.next_signer().ok_or(ErrorCode::MinutesState)?;
        Ok(Self {
            person,
            capacity,
            file: submitted.file(),
        })
    }

    /// Whether a room still waits for exactly this.
    ///
    /// # Errors
    /// The code of what changed.
    pub(super) fn check(&self, room: &Room) -> Result<(), ErrorCode> {
        let now = Self::of(room)?;
        if (now.person, now.capacity) != (self.person, self.capacity) {
            return Err(ErrorCode::SignatureNotDue);
        }
        if now.file != self.file {
            return Err(ErrorCode::MinutesAltered);
        }
        Ok(())
    }
}

/// The minutes that wait for signatures. Their closing stands: a reopened meeting has none.
fn submitted(room: &Room) -> Option<&SubmittedMinutes> {
    room.minutes
        .submitted
        .as_ref()
        .filter(|_| room.stage == Stage::Minutes && room.closing.is_some())
}

/// Whether a person signs the submitted minutes, now or later.
pub(super) fn is_signer(room: &Room, person: PersonId) -> bool {
    submitted(room).is_some_and(|minutes| minutes.secretary == person || minutes.chair == person)
}

/// Whether a person has signed the minutes that stand, and no other signature of theirs is due.
pub(super) fn has_given(room: &Room, person: PersonId) -> bool {
    let is_due = room
        .minutes
        .next_signer()
        .is_some_and(|(due, _)| due == person);
    let given = room.minutes.submitted.as_ref().is_some_and(|minutes| {
        minutes
            .signatures
            .iter()
            .any(|signature| signature.person == person)
    });
    given && !is_due
}

/// When a signed file entered the room's record, if it did.
pub(super) fn given_at(room: &Room, signed: Hash) -> Option<Timestamp> {
    room.minutes
        .submitted
        .as_ref()?
        .signatures
        .iter()
        .find(|signature| signature.pdf == signed)
        .map(|signature| signature.at)
}

/// Who is to sign next, by name.
pub(super) fn next(room: &Room) -> Option<DueSignature> {
    let Due {
        person, capacity, ..
    } = Due::of(room).ok()?;
    Some(DueSignature {
        person,
        name: room
            .participants
            .get(&person)
            .map(|participant| participant.name.clone())
            .unwrap_or_default(),
        capacity,
    })
}
