//! How a letter reads.

use std::time::{Duration, UNIX_EPOCH};

use lettre::{
    Address, Message,
    message::{Attachment, Mailbox, MultiPart, SinglePart, header::ContentType},
};
use nghisu_protocol::{
    ids::{Timestamp, Uuid},
    invitation,
    mail::LetterKind,
    room::Room,
};
use url::Url;

use super::calendar;

/// What is written to one person.
#[derive(Debug)]
pub(super) struct Draft<'a> {
    /// The letter's id: a program that gets it twice knows it by its `Message-ID` (RFC 5322, 3.6.4).
    pub(super) id: Uuid,
    pub(super) kind: LetterKind,
    /// To whom.
    pub(super) name: &'a str,
    pub(super) address: Address,
    /// The secretary's own words.
    pub(super) note: &'a str,
    pub(super) room: &'a Room,
    /// Time, place and what this person may see of the agenda.
    pub(super) facts: String,
    /// Where the meeting is on the office's server.
    pub(super) place: &'a Url,
    /// When it is handed over.
    pub(super) now: Timestamp,
}

/// The letter as it is sent (RFC 5322).
pub(super) fn message(draft: &Draft<'_>, from: &Mailbox) -> Result<Vec<u8>, String> {
    let host = draft.place.host_str().unwrap_or("localhost");
    let words = words(draft);
    let text = SinglePart::plain(words.clone());
    let to = Mailbox::new(Some(draft.name.to_owned()), draft.address.clone());
    let message = Message::builder()
        .message_id(Some(format!("<{}@{host}>", draft.id)))
        .date(UNIX_EPOCH + Duration::from_millis(draft.now.0.unsigned_abs()))
        .from(from.clone())
        .to(to)
        .subject(subject(draft.kind, &draft.room.details.title));
    let entry = calendar::entry(draft.room, host, draft.place.as_str(), &words, draft.now);
    let message = match entry {
        None => message.singlepart(text),
        Some(entry) => {
            let kind = ContentType::parse("text/calendar; charset=utf-8; method=PUBLISH")
                .map_err(|error| error.to_string())?;
            let entry = Attachment::new("cuoc-hop.ics".to_owned()).body(entry, kind);
            message.multipart(MultiPart::mixed().singlepart(text).singlepart(entry))
        }
    };
    message
        .map(|message| message.formatted())
        .map_err(|error| error.to_string())
}

fn subject(kind: LetterKind, title: &str) -> String {
    match kind {
        LetterKind::Invitation => format!("Mời họp: {title}"),
        LetterKind::Update => format!("Có thay đổi: {title}"),
        LetterKind::Reminder => format!("Đề nghị trả lời dự họp: {title}"),
    }
}

fn words(draft: &Draft<'_>) -> String {
    let title = &draft.room.details.title;
    let greeting = match draft.kind {
        LetterKind::Invitation => format!("Kính mời đồng chí {} dự: {title}", draft.name),
        LetterKind::Update => format!("Kính gửi đồng chí {}. Có thay đổi: {title}", draft.name),
        LetterKind::Reminder => format!(
            "Kính gửi đồng chí {}. Văn phòng chưa nhận được trả lời dự họp: {title}",
            draft.name
        ),
    };
    let mut said = vec![greeting];
    if !draft.note.is_empty() {
        said.push(draft.note.to_owned());
    }
    said.push(draft.facts.clone());
    said.join("\n\n")
}

/// Time, place, chair and those items that somebody may see.
pub(super) fn facts(room: &Room, viewer: &nghisu_protocol::room::Viewer, place: &Url) -> String {
    invitation::facts(room, |item| room.shows_item(viewer, item), place.as_str())
}
