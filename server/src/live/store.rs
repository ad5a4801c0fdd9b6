//! What a decision needs of the directory: names, positions and units as they are today.
//!
//! Looked up before a command reaches its room, so that no room waits for a query about people.

use std::collections::{BTreeMap, BTreeSet};

use nghisu_protocol::ids::{PersonId, UnitId};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use super::room::PersonFacts;
use crate::{
    db::Db,
    entity::{person, position, unit_name},
};

/// The people among these who have not left, with their foremost position of `today`.
///
/// # Errors
/// The database's.
pub(crate) async fn people(
    db: &Db,
    people: &BTreeSet<PersonId>,
    today: &str,
) -> Result<BTreeMap<PersonId, PersonFacts>, DbErr> {
    if people.is_empty() {
        return Ok(BTreeMap::new());
    }
    let known = person::Entity::find()
        .filter(person::Column::Id.is_in(people.iter().map(|id| id.0)))
        .filter(person::Column::ClosedAt.is_null())
        .all(db.read())
        .await?;
    // The smaller the precedence, the higher; the first that holds today is the one that is shown.
    let positions = position::Entity::find()
        .filter(position::Column::PersonId.is_in(known.iter().map(|row| row.id)))
        .order_by_asc(position::Column::Precedence)
        .order_by_asc(position::Column::Id)
        .all(db.read())
        .await?;
    let mut foremost = BTreeMap::new();
    for row in positions {
        let begun = row.valid_from.as_deref().is_none_or(|from| from <= today);
        let ended = row.valid_to.as_deref().is_some_and(|to| to < today);
        if begun && !ended {
            foremost.entry(row.person_id).or_insert(row);
        }
    }
    let names = units(
        db,
        &foremost.values().map(|row| UnitId(row.unit_id)).collect(),
        today,
    )
    .await?;
    Ok(known
        .into_iter()
        .map(|row| {
            let held = foremost.remove(&row.id);
            let unit = held
                .as_ref()
                .and_then(|position| names.get(&UnitId(position.unit_id)));
            // Who was entered at a door holds no position in the directory; what was said of them there stands for one.
            let facts = PersonFacts {
                name: row.name,
                unit_name: unit.cloned().or(row.door_unit).unwrap_or_default(),
                precedence: held.as_ref().map(|position| position.precedence),
                position: held
                    .map(|position| position.title)
                    .or(row.door_position)
                    .unwrap_or_default(),
            };
            (PersonId(row.id), facts)
        })
        .collect())
}

/// The names of units on a day.
///
/// # Errors
/// The database's.
pub(crate) async fn units(
    db: &Db,
    units: &BTreeSet<UnitId>,
    today: &str,
) -> Result<BTreeMap<UnitId, String>, DbErr> {
    if units.is_empty() {
        return Ok(BTreeMap::new());
    }
    let names = unit_name::Entity::find()
        .filter(unit_name::Column::UnitId.is_in(units.iter().map(|id| id.0)))
        .filter(unit_name::Column::ValidFrom.lte(today))
        .order_by_asc(unit_name::Column::ValidFrom)
        .all(db.read())
        .await?;
    // Later names come later, and stay.
    Ok(names
        .into_iter()
        .map(|row| (UnitId(row.unit_id), row.name))
        .collect())
}
