//! The queries of the archive: which meetings are in it, and which packages were erased.

use nghisu_protocol::ids::{MeetingId, Timestamp};
use nghisu_protocol::log::Hash;
use nghisu_protocol::room::{Standing, Viewer};
use sea_orm::{
    ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Query,
};

use crate::{
    db::Db,
    entity::{erased_file, meeting, meeting_person},
    meetings::store::{held_by, word},
};

/// Meetings that are read at once.
const PAGE: u64 = 200;
const SIGNED: &str = "signed";
const ARCHIVED: &str = "archived";

/// A meeting of the archive, as far as its table knows it.
#[derive(Debug, Clone)]
pub(super) struct Listed {
    pub(super) meeting: MeetingId,
    /// What is searched in: name, number and dossier's code. Meetings that were archived before the table knew all of it
    /// have none; their rooms know.
    pub(super) words: Option<String>,
    starts_at: Option<i64>,
}

/// The next meetings with signed minutes whose packages a viewer may have, the latest first, after the last one of those before;
/// where a span is given, those that begin in it. None are left when there are none.
pub(super) async fn meetings(
    db: &Db,
    viewer: &Viewer,
    span: Option<(Timestamp, Timestamp)>,
    after: Option<&Listed>,
) -> Result<Vec<Listed>, DbErr> {
    let mut query =
        meeting::Entity::find().filter(meeting::Column::Stage.is_in([SIGNED, ARCHIVED]));
    // The room decides (`Act::Archive`); this leaves out those of which the table knows what it will say.
    let own = |standings: [Standing; 2]| {
        Query::select()
            .column(meeting_person::Column::MeetingId)
            .from(meeting_person::Entity)
            .and_where(meeting_person::Column::PersonId.eq(viewer.person.0))
            .and_where(meeting_person::Column::Standing.is_in(standings.map(|one| word(&one))))
            .to_owned()
    };
    let kept = meeting::Column::Id.in_subquery(own([Standing::Secretary, Standing::Chair]));
    query =
        query.filter(match held_by(&viewer.clerk_of) {
            // Who takes part in a meeting is no clerk there.
            Some(theirs) => Condition::any().add(kept).add(theirs.add(
                meeting::Column::Id.not_in_subquery(own([Standing::Guest, Standing::Delegate])),
            )),
            None => Condition::all().add(kept),
        });
    if let Some((from, to)) = span {
        query = query.filter(
            Condition::all()
                .add(meeting::Column::StartsAt.gte(from.0))
                .add(meeting::Column::StartsAt.lt(to.0)),
        );
    }
    if let Some(last) = after {
        query = query.filter(follows(last));
    }
    let rows = query
        // Both databases put what has no time in places of their own.
        .order_by_desc(meeting::Column::StartsAt.is_not_null())
        .order_by_desc(meeting::Column::StartsAt)
        .order_by_desc(meeting::Column::Id)
        .limit(PAGE)
        .all(db.read())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Listed {
            meeting: MeetingId(row.id),
            words: match (row.minutes_number, row.dossier_code) {
                (Some(number), Some(dossier)) => Some([row.title, number, dossier].join(" ")),
                _ => None,
            },
            starts_at: row.starts_at,
        })
        .collect())
}

/// What stands after a meeting in that order.
fn follows(last: &Listed) -> Condition {
    let earlier_id = meeting::Column::Id.lt(last.meeting.0);
    match last.starts_at {
        Some(at) => Condition::any()
            .add(meeting::Column::StartsAt.lt(at))
            .add(meeting::Column::StartsAt.is_null())
            .add(
                Condition::all()
                    .add(meeting::Column::StartsAt.eq(at))
                    .add(earlier_id),
            ),
        None => Condition::all()
            .add(meeting::Column::StartsAt.is_null())
            .add(earlier_id),
    }
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

/// Whether a package was erased, because a paper in it holds a state secret.
pub(super) async fn is_erased(db: &Db, package: Hash) -> Result<bool, DbErr> {
    let row = erased_file::Entity::find_by_id(package.to_hex());
    Ok(row.one(db.read()).await?.is_some())
}
