//! The only door to the database: `read()` for queries, `write()` for transactions.
//!
//! On SQLite one connection writes, owned by one commit task; everything that waits while a commit
//! is under way goes into the next one together, each part behind a savepoint of its own (group
//! commit). Transactions are immediate, `synchronous=FULL`: when `write` answers, the bytes are on
//! the disk. Readers have a pool of read-only connections beside it. On PostgreSQL both go through
//! one pool and every `write` is a transaction of its own.
//!
//! Nothing else opens a connection or begins a transaction. Features don't see which database it is.

use std::{
    future::Future,
    ops::Deref,
    panic::AssertUnwindSafe,
    path::{Path, PathBuf},
    pin::Pin,
    sync::Arc,
    time::Duration,
};

use futures_util::FutureExt;
use nghisu_migrations::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbErr,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
    sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous},
};
use tokio::sync::{mpsc, oneshot};

/// What a store's function is given: a pool to read from, or a transaction to write in. Services name it only
/// to hand it on.
pub use sea_orm::ConnectionTrait as Connection;

/// How many writes share one commit at most.
const GROUP: usize = 128;
/// How many writes may wait; more than that wait outside the queue.
const QUEUE: usize = 1024;

/// An open database. Cheap to clone.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    read: DatabaseConnection,
    write: Writer,
    /// SQLite's file.
    file: Option<PathBuf>,
}

enum Writer {
    /// SQLite: the commit task's queue.
    Queue(mpsc::Sender<Job>),
    /// PostgreSQL: the same pool.
    Pool,
}

/// A transaction that is open for one `write`. Use `&*txn` where a connection is asked for.
///
/// It must not outlive its closure: a transaction that was kept is rolled back.
pub struct Txn(Arc<DatabaseTransaction>);

impl Deref for Txn {
    type Target = DatabaseTransaction;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

type Job = Box<dyn FnOnce(Txn) -> Pin<Box<dyn Future<Output = Done> + Send>> + Send>;

/// What one job of a group came to.
struct Done {
    /// Its own work succeeded and should be kept.
    keep: bool,
    /// Answers the one who waits, once it is known whether the group was committed.
    answer: Box<dyn FnOnce(Result<(), DbErr>) + Send>,
}

impl Db {
    /// Opens a database and brings its schema up to date.
    ///
    /// `url` is `postgres://…`; without it the SQLite file `nghisu.db` in `data` is used.
    ///
    /// # Errors
    /// When the database cannot be reached, or a migration fails.
    pub async fn open(data: &Path, url: Option<&str>) -> Result<Self, DbErr> {
        match url {
            Some(url) => Self::open_postgres(url).await,
            None => Self::open_sqlite(&data.join("nghisu.db")).await,
        }
    }

    async fn open_postgres(url: &str) -> Result<Self, DbErr> {
        let mut options = ConnectOptions::new(url);
        options
            .max_connections(24)
            .acquire_timeout(Duration::from_secs(10))
            .set_application_name("nghisu")
            .sqlx_logging(false);
        let pool = Database::connect(options).await?;
        // Nodes that start together migrate one after the other; the lock goes with its transaction.
        let turn = pool.begin().await?;
        turn.execute_unprepared("SELECT pg_advisory_xact_lock(7305436842)")
            .await?;
        Migrator::up(&pool, None).await?;
        turn.commit().await?;
        Ok(Self(Arc::new(Inner {
            read: pool,
            write: Writer::Pool,
            file: None,
        })))
    }

    async fn open_sqlite(file: &Path) -> Result<Self, DbErr> {
        let writer = Database::connect(sqlite(file, 1, false)).await?;
        Migrator::up(&writer, None).await?;
        let read = Database::connect(sqlite(file, 8, true)).await?;
        let (queue, jobs) = mpsc::channel(QUEUE);
        tokio::spawn(commit(writer, jobs));
        Ok(Self(Arc::new(Inner {
            read,
            write: Writer::Queue(queue),
            file: Some(file.to_owned()),
        })))
    }

    /// The connection for queries. It sees what is committed, and on SQLite it cannot write.
    #[must_use]
    pub fn read(&self) -> &DatabaseConnection {
        &self.0.read
    }

    /// Asks the database for nothing, to see whether it answers.
    ///
    /// # Errors
    /// What keeps it from answering.
    pub async fn answers(&self) -> Result<(), DbErr> {
        // An SQLite file that was removed is read and written on as if it were there, and gone with the process.
        if let Some(file) = &self.0.file
            && !tokio::fs::try_exists(file).await.unwrap_or(false)
        {
            return Err(DbErr::Custom(format!("{} is gone", file.display())));
        }
        self.read().execute_unprepared("SELECT 1").await.map(drop)
    }

    /// Runs `work` in a transaction. When this answers `Ok`, the work is durable; when it answers
    /// an error, nothing of it happened.
    ///
    /// `work` must be quick and must not wait for anything but the database: on SQLite nobody else
    /// writes meanwhile.
    ///
    /// # Errors
    /// What `work` answers, or the database's own error.
    pub async fn write<T, E, F, Fut>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbErr> + Send + 'static,
        F: FnOnce(Txn) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
    {
        match &self.0.write {
            Writer::Queue(queue) => {
                let (send, receive) = oneshot::channel();
                let job: Job = Box::new(move |txn| {
                    Box::pin(async move {
                        let result = work(txn).await;
                        Done {
                            keep: result.is_ok(),
                            answer: Box::new(move |committed| {
                                // Nobody waits any more when the request was cancelled.
                                let _ = send.send(match committed {
                                    Ok(()) => result,
                                    Err(error) => result.and(Err(error.into())),
                                });
                            }),
                        }
                    })
                });
                if queue.send(job).await.is_err() {
                    return Err(closed().into());
                }
                receive.await.unwrap_or_else(|_| Err(closed().into()))
            }
            Writer::Pool => {
                let txn = Arc::new(self.0.read.begin().await?);
                let result = work(Txn(Arc::clone(&txn))).await;
                let txn = Arc::into_inner(txn).ok_or_else(kept)?;
                match result {
                    Ok(value) => {
                        txn.commit().await?;
                        Ok(value)
                    }
                    Err(error) => {
                        txn.rollback().await?;
                        Err(error)
                    }
                }
            }
        }
    }
}

impl std::fmt::Debug for Db {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self.0.write {
            Writer::Queue(_) => "Db(SQLite)",
            Writer::Pool => "Db(PostgreSQL)",
        })
    }
}

/// Whether the disk, or the database's own limit, takes no more.
#[must_use]
pub fn is_storage_full(error: &DbErr) -> bool {
    // SQLite's words for SQLITE_FULL; PostgreSQL's for SQLSTATE 53100.
    let text = error.to_string();
    text.contains("database or disk is full") || text.contains("No space left on device")
}

/// Copies one moment of an SQLite database that may be in use into a new file, durably.
///
/// # Errors
/// When it cannot be read, or the new file not be written.
pub async fn copy_sqlite(from: &Path, to: &Path) -> Result<(), DbErr> {
    let source = Database::connect(sqlite(from, 1, true)).await?;
    let name = to
        .to_str()
        .ok_or_else(|| DbErr::Custom(format!("{} is no name for a database", to.display())))?;
    source
        .execute_raw(Statement::from_sql_and_values(
            source.get_database_backend(),
            "VACUUM INTO ?",
            [name.into()],
        ))
        .await?;
    source.close().await?;
    let written = std::fs::File::open(to).and_then(|file| {
        let owner = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        file.set_permissions(owner)?;
        file.sync_all()
    });
    written.map_err(|error| DbErr::Custom(format!("{}: {error}", to.display())))
}

/// Opens a copied database for reading.
///
/// # Errors
/// When it cannot be opened.
pub async fn open_copy(file: &Path) -> Result<DatabaseConnection, DbErr> {
    Database::connect(sqlite(file, 1, true)).await
}

/// Opens a PostgreSQL database beside a server that may be running on it, to ask and not to change.
///
/// # Errors
/// When it cannot be reached.
pub async fn open_beside(url: &str) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(1)
        .acquire_timeout(Duration::from_secs(10))
        .set_application_name("nghisu backup")
        .sqlx_logging(false);
    Database::connect(options).await
}

fn sqlite(file: &Path, connections: u32, read_only: bool) -> ConnectOptions {
    let file = file.to_owned();
    let mut options = ConnectOptions::new("sqlite://nghisu.db");
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(10))
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |sqlite| {
            let sqlite = sqlite
                .filename(&file)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(5))
                .read_only(read_only);
            if read_only {
                sqlite
            } else {
                sqlite
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
                    // What is erased because it must not be here, such as the name and the outline of a secret
                    // paper, is overwritten in the file and does not wait in free pages.
                    .pragma("secure_delete", "ON")
            }
        });
    // A connection that is replaced after a while would lose nothing, but gain nothing either.
    options.idle_timeout(None::<Duration>);
    options.max_lifetime(None::<Duration>);
    options
}

/// The commit task: takes what waits, runs it in one transaction, commits once, answers all.
async fn commit(connection: DatabaseConnection, mut jobs: mpsc::Receiver<Job>) {
    let mut waiting = Vec::with_capacity(GROUP);
    while jobs.recv_many(&mut waiting, GROUP).await > 0 {
        while !waiting.is_empty() {
            group(&connection, &mut waiting).await;
        }
    }
    if let Err(error) = connection.close().await {
        tracing::warn!(%error, "the database did not close cleanly");
    }
}

/// Runs the jobs that wait as one transaction. What could not be started any more stays waiting.
async fn group(connection: &DatabaseConnection, waiting: &mut Vec<Job>) {
    let mut done = Vec::with_capacity(waiting.len());
    let outcome = run(connection, waiting, &mut done).await;
    if let Err(error) = &outcome {
        tracing::error!(%error, jobs = done.len(), "a group of writes was not committed");
        if done.is_empty() {
            // The transaction could not even begin: those who wait get that answer, not silence.
            waiting.clear();
        }
    }
    for Done { answer, .. } in done {
        answer(match &outcome {
            Ok(()) => Ok(()),
            Err(error) => Err(DbErr::Custom(error.to_string())),
        });
    }
}

async fn run(
    connection: &DatabaseConnection,
    waiting: &mut Vec<Job>,
    done: &mut Vec<Done>,
) -> Result<(), DbErr> {
    let whole = connection
        .begin_with_options(TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        })
        .await?;
    for job in waiting.drain(..) {
        let part = Arc::new(whole.begin().await?);
        let end = AssertUnwindSafe(job(Txn(Arc::clone(&part))))
            .catch_unwind()
            .await;
        let Some(part) = Arc::into_inner(part) else {
            tracing::error!("a transaction was kept beyond its closure");
            return Err(kept());
        };
        // When SQLite itself ended the transaction (disk full, I/O error), the savepoint is gone
        // and this fails: the whole group is given up, and nobody is told that it was kept.
        match end {
            Ok(end) if end.keep => {
                done.push(end);
                part.commit().await?;
            }
            Ok(end) => {
                done.push(end);
                part.rollback().await?;
            }
            Err(_panic) => {
                tracing::error!("a write panicked and was rolled back");
                part.rollback().await?;
            }
        }
    }
    whole.commit().await
}

fn closed() -> DbErr {
    DbErr::Custom("the write was given up: the database is closing or the work panicked".to_owned())
}

fn kept() -> DbErr {
    DbErr::Custom("a transaction was kept beyond its closure".to_owned())
}
