//! The calls of whoever keeps a meeting's door.

use nghisu_protocol::door::{
    Door, EnterSubstitute, GivePass, IssuedPass, LendTablet, LendableTablet,
};
use nghisu_protocol::ids::{MeetingId, PassId, PersonId};

use crate::link::{self, ApiError, Nothing};

/// Who was let in and is about to be.
pub async fn door(meeting: MeetingId) -> Result<Door, ApiError> {
    link::get(&format!("/meetings/{meeting}/door")).await
}

/// Gives somebody a pass; one that they have and that waits becomes void.
pub async fn give(meeting: MeetingId, person: PersonId) -> Result<IssuedPass, ApiError> {
    let path = format!("/meetings/{meeting}/door/passes");
    link::post(&path, &GivePass { person }).await
}

/// Takes a pass back, and the session that it opened.
pub async fn take_back(meeting: MeetingId, pass: PassId) -> Result<Nothing, ApiError> {
    link::delete(&format!("/meetings/{meeting}/door/passes/{pass}")).await
}

/// The tablets of rooms that can be lent.
pub async fn tablets(meeting: MeetingId) -> Result<Vec<LendableTablet>, ApiError> {
    link::get(&format!("/meetings/{meeting}/door/tablets")).await
}

/// Lends a tablet.
pub async fn lend(meeting: MeetingId, loan: &LendTablet) -> Result<Nothing, ApiError> {
    link::post(&format!("/meetings/{meeting}/door/loans"), loan).await
}

/// Enters a substitute who is not in the directory.
pub async fn enter(meeting: MeetingId, plan: &EnterSubstitute) -> Result<Nothing, ApiError> {
    link::post(&format!("/meetings/{meeting}/door/substitutes"), plan).await
}
