//! Letters as stored.

use std::collections::{BTreeMap, BTreeSet};

use nghisu_protocol::{
    ids::{MeetingId, PersonId, Timestamp, Uuid},
    mail::{Letter, LetterKind, LetterState},
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Condition, Expr, OnConflict},
};

use crate::entity::{letter, person};

/// How many letters are read at once, to be sent.
const READ_AT_ONCE: u64 = 100;

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
    let mut seen = BTreeSet::new();
    rows.into_iter()
        .filter(|row| seen.insert(row.person_id))
        .map(read)
        .collect()
}

/// Whether a sending's id stands for letters of another meeting, of another kind, or with other words.
pub(super) async fn is_of_other(
    connection: &impl ConnectionTrait,
    sending: Uuid,
    meeting: MeetingId,
    (kind, note): (LetterKind, &str),
) -> Result<bool, DbErr> {
    let other = Condition::any()
        .add(letter::Column::MeetingId.ne(meeting.0))
        .add(letter::Column::Kind.ne(word(&kind)))
        .add(letter::Column::Note.ne(note));
    let found = letter::Entity::find()
        .filter(letter::Column::SendingId.eq(sending))
        .filter(other)
        .count(connection)
        .await?;
    Ok(found > 0)
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

/// Letters that are due, the longest waiting first.
pub(super) async fn due(
    connection: &impl ConnectionTrait,
    now: Timestamp,
) -> Result<Vec<StoredLetter>, DbErr> {
    letter::Entity::find()
        .filter(waits())
        .filter(letter::Column::DueAt.lte(now.0))
        .order_by_asc(letter::Column::DueAt)
        .order_by_asc(letter::Column::Id)
        .limit(READ_AT_ONCE)
        .all(connection)
        .await?
        .into_iter()
        .map(read)
        .collect()
}

/// Takes a letter that waits to be handed over, and notes when it is tried next. Answers whether it still waits.
pub(super) async fn take(
    connection: &impl ConnectionTrait,
    id: Uuid,
    next: Timestamp,
) -> Result<bool, DbErr> {
    let taken = letter::Entity::update_many()
        .col_expr(letter::Column::DueAt, Expr::value(next.0))
        .filter(waits())
        .filter(letter::Column::Id.eq(id))
        .exec(connection)
        .await?;
    Ok(taken.rows_affected == 1)
}

/// Notes what became of a letter, also of one that was called back while it was handed over.
pub(super) async fn settle(
    connection: &impl ConnectionTrait,
    id: Uuid,
    state: LetterState,
    at: Timestamp,
) -> Result<(), DbErr> {
    letter::ActiveModel {
        id: Set(id),
        state: Set(word(&state)),
        changed_at: Set(at.0),
        ..Default::default()
    }
    .update(connection)
    .await
    .map(drop)
}

/// Gives up what is due and was written at `given_up` or before; the rest of it is tried next at `next`.
pub(super) async fn hold_back(
    connection: &impl ConnectionTrait,
    now: Timestamp,
    given_up: Timestamp,
    next: Timestamp,
) -> Result<(), DbErr> {
    let due = waits().add(letter::Column::DueAt.lte(now.0));
    letter::Entity::update_many()
        .col_expr(
            letter::Column::State,
            Expr::value(word(&LetterState::Failed)),
        )
        .col_expr(letter::Column::ChangedAt, Expr::value(now.0))
        .filter(due.clone())
        .filter(letter::Column::WrittenAt.lte(given_up.0))
        .exec(connection)
        .await?;
    letter::Entity::update_many()
        .col_expr(letter::Column::DueAt, Expr::value(next.0))
        .filter(due)
        .exec(connection)
        .await
        .map(drop)
}

/// Calls back what waits for some people of a meeting, and tells for whom there was something.
pub(super) async fn call_back(
    connection: &impl ConnectionTrait,
    meeting: MeetingId,
    people: BTreeSet<PersonId>,
    at: Timestamp,
) -> Result<BTreeSet<PersonId>, DbErr> {
    let theirs = waits()
        .add(letter::Column::MeetingId.eq(meeting.0))
        .add(letter::Column::PersonId.is_in(people.into_iter().map(|person| person.0)));
    let rows = letter::Entity::find()
        .filter(theirs.clone())
        .all(connection)
        .await?;
    letter::Entity::update_many()
        .col_expr(
            letter::Column::State,
            Expr::value(word(&LetterState::CalledBack)),
        )
        .col_expr(letter::Column::ChangedAt, Expr::value(at.0))
        .filter(theirs)
        .exec(connection)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| PersonId(row.person_id))
        .collect())
}

/// Name and e-mail address of somebody.
#[derive(Debug)]
pub(super) struct Reached {
    pub(super) name: String,
    pub(super) address: String,
}

/// Those of some people who have an e-mail address; nobody whose account is closed.
pub(super) async fn addresses(
    connection: &impl ConnectionTrait,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<BTreeMap<PersonId, Reached>, DbErr> {
    let rows = person::Entity::find()
        .filter(person::Column::Id.is_in(people.into_iter().map(|person| person.0)))
        .filter(person::Column::ClosedAt.is_null())
        .all(connection)
        .await?;
    let reached = rows.into_iter().filter_map(|row| {
        let (name, address) = (row.name, row.email?);
        Some((PersonId(row.id), Reached { name, address }))
    });
    Ok(reached.collect())
}

fn waits() -> Condition {
    Condition::all().add(letter::Column::State.eq(word(&LetterState::Waiting)))
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
