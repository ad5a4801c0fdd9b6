//! The calls of the archive.

use nghisu_protocol::archive::{ArchiveEntry, Verification};
use nghisu_protocol::ids::MeetingId;
use nghisu_protocol::meetings::{EntryPage, MeetingView};

use crate::link::{self, ApiError, Nothing};

/// The meetings that a search finds; `year` is empty for all years.
pub async fn search(query: String, year: String) -> Result<Vec<ArchiveEntry>, ApiError> {
    let parts = [("query", query.trim()), ("year", year.as_str())];
    link::get(&link::query("/archive", &parts)).await
}

/// Checks a meeting's file or package now.
pub async fn verify(meeting: MeetingId) -> Result<Verification, ApiError> {
    link::get(&format!("/archive/{meeting}/verification")).await
}

/// Makes the package.
pub async fn archive(meeting: MeetingId) -> Result<Nothing, ApiError> {
    let path = format!("/meetings/{meeting}/archive");
    link::post::<serde::de::IgnoredAny>(&path, &())
        .await
        .map(|_| Nothing)
}

/// The meeting, for its papers and the names in its log.
pub async fn meeting(meeting: MeetingId) -> Result<MeetingView, ApiError> {
    link::get(&format!("/meetings/{meeting}")).await
}

/// A part of the meeting's log.
pub async fn entries(meeting: MeetingId, since: u64) -> Result<EntryPage, ApiError> {
    let path = format!("/meetings/{meeting}/entries");
    link::get(&link::query(&path, &[("since", &since.to_string())])).await
}

/// The address of the package.
pub fn package_address(meeting: MeetingId) -> String {
    format!("/api/v1/archive/{meeting}/package")
}

/// The address of the signed minutes.
pub fn minutes_address(meeting: MeetingId) -> String {
    format!("/api/v1/archive/{meeting}/minutes")
}
