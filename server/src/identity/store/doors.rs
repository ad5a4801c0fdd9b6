//! Activation codes, sessions and service tokens: always as hashes.

use nghisu_protocol::{
    ids::{CredentialId, MeetingId, PassId, PersonId, SessionId, Timestamp, TokenId, Uuid},
    people::{Session, Token},
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Condition, Expr},
};

use crate::{
    entity::{activation, service_token, session},
    identity::permission::Door,
};

/// An activation code as stored.
#[derive(Debug, Clone)]
pub(crate) struct StoredActivation {
    pub(crate) id: Uuid,
    pub(crate) person: PersonId,
    pub(crate) expires_at: Timestamp,
    pub(crate) used: bool,
    pub(crate) revoked: bool,
}

/// Keeps a code; those that the person had before are void.
pub(crate) async fn issue_activation(
    connection: &impl ConnectionTrait,
    activation: &StoredActivation,
    code_hash: String,
    by: Option<PersonId>,
    now: Timestamp,
) -> Result<(), DbErr> {
    revoke_activations(connection, activation.person, now).await?;
    activation::ActiveModel {
        id: Set(activation.id),
        person_id: Set(activation.person.0),
        code_hash: Set(code_hash),
        created_by: Set(by.map(|person| person.0)),
        created_at: Set(now.0),
        expires_at: Set(activation.expires_at.0),
        used_at: Set(None),
        revoked_at: Set(None),
    }
    .insert(connection)
    .await
    .map(drop)
}

/// Makes the open codes of a person void.
pub(crate) async fn revoke_activations(
    connection: &impl ConnectionTrait,
    person: PersonId,
    now: Timestamp,
) -> Result<(), DbErr> {
    activation::Entity::update_many()
        .col_expr(activation::Column::RevokedAt, Expr::value(now.0))
        .filter(activation::Column::PersonId.eq(person.0))
        .filter(activation::Column::UsedAt.is_null())
        .filter(activation::Column::RevokedAt.is_null())
        .exec(connection)
        .await
        .map(drop)
}

/// The code with this hash.
pub(crate) async fn activation(
    connection: &impl ConnectionTrait,
    code_hash: &str,
) -> Result<Option<StoredActivation>, DbErr> {
    Ok(activation::Entity::find()
        .filter(activation::Column::CodeHash.eq(code_hash))
        .one(connection)
        .await?
        .map(|row| StoredActivation {
            id: row.id,
            person: PersonId(row.person_id),
            expires_at: Timestamp(row.expires_at),
            used: row.used_at.is_some(),
            revoked: row.revoked_at.is_some(),
        }))
}

/// Uses a code up. Answers false when it was used, revoked or over: only one can win.
pub(crate) async fn use_activation(
    connection: &impl ConnectionTrait,
    id: Uuid,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let changed = activation::Entity::update_many()
        .col_expr(activation::Column::UsedAt, Expr::value(now.0))
        .filter(activation::Column::Id.eq(id))
        .filter(activation::Column::UsedAt.is_null())
        .filter(activation::Column::RevokedAt.is_null())
        .filter(activation::Column::ExpiresAt.gt(now.0))
        .exec(connection)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Codes that can still be used, and until when.
pub(crate) async fn open_activations(
    connection: &impl ConnectionTrait,
    now: Timestamp,
) -> Result<Vec<(PersonId, Timestamp)>, DbErr> {
    let rows: Vec<(Uuid, i64)> = activation::Entity::find()
        .select_only()
        .columns([activation::Column::PersonId, activation::Column::ExpiresAt])
        .filter(activation::Column::UsedAt.is_null())
        .filter(activation::Column::RevokedAt.is_null())
        .filter(activation::Column::ExpiresAt.gt(now.0))
        .into_tuple()
        .all(connection)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(person, expires)| (PersonId(person), Timestamp(expires)))
        .collect())
}

/// What opened a session.
#[derive(Debug, Clone, Copy)]
pub(crate) enum OpenedBy {
    /// A passkey of its person.
    Passkey(CredentialId),
    /// A pass into a meeting, the only one that it reaches.
    Pass(PassId, MeetingId),
}

/// A new session.
#[derive(Debug, Clone)]
pub(crate) struct NewSession {
    pub(crate) id: SessionId,
    pub(crate) person: PersonId,
    pub(crate) opened_by: OpenedBy,
    pub(crate) secret_hash: String,
    pub(crate) agent: String,
    pub(crate) address: String,
    pub(crate) expires_at: Timestamp,
}

/// Opens a session.
pub(crate) async fn open_session(
    connection: &impl ConnectionTrait,
    new: NewSession,
    now: Timestamp,
) -> Result<(), DbErr> {
    let (credential, pass) = match new.opened_by {
        OpenedBy::Passkey(credential) => (Some(credential), None),
        OpenedBy::Pass(pass, meeting) => (None, Some((pass, meeting))),
    };
    session::ActiveModel {
        id: Set(new.id.0),
        person_id: Set(new.person.0),
        credential_id: Set(credential.map(|credential| credential.0)),
        secret_hash: Set(new.secret_hash),
        agent: Set(new.agent),
        address: Set(new.address),
        created_at: Set(now.0),
        last_seen_at: Set(now.0),
        expires_at: Set(new.expires_at.0),
        ended_at: Set(None),
        meeting_id: Set(pass.map(|(_, meeting)| meeting.0)),
        pass_id: Set(pass.map(|(pass, _)| pass.0)),
    }
    .insert(connection)
    .await
    .map(drop)
}

pub(super) fn open_at(now: Timestamp) -> Condition {
    Condition::all()
        .add(session::Column::EndedAt.is_null())
        .add(session::Column::ExpiresAt.gt(now.0))
}

/// Whose open session this is, and when it was last seen.
pub(crate) async fn session(
    connection: &impl ConnectionTrait,
    secret_hash: &str,
    now: Timestamp,
) -> Result<Option<(Door, PersonId, Timestamp)>, DbErr> {
    Ok(session::Entity::find()
        .filter(session::Column::SecretHash.eq(secret_hash))
        .filter(open_at(now))
        .one(connection)
        .await?
        .map(|row| {
            let session = SessionId(row.id);
            let door = match row.meeting_id.map(MeetingId) {
                Some(meeting) => Door::Pass { session, meeting },
                None => Door::Session(session),
            };
            (door, PersonId(row.person_id), Timestamp(row.last_seen_at))
        }))
}

/// Whether a session is still open: then when it was last seen.
pub(crate) async fn is_open(
    connection: &impl ConnectionTrait,
    id: SessionId,
    now: Timestamp,
) -> Result<Option<Timestamp>, DbErr> {
    Ok(session::Entity::find_by_id(id.0)
        .filter(open_at(now))
        .one(connection)
        .await?
        .map(|row| Timestamp(row.last_seen_at)))
}

/// Notes when a session was last seen.
pub(crate) async fn seen(
    connection: &impl ConnectionTrait,
    id: SessionId,
    now: Timestamp,
) -> Result<(), DbErr> {
    session::ActiveModel {
        id: Set(id.0),
        last_seen_at: Set(now.0),
        ..Default::default()
    }
    .update(connection)
    .await
    .map(drop)
}

/// A person's open sessions, the latest first.
pub(crate) async fn sessions(
    connection: &impl ConnectionTrait,
    person: PersonId,
    current: Option<SessionId>,
    now: Timestamp,
) -> Result<Vec<Session>, DbErr> {
    let rows = session::Entity::find()
        .filter(session::Column::PersonId.eq(person.0))
        .filter(open_at(now))
        .order_by_desc(session::Column::LastSeenAt)
        .all(connection)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Session {
            id: SessionId(row.id),
            agent: row.agent,
            address: row.address,
            created_at: Timestamp(row.created_at),
            last_seen_at: Timestamp(row.last_seen_at),
            expires_at: Timestamp(row.expires_at),
            current: current == Some(SessionId(row.id)),
            meeting: row.meeting_id.map(MeetingId),
        })
        .collect())
}

/// When each person was last seen.
pub(crate) async fn last_seen(
    connection: &impl ConnectionTrait,
) -> Result<Vec<(PersonId, Timestamp)>, DbErr> {
    let rows: Vec<(Uuid, Option<i64>)> = session::Entity::find()
        .select_only()
        .column(session::Column::PersonId)
        .column_as(session::Column::LastSeenAt.max(), "last_seen_at")
        .group_by(session::Column::PersonId)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(person, at)| Some((PersonId(person), Timestamp(at?))))
        .collect())
}

/// Which of a person's sessions to end.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Which {
    All,
    One(SessionId),
    OfCredential(CredentialId),
    OfPass(PassId),
}

/// Ends sessions and says which.
pub(crate) async fn end_sessions(
    connection: &impl ConnectionTrait,
    person: PersonId,
    which: Which,
    now: Timestamp,
) -> Result<Vec<SessionId>, DbErr> {
    let mut condition = open_at(now).add(session::Column::PersonId.eq(person.0));
    match which {
        Which::All => {}
        Which::One(id) => condition = condition.add(session::Column::Id.eq(id.0)),
        Which::OfCredential(id) => {
            condition = condition.add(session::Column::CredentialId.eq(id.0));
        }
        Which::OfPass(id) => condition = condition.add(session::Column::PassId.eq(id.0)),
    }
    let ids: Vec<Uuid> = session::Entity::find()
        .select_only()
        .column(session::Column::Id)
        .filter(condition)
        .into_tuple()
        .all(connection)
        .await?;
    if !ids.is_empty() {
        session::Entity::update_many()
            .col_expr(session::Column::EndedAt, Expr::value(now.0))
            .filter(session::Column::Id.is_in(ids.clone()))
            .exec(connection)
            .await?;
    }
    Ok(ids.into_iter().map(SessionId).collect())
}

/// Keeps a service token.
pub(crate) async fn issue_token(
    connection: &impl ConnectionTrait,
    token: &Token,
    person: PersonId,
    secret_hash: String,
    by: Option<PersonId>,
) -> Result<(), DbErr> {
    service_token::ActiveModel {
        id: Set(token.id.0),
        person_id: Set(person.0),
        name: Set(token.name.clone()),
        secret_hash: Set(secret_hash),
        created_by: Set(by.map(|person| person.0)),
        created_at: Set(token.created_at.0),
        expires_at: Set(token.expires_at.map(|at| at.0)),
        last_used_at: Set(None),
        revoked_at: Set(None),
    }
    .insert(connection)
    .await
    .map(drop)
}

fn good_at(now: Timestamp) -> Condition {
    Condition::all()
        .add(service_token::Column::RevokedAt.is_null())
        .add(
            Condition::any()
                .add(service_token::Column::ExpiresAt.is_null())
                .add(service_token::Column::ExpiresAt.gt(now.0)),
        )
}

/// Whose good token this is, and when it was last used.
pub(crate) async fn token(
    connection: &impl ConnectionTrait,
    secret_hash: &str,
    now: Timestamp,
) -> Result<Option<(TokenId, PersonId, Option<Timestamp>)>, DbErr> {
    Ok(service_token::Entity::find()
        .filter(service_token::Column::SecretHash.eq(secret_hash))
        .filter(good_at(now))
        .one(connection)
        .await?
        .map(|row| {
            (
                TokenId(row.id),
                PersonId(row.person_id),
                row.last_used_at.map(Timestamp),
            )
        }))
}

/// Whether a token is still good.
pub(crate) async fn is_good(
    connection: &impl ConnectionTrait,
    id: TokenId,
    now: Timestamp,
) -> Result<bool, DbErr> {
    Ok(service_token::Entity::find_by_id(id.0)
        .filter(good_at(now))
        .one(connection)
        .await?
        .is_some())
}

/// Notes when a token was last used.
pub(crate) async fn token_used(
    connection: &impl ConnectionTrait,
    id: TokenId,
    now: Timestamp,
) -> Result<(), DbErr> {
    service_token::ActiveModel {
        id: Set(id.0),
        last_used_at: Set(Some(now.0)),
        ..Default::default()
    }
    .update(connection)
    .await
    .map(drop)
}

/// A person's good tokens.
pub(crate) async fn tokens(
    connection: &impl ConnectionTrait,
    person: PersonId,
    now: Timestamp,
) -> Result<Vec<Token>, DbErr> {
    let rows = service_token::Entity::find()
        .filter(service_token::Column::PersonId.eq(person.0))
        .filter(good_at(now))
        .order_by_asc(service_token::Column::Id)
        .all(connection)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Token {
            id: TokenId(row.id),
            name: row.name,
            created_at: Timestamp(row.created_at),
            expires_at: row.expires_at.map(Timestamp),
            last_used_at: row.last_used_at.map(Timestamp),
        })
        .collect())
}

/// Revokes one token of a person, or all of them. Answers how many.
pub(crate) async fn revoke_tokens(
    connection: &impl ConnectionTrait,
    person: PersonId,
    one: Option<TokenId>,
    now: Timestamp,
) -> Result<u64, DbErr> {
    let mut update = service_token::Entity::update_many()
        .col_expr(service_token::Column::RevokedAt, Expr::value(now.0))
        .filter(service_token::Column::PersonId.eq(person.0))
        .filter(service_token::Column::RevokedAt.is_null());
    if let Some(id) = one {
        update = update.filter(service_token::Column::Id.eq(id.0));
    }
    Ok(update.exec(connection).await?.rows_affected)
}
