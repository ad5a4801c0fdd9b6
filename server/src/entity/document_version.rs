//! The table `document_version`: what is known of every version's file.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "document_version")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub document_id: Uuid,
    pub meeting_id: Uuid,
    pub hash: String,
    pub size: i64,
    pub file_name: String,
    pub secrecy: String,
    pub facts: String,
    pub is_indexed: bool,
    pub added_by: Uuid,
    pub added_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
