//! The audit table: adding and reading. There is no changing and no removing.

use nghisu_protocol::{
    ids::{PersonId, Timestamp, Uuid},
    people::AuditEntry,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait,
    QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::Value;

use crate::entity::audit;

/// Adds an entry.
pub(crate) async fn add(connection: &impl ConnectionTrait, entry: AuditEntry) -> Result<(), DbErr> {
    audit::ActiveModel {
        id: Set(entry.id),
        at: Set(entry.at.0),
        kind: Set(entry.kind),
        actor_id: Set(entry.actor.map(|person| person.0)),
        subject_id: Set(entry.subject),
        address: Set(entry.address),
        details: Set(entry.details.to_string()),
    }
    .insert(connection)
    .await
    .map(drop)
}

/// Entries, newest first; ids are ordered by time.
pub(crate) async fn list(
    connection: &impl ConnectionTrait,
    before: Option<Uuid>,
    limit: u64,
) -> Result<Vec<AuditEntry>, DbErr> {
    let mut query = audit::Entity::find();
    if let Some(before) = before {
        query = query.filter(audit::Column::Id.lt(before));
    }
    let rows = query
        .order_by_desc(audit::Column::Id)
        .limit(limit)
        .all(connection)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| AuditEntry {
            id: row.id,
            at: Timestamp(row.at),
            kind: row.kind,
            actor: row.actor_id.map(PersonId),
            subject: row.subject_id,
            address: row.address,
            details: serde_json::from_str(&row.details).unwrap_or(Value::Null),
        })
        .collect())
}

/// Whom the entries from an id on are about, with the entries' ids.
pub(crate) async fn subjects_since(
    connection: &impl ConnectionTrait,
    since: Uuid,
) -> Result<Vec<(Uuid, Uuid)>, DbErr> {
    audit::Entity::find()
        .select_only()
        .columns([audit::Column::Id, audit::Column::SubjectId])
        .filter(audit::Column::Id.gte(since))
        .filter(audit::Column::SubjectId.is_not_null())
        .into_tuple()
        .all(connection)
        .await
}
