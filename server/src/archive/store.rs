//! The queries of the archive: which meetings are in it.

use nghisu_protocol::ids::{MeetingId, Timestamp};
use nghisu_protocol::room::Viewer;
use sea_orm::{
    ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Query,
};

use crate::{
    db::Db,
    entity::{meeting, meeting_person},
};

/// Meetings of one list at most.
const MOST: u64 = 200;
const SIGNED: &str = "signed";
const ARCHIVED: &str = "archived";

/// Meetings with signed minutes that a viewer may see, with their names, the latest first; those that begin in a span,
/// where one is given.
pub(super) async fn meetings(
    db: &Db,
    viewer: &Viewer,
    span: Option<(Timestamp, Timestamp)>,
) -> Result<Vec<(MeetingId, String)>, DbErr> {
    let mut query =
        meeting::Entity::find().filter(meeting::Column::Stage.is_in([SIGNED, ARCHIVED]));
    if !viewer.is_clerk {
        let own = Query::select()
            .column(meeting_person::Column::MeetingId)
            .from(meeting_person::Entity)
            .and_where(meeting_person::Column::PersonId.eq(viewer.person.0))
            .and_where(meeting_person::Column::IsVisible.eq(true))
            .to_owned();
        query = query.filter(meeting::Column::Id.in_subquery(own));
    }
    if let Some((from, to)) = span {
        query = query.filter(
            Condition::all()
                .add(meeting::Column::StartsAt.gte(from.0))
                .add(meeting::Column::StartsAt.lt(to.0)),
        );
    }
    let rows = query
        .order_by_desc(meeting::Column::StartsAt)
        .order_by_desc(meeting::Column::Id)
        .limit(MOST)
        .all(db.read())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (MeetingId(row.id), row.title))
        .collect())
}

/// Meetings whose package is still to be made.
pub(super) async fn waiting(db: &Db) -> Result<Vec<MeetingId>, DbErr> {
    let ids: Vec<uuid::Uuid> = meeting::Entity::find()
        .filter(meeting::Column::Stage.eq(SIGNED))
        .order_by_asc(meeting::Column::Id)
        .select_only()
        .column(meeting::Column::Id)
        .into_tuple()
        .all(db.read())
        .await?;
    Ok(ids.into_iter().map(MeetingId).collect())
}
