//! The projection of meetings: written with their events, read by lists.

use std::collections::{BTreeMap, BTreeSet};

use nghisu_protocol::{
    ids::{MeetingId, PersonId, Timestamp, VersionId},
    meetings::MeetingSummary,
    room::{
        Offices, Room, Standing, Viewer,
        state::{Document, Stage},
    },
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{OnConflict, Query},
};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    db::{Db, Txn},
    entity::{meeting, meeting_person, meeting_version},
    identity::hold_to_meeting,
};

/// Meetings of one list at most.
const MOST: u64 = 500;

/// What the tables hold of one meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Projection {
    meeting: meeting::Model,
    people: Vec<meeting_person::Model>,
    versions: BTreeSet<VersionId>,
    over_at: Option<Timestamp>,
}

impl Projection {
    /// What the tables are to hold of a room.
    #[must_use]
    pub fn of(room: &Room) -> Self {
        let id = room.meeting.0;
        let (documents, pages) = count(room.documents.values());
        let details = &room.details;
        Self {
            meeting: meeting::Model {
                id,
                stage: word(&room.stage),
                title: details.title.clone(),
                place: details.place.clone(),
                starts_at: details.starts_at.map(|at| at.0),
                ends_at: details.ends_at.map(|at| at.0),
                unit_id: details.unit.map(|unit| unit.0),
                unit_name: details.unit_name.clone(),
                chair_id: room.chair.map(|chair| chair.0),
                chair_name: room
                    .chair
                    .and_then(|chair| room.participants.get(&chair))
                    .map(|chair| chair.name.clone())
                    .unwrap_or_default(),
                items: small(room.items.len()),
                documents,
                pages,
                dossier_code: Some(details.dossier_code.clone()),
                minutes_number: Some(minutes_number(room).to_owned()),
                called_off: room.called_off.as_ref().map(|how| how.reason.clone()),
            },
            people: room
                .participants
                .keys()
                .map(|person| of_person(room, *person))
                .collect(),
            versions: room
                .documents
                .values()
                .flat_map(|document| document.versions.iter().map(|version| version.id))
                .collect(),
            over_at: over_at(room),
        }
    }
}

/// Number and symbol of the submitted minutes; empty before.
#[must_use]
pub fn minutes_number(room: &Room) -> &str {
    let submitted = room.minutes.submitted.as_ref();
    submitted.map_or("", |minutes| minutes.number.as_str())
}

/// When it was closed or called off, where it is.
fn over_at(room: &Room) -> Option<Timestamp> {
    let closed = room.closing.map(|closing| closing.at);
    closed.or(room.called_off.as_ref().map(|how| how.at))
}

fn of_person(room: &Room, person: PersonId) -> meeting_person::Model {
    // What a participant sees does not depend on the directory.
    let viewer = Viewer::of(person);
    let (documents, pages) = count(
        room.documents
            .values()
            .filter(|document| room.shows_item(&viewer, document.item)),
    );
    meeting_person::Model {
        meeting_id: room.meeting.0,
        person_id: person.0,
        standing: word(&room.standing(&viewer)),
        is_visible: room.is_visible_to(&viewer),
        items: small(
            room.items
                .keys()
                .filter(|item| room.shows_item(&viewer, **item))
                .count(),
        ),
        documents,
        pages,
    }
}

/// How many documents, and how many pages in the versions in force.
fn count<'a>(documents: impl Iterator<Item = &'a Document>) -> (i32, i64) {
    documents.fold((0, 0), |(documents, pages), document| {
        let own = document.current().map_or(0, |version| version.pages);
        (documents + 1, pages + i64::from(own))
    })
}

/// Writes a projection, in the transaction of the events that made it. Whom these events shut out is out with them.
pub(crate) async fn project(txn: &Txn, projection: Projection) -> Result<(), DbErr> {
    let id = projection.meeting.id;
    meeting::Entity::insert(projection.meeting.into_active_model())
        .on_conflict(
            OnConflict::column(meeting::Column::Id)
                .update_columns([
                    meeting::Column::Stage,
                    meeting::Column::Title,
                    meeting::Column::Place,
                    meeting::Column::StartsAt,
                    meeting::Column::EndsAt,
                    meeting::Column::UnitId,
                    meeting::Column::UnitName,
                    meeting::Column::ChairId,
                    meeting::Column::ChairName,
                    meeting::Column::Items,
                    meeting::Column::Documents,
                    meeting::Column::Pages,
                    meeting::Column::DossierCode,
                    meeting::Column::MinutesNumber,
                    meeting::Column::CalledOff,
                ])
                .to_owned(),
        )
        .exec_without_returning(&**txn)
        .await?;
    meeting_person::Entity::delete_many()
        .filter(meeting_person::Column::MeetingId.eq(id))
        .exec(&**txn)
        .await?;
    for people in projection.people.chunks(500) {
        meeting_person::Entity::insert_many(
            people
                .iter()
                .cloned()
                .map(IntoActiveModel::into_active_model),
        )
        .exec_without_returning(&**txn)
        .await?;
    }
    hold_to_meeting(&**txn, MeetingId(id), projection.over_at).await?;
    // A version belongs to its meeting for ever, also when its document was removed.
    let versions: Vec<VersionId> = projection.versions.into_iter().collect();
    for versions in versions.chunks(500) {
        meeting_version::Entity::insert_many(versions.iter().map(|version| {
            meeting_version::ActiveModel {
                version_id: Set(version.0),
                meeting_id: Set(id),
            }
        }))
        .on_conflict(
            OnConflict::column(meeting_version::Column::VersionId)
                .update_column(meeting_version::Column::MeetingId)
                .to_owned(),
        )
        .exec_without_returning(&**txn)
        .await?;
    }
    Ok(())
}

/// The meetings that these offices hold; `None` where there are no offices.
pub(crate) fn held_by(offices: &Offices) -> Option<Condition> {
    match offices {
        Offices::None => None,
        Offices::All => Some(Condition::all()),
        Offices::Units { units, has_top } => {
            let theirs = meeting::Column::UnitId.is_in(units.iter().map(|unit| unit.0));
            let mut any = Condition::any().add(theirs);
            if *has_top {
                any = any.add(meeting::Column::UnitId.is_null());
            }
            Some(Condition::all().add(any))
        }
    }
}

/// The meeting that a version belongs to.
///
/// # Errors
/// The database's.
pub async fn meeting_of(db: &Db, version: VersionId) -> Result<Option<MeetingId>, DbErr> {
    Ok(meeting_version::Entity::find_by_id(version.0)
        .one(db.read())
        .await?
        .map(|row| MeetingId(row.meeting_id)))
}

/// The meetings that a viewer may see, by their beginning. Those without one come in every list.
///
/// # Errors
/// The database's.
pub async fn list(
    db: &Db,
    viewer: &Viewer,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
) -> Result<Vec<MeetingSummary>, DbErr> {
    let own = Query::select()
        .column(meeting_person::Column::MeetingId)
        .from(meeting_person::Entity)
        .and_where(meeting_person::Column::PersonId.eq(viewer.person.0))
        .and_where(meeting_person::Column::IsVisible.eq(true))
        .to_owned();
    let mut seen = Condition::any().add(meeting::Column::Id.in_subquery(own));
    if let Some(theirs) = held_by(&viewer.clerk_of) {
        let is_signed =
            meeting::Column::Stage.is_in([word(&Stage::Signed), word(&Stage::Archived)]);
        seen = seen.add(theirs.add(is_signed));
    }
    let mut query = meeting::Entity::find().filter(seen);
    if let Some(from) = from {
        query = query.filter(
            Condition::any()
                .add(meeting::Column::StartsAt.is_null())
                .add(meeting::Column::StartsAt.gte(from.0)),
        );
    }
    if let Some(to) = to {
        query = query.filter(
            Condition::any()
                .add(meeting::Column::StartsAt.is_null())
                .add(meeting::Column::StartsAt.lt(to.0)),
        );
    }
    let meetings = query
        .order_by_asc(meeting::Column::StartsAt)
        .order_by_asc(meeting::Column::Id)
        .limit(MOST)
        .all(db.read())
        .await?;
    let mut standings: BTreeMap<_, _> = meeting_person::Entity::find()
        .filter(meeting_person::Column::PersonId.eq(viewer.person.0))
        .filter(meeting_person::Column::MeetingId.is_in(meetings.iter().map(|row| row.id)))
        .all(db.read())
        .await?
        .into_iter()
        .map(|row| (row.meeting_id, row))
        .collect();
    meetings
        .into_iter()
        .map(|row| {
            let own = standings.remove(&row.id);
            summary(row, own)
        })
        .collect()
}

fn summary(
    row: meeting::Model,
    own: Option<meeting_person::Model>,
) -> Result<MeetingSummary, DbErr> {
    let (standing, items, documents, pages) = match own {
        Some(own) => (read(&own.standing)?, own.items, own.documents, own.pages),
        None => (Standing::Clerk, row.items, row.documents, row.pages),
    };
    Ok(MeetingSummary {
        id: MeetingId(row.id),
        title: row.title,
        stage: read(&row.stage)?,
        place: row.place,
        unit_name: row.unit_name,
        starts_at: row.starts_at.map(Timestamp),
        ends_at: row.ends_at.map(Timestamp),
        chair: row.chair_id.map(PersonId),
        chair_name: row.chair_name,
        standing,
        items: u32::try_from(items).unwrap_or(0),
        documents: u32::try_from(documents).unwrap_or(0),
        pages: u64::try_from(pages).unwrap_or(0),
        called_off: row.called_off,
        // The tables do not know it; whoever answers asks the room.
        progress: None,
    })
}

/// A word of the protocol as a column holds it.
pub(crate) fn word<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

fn read<T: DeserializeOwned>(word: &str) -> Result<T, DbErr> {
    serde_json::from_value(serde_json::Value::String(word.to_owned()))
        .map_err(|error| DbErr::Custom(format!("a meeting's row does not read: {error}")))
}

fn small(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
