//! The signer's steps: begin, authorise, sign, give up.
//!
//! A step that is repeated with the same content is answered with what it came to. A lease holds the
//! minutes for their signer; who lets it run out is overtaken.

use std::io::Read as _;

use nghisu_evidence::assertion::{self, Expectation, PublicKey};
use nghisu_pades::{
    DEFAULT_ROOM, Prepared, SignatureAlgorithm, SignatureMeta, SignedAttributes, prepare,
    signed_attributes,
};
use nghisu_protocol::{
    bytes::Base64Url,
    error::ErrorCode,
    ids::{CeremonyId, MeetingId, Timestamp},
    log::Hash,
    room::state::SigningCapacity,
    signing::{
        AuthoriseCeremony, BeginCeremony, Ceremony, CeremonyState, SignCeremony, signing_challenge,
    },
};
use nghisu_typeset::{SignatureStamp, StampImage, signature_stamp};
use serde_json::json;

use super::{
    Authorisation, LEASE_MS, Signing, SigningError, StoredCeremony,
    due::{self, Due},
    store::{self, Step},
};
use crate::documents::blobs::Blobs;
use crate::identity::{Actor, Identity, audit};
use crate::minutes::paper::field_of;
use crate::pages::workers::blocking;
use crate::signature_images;

/// The offices' zone, in minutes east of UTC.
const OFFICE_ZONE: i16 = 420;
/// The shape of a signature's place in the minutes, 62 × 28 mm in points; the stamp is fitted into it.
const STAMP: (f64, f64) = (175.75, 79.37);
/// Bytes of a signature at most: DER of a P-256 signature has 72.
const MAX_SIGNATURE: usize = 128;

fn reason_of(capacity: SigningCapacity) -> &'static str {
    match capacity {
        SigningCapacity::Secretary => "Ký biên bản với tư cách thư ký",
        SigningCapacity::Chair => "Ký biên bản với tư cách chủ tọa",
    }
}

impl Signing {
    /// Begins a ceremony for the signature that is due, on the file that the signer has read.
    ///
    /// # Errors
    /// When it is another's turn, another file, or somebody else's lease holds.
    pub async fn begin(
        &self,
        identity: &Identity,
        actor: &Actor,
        meeting: MeetingId,
        asked: BeginCeremony,
    ) -> Result<Ceremony, SigningError> {
        if !actor.is_in_person() {
            return Err(SigningError::Denied);
        }
        let _turn = self.turn(meeting).await;
        let mut room = self.rooms.read_for(meeting, &actor.viewer()).await?;
        let mut open = store::open_ceremony(self.db.read(), meeting).await?;
        if let Some(arrived) = open.take_if(|open| has_signature(open.state)) {
            match self.finish(identity, arrived).await {
                Ok(_) | Err(SigningError::Over(_)) => {}
                Err(error) => return Err(error),
            }
            room = self.rooms.read_for(meeting, &actor.viewer()).await?;
        }
        let now = self.now();
        // Whoever was cut off before the answer came asks again.
        if due::has_given(&room, actor.id()) {
            return Err(SigningError::Over(ErrorCode::SignatureGiven));
        }
        let due = Due::of(&room).map_err(SigningError::Over)?;
        if let Some(other) = open
            .as_ref()
            .filter(|open| open.person != actor.id() && open.base == due.file)
            .filter(|open| now < open.expires_at && due::is_signer(&room, actor.id()))
        {
            return Err(SigningError::Busy {
                until: other.expires_at,
            });
        }
        if due.person != actor.id() {
            return Err(SigningError::Over(ErrorCode::SignatureNotDue));
        }
        if due.file != asked.read {
            return Err(SigningError::Over(ErrorCode::MinutesAltered));
        }
        self.usable(actor.id(), asked.certificate).await?;
        if let Some(own) = open.as_ref().filter(|open| {
            (open.person, open.certificate, open.base) == (actor.id(), asked.certificate, due.file)
                && now < open.expires_at
        }) {
            return self.shown(identity, own.clone()).await;
        }
        // From here on the image is part of the bytes that are read and signed.
        let image = signature_images::store::png(self.db.read(), actor.id()).await?;
        let image_hash = image.as_deref().map(Hash::of);
        let (document, slot) = self.prepared(&due, &actor.name, image, now).await?;
        let ceremony = StoredCeremony {
            id: CeremonyId(self.random.id(now)),
            meeting,
            person: actor.id(),
            name: actor.name.clone(),
            capacity: due.capacity,
            certificate: asked.certificate,
            state: CeremonyState::Prepared,
            base: due.file,
            document,
            slot,
            nonce: self.random.bytes(),
            prepared_at: now,
            expires_at: Timestamp(now.0 + LEASE_MS),
            authorisation: None,
            signature: None,
            signed: None,
            signed_at: None,
            refusal: None,
        };
        let entry = identity.entry(
            actor,
            "signing_begun",
            Some(meeting.0),
            json!({
                "ceremony": ceremony.id,
                "capacity": ceremony.capacity,
                "document": due.file,
                "image": image_hash,
            }),
        );
        let new = ceremony.clone();
        self.db
            .write(move |txn| async move {
                // Its owner may have taken it a step on since.
                if let Some(overtaken) = store::open_ceremony(&*txn, meeting).await? {
                    let reason = if overtaken.person == new.person {
                        ErrorCode::CeremonyMoved
                    } else {
                        ErrorCode::CeremonyState
                    };
                    let step = Step::Abandoned(Some(reason));
                    if has_signature(overtaken.state)
                        || !store::advance(&*txn, overtaken.id, overtaken.state, step).await?
                    {
                        return Err(SigningError::CeremonyState);
                    }
                }
                if !store::insert_ceremony(&*txn, &new).await? {
                    return Err(SigningError::Busy {
                        until: new.expires_at,
                    });
                }
                Ok(audit::add(&*txn, entry).await?)
            })
            .await?;
        self.sweep(meeting).await;
        self.shown(identity, ceremony).await
    }

    /// How far a ceremony of one's own is. One whose signature has arrived is carried on first.
    ///
    /// # Errors
    /// When it is unknown or another person's.
    pub async fn ceremony(
        &self,
        identity: &Identity,
        actor: &Actor,
        id: CeremonyId,
    ) -> Result<Ceremony, SigningError> {
        let mut ceremony = self.own(actor, id).await?;
        if has_signature(ceremony.state) {
            ceremony = match self.carry_on(identity, id).await {
                Err(SigningError::Over(_)) => self.stored(id).await?,
                done => done?,
            };
        }
        self.shown(identity, ceremony).await
    }

    /// The file with the placeholder of a ceremony of one's own, and its hash.
    ///
    /// # Errors
    /// When the ceremony is unknown, another person's or over, or the file is not what was stored.
    pub async fn document(
        &self,
        actor: &Actor,
        id: CeremonyId,
    ) -> Result<(Hash, Vec<u8>), SigningError> {
        let ceremony = self.own(actor, id).await?;
        if matches!(
            ceremony.state,
            CeremonyState::Embedded | CeremonyState::Abandoned
        ) {
            return Err(ended(&ceremony));
        }
        let document = ceremony.document;
        let blobs = self.blobs.clone();
        let bytes = blocking(move || read_file(&blobs, document)).await??;
        Ok((document, bytes))
    }

    /// Gives a ceremony of one's own up, as long as no signature has arrived.
    ///
    /// # Errors
    /// When it has.
    pub async fn give_up(
        &self,
        identity: &Identity,
        actor: &Actor,
        id: CeremonyId,
    ) -> Result<(), SigningError> {
        let meeting = self.own(actor, id).await?.meeting;
        let _turn = self.turn(meeting).await;
        let ceremony = self.own(actor, id).await?;
        match ceremony.state {
            CeremonyState::Prepared | CeremonyState::Authorised => {}
            CeremonyState::Abandoned => return Ok(()),
            CeremonyState::Signed | CeremonyState::Verified | CeremonyState::Embedded => {
                return Err(SigningError::CeremonyState);
            }
        }
        let entry = identity.entry(
            actor,
            "signing_given_up",
            Some(ceremony.meeting.0),
            json!({ "ceremony": id }),
        );
        self.db
            .write(move |txn| async move {
                let step = Step::Abandoned(None);
                if !store::advance(&*txn, id, ceremony.state, step).await? {
                    return Err(SigningError::CeremonyState);
                }
                Ok(audit::add(&*txn, entry).await?)
            })
            .await?;
        self.sweep(meeting).await;
        Ok(())
    }

    /// Takes the passkey's word for exactly the attributes that the server computes itself.
    ///
    /// # Errors
    /// When the tablet computed others, or the assertion is not one over their challenge by a passkey of the
    /// signer.
    pub async fn authorise(
        &self,
        identity: &Identity,
        actor: &Actor,
        id: CeremonyId,
        asked: AuthoriseCeremony,
    ) -> Result<Ceremony, SigningError> {
        if !actor.is_in_person() {
            return Err(SigningError::Denied);
        }
        let ceremony = self.own(actor, id).await?;
        if ceremony.state != CeremonyState::Prepared {
            let is_repeat = ceremony.authorisation.as_ref().is_some_and(|given| {
                given.digest == asked.digest && given.assertion == asked.assertion
            });
            return if is_repeat && ceremony.state != CeremonyState::Abandoned {
                self.ceremony(identity, actor, id).await
            } else {
                Err(ended(&ceremony))
            };
        }
        self.in_time(&ceremony).await?;
        let certificate = self.usable(actor.id(), ceremony.certificate).await?;
        let attributes = self.attributes(&ceremony, certificate.der).await?;
        let digest = Hash::of(attributes.to_be_signed());
        if digest != asked.digest {
            return Err(SigningError::Over(ErrorCode::MinutesAltered));
        }
        let public_key = match self
            .asserted(identity, &ceremony, digest, &asked.assertion)
            .await
        {
            Err(SigningError::Assertion(reason)) => {
                let details = json!({ "ceremony": id, "reason": reason });
                let meeting = Some(ceremony.meeting.0);
                identity
                    .write_entry(identity.entry(actor, "signing_refused", meeting, details))
                    .await?;
                return Err(SigningError::Assertion(reason));
            }
            checked => checked?,
        };
        let now = self.now();
        let authorisation = Authorisation {
            digest,
            assertion: asked.assertion,
            public_key,
            origin: self.origin.clone(),
            rp_id: self.rp_id.clone(),
            at: now,
        };
        let entry = identity.entry(
            actor,
            "signing_authorised",
            Some(ceremony.meeting.0),
            json!({ "ceremony": id, "digest": digest }),
        );
        let expires_at = Timestamp(now.0 + LEASE_MS);
        self.db
            .write(move |txn| async move {
                let step = Step::Authorised(Box::new(authorisation), expires_at);
                if !store::advance(&*txn, id, CeremonyState::Prepared, step).await? {
                    return Err(SigningError::CeremonyState);
                }
                Ok(audit::add(&*txn, entry).await?)
            })
            .await?;
        self.ceremony(identity, actor, id).await
    }

    /// Takes the signature, and carries the ceremony on to its end.
    ///
    /// # Errors
    /// When it does not verify, or the minutes have changed meanwhile.
    pub async fn sign(
        &self,
        identity: &Identity,
        actor: &Actor,
        id: CeremonyId,
        asked: SignCeremony,
    ) -> Result<Ceremony, SigningError> {
        if !actor.is_in_person() {
            return Err(SigningError::Denied);
        }
        let signature = asked.signature.0;
        let ceremony = self.own(actor, id).await?;
        if ceremony.state != CeremonyState::Authorised {
            let is_repeat = ceremony.signature.as_ref() == Some(&signature);
            return if is_repeat && ceremony.state != CeremonyState::Abandoned {
                let ceremony = self.carry_on(identity, id).await?;
                self.shown(identity, ceremony).await
            } else {
                Err(ended(&ceremony))
            };
        }
        self.in_time(&ceremony).await?;
        if signature.is_empty() || signature.len() > MAX_SIGNATURE {
            return Err(SigningError::Over(ErrorCode::SignatureRefused));
        }
        let now = self.now();
        self.db
            .write(move |txn| async move {
                // Between the check of an earlier step and this commit it may have been revoked.
                let is_usable = store::certificate(&*txn, ceremony.certificate)
                    .await?
                    .is_some_and(|certificate| certificate.is_usable(now));
                if !is_usable {
                    return Err(SigningError::CertificateUnusable);
                }
                let step = Step::Signed(signature);
                if !store::advance(&*txn, id, CeremonyState::Authorised, step).await? {
                    return Err(SigningError::CeremonyState);
                }
                Ok(())
            })
            .await?;
        let ceremony = self.carry_on(identity, id).await?;
        self.shown(identity, ceremony).await
    }

    async fn own(&self, actor: &Actor, id: CeremonyId) -> Result<StoredCeremony, SigningError> {
        let ceremony = self.stored(id).await?;
        if ceremony.person == actor.id() {
            Ok(ceremony)
        } else {
            Err(SigningError::CeremonyUnknown)
        }
    }

    /// Refuses a ceremony whose lease has run out, for good.
    async fn in_time(&self, ceremony: &StoredCeremony) -> Result<(), SigningError> {
        if self.now() < ceremony.expires_at {
            return Ok(());
        }
        let (id, state) = (ceremony.id, ceremony.state);
        let _turn = self.turn(ceremony.meeting).await;
        self.db
            .write(move |txn| async move {
                let step = Step::Abandoned(Some(ErrorCode::CeremonyState));
                store::advance(&*txn, id, state, step).await
            })
            .await?;
        self.sweep(ceremony.meeting).await;
        Err(SigningError::CeremonyState)
    }

    /// Makes the file with the placeholder and keeps it.
    async fn prepared(
        &self,
        due: &Due,
        name: &str,
        image: Option<Vec<u8>>,
        now: Timestamp,
    ) -> Result<(Hash, nghisu_pades::Slot), SigningError> {
        let (due, name, blobs) = (*due, name.to_owned(), self.blobs.clone());
        blocking(move || {
            let file = match read_file(&blobs, due.file)? {
                Ok(file) => file,
                Err(error) => return Ok(Err(error)),
            };
            match place(&file, &due, &name, image, now) {
                Ok(prepared) => {
                    let (document, _) = blobs.put(prepared.document.as_slice())?;
                    Ok(Ok((document, prepared.slot)))
                }
                Err(error) => Ok(Err(error)),
            }
        })
        .await?
    }

    /// The attributes that have to be signed, computed from the server's own bytes.
    async fn attributes(
        &self,
        ceremony: &StoredCeremony,
        certificate: Vec<u8>,
    ) -> Result<SignedAttributes, SigningError> {
        let (document, slot, blobs) =
            (ceremony.document, ceremony.slot.clone(), self.blobs.clone());
        blocking(move || {
            Ok(read_file(&blobs, document)?.and_then(|document| {
                attributes(&Prepared { document, slot }, &certificate).map_err(SigningError::broken)
            }))
        })
        .await?
    }

    /// The public key of the signer's passkey that made this assertion over this digest.
    async fn asserted(
        &self,
        identity: &Identity,
        ceremony: &StoredCeremony,
        digest: Hash,
        given: &nghisu_protocol::signing::Assertion,
    ) -> Result<PublicKey, SigningError> {
        let passkey = identity
            .signing_passkeys(ceremony.person)
            .await?
            .into_iter()
            .find(|passkey| passkey.credential_id == given.credential_id.0)
            .ok_or_else(|| SigningError::Assertion("the passkey is not the signer's".to_owned()))?;
        let (_, public_key) = PublicKey::from_passkey(&passkey.passkey)
            .map_err(|error| SigningError::Assertion(error.to_string()))?;
        let challenge = signing_challenge(&digest.0, ceremony.person, &ceremony.nonce);
        let expected = Expectation {
            challenge: &challenge,
            origin: &self.origin,
            rp_id: &self.rp_id,
            public_key: &public_key,
        };
        match assertion::verify(given, &expected) {
            Ok(_) => Ok(public_key),
            Err(error) => Err(SigningError::Assertion(error.to_string())),
        }
    }

    /// A ceremony as its signer sees it.
    pub(super) async fn shown(
        &self,
        identity: &Identity,
        ceremony: StoredCeremony,
    ) -> Result<Ceremony, SigningError> {
        let next = match ceremony.state {
            CeremonyState::Embedded => due::next(&*self.rooms.read(ceremony.meeting).await?),
            _ => None,
        };
        Ok(Ceremony {
            id: ceremony.id,
            meeting: ceremony.meeting,
            state: ceremony.state,
            person: ceremony.person,
            capacity: ceremony.capacity,
            certificate: ceremony.certificate,
            document: ceremony.document,
            field: ceremony.slot.field,
            byte_range: ceremony.slot.byte_range.map(|number| number as u64),
            nonce: Base64Url(ceremony.nonce.to_vec()),
            rp_id: self.rp_id.clone(),
            allow_credentials: identity
                .signing_passkeys(ceremony.person)
                .await?
                .into_iter()
                .map(|passkey| Base64Url(passkey.credential_id))
                .collect(),
            expires_at: ceremony.expires_at,
            signed: ceremony.signed,
            signed_at: ceremony.signed_at,
            next,
        })
    }
}

/// Whether what follows needs nobody any more.
pub(super) fn has_signature(state: CeremonyState) -> bool {
    matches!(state, CeremonyState::Signed | CeremonyState::Verified)
}

/// What is answered to a step that a ceremony does not take: why it ended, where the server ended it.
fn ended(ceremony: &StoredCeremony) -> SigningError {
    match ceremony.refusal {
        Some(code) => SigningError::Over(code),
        None => SigningError::CeremonyState,
    }
}

/// Reads a file of the store, and refuses one that is no longer what was stored, or gone.
pub(super) fn read_file(
    blobs: &Blobs,
    hash: Hash,
) -> std::io::Result<Result<Vec<u8>, SigningError>> {
    let mut bytes = Vec::new();
    match blobs.get(hash) {
        Ok(mut file) => file.read_to_end(&mut bytes).map(drop)?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    Ok(if Hash::of(&bytes) == hash {
        Ok(bytes)
    } else {
        tracing::error!(%hash, "a file of the store is not what was stored");
        Err(SigningError::Over(ErrorCode::MinutesAltered))
    })
}

/// The attributes for a prepared file and its signer's certificate.
pub(super) fn attributes(
    prepared: &Prepared,
    certificate: &[u8],
) -> Result<SignedAttributes, nghisu_pades::Error> {
    let algorithm = SignatureAlgorithm::EcdsaP256Sha256;
    signed_attributes(&prepared.digest(algorithm.hash())?, certificate, algorithm)
}

/// Puts placeholder and stamp into the file. The stamp stands alone, without words beside it (Nghị định
/// 30/2020/NĐ-CP, Phụ lục I): the signer's image, or a blue mark with the name where nobody has given one.
fn place(
    file: &[u8],
    due: &Due,
    name: &str,
    image: Option<Vec<u8>>,
    now: Timestamp,
) -> Result<Prepared, SigningError> {
    let stamp = signature_stamp(&SignatureStamp {
        name: name.to_owned(),
        image: image.map(StampImage::Png),
        width: STAMP.0,
        height: STAMP.1,
    })
    .map_err(SigningError::broken)?;
    let meta = SignatureMeta {
        name: name.to_owned(),
        reason: Some(reason_of(due.capacity).to_owned()),
        location: None,
        time: now.0.div_euclid(1_000),
        utc_offset_minutes: OFFICE_ZONE,
    };
    prepare(
        file,
        field_of(due.capacity),
        &meta,
        Some(&stamp),
        DEFAULT_ROOM,
    )
    .map_err(SigningError::broken)
}
