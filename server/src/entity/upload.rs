//! The table `upload`: a file that is coming in, and the job that makes a version of it.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "upload")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub meeting_id: Uuid,
    pub item_id: Uuid,
    pub document_id: Uuid,
    pub version_id: Uuid,
    pub is_replacement: bool,
    pub title: String,
    pub reason: String,
    pub file_name: String,
    pub size: i64,
    pub secrecy: String,
    pub person_id: Uuid,
    pub state: String,
    pub note: Option<String>,
    pub hash: Option<String>,
    pub facts: Option<String>,
    pub begun_at: i64,
    pub touched_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
