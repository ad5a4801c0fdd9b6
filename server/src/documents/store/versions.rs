//! The queries of versions and of the words of their pages.

use nghisu_protocol::ids::VersionId;
use nghisu_protocol::log::Hash;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, EntityTrait as _, IntoActiveModel as _,
    PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};

use super::rows::{read_version, version_row};
use super::{Answer, PageWords, Store};
use crate::documents::error::DocumentError;
use crate::documents::versions::StoredVersion;
use crate::entity::{document_version, page_words};

/// Rows that are written at once.
const BATCH: usize = 100;

impl Store {
    /// Keeps a version; keeping it again changes nothing.
    ///
    /// # Errors
    /// The database's.
    pub async fn insert_version(&self, version: &StoredVersion) -> Answer<()> {
        let row = version_row(version)?.into_active_model();
        self.db
            .write(move |txn| async move {
                document_version::Entity::insert(row)
                    .on_conflict_do_nothing()
                    .exec_without_returning(&*txn)
                    .await?;
                Ok(())
            })
            .await
    }

    /// A version.
    ///
    /// # Errors
    /// The database's.
    pub async fn version(&self, id: VersionId) -> Answer<Option<StoredVersion>> {
        document_version::Entity::find_by_id(id.0)
            .one(self.db.read())
            .await?
            .map(read_version)
            .transpose()
    }

    /// Forgets a version that came to nothing.
    ///
    /// # Errors
    /// The database's.
    pub async fn delete_version(&self, id: VersionId) -> Answer<()> {
        self.db
            .write(move |txn| async move {
                document_version::Entity::delete_by_id(id.0)
                    .exec(&*txn)
                    .await?;
                Ok(())
            })
            .await
    }

    /// How many versions are this very file.
    ///
    /// # Errors
    /// The database's.
    pub async fn copies(&self, hash: Hash) -> Answer<u64> {
        Ok(document_version::Entity::find()
            .filter(document_version::Column::Hash.eq(hash.to_hex()))
            .count(self.db.read())
            .await?)
    }

    /// The versions whose pages' words are not all kept yet.
    ///
    /// # Errors
    /// The database's.
    pub async fn unindexed(&self) -> Answer<Vec<VersionId>> {
        Ok(document_version::Entity::find()
            .select_only()
            .column(document_version::Column::Id)
            .filter(document_version::Column::IsIndexed.eq(false))
            .order_by_asc(document_version::Column::Id)
            .into_tuple::<uuid::Uuid>()
            .all(self.db.read())
            .await?
            .into_iter()
            .map(VersionId)
            .collect())
    }

    /// Whether all words of this file's pages are kept.
    ///
    /// # Errors
    /// The database's.
    pub async fn is_indexed(&self, hash: Hash) -> Answer<bool> {
        Ok(document_version::Entity::find()
            .filter(document_version::Column::Hash.eq(hash.to_hex()))
            .filter(document_version::Column::IsIndexed.eq(true))
            .count(self.db.read())
            .await?
            > 0)
    }

    /// Notes that all words of this file's pages are kept.
    ///
    /// # Errors
    /// The database's.
    pub async fn set_indexed(&self, hash: Hash) -> Answer<()> {
        self.db
            .write(move |txn| async move {
                document_version::Entity::update_many()
                    .col_expr(document_version::Column::IsIndexed, Expr::value(true))
                    .filter(document_version::Column::Hash.eq(hash.to_hex()))
                    .exec(&*txn)
                    .await?;
                Ok(())
            })
            .await
    }

    /// Keeps the words of pages; what is there already stays.
    ///
    /// # Errors
    /// The database's.
    pub async fn insert_words(&self, hash: Hash, pages: Vec<PageWords>) -> Answer<()> {
        for batch in pages.chunks(BATCH) {
            let rows: Vec<_> = batch
                .iter()
                .map(|page| page_words::ActiveModel {
                    hash: Set(hash.to_hex()),
                    page: Set(i32::try_from(page.page).unwrap_or(i32::MAX)),
                    words: Set(page.words.clone()),
                    digest: Set(page.digest.to_hex()),
                })
                .collect();
            self.db
                .write(move |txn| async move {
                    page_words::Entity::insert_many(rows)
                        .on_conflict_do_nothing()
                        .exec_without_returning(&*txn)
                        .await?;
                    Ok::<_, DocumentError>(())
                })
                .await?;
        }
        Ok(())
    }

    /// The words of a file's pages, as far as they are kept, by page.
    ///
    /// # Errors
    /// The database's.
    pub async fn words(&self, hash: Hash) -> Answer<Vec<PageWords>> {
        page_words::Entity::find()
            .filter(page_words::Column::Hash.eq(hash.to_hex()))
            .order_by_asc(page_words::Column::Page)
            .all(self.db.read())
            .await?
            .into_iter()
            .map(|row| {
                Ok(PageWords {
                    page: u32::try_from(row.page).map_err(|_| DocumentError::Stored("page"))?,
                    words: row.words,
                    digest: row
                        .digest
                        .parse()
                        .map_err(|_| DocumentError::Stored("digest"))?,
                })
            })
            .collect()
    }
}
