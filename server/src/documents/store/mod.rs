//! The queries of papers: uploads here, versions and the words of pages in `versions`, files that are erased for a
//! secret in `erased`, rows in `rows`.

mod erased;
mod rows;
mod versions;

use nghisu_protocol::documents::Secrecy;
use nghisu_protocol::error::ErrorCode;
use nghisu_protocol::ids::{
    DocumentId, ItemId, MeetingId, PersonId, Timestamp, UploadId, VersionId,
};
use nghisu_protocol::log::Hash;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, UpdateMany,
};

use super::error::DocumentError;
use super::versions::FileFacts;
use crate::db::Db;
use crate::entity::{audit, person, upload};
pub use erased::ErasedFile;
use rows::{read_upload, upload_row, write_json};

/// How far an upload is, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// Bytes are missing.
    Receiving,
    /// The page workers look at it.
    Checking,
    /// Somebody has to say whether it is secret; holds the mark found.
    Awaiting(&'static str),
    /// It is taken: it becomes a blob, a version and an event.
    Storing,
    /// It is a version.
    Ready,
    /// It was not taken.
    Refused(ErrorCode),
}

/// The marks of secrecy as they are stored.
const MARKS: [&str; 3] = ["MẬT", "TỐI MẬT", "TUYỆT MẬT"];

impl Stage {
    /// The column `state`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Receiving => "receiving",
            Self::Checking => "checking",
            Self::Awaiting(_) => "awaiting",
            Self::Storing => "storing",
            Self::Ready => "ready",
            Self::Refused(_) => "refused",
        }
    }

    fn note(&self) -> Option<String> {
        match self {
            Self::Awaiting(mark) => Some((*mark).to_owned()),
            Self::Refused(code) => Some(code.as_str().to_owned()),
            _ => None,
        }
    }

    fn read(state: &str, note: Option<&str>) -> Option<Self> {
        Some(match state {
            "receiving" => Self::Receiving,
            "checking" => Self::Checking,
            "awaiting" => Self::Awaiting(MARKS.into_iter().find(|mark| Some(*mark) == note)?),
            "storing" => Self::Storing,
            "ready" => Self::Ready,
            "refused" => {
                let code = ErrorCode::ALL
                    .iter()
                    .find(|code| Some(code.as_str()) == note);
                Self::Refused(*code?)
            }
            _ => return None,
        })
    }
}

/// An upload as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredUpload {
    /// Its id.
    pub id: UploadId,
    /// The meeting.
    pub meeting: MeetingId,
    /// The item.
    pub item: ItemId,
    /// The document, made up at the beginning where it is new.
    pub document: DocumentId,
    /// The version, made up at the beginning.
    pub version: VersionId,
    /// Whether the document is there already.
    pub is_replacement: bool,
    /// The new document's title.
    pub title: String,
    /// Why it replaces the version before.
    pub reason: String,
    /// The file's own name.
    pub file_name: String,
    /// Its size in bytes, as announced.
    pub size: u64,
    /// Normal or internal.
    pub secrecy: Secrecy,
    /// Who began it.
    pub person: PersonId,
    /// How far it is.
    pub stage: Stage,
    /// SHA-256 of the file, once it was checked.
    pub hash: Option<Hash>,
    /// What the check found.
    pub facts: Option<FileFacts>,
    /// When it was begun.
    pub begun_at: Timestamp,
    /// When somebody last did something about it.
    pub touched_at: Timestamp,
}

/// A secret paper that was kept out.
#[derive(Debug)]
pub struct SecretPaper {
    /// The entry's id.
    pub id: uuid::Uuid,
    /// When.
    pub at: Timestamp,
    /// Who brought it.
    pub person: PersonId,
    /// From which address.
    pub address: String,
    /// To which meeting.
    pub meeting: MeetingId,
    /// How it was found: `declared` before it was sent, `confirmed` after a mark was found, `withdrawn` as a paper of
    /// another meeting or this one with the same bytes, `again` when those bytes were sent anew.
    pub found: &'static str,
    /// How many versions are this very file already; of `withdrawn`, how many papers were.
    pub copies: u64,
}

/// The words of one page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageWords {
    /// The page, from 1.
    pub page: u32,
    /// Its words as one line.
    pub words: String,
    /// What it is compared by.
    pub digest: Hash,
}

/// The tables of papers. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    db: Db,
}

pub(super) type Answer<T> = Result<T, DocumentError>;

impl Store {
    /// The tables in a database.
    pub fn new(db: Db) -> Self {
        Self { db }
    }

    /// Keeps a new upload.
    ///
    /// # Errors
    /// When the database says no; so for all functions here.
    pub async fn insert_upload(&self, upload: &StoredUpload) -> Answer<()> {
        let row = upload_row(upload)?.into_active_model();
        self.db
            .write(move |txn| async move {
                upload::Entity::insert(row)
                    .exec_without_returning(&*txn)
                    .await?;
                Ok(())
            })
            .await
    }

    /// An upload.
    ///
    /// # Errors
    /// The database's.
    pub async fn upload(&self, id: UploadId) -> Answer<Option<StoredUpload>> {
        upload::Entity::find_by_id(id.0)
            .one(self.db.read())
            .await?
            .map(read_upload)
            .transpose()
    }

    /// A person's name.
    ///
    /// # Errors
    /// The database's.
    pub async fn name_of(&self, person: PersonId) -> Answer<String> {
        let name = person::Entity::find_by_id(person.0)
            .select_only()
            .column(person::Column::Name)
            .into_tuple::<String>()
            .one(self.db.read())
            .await?;
        Ok(name.unwrap_or_default())
    }

    /// The uploads of a meeting, oldest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn uploads_of(&self, meeting: MeetingId) -> Answer<Vec<StoredUpload>> {
        upload::Entity::find()
            .filter(upload::Column::MeetingId.eq(meeting.0))
            .order_by_asc(upload::Column::Id)
            .all(self.db.read())
            .await?
            .into_iter()
            .map(read_upload)
            .collect()
    }

    /// The uploads that wait for the server's own work.
    ///
    /// # Errors
    /// The database's.
    pub async fn unfinished(&self) -> Answer<Vec<UploadId>> {
        let states = [Stage::Checking.name(), Stage::Storing.name()];
        Ok(upload::Entity::find()
            .select_only()
            .column(upload::Column::Id)
            .filter(upload::Column::State.is_in(states))
            .order_by_asc(upload::Column::Id)
            .into_tuple::<uuid::Uuid>()
            .all(self.db.read())
            .await?
            .into_iter()
            .map(UploadId)
            .collect())
    }

    /// The uploads that wait for people who have done nothing since, and those that are over.
    ///
    /// # Errors
    /// The database's.
    pub async fn abandoned(&self, before: Timestamp) -> Answer<Vec<UploadId>> {
        let work = [Stage::Checking.name(), Stage::Storing.name()];
        Ok(upload::Entity::find()
            .select_only()
            .column(upload::Column::Id)
            .filter(upload::Column::TouchedAt.lt(before.0))
            .filter(upload::Column::State.is_not_in(work))
            .into_tuple::<uuid::Uuid>()
            .all(self.db.read())
            .await?
            .into_iter()
            .map(UploadId)
            .collect())
    }

    /// Notes that somebody did something.
    ///
    /// # Errors
    /// The database's.
    pub async fn touch(&self, id: UploadId, now: Timestamp) -> Answer<()> {
        self.db
            .write(move |txn| async move {
                upload::Entity::update_many()
                    .col_expr(upload::Column::TouchedAt, Expr::value(now.0))
                    .filter(upload::Column::Id.eq(id.0))
                    .exec(&*txn)
                    .await?;
                Ok(())
            })
            .await
    }

    /// Moves an upload from one state to another; `false` when it was in another state.
    ///
    /// # Errors
    /// The database's.
    pub async fn advance(
        &self,
        id: UploadId,
        from: &Stage,
        to: &Stage,
        now: Timestamp,
    ) -> Answer<bool> {
        self.change(id, from, to, now, Change::Nothing).await
    }

    /// The same, keeping what the check found.
    ///
    /// # Errors
    /// The database's.
    pub async fn advance_checked(
        &self,
        id: UploadId,
        to: &Stage,
        hash: Hash,
        facts: &FileFacts,
        now: Timestamp,
    ) -> Answer<bool> {
        let found = Change::Found(hash.to_hex(), write_json(facts, "facts")?);
        self.change(id, &Stage::Checking, to, now, found).await
    }

    /// The same, forgetting everything that could say something of the file's content.
    ///
    /// # Errors
    /// The database's.
    pub async fn advance_blanked(
        &self,
        id: UploadId,
        from: &Stage,
        to: &Stage,
        now: Timestamp,
    ) -> Answer<bool> {
        self.change(id, from, to, now, Change::Blank).await
    }

    async fn change(
        &self,
        id: UploadId,
        from: &Stage,
        to: &Stage,
        now: Timestamp,
        change: Change,
    ) -> Answer<bool> {
        let from = from.name();
        let mut update = upload::Entity::update_many()
            .col_expr(upload::Column::State, Expr::value(to.name()))
            .col_expr(upload::Column::Note, Expr::value(to.note()))
            .col_expr(upload::Column::TouchedAt, Expr::value(now.0));
        update = match change {
            Change::Nothing => update,
            Change::Found(hash, facts) => update
                .col_expr(upload::Column::Hash, Expr::value(Some(hash)))
                .col_expr(upload::Column::Facts, Expr::value(Some(facts))),
            Change::Blank => blanked(update),
        };
        let update = update
            .filter(upload::Column::Id.eq(id.0))
            .filter(upload::Column::State.eq(from));
        self.db
            .write(move |txn| async move { Ok(update.exec(&*txn).await?.rows_affected > 0) })
            .await
    }

    /// Notes in the audit table that a secret paper was kept out. The entry holds nothing of its content,
    /// not even the file's name. One whose id is there already stays as it is.
    ///
    /// # Errors
    /// The database's.
    pub async fn note_secret_paper(&self, note: SecretPaper) -> Answer<()> {
        self.db
            .write(move |txn| async move { insert_note(&*txn, note).await })
            .await
    }

    /// Forgets an upload.
    ///
    /// # Errors
    /// The database's.
    pub async fn delete_upload(&self, id: UploadId) -> Answer<()> {
        self.db
            .write(move |txn| async move {
                upload::Entity::delete_by_id(id.0).exec(&*txn).await?;
                Ok(())
            })
            .await
    }
}

async fn insert_note(connection: &impl ConnectionTrait, note: SecretPaper) -> Answer<()> {
    let details = serde_json::json!({ "found": note.found, "copies": note.copies });
    let row = audit::ActiveModel {
        id: Set(note.id),
        at: Set(note.at.0),
        kind: Set("secret_paper".to_owned()),
        actor_id: Set(Some(note.person.0)),
        subject_id: Set(Some(note.meeting.0)),
        address: Set(note.address),
        details: Set(details.to_string()),
    };
    let once = OnConflict::column(audit::Column::Id)
        .do_nothing()
        .to_owned();
    audit::Entity::insert(row)
        .on_conflict(once)
        .exec_without_returning(connection)
        .await?;
    Ok(())
}

/// Forgets everything of an upload that could say something of the file's content.
fn blanked(update: UpdateMany<upload::Entity>) -> UpdateMany<upload::Entity> {
    let nothing = || Expr::value(None::<String>);
    update
        .col_expr(upload::Column::Hash, nothing())
        .col_expr(upload::Column::Facts, nothing())
        .col_expr(upload::Column::Title, Expr::value(""))
        .col_expr(upload::Column::Reason, Expr::value(""))
        .col_expr(upload::Column::FileName, Expr::value(""))
}

/// What changes beside the state.
enum Change {
    Nothing,
    Found(String, String),
    Blank,
}
