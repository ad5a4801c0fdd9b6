//! What is told to open sockets when rights change, in this process or in another one.

use std::{collections::HashSet, time::Duration};

use nghisu_protocol::ids::{PersonId, Timestamp, Uuid};
use tokio::time::{MissedTickBehavior, interval};

use super::{IdentityError, passkeys::broken, store};
use crate::db::Txn;

/// How often the changes of other processes are looked for: rights that are taken away end sockets within a second.
const LOOK: Duration = Duration::from_millis(400);
/// How far back in the audit table they are looked for: an entry is committed somewhat later than its id says, and the
/// clock of another machine may be behind. What is further back is found by the heartbeat of each socket.
const BACK_MS: i64 = 10_000;

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

    /// Tells also of what other processes on the same database change: a command on the terminal (`nghisu person`,
    /// `nghisu token`), another node. Each such change has its entry in the audit table, which names the person.
    ///
    /// Ends when the service does.
    pub(crate) fn attend(&self) {
        let (db, clock, changes) = (
            self.db.clone(),
            self.clock.clone(),
            self.changes.downgrade(),
        );
        tokio::spawn(async move {
            let mut looks = interval(LOOK);
            looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            let mut told: HashSet<Uuid> = HashSet::new();
            loop {
                looks.tick().await;
                let Some(changes) = changes.upgrade() else {
                    return;
                };
                let since = first_id_at(Timestamp(clock.now().0 - BACK_MS));
                match store::audit::subjects_since(db.read(), since).await {
                    Ok(entries) => {
                        told.retain(|id| *id >= since);
                        for (id, subject) in entries {
                            if told.insert(id) {
                                // A send fails only when nobody listens.
                                let _ = changes.send(RightsChanged {
                                    person: PersonId(subject),
                                });
                            }
                        }
                    }
                    // The sockets' heartbeats ask as well; the next look may succeed.
                    Err(error) => tracing::warn!(%error, "changes of rights cannot be looked for"),
                }
            }
        });
    }
}

/// The smallest id that is made at a time: ids begin with their milliseconds (RFC 9562, section 5.7).
fn first_id_at(at: Timestamp) -> Uuid {
    Uuid::from_u128(u128::from(at.0.max(0).unsigned_abs()) << 80)
}
