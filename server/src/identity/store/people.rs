//! People, their positions and their roles.

use nghisu_protocol::{
    door::EnterSubstitute,
    ids::{MeetingId, PersonId, PositionId, Timestamp, UnitId, Uuid},
    people::{AtDoor, PersonPlan, Position, PositionPlan, Role, RoleGrant},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, RelationTrait, Select,
    sea_query::Condition,
};

use crate::{
    entity::{person, position, role_grant},
    identity::permission::Places,
};

/// A person as stored.
#[derive(Debug, Clone)]
pub(crate) struct StoredPerson {
    pub(crate) id: PersonId,
    pub(crate) name: String,
    pub(crate) email: Option<String>,
    pub(crate) phone: Option<String>,
    pub(crate) closed_at: Option<Timestamp>,
    /// Where and as what they were entered, when that was at a meeting's door.
    pub(crate) at_door: Option<AtDoor>,
}

impl From<person::Model> for StoredPerson {
    fn from(row: person::Model) -> Self {
        Self {
            id: PersonId(row.id),
            name: row.name,
            email: row.email,
            phone: row.phone,
            closed_at: row.closed_at.map(Timestamp),
            at_door: row.door_meeting_id.map(|meeting| AtDoor {
                meeting: MeetingId(meeting),
                position: row.door_position.unwrap_or_default(),
                unit_name: row.door_unit.unwrap_or_default(),
                joined_to: row.joined_to.map(PersonId),
            }),
        }
    }
}

/// A person.
pub(crate) async fn get(
    connection: &impl ConnectionTrait,
    id: PersonId,
) -> Result<Option<StoredPerson>, DbErr> {
    Ok(person::Entity::find_by_id(id.0)
        .one(connection)
        .await?
        .map(StoredPerson::from))
}

/// A person whom nobody else changes until the transaction ends, nor what is counted by person under this lock: at READ
/// COMMITTED PostgreSQL would let two transactions each count before the other writes. SQLite has one writer anyway.
pub(crate) async fn locked(
    txn: &impl ConnectionTrait,
    id: PersonId,
) -> Result<Option<StoredPerson>, DbErr> {
    Ok(person::Entity::find_by_id(id.0)
        .lock_exclusive()
        .one(txn)
        .await?
        .map(StoredPerson::from))
}

/// Everybody.
pub(crate) async fn all(connection: &impl ConnectionTrait) -> Result<Vec<StoredPerson>, DbErr> {
    Ok(person::Entity::find()
        .all(connection)
        .await?
        .into_iter()
        .map(StoredPerson::from)
        .collect())
}

/// Makes a person without positions and roles.
pub(crate) async fn insert(
    connection: &impl ConnectionTrait,
    id: PersonId,
    plan: &PersonPlan,
    now: Timestamp,
) -> Result<(), DbErr> {
    person::ActiveModel {
        id: Set(id.0),
        name: Set(plan.name.clone()),
        email: Set(plan.email.clone()),
        phone: Set(plan.phone.clone()),
        created_at: Set(now.0),
        ..Default::default()
    }
    .insert(connection)
    .await
    .map(drop)
}

/// Makes a person who was entered at a meeting's door.
pub(crate) async fn insert_newcomer(
    connection: &impl ConnectionTrait,
    meeting: MeetingId,
    plan: &EnterSubstitute,
    now: Timestamp,
) -> Result<(), DbErr> {
    person::ActiveModel {
        id: Set(plan.id.0),
        name: Set(plan.name.clone()),
        created_at: Set(now.0),
        door_meeting_id: Set(Some(meeting.0)),
        door_position: Set(Some(plan.position.clone())),
        door_unit: Set(Some(plan.unit_name.clone())),
        ..Default::default()
    }
    .insert(connection)
    .await
    .map(drop)
}

/// Says whose entry a newcomer is.
pub(crate) async fn set_joined(
    connection: &impl ConnectionTrait,
    id: PersonId,
    into: PersonId,
) -> Result<(), DbErr> {
    person::ActiveModel {
        id: Set(id.0),
        joined_to: Set(Some(into.0)),
        ..Default::default()
    }
    .update(connection)
    .await
    .map(drop)
}

/// Changes a person's name and addresses.
pub(crate) async fn update(
    connection: &impl ConnectionTrait,
    id: PersonId,
    plan: &PersonPlan,
) -> Result<(), DbErr> {
    person::ActiveModel {
        id: Set(id.0),
        name: Set(plan.name.clone()),
        email: Set(plan.email.clone()),
        phone: Set(plan.phone.clone()),
        ..Default::default()
    }
    .update(connection)
    .await
    .map(drop)
}

/// Closes or reopens a person's account.
pub(crate) async fn set_closed(
    connection: &impl ConnectionTrait,
    id: PersonId,
    closed_at: Option<Timestamp>,
) -> Result<(), DbErr> {
    person::ActiveModel {
        id: Set(id.0),
        closed_at: Set(closed_at.map(|at| at.0)),
        ..Default::default()
    }
    .update(connection)
    .await
    .map(drop)
}

/// Positions that hold on `day`, in rank order; of one person or of everybody.
pub(crate) async fn positions(
    connection: &impl ConnectionTrait,
    of: Option<PersonId>,
    day: &str,
) -> Result<Vec<(PersonId, Position)>, DbErr> {
    let mut query = position::Entity::find()
        .filter(
            Condition::any()
                .add(position::Column::ValidFrom.is_null())
                .add(position::Column::ValidFrom.lte(day)),
        )
        .filter(not_over(day));
    if let Some(person) = of {
        query = query.filter(position::Column::PersonId.eq(person.0));
    }
    let rows = query
        .order_by_asc(position::Column::Precedence)
        .order_by_asc(position::Column::Id)
        .all(connection)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (PersonId(row.person_id), read_position(row)))
        .collect())
}

/// The title under a person's name: that of the first position in rank order; of who was entered at a door, as was said
/// there.
pub(crate) async fn title(
    connection: &impl ConnectionTrait,
    person: PersonId,
    day: &str,
) -> Result<Option<String>, DbErr> {
    let held = positions(connection, Some(person), day).await?;
    if let Some((_, position)) = held.into_iter().next() {
        return Ok(Some(position.title));
    }
    let said = get(connection, person)
        .await?
        .and_then(|person| person.at_door)
        .map(|at_door| at_door.position);
    Ok(said.filter(|position| !position.is_empty()))
}

/// One position and whose it is.
pub(crate) async fn position(
    connection: &impl ConnectionTrait,
    id: PositionId,
) -> Result<Option<(PersonId, Position)>, DbErr> {
    Ok(position::Entity::find_by_id(id.0)
        .one(connection)
        .await?
        .map(|row| (PersonId(row.person_id), read_position(row))))
}

fn read_position(row: position::Model) -> Position {
    Position {
        id: PositionId(row.id),
        unit: UnitId(row.unit_id),
        title: row.title,
        precedence: row.precedence,
        valid_from: row.valid_from,
        valid_to: row.valid_to,
    }
}

fn not_over(day: &str) -> Condition {
    Condition::any()
        .add(position::Column::ValidTo.is_null())
        .add(position::Column::ValidTo.gte(day))
}

/// Makes or changes a position.
pub(crate) async fn save_position(
    connection: &impl ConnectionTrait,
    id: PositionId,
    person: PersonId,
    plan: &PositionPlan,
    is_new: bool,
) -> Result<(), DbErr> {
    let row = position::ActiveModel {
        id: Set(id.0),
        person_id: Set(person.0),
        unit_id: Set(plan.unit.0),
        title: Set(plan.title.clone()),
        precedence: Set(plan.precedence),
        valid_from: Set(plan.valid_from.clone()),
        valid_to: Set(plan.valid_to.clone()),
    };
    if is_new {
        row.insert(connection).await.map(drop)
    } else {
        row.update(connection).await.map(drop)
    }
}

/// Roles, of one person or of everybody.
pub(crate) async fn grants(
    connection: &impl ConnectionTrait,
    of: Option<PersonId>,
) -> Result<Vec<(PersonId, RoleGrant)>, DbErr> {
    let mut query = role_grant::Entity::find();
    if let Some(person) = of {
        query = query.filter(role_grant::Column::PersonId.eq(person.0));
    }
    let rows = query
        .order_by_asc(role_grant::Column::Id)
        .all(connection)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            // A role of a later release, read by an earlier one, gives no right.
            let role: Role = row.role.parse().ok()?;
            let unit = row.unit_id.map(UnitId);
            Some((PersonId(row.person_id), RoleGrant { role, unit }))
        })
        .collect())
}

/// Takes all roles of a person away.
pub(crate) async fn clear_grants(
    connection: &impl ConnectionTrait,
    person: PersonId,
) -> Result<(), DbErr> {
    role_grant::Entity::delete_many()
        .filter(role_grant::Column::PersonId.eq(person.0))
        .exec(connection)
        .await
        .map(drop)
}

/// Gives a role.
pub(crate) async fn insert_grant(
    connection: &impl ConnectionTrait,
    id: Uuid,
    person: PersonId,
    grant: &RoleGrant,
    now: Timestamp,
) -> Result<(), DbErr> {
    role_grant::ActiveModel {
        id: Set(id),
        person_id: Set(person.0),
        role: Set(grant.role.as_str().to_owned()),
        unit_id: Set(grant.unit.map(|unit| unit.0)),
        granted_at: Set(now.0),
    }
    .insert(connection)
    .await
    .map(drop)
}

/// How many active people administrate the whole tree. Nobody else takes one of them away until the transaction ends: two
/// who remove each other would otherwise both count the other, at READ COMMITTED on PostgreSQL. Ordered, so that two
/// transactions never wait for each other. SQLite has one writer anyway.
pub(crate) async fn lock_whole_tree_administrators(
    txn: &impl ConnectionTrait,
) -> Result<usize, DbErr> {
    let administrators: Vec<Uuid> = administrators_of_the_tree()
        .select_only()
        .column(role_grant::Column::Id)
        .order_by_asc(role_grant::Column::Id)
        .lock_exclusive()
        .into_tuple()
        .all(txn)
        .await?;
    Ok(administrators.len())
}

/// How many active people administrate the whole tree, as it stands within a transaction.
pub(crate) async fn whole_tree_administrators(txn: &impl ConnectionTrait) -> Result<u64, DbErr> {
    administrators_of_the_tree().count(txn).await
}

fn administrators_of_the_tree() -> Select<role_grant::Entity> {
    role_grant::Entity::find()
        .join(JoinType::InnerJoin, role_grant::Relation::Person.def())
        .filter(role_grant::Column::Role.eq(Role::Administrator.as_str()))
        .filter(role_grant::Column::UnitId.is_null())
        .filter(person::Column::ClosedAt.is_null())
}

/// Where a person stands, positions that are over left out.
pub(crate) async fn places(
    connection: &impl ConnectionTrait,
    person: PersonId,
    day: &str,
) -> Result<Places, DbErr> {
    let positions: Vec<Uuid> = position::Entity::find()
        .select_only()
        .column(position::Column::UnitId)
        .filter(position::Column::PersonId.eq(person.0))
        .filter(not_over(day))
        .into_tuple()
        .all(connection)
        .await?;
    Ok(Places {
        positions: positions.into_iter().map(UnitId).collect(),
        grants: grants(connection, Some(person))
            .await?
            .into_iter()
            .map(|(_, grant)| grant)
            .collect(),
    })
}
