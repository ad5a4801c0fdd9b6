//! What is told to open sockets when rights change.

use nghisu_protocol::ids::PersonId;

use super::{IdentityError, passkeys::broken};
use crate::db::Txn;

/// Something about a person's rights or doors changed: a role, a session, a token, the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RightsChanged {
    /// Whose.
    pub person: PersonId,
}

impl super::Identity {
    /// Writes what changes a person's rights or doors, then tells it.
    ///
    /// It is told whatever became of the write, and also when whoever asked for it has gone meanwhile: otherwise
    /// what is over in the database would go on in an open socket, and asking again would change nothing more.
    pub(super) async fn write_rights<T, F, Fut>(
        &self,
        person: PersonId,
        work: F,
    ) -> Result<T, IdentityError>
    where
        T: Send + 'static,
        F: FnOnce(Txn) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, IdentityError>> + Send + 'static,
    {
        let (db, changes) = (self.db.clone(), self.changes.clone());
        let written = tokio::spawn(async move {
            let written = db.write(work).await;
            // A send fails only when nobody listens.
            let _ = changes.send(RightsChanged { person });
            written
        });
        written.await.map_err(broken)?
    }
}
