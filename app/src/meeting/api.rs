//! What the room asks over REST: facts of a version, its text, private notes, and commands of whoever has no socket.

use nghisu_protocol::annotation::note::SealedNote;
use nghisu_protocol::annotation::{Point, Rect};
use nghisu_protocol::documents::{Changes, PageText, SearchResult, Secrecy, VersionInfo};
use nghisu_protocol::ids::{MeetingId, VersionId};
use nghisu_protocol::socket::{CommandEnvelope, Outcome};

use crate::ink::highlight::TextRun;
use crate::link::{self, ApiError, Nothing};
use crate::viewer::model::Size;
use crate::viewer::store::{Chapter, Opened};

/// What is known of a version.
pub async fn version(version: VersionId) -> Result<Opened, ApiError> {
    let info: VersionInfo = link::get(&format!("/versions/{version}")).await?;
    Ok(Opened {
        pages: info
            .pages
            .iter()
            .map(|page| Size {
                width: f64::from(page.width),
                height: f64::from(page.height),
            })
            .collect(),
        outline: info
            .outline
            .into_iter()
            .filter_map(|entry| {
                Some(Chapter {
                    title: entry.title,
                    page: entry.page?,
                    level: entry.level,
                })
            })
            .collect(),
        has_text: info.has_text,
        is_internal: info.secrecy == Secrecy::Internal,
    })
}

/// Whether a meeting is open to whoever is signed in.
pub async fn may_enter(meeting: MeetingId) -> Result<(), ApiError> {
    let room: Result<serde::de::IgnoredAny, _> = link::get(&format!("/meetings/{meeting}")).await;
    room.map(drop)
}

/// The text runs of a page.
pub async fn page_text(version: VersionId, page: u32) -> Result<Vec<TextRun>, ApiError> {
    let text: PageText = link::get(&format!("/versions/{version}/text/{page}")).await?;
    let hundredths = |points: f32| (points * 100.0).round() as i32;
    // The server measures from the page's upper edge, annotations from its lower one.
    let height = text.size.height;
    let run = |run: nghisu_protocol::documents::TextRun| TextRun {
        rect: Rect(
            Point(
                hundredths(run.bounds.x),
                hundredths(height - run.bounds.y - run.bounds.height),
            ),
            Point(
                hundredths(run.bounds.x + run.bounds.width),
                hundredths(height - run.bounds.y),
            ),
        ),
        text: run.text,
    };
    Ok(text.runs.into_iter().map(run).collect())
}

/// The pages with a phrase.
pub async fn search(version: VersionId, phrase: &str) -> Result<SearchResult, ApiError> {
    link::get(&link::query(
        &format!("/versions/{version}/search"),
        &[("q", phrase)],
    ))
    .await
}

/// What a newer version changed.
pub async fn changes(older: VersionId, newer: VersionId) -> Result<Changes, ApiError> {
    link::get(&format!("/versions/{older}/changes/{newer}")).await
}

/// One's own private notes on a version.
pub async fn notes(version: VersionId) -> Result<Vec<SealedNote>, ApiError> {
    link::get(&format!("/versions/{version}/notes")).await
}

/// Keeps a private note, or its erasure.
pub async fn keep_note(note: &SealedNote) -> Result<(), ApiError> {
    let path = format!("/versions/{}/notes/{}", note.version, note.id);
    link::put::<Nothing>(&path, note).await.map(|_| ())
}

/// Gives a command to a meeting whose room is not entered.
pub async fn command(meeting: MeetingId, envelope: &CommandEnvelope) -> Result<Outcome, ApiError> {
    link::post(&format!("/meetings/{meeting}/commands"), envelope).await
}
