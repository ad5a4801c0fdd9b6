//! What is stored of minutes, on both databases: drafts, submissions, readings, numbers.

use std::collections::HashMap;

use nghisu_protocol::{
    ids::{MeetingId, PersonId, Timestamp, UnitId, Uuid},
    log::Hash,
    minutes::{MinutesItemText, MinutesText, NumberChoice},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, SqlErr,
    sea_query::{Expr, OnConflict},
};

use super::{MinutesError, draft::Agencies, paper::Content};
use crate::{
    db::Txn,
    entity::{
        document_number, minutes_draft, minutes_reading, minutes_submission, signing_ceremony,
        unit, unit_name,
    },
};

/// What the register calls minutes; other papers of a meeting have numbers of their own.
const MINUTES: &str = "minutes";

/// A draft as it was last saved.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) revision: u64,
    pub(super) text: MinutesText,
    pub(super) saved_at: Timestamp,
    pub(super) saved_by: PersonId,
    /// The items' words as the log had them when the draft last took from it; unknown for old drafts.
    pub(super) log_words: Option<Vec<MinutesItemText>>,
}

/// A series of numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Series {
    pub(super) unit: Option<UnitId>,
    pub(super) symbol: String,
    pub(super) year: i16,
}

/// The last reading of somebody.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    pub(super) submission: Hash,
    pub(super) read_at: Timestamp,
}

/// The names of a unit and of the one above it, on a day.
pub(super) async fn agencies(
    connection: &impl ConnectionTrait,
    unit: UnitId,
    day: &str,
) -> Result<Agencies, DbErr> {
    let parent = unit::Entity::find_by_id(unit.0)
        .one(connection)
        .await?
        .and_then(|row| row.parent_id);
    let superior = match parent {
        Some(parent) => name_on(connection, parent, day).await?,
        None => String::new(),
    };
    Ok(Agencies {
        issuing: name_on(connection, unit.0, day).await?,
        superior,
    })
}

/// A unit's name on a day; the first name stands in for the days before it.
async fn name_on(
    connection: &impl ConnectionTrait,
    unit: Uuid,
    day: &str,
) -> Result<String, DbErr> {
    let names = unit_name::Entity::find()
        .filter(unit_name::Column::UnitId.eq(unit))
        .order_by_asc(unit_name::Column::ValidFrom)
        .all(connection)
        .await?;
    let first = names.first().map(|row| row.name.clone());
    Ok(names
        .into_iter()
        .rfind(|row| row.valid_from.as_str() <= day)
        .map(|row| row.name)
        .or(first)
        .unwrap_or_default())
}

/// The moments that a meeting's signed files name for their last signature: when its ceremony began, in whole seconds.
pub(super) async fn named_moments(
    connection: &impl ConnectionTrait,
    meeting: MeetingId,
) -> Result<HashMap<Hash, Timestamp>, MinutesError> {
    let ceremonies = signing_ceremony::Entity::find()
        .filter(signing_ceremony::Column::MeetingId.eq(meeting.0))
        .filter(signing_ceremony::Column::Signed.is_not_null())
        .all(connection)
        .await?;
    ceremonies
        .into_iter()
        .filter_map(|row| Some((row.signed?, row.prepared_at)))
        .map(|(signed, prepared_at)| {
            let file = signed
                .parse()
                .map_err(|_| MinutesError::Stored("a signed file's hash".to_owned()))?;
            let seconds = prepared_at.div_euclid(1_000);
            Ok((file, Timestamp(seconds.saturating_mul(1_000))))
        })
        .collect()
}

/// The draft of a meeting's minutes.
pub(super) async fn draft(
    connection: &impl ConnectionTrait,
    meeting: MeetingId,
) -> Result<Option<Draft>, MinutesError> {
    minutes_draft::Entity::find_by_id(meeting.0)
        .one(connection)
        .await?
        .map(|row| {
            Ok(Draft {
                revision: u64::try_from(row.revision).unwrap_or(0),
                text: read(&row.words)?,
                saved_at: Timestamp(row.saved_at),
                saved_by: PersonId(row.saved_by),
                log_words: row.log_words.as_deref().map(read).transpose()?,
            })
        })
        .transpose()
}

/// Saves a draft on the revision that was edited. Answers whether it did: not when another revision is
/// there.
pub(super) async fn save(
    txn: &Txn,
    meeting: MeetingId,
    edited: u64,
    draft: &Draft,
) -> Result<bool, DbErr> {
    let words = write(&draft.text);
    if edited == 0 {
        let inserted = minutes_draft::Entity::insert(minutes_draft::ActiveModel {
            meeting_id: Set(meeting.0),
            revision: Set(signed(draft.revision)),
            words: Set(words),
            saved_at: Set(draft.saved_at.0),
            saved_by: Set(draft.saved_by.0),
            log_words: Set(draft.log_words.as_ref().map(write)),
        })
        .on_conflict(
            OnConflict::column(minutes_draft::Column::MeetingId)
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(&**txn)
        .await?;
        return Ok(inserted == 1);
    }
    let updated = minutes_draft::Entity::update_many()
        .col_expr(
            minutes_draft::Column::Revision,
            Expr::value(signed(draft.revision)),
        )
        .col_expr(minutes_draft::Column::Words, Expr::value(words))
        .col_expr(
            minutes_draft::Column::SavedAt,
            Expr::value(draft.saved_at.0),
        )
        .col_expr(
            minutes_draft::Column::SavedBy,
            Expr::value(draft.saved_by.0),
        )
        .col_expr(
            minutes_draft::Column::LogWords,
            Expr::value(draft.log_words.as_ref().map(write)),
        )
        .filter(minutes_draft::Column::MeetingId.eq(meeting.0))
        .filter(minutes_draft::Column::Revision.eq(signed(edited)))
        .exec(&**txn)
        .await?;
    Ok(updated.rows_affected == 1)
}

/// Notes what a submission was made of. The same paper again is the same submission.
pub(super) async fn keep_submission(
    txn: &Txn,
    meeting: MeetingId,
    pdf: Hash,
    content: &Content,
    now: Timestamp,
) -> Result<(), DbErr> {
    minutes_submission::Entity::insert(minutes_submission::ActiveModel {
        meeting_id: Set(meeting.0),
        pdf: Set(pdf.to_hex()),
        content: Set(write(content)),
        made_at: Set(now.0),
    })
    .on_conflict(
        OnConflict::columns([
            minutes_submission::Column::MeetingId,
            minutes_submission::Column::Pdf,
        ])
        .update_column(minutes_submission::Column::MadeAt)
        .to_owned(),
    )
    .exec_without_returning(&**txn)
    .await
    .map(drop)
}

/// What a submission was made of.
pub(super) async fn submission(
    connection: &impl ConnectionTrait,
    meeting: MeetingId,
    pdf: Hash,
) -> Result<Option<Content>, MinutesError> {
    minutes_submission::Entity::find_by_id((meeting.0, pdf.to_hex()))
        .one(connection)
        .await?
        .map(|row| read(&row.content))
        .transpose()
}

/// Notes that somebody read a file of a submission. Of two readings at the same moment the later one counts.
pub(super) async fn keep_reading(
    txn: &Txn,
    meeting: MeetingId,
    person: PersonId,
    file: Hash,
    mut reading: Reading,
) -> Result<(), MinutesError> {
    if let Some(last) = last_reading(&**txn, meeting, person).await?
        && last.submission != reading.submission
        && last.read_at >= reading.read_at
    {
        reading.read_at = Timestamp(last.read_at.0 + 1);
    }
    minutes_reading::Entity::insert(minutes_reading::ActiveModel {
        meeting_id: Set(meeting.0),
        person_id: Set(person.0),
        submission: Set(reading.submission.to_hex()),
        file: Set(file.to_hex()),
        read_at: Set(reading.read_at.0),
    })
    .on_conflict(
        OnConflict::columns([
            minutes_reading::Column::MeetingId,
            minutes_reading::Column::PersonId,
            minutes_reading::Column::Submission,
        ])
        .update_columns([
            minutes_reading::Column::File,
            minutes_reading::Column::ReadAt,
        ])
        .to_owned(),
    )
    .exec_without_returning(&**txn)
    .await?;
    Ok(())
}

/// The last submission that somebody read.
pub(super) async fn last_reading(
    connection: &impl ConnectionTrait,
    meeting: MeetingId,
    person: PersonId,
) -> Result<Option<Reading>, MinutesError> {
    minutes_reading::Entity::find()
        .filter(minutes_reading::Column::MeetingId.eq(meeting.0))
        .filter(minutes_reading::Column::PersonId.eq(person.0))
        .order_by_desc(minutes_reading::Column::ReadAt)
        .one(connection)
        .await?
        .map(|row| {
            Ok(Reading {
                submission: row
                    .submission
                    .parse()
                    .map_err(|_| MinutesError::Stored("a reading's hash".to_owned()))?,
                read_at: Timestamp(row.read_at),
            })
        })
        .transpose()
}

/// The number that the register would give a meeting's minutes: the one that they have in this series
/// already, or the one after the largest.
pub(super) async fn next_number(
    connection: &impl ConnectionTrait,
    meeting: MeetingId,
    series: &Series,
) -> Result<u32, DbErr> {
    if let Some(own) = own_number(connection, meeting).await?
        && is_of(&own, series)
    {
        return Ok(u32::try_from(own.number).unwrap_or(0));
    }
    let largest = in_series(series)
        .order_by_desc(document_number::Column::Number)
        .one(connection)
        .await?
        .map_or(0, |row| row.number);
    Ok(u32::try_from(largest).unwrap_or(0).saturating_add(1))
}

/// The number that a meeting's minutes have, where it is of this series.
pub(super) async fn reserved(
    connection: &impl ConnectionTrait,
    meeting: MeetingId,
    series: &Series,
) -> Result<Option<u32>, DbErr> {
    Ok(own_number(connection, meeting)
        .await?
        .filter(|own| is_of(own, series))
        .and_then(|own| u32::try_from(own.number).ok()))
}

/// Gives a meeting's minutes a number; one that they had before is free again (rule MI-4).
pub(super) async fn reserve(
    txn: &Txn,
    meeting: MeetingId,
    series: &Series,
    choice: &NumberChoice,
    now: Timestamp,
) -> Result<u32, MinutesError> {
    let number = match choice {
        NumberChoice::Hand { number } => *number,
        NumberChoice::Register {} => next_number(&**txn, meeting, series).await?,
    };
    let stored = i32::try_from(number).map_err(|_| MinutesError::Field("number"))?;
    if let Some(own) = own_number(&**txn, meeting).await? {
        if is_of(&own, series) && own.number == stored {
            return Ok(number);
        }
        document_number::Entity::delete_many()
            .filter(document_number::Column::MeetingId.eq(meeting.0))
            .filter(document_number::Column::Paper.eq(MINUTES))
            .exec(&**txn)
            .await?;
    }
    let is_taken = in_series(series)
        .filter(document_number::Column::Number.eq(stored))
        .one(&**txn)
        .await?
        .is_some();
    if is_taken {
        return Err(MinutesError::NumberTaken);
    }
    document_number::Entity::insert(document_number::ActiveModel {
        unit_id: Set(unit_of(series)),
        symbol: Set(series.symbol.clone()),
        year: Set(series.year),
        number: Set(stored),
        meeting_id: Set(meeting.0),
        paper: Set(MINUTES.to_owned()),
        given_at: Set(now.0),
    })
    .exec_without_returning(&**txn)
    .await?;
    Ok(number)
}

/// Whether a write failed because another took the same number at the same moment.
pub(super) fn was_overtaken(error: &MinutesError) -> bool {
    matches!(error, MinutesError::Database(error)
        if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))))
}

async fn own_number(
    connection: &impl ConnectionTrait,
    meeting: MeetingId,
) -> Result<Option<document_number::Model>, DbErr> {
    document_number::Entity::find()
        .filter(document_number::Column::MeetingId.eq(meeting.0))
        .filter(document_number::Column::Paper.eq(MINUTES))
        .one(connection)
        .await
}

fn in_series(series: &Series) -> sea_orm::Select<document_number::Entity> {
    document_number::Entity::find()
        .filter(document_number::Column::UnitId.eq(unit_of(series)))
        .filter(document_number::Column::Symbol.eq(&series.symbol))
        .filter(document_number::Column::Year.eq(series.year))
}

fn is_of(row: &document_number::Model, series: &Series) -> bool {
    row.unit_id == unit_of(series) && row.symbol == series.symbol && row.year == series.year
}

/// The nil id stands for a meeting that no unit of the directory holds.
fn unit_of(series: &Series) -> Uuid {
    series.unit.map_or(Uuid::nil(), |unit| unit.0)
}

fn write(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("minutes have string keys only")
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, MinutesError> {
    serde_json::from_str(text).map_err(|error| MinutesError::Stored(error.to_string()))
}

fn signed(revision: u64) -> i64 {
    i64::try_from(revision).unwrap_or(i64::MAX)
}
