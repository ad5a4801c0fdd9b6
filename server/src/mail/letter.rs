//! How a letter reads, and how it is handed to the mail server (RFC 5321).

use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    message::{Attachment, Mailbox, MultiPart, SinglePart, header::ContentType},
};
use nghisu_protocol::{ids::Uuid, invitation, mail::LetterKind, room::Room};
use url::Url;

use super::calendar;

/// The office's mail server, and in whose name letters go out.
#[derive(Clone)]
pub struct Sender {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl std::fmt::Debug for Sender {
    // The transport may hold a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sender").field("from", &self.from).finish()
    }
}

/// What is written to one person.
#[derive(Debug)]
pub(super) struct Draft<'a> {
    /// The letter's id: a program that gets it twice knows it by its `Message-ID` (RFC 5322, 3.6.4).
    pub(super) id: Uuid,
    pub(super) kind: LetterKind,
    /// To whom.
    pub(super) name: &'a str,
    pub(super) address: &'a str,
    /// The secretary's own words.
    pub(super) note: &'a str,
    pub(super) room: &'a Room,
    /// Time, place and what this person may see of the agenda.
    pub(super) facts: String,
    /// Where the meeting is on the office's server.
    pub(super) place: &'a Url,
}

/// Why a letter did not go.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unsent {
    /// It never will: the address is none, or the mail server does not take it.
    #[error("{0}")]
    Never(String),
    /// Perhaps later.
    #[error("{0}")]
    Later(String),
}

impl Sender {
    /// From the operator's settings: `smtp://user:password@host:587?tls=required`, `smtps://…`, or `smtp://localhost` for a
    /// mail server on the same machine; and `Văn phòng UBND tỉnh <hop@tinh.gov.vn>`.
    ///
    /// # Errors
    /// One sentence on what is wrong. It repeats nothing of the address, which may hold a password.
    pub fn read(server: &str, from: &str) -> Result<Self, String> {
        let from = from
            .parse()
            .map_err(|_| "--mail-from: write Name <address@host>".to_owned())?;
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(server)
            .map_err(|_| {
                "--mail-server: write smtp://user:password@host:587?tls=required, smtps://user:password@host, or smtp://localhost"
                    .to_owned()
            })?
            .build();
        Ok(Self { transport, from })
    }

    pub(super) async fn send(&self, draft: &Draft<'_>) -> Result<(), Unsent> {
        let message = self.message(draft)?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            Err(error) if is_of_address(&error) => Err(Unsent::Never(error.to_string())),
            Err(error) => Err(Unsent::Later(error.to_string())),
        }
    }

    fn message(&self, draft: &Draft<'_>) -> Result<Message, Unsent> {
        let never = |error: &dyn std::fmt::Display| Unsent::Never(error.to_string());
        let address = draft.address.parse().map_err(|error| never(&error))?;
        let host = draft.place.host_str().unwrap_or("localhost");
        let words = words(draft);
        let text = SinglePart::plain(words.clone());
        let message = Message::builder()
            .message_id(Some(format!("<{}@{host}>", draft.id)))
            .from(self.from.clone())
            .to(Mailbox::new(Some(draft.name.to_owned()), address))
            .subject(subject(draft.kind, &draft.room.details.title));
        let message = match calendar::entry(draft.room, host, draft.place.as_str(), &words) {
            None => message.singlepart(text),
            Some(entry) => {
                let kind = ContentType::parse("text/calendar; charset=utf-8; method=PUBLISH")
                    .map_err(|error| never(&error))?;
                let entry = Attachment::new("cuoc-hop.ics".to_owned()).body(entry, kind);
                message.multipart(MultiPart::mixed().singlepart(text).singlepart(entry))
            }
        };
        message.map_err(|error| never(&error))
    }
}

/// Whether the mail server refuses this address for good: 550 to 553 (RFC 5321, 4.2.3). Any other refusal, such as a wrong
/// password, is the operator's to mend and holds up all letters alike.
fn is_of_address(error: &lettre::transport::smtp::Error) -> bool {
    error.is_permanent()
        && error
            .status()
            .is_some_and(|code| (550..=553).contains(&u16::from(code)))
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
