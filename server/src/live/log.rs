//! The log store: streams of entries, append-only, on both databases.
//!
//! Headers are kept and hashed as the very bytes that were written once (rule EV-2); payloads and
//! salts lie in a table of their own and can be erased (rule EV-3). Appending names the size that the
//! writer believes in: two writers of one stream cannot both succeed. Everything of one [`Batch`] is
//! committed together, with what lists need of a meeting ([`crate::meetings`]).

use nghisu_protocol::{
    ids::{CommandId, MeetingId, PersonId, Timestamp},
    log::{Entry, Hash, Header, Salt, commitment, leaf},
    merkle::Tree,
    stream::StreamId,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, TransactionTrait, sea_query::Expr,
};

use crate::{
    clock::Random,
    db::{Db, Txn},
    entity::{command_outcome, entry, payload, stream},
    meetings::store::{self, Projection},
};

/// Rows of one INSERT: far below SQLite's limit of parameters.
const ROWS: usize = 500;

/// The log could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// Another writer was there.
    #[error("the stream {0} is not as long as this writer believes")]
    Conflict(StreamId),
    /// What is stored does not read.
    #[error("entry {seq} of {stream} does not read: {reason}")]
    Unreadable {
        /// The stream.
        stream: StreamId,
        /// The entry.
        seq: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// An entry with everything that is stored of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEntry {
    /// The header, read.
    pub header: Header,
    /// The header's bytes.
    pub header_bytes: String,
    /// Their leaf.
    pub leaf: Hash,
    /// Payload and salt; `None` once erased.
    pub payload: Option<(String, Salt)>,
}

impl StoredEntry {
    /// A new entry: its header is serialised here, once and for ever.
    #[must_use]
    pub fn new(mut header: Header, payload: Vec<u8>, random: &Random) -> Self {
        let salt = random.bytes();
        header.payload_commitment = commitment(&salt, &payload);
        let header_bytes = serde_json::to_string(&header).expect("a header has string keys only");
        Self {
            leaf: leaf(header_bytes.as_bytes()),
            header,
            header_bytes,
            payload: Some((String::from_utf8(payload).expect("a payload is JSON"), salt)),
        }
    }

    /// How many bytes it is, without its salt.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let payload = self.payload.as_ref();
        self.header_bytes.len() + payload.map_or(0, |(payload, _)| payload.len())
    }

    /// The entry as a reader gets it.
    #[must_use]
    pub fn entry(&self, is_shown: bool) -> Entry {
        match &self.payload {
            Some((payload, _)) if is_shown => Entry::Full {
                header: self.header_bytes.clone(),
                payload: payload.clone(),
            },
            _ => Entry::Redacted {
                seq: self.header.seq,
                leaf: self.leaf,
            },
        }
    }
}

/// New entries of one stream, after the `after` that it has.
#[derive(Debug, Clone)]
pub struct Append {
    /// Which stream.
    pub stream: StreamId,
    /// How many entries it has.
    pub after: u64,
    /// The next ones.
    pub entries: Vec<StoredEntry>,
}

/// An accepted command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accepted {
    /// Who sent it.
    pub actor: PersonId,
    /// Its id.
    pub command: CommandId,
    /// Its last entry.
    pub seq: u64,
}

/// What is committed together for one meeting.
#[derive(Debug)]
pub struct Batch {
    /// Which meeting.
    pub meeting: MeetingId,
    /// The new entries.
    pub appends: Vec<Append>,
    /// The commands that made them.
    pub accepted: Vec<Accepted>,
    /// What lists show of the meeting, where its room changed.
    pub projection: Option<Projection>,
}

/// The streams of the database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Log {
    db: Db,
}

impl Log {
    /// The log of a database.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self { db }
    }

    /// Commits a batch: when this answers `Ok`, it is durable; otherwise nothing of it happened.
    ///
    /// # Errors
    /// [`LogError::Conflict`] when a stream is not as long as the batch believes, or the database's.
    pub async fn commit(&self, batch: Batch) -> Result<(), LogError> {
        self.db.write(|txn| write(txn, batch)).await
    }

    /// Up to `limit` entries after `since`, in order.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn since(
        &self,
        stream: StreamId,
        since: u64,
        limit: u64,
    ) -> Result<Vec<StoredEntry>, LogError> {
        let name = stream.to_string();
        // One transaction, so that both queries see the same moment.
        let txn = self.db.read().begin().await?;
        let entries = entry::Entity::find()
            .filter(entry::Column::Stream.eq(&name))
            .filter(entry::Column::Seq.gt(signed(since)))
            .order_by_asc(entry::Column::Seq)
            .limit(limit)
            .all(&txn)
            .await?;
        let last = entries.last().map_or(signed(since), |row| row.seq);
        let payloads = payload::Entity::find()
            .filter(payload::Column::Stream.eq(&name))
            .filter(payload::Column::Seq.gt(signed(since)))
            .filter(payload::Column::Seq.lte(last))
            .order_by_asc(payload::Column::Seq)
            .all(&txn)
            .await?;
        txn.commit().await?;
        let mut payloads = payloads.into_iter().peekable();
        entries
            .into_iter()
            .map(|row| {
                let payload = payloads.next_if(|payload| payload.seq == row.seq);
                read(stream, row, payload)
            })
            .collect()
    }

    /// The leaves of a stream, as a tree that makes its proofs.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn tree(&self, stream: StreamId) -> Result<Tree, LogError> {
        let leaves: Vec<Vec<u8>> = entry::Entity::find()
            .filter(entry::Column::Stream.eq(stream.to_string()))
            .order_by_asc(entry::Column::Seq)
            .select_only()
            .column(entry::Column::Leaf)
            .into_tuple()
            .all(self.db.read())
            .await?;
        let leaves = (1..)
            .zip(leaves)
            .map(|(seq, bytes)| {
                bytes
                    .try_into()
                    .map(Hash)
                    .map_err(|_| unreadable(stream, seq, "its leaf has another length"))
            })
            .collect::<Result<_, _>>()?;
        Ok(Tree::new(leaves))
    }

    /// How many entries a stream has.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn size(&self, stream: StreamId) -> Result<u64, LogError> {
        let row = stream::Entity::find_by_id(stream.to_string())
            .one(self.db.read())
            .await?;
        Ok(row.map_or(0, |row| unsigned(row.size)))
    }

    /// The accepted commands of a meeting.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn accepted(&self, meeting: MeetingId) -> Result<Vec<Accepted>, LogError> {
        let rows = command_outcome::Entity::find()
            .filter(command_outcome::Column::MeetingId.eq(meeting.0))
            .all(self.db.read())
            .await?;
        Ok(rows
            .into_iter()
            .map(|row| Accepted {
                actor: PersonId(row.actor_id),
                command: CommandId(row.command_id),
                seq: unsigned(row.seq),
            })
            .collect())
    }

    /// Erases the payloads and salts of entries; headers, leaves and proofs stay (rule EV-3).
    ///
    /// # Errors
    /// When the database says no.
    pub async fn erase(&self, stream: StreamId, entries: Vec<u64>) -> Result<(), LogError> {
        let theirs = payload::Column::Seq.is_in(entries.into_iter().map(signed));
        self.erase_where(stream, Condition::all().add(theirs)).await
    }

    /// The same of all entries that a stream has.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn erase_all(&self, stream: StreamId) -> Result<(), LogError> {
        self.erase_where(stream, Condition::all()).await
    }

    async fn erase_where(&self, stream: StreamId, entries: Condition) -> Result<(), LogError> {
        self.db
            .write(move |txn| async move {
                payload::Entity::delete_many()
                    .filter(payload::Column::Stream.eq(stream.to_string()))
                    .filter(entries)
                    .exec(&*txn)
                    .await?;
                Ok(())
            })
            .await
    }
}

async fn write(txn: Txn, batch: Batch) -> Result<(), LogError> {
    for append in &batch.appends {
        extend(&txn, append).await?;
        insert(&txn, append).await?;
    }
    for rows in batch.accepted.chunks(ROWS) {
        command_outcome::Entity::insert_many(rows.iter().map(|accepted| {
            command_outcome::ActiveModel {
                meeting_id: Set(batch.meeting.0),
                actor_id: Set(accepted.actor.0),
                command_id: Set(accepted.command.0),
                seq: Set(signed(accepted.seq)),
            }
        }))
        .exec_without_returning(&*txn)
        .await?;
    }
    if let Some(projection) = batch.projection {
        store::project(&txn, projection).await?;
    }
    Ok(())
}

/// Raises a stream's size, if it is what the writer believes.
async fn extend(txn: &Txn, append: &Append) -> Result<(), LogError> {
    let name = append.stream.to_string();
    let size = signed(append.after + append.entries.len() as u64);
    if append.after == 0 {
        let there = stream::Entity::find_by_id(&name).one(&**txn).await?;
        if there.is_some() {
            return Err(LogError::Conflict(append.stream));
        }
        stream::Entity::insert(stream::ActiveModel {
            name: Set(name),
            size: Set(size),
        })
        .exec_without_returning(&**txn)
        .await?;
        return Ok(());
    }
    let raised = stream::Entity::update_many()
        .col_expr(stream::Column::Size, Expr::value(size))
        .filter(stream::Column::Name.eq(name))
        .filter(stream::Column::Size.eq(signed(append.after)))
        .exec(&**txn)
        .await?;
    if raised.rows_affected == 1 {
        Ok(())
    } else {
        Err(LogError::Conflict(append.stream))
    }
}

async fn insert(txn: &Txn, append: &Append) -> Result<(), DbErr> {
    let name = append.stream.to_string();
    for rows in append.entries.chunks(ROWS) {
        entry::Entity::insert_many(rows.iter().map(|row| entry::ActiveModel {
            stream: Set(name.clone()),
            seq: Set(signed(row.header.seq)),
            header: Set(row.header_bytes.clone().into_bytes()),
            leaf: Set(row.leaf.0.to_vec()),
            at: Set(row.header.at.0),
        }))
        .exec_without_returning(&**txn)
        .await?;
        payload::Entity::insert_many(rows.iter().filter_map(|row| {
            let (payload, salt) = row.payload.as_ref()?;
            Some(payload::ActiveModel {
                stream: Set(name.clone()),
                seq: Set(signed(row.header.seq)),
                salt: Set(salt.to_vec()),
                payload: Set(payload.clone().into_bytes()),
            })
        }))
        .exec_without_returning(&**txn)
        .await?;
    }
    Ok(())
}

fn read(
    stream: StreamId,
    row: entry::Model,
    payload: Option<payload::Model>,
) -> Result<StoredEntry, LogError> {
    let seq = unsigned(row.seq);
    let text = |bytes: Vec<u8>| {
        String::from_utf8(bytes).map_err(|error| unreadable(stream, seq, &error.to_string()))
    };
    let header_bytes = text(row.header)?;
    let header: Header = serde_json::from_str(&header_bytes)
        .map_err(|error| unreadable(stream, seq, &error.to_string()))?;
    let found = leaf(header_bytes.as_bytes());
    if header.seq != seq || header.stream != stream || row.leaf != found.0 {
        return Err(unreadable(
            stream,
            seq,
            "its header is not the one that was written",
        ));
    }
    let payload = match payload {
        None => None,
        Some(row) => {
            let salt: Salt = row
                .salt
                .try_into()
                .map_err(|_| unreadable(stream, seq, "its salt has another length"))?;
            let payload = text(row.payload)?;
            if commitment(&salt, payload.as_bytes()) != header.payload_commitment {
                return Err(unreadable(
                    stream,
                    seq,
                    "its payload is not the one that was written",
                ));
            }
            Some((payload, salt))
        }
    };
    Ok(StoredEntry {
        leaf: found,
        header,
        header_bytes,
        payload,
    })
}

fn unreadable(stream: StreamId, seq: u64, reason: &str) -> LogError {
    LogError::Unreadable {
        stream,
        seq,
        reason: reason.to_owned(),
    }
}

/// When an entry was made, as a header for the stream's next entry.
#[must_use]
pub fn next_header(
    stream: StreamId,
    seq: u64,
    at: Timestamp,
    actor: PersonId,
    on_behalf_of: Option<PersonId>,
    (kind, version): (&str, u16),
) -> Header {
    Header {
        stream,
        seq,
        at,
        actor,
        on_behalf_of,
        kind: kind.to_owned(),
        version,
        // Filled in with the payload by `StoredEntry::new`.
        payload_commitment: Hash([0; 32]),
    }
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).expect("a log never grows beyond 2^63 entries")
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
