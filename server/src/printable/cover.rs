//! The cover list of a set: agenda, papers with their places, who was there, who printed it and when.
//!
//! Typesetting takes a core for tens of milliseconds: call it where blocking is allowed.

use std::collections::BTreeMap;

use nghisu_protocol::ids::{DocumentId, Timestamp};
use nghisu_protocol::printable::LeftOut;
use nghisu_protocol::room::state::ItemStatus;
use nghisu_typeset as typeset;
use typeset::{CoverItem, CoverPaper, PaperSetCover, PaperStanding};

use super::content::{Content, Paper, SetItem};
use crate::minutes::draft::in_full;
use crate::minutes::paper::{local, participant};

/// How often the cover is set again because its own length moves the papers.
const ATTEMPTS: usize = 4;

/// Who prints, and when.
#[derive(Debug, Clone)]
pub(super) struct Print {
    /// Full name.
    pub(super) by: String,
    pub(super) at: Timestamp,
}

/// Where a paper stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// In the PDF, with so many pages before it, those of the cover not counted.
    Behind(u32),
    /// In the ZIP, under this name.
    File(String),
    /// Nowhere.
    LeftOut(LeftOut),
}

/// Typesets the cover of a PDF in which papers stand behind it.
pub(super) fn of_pdf(
    content: &Content,
    print: &Print,
    places: &BTreeMap<DocumentId, Place>,
) -> Result<typeset::Typeset, typeset::Error> {
    let mut cover = of(content, print, places, 1)?;
    for _ in 0..ATTEMPTS {
        let again = of(content, print, places, cover.pages)?;
        if again.pages == cover.pages {
            return Ok(again);
        }
        cover = again;
    }
    Ok(cover)
}

/// Typesets the cover of a ZIP.
pub(super) fn of_zip(
    content: &Content,
    print: &Print,
    places: &BTreeMap<DocumentId, Place>,
) -> Result<typeset::Typeset, typeset::Error> {
    of(content, print, places, 0)
}

fn of(
    content: &Content,
    print: &Print,
    places: &BTreeMap<DocumentId, Place>,
    own_pages: u32,
) -> Result<typeset::Typeset, typeset::Error> {
    let some = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
    let cover = PaperSetCover {
        agency: some(&in_full(&content.unit)),
        title: content.title.clone(),
        starts_at: content.starts_at.map(local),
        place: some(&content.place),
        chair: some(&content.chair),
        is_one_item: content.is_one_item,
        items: content
            .items
            .iter()
            .map(|item| CoverItem {
                number: item.number,
                title: item.title.clone(),
                presenter: some(&item.presenter),
                note: note(item).map(str::to_owned),
                papers: item
                    .papers
                    .iter()
                    .map(|paper| listed(paper, places.get(&paper.document), own_pages))
                    .collect(),
            })
            .collect(),
        participants: content
            .attendance
            .as_ref()
            .map(|people| people.iter().map(participant).collect()),
        printed_at: local(print.at),
        printed_by: print.by.clone(),
    };
    let made_at = jiff::Timestamp::from_millisecond(print.at.0).unwrap_or_default();
    typeset::paper_set_cover(&cover, made_at)
}

fn listed(paper: &Paper, place: Option<&Place>, own_pages: u32) -> CoverPaper {
    let standing = match place {
        Some(Place::Behind(before)) => PaperStanding::Page {
            first: before.saturating_add(own_pages).saturating_add(1),
        },
        Some(Place::File(name)) => PaperStanding::File { name: name.clone() },
        Some(Place::LeftOut(reason)) => PaperStanding::LeftOut {
            why: why(*reason).to_owned(),
        },
        None => PaperStanding::LeftOut {
            why: why(LeftOut::Missing).to_owned(),
        },
    };
    CoverPaper {
        title: paper.title.clone(),
        pages: paper.pages,
        is_internal: paper.is_internal,
        standing,
    }
}

/// What a reader of the list is told, with the way out.
fn why(reason: LeftOut) -> &'static str {
    match reason {
        LeftOut::Internal => {
            "Không kèm tệp: tài liệu lưu hành nội bộ chỉ đọc trong phòng họp hoặc trong bộ in một tệp PDF có tên người đọc"
        }
        LeftOut::Unreadable => "Không ghép được vào bộ in: mở tệp riêng trong phòng họp để in",
        LeftOut::Missing => "Không kèm theo: máy chủ không có tệp này, hãy báo thư ký",
    }
}

/// What stands behind an item that is not dealt with as planned.
fn note(item: &SetItem) -> Option<&'static str> {
    match item.status {
        ItemStatus::Postponed => Some("hoãn"),
        ItemStatus::Withdrawn => Some("rút khỏi chương trình"),
        ItemStatus::Pending | ItemStatus::Open | ItemStatus::Done if item.is_closed_session => {
            Some("họp kín, tài liệu giấy")
        }
        ItemStatus::Pending | ItemStatus::Open | ItemStatus::Done => None,
    }
}
