//! Passkeys and the ceremonies between their start and their end.

use nghisu_protocol::{
    ids::{CredentialId, PersonId, Timestamp, Uuid},
    machine::Machine,
    people::Credential,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait,
    QueryFilter, QueryOrder, SqlErr,
};

use crate::entity::{credential, passkey_ceremony};

/// What a ceremony is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    SignIn,
    Activation,
    Another,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::Activation => "activation",
            Self::Another => "another",
        }
    }
}

/// A ceremony under way. Its state is known to the server alone.
#[derive(Debug)]
pub(crate) struct StoredCeremony {
    pub(crate) id: Uuid,
    pub(crate) kind: Kind,
    pub(crate) person: Option<PersonId>,
    pub(crate) activation: Option<Uuid>,
    pub(crate) state: String,
    pub(crate) expires_at: Timestamp,
}

/// Keeps a ceremony, and forgets those that are over.
pub(crate) async fn keep(
    connection: &impl ConnectionTrait,
    ceremony: StoredCeremony,
    now: Timestamp,
) -> Result<(), DbErr> {
    passkey_ceremony::Entity::delete_many()
        .filter(passkey_ceremony::Column::ExpiresAt.lte(now.0))
        .exec(connection)
        .await?;
    passkey_ceremony::ActiveModel {
        id: Set(ceremony.id),
        kind: Set(ceremony.kind.as_str().to_owned()),
        person_id: Set(ceremony.person.map(|person| person.0)),
        activation_id: Set(ceremony.activation),
        state: Set(ceremony.state),
        expires_at: Set(ceremony.expires_at.0),
    }
    .insert(connection)
    .await
    .map(drop)
}

/// Takes a ceremony away, once: whoever comes second finds nothing.
pub(crate) async fn take(
    connection: &impl ConnectionTrait,
    id: Uuid,
    kind: Kind,
    now: Timestamp,
) -> Result<Option<StoredCeremony>, DbErr> {
    let Some(row) = passkey_ceremony::Entity::find_by_id(id)
        .filter(passkey_ceremony::Column::Kind.eq(kind.as_str()))
        .one(connection)
        .await?
    else {
        return Ok(None);
    };
    let removed = passkey_ceremony::Entity::delete_by_id(id)
        .exec(connection)
        .await?;
    Ok(
        (removed.rows_affected == 1 && now.0 < row.expires_at).then(|| StoredCeremony {
            id: row.id,
            kind,
            person: row.person_id.map(PersonId),
            activation: row.activation_id,
            state: row.state,
            expires_at: Timestamp(row.expires_at),
        }),
    )
}

/// A passkey with what verification needs.
#[derive(Debug, Clone)]
pub(crate) struct StoredPasskey {
    pub(crate) id: CredentialId,
    pub(crate) person: PersonId,
    /// webauthn-rs' own JSON: public key, counter, flags. Nothing secret.
    pub(crate) passkey: String,
}

/// What a new passkey is called by.
#[derive(Debug, Clone)]
pub(crate) struct Called {
    pub(crate) name: Option<String>,
    pub(crate) machine: Option<Machine>,
    pub(crate) browser: Option<&'static str>,
}

/// Keeps a new passkey. Answers false when its id is registered already.
pub(crate) async fn insert(
    connection: &impl ConnectionTrait,
    passkey: &StoredPasskey,
    credential_id: &str,
    called: &Called,
    discoverable: Option<bool>,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let inserted = credential::ActiveModel {
        id: Set(passkey.id.0),
        person_id: Set(passkey.person.0),
        credential_id: Set(credential_id.to_owned()),
        passkey: Set(passkey.passkey.clone()),
        name: Set(called.name.clone()),
        machine: Set(called.machine.map(|machine| machine.as_str().to_owned())),
        browser: Set(called.browser.map(str::to_owned)),
        discoverable: Set(discoverable),
        created_at: Set(now.0),
        last_used_at: Set(None),
        revoked_at: Set(None),
    }
    .insert(connection)
    .await;
    match inserted {
        Ok(_) => Ok(true),
        Err(error) => match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => Ok(false),
            _ => Err(error),
        },
    }
}

/// The passkey with this credential id (base64url), unless it was revoked.
pub(crate) async fn by_credential_id(
    connection: &impl ConnectionTrait,
    credential_id: &str,
) -> Result<Option<StoredPasskey>, DbErr> {
    Ok(credential::Entity::find()
        .filter(credential::Column::CredentialId.eq(credential_id))
        .filter(credential::Column::RevokedAt.is_null())
        .one(connection)
        .await?
        .map(|row| StoredPasskey {
            id: CredentialId(row.id),
            person: PersonId(row.person_id),
            passkey: row.passkey,
        }))
}

/// The credential ids (base64url) and passkeys of a person that are good.
pub(crate) async fn of(
    connection: &impl ConnectionTrait,
    person: PersonId,
) -> Result<Vec<(Credential, StoredPasskey)>, DbErr> {
    let rows = credential::Entity::find()
        .filter(credential::Column::PersonId.eq(person.0))
        .filter(credential::Column::RevokedAt.is_null())
        .order_by_asc(credential::Column::Id)
        .all(connection)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            (
                Credential {
                    id: CredentialId(row.id),
                    name: row.name,
                    machine: row.machine.as_deref().and_then(Machine::read),
                    browser: row.browser,
                    discoverable: row.discoverable,
                    created_at: Timestamp(row.created_at),
                    last_used_at: row.last_used_at.map(Timestamp),
                },
                StoredPasskey {
                    id: CredentialId(row.id),
                    person: PersonId(row.person_id),
                    passkey: row.passkey,
                },
            )
        })
        .collect())
}

/// How many good passkeys each person has.
pub(crate) async fn owners(connection: &impl ConnectionTrait) -> Result<Vec<PersonId>, DbErr> {
    use sea_orm::QuerySelect as _;
    let rows: Vec<Uuid> = credential::Entity::find()
        .select_only()
        .column(credential::Column::PersonId)
        .filter(credential::Column::RevokedAt.is_null())
        .into_tuple()
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(PersonId).collect())
}

/// Notes that a passkey was used, with its new counter and flags.
pub(crate) async fn used(
    connection: &impl ConnectionTrait,
    id: CredentialId,
    passkey: Option<String>,
    now: Timestamp,
) -> Result<(), DbErr> {
    let mut row = credential::ActiveModel {
        id: Set(id.0),
        last_used_at: Set(Some(now.0)),
        ..Default::default()
    };
    if let Some(passkey) = passkey {
        row.passkey = Set(passkey);
    }
    row.update(connection).await.map(drop)
}

/// Revokes a person's passkey. Answers false when there is none that is good.
pub(crate) async fn revoke(
    connection: &impl ConnectionTrait,
    person: PersonId,
    id: CredentialId,
    now: Timestamp,
) -> Result<bool, DbErr> {
    use sea_orm::sea_query::Expr;
    let changed = credential::Entity::update_many()
        .col_expr(credential::Column::RevokedAt, Expr::value(now.0))
        .filter(credential::Column::Id.eq(id.0))
        .filter(credential::Column::PersonId.eq(person.0))
        .filter(credential::Column::RevokedAt.is_null())
        .exec(connection)
        .await?;
    Ok(changed.rows_affected == 1)
}
