//! The calls of whoever comes in by a pass, and of the room's tablets.

use nghisu_protocol::door::{FoundCode, TabletState, TypedCode, UsePass};
use nghisu_protocol::people::Me;

use crate::identity::gate;
use crate::link::{self, ApiError};

/// What a code is good for. Nothing is used up.
pub async fn find(code: String) -> Result<FoundCode, ApiError> {
    link::post("/door/code", &TypedCode { code }).await
}

/// Uses a pass up; the cookie of its session comes with the answer.
pub async fn come_in(code: String) -> Result<Me, ApiError> {
    let machine = gate::machine();
    link::post("/door/use", &UsePass { code, machine }).await
}

/// What this tablet is called, and to whom it is lent.
pub async fn tablet() -> Result<TabletState, ApiError> {
    link::get("/room-tablet").await
}

/// Enrols this device as a tablet of a room; its cookie comes with the answer.
pub async fn enrol(code: String) -> Result<TabletState, ApiError> {
    link::post("/room-tablet/enrol", &TypedCode { code }).await
}

/// Opens the session of whoever this tablet is lent to.
pub async fn begin() -> Result<Me, ApiError> {
    link::post("/room-tablet/begin", &()).await
}
