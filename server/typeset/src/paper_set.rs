//! The cover list of a printable set (bộ in): the agenda with its papers and where each of them stands, who was there, who
//! printed it and when. It goes before the papers in one PDF, or beside their files in a ZIP.
//!
//! It is a list for a reader and no paper for signing: a title that Tinos cannot draw is printed without what is missing,
//! because a set must not fail for an emoji in one of fifty names.

use jiff::civil::DateTime;
use serde::Serialize;

use crate::compile::{Request, Standard, Template, Typeset, typeset};
use crate::error::Error;
use crate::minutes::Participant;
use crate::text;

const TEMPLATE: Template = Template {
    name: "paper-set",
    source: include_str!("../../../assets/typst/paper-set.typ"),
};

/// What the cover list says. Times are Vietnamese local time.
#[derive(Debug, Clone, Serialize)]
pub struct PaperSetCover {
    /// The agency that holds the meeting, printed in bold capitals.
    pub agency: Option<String>,
    /// The meeting's name.
    pub title: String,
    /// When it begins, or began.
    pub starts_at: Option<DateTime>,
    /// Where.
    pub place: Option<String>,
    /// Who chairs it, with position.
    pub chair: Option<String>,
    /// The set has one item of the agenda alone.
    pub is_one_item: bool,
    /// The agenda in its order.
    pub items: Vec<CoverItem>,
    /// Everybody in rank order; none before the meeting was opened.
    pub participants: Option<Vec<Participant>>,
    /// When the set was made.
    pub printed_at: DateTime,
    /// For whom: full name.
    pub printed_by: String,
}

/// An item of the agenda.
#[derive(Debug, Clone, Serialize)]
pub struct CoverItem {
    /// Its number.
    pub number: u32,
    /// Its title.
    pub title: String,
    /// Who presents it.
    pub presenter: Option<String>,
    /// What is to be known of it, such as "hoãn".
    pub note: Option<String>,
    /// Its papers in order.
    pub papers: Vec<CoverPaper>,
}

/// A paper on the list.
#[derive(Debug, Clone, Serialize)]
pub struct CoverPaper {
    /// Its title.
    pub title: String,
    /// Its pages.
    pub pages: u32,
    /// It is for internal circulation.
    pub is_internal: bool,
    /// Where it stands.
    pub standing: PaperStanding,
}

/// Where a paper stands.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PaperStanding {
    /// In the same file.
    Page {
        /// Its first page there, from 1.
        first: u32,
    },
    /// In a file of its own.
    File {
        /// The file's name.
        name: String,
    },
    /// It is not there.
    LeftOut {
        /// Why, and what to do instead.
        why: String,
    },
}

/// Typesets the cover list as PDF/A-2a and PDF/UA-1.
///
/// # Errors
/// As [`typeset`], except that no text is refused.
pub fn paper_set_cover(cover: &PaperSetCover, made_at: jiff::Timestamp) -> Result<Typeset, Error> {
    typeset(&Request {
        template: TEMPLATE,
        data: &text::made_printable(serde_json::to_value(cover)?),
        files: &[],
        attachments: &[],
        standard: Standard::Archive,
        made_at: Some(made_at),
    })
}
