//! The images of signatures by person.

use nghisu_protocol::ids::{PersonId, Timestamp};
use sea_orm::{
    ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, QuerySelect, sea_query::OnConflict,
};

use crate::entity::{person, signature_image};

/// An image that was made by a worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredImage {
    /// The PNG file.
    pub png: Vec<u8>,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// What is known of the image of a person's signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSignature {
    /// The image; nothing when the last change took it away.
    pub image: Option<StoredImage>,
    /// Who changed it last.
    pub changed_by: PersonId,
    /// Their name.
    pub changed_by_name: String,
    /// When.
    pub changed_at: Timestamp,
}

/// The image of a person, or who took it away; nothing when there never was one.
///
/// # Errors
/// When the database fails.
pub async fn get(
    connection: &impl ConnectionTrait,
    person: PersonId,
) -> Result<Option<StoredSignature>, DbErr> {
    let Some(row) = signature_image::Entity::find_by_id(person.0)
        .one(connection)
        .await?
    else {
        return Ok(None);
    };
    let by = person::Entity::find_by_id(row.changed_by)
        .one(connection)
        .await?;
    let edge = |edge: i32| u32::try_from(edge).unwrap_or(0);
    Ok(Some(StoredSignature {
        image: row.png.map(|png| StoredImage {
            png,
            width: edge(row.width),
            height: edge(row.height),
        }),
        changed_by: PersonId(row.changed_by),
        changed_by_name: by.map(|by| by.name).unwrap_or_default(),
        changed_at: Timestamp(row.changed_at),
    }))
}

/// The PNG alone.
///
/// # Errors
/// When the database fails.
pub async fn png(
    connection: &impl ConnectionTrait,
    person: PersonId,
) -> Result<Option<Vec<u8>>, DbErr> {
    let png: Option<Option<Vec<u8>>> = signature_image::Entity::find_by_id(person.0)
        .select_only()
        .column(signature_image::Column::Png)
        .into_tuple()
        .one(connection)
        .await?;
    Ok(png.flatten())
}

/// Sets or takes away a person's image; the one before is gone.
///
/// # Errors
/// When the database fails.
pub async fn put(
    connection: &impl ConnectionTrait,
    person: PersonId,
    image: Option<StoredImage>,
    by: PersonId,
    at: Timestamp,
) -> Result<(), DbErr> {
    let edge = |edge: u32| i32::try_from(edge).unwrap_or(i32::MAX);
    let (width, height) = image
        .as_ref()
        .map_or((0, 0), |image| (edge(image.width), edge(image.height)));
    signature_image::Entity::insert(signature_image::ActiveModel {
        person_id: Set(person.0),
        png: Set(image.map(|image| image.png)),
        width: Set(width),
        height: Set(height),
        changed_by: Set(by.0),
        changed_at: Set(at.0),
    })
    .on_conflict(
        OnConflict::column(signature_image::Column::PersonId)
            .update_columns([
                signature_image::Column::Png,
                signature_image::Column::Width,
                signature_image::Column::Height,
                signature_image::Column::ChangedBy,
                signature_image::Column::ChangedAt,
            ])
            .to_owned(),
    )
    .exec_without_returning(connection)
    .await
    .map(drop)
}
