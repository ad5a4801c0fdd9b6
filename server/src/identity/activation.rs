//! Activation: a code, its link and its QR code let a person register a passkey, once.

use nghisu_protocol::{
    ids::{PersonId, Timestamp},
    people::{Ceremony, FinishCeremony, Invited, IssuedActivation, StartActivation},
};
use qrcode::{EcLevel, QrCode, render::svg};
use serde_json::json;

use super::{
    Actor, Identity, IdentityError, Opened, Visitor, audit,
    error::Thing,
    limit, passkeys, secret,
    store::{self, doors::StoredActivation, passkeys::Kind},
};

impl Identity {
    /// Makes an activation code for a person. Codes made before become void.
    ///
    /// # Errors
    /// When the right is missing, or the person unknown or closed.
    pub async fn issue_activation(
        &self,
        actor: &Actor,
        person: PersonId,
    ) -> Result<IssuedActivation, IdentityError> {
        let stored = self.reachable(actor, person).await?.of_the_directory()?;
        if stored.closed_at.is_some() {
            return Err(IdentityError::PersonInactive);
        }
        let now = self.now();
        let code = secret::new_code(&self.random);
        let activation = StoredActivation {
            id: self.random.id(now),
            person,
            expires_at: Timestamp(now.0 + i64::from(self.config.activation_hours) * 3_600_000),
            used: false,
            revoked: false,
        };
        let expires_at = activation.expires_at;
        let hash = self.code_key.hash(&code);
        let by = actor.person;
        let entry = self.entry(actor, "activation_issued", Some(person.0), json!({}));
        self.db
            .write(move |txn| async move {
                store::doors::issue_activation(&*txn, &activation, hash, by, now).await?;
                audit::add(&*txn, entry).await
            })
            .await?;
        // The code stands behind `#`: browsers never send that part, so no log has it.
        let link = format!("{}activate#{code}", self.config.public_url());
        Ok(IssuedActivation {
            qr_svg: qr_svg(&link)?,
            code,
            link,
            expires_at,
        })
    }

    /// Makes the open codes of a person void.
    ///
    /// # Errors
    /// When the right is missing.
    pub async fn revoke_activation(
        &self,
        actor: &Actor,
        person: PersonId,
    ) -> Result<(), IdentityError> {
        self.reachable(actor, person).await?;
        let now = self.now();
        let entry = self.entry(actor, "activation_revoked", Some(person.0), json!({}));
        self.db
            .write(move |txn| async move {
                store::doors::revoke_activations(&*txn, person, now).await?;
                audit::add(&*txn, entry).await
            })
            .await
    }

    /// Says whose a code is, and starts the registration of a passkey for them.
    ///
    /// # Errors
    /// When the code is wrong, used or over, or too many wrong ones came.
    pub async fn start_activation(
        &self,
        visitor: &Visitor,
        start: StartActivation,
    ) -> Result<Ceremony, IdentityError> {
        self.check_codes(visitor)?;
        let found = self.good_activation(&start.code).await;
        let activation = self.counted(visitor, "activation_refused", found).await?;
        self.limiter
            .take(limit::CODE_STARTS, &activation.id.to_string(), self.now())?;
        let person = activation.person;
        let mut ceremony = self
            .start_registration(person, Kind::Activation, Some(activation.id))
            .await?;
        let stored = store::people::get(self.db.read(), person)
            .await?
            .ok_or(IdentityError::NotFound(Thing::Person))?;
        ceremony.person = Some(Invited {
            name: stored.name,
            position: store::people::title(self.db.read(), person, &self.clock.today()).await?,
            office: self.config.office_name.clone(),
        });
        Ok(ceremony)
    }

    /// Refuses when too many wrong codes came.
    pub(super) fn check_codes(&self, visitor: &Visitor) -> Result<(), IdentityError> {
        let now = self.now();
        self.limiter
            .check(limit::WRONG_CODES, &visitor.address, now)?;
        self.limiter.check(limit::WRONG_CODES_EVERYWHERE, "", now)
    }

    /// Counts a wrong code, and notes whatever is refused under a kind of the audit table.
    pub(super) async fn counted<T>(
        &self,
        visitor: &Visitor,
        kind: &str,
        found: Result<T, IdentityError>,
    ) -> Result<T, IdentityError> {
        let error = match found {
            Ok(_) | Err(IdentityError::Database(_)) => return found,
            Err(error) => error,
        };
        // One that is used or over was given to somebody: it is no guess.
        if matches!(error, IdentityError::ActivationUnknown) {
            let now = self.now();
            self.limiter
                .count(limit::WRONG_CODES, &visitor.address, now);
            self.limiter.count(limit::WRONG_CODES_EVERYWHERE, "", now);
        }
        self.refused_at_door(visitor, kind, &error).await;
        Err(error)
    }

    pub(super) async fn good_activation(
        &self,
        typed: &str,
    ) -> Result<StoredActivation, IdentityError> {
        let code = secret::read_code(typed).ok_or(IdentityError::ActivationUnknown)?;
        let activation = store::doors::activation(self.db.read(), &self.code_key.hash(&code))
            .await?
            .ok_or(IdentityError::ActivationUnknown)?;
        if activation.used {
            return Err(IdentityError::ActivationUsed);
        }
        if activation.revoked || self.now() >= activation.expires_at {
            return Err(IdentityError::ActivationExpired);
        }
        Ok(activation)
    }

    /// Registers the passkey, uses the code up and opens a session, all or nothing.
    ///
    /// # Errors
    /// When the ceremony is over, the passkey not good, or the code was used meanwhile.
    pub async fn finish_activation(
        &self,
        visitor: &Visitor,
        finish: FinishCeremony,
    ) -> Result<Opened, IdentityError> {
        let ceremony = self.take(finish.ceremony_id, Kind::Activation).await?;
        let (Some(person), Some(activation)) = (ceremony.person, ceremony.activation) else {
            return Err(IdentityError::CeremonyExpired);
        };
        let new = self.registered(person, &ceremony, finish, visitor)?;
        let (session, opened) = self.new_session(person, new.stored.id, visitor);
        let entry = self.entry_of(
            Some(person),
            &visitor.address,
            "activated",
            Some(person.0),
            json!({ "passkey": new.stored.id }),
        );
        let now = self.now();
        self.db
            .write(move |txn| async move {
                let open = store::people::get(&*txn, person)
                    .await?
                    .is_some_and(|person| person.closed_at.is_none());
                if !open {
                    return Err(IdentityError::PersonInactive);
                }
                if !store::doors::use_activation(&*txn, activation, now).await? {
                    return Err(IdentityError::ActivationUsed);
                }
                passkeys::insert(&*txn, &new, now).await?;
                store::doors::open_session(&*txn, session, now).await?;
                audit::add(&*txn, entry).await
            })
            .await?;
        Ok(opened)
    }
}

/// A QR code (ISO/IEC 18004) that stays readable when a tenth of it is dirty.
pub(super) fn qr_svg(text: &str) -> Result<String, IdentityError> {
    let code = QrCode::with_error_correction_level(text.as_bytes(), EcLevel::M)
        .map_err(passkeys::broken)?;
    Ok(code
        .render::<svg::Color<'_>>()
        .min_dimensions(240, 240)
        .quiet_zone(true)
        .build())
}
