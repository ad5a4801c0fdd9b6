//! Entries of the audit table: sign-ins, refusals, changes of rights. They never hold a secret.

use nghisu_protocol::{
    error::ErrorCode,
    ids::{PersonId, Uuid},
    people::AuditEntry,
};
use serde_json::{Value, json};

use super::{
    Actor, Identity, IdentityError, Visitor,
    limit::{self, Limit},
    store,
};

/// Characters of a path that are noted.
const MAX_PATH: usize = 200;

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

    /// Writes an entry by itself, where nothing else is written.
    pub(crate) async fn write_entry(&self, entry: AuditEntry) -> Result<(), IdentityError> {
        self.db
            .write(|txn| async move { Ok(store::audit::add(&*txn, entry).await?) })
            .await
    }

    /// Notes in the audit table that somebody who is known asked for what is not theirs: by `method` of the route at `path`,
    /// or by a command of that name to a room.
    pub async fn refused(&self, actor: &Actor, method: &str, path: &str, code: ErrorCode) {
        let details = json!({
            "method": method,
            "path": path.chars().take(MAX_PATH).collect::<String>(),
            "code": code.as_str(),
        });
        let entry = self.entry(actor, "refused", None, details);
        let who = actor
            .person
            .map_or_else(|| actor.address.clone(), |person| person.to_string());
        self.note(entry, limit::NOTED_REFUSALS, &who).await;
    }

    /// Notes that somebody who is not known yet was not let in.
    pub(super) async fn refused_at_door(
        &self,
        visitor: &Visitor,
        kind: &str,
        error: &IdentityError,
    ) {
        let reason = json!({ "reason": error.to_string() });
        let entry = self.entry_of(None, &visitor.address, kind, None, reason);
        self.note(entry, limit::NOTED_REFUSALS, &visitor.address)
            .await;
    }

    /// Writes an entry of which anybody can cause as many as they like: only the first of a key in a while are written. That
    /// it cannot be written makes no refusal an acceptance.
    async fn note(&self, entry: AuditEntry, limit: Limit, key: &str) {
        if self.limiter.take(limit, key, self.now()).is_err() {
            return;
        }
        if let Err(error) = self.write_entry(entry).await {
            tracing::error!(%error, "a refusal could not be noted");
        }
    }

    /// Notes that a request which could change something, or open a socket, came from another site's page.
    ///
    /// Anybody can send such requests without being known, so that only the first of an address are written; all of
    /// them are refused.
    pub async fn origin_refused(&self, address: &str, method: &str, path: &str) {
        let entry = self.entry_of(
            None,
            address,
            "origin_refused",
            None,
            json!({ "method": method, "path": path.chars().take(MAX_PATH).collect::<String>() }),
        );
        self.note(entry, limit::NOTED_ORIGINS, address).await;
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
