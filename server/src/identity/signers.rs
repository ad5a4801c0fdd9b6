//! What signing asks of identity: the passkeys that may authorise, and who manages whom.

use nghisu_protocol::ids::PersonId;
use webauthn_rs::prelude::Passkey;

use super::{Actor, Identity, IdentityError, passkeys::broken, store};

/// A good passkey of a person.
#[derive(Debug, Clone)]
pub(crate) struct SigningPasskey {
    /// The WebAuthn credential id.
    pub(crate) credential_id: Vec<u8>,
    /// webauthn-rs' own JSON with the public key. Nothing secret.
    pub(crate) passkey: String,
}

impl Identity {
    /// The passkeys of a person that may authorise a signature.
    pub(crate) async fn signing_passkeys(
        &self,
        person: PersonId,
    ) -> Result<Vec<SigningPasskey>, IdentityError> {
        let mut passkeys = Vec::new();
        for (_, stored) in store::passkeys::of(self.db.read(), person).await? {
            let passkey: Passkey = serde_json::from_str(&stored.passkey).map_err(broken)?;
            passkeys.push(SigningPasskey {
                credential_id: passkey.cred_id().to_vec(),
                passkey: stored.passkey,
            });
        }
        Ok(passkeys)
    }

    /// Refuses whoever may not manage a person.
    pub(crate) async fn must_manage(
        &self,
        actor: &Actor,
        person: PersonId,
    ) -> Result<(), IdentityError> {
        self.managed(actor, person).await.map(drop)
    }

    /// The name of the tree's root unit, where there is exactly one.
    pub(crate) async fn root_unit_name(&self) -> Result<Option<String>, IdentityError> {
        let mut roots = self
            .units(None)
            .await?
            .into_iter()
            .filter(|unit| unit.parent.is_none());
        Ok(match (roots.next(), roots.next()) {
            (Some(only), None) => Some(only.name),
            _ => None,
        })
    }
}
