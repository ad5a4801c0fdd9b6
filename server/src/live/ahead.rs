//! When the page after a shown one is pushed to a tablet (rule PG-7).

use std::future::pending;
use std::time::Duration;

use nghisu_protocol::room::state::Presented;
use tokio::time::{Instant, sleep_until};

/// How long a turned page has for itself: what is pushed next to those who have it would hold up those who have not.
const TURNING: Duration = Duration::from_millis(40);

/// What was turned to last, until the page after it is due.
#[derive(Debug, Default)]
pub(super) struct Ahead(Option<(Presented, u32, Instant)>);

impl Ahead {
    /// Takes note of a turn, in a document of so many pages. The page after an earlier one is no longer due.
    pub(super) fn turned(&mut self, place: Presented, pages: u32) {
        self.0 = Some((place, pages, Instant::now() + TURNING));
    }

    /// Waits until the page after the shown one is due, and gives the shown one and the number of pages. Whoever gives
    /// up waiting loses nothing.
    pub(super) async fn due(&mut self) -> (Presented, u32) {
        let Some((place, pages, at)) = self.0 else {
            return pending().await;
        };
        sleep_until(at).await;
        self.0 = None;
        (place, pages)
    }
}
