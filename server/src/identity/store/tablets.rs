//! Tablets of the office's rooms, their codes and secrets as hashes.

use nghisu_protocol::{
    door::RoomTablet,
    ids::{TabletId, Timestamp},
    machine::{Machine, browser_of},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait,
    QueryFilter, QueryOrder, QuerySelect as _, sea_query::Expr,
};

use super::{
    doors::open_at,
    passes::{StoredPass, waits},
};
use crate::entity::{pass, room_tablet, session};

fn read(row: room_tablet::Model) -> RoomTablet {
    RoomTablet {
        id: TabletId(row.id),
        name: row.name,
        machine: row.machine.as_deref().and_then(Machine::read),
        browser: row.browser,
        enrolled_at: row.enrolled_at.map(Timestamp),
        last_seen_at: row.last_seen_at.map(Timestamp),
        code_expires_at: row.code_expires_at.map(Timestamp),
    }
}

/// Makes a tablet that is yet to be enrolled.
pub(crate) async fn insert(
    connection: &impl ConnectionTrait,
    id: TabletId,
    name: String,
    now: Timestamp,
) -> Result<(), DbErr> {
    room_tablet::ActiveModel {
        id: Set(id.0),
        name: Set(name),
        created_at: Set(now.0),
        ..Default::default()
    }
    .insert(connection)
    .await
    .map(drop)
}

/// Gives a tablet a code; one that it had is void.
pub(crate) async fn set_code(
    connection: &impl ConnectionTrait,
    id: TabletId,
    code_hash: String,
    expires_at: Timestamp,
) -> Result<(), DbErr> {
    room_tablet::ActiveModel {
        id: Set(id.0),
        code_hash: Set(Some(code_hash)),
        code_expires_at: Set(Some(expires_at.0)),
        ..Default::default()
    }
    .update(connection)
    .await
    .map(drop)
}

/// All tablets that were not taken out of use, by name.
pub(crate) async fn all(connection: &impl ConnectionTrait) -> Result<Vec<RoomTablet>, DbErr> {
    let rows = room_tablet::Entity::find()
        .filter(room_tablet::Column::RevokedAt.is_null())
        .order_by_asc(room_tablet::Column::Name)
        .order_by_asc(room_tablet::Column::Id)
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(read).collect())
}

/// One of them. Within a transaction nobody else lends it until that ends.
pub(crate) async fn locked(
    connection: &impl ConnectionTrait,
    id: TabletId,
) -> Result<Option<RoomTablet>, DbErr> {
    Ok(room_tablet::Entity::find_by_id(id.0)
        .filter(room_tablet::Column::RevokedAt.is_null())
        .lock_exclusive()
        .one(connection)
        .await?
        .map(read))
}

/// The tablet with this code, and until when the code is good.
pub(crate) async fn by_code(
    connection: &impl ConnectionTrait,
    code_hash: &str,
) -> Result<Option<RoomTablet>, DbErr> {
    Ok(room_tablet::Entity::find()
        .filter(room_tablet::Column::CodeHash.eq(code_hash))
        .filter(room_tablet::Column::RevokedAt.is_null())
        .one(connection)
        .await?
        .map(read))
}

/// The tablet with this secret.
pub(crate) async fn by_secret(
    connection: &impl ConnectionTrait,
    secret_hash: &str,
) -> Result<Option<RoomTablet>, DbErr> {
    Ok(room_tablet::Entity::find()
        .filter(room_tablet::Column::SecretHash.eq(secret_hash))
        .filter(room_tablet::Column::RevokedAt.is_null())
        .one(connection)
        .await?
        .map(read))
}

/// Enrols a tablet: its code is used up, and a secret that it had before opens nothing more. Answers false when the code was
/// used meanwhile.
pub(crate) async fn enrol(
    connection: &impl ConnectionTrait,
    id: TabletId,
    code_hash: &str,
    secret_hash: String,
    agent: &str,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let machine = Machine::of_agent(agent).map(|machine| machine.as_str().to_owned());
    let browser = browser_of(agent).map(str::to_owned);
    let changed = room_tablet::Entity::update_many()
        .col_expr(room_tablet::Column::CodeHash, Expr::value(None::<String>))
        .col_expr(room_tablet::Column::CodeExpiresAt, Expr::value(None::<i64>))
        .col_expr(room_tablet::Column::SecretHash, Expr::value(secret_hash))
        .col_expr(room_tablet::Column::Machine, Expr::value(machine))
        .col_expr(room_tablet::Column::Browser, Expr::value(browser))
        .col_expr(room_tablet::Column::EnrolledAt, Expr::value(now.0))
        .col_expr(room_tablet::Column::LastSeenAt, Expr::value(now.0))
        .filter(room_tablet::Column::Id.eq(id.0))
        .filter(room_tablet::Column::CodeHash.eq(code_hash))
        .exec(connection)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Notes when a tablet last asked.
pub(crate) async fn seen(
    connection: &impl ConnectionTrait,
    id: TabletId,
    now: Timestamp,
) -> Result<(), DbErr> {
    room_tablet::ActiveModel {
        id: Set(id.0),
        last_seen_at: Set(Some(now.0)),
        ..Default::default()
    }
    .update(connection)
    .await
    .map(drop)
}

/// Takes a tablet out of use. Answers whether it was in use.
pub(crate) async fn revoke(
    connection: &impl ConnectionTrait,
    id: TabletId,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let changed = room_tablet::Entity::update_many()
        .col_expr(room_tablet::Column::RevokedAt, Expr::value(now.0))
        .filter(room_tablet::Column::Id.eq(id.0))
        .filter(room_tablet::Column::RevokedAt.is_null())
        .exec(connection)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// The pass by which a tablet is lent now, and whether its session is open.
pub(crate) async fn loan(
    connection: &impl ConnectionTrait,
    id: TabletId,
    now: Timestamp,
) -> Result<Option<(StoredPass, bool)>, DbErr> {
    let waiting = pass::Entity::find()
        .filter(pass::Column::TabletId.eq(id.0))
        .filter(waits(now))
        .one(connection)
        .await?;
    if let Some(waiting) = waiting {
        return Ok(Some((waiting.into(), false)));
    }
    let used = pass::Entity::find()
        .filter(pass::Column::TabletId.eq(id.0))
        .filter(pass::Column::UsedAt.is_not_null())
        .order_by_desc(pass::Column::Id)
        .one(connection)
        .await?;
    let Some(used) = used else {
        return Ok(None);
    };
    let open = session::Entity::find()
        .filter(session::Column::PassId.eq(used.id))
        .filter(open_at(now))
        .one(connection)
        .await?;
    Ok(open.map(|_| (used.into(), true)))
}
