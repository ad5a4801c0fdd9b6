//! People and how they show who they are: units, positions, roles; activation, passkeys, sessions, tokens.
//!
//! Of a meeting it knows nothing but the id, of those that somebody comes into by a pass. Passkeys follow Web Authentication Level 3 through webauthn-rs;
//! this module never sees a password, because there are none. What is permitted stands in
//! [`permission`], what is stored in `store`, the routes in `http`.

mod activation;
pub(crate) mod audit;
mod changes;
mod directory;
pub mod error;
pub mod http;
mod limit;
mod newcomers;
mod passes;
mod passkeys;
pub mod permission;
mod search;
mod secret;
mod sessions;
mod signers;
mod store;
mod tablets;
mod units;

use nghisu_protocol::ids::Timestamp;
use tokio::sync::broadcast;
use webauthn_rs::{Webauthn, WebauthnBuilder};

pub use changes::RightsChanged;
pub use error::IdentityError;
pub(crate) use passes::GoodCode;
pub use permission::Actor;
pub use search::{Listing, Order};
pub use sessions::{Opened, Visitor};
pub(crate) use store::{
    passes::{StoredPass, hold_to_meeting},
    people,
};

use crate::{
    clock::{Clock, Random},
    config::Config,
    db::Db,
};

/// The service of this feature.
#[derive(Debug)]
pub struct Identity {
    db: Db,
    clock: Clock,
    random: Random,
    webauthn: Webauthn,
    code_key: secret::CodeKey,
    limiter: limit::Limiter,
    changes: broadcast::Sender<RightsChanged>,
    config: Config,
}

impl Identity {
    /// Opens the service on an open database.
    ///
    /// # Errors
    /// When the key in the data directory cannot be used, or the public URL is none for passkeys.
    pub fn open(config: Config, db: Db, clock: Clock, random: Random) -> anyhow::Result<Self> {
        use anyhow::Context as _;
        let url = config.public_url();
        let host = url.host_str().unwrap_or_default();
        let webauthn = WebauthnBuilder::new(host, &url)
            .map(|builder| builder.rp_name(&config.office_name))
            .and_then(WebauthnBuilder::build)
            .with_context(|| format!("passkeys cannot be used at {url}"))?;
        let code_key = secret::CodeKey::open(&config.data, &random)
            .context("the key of the activation codes cannot be used")?;
        Ok(Self {
            db,
            clock,
            random,
            webauthn,
            code_key,
            limiter: limit::Limiter::default(),
            changes: broadcast::channel(1024).0,
            config,
        })
    }

    /// Tells of rights and doors taken away or given, as soon as that is committed.
    ///
    /// Whoever keeps something open for a person (a socket) asks again on each message, and on
    /// `Lagged`: the answer is in [`Identity::is_still_welcome`]. It asks from time to time too: nobody
    /// tells that a session's time is over.
    #[must_use]
    pub fn changes(&self) -> broadcast::Receiver<RightsChanged> {
        self.changes.subscribe()
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }
}
