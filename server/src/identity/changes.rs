//! What is told to open sockets when rights change.

use nghisu_protocol::ids::PersonId;

/// Something about a person's rights or doors changed: a role, a session, a token, the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RightsChanged {
    /// Whose.
    pub person: PersonId,
}

impl super::Identity {
    /// Tells it. A send fails only when nobody listens.
    pub(super) fn rights_changed(&self, person: PersonId) {
        let _ = self.changes.send(RightsChanged { person });
    }
}
