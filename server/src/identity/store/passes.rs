//! Passes, their codes as hashes, and the sessions that they opened.

use std::collections::HashMap;

use nghisu_protocol::{
    door::{GRACE_MS, PassedDevice, WaitingPass},
    ids::{MeetingId, PassId, PersonId, TabletId, Timestamp, Uuid},
    machine::{Machine, browser_of},
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Condition, Expr, Query},
};

use super::doors::open_at;
use crate::entity::{meeting, meeting_person, pass, room_tablet, session};

/// A pass as stored.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StoredPass {
    pub(crate) id: PassId,
    pub(crate) meeting: MeetingId,
    pub(crate) person: PersonId,
    pub(crate) expires_at: Timestamp,
    pub(crate) is_used: bool,
    pub(crate) is_revoked: bool,
}

impl From<pass::Model> for StoredPass {
    fn from(row: pass::Model) -> Self {
        Self {
            id: PassId(row.id),
            meeting: MeetingId(row.meeting_id),
            person: PersonId(row.person_id),
            expires_at: Timestamp(row.expires_at),
            is_used: row.used_at.is_some(),
            is_revoked: row.revoked_at.is_some(),
        }
    }
}

/// Keeps a pass; those of the same person and meeting that wait are void.
pub(crate) async fn insert(
    connection: &impl ConnectionTrait,
    new: &StoredPass,
    code_hash: String,
    by: PersonId,
    tablet: Option<TabletId>,
    now: Timestamp,
) -> Result<(), DbErr> {
    let before = pass::Column::MeetingId.eq(new.meeting.0);
    void(connection, new.person, before, now).await?;
    pass::ActiveModel {
        id: Set(new.id.0),
        meeting_id: Set(new.meeting.0),
        person_id: Set(new.person.0),
        code_hash: Set(code_hash),
        created_by: Set(by.0),
        created_at: Set(now.0),
        expires_at: Set(new.expires_at.0),
        used_at: Set(None),
        machine: Set(None),
        browser: Set(None),
        revoked_at: Set(None),
        tablet_id: Set(tablet.map(|tablet| tablet.0)),
    }
    .insert(connection)
    .await
    .map(drop)
}

/// Makes all passes of a person void that wait.
pub(crate) async fn void_all(
    connection: &impl ConnectionTrait,
    person: PersonId,
    now: Timestamp,
) -> Result<(), DbErr> {
    let anywhere = pass::Column::MeetingId.is_not_null();
    void(connection, person, anywhere, now).await
}

async fn void(
    connection: &impl ConnectionTrait,
    person: PersonId,
    of: Expr,
    now: Timestamp,
) -> Result<(), DbErr> {
    pass::Entity::update_many()
        .col_expr(pass::Column::RevokedAt, Expr::value(now.0))
        .filter(pass::Column::PersonId.eq(person.0))
        .filter(of)
        .filter(pass::Column::UsedAt.is_null())
        .filter(pass::Column::RevokedAt.is_null())
        .exec(connection)
        .await
        .map(drop)
}

/// The pass with this code.
pub(crate) async fn by_code(
    connection: &impl ConnectionTrait,
    code_hash: &str,
) -> Result<Option<StoredPass>, DbErr> {
    Ok(pass::Entity::find()
        .filter(pass::Column::CodeHash.eq(code_hash))
        .one(connection)
        .await?
        .map(StoredPass::from))
}

/// A pass of a meeting.
pub(crate) async fn of_meeting(
    connection: &impl ConnectionTrait,
    meeting: MeetingId,
    id: PassId,
) -> Result<Option<StoredPass>, DbErr> {
    Ok(pass::Entity::find_by_id(id.0)
        .filter(pass::Column::MeetingId.eq(meeting.0))
        .one(connection)
        .await?
        .map(StoredPass::from))
}

/// Uses a pass up. Answers false when it was used, taken back or over: only one can win.
pub(crate) async fn use_up(
    connection: &impl ConnectionTrait,
    id: PassId,
    machine: Option<Machine>,
    agent: &str,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let machine = machine.map(|machine| machine.as_str().to_owned());
    let browser = browser_of(agent).map(str::to_owned);
    let changed = pass::Entity::update_many()
        .col_expr(pass::Column::UsedAt, Expr::value(now.0))
        .col_expr(pass::Column::Machine, Expr::value(machine))
        .col_expr(pass::Column::Browser, Expr::value(browser))
        .filter(pass::Column::Id.eq(id.0))
        .filter(waits(now))
        .exec(connection)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Takes a pass back. Answers whether it was not yet.
pub(crate) async fn revoke(
    connection: &impl ConnectionTrait,
    id: PassId,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let changed = pass::Entity::update_many()
        .col_expr(pass::Column::RevokedAt, Expr::value(now.0))
        .filter(pass::Column::Id.eq(id.0))
        .filter(pass::Column::RevokedAt.is_null())
        .exec(connection)
        .await?;
    Ok(changed.rows_affected == 1)
}

pub(super) fn waits(now: Timestamp) -> Condition {
    Condition::all()
        .add(pass::Column::UsedAt.is_null())
        .add(pass::Column::RevokedAt.is_null())
        .add(pass::Column::ExpiresAt.gt(now.0))
}

/// Holds passes and their sessions to what a meeting has become (rule DO-5), in the transaction of the events that made it so:
/// whoever takes part no more is out, and of a meeting that is over nobody is in for long. Nothing undoes that: neither
/// entering somebody anew nor reopening.
pub(crate) async fn hold_to_meeting(
    connection: &impl ConnectionTrait,
    meeting: MeetingId,
    over_at: Option<Timestamp>,
) -> Result<(), DbErr> {
    let taking_part = || {
        Query::select()
            .column(meeting_person::Column::PersonId)
            .from(meeting_person::Entity)
            .and_where(meeting_person::Column::MeetingId.eq(meeting.0))
            .to_owned()
    };
    session::Entity::update_many()
        .col_expr(
            session::Column::EndedAt,
            Expr::col(session::Column::LastSeenAt),
        )
        .filter(session::Column::MeetingId.eq(meeting.0))
        .filter(session::Column::EndedAt.is_null())
        .filter(session::Column::PersonId.not_in_subquery(taking_part()))
        .exec(connection)
        .await?;
    pass::Entity::update_many()
        .col_expr(pass::Column::RevokedAt, Expr::col(pass::Column::CreatedAt))
        .filter(pass::Column::MeetingId.eq(meeting.0))
        .filter(pass::Column::UsedAt.is_null())
        .filter(pass::Column::RevokedAt.is_null())
        .filter(pass::Column::PersonId.not_in_subquery(taking_part()))
        .exec(connection)
        .await?;
    if let Some(over_at) = over_at {
        let last = over_at.0 + GRACE_MS;
        session::Entity::update_many()
            .col_expr(session::Column::ExpiresAt, Expr::value(last))
            .filter(session::Column::MeetingId.eq(meeting.0))
            .filter(session::Column::EndedAt.is_null())
            .filter(session::Column::ExpiresAt.gt(last))
            .exec(connection)
            .await?;
    }
    Ok(())
}

/// How many passes of a meeting wait or have a session that is open. Within a transaction nobody else counts until it ends:
/// at READ COMMITTED on PostgreSQL two could each count before the other writes. SQLite has one writer anyway.
pub(crate) async fn count_live(
    connection: &impl ConnectionTrait,
    meeting: MeetingId,
    now: Timestamp,
) -> Result<u64, DbErr> {
    meeting::Entity::find_by_id(meeting.0)
        .lock_exclusive()
        .one(connection)
        .await?;
    let waiting = pass::Entity::find()
        .filter(pass::Column::MeetingId.eq(meeting.0))
        .filter(waits(now))
        .count(connection)
        .await?;
    let open = session::Entity::find()
        .filter(session::Column::MeetingId.eq(meeting.0))
        .filter(open_at(now))
        .count(connection)
        .await?;
    Ok(waiting + open)
}

/// The passes of a meeting that wait, the latest first.
pub(crate) async fn waiting(
    connection: &impl ConnectionTrait,
    meeting: MeetingId,
    now: Timestamp,
) -> Result<Vec<WaitingPass>, DbErr> {
    let rows = pass::Entity::find()
        .filter(pass::Column::MeetingId.eq(meeting.0))
        .filter(waits(now))
        .order_by_desc(pass::Column::Id)
        .all(connection)
        .await?;
    let names = tablet_names(connection, rows.iter()).await?;
    Ok(rows
        .into_iter()
        .map(|row| WaitingPass {
            pass: PassId(row.id),
            person: PersonId(row.person_id),
            given_by: PersonId(row.created_by),
            tablet: row.tablet_id.and_then(|id| names.get(&id).cloned()),
            given_at: Timestamp(row.created_at),
            expires_at: Timestamp(row.expires_at),
        })
        .collect())
}

/// The open sessions that passes of a meeting opened, the latest first.
pub(crate) async fn devices(
    connection: &impl ConnectionTrait,
    meeting: MeetingId,
    now: Timestamp,
) -> Result<Vec<PassedDevice>, DbErr> {
    let sessions = session::Entity::find()
        .filter(session::Column::MeetingId.eq(meeting.0))
        .filter(open_at(now))
        .order_by_desc(session::Column::Id)
        .all(connection)
        .await?;
    let ids = sessions.iter().filter_map(|row| row.pass_id);
    let mut passes: HashMap<_, _> = pass::Entity::find()
        .filter(pass::Column::Id.is_in(ids))
        .all(connection)
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let names = tablet_names(connection, passes.values()).await?;
    Ok(sessions
        .into_iter()
        .filter_map(|session| {
            let pass = passes.remove(&session.pass_id?)?;
            Some(PassedDevice {
                pass: PassId(pass.id),
                person: PersonId(session.person_id),
                given_by: PersonId(pass.created_by),
                tablet: pass.tablet_id.and_then(|id| names.get(&id).cloned()),
                machine: pass.machine.as_deref().and_then(Machine::read),
                browser: pass.browser,
                since: Timestamp(session.created_at),
                last_seen_at: Timestamp(session.last_seen_at),
                expires_at: Timestamp(session.expires_at),
            })
        })
        .collect())
}

/// What the tablets are called that passes are for.
async fn tablet_names(
    connection: &impl ConnectionTrait,
    passes: impl Iterator<Item = &pass::Model>,
) -> Result<HashMap<Uuid, String>, DbErr> {
    let tablets: Vec<Uuid> = passes.filter_map(|pass| pass.tablet_id).collect();
    Ok(room_tablet::Entity::find()
        .filter(room_tablet::Column::Id.is_in(tablets))
        .all(connection)
        .await?
        .into_iter()
        .map(|row| (row.id, row.name))
        .collect())
}
