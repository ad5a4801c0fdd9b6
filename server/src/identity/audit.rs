//! Entries of the audit table: sign-ins, refusals, changes of rights. They never hold a secret.

use nghisu_protocol::{
    ids::{PersonId, Uuid},
    people::AuditEntry,
};
use serde_json::Value;

use super::{Actor, Identity, IdentityError, limit, store};

impl Identity {
    /// An entry of what somebody did.
    pub(crate) fn entry(
        &self,
        actor: &Actor,
        kind: &str,
        subject: Option<Uuid>,
        details: Value,
    ) -> AuditEntry {
        self.entry_of(actor.person, &actor.address, kind, subject, details)
    }

    /// An entry of something that happened before anybody was known.
    pub(crate) fn entry_of(
        &self,
        actor: Option<PersonId>,
        address: &str,
        kind: &str,
        subject: Option<Uuid>,
        details: Value,
    ) -> AuditEntry {
        let at = self.now();
        AuditEntry {
            id: self.random.id(at),
            at,
            kind: kind.to_owned(),
            actor,
            subject,
            address: address.to_owned(),
            details,
        }
    }

    /// Writes an entry by itself: for refusals, where nothing else is written.
    pub(crate) async fn write_entry(&self, entry: AuditEntry) -> Result<(), IdentityError> {
        self.db
            .write(|txn| async move { Ok(store::audit::add(&*txn, entry).await?) })
            .await
    }

    /// Notes in the audit table that somebody was refused a route for lack of rights.
    pub async fn refused(&self, actor: &Actor, method: &str, path: &str) {
        let entry = self.entry(
            actor,
            "refused",
            None,
            serde_json::json!({ "method": method, "path": path }),
        );
        if let Err(error) = self.write_entry(entry).await {
            tracing::error!(%error, "a refusal could not be noted");
        }
    }

    /// Notes that a request which could change something, or open a socket, came from another site's page.
    ///
    /// Anybody can send such requests without being known, so that only the first of an address are written; all of
    /// them are refused.
    pub async fn origin_refused(&self, address: &str, method: &str, path: &str) {
        if self
            .limiter
            .take(limit::NOTED_ORIGINS, address, self.now())
            .is_err()
        {
            return;
        }
        let entry = self.entry_of(
            None,
            address,
            "origin_refused",
            None,
            serde_json::json!({ "method": method, "path": path.chars().take(200).collect::<String>() }),
        );
        if let Err(error) = self.write_entry(entry).await {
            tracing::error!(%error, "a refusal could not be noted");
        }
    }

    /// The newest entries, or those before one.
    ///
    /// # Errors
    /// For everybody but administrators of the whole tree.
    pub async fn audit(
        &self,
        actor: &Actor,
        before: Option<Uuid>,
        limit: u64,
    ) -> Result<Vec<AuditEntry>, IdentityError> {
        let tree = store::units::tree(self.db.read()).await?;
        if !actor.may_audit(&tree) {
            return Err(IdentityError::Denied);
        }
        Ok(store::audit::list(self.db.read(), before, limit.clamp(1, 500)).await?)
    }
}

/// Adds an entry to a transaction under way.
pub(crate) async fn add(
    connection: &impl crate::db::Connection,
    entry: AuditEntry,
) -> Result<(), IdentityError> {
    Ok(store::audit::add(connection, entry).await?)
}
