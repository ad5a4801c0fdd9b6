//! The calls of the minutes.

use nghisu_protocol::ids::MeetingId;
use nghisu_protocol::log::Hash;
use nghisu_protocol::minutes::{
    MinutesChanges, MinutesPages, MinutesReading, MinutesText, MinutesView, NumberChoice,
    NumberSeries, Redraft, RedraftMinutes, SaveMinutes, SendBackMinutes, SubmitMinutes,
};

use crate::link::{self, ApiError, Nothing};

/// The minutes as the reader may see them.
pub async fn view(meeting: MeetingId) -> Result<MinutesView, ApiError> {
    link::get(&format!("/meetings/{meeting}/minutes")).await
}

/// Saves the words.
pub async fn save(
    meeting: MeetingId,
    revision: u64,
    text: MinutesText,
) -> Result<MinutesView, ApiError> {
    link::put(
        &format!("/meetings/{meeting}/minutes"),
        &SaveMinutes { revision, text },
    )
    .await
}

/// Takes the items' words from the log again, as far as they are wanted.
pub async fn redraft(
    meeting: MeetingId,
    revision: u64,
    take: Redraft,
) -> Result<MinutesView, ApiError> {
    link::post(
        &format!("/meetings/{meeting}/minutes/redraft"),
        &RedraftMinutes { revision, take },
    )
    .await
}

/// The number that the product would give.
pub async fn series(meeting: MeetingId, symbol: String) -> Result<NumberSeries, ApiError> {
    let path = format!("/meetings/{meeting}/minutes/number");
    link::get(&link::query(&path, &[("symbol", &symbol)])).await
}

/// Submits what was saved, knowing of how many people it is open whether they were there.
pub async fn submit(
    meeting: MeetingId,
    revision: u64,
    number: NumberChoice,
    unrecorded: u32,
) -> Result<MinutesView, ApiError> {
    let submit = SubmitMinutes {
        revision,
        number,
        unrecorded,
    };
    link::post(&format!("/meetings/{meeting}/minutes/submission"), &submit).await
}

/// Sends submitted minutes back.
pub async fn send_back(meeting: MeetingId, reason: String) -> Result<MinutesView, ApiError> {
    link::post(
        &format!("/meetings/{meeting}/minutes/return"),
        &SendBackMinutes { reason },
    )
    .await
}

/// What changed since the reader last read.
pub async fn changes(meeting: MeetingId) -> Result<MinutesChanges, ApiError> {
    link::get(&format!("/meetings/{meeting}/minutes/changes")).await
}

/// Notes that the reader has read a file.
pub async fn note_reading(meeting: MeetingId, read: Hash) -> Result<Nothing, ApiError> {
    link::post(
        &format!("/meetings/{meeting}/minutes/reading"),
        &MinutesReading { read },
    )
    .await
}

/// The current file, to the byte.
pub async fn file(meeting: MeetingId, hash: Hash) -> Result<Vec<u8>, ApiError> {
    let path = format!("/meetings/{meeting}/minutes/file");
    link::get_bytes(&link::query(&path, &[("sha256", &hash.to_hex())])).await
}

/// How many pages a file of the minutes has, and where the signatures that it still lacks will stand.
pub async fn pages(meeting: MeetingId, hash: Hash) -> Result<MinutesPages, ApiError> {
    let path = format!("/meetings/{meeting}/minutes/pages");
    link::get(&link::query(&path, &[("sha256", &hash.to_hex())])).await
}

/// The address of a page's image, for an `<img>`.
pub fn page_address(meeting: MeetingId, hash: Hash, page: u32, edge: u32) -> String {
    format!("/api/v1/meetings/{meeting}/minutes/pages/{page}?sha256={hash}&edge={edge}")
}

/// The address of the paper as it would be printed now.
pub fn preview_address(meeting: MeetingId) -> String {
    format!("/api/v1/meetings/{meeting}/minutes/preview")
}

/// The address of the current file.
pub fn file_address(meeting: MeetingId) -> String {
    format!("/api/v1/meetings/{meeting}/minutes/file")
}
