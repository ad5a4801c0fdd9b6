//! A ceremony: one signature of one person on the minutes of a meeting.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "signing_ceremony")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub meeting_id: Uuid,
    pub person_id: Uuid,
    pub name: String,
    pub capacity: String,
    pub certificate_id: String,
    pub state: String,
    pub base: String,
    pub document: String,
    pub slot: String,
    pub nonce: String,
    pub prepared_at: i64,
    pub expires_at: i64,
    pub digest: Option<String>,
    pub assertion: Option<String>,
    pub public_key: Option<String>,
    pub origin: Option<String>,
    pub rp_id: Option<String>,
    pub authorised_at: Option<i64>,
    pub signature: Option<String>,
    pub signed: Option<String>,
    pub signed_at: Option<i64>,
    pub refusal: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
