//! Units, their names and their predecessors.

use std::collections::{BTreeMap, HashMap};

use nghisu_protocol::{
    ids::{Timestamp, UnitId, Uuid},
    people::{Unit, UnitName, UnitPlan},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait,
    QueryFilter, QueryOrder, QuerySelect, sea_query::OnConflict,
};

use crate::{
    entity::{unit, unit_name, unit_predecessor},
    identity::permission::Tree,
};

/// Every unit and the one above it.
pub(crate) async fn tree(connection: &impl ConnectionTrait) -> Result<Tree, DbErr> {
    let rows: Vec<(Uuid, Option<Uuid>)> = unit::Entity::find()
        .select_only()
        .columns([unit::Column::Id, unit::Column::ParentId])
        .into_tuple()
        .all(connection)
        .await?;
    Ok(Tree::new(
        rows.into_iter()
            .map(|(id, parent)| (UnitId(id), parent.map(UnitId))),
    ))
}

/// All units with the names they had on `day`, by rank among siblings.
pub(crate) async fn list(connection: &impl ConnectionTrait, day: &str) -> Result<Vec<Unit>, DbErr> {
    let rows = unit::Entity::find()
        .order_by_asc(unit::Column::Precedence)
        .order_by_asc(unit::Column::Id)
        .all(connection)
        .await?;
    let names = unit_name::Entity::find()
        .order_by_asc(unit_name::Column::ValidFrom)
        .all(connection)
        .await?;
    let mut on_day: HashMap<Uuid, unit_name::Model> = HashMap::new();
    for name in names {
        // The first name stands in for the days before it; later ones count from their day on.
        if name.valid_from.as_str() <= day || !on_day.contains_key(&name.unit_id) {
            on_day.insert(name.unit_id, name);
        }
    }
    let mut predecessors: BTreeMap<Uuid, Vec<UnitId>> = BTreeMap::new();
    for row in unit_predecessor::Entity::find().all(connection).await? {
        predecessors
            .entry(row.unit_id)
            .or_default()
            .push(UnitId(row.predecessor_id));
    }
    Ok(rows
        .into_iter()
        .map(|row| {
            let name = on_day.remove(&row.id);
            let (name, short_name, code) = name.map_or_else(Default::default, |name| {
                (name.name, name.short_name, name.code)
            });
            Unit {
                id: UnitId(row.id),
                parent: row.parent_id.map(UnitId),
                name,
                short_name,
                code,
                precedence: row.precedence,
                valid_from: row.valid_from,
                valid_to: row.valid_to,
                predecessors: predecessors.remove(&row.id).unwrap_or_default(),
            }
        })
        .collect())
}

/// Makes a unit with its first name.
pub(crate) async fn insert(
    connection: &impl ConnectionTrait,
    id: UnitId,
    plan: &UnitPlan,
    now: Timestamp,
) -> Result<(), DbErr> {
    unit::ActiveModel {
        id: Set(id.0),
        parent_id: Set(plan.parent.map(|unit| unit.0)),
        precedence: Set(plan.precedence),
        valid_from: Set(plan.valid_from.clone()),
        valid_to: Set(plan.valid_to.clone()),
        created_at: Set(now.0),
    }
    .insert(connection)
    .await?;
    set_predecessors(connection, id, &plan.predecessors).await
}

/// Changes everything of a unit but its names.
pub(crate) async fn update(
    connection: &impl ConnectionTrait,
    id: UnitId,
    plan: &UnitPlan,
) -> Result<(), DbErr> {
    unit::ActiveModel {
        id: Set(id.0),
        parent_id: Set(plan.parent.map(|unit| unit.0)),
        precedence: Set(plan.precedence),
        valid_from: Set(plan.valid_from.clone()),
        valid_to: Set(plan.valid_to.clone()),
        ..Default::default()
    }
    .update(connection)
    .await?;
    unit_predecessor::Entity::delete_many()
        .filter(unit_predecessor::Column::UnitId.eq(id.0))
        .exec(connection)
        .await?;
    set_predecessors(connection, id, &plan.predecessors).await
}

async fn set_predecessors(
    connection: &impl ConnectionTrait,
    id: UnitId,
    predecessors: &[UnitId],
) -> Result<(), DbErr> {
    for predecessor in predecessors {
        unit_predecessor::ActiveModel {
            unit_id: Set(id.0),
            predecessor_id: Set(predecessor.0),
        }
        .insert(connection)
        .await?;
    }
    Ok(())
}

/// The names of a unit, oldest first.
pub(crate) async fn names(
    connection: &impl ConnectionTrait,
    id: UnitId,
) -> Result<Vec<UnitName>, DbErr> {
    let rows = unit_name::Entity::find()
        .filter(unit_name::Column::UnitId.eq(id.0))
        .order_by_asc(unit_name::Column::ValidFrom)
        .all(connection)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| UnitName {
            valid_from: row.valid_from,
            name: row.name,
            short_name: row.short_name,
            code: row.code,
        })
        .collect())
}

/// Gives a unit a name from a day on; a name given for the same day before is corrected.
pub(crate) async fn set_name(
    connection: &impl ConnectionTrait,
    id: Uuid,
    unit: UnitId,
    name: &UnitName,
) -> Result<(), DbErr> {
    unit_name::Entity::insert(unit_name::ActiveModel {
        id: Set(id),
        unit_id: Set(unit.0),
        valid_from: Set(name.valid_from.clone()),
        name: Set(name.name.clone()),
        short_name: Set(name.short_name.clone()),
        code: Set(name.code.clone()),
    })
    .on_conflict(
        OnConflict::columns([unit_name::Column::UnitId, unit_name::Column::ValidFrom])
            .update_columns([
                unit_name::Column::Name,
                unit_name::Column::ShortName,
                unit_name::Column::Code,
            ])
            .to_owned(),
    )
    .exec_without_returning(connection)
    .await
    .map(drop)
}
