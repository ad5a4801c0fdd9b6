//! The printable set (bộ in): all papers of a meeting that a reader may read, in agenda order, behind a cover list.
//!
//! It comes as one PDF, `GET /api/v1/meetings/{id}/papers.pdf`, and as the files themselves in a ZIP,
//! `GET /api/v1/meetings/{id}/papers.zip`. `GET …/papers` says what is in both, `POST …/papers` has the PDF made ahead, so
//! that its making can be watched. `?item=` takes one item of the agenda alone. Rules PS-1 to PS-8.

use serde::{Deserialize, Serialize};

use crate::ids::{DocumentId, ItemId, Timestamp};

/// What a printable set holds for who asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PaperSet {
    /// The papers in the order of the agenda.
    pub papers: Vec<SetPaper>,
    /// The PDF, as far as it is.
    pub pdf: SetPdf,
}

impl PaperSet {
    /// The papers that stand in the PDF.
    pub fn bound(&self) -> impl Iterator<Item = &SetPaper> {
        self.papers
            .iter()
            .filter(|paper| paper.not_in_pdf.is_none())
    }

    /// The papers whose files stand in the ZIP.
    pub fn packed(&self) -> impl Iterator<Item = &SetPaper> {
        self.papers
            .iter()
            .filter(|paper| paper.not_in_zip.is_none())
    }
}

/// A paper of a set: the version in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetPaper {
    /// Which document.
    pub document: DocumentId,
    /// The item that it belongs to.
    pub item: ItemId,
    /// Its title.
    pub title: String,
    /// Its pages.
    pub pages: u32,
    /// Its file's bytes.
    pub size: u64,
    /// Whether it is internal: its pages in the PDF carry the reader's name and the time.
    pub is_internal: bool,
    /// Why it is not in the PDF. What cannot be bound is known once the PDF was made.
    pub not_in_pdf: Option<LeftOut>,
    /// Why its file is not in the ZIP.
    pub not_in_zip: Option<LeftOut>,
}

/// Why a paper is left out of a set. The cover list names it all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LeftOut {
    /// It is internal, and its file has nobody's name on it (rule PG-9).
    Internal,
    /// Its file cannot be read as a whole.
    Unreadable,
    /// Its file is not there.
    Missing,
}

/// How far the PDF of a set is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "state", rename_all = "snake_case", deny_unknown_fields)]
pub enum SetPdf {
    /// Nobody has asked for it since something changed.
    Absent {},
    /// It waits for others that are being made, or is being made.
    Making {
        /// Pages of papers that are bound; none as long as it waits.
        done: Option<u32>,
    },
    /// It can be fetched.
    Ready {
        /// All its pages, the cover list among them.
        pages: u32,
        /// Its bytes.
        size: u64,
        /// When it was made, as its cover says.
        made_at: Timestamp,
    },
    /// It could not be made; asking again tries again.
    Failed {},
}
