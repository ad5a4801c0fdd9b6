//! The queries of signing: certificates and ceremonies.
//!
//! A ceremony moves only from the state that its mover has seen: `advance` answers false otherwise. That
//! one ceremony at most is open for a meeting is a rule of the database itself.

use nghisu_evidence::assertion::PublicKey;
use nghisu_pades::Slot;
use nghisu_protocol::{
    bytes::Base64Url,
    error::ErrorCode,
    ids::{CeremonyId, MeetingId, PersonId, Timestamp},
    log::Hash,
    room::state::SigningCapacity,
    signing::{Assertion, CeremonyState, CertificateClass, SigningCertificate},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait,
    QueryFilter, QueryOrder, QuerySelect, SqlErr, sea_query::Expr,
};
use serde::{Serialize, de::DeserializeOwned};

use crate::entity::{signing_ceremony, signing_certificate};

/// The states in which a ceremony holds its meeting's minutes.
const OPEN: [CeremonyState; 4] = [
    CeremonyState::Prepared,
    CeremonyState::Authorised,
    CeremonyState::Signed,
    CeremonyState::Verified,
];

/// A certificate with what issuing and signing need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCertificate {
    /// SHA-256 over the DER.
    pub id: Hash,
    /// Whose.
    pub person: PersonId,
    /// SHA-256 over the key's `SubjectPublicKeyInfo`.
    pub key: Hash,
    /// The certificate in DER.
    pub der: Vec<u8>,
    /// The name in it.
    pub subject: String,
    /// The authority's name.
    pub issuer: String,
    /// The device, as the person named it.
    pub label: String,
    /// Valid from.
    pub not_before: Timestamp,
    /// Valid until.
    pub not_after: Timestamp,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When it was revoked, if it was.
    pub revoked_at: Option<Timestamp>,
}

impl StoredCertificate {
    /// Whether it may sign at a moment.
    #[must_use]
    pub fn is_usable(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && self.not_before <= now && now <= self.not_after
    }

    pub(super) fn shown(self) -> SigningCertificate {
        SigningCertificate {
            id: self.id,
            certificate: Base64Url(self.der),
            subject: self.subject,
            issuer: self.issuer,
            class: CertificateClass::Internal,
            label: self.label,
            not_before: self.not_before,
            not_after: self.not_after,
            revoked_at: self.revoked_at,
        }
    }
}

/// What the passkey authorised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorisation {
    /// SHA-256 over the signed attributes.
    pub digest: Hash,
    /// The assertion over the challenge that follows from it.
    pub assertion: Assertion,
    /// The passkey's public key.
    pub public_key: PublicKey,
    /// The origin of the product's pages at that time.
    pub origin: String,
    /// The relying party's id at that time.
    pub rp_id: String,
    /// When it was checked.
    pub at: Timestamp,
}

/// A ceremony with everything that was stored of it: what an archive needs to check it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCeremony {
    /// Which.
    pub id: CeremonyId,
    /// Of which meeting's minutes.
    pub meeting: MeetingId,
    /// Who signs.
    pub person: PersonId,
    /// Under which name.
    pub name: String,
    /// In which capacity.
    pub capacity: SigningCapacity,
    /// The certificate.
    pub certificate: Hash,
    /// How far it is.
    pub state: CeremonyState,
    /// The file that the signature goes on.
    pub base: Hash,
    /// The same with the placeholder.
    pub document: Hash,
    /// The signature's place in it.
    pub slot: Slot,
    /// What makes the challenge unique.
    pub nonce: [u8; 32],
    /// When it was begun.
    pub prepared_at: Timestamp,
    /// Until when the lease holds.
    pub expires_at: Timestamp,
    /// What the passkey authorised, once it did.
    pub authorisation: Option<Authorisation>,
    /// The signature as the tablet gave it, once it did.
    pub signature: Option<Vec<u8>>,
    /// The signed file, once it is in the meeting's log.
    pub signed: Option<Hash>,
    /// When that was.
    pub signed_at: Option<Timestamp>,
    /// Why it was given up by the server, if it was.
    pub refusal: Option<ErrorCode>,
}

/// A step of a ceremony.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// The assertion was checked.
    Authorised(Box<Authorisation>, Timestamp),
    /// The signature arrived.
    Signed(Vec<u8>),
    /// It verifies.
    Verified,
    /// The signed file is in the log.
    Embedded(Hash, Timestamp),
    /// Given up by the signer, or by the server for a reason.
    Abandoned(Option<ErrorCode>),
}

/// Keeps a new certificate.
pub(super) async fn insert_certificate(
    connection: &impl ConnectionTrait,
    certificate: &StoredCertificate,
) -> Result<(), DbErr> {
    signing_certificate::ActiveModel {
        id: Set(certificate.id.to_hex()),
        person_id: Set(certificate.person.0),
        key_hash: Set(certificate.key.to_hex()),
        certificate: Set(Base64Url(certificate.der.clone()).to_string()),
        subject: Set(certificate.subject.clone()),
        issuer: Set(certificate.issuer.clone()),
        label: Set(certificate.label.clone()),
        not_before: Set(certificate.not_before.0),
        not_after: Set(certificate.not_after.0),
        issued_at: Set(certificate.issued_at.0),
        revoked_at: Set(None),
    }
    .insert(connection)
    .await
    .map(drop)
}

/// A person's certificates, newest first.
pub(super) async fn certificates_of(
    connection: &impl ConnectionTrait,
    person: PersonId,
) -> Result<Vec<StoredCertificate>, DbErr> {
    signing_certificate::Entity::find()
        .filter(signing_certificate::Column::PersonId.eq(person.0))
        .order_by_desc(signing_certificate::Column::IssuedAt)
        .order_by_asc(signing_certificate::Column::Id)
        .all(connection)
        .await?
        .into_iter()
        .map(read_certificate)
        .collect()
}

/// The certificates for one key, whoever has them.
pub(super) async fn certificates_for(
    connection: &impl ConnectionTrait,
    key: Hash,
) -> Result<Vec<StoredCertificate>, DbErr> {
    signing_certificate::Entity::find()
        .filter(signing_certificate::Column::KeyHash.eq(key.to_hex()))
        .all(connection)
        .await?
        .into_iter()
        .map(read_certificate)
        .collect()
}

/// One certificate.
pub(super) async fn certificate(
    connection: &impl ConnectionTrait,
    id: Hash,
) -> Result<Option<StoredCertificate>, DbErr> {
    signing_certificate::Entity::find_by_id(id.to_hex())
        .one(connection)
        .await?
        .map(read_certificate)
        .transpose()
}

/// Revokes a person's certificate. Answers false when there is none that is not revoked.
pub(super) async fn revoke(
    connection: &impl ConnectionTrait,
    person: PersonId,
    id: Hash,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let changed = signing_certificate::Entity::update_many()
        .col_expr(signing_certificate::Column::RevokedAt, Expr::value(now.0))
        .filter(signing_certificate::Column::Id.eq(id.to_hex()))
        .filter(signing_certificate::Column::PersonId.eq(person.0))
        .filter(signing_certificate::Column::RevokedAt.is_null())
        .exec(connection)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Keeps a new ceremony. Answers false when another one is open for the meeting; the transaction must
/// then be given up.
pub(super) async fn insert_ceremony(
    connection: &impl ConnectionTrait,
    ceremony: &StoredCeremony,
) -> Result<bool, DbErr> {
    let inserted = signing_ceremony::ActiveModel {
        id: Set(ceremony.id.0),
        meeting_id: Set(ceremony.meeting.0),
        person_id: Set(ceremony.person.0),
        name: Set(ceremony.name.clone()),
        capacity: Set(word(&ceremony.capacity)?),
        certificate_id: Set(ceremony.certificate.to_hex()),
        state: Set(word(&ceremony.state)?),
        base: Set(ceremony.base.to_hex()),
        document: Set(ceremony.document.to_hex()),
        slot: Set(json(&ceremony.slot)?),
        nonce: Set(hex::encode(ceremony.nonce)),
        prepared_at: Set(ceremony.prepared_at.0),
        expires_at: Set(ceremony.expires_at.0),
        digest: Set(None),
        assertion: Set(None),
        public_key: Set(None),
        origin: Set(None),
        rp_id: Set(None),
        authorised_at: Set(None),
        signature: Set(None),
        signed: Set(None),
        signed_at: Set(None),
        refusal: Set(None),
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

/// One ceremony.
pub(super) async fn ceremony(
    connection: &impl ConnectionTrait,
    id: CeremonyId,
) -> Result<Option<StoredCeremony>, DbErr> {
    signing_ceremony::Entity::find_by_id(id.0)
        .one(connection)
        .await?
        .map(read_ceremony)
        .transpose()
}

/// The ceremony that holds a meeting's minutes.
pub(super) async fn open_ceremony(
    connection: &impl ConnectionTrait,
    meeting: MeetingId,
) -> Result<Option<StoredCeremony>, DbErr> {
    signing_ceremony::Entity::find()
        .filter(signing_ceremony::Column::MeetingId.eq(meeting.0))
        .filter(signing_ceremony::Column::State.is_in(words(&OPEN)?))
        .one(connection)
        .await?
        .map(read_ceremony)
        .transpose()
}

/// The ceremonies of a meeting that came to their end, in the order of their signatures.
pub(super) async fn embedded(
    connection: &impl ConnectionTrait,
    meeting: MeetingId,
) -> Result<Vec<StoredCeremony>, DbErr> {
    signing_ceremony::Entity::find()
        .filter(signing_ceremony::Column::MeetingId.eq(meeting.0))
        .filter(signing_ceremony::Column::State.eq(word(&CeremonyState::Embedded)?))
        .order_by_asc(signing_ceremony::Column::SignedAt)
        .order_by_asc(signing_ceremony::Column::Id)
        .all(connection)
        .await?
        .into_iter()
        .map(read_ceremony)
        .collect()
}

/// The ceremonies whose signature has arrived and that are not at their end.
pub(super) async fn under_way(connection: &impl ConnectionTrait) -> Result<Vec<CeremonyId>, DbErr> {
    let states = words(&[CeremonyState::Signed, CeremonyState::Verified])?;
    let ids: Vec<uuid::Uuid> = signing_ceremony::Entity::find()
        .select_only()
        .column(signing_ceremony::Column::Id)
        .filter(signing_ceremony::Column::State.is_in(states))
        .order_by_asc(signing_ceremony::Column::Id)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(ids.into_iter().map(CeremonyId).collect())
}

/// The ceremonies that wait for their signer and whose lease has run out.
pub(super) async fn run_out(
    connection: &impl ConnectionTrait,
    now: Timestamp,
) -> Result<Vec<StoredCeremony>, DbErr> {
    let states = words(&[CeremonyState::Prepared, CeremonyState::Authorised])?;
    signing_ceremony::Entity::find()
        .filter(signing_ceremony::Column::State.is_in(states))
        .filter(signing_ceremony::Column::ExpiresAt.lte(now.0))
        .all(connection)
        .await?
        .into_iter()
        .map(read_ceremony)
        .collect()
}

/// The prepared files of ceremonies, of one meeting or of all, and whether each ceremony is open.
pub(super) async fn prepared(
    connection: &impl ConnectionTrait,
    meeting: Option<MeetingId>,
) -> Result<Vec<(Hash, bool)>, DbErr> {
    let mut query = signing_ceremony::Entity::find()
        .select_only()
        .column(signing_ceremony::Column::Document)
        .column(signing_ceremony::Column::State);
    if let Some(meeting) = meeting {
        query = query.filter(signing_ceremony::Column::MeetingId.eq(meeting.0));
    }
    let rows: Vec<(String, String)> = query.into_tuple().all(connection).await?;
    rows.into_iter()
        .map(|(document, state)| {
            let state: CeremonyState = read_word(state)?;
            Ok((document.parse().map_err(unreadable)?, OPEN.contains(&state)))
        })
        .collect()
}

/// Takes a ceremony a step on. Answers false, and changes nothing, when it is not in the state `from`.
pub(super) async fn advance(
    connection: &impl ConnectionTrait,
    id: CeremonyId,
    from: CeremonyState,
    step: Step,
) -> Result<bool, DbErr> {
    use signing_ceremony::Column;
    let update = signing_ceremony::Entity::update_many();
    let (to, update) = match step {
        Step::Authorised(authorisation, expires_at) => (
            CeremonyState::Authorised,
            update
                .col_expr(Column::Digest, Expr::value(authorisation.digest.to_hex()))
                .col_expr(
                    Column::Assertion,
                    Expr::value(json(&authorisation.assertion)?),
                )
                .col_expr(
                    Column::PublicKey,
                    Expr::value(Base64Url(authorisation.public_key.to_cose()).to_string()),
                )
                .col_expr(Column::Origin, Expr::value(authorisation.origin))
                .col_expr(Column::RpId, Expr::value(authorisation.rp_id))
                .col_expr(Column::AuthorisedAt, Expr::value(authorisation.at.0))
                .col_expr(Column::ExpiresAt, Expr::value(expires_at.0)),
        ),
        Step::Signed(signature) => (
            CeremonyState::Signed,
            update.col_expr(
                Column::Signature,
                Expr::value(Base64Url(signature).to_string()),
            ),
        ),
        Step::Verified => (CeremonyState::Verified, update),
        Step::Embedded(signed, at) => (
            CeremonyState::Embedded,
            update
                .col_expr(Column::Signed, Expr::value(signed.to_hex()))
                .col_expr(Column::SignedAt, Expr::value(at.0)),
        ),
        Step::Abandoned(refusal) => (
            CeremonyState::Abandoned,
            update.col_expr(
                Column::Refusal,
                Expr::value(refusal.map(|code| code.as_str().to_owned())),
            ),
        ),
    };
    let changed = update
        .col_expr(Column::State, Expr::value(word(&to)?))
        .filter(Column::Id.eq(id.0))
        .filter(Column::State.eq(word(&from)?))
        .exec(connection)
        .await?;
    Ok(changed.rows_affected == 1)
}

fn read_certificate(row: signing_certificate::Model) -> Result<StoredCertificate, DbErr> {
    Ok(StoredCertificate {
        id: row.id.parse().map_err(unreadable)?,
        person: PersonId(row.person_id),
        key: row.key_hash.parse().map_err(unreadable)?,
        der: bytes(row.certificate)?,
        subject: row.subject,
        issuer: row.issuer,
        label: row.label,
        not_before: Timestamp(row.not_before),
        not_after: Timestamp(row.not_after),
        issued_at: Timestamp(row.issued_at),
        revoked_at: row.revoked_at.map(Timestamp),
    })
}

fn read_ceremony(row: signing_ceremony::Model) -> Result<StoredCeremony, DbErr> {
    let mut nonce = [0; 32];
    hex::decode_to_slice(&row.nonce, &mut nonce).map_err(unreadable)?;
    let authorisation = match (row.digest, row.assertion, row.public_key, row.authorised_at) {
        (Some(digest), Some(assertion), Some(public_key), Some(at)) => Some(Authorisation {
            digest: digest.parse().map_err(unreadable)?,
            assertion: serde_json::from_str(&assertion).map_err(unreadable)?,
            public_key: PublicKey::from_cose(&bytes(public_key)?).map_err(unreadable)?,
            origin: row.origin.unwrap_or_default(),
            rp_id: row.rp_id.unwrap_or_default(),
            at: Timestamp(at),
        }),
        _ => None,
    };
    Ok(StoredCeremony {
        id: CeremonyId(row.id),
        meeting: MeetingId(row.meeting_id),
        person: PersonId(row.person_id),
        name: row.name,
        capacity: read_word(row.capacity)?,
        certificate: row.certificate_id.parse().map_err(unreadable)?,
        state: read_word(row.state)?,
        base: row.base.parse().map_err(unreadable)?,
        document: row.document.parse().map_err(unreadable)?,
        slot: serde_json::from_str(&row.slot).map_err(unreadable)?,
        nonce,
        prepared_at: Timestamp(row.prepared_at),
        expires_at: Timestamp(row.expires_at),
        authorisation,
        signature: row.signature.map(bytes).transpose()?,
        signed: row
            .signed
            .map(|hash| hash.parse().map_err(unreadable))
            .transpose()?,
        signed_at: row.signed_at.map(Timestamp),
        refusal: row.refusal.map(read_word).transpose()?,
    })
}

fn bytes(text: String) -> Result<Vec<u8>, DbErr> {
    Base64Url::try_from(text)
        .map(|bytes| bytes.0)
        .map_err(unreadable)
}

/// A word of the protocol as a column holds it.
fn word<T: Serialize>(value: &T) -> Result<String, DbErr> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        _ => Err(DbErr::Custom("a state is no word".to_owned())),
    }
}

fn words(states: &[CeremonyState]) -> Result<Vec<String>, DbErr> {
    states.iter().map(word).collect()
}

fn read_word<T: DeserializeOwned>(word: String) -> Result<T, DbErr> {
    serde_json::from_value(serde_json::Value::String(word)).map_err(unreadable)
}

fn json<T: Serialize>(value: &T) -> Result<String, DbErr> {
    serde_json::to_string(value).map_err(unreadable)
}

fn unreadable(error: impl std::fmt::Display) -> DbErr {
    DbErr::Custom(format!("a row of signing does not read: {error}"))
}
