//! Signing: the internal authority, certificates for keys made on tablets, and ceremonies.
//!
//! A ceremony is one signature of one person on the minutes of a meeting (ETSI EN 319 142-1, PAdES B-B).
//! It is a stored state machine: Prepared → Authorised → Signed → Verified → Embedded. Each state is
//! committed before it is acknowledged; what stops between two of them goes on from the last one. The
//! private key never comes here: the tablet signs what it has computed itself, a passkey authorises exactly
//! that, and what does not verify is never embedded.
//!
//! `authority` holds the root, `certificates` issues and revokes, `ceremonies` takes the signer's steps,
//! `embedding` does what follows from a signature without anybody, `due` reads from the room whose turn it is, `sweeping`
//! removes what ended ceremonies leave behind.

mod authority;
mod ceremonies;
mod certificates;
mod due;
mod embedding;
pub mod error;
pub mod http;
pub mod store;
mod sweeping;

use std::sync::Arc;

use anyhow::Context as _;
use nghisu_protocol::ids::{CeremonyId, MeetingId, Timestamp};
use tokio::sync::{OwnedMutexGuard, broadcast};

pub use authority::SigningAuthority;
pub use error::SigningError;
pub use store::{Authorisation, StoredCeremony, StoredCertificate};

use crate::clock::{Clock, Random};
use crate::config::Config;
use crate::db::Db;
use crate::documents::{Documents, blobs::Blobs};
use crate::identity::Identity;
use crate::live::Rooms;
use crate::turns::Turns;

/// For how long a signer holds the minutes; each step of theirs begins it anew.
pub const LEASE_MS: i64 = 2 * 60_000;
/// Signatures that are remembered for a slow listener.
const GIVEN: usize = 64;

/// The service of this feature.
pub struct Signing {
    db: Db,
    rooms: Rooms,
    blobs: Blobs,
    documents: Documents,
    clock: Clock,
    random: Random,
    authority: Arc<SigningAuthority>,
    /// The origin of the product's own pages, as assertions must name it.
    origin: String,
    /// The relying party's id: the host of that origin.
    rp_id: String,
    /// Told of each meeting whose minutes have got a signature, once its ceremony says so.
    given: broadcast::Sender<MeetingId>,
    /// Taken by whatever begins a ceremony of a meeting or carries one on.
    turns: Turns,
}

impl Signing {
    /// Opens the service, makes the authority on the first start, and carries on what was under way when the
    /// server last stopped.
    ///
    /// # Errors
    /// When the authority's files cannot be used, or the database fails.
    pub async fn start(
        config: &Config,
        db: Db,
        rooms: Rooms,
        documents: Documents,
        identity: &Identity,
        (clock, random): (Clock, Random),
    ) -> anyhow::Result<Self> {
        let office = match identity.root_unit_name().await? {
            Some(name) => name,
            None => config.office_name.clone(),
        };
        let authority = SigningAuthority::open(&config.data, &random, clock.now(), &office)
            .context("the internal signing authority cannot be used")?;
        let signing = Self {
            db,
            rooms,
            blobs: documents.blobs().clone(),
            documents,
            clock,
            random,
            authority: Arc::new(authority),
            origin: config.origin(),
            rp_id: config
                .public_url()
                .host_str()
                .unwrap_or_default()
                .to_owned(),
            given: broadcast::channel(GIVEN).0,
            turns: Turns::new(),
        };
        for id in store::under_way(signing.db.read()).await? {
            if let Err(error) = signing.carry_on(identity, id).await {
                tracing::error!(ceremony = %id, %error, "a ceremony that was under way cannot be carried on yet");
            }
        }
        if let Err(error) = signing.sweep_all().await {
            tracing::warn!(%error, "what ended ceremonies left behind cannot be removed yet");
        }
        Ok(signing)
    }

    /// The internal signing authority.
    #[must_use]
    pub fn authority(&self) -> &SigningAuthority {
        &self.authority
    }

    /// Tells of each meeting whose minutes get a signature, whichever request carries it to its end.
    pub fn given(&self) -> broadcast::Receiver<MeetingId> {
        self.given.subscribe()
    }

    /// The ceremonies of a meeting that ended in a signature, in order, each with its certificate: for the
    /// archive package. Ceremonies on minutes that were sent back later are among them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn embedded(
        &self,
        meeting: MeetingId,
    ) -> Result<Vec<(StoredCeremony, StoredCertificate)>, SigningError> {
        let mut embedded = Vec::new();
        for ceremony in store::embedded(self.db.read(), meeting).await? {
            let certificate = store::certificate(self.db.read(), ceremony.certificate)
                .await?
                .ok_or(SigningError::CertificateUnknown)?;
            embedded.push((ceremony, certificate));
        }
        Ok(embedded)
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    async fn stored(&self, id: CeremonyId) -> Result<StoredCeremony, SigningError> {
        store::ceremony(self.db.read(), id)
            .await?
            .ok_or(SigningError::CeremonyUnknown)
    }

    /// Nobody else on this node begins a ceremony of the meeting or carries one on while the guard lives.
    async fn turn(&self, meeting: MeetingId) -> OwnedMutexGuard<()> {
        self.turns.take(meeting).await
    }
}

impl std::fmt::Debug for Signing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Signing").field(&self.authority).finish()
    }
}
