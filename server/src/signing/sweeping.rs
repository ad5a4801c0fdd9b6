//! Removes what ended ceremonies leave behind: the files with an empty place for a signature, each as large as the minutes.
//!
//! A ceremony that is over needs its prepared file no more: a signed one has become the next file, the others are void.
//! Nothing is removed that an open ceremony waits on or that a paper of the same bytes is; whatever fails here fails no
//! signature, and is tried again at the next end of a ceremony and at the next start.

use std::collections::BTreeSet;

use nghisu_protocol::{error::ErrorCode, ids::MeetingId, log::Hash};

use super::{
    Signing, SigningError,
    store::{self, Step},
};
use crate::pages::workers::blocking;

impl Signing {
    /// Ends the ceremonies whose lease ran out, whom nobody may come back to, and sweeps up after all that are over.
    /// At the start, before anybody is served.
    pub(super) async fn sweep_all(&self) -> Result<(), SigningError> {
        for ceremony in store::run_out(self.db.read(), self.now()).await? {
            let (id, from) = (ceremony.id, ceremony.state);
            self.db
                .write(move |txn| async move {
                    let step = Step::Abandoned(Some(ErrorCode::CeremonyState));
                    store::advance(&*txn, id, from, step).await
                })
                .await?;
        }
        self.remove(store::prepared(self.db.read(), None).await?)
            .await
    }

    /// Sweeps up after a meeting's ceremonies that are over. For who has the meeting's turn: nobody prepares the same
    /// file meanwhile.
    pub(super) async fn sweep(&self, meeting: MeetingId) {
        let swept = async {
            let prepared = store::prepared(self.db.read(), Some(meeting)).await?;
            self.remove(prepared).await
        };
        if let Err(error) = swept.await {
            tracing::warn!(%meeting, %error, "prepared files cannot be removed yet");
        }
    }

    async fn remove(&self, prepared: Vec<(Hash, bool)>) -> Result<(), SigningError> {
        // Two ceremonies of one second may have the same file.
        let waited_on: BTreeSet<Hash> = prepared
            .iter()
            .filter_map(|(document, is_open)| is_open.then_some(*document))
            .collect();
        let over: BTreeSet<Hash> = prepared
            .into_iter()
            .map(|(document, _)| document)
            .filter(|document| !waited_on.contains(document))
            .collect();
        let blobs = self.blobs.clone();
        let left = blocking(move || {
            let mut left = over;
            left.retain(|document| blobs.contains(*document));
            Ok(left)
        })
        .await?;
        for document in left {
            self.documents.discard(document).await?;
        }
        Ok(())
    }
}
