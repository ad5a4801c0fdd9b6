//! Certificates for keys that were made on a tablet and never leave it.
//!
//! The authority certifies what the directory says: the request only proves that its sender holds the key.

use nghisu_pades::report::CertificateFacts;
use nghisu_pades::request::VerifiedRequest;
use nghisu_protocol::{
    ids::{PersonId, Timestamp},
    log::Hash,
    signing::{RequestCertificate, SigningCertificate},
};
use p256::pkcs8::DecodePublicKey as _;
use serde_json::json;
use unicode_normalization::UnicodeNormalization as _;

use super::{Signing, SigningError, StoredCertificate, store};
use crate::identity::{Actor, Identity, audit};

/// Characters of a label at most.
const MAX_LABEL: usize = 100;
/// Bytes of a request at most; one for a P-256 key has some three hundred.
const MAX_REQUEST: usize = 8 * 1024;

impl Signing {
    /// A person's own certificates, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn certificates(
        &self,
        person: PersonId,
    ) -> Result<Vec<SigningCertificate>, SigningError> {
        Ok(store::certificates_of(self.db.read(), person)
            .await?
            .into_iter()
            .map(StoredCertificate::shown)
            .collect())
    }

    /// The certificates of a person, for those who may manage them.
    ///
    /// # Errors
    /// When the right is missing.
    pub async fn certificates_managed(
        &self,
        identity: &Identity,
        actor: &Actor,
        person: PersonId,
    ) -> Result<Vec<SigningCertificate>, SigningError> {
        identity.must_manage(actor, person).await?;
        self.certificates(person).await
    }

    /// Certifies a key of whoever is signed in. Asked again for the same key, it answers the certificate
    /// that is there.
    ///
    /// # Errors
    /// When the request is not one of a P-256 key that signed it, the key is revoked or another person's, or the
    /// authority's own time is over.
    pub async fn request_certificate(
        &self,
        identity: &Identity,
        actor: &Actor,
        asked: RequestCertificate,
    ) -> Result<SigningCertificate, SigningError> {
        if !actor.is_in_person() {
            return Err(SigningError::Denied);
        }
        let label: String = asked.label.trim().nfc().collect();
        let length = label.chars().count();
        if length == 0 || length > MAX_LABEL || label.chars().any(char::is_control) {
            return Err(SigningError::Field("label"));
        }
        let request = &asked.request.0;
        if request.len() > MAX_REQUEST {
            return Err(SigningError::Request("it is too long"));
        }
        let request = VerifiedRequest::read(request)
            .map_err(|_| SigningError::Request("it is no PKCS#10 that its own key signed"))?;
        if p256::PublicKey::from_public_key_der(request.spki()).is_err() {
            return Err(SigningError::Request("the key is not on P-256"));
        }
        let now = self.now();
        if self.authority.has_expired(now) {
            return Err(SigningError::AuthorityExpired);
        }
        let key = Hash::of(request.spki());
        let der = self
            .authority
            .issue(
                &request,
                &actor.name,
                &actor.id().to_string(),
                &self.random,
                now,
            )
            .map_err(SigningError::broken)?;
        let facts = CertificateFacts::read(&der).map_err(SigningError::broken)?;
        let new = StoredCertificate {
            id: Hash::of(&der),
            person: actor.id(),
            key,
            der,
            subject: actor.name.clone(),
            issuer: self.authority.name().to_owned(),
            label,
            not_before: Timestamp(facts.not_before * 1_000),
            not_after: Timestamp(facts.not_after * 1_000),
            issued_at: now,
            revoked_at: None,
        };
        let entry = identity.entry(
            actor,
            "signing_certificate_issued",
            Some(new.person.0),
            json!({ "certificate": new.id, "label": new.label }),
        );
        let kept = self
            .db
            .write(move |txn| async move {
                for known in store::certificates_for(&*txn, key).await? {
                    if known.person != new.person {
                        return Err(SigningError::Request("the key is another person's"));
                    }
                    if known.revoked_at.is_some() {
                        return Err(SigningError::Request(
                            "a certificate of the key was revoked",
                        ));
                    }
                    if known.is_usable(now) {
                        return Ok(known);
                    }
                }
                store::insert_certificate(&*txn, &new).await?;
                audit::add(&*txn, entry).await?;
                Ok(new)
            })
            .await?;
        Ok(kept.shown())
    }

    /// Revokes one of one's own certificates.
    ///
    /// # Errors
    /// When it is unknown or revoked already.
    pub async fn revoke_own(
        &self,
        identity: &Identity,
        actor: &Actor,
        id: Hash,
    ) -> Result<(), SigningError> {
        self.revoke(identity, actor, actor.id(), id).await
    }

    /// Revokes a certificate of a person whom the actor may manage.
    ///
    /// # Errors
    /// When the right is missing, or the certificate is unknown or revoked already.
    pub async fn revoke_managed(
        &self,
        identity: &Identity,
        actor: &Actor,
        person: PersonId,
        id: Hash,
    ) -> Result<(), SigningError> {
        identity.must_manage(actor, person).await?;
        self.revoke(identity, actor, person, id).await
    }

    async fn revoke(
        &self,
        identity: &Identity,
        actor: &Actor,
        person: PersonId,
        id: Hash,
    ) -> Result<(), SigningError> {
        let now = self.now();
        let entry = identity.entry(
            actor,
            "signing_certificate_revoked",
            Some(person.0),
            json!({ "certificate": id }),
        );
        self.db
            .write(move |txn| async move {
                if !store::revoke(&*txn, person, id, now).await? {
                    return Err(SigningError::CertificateUnknown);
                }
                Ok(audit::add(&*txn, entry).await?)
            })
            .await
    }

    /// A certificate of a person that may sign now.
    pub(super) async fn usable(
        &self,
        person: PersonId,
        id: Hash,
    ) -> Result<StoredCertificate, SigningError> {
        let certificate = store::certificate(self.db.read(), id)
            .await?
            .filter(|certificate| certificate.person == person)
            .ok_or(SigningError::CertificateUnknown)?;
        if certificate.is_usable(self.now()) {
            Ok(certificate)
        } else {
            Err(SigningError::CertificateUnusable)
        }
    }
}
