//! Letters as stored.

use nghisu_protocol::{
    ids::{MeetingId, PersonId, Timestamp, Uuid},
    mail::{Letter, LetterKind, LetterState},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait,
    QueryFilter, QueryOrder, QuerySelect, sea_query::OnConflict,
};

use crate::entity::{letter, person};

/// A letter with what it needs to go.
#[derive(Debug, Clone)]
pub(super) struct StoredLetter {
    pub(super) id: Uuid,
    pub(super) sending: Uuid,
    pub(super) meeting: MeetingId,
    pub(super) person: PersonId,
    pub(super) letter: Letter,
    pub(super) note: String,
    pub(super) written_at: Timestamp,
}

/// The last letter to each person of a meeting.
pub(super) async fn last_of(
    connection: &impl ConnectionTrait,
    meeting: MeetingId,
) -> Result<Vec<StoredLetter>, DbErr> {
    let rows = letter::Entity::find()
        .filter(letter::Column::MeetingId.eq(meeting.0))
        .order_by_desc(letter::Column::WrittenAt)
        .order_by_desc(letter::Column::Id)
        .all(connection)
        .await?;
    let mut seen = std::collections::BTreeSet::new();
    rows.into_iter()
        .filter(|row| seen.insert(row.person_id))
        .map(read)
        .collect()
}

/// Writes letters down; one that was written by the same sending to the same person stays as it is.
pub(super) async fn insert(
    connection: &impl ConnectionTrait,
    letters: Vec<StoredLetter>,
) -> Result<(), DbErr> {
    let rows = letters.into_iter().map(|one| letter::ActiveModel {
        id: Set(one.id),
        sending_id: Set(one.sending),
        meeting_id: Set(one.meeting.0),
        person_id: Set(one.person.0),
        kind: Set(word(&one.letter.kind)),
        note: Set(one.note),
        state: Set(word(&one.letter.state)),
        written_at: Set(one.written_at.0),
        changed_at: Set(one.letter.at.0),
        due_at: Set(one.written_at.0),
    });
    letter::Entity::insert_many(rows)
        .on_conflict(
            OnConflict::columns([letter::Column::SendingId, letter::Column::PersonId])
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(connection)
        .await
        .map(drop)
}

/// The letter that is due first.
pub(super) async fn due(
    connection: &impl ConnectionTrait,
    now: Timestamp,
) -> Result<Option<StoredLetter>, DbErr> {
    letter::Entity::find()
        .filter(letter::Column::State.eq(word(&LetterState::Waiting)))
        .filter(letter::Column::DueAt.lte(now.0))
        .order_by_asc(letter::Column::DueAt)
        .order_by_asc(letter::Column::Id)
        .limit(1)
        .one(connection)
        .await?
        .map(read)
        .transpose()
}

/// Notes how far a letter is, and when it is tried next.
pub(super) async fn advance(
    connection: &impl ConnectionTrait,
    id: Uuid,
    state: LetterState,
    at: Timestamp,
    due: Timestamp,
) -> Result<(), DbErr> {
    letter::ActiveModel {
        id: Set(id),
        state: Set(word(&state)),
        changed_at: Set(at.0),
        due_at: Set(due.0),
        ..Default::default()
    }
    .update(connection)
    .await
    .map(drop)
}

/// Name and e-mail address of people; nobody whose account is closed.
pub(super) async fn addresses(
    connection: &impl ConnectionTrait,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<Vec<(PersonId, String, String)>, DbErr> {
    let rows = person::Entity::find()
        .filter(person::Column::Id.is_in(people.into_iter().map(|person| person.0)))
        .filter(person::Column::ClosedAt.is_null())
        .all(connection)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| Some((PersonId(row.id), row.name, row.email?)))
        .collect())
}

fn word(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => unreachable!("kinds and states are words"),
    }
}

fn read(row: letter::Model) -> Result<StoredLetter, DbErr> {
    let known = |text: String| serde_json::Value::String(text);
    let unreadable =
        |error: serde_json::Error| DbErr::Custom(format!("a letter does not read: {error}"));
    let kind: LetterKind = serde_json::from_value(known(row.kind)).map_err(unreadable)?;
    let state: LetterState = serde_json::from_value(known(row.state)).map_err(unreadable)?;
    Ok(StoredLetter {
        id: row.id,
        sending: row.sending_id,
        meeting: MeetingId(row.meeting_id),
        person: PersonId(row.person_id),
        letter: Letter {
            kind,
            state,
            at: Timestamp(row.changed_at),
        },
        note: row.note,
        written_at: Timestamp(row.written_at),
    })
}
