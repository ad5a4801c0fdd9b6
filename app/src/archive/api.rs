//! The calls of the archive.

use nghisu_protocol::archive::{ArchiveEntry, Verification};
use nghisu_protocol::ids::MeetingId;
use nghisu_protocol::log::Entry;
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

/// Answers that a log is asked for at most: a guard against a server that never comes to an end. An answer holds up
/// to a thousand entries, and no meeting of a day has a million.
const ANSWERS: u32 = 1_000;

/// The meeting's whole log, asked for answer by answer.
///
/// # Errors
/// Besides the server's own: `log_endless` where its answers do not come to the log's end. A part is never given out
/// as the whole.
pub async fn log(meeting: MeetingId) -> Result<Vec<Entry>, ApiError> {
    let path = format!("/meetings/{meeting}/entries");
    let mut log = Vec::new();
    let mut since = 0;
    for _ in 0..ANSWERS {
        let page: EntryPage =
            link::get(&link::query(&path, &[("since", &since.to_string())])).await?;
        let next = next(since, page.entries.last().and_then(Entry::seq), page.size)?;
        log.extend(page.entries);
        match next {
            Some(next) => since = next,
            None => return Ok(log),
        }
    }
    Err(endless())
}

fn endless() -> ApiError {
    ApiError::Unreadable("log_endless".to_owned())
}

/// After which entry the log is asked on, told by the last one of an answer and the log's length; nothing once it is
/// whole.
fn next(since: u64, last: Option<u64>, size: u64) -> Result<Option<u64>, ApiError> {
    match last.unwrap_or(since) {
        last if last >= size => Ok(None),
        last if last > since => Ok(Some(last)),
        _ => Err(endless()),
    }
}

/// The address of the package.
pub fn package_address(meeting: MeetingId) -> String {
    format!("/api/v1/archive/{meeting}/package")
}

/// The address of the signed minutes.
pub fn minutes_address(meeting: MeetingId) -> String {
    format!("/api/v1/archive/{meeting}/minutes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_is_asked_on_until_it_is_whole_and_never_in_a_circle() {
        assert_eq!(next(0, None, 0), Ok(None), "it is empty");
        assert_eq!(next(0, Some(1_000), 2_400), Ok(Some(1_000)));
        assert_eq!(next(2_000, Some(2_400), 2_400), Ok(None));
        // It grew since it was counted.
        assert_eq!(next(2_000, Some(2_401), 2_400), Ok(None));
        // A part is not given out as the whole.
        assert_eq!(next(1_000, None, 2_400), Err(endless()));
        assert_eq!(next(1_000, Some(1_000), 2_400), Err(endless()));
    }
}
