//! The days that are not what their weekday says.

use nghisu_protocol::calendar::CalendarDay;
use sea_orm::{
    ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, QueryOrder, sea_query::OnConflict,
};

use crate::entity::calendar_day;

/// All of them, in order.
pub(super) async fn list(connection: &impl ConnectionTrait) -> Result<Vec<CalendarDay>, DbErr> {
    let rows = calendar_day::Entity::find()
        .order_by_asc(calendar_day::Column::Day)
        .all(connection)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| CalendarDay {
            day: row.day,
            is_working: row.is_working,
            name: row.name,
        })
        .collect())
}

/// Names days; one that was named before is named anew. `days` holds at least one.
pub(super) async fn put(
    connection: &impl ConnectionTrait,
    days: Vec<CalendarDay>,
) -> Result<(), DbErr> {
    let rows = days.into_iter().map(|day| calendar_day::ActiveModel {
        day: Set(day.day),
        is_working: Set(day.is_working),
        name: Set(day.name),
    });
    calendar_day::Entity::insert_many(rows)
        .on_conflict(
            OnConflict::column(calendar_day::Column::Day)
                .update_columns([calendar_day::Column::IsWorking, calendar_day::Column::Name])
                .to_owned(),
        )
        .exec_without_returning(connection)
        .await
        .map(drop)
}

/// Takes a day out; it is what its weekday says again. Taking it out twice is no error.
pub(super) async fn remove(connection: &impl ConnectionTrait, day: &str) -> Result<(), DbErr> {
    calendar_day::Entity::delete_by_id(day)
        .exec(connection)
        .await
        .map(drop)
}
