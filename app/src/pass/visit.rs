//! The visit on this device: remembered while it lasts, and wiped when it ends.
//!
//! What is remembered of it goes last, so that a page that is closed meanwhile goes on wiping when it is opened again.

use std::time::Duration;

use futures_util::future::{Either, select};

use super::model::Visit;
use crate::link::shelf::{Shelf, ShelfError};
use crate::settings::{Settings, Stored};
use crate::ui::Toasts;
use crate::ui::pause::pause;
use crate::viewer::first_page;

/// How long another page of this client may take to let go of a shelf.
const PATIENCE: Duration = Duration::from_secs(10);

/// How far the device is with wiping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wipe {
    /// There is nothing to wipe.
    Idle,
    /// It is being wiped.
    UnderWay,
    /// Nothing is left.
    Done,
    /// Something may be left.
    Failed,
}

impl Wipe {
    /// Whether it goes on.
    pub const fn is_under_way(self) -> bool {
        matches!(self, Self::UnderWay)
    }
}

/// Why something may be left.
#[derive(Debug, thiserror::Error)]
pub enum NotWiped {
    /// The shelf could not be taken down.
    #[error(transparent)]
    Shelf(#[from] ShelfError),
    /// Another page holds it.
    #[error("another page holds the shelf")]
    Held,
}

impl Visit {
    /// The visit that is remembered here.
    pub fn remembered() -> Option<Self> {
        serde_json::from_str(&Stored::Visit.read()?).ok()
    }

    /// Remembers it.
    pub fn remember(&self) {
        if let Ok(word) = serde_json::to_string(self) {
            Stored::Visit.write(&word);
        }
    }

    /// Wipes what it left on this device.
    ///
    /// # Errors
    /// When something may be left.
    pub async fn wipe(self, settings: Settings, toasts: Toasts) -> Result<(), NotWiped> {
        first_page::forget();
        toasts.clear();
        Stored::ReturnTo.forget();
        if Stored::RoomTablet.read().is_some() {
            // The next one finds it as nobody has left it.
            let kept = [Stored::RoomTablet, Stored::Visit, Stored::Language];
            Stored::forget_all_but(&kept);
            settings.reset();
        }
        let shelf = self.shelf();
        let down = Box::pin(Shelf::take_down(&shelf));
        match select(down, Box::pin(pause(PATIENCE))).await {
            Either::Left((down, _)) => down?,
            Either::Right(_) => return Err(NotWiped::Held),
        }
        if Self::remembered().is_some_and(|remembered| remembered == self) {
            Stored::Visit.forget();
        }
        Ok(())
    }
}

/// What this tablet of a meeting room is called, where it is one.
pub fn room_tablet() -> Option<String> {
    Stored::RoomTablet.read()
}
