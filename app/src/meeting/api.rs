//! What the room asks over REST: facts of a version, its text, private notes, and commands of whoever has no socket.

use nghisu_protocol::annotation::note::SealedNote;
use nghisu_protocol::annotation::{Point, Rect};
use nghisu_protocol::calendar::CalendarDay;
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
    Ok(runs_of(text))
}

/// The runs where annotations have them (rule AN-6): the server measures from the upper edge of the page as it is shown,
/// annotations from its lower one.
fn runs_of(text: PageText) -> Vec<TextRun> {
    let hundredths = |points: f32| (points * 100.0).round() as i32;
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
    text.runs.into_iter().map(run).collect()
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

/// The days that are not what their weekday says, in order.
pub async fn calendar() -> Result<Vec<CalendarDay>, ApiError> {
    link::get("/calendar").await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ink::canvas::Projection;
    use crate::ink::highlight::highlight;

    /// A page of 400 by 500 points, shown lying, has its words on their side.
    #[test]
    fn an_6_a_highlight_lies_on_the_words_of_a_page_that_is_shown_turned() {
        let text = r#"{"page":1,"size":{"width":500,"height":400},"runs":[
            {"text":"Phiên họp","bounds":{"x":30,"y":40,"width":20,"height":104},"stops":[]}
        ],"is_truncated":false}"#;
        let runs = runs_of(serde_json::from_str(text).unwrap());
        let (rects, quote) = highlight(Point(2_000, 36_500), Point(9_000, 25_000), &runs);
        assert_eq!(quote, "Phiên họp");
        // On an image of a pixel a point the rectangle lies where the image shows the words.
        let size = Size {
            width: 500.0,
            height: 400.0,
        };
        let projection = Projection::new(size, 500.0);
        let Rect(low, high) = rects[0];
        let ((left, bottom), (right, top)) = (projection.place(low), projection.place(high));
        let lies = [left, top, right - left, bottom - top].map(f64::round);
        assert_eq!(lies, [30.0, 40.0, 20.0, 104.0]);
    }
}
