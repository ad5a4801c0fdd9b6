//! Papers over REST: uploads and their states, what is known of a version, its text, search and changes.
//!
//! A paper comes in as an upload ([`Upload`]): begun with its secrecy chosen, sent in pieces, finished,
//! checked by the page workers, and entered into the room as an event. Papers that hold state secrets
//! never come in (Luật 117/2025/QH15): the levels exist here so that a client can name them and be
//! refused. [`leading_number`] and [`title_from_file_name`] are shared by server and tablet.
//!
//! Places on a page are in points (1/72 inch) as displayed: from the upper left corner, y downwards.

mod file_name;

use serde::{Deserialize, Serialize};

pub use file_name::{leading_number, title_from_file_name};

use crate::error::{ErrorCode, Message};
use crate::ids::{DocumentId, ItemId, MeetingId, PersonId, Timestamp, UploadId, VersionId};
use crate::log::Hash;

/// Bytes of a file at most: 500 MB.
pub const MAX_FILE: u64 = 500 * 1024 * 1024;
/// Bytes that a client should send at once; smaller pieces and larger ones are taken too.
pub const CHUNK: u32 = 1024 * 1024;

/// The secrecy (độ mật) that the person chose before the first byte was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Secrecy {
    /// Thường.
    Normal,
    /// Lưu hành nội bộ: allowed, marked with the reader's name.
    Internal,
    /// Mật: refused.
    Confidential,
    /// Tối mật: refused.
    Secret,
    /// Tuyệt mật: refused.
    TopSecret,
}

impl Secrecy {
    /// Whether it is a state secret, which may never enter.
    pub fn is_state_secret(self) -> bool {
        matches!(self, Self::Confidential | Self::Secret | Self::TopSecret)
    }
}

/// What an upload is to become.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum UploadTarget {
    /// A new document of an item.
    New {
        /// The item.
        item: ItemId,
        /// Its title; taken from the file's name where absent.
        #[serde(default)]
        title: Option<String>,
    },
    /// A new version of a document.
    Replacement {
        /// The document.
        document: DocumentId,
        /// Why, in a few words: "Cập nhật số liệu".
        reason: String,
    },
}

/// `POST /api/v1/meetings/{id}/uploads`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct BeginUpload {
    /// The upload's id, by whoever begins it: an answer that was lost is asked for again, and nothing is begun twice
    /// (rule UP-11). The server makes one where none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<UploadId>,
    /// The file's own name.
    pub file_name: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its secrecy.
    pub secrecy: Secrecy,
    /// What it is to become.
    pub target: UploadTarget,
}

/// `POST /api/v1/uploads/{id}/finish`
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FinishUpload {
    /// SHA-256 of the whole file as the client has it; compared where given.
    #[serde(default)]
    pub hash: Option<Hash>,
}

/// `GET /api/v1/uploads/{id}/digest`: what is there, so that a file that is chosen again can be told from another one of
/// the same name and size before a byte of it is added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct UploadDigest {
    /// How many bytes are there.
    pub received: u64,
    /// SHA-256 of them.
    pub hash: Hash,
}

/// `POST /api/v1/uploads/{id}/confirm`: the answer to "is this a secret paper?".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ConfirmUpload {
    /// Yes: every byte is erased. No: the file is taken.
    pub is_secret: bool,
}

/// How far an upload is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "name", rename_all = "snake_case", deny_unknown_fields)]
pub enum UploadState {
    /// Bytes are missing.
    Receiving,
    /// All bytes are there; the page workers look at the file.
    Checking,
    /// Page 1 carries a mark of secrecy: somebody has to say whether the paper is secret.
    AwaitingConfirmation {
        /// The mark as it stands on the page: MẬT, TỐI MẬT or TUYỆT MẬT.
        mark: String,
    },
    /// It is a version of a document.
    Ready {
        /// Number of pages.
        pages: u32,
        /// Signatures found on the file.
        signatures: u32,
    },
    /// It was not taken, and its bytes are erased.
    Refused {
        /// Why, for programs.
        code: ErrorCode,
        /// Why, for people, with the way out.
        message: Message,
    },
}

/// An upload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Upload {
    /// Its id.
    pub id: UploadId,
    /// The meeting.
    pub meeting: MeetingId,
    /// The item of the document.
    pub item: ItemId,
    /// The document: known from the beginning, there once the upload is ready.
    pub document: DocumentId,
    /// The version: known from the beginning, there once the upload is ready.
    pub version: VersionId,
    /// Whether it replaces an earlier version.
    pub is_replacement: bool,
    /// The document's title; empty for a replacement.
    pub title: String,
    /// Why it replaces the version before; empty for a new document.
    pub reason: String,
    /// The file's own name.
    pub file_name: String,
    /// Its size in bytes.
    pub size: u64,
    /// How many bytes are there: the offset of the next piece.
    pub received: u64,
    /// How many bytes to send at once.
    pub chunk_size: u32,
    /// Its secrecy.
    pub secrecy: Secrecy,
    /// How far it is.
    pub state: UploadState,
    /// Why the check makes no progress, for people; it goes on by itself once the reason is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<Message>,
    /// Who began it.
    pub by: PersonId,
    /// Their name.
    pub by_name: String,
    /// Whether the person who asks may discard it (rule UP-8).
    pub may_discard: bool,
    /// When.
    pub begun_at: Timestamp,
}

/// The displayed size of a page, in points.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PageSize {
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
}

/// An entry of a document's outline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OutlineEntry {
    /// 0 for the top level.
    pub level: u8,
    /// Its words.
    pub title: String,
    /// The page that it leads to, from 1.
    pub page: Option<u32>,
}

/// `GET /api/v1/versions/{id}`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct VersionInfo {
    /// Its id.
    pub id: VersionId,
    /// The document.
    pub document: DocumentId,
    /// The meeting.
    pub meeting: MeetingId,
    /// SHA-256 of the file.
    pub hash: Hash,
    /// Size in bytes.
    pub size: u64,
    /// The file's own name.
    pub file_name: String,
    /// Its secrecy: normal or internal.
    pub secrecy: Secrecy,
    /// The pages' sizes, in order; their number is the list's length.
    pub pages: Vec<PageSize>,
    /// The outline in reading order.
    pub outline: Vec<OutlineEntry>,
    /// Whether one of its first pages carries text.
    pub has_text: bool,
    /// Whether search and comparison know all of its pages yet.
    pub is_indexed: bool,
    /// Signatures found on the file.
    pub signatures: u32,
    /// When it was added.
    pub added_at: Timestamp,
}

/// A rectangle on a page, in points as displayed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PageBox {
    /// Left edge.
    pub x: f32,
    /// Upper edge.
    pub y: f32,
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
}

/// A stretch of text on one line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TextRun {
    /// The characters, spaces included.
    pub text: String,
    /// Where they stand.
    pub bounds: PageBox,
    /// One more than characters: character `i` spans `stops[i]..stops[i + 1]` along the longer side of
    /// the box, in points from its left (or upper) edge.
    pub stops: Vec<f32>,
}

/// `GET /api/v1/versions/{id}/text/{page}`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PageText {
    /// The page, from 1.
    pub page: u32,
    /// Its size.
    pub size: PageSize,
    /// The runs in the order of the file.
    pub runs: Vec<TextRun>,
    /// The page has more text than is given here.
    pub is_truncated: bool,
}

/// `GET /api/v1/versions/{id}/search?q=`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SearchResult {
    /// Pages with hits: those with exact ones first, then by page.
    pub pages: Vec<SearchedPage>,
    /// There are more pages with hits than are given here.
    pub is_truncated: bool,
    /// All pages were searched; not so in the first moments after an upload.
    pub is_complete: bool,
}

/// The hits on one page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SearchedPage {
    /// The page, from 1.
    pub page: u32,
    /// Its hits in reading order.
    pub hits: Vec<SearchHit>,
}

/// One hit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SearchHit {
    /// Its boxes: one, or more where it runs over a line's end.
    pub boxes: Vec<PageBox>,
    /// The words around it.
    pub excerpt: String,
    /// The marks agree too, not the letters alone.
    pub is_exact: bool,
}

/// `GET /api/v1/versions/{older}/changes/{newer}`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Changes {
    /// The older version.
    pub older: VersionId,
    /// The newer version.
    pub newer: VersionId,
    /// What differs, in page order. Pages that are not named are the same, if perhaps at another place.
    pub changes: Vec<PageChange>,
    /// Both versions are known to their last page; else ask again in a moment.
    pub is_complete: bool,
}

/// One page that differs. Pages count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum PageChange {
    /// Its words, or its picture where it has none, are others.
    Changed {
        /// In the older version.
        older: u32,
        /// In the newer version.
        newer: u32,
    },
    /// It is new.
    Added {
        /// In the newer version.
        newer: u32,
    },
    /// It is gone.
    Removed {
        /// In the older version.
        older: u32,
    },
}
