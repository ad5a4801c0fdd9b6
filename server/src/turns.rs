//! Turns: whoever changes a thing in several steps waits until nobody else on this node is at it.
//!
//! Things share locks by the hash of their ids, so whoever has a turn must not wait for another one of the same kind.
//! Nothing here is known to another node, or after a restart.

use std::hash::{DefaultHasher, Hash, Hasher as _};
use std::sync::Arc;

use tokio::sync::{Mutex, OwnedMutexGuard};

/// Locks that things of one kind share.
const LOCKS: usize = 64;

/// The turns of one kind of things.
pub(crate) struct Turns([Arc<Mutex<()>>; LOCKS]);

impl Turns {
    /// Nobody's turn.
    pub(crate) fn new() -> Self {
        Self(std::array::from_fn(|_| Arc::default()))
    }

    /// Nobody else has this thing's turn while the guard lives. It may be handed to a blocking task, which goes on when
    /// its request is given up.
    pub(crate) async fn take(&self, thing: impl Hash) -> OwnedMutexGuard<()> {
        let mut hasher = DefaultHasher::new();
        thing.hash(&mut hasher);
        let at = usize::try_from(hasher.finish() % LOCKS as u64).unwrap_or(0);
        Arc::clone(&self.0[at]).lock_owned().await
    }
}
