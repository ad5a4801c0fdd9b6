//! Whether a session that reaches one meeting only is still let in there (rule DO-5): asked of the tables that are written
//! with the meeting's own events, so that it holds from their commit on.

use nghisu_protocol::{door::GRACE_MS, ids::Timestamp};
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
    sea_query::{Condition, Expr, ExprTrait as _, Query},
};

use super::doors::lasting_at;
use crate::entity::{meeting, meeting_person, session};

/// Sessions that reach everything, and those whose person takes part in a meeting that is not over since they were opened.
pub(super) fn lets_in(now: Timestamp) -> Condition {
    let takes_part = Query::select()
        .expr(Expr::val(1))
        .from(meeting_person::Entity)
        .inner_join(
            meeting::Entity,
            Expr::col((meeting::Entity, meeting::Column::Id))
                .equals((meeting_person::Entity, meeting_person::Column::MeetingId)),
        )
        .and_where(
            Expr::col((meeting_person::Entity, meeting_person::Column::MeetingId))
                .equals((session::Entity, session::Column::MeetingId)),
        )
        .and_where(
            Expr::col((meeting_person::Entity, meeting_person::Column::PersonId))
                .equals((session::Entity, session::Column::PersonId)),
        )
        .and_where(Expr::col((meeting_person::Entity, meeting_person::Column::IsVisible)).eq(true))
        .cond_where(is_on(now))
        .to_owned();
    Condition::any()
        .add(reaches_all())
        .add(Expr::exists(takes_part))
}

/// The meeting is not over, or was when the session was opened already (it was reopened), or not for long.
fn is_on(now: Timestamp) -> Condition {
    let over_at = || Expr::col((meeting::Entity, meeting::Column::OverAt));
    Condition::any()
        .add(over_at().is_null())
        .add(over_at().gt(now.0 - GRACE_MS))
        .add(over_at().lt(Expr::col((session::Entity, session::Column::CreatedAt))))
}

fn reaches_all() -> Expr {
    Expr::col((session::Entity, session::Column::MeetingId)).is_null()
}

/// The session of this secret, where it lasts and is let in no more.
fn cut_off(secret_hash: &str, now: Timestamp) -> Condition {
    lasting_at(now)
        .add(Expr::col((session::Entity, session::Column::SecretHash)).eq(secret_hash))
        .add(lets_in(now).not())
}

/// Whether there is a session of this secret that would last, and is let in no more.
pub(crate) async fn is_cut_off(
    connection: &impl ConnectionTrait,
    secret_hash: &str,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let found = session::Entity::find()
        .filter(cut_off(secret_hash, now))
        .count(connection)
        .await?;
    Ok(found > 0)
}

/// Ends it.
pub(crate) async fn end_cut_off(
    connection: &impl ConnectionTrait,
    secret_hash: &str,
    now: Timestamp,
) -> Result<(), DbErr> {
    session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(now.0))
        .filter(cut_off(secret_hash, now))
        .exec(connection)
        .await
        .map(drop)
}
