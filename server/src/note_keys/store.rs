//! Wrapped keys by person, kept as they came.

use nghisu_protocol::{
    annotation::note::{MAX_WRAPS, WrappedKey},
    ids::{PersonId, Timestamp},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    sea_query::OnConflict,
};

use super::NoteKeyError;
use crate::{db::Db, entity::note_key, identity::people};

/// A person's wraps, the oldest first.
pub(super) async fn of_person(db: &Db, person: PersonId) -> Result<Vec<WrappedKey>, DbErr> {
    let rows = note_key::Entity::find()
        .filter(note_key::Column::PersonId.eq(person.0))
        .order_by_asc(note_key::Column::KeptAt)
        .order_by_asc(note_key::Column::Wrap)
        .all(db.read())
        .await?;
    rows.iter()
        .map(|row| {
            serde_json::from_str(&row.body)
                .map_err(|error| DbErr::Custom(format!("a wrapped key does not read: {error}")))
        })
        .collect()
}

/// Keeps a wrap; one under the same name is replaced. The first wrap decides which key the person has.
pub(super) async fn put(
    db: &Db,
    person: PersonId,
    key: WrappedKey,
    now: Timestamp,
) -> Result<(), NoteKeyError> {
    db.write(move |txn| async move {
        // Of two tablets that each bring the first key, the second is told of the other's.
        people::locked(&*txn, person).await?;
        let others = note_key::Entity::find()
            .filter(note_key::Column::PersonId.eq(person.0))
            .all(&*txn)
            .await?;
        if others.iter().any(|other| other.key_id != key.key_id) {
            return Err(NoteKeyError::OtherKey);
        }
        let is_new = others.iter().all(|other| other.wrap != key.wrap);
        if is_new && others.len() >= MAX_WRAPS {
            return Err(NoteKeyError::Field("wrap"));
        }
        note_key::Entity::insert(note_key::ActiveModel {
            person_id: Set(person.0),
            body: Set(serde_json::to_string(&key).expect("a wrapped key has string keys only")),
            wrap: Set(key.wrap),
            key_id: Set(key.key_id),
            kept_at: Set(now.0),
        })
        .on_conflict(
            OnConflict::columns([note_key::Column::PersonId, note_key::Column::Wrap])
                .update_columns([note_key::Column::Body, note_key::Column::KeptAt])
                .to_owned(),
        )
        .exec_without_returning(&*txn)
        .await?;
        Ok(())
    })
    .await
}
