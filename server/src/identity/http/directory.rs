//! The directory: people and units, readable for everybody who is signed in, changed by administrators.

use actix_web::web::{Data, Json, Path, Query};
use nghisu_protocol::{
    error::ErrorBody,
    ids::{PersonId, PositionId, UnitId},
    people::{
        Grants, JoinPerson, Person, PersonPlan, PositionPlan, Role, Unit, UnitName, UnitPlan,
    },
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    http::{
        error::ApiError,
        route::{Access, Endpoint, routes},
    },
    identity::{Actor, Listing, Order},
    server::AppState,
};

const ADMINISTRATORS: Access = Access::Roles(&[Role::Administrator]);

pub(super) fn endpoints() -> Vec<Endpoint> {
    routes![
        Access::SignedIn => list_people,
        Access::SignedIn => read_person,
        Access::SignedIn => list_units,
        Access::SignedIn => list_unit_names,
        ADMINISTRATORS => create_person,
        ADMINISTRATORS => change_person,
        ADMINISTRATORS => close_person,
        ADMINISTRATORS => reopen_person,
        ADMINISTRATORS => join_person,
        ADMINISTRATORS => set_roles,
        ADMINISTRATORS => create_position,
        ADMINISTRATORS => change_position,
        ADMINISTRATORS => create_unit,
        ADMINISTRATORS => change_unit,
        ADMINISTRATORS => rename_unit,
    ]
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PeopleQuery {
    /// Words that begin words of the name or of a title; marks may be left out.
    search: Option<String>,
    /// Only people with a position in this unit or below.
    #[param(value_type = Option<Uuid>)]
    unit: Option<UnitId>,
    /// `rank` (thứ bậc, the default) or `name` (given, family, middle).
    #[param(inline)]
    order: Option<OrderWord>,
    /// Also people whose account is closed.
    #[serde(default)]
    closed: bool,
    /// Also people who were entered at the door of a meeting; for those who manage the whole tree.
    #[serde(default)]
    at_door: bool,
}

#[derive(Debug, Clone, Copy, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
enum OrderWord {
    Rank,
    Name,
}

/// People.
#[utoipa::path(get, path = "/api/v1/people", tag = "people", params(PeopleQuery), responses((status = 200, body = [Person])))]
async fn list_people(
    state: Data<AppState>,
    actor: Actor,
    query: Query<PeopleQuery>,
) -> Result<Json<Vec<Person>>, ApiError> {
    let PeopleQuery {
        search,
        unit,
        order,
        closed,
        at_door,
    } = query.into_inner();
    let listing = Listing {
        search,
        unit,
        order: match order {
            Some(OrderWord::Name) => Order::Name,
            Some(OrderWord::Rank) | None => Order::Rank,
        },
        closed,
        at_door,
    };
    Ok(Json(state.identity.people(&actor, listing).await?))
}

/// One person.
#[utoipa::path(get, path = "/api/v1/people/{id}", tag = "people", params(("id" = Uuid, Path)), responses((status = 200, body = Person), (status = 404, body = ErrorBody)))]
async fn read_person(
    state: Data<AppState>,
    actor: Actor,
    id: Path<PersonId>,
) -> Result<Json<Person>, ApiError> {
    Ok(Json(state.identity.person(&actor, *id).await?))
}

/// Make a person with their first positions and roles.
#[utoipa::path(post, path = "/api/v1/people", tag = "people", request_body = PersonPlan, responses((status = 200, body = Person), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn create_person(
    state: Data<AppState>,
    actor: Actor,
    plan: Json<PersonPlan>,
) -> Result<Json<Person>, ApiError> {
    Ok(Json(
        state
            .identity
            .create_person(&actor, plan.into_inner())
            .await?,
    ))
}

/// Change a person's name and addresses; positions and roles in the body are ignored.
#[utoipa::path(put, path = "/api/v1/people/{id}", tag = "people", params(("id" = Uuid, Path)), request_body = PersonPlan, responses((status = 200, body = Person), (status = 403, body = ErrorBody)))]
async fn change_person(
    state: Data<AppState>,
    actor: Actor,
    id: Path<PersonId>,
    plan: Json<PersonPlan>,
) -> Result<Json<Person>, ApiError> {
    Ok(Json(
        state
            .identity
            .change_person(&actor, *id, plan.into_inner())
            .await?,
    ))
}

/// Close a person's account: sessions end, codes and tokens are void.
#[utoipa::path(post, path = "/api/v1/people/{id}/close", tag = "people", params(("id" = Uuid, Path)), responses((status = 200, body = Person), (status = 409, body = ErrorBody)))]
async fn close_person(
    state: Data<AppState>,
    actor: Actor,
    id: Path<PersonId>,
) -> Result<Json<Person>, ApiError> {
    Ok(Json(
        state.identity.set_person_closed(&actor, *id, true).await?,
    ))
}

/// Open a person's account again.
#[utoipa::path(post, path = "/api/v1/people/{id}/reopen", tag = "people", params(("id" = Uuid, Path)), responses((status = 200, body = Person)))]
async fn reopen_person(
    state: Data<AppState>,
    actor: Actor,
    id: Path<PersonId>,
) -> Result<Json<Person>, ApiError> {
    Ok(Json(
        state.identity.set_person_closed(&actor, *id, false).await?,
    ))
}

/// Say whose entry somebody is who was entered at the door of a meeting; their own is closed.
#[utoipa::path(post, path = "/api/v1/people/{id}/join", tag = "people", params(("id" = Uuid, Path)), request_body = JoinPerson, responses((status = 200, body = Person), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn join_person(
    state: Data<AppState>,
    actor: Actor,
    id: Path<PersonId>,
    join: Json<JoinPerson>,
) -> Result<Json<Person>, ApiError> {
    Ok(Json(
        state.identity.join_newcomer(&actor, *id, join.into).await?,
    ))
}

/// Replace all roles of a person.
#[utoipa::path(put, path = "/api/v1/people/{id}/roles", tag = "people", params(("id" = Uuid, Path)), request_body = Grants, responses((status = 200, body = Person), (status = 403, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn set_roles(
    state: Data<AppState>,
    actor: Actor,
    id: Path<PersonId>,
    grants: Json<Grants>,
) -> Result<Json<Person>, ApiError> {
    Ok(Json(
        state
            .identity
            .set_grants(&actor, *id, grants.into_inner())
            .await?,
    ))
}

/// Give a person a position.
#[utoipa::path(post, path = "/api/v1/people/{id}/positions", tag = "people", params(("id" = Uuid, Path)), request_body = PositionPlan, responses((status = 200, body = Person), (status = 403, body = ErrorBody)))]
async fn create_position(
    state: Data<AppState>,
    actor: Actor,
    id: Path<PersonId>,
    plan: Json<PositionPlan>,
) -> Result<Json<Person>, ApiError> {
    Ok(Json(
        state
            .identity
            .create_position(&actor, *id, plan.into_inner())
            .await?,
    ))
}

/// Change a position; it ends with its last day.
#[utoipa::path(put, path = "/api/v1/positions/{id}", tag = "people", params(("id" = Uuid, Path)), request_body = PositionPlan, responses((status = 200, body = Person), (status = 404, body = ErrorBody)))]
async fn change_position(
    state: Data<AppState>,
    actor: Actor,
    id: Path<PositionId>,
    plan: Json<PositionPlan>,
) -> Result<Json<Person>, ApiError> {
    Ok(Json(
        state
            .identity
            .change_position(&actor, *id, plan.into_inner())
            .await?,
    ))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct UnitsQuery {
    /// With the names of this day (`yyyy-MM-dd`); today without it.
    on: Option<String>,
}

/// All units, with the names of a day.
#[utoipa::path(get, path = "/api/v1/units", tag = "units", params(UnitsQuery), responses((status = 200, body = [Unit])))]
async fn list_units(
    state: Data<AppState>,
    query: Query<UnitsQuery>,
) -> Result<Json<Vec<Unit>>, ApiError> {
    Ok(Json(state.identity.units(query.into_inner().on).await?))
}

/// The names that a unit has had.
#[utoipa::path(get, path = "/api/v1/units/{id}/names", tag = "units", params(("id" = Uuid, Path)), responses((status = 200, body = [UnitName]), (status = 404, body = ErrorBody)))]
async fn list_unit_names(
    state: Data<AppState>,
    id: Path<UnitId>,
) -> Result<Json<Vec<UnitName>>, ApiError> {
    Ok(Json(state.identity.unit_names(*id).await?))
}

/// Make a unit.
#[utoipa::path(post, path = "/api/v1/units", tag = "units", request_body = UnitPlan, responses((status = 200, body = Unit), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn create_unit(
    state: Data<AppState>,
    actor: Actor,
    plan: Json<UnitPlan>,
) -> Result<Json<Unit>, ApiError> {
    Ok(Json(
        state
            .identity
            .create_unit(&actor, plan.into_inner())
            .await?,
    ))
}

/// Move a unit, or change its rank, validity and predecessors; its names stay.
#[utoipa::path(put, path = "/api/v1/units/{id}", tag = "units", params(("id" = Uuid, Path)), request_body = UnitPlan, responses((status = 200, body = Unit), (status = 422, body = ErrorBody)))]
async fn change_unit(
    state: Data<AppState>,
    actor: Actor,
    id: Path<UnitId>,
    plan: Json<UnitPlan>,
) -> Result<Json<Unit>, ApiError> {
    Ok(Json(
        state
            .identity
            .change_unit(&actor, *id, plan.into_inner())
            .await?,
    ))
}

/// Give a unit a name from a day on; everything older keeps the old one.
#[utoipa::path(post, path = "/api/v1/units/{id}/names", tag = "units", params(("id" = Uuid, Path)), request_body = UnitName, responses((status = 200, body = [UnitName]), (status = 422, body = ErrorBody)))]
async fn rename_unit(
    state: Data<AppState>,
    actor: Actor,
    id: Path<UnitId>,
    name: Json<UnitName>,
) -> Result<Json<Vec<UnitName>>, ApiError> {
    Ok(Json(
        state
            .identity
            .rename_unit(&actor, *id, name.into_inner())
            .await?,
    ))
}
