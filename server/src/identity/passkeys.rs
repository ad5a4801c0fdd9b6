//! Passkeys: making one, signing in with one, taking one away.
//!
//! Credentials are discoverable and verify their user, so a sign-in needs no name. webauthn-rs
//! writes neither into its options for passkeys; the JSON is completed here (Web Authentication
//! Level 3, 5.4.4). Attestation is not asked for: any maker's authenticator is good.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use nghisu_protocol::{
    ids::{CredentialId, PersonId, Timestamp, Uuid},
    machine::{Machine, browser_of},
    people::{CEREMONY_MS, Ceremony, Credential, FinishCeremony},
};
use serde::de::DeserializeOwned;
use serde_json::json;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, DiscoverableKey, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential,
};

use super::{
    Actor, Identity, IdentityError, Opened, Visitor, audit, directory,
    error::Thing,
    limit,
    store::{
        self,
        doors::Which,
        passkeys::{Called, Kind, StoredCeremony, StoredPasskey},
    },
};

/// A registered passkey that is not stored yet.
pub(super) struct NewPasskey {
    pub(super) stored: StoredPasskey,
    credential_id: String,
    called: Called,
    discoverable: Option<bool>,
}

impl Identity {
    /// Starts a sign-in: anybody may, and nobody is named.
    ///
    /// # Errors
    /// Too many starts from one address.
    pub async fn start_sign_in(&self, visitor: &Visitor) -> Result<Ceremony, IdentityError> {
        let now = self.now();
        self.limiter
            .take(limit::SIGN_IN_STARTS, &visitor.address, now)?;
        self.limiter
            .check(limit::SIGN_IN_FAILURES, &visitor.address, now)?;
        let (options, state) = self
            .webauthn
            .start_discoverable_authentication()
            .map_err(broken)?;
        let ceremony = self.ceremony(Kind::SignIn, None, None, &state)?;
        let id = ceremony.id;
        self.keep(ceremony).await?;
        Ok(Ceremony {
            ceremony_id: id,
            options: json!({ "publicKey": serde_json::to_value(options.public_key).map_err(broken)? }),
            person: None,
        })
    }

    /// Ends a sign-in and opens a session.
    ///
    /// # Errors
    /// When the passkey is unknown, revoked, not verified, or its person's account is closed.
    pub async fn finish_sign_in(
        &self,
        visitor: &Visitor,
        finish: FinishCeremony,
    ) -> Result<Opened, IdentityError> {
        let now = self.now();
        self.limiter
            .check(limit::SIGN_IN_FAILURES, &visitor.address, now)?;
        let result = self.sign_in(visitor, finish).await;
        match &result {
            Err(error @ IdentityError::SignInFailed(_)) => {
                self.limiter
                    .count(limit::SIGN_IN_FAILURES, &visitor.address, now);
                self.refused_at_door(visitor, "sign_in_refused", error)
                    .await;
            }
            Err(error @ IdentityError::PersonInactive) => {
                self.refused_at_door(visitor, "sign_in_refused", error)
                    .await;
            }
            // Whoever took too long, or met a fault of the server, has guessed nothing.
            Ok(_) | Err(_) => {}
        }
        result
    }

    async fn sign_in(
        &self,
        visitor: &Visitor,
        finish: FinishCeremony,
    ) -> Result<Opened, IdentityError> {
        let now = self.now();
        let ceremony = self.take(finish.ceremony_id, Kind::SignIn).await?;
        let state: DiscoverableAuthentication = read(&ceremony.state)?;
        let answer: PublicKeyCredential = serde_json::from_value(finish.credential)
            .map_err(|error| IdentityError::SignInFailed(error.to_string()))?;
        let (user, raw_id) = self
            .webauthn
            .identify_discoverable_authentication(&answer)
            .map_err(|error| IdentityError::SignInFailed(error.to_string()))?;
        let stored =
            store::passkeys::by_credential_id(self.db.read(), &URL_SAFE_NO_PAD.encode(raw_id))
                .await?
                .filter(|stored| stored.person.0 == user)
                .ok_or_else(|| IdentityError::SignInFailed("unknown or revoked".to_owned()))?;
        let mut passkey: Passkey = read(&stored.passkey)?;
        let result = self
            .webauthn
            .finish_discoverable_authentication_v2(&answer, state, DiscoverableKey::from(&passkey))
            .map_err(|error| IdentityError::SignInFailed(error.to_string()))?;
        let person = store::people::get(self.db.read(), stored.person)
            .await?
            .ok_or(IdentityError::NotFound(Thing::Person))?;
        if person.closed_at.is_some() {
            return Err(IdentityError::PersonInactive);
        }
        let changed = match passkey.update_credential(&result) {
            Some(true) => Some(serde_json::to_string(&passkey).map_err(broken)?),
            _ => None,
        };
        let (session, opened) = self.new_session(stored.person, stored.id, visitor);
        let entry = self.entry_of(
            Some(stored.person),
            &visitor.address,
            "sign_in",
            Some(session.id.0),
            json!({}),
        );
        self.db
            .write(move |txn| async move {
                // Between the checks above and this commit the account may have been closed, or the passkey revoked.
                if store::people::locked(&*txn, stored.person)
                    .await?
                    .is_none_or(|person| person.closed_at.is_some())
                {
                    return Err(IdentityError::PersonInactive);
                }
                if store::passkeys::of(&*txn, stored.person)
                    .await?
                    .iter()
                    .all(|(good, _)| good.id != stored.id)
                {
                    return Err(IdentityError::SignInFailed("revoked".to_owned()));
                }
                store::passkeys::used(&*txn, stored.id, changed, now).await?;
                store::doors::open_session(&*txn, session, now).await?;
                audit::add(&*txn, entry).await
            })
            .await?;
        Ok(opened)
    }

    /// Starts the registration of another passkey of whoever is signed in.
    ///
    /// # Errors
    /// When a program asks, or webauthn-rs or the database fails.
    pub async fn start_another(&self, actor: &Actor) -> Result<Ceremony, IdentityError> {
        in_person(actor)?;
        self.start_registration(actor.id(), Kind::Another, None)
            .await
    }

    /// Ends the registration of another passkey.
    ///
    /// # Errors
    /// When a program asks, the ceremony is over or somebody else's, or the passkey is not good.
    pub async fn finish_another(
        &self,
        actor: &Actor,
        visitor: &Visitor,
        finish: FinishCeremony,
    ) -> Result<Vec<Credential>, IdentityError> {
        in_person(actor)?;
        let person = actor.id();
        let ceremony = self.take(finish.ceremony_id, Kind::Another).await?;
        if ceremony.person != Some(person) {
            return Err(IdentityError::CeremonyExpired);
        }
        let new = self.registered(person, &ceremony, finish, visitor)?;
        let entry = self.entry(
            actor,
            "passkey_added",
            Some(person.0),
            json!({ "passkey": new.stored.id }),
        );
        let now = self.now();
        self.db
            .write(move |txn| async move {
                insert(&*txn, &new, now).await?;
                audit::add(&*txn, entry).await
            })
            .await?;
        self.passkeys_of(person).await
    }

    /// A person's own passkeys.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn passkeys_of(&self, person: PersonId) -> Result<Vec<Credential>, IdentityError> {
        Ok(store::passkeys::of(self.db.read(), person)
            .await?
            .into_iter()
            .map(|(credential, _)| credential)
            .collect())
    }

    /// Removes one of one's own passkeys, but not the last one.
    ///
    /// # Errors
    /// When a program asks, or it is unknown or the last.
    pub async fn remove_own_passkey(
        &self,
        actor: &Actor,
        id: CredentialId,
    ) -> Result<(), IdentityError> {
        in_person(actor)?;
        self.revoke(actor, actor.id(), id, true).await
    }

    /// The passkeys of a person, for those who may manage them.
    ///
    /// # Errors
    /// When the right is missing.
    pub async fn passkeys_managed(
        &self,
        actor: &Actor,
        person: PersonId,
    ) -> Result<Vec<Credential>, IdentityError> {
        self.managed(actor, person).await?;
        self.passkeys_of(person).await
    }

    /// Revokes a passkey of a person and ends the sessions that it opened.
    ///
    /// # Errors
    /// When the right is missing or the passkey unknown.
    pub async fn revoke_passkey(
        &self,
        actor: &Actor,
        person: PersonId,
        id: CredentialId,
    ) -> Result<(), IdentityError> {
        self.managed(actor, person).await?;
        self.revoke(actor, person, id, false).await
    }

    async fn revoke(
        &self,
        actor: &Actor,
        person: PersonId,
        id: CredentialId,
        keep_one: bool,
    ) -> Result<(), IdentityError> {
        let now = self.now();
        let entry = self.entry(
            actor,
            "passkey_revoked",
            Some(person.0),
            json!({ "passkey": id }),
        );
        self.write_rights(person, move |txn| async move {
            // Of two tablets that each remove the other's passkey, the second finds its own to be the last; and
            // no session is opened with a passkey while it is revoked.
            store::people::locked(&*txn, person).await?;
            if keep_one {
                let good = store::passkeys::of(&*txn, person).await?;
                if good.len() == 1 && good[0].0.id == id {
                    return Err(IdentityError::PasskeyLast);
                }
            }
            if !store::passkeys::revoke(&*txn, person, id, now).await? {
                return Err(IdentityError::NotFound(Thing::Credential));
            }
            store::doors::end_sessions(&*txn, person, Which::OfCredential(id), now).await?;
            audit::add(&*txn, entry).await
        })
        .await?;
        Ok(())
    }

    /// Starts the registration of a passkey for a person.
    pub(super) async fn start_registration(
        &self,
        person: PersonId,
        kind: Kind,
        activation: Option<Uuid>,
    ) -> Result<Ceremony, IdentityError> {
        let stored = store::people::get(self.db.read(), person)
            .await?
            .ok_or(IdentityError::NotFound(Thing::Person))?;
        if stored.closed_at.is_some() {
            return Err(IdentityError::PersonInactive);
        }
        let mut known = Vec::new();
        for (_, passkey) in store::passkeys::of(self.db.read(), person).await? {
            known.push(read::<Passkey>(&passkey.passkey)?.cred_id().clone());
        }
        let (options, state) = self
            .webauthn
            .start_passkey_registration(person.0, &stored.name, &stored.name, Some(known))
            .map_err(broken)?;
        let mut options = serde_json::to_value(options.public_key).map_err(broken)?;
        let selection = &mut options["authenticatorSelection"];
        selection["residentKey"] = json!("required");
        selection["requireResidentKey"] = json!(true);
        selection["userVerification"] = json!("required");
        options["extensions"]["credProps"] = json!(true);
        let ceremony = self.ceremony(kind, Some(person), activation, &state)?;
        let id = ceremony.id;
        self.keep(ceremony).await?;
        Ok(Ceremony {
            ceremony_id: id,
            options: json!({ "publicKey": options }),
            person: None,
        })
    }

    /// Checks what the browser answered to a registration.
    pub(super) fn registered(
        &self,
        person: PersonId,
        ceremony: &StoredCeremony,
        finish: FinishCeremony,
        visitor: &Visitor,
    ) -> Result<NewPasskey, IdentityError> {
        let refused = |error: String| IdentityError::PasskeyRefused(error);
        let state: PasskeyRegistration = read(&ceremony.state)?;
        let answer: RegisterPublicKeyCredential = serde_json::from_value(finish.credential)
            .map_err(|error| refused(error.to_string()))?;
        let passkey = self
            .webauthn
            .finish_passkey_registration(&answer, &state)
            .map_err(|error| refused(error.to_string()))?;
        // Unsigned, but an honest browser says it (Web Authentication Level 3, 10.1.3): a passkey
        // that cannot be found without a name could never sign in here.
        let discoverable = answer.extensions.cred_props.and_then(|props| props.rk);
        if discoverable == Some(false) {
            return Err(refused("the credential is not discoverable".to_owned()));
        }
        let called = Called {
            name: directory::optional(finish.name, 80, "name")?,
            machine: finish.machine.or_else(|| Machine::of_agent(&visitor.agent)),
            browser: browser_of(&visitor.agent),
        };
        Ok(NewPasskey {
            credential_id: URL_SAFE_NO_PAD.encode(passkey.cred_id()),
            stored: StoredPasskey {
                id: self.random.id(self.now()).into(),
                person,
                passkey: serde_json::to_string(&passkey).map_err(broken)?,
            },
            called,
            discoverable,
        })
    }

    fn ceremony(
        &self,
        kind: Kind,
        person: Option<PersonId>,
        activation: Option<Uuid>,
        state: &impl serde::Serialize,
    ) -> Result<StoredCeremony, IdentityError> {
        let now = self.now();
        Ok(StoredCeremony {
            id: self.random.id(now),
            kind,
            person,
            activation,
            state: serde_json::to_string(state).map_err(broken)?,
            expires_at: Timestamp(now.0 + CEREMONY_MS),
        })
    }

    async fn keep(&self, ceremony: StoredCeremony) -> Result<(), IdentityError> {
        let now = self.now();
        self.db
            .write(move |txn| async move { Ok(store::passkeys::keep(&*txn, ceremony, now).await?) })
            .await
    }

    /// Takes a ceremony out, once, whatever becomes of it.
    pub(super) async fn take(&self, id: Uuid, kind: Kind) -> Result<StoredCeremony, IdentityError> {
        let now = self.now();
        self.db
            .write(move |txn| async move {
                Ok::<_, IdentityError>(store::passkeys::take(&*txn, id, kind, now).await?)
            })
            .await?
            .ok_or(IdentityError::CeremonyExpired)
    }
}

/// A program with a service token could otherwise make itself a passkey, and with it sign as the person and outlast
/// its token (rule SG-2).
fn in_person(actor: &Actor) -> Result<(), IdentityError> {
    if actor.is_in_person() {
        Ok(())
    } else {
        Err(IdentityError::Denied)
    }
}

/// Stores a new passkey.
pub(super) async fn insert(
    connection: &impl crate::db::Connection,
    new: &NewPasskey,
    now: Timestamp,
) -> Result<(), IdentityError> {
    let NewPasskey {
        stored,
        credential_id,
        called,
        discoverable,
    } = new;
    if store::passkeys::insert(
        connection,
        stored,
        credential_id,
        called,
        *discoverable,
        now,
    )
    .await?
    {
        Ok(())
    } else {
        Err(IdentityError::PasskeyKnown)
    }
}

fn read<T: DeserializeOwned>(json: &str) -> Result<T, IdentityError> {
    serde_json::from_str(json).map_err(broken)
}

pub(super) fn broken(error: impl std::fmt::Display) -> IdentityError {
    IdentityError::Broken(error.to_string())
}
