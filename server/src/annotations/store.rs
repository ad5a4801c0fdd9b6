//! Private notes: envelopes by person, kept as they came.

use nghisu_protocol::{
    annotation::note::{Envelope, SealedNote},
    ids::{AnnotationId, PersonId, Timestamp, VersionId},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    sea_query::OnConflict,
};

use crate::{db::Db, entity::sealed_note};

/// Keeps notes; what the same person kept under the same ids before is replaced.
pub(super) async fn put(
    db: &Db,
    person: PersonId,
    notes: Vec<SealedNote>,
    now: Timestamp,
) -> Result<(), DbErr> {
    db.write(move |txn| async move {
        for note in notes {
            sealed_note::Entity::insert(sealed_note::ActiveModel {
                person_id: Set(person.0),
                id: Set(note.id.0),
                version_id: Set(note.version.0),
                page: Set(i32::try_from(note.page).unwrap_or(i32::MAX)),
                envelope: Set(note.envelope.map(|envelope| {
                    serde_json::to_string(&envelope).expect("an envelope has string keys only")
                })),
                kept_at: Set(now.0),
            })
            .on_conflict(
                OnConflict::columns([sealed_note::Column::PersonId, sealed_note::Column::Id])
                    .update_columns([
                        sealed_note::Column::VersionId,
                        sealed_note::Column::Page,
                        sealed_note::Column::Envelope,
                        sealed_note::Column::KeptAt,
                    ])
                    .to_owned(),
            )
            .exec_without_returning(&*txn)
            .await?;
        }
        Ok(())
    })
    .await
}

/// A person's notes on a version, erased ones among them.
pub(super) async fn of_version(
    db: &Db,
    person: PersonId,
    version: VersionId,
) -> Result<Vec<SealedNote>, DbErr> {
    let rows = sealed_note::Entity::find()
        .filter(sealed_note::Column::PersonId.eq(person.0))
        .filter(sealed_note::Column::VersionId.eq(version.0))
        .order_by_asc(sealed_note::Column::KeptAt)
        .order_by_asc(sealed_note::Column::Id)
        .all(db.read())
        .await?;
    rows.into_iter()
        .map(|row| {
            let envelope: Option<Envelope> = row
                .envelope
                .map(|text| serde_json::from_str(&text))
                .transpose()
                .map_err(|error| DbErr::Custom(format!("a note's row does not read: {error}")))?;
            Ok(SealedNote {
                id: AnnotationId(row.id),
                version: VersionId(row.version_id),
                page: u32::try_from(row.page).unwrap_or(0),
                envelope,
                kept_at: Timestamp(row.kept_at),
            })
        })
        .collect()
}

/// Erases a note's body; its id stays, so that other tablets of its author learn of it.
pub(super) async fn erase(
    db: &Db,
    person: PersonId,
    id: AnnotationId,
    now: Timestamp,
) -> Result<(), DbErr> {
    db.write(move |txn| async move {
        sealed_note::Entity::update_many()
            .col_expr(
                sealed_note::Column::Envelope,
                sea_orm::sea_query::Expr::value(Option::<String>::None),
            )
            .col_expr(
                sealed_note::Column::KeptAt,
                sea_orm::sea_query::Expr::value(now.0),
            )
            .filter(sealed_note::Column::PersonId.eq(person.0))
            .filter(sealed_note::Column::Id.eq(id.0))
            .exec(&*txn)
            .await?;
        Ok(())
    })
    .await
}
