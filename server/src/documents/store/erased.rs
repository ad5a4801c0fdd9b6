//! The queries of files that are erased because they hold a state secret (rule UP-12).

use nghisu_protocol::error::ErrorCode;
use nghisu_protocol::ids::{ItemId, MeetingId, PersonId, Timestamp, UploadId, VersionId};
use nghisu_protocol::log::Hash;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
};

use super::rows::read_version;
use super::{Answer, SecretPaper, Stage, Store};
use crate::documents::error::DocumentError;
use crate::documents::versions::StoredVersion;
use crate::entity::{document_version, erased_file, page_words, sealed_note, upload};

/// A file that is erased everywhere, or is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasedFile {
    /// SHA-256 of its bytes.
    pub hash: Hash,
    /// When it was said to be secret.
    pub at: Timestamp,
    /// Who said so.
    pub person: PersonId,
    /// From which address.
    pub address: String,
}

impl Store {
    /// Notes that a file is to be erased; from then on it is refused. Noting it again begins its erasing anew and
    /// leaves who said it first.
    ///
    /// # Errors
    /// When the database says no; so for all functions here.
    pub async fn note_erased(&self, file: &ErasedFile, is_done: bool) -> Answer<()> {
        let file = file.clone();
        self.db
            .write(move |txn| async move { insert(&*txn, file, is_done).await })
            .await
    }

    /// Notes that a file is to be erased, and in the audit table that somebody said so: both, or neither.
    ///
    /// # Errors
    /// The database's.
    pub async fn note_said(&self, file: &ErasedFile, entry: SecretPaper) -> Answer<()> {
        let file = file.clone();
        self.db
            .write(move |txn| async move {
                insert(&*txn, file, false).await?;
                super::insert_note(&*txn, entry).await
            })
            .await
    }

    /// Notes that nothing is left of it.
    ///
    /// # Errors
    /// The database's.
    pub async fn set_erased(&self, hash: Hash) -> Answer<()> {
        self.db
            .write(move |txn| async move {
                erased_file::Entity::update_many()
                    .col_expr(erased_file::Column::IsDone, Expr::value(true))
                    .filter(erased_file::Column::Hash.eq(hash.to_hex()))
                    .exec(&*txn)
                    .await?;
                Ok(())
            })
            .await
    }

    /// Who said of a file that it is secret, if anybody did.
    ///
    /// # Errors
    /// The database's.
    pub async fn erased(&self, hash: Hash) -> Answer<Option<ErasedFile>> {
        erased_file::Entity::find_by_id(hash.to_hex())
            .one(self.db.read())
            .await?
            .map(read)
            .transpose()
    }

    /// The files of which something may be left, because the server stopped in between.
    ///
    /// # Errors
    /// The database's.
    pub async fn half_erased(&self) -> Answer<Vec<ErasedFile>> {
        erased_file::Entity::find()
            .filter(erased_file::Column::IsDone.eq(false))
            .order_by_asc(erased_file::Column::At)
            .all(self.db.read())
            .await?
            .into_iter()
            .map(read)
            .collect()
    }

    /// The versions that are this very file, in all meetings.
    ///
    /// # Errors
    /// The database's.
    pub async fn versions_of(&self, hash: Hash) -> Answer<Vec<StoredVersion>> {
        document_version::Entity::find()
            .filter(document_version::Column::Hash.eq(hash.to_hex()))
            .order_by_asc(document_version::Column::Id)
            .all(self.db.read())
            .await?
            .into_iter()
            .map(read_version)
            .collect()
    }

    /// Forgets the words of a file's pages.
    ///
    /// # Errors
    /// The database's.
    pub async fn delete_words(&self, hash: Hash) -> Answer<()> {
        self.db
            .write(move |txn| async move {
                page_words::Entity::delete_many()
                    .filter(page_words::Column::Hash.eq(hash.to_hex()))
                    .exec(&*txn)
                    .await?;
                Ok(())
            })
            .await
    }

    /// Erases what people keep for themselves on a version's pages. The ids stay.
    ///
    /// # Errors
    /// The database's.
    pub async fn erase_notes_on(&self, version: VersionId, now: Timestamp) -> Answer<()> {
        self.db
            .write(move |txn| async move {
                sealed_note::Entity::update_many()
                    .col_expr(sealed_note::Column::Envelope, Expr::value(None::<String>))
                    .col_expr(sealed_note::Column::KeptAt, Expr::value(now.0))
                    .filter(sealed_note::Column::VersionId.eq(version.0))
                    .exec(&*txn)
                    .await?;
                Ok(())
            })
            .await
    }

    /// Forgets everything that is known of a file: its versions and the words of its pages.
    ///
    /// # Errors
    /// The database's.
    pub async fn delete_versions_of(&self, hash: Hash) -> Answer<()> {
        self.delete_words(hash).await?;
        self.db
            .write(move |txn| async move {
                document_version::Entity::delete_many()
                    .filter(document_version::Column::Hash.eq(hash.to_hex()))
                    .exec(&*txn)
                    .await?;
                Ok(())
            })
            .await
    }

    /// Refuses all uploads of a file as secret, however far they are, and forgets what could say something of its
    /// content. Answers which those are.
    ///
    /// # Errors
    /// The database's.
    pub async fn refuse_uploads_of(
        &self,
        hash: Hash,
        now: Timestamp,
    ) -> Answer<Vec<(UploadId, MeetingId, ItemId)>> {
        let refused = Stage::Refused(ErrorCode::SecretPaper);
        self.db
            .write(move |txn| async move {
                let of_the_file = || upload::Column::Hash.eq(hash.to_hex());
                let found: Vec<(uuid::Uuid, uuid::Uuid, uuid::Uuid)> = upload::Entity::find()
                    .filter(of_the_file())
                    .select_only()
                    .column(upload::Column::Id)
                    .column(upload::Column::MeetingId)
                    .column(upload::Column::ItemId)
                    .into_tuple()
                    .all(&*txn)
                    .await?;
                super::blanked(upload::Entity::update_many())
                    .col_expr(upload::Column::State, Expr::value(refused.name()))
                    .col_expr(upload::Column::Note, Expr::value(refused.note()))
                    .col_expr(upload::Column::TouchedAt, Expr::value(now.0))
                    .filter(of_the_file())
                    .exec(&*txn)
                    .await?;
                Ok(found
                    .into_iter()
                    .map(|(id, meeting, item)| (UploadId(id), MeetingId(meeting), ItemId(item)))
                    .collect())
            })
            .await
    }
}

async fn insert(connection: &impl ConnectionTrait, file: ErasedFile, is_done: bool) -> Answer<()> {
    let row = erased_file::ActiveModel {
        hash: Set(file.hash.to_hex()),
        at: Set(file.at.0),
        person_id: Set(file.person.0),
        address: Set(file.address),
        is_done: Set(is_done),
    };
    let again = OnConflict::column(erased_file::Column::Hash)
        .update_column(erased_file::Column::IsDone)
        .to_owned();
    erased_file::Entity::insert(row)
        .on_conflict(again)
        .exec_without_returning(connection)
        .await?;
    Ok(())
}

fn read(row: erased_file::Model) -> Answer<ErasedFile> {
    let hash = row.hash.parse();
    Ok(ErasedFile {
        hash: hash.map_err(|_| DocumentError::Stored("hash"))?,
        at: Timestamp(row.at),
        person: PersonId(row.person_id),
        address: row.address,
    })
}
