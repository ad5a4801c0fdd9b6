//! Signing: certificates for keys made on tablets, and ceremonies.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("signing_certificate")
                    // SHA-256 of the certificate's DER.
                    .col(text("id").primary_key())
                    .col(uuid("person_id"))
                    // SHA-256 of the public key's SubjectPublicKeyInfo.
                    .col(text("key_hash"))
                    .col(text("certificate"))
                    .col(text("subject"))
                    .col(text("issuer"))
                    .col(text("label"))
                    .col(big_integer("not_before"))
                    .col(big_integer("not_after"))
                    .col(big_integer("issued_at"))
                    .col(big_integer_null("revoked_at"))
                    .to_owned(),
            )
            .await?;
        index(manager, "signing_certificate", "person_id").await?;
        index(manager, "signing_certificate", "key_hash").await?;
        manager
            .create_table(
                Table::create()
                    .table("signing_ceremony")
                    .col(pk_uuid("id"))
                    .col(uuid("meeting_id"))
                    .col(uuid("person_id"))
                    .col(text("name"))
                    .col(text("capacity"))
                    .col(text("certificate_id"))
                    .col(text("state"))
                    .col(text("base"))
                    .col(text("document"))
                    .col(text("slot"))
                    .col(text("nonce"))
                    .col(big_integer("prepared_at"))
                    .col(big_integer("expires_at"))
                    .col(text_null("digest"))
                    .col(text_null("assertion"))
                    .col(text_null("public_key"))
                    .col(text_null("origin"))
                    .col(text_null("rp_id"))
                    .col(big_integer_null("authorised_at"))
                    .col(text_null("signature"))
                    .col(text_null("signed"))
                    .col(big_integer_null("signed_at"))
                    .col(text_null("refusal"))
                    .to_owned(),
            )
            .await?;
        index(manager, "signing_ceremony", "meeting_id").await?;
        index(manager, "signing_ceremony", "state").await?;
        // One ceremony holds the lease on a meeting's minutes, whichever node began it.
        manager
            .get_connection()
            .execute_unprepared(
                "CREATE UNIQUE INDEX signing_ceremony_lease ON signing_ceremony (meeting_id) \
                 WHERE state IN ('prepared', 'authorised', 'signed', 'verified')",
            )
            .await
            .map(drop)
    }

    fn use_transaction(&self) -> Option<bool> {
        // On SQLite too: a start that is cut off leaves no half schema behind.
        Some(true)
    }
}

async fn index(
    manager: &SchemaManager<'_>,
    table: &'static str,
    column: &'static str,
) -> Result<(), DbErr> {
    manager
        .create_index(
            Index::create()
                .name(format!("{table}_{column}"))
                .table(table)
                .col(column)
                .to_owned(),
        )
        .await
}
