//! What follows from a signature without anybody: verify, embed, record.
//!
//! Every part can be repeated: the same signature gives the same file under the same hash, and the room is
//! asked whether it has recorded that file before it records it. So a ceremony that was cut off anywhere is
//! carried on from its stored state, and its event is in the log once.

use std::sync::{Arc, OnceLock};

use nghisu_pades::{Error, Options, Prepared, Verdict, validate};
use nghisu_protocol::{
    error::ErrorCode,
    ids::{CeremonyId, Timestamp},
    log::Hash,
    room::Rejection,
    signing::CeremonyState,
};
use serde_json::json;

use super::{
    Signing, SigningAuthority, SigningError, StoredCeremony, StoredCertificate,
    ceremonies::{attributes, has_signature, read_file},
    due::{self, Due},
    store::{self, Step},
};
use crate::documents::blobs::Blobs;
use crate::identity::{Identity, audit};
use crate::live::{LiveError, room::minutes};
use crate::pages::workers::blocking;

/// Where an act of the server itself comes from, in the audit table.
const SERVER: &str = "server";

impl Signing {
    /// Carries a ceremony whose signature has arrived on to its end; answers any other as it is.
    ///
    /// # Errors
    /// [`SigningError::Over`] when the signature is not taken, which ends the ceremony; anything else leaves
    /// it where it is, to be carried on later.
    pub async fn carry_on(
        &self,
        identity: &Identity,
        id: CeremonyId,
    ) -> Result<StoredCeremony, SigningError> {
        let meeting = self.stored(id).await?.meeting;
        let _turn = self.turn(meeting).await;
        let ceremony = self.stored(id).await?;
        self.finish(identity, ceremony).await
    }

    /// The same, for who has the meeting's turn.
    pub(super) async fn finish(
        &self,
        identity: &Identity,
        ceremony: StoredCeremony,
    ) -> Result<StoredCeremony, SigningError> {
        if !has_signature(ceremony.state) {
            return Ok(ceremony);
        }
        let meeting = ceremony.meeting;
        let finished = self.to_its_end(identity, ceremony).await;
        if matches!(finished, Ok(_) | Err(SigningError::Over(_))) {
            self.sweep(meeting).await;
        }
        finished
    }

    async fn to_its_end(
        &self,
        identity: &Identity,
        mut ceremony: StoredCeremony,
    ) -> Result<StoredCeremony, SigningError> {
        while has_signature(ceremony.state) {
            let step = if ceremony.state == CeremonyState::Signed {
                self.verify(&ceremony).await
            } else {
                self.embed(&ceremony).await
            };
            match step {
                Ok(step) => self.step(identity, &ceremony, step).await?,
                Err(SigningError::Over(code)) => {
                    let step = Step::Abandoned(Some(code));
                    self.step(identity, &ceremony, step).await?;
                    return Err(SigningError::Over(code));
                }
                Err(error) => return Err(error),
            }
            ceremony = self.stored(ceremony.id).await?;
        }
        Ok(ceremony)
    }

    /// Whether the signature is one over the attributes by the certificate's key.
    async fn verify(&self, ceremony: &StoredCeremony) -> Result<Step, SigningError> {
        let signed = self.signed_ceremony(ceremony).await?;
        blocking(move || {
            let prepared = match read_file(&signed.blobs, signed.document)? {
                Ok(document) => signed.prepared(document),
                Err(error) => return Ok(Err(error)),
            };
            Ok(signed.container(&prepared).map(|_| Step::Verified))
        })
        .await?
    }

    /// Makes the signed file, keeps it, and records it in the meeting's log.
    async fn embed(&self, ceremony: &StoredCeremony) -> Result<Step, SigningError> {
        let signed = self.signed_ceremony(ceremony).await?;
        let hash = blocking(move || signed.file()).await??;
        let at = self.record(ceremony, hash).await?;
        Ok(Step::Embedded(hash, at))
    }

    async fn signed_ceremony(&self, ceremony: &StoredCeremony) -> Result<Signed, SigningError> {
        let certificate = store::certificate(self.db.read(), ceremony.certificate)
            .await?
            .ok_or(SigningError::CertificateUnknown)?;
        Ok(Signed {
            base: ceremony.base,
            document: ceremony.document,
            slot: ceremony.slot.clone(),
            certificate,
            signature: ceremony.signature.clone().unwrap_or_default(),
            authority: Arc::clone(&self.authority),
            authorised_at: ceremony
                .authorisation
                .as_ref()
                .map_or(ceremony.prepared_at, |given| given.at),
            now: self.now(),
            blobs: self.blobs.clone(),
        })
    }

    /// Records the signature, if it is still due on that very file; when the room has it already, nothing
    /// more is recorded. Answers when it entered the log.
    async fn record(
        &self,
        ceremony: &StoredCeremony,
        pdf: Hash,
    ) -> Result<Timestamp, SigningError> {
        let due = Due {
            person: ceremony.person,
            capacity: ceremony.capacity,
            file: ceremony.base,
        };
        let found = Arc::new(OnceLock::new());
        let told = Arc::clone(&found);
        let recorded = self
            .rooms
            .record(ceremony.meeting, due.person, None, move |room, now| {
                let (finding, decision) = if let Some(at) = due::given_at(room, pdf) {
                    (Ok(at), Err(Rejection::NothingToDo))
                } else if let Err(code) = due.check(room) {
                    (Err(code), Err(Rejection::WrongStage))
                } else {
                    (Ok(now), minutes::sign(room, due.person, due.file, pdf))
                };
                // The room decides once.
                let _ = told.set(finding);
                decision
            })
            .await;
        match (recorded, found.get()) {
            (Ok(_) | Err(LiveError::Rejected(Rejection::NothingToDo)), Some(Ok(at))) => Ok(*at),
            (Err(LiveError::Rejected(Rejection::WrongStage)), Some(Err(code))) => {
                Err(SigningError::Over(*code))
            }
            (Err(error), _) => Err(error.into()),
            (Ok(_), _) => Err(SigningError::broken(
                "a room recorded what it did not decide",
            )),
        }
    }

    /// Commits a step of the server's own.
    async fn step(
        &self,
        identity: &Identity,
        ceremony: &StoredCeremony,
        step: Step,
    ) -> Result<(), SigningError> {
        let (id, from) = (ceremony.id, ceremony.state);
        let noted = match &step {
            Step::Embedded(signed, _) => Some((
                "minutes_signed",
                json!({ "ceremony": id, "signed": signed }),
            )),
            Step::Abandoned(reason) => Some((
                "signing_refused",
                json!({ "ceremony": id, "reason": reason }),
            )),
            Step::Authorised(..) | Step::Signed(_) | Step::Verified => None,
        };
        let entry = noted.map(|(kind, details)| {
            let meeting = Some(ceremony.meeting.0);
            identity.entry_of(Some(ceremony.person), SERVER, kind, meeting, details)
        });
        let given = matches!(step, Step::Embedded(..)).then(|| self.given.clone());
        let (db, meeting) = (self.db.clone(), ceremony.meeting);
        // Also when whoever asked has gone meanwhile: what follows from a signature waits to be told of it.
        let noted = tokio::spawn(async move {
            db.write(move |txn| async move {
                // Another node may have been quicker; then its entry is there as well.
                if store::advance(&*txn, id, from, step).await?
                    && let Some(entry) = entry
                {
                    audit::add(&*txn, entry).await?;
                }
                Ok::<_, SigningError>(())
            })
            .await?;
            if let Some(given) = given {
                // Nobody may be listening.
                let _ = given.send(meeting);
            }
            Ok(())
        });
        noted.await.map_err(std::io::Error::other)?
    }
}

/// Everything that is needed to verify and embed, without a database.
struct Signed {
    base: Hash,
    document: Hash,
    slot: nghisu_pades::Slot,
    certificate: StoredCertificate,
    signature: Vec<u8>,
    authority: Arc<SigningAuthority>,
    /// When the passkey's word about these bytes was stored: certificates are judged then.
    authorised_at: Timestamp,
    now: Timestamp,
    blobs: Blobs,
}

impl Signed {
    fn prepared(&self, document: Vec<u8>) -> Prepared {
        Prepared {
            document,
            slot: self.slot.clone(),
        }
    }

    /// The container of a signature that verifies.
    fn container(&self, prepared: &Prepared) -> Result<Vec<u8>, SigningError> {
        attributes(prepared, &self.certificate.der)
            .and_then(|attributes| nghisu_pades::signed_data(&attributes, &self.signature, &[]))
            .map_err(|error| refused(&error))
    }

    /// The signed file, made, validated and kept.
    fn file(&self) -> std::io::Result<Result<Hash, SigningError>> {
        let both = (
            read_file(&self.blobs, self.base)?,
            read_file(&self.blobs, self.document)?,
        );
        let (base, document) = match both {
            (Ok(base), Ok(document)) => (base, document),
            (Err(error), _) | (_, Err(error)) => return Ok(Err(error)),
        };
        // Signed bytes are only added to.
        if !document.starts_with(&base) {
            return Ok(Err(SigningError::Over(ErrorCode::MinutesAltered)));
        }
        let prepared = self.prepared(document);
        let signed = self.container(&prepared).and_then(|container| {
            let signed = prepared
                .embed(&container)
                .map_err(|error| refused(&error))?;
            self.judge(&signed)?;
            Ok(signed)
        });
        match signed {
            Ok(signed) => Ok(Ok(self.blobs.put(signed.as_slice())?.0)),
            Err(error) => Ok(Err(error)),
        }
    }

    /// The finished file as any reader will judge it: this signature valid and over everything, and none
    /// before it broken. One before it whose certificate has expired cannot be checked, and is not broken.
    fn judge(&self, signed: &[u8]) -> Result<(), SigningError> {
        let report = validate(
            signed,
            &Options {
                validation_time: self.now.0.div_euclid(1_000),
                existed_by: Some(self.authorised_at.0.div_euclid(1_000)),
                anchors: vec![self.authority.anchor()],
                ..Options::default()
            },
        );
        let is_good = report.signatures.iter().any(|one| {
            one.field == self.slot.field
                && one.verdict == Verdict::Valid
                && one.coverage.as_ref().is_some_and(|part| part.whole_file)
        }) && report
            .signatures
            .iter()
            .all(|one| one.verdict != Verdict::Invalid);
        if is_good {
            Ok(())
        } else {
            tracing::error!(?report, "a signed file did not validate and was not taken");
            Err(SigningError::Over(ErrorCode::SignatureRefused))
        }
    }
}

/// What the same bytes will never be accepted for: the ceremony ends. Nobody could carry it on, and it would
/// keep every other signer away.
fn refused(error: &Error) -> SigningError {
    if *error != Error::SignatureInvalid {
        tracing::error!(%error, "a signature cannot be embedded");
    }
    SigningError::Over(ErrorCode::SignatureRefused)
}
