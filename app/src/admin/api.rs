//! The calls of administration.

use nghisu_protocol::calendar::{CalendarDay, SetCalendarDays};
use nghisu_protocol::door::{IssuedTablet, RoomTablet, TabletPlan};
use nghisu_protocol::ids::{CredentialId, PersonId, PositionId, SessionId, TabletId, UnitId};
use nghisu_protocol::people::{
    Credential, Grants, IssuedActivation, JoinPerson, Person, PersonPlan, PositionPlan, RoleGrant,
    Session, Unit, UnitName, UnitPlan,
};
use serde::de::IgnoredAny;

use crate::link::{self, ApiError, Nothing};

/// All people, those whose account is closed too.
pub async fn people() -> Result<Vec<Person>, ApiError> {
    link::get("/people?closed=true").await
}

/// The people who were entered at the door of a meeting, those who were joined or closed since too.
pub async fn people_at_door() -> Result<Vec<Person>, ApiError> {
    let all: Vec<Person> = link::get("/people?closed=true&at_door=true").await?;
    let is_at_door = |person: &Person| {
        let managed = person.managed.as_ref();
        managed.is_some_and(|managed| managed.at_door.is_some())
    };
    Ok(all.into_iter().filter(is_at_door).collect())
}

/// Says whose entry in the directory somebody is who was entered at a door; their own is closed.
pub async fn join_person(id: PersonId, into: PersonId) -> Result<Nothing, ApiError> {
    link::post::<IgnoredAny>(&format!("/people/{id}/join"), &JoinPerson { into })
        .await
        .map(|_| Nothing)
}

/// One person.
pub async fn person(id: PersonId) -> Result<Person, ApiError> {
    link::get(&format!("/people/{id}")).await
}

/// Adds a person.
pub async fn add_person(plan: &PersonPlan) -> Result<Person, ApiError> {
    link::post("/people", plan).await
}

/// Changes name, e-mail and telephone.
pub async fn change_person(id: PersonId, plan: &PersonPlan) -> Result<Nothing, ApiError> {
    link::put::<IgnoredAny>(&format!("/people/{id}"), plan)
        .await
        .map(|_| Nothing)
}

/// Closes an account: sessions and sockets end at once.
pub async fn close_person(id: PersonId) -> Result<Nothing, ApiError> {
    link::post::<IgnoredAny>(&format!("/people/{id}/close"), &())
        .await
        .map(|_| Nothing)
}

/// Opens a closed account again.
pub async fn reopen_person(id: PersonId) -> Result<Nothing, ApiError> {
    link::post::<IgnoredAny>(&format!("/people/{id}/reopen"), &())
        .await
        .map(|_| Nothing)
}

/// Replaces all roles of a person.
pub async fn set_roles(id: PersonId, grants: Vec<RoleGrant>) -> Result<Nothing, ApiError> {
    link::put::<IgnoredAny>(&format!("/people/{id}/roles"), &Grants { grants })
        .await
        .map(|_| Nothing)
}

/// Gives a position.
pub async fn add_position(id: PersonId, plan: &PositionPlan) -> Result<Nothing, ApiError> {
    link::post::<IgnoredAny>(&format!("/people/{id}/positions"), plan)
        .await
        .map(|_| Nothing)
}

/// Changes a position.
pub async fn change_position(
    position: PositionId,
    plan: &PositionPlan,
) -> Result<Nothing, ApiError> {
    link::put::<IgnoredAny>(&format!("/positions/{position}"), plan)
        .await
        .map(|_| Nothing)
}

/// Hands out an activation code; an earlier unused one is no longer good.
pub async fn issue(id: PersonId) -> Result<IssuedActivation, ApiError> {
    link::post(&format!("/people/{id}/activation"), &()).await
}

/// A person's keys.
pub async fn keys(id: PersonId) -> Result<Vec<Credential>, ApiError> {
    link::get(&format!("/people/{id}/credentials")).await
}

/// Revokes a key.
pub async fn revoke_key(id: PersonId, key: CredentialId) -> Result<Nothing, ApiError> {
    link::delete::<IgnoredAny>(&format!("/people/{id}/credentials/{key}"))
        .await
        .map(|_| Nothing)
}

/// Where a person is signed in.
pub async fn sessions(id: PersonId) -> Result<Vec<Session>, ApiError> {
    link::get(&format!("/people/{id}/sessions")).await
}

/// Ends a session.
pub async fn end_session(id: PersonId, session: SessionId) -> Result<Nothing, ApiError> {
    link::delete::<IgnoredAny>(&format!("/people/{id}/sessions/{session}"))
        .await
        .map(|_| Nothing)
}

/// All units with their names of today, those that have ended too.
pub async fn units() -> Result<Vec<Unit>, ApiError> {
    link::get("/units").await
}

/// Adds a unit.
pub async fn add_unit(plan: &UnitPlan) -> Result<Unit, ApiError> {
    link::post("/units", plan).await
}

/// Changes place, rank and validity of a unit.
pub async fn change_unit(id: UnitId, plan: &UnitPlan) -> Result<Nothing, ApiError> {
    link::put::<IgnoredAny>(&format!("/units/{id}"), plan)
        .await
        .map(|_| Nothing)
}

/// Gives a unit a new name from a day on; the old one stays in old papers.
pub async fn rename_unit(id: UnitId, name: &UnitName) -> Result<Nothing, ApiError> {
    link::post::<IgnoredAny>(&format!("/units/{id}/names"), name)
        .await
        .map(|_| Nothing)
}

/// Names days off, or days that make up for them; answers all.
pub async fn set_calendar_days(days: Vec<CalendarDay>) -> Result<Vec<CalendarDay>, ApiError> {
    link::put("/calendar", &SetCalendarDays { days }).await
}

/// Takes a day out (`yyyy-MM-dd`).
pub async fn remove_calendar_day(day: &str) -> Result<Nothing, ApiError> {
    link::delete::<IgnoredAny>(&format!("/calendar/{day}"))
        .await
        .map(|_| Nothing)
}

/// The tablets of the office's rooms, by name.
pub async fn tablets() -> Result<Vec<RoomTablet>, ApiError> {
    link::get("/room-tablets").await
}

/// Adds a tablet; the answer has the code that enrols it.
pub async fn add_tablet(plan: &TabletPlan) -> Result<IssuedTablet, ApiError> {
    link::post("/room-tablets", plan).await
}

/// Makes a new code for a tablet.
pub async fn tablet_code(id: TabletId) -> Result<IssuedTablet, ApiError> {
    link::post(&format!("/room-tablets/{id}/code"), &()).await
}

/// Takes a tablet out of use.
pub async fn remove_tablet(id: TabletId) -> Result<Nothing, ApiError> {
    link::delete(&format!("/room-tablets/{id}")).await
}
