//! What lists show of a meeting.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "meeting")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub stage: String,
    pub title: String,
    pub place: String,
    pub starts_at: Option<i64>,
    pub ends_at: Option<i64>,
    pub unit_id: Option<Uuid>,
    pub unit_name: String,
    pub chair_id: Option<Uuid>,
    pub chair_name: String,
    pub items: i32,
    pub documents: i32,
    pub pages: i64,
    pub dossier_code: Option<String>,
    pub minutes_number: Option<String>,
    pub called_off: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
