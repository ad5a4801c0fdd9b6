//! The calls of printable sets.

use nghisu_protocol::ids::MeetingId;
use nghisu_protocol::printable::PaperSet;

use crate::link::{self, ApiError};

/// What the set holds, and how far its PDF is.
pub async fn set(meeting: MeetingId) -> Result<PaperSet, ApiError> {
    link::get(&format!("/meetings/{meeting}/papers")).await
}

/// Has the PDF made.
pub async fn make(meeting: MeetingId) -> Result<PaperSet, ApiError> {
    link::post(&format!("/meetings/{meeting}/papers"), &()).await
}

/// The address of the PDF.
pub fn pdf_address(meeting: MeetingId) -> String {
    format!("/api/v1/meetings/{meeting}/papers.pdf")
}

/// The address of the ZIP.
pub fn zip_address(meeting: MeetingId) -> String {
    format!("/api/v1/meetings/{meeting}/papers.zip")
}
