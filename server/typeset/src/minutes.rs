//! Minutes of a meeting: Nghị định 30/2020/NĐ-CP, Phụ lục III, Mẫu 1.9 (biên bản), laid out by
//! Phụ lục I.
//!
//! The data says what happened in the words that are printed; the template adds only the form's own
//! words, the order of the parts, and numbers and dates as Vietnamese writes them. People stand in the
//! order given, which is their rank.
//!
//! # Anchors
//! `number` is the gap for the number and symbol when they are not given yet; `sig-secretary` and
//! `sig-chair` are the places for the signatures' images, between title and name; `seal` is the place
//! for an organisation's seal, over the left third of the chair's signature.
//!
//! # For programs
//! The closed log that the last line prints stands in the file's description too, as the keyword
//! `nghisu-log:<entries>:<root>`: in the document information dictionary, which no later revision may
//! change without breaking the signatures (ISO 32000-2, 14.3.3), and in the XMP metadata.

use jiff::civil::{DateTime, Time};
use serde::{Deserialize, Serialize};

use crate::compile::{Attachment, Request, Standard, Template, Typeset, typeset};
use crate::error::Error;

const TEMPLATE: Template = Template {
    name: "minutes",
    source: include_str!("../../../assets/typst/minutes.typ"),
};

/// The minutes of one meeting. Times are Vietnamese local time. Texts are NFC; a line feed in a text
/// starts a new paragraph where paragraphs are allowed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Minutes {
    /// The superior agency's name, printed in capitals; none for an agency that has none above it.
    pub superior_agency: Option<String>,
    /// The issuing agency's name, printed in bold capitals.
    pub issuing_agency: String,
    /// The number in its year's series. Without it a gap is left and exposed as the anchor `number`.
    pub number: Option<u32>,
    /// The symbol, such as `BB-UBND`.
    pub symbol: String,
    /// The meeting's name, printed under "BIÊN BẢN".
    pub title: String,
    /// When the meeting began.
    pub started_at: DateTime,
    /// When the meeting ended.
    pub ended_at: DateTime,
    /// Where it was held.
    pub place: String,
    /// The invitation or decision that it was held by, such as "Giấy mời số 452/GM-UBND ngày …".
    pub basis: Option<String>,
    /// Everybody who was expected, in rank order.
    pub participants: Vec<Participant>,
    /// Who chaired, in order of time. More than one when the chair was passed on.
    pub chairs: Vec<Chairing>,
    /// Who wrote the minutes, in rank order.
    pub secretaries: Vec<Chairing>,
    /// The agenda in the order in which it was dealt with.
    pub items: Vec<AgendaItem>,
    /// The labels of votes, as the office words them.
    pub vote_labels: VoteLabels,
    /// How the minutes were adopted, printed before the time of the end.
    pub adoption: Option<String>,
    /// Who signs on the left.
    pub secretary_signer: Signer,
    /// Who signs on the right.
    pub chair_signer: Signer,
    /// The recipients before the archive's line, without dash and punctuation.
    pub recipients: Vec<String>,
    /// What follows "Lưu:" in the last line, such as "VT, TH".
    pub archive: String,
    /// The closed log that these minutes stand for.
    pub log: LogSeal,
}

/// A person who was expected at the meeting.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Participant {
    /// Full name.
    pub name: String,
    /// Position and unit.
    pub position: String,
    /// Whether and how the person took part.
    pub attendance: Attendance,
    /// In whose place somebody was to come who is not known to have been there; who was there says it in `attendance`.
    #[serde(default)]
    pub instead_of: Option<Invited>,
}

/// Somebody who was invited, and for whom another comes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Invited {
    /// Full name.
    pub name: String,
    /// Position and unit; empty where none is known.
    pub position: String,
}

/// How a person took part.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Attendance {
    /// Was there.
    Present,
    /// Was there, but not from the beginning.
    Late {
        /// Since when.
        since: Time,
    },
    /// Was there in another person's place.
    Substitute {
        /// The name of the one who was invited.
        of_name: String,
        /// That person's position.
        of_position: String,
        /// What the substitute came with, such as "Văn bản số 1204/SXD-VP ngày 15/12/2026".
        authority: Option<String>,
    },
    /// Was not there and had said why.
    Excused {
        /// The reason as recorded.
        reason: String,
    },
    /// Was not there and had said nothing.
    Absent,
    /// Was expected; nobody recorded whether they came.
    Unrecorded,
    /// Was there for some items of the agenda only.
    Guest {
        /// The numbers of the items.
        items: Vec<u32>,
    },
}

/// A person who chaired or wrote, with the time when that changed during the meeting.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Chairing {
    /// Full name.
    pub name: String,
    /// Position and unit.
    pub position: String,
    /// Since when, if not from the beginning.
    pub from: Option<Time>,
    /// Until when, if not to the end.
    pub until: Option<Time>,
}

/// One item of the agenda.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AgendaItem {
    /// Its number on the agenda, which stays when items are taken in another order.
    pub number: u32,
    /// Its title.
    pub title: String,
    /// Who presented it, with position; several lines are several people.
    pub presenter: Option<String>,
    /// When it was opened.
    pub started: Option<Time>,
    /// When it was closed.
    pub ended: Option<Time>,
    /// What happened, paragraph by paragraph.
    pub course: Vec<String>,
    /// What was said, in order.
    pub opinions: Vec<Opinion>,
    /// What was voted on, in order.
    pub votes: Vec<Vote>,
    /// The chair's conclusion, paragraph by paragraph; empty when there was none.
    pub conclusions: Vec<String>,
}

/// What one person said.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Opinion {
    /// Name, with position where the office wants it.
    pub speaker: String,
    /// What was said.
    pub text: String,
}

/// A vote and its count.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Vote {
    /// What was voted on.
    pub question: String,
    /// How, such as "giơ tay" or "bỏ phiếu kín trên hệ thống".
    pub method: String,
    /// Votes for.
    pub approve: u32,
    /// Votes against.
    pub reject: u32,
    /// Votes for neither.
    pub abstain: u32,
    /// Those entitled to vote who were there; percentages refer to it.
    pub eligible: u32,
    /// What follows from the count, such as "Thông qua".
    pub outcome: Option<String>,
}

/// How an office words the three answers: rule profiles differ.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct VoteLabels {
    /// For, such as "tán thành".
    pub approve: String,
    /// Against, such as "không tán thành".
    pub reject: String,
    /// Neither, such as "không có ý kiến" or "không biểu quyết".
    pub abstain: String,
}

/// Who signs.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Signer {
    /// Full name without academic titles.
    pub name: String,
    /// By what authority, for a signer who does not sign in their own right.
    pub authority: Option<Authority>,
}

/// The lines above a signature, such as "KT. CHỦ TỊCH" and "PHÓ CHỦ TỊCH".
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Authority {
    /// On whose behalf, with TM., Q., KT., TL. or TUQ.
    pub on_behalf: Option<String>,
    /// The signer's own title.
    pub title: String,
}

/// The closed log that the minutes stand for: whoever holds the log can prove that it is this one.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LogSeal {
    /// The number of events.
    pub events: u64,
    /// The root of the Merkle tree over them, 64 hexadecimal digits.
    pub root: String,
}

/// Typesets minutes as PDF/A-2a and PDF/UA-1, or PDF/A-3a and PDF/UA-1 with `attachments`.
///
/// # Errors
/// As [`typeset`].
pub fn minutes(
    minutes: &Minutes,
    attachments: &[Attachment],
    made_at: jiff::Timestamp,
) -> Result<Typeset, Error> {
    typeset(&Request {
        template: TEMPLATE,
        data: &serde_json::to_value(minutes)?,
        files: &[],
        attachments,
        standard: Standard::Archive,
        made_at: Some(made_at),
    })
}
