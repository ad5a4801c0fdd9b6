//! Units, people, positions, roles; passkeys, sessions, codes, tokens; the audit table.

use sea_orm_migration::{prelude::*, schema::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        units(manager).await?;
        people(manager).await?;
        doors(manager).await?;
        audit(manager).await
    }

    fn use_transaction(&self) -> Option<bool> {
        // On SQLite too: a start that is cut off leaves no half schema behind.
        Some(true)
    }
}

async fn units(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("unit")
                .col(pk_uuid("id"))
                .col(uuid_null("parent_id"))
                .col(integer("precedence"))
                .col(text_null("valid_from"))
                .col(text_null("valid_to"))
                .col(big_integer("created_at"))
                .foreign_key(&mut reference("unit", "parent_id", "unit"))
                .to_owned(),
        )
        .await?;
    // A name holds from its day until the next one begins; old papers keep the old name.
    manager
        .create_table(
            Table::create()
                .table("unit_name")
                .col(pk_uuid("id"))
                .col(uuid("unit_id"))
                .col(text("valid_from"))
                .col(text("name"))
                .col(text_null("short_name"))
                .col(text_null("code"))
                .foreign_key(&mut reference("unit_name", "unit_id", "unit"))
                .to_owned(),
        )
        .await?;
    manager
        .create_index(
            Index::create()
                .name("unit_name_from")
                .table("unit_name")
                .col("unit_id")
                .col("valid_from")
                .unique()
                .to_owned(),
        )
        .await?;
    manager
        .create_table(
            Table::create()
                .table("unit_predecessor")
                .col(uuid("unit_id"))
                .col(uuid("predecessor_id"))
                .primary_key(Index::create().col("unit_id").col("predecessor_id"))
                .foreign_key(&mut reference("unit_predecessor", "unit_id", "unit"))
                .foreign_key(&mut reference("unit_predecessor", "predecessor_id", "unit"))
                .to_owned(),
        )
        .await
}

async fn people(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("person")
                .col(pk_uuid("id"))
                .col(text("name"))
                .col(text_null("email"))
                .col(text_null("phone"))
                .col(big_integer("created_at"))
                .col(big_integer_null("closed_at"))
                .to_owned(),
        )
        .await?;
    manager
        .create_table(
            Table::create()
                .table("position")
                .col(pk_uuid("id"))
                .col(uuid("person_id"))
                .col(uuid("unit_id"))
                .col(text("title"))
                .col(integer("precedence"))
                .col(text_null("valid_from"))
                .col(text_null("valid_to"))
                .foreign_key(&mut reference("position", "person_id", "person"))
                .foreign_key(&mut reference("position", "unit_id", "unit"))
                .to_owned(),
        )
        .await?;
    index(manager, "position", "person_id").await?;
    // Without a unit the role holds in the whole tree.
    manager
        .create_table(
            Table::create()
                .table("role_grant")
                .col(pk_uuid("id"))
                .col(uuid("person_id"))
                .col(text("role"))
                .col(uuid_null("unit_id"))
                .col(big_integer("granted_at"))
                .foreign_key(&mut reference("role_grant", "person_id", "person"))
                .foreign_key(&mut reference("role_grant", "unit_id", "unit"))
                .to_owned(),
        )
        .await?;
    index(manager, "role_grant", "person_id").await
}

async fn doors(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("credential")
                .col(pk_uuid("id"))
                .col(uuid("person_id"))
                .col(text("credential_id").unique_key())
                .col(text("passkey"))
                .col(text("label"))
                .col(boolean_null("discoverable"))
                .col(big_integer("created_at"))
                .col(big_integer_null("last_used_at"))
                .col(big_integer_null("revoked_at"))
                .foreign_key(&mut reference("credential", "person_id", "person"))
                .to_owned(),
        )
        .await?;
    index(manager, "credential", "person_id").await?;
    manager
        .create_table(
            Table::create()
                .table("activation")
                .col(pk_uuid("id"))
                .col(uuid("person_id"))
                .col(text("code_hash").unique_key())
                .col(uuid_null("created_by"))
                .col(big_integer("created_at"))
                .col(big_integer("expires_at"))
                .col(big_integer_null("used_at"))
                .col(big_integer_null("revoked_at"))
                .foreign_key(&mut reference("activation", "person_id", "person"))
                .to_owned(),
        )
        .await?;
    index(manager, "activation", "person_id").await?;
    manager
        .create_table(
            Table::create()
                .table("passkey_ceremony")
                .col(pk_uuid("id"))
                .col(text("kind"))
                .col(uuid_null("person_id"))
                .col(uuid_null("activation_id"))
                .col(text("state"))
                .col(big_integer("expires_at"))
                .to_owned(),
        )
        .await?;
    index(manager, "passkey_ceremony", "expires_at").await?;
    manager
        .create_table(
            Table::create()
                .table("session")
                .col(pk_uuid("id"))
                .col(uuid("person_id"))
                .col(uuid_null("credential_id"))
                .col(text("secret_hash").unique_key())
                .col(text("agent"))
                .col(text("address"))
                .col(big_integer("created_at"))
                .col(big_integer("last_seen_at"))
                .col(big_integer("expires_at"))
                .col(big_integer_null("ended_at"))
                .foreign_key(&mut reference("session", "person_id", "person"))
                .foreign_key(&mut reference("session", "credential_id", "credential"))
                .to_owned(),
        )
        .await?;
    index(manager, "session", "person_id").await?;
    manager
        .create_table(
            Table::create()
                .table("service_token")
                .col(pk_uuid("id"))
                .col(uuid("person_id"))
                .col(text("name"))
                .col(text("secret_hash").unique_key())
                .col(uuid_null("created_by"))
                .col(big_integer("created_at"))
                .col(big_integer_null("expires_at"))
                .col(big_integer_null("last_used_at"))
                .col(big_integer_null("revoked_at"))
                .foreign_key(&mut reference("service_token", "person_id", "person"))
                .to_owned(),
        )
        .await?;
    index(manager, "service_token", "person_id").await
}

async fn audit(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("audit")
                .col(pk_uuid("id"))
                .col(big_integer("at"))
                .col(text("kind"))
                .col(uuid_null("actor_id"))
                .col(uuid_null("subject_id"))
                .col(text("address"))
                .col(text("details"))
                .to_owned(),
        )
        .await?;
    index(manager, "audit", "at").await?;
    // Entries are added, never changed and never removed: the database itself refuses.
    let connection = manager.get_connection();
    match manager.get_database_backend() {
        DbBackend::Sqlite => {
            for act in ["UPDATE", "DELETE"] {
                connection
                    .execute_unprepared(&format!(
                        "CREATE TRIGGER audit_no_{act} BEFORE {act} ON audit \
                         BEGIN SELECT RAISE(ABORT, 'audit entries are never changed'); END"
                    ))
                    .await?;
            }
        }
        _ => {
            connection
                .execute_unprepared(
                    "CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS \
                     $$ BEGIN RAISE EXCEPTION 'audit entries are never changed'; END $$; \
                     CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit \
                     FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()",
                )
                .await?;
        }
    }
    Ok(())
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

fn reference(
    table: &'static str,
    column: &'static str,
    target: &'static str,
) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("{table}_{column}_fk"))
        .from(table, column)
        .to(target, "id")
        .to_owned()
}
